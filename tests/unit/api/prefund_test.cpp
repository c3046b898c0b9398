#include "fake_world.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

constexpr std::uint32_t reader = 1, maker = 2, checker = 4, both = 5;
constexpr const char* movements_path = "/prefunds/310000/visitor/movements";
const std::string received = R"({"platform": "delta", "year": 2018, "kind": "first", "amount": "5000.00",
    "bank": "工商银行", "serial": "S-1", "paid_on": "2018-10-15", "note": "首笔"})";

FakeWorld with_tables() {
    FakeWorld world;
    world.mapping->begin();
    return world;
}

std::string without(std::string order, const std::string& member) {
    const auto at = order.find("\"" + member + "\"");
    const auto end = order.find(',', at);
    return order.erase(at, end - at + 1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(prefund_money_is_entered_by_one_person_and_released_by_another) {
    FakeWorld world = with_tables();
    const Answer entered = world.post(maker, movements_path, received);
    BOOST_REQUIRE_EQUAL(entered.response.status, 200);
    BOOST_CHECK_EQUAL(entered.text("made_by"), "maker");
    BOOST_CHECK_EQUAL(entered.text("voucher"), "");
    BOOST_CHECK_EQUAL(world.get("/prefunds").size("prefunds"), 0);
    const Answer released = world.post(checker, "/prefunds/movements/1/release");
    BOOST_CHECK_EQUAL(released.text("voucher"), "PF-310000-visitor-2018-1");
    BOOST_CHECK_EQUAL(released.text("released_by"), "checker");
    const Answer list = world.get("/prefunds");
    BOOST_CHECK_EQUAL(list.text("prefunds.0.held"), "5000.00");
    BOOST_CHECK_EQUAL(list.text("prefunds.0.level_zh"), "正常");
    BOOST_CHECK_EQUAL(world.get("/prefunds/movements", {{"year", "2018"}}).text("movements.0.kind_zh"), "首次预付");
    BOOST_CHECK_EQUAL(world.get("/prefunds/movements", {{"year", "2017"}}).size("movements"), 0);
    BOOST_CHECK_EQUAL(world.get("/prefunds/check").size("disagreements"), 0);
}

BOOST_AUTO_TEST_CASE(nobody_releases_what_they_entered_and_a_role_is_needed) {
    FakeWorld world = with_tables();
    BOOST_CHECK_EQUAL(world.post(reader, movements_path, received).response.status, 403);
    BOOST_CHECK_EQUAL(world.post(checker, movements_path, received).response.status, 403);
    BOOST_CHECK_EQUAL(world.post(both, movements_path, received).response.status, 200);
    BOOST_CHECK_EQUAL(world.post(maker, "/prefunds/movements/1/release").response.status, 403);
    const Answer own = world.post(both, "/prefunds/movements/1/release");
    BOOST_CHECK_EQUAL(own.response.status, 403);
    BOOST_CHECK_EQUAL(own.text("error.code"), "GW1702");
    BOOST_CHECK_EQUAL(world.audit.events.back().event, "api_caller_refused");
    BOOST_CHECK_EQUAL(world.audit.events.back().actor, "both");
    BOOST_CHECK_EQUAL(world.post(checker, "/prefunds/movements/2/release").response.status, 404);
    BOOST_CHECK_EQUAL(world.post(checker, "/prefunds/movements/0/release").response.status, 400);
}

BOOST_AUTO_TEST_CASE(a_movement_that_lacks_something_names_it) {
    FakeWorld world = with_tables();
    for (const char* member : {"platform", "year", "kind", "amount", "bank", "serial", "paid_on"}) {
        const Answer answer = world.post(maker, movements_path, without(received, member));
        BOOST_CHECK_EQUAL(answer.response.status, 400);
        BOOST_CHECK_EQUAL(answer.text("error.fields.0"), member);
    }
    BOOST_CHECK_EQUAL(world.post(maker, movements_path, "money!").response.status, 400);
    BOOST_CHECK_EQUAL(world.post(maker, "/prefunds/310000/sideways/movements", received).response.status, 400);
    BOOST_CHECK_EQUAL(world.post(maker, "/prefunds/shanghai/visitor/movements", received).response.status, 400);
    BOOST_CHECK(world.prefund->books.prefund_movements.empty());
}

BOOST_AUTO_TEST_CASE(one_prefund_shows_exposure_usage_and_forecast) {
    FakeWorld world = with_tables();
    auto& kept = world.prefund->books.prefunds[{DivisionCode("310000"), Direction::visitor}];
    kept.use = {*Money::parse("1000.00"), *Money::parse("712.50")};
    kept.level = PrefundLevel::yellow;
    const Answer answer = world.get("/prefunds/310000/visitor");
    BOOST_CHECK_EQUAL(answer.text("exposure_percent"), "71.25");
    BOOST_CHECK_EQUAL(answer.text("level_zh"), "黄色预警");
    BOOST_CHECK_EQUAL(answer.text("to_clear"), "0.00");
    BOOST_CHECK_EQUAL(answer.text("usage"), "none");
    BOOST_CHECK_EQUAL(answer.text("period_from"), "2018-10-01");
    BOOST_CHECK_EQUAL(answer.text("forecast.days"), "30");
    BOOST_CHECK_EQUAL(answer.text("forecast.exhausted_on"), "null");
    // One nobody has touched is no error; without a prefund there is no share of it.
    BOOST_CHECK_EQUAL(world.get("/prefunds/520100/resident_away").text("exposure_percent"), "null");
}

BOOST_AUTO_TEST_CASE(a_years_size_says_what_has_to_move_and_until_when) {
    FakeWorld world = with_tables();
    const Answer answer = world.get("/prefunds/310000/visitor/size", {{"year", "2019"}});
    BOOST_CHECK_EQUAL(answer.text("factor"), "2");
    BOOST_CHECK_EQUAL(answer.text("notice_by"), "2019-01-31");
    BOOST_CHECK_EQUAL(answer.text("paid_by"), "2019-02-28");
    BOOST_CHECK_EQUAL(answer.text("change"), "0.00");
    BOOST_CHECK_EQUAL(world.get("/prefunds/310000/visitor/size", {{"year", "soon"}}).response.status, 400);
}

BOOST_AUTO_TEST_CASE(an_urgent_increase_is_written_down_with_its_deadline) {
    FakeWorld world = with_tables();
    const std::string order = R"({"signed_on": "2018-10-16", "asked": "800.00", "note": "流感季"})";
    const Answer answer = world.post(maker, "/prefunds/310000/visitor/urgent", order);
    BOOST_REQUIRE_EQUAL(answer.response.status, 200);
    BOOST_CHECK_EQUAL(answer.text("apply_by"), "2018-10-19");
    BOOST_CHECK_EQUAL(world.get("/prefunds/urgent").text("urgent.0.asked"), "800.00");
    BOOST_CHECK_EQUAL(
        world.post(maker, "/prefunds/310000/visitor/urgent", R"({"signed_on": "2018-10-16"})").text("error.fields.0"),
        "asked");
}
