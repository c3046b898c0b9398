#include "tests/support/adjustment_offers_contract.hpp"

#include "gateway/services/audit/finding_service.hpp"
#include "tests/support/closing_steps.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using namespace closing;
using test::booking_of;
using test::cancel_of;
using test::resident_record;
using enum AdjustmentReason;

namespace {

using Lines = StoreContract::Lines;
using Due = std::optional<AdjustmentOffer>;
using ports::SettlementChange;

const Instant later = noon + std::chrono::hours(1);
const PeerName shanghai("shanghai");

struct Desk : StoreDesk {
    explicit Desk(const OffersContract& its_contract) : StoreDesk{its_contract.books}, contract(its_contract) {}
    const OffersContract& contract;

    Result<Adjustment> adjust(const SettlementRecord& record, AdjustmentReason reason, std::int64_t hifp_fen,
                              std::string origin, std::optional<ClearingDay> day = {}) {
        return result(contract.adjustments.post({record.no,
                                                 reason,
                                                 {{Component::hifp, Money::from_fen(hifp_fen)}},
                                                 std::move(origin),
                                                 Bearer::hospital,
                                                 "auditor",
                                                 noon,
                                                 day}));
    }
    long long offered(const SettlementRecord& record, std::int64_t hifp_fen, std::string origin) {
        const auto made = adjust(record, deduction, hifp_fen, std::move(origin));
        BOOST_REQUIRE(made.has_value());
        BOOST_TEST(made->awaits.text == "shanghai");
        return value(contract.offers.list(std::nullopt, 1)).front().no;
    }
    Due due(Instant now = noon) { return value(contract.offers.take_due({"daemon-1", shanghai, now, now})); }
    std::string due_origin(Instant now = noon) {
        const Due offer = due(now);
        return offer ? offer->adjustment.origin : "nothing";
    }
    Result<Adjustment> accepted(long long no, ClearingDay day = first_day) {
        return result(contract.offers.accepted(no, day, later));
    }
    void refused(long long no) { value(contract.offers.park(no, true, "GW1007", "refused by shanghai", later)); }
    void silent_for_long(long long no) {
        value(contract.offers.park(no, false, "GW3001", "shanghai is silent", later));
    }
    AdjustmentOffer offer(long long no) {
        for (AdjustmentOffer& one : value(contract.offers.list(std::nullopt, 100)))
            if (one.no == no) return one;
        BOOST_FAIL("no such offer");
        return {};
    }
    std::string state(long long no) { return std::string(name_of(offer(no).state)); }
    Money owed(const SettlementRecord& record) {
        return value(contract.adjustments.adjusted(record.no, Bearer::hospital)).owed[Component::hifp];
    }
    Lines since(std::size_t begin) {
        Lines lines = store.ledger();
        lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(begin));
        return lines;
    }
    std::size_t lines_so_far() { return store.ledger().size(); }
    /// Booked, and undone while its day is open.
    void reverse(const SettlementRecord& booked, Direction direction) {
        SettlementChange begun = test::move_of(booked, SettlementState::reversing);
        begun.had_been_booked = true;
        SettlementChange confirmed = test::move_of(applied(begun), SettlementState::reversed);
        const ComponentAmounts all{{Component::hifp, Money::from_fen(6000)}};
        confirmed.transfers = postings_of_deduction(direction, all);  // the counter-entry has the same sides
        BOOST_TEST((applied(confirmed).state == SettlementState::reversed));
    }
};

}  // namespace

void what_is_asked_first_posts_nothing_until_it_is_accepted(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const std::size_t before = desk.lines_so_far();
    const Adjustment made = desk.adjust(record, deduction, 1500, "f").value();
    BOOST_TEST(made.awaits.text == "shanghai");
    BOOST_TEST((made.key.day == first_day));
    BOOST_TEST(made.amounts.at(Component::hifp).to_yuan() == "-15.00");
    check(desk.since(before), {});
    BOOST_TEST(desk.value(contract.adjustments.of_day(day_key(record, first_day))).empty());
    const AdjustmentOffer offer = desk.due().value();
    BOOST_TEST(offer.settlement.text == record.id.text);
    BOOST_TEST((offer.settlement_key == record.key));
    BOOST_TEST(offer.insured_division.text == record.insured_division.text);
    BOOST_TEST((offer.day == day_key(record, first_day)));
    BOOST_TEST((offer.adjustment.amounts == ComponentAmounts{{Component::hifp, Money::from_fen(1500)}}));
    BOOST_TEST((offer.adjustment.reason == deduction));
    BOOST_TEST(offer.adjustment.made_by == "auditor");
    BOOST_TEST((offer.asked_since == noon));
}

void an_accepted_offer_is_posted_once_on_the_day_it_stands_on_there(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const long long no = desk.offered(record, 1500, "f");
    // Its day ended meanwhile; it is not agreed yet.
    switch_day(desk, day_key(record, first_day));
    const std::size_t before = desk.lines_so_far();
    BOOST_TEST((desk.accepted(no).value().key.day == first_day));
    check(desk.since(before), {"H R1 hifp 15.00 2018-10-16 310 outpatient deduction"});
    BOOST_TEST(desk.state(no) == "accepted");
    BOOST_TEST(!desk.due(later + std::chrono::hours(99)).has_value());
    const std::string all = contract.books.everything();
    // The answer was lost here and came again.
    BOOST_TEST((desk.accepted(no).value().key.day == first_day));
    BOOST_TEST(contract.books.everything() == all);
    BOOST_TEST(desk.owed(record).to_yuan() == "45.00");
    BOOST_TEST((error_of(desk.accepted(4711)) == ErrorCode::not_found));
    // It clears with that day.
    agree(desk, agreement_of(desk, day_key(record, first_day)));
    BOOST_TEST(balance(desk, day_key(record, first_day), Account::r2, Component::hifp).to_yuan() == "45.00");
}

void the_same_offer_again_is_answered_as_it_stands(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const long long no = desk.offered(record, 6000, "f");
    const std::string before = contract.books.everything();
    BOOST_TEST(desk.adjust(record, deduction, 6000, "f").value().awaits.text == "shanghai");
    BOOST_TEST((error_of(desk.adjust(record, deduction, 5999, "f")) == ErrorCode::conflict));
    BOOST_TEST(desk.value(contract.offers.list(std::nullopt, 10)).size() == 1U);
    BOOST_TEST(contract.books.everything() == before);
    BOOST_REQUIRE(desk.accepted(no).has_value());
    const Adjustment stands = desk.adjust(record, deduction, 6000, "f").value();
    BOOST_TEST(stands.awaits.empty());
    BOOST_TEST((stands.key.day == first_day));
    BOOST_TEST((error_of(desk.adjust(record, deduction, 1, std::string(101, 'f'))) == ErrorCode::invalid_value));
    BOOST_TEST((error_of(desk.adjust(record, deduction, 1, "")) == ErrorCode::invalid_value));
}

void nothing_is_taken_twice_while_offers_wait(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(visitor_record("a"));  // hifp 60.00
    const long long first = desk.offered(record, 5000, "f1");
    BOOST_TEST(desk.owed(record).to_yuan() == "10.00");
    BOOST_TEST((error_of(desk.adjust(record, deduction, 1001, "f2")) == ErrorCode::invalid_value));
    desk.offered(record, 1000, "f2");
    BOOST_TEST((error_of(desk.adjust(record, deduction, 1, "f3")) == ErrorCode::invalid_value));
    // A silent one may stand there: it still counts.
    desk.silent_for_long(first);
    BOOST_TEST((error_of(desk.adjust(record, deduction, 1, "f3")) == ErrorCode::invalid_value));
    // What waits may be taken back by what is told after it, and once.
    BOOST_TEST(desk.adjust(record, deduction_withdrawn, 5000, "f1").has_value());
    BOOST_TEST((error_of(desk.adjust(record, deduction_withdrawn, 1001, "f2")) == ErrorCode::invalid_value));
    BOOST_TEST(desk.adjust(record, deduction_withdrawn, 1000, "f2").has_value());
}

void offers_of_a_settlement_are_asked_for_in_the_order_made(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const SettlementRecord other = desk.booked(visitor_record("b"));
    const long long first = desk.offered(record, 100, "f1");
    desk.offered(record, 100, "f2");
    desk.offered(other, 100, "g");
    desk.value(contract.offers.failed(first, "GW2001", later, noon));
    BOOST_TEST(desk.offer(first).attempts == 1);
    BOOST_TEST(desk.offer(first).last_failure == "GW2001");
    BOOST_TEST(desk.due_origin() == "g");  // f2 waits behind f1, which is not due
    desk.silent_for_long(first);
    BOOST_REQUIRE(desk.accepted(desk.due()->no).has_value());
    BOOST_TEST(desk.due_origin(later) == "nothing");
    desk.value(contract.offers.resume(first, "operator", later));
    BOOST_TEST((desk.offer(first).asked_since == later));
    BOOST_TEST(desk.due_origin(later) == "f1");
    BOOST_REQUIRE(desk.accepted(first).has_value());
    BOOST_TEST(desk.due_origin(later) == "f2");
}

void an_offer_is_one_daemons_until_its_time_is_over(const OffersContract& contract) {
    Desk desk(contract);
    const long long no = desk.offered(desk.booked(visitor_record("a")), 100, "f");
    BOOST_TEST(desk.value(contract.offers.take_due({"daemon-1", shanghai, noon, later})).has_value());
    BOOST_TEST(!desk.value(contract.offers.take_due({"daemon-2", shanghai, noon, later})).has_value());
    BOOST_TEST(!desk.value(contract.offers.take_due({"daemon-2", PeerName("nantong"), later, later})).has_value());
    BOOST_TEST(desk.value(contract.offers.take_due({"daemon-2", shanghai, later, later})).value().no == no);
    // The close asks about it whoever holds it.
    const DayKey day = desk.offer(no).day;
    BOOST_TEST(desk.value(contract.offers.unanswered(day)).size() == 1U);
}

void no_offer_is_taken_while_the_peers_switch_is_off(const OffersContract& contract) {
    Desk desk(contract);
    desk.offered(desk.booked(visitor_record("a")), 100, "f");
    desk.value(contract.books.outbox.set_forwarding({shanghai, false, "operator", noon}));
    BOOST_TEST(!desk.due().has_value());
    desk.value(contract.books.outbox.set_forwarding({shanghai, true, "operator", noon}));
    BOOST_TEST(desk.due().has_value());
}

void a_refused_offer_stands_nowhere_until_a_person_resumes_it(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const long long no = desk.offered(record, 6000, "f");
    const std::size_t before = desk.lines_so_far();
    desk.refused(no);
    check(contract.books.alarms(), {"refused by shanghai"});
    BOOST_TEST(desk.state(no) == "parked");
    BOOST_TEST(desk.offer(no).is_refused);
    BOOST_TEST(!desk.due(later).has_value());
    check(desk.since(before), {});
    BOOST_TEST(desk.owed(record).to_yuan() == "60.00");
    BOOST_TEST(desk.value(contract.offers.unanswered(day_key(record, first_day))).empty());
    // Another one takes most of it meanwhile: no more is asked for than is there.
    const long long second = desk.offered(record, 100, "f2");
    BOOST_TEST((error_of(desk.result(contract.offers.resume(no, "operator", later))) == ErrorCode::invalid_value));
    desk.refused(second);
    switch_day(desk, day_key(record, first_day));
    const AdjustmentOffer anew = desk.value(contract.offers.resume(no, "operator", later));
    BOOST_TEST((anew.day.day == second_day));
    BOOST_TEST(anew.asked_anew == 1);
    BOOST_TEST(contract.books.audited().back().starts_with("adjustment_offer_resumed"));
    BOOST_TEST(desk.due_origin(later) == "f");
    BOOST_TEST((error_of(desk.result(contract.offers.resume(no, "operator", later))) == ErrorCode::conflict));
    BOOST_TEST((error_of(desk.result(contract.offers.resume(4711, "operator", later))) == ErrorCode::not_found));
    BOOST_TEST((desk.accepted(no, second_day).value().key.day == second_day));
    BOOST_TEST(desk.owed(record).to_yuan() == "0.00");
}

void a_refused_offer_is_given_up_by_a_person_only(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const long long no = desk.offered(record, 6000, "f");
    BOOST_TEST((error_of(desk.result(contract.offers.withdraw(no, "operator", later))) == ErrorCode::conflict));
    desk.refused(no);
    BOOST_TEST((desk.value(contract.offers.withdraw(no, "operator", later)).state == OfferState::withdrawn));
    BOOST_TEST(contract.books.audited().back().starts_with("adjustment_offer_withdrawn"));
    BOOST_TEST((error_of(desk.result(contract.offers.withdraw(no, "operator", later))) == ErrorCode::conflict));
    BOOST_TEST((error_of(desk.accepted(no)) == ErrorCode::conflict));
    BOOST_TEST((error_of(desk.result(contract.offers.resume(no, "operator", later))) == ErrorCode::conflict));
    BOOST_TEST(desk.value(contract.offers.list(OfferState::withdrawn, 10)).size() == 1U);
    BOOST_TEST(desk.value(contract.offers.list(OfferState::pending, 10)).empty());
}

void an_unanswered_offer_keeps_its_day_and_is_never_given_up(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const long long no = desk.offered(record, 6000, "f");
    desk.silent_for_long(no);
    check(contract.books.alarms(), {"shanghai is silent"});
    switch_day(desk, day_key(record, first_day));
    BOOST_TEST((error_of(desk.result(contract.offers.withdraw(no, "operator", later))) == ErrorCode::conflict));
    BOOST_TEST(desk.value(contract.offers.unanswered(day_key(record, first_day))).size() == 1U);
    const AdjustmentOffer again = desk.value(contract.offers.resume(no, "operator", later));
    BOOST_TEST((again.day.day == first_day));
    BOOST_TEST(again.asked_anew == 0);
    desk.value(contract.offers.park(no, false, "GW1101", "another message", later));
    BOOST_TEST(desk.value(contract.offers.resume(no, "operator", later)).asked_anew == 1);
    // Parked for its silence, and refused when the close asked once more.
    desk.silent_for_long(no);
    desk.refused(no);
    BOOST_TEST(desk.offer(no).is_refused);
}

void what_takes_back_a_refused_offer_is_nothing_to_tell(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const long long no = desk.offered(record, 1500, "f");
    desk.refused(no);
    const std::size_t before = desk.lines_so_far();
    BOOST_TEST(desk.adjust(record, deduction_withdrawn, 1500, "f").has_value());
    BOOST_TEST(desk.state(no) == "withdrawn");
    BOOST_TEST(!desk.due(later).has_value());
    check(desk.since(before), {});
    BOOST_TEST(desk.owed(record).to_yuan() == "60.00");
    // What never stood is not given back by another amount or origin either.
    BOOST_TEST((error_of(desk.adjust(record, deduction_withdrawn, 1, "g")) == ErrorCode::invalid_value));
}

void a_day_is_not_agreed_before_its_offers_are_answered(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const long long no = desk.offered(record, 1500, "f");
    const DayKey key = day_key(record, first_day);
    switch_day(desk, key);
    const DayAgreement agreement = agreement_of(desk, key);
    BOOST_TEST((error_of(desk.result(contract.books.days.agree(agreement))) == ErrorCode::internal_error));
    desk.silent_for_long(no);
    BOOST_TEST((error_of(desk.result(contract.books.days.agree(agreement))) == ErrorCode::internal_error));
    desk.refused(no);
    BOOST_TEST(desk.result(contract.books.days.agree(agreement)).has_value());
}

void an_offer_accepted_after_its_settlement_was_cancelled_leaves_nothing(const OffersContract& contract) {
    Desk desk(contract);
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    const SettlementRecord record = desk.booked(StoreDesk::claim_of(visit, "a"));
    const long long no = desk.offered(record, 1500, "f");
    desk.booked(cancel_of(record, "c"));
    const std::size_t before = desk.lines_so_far();
    BOOST_TEST((desk.accepted(no).value().key.day == first_day));
    check(desk.since(before), {"H R1 hifp 15.00 2018-10-16 310 outpatient deduction",
                               "R1 H hifp 15.00 2018-10-16 310 outpatient settlement_cancelled"});
    BOOST_TEST(desk.owed(record).is_zero());
}

void a_reversed_settlement_takes_what_stood_of_its_adjustments_with_it(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    BOOST_REQUIRE(desk.accepted(desk.offered(record, 1500, "f")).has_value());
    desk.reverse(record, Direction::visitor);
    const Lines posted = desk.since(0);
    BOOST_TEST(std::ranges::count(posted, "R1 H hifp 15.00 2018-10-16 310 outpatient settlement_cancelled") == 1);
    BOOST_TEST((error_of(desk.adjust(record, deduction, 100, "g")) == ErrorCode::not_settled));
}

void an_offer_accepted_after_its_settlement_was_reversed_leaves_nothing(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const long long no = desk.offered(record, 1500, "f");
    desk.reverse(record, Direction::visitor);
    const std::size_t before = desk.lines_so_far();
    BOOST_TEST((desk.accepted(no).value().key.day == first_day));
    check(desk.since(before), {"H R1 hifp 15.00 2018-10-16 310 outpatient deduction",
                               "R1 H hifp 15.00 2018-10-16 310 outpatient settlement_cancelled"});
    BOOST_TEST(desk.state(no) == "accepted");
}

void what_gives_back_is_accepted_after_the_reversal_and_leaves_nothing(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    BOOST_REQUIRE(desk.accepted(desk.offered(record, 1500, "f")).has_value());
    BOOST_REQUIRE(desk.adjust(record, deduction_withdrawn, 1500, "f").has_value());
    const long long withdrawal = desk.due(later)->no;
    desk.reverse(record, Direction::visitor);
    const std::size_t before = desk.lines_so_far();
    BOOST_REQUIRE(desk.accepted(withdrawal).has_value());
    check(desk.since(before), {"R1 H hifp 15.00 2018-10-16 310 outpatient deduction_withdrawn",
                               "H R1 hifp 15.00 2018-10-16 310 outpatient settlement_reinstated"});
}

/// The answer was lost; meanwhile the settlement was undone; the same is asked again.
void what_stands_is_answered_though_its_settlement_is_undone(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord resident = desk.booked(resident_record("r", first_day), false);
    BOOST_REQUIRE(desk.adjust(resident, deduction, 1500, "310000/f", first_day).has_value());
    desk.reverse(resident, Direction::resident_away);
    BOOST_TEST((desk.adjust(resident, deduction, 1500, "310000/f", first_day).value().key.day == first_day));
    BOOST_TEST((error_of(desk.adjust(resident, deduction, 1400, "310000/f", first_day)) == ErrorCode::conflict));
    BOOST_TEST((error_of(desk.adjust(resident, deduction, 1, "310000/g", first_day)) == ErrorCode::not_settled));
    const SettlementRecord visitor = desk.booked(visitor_record("a"));
    desk.offered(visitor, 1500, "f");
    desk.reverse(visitor, Direction::visitor);
    BOOST_TEST(desk.adjust(visitor, deduction, 1500, "f").value().awaits.text == "shanghai");
}

void an_offer_cannot_stand_on_a_day_that_is_agreed(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    close_and_agree(desk, day_key(record, first_day));
    const long long no = desk.offered(record, 1500, "f");
    BOOST_TEST((desk.offer(no).day.day == second_day));
    const std::string before = contract.books.everything();
    BOOST_TEST((error_of(desk.accepted(no, first_day)) == ErrorCode::clearing_day_closed));
    BOOST_TEST(contract.books.everything() == before);
    BOOST_TEST(desk.state(no) == "pending");
    BOOST_TEST(desk.accepted(no, second_day).has_value());
}

void a_finding_waits_for_the_other_region(const OffersContract& contract) {
    struct Noon final : ports::Clock {
        Instant now() const override { return noon; }
        std::chrono::steady_clock::time_point steady() const override { return {}; }
    } clock;
    Desk desk(contract);
    audit::FindingService service(contract.findings, contract.adjustments, clock);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    desk.value(service.propose(
        {"2018-7", record.no, record.id, FindingClass::deduct, {}, {{Component::hifp, Money::from_fen(1500)}}, "重复"},
        "auditor"));
    desk.value(service.advance("2018-7", FindingStep::notify, "auditor"));
    const std::size_t before = desk.lines_so_far();
    BOOST_TEST((desk.value(service.advance("2018-7", FindingStep::accept, "checker")).state == FindingState::accepted));
    check(desk.since(before), {});
    const AdjustmentOffer offer = desk.due().value();
    BOOST_TEST(offer.adjustment.origin == "2018-7");
    BOOST_TEST(offer.adjustment.made_by == "checker");
    // Withdrawn while nobody has answered: told after it.
    desk.value(service.advance("2018-7", FindingStep::withdraw, "checker"));
    BOOST_REQUIRE(desk.accepted(offer.no).has_value());
    BOOST_REQUIRE(desk.accepted(desk.due(later)->no).has_value());
    check(desk.since(before), {"H R1 hifp 15.00 2018-10-16 310 outpatient deduction",
                               "R1 H hifp 15.00 2018-10-16 310 outpatient deduction_withdrawn"});
}

void a_resident_is_adjusted_as_the_treatment_side_tells_and_not_otherwise(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(resident_record("r", first_day), false);
    const std::size_t before = desk.lines_so_far();
    BOOST_TEST((error_of(desk.adjust(record, deduction, 1500, "f")) == ErrorCode::conflict));
    check(desk.since(before), {});
    BOOST_TEST((error_of(desk.adjust(record, deduction, 6001, "310000/f", first_day)) == ErrorCode::invalid_value));
    const Adjustment told = desk.adjust(record, deduction, 1500, "310000/f", first_day).value();
    BOOST_TEST(told.awaits.empty());
    BOOST_TEST((told.key.day == first_day));
    check(desk.since(before), {"P1 B hifp 15.00 2018-10-16 310 outpatient deduction"});
    // The partner's day of tomorrow is heard of for the first time.
    BOOST_TEST((desk.adjust(record, deduction, 100, "310000/g", second_day).value().key.day == second_day));
    BOOST_TEST(desk.value(contract.offers.list(std::nullopt, 10)).empty());
}

void what_was_told_stays_on_its_day_for_life(const OffersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.booked(resident_record("r", first_day), false);
    const DayKey key = day_key(record, first_day);
    BOOST_REQUIRE(desk.adjust(record, deduction, 1500, "310000/f", first_day).has_value());
    switch_day(desk, key);
    // The day is over, but not agreed: still the day the treatment side names.
    BOOST_TEST((desk.adjust(record, deduction, 100, "310000/g", first_day).value().key.day == first_day));
    agree(desk, agreement_of(desk, key));
    BOOST_TEST(
        (error_of(desk.adjust(record, deduction, 100, "310000/h", first_day)) == ErrorCode::clearing_day_closed));
    // Never heard of, and behind a day that is closed.
    BOOST_TEST((error_of(desk.adjust(record, deduction, 100, "310000/h", ClearingDay{first_day.date.previous()})) ==
                ErrorCode::clearing_day_closed));
    const std::string before = contract.books.everything();
    BOOST_TEST((desk.adjust(record, deduction, 1500, "310000/f", second_day).value().key.day == first_day));
    BOOST_TEST((error_of(desk.adjust(record, deduction, 1400, "310000/f", second_day)) == ErrorCode::conflict));
    BOOST_TEST(contract.books.everything() == before);
    BOOST_TEST(balance(desk, key, Account::p2, Component::hifp).to_yuan() == "-44.00");
}

}  // namespace clearing::tests
