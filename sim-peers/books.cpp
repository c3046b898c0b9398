#include "sim-peers/books.hpp"

#include <algorithm>
#include <iterator>

namespace clearing::peers {

const char* name_of(RecordState state) {
    switch (state) {
        case RecordState::in_doubt:
            return "in_doubt";
        case RecordState::booked:
            return "booked";
        case RecordState::refused:
            return "refused";
        case RecordState::reversed:
            return "reversed";
        case RecordState::cancelled:
            return "cancelled";
    }
    return "";
}

Record& Book::add(Record record) {
    Record& added = records_.emplace_back(std::move(record));
    by_key_[added.key] = &added;
    if (!added.own_id.empty()) by_own_id_[added.own_id] = &added;
    if (added.hidden) return added;
    by_visit_[added.visit_key].push_back(&added);
    if (added.is_cancel) cancels_[added.original_key] = &added;
    return added;
}

Record* Book::find(const std::string& key) {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : found->second;
}

void Book::forget(const std::string& key) {
    const Record* record = find(key);
    if (!record) return;
    by_own_id_.erase(record->own_id);
    by_key_.erase(key);
}

Record* Book::find_own(const std::string& own_id) {
    const auto found = by_own_id_.find(own_id);
    return found == by_own_id_.end() ? nullptr : found->second;
}

Record* Book::live_of_bill(const std::string& institution, const std::string& visit_key, const std::string& bill_no) {
    const auto found = by_visit_.find(visit_key);
    if (found == by_visit_.end()) return nullptr;
    for (Record* record : found->second) {
        if (record->is_live() && record->bill_no == bill_no && record->institution == institution) return record;
    }
    return nullptr;
}

std::vector<const Record*> Book::live_of_visit(const std::string& visit_key) const {
    std::vector<const Record*> live;
    const auto found = by_visit_.find(visit_key);
    if (found == by_visit_.end()) return live;
    std::ranges::copy_if(found->second, std::back_inserter(live), &Record::is_live);
    return live;
}

Record* Book::cancel_of(const std::string& original_key) {
    const auto found = cancels_.find(original_key);
    if (found == cancels_.end()) return nullptr;
    const RecordState state = found->second->state;
    return state == RecordState::booked || state == RecordState::in_doubt ? found->second : nullptr;
}

bool Book::visit_has_settlement(const std::string& visit_key) const {
    return !live_of_visit(visit_key).empty();
}

bool Book::is_settled_again(const Record& cancel) {
    const auto& all = by_visit_[cancel.visit_key];  // as they came
    return std::any_of(std::ranges::find(all, &cancel), all.end(), [&](const Record* record) {
        return record->is_live() && record->institution == cancel.institution &&
               (record->inpatient || record->bill_no == cancel.bill_no);
    });
}

std::vector<const Record*> Book::lines(const std::string& treatment, const std::string& insured,
                                       const std::string& day) const {
    return lines_by(&Record::clearing_day, treatment, insured, day);
}

std::vector<const Record*> Book::listed(const std::string& treatment, const std::string& insured,
                                        const std::string& day) const {
    return lines_by(&Record::listed_day, treatment, insured, day);
}

std::vector<const Record*> Book::lines_by(std::string (Record::*day_of)() const, const std::string& treatment,
                                          const std::string& insured, const std::string& day) const {
    std::vector<const Record*> lines;
    for (const auto& record : records_) {
        if (record.is_line() && record.treatment_division.starts_with(treatment) &&
            record.insured_division.starts_with(insured) && (day.empty() || (record.*day_of)() == day)) {
            lines.push_back(&record);
            if (record.doubled) lines.push_back(&record);
        }
    }
    std::ranges::sort(lines, {}, &Record::settlement_id);
    return lines;
}

Cells sum_up(const std::vector<const Record*>& lines) {
    Cells cells;
    for (const Record* record : lines) {
        CellSum& cell = cells[{record->insurance_type, record->care_kind()}];
        ++(record->is_cancel ? cell.cancels : cell.settlements);
        add(cell.sums, record->split);
    }
    return cells;
}

Json to_json(const Split& split) {
    Json json = Json::object();
    json.set("medfee_sumamt", Json::number(to_text(split.scope.total)));
    json.set("fulamt_ownpay_amt", Json::number(to_text(split.scope.full_self_pay)));
    json.set("overlmt_selfpay", Json::number(to_text(split.scope.over_limit)));
    json.set("preselfpay_amt", Json::number(to_text(split.scope.first_self_pay)));
    json.set("inscp_scp_amt", Json::number(to_text(split.scope.in_scope)));
    for (const auto& [name, member] : compared_amounts)
        json.set(name, Json::number(to_text(split.*member)));
    json.set("psn_part_amt", Json::number(to_text(split.person)));
    return json;
}

Json to_json(const Cells& cells) {
    Json rows = Json::array();
    for (const auto& [key, cell] : cells) {
        Json row = Json::object();
        row.set("insutype", key.first).set("care_kind", key.second);
        row.set("settlements", Json::number(cell.settlements)).set("cancels", Json::number(cell.cancels));
        row.set("sums", to_json(cell.sums));
        rows.push(std::move(row));
    }
    return rows;
}

Json to_json(const Record& record) {
    Json row = Json::object();
    row.set("setl_id", record.own_id).set("settlement_id", record.settlement_id).set("key", record.key);
    row.set("kind", record.is_cancel ? "cancel" : "settle").set("state", name_of(record.state));
    row.set("original", record.original_key).set("mdtrt_id", record.visit_id).set("bill_no", record.bill_no);
    row.set("insutype", record.insurance_type).set("care_kind", record.care_kind());
    row.set("treatment_division", record.treatment_division).set("insured_division", record.insured_division);
    row.set("institution", record.institution).set("setl_time", record.settled_at);
    row.set("assigned_day", record.assigned_day).set("cleared_day", record.cleared_day);
    row.set("carried", record.carried).set("their_setl_id", record.their_id);
    row.set("scripted", record.script > 0).set("split", to_json(record.split));
    if (record.refusal.code) row.set("refusal", record.refusal.sentence());
    return row;
}

Json to_json(const Book& book, const std::string& name, const std::string& day, bool with_list) {
    Json json = Json::object(), settlements = Json::array();
    std::map<std::string, long long> states;
    for (const auto& record : book.records()) {
        if (record.hidden || (!day.empty() && record.assigned_day != day && record.cleared_day != day)) continue;
        ++states[name_of(record.state)];
        if (with_list) settlements.push(to_json(record));
    }
    Json counts = Json::object();
    for (const auto& [state, count] : states)
        counts.set(state, Json::number(count));
    json.set("book", name).set("day", day).set("counts", std::move(counts));
    json.set("cells", to_json(sum_up(book.lines("", "", day)))).set("settlements", std::move(settlements));
    return json;
}

}  // namespace clearing::peers
