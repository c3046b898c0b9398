// What people read before they decide: dry run, coverage, replay, look-ups.
#include "tests/unit/services/change_control/house.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

bool holds(const std::vector<std::string>& sentences, std::string_view part) {
    return std::ranges::any_of(sentences, [&](const std::string& s) { return s.find(part) != std::string::npos; });
}

const mapping::CoverageCell* cell(const std::vector<mapping::CoverageCell>& cells, translation::CodeKind kind,
                                  translation::Vocabulary to) {
    for (const mapping::CoverageCell& one : cells)
        if (one.kind == kind && one.to == to) return &one;
    return nullptr;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reports_on_the_tables, House)

BOOST_AUTO_TEST_CASE(a_dry_run_tells_which_settlements_would_have_changed_and_by_how_much_money) {
    begin();
    const SettlementId changed = settled("one", "YP002");
    settled("other", "YP001");
    const std::string made = import(ratio_sheet("0.2")).value().version.id;
    const mapping::DryRunReport report = run(reports.dry_run(made, 30, {})).value();
    BOOST_TEST(report.bills == 2U);
    BOOST_TEST(report.changed == 1U);
    BOOST_TEST(report.stopped == 0U);
    BOOST_TEST(report.before.first_self_pay.to_yuan() == "5.00");
    BOOST_TEST(report.after.first_self_pay.to_yuan() == "20.00");
    BOOST_TEST(report.after.in_scope.to_yuan() == "80.00");
    BOOST_TEST_REQUIRE(report.changes.size() == 1U);
    BOOST_TEST((report.changes.front().settlement == changed));
    BOOST_TEST(holds(report.changes.front().what, "line L-one: first self-pay 5.00 → 20.00"));
    BOOST_TEST(version() != made);
}

BOOST_AUTO_TEST_CASE(a_dry_run_looks_at_the_days_asked_for_and_at_what_would_be_stopped) {
    begin();
    settled("early", "YP002");
    clock.advance(std::chrono::hours(24 * 40));
    settled("late", "YP002");
    tables::TableSet set = table_set();
    std::string& drugs = set["drugs.tsv"];
    for (const std::string row : {"local\tYP002\t", "national\tXJ01DCT063A001010190002\t"}) {
        const auto begin_of_row = drugs.find(row);
        drugs.erase(begin_of_row, drugs.find('\n', begin_of_row) - begin_of_row + 1);
    }
    const std::string without = run(control.import_set("wang", set)).value().version.id;
    const mapping::DryRunReport month = run(reports.dry_run(without, 30, {})).value();
    BOOST_TEST(month.bills == 1U);
    BOOST_TEST(month.stopped == 1U);
    BOOST_TEST(run(reports.dry_run(without, 60, {})).value().bills == 2U);
    BOOST_TEST(code_of_answer(run(reports.dry_run("ffffffffffff", 30, {}))) == "GW1701");
}

BOOST_AUTO_TEST_CASE(an_old_settlement_is_replayed_with_the_version_it_was_made_with) {
    begin();
    const std::string first = version();
    const SettlementId old = settled("old", "YP002");
    const std::string made = import(ratio_sheet("0.2")).value().version.id;
    activate(made).value();
    follow();
    const SettlementId fresh = settled("fresh", "YP002");
    const mapping::ReplayReport of_old = run(reports.replay(old)).value();
    BOOST_TEST(of_old.differences.empty());
    BOOST_TEST((of_old.versions == std::vector<std::string>{first}));
    BOOST_TEST((run(reports.replay(fresh)).value().versions == std::vector<std::string>{made}));
    // A figure that was changed in the books would be found.
    for (auto& [no, visit_lines] : books.lines)
        for (auto& stored : visit_lines)
            if (stored.line.id.text == "L-old") stored.line.split.first_self_pay = Money::parse("4").value();
    BOOST_TEST(holds(run(reports.replay(old)).value().differences, "first self-pay 4.00 in the books, 5.00 again"));
}

BOOST_AUTO_TEST_CASE(coverage_counts_codes_in_use_and_names_what_costs_most_with_suggestions_nobody_applied) {
    begin();
    settled("mapped", "YP002");
    visit_with("refused", "", "XJ01DCT063A001010199999");
    BOOST_TEST(code_of_answer(taken) == "GW1301");
    const auto cells = run(reports.coverage(30, 10, {})).value();
    const auto* drugs = cell(cells, translation::CodeKind::drug, translation::Vocabulary::national);
    BOOST_TEST_REQUIRE((drugs != nullptr));
    std::size_t codes = 0, mapped = 0;
    const mapping::UncoveredCode* uncovered = nullptr;
    for (const mapping::CoverageCell& one : cells) {
        if (one.kind != translation::CodeKind::drug || one.to != translation::Vocabulary::national) continue;
        codes += one.codes;
        mapped += one.mapped;
        if (!one.unmapped.empty()) uncovered = &one.unmapped.front();
    }
    BOOST_TEST(codes == 2U);
    BOOST_TEST(mapped == 1U);
    BOOST_TEST_REQUIRE((uncovered != nullptr));
    BOOST_TEST(uncovered->code == "XJ01DCT063A001010199999");
    BOOST_TEST(uncovered->amount.to_yuan() == "100.00");
    BOOST_TEST(uncovered->outcome == "refuse");
    BOOST_TEST_REQUIRE(!uncovered->suggestions.empty());
    BOOST_TEST(uncovered->suggestions.front().code == "XJ01DCT063A001010190002");
    BOOST_TEST(uncovered->suggestions.front().likeness == 100);
}

BOOST_AUTO_TEST_CASE(a_gap_is_closed_by_the_version_that_maps_it) {
    begin();
    visit_with("refused", "", "XJ01DCT063A001010199999");
    const std::string made =
        import(drug_sheet("YP099,头孢呋辛酯片,XJ01DCT063A001010199999,头孢呋辛酯片,101,09,02,0.05,\r\n"))
            .value()
            .version.id;
    activate(made).value();
    follow();
    for (const mapping::CoverageCell& one : run(reports.coverage(30, 10, {})).value())
        if (one.kind == translation::CodeKind::drug) BOOST_TEST(one.mapped == one.codes);
}

BOOST_AUTO_TEST_CASE(a_code_can_be_looked_up_in_any_version) {
    begin();
    using enum translation::Vocabulary;
    const mapping::CodeUse use{translation::CodeKind::care_kind,  local, delta, "14", {},
                               Date::parse("2018-10-16").value(), {},    {}};
    const auto found = run(reports.lookup({}, use)).value();
    BOOST_TEST(found.version == version());
    BOOST_TEST(found.translated->code == "140");
    BOOST_TEST(found.rows.size() == 2U);
    mapping::CodeUse unknown = use;
    unknown.code = "9999";
    unknown.from = national;
    const auto refused = run(reports.lookup(version(), unknown)).value();
    BOOST_TEST(!refused.translated.has_value());
    BOOST_TEST(refused.refusal.find("9999") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
