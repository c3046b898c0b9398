// What a national day is asked about, and whether it waits for hospitals.
#include "gateway/services/reconciliation/national_cells.hpp"

#include "tests/support/memory_institutions.hpp"
#include "tests/support/ningbo.hpp"
#include "tests/unit/domain/splits.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

BOOST_AUTO_TEST_SUITE(cells_of_a_national_day)

BOOST_AUTO_TEST_CASE(are_all_that_the_dictionaries_know) {
    const auto cells =
        reconciliation::national_cells(reviewed_tables()->translator->book(), Date::parse("2018-10-16").value());
    BOOST_TEST(std::ranges::is_sorted(cells));
    BOOST_TEST(cells.size() == 14 * 4);
    for (const auto& cell :
         {std::pair<std::string, std::string>{"310", "11"}, {"390", "21"}, {"340", "41"}, {"510", "99"}})
        BOOST_TEST(std::ranges::binary_search(cells, cell), cell.first << " " << cell.second);
    BOOST_TEST(reconciliation::national_cells(reviewed_tables()->translator->book(), Date::parse("2016-12-31").value())
                   .empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(waiting_for_hospitals)

BOOST_AUTO_TEST_CASE(no_day_waits_by_the_reviewed_rows_and_one_does_where_a_row_says_so) {
    Ningbo here;
    MemoryInstitutionConfirmations words(here.books);
    here.day_world.confirmations = &words;
    here.shanghai.will_pay(zhang_corrected());
    const Bill bill{"B1", "1368.83"};
    const auto settled = [&](const std::string& name) {
        const VisitId visit = here.visit_with_bill(name, bill);
        BOOST_REQUIRE(here.settle(here.visitor_call("2207", "m-" + name), visit, bill).has_value());
        return here.record_of(here.visitor_call("2207", "m-" + name));
    };
    settled("a");
    here.clock.set("2018-10-17 00:00:00");
    BOOST_TEST((here.close(Ningbo::shanghai_day("2018-10-16"))->state == DayState::agreed));

    tables::TableSet set = table_set();
    set["policies.tsv"] = with_rows(
        set["policies.tsv"],
        {"visitor\tdelta\t3302\t31\tinstitution_confirmation\t*\t2018-10-17\t-\twaited_for\t-\tinvented\tpending"});
    here.tables_in_force.replace(mapping::load(set, DivisionCode("330200"), "waiting").value());
    const SettlementRecord confirmed = settled("b"), open = settled("c");
    here.run(words.confirm({confirmed.institution,
                            Date::parse("2018-10-01").value(),
                            MessageId("M1"),
                            {{confirmed.no, true}},
                            here.clock.now()}))
        .value();
    here.clock.set("2018-10-18 00:00:00");
    Statement statement = here.close(Ningbo::shanghai_day("2018-10-17")).value();
    BOOST_TEST((statement.state == DayState::agreed_with_carried_lines));
    BOOST_REQUIRE(statement.left_out.size() == 1U);
    BOOST_TEST((statement.left_out.front().key == open.key));
    BOOST_TEST(here.record(confirmed.id).cleared_day.has_value());

    // It waits on, and clears once the hospital has confirmed it.
    here.clock.set("2018-10-19 00:00:00");
    BOOST_TEST(here.close(Ningbo::shanghai_day("2018-10-18"))->left_out.size() == 1U);
    here.run(words.confirm({open.institution,
                            Date::parse("2018-10-01").value(),
                            MessageId("M2"),
                            {{open.no, true}},
                            here.clock.now()}))
        .value();
    here.clock.set("2018-10-20 00:00:00");
    statement = here.close(Ningbo::shanghai_day("2018-10-19")).value();
    BOOST_TEST(statement.left_out.empty());
    BOOST_TEST(statement.late.size() == 1U);
    BOOST_TEST(here.record(open.id).cleared_day->to_text() == "2018-10-19");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
