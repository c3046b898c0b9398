#include "tests/system/claim.hpp"
#include "tests/system/world.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

struct Row {
    const char* what;
    std::string sent;
    unsigned status;
    const char* code;
};

json::Value decimal(const char* text) {
    return json::Number{text};
}

void check(const std::vector<Row>& table) {
    for (const Row& row : table) {
        BOOST_TEST_CONTEXT(row.what) {
            const Reply reply = World::instance().send(row.sent);
            BOOST_TEST(reply.status == row.status, "HTTP " << reply.status << ": " << reply.err_msg);
            BOOST_TEST(reply.code == row.code, reply.code << " instead of " << row.code << ": " << reply.err_msg);
        }
    }
}

std::string nested(int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(system_bad_input, UntouchedBooks)

BOOST_AUTO_TEST_CASE(a_body_that_is_no_message_is_refused_with_its_reason) {
    const std::string good = sign_in();
    std::string without_msgid = good, unknown = good;
    without_msgid.replace(without_msgid.find("\"msgid\""), 7, "\"other\"");
    unknown.replace(unknown.find("9001"), 4, "9999");
    check({{"an empty body", "", 400, "GW1001"},
           {"half a message", good.substr(0, good.size() / 2), 400, "GW1001"},
           {"two messages", good + good, 400, "GW1001"},
           {"no JSON", "<xml/>", 400, "GW1001"},
           {"bytes that are no UTF-8", "{\"infno\":\"\xff\xfe\"}", 400, "GW1001"},
           {"a key that comes twice", "{\"infno\":\"9001\"," + good.substr(1), 400, "GW1001"},
           {"a list", "[]", 200, "GW1002"},
           {"no message id", without_msgid, 200, "GW1003"},
           {"a transaction nobody knows", unknown, 200, "GW1004"},
           {"nested too deep", "{\"infno\":\"9001\",\"input\":" + nested(40) + "}", 200, "GW1007"},
           {"a hundred thousand brackets", nested(100'000), 200, "GW1007"}});
}

BOOST_AUTO_TEST_CASE(a_body_over_the_limit_is_answered_413) {
    const Reply reply = World::instance().send("{\"infno\":\"" + std::string(300'000, '9') + "\"}");
    BOOST_TEST(reply.status == 413U, reply.err_msg);
    BOOST_TEST(reply.code == "GW1011", reply.body);
}

BOOST_AUTO_TEST_CASE(a_bad_claim_is_refused_with_the_law_or_field_it_breaks) {
    Visit visit;
    visit.open();
    const auto settle = [&](std::string_view name, json::Value value) {
        return visit.settle().set_data(name, std::move(value)).text();
    };
    check({
        {"a total that is a word", settle("medfee_sumamt", "many"), 200, "GW1002"},
        {"a total that is a list", settle("medfee_sumamt", json::Array{1}), 200, "GW1002"},
        {"no total", settle("medfee_sumamt", nullptr), 200, "GW1003"},
        {"no person", settle("psn_no", nullptr), 200, "GW1003"},
        {"no bill number", settle("chrg_bchno", nullptr), 200, "GW1003"},
        {"three decimals", settle("medfee_sumamt", decimal("89.701")), 200, "GW1005"},
        {"a negative total", settle("medfee_sumamt", decimal("-89.70")), 200, "GW1006"},
        {"an absurd total", settle("medfee_sumamt", decimal("1e60")), 200, "GW1007"},
        {"a flag that is none", settle("acct_used_flag", "7"), 200, "GW1008"},
        {"a scope total that is not ours", settle("inscp_scp_amt", decimal("87.46")), 200, "GW1304"},
        {"a total that is not that of the lines", settle("medfee_sumamt", decimal("999.99")), 200, "GW1407"},
        {"another person than was registered", settle("psn_no", "801800119"), 200, "GW1509"},
        {"a bill without lines", settle("chrg_bchno", "NOLINES"), 200, "GW1503"},
        {"a visit never registered", settle("mdtrt_id", "330200NEVERREGISTERED000000000"), 200, "GW1501"},
        {"a settlement nobody made, cancelled", visit.cancel("330200AAAAAAAAAAAAAAAAAAAAAAAA").text(), 200, "GW1505"},
        {"a settlement nobody made, asked for", visit.query("330200AAAAAAAAAAAAAAAAAAAAAAAA").text(), 200, "GW1505"},
    });
}

BOOST_AUTO_TEST_CASE(bad_lines_are_refused_whole) {
    Visit visit;
    visit.bill += "L";
    const Reply registered = World::instance().send(visit.registration().text());
    BOOST_REQUIRE(registered.is_yes());
    visit.visit_id = text_of(*registered.output.find("data"), "mdtrt_id");
    BOOST_REQUIRE(World::instance().send(visit.details().text()).is_yes());
    const auto line = [&](std::string_view name, json::Value value) {
        return visit.lines().set_data(name, std::move(value)).text();
    };
    check({
        {"an unmapped code", line("med_list_codg", "XX99ZZZ999Z999999999999"), 200, "GW1301"},
        {"a split that is not ours", line("fulamt_ownpay_amt", decimal("5.00")), 200, "GW1304"},
        {"an amount that is not count times price", line("det_item_fee_sumamt", decimal("25.00")), 200, "GW1406"},
        {"a negative line that refunds nothing", line("cnt", decimal("-1")), 200, "GW1006"},
        {"an amount of three decimals", line("det_item_fee_sumamt", decimal("20.001")), 200, "GW1005"},
        {"no price", line("pric", nullptr), 200, "GW1003"},
    });
    const Reply empty = World::instance().send(visit.settle().text());
    BOOST_TEST(empty.code == "GW1503", "none of those lines was kept: " << empty.err_msg);
}

BOOST_AUTO_TEST_CASE(a_claim_that_may_not_take_this_way_is_refused) {
    Visit early, closed, stranger, local, elsewhere, unknown;
    early.begin = "2018-08-20 09:00:00";
    closed.institution = "H33021299999";
    stranger.insured = "990000";
    local.insured = "330203";
    unknown.insured = "440300";
    check({
        {"a visit before the pilot began", early.registration().text(), 200, "GW1203"},
        {"a hospital nobody knows", closed.registration().text(), 200, "GW1205"},
        {"a hospital that is not open for Shanghai people",
         elsewhere.registration().set("fixmedins_code", "H33020600001").text(), 200, "GW1204"},
        {"a region that does not exist", stranger.registration().text(), 200, "GW1202"},
        {"a region without a route", unknown.registration().text(), 200, "GW1203"},
        {"a person of our own city", local.registration().text(), 200, "GW1201"},
        {"care outside our city", elsewhere.registration().set("mdtrtarea_admvs", "310000").text(), 200, "GW1207"},
    });
}

BOOST_AUTO_TEST_SUITE_END()
