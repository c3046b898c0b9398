// The days of the insured side: close, details, statement.
#include "sim-peers/delta/insured_side.hpp"

#include <algorithm>

namespace clearing::peers::delta {

pb::DayLine to_wire(const Record& record) {
    pb::DayLine line;
    line.set_settlement_id(record.settlement_id);
    line.set_sign(record.sign());
    line.set_insurance_type(record.insurance_type);
    line.set_care_kind(record.care_kind());
    *line.mutable_split() = to_wire(record.split);
    const auto bar = record.original_key.find('|');
    if (bar != std::string::npos) line.set_original_settlement_id(record.original_key.substr(bar + 1));
    line.set_assigned_day(record.assigned_day);
    return line;
}

Answered<pb::DayCloseAnswer> InsuredSide::day_close(const pb::DayCloseRequest& request) {
    if (auto refusal = check_divisions(request.treatment_division(), request.insured_division()))
        return std::unexpected(*refusal);
    if (request.day() > centre_.clock().today()) {
        return std::unexpected(Refusal{1516, "清算日尚未结束", "the day is not over", {"day"}, {}, {}, {}});
    }
    closed_.close(request.treatment_division(), request.day());
    for (const auto& key : request.carried()) {
        Record* record = record_of(key);
        if (record && record->cleared_day.empty()) record->carried = true;
    }
    for (const auto& key : request.late()) {
        Record* record = record_of(key);
        if (record && record->carried) record->cleared_day = request.day();
    }
    const auto lines = lines_of(request.treatment_division(), request.insured_division(), request.day());
    pb::DayCloseAnswer answer;
    for (const auto& [key, cell] : sum_up(lines))
        *answer.add_cells() = to_wire(key.first, key.second, cell);
    answer.set_root(root_of(lines));
    answer.set_equal(answer.root() == request.root() &&
                     std::ranges::equal(answer.cells(), request.cells(), [](const auto& ours, const auto& theirs) {
                         return ours.insurance_type() == theirs.insurance_type() &&
                                ours.care_kind() == theirs.care_kind() && ours.settlements() == theirs.settlements() &&
                                ours.cancels() == theirs.cancels() &&
                                same_amounts(from_wire(ours.sums()), from_wire(theirs.sums()));
                     }));
    return answer;
}

Answered<pb::DayDetailsAnswer> InsuredSide::day_details(const pb::DayDetailsRequest& request) {
    if (auto refusal = check_divisions(request.treatment_division(), request.insured_division()))
        return std::unexpected(*refusal);
    const auto lines = lines_of(request.treatment_division(), request.insured_division(), request.day());
    const auto limit = static_cast<int>(std::clamp(request.limit(), 1U, 1000U));
    pb::DayDetailsAnswer answer;
    for (const Record* line : lines) {
        if (line->settlement_id <= request.after_settlement_id()) continue;
        if (answer.lines_size() == limit) {
            answer.set_more(true);
            break;
        }
        *answer.add_lines() = to_wire(*line);
    }
    return answer;
}

Answered<pb::StatementAnswer> InsuredSide::statement(const pb::StatementRequest& request) {
    if (auto refusal = check_divisions(request.treatment_division(), request.insured_division()))
        return std::unexpected(*refusal);
    auto lines = centre_.book().lines(region_prefix(request.treatment_division()),
                                      region_prefix(request.insured_division()), request.day());
    std::erase_if(lines, [&](const Record* line) {
        return std::ranges::any_of(request.disputed(),
                                   [&](const auto& key) { return key.settlement_id() == line->settlement_id; });
    });
    std::vector<StatementLine> theirs;
    for (const auto& cell : request.cells()) {
        if (cell.amount_fen() != 0)
            theirs.push_back({cell.insurance_type(), cell.care_kind(), cell.component(), {cell.amount_fen()}});
    }
    const auto ours = statement_of(lines);
    const auto cancels = std::ranges::count_if(lines, [](const Record* line) { return line->is_cancel; });
    const auto settlements = static_cast<long long>(lines.size()) - cancels;
    pb::StatementAnswer answer;
    answer.set_agreed(std::ranges::is_permutation(ours, theirs) && request.cancels() == cancels &&
                      request.settlements() == settlements);
    const auto adjusted = adjustments_.of_day(request.day());
    if (request.has_adjustments()) {
        const bool alike = std::ranges::is_permutation(adjusted, from_wire(request.adjustments()));
        answer.set_agreed(answer.agreed() && alike);
        *answer.mutable_adjustments() = to_wire(adjusted);
    }
    for (const auto& line : ours) {
        auto* cell = answer.add_cells();
        cell->set_insurance_type(line.insurance_type);
        cell->set_care_kind(line.care_kind);
        cell->set_component(line.component);
        cell->set_amount_fen(line.amount.value);
    }
    if (answer.agreed()) {
        agreed_.insert(request.day());
        for (const auto& key : request.disputed()) {
            Record* left_out = record_of(key);
            if (left_out) left_out->carried = left_out->left_out = true;
        }
    }
    Json kept = Json::object();
    kept.set("statement_id", request.statement_id())
        .set("agreed", answer.agreed())
        .set("settlements", Json::number(settlements));
    kept.set("cancels", Json::number(static_cast<long long>(cancels)));
    statements_[request.day()] = std::move(kept);
    return answer;
}

}  // namespace clearing::peers::delta
