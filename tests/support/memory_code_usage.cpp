#include "tests/support/memory_code_usage.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;
using ports::BillInUse;
using ports::UsagePage;

namespace {

/// The visit's lines that `wanted` takes, in their order.
template <class Wanted>
std::vector<FeeLine> lines_where(const MemoryBooks& books, VisitNo visit, Wanted wanted) {
    std::vector<FeeLine> lines;
    const auto of_visit = books.lines.find(visit);
    if (of_visit == books.lines.end()) return lines;
    for (const MemoryBooks::KeptLine& kept : of_visit->second)
        if (!kept.removed && wanted(kept)) lines.push_back(kept.line);
    return lines;
}

}  // namespace

std::vector<FeeLine> MemoryCodeUsage::lines_taken(SettlementNo settlement, VisitNo visit) const {
    return lines_where(books_, visit, [&](const auto& kept) { return kept.settled_by == settlement; });
}

std::vector<FeeLine> MemoryCodeUsage::lines_of_intent(const SettlementRecord& record) const {
    const long long until = books_.lines_until.at(record.no);
    return lines_where(books_, record.visit_no, [&](const auto& kept) {
        return kept.line_no <= until && (record.care == CareSetting::inpatient || kept.line.bill == record.bill.bill);
    });
}

std::vector<FeeLine> MemoryCodeUsage::unsettled_lines(VisitNo visit) const {
    return lines_where(books_, visit, [](const auto& kept) { return !kept.settled_by; });
}

BillInUse MemoryCodeUsage::bill(const SettlementRecord& record, std::vector<FeeLine> lines) const {
    BillInUse bill{{}, books_.seen(record), std::move(lines)};
    if (const auto visit = books_.visits.find(record.visit_no); visit != books_.visits.end()) {
        bill.visit = visit->second;
        return bill;
    }
    bill.visit.id = record.visit;
    bill.visit.their_id = record.their_visit;
    bill.visit.direction = record.direction;
    bill.visit.care = record.care;
    bill.visit.platform = record.platform;
    bill.visit.treatment_division = record.treatment_division;
    bill.visit.insured_division = record.insured_division;
    bill.visit.institution = record.institution;
    bill.visit.institution_name = record.institution_name;
    bill.visit.insurance_type = record.insurance_type;
    bill.visit.med_type = record.med_type;
    return bill;
}

awaitable<Result<UsagePage>> MemoryCodeUsage::settled(Date first, Date last, long long cursor, std::size_t limit) {
    if (books_.unavailable) co_return fail(store_failure());
    std::vector<const SettlementRecord*> booked;
    for (const auto& [no, record] : books_.records) {
        const Date day = local_date(record.opened_at);
        const bool wanted = record.kind == SettlementKind::settle && record.state == SettlementState::booked;
        if (wanted && first <= day && day <= last) booked.push_back(&record);
    }
    const auto place = [](const SettlementRecord* record) { return std::pair(record->opened_at, record->no.value); };
    std::ranges::sort(booked, {}, place);
    UsagePage page;
    if (cursor == 0) page.total = static_cast<long long>(booked.size());
    auto next = booked.begin();
    if (cursor != 0) {
        const auto after = place(&books_.records.at(SettlementNo(cursor)));
        next = std::ranges::upper_bound(booked, after, {}, place);
    }
    for (; next != booked.end() && page.bills.size() < limit; ++next)
        page.bills.push_back(bill(**next, lines_taken((*next)->no, (*next)->visit_no)));
    if (page.bills.size() == limit && limit > 0) page.next = page.bills.back().settlement->no.value;
    co_return page;
}

awaitable<Result<UsagePage>> MemoryCodeUsage::open_visits(Date since, long long cursor, std::size_t limit) {
    if (books_.unavailable) co_return fail(store_failure());
    UsagePage page;
    for (const auto& [no, visit] : books_.visits) {
        std::vector<FeeLine> lines = unsettled_lines(no);
        const bool open = visit.state == VisitState::open || (visit.state == VisitState::discharged && !lines.empty());
        const bool in_bed = visit.state == VisitState::open && visit.care == CareSetting::inpatient;
        if (!open || (!in_bed && visit.begin_time < since.to_text())) continue;
        if (cursor == 0) ++page.total;
        if (no.value > cursor && page.bills.size() < limit)
            page.bills.push_back({visit, std::nullopt, std::move(lines)});
    }
    if (page.bills.size() == limit && limit > 0) page.next = page.bills.back().visit.no.value;
    co_return page;
}

awaitable<Result<std::optional<BillInUse>>> MemoryCodeUsage::bill_of(SettlementId settlement) {
    if (books_.unavailable) co_return fail(store_failure());
    for (const auto& [no, record] : books_.records) {
        if (record.id != settlement) continue;
        const SettlementRecord& of = record.cancels ? books_.records.at(*record.cancels) : record;
        std::vector<FeeLine> lines = lines_taken(of.no, of.visit_no);
        if (lines.empty()) lines = lines_of_intent(of);
        co_return bill(record, std::move(lines));
    }
    co_return std::nullopt;
}

}  // namespace clearing::tests
