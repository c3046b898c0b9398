// Adjustments, as a partner tells them.
#include "reception_room.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
using namespace clearing::yangtze_delta;

namespace {

wire::Envelope adjustment(const std::string& message_id, std::int64_t fen = 10'000) {
    wire::Envelope request = envelope(message_id);
    request.set_clearing_day("2018-10-17");
    wire::AdjustmentRequest& body = *request.mutable_adjustment_request();
    name(body, "310000SETTLEMENT");
    body.set_insured_division("330203");
    body.set_reason(wire::AdjustmentRequest::DEDUCTION);
    body.set_bearer(wire::AdjustmentRequest::HOSPITAL);
    body.set_origin("finding 7");
    wire::ComponentAmount& amount = *body.add_amounts();
    amount.set_component("hifp");
    amount.set_amount_fen(fen);
    return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(delta_reception_of_adjustments)

BOOST_AUTO_TEST_CASE(an_adjustment_reaches_the_books_with_its_day_and_is_answered_with_the_day_it_stands_on) {
    Room room;
    BOOST_TEST(room.ask(adjustment("A1")).adjustment_answer().clearing_day() == "2018-10-17");
    const ports::ToldAdjustment& told = room.adjustments.told.at(0);
    BOOST_TEST(told.platform.text == "delta");
    BOOST_TEST(told.partner.text == "310000");
    BOOST_TEST(told.peer.text == "shanghai");
    BOOST_TEST(told.settlement.treatment_division.text == "310101");
    BOOST_TEST(told.settlement.settlement.text == "310000SETTLEMENT");
    BOOST_CHECK(told.reason == AdjustmentReason::deduction);
    BOOST_TEST(told.origin == "finding 7");
    BOOST_TEST(told.amounts.at(Component::hifp).to_yuan() == "100.00");
    BOOST_TEST(told.day.to_text() == "2018-10-17");
    // The same message again: its final answer. Under a new id: the books know it by its origin.
    room.ask(adjustment("A1"));
    BOOST_TEST(room.adjustments.told.size() == 1u);
    wire::Envelope later = adjustment("A2");
    later.set_clearing_day("2018-10-18");
    BOOST_TEST(room.ask(later).adjustment_answer().clearing_day() == "2018-10-17");
    BOOST_CHECK(room.refusal(adjustment("A1", 9'999)).code == ErrorCode::different_content);
}

BOOST_AUTO_TEST_CASE(a_refused_adjustment_is_told_with_its_reason_and_fields) {
    Room room;
    room.adjustments.refusal = Error{ErrorCode::over_limit, "hifp 100.00 is more than the 26.60 owed", {"hifp"}, {}};
    const Error refused = room.refusal(adjustment("A1"));
    BOOST_CHECK(refused.code == ErrorCode::over_limit);
    BOOST_CHECK(refused.fields == Names{"hifp"});
    BOOST_TEST(refused.detail.find("26.60") != std::string::npos);
    // Nothing was refused by a store that does not answer: the same message is judged anew.
    room.adjustments.refusal = Error{ErrorCode::store_unavailable, {}, {}, {}};
    BOOST_CHECK(class_of(room.refusal(adjustment("A2")).code) == ErrorClass::unavailable);
    room.adjustments.refusal.reset();
    BOOST_TEST(room.ask(adjustment("A2")).has_adjustment_answer());
}

BOOST_AUTO_TEST_CASE(an_adjustment_of_others_or_without_its_fields_never_reaches_the_books) {
    Room room;
    wire::Envelope dayless = adjustment("A1");
    dayless.clear_clearing_day();
    BOOST_CHECK(room.refusal(dayless).fields == Names{"clearing_day"});
    wire::Envelope empty = adjustment("A2");
    empty.mutable_adjustment_request()->clear_amounts();
    BOOST_CHECK(room.refusal(empty).fields == Names{"adjustment_request.amounts"});
    wire::Envelope ours = adjustment("A3");
    ours.mutable_adjustment_request()->set_treatment_division("330200");
    BOOST_CHECK(room.refusal(ours).code == ErrorCode::treatment_division_not_allowed);
    wire::Envelope foreign = adjustment("A4");
    foreign.mutable_adjustment_request()->set_insured_division("320600");
    BOOST_CHECK(room.refusal(foreign).code == ErrorCode::unknown_region);
    BOOST_TEST(room.adjustments.told.empty());
}

BOOST_AUTO_TEST_CASE(a_side_without_adjustments_does_not_know_the_message) {
    Room room;
    ports::PartnerAdjustments* nobody = nullptr;
    Reception reception({DivisionCode("330200")}, {room.desk, room.days, room.log, room.audit, room.clock, room.digest,
                                                   room.letters, nullptr, nobody});
    const wire::Envelope request = adjustment("A1");
    const auto answer =
        room.loop.run(reception.answer(room.shanghai, serialized(request), std::make_unique<wire::Envelope>(request)));
    BOOST_TEST(answer->error().code() == "GW1004");
}

BOOST_AUTO_TEST_CASE(a_statement_tells_the_adjustments_of_both_sides) {
    Room room;
    wire::Envelope statement = proposed_statement("S1");
    BOOST_TEST(!room.ask(statement).statement_answer().has_adjustments());
    BOOST_TEST(!room.days.proposals.at(0).adjustments.has_value());
    statement.set_message_id("S2");
    statement.mutable_statement_request()->mutable_adjustments();
    room.days.adjustments = {{InsuranceType("310"), CareSetting::outpatient, Component::hifp, Money::from_fen(-5)}};
    room.days.equal = false;
    const auto answer = room.ask(statement).statement_answer();
    BOOST_REQUIRE(room.days.proposals.at(1).adjustments.has_value());
    BOOST_TEST(room.days.proposals.at(1).adjustments->empty());
    BOOST_TEST(!answer.agreed());
    BOOST_TEST(answer.adjustments().cells(0).amount_fen() == -5);
}

BOOST_AUTO_TEST_SUITE_END()
