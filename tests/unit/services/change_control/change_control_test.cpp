// How a version comes to be in force: one makes it, another activates it, it can be taken back.
#include "tests/unit/services/change_control/house.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

BOOST_FIXTURE_TEST_SUITE(change_control, House)

BOOST_AUTO_TEST_CASE(a_new_gateway_begins_with_its_folder_and_keeps_to_its_books_afterwards) {
    begin();
    BOOST_TEST_REQUIRE(mappings.kept.size() == 1U);
    BOOST_TEST(mappings.kept.front().version.id == version());
    BOOST_TEST((mappings.activated.front().action == ports::MappingAction::start));
    begin();
    BOOST_TEST(mappings.activated.size() == 1U);
    BOOST_TEST(!follow().has_value());
}

BOOST_AUTO_TEST_CASE(what_one_imported_another_activates_and_the_next_request_is_split_by_it) {
    begin();
    const std::string before = version();
    const auto made = import(ratio_sheet("0.2"));
    BOOST_REQUIRE_MESSAGE(made, why(made));
    BOOST_TEST(made->is_new);
    BOOST_TEST(made->version.base == before);
    BOOST_TEST(made->version.made_by == "wang");
    BOOST_TEST(made->report.replaced == 1U);
    BOOST_TEST(version() == before);

    const auto own = activate(made->version.id, nullptr, "wang");
    BOOST_TEST(code_of_answer(own) == "GW1702");
    const auto activated = activate(made->version.id);
    BOOST_REQUIRE_MESSAGE(activated, why(activated));
    visit_with("before", "YP002");
    BOOST_TEST(taken.value().lines.front().split.first_self_pay.to_yuan() == "5.00");
    BOOST_TEST(follow().value() == made->version.id);
    visit_with("after", "YP002");
    const FeeLine& line = taken.value().lines.front();
    BOOST_TEST(line.split.first_self_pay.to_yuan() == "20.00");
    BOOST_TEST(line.translated.map_version == made->version.id);
    BOOST_TEST(line.translated.map_row.starts_with("drugs:local:YP002>national@2018-10-01 + drugs:national:"));
    for (const char* event : {"mapping_imported", "mapping_swapped"})
        BOOST_TEST(times_audited(event) >= 1, event);
    BOOST_TEST(code_of_answer(activate(made->version.id)) == "GW1703");
}

BOOST_AUTO_TEST_CASE(an_activation_for_a_later_day_waits_for_it_and_one_for_a_past_day_is_refused) {
    begin();
    const std::string before = version(), made = import(ratio_sheet("0.2")).value().version.id;
    BOOST_TEST(code_of_answer(activate(made, "2018-10-15")) == "GW1008");
    const auto planned = activate(made, "2018-10-18");
    BOOST_REQUIRE_MESSAGE(planned, why(planned));
    BOOST_TEST(to_local_time(planned->effective_at) == "2018-10-18 00:00:00");
    clock.set("2018-10-17 23:59:59");
    BOOST_TEST(!follow().has_value());
    BOOST_TEST(version() == before);
    clock.set("2018-10-18 00:00:00");
    BOOST_TEST(follow().value() == made);
}

BOOST_AUTO_TEST_CASE(a_rollback_goes_back_at_once_and_withdraws_what_was_planned) {
    begin();
    const std::string first = version(), second = import(ratio_sheet("0.2")).value().version.id;
    activate(second).value();
    follow();
    const std::string third = import(ratio_sheet("0.3"), "2018-10-02").value().version.id;
    activate(third, "2018-10-20").value();
    const auto back = run(control.rollback("li"));
    BOOST_REQUIRE_MESSAGE(back, why(back));
    BOOST_TEST(back->version == first);
    BOOST_TEST(follow().value() == first);
    clock.set("2018-10-20 08:00:00");
    BOOST_TEST(!follow().has_value());
    BOOST_TEST(version() == first);
}

BOOST_AUTO_TEST_CASE(without_a_former_version_there_is_nothing_to_go_back_to) {
    begin();
    BOOST_TEST(code_of_answer(run(control.rollback("li"))) == "GW1703");
}

BOOST_AUTO_TEST_CASE(a_faulty_sheet_is_refused_whole_with_its_rows_and_nothing_is_kept) {
    begin();
    const auto refused = import(ratio_sheet("0.2") +
                                "YP777,x,not a national code,x,101,09,01,0,\r\n"
                                "YP778,=HYPERLINK(1),XJ01DCT063A001010190099,x,101,09,01,0,\r\n");
    BOOST_TEST(code_of_answer(refused) == "GW1008");
    BOOST_TEST_REQUIRE(refused.error().fields.size() >= 2U);
    BOOST_TEST(refused.error().fields.at(0).starts_with("row 3:"));
    BOOST_TEST(refused.error().fields.at(1).starts_with("row 4:"));
    BOOST_TEST(mappings.kept.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_set_with_a_gap_in_its_dates_is_refused_before_anybody_can_activate_it) {
    begin();
    tables::TableSet set = table_set();
    set["care_kinds.tsv"] =
        with_change(set["care_kinds.tsv"], "national\t11\tdelta\t2017-01-01\t-\t11\tsame",
                    "national\t11\tdelta\t2017-01-01\t2017-12-31\t11\tsame\t普通门诊\t普通门诊\to\tr\n"
                    "national\t11\tdelta\t2018-06-01\t-\t11\tsame");
    const auto refused = run(control.import_set("wang", set));
    BOOST_TEST(code_of_answer(refused) == "GW1008");
    BOOST_TEST(refused.error().fields.front().find("gap") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_version_that_would_orphan_codes_of_open_visits_is_not_activated) {
    begin();
    visit_with("bed", "YP002");
    tables::TableSet set = table_set();
    std::string& drugs = set["drugs.tsv"];
    for (const std::string row : {"local\tYP002\t", "national\tXJ01DCT063A001010190002\t"}) {
        const auto begin_of_row = drugs.find(row);
        drugs.erase(begin_of_row, drugs.find('\n', begin_of_row) - begin_of_row + 1);
    }
    const auto made = run(control.import_set("wang", set));
    BOOST_REQUIRE_MESSAGE(made, why(made));
    const std::string before = version();
    const auto refused = activate(made->version.id);
    BOOST_TEST(code_of_answer(refused) == "GW1703");
    BOOST_TEST_REQUIRE(!refused.error().fields.empty());
    BOOST_TEST(std::ranges::count(refused.error().fields,
                                  "drug YP002 from local to national on 2018-10-16: in 1 open visit") == 1);
    BOOST_TEST(!follow().has_value());
    BOOST_TEST(version() == before);
}

BOOST_AUTO_TEST_CASE(two_daemons_on_one_database_follow_one_timeline) {
    begin();
    mapping::TablesInForce of_the_other{reviewed_tables()};
    mapping::World other_world{
        of_the_other, DivisionCode("330200"), mappings, usage, workshop, sheets, shelf, clock, digest, audit,
        other_sides};
    mapping::ChangeControl other_control{other_world};
    mapping::Watch other_watch{other_world};
    run(other_control.begin_with(table_set())).value();
    BOOST_TEST(mappings.activated.size() == 1U);
    const std::string made = import(ratio_sheet("0.2")).value().version.id;
    activate(made).value();
    follow();
    BOOST_TEST(run(other_watch.step()).value().value() == made);
    BOOST_TEST(of_the_other.current()->version == version());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_loaded_leaves_the_running_version_and_is_told_once) {
    begin();
    const std::string before = version(), made = import(ratio_sheet("0.2")).value().version.id;
    activate(made).value();
    for (auto& kept : mappings.kept)
        if (kept.version.id == made) kept.texts["drugs.tsv"] += "damaged";
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(!run(watch.step()).has_value());
    BOOST_TEST(version() == before);
    BOOST_TEST(times_audited("mapping_not_swapped") == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
