#include "adapters/yangtze_delta/adjustment_codec.hpp"

#include "adapters/yangtze_delta/day_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::yangtze_delta;

namespace {

using Names = std::vector<std::string>;

AdjustmentOffer sample_offer() {
    AdjustmentOffer offer;
    offer.settlement_key = {DivisionCode("330203"), SettlementId("330200AAAA")};
    offer.insured_division = DivisionCode("310115");
    offer.adjustment.reason = AdjustmentReason::dispute_lost;
    offer.adjustment.bearer = Bearer::suspended;
    offer.adjustment.origin = "case-17";
    offer.adjustment.amounts = {{Component::hifp, Money::from_fen(100)}, {Component::mulaid, Money::from_fen(1)}};
    return offer;
}

wire::AdjustmentRequest sample_request() {
    wire::AdjustmentRequest out;
    write(sample_offer(), out);
    return out;
}

Names wrong_in(const wire::AdjustmentRequest& request) {
    Reading reading;
    read(request, reading);
    const auto verdict = reading.verdict();
    return verdict ? Names{} : verdict.error().fields;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(delta_adjustment_codec)

BOOST_AUTO_TEST_CASE(each_reason_and_bearer_comes_back) {
    using enum AdjustmentReason;
    for (const AdjustmentReason reason : {deduction, deduction_withdrawn, dispute_lost, dispute_won})
        for (const Bearer bearer : {Bearer::hospital, Bearer::suspended}) {
            AdjustmentOffer offer = sample_offer();
            offer.adjustment.reason = reason;
            offer.adjustment.bearer = bearer;
            wire::AdjustmentRequest out;
            write(offer, out);
            Reading reading;
            const ReadAdjustment back = read(out, reading);
            BOOST_TEST(reading.verdict().has_value());
            BOOST_CHECK(back.reason == reason);
            BOOST_CHECK(back.bearer == bearer);
            BOOST_CHECK(back.settlement == offer.settlement_key);
            BOOST_CHECK(back.amounts == offer.adjustment.amounts);
            BOOST_TEST(back.origin == "case-17");
            BOOST_TEST(back.insured_division.text == "310115");
        }
}

BOOST_AUTO_TEST_CASE(what_the_books_post_by_themselves_does_not_travel) {
    AdjustmentOffer offer = sample_offer();
    offer.adjustment.reason = AdjustmentReason::settlement_cancelled;
    wire::AdjustmentRequest out;
    write(offer, out);
    BOOST_CHECK(wrong_in(out) == Names{"reason"});
}

BOOST_AUTO_TEST_CASE(everything_that_is_wrong_is_named_at_once) {
    BOOST_CHECK(wrong_in(sample_request()).empty());
    BOOST_CHECK((wrong_in({}) == Names{"treatment_division", "settlement_id", "insured_division", "reason", "bearer",
                                       "origin", "amounts"}));
    wire::AdjustmentRequest nothing = sample_request();
    nothing.mutable_amounts(0)->set_amount_fen(0);
    BOOST_CHECK(wrong_in(nothing) == Names{"amounts[0].amount_fen"});
    nothing.mutable_amounts(0)->set_amount_fen(-1);
    BOOST_CHECK(wrong_in(nothing) == Names{"amounts[0].amount_fen"});
    wire::AdjustmentRequest twice = sample_request();
    twice.mutable_amounts(1)->set_component("hifp");
    BOOST_CHECK(wrong_in(twice) == Names{"amounts[1].component"});
    for (const char* component : {"prefund", "unallocated", "lottery", ""}) {
        wire::AdjustmentRequest unknown = sample_request();
        unknown.mutable_amounts(1)->set_component(component);
        BOOST_CHECK(wrong_in(unknown) == Names{"amounts[1].component"});
    }
    wire::AdjustmentRequest newer = sample_request();
    newer.set_reason(static_cast<wire::AdjustmentRequest::Reason>(9));
    newer.set_bearer(static_cast<wire::AdjustmentRequest::Bearer>(9));
    BOOST_CHECK((wrong_in(newer) == Names{"reason", "bearer"}));
}

BOOST_AUTO_TEST_CASE(an_origin_of_a_hundred_bytes_and_ten_amounts_are_the_most) {
    wire::AdjustmentRequest longest = sample_request();
    longest.set_origin(std::string(100, 'o'));
    BOOST_CHECK(wrong_in(longest).empty());
    longest.set_origin(std::string(101, 'o'));
    BOOST_CHECK(wrong_in(longest) == Names{"origin"});
    wire::AdjustmentRequest many = sample_request();
    for (int i = 0; i < 9; ++i)
        *many.add_amounts() = many.amounts(0);
    BOOST_CHECK(wrong_in(many) == Names{"amounts"});
}

BOOST_AUTO_TEST_CASE(a_days_adjustments_are_told_or_not_told_on_a_statement) {
    Statement statement;
    statement.id = "s";
    statement.formula.id = "all";
    statement.key.day = *ClearingDay::parse("2018-10-16");
    const DayPair pair{DivisionCode("310000"), DivisionCode("330200")};
    const auto back = [&] {
        wire::StatementRequest out;
        write(statement, {}, pair, out);
        Reading reading;
        Proposal proposal = read(out, reading);
        BOOST_TEST(reading.verdict().has_value());
        return proposal.adjustments;
    };
    BOOST_TEST(!back().has_value());
    statement.adjustments.emplace();
    BOOST_REQUIRE(back().has_value());
    BOOST_TEST(back()->empty());
    statement.adjustments->push_back(
        {InsuranceType("310"), CareSetting::inpatient, Component::maf, Money::from_fen(-100)});
    BOOST_CHECK(back() == statement.adjustments);
    wire::StatementRequest wrong;
    write(statement, {}, pair, wrong);
    wrong.mutable_adjustments()->mutable_cells(0)->set_component("lottery");
    Reading reading;
    read(wrong, reading);
    BOOST_CHECK(reading.verdict().error().fields == Names{"adjustments.cells[0].component"});
}

BOOST_AUTO_TEST_SUITE_END()
