// Every row of SETTLEMENT §6 after the booking, in words, both directions.
#include "gateway/domain/bank_payment.hpp"
#include "gateway/domain/notice.hpp"
#include "gateway/domain/postings_adjustment.hpp"
#include "gateway/domain/postings_payment.hpp"
#include "gateway/domain/postings_prefund.hpp"
#include "tests/unit/domain/splits.hpp"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing {
namespace {

using namespace clearing::tests;
using enum Direction;

using Words = std::vector<std::string>;

Words in_words(const std::vector<Transfer>& transfers) {
    Words words;
    for (const Transfer& t : transfers)
        words.push_back(fmt::format("Dr {} Cr {} {} {}", name_of(t.debit), name_of(t.credit), name_of(t.component),
                                    t.amount.to_yuan()));
    return words;
}

Words in_words(const Result<ComponentAmounts>& amounts) {
    if (!amounts) return {std::string(text_of(amounts.error().code).name)};
    Words words;
    for (const auto& [component, amount] : *amounts)
        words.push_back(fmt::format("{} {}", name_of(component), amount.to_yuan()));
    return words;
}

const ComponentAmounts zhang{{Component::hifp, yuan("1126.60")}, {Component::acct, yuan("2.00")}};

/// What settles a notice of these amounts.
Notice notice_of(Direction direction, const ComponentAmounts& amounts) {
    Notice notice;
    notice.direction = direction;
    notice.state = NoticeState::released;
    for (const auto& [component, amount] : amounts)
        notice.cleared[{InsuranceType("310"), CareSetting::outpatient, component}] = amount;
    return notice;
}

BankPayment payment_of(const Notice& notice) {
    BankPayment payment;
    payment.entry.direction = notice.direction;
    payment.entry.amount = sum_of(notice.cleared);
    return payment;
}

std::vector<Transfer> transfers_in(const Settling& settling) {
    std::vector<Transfer> transfers;
    for (const VoucherLine& line : settling.lines)
        transfers.push_back(line.transfer);
    return transfers;
}

std::vector<Transfer> bounced(const Notice& notice) {
    BankPayment payment = payment_of(notice);
    payment.allocations = {{notice.id, notice.direction, notice.cleared}};
    return transfers_in(bounce(payment));
}

std::vector<Transfer> matched_later(const Notice& notice) {
    return transfers_in(settle_by_payment(payment_of(notice), notice, false).value());
}

std::vector<Transfer> offset(const Notice& notice, Money prefund) {
    return transfers_in(settle_by_offset(notice, prefund).value());
}

/// A row of the table: the event, its postings where we treat and where we insure.
struct Posted {
    std::string event;
    std::vector<Transfer> visitor, resident_away;
    Words visitor_words, resident_away_words;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(postings)

BOOST_AUTO_TEST_CASE(every_row_after_the_booking_is_posted_as_the_table_says) {
    const ComponentAmounts one{{Component::hifp, yuan("10.00")}, {Component::maf, yuan("5.00")}};
    const std::vector<Posted> rows{
        {"audit deduction",
         postings_of_deduction(visitor, one),
         postings_of_deduction(resident_away, one),
         {"Dr H Cr R1 hifp 10.00", "Dr H Cr R1 maf 5.00"},
         {"Dr P1 Cr B hifp 10.00", "Dr P1 Cr B maf 5.00"}},
        {"deduction withdrawn, or its settlement cancelled afterwards",
         postings_of_withdrawn_deduction(visitor, one),
         postings_of_withdrawn_deduction(resident_away, one),
         {"Dr R1 Cr H hifp 10.00", "Dr R1 Cr H maf 5.00"},
         {"Dr B Cr P1 hifp 10.00", "Dr B Cr P1 maf 5.00"}},
        {"dispute lost, the hospital bears it",
         postings_of_lost_dispute(visitor, one, Bearer::hospital),
         postings_of_lost_dispute(resident_away, one, Bearer::hospital),
         {"Dr H Cr R1 hifp 10.00", "Dr H Cr R1 maf 5.00"},
         {"Dr P1 Cr B hifp 10.00", "Dr P1 Cr B maf 5.00"}},
        {"dispute lost, nobody bears it yet",
         postings_of_lost_dispute(visitor, one, Bearer::suspended),
         postings_of_lost_dispute(resident_away, one, Bearer::suspended),
         {"Dr X Cr R1 hifp 10.00", "Dr X Cr R1 maf 5.00"},
         {"Dr P1 Cr B hifp 10.00", "Dr P1 Cr B maf 5.00"}},
        {"that dispute won afterwards",
         postings_of_won_dispute(visitor, one, Bearer::suspended),
         postings_of_won_dispute(resident_away, one, Bearer::suspended),
         {"Dr R1 Cr X hifp 10.00", "Dr R1 Cr X maf 5.00"},
         {"Dr B Cr P1 hifp 10.00", "Dr B Cr P1 maf 5.00"}},
        {"payment matched, or part of it",
         postings_of_payment(visitor, one),
         postings_of_payment(resident_away, one),
         {"Dr T Cr R2 hifp 10.00", "Dr T Cr R2 maf 5.00"},
         {"Dr P2 Cr T hifp 10.00", "Dr P2 Cr T maf 5.00"}},
        {"payment bounced",
         bounced(notice_of(visitor, one)),
         bounced(notice_of(resident_away, one)),
         {"Dr R2 Cr T hifp 10.00", "Dr R2 Cr T maf 5.00"},
         {"Dr T Cr P2 hifp 10.00", "Dr T Cr P2 maf 5.00"}},
        {"money without a matching notice, or over-payment",
         postings_of_unallocated(yuan("15.00")),
         {},
         {"Dr T Cr CF unallocated 15.00"},
         {}},
        {"… matched later; ours was not posted before",
         matched_later(notice_of(visitor, one)),
         matched_later(notice_of(resident_away, one)),
         {"Dr CF Cr T unallocated 15.00", "Dr T Cr R2 hifp 10.00", "Dr T Cr R2 maf 5.00"},
         {"Dr P2 Cr T hifp 10.00", "Dr P2 Cr T maf 5.00"}},
        {"… or sent back", postings_of_unallocated_returned(yuan("15.00")), {}, {"Dr CF Cr T unallocated 15.00"}, {}},
        {"prefund received / paid",
         postings_of_prefund_raised(visitor, yuan("20.00")),
         postings_of_prefund_raised(resident_away, yuan("20.00")),
         {"Dr T Cr PR prefund 20.00"},
         {"Dr PA Cr T prefund 20.00"}},
        {"prefund lowered or returned",
         postings_of_prefund_lowered(visitor, yuan("20.00")),
         postings_of_prefund_lowered(resident_away, yuan("20.00")),
         {"Dr PR Cr T prefund 20.00"},
         {"Dr T Cr PA prefund 20.00"}},
        {"offset of clearing against prefund",
         offset(notice_of(visitor, one), yuan("15.00")),
         offset(notice_of(resident_away, one), yuan("15.00")),
         {"Dr PR Cr T prefund 15.00", "Dr T Cr R2 hifp 10.00", "Dr T Cr R2 maf 5.00"},
         {"Dr P2 Cr T hifp 10.00", "Dr P2 Cr T maf 5.00", "Dr T Cr PA prefund 15.00"}},
        {"hospital paid", postings_of_hospital_paid(one), {}, {"Dr H Cr T hifp 10.00", "Dr H Cr T maf 5.00"}, {}},
    };
    for (const Posted& row : rows) {
        BOOST_TEST_CONTEXT(row.event) {
            BOOST_TEST(in_words(row.visitor) == row.visitor_words, boost::test_tools::per_element());
            BOOST_TEST(in_words(row.resident_away) == row.resident_away_words, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_cell_owed_the_other_way_is_paid_the_other_way) {
    const ComponentAmounts mixed{{Component::hifp, yuan("10.00")}, {Component::acct, yuan("-2.00")}};
    BOOST_TEST(
        (in_words(postings_of_payment(visitor, mixed)) == Words{"Dr T Cr R2 hifp 10.00", "Dr R2 Cr T acct 2.00"}));
    BOOST_TEST((in_words(postings_of_payment(resident_away, mixed)) ==
                Words{"Dr P2 Cr T hifp 10.00", "Dr T Cr P2 acct 2.00"}));
}

BOOST_AUTO_TEST_CASE(an_offset_never_draws_more_than_the_prefund_holds) {
    const Notice notice = notice_of(visitor, zhang);
    BOOST_TEST((settle_by_offset(notice, yuan("1128.59")).error().code == ErrorCode::conflict));
    BOOST_TEST(settle_by_offset(notice, yuan("1128.60")).has_value());
}

BOOST_AUTO_TEST_CASE(a_deduction_without_components_is_taken_from_the_funds_in_proportion) {
    const ComponentAmounts owed{{Component::hifp, yuan("70.00")},
                                {Component::hifob, yuan("20.00")},
                                {Component::maf, yuan("10.00")},
                                {Component::acct, yuan("500.00")}};
    BOOST_TEST((in_words(deduction_of(yuan("10.00"), owed)) == Words{"hifp 7.00", "hifob 2.00", "maf 1.00"}));
    // 0.01 is 0.007, 0.002 and 0.001: the odd fen is the largest's.
    BOOST_TEST((in_words(deduction_of(yuan("0.01"), owed)) == Words{"hifp 0.01"}));
    BOOST_TEST((in_words(deduction_of(yuan("0.05"), owed)) == Words{"hifp 0.04", "hifob 0.01"}));
    BOOST_TEST((in_words(deduction_of(yuan("100.00"), owed)) == Words{"hifp 70.00", "hifob 20.00", "maf 10.00"}));
    BOOST_TEST((in_words(deduction_of(yuan("100.01"), owed)) == Words{"invalid_value"}));
    BOOST_TEST((in_words(deduction_of(yuan("0.00"), owed)) == Words{"invalid_value"}));
    BOOST_TEST((in_words(deduction_of(yuan("-1.00"), owed)) == Words{"invalid_value"}));
}

BOOST_AUTO_TEST_CASE(odd_fen_go_on_to_the_next_where_the_largest_holds_no_more) {
    const ComponentAmounts fen{
        {Component::hifp, yuan("0.01")}, {Component::hifob, yuan("0.01")}, {Component::maf, yuan("0.01")}};
    BOOST_TEST((in_words(shared_out(yuan("0.02"), fen)) == Words{"hifp 0.01", "hifob 0.01"}));
    const ComponentAmounts mixed{{Component::hifp, yuan("100.00")}, {Component::acct, yuan("-33.33")}};
    BOOST_TEST((in_words(shared_out(yuan("10.00"), mixed)) == Words{"hifp 14.99", "acct -4.99"}));
}

BOOST_AUTO_TEST_CASE(a_deduction_that_names_its_components_is_taken_from_them) {
    BOOST_TEST(
        (in_words(deduction_of(ComponentAmounts{{Component::acct, yuan("2.00")}}, zhang)) == Words{"acct 2.00"}));
    BOOST_TEST(
        (in_words(deduction_of(ComponentAmounts{{Component::acct, yuan("2.01")}}, zhang)) == Words{"invalid_value"}));
    BOOST_TEST(
        (in_words(deduction_of(ComponentAmounts{{Component::maf, yuan("0.01")}}, zhang)) == Words{"invalid_value"}));
    BOOST_TEST(
        (in_words(deduction_of(ComponentAmounts{{Component::acct, yuan("-2.00")}}, zhang)) == Words{"invalid_value"}));
    BOOST_TEST((in_words(deduction_of(ComponentAmounts{}, zhang)) == Words{"invalid_value"}));
}

BOOST_AUTO_TEST_CASE(what_a_formula_leaves_out_is_no_amount) {
    const ClearingFormula funds_only{"F", {Component::hifp}};
    BOOST_TEST((in_words(amounts_of(zhang_corrected(), funds_only)) == Words{"hifp 1126.60"}));
    const ClearingFormula with_account{"A", {Component::hifp, Component::acct}};
    BOOST_TEST((in_words(amounts_of(zhang_corrected(), with_account)) == Words{"hifp 1126.60", "acct 2.00"}));
}

BOOST_AUTO_TEST_CASE(a_cycle_ends_yesterday_or_with_the_last_month) {
    const auto last = [](PaymentCycle cycle, const char* today) {
        return last_day_of_cycle(cycle, Date::parse(today).value()).to_text();
    };
    BOOST_TEST(last(PaymentCycle::monthly, "2018-11-01") == "2018-10-31");
    BOOST_TEST(last(PaymentCycle::monthly, "2018-11-30") == "2018-10-31");
    BOOST_TEST(last(PaymentCycle::monthly, "2020-03-15") == "2020-02-29");
    BOOST_TEST(last(PaymentCycle::monthly, "2019-01-01") == "2018-12-31");
    BOOST_TEST(last(PaymentCycle::daily, "2019-01-01") == "2018-12-31");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing
