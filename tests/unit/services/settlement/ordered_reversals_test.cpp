// The order of two persons (SETTLEMENT §2): what is in doubt and can end no other way.
#include "gateway/services/settlement/ordered_reversals.hpp"

#include "tests/support/memory_reversal_orders.hpp"
#include "tests/unit/services/settlement/zhang.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct InTwosHands : Ningbo {
    InTwosHands() {
        shanghai.will_pay(zhang_corrected());
        visit = visit_with_bill("zhang", zhang);
    }
    MemoryReversalOrders orders{books};
    settlement::OrderedReversals reversals{surroundings, orders};
    VisitId visit;
    std::function<ports::awaitable<void>()> in_between;

    Result<SettledBill> settle_it() { return settle(visitor_call("2207", "m1"), visit, zhang); }
    void lose(Happening what) {
        shanghai.answer_next({what});
        BOOST_REQUIRE(code_of_answer(settle_it()) == "GW3001");
    }
    SettlementRecord record() { return record_of(visitor_call("2207", "m1")); }
    SettlementState state() { return record().state; }
    Result<ReversalOrder> order(std::string by = "maker") {
        return run(reversals.order(record().id, "no answer for a week", std::move(by)));
    }
    Result<ReversalOrder> release(long long no, std::string by = "checker") {
        return run(reversals.release(no, std::move(by)));
    }
    Result<ReversalOrder> withdraw(long long no) { return run(reversals.withdraw(no, "maker")); }
    /// In doubt, and ordered to be reversed.
    long long ordered(Happening what = Happening::lost_reply) {
        lose(what);
        return order().value().no;
    }
    /// Once, what another daemon does while this one's change is on its way to the books.
    void on_the_way_to_reverse(std::function<ports::awaitable<void>()> others_work) {
        in_between = std::move(others_work);
        books.travel = [this](std::string_view call) -> ports::awaitable<void> {
            if (call == "settlement.apply" && in_between) {
                const auto work = std::exchange(in_between, nullptr);
                co_await work();
            }
        };
    }
    long long audited(std::string_view event) const {
        return std::ranges::count(books.audited, event, &ports::AuditEvent::event);
    }
};

void check_conflict(const Result<ReversalOrder>& answer, std::string_view says) {
    BOOST_TEST(code_of_answer(answer) == "GW1703");
    BOOST_TEST(why(answer).find(says) != std::string::npos, why(answer));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ordered_reversals, InTwosHands)

BOOST_AUTO_TEST_CASE(what_one_person_ordered_another_releases_and_it_is_reversed_there_and_here) {
    lose(Happening::lost_reply);
    const ReversalOrder given = order().value();
    BOOST_TEST((state() == SettlementState::in_doubt));
    BOOST_TEST(shanghai.times_asked("reverse") == 0);
    const ReversalOrder released = release(given.no).value();
    BOOST_TEST((released.settlement_state == SettlementState::reversed));
    BOOST_TEST(released.released.by == "checker");
    BOOST_TEST((shanghai.books.begin()->second.state == QueryResult::State::reversed));
    BOOST_TEST(books.ledger.empty());
    BOOST_REQUIRE(books.audited.size() == 2U);
    BOOST_TEST(books.audited[0].detail == "no answer for a week");
    BOOST_TEST(books.audited[1].event == "reversal_released");
    BOOST_TEST(books.audited[1].actor == "checker");
    BOOST_TEST(books.audited[1].subject == given.settlement.text);
    BOOST_TEST(books.audited[1].detail.find("of maker: no answer for a week") != std::string::npos);
    // As after its hospital's 2601: the message is over, the bill is free.
    BOOST_TEST(code_of_answer(settle_it()) == "GW1102");
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "m2"), visit, zhang)) == "0");
}

BOOST_AUTO_TEST_CASE(what_never_arrived_is_fenced) {
    const long long no = ordered(Happening::lost_request);
    BOOST_TEST((release(no).value().settlement_state == SettlementState::reversed));
    BOOST_TEST(shanghai.times_asked("reverse") == 1);
}

BOOST_AUTO_TEST_CASE(an_answer_that_can_never_be_judged_ends_by_it) {
    lose(Happening::lost_reply);
    // Law A lacks 2.00, and whether the hospital bears them is not said.
    SettledBill& there = shanghai.books.begin()->second.bill;
    there.split = zhang_as_printed();
    there.amounts_present = {"medfee_sumamt", "fund_pay_sumamt", "psn_part_amt", "acct_pay", "psn_cash_pay"};
    for (int round = 0; round < 2; ++round)
        BOOST_TEST(resolve().value() == 0);
    BOOST_REQUIRE((state() == SettlementState::in_doubt));
    const long long no = order().value().no;
    BOOST_TEST((release(no).value().settlement_state == SettlementState::reversed));
}

BOOST_AUTO_TEST_CASE(a_cancel_in_doubt_is_reversed_and_its_original_stays_booked) {
    const auto settled = settle_it();
    BOOST_REQUIRE(settled.has_value());
    shanghai.answer_next({Happening::lost_request});
    const Call cancelling = visitor_call("2208", "c1");
    BOOST_TEST(code_of_answer(cancel(cancelling, visit, settled->settlement)) == "GW3004");
    const ReversalOrder given =
        run(reversals.order(record_of(cancelling).id, "the cancel never ends", "maker")).value();
    BOOST_TEST((release(given.no).value().settlement_state == SettlementState::reversed));
    BOOST_TEST((state() == SettlementState::booked));
}

BOOST_AUTO_TEST_CASE(nobody_is_both_persons) {
    const long long no = ordered();
    BOOST_TEST(code_of_answer(release(no, "maker")) == "GW1702");
    BOOST_TEST((state() == SettlementState::in_doubt));
    BOOST_TEST(shanghai.times_asked("reverse") == 0);
    BOOST_TEST(audited("reversal_released") == 0);
    BOOST_TEST(release(no).has_value());
}

BOOST_AUTO_TEST_CASE(only_what_is_in_doubt_is_ordered_to_be_reversed) {
    BOOST_TEST(code_of_answer(run(reversals.order(SettlementId("330200x"), "why", "maker"))) == "GW1701");
    BOOST_TEST(code_of_answer(release(7)) == "GW1701");
    BOOST_TEST(code_of_answer(withdraw(7)) == "GW1701");
    settle_it();
    using State = SettlementState;
    for (const auto& [as, says] : std::map<State, std::string_view>{{State::awaiting_answer, "not in doubt yet"},
                                                                    {State::not_sent, "nothing to reverse"},
                                                                    {State::booked, "2601"},
                                                                    {State::reversing, "on its way"},
                                                                    {State::reversed, "nothing to reverse"},
                                                                    {State::refused, "nothing to reverse"},
                                                                    {State::cancelled, "nothing to reverse"}}) {
        books.records.at(record().no).state = as;
        check_conflict(order(), says);
    }
    BOOST_TEST(books.audited.empty());
}

BOOST_AUTO_TEST_CASE(what_was_withdrawn_is_not_released) {
    const long long no = ordered();
    BOOST_TEST(withdraw(no).value().withdrawn.by == "maker");
    check_conflict(release(no), "maker has withdrawn it");
    BOOST_TEST((state() == SettlementState::in_doubt));
    BOOST_TEST(audited("reversal_withdrawn") == 1);
    const long long again = order().value().no;
    BOOST_TEST(release(again).has_value());
    check_conflict(withdraw(again), "checker has released it");
}

BOOST_AUTO_TEST_CASE(what_was_resolved_meanwhile_has_overtaken_its_order) {
    const long long no = ordered();
    BOOST_TEST(resolve().value() == 1);
    BOOST_REQUIRE((state() == SettlementState::booked));
    check_conflict(release(no), "the settlement is booked");
    check_conflict(withdraw(no), "the settlement is booked");
    BOOST_TEST((state() == SettlementState::booked));
    BOOST_TEST(shanghai.times_asked("reverse") == 0);
    BOOST_TEST(run(orders.standing()).value().empty());
    BOOST_TEST(audited("reversal_released") == 0);
}

BOOST_AUTO_TEST_CASE(what_is_resolved_between_the_look_and_the_release_is_not_reversed) {
    const long long no = ordered();
    on_the_way_to_reverse([this]() -> ports::awaitable<void> {
        (co_await resolver.step(PeerName("shanghai"), settlement::Resolver::Which::everything)).value();
    });
    check_conflict(release(no), "the settlement is booked");
    BOOST_TEST((state() == SettlementState::booked));
    BOOST_TEST(shanghai.times_asked("reverse") == 0);
}

BOOST_AUTO_TEST_CASE(a_reverse_that_is_not_answered_goes_on_by_itself) {
    const long long no = ordered();
    shanghai.answer_next({Happening::unreachable});
    const ReversalOrder released = release(no).value();
    BOOST_TEST(released.is_released());
    BOOST_TEST((released.settlement_state == SettlementState::reversing));
    BOOST_TEST(resolve().value() == 1);
    BOOST_TEST((state() == SettlementState::reversed));
    BOOST_TEST(audited("reversal_released") == 1);
}

BOOST_AUTO_TEST_CASE(too_late_for_its_day_it_is_booked_and_cancelled_as_after_a_2601) {
    const long long no = ordered();
    shanghai.answer_next({Happening::day_closed});
    const ReversalOrder released = release(no).value();
    BOOST_TEST((released.settlement_state == SettlementState::cancelled));
    BOOST_TEST(shanghai.times_asked("cancel") == 1);
    BOOST_TEST(balance(Account::r1).is_zero());
}

BOOST_AUTO_TEST_CASE(too_late_and_without_amounts_that_balance_it_is_booked_by_nobody_and_stays_listed) {
    lose(Happening::lost_reply);
    SettledBill& there = shanghai.books.begin()->second.bill;
    there.split = zhang_as_printed();
    there.amounts_present = {"medfee_sumamt", "fund_pay_sumamt", "psn_part_amt", "acct_pay", "psn_cash_pay"};
    const long long no = order().value().no;
    shanghai.answer_next({Happening::day_closed});
    BOOST_TEST((release(no).value().settlement_state == SettlementState::reversing));
    shanghai.answer_next({Happening::day_closed});
    BOOST_TEST(resolve().value() == 0);
    BOOST_TEST(books.ledger.empty());
    const auto open = run(doubts.open(10)).value();
    BOOST_REQUIRE(open.size() == 1U);
    BOOST_TEST((open[0].record.state == SettlementState::reversing));
    check_conflict(order(), "on its way");
    // The other side states the missing amount: its day is closed, so it is booked and cancelled.
    there.split = zhang_corrected();
    there.amounts_present = {};
    shanghai.answer_next({Happening::day_closed});
    BOOST_TEST(resolve().value() == 1);
    BOOST_TEST((state() == SettlementState::cancelled));
}

BOOST_AUTO_TEST_CASE(a_residents_settlement_that_is_too_late_to_reverse_stands_until_its_partner_cancels_it) {
    core.will_pay(zhang_corrected());
    const VisitId stay = resident_visit("tu");
    const Call call = resident_call("2207", "s1", "2018-10-16");
    core.answer_next({Happening::lost_reply});
    BOOST_REQUIRE(code_of_answer(settle(call, stay, zhang)) == "GW3001");
    const long long no = run(reversals.order(record_of(call).id, "why", "maker")).value().no;
    core.answer_next({Happening::day_closed});
    BOOST_TEST((release(no).value().settlement_state == SettlementState::booked));
    BOOST_TEST(core.times_asked("cancel") == 0);
    const Call undoing = resident_call("2208", "c1", "2018-10-17");
    clock.set("2018-10-17 08:00:00");
    BOOST_TEST(code_of_answer(cancel(undoing, stay, record_of(call).id)) == "0");
    BOOST_TEST((state_of(call) == SettlementState::cancelled));
}

BOOST_AUTO_TEST_CASE(a_cancel_that_we_owe_is_not_ordered_to_be_reversed) {
    settle_it().value();
    shanghai.answer_next({Happening::day_closed, Happening::lost_request});
    BOOST_TEST(code_of_answer(reverse(visitor_call("2601", "r1"), "m1", "2207")) == "GW3004");
    const auto owed = std::ranges::find_if(
        books.records, [](const auto& entry) { return entry.second.kind == SettlementKind::cancel; });
    BOOST_REQUIRE(owed != books.records.end());
    BOOST_REQUIRE((owed->second.state == SettlementState::in_doubt));
    check_conflict(run(reversals.order(owed->second.id, "why", "maker")), "owes this cancel");
}

BOOST_AUTO_TEST_CASE(a_daemon_that_dies_behind_the_release_leaves_it_to_the_resolver) {
    const long long no = ordered();
    struct Killed {};
    books.fault = [](std::string_view write, WriteMoment moment) {
        if (write == "settlement.apply" && moment == WriteMoment::after_commit) throw Killed();
        return false;
    };
    BOOST_CHECK_THROW(release(no), Killed);
    books.fault = {};
    BOOST_TEST((state() == SettlementState::reversing));
    BOOST_TEST(shanghai.times_asked("reverse") == 0);
    BOOST_TEST(resolve().value() == 1);
    BOOST_TEST((state() == SettlementState::reversed));
    // Told again, the order stands as it was released.
    BOOST_TEST((release(no).value().settlement_state == SettlementState::reversed));
    BOOST_TEST(audited("reversal_released") == 1);
}

BOOST_AUTO_TEST_CASE(a_daemon_that_dies_before_the_release_leaves_an_order_that_stands) {
    const long long no = ordered();
    books.fault = [](std::string_view write, WriteMoment moment) {
        return write == "settlement.apply" && moment == WriteMoment::before_commit;
    };
    BOOST_TEST(code_of_answer(release(no)).starts_with("GW2"));
    books.fault = {};
    BOOST_TEST((state() == SettlementState::in_doubt));
    BOOST_TEST(run(orders.standing()).value().size() == 1U);
    BOOST_TEST((release(no).value().settlement_state == SettlementState::reversed));
}

BOOST_AUTO_TEST_CASE(released_twice_at_once_it_is_reversed_once) {
    const long long no = ordered();
    on_the_way_to_reverse(
        [this, no]() -> ports::awaitable<void> { (co_await reversals.release(no, "another checker")).value(); });
    check_conflict(release(no), "another checker has released it");
    BOOST_TEST((state() == SettlementState::reversed));
    BOOST_TEST(shanghai.times_asked("reverse") == 1);
    BOOST_TEST(audited("reversal_released") == 1);
}

BOOST_AUTO_TEST_CASE(released_twice_by_the_same_person_at_once_both_are_told_so) {
    const long long no = ordered();
    on_the_way_to_reverse(
        [this, no]() -> ports::awaitable<void> { (co_await reversals.release(no, "checker")).value(); });
    BOOST_TEST((release(no).value().settlement_state == SettlementState::reversed));
    BOOST_TEST(shanghai.times_asked("reverse") == 1);
    BOOST_TEST(audited("reversal_released") == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
