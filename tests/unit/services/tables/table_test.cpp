#include "gateway/services/tables/period.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing::tables;

namespace {

const std::vector<std::string> columns{"code", "valid_from", "valid_to", "name"};
const std::string header = "code\tvalid_from\tvalid_to\tname\n";

Table read(const std::string& text, Findings& findings) {
    return Table::read("t.tsv", text, columns, findings);
}

void check_findings(const std::string& text, const std::vector<std::string>& expected) {
    Findings findings;
    const Table table = read(text, findings);
    check_history(table, {"code"}, findings);
    BOOST_TEST(findings.sentences() == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reading_of_tables)

BOOST_AUTO_TEST_CASE(cells_are_read_by_the_name_of_their_column) {
    Findings findings;
    const Table table = read("# words\n" + header + "# more words\nA\t2018-01-01\t-\t甲 乙\n", findings);
    BOOST_TEST(findings.empty());
    BOOST_TEST_REQUIRE(table.rows().size() == 1U);
    const Row& row = table.rows().front();
    BOOST_TEST(row["code"] == "A");
    BOOST_TEST(row["name"] == "甲 乙");
    BOOST_TEST(row["valid_to"].empty());
    BOOST_TEST(row.where() == "t.tsv:4");
    BOOST_CHECK_THROW(row["colour"], std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_last_line_without_a_line_feed_counts) {
    Findings findings;
    BOOST_TEST(read(header + "A\t2018-01-01\t-\tx", findings).rows().size() == 1U);
    BOOST_TEST(findings.empty());
}

BOOST_AUTO_TEST_CASE(the_form_of_a_table_is_strict) {
    check_findings("", {"t.tsv: no header line"});
    check_findings("code\tname\nA\tx\n", {"t.tsv:1: the header must be: code valid_from valid_to name"});
    check_findings(header + "A\t2018-01-01\t-\n", {"t.tsv:2: 3 cells where the header has 4"});
    check_findings(header + "A\t2018-01-01\t\tx\n", {"t.tsv:2: an empty cell: write a dash"});
    check_findings(header + "\n", {"t.tsv:2: empty line"});
    check_findings(header + "A\t2018-01-01\t-\tx\r\n", {"t.tsv:2: carriage return: lines end in a line feed alone"});
}

BOOST_AUTO_TEST_CASE(rows_stand_once_and_in_order) {
    check_findings(header + "B\t2018-01-01\t-\tx\nA\t2018-01-01\t-\tx\n",
                   {"t.tsv:3: not in ascending order (LC_ALL=C sort)"});
    check_findings(header + "A\t2018-01-01\t-\tx\nA\t2018-01-01\t-\tx\n", {"t.tsv:3: the same line twice"});
}

BOOST_AUTO_TEST_CASE(periods_of_one_key_follow_each_other_day_by_day) {
    check_findings(header + "A\t2017-01-01\t2017-12-31\tx\nA\t2018-01-01\t-\ty\nB\t2016-01-01\t-\tz\n", {});
    check_findings(header + "A\t2017-01-01\t2018-01-01\tx\nA\t2018-01-01\t-\ty\n", {"t.tsv:3: 'A' overlaps t.tsv:2"});
    check_findings(header + "A\t2017-01-01\t-\tx\nA\t2018-01-01\t-\ty\n", {"t.tsv:3: 'A' overlaps t.tsv:2"});
    check_findings(header + "A\t2017-01-01\t2017-12-30\tx\nA\t2018-01-01\t-\ty\n",
                   {"t.tsv:3: 'A' leaves a gap after t.tsv:2"});
}

BOOST_AUTO_TEST_CASE(a_period_has_a_begin_and_no_end_before_it) {
    const auto period_findings = [](const std::string& dates) {
        Findings findings;
        const Table table = read(header + "A\t" + dates + "\tx\n", findings);
        const auto period = read_period(table.rows().front(), findings);
        BOOST_TEST(period.has_value() == findings.empty());
        return findings.empty() ? std::string() : findings.sentences().front();
    };
    BOOST_TEST(period_findings("2018-01-01\t2018-01-01").empty());
    BOOST_TEST(period_findings("-\t-") == "t.tsv:2: valid_from '' is not a day");
    BOOST_TEST(period_findings("2018-02-29\t-") == "t.tsv:2: valid_from '2018-02-29' is not a day");
    BOOST_TEST(period_findings("2018-01-02\t2018-01-01") ==
               "t.tsv:2: valid_to '2018-01-01' is not a day after valid_from");
}

BOOST_AUTO_TEST_CASE(a_row_names_its_source_and_reviewer) {
    Findings findings;
    Table::read("t.tsv", "code\tsource\treviewed_by\nA\t-\t-\n", {"code", "source", "reviewed_by"}, findings);
    const std::vector<std::string> expected{"t.tsv:2: source is missing", "t.tsv:2: reviewed_by is missing"};
    BOOST_TEST(findings.sentences() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_refused_load_tells_the_first_findings_and_how_many_more) {
    Findings findings;
    for (int i = 1; i <= 7; ++i)
        findings.add("t.tsv:" + std::to_string(i), "bad");
    const clearing::Error error = to_error(findings);
    BOOST_TEST(error.detail.starts_with("t.tsv:1: bad; t.tsv:2: bad"));
    BOOST_TEST(error.detail.ends_with("t.tsv:5: bad; and 2 more"));
}

BOOST_AUTO_TEST_SUITE_END()
