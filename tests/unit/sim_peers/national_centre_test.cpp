#include "national_calls.hpp"
#include "sim-peers/national/insured_side.hpp"

using namespace clearing::peers;
using namespace clearing::peers::testing;

namespace {

struct Fixture {
    Data data;
    std::unique_ptr<Centre> centre = data.centre("guiyang", "520100", "guiyang");
    national::InsuredSide side{*centre, true};
    Calls calls;

    Fixture() { calls.person = centre->people().by_key("520100-1"); }
    Json ask(const national::Request& request, bool unbalanced = false) { return side.answer(request, unbalanced); }
    std::string admitted() { return ask(calls.admit())["output"]["result"].text("mdtrt_id"); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sim_peers_national_centre, Fixture)

BOOST_AUTO_TEST_CASE(a_person_is_answered_with_insurances_and_filing) {
    const Json answer = ask(calls.request("1101", R"({"data":{)" + calls.who() + "}}"));
    BOOST_TEST(code(answer) == "ok");
    BOOST_TEST(answer["output"]["insuinfo"].items().front().text("insutype") == "310");
    BOOST_TEST(national::read_exp_content(answer["output"]["baseinfo"]).text("FILING_TYPE") == "residence");
}

BOOST_AUTO_TEST_CASE(nobody_or_another_name_is_refused) {
    BOOST_TEST(code(ask(calls.request("1101", R"({"data":{"certno":"520103199901010000","psn_name":"x"}})"))) ==
               "GW1602");
    BOOST_TEST(code(ask(calls.request("1101", R"({"data":{"certno":")" + calls.person->cert_no +
                                                  R"(","psn_name":"别人"}})"))) == "GW1509");
    calls.insured = "310000";
    BOOST_TEST(code(ask(calls.request("1101", R"({"data":{)" + calls.who() + "}}"))) == "GW1202");
}

BOOST_AUTO_TEST_CASE(a_bill_of_an_unknown_visit_is_refused) {
    BOOST_TEST(code(ask(calls.settle("2304", "NOVISIT", "1000.00"))) == "GW1501");
    BOOST_TEST(code(ask(calls.settle("2303", "NOVISIT", "1000.00"))) == "GW1501");
}

BOOST_AUTO_TEST_CASE(a_quote_books_nothing_and_a_settlement_books_the_same_amounts) {
    const std::string visit = admitted();
    const Json quoted = ask(calls.settle("2303", visit, "5000.00"));
    BOOST_TEST(code(quoted) == "ok");
    BOOST_TEST(quoted["output"]["setlinfo"]["setl_id"].is_null());
    BOOST_TEST(centre->book().lines("", "", "").size() == 0U);
    const Json settled = ask(calls.settle("2304", visit, "5000.00"));
    BOOST_TEST(settled["output"]["setlinfo"].text("fund_pay_sumamt") ==
               quoted["output"]["setlinfo"].text("fund_pay_sumamt"));
    BOOST_TEST(settled["output"]["setlinfo"].text("medins_setl_id") == "MSG3");
    BOOST_TEST(centre->book().lines("3302", "5201", "2018-10-16").size() == 1U);
    // (5000 − 600) × 0.88 in a secondary hospital
    BOOST_TEST(settled["output"]["setlinfo"].text("hifp_pay") == "3872.00");
}

BOOST_AUTO_TEST_CASE(the_same_message_gets_the_same_answer_and_books_once) {
    const std::string visit = admitted();
    const Json first = ask(calls.settle("2304", visit, "5000.00", "S1"));
    const Json again = ask(calls.settle("2304", visit, "5000.0", "S1"));
    BOOST_TEST(first.write() == again.write());
    BOOST_TEST(code(ask(calls.settle("2304", visit, "5000.01", "S1"))) == "GW1101");
    BOOST_TEST(centre->book().lines("", "", "").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_booked_bill_is_refused_under_a_new_message_and_the_refusal_is_frozen) {
    const std::string visit = admitted();
    const Json first = ask(calls.settle("2304", visit, "5000.00"));
    const Json second = ask(calls.settle("2304", visit, "5000.00", "S2"));
    BOOST_TEST(code(second) == "GW1504");
    BOOST_TEST(second.text("err_msg").find(first["output"]["setlinfo"].text("setl_id")) != std::string::npos);
    const Json cancelled = ask(calls.cancel(visit, first["output"]["setlinfo"].text("setl_id")));
    BOOST_TEST(code(cancelled) == "ok");
    BOOST_TEST(code(ask(calls.settle("2304", visit, "5000.00", "S2"))) == "GW1504");  // a refused message stays refused
    BOOST_TEST(code(ask(calls.settle("2304", visit, "5000.00"))) == "ok");
}

BOOST_AUTO_TEST_CASE(a_cancel_is_negative_and_leaves_what_real_ones_leave_out) {
    const std::string visit = admitted();
    const Json settled = ask(calls.settle("2304", visit, "5000.00", "S1"));
    const Json cancelled = ask(calls.cancel(visit, settled["output"]["setlinfo"].text("setl_id")));
    const Json& info = cancelled["output"]["setlinfo"];
    BOOST_TEST(info.text("medfee_sumamt") == "-5000.00");
    BOOST_TEST(info["psn_part_amt"].is_null());
    BOOST_TEST(info["hosp_part_amt"].is_null());
    BOOST_TEST(code(ask(calls.cancel(visit, settled["output"]["setlinfo"].text("setl_id")))) == "GW1507");
    BOOST_TEST(code(ask(calls.reverse("S1"))) == "GW1507");
    BOOST_TEST(code(ask(calls.cancel(visit, "NOTHING"))) == "GW1505");
    BOOST_TEST(code(ask(calls.cancel("OTHERVISIT", settled["output"]["setlinfo"].text("setl_id")))) == "GW1008");
    const auto cells = sum_up(centre->book().lines("", "", ""));
    BOOST_TEST(cells.size() == 1U);
    BOOST_TEST(cells.begin()->second.settlements == 1);
    BOOST_TEST(cells.begin()->second.cancels == 1);
    BOOST_TEST(cells.begin()->second.sums.scope.total.value == 0);
}

BOOST_AUTO_TEST_CASE(a_reverse_undoes_and_the_message_answers_reversed_for_ever) {
    const std::string visit = admitted();
    const YearSoFar before = calls.person->year;
    ask(calls.settle("2304", visit, "5000.00", "S1"));
    BOOST_TEST(code(ask(calls.reverse("S1"))) == "ok");
    BOOST_TEST((calls.person->year == before));
    BOOST_TEST(code(ask(calls.settle("2304", visit, "5000.00", "S1"))) == "GW1102");
    BOOST_TEST(centre->book().lines("", "", "").empty());
    BOOST_TEST(code(ask(calls.settle("2304", visit, "5000.00", "S2"))) == "ok");
}

BOOST_AUTO_TEST_CASE(a_reverse_of_what_never_came_is_a_fence) {
    const std::string visit = admitted();
    BOOST_TEST(code(ask(calls.reverse("LATE"))) == "ok");
    BOOST_TEST(code(ask(calls.settle("2304", visit, "5000.00", "LATE"))) == "GW1102");
    BOOST_TEST(centre->book().lines("", "", "").empty());
}

BOOST_AUTO_TEST_CASE(after_its_day_a_settlement_is_cancelled_not_reversed) {
    const std::string visit = admitted();
    ask(calls.settle("2304", visit, "5000.00", "S1"));
    BOOST_REQUIRE(data.clock.advance_to("2018-10-17 00:00:00"));
    BOOST_TEST(code(ask(calls.reverse("S1"))) == "GW1514");
    BOOST_TEST(centre->book().lines("", "", "").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_cancel_of_what_was_settled_again_is_not_reversed) {
    const std::string visit = admitted();
    const Json first = ask(calls.settle("2304", visit, "5000.00"));
    ask(calls.cancel(visit, first["output"]["setlinfo"].text("setl_id"), "C1"));
    ask(calls.settle("2304", visit, "5000.00", "S2"));
    BOOST_TEST(code(ask(calls.reverse("C1"))) == "GW1515");
    BOOST_TEST(centre->book().live_of_visit(visit).size() == 1U);
    ask(calls.reverse("S2"));
    BOOST_TEST(code(ask(calls.reverse("C1"))) == "ok");
    BOOST_TEST(centre->book().live_of_visit(visit).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_query_by_visit_finds_the_settlement_and_names_its_message) {
    const std::string visit = admitted();
    const auto query = [&] {
        return ask(calls.request("5203", R"({"data":{"psn_no":")" + calls.person->number +
                                             R"(","setl_id":"","mdtrt_id":")" + visit + "\"}}"));
    };
    BOOST_TEST(code(query()) == "GW1505");
    ask(calls.settle("2304", visit, "5000.00", "S1"));
    BOOST_TEST(query()["output"]["setlinfo"].text("medins_setl_id") == "S1");
    ask(calls.reverse("S1"));
    BOOST_TEST(code(query()) == "GW1102");
}

BOOST_AUTO_TEST_CASE(nobody_is_told_of_a_settlement_or_undoes_it_without_saying_whose_it_is) {
    const std::string visit = admitted();
    ask(calls.settle("2304", visit, "5000.00", "S1"));
    const auto unnamed = [&](const std::string& infno, const std::string& rest) {
        return code(ask(calls.request(infno, R"({"data":{"psn_no":"",)" + rest + "}}")));
    };
    BOOST_TEST(unnamed("5203", R"("setl_id":"","mdtrt_id":")" + visit + "\"") == "GW1003");
    BOOST_TEST(unnamed("2601", R"("omsgid":"S1","oinfno":"2304")") == "GW1003");
    BOOST_TEST(centre->book().lines("", "", "").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_visit_with_a_settlement_cannot_be_cancelled) {
    const std::string visit = admitted();
    const auto withdraw = [&] {
        return ask(calls.request("2404", R"({"data":{"psn_no":"","mdtrt_id":")" + visit + "\"}}"));
    };
    const Json settled = ask(calls.settle("2304", visit, "5000.00"));
    BOOST_TEST(code(withdraw()) == "GW1508");
    ask(calls.cancel(visit, settled["output"]["setlinfo"].text("setl_id")));
    BOOST_TEST(code(withdraw()) == "ok");
    BOOST_TEST(code(ask(calls.settle("2304", visit, "5000.00"))) == "GW1502");
}

BOOST_AUTO_TEST_CASE(scope_totals_that_do_not_add_up_are_refused) {
    auto request = calls.settle("2304", admitted(), "5000.00");
    Json data = request.input["data"];
    data.set("inscp_scp_amt", "4999.99");
    request.input.set("data", data);
    BOOST_TEST(code(ask(request)) == "GW1403");
}

BOOST_AUTO_TEST_CASE(mr_tang_gets_his_real_amounts) {
    calls.person = centre->people().by_key("tang");
    const Json settled = ask(calls.settle("2304", admitted(), "15253.29"));
    BOOST_TEST(settled["output"]["setlinfo"].text("fund_pay_sumamt") == "12450.53");
    BOOST_TEST(settled["output"]["setlinfo"].text("psn_cash_pay") == "2802.76");
}

BOOST_AUTO_TEST_CASE(the_fault_unbalanced_amounts_books_two_yuan_too_little) {
    const Json settled = ask(calls.settle("2304", admitted(), "5000.00"), true);
    const auto lines = centre->book().lines("", "", "");
    BOOST_REQUIRE_EQUAL(lines.size(), 1U);
    BOOST_TEST(broken_law(lines.front()->split) == "A by 2.00");
}

BOOST_AUTO_TEST_SUITE_END()
