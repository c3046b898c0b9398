#include "tests/support/memory_difference_cases.hpp"

#include "tests/support/memory_ended_cases.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;
using ports::CaseOrder;
using CaseRow = MemoryCases::Row;

namespace {

bool fits_filter(const DifferenceCase& one, const ports::CaseFilter& filter) {
    return one.no > filter.after_no && (!filter.state || one.state == *filter.state) &&
           (!filter.day || one.day.day == *filter.day) && (!filter.kind || one.difference.kind == *filter.kind) &&
           (!filter.owner || one.owner == *filter.owner);
}

std::unexpected<Error> unknown_case() {
    return fail(ErrorCode::not_found, "there is no case of this number", {"no"});
}

}  // namespace

void MemoryDifferenceCases::add_note(MemoryWrite& write, long long no, CaseNote note) {
    write.at(cases_.notes, no).push_back(std::move(note));
}

void MemoryDifferenceCases::settle_gone(MemoryWrite& write, const ports::FoundDifferences& found,
                                        ports::TakenUp& taken) {
    for (auto& [no, row] : cases_.rows) {
        const SettlementKey& key = row.known.difference.settlement;
        const bool is_found = std::ranges::find(found.leading, key, &Difference::settlement) != found.leading.end();
        if (row.known.day != found.day || is_over(row.known.state) || is_found) continue;
        CaseRow& gone = write.changed(row);
        gone.known.state = CaseState::settled;
        gone.known.ended_by = "daemon";
        gone.known.ended_at = found.at;
        gone.known.outcome = "the lines are alike";
        gone.taken_until = std::nullopt;
        add_note(write, no, {found.at, "daemon", "compared again: the lines are alike"});
        ++taken.settled;
    }
    if (taken.settled > 0) carry_ended_of_day(books_, write, found.day);
}

void MemoryDifferenceCases::open(MemoryWrite& write, const ports::FoundDifferences& found,
                                 const Difference& difference) {
    const StepRule& rule = step_rule_of(difference.kind);
    const long long no = ++books_.last_number;
    DifferenceCase& opened = write.at(cases_.rows, no).known;
    opened.no = no;
    opened.day = found.day;
    opened.difference = difference;
    opened.step = rule.step;
    opened.state = opened.step == NextStep::none ? CaseState::open : CaseState::trying;
    opened.next_try_at = opened.opened_at = found.at;
    opened.opened_by = found.found_by;
    opened.due = found.due;
    if (opened.state == CaseState::open)
        books_.raise(write, "difference_case", subject_of_case(no), needs_a_person(opened, rule.why));
}

awaitable<Result<ports::TakenUp>> MemoryDifferenceCases::take_up(ports::FoundDifferences found) {
    auto work = [this, &found](MemoryWrite& write) -> Result<ports::TakenUp> {
        ports::TakenUp taken;
        if (books_.find_day(found.day) == nullptr) return taken;
        settle_gone(write, found, taken);
        for (const Difference& difference : found.leading) {
            const bool has_one = std::ranges::any_of(cases_.rows, [&](const auto& row) {
                const DifferenceCase& known = row.second.known;
                return known.day == found.day && known.difference.settlement == difference.settlement &&
                       !is_over(known.state);
            });
            if (has_one) continue;
            open(write, found, difference);
            ++taken.opened;
        }
        return taken;
    };
    co_return co_await link_.write("case.take_up", work);
}

awaitable<Result<std::vector<DifferenceCase>>> MemoryDifferenceCases::take_due(ports::CaseQuery query) {
    auto work = [this, &query](MemoryWrite& write) -> Result<std::vector<DifferenceCase>> {
        std::vector<DifferenceCase> due;
        for (const auto& [no, row] : cases_.rows) {
            const bool is_free = !row.taken_until || *row.taken_until <= query.now;
            if (row.known.state == CaseState::trying && is_free && row.known.next_try_at <= query.now)
                due.push_back(row.known);
        }
        std::ranges::sort(due, {}, [](const DifferenceCase& one) { return std::pair(one.next_try_at, one.no); });
        if (due.size() > query.limit) due.resize(query.limit);
        for (const DifferenceCase& one : due) {
            CaseRow& row = write.at(cases_.rows, one.no);
            row.process = query.process;
            row.taken_until = query.taken_until;
        }
        return due;
    };
    co_return co_await link_.write("case.take", work);
}

awaitable<Result<bool>> MemoryDifferenceCases::stepped(ports::CaseStep step) {
    auto work = [this, &step](MemoryWrite& write) -> Result<bool> {
        const auto found = cases_.rows.find(step.no);
        if (found == cases_.rows.end() || found->second.process != step.process || !found->second.taken_until ||
            found->second.known.state != CaseState::trying)
            return false;
        CaseRow& row = write.changed(found->second);
        DifferenceCase& one = row.known;
        one.state = step.to;
        ++one.attempts;
        one.next_try_at = step.next_try_at;
        row.taken_until = std::nullopt;
        if (step.to == CaseState::settled) {
            one.ended_by = "daemon";
            one.ended_at = step.at;
            one.outcome = step.note;
        }
        if (step.to == CaseState::settled) carry_ended_line(books_, write, one.day, one.difference.settlement);
        if (step.to == CaseState::open)
            books_.raise(write, "difference_case", subject_of_case(one.no), needs_a_person(one, step.note));
        add_note(write, one.no, {step.at, "daemon", step.note});
        return true;
    };
    co_return co_await link_.write("case.stepped", work);
}

awaitable<Result<std::vector<DifferenceCase>>> MemoryDifferenceCases::list(ports::CaseFilter filter) {
    auto work = [this, &filter]() -> Result<std::vector<DifferenceCase>> {
        std::vector<DifferenceCase> found;
        for (const auto& [no, row] : cases_.rows)
            if (found.size() < filter.limit && fits_filter(row.known, filter)) found.push_back(row.known);
        return found;
    };
    co_return co_await link_.read("case.list", work);
}

awaitable<Result<std::optional<DifferenceCase>>> MemoryDifferenceCases::find(long long no) {
    auto work = [this, no]() -> Result<std::optional<DifferenceCase>> {
        const auto found = cases_.rows.find(no);
        if (found == cases_.rows.end()) return std::nullopt;
        return found->second.known;
    };
    co_return co_await link_.read("case.find", work);
}

awaitable<Result<std::vector<CaseNote>>> MemoryDifferenceCases::notes(long long no) {
    auto work = [this, no]() -> Result<std::vector<CaseNote>> {
        const auto found = cases_.notes.find(no);
        return found == cases_.notes.end() ? std::vector<CaseNote>() : found->second;
    };
    co_return co_await link_.read("case.notes", work);
}

awaitable<Result<std::vector<SettlementKey>>> MemoryDifferenceCases::in_hand(PairKey pair) {
    auto work = [this, &pair]() -> Result<std::vector<SettlementKey>> {
        std::set<SettlementKey> keys;
        for (const auto& [no, row] : cases_.rows) {
            const bool holds_up = row.known.difference.kind != DifferenceKind::details_total;
            if (pair_of(row.known.day) == pair && holds_up && !is_over(row.known.state) && !row.known.owner.empty())
                keys.insert(row.known.difference.settlement);
        }
        return std::vector<SettlementKey>(keys.begin(), keys.end());
    };
    co_return co_await link_.read("case.in_hand", work);
}

awaitable<Result<long long>> MemoryDifferenceCases::raise_overdue(Date today, Instant) {
    auto work = [this, today](MemoryWrite& write) -> Result<long long> {
        long long raised = 0;
        for (const auto& [no, row] : cases_.rows) {
            const DifferenceCase& one = row.known;
            if (is_over(one.state) || !one.due || !(*one.due < today) || cases_.told_overdue.contains(no)) continue;
            write.changed(cases_.told_overdue).insert(no);
            if (books_.raise(write, "difference_overdue", subject_of_case(no), is_overdue(one))) ++raised;
        }
        return raised;
    };
    co_return co_await link_.write("case.overdue", work);
}

Result<CaseRow*> MemoryDifferenceCases::live(MemoryWrite& write, long long no) {
    const auto found = cases_.rows.find(no);
    if (found == cases_.rows.end()) return unknown_case();
    if (is_over(found->second.known.state))
        return fail(ErrorCode::conflict, "case " + std::to_string(no) + " is over", {"no"});
    return &write.changed(found->second);
}

awaitable<Result<DifferenceCase>> MemoryDifferenceCases::assign(CaseOrder order, std::string owner) {
    auto work = [this, &order, &owner](MemoryWrite& write) -> Result<DifferenceCase> {
        const Result<CaseRow*> row = live(write, order.no);
        if (!row) return fail(row.error());
        (*row)->known.owner = owner;
        (*row)->known.assigned_by = order.actor;
        (*row)->known.state = CaseState::open;
        (*row)->taken_until = std::nullopt;
        write.append(cases_.audited, "difference_assigned " + std::to_string(order.no));
        return (*row)->known;
    };
    co_return co_await link_.write("case.assign", work);
}

awaitable<Result<void>> MemoryDifferenceCases::add_note(CaseOrder order, std::string text) {
    auto work = [this, &order, &text](MemoryWrite& write) -> Result<void> {
        if (!cases_.rows.contains(order.no)) return unknown_case();
        add_note(write, order.no, {order.at, order.actor, text});
        write.append(cases_.audited, "difference_noted " + std::to_string(order.no));
        return {};
    };
    co_return co_await link_.write("case.note", work);
}

awaitable<Result<DifferenceCase>> MemoryDifferenceCases::resolve(ports::CaseResolution resolution) {
    auto work = [this, &resolution](MemoryWrite& write) -> Result<DifferenceCase> {
        const CaseOrder& order = resolution.order;
        const auto found = cases_.rows.find(order.no);
        if (found == cases_.rows.end()) return unknown_case();
        const DifferenceCase& known = found->second.known;
        if (known.state == CaseState::resolved && known.ended_by == order.actor && known.outcome == resolution.reason &&
            known.voucher == resolution.voucher)
            return known;
        const Result<CaseRow*> row = live(write, order.no);
        if (!row) return fail(row.error());
        DifferenceCase& ended = (*row)->known;
        const bool moves_money = !resolution.voucher.empty();
        if (moves_money && (ended.owner.empty() || ended.owner == order.actor || ended.opened_by == order.actor ||
                            ended.assigned_by == order.actor))
            return refused_by_the_table("difference_case_money_needs_two");
        ended.state = CaseState::resolved;
        ended.ended_by = order.actor;
        ended.ended_at = order.at;
        ended.outcome = resolution.reason;
        ended.voucher = resolution.voucher;
        (*row)->taken_until = std::nullopt;
        carry_ended_line(books_, write, ended.day, ended.difference.settlement);
        add_note(write, order.no, {order.at, order.actor, resolution.reason});
        write.append(cases_.audited, "difference_resolved " + std::to_string(order.no));
        return ended;
    };
    co_return co_await link_.write("case.resolve", work);
}

}  // namespace clearing::tests
