#include "tests/support/money_contract.hpp"

#include "tests/support/closing_steps.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::tests {

using namespace closing;
using test::booking_of;
using test::cancel_of;
using test::resident_record;

namespace {

struct Desk : StoreDesk {
    explicit Desk(const MoneyContract& its_money) : StoreDesk{its_money.books}, money(its_money) {}
    const MoneyContract& money;

    Result<Adjustment> adjust(const SettlementRecord& record, AdjustmentReason reason, ComponentAmounts amounts,
                              std::string origin, Bearer bearer = Bearer::hospital) {
        return result(money.adjustments.post(
            {record.no, reason, std::move(amounts), std::move(origin), bearer, "auditor", noon}));
    }
    Result<Adjustment> deduct(const SettlementRecord& record, std::int64_t hifp_fen, std::string origin) {
        return adjust(record, AdjustmentReason::deduction, hifp(hifp_fen), std::move(origin));
    }
    static ComponentAmounts hifp(std::int64_t fen) { return {{Component::hifp, Money::from_fen(fen)}}; }

    Money owed_hifp(const SettlementRecord& record) {
        return value(money.adjustments.adjusted(record.no, Bearer::hospital)).owed[Component::hifp];
    }
    /// The ledger's lines that begin here; the ones after the example's bookings.
    StoreContract::Lines since(std::size_t begin) {
        StoreContract::Lines lines = store.ledger();
        lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(begin));
        return lines;
    }
    std::size_t lines_so_far() { return store.ledger().size(); }
};

using Lines = StoreContract::Lines;

VoucherLine line_of(Direction direction, Transfer transfer) {
    return {PlatformName("delta"), DivisionCode("310000"),  direction,
            InsuranceType("310"),  CareSetting::outpatient, transfer};
}

Voucher example_voucher(std::string id, std::int64_t fen = 100) {
    const Money amount = Money::from_fen(fen);
    return {std::move(id),
            "payment_matched",
            "notice 1",
            "收款",
            "cashier",
            noon,
            {line_of(Direction::visitor, {Account::t, Account::r2, Component::hifp, amount}),
             line_of(Direction::resident_away, {Account::p2, Account::t, Component::hifp, amount})}};
}

void check_lines(const Lines& found, const Lines& wanted) {
    BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

}  // namespace

void a_voucher_posts_on_the_open_day_of_each_of_its_pairs(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    switch_day(desk, day_key(record, first_day));
    const std::size_t before = desk.lines_so_far();
    const PostedVoucher posted = desk.value(money.vouchers.post(example_voucher("v")));
    // The visitors' day is over and the next one open; the residents' first one is made.
    BOOST_TEST((posted.days == std::vector{second_day, first_day}));
    check_lines(desk.since(before), {"T R2 hifp 1.00 2018-10-17 310 outpatient payment_matched",
                                     "P2 T hifp 1.00 2018-10-16 310 outpatient payment_matched"});
    const auto found = desk.value(money.vouchers.find("v"));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->voucher.lines == example_voucher("v").lines));
    BOOST_TEST(found->voucher.text == "收款");
    BOOST_TEST(found->voucher.made_by == "cashier");
    BOOST_TEST((found->days == posted.days));
    BOOST_TEST(!desk.value(money.vouchers.find("w")).has_value());
}

void the_same_voucher_again_is_answered_as_it_stands(const MoneyContract& money) {
    Desk desk(money);
    const PostedVoucher first = desk.value(money.vouchers.post(example_voucher("v")));
    DayKey key{PlatformName("delta"), DivisionCode("310000"), Direction::visitor, first_day};
    switch_day(desk, key);
    const std::string before = money.books.everything();
    const PostedVoucher again = desk.value(money.vouchers.post(example_voucher("v")));
    BOOST_TEST((again.days == first.days));
    BOOST_TEST(money.books.everything() == before);
}

void a_voucher_id_that_stands_for_something_else_is_refused(const MoneyContract& money) {
    Desk desk(money);
    desk.value(money.vouchers.post(example_voucher("v")));
    const std::string before = money.books.everything();
    BOOST_TEST((error_of(desk.result(money.vouchers.post(example_voucher("v", 101)))) == ErrorCode::conflict));
    Voucher of_another_event = example_voucher("v");
    of_another_event.event = "payment_bounced";
    BOOST_TEST((error_of(desk.result(money.vouchers.post(of_another_event))) == ErrorCode::conflict));
    Voucher empty = example_voucher("w");
    empty.lines.clear();
    BOOST_TEST((error_of(desk.result(money.vouchers.post(empty))) == ErrorCode::invalid_value));
    BOOST_TEST(money.books.everything() == before);
}

void a_voucher_that_fails_leaves_nothing(const MoneyContract& money) {
    Desk desk(money);
    desk.value(money.vouchers.post(example_voucher("first")));
    const std::string before = money.books.everything();
    Voucher negative = example_voucher("v");
    negative.lines.back().transfer.amount = Money::from_fen(-1);
    BOOST_TEST((error_of(desk.result(money.vouchers.post(negative))) == ErrorCode::internal_error));
    BOOST_TEST(money.books.everything() == before);
}

void vouchers_of_a_day_come_in_the_order_posted(const MoneyContract& money) {
    Desk desk(money);
    for (const char* id : {"c", "a", "b"})
        desk.value(money.vouchers.post(example_voucher(id)));
    const DayKey key{PlatformName("delta"), DivisionCode("310000"), Direction::visitor, first_day};
    std::string ids;
    for (const PostedVoucher& posted : desk.value(money.vouchers.of_day(key))) {
        ids += posted.voucher.id;
        BOOST_TEST(posted.voucher.lines.size() == 2);
    }
    BOOST_TEST(ids == "cab");
    DayKey other = key;
    other.day = second_day;
    BOOST_TEST(desk.value(money.vouchers.of_day(other)).empty());
}

void a_deduction_lowers_what_is_owed_on_the_open_day(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const std::size_t before = desk.lines_so_far();
    const Adjustment made = desk.deduct(record, 1500, "finding 7").value();
    check_lines(desk.since(before), {"H R1 hifp 15.00 2018-10-16 310 outpatient deduction"});
    BOOST_TEST(desk.owed_hifp(record).to_yuan() == "45.00");
    const auto listed = desk.value(money.adjustments.of_day(day_key(record, first_day)));
    BOOST_REQUIRE(listed.size() == 1U);
    BOOST_TEST(listed[0].settlement.text == record.id.text);
    BOOST_TEST(listed[0].settlement_key.settlement.text == record.key.settlement.text);
    BOOST_TEST((listed[0].reason == AdjustmentReason::deduction));
    BOOST_TEST(listed[0].origin == "finding 7");
    BOOST_TEST(listed[0].made_by == "auditor");
    BOOST_TEST((listed[0].amounts == ComponentAmounts{{Component::hifp, Money::from_fen(-1500)}}));
    BOOST_TEST((listed[0].amounts == made.amounts));
    BOOST_TEST(desk.value(money.vouchers.find(listed[0].voucher)).value().voucher.origin == record.id.text);
}

void a_deduction_after_the_clearing_stands_in_the_open_day_with_its_link(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    close_and_agree(desk, day_key(record, first_day));
    const std::size_t before = desk.lines_so_far();
    const Adjustment made = desk.deduct(record, 1500, "finding 7").value();
    BOOST_TEST((made.key.day == second_day));
    check_lines(desk.since(before), {"H R1 hifp 15.00 2018-10-17 310 outpatient deduction"});
    BOOST_TEST(desk.value(money.adjustments.of_day(day_key(record, first_day))).empty());
    BOOST_TEST(desk.value(money.adjustments.of_day(day_key(record, second_day))).size() == 1U);
}

void a_deduction_withdrawn_leaves_nothing(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    BOOST_REQUIRE(desk.deduct(record, 1500, "finding 7").has_value());
    BOOST_REQUIRE(
        desk.adjust(record, AdjustmentReason::deduction_withdrawn, Desk::hifp(1500), "finding 7").has_value());
    BOOST_TEST(desk.owed_hifp(record).to_yuan() == "60.00");
    BOOST_TEST(desk.value(money.adjustments.of_day(day_key(record, first_day))).size() == 2U);
}

void no_more_is_taken_back_than_is_owed(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const std::string before = money.books.everything();
    BOOST_TEST((error_of(desk.deduct(record, 6001, "finding 7")) == ErrorCode::invalid_value));
    BOOST_TEST((error_of(desk.deduct(record, 0, "finding 7")) == ErrorCode::invalid_value));
    BOOST_TEST((error_of(desk.deduct(record, 1, "")) == ErrorCode::invalid_value));
    BOOST_TEST(money.books.everything() == before);
    BOOST_REQUIRE(desk.deduct(record, 6000, "finding 7").has_value());
    BOOST_TEST((error_of(desk.deduct(record, 1, "finding 8")) == ErrorCode::invalid_value));
}

void no_more_is_given_back_than_was_taken(const MoneyContract& money) {
    using enum AdjustmentReason;
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    BOOST_TEST((error_of(desk.adjust(record, deduction_withdrawn, Desk::hifp(1), "f")) == ErrorCode::invalid_value));
    BOOST_REQUIRE(desk.deduct(record, 1500, "f").has_value());
    BOOST_TEST((error_of(desk.adjust(record, dispute_won, Desk::hifp(1), "f")) == ErrorCode::invalid_value));
    BOOST_TEST((error_of(desk.adjust(record, deduction_withdrawn, Desk::hifp(1501), "f")) == ErrorCode::invalid_value));
    BOOST_TEST((error_of(desk.adjust(record, settlement_cancelled, Desk::hifp(1), "f")) == ErrorCode::invalid_value));
    BOOST_TEST(desk.adjust(record, deduction_withdrawn, Desk::hifp(1500), "f").has_value());
}

void only_what_is_booked_is_adjusted(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord open = desk.opened(visitor_record("a"));
    BOOST_TEST((error_of(desk.deduct(open, 1, "f")) == ErrorCode::not_settled));
    SettlementRecord unknown = open;
    unknown.no = SettlementNo(4711);
    BOOST_TEST((error_of(desk.deduct(unknown, 1, "f")) == ErrorCode::settlement_unknown));
    BOOST_TEST((error_of(desk.result(money.adjustments.adjusted(unknown.no, Bearer::hospital))) ==
                ErrorCode::settlement_unknown));
    const SettlementRecord original = desk.booked(visitor_record("b"));
    const SettlementRecord cancel = desk.booked(cancel_of(original, "c"));
    BOOST_TEST((error_of(desk.deduct(cancel, 1, "f")) == ErrorCode::not_settled));
    BOOST_TEST((error_of(desk.deduct(desk.found(original.no), 1, "f")) == ErrorCode::not_settled));
}

void the_same_adjustment_again_is_answered_as_it_stands(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    BOOST_REQUIRE(desk.deduct(record, 6000, "finding 7").has_value());
    const std::string before = money.books.everything();
    BOOST_TEST(desk.deduct(record, 6000, "finding 7").value().voucher == "deduction/finding 7/hospital");
    BOOST_TEST((error_of(desk.deduct(record, 5999, "finding 7")) == ErrorCode::conflict));
    BOOST_TEST(money.books.everything() == before);
}

void a_cancel_takes_back_what_stood_of_the_adjustments(const MoneyContract& money) {
    using enum AdjustmentReason;
    Desk desk(money);
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    const SettlementRecord record = desk.booked(StoreDesk::claim_of(visit, "a"));
    BOOST_REQUIRE(desk.deduct(record, 1500, "f1").has_value());
    BOOST_REQUIRE(desk.deduct(record, 500, "f2").has_value());
    BOOST_REQUIRE(desk.adjust(record, deduction_withdrawn, Desk::hifp(500), "f2").has_value());
    BOOST_REQUIRE(desk.adjust(record, dispute_lost, Desk::hifp(700), "d1", Bearer::suspended).has_value());
    close_and_agree(desk, day_key(record, first_day));
    const std::size_t before = desk.lines_so_far();
    const SettlementRecord cancel = desk.booked(cancel_of(record, "c"));
    const Lines posted = desk.since(before);
    BOOST_TEST(std::ranges::count(posted, "R1 H hifp 15.00 2018-10-17 310 outpatient settlement_cancelled") == 1);
    BOOST_TEST(std::ranges::count(posted, "R1 X hifp 7.00 2018-10-17 310 outpatient settlement_cancelled") == 1);
    BOOST_TEST(desk.owed_hifp(record).is_zero());

    // That cancel is being reversed: the adjustments stand again; its own counter-entry comes with the confirmation.
    ports::SettlementChange reversing = move_of(cancel, State::reversing);
    reversing.had_been_booked = true;
    reversing.reinstated_original = record.no;
    const SettlementRecord reversed = desk.applied(reversing);
    BOOST_TEST(desk.owed_hifp(record).to_yuan() == "-22.00");
    // Too late there: it is booked after all.
    ports::SettlementChange again = move_of(reversed, State::booked);
    again.cancelled_original = record.no;
    again.free_lines = true;
    desk.applied(again);
    BOOST_TEST(desk.owed_hifp(record).is_zero());
}

void a_dispute_nobody_bears_yet_waits_in_suspense(const MoneyContract& money) {
    using enum AdjustmentReason;
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const std::size_t before = desk.lines_so_far();
    BOOST_REQUIRE(desk.adjust(record, dispute_lost, Desk::hifp(200), "d1", Bearer::suspended).has_value());
    BOOST_REQUIRE(desk.adjust(record, dispute_lost, Desk::hifp(100), "d2").has_value());
    BOOST_REQUIRE(desk.adjust(record, dispute_won, Desk::hifp(200), "d1", Bearer::suspended).has_value());
    check_lines(desk.since(before), {"X R1 hifp 2.00 2018-10-16 310 outpatient dispute_lost",
                                     "H R1 hifp 1.00 2018-10-16 310 outpatient dispute_lost",
                                     "R1 X hifp 2.00 2018-10-16 310 outpatient dispute_won"});
}

void a_resident_is_adjusted_the_other_way_round(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord record = desk.booked(resident_record("r", first_day), false);
    const std::size_t before = desk.lines_so_far();
    BOOST_REQUIRE(desk.deduct(record, 1500, "f").has_value());
    check_lines(desk.since(before), {"P1 B hifp 15.00 2018-10-16 310 outpatient deduction"});
    BOOST_TEST(desk.owed_hifp(record).to_yuan() == "45.00");
}

void what_was_adjusted_clears_with_its_day(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    BOOST_REQUIRE(desk.deduct(record, 1500, "f").has_value());
    const DayKey key = day_key(record, first_day);
    close_and_agree(desk, key);
    BOOST_TEST(balance(desk, key, Account::r1, Component::hifp).is_zero());
    BOOST_TEST(balance(desk, key, Account::r2, Component::hifp).to_yuan() == "45.00");
    BOOST_TEST(money.books.ledger().back() == "R1 R2 hifp 15.00 2018-10-16 310 outpatient adjustments_cleared");
}

void what_waits_with_its_line_is_listed_where_it_clears(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord record = desk.booked(resident_record("r", first_day), false);
    BOOST_REQUIRE(desk.deduct(record, 1500, "f").has_value());
    const DayKey first = day_key(record, first_day), second = day_key(record, second_day);
    switch_day(desk, first);
    BOOST_TEST(desk.value(money.adjustments.cleared_on(first)).empty());
    desk.value(desk.store.days.keep_partner_close(first, {record.key}, {}, noon));
    agree(desk, agreement_of(desk, first));
    BOOST_TEST(desk.value(money.adjustments.of_day(first)).size() == 1U);
    BOOST_TEST(desk.value(money.adjustments.cleared_on(first)).empty());
    switch_day(desk, second);
    desk.value(desk.store.days.keep_partner_close(second, {}, {record.key}, noon));
    agree(desk, agreement_of(desk, second));
    const auto cleared = desk.value(money.adjustments.cleared_on(second));
    BOOST_REQUIRE(cleared.size() == 1U);
    BOOST_TEST(cleared[0].origin == "f");
    BOOST_TEST((cleared[0].key == first));  // posted there
    BOOST_TEST(cleared[0].amounts.at(Component::hifp).to_yuan() == "-15.00");
    BOOST_TEST(desk.value(money.adjustments.of_day(second)).empty());
    BOOST_TEST(balance(desk, second, Account::p2, Component::hifp).to_yuan() == "-45.00");
}

void what_clears_at_once_is_listed_on_its_day(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    BOOST_REQUIRE(desk.deduct(record, 1500, "f1").has_value());
    close_and_agree(desk, day_key(record, first_day));
    BOOST_REQUIRE(desk.deduct(record, 500, "f2").has_value());
    close_and_agree(desk, day_key(record, second_day));
    for (const auto& [day, origin] : {std::pair(first_day, "f1"), std::pair(second_day, "f2")}) {
        const auto cleared = desk.value(money.adjustments.cleared_on(day_key(record, day)));
        BOOST_REQUIRE(cleared.size() == 1U);
        BOOST_TEST(cleared[0].origin == origin);
    }
}

void a_case_moves_its_money_once(const MoneyContract& money) {
    using enum AdjustmentReason;
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    BOOST_REQUIRE(desk.adjust(record, dispute_lost, Desk::hifp(1000), "case-5").has_value());
    const std::string before = money.books.everything();
    BOOST_TEST(desk.adjust(record, dispute_lost, Desk::hifp(1000), "case-5").has_value());  // repeated
    BOOST_TEST((error_of(desk.adjust(record, dispute_lost, Desk::hifp(1000), "case-5", Bearer::suspended)) ==
                ErrorCode::conflict));
    BOOST_TEST((error_of(desk.adjust(record, dispute_won, Desk::hifp(1000), "case-5")) == ErrorCode::conflict));
    BOOST_TEST(money.books.everything() == before);
    BOOST_TEST(desk.adjust(record, dispute_won, Desk::hifp(1000), "case-6").has_value());
}

void a_deduction_is_borne_by_the_hospital(const MoneyContract& money) {
    using enum AdjustmentReason;
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const std::string before = money.books.everything();
    for (const AdjustmentReason reason : {deduction, deduction_withdrawn})
        BOOST_TEST((error_of(desk.adjust(record, reason, Desk::hifp(1000), "f", Bearer::suspended)) ==
                    ErrorCode::invalid_value));
    BOOST_TEST(money.books.everything() == before);
}

void a_refund_after_the_clearing_is_listed_with_its_original(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    close_and_agree(desk, day_key(record, first_day));
    ports::SettlementChange booking = booking_of(desk.opened(cancel_of(record, "c")));
    booking.posting_day = second_day;
    const SettlementRecord cancel = desk.applied(booking);
    const auto listed = desk.value(money.adjustments.of_day(day_key(record, second_day)));
    BOOST_REQUIRE(listed.size() == 1U);
    BOOST_TEST((listed[0].reason == AdjustmentReason::cancel_after_clearing));
    BOOST_TEST(listed[0].settlement.text == cancel.id.text);
    BOOST_TEST(listed[0].origin == record.id.text);
    BOOST_TEST(listed[0].voucher.empty());
    BOOST_TEST(listed[0].amounts.at(Component::hifp).to_yuan() == "-60.00");
    BOOST_TEST(sum_of(listed[0].amounts).to_yuan() == "-75.00");
    BOOST_TEST(desk.value(money.adjustments.cleared_on(day_key(record, second_day))).empty());
    switch_day(desk, day_key(record, second_day));
    agree(desk, agreement_of(desk, day_key(record, second_day)));
    const auto cleared = desk.value(money.adjustments.cleared_on(day_key(record, second_day)));
    BOOST_REQUIRE(cleared.size() == 1U);
    BOOST_TEST((cleared[0].amounts == listed[0].amounts));
}

void two_deductions_at_once_never_take_the_same_amount(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    std::vector<ports::awaitable<Result<Adjustment>>> work;
    for (int i = 0; i < 8; ++i)
        work.push_back(money.adjustments.post({record.no, AdjustmentReason::deduction, Desk::hifp(2500),
                                               fmt::format("f{}", i), Bearer::hospital, "auditor", noon}));
    int taken = 0;
    for (const Result<Adjustment>& answer : desk.all(std::move(work)))
        taken += answer.has_value();
    BOOST_TEST(taken == 2);
    BOOST_TEST(desk.owed_hifp(record).to_yuan() == "10.00");
}

}  // namespace clearing::tests
