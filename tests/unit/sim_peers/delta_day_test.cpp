#include "delta_calls.hpp"
#include "sim-peers/delta/day.hpp"

using namespace clearing::peers;
using namespace clearing::peers::testing;

namespace {

struct Fixture {
    Data data;
    std::unique_ptr<Centre> centre = data.centre("shanghai", "310000", "shanghai");
    delta::InsuredSide side{*centre, "330200"};
    DeltaCalls calls;

    pb::Envelope settled(const std::string& id, int who, long long fen = 200'000) {
        calls.person = centre->people().by_key("310000-" + std::to_string(who));
        side.answer(calls.visit("V" + id), false);
        const auto answer = side.answer(calls.settle(id, calls.bill("V" + id, fen)), false);
        BOOST_REQUIRE_EQUAL(code(answer), "ok");
        return answer;
    }
    std::vector<const Record*> lines(const std::string& day) { return centre->book().lines("3302", "31", day); }
    pb::DayCloseAnswer close(const pb::Envelope& request) {
        const auto answer = side.answer(request, false);
        BOOST_REQUIRE_EQUAL(code(answer), "ok");
        return answer.day_close_answer();
    }
    pb::DayDetailsAnswer details_of(const std::string& day) {
        auto ask = calls.envelope();
        auto* request = ask.mutable_day_details_request();
        request->set_treatment_division("330200");
        request->set_insured_division("310000");
        request->set_day(day);
        request->set_limit(1000);
        return side.answer(ask, false).day_details_answer();
    }
    /// The statement of the first day, one line left out of it.
    pb::StatementAnswer agree_without(const std::string& left_out) {
        auto ours = lines("2018-10-16");
        std::erase_if(ours, [&](const Record* line) { return line->settlement_id == left_out; });
        auto out = calls.envelope();
        auto* request = out.mutable_statement_request();
        request->set_treatment_division("330200");
        request->set_insured_division("310000");
        request->set_day("2018-10-16");
        request->set_settlements(static_cast<std::int64_t>(ours.size()));
        request->add_disputed()->set_treatment_division("330200");
        request->mutable_disputed(0)->set_settlement_id(left_out);
        for (const auto& line : delta::statement_of(ours)) {
            auto* cell = request->add_cells();
            cell->set_insurance_type(line.insurance_type);
            cell->set_care_kind(line.care_kind);
            cell->set_component(line.component);
            cell->set_amount_fen(line.amount.value);
        }
        return side.answer(out, false).statement_answer();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sim_peers_delta_day, Fixture)

// Both digests were computed outside this code, with Python's hashlib, over the text of delta.proto.
BOOST_AUTO_TEST_CASE(the_digest_is_the_one_of_the_protocol_text) {
    Record line;
    line.treatment_division = "330200";
    line.settlement_id = "330200AAAAAAAAAAAAAAAAAAAAAAAA";
    line.insurance_type = "310";
    line.split.scope.total = {136'883};
    line.split.fund = line.split.hifp = {112'660};
    line.split.account = {200};
    line.split.cash = {24'023};
    BOOST_TEST(
        delta::leaf_text(line) ==
        "330200|330200AAAAAAAAAAAAAAAAAAAAAAAA|+1|310|outpatient|136883|112660|112660|0|0|0|0|0|0|0|200|0|24023|0");
    BOOST_TEST(delta::hex(delta::sha256(delta::leaf_text(line))) ==
               "b02b62ab599a0e5110b93540dd0095ed1b9994ff56509d5a4954667b4350965c");
    BOOST_TEST(delta::hex(delta::root_of({&line})) ==
               "88c64afd1a88f8ba59789c2b098d31f81fe5c618bcbe76d8dffdaae0cea42c3e");
    BOOST_TEST(delta::hex(delta::root_of({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

BOOST_AUTO_TEST_CASE(an_equal_day_is_equal_and_stays_so_when_asked_again) {
    settled("S1", 1);
    settled("S2", 2);
    const auto request = calls.close(lines("2018-10-16"));
    BOOST_TEST(close(request).equal());
    BOOST_TEST(close(request).equal());
}

BOOST_AUTO_TEST_CASE(an_empty_day_is_closed_too) {
    BOOST_TEST(close(calls.close({})).equal());
}

BOOST_AUTO_TEST_CASE(a_line_the_asker_lacks_makes_the_day_unequal_and_the_details_name_it) {
    settled("S1", 1);
    settled("S2", 2);
    auto ours = lines("2018-10-16");
    ours.pop_back();
    BOOST_TEST(!close(calls.close(ours)).equal());
    auto ask = calls.envelope();
    ask.mutable_day_details_request()->set_treatment_division("330200");
    ask.mutable_day_details_request()->set_insured_division("310000");
    ask.mutable_day_details_request()->set_day("2018-10-16");
    ask.mutable_day_details_request()->set_limit(1);
    const auto page = side.answer(ask, false).day_details_answer();
    BOOST_REQUIRE_EQUAL(page.lines_size(), 1);
    BOOST_TEST(page.lines(0).settlement_id() == "S1");
    BOOST_TEST(page.more());
    ask.mutable_day_details_request()->set_after_settlement_id("S1");
    const auto rest = side.answer(ask, false).day_details_answer();
    BOOST_TEST(rest.lines(0).settlement_id() == "S2");
    BOOST_TEST(!rest.more());
}

BOOST_AUTO_TEST_CASE(a_closed_day_takes_no_more_settlements_and_none_of_a_later_day_than_today) {
    settled("S1", 1);
    close(calls.close(lines("2018-10-16")));
    calls.person = centre->people().by_key("310000-2");
    side.answer(calls.visit("V2"), false);
    BOOST_TEST(code(side.answer(calls.settle("S2", calls.bill("V2", 1000)), false)) == "GW1514");
    calls.day = "2018-10-17";
    BOOST_TEST(code(side.answer(calls.settle("S3", calls.bill("V2", 1000)), false)) == "GW1514");
    BOOST_REQUIRE(data.clock.advance_to("2018-10-17 00:00:01"));
    BOOST_TEST(code(side.answer(calls.settle("S4", calls.bill("V2", 1000)), false)) == "ok");
}

BOOST_AUTO_TEST_CASE(yesterdays_day_is_taken_until_it_is_closed_even_after_our_midnight) {
    BOOST_REQUIRE(data.clock.advance_to("2018-10-17 00:10:00"));
    settled("S1", 1);
    BOOST_TEST(lines("2018-10-16").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_carried_line_clears_on_the_day_it_is_late_on) {
    settled("S1", 1);
    settled("S2", 2);
    auto ours = lines("2018-10-16");
    std::erase_if(ours, [](const Record* line) { return line->settlement_id == "S2"; });
    auto request = calls.close(ours);
    auto* carried = request.mutable_day_close_request()->add_carried();
    carried->set_treatment_division("330200");
    carried->set_settlement_id("S2");
    BOOST_TEST(close(request).equal());
    BOOST_TEST(lines("2018-10-16").size() == 1U);

    BOOST_REQUIRE(data.clock.advance_to("2018-10-17 08:00:00"));
    calls.day = "2018-10-17";
    const Record* late_line = centre->book().find("330200|S2");
    auto next = calls.close({late_line});
    auto* late = next.mutable_day_close_request()->add_late();
    late->set_treatment_division("330200");
    late->set_settlement_id("S2");
    BOOST_TEST(close(next).equal());
    BOOST_TEST(side.answer(calls.query("S2"), false).query_answer().cleared_day() == "2018-10-17");
    BOOST_TEST(side.answer(calls.query("S2"), false).query_answer().clearing_day() == "2018-10-16");
}

BOOST_AUTO_TEST_CASE(a_carried_line_may_still_be_reversed_a_cleared_one_may_not) {
    settled("S1", 1);
    settled("S2", 2);
    auto ours = lines("2018-10-16");
    std::erase_if(ours, [](const Record* line) { return line->settlement_id == "S2"; });
    auto request = calls.close(ours);
    request.mutable_day_close_request()->add_carried()->set_treatment_division("330200");
    request.mutable_day_close_request()->mutable_carried(0)->set_settlement_id("S2");
    close(request);
    BOOST_TEST(side.answer(calls.reverse("S1"), false).reverse_answer().result() == pb::ReverseAnswer::DAY_CLOSED);
    BOOST_TEST(side.answer(calls.reverse("S2"), false).reverse_answer().result() == pb::ReverseAnswer::REVERSED);
}

BOOST_AUTO_TEST_CASE(a_statement_is_agreed_to_the_fen_and_disputed_otherwise) {
    const auto split = settled("S1", 1).settle_answer().split();
    settled("S2", 2);
    const auto statement = [&](long long more, bool leave_out) {
        auto out = calls.envelope();
        auto* request = out.mutable_statement_request();
        request->set_treatment_division("330200");
        request->set_insured_division("310000");
        request->set_day("2018-10-16");
        request->set_settlements(leave_out ? 1 : 2);
        auto ours = lines("2018-10-16");
        if (leave_out) {
            ours.erase(ours.begin());
            request->add_disputed()->set_treatment_division("330200");
            request->mutable_disputed(0)->set_settlement_id("S1");
        }
        for (const auto& line : delta::statement_of(ours)) {
            auto* cell = request->add_cells();
            cell->set_insurance_type(line.insurance_type);
            cell->set_care_kind(line.care_kind);
            cell->set_component(line.component);
            cell->set_amount_fen(line.amount.value + more);
        }
        return side.answer(out, false).statement_answer();
    };
    BOOST_TEST(split.fund_fen() > 0);
    BOOST_TEST(!statement(1, false).agreed());
    BOOST_TEST(statement(1, false).cells_size() > 0);
    BOOST_TEST(statement(0, false).agreed());
    BOOST_TEST(statement(0, true).agreed());
}

BOOST_AUTO_TEST_CASE(a_day_lists_what_it_left_out_until_another_day_clears_it) {
    settled("S1", 1);
    settled("S2", 2);
    const auto both = lines("2018-10-16");
    const auto equal_on = [&](const char* day, const std::vector<const Record*>& ours) {
        calls.day = day;
        return close(calls.close(ours)).equal();
    };
    BOOST_TEST(equal_on("2018-10-16", both));
    BOOST_REQUIRE(agree_without("S2").agreed());

    // It does not clear, and is no line that only one side has.
    BOOST_TEST(lines("2018-10-16").size() == 1U);
    BOOST_TEST(equal_on("2018-10-16", both));
    BOOST_TEST(!equal_on("2018-10-16", {both.front()}));
    BOOST_TEST(details_of("2018-10-16").lines_size() == 2);

    BOOST_REQUIRE(data.clock.advance_to("2018-10-17 08:00:00"));
    calls.day = "2018-10-17";
    auto next = calls.close({both.back()});
    auto* late = next.mutable_day_close_request()->add_late();
    late->set_treatment_division("330200");
    late->set_settlement_id("S2");
    BOOST_TEST(close(next).equal());
    BOOST_TEST(equal_on("2018-10-16", {both.front()}));
    BOOST_TEST(details_of("2018-10-16").lines_size() == 1);
}

BOOST_AUTO_TEST_CASE(cash_and_what_the_hospital_bears_never_clear) {
    Record line;
    line.insurance_type = "310";
    line.split.hifp = {500};
    line.split.account = {300};
    line.split.mutual_aid = {100};
    line.split.cash = {700};
    line.split.hospital = {50};
    const auto statement = delta::statement_of({&line});
    BOOST_REQUIRE_EQUAL(statement.size(), 3U);
    BOOST_TEST(statement[0].component == "hifp");
    BOOST_TEST(statement[1].component == "acct");
    BOOST_TEST(statement[1].amount.value == 200);
    BOOST_TEST(statement[2].component == "mulaid");
}

BOOST_AUTO_TEST_CASE(an_adjustment_stands_once_on_its_day_and_in_the_statement) {
    settled("S1", 1);
    const auto lines_of_day = delta::statement_of(lines("2018-10-16"));
    const auto fund = lines_of_day.front();
    const auto adjust = [&](pb::AdjustmentRequest::Reason reason, const std::string& origin, long long fen,
                            const std::string& settlement = "S1") {
        auto out = calls.envelope();
        auto* request = out.mutable_adjustment_request();
        request->set_treatment_division("330200");
        request->set_settlement_id(settlement);
        request->set_insured_division("310000");
        request->set_reason(reason);
        request->set_bearer(pb::AdjustmentRequest::HOSPITAL);
        request->set_origin(origin);
        auto* amount = request->add_amounts();
        amount->set_component(fund.component);
        amount->set_amount_fen(fen);
        return side.answer(out, false);
    };
    using Request = pb::AdjustmentRequest;
    BOOST_TEST(code(adjust(Request::DEDUCTION, "f", fund.amount.value + 1)) == "GW1007");
    BOOST_TEST(code(adjust(Request::DEDUCTION_WITHDRAWN, "f", 1)) == "GW1007");
    BOOST_TEST(code(adjust(Request::DEDUCTION, "", 1)) == "GW1003");
    BOOST_TEST(code(adjust(Request::DEDUCTION, "f", 1, "S9")) == "GW1505");
    BOOST_TEST(adjust(Request::DEDUCTION, "f", 500).adjustment_answer().clearing_day() == "2018-10-16");
    BOOST_TEST(adjust(Request::DEDUCTION, "f", 500).adjustment_answer().clearing_day() == "2018-10-16");
    BOOST_TEST(code(adjust(Request::DEDUCTION, "f", 501)) == "GW1703");
    BOOST_TEST(code(adjust(Request::DEDUCTION_WITHDRAWN, "f", 501)) == "GW1007");
    close(calls.close(lines("2018-10-16")));
    // Its day is over, but not agreed.
    BOOST_TEST(code(adjust(Request::DISPUTE_LOST, "d", 20)) == "ok");

    const auto propose = [&](std::optional<long long> adjusted) {
        auto out = calls.envelope();
        auto* request = out.mutable_statement_request();
        request->set_treatment_division("330200");
        request->set_insured_division("310000");
        request->set_day("2018-10-16");
        request->set_settlements(1);
        for (const auto& line : lines_of_day) {
            auto* cell = request->add_cells();
            cell->set_insurance_type(line.insurance_type);
            cell->set_care_kind(line.care_kind);
            cell->set_component(line.component);
            cell->set_amount_fen(line.amount.value);
        }
        if (adjusted) {
            auto* cell = request->mutable_adjustments()->add_cells();
            cell->set_insurance_type(fund.insurance_type);
            cell->set_care_kind(fund.care_kind);
            cell->set_component(fund.component);
            cell->set_amount_fen(*adjusted);
        }
        return side.answer(out, false).statement_answer();
    };
    const auto differs = propose(-500);
    BOOST_TEST(!differs.agreed());
    BOOST_TEST(differs.adjustments().cells(0).amount_fen() == -520);
    BOOST_TEST(propose(-520).agreed());
    BOOST_TEST(!propose(std::nullopt).has_adjustments());  // asked as of old
    BOOST_TEST(code(adjust(Request::DEDUCTION, "late", 1)) == "GW1514");
    BOOST_TEST(adjust(Request::DEDUCTION, "f", 500).adjustment_answer().clearing_day() == "2018-10-16");
    BOOST_TEST(side.adjustments().to_json().items().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
