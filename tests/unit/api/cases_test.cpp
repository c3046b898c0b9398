// Cases of lines that differ, over the API: who sees them, who may do what, as what files.
#include "fake_world.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

constexpr std::uint32_t viewer = 1, maker = 2, checker = 4, both = 5;

const std::string with_money =
    R"({"reason":"the hospital bears it","adjustment":{"lowers":true,"bearer":"hospital","amounts":{"hifp":"10.00"}}})";
const std::string reconcile = "/days/delta/310000/visitor/2018-10-16/reconcile";

}  // namespace

BOOST_AUTO_TEST_CASE(a_case_is_shown_with_its_age_its_deadline_and_its_notes) {
    FakeWorld world;
    world.differences->open_case(7);
    world.clock.time = world.differences->clock.time;
    world.post(maker, "/cases/7/notes", R"({"text":"their letter is on its way"})");
    const Answer answer = world.get("/cases/7");
    for (const auto& [path, expected] : std::map<std::string, std::string>{{"no", "7"},
                                                                           {"kind", "duplicate"},
                                                                           {"settlement.id", "S7"},
                                                                           {"state", "open"},
                                                                           {"state_zh", "待人工处理"},
                                                                           {"step", "none"},
                                                                           {"opened_by", "maker"},
                                                                           {"turn", "maker"},
                                                                           {"age_days", "1"},
                                                                           {"due", "2018-10-24"},
                                                                           {"notes.0.author", "maker"}})
        BOOST_CHECK_EQUAL(answer.text(path), expected);
    BOOST_CHECK_EQUAL(world.get("/cases/8").response.status, 404);
    BOOST_CHECK_EQUAL(world.get("/cases/x").response.status, 400);
}

BOOST_AUTO_TEST_CASE(cases_are_filtered_paged_and_exported) {
    FakeWorld world;
    for (const long long no : {7, 8, 9})
        world.differences->open_case(no, no == 9 ? "li" : "");
    const Answer first = world.get("/cases", {{"limit", "2"}});
    BOOST_CHECK_EQUAL(first.size("cases"), 2);
    BOOST_CHECK_EQUAL(first.text("next"), "8");
    BOOST_CHECK_EQUAL(world.get("/cases", {{"after", "8"}}).text("cases.0.no"), "9");
    BOOST_CHECK_EQUAL(world.get("/cases", {{"owner", "li"}}).size("cases"), 1);
    BOOST_CHECK_EQUAL(world.get("/cases", {{"state", "trying"}}).size("cases"), 0);
    BOOST_CHECK_EQUAL(world.get("/cases", {{"kind", "cash"}}).size("cases"), 0);
    BOOST_CHECK_EQUAL(world.get("/cases", {{"day", "2018-10-17"}}).size("cases"), 0);
    BOOST_CHECK_EQUAL(world.get("/cases", {{"state", "lost"}}).response.status, 400);
    const Answer csv = world.get("/cases", {{"format", "csv"}, {"limit", "1"}});
    BOOST_CHECK_EQUAL(csv.response.headers.at("x-next"), "7");
    BOOST_CHECK(csv.response.body.starts_with("编号,状态,差异类型"));
    BOOST_CHECK(csv.response.body.find("S7") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(who_may_not_is_refused) {
    FakeWorld world;
    world.differences->open_case(7);
    BOOST_CHECK_EQUAL(world.post(viewer, "/cases/7/assign", R"({"owner":"li"})").response.status, 403);
    BOOST_CHECK_EQUAL(world.post(viewer, "/cases/7/notes", R"({"text":"x"})").response.status, 403);
    BOOST_CHECK_EQUAL(world.post(maker, "/cases/7/resolve", R"({"reason":"x"})").response.status, 403);
    BOOST_CHECK_EQUAL(world.post(viewer, reconcile).response.status, 403);
}

BOOST_AUTO_TEST_CASE(money_is_moved_by_another_person_than_who_owns_or_opened_the_case) {
    FakeWorld world;
    world.differences->open_case(7);
    BOOST_CHECK_EQUAL(world.post(checker, "/cases/7/resolve", with_money).response.status, 409);  // nobody owns it
    BOOST_CHECK_EQUAL(world.post(maker, "/cases/7/assign", R"({"owner":"both"})").text("owner"), "both");
    BOOST_CHECK_EQUAL(world.post(both, "/cases/7/resolve", with_money).response.status, 403);
    const Answer answer = world.post(checker, "/cases/7/resolve", with_money);
    BOOST_CHECK_EQUAL(answer.text("state"), "resolved");
    BOOST_CHECK_EQUAL(answer.text("voucher"), "V-case-7");
    BOOST_CHECK_EQUAL(answer.text("ended_by"), "checker");
    const ports::CaseAdjustment& posted = world.differences->adjustments.posted.at(0);
    BOOST_CHECK(posted.settlement == SettlementNo(7));
    BOOST_CHECK(posted.amounts.at(Component::hifp) == Money::from_fen(1'000));
    BOOST_CHECK((world.differences->rows.audited ==
                 std::vector<std::string>{"difference_assigned 7", "difference_resolved 7"}));
}

BOOST_AUTO_TEST_CASE(an_order_that_cannot_be_read_changes_nothing) {
    FakeWorld world;
    world.differences->open_case(7, "li");
    for (const char* body :
         {"", "{}", R"({"reason":1})", R"({"reason":"x","more":1})", R"({"reason":"x","adjustment":{}})",
          R"({"reason":"x","adjustment":{"lowers":true,"bearer":"nobody","amounts":{"hifp":"1.00"}}})",
          R"({"reason":"x","adjustment":{"lowers":true,"bearer":"hospital","amounts":{"gold":"1.00"}}})",
          R"({"reason":"x","adjustment":{"lowers":true,"bearer":"hospital","amounts":{"hifp":"1.005"}}})",
          R"({"reason":"x","adjustment":{"lowers":true,"bearer":"hospital","amounts":{"hifp":"-1.00"}}})",
          R"({"reason":""})"})
        BOOST_CHECK_EQUAL(world.post(checker, "/cases/7/resolve", body).response.status, 400);
    BOOST_CHECK_EQUAL(world.post(maker, "/cases/7/assign", R"({"owner":""})").response.status, 400);
    BOOST_CHECK_EQUAL(world.post(maker, "/cases/7/notes", R"({"note":"x"})").response.status, 400);
    BOOST_CHECK_EQUAL(world.get("/cases/7").text("state"), "open");
    BOOST_CHECK(world.differences->rows.audited.empty());
}

BOOST_AUTO_TEST_CASE(a_day_is_compared_again_by_order_and_the_order_is_on_record) {
    FakeWorld world;
    world.differences->reconciling.finds = {{DifferenceKind::cash, 3}};
    const Answer answer = world.post(maker, reconcile);
    BOOST_CHECK_EQUAL(answer.text("equal"), "false");
    BOOST_CHECK_EQUAL(answer.text("kinds.0.kind"), "cash");
    BOOST_CHECK_EQUAL(answer.text("kinds.0.lines"), "3");
    BOOST_CHECK_EQUAL(world.differences->reconciling.ordered_by.at(0), "maker");
    BOOST_CHECK_EQUAL(world.audit.events.at(0).event, "day_reconcile_ordered");
}

BOOST_AUTO_TEST_CASE(differences_are_exported_too) {
    FakeWorld world;
    world.days.rows = {{zhang_day(), DayState::agreed, {}}};
    world.days.differences_of[zhang_day()] = zhang_statement().differences;
    const Answer csv = world.get("/differences", {{"format", "csv"}});
    BOOST_CHECK(csv.response.body.starts_with("清算日,平台,清算对方"));
    BOOST_CHECK(csv.response.body.find("2018-10-16,delta") != std::string::npos);
}
