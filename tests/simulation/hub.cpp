#include "tests/simulation/hub.hpp"

#include <map>

namespace clearing::simulation {
namespace {

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

Answer Hub::compare(const Question& question) const {
    Answer answer;
    answer.equal =
        as_it_travels(cells_of(rows_of(question.visitors, question.day))) == as_it_travels(cells_of(question.rows));
    return answer;
}

Answer Hub::rows_for(const Question& question) const {
    std::map<std::string, Row> known;
    for (const Row& row : rows_of(question.visitors, ""))
        known[row.settlement] = row;
    Answer answer;
    for (const Row& row : question.rows)
        if (const auto found = known.find(row.settlement); found != known.end()) {
            answer.rows.push_back(found->second);
            known.erase(found);
        }
    for (const auto& [settlement, row] : known)
        if (row.day == question.day) answer.rows.push_back(row);
    return answer;
}

}  // namespace clearing::simulation
