#include "gateway/services/prefund/rules.hpp"

#include "tests/support/mappings.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::prefund {
namespace {

const DivisionCode shanghai("310000"), guiyang("520100");
const Date today = *Date::parse("2018-10-16");
using routing::BusinessKind;

const std::string reviewed = tests::mapping_text("prefund_rules.tsv");

std::shared_ptr<const Rules> with(std::vector<std::string> rows) {
    auto rules = Rules::load(tests::with_rows(reviewed, std::move(rows)));
    if (!rules) throw std::runtime_error(rules.error().detail);
    return *rules;
}

std::string fault_of(const std::string& row) {
    const auto rules = Rules::load(tests::with_rows(reviewed, {row}));
    return rules ? "" : rules.error().detail;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(prefund_rules)

BOOST_AUTO_TEST_CASE(the_reviewed_rows_say_what_the_law_says) {
    const auto rules = with({});
    BOOST_TEST((rules->at_limit(shanghai, BusinessKind::outpatient, today) == AtLimit::allow));
    BOOST_TEST(rules->usage(shanghai, today)->yellow_from == 70);
    BOOST_TEST(rules->usage(shanghai, today)->red_from == 90);
    BOOST_TEST(rules->size_factor(shanghai, 2018)->to_text() == "2");
    const auto forecast = rules->forecast(shanghai, today);
    BOOST_TEST((forecast->days == 30 && !forecast->working && forecast->alarm_within == 15));
    BOOST_TEST(((*rules->marks(shanghai, today))[1] == LevelMarks{90, 80}));
}

BOOST_AUTO_TEST_CASE(a_care_kind_and_a_counterparty_of_its_own_go_first) {
    const auto rules = with({"at_limit\t31\t*\t2018-01-01\t2018-12-31\tqueue\ttest\tpending",
                             "at_limit\t*\tinpatient\t2018-01-01\t-\trefuse\ttest\tpending"});
    struct Example {
        const DivisionCode& counterparty;
        BusinessKind care;
        const char* day;
        AtLimit expected;
    };
    const Example table[]{{guiyang, BusinessKind::outpatient, "2018-10-16", AtLimit::allow},
                          {guiyang, BusinessKind::inpatient, "2018-10-16", AtLimit::refuse},
                          {guiyang, BusinessKind::inpatient, "2017-12-31", AtLimit::allow},
                          {shanghai, BusinessKind::pharmacy, "2018-10-16", AtLimit::queue},
                          {shanghai, BusinessKind::inpatient, "2018-10-16", AtLimit::refuse},
                          {shanghai, BusinessKind::pharmacy, "2019-01-01", AtLimit::allow}};
    for (const Example& e : table)
        BOOST_TEST((rules->at_limit(e.counterparty, e.care, *Date::parse(e.day)) == e.expected),
                   e.counterparty.text << " " << name_of(e.care) << " " << e.day);
}

BOOST_AUTO_TEST_CASE(a_row_that_says_nothing_sensible_is_found) {
    struct Example {
        const char *row, *fault;
    };
    const Example table[]{
        {"at_limit\t31\t*\t2018-01-01\t-\tmaybe\ttest\tpending", "no value"},
        {"at_limit\t31\tdental\t2018-01-01\t-\tallow\ttest\tpending", "care 'dental'"},
        {"size_factor\t31\tinpatient\t2018-01-01\t-\t2\ttest\tpending", "care 'inpatient'"},
        {"size_factor\t31\t*\t2018-01-01\t-\t0\ttest\tpending", "no value"},
        {"size_factor\t31\t*\t2018-01-01\t-\t-2\ttest\tpending", "no value"},
        {"level_red\t31\t*\t2018-01-01\t-\t80/90\ttest\tpending", "no value"},
        {"level_red\t31\t*\t2018-01-01\t-\t80\ttest\tpending", "no value"},
        {"forecast_days\t31\t*\t2018-01-01\t-\t30\ttest\tpending", "no value"},
        {"forecast_days\t31\t*\t2018-01-01\t-\t30 lunar\ttest\tpending", "no value"},
        {"retry_seconds\t31\t*\t2018-01-01\t-\t0\ttest\tpending", "no value"},
        {"usage_red\t3\t*\t2018-01-01\t-\t90\ttest\tpending", "not a division prefix"},
        {"hope\t31\t*\t2018-01-01\t-\t90\ttest\tpending", "there is no rule 'hope'"},
        {"usage_red\t*\t*\t2018-01-01\t-\t95\ttest\tpending", "overlaps"},
    };
    for (const Example& e : table)
        BOOST_TEST(fault_of(e.row).find(e.fault) != std::string::npos, e.row << ": " << fault_of(e.row));
}

BOOST_AUTO_TEST_CASE(without_rows_everything_is_allowed_and_nothing_is_reckoned) {
    const Rules none;
    BOOST_TEST((none.at_limit(shanghai, BusinessKind::inpatient, today) == AtLimit::allow));
    BOOST_TEST(!none.marks(shanghai, today).has_value());
    BOOST_TEST((none.size_factor(shanghai, 2018).error().code == ErrorCode::not_loaded));
    BOOST_TEST((none.usage(shanghai, today).error().code == ErrorCode::not_loaded));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::prefund
