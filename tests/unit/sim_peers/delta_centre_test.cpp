#include "delta_calls.hpp"

using namespace clearing::peers;
using namespace clearing::peers::testing;

namespace {

struct Fixture {
    Data data;
    std::unique_ptr<Centre> centre = data.centre("shanghai", "310000", "shanghai");
    delta::InsuredSide side{*centre, "330200"};
    DeltaCalls calls;

    Fixture() { calls.person = centre->people().by_key("310000-1"); }
    pb::Envelope ask(const pb::Envelope& request, bool unbalanced = false) { return side.answer(request, unbalanced); }
    std::size_t lines() { return centre->book().lines("", "", "").size(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sim_peers_delta_centre, Fixture)

BOOST_AUTO_TEST_CASE(an_envelope_of_another_version_or_sender_is_refused) {
    auto request = calls.visit("V1");
    request.set_version(2);
    BOOST_TEST(code(ask(request)) == "GW1010");
    request = calls.visit("V1");
    request.set_sender_division("440300");
    BOOST_TEST(code(ask(request)) == "GW1206");
    calls.insured = "520100";
    BOOST_TEST(code(ask(calls.visit("V1"))) == "GW1202");
    calls.insured = "310000";
    calls.treatment = "320100";
    BOOST_TEST(code(ask(calls.visit("V1"))) == "GW1207");
    BOOST_TEST(code(ask(calls.envelope())) == "GW1004");
}

BOOST_AUTO_TEST_CASE(no_bill_without_a_visit) {
    BOOST_TEST(code(ask(calls.quote(calls.bill("V1", 100'000)))) == "GW1501");
    BOOST_TEST(code(ask(calls.settle("S1", calls.bill("V1", 100'000)))) == "GW1501");
    BOOST_TEST(ask(calls.query("S1")).query_answer().state() == pb::QueryAnswer::REFUSED);
}

BOOST_AUTO_TEST_CASE(categories_must_sum_to_the_totals) {
    ask(calls.visit("V1"));
    auto bill = calls.bill("V1", 100'000);
    bill.mutable_categories(0)->set_amount_fen(99'999);
    bill.mutable_categories(0)->set_in_scope_fen(99'999);
    BOOST_TEST(code(ask(calls.quote(bill))) == "GW1407");
}

BOOST_AUTO_TEST_CASE(a_quote_is_honoured_until_the_persons_year_changed) {
    ask(calls.visit("V1"));
    ask(calls.visit("V2"));
    const auto bill = calls.bill("V1", 100'000);
    const auto quoted = ask(calls.quote(bill)).quote_answer();
    BOOST_TEST(code(ask(calls.settle("S0", calls.bill("V2", 50'000, "B2")))) ==
               "ok");  // uses up part of the deductible
    const auto superseded = ask(calls.settle("S1", bill, quoted.quote_id()));
    BOOST_REQUIRE_EQUAL(code(superseded), "GW1512");
    BOOST_TEST(superseded.error().new_split().fund_fen() > quoted.split().fund_fen());
    BOOST_TEST(lines() == 1U);
    const auto settled = ask(calls.settle("S2", bill, superseded.error().quote_id()));
    BOOST_REQUIRE_EQUAL(code(settled), "ok");
    BOOST_TEST(settled.settle_answer().split().fund_fen() == superseded.error().new_split().fund_fen());
}

BOOST_AUTO_TEST_CASE(a_quote_of_another_bill_or_an_old_one_does_not_serve) {
    ask(calls.visit("V1"));
    const auto quoted = ask(calls.quote(calls.bill("V1", 100'000))).quote_answer();
    BOOST_TEST(code(ask(calls.settle("S1", calls.bill("V1", 100'000, "OTHER"), quoted.quote_id()))) == "GW1512");
    BOOST_TEST(code(ask(calls.settle("S2", calls.bill("V1", 100'000), "NOQUOTE"))) == "GW1513");
    BOOST_REQUIRE(data.clock.advance_to("2018-10-16 09:00:00"));
    BOOST_TEST(code(ask(calls.settle("S3", calls.bill("V1", 100'000), quoted.quote_id()))) == "GW1513");
}

BOOST_AUTO_TEST_CASE(one_settlement_id_one_answer_and_one_bill_one_settlement) {
    ask(calls.visit("V1"));
    const auto bill = calls.bill("V1", 100'000);
    const auto first = ask(calls.settle("S1", bill));
    const auto again = ask(calls.settle("S1", bill));
    BOOST_TEST(first.settle_answer().SerializeAsString() == again.settle_answer().SerializeAsString());
    BOOST_TEST(code(ask(calls.settle("S1", calls.bill("V1", 100'001)))) == "GW1101");
    const auto other = ask(calls.settle("S2", bill));
    BOOST_TEST(code(other) == "GW1504");
    BOOST_TEST(other.error().settlement_id() == "S1");
    BOOST_TEST(lines() == 1U);
}

BOOST_AUTO_TEST_CASE(a_cancel_must_carry_the_originals_amounts_negated) {
    ask(calls.visit("V1"));
    const auto settled = ask(calls.settle("S1", calls.bill("V1", 100'000)));
    auto wrong = calls.cancel("C1", "S1", settled.settle_answer().split());
    wrong.mutable_cancel_request()->mutable_split()->set_cash_fen(0);
    BOOST_TEST(code(ask(wrong)) == "GW1408");
    const auto cancelled = ask(calls.cancel("C2", "S1", settled.settle_answer().split()));
    BOOST_REQUIRE_EQUAL(code(cancelled), "ok");
    BOOST_TEST(cancelled.cancel_answer().split().total_fen() == -100'000);
    BOOST_TEST(code(ask(calls.cancel("C3", "S1", settled.settle_answer().split()))) == "GW1507");
    BOOST_TEST(code(ask(calls.cancel("C4", "NEVER", settled.settle_answer().split()))) == "GW1505");
    BOOST_TEST(ask(calls.query("S1")).query_answer().state() == pb::QueryAnswer::CANCELLED);
    BOOST_TEST(lines() == 2U);
}

BOOST_AUTO_TEST_CASE(a_reverse_undoes_and_fences) {
    ask(calls.visit("V1"));
    const auto bill = calls.bill("V1", 100'000);
    ask(calls.settle("S1", bill));
    BOOST_TEST(ask(calls.reverse("S1")).reverse_answer().result() == pb::ReverseAnswer::REVERSED);
    BOOST_TEST(code(ask(calls.settle("S1", bill))) == "GW1102");
    BOOST_TEST(ask(calls.reverse("S2")).reverse_answer().result() == pb::ReverseAnswer::FENCED);
    BOOST_TEST(code(ask(calls.settle("S2", bill))) == "GW1102");
    BOOST_TEST(lines() == 0U);
    BOOST_TEST(code(ask(calls.settle("S3", bill))) == "ok");
}

BOOST_AUTO_TEST_CASE(a_cancel_of_what_was_settled_again_is_not_reversed) {
    ask(calls.visit("V1"));
    const auto bill = calls.bill("V1", 100'000);
    const auto first = ask(calls.settle("S1", bill));
    ask(calls.cancel("C1", "S1", first.settle_answer().split()));
    BOOST_REQUIRE_EQUAL(code(ask(calls.settle("S2", bill))), "ok");
    BOOST_TEST(ask(calls.reverse("C1")).reverse_answer().result() == pb::ReverseAnswer::NOT_REVERSIBLE);
    BOOST_TEST(ask(calls.query("S1")).query_answer().state() == pb::QueryAnswer::CANCELLED);
}

BOOST_AUTO_TEST_CASE(a_caller_reaches_no_settlement_that_this_side_treated) {
    Record own;
    own.key = delta::settlement_key("310000", "OWN");
    own.own_id = own.settlement_id = "OWN";
    own.treatment_division = "310000";
    own.insured_division = "330200";
    own.assigned_day = calls.day;
    const Record& there = centre->book().add(std::move(own));
    calls.treatment = "310000";
    BOOST_TEST(code(ask(calls.query("OWN"))) == "GW1207");
    BOOST_TEST(code(ask(calls.reverse("OWN"))) == "GW1207");
    BOOST_TEST(code(ask(calls.settle("OWN", calls.bill("V1", 100'000)))) == "GW1207");
    BOOST_TEST(code(ask(calls.cancel("C1", "OWN", delta::to_wire(there.split)))) == "GW1207");
    auto fees = calls.envelope(), details = calls.envelope(), discharge = calls.visit("V1");
    fees.mutable_fees_request()->set_treatment_division("310000");
    fees.mutable_fees_request()->set_settlement_id("OWN");
    BOOST_TEST(code(ask(fees)) == "GW1207");
    details.mutable_day_details_request()->set_treatment_division("310000");
    details.mutable_day_details_request()->set_insured_division("330200");
    details.mutable_day_details_request()->set_day(calls.day);
    BOOST_TEST(code(ask(details)) == "GW1207");
    discharge.mutable_visit_request()->set_action(pb::DISCHARGE);
    BOOST_TEST(code(ask(discharge)) == "GW1207");

    calls.treatment = "330200";
    auto close = calls.close({});
    auto* carried = close.mutable_day_close_request()->add_carried();
    carried->set_treatment_division("310000");
    carried->set_settlement_id("OWN");
    BOOST_TEST(code(ask(close)) == "ok");
    BOOST_TEST((there.state == RecordState::booked && !there.carried));
}

BOOST_AUTO_TEST_CASE(a_query_of_an_unknown_id_proves_nothing_and_changes_nothing) {
    BOOST_TEST(ask(calls.query("S1")).query_answer().state() == pb::QueryAnswer::UNKNOWN);
    ask(calls.visit("V1"));
    BOOST_TEST(code(ask(calls.settle("S1", calls.bill("V1", 100'000)))) == "ok");
}

BOOST_AUTO_TEST_CASE(ms_zhangs_answer_is_two_yuan_short_until_it_was_reversed_once) {
    calls.person = centre->people().by_key("zhang");
    ask(calls.visit("V1"));
    const auto bill = calls.bill("V1", 136'883);
    const auto quoted = delta::from_wire(ask(calls.quote(bill)).quote_answer().split());
    BOOST_TEST(broken_law(quoted) == "A by 2.00");
    const auto settled = delta::from_wire(ask(calls.settle("S1", bill)).settle_answer().split());
    BOOST_TEST(broken_law(settled) == "A by 2.00");
    BOOST_TEST(lines() == 1U);  // booked by Shanghai all the same
    BOOST_TEST(ask(calls.reverse("S1")).reverse_answer().result() == pb::ReverseAnswer::REVERSED);
    const auto corrected = delta::from_wire(ask(calls.settle("S2", bill)).settle_answer().split());
    BOOST_TEST(broken_law(corrected) == "");
    BOOST_TEST(corrected.fund.value == 112'660);
    BOOST_TEST(corrected.account.value == 200);
    BOOST_TEST(corrected.cash.value == 24'023);
}

BOOST_AUTO_TEST_CASE(lines_must_sum_to_their_settlement_once_all_parts_are_there) {
    ask(calls.visit("V1"));
    ask(calls.settle("S1", calls.bill("V1", 10'000)));
    const auto part = [&](unsigned number, long long fen) {
        auto out = calls.envelope();
        auto* request = out.mutable_fees_request();
        request->set_treatment_division("330200");
        request->set_settlement_id("S1");
        request->set_part(number);
        request->set_parts(2);
        auto* line = request->add_lines();
        line->set_count("1");
        line->set_unit_price(to_text(Fen{fen}));
        line->set_amount_fen(fen);
        line->set_in_scope_fen(fen);
        return code(ask(out));
    };
    BOOST_TEST(part(1, 6'000) == "ok");
    BOOST_TEST(part(2, 3'000) == "GW1407");
    BOOST_TEST(part(2, 4'000) == "ok");
    BOOST_TEST(part(2, 4'000) == "ok");  // repeating is harmless
}

BOOST_AUTO_TEST_SUITE_END()
