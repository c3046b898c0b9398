#include "fake_world.hpp"
#include "tests/support/ask.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

constexpr const char* zhangs_month =
    R"({"platform":"delta","counterparty":"310000","direction":"visitor","last":"2018-10-16"})";
constexpr const char* zhangs_id = "/notices/delta-310000-visitor-2018-10-16-2018-10-16";

const std::string bank_file =
    "银行名称,交易流水号,记账日期,金额,平台,对方地区,收付,通知书号\r\n"
    "工商银行,S1,2018-10-17,\"1,000.00\",delta,310000,收,\r\n"
    "工商银行,S2,20181017,28.6,delta,310000,收,\r\n"
    "工商银行,S3,2018-10-17,many,delta,310000,收,\r\n"
    "工商银行,S4,2018-10-17,1.00,delta\r\n"
    "工商银行,S5,2018-10-17,1.00,delta,310000,收,no-such-notice\r\n"
    "工商银行,S6,2018-10-17,100.00,delta,310000,收,\r\n";

}  // namespace

BOOST_AUTO_TEST_CASE(a_notice_goes_from_hand_to_hand_over_the_api) {
    FakeWorld world;
    const Answer made = world.post(2, "/notices", zhangs_month);
    BOOST_CHECK_EQUAL(made.response.status, 200);
    BOOST_CHECK_EQUAL(made.text("open"), "1128.60");
    BOOST_CHECK_EQUAL(made.text("title_zh"), "收款通知书");
    BOOST_CHECK_EQUAL(made.text("hand_over_due.missing"), "no working calendar is loaded");
    BOOST_CHECK_EQUAL(made.size("owed_cells"), 2);
    BOOST_CHECK_EQUAL(world.post(4, std::string(zhangs_id) + "/check").text("checked.by"), "checker");
    BOOST_CHECK_EQUAL(world.post(4, std::string(zhangs_id) + "/release").text("state"), "released");
    BOOST_CHECK_EQUAL(world.post(2, std::string(zhangs_id) + "/hand-over").text("state"), "handed_over");
    const Answer paid = world.post(2, "/payments", R"({"bank":"工商银行","serial":"S1","date":"2018-10-17",
        "amount":"1128.60","platform":"delta","counterparty":"310000","direction":"visitor",
        "notice":"delta-310000-visitor-2018-10-16-2018-10-16"})");
    BOOST_CHECK_EQUAL(paid.text("state"), "matched");
    BOOST_CHECK_EQUAL(world.get(zhangs_id).text("standing"), "settled");
    BOOST_CHECK_EQUAL(world.get("/notices", {{"counterparty", "310000"}}).size("notices"), 1);
    BOOST_CHECK_EQUAL(world.get("/notices", {{"counterparty", "320600"}}).size("notices"), 0);
}

BOOST_AUTO_TEST_CASE(who_has_both_roles_still_does_not_check_what_they_made_and_the_try_is_on_record) {
    FakeWorld world;
    BOOST_CHECK_EQUAL(world.post(5, "/notices", zhangs_month).response.status, 200);
    const Answer refused = world.post(5, std::string(zhangs_id) + "/check");
    BOOST_CHECK_EQUAL(refused.response.status, 403);
    BOOST_REQUIRE(!world.audit.events.empty());
    BOOST_CHECK_EQUAL(world.audit.events.back().event, "api_caller_refused");
    BOOST_CHECK_EQUAL(world.audit.events.back().actor, "both");
    BOOST_CHECK_EQUAL(world.post(2, std::string(zhangs_id) + "/check").response.status, 403);
}

BOOST_AUTO_TEST_CASE(half_of_an_entry_is_not_lost_where_notices_are_netted) {
    FakeWorld world;
    world.money->hold(booked("A"));
    world.money->add_examples();
    const Answer refused =
        world.post(2, "/notices/net", R"({"receivable":"released","payable":"payable","bank":"B","serial":"1"})");
    BOOST_CHECK_EQUAL(refused.response.status, 400);
    BOOST_CHECK(refused.response.body.find("amount") != std::string::npos);
    BOOST_CHECK_EQUAL(world.post(2, "/notices/net", R"({"receivable":"released","payable":"payable"})").response.status,
                      200);
}

BOOST_AUTO_TEST_CASE(a_payment_to_an_institution_is_entered_by_one_and_confirmed_by_another) {
    FakeWorld world;
    world.money->hold(booked("A"));
    const std::string order = R"({"institution":"H33020300001","platform":"delta","counterparty":"310000",
        "bank":"工商银行","serial":"P1","date":"2018-10-17","amount":"1000.00"})";
    const std::string owed = "/institution-payments/owed/delta/310000/H33020300001";
    BOOST_CHECK_EQUAL(world.get(owed).text("owed"), "1126.60");
    const Answer entered = world.post(5, "/institution-payments", order);
    BOOST_CHECK_EQUAL(entered.response.status, 200);
    BOOST_CHECK_EQUAL(entered.text("state"), "entered");
    BOOST_CHECK_EQUAL(world.get(owed).text("owed"), "1126.60");
    const std::string confirm = "/institution-payments/工商银行-P1/confirm";
    BOOST_CHECK_EQUAL(world.post(5, confirm).response.status, 403);
    BOOST_CHECK_EQUAL(world.audit.events.back().event, "api_caller_refused");
    BOOST_CHECK_EQUAL(world.post(2, confirm).response.status, 403);
    const Answer confirmed = world.post(4, confirm);
    BOOST_CHECK_EQUAL(confirmed.text("state"), "confirmed");
    BOOST_CHECK_EQUAL(confirmed.text("shares.0.amount"), "1000.00");
    BOOST_CHECK_EQUAL(world.get(owed).text("owed"), "126.60");
    BOOST_CHECK_EQUAL(world.get("/institution-payments").text("payments.0.confirmed.by"), "checker");
    // The same entry again is the one that stands; another amount under its serial is refused, and so is too much.
    BOOST_CHECK_EQUAL(world.post(2, "/institution-payments", order).text("state"), "confirmed");
    const std::string more = R"({"institution":"H33020300001","platform":"delta","counterparty":"310000",
        "bank":"工商银行","serial":"P2","date":"2018-10-17","amount":"126.61"})";
    BOOST_CHECK_EQUAL(world.post(2, "/institution-payments", more).text("error.name"), "invalid_value");
    BOOST_CHECK_EQUAL(world.post(2, "/institution-payments", R"({"bank":"B"})").response.status, 400);
}

BOOST_AUTO_TEST_CASE(a_payment_to_an_institution_is_withdrawn_or_comes_back) {
    FakeWorld world;
    world.money->hold(booked("A"));
    const auto order = [](std::string_view amount) {
        return R"({"institution":"H33020300001","platform":"delta","counterparty":"310000","bank":"工商银行",
                   "serial":"P1","date":"2018-10-17","amount":")" +
               std::string(amount) + "\"}";
    };
    BOOST_CHECK_EQUAL(world.post(2, "/institution-payments", order("1.00")).text("state"), "entered");
    const std::string first = "/institution-payments/工商银行-P1";
    BOOST_CHECK_EQUAL(world.post(1, first + "/withdraw").response.status, 403);
    BOOST_CHECK_EQUAL(world.post(2, first + "/withdraw").text("state_zh"), "已撤销");
    BOOST_CHECK_EQUAL(world.post(4, first + "/confirm").response.status, 409);
    const Answer again = world.post(2, "/institution-payments", order("1000.00"));
    BOOST_CHECK_EQUAL(again.text("id"), "工商银行-P1~2");
    const std::string second = "/institution-payments/工商银行-P1~2";
    const std::string back = R"({"date":"2018-10-17","reason":"户名不符"})";
    BOOST_CHECK_EQUAL(world.post(2, second + "/return", back).response.status, 409);
    BOOST_CHECK_EQUAL(world.post(4, second + "/confirm").text("state"), "confirmed");
    BOOST_CHECK_EQUAL(world.post(5, second + "/return", R"({"date":"2018-10-17","reason":""})").response.status, 400);
    BOOST_CHECK_EQUAL(world.post(5, second + "/return", R"({"date":"2018-10-16","reason":"r"})").response.status, 400);
    BOOST_CHECK_EQUAL(world.post(5, second + "/return", back).text("state"), "return_entered");
    BOOST_CHECK_EQUAL(world.post(5, second + "/return/withdraw").text("state"), "confirmed");
    BOOST_CHECK_EQUAL(world.post(5, second + "/return", back).text("state"), "return_entered");
    BOOST_CHECK_EQUAL(world.post(5, second + "/return/confirm").response.status, 403);
    BOOST_CHECK_EQUAL(world.audit.events.back().event, "api_caller_refused");
    const Answer returned = world.post(4, second + "/return/confirm");
    BOOST_CHECK_EQUAL(returned.text("state"), "returned");
    BOOST_CHECK_EQUAL(returned.text("returned_on"), "2018-10-17");
    BOOST_CHECK_EQUAL(returned.text("return_reason"), "户名不符");
    BOOST_CHECK_EQUAL(returned.text("return_confirmed.by"), "checker");
    BOOST_CHECK_EQUAL(world.get("/institution-payments/owed/delta/310000/H33020300001").text("owed"), "1126.60");
    // A serial that looks like the second entry of another one is its own.
    const auto of_serial = [](std::string_view serial) {
        return R"({"institution":"H33020300001","platform":"delta","counterparty":"310000","bank":"工商银行",
                   "date":"2018-10-17","amount":"1.00","serial":")" +
               std::string(serial) + "\"}";
    };
    BOOST_CHECK_EQUAL(world.post(2, "/institution-payments", of_serial("Q~2")).text("id"), "工商银行-Q~2");
    BOOST_CHECK_EQUAL(world.post(2, "/institution-payments", of_serial("Q")).text("id"), "工商银行-Q");
    BOOST_CHECK_EQUAL(world.post(2, "/institution-payments/工商银行-Q/withdraw").text("state"), "withdrawn");
    BOOST_CHECK_EQUAL(world.post(2, "/institution-payments", of_serial("Q")).text("id"), "工商银行-Q~3");
}

BOOST_AUTO_TEST_CASE(an_order_that_says_too_little_names_everything_it_lacks) {
    FakeWorld world;
    const Answer answer = world.post(2, "/payments", R"({"bank":"B","amount":"1.234","direction":"up"})");
    BOOST_CHECK_EQUAL(answer.response.status, 400);
    for (const char* field : {"serial", "date", "amount", "platform", "counterparty", "direction"})
        BOOST_CHECK_MESSAGE(answer.text("error.detail").find(field) != std::string::npos, answer.text("error.detail"));
    BOOST_CHECK_EQUAL(world.post(2, "/notices", R"({"month":"2018-10"})").response.status, 400);
    BOOST_CHECK_EQUAL(world.post(2, "/notices", "[]").response.status, 400);
}

BOOST_AUTO_TEST_CASE(a_banks_file_is_taken_line_by_line_and_taking_it_again_changes_nothing) {
    FakeWorld world;
    const Answer first = world.post(2, "/payments/import", bank_file);
    BOOST_REQUIRE_EQUAL(first.response.status, 200);
    BOOST_CHECK_EQUAL(first.text("entered"), "4");
    BOOST_CHECK_EQUAL(first.text("waiting"), "4");  // also what names a notice that does not take it
    BOOST_REQUIRE_EQUAL(first.size("bad"), 2);
    BOOST_CHECK_EQUAL(first.text("bad.0.row"), "4");
    BOOST_CHECK(first.text("bad.0.reason").find("many") != std::string::npos);
    BOOST_CHECK_EQUAL(first.text("bad.1.row"), "5");
    const std::size_t postings = world.money->books.ledger.size();
    const Answer again = world.post(2, "/payments/import", bank_file);
    BOOST_CHECK_EQUAL(again.text("entered"), "0");
    BOOST_CHECK_EQUAL(again.text("known"), "4");
    BOOST_CHECK_EQUAL(world.money->books.ledger.size(), postings);
    BOOST_CHECK_EQUAL(world.post(2, "/payments/import", "a,b\n1,2\n").response.status, 400);
    BOOST_CHECK_EQUAL(world.post(2, "/payments/import", "").response.status, 400);
}

BOOST_AUTO_TEST_CASE(a_deduction_without_components_is_shared_out_and_ordered_on_record) {
    FakeWorld world;
    SettlementRecord zhang = booked("A");
    world.settlements.records = {zhang};
    world.money->hold(zhang);
    const Answer posted =
        world.post(4, "/adjustments", R"({"settlement":"A","reason":"deduction","origin":"f1","amount":"100.00"})");
    BOOST_REQUIRE_MESSAGE(posted.response.status == 200, posted.response.body);
    BOOST_CHECK_EQUAL(posted.text("amount"), "-100.00");
    BOOST_CHECK_EQUAL(world.audit.events.back().event, "adjustment_ordered");
    BOOST_CHECK_EQUAL(world.audit.events.back().subject, "deduction/f1/hospital");
    // The day of the 16th is over: it stands in the open one.
    BOOST_CHECK_EQUAL(world.get("/adjustments/delta/310000/visitor/2018-10-16").size("adjustments"), 0);
    BOOST_CHECK_EQUAL(world.get("/adjustments/delta/310000/visitor/2018-10-17").size("adjustments"), 1);
    BOOST_CHECK_EQUAL(
        world.post(4, "/adjustments", R"({"settlement":"A","reason":"whim","origin":"f1","amount":"1.00"})")
            .response.status,
        400);
    BOOST_CHECK_EQUAL(
        world.post(2, "/adjustments", R"({"settlement":"A","reason":"deduction","origin":"f2","amount":"1.00"})")
            .response.status,
        403);
    BOOST_CHECK_EQUAL(
        world.post(4, "/adjustments", R"({"settlement":"Z","reason":"deduction","origin":"f2","amount":"1.00"})")
            .response.status,
        404);
}

BOOST_AUTO_TEST_CASE(the_year_says_until_when_it_is_to_be_closed) {
    FakeWorld world;
    const Answer year = world.get("/years/2018");
    BOOST_CHECK_EQUAL(year.text("closes"), "2019-03-31");
    BOOST_CHECK_EQUAL(year.text("is_over_due"), "false");
    BOOST_CHECK_EQUAL(year.text("open.0.kind"), "not_noticed");
    BOOST_CHECK_EQUAL(year.text("open.0.amount"), "1128.60");
    BOOST_CHECK_EQUAL(world.get("/years/2019").response.status, 400);
    BOOST_CHECK_EQUAL(world.get("/years/last").response.status, 400);
}

BOOST_AUTO_TEST_CASE(a_finding_becomes_a_deduction_by_another_hand) {
    FakeWorld world;
    world.settlements.records = {booked("A")};
    world.money->hold(booked("A"));
    const Answer proposed =
        world.post(5, "/findings",
                   R"({"id":"f1","settlement":"A","class":"deduct","reason":"twice","components":{"hifp":"10.00"}})");
    BOOST_REQUIRE_MESSAGE(proposed.response.status == 200, proposed.response.body);
    BOOST_CHECK_EQUAL(proposed.text("class_zh"), "违规");
    BOOST_CHECK_EQUAL(world.post(5, "/findings/f1/notify").text("state"), "notified");
    BOOST_CHECK_EQUAL(world.post(5, "/findings/f1/accept").response.status, 403);
    BOOST_CHECK_EQUAL(world.audit.events.back().event, "api_caller_refused");
    BOOST_CHECK_EQUAL(world.post(4, "/findings/f1/accept").text("accepted.by"), "checker");
    BOOST_CHECK_EQUAL(world.get("/adjustments/delta/310000/visitor/2018-10-17").text("adjustments.0.amount"), "-10.00");
    BOOST_CHECK_EQUAL(world.get("/findings").size("findings"), 1);
    BOOST_CHECK_EQUAL(
        world.post(2, "/findings", R"({"id":"f2","settlement":"A","class":"why","reason":"r"})").response.status, 400);
}

BOOST_AUTO_TEST_CASE(an_adjustment_that_waits_for_the_other_region_says_whom_it_awaits) {
    FakeWorld world;
    world.settlements.records = {booked("A")};
    world.money->hold(booked("A"));
    tests::MemoryAdjustments asking(world.money->books, {{PlatformName("delta"), PeerName("shanghai")}});
    const Adjustment offered = tests::Ask().value(asking.post({booked("A").no,
                                                               AdjustmentReason::deduction,
                                                               {{Component::hifp, Money::from_fen(1000)}},
                                                               "f1",
                                                               Bearer::hospital,
                                                               "auditor",
                                                               world.money->clock.now()}));
    BOOST_CHECK_EQUAL(offered.awaits.text, "shanghai");
    const Answer listed = world.get("/adjustment-offers", {{"state", "pending"}});
    BOOST_REQUIRE_EQUAL(listed.size("offers"), 1);
    BOOST_CHECK_EQUAL(listed.text("offers.0.amount"), "-10.00");
    BOOST_CHECK_EQUAL(listed.text("offers.0.peer"), "shanghai");
    BOOST_CHECK_EQUAL(world.get("/adjustment-offers", {{"state", "parked"}}).size("offers"), 0);
    BOOST_CHECK_EQUAL(world.get("/adjustment-offers", {{"state", "lost"}}).response.status, 400);
    BOOST_CHECK_EQUAL(world.get("/adjustments/delta/310000/visitor/2018-10-17").size("adjustments"), 0);

    const std::string path = "/adjustment-offers/" + listed.text("offers.0.no");
    BOOST_CHECK_EQUAL(world.post(4, path + "/withdraw").response.status, 409);  // nobody has refused it
    tests::Ask().value(world.money->offers.park(std::stoll(listed.text("offers.0.no")), true, "GW1506", "a",
                                                world.money->clock.now()));
    BOOST_CHECK_EQUAL(world.post(2, path + "/resume").response.status, 403);
    BOOST_CHECK_EQUAL(world.post(4, path + "/resume").text("state"), "pending");
    tests::Ask().value(world.money->offers.park(std::stoll(listed.text("offers.0.no")), true, "GW1506", "a",
                                                world.money->clock.now()));
    BOOST_CHECK_EQUAL(world.post(4, path + "/withdraw").text("state"), "withdrawn");
    BOOST_CHECK_EQUAL(world.post(4, "/adjustment-offers/4711/resume").response.status, 404);
}
