#include "fake_world.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

BOOST_AUTO_TEST_CASE(settlements_come_in_pages_that_name_the_next) {
    FakeWorld world;
    world.settlements.records = {booked("A"), booked("B"), booked("C")};
    const Answer first = world.get("/settlements", {{"limit", "2"}});
    BOOST_CHECK_EQUAL(first.size("settlements"), 2);
    BOOST_CHECK_EQUAL(first.text("next"), "B");
    const Answer second = world.get("/settlements", {{"limit", "2"}, {"after", "B"}});
    BOOST_CHECK_EQUAL(second.text("settlements.0.id"), "C");
    BOOST_CHECK_EQUAL(second.text("next"), "null");
}

BOOST_AUTO_TEST_CASE(every_filter_reaches_the_store) {
    FakeWorld world;
    world.get("/settlements", {{"state", "in_doubt"},
                               {"day", "2018-10-16"},
                               {"direction", "resident_away"},
                               {"platform", "delta"},
                               {"counterparty", "310000"}});
    const ports::SettlementFilter& asked = world.settlements.asked;
    BOOST_CHECK(asked.state == SettlementState::in_doubt);
    BOOST_CHECK(asked.day == *ClearingDay::parse("2018-10-16"));
    BOOST_CHECK(asked.direction == Direction::resident_away);
    BOOST_CHECK(asked.platform == PlatformName("delta"));
    BOOST_CHECK(asked.counterparty == DivisionCode("310000"));
    BOOST_CHECK_EQUAL(asked.limit, 101);
}

BOOST_AUTO_TEST_CASE(a_filter_that_is_misspelt_or_out_of_its_list_is_refused_by_name) {
    FakeWorld world;
    const std::vector<std::pair<std::string, std::string>> bad{
        {"stat", "booked"}, {"state", "bookd"}, {"day", "16.10.2018"}, {"direction", "in"},
        {"limit", "0"},     {"limit", "1001"},  {"limit", "2x"},       {"format", "xml"},
    };
    for (const auto& [name, value] : bad) {
        const Answer answer = world.get("/settlements", {{name, value}});
        BOOST_CHECK_EQUAL(answer.response.status, 400);
        BOOST_CHECK_EQUAL(answer.text("error.code"), "GW1008");
        BOOST_CHECK_EQUAL(answer.text("error.fields.0"), name);
    }
}

BOOST_AUTO_TEST_CASE(one_settlement_is_shown_with_its_person_masked) {
    FakeWorld world;
    world.settlements.records = {booked("A")};
    const Answer answer = world.get("/settlements/A");
    BOOST_CHECK_EQUAL(answer.text("person.name"), "章*");
    BOOST_CHECK_EQUAL(answer.text("person.certificate_last_four"), "1234");
    BOOST_CHECK_EQUAL(answer.text("split.total"), "1368.83");
    BOOST_CHECK(answer.response.body.find("310101195001011234") == std::string::npos);
    BOOST_CHECK_EQUAL(world.get("/settlements/B").response.status, 404);
    BOOST_CHECK_EQUAL(world.get("/settlements/B").text("error.code"), "GW1701");
}

BOOST_AUTO_TEST_CASE(a_settlement_shows_how_its_codes_were_translated_and_names_no_illness) {
    FakeWorld world;
    SettlementRecord record = booked("A");
    record.translations = {{"diagnosis",
                            "local",
                            "national",
                            {"J06.900x003", "上呼吸道感染", "J06.900", "急性上呼吸道感染", "v1", "diagnoses:x"}},
                           {"care_kind", "national", "delta", {"11", "普通门诊", "11", "普通门诊", "v1", "unmapped"}}};
    world.settlements.records = {record};
    const Answer answer = world.get("/settlements/A");
    BOOST_CHECK_EQUAL(answer.size("translations"), 2);
    BOOST_CHECK_EQUAL(answer.text("translations.0.original_code"), "J06.900x003");
    BOOST_CHECK_EQUAL(answer.text("translations.0.code"), "J06.900");
    BOOST_CHECK_EQUAL(answer.text("translations.0.map_version"), "v1");
    BOOST_CHECK_EQUAL(answer.text("translations.0.map_row"), "diagnoses:x");
    BOOST_CHECK_EQUAL(answer.text("translations.1.name"), "普通门诊");
    BOOST_CHECK_EQUAL(answer.text("translations.1.map_row"), "unmapped");
    BOOST_CHECK(answer.response.body.find("呼吸道") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_store_that_is_away_is_unavailable_not_empty) {
    FakeWorld world;
    world.settlements.down = true;
    const Answer answer = world.get("/settlements");
    BOOST_CHECK_EQUAL(answer.response.status, 503);
    BOOST_CHECK_EQUAL(answer.text("error.code"), "GW2003");
}

BOOST_AUTO_TEST_CASE(settlements_export_as_csv_page_by_page) {
    FakeWorld world;
    world.settlements.records = {booked("A"), booked("B")};
    const Answer answer = world.get("/settlements", {{"format", "csv"}, {"limit", "1"}, {"bom", "true"}});
    BOOST_CHECK_EQUAL(answer.response.content_type, "text/csv; charset=utf-8");
    BOOST_CHECK(answer.response.body.starts_with("\xEF\xBB\xBF结算号"));
    BOOST_CHECK_EQUAL(answer.response.headers.at("x-next"), "A");
}
