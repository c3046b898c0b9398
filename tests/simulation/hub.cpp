#include "tests/simulation/hub.hpp"

#include <map>

namespace clearing::simulation {
namespace {

constexpr int not_matched_yet = 1'000;  ///< in parts of ten thousand

/// Cash and components do not travel there.
std::vector<Cell> as_it_travels(std::vector<Cell> cells) {
    for (Cell& cell : cells) {
        Amounts kept;
        kept.total = cell.sums.total;
        kept.fund = cell.sums.fund;
        kept.account = cell.sums.account;
        cell.sums = kept;
        cell.settlements += cell.cancels;
        cell.cancels = 0;
    }
    return cells;
}

}  // namespace

void Hub::receive(Party from, QuestionPtr question, Reply reply) {
    if (question->ask == Ask::close_day) return reply(compare(*question));
    if (question->ask == Ask::day_rows) return reply(rows_for(*question));
    province_.receive(from, std::move(question), std::move(reply));
}

std::vector<Row> Hub::rows_of(bool visitors, const std::string& day) const {
    std::vector<Row> rows;
    if (visitors) {
        for (const auto& [id, entry] : province_.entries())
            if (InsuredSide::is_listed(entry) && (day.empty() || entry.day == day))
                rows.push_back({entry.own_id, entry.is_cancel ? -1 : 1, entry.insurance, entry.inpatient, entry.amounts,
                                entry.original, entry.day});
        return rows;
    }
    for (const Asker::Case& c : beijing_.cases())
        for (const std::deque<Asker::Message>* messages : {&c.settlements, &c.cancels})
            for (const Asker::Message& message : *messages) {
                if (message.status != Asker::Status::yes) continue;
                const std::string settled_on = message.answer.settled_at.substr(0, 10);
                if (!day.empty() && settled_on != day) continue;
                const bool cancels = messages == &c.cancels;
                rows.push_back({message.answer.settlement, cancels ? -1 : 1, c.insurance, c.inpatient,
                                message.answer.amounts, "", settled_on});
            }
    return rows;
}

bool Hub::is_matched(const Row& row, const std::string& asked_of_day) {
    if (row.day != first_day_ || asked_of_day != first_day_ || first_day_ == last_day_) return true;
    const auto [told, first_time] = matched_on_first_day_.try_emplace(row.settlement, true);
    if (first_time) told->second = !random_.chance(not_matched_yet);
    return told->second;
}

bool Hub::was_not_matched(const std::string& row, const std::string& day) const {
    const auto told = matched_on_first_day_.find(row);
    return day == first_day_ && told != matched_on_first_day_.end() && !told->second;
}

Answer Hub::compare(const Question& question) {
    const std::vector<Row> ours = rows_of(question.visitors, question.day);
    Answer answer;
    answer.equal = as_it_travels(cells_of(ours)) == as_it_travels(cells_of(question.rows));
    for (const Row& row : ours)
        if (!is_matched(row, question.day)) answer.equal = false;
    return answer;
}

Answer Hub::rows_for(const Question& question) {
    std::map<std::string, Row> known;
    for (const Row& row : rows_of(question.visitors, ""))
        known[row.settlement] = row;
    Answer answer;
    for (const Row& row : question.rows)
        if (const auto found = known.find(row.settlement); found != known.end()) {
            answer.rows.push_back(found->second);
            if (!is_matched(found->second, question.day)) answer.not_yet.push_back(row.settlement);
            known.erase(found);
        }
    for (const auto& [settlement, row] : known)
        if (row.day == question.day) answer.rows.push_back(row);
    if (question.visitors)
        for (const auto& [message, entry] : province_.entries())
            if (known.contains(entry.own_id)) answer.messages[entry.own_id] = message;
    return answer;
}

}  // namespace clearing::simulation
