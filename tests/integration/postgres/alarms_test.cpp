#include "gateway/infra/postgres/alarms.hpp"

#include "gateway/infra/postgres/status_view.hpp"
#include "tests/integration/postgres/books.hpp"
#include "tests/support/alarms_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using test::Books;
using test::noon;

namespace {

/// Two daemons on one database.
struct AlarmWorld {
    Books books;
    Pool other_pool{test::config_for(books.database.daemon_url(), 2)};
    Alarms alarms{books.pool}, others{other_pool};
    StatusView status{books.pool};

    tests::AlarmsContract contract() {
        return {alarms, others, alarms,
                [this](long long no) { tests::Ask().value(status.acknowledge(no, "operator", noon)); }};
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(alarms)

#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        AlarmWorld world;              \
        tests::name(world.contract()); \
    }
ALARMS_CONTRACT(CASE)
#undef CASE

BOOST_AUTO_TEST_CASE(what_a_settlement_raises_is_told_as_well_and_names_it) {
    AlarmWorld world;
    const SettlementRecord record = world.books.opened(test::visitor_record("a"));
    ports::SettlementChange change = test::move_of(record, SettlementState::in_doubt);
    change.alarm = "somebody has to look at it";
    world.books.applied(change);
    const auto taken =
        world.books.value(world.alarms.take_due({"one", ports::AlarmChannel::log, change.at, change.at}));
    BOOST_REQUIRE(taken.size() == 1U);
    BOOST_TEST(taken[0].alarm.kind == "settlement");
    BOOST_TEST(taken[0].alarm.subject == record.id.text);
    BOOST_TEST(taken[0].alarm.text == "somebody has to look at it");
    const auto listed = world.books.value(world.status.alarms(10));
    BOOST_REQUIRE(listed.size() == 1U);
    BOOST_TEST(listed[0].kind == "settlement");
    BOOST_TEST(listed[0].subject == record.id.text);
}

BOOST_AUTO_TEST_CASE(the_daemons_role_cannot_rewrite_an_alarm_nor_forget_its_telling) {
    AlarmWorld world;
    world.books.value(world.alarms.raise({"k", "s", "text", noon}));
    for (const char* sql : {"UPDATE alarm SET text = 'nothing'", "DELETE FROM alarm", "DELETE FROM alarm_delivery",
                            "UPDATE alarm_delivery SET channel = 'log'"})
        BOOST_TEST(!world.books.database.refusal_of(sql).empty(), sql);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
