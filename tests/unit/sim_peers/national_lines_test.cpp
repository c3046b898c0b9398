#include "national_calls.hpp"
#include "sim-peers/national/insured_side.hpp"

#include <utility>
#include <vector>

using namespace clearing::peers;
using namespace clearing::peers::testing;

namespace {

struct Fixture {
    Data data;
    std::unique_ptr<Centre> centre = data.centre("guiyang", "520100", "guiyang");
    national::InsuredSide side{*centre, true};
    Calls calls;
    std::string visit;

    Fixture() {
        calls.person = centre->people().by_key("520100-1");
        visit = ask(calls.admit())["output"]["result"].text("mdtrt_id");
    }
    Json ask(const national::Request& request) { return side.answer(request, false); }

    using Sent = std::vector<std::pair<std::string, std::string>>;  // feedetl_sn, amount
    std::string upload(const Sent& lines, const std::string& bill = {}) {
        Json rows = Json::array(), input = Json::object();
        for (const auto& [id, amount] : lines) {
            Json row = Json::object();
            row.set("feedetl_sn", id).set("mdtrt_id", visit).set("psn_no", calls.person->number);
            row.set("cnt", "1").set("pric", amount).set("det_item_fee_sumamt", amount);
            if (!bill.empty()) row.set("chrg_bchno", bill);
            rows.push(std::move(row));
        }
        input.set("feedetail", std::move(rows));
        return code(ask(calls.request(bill.empty() ? "2301" : "2204", input.write())));
    }
    std::string remove(const std::vector<std::string>& ids) {
        Json rows = Json::array(), input = Json::object();
        for (const std::string& id : ids) {
            Json row = Json::object();
            row.set("feedetl_sn", id).set("mdtrt_id", visit).set("psn_no", calls.person->number);
            rows.push(std::move(row));
        }
        input.set("data", std::move(rows));
        return code(ask(calls.request("2302", input.write())));
    }
    std::string remove_bill(const std::string& number) {
        return code(ask(calls.request("2205", R"({"data":{"mdtrt_id":")" + visit + R"(","chrg_bchno":")" + number +
                                                  R"(","psn_no":")" + calls.person->number + "\"}}")));
    }
    national::Request bill(const std::string& infno, const std::string& total, const char* name, const char* value) {
        national::Request request = calls.settle(infno, visit, total);
        Json claim = request.input["data"];
        claim.set(name, value);
        request.input.set("data", std::move(claim));
        return request;
    }
    Json mid_stay(const std::string& total) { return ask(bill("2304", total, "mid_setl_flag", "1")); }
    Json at_discharge(const std::string& total) { return ask(calls.settle("2304", visit, total)); }
    static std::string id_of(const Json& settled) { return settled["output"]["setlinfo"].text("setl_id"); }
    void cancel(const Json& settled, const std::string& msgid = {}) {
        BOOST_REQUIRE_EQUAL(code(ask(calls.cancel(visit, id_of(settled), msgid))), "ok");
    }
    /// What is there by 5204, of one settlement or of the visit: "1 2 ".
    std::string there(const std::string& settlement = {}) {
        const Json answer =
            ask(calls.request("5204", R"({"data":{"mdtrt_id":")" + visit + R"(","setl_id":")" + settlement + "\"}}"));
        std::string ids;
        for (const Json& row : answer["output"].items())
            ids += row.text("feedetl_sn") + " ";
        return ids;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sim_peers_national_lines, Fixture)

BOOST_AUTO_TEST_CASE(every_line_that_a_removal_names_is_taken_back) {
    BOOST_TEST(upload({{"1", "10"}, {"2", "10"}, {"3", "10"}}) == "ok");
    BOOST_TEST(remove({"1", "3"}) == "ok");
    BOOST_TEST(there() == "2 ");
    BOOST_TEST(remove({"1"}) == "GW1302");
}

BOOST_AUTO_TEST_CASE(lines_must_fit_their_settlement) {
    BOOST_TEST(upload({{"1", "3000.00"}}) == "ok");
    BOOST_TEST(upload({{"1", "3000.00"}}) == "GW1303");
    BOOST_TEST(code(at_discharge("5000.00")) == "GW1407");
    BOOST_TEST(upload({{"2", "2000.00"}}) == "ok");
    BOOST_TEST(code(at_discharge("5000.00")) == "ok");
    BOOST_TEST(upload({{"3", "0.01"}}) == "GW1407");
}

BOOST_AUTO_TEST_CASE(lines_of_two_visits_or_named_as_all_of_them_are_not_taken_in) {
    BOOST_TEST(upload({{"0000", "10"}}) == "GW1008");
    const auto row = [](const std::string& id, const std::string& of) {
        return R"({"feedetl_sn":")" + id + R"(","mdtrt_id":")" + of + R"(","cnt":1,"pric":1,"det_item_fee_sumamt":1})";
    };
    const std::string other = ask(calls.admit())["output"]["result"].text("mdtrt_id");
    const std::string rows = row("1", visit) + "," + row("2", other);
    BOOST_TEST(code(ask(calls.request("2301", R"({"feedetail":[)" + rows + "]}"))) == "GW1008");
    BOOST_TEST(there() == "");
}

BOOST_AUTO_TEST_CASE(all_lines_are_the_unsettled_ones_and_a_settled_one_is_not_removed) {
    BOOST_TEST(upload({{"1", "30"}, {"2", "20"}}) == "ok");
    const Json settled = mid_stay("50.00");
    BOOST_REQUIRE_EQUAL(code(settled), "ok");
    BOOST_TEST(upload({{"3", "25"}, {"4", "5"}}) == "ok");
    BOOST_TEST(there(id_of(settled)) == "1 2 ");
    BOOST_TEST(remove({"3", "1"}) == "GW1306");  // all or none
    BOOST_TEST(there() == "1 2 3 4 ");
    BOOST_TEST(remove({"0000"}) == "ok");
    BOOST_TEST(there() == "1 2 ");
    cancel(settled);
    BOOST_TEST(remove({"1"}) == "ok");
    BOOST_TEST(remove({"0000"}) == "ok");
    BOOST_TEST(there() == "");
}

BOOST_AUTO_TEST_CASE(a_cancelled_or_reversed_mid_stay_bill_gives_its_lines_to_the_next) {
    upload({{"1", "30"}, {"2", "20"}});
    const Json first = mid_stay("50.00");
    upload({{"3", "25"}});
    BOOST_TEST(code(at_discharge("75.00")) == "GW1407");
    cancel(first, "C1");
    BOOST_TEST(code(at_discharge("25.00")) == "GW1407");
    const Json whole = ask(calls.settle("2304", visit, "75.00", "S1"));
    BOOST_TEST(code(whole) == "ok");
    BOOST_TEST(there(id_of(whole)) == "1 2 3 ");
    // What was cancelled has lost its lines: it is not brought back, not even when they are free again.
    BOOST_TEST(code(ask(calls.reverse("C1"))) == "GW1515");
    BOOST_TEST(code(ask(calls.reverse("S1"))) == "ok");
    BOOST_TEST(code(ask(calls.reverse("C1"))) == "GW1515");
    BOOST_TEST(code(at_discharge("75.00")) == "ok");
}

BOOST_AUTO_TEST_CASE(a_cancel_that_is_reversed_takes_its_lines_back_as_long_as_they_are_there) {
    upload({{"1", "50"}});
    const Json first = mid_stay("50.00");
    cancel(first, "C1");
    BOOST_TEST(code(ask(calls.reverse("C1"))) == "ok");
    BOOST_TEST(remove({"1"}) == "GW1306");
    cancel(first, "C2");
    BOOST_TEST(remove({"0000"}) == "ok");
    BOOST_TEST(code(ask(calls.reverse("C2"))) == "GW1515");
}

BOOST_AUTO_TEST_CASE(without_new_lines_a_mid_stay_bill_without_a_number_is_the_last_one_again) {
    upload({{"1", "50"}});
    const Json first = mid_stay("50.00");
    BOOST_TEST(code(first) == "ok");
    BOOST_TEST(code(mid_stay("50.00")) == "GW1503");
    cancel(first);
    BOOST_TEST(code(mid_stay("50.00")) == "ok");
}

BOOST_AUTO_TEST_CASE(lines_told_after_their_bill_are_its_own_and_told_again_of_the_corrected_one) {
    const Json first = mid_stay("50.00");
    BOOST_TEST(upload({{"1", "30"}, {"2", "20"}}) == "ok");
    BOOST_TEST(there(id_of(first)) == "1 2 ");
    BOOST_TEST(remove({"0000"}) == "ok");
    BOOST_TEST(there() == "1 2 ");
    cancel(first);
    // They do not measure the corrected bill, whose lines come after it as well.
    const Json corrected = mid_stay("45.00");
    BOOST_REQUIRE_EQUAL(code(corrected), "ok");
    BOOST_TEST(upload({{"1", "30"}, {"2", "15"}}) == "ok");
    BOOST_TEST(there(id_of(corrected)) == "1 2 ");
    // Twice of the same, as of whoever tells them of the bill that was cancelled, too.
    BOOST_TEST(upload({{"1", "30"}, {"2", "15"}}) == "ok");
    BOOST_TEST(there(id_of(corrected)) == "1 2 ");
}

BOOST_AUTO_TEST_CASE(a_line_that_is_told_otherwise_than_its_standing_bill_can_bear_is_refused) {
    const Json first = mid_stay("50.00");
    BOOST_TEST(upload({{"1", "30"}, {"2", "20"}}) == "ok");
    BOOST_TEST(upload({{"2", "25"}}) == "GW1407");
    BOOST_TEST(there(id_of(first)) == "1 2 ");
}

BOOST_AUTO_TEST_CASE(lines_of_a_bill_at_discharge_told_again_still_have_to_fit_it) {
    BOOST_REQUIRE_EQUAL(code(at_discharge("45.00")), "ok");
    BOOST_TEST(upload({{"1", "30"}, {"2", "15"}}) == "ok");
    BOOST_TEST(upload({{"2", "16"}}) == "GW1407");
    BOOST_TEST(upload({{"2", "15"}}) == "ok");
    BOOST_TEST(upload({{"3", "1"}}) == "GW1407");
}

BOOST_AUTO_TEST_CASE(lines_fill_the_bills_that_lack_them_and_the_rest_is_the_next_ones) {
    const Json first = mid_stay("50.00");
    BOOST_TEST(upload({{"1", "30"}, {"2", "20"}, {"3", "25"}}) == "ok");
    BOOST_TEST(there(id_of(first)) == "1 2 ");
    BOOST_TEST(code(at_discharge("24.00")) == "GW1407");
    BOOST_TEST(code(at_discharge("25.00")) == "ok");
}

BOOST_AUTO_TEST_CASE(the_bills_of_an_outpatient_visit_keep_their_lines_as_well) {
    visit = ask(calls.request("2201", R"({"data":{)" + calls.who() +
                                          R"(,"insutype":"310","begntime":"2018-10-16 08:00:00"}})"))["output"]["data"]
                .text("mdtrt_id");
    BOOST_TEST(upload({{"1", "30"}}, "B1") == "ok");
    BOOST_TEST(upload({{"2", "20"}}, "B2") == "ok");
    BOOST_REQUIRE_EQUAL(code(ask(bill("2207", "30.00", "chrg_bchno", "B1"))), "ok");
    BOOST_TEST(remove_bill("B1") == "GW1306");
    BOOST_TEST(remove_bill("0000") == "ok");
    BOOST_TEST(there() == "1 ");
    // A bill whose lines come after it: whole, or not at all.
    BOOST_REQUIRE_EQUAL(code(ask(bill("2207", "20.00", "chrg_bchno", "B3"))), "ok");
    BOOST_TEST(upload({{"3", "19.99"}}, "B3") == "GW1407");
    BOOST_TEST(upload({{"3", "20.00"}}, "B3") == "ok");
    BOOST_TEST(remove_bill("B3") == "GW1306");
}

BOOST_AUTO_TEST_SUITE_END()
