#include "sim-peers/national/hub.hpp"

#include "national_calls.hpp"

using namespace clearing::peers;
using namespace clearing::peers::testing;

namespace {

struct Fixture {
    Data data;
    Faults faults;
    std::unique_ptr<Centre> guiyang = data.centre("guiyang", "520100", "guiyang");
    std::unique_ptr<Centre> beijing = data.centre("beijing", "110000", "beijing");
    national::InsuredSide guiyang_side{*guiyang, true}, beijing_side{*beijing, true};
    national::Hub hub{data.clock, faults, "330200"};
    Calls calls;

    Fixture() {
        hub.add_province(guiyang_side);
        hub.add_province(beijing_side);
        calls.person = guiyang->people().by_key("520100-1");
    }
    Json settled(const std::string& total, const std::string& msgid, std::string* visit_id = nullptr) {
        const std::string visit = hub.answer(calls.admit())["output"]["result"].text("mdtrt_id");
        if (visit_id) *visit_id = visit;
        return hub.answer(calls.settle("2304", visit, total, msgid));
    }
    std::string totals(const std::string& sum, const std::string& fund, const std::string& count) {
        const Json answer = hub.answer(calls.request(
            "3201",
            R"({"data":{"insutype":"310","clr_type":"21","setl_optins":"330200","stmt_begndate":"2018-10-16","stmt_enddate":"2018-10-16","medfee_sumamt":)" +
                sum + R"(,"fund_pay_sumamt":)" + fund + R"(,"acct_pay":0,"fixmedins_setl_cnt":)" + count + "}}"));
        return answer["output"]["stmtinfo"].text("stmt_rslt");
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sim_peers_hub, Fixture)

BOOST_AUTO_TEST_CASE(ids_are_translated_hop_by_hop_and_each_keeps_its_own_book) {
    std::string visit;
    const Json answer = settled("5000.00", "S1", &visit);
    const std::string settlement = answer["output"]["setlinfo"].text("setl_id");
    BOOST_TEST(answer["output"]["setlinfo"].text("mdtrt_id") == visit);
    BOOST_TEST(answer["output"]["setlinfo"].text("medins_setl_id") == "S1");
    BOOST_REQUIRE_EQUAL(hub.book().records().size(), 1U);
    BOOST_REQUIRE_EQUAL(guiyang->book().records().size(), 1U);
    const Record& at_hub = hub.book().records().front();
    const Record& at_province = guiyang->book().records().front();
    BOOST_TEST(at_hub.own_id == settlement);
    BOOST_TEST(at_hub.their_id == at_province.own_id);
    BOOST_TEST(at_hub.own_id != at_province.own_id);
    BOOST_TEST(at_province.key != "S1");  // the province knows the hub's message, not the gateway's
    BOOST_TEST(same_amounts(at_hub.split, at_province.split));
    BOOST_TEST(beijing->book().records().empty());
}

BOOST_AUTO_TEST_CASE(cancel_and_reverse_find_their_settlement_through_the_hub) {
    std::string visit;
    const Json first = settled("5000.00", "S1", &visit);
    BOOST_TEST(code(hub.answer(calls.cancel(visit, first["output"]["setlinfo"].text("setl_id"), "C1"))) == "ok");
    BOOST_TEST((hub.book().find("S1")->state == RecordState::cancelled));
    BOOST_TEST(code(hub.answer(calls.reverse("C1"))) == "ok");
    BOOST_TEST((hub.book().find("S1")->state == RecordState::booked));
    BOOST_TEST(code(hub.answer(calls.reverse("S1"))) == "ok");
    BOOST_TEST((hub.book().find("S1")->state == RecordState::reversed));
    BOOST_TEST(guiyang->book().lines("", "", "").empty());
    BOOST_TEST(code(hub.answer(calls.reverse("NEVER"))) == "ok");
    BOOST_TEST(code(hub.answer(calls.settle("2304", visit, "5000.00", "NEVER"))) == "GW1102");
}

BOOST_AUTO_TEST_CASE(the_message_repeated_gets_the_same_settlement) {
    std::string visit;
    const Json first = settled("5000.00", "S1", &visit);
    const Json again = hub.answer(calls.settle("2304", visit, "5000.00", "S1"));
    BOOST_TEST(first["output"].write() == again["output"].write());
    BOOST_TEST(hub.book().records().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_place_nobody_serves_and_a_foreign_speaker_are_refused) {
    calls.insured = "650100";
    BOOST_TEST(code(hub.answer(calls.admit())) == "GW1202");
    calls.insured = "520100";
    calls.treatment = "440300";
    BOOST_TEST(code(hub.answer(calls.admit())) == "GW1207");
}

BOOST_AUTO_TEST_CASE(totals_say_equal_or_who_has_more) {
    const Json answer = settled("5000.00", "S1");
    BOOST_TEST(totals("5000.00", "3872.00", "1") == "0");
    BOOST_TEST(totals("0", "0", "0") == "1");
    BOOST_TEST(totals("6000.00", "3872.00", "1") == "2");
    BOOST_TEST(totals("5000.00", "3872.01", "1") == "3");
    calls.insured = "520000";  // the province as counterparty
    BOOST_TEST(totals("5000.00", "3872.00", "1") == "0");
    calls.insured = "110000";
    BOOST_TEST(totals("0", "0", "0") == "0");
}

BOOST_AUTO_TEST_CASE(details_name_every_line_on_either_side) {
    const std::string one = settled("5000.00", "S1")["output"]["setlinfo"].text("setl_id");
    calls.person = guiyang->people().by_key("520100-2");
    settled("7000.00", "S2");
    const Json answer = hub.answer(calls.request(
        "3202",
        R"({"data":{"clr_type":"21","stmt_begndate":"2018-10-16","stmt_enddate":"2018-10-16"},"detail":[
        {"setl_id":")" +
            one + R"(","mdtrt_id":"x","medfee_sumamt":5000,"fund_pay_sumamt":3872.00,"acct_pay":0,"refd_setl_flag":"0"},
        {"setl_id":"ONLYOURS","mdtrt_id":"y","medfee_sumamt":1,"fund_pay_sumamt":1,"acct_pay":0,"refd_setl_flag":"0"}]})"));
    const auto& rows = answer["output"]["detail"].items();
    BOOST_REQUIRE_EQUAL(rows.size(), 3U);
    BOOST_TEST(rows[0].text("stmt_rslt") == "0");
    BOOST_TEST(rows[0].text("msgid") == "S1");
    BOOST_TEST(rows[1].text("stmt_rslt") == "2");
    BOOST_TEST(rows[1].text("setl_id") == "ONLYOURS");
    BOOST_TEST(rows[2].text("stmt_rslt") == "1");
    BOOST_TEST(rows[2].text("msgid") == "S2");
}

BOOST_AUTO_TEST_CASE(a_line_is_seen_as_its_faults_say_and_the_totals_follow) {
    const std::string one = settled("5000.00", "S1")["output"]["setlinfo"].text("setl_id");
    const auto detail = [&](const char* fault) {
        Json json = Json::object(), on = Json::array();
        on.push("S1");
        json.set("role", "hub").set("name", fault).set("on", std::move(on));
        BOOST_REQUIRE(faults.add(json));
        const Json answer = hub.answer(calls.request(
            "3202", R"({"data":{"stmt_begndate":"2018-10-16","stmt_enddate":"2018-10-16"},"detail":[{"setl_id":")" +
                        one +
                        R"(","medfee_sumamt":5000,"fund_pay_sumamt":3872.00,"acct_pay":0,"refd_setl_flag":"0"}]})"));
        std::string words;
        for (const auto& row : answer["output"]["detail"].items())
            words += row.text("stmt_rslt") + "/" + row.text("far_side") + " ";
        words += "totals " + totals("5000.00", "3872.00", "1");
        faults.remove("hub", fault);
        return words;
    };
    BOOST_TEST(detail("line_not_yet") == "0/2 totals 3");
    BOOST_TEST(detail("line_failed") == "0/0 totals 3");
    BOOST_TEST(detail("line_amount_differs") == "3/0 totals 1");
    BOOST_TEST(detail("line_lost") == "2/2 totals 2");
    BOOST_TEST(detail("line_only_there") == "0/1 1/1 totals 1");
    // In a cell of its own: the totals of the usual one do not show it.
    BOOST_TEST(detail("line_other_cell") == "0/1 1/1 totals 0");
    BOOST_TEST(totals("5000.00", "3872.00", "1") == "0");
}

BOOST_AUTO_TEST_CASE(a_province_out_of_reach_is_busy_and_nothing_happened) {
    Json fault = *Json::parse(R"({"role":"guiyang","name":"unavailable","count":1,"on":["2304"]})");
    BOOST_REQUIRE(faults.add(fault));
    std::string visit;
    BOOST_TEST(code(settled("5000.00", "S1", &visit)) == "GW2004");
    BOOST_TEST(guiyang->book().records().empty());
    BOOST_TEST(code(hub.answer(calls.settle("2304", visit, "5000.00", "S1"))) == "ok");
}

// Faults are not kept over a kill: what they made of a request is.
BOOST_AUTO_TEST_CASE(a_request_that_is_played_again_goes_as_it_went_whatever_faults_are_on) {
    BOOST_REQUIRE(faults.add(*Json::parse(R"({"role":"guiyang","name":"unavailable","count":1,"on":["2304"]})")));
    BOOST_REQUIRE(faults.add(*Json::parse(R"({"role":"hub","name":"unbalanced_amounts","count":1})")));
    const std::string visit = hub.answer(calls.admit())["output"]["result"].text("mdtrt_id");
    const auto settle = calls.settle("2304", visit, "5000.00", "S1");
    const auto first = hub.strike(settle), second = hub.strike(settle), third = hub.strike(settle);
    BOOST_TEST(first.nothing_is_done());
    BOOST_TEST(code(hub.answer(settle, first)) == "GW2004");
    BOOST_TEST(guiyang->book().records().empty());
    BOOST_TEST((second.unbalanced && !second.nothing_is_done()));
    BOOST_TEST((!third.unbalanced && !third.nothing_is_done()));

    Fixture restarted;
    const std::string there = restarted.hub.answer(calls.admit())["output"]["result"].text("mdtrt_id");
    restarted.hub.answer(restarted.calls.settle("2304", there, "5000.00", "S1"), {.unbalanced = second.unbalanced});
    const auto lines = restarted.guiyang->book().lines("", "", "");
    BOOST_REQUIRE_EQUAL(lines.size(), 1U);
    BOOST_TEST(broken_law(lines.front()->split) == "A by 2.00");
}

BOOST_AUTO_TEST_CASE(a_hub_that_insists_takes_only_what_was_signed_in_for_today) {
    auto asked = calls.admit();
    BOOST_TEST(code(hub.answer(asked)) == "ok");  // by default it does not
    BOOST_REQUIRE(faults.add(*Json::parse(R"({"role":"hub","name":"insists_on_sign_in"})")));
    const auto admitted = [&](const std::string& sign_no) {
        asked = calls.admit();
        asked.sign_no = sign_no;
        return hub.answer(asked);
    };
    BOOST_TEST(admitted("").text("err_msg") == "未签到，请先签到");
    BOOST_TEST(admitted("1").text("infcode") == "-1");
    const auto sign_in = [&] {
        const Json answer = hub.answer(
            calls.request("9001", R"({"signIn":{"opter_no":"330200","mac":"00-00-00-00-00-00","ip":"127.0.0.1"}})"));
        return answer["output"]["signinoutb"].text("sign_no");
    };
    const std::string number = sign_in();
    BOOST_TEST(code(admitted(number)) == "ok");
    BOOST_REQUIRE(data.clock.advance_to("2018-10-17 00:00:00"));
    BOOST_TEST(admitted(number).text("infcode") == "-1");
    const std::string next = sign_in();
    BOOST_TEST(code(admitted(next)) == "ok");
    hub.answer(calls.request("9002", R"({"signOut":{"sign_no":")" + next + R"(","opter_no":"330200"}})"));
    BOOST_TEST(admitted(next).text("infcode") == "-1");
}

BOOST_AUTO_TEST_SUITE_END()
