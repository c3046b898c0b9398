#include "tests/scenarios/two_regions.hpp"

#include "tests/support/day_totals.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::tests {

using ports::awaitable;

namespace {

const PlatformName delta("delta");
const DivisionCode as_it_names_us("310000");

DayKey mirrored(DayKey key) {
    key.direction = Direction::resident_away;
    return key;
}
SettlementKey mirrored(SettlementKey key) {
    key.treatment_division = as_it_names_us;
    return key;
}
std::vector<SettlementKey> mirrored(std::vector<SettlementKey> keys) {
    for (SettlementKey& key : keys)
        key = mirrored(key);
    return keys;
}

Money sum_of_cells(const std::vector<StatementCell>& cells) {
    Money sum;
    for (const StatementCell& cell : cells)
        sum += cell.amount;
    return sum;
}

}  // namespace

awaitable<Result<ports::TotalsAnswer>> Border::compare_totals(DayTotals totals, std::vector<DayLine> lines) {
    for (DayLine& line : lines)
        line.key = mirrored(line.key);
    totals.key = mirrored(totals.key);
    totals.root = tests::root_of(lines, there_.digest);
    totals.carried = mirrored(std::move(totals.carried));
    totals.late = mirrored(std::move(totals.late));
    auto verdict = co_await there_.partner_days.close(std::move(totals));
    if (!verdict) co_return fail(verdict.error());
    co_return ports::TotalsAnswer{verdict->equal, verdict->equal ? "" : "the insured side's lines differ"};
}

awaitable<Result<std::vector<DayLine>>> Border::details(DayKey key, std::vector<DayLine>) {
    auto lines = co_await there_.partner_days.details(mirrored(std::move(key)), {}, 1'000);
    if (!lines) co_return fail(lines.error());
    for (DayLine& line : *lines)
        line.key.treatment_division = DivisionCode("330200");
    co_return lines;
}

awaitable<Result<ports::StatementVerdict>> Border::propose(Statement statement, std::vector<SettlementKey> disputed) {
    ports::StatementProposal proposal{statement.id, statement.formula.id, statement.clearing,
                                      mirrored(std::move(disputed)), statement.adjustments};
    co_return co_await there_.partner_days.agree(mirrored(statement.key), std::move(proposal));
}

awaitable<Result<ClearingDay>> Border::adjust(AdjustmentOffer offer) {
    if (questions_lost > 0) {
        --questions_lost;
        co_return fail(ErrorCode::peer_unreachable, "no connection");
    }
    ++adjustments_arrived;
    const NewAdjustment& adjustment = offer.adjustment;
    ports::ToldAdjustment told{delta,
                               as_it_names_us,
                               PeerName("shanghai"),
                               mirrored(offer.settlement_key),
                               adjustment.reason,
                               adjustment.bearer,
                               adjustment.amounts,
                               adjustment.origin,
                               offer.day.day};
    auto taken_in = co_await adjustments_.take(std::move(told));
    if (taken_for_another > 0) {
        --taken_for_another;
        co_return fail(ErrorCode::different_content);
    }
    if (answers_lost > 0) {
        --answers_lost;
        co_return fail(ErrorCode::in_doubt, "no answer by the deadline");
    }
    co_return taken_in;
}

TwoRegions::TwoRegions(std::string_view title)
    : FinanceStory(title), teller(other_sides, queue, clock, {.owner = "daemon-1"}) {
    for (Ningbo* region : {static_cast<Ningbo*>(this), &there})
        region->other_sides.platforms.at(delta).exchanges_adjustments = true;
    other_sides.platforms.at(delta).days = &border;
    day_world.adjustments = &by_order;
    day_world.teller = &teller;
    there.day_world.adjustments = &as_told;
}

void TwoRegions::both_clocks(std::string_view local_time) {
    clock.set(local_time);
    there.clock.set(local_time);
}

SettledBill TwoRegions::settled_in_both(const std::string& name, std::string_view fund, std::string_view day) {
    const SettledBill settled = treated(name, fund);
    const SettlementRecord here = record(settled.settlement);
    const std::string total = settled.split.total.to_yuan();
    there.core.will_pay(settled.split);
    visits_there[name] = there.resident_visit(name);
    Call call = there.resident_call("2207", name, std::string(day));
    call.key = mirrored(here.key);
    const auto booked = there.settle(call, visits_there[name], {"B-" + name, total});
    BOOST_REQUIRE_MESSAGE(booked.has_value(), why(booked));
    return settled;
}

void TwoRegions::cancelled_in_both(const std::string& name, const SettledBill& settled, std::string_view day) {
    const auto before = record(settled.settlement);
    cancelled(name, settled);
    const auto cancel_here =
        std::ranges::find_if(books.records, [&](const auto& entry) { return entry.second.cancels == before.no; });
    BOOST_REQUIRE(cancel_here != books.records.end());
    const auto original = run(there.settlements.find_by_key(mirrored(before.key), Direction::resident_away)).value();
    Call call = there.resident_call("2208", "cancel-" + name, std::string(day));
    call.key = mirrored(cancel_here->second.key);
    const auto booked = there.cancel(call, visits_there[name], original.value().id);
    BOOST_REQUIRE_MESSAGE(booked.has_value(), why(booked));
}

Result<Adjustment> TwoRegions::ordered(const SettledBill& settled, AdjustmentReason reason, std::string_view hifp_yuan,
                                       std::string origin) {
    return run(by_order.post(
        {no_of(settled), reason, hifp(hifp_yuan), std::move(origin), Bearer::hospital, "auditor", clock.now()}));
}

int TwoRegions::told() {
    const auto taken_in = run(teller.step(PeerName("shanghai"), 10));
    BOOST_REQUIRE_MESSAGE(taken_in.has_value(), why(taken_in));
    return *taken_in;
}

std::vector<AdjustmentOffer> TwoRegions::offers() {
    std::vector<AdjustmentOffer> all = run(queue.list(std::nullopt, 100)).value();
    std::ranges::reverse(all);
    return all;
}

std::vector<std::string> TwoRegions::adjustments_of(MemoryAdjustments& adjustments, const DayKey& key) {
    std::vector<std::string> told;
    for (const Adjustment& one : run(adjustments.of_day(key)).value())
        told.push_back(fmt::format("{} {} {}", name_of(one.reason), one.origin, sum_of(one.amounts).to_yuan()));
    return told;
}

std::vector<std::string> TwoRegions::adjustments_here(std::string_view day) {
    return adjustments_of(by_order, shanghai_day(day));
}

std::vector<std::string> TwoRegions::adjustments_there(std::string_view day) {
    return adjustments_of(as_told, shanghai_day(day, Direction::resident_away));
}

Result<Statement> TwoRegions::try_to_clear(std::string_view day) {
    both_clocks(ClearingDay::parse(day).value().next().to_text() + " 00:30:00");
    return close(shanghai_day(day));
}

void TwoRegions::both_statements_say(std::string_view day, std::string_view cleared, std::string_view adjusted) {
    const DivisionCode own("330200");
    const auto ours = run(days.statement(statement_id(shanghai_day(day), own))).value();
    const auto theirs =
        run(there.days.statement(statement_id(shanghai_day(day, Direction::resident_away), own))).value();
    BOOST_REQUIRE(ours.has_value());
    BOOST_REQUIRE(theirs.has_value());
    for (const Statement* statement : {&*ours, &*theirs}) {
        BOOST_TEST(statement->receivable_or_payable().to_yuan() == cleared);
        BOOST_REQUIRE(statement->adjustments.has_value());
        BOOST_TEST(sum_of_cells(*statement->adjustments).to_yuan() == adjusted);
    }
    BOOST_TEST((ours->clearing == theirs->clearing));
    BOOST_TEST((*ours->adjustments == *theirs->adjustments));
}

void TwoRegions::both_books_owe(std::string_view yuan) {
    const Money owed_to_us = balance(Account::r1) + balance(Account::r2);
    const Money owed_by_them = Money() - there.balance(Account::p1) - there.balance(Account::p2);
    BOOST_TEST(owed_to_us.to_yuan() == yuan);
    BOOST_TEST(owed_by_them.to_yuan() == yuan);
}

}  // namespace clearing::tests
