#include "gateway/services/mapping/diff.hpp"

#include "tests/unit/services/mapping/sheets.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::mapping;
using namespace clearing::mapping::test;

namespace {

const std::string a = "local A national 2017-01-01 - J06.900 same a b o li";
const std::string b = "local B national 2017-01-01 - J06.901 same a b o li";

/// One file's changes: "+ key {after}", "- key {before}", "| key {before} {after}" ended, "~ …" changed.
std::string shown(const std::vector<FileDiff>& files) {
    std::string text;
    for (const FileDiff& file : files) {
        text += fmt::format("{} +{} -{} |{} ~{}", file.file, file.added, file.removed, file.ended, file.changed);
        for (const RowChange& change : file.changes)
            text += fmt::format(" // {} {{{}}} {{{}}}", change.key, change.before, change.after);
        text += "\n";
    }
    return text;
}

std::string between(std::string_view file, const std::string& before, const std::string& after) {
    return shown(diff({{std::string(file), before}}, {{std::string(file), after}}));
}

std::string between(std::initializer_list<std::string> before, std::initializer_list<std::string> after) {
    return between("diagnoses.tsv", diagnoses(before), diagnoses(after));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(differences)

BOOST_AUTO_TEST_CASE(equal_sets_do_not_differ) {
    BOOST_TEST(between({a, b}, {a, b}) == "");
}

BOOST_AUTO_TEST_CASE(a_row_more_and_a_row_less_are_told_with_their_gist) {
    BOOST_TEST(between({a}, {a, b}) ==
               "diagnoses.tsv +1 -0 |0 ~0 // local B > national from 2017-01-01 {} {target J06.901; relation same; "
               "source_name a; target_name b}\n");
    BOOST_TEST(between({a, b}, {b}) ==
               "diagnoses.tsv +0 -1 |0 ~0 // local A > national from 2017-01-01 {target J06.900; relation same; "
               "source_name a; target_name b} {}\n");
}

BOOST_AUTO_TEST_CASE(an_end_and_a_follower_are_an_end_and_an_addition) {
    BOOST_TEST(between({a}, {"local A national 2017-01-01 2019-12-31 J06.900 same a b o li",
                             "local A national 2020-01-01 - J06.901 same a b o pending"}) ==
               "diagnoses.tsv +1 -0 |1 ~0 // local A > national from 2017-01-01 {valid_to -} {valid_to 2019-12-31} // "
               "local A > national from 2020-01-01 {} {target J06.901; relation same; source_name a; target_name b}\n");
}

BOOST_AUTO_TEST_CASE(a_row_that_says_otherwise_is_changed_in_what_differs) {
    BOOST_TEST(between({a}, {"local A national 2017-01-01 2018-12-31 J06.901 same a b o wang"}) ==
               "diagnoses.tsv +0 -0 |0 ~1 // local A > national from 2017-01-01 {valid_to -; target J06.900; "
               "reviewed_by li} {valid_to 2018-12-31; target J06.901; reviewed_by wang}\n");
    // An end that is taken back is no end.
    BOOST_TEST(between({"local A national 2017-01-01 2018-12-31 J06.900 same a b o li"}, {a})
                   .starts_with("diagnoses.tsv +0 -0 |0 ~1"));
}

BOOST_AUTO_TEST_CASE(a_price_written_otherwise_is_the_same_price) {
    const auto drug = [](const std::string& terms) {
        return file(translation::CodeKind::drug,
                    {"local A national 2017-01-01 - X same a b 101 09 02 " + terms + " o li"});
    };
    BOOST_TEST(between("drugs.tsv", drug("0.1 12.5"), drug("0.10 12.50")) == "drugs.tsv +0 -0 |0 ~0\n");
    BOOST_TEST(between("drugs.tsv", drug("0.1 12.5"), drug("0.05 12.5")) ==
               "drugs.tsv +0 -0 |0 ~1 // local A > national from 2017-01-01 {ratio 0.1} {ratio 0.05}\n");
    BOOST_TEST(between("drugs.tsv", drug("0.1 -"), drug("0.1 12.5")) ==
               "drugs.tsv +0 -0 |0 ~1 // local A > national from 2017-01-01 {ceiling -} {ceiling 12.5}\n");
}

BOOST_AUTO_TEST_CASE(other_tables_are_compared_by_the_columns_up_to_valid_from) {
    const std::string head = "# c\nprefix\tcare\tvalid_from\tvalid_to\tplatform\tsource\treviewed_by\n";
    BOOST_TEST(
        between("routes.tsv", head + "11\tinpatient\t2017-01-01\t-\tnational\ts\tli\n",
                head + "11\tinpatient\t2017-01-01\t-\tdelta\ts\tli\n31\tinpatient\t2018-01-01\t-\tdelta\ts\tli\n") ==
        "routes.tsv +1 -0 |0 ~1 // 11 inpatient from 2017-01-01 {platform national} {platform delta} // 31 "
        "inpatient from 2018-01-01 {} {platform delta}\n");
    BOOST_TEST(between("dates.tsv", "day\tword\n1\ta\n", "day\tword\n1\tb\n") ==
               "dates.tsv +0 -0 |0 ~1 // 1 {word a} {word b}\n");
}

BOOST_AUTO_TEST_CASE(files_come_in_name_order_and_may_stand_on_one_side_only) {
    const auto files = diff({{"a.tsv", diagnoses({a})}, {"c.tsv", diagnoses({a})}},
                            {{"b.tsv", diagnoses({a, b})}, {"c.tsv", diagnoses({a})}});
    BOOST_TEST_REQUIRE(files.size() == 2U);
    BOOST_TEST(files[0].file == "a.tsv");
    BOOST_TEST(files[0].removed == 1U);
    BOOST_TEST(files[1].file == "b.tsv");
    BOOST_TEST(files[1].added == 2U);
}

BOOST_AUTO_TEST_CASE(comments_alone_make_a_file_differ_without_a_row) {
    BOOST_TEST(between("diagnoses.tsv", diagnoses({a}), "# more\n" + diagnoses({a})) == "diagnoses.tsv +0 -0 |0 ~0\n");
}

BOOST_AUTO_TEST_CASE(all_are_counted_and_so_many_are_told) {
    const auto files = diff({{"d", diagnoses({})}}, {{"d", diagnoses({a, b})}}, 1);
    BOOST_TEST(files.front().added == 2U);
    BOOST_TEST(files.front().changes.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
