#include "adapters/national/days.hpp"

#include "tests/unit/adapters/national_format/fakes.hpp"

using namespace clearing;
using namespace clearing::testing;
using namespace clearing::national;
using national_format::Peer;

namespace {

DayLine line(const char* ours, const char* theirs, const char* total, int sign = 1) {
    DayLine line;
    line.key = {DivisionCode("330200"), SettlementId(ours)};
    line.their_id.text = theirs;
    line.insurance_type.text = "310";
    line.clearing_type = "11";
    line.sign = sign;
    line.split.total = Money::parse(total).value();
    line.split.fund_total = line.split.total;
    line.assigned_day = ClearingDay{Date::parse("2024-11-05").value()};
    return line;
}

struct World {
    boost::asio::io_context io;
    FakeHttp http;
    FakeMessageLog messages;
    FakeClock clock;
    FakeDigest digest;
    FakeRandomness randomness;
    Days days{DaysOptions{DivisionCode("330200"), InstitutionCode("330200")},
              Peer{PeerName("hub"), PlatformName("national")},
              http,
              messages,
              clock,
              digest,
              randomness};
    DayKey key{PlatformName("national"), DivisionCode("520000"), Direction::visitor,
               ClearingDay{Date::parse("2024-11-05").value()}};

    national_format::RequestEnvelope sent(std::size_t index) {
        return national_format::read_request(http.requests.at(index).body).value();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(national_days, World)

BOOST_AUTO_TEST_CASE(every_cell_is_asked_about_with_the_pair_of_regions_in_the_header) {
    http.answer_with(R"({"infcode":0,"output":{"stmtinfo":{"stmt_rslt":"0"}}})");
    DayTotals totals;
    totals.key = key;
    const auto answer = run(io, days.compare_totals(totals, {line("A", "TA", "10"), line("B", "TB", "-4", -1)}));
    BOOST_TEST_REQUIRE(answer.has_value());
    BOOST_TEST(answer->equal);
    BOOST_TEST_REQUIRE(http.requests.size() == 4u);
    const auto request = sent(0);
    BOOST_TEST(request.header.infno == "3201");
    BOOST_TEST(request.header.treatment_division.text == "330200");
    BOOST_TEST(request.header.insured_division.text == "520000");
    const json::Value& data = *request.input.find("data");
    BOOST_TEST(*data.find("insutype")->as_string() == "310");
    BOOST_TEST(*data.find("clr_type")->as_string() == "11");
    BOOST_TEST(*data.find("stmt_begndate")->as_string() == "2024-11-05");
    BOOST_TEST(*data.find("setl_optins")->as_string() == "330200");
    BOOST_TEST(data.find("medfee_sumamt")->as_number()->text == "6.00");
    BOOST_TEST(data.find("fixmedins_setl_cnt")->as_number()->text == "2");
    BOOST_TEST(data.find("refd_setl_flag") == nullptr);
    BOOST_TEST(sent(0).header.message.text != sent(1).header.message.text);
}

BOOST_AUTO_TEST_CASE(residents_away_are_asked_about_the_other_way_round) {
    http.answer_with(R"({"infcode":0,"output":{"stmtinfo":{"stmt_rslt":"0"}}})");
    DayTotals totals;
    totals.key = key;
    totals.key.direction = Direction::resident_away;
    BOOST_TEST(run(io, days.compare_totals(totals, {})).value().equal);
    BOOST_TEST(sent(0).header.treatment_division.text == "520000");
    BOOST_TEST(sent(0).header.insured_division.text == "330200");
}

BOOST_AUTO_TEST_CASE(one_cell_that_differs_makes_the_day_differ) {
    int asked = 0;
    http.answer = [&](const http::Request&) {
        http::Response response;
        response.body = ++asked == 2
                            ? R"({"infcode":0,"output":{"stmtinfo":{"stmt_rslt":1,"stmt_rslt_dscr":"中心多"}}})"
                            : R"({"infcode":0,"output":{"stmtinfo":{"stmt_rslt":0}}})";
        return FakeHttp::Answer(response);
    };
    DayTotals totals;
    totals.key = key;
    const auto answer = run(io, days.compare_totals(totals, {}));
    BOOST_TEST_REQUIRE(answer.has_value());
    BOOST_TEST(!answer->equal);
    BOOST_TEST(answer->note == "310 21: result 1 中心多");
}

BOOST_AUTO_TEST_CASE(a_lost_or_unreadable_answer_is_unavailable_and_never_equal) {
    DayTotals totals;
    totals.key = key;
    http.fail_with(http::CallFailure::Kind::unknown);
    BOOST_TEST((run(io, days.compare_totals(totals, {})).error().code == ErrorCode::peer_unavailable));
    http.answer_with(R"({"infcode":0,"output":{}})");
    BOOST_TEST((run(io, days.compare_totals(totals, {})).error().code == ErrorCode::peer_unavailable));
    BOOST_TEST((run(io, days.details(key, {})).error().code == ErrorCode::peer_unavailable) == false);
    http.answer_with(R"({"infcode":0,"output":{"detail":[{"setl_id":"TA"}]}})");
    BOOST_TEST((run(io, days.details(key, {})).error().code == ErrorCode::peer_unavailable));
}

BOOST_AUTO_TEST_CASE(details_come_back_under_our_keys_with_the_platforms_amounts) {
    http.answer_with(R"({"infcode":0,"output":{"detail":[
        {"setl_id":"TA","stmt_rslt":"0","far_side":"1","refd_setl_flag":"0","medfee_sumamt":10,"fund_pay_sumamt":10,"acct_pay":0},
        {"setl_id":"TB","stmt_rslt":"3","far_side":"0","refd_setl_flag":"1","medfee_sumamt":-5,"fund_pay_sumamt":-5,"acct_pay":0},
        {"setl_id":"TC","stmt_rslt":"2","far_side":"2","refd_setl_flag":"0","medfee_sumamt":7},
        {"setl_id":"TD","stmt_rslt":"0","far_side":"2","refd_setl_flag":"0","medfee_sumamt":8},
        {"setl_id":"TE","stmt_rslt":"0","far_side":"0","refd_setl_flag":"0","medfee_sumamt":9},
        {"setl_id":"TX","mdtrt_id":"TVX","stmt_rslt":"1","far_side":"1","refd_setl_flag":"0","medfee_sumamt":3,"fund_pay_sumamt":2,"acct_pay":1}
    ]}})");
    const std::vector<DayLine> ours{line("A", "TA", "10"), line("B", "TB", "-4", -1), line("C", "TC", "7"),
                                    line("D", "TD", "8"), line("E", "TE", "9")};
    const auto theirs = run(io, days.details(key, ours));
    BOOST_TEST_REQUIRE(theirs.has_value());
    BOOST_TEST_REQUIRE(theirs->size() == 3u);
    BOOST_TEST(theirs->at(0).key.settlement.text == "A");
    BOOST_TEST(theirs->at(1).key.settlement.text == "B");
    BOOST_TEST((theirs->at(1).split.total == Money::parse("-5").value()));
    BOOST_TEST(theirs->at(2).key.settlement.text == "TX");
    BOOST_TEST((theirs->at(2).split.account == Money::parse("1").value()));

    const auto differences = compare_lines(ours, *theirs, days.fields_judged());
    std::vector<std::string> found;
    for (const Difference& difference : differences)
        found.push_back(difference.settlement.settlement.text + " " + std::string(name_of(difference.kind)));
    std::ranges::sort(found);
    const std::vector<std::string> expected{"B fund_component", "B total",         "C missing_there",
                                            "D missing_there",  "E missing_there", "TX missing_here"};
    BOOST_TEST(found == expected, boost::test_tools::per_element());

    const auto request = sent(0);
    const json::Value& row = request.input.find("detail")->as_array()->at(1);
    BOOST_TEST(
        json::write(row) ==
        R"({"setl_id":"TB","medfee_sumamt":-4.00,"fund_pay_sumamt":-4.00,"acct_pay":0.00,"refd_setl_flag":"1"})");
}

BOOST_AUTO_TEST_CASE(a_verdict_that_nobody_knows_leaves_the_amounts_to_tell_and_is_never_equal) {
    http.answer_with(R"({"infcode":0,"output":{"detail":[
        {"setl_id":"TA  ","stmt_rslt":"9","far_side":"2","medfee_sumamt":10,"fund_pay_sumamt":10,"acct_pay":0},
        {"setl_id":"TB","stmt_rslt":" 2 ","far_side":"7","medfee_sumamt":4},
        {"setl_id":"TC","stmt_rslt":"0 ","far_side":"2 ","medfee_sumamt":7}
    ]}})");
    const auto view =
        run(io, days.far_side_view(key, {line("A", "TA", "11"), line("B", "TB", "4"), line("C", "TC", "7")}));
    BOOST_TEST_REQUIRE(view.has_value());
    BOOST_TEST_REQUIRE(view->lines.size() == 1u);
    BOOST_TEST(view->lines.front().key.settlement.text == "A");
    BOOST_TEST(view->lines.front().split.total.to_yuan() == "10.00");
    BOOST_TEST_REQUIRE(view->not_yet.size() == 1u);
    BOOST_TEST(view->not_yet.front().settlement.text == "C");

    DayTotals totals;
    totals.key = key;
    http.answer_with(R"({"infcode":0,"output":{"stmtinfo":{"stmt_rslt":"平"}}})");
    BOOST_TEST(!run(io, days.compare_totals(totals, {})).value().equal);
    http.answer_with(R"({"infcode":0,"output":{"stmtinfo":{"stmt_rslt":" "}}})");
    BOOST_TEST((run(io, days.compare_totals(totals, {})).error().code == ErrorCode::peer_unavailable));
}

BOOST_AUTO_TEST_CASE(a_cell_that_only_the_dictionary_knows_is_asked_about_too) {
    DaysOptions options{DivisionCode("330200"), InstitutionCode("330200")};
    options.cells = [](Date) { return std::vector<Cell>{{"340", "41"}, {"310", "11"}}; };
    DayLine other = line("B", "TB", "4");
    other.insurance_type.text = "510";
    std::vector<std::string> asked;
    for (const ports::PeriodTotals& cell : period_totals({line("A", "TA", "10"), other}, key, options))
        asked.push_back(cell.insurance_type.text + " " + cell.clearing_type + " " + std::to_string(cell.count));
    const std::vector<std::string> expected{"310 11 1", "340 41 0", "510 11 1"};
    BOOST_TEST(asked == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_the_far_side_has_not_matched_yet_is_carried_and_a_line_found_there_names_its_message) {
    http.answer_with(R"({"infcode":0,"output":{"detail":[
        {"setl_id":"TA","stmt_rslt":"0","far_side":"2","medfee_sumamt":10,"fund_pay_sumamt":10,"acct_pay":0},
        {"setl_id":"TB","stmt_rslt":"3","far_side":"2","medfee_sumamt":11,"fund_pay_sumamt":11,"acct_pay":0},
        {"setl_id":"TX","mdtrt_id":"TVX","msgid":"M1","stmt_rslt":"1","far_side":"1","medfee_sumamt":3}
    ]}})");
    const auto view = run(io, days.far_side_view(key, {line("A", "TA", "10"), line("B", "TB", "4")}));
    BOOST_TEST_REQUIRE(view.has_value());
    BOOST_TEST_REQUIRE(view->not_yet.size() == 1u);
    BOOST_TEST(view->not_yet.front().settlement.text == "A");
    // Amounts that differ are a difference whatever the far side says.
    BOOST_TEST_REQUIRE(view->lines.size() == 2u);
    BOOST_TEST(view->lines.front().key.settlement.text == "B");
    BOOST_TEST_REQUIRE(view->found.size() == 1u);
    BOOST_TEST((view->found.front() == ports::FoundThere{MessageId("M1"), SettlementId("TX"), VisitId("TVX")}));
}

BOOST_AUTO_TEST_CASE(a_late_line_stands_in_the_totals_of_its_own_day_and_is_asked_about_there) {
    DayLine late = line("L", "TL", "7");
    late.assigned_day = ClearingDay{Date::parse("2024-11-03").value()};
    http.answer_with(R"({"infcode":0,"output":{"stmtinfo":{"stmt_rslt":"0"}}})");
    DayTotals totals;
    totals.key = key;
    BOOST_TEST(run(io, days.compare_totals(totals, {line("A", "TA", "10"), late})).value().equal);
    BOOST_TEST(days.counts_by_settlement_time());
    BOOST_TEST(sent(0).input.find("data")->find("medfee_sumamt")->as_number()->text == "10.00");
    http.requests.clear();

    http.answer = [&](const http::Request& request) {
        http::Response response;
        const bool of_the_day = request.body.find(R"("stmt_begndate":"2024-11-05")") != std::string::npos;
        response.body =
            of_the_day
                ? R"({"infcode":0,"output":{"detail":[{"setl_id":"TA","stmt_rslt":"0","far_side":"1","medfee_sumamt":10}]}})"
                : R"({"infcode":0,"output":{"detail":[{"setl_id":"TL","stmt_rslt":"0","far_side":"1","medfee_sumamt":7},
                            {"setl_id":"TOLD","msgid":"M","stmt_rslt":"1","far_side":"1","medfee_sumamt":9}]}})";
        return FakeHttp::Answer(response);
    };
    const auto view = run(io, days.far_side_view(key, {line("A", "TA", "10"), late}));
    BOOST_TEST_REQUIRE(view.has_value());
    BOOST_TEST_REQUIRE(http.requests.size() == 2u);
    BOOST_TEST(*sent(1).input.find("data")->find("stmt_begndate")->as_string() == "2024-11-03");
    // What else that day holds was compared when it closed.
    BOOST_TEST_REQUIRE(view->lines.size() == 2u);
    BOOST_TEST(view->lines.back().key.settlement.text == "L");
    BOOST_TEST(view->found.empty());
}

BOOST_AUTO_TEST_CASE(a_residents_line_is_named_by_the_id_we_answered) {
    BOOST_TEST(wire_id(line("OURS", "CORES", "1"), Direction::resident_away).text == "OURS");
    BOOST_TEST(wire_id(line("OURS", "HUBS", "1"), Direction::visitor).text == "HUBS");
}

BOOST_AUTO_TEST_CASE(cash_and_components_are_not_judged_there_and_nothing_is_proposed) {
    BOOST_TEST(!days.fields_judged().cash);
    BOOST_TEST(!days.fields_judged().components);
    BOOST_TEST(run(io, days.propose({}, {})).value().agreed);
}

BOOST_AUTO_TEST_SUITE_END()
