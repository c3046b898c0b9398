#include "gateway/services/translation/check_rows.hpp"

#include "gateway/services/tables/findings.hpp"
#include "tests/support/generated_catalog.hpp"

#include <algorithm>
#include <string>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

using namespace clearing;
using namespace clearing::translation;

namespace {

struct Told {
    std::string faults, notices;
};

/// The lines (cells parted by blanks) of one file, checked.
Told told(CodeKind kind, std::initializer_list<std::string> lines) {
    std::string text = fmt::format("{}\n", fmt::join(columns_of(kind), "\t"));
    for (std::string line : lines) {
        std::ranges::replace(line, ' ', '\t');
        text += line + "\n";
    }
    tables::Findings findings;
    const auto rows = read_rows(kind, text, findings);
    BOOST_TEST_REQUIRE(findings.empty(), "the rows themselves are in order: " << fmt::format(
                                             "{}", fmt::join(findings.sentences(), " | ")));
    check_rows(kind, rows, findings);
    return {fmt::format("{}", fmt::join(findings.sentences(), " | ")),
            fmt::format("{}", fmt::join(findings.notices(), " | "))};
}

std::string faults(std::initializer_list<std::string> lines) {
    return told(CodeKind::diagnosis, lines).faults;
}

const std::string x = "XA01ABD075A002010100483";

}  // namespace

BOOST_AUTO_TEST_SUITE(rows_of_one_kind)

BOOST_AUTO_TEST_CASE(a_history_without_overlap_or_gap_is_in_order) {
    BOOST_TEST(faults({"local A national 2017-01-01 2017-12-31 A00.000 same a b o li",
                       "local A national 2018-01-01 - A00.100 same a b o li"}) == "");
}

BOOST_AUTO_TEST_CASE(overlap_and_gap_are_found) {
    BOOST_TEST(faults({"local A national 2017-01-01 2017-12-31 A00.000 same a b o li",
                       "local A national 2017-12-31 - A00.100 same a b o li"}) ==
               "diagnoses.tsv:3: 'local A national' overlaps diagnoses.tsv:2");
    BOOST_TEST(faults({"local A national 2017-01-01 - A00.000 same a b o li",
                       "local A national 2018-01-01 - A00.100 same a b o li"}) ==
               "diagnoses.tsv:3: 'local A national' overlaps diagnoses.tsv:2");
    BOOST_TEST(faults({"local A national 2017-01-01 2017-12-31 A00.000 same a b o li",
                       "local A national 2018-01-02 - A00.100 same a b o li"}) ==
               "diagnoses.tsv:3: 'local A national' leaves a gap after diagnoses.tsv:2");
}

BOOST_AUTO_TEST_CASE(another_direction_is_another_history) {
    BOOST_TEST(faults({"local A delta 2017-01-01 - A00.000 same a b o li",
                       "local A national 2017-01-01 - A00.000 same a b o li"}) == "");
}

BOOST_AUTO_TEST_CASE(a_target_of_several_sources_is_many_to_one_on_every_row) {
    BOOST_TEST(faults({"local A national 2017-01-01 - A00.000 many-to-one a b o li",
                       "local B national 2017-01-01 - A00.000 many-to-one a b o li"}) == "");
    BOOST_TEST(faults({"local A national 2017-01-01 - A00.000 many-to-one a b o li",
                       "local B national 2017-01-01 - A00.000 same a b o li"}) ==
               "diagnoses.tsv:3: A00.000 is the target of A too (diagnoses.tsv:2): the relation is many-to-one, not "
               "same");
    BOOST_TEST(faults({"local A national 2017-01-01 - A00.000 narrower a b o li",
                       "local B national 2018-01-01 - A00.000 many-to-one a b o li"}) ==
               "diagnoses.tsv:2: A00.000 is the target of B too (diagnoses.tsv:3): the relation is many-to-one, not "
               "narrower");
}

BOOST_AUTO_TEST_CASE(a_long_row_is_seen_across_the_short_ones_between) {
    // C meets A, which began first and never ends, though B has come and gone in between.
    BOOST_TEST(faults({"local A national 2016-01-01 - A00.000 many-to-one a b o li",
                       "local B national 2017-01-01 2017-12-31 A00.000 many-to-one a b o li",
                       "local C national 2019-01-01 - A00.000 same a b o li"}) ==
               "diagnoses.tsv:4: A00.000 is the target of A too (diagnoses.tsv:2): the relation is many-to-one, not "
               "same");
    // A's own later row is no other source, B behind it is.
    BOOST_TEST(faults({"local A national 2016-01-01 2016-12-31 A00.000 same a b o li",
                       "local A national 2017-01-01 - A00.000 same c b o li",
                       "local B national 2019-01-01 - A00.000 many-to-one a b o li"}) ==
               "diagnoses.tsv:3: A00.000 is the target of B too (diagnoses.tsv:4): the relation is many-to-one, not "
               "same");
}

BOOST_AUTO_TEST_CASE(sources_that_follow_each_other_may_be_the_same) {
    BOOST_TEST(faults({"local A national 2017-01-01 2017-12-31 A00.000 same a b o li",
                       "local B national 2018-01-01 - A00.000 same a b o li"}) == "");
}

BOOST_AUTO_TEST_CASE(many_to_one_needs_another_source_at_some_time) {
    BOOST_TEST(faults({"local A national 2017-01-01 - A00.000 many-to-one a b o li"}) ==
               "diagnoses.tsv:2: many-to-one, but A00.000 never had another source");
    BOOST_TEST(faults({"local A national 2017-01-01 2017-12-31 A00.000 same a b o li",
                       "local B national 2018-01-01 - A00.000 many-to-one a b o li"}) == "");
}

BOOST_AUTO_TEST_CASE(a_national_code_has_its_form_on_either_side) {
    const std::string form =
        "has not the national form of a diagnosis code: like J06.900, I10.x00, A00.000x001, A01.001+K77.0*, "
        "A01.002+G01* or C22.101M81600/3";
    BOOST_TEST(faults({"local A national 2017-01-01 - J06.9 same a b o li"}) == "diagnoses.tsv:2: 'J06.9' " + form);
    BOOST_TEST(faults({"national J06.9 local 2017-01-01 - A same a b o li"}) == "diagnoses.tsv:2: 'J06.9' " + form);
    BOOST_TEST(faults({"local J06.9 delta 2017-01-01 - J06.9 same a b o li"}) == "");
}

BOOST_AUTO_TEST_CASE(one_national_code_is_split_one_way_on_one_day) {
    const auto drug = [](const std::string& code, const std::string& from, const std::string& to,
                         const std::string& terms) {
        return "local " + code + " national " + from + " " + to + " " + x + " many-to-one a b " + terms + " o li";
    };
    BOOST_TEST(told(CodeKind::drug,
                    {drug("A", "2017-01-01", "-", "101 09 02 0.1 -"), drug("B", "2017-01-01", "-", "101 09 02 0.1 -")})
                   .faults == "");
    BOOST_TEST(told(CodeKind::drug,
                    {drug("A", "2017-01-01", "-", "101 09 02 0.1 -"), drug("B", "2017-01-01", "-", "101 09 02 0.2 -")})
                   .faults == "drugs.tsv:3: " + x + " is split otherwise at drugs.tsv:2");
    BOOST_TEST(told(CodeKind::drug,
                    {drug("A", "2017-01-01", "2017-12-31", "101 09 02 0.1 -"),
                     drug("A", "2018-01-01", "-", "101 09 02 0.2 -"), drug("B", "2018-01-01", "-", "101 09 02 0.2 -")})
                   .faults == "");
}

BOOST_AUTO_TEST_CASE(a_fund_type_is_in_one_class) {
    BOOST_TEST(told(CodeKind::fund_kind, {"local A delta 2017-01-01 - 310100 same a b fund hifp o li",
                                          "local A national 2017-01-01 - 310100 same a b fund hifp o li",
                                          "national 310100 delta 2017-01-01 - 310100 same a b fund oth o li"})
                   .faults == "fund_kinds.tsv:4: 310100 has another class at fund_kinds.tsv:3");
}

BOOST_AUTO_TEST_CASE(a_ceiling_that_falls_asks_for_a_second_look) {
    const auto notices = [](const std::string& before, const std::string& after) {
        return told(CodeKind::drug,
                    {"local A national 2017-01-01 2017-12-31 " + x + " same a b 101 09 02 0.1 " + before + " o li",
                     "local A national 2018-01-01 - " + x + " same a b 101 09 02 0.1 " + after + " o li"})
            .notices;
    };
    BOOST_TEST(notices("12.5", "11.8") == "drugs.tsv:3: the price ceiling of A falls from 12.5 to 11.8");
    BOOST_TEST(notices("-", "11.8") == "drugs.tsv:3: the price ceiling of A falls from none to 11.8");
    BOOST_TEST(notices("12.5", "12.5") == "");
    BOOST_TEST(notices("12.5", "-") == "");
}

BOOST_AUTO_TEST_CASE(a_national_code_no_local_code_leads_to_is_told) {
    BOOST_TEST(told(CodeKind::diagnosis, {"local A national 2017-01-01 - A00.000 same a b o li",
                                          "national A00.000 delta 2017-01-01 - A00.000 same a b o li",
                                          "national A00.100 delta 2017-01-01 - A00.100 same a b o li"})
                   .notices == "diagnoses.tsv:4: no local code leads to A00.100");
}

BOOST_AUTO_TEST_CASE(a_generated_catalog_with_histories_is_in_order) {
    const std::string text = generated::drug_file(20'000, 24, 7);
    tables::Findings findings;
    const auto rows = read_rows(CodeKind::drug, text, findings);
    check_rows(CodeKind::drug, rows, findings);
    BOOST_TEST(findings.sentences().empty());
    BOOST_TEST(!findings.notices().empty());  // some ceilings fall
}

BOOST_AUTO_TEST_SUITE_END()
