#include "gateway/services/tables/findings.hpp"
#include "gateway/services/translation/mapping_row.hpp"
#include "tests/support/generated_catalog.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

using namespace clearing;
using namespace clearing::translation;

namespace {

std::string header(CodeKind kind) {
    return fmt::format("{}\n", fmt::join(columns_of(kind), "\t"));
}

/// Cells as the table shows them to a reader: blanks between them.
std::string line(std::string cells) {
    std::ranges::replace(cells, ' ', '\t');
    return cells + "\n";
}

std::vector<std::string> faults_of(CodeKind kind, const std::string& text) {
    tables::Findings findings;
    read_rows(kind, text, findings);
    return findings.sentences();
}

/// The only fault of a file with this one line.
std::string fault_of(CodeKind kind, const std::string& cells) {
    const auto faults = faults_of(kind, header(kind) + line(cells));
    return faults.size() == 1 ? faults.front() : fmt::format("{} faults: {}", faults.size(), fmt::join(faults, " | "));
}

const std::string drug_terms = "101 09 02 0.1 12.50 book pending";
const std::string drug_key = "local YP1 national 2017-01-01 - XA01ABD075A002010100483 same a b ";

}  // namespace

BOOST_AUTO_TEST_SUITE(mapping_rows)

BOOST_AUTO_TEST_CASE(key_columns_stand_first_and_terms_before_the_origin) {
    BOOST_TEST(fmt::format("{}", fmt::join(columns_of(CodeKind::diagnosis), " ")) ==
               "source_system source_code target_system valid_from valid_to target_code relation source_name "
               "target_name origin reviewed_by");
    BOOST_TEST(columns_of(CodeKind::drug).size() == 16U);
    BOOST_TEST(columns_of(CodeKind::fund_kind).at(9) == "class");
}

BOOST_AUTO_TEST_CASE(a_row_is_read_with_all_it_says) {
    const std::string text = "# comment\n" + header(CodeKind::drug) + line(drug_key + drug_terms) +
                             line("national X1 delta 2017-01-01 2018-12-31 D1 narrower - - - - - - - book li");
    tables::Findings findings;
    const auto rows = read_rows(CodeKind::drug, text, findings);
    BOOST_TEST(findings.sentences().empty());
    BOOST_TEST_REQUIRE(rows.size() == 2U);
    BOOST_TEST(rows[0].code == "YP1");
    BOOST_TEST(rows[0].target == "XA01ABD075A002010100483");
    BOOST_TEST(rows[0].name == "a");
    BOOST_TEST(rows[0].target_name == "b");
    BOOST_TEST(!rows[0].period.to.has_value());
    BOOST_TEST_REQUIRE(rows[0].catalog.has_value());
    BOOST_TEST(rows[0].catalog->list_type == "101");
    BOOST_TEST(rows[0].catalog->first_self_pay_ratio.to_text() == "0.1");
    BOOST_TEST(rows[0].catalog->price_ceiling->to_text() == "12.5");
    BOOST_TEST(rows[0].line == 3U);
    BOOST_TEST(!rows[1].catalog.has_value());
    BOOST_TEST(rows[1].name.empty());
    BOOST_TEST((rows[1].from == Vocabulary::national && rows[1].to == Vocabulary::delta));
    BOOST_TEST((rows[1].relation == Relation::narrower));
    BOOST_TEST(rows[1].period.to->to_text() == "2018-12-31");
    BOOST_TEST(rows[1].reviewed_by == "li");
}

BOOST_AUTO_TEST_CASE(a_fund_type_has_its_class_on_every_row) {
    const std::string text = header(CodeKind::fund_kind) +
                             line("local 310100 delta 2017-01-01 - 310100 same a b fund hifp book pending") +
                             line("local 310200 delta 2017-01-01 - 310200 same a b account - book pending");
    tables::Findings findings;
    const auto rows = read_rows(CodeKind::fund_kind, text, findings);
    BOOST_TEST(findings.sentences().empty());
    BOOST_TEST_REQUIRE(rows.size() == 2U);
    BOOST_TEST((rows[0].fund_class == FundClass{FundClass::Kind::fund, Fund::hifp}));
    BOOST_TEST((rows[1].fund_class == FundClass{FundClass::Kind::account, {}}));
}

BOOST_AUTO_TEST_CASE(every_fault_of_a_row_is_told_with_file_and_line) {
    struct Case {
        CodeKind kind;
        std::string cells, fault;
    };
    const Case cases[] = {
        {CodeKind::diagnosis, "lokal A national 2017-01-01 - B same a b book li", "unknown source_system 'lokal'"},
        {CodeKind::diagnosis, "local A nation 2017-01-01 - B same a b book li", "unknown target_system 'nation'"},
        {CodeKind::diagnosis, "delta A delta 2017-01-01 - B same a b book li",
         "a vocabulary is not translated into itself"},
        {CodeKind::diagnosis, "local - national 2017-01-01 - B same a b book li", "source_code is missing"},
        {CodeKind::diagnosis, "local A national 2017-01-01 - - same a b book li", "target_code is missing"},
        {CodeKind::diagnosis, "local A national 2017-02-29 - B same a b book li",
         "valid_from '2017-02-29' is not a day"},
        {CodeKind::diagnosis, "local A national - - B same a b book li", "valid_from '' is not a day"},
        {CodeKind::diagnosis, "local A national 2017-01-02 2017-01-01 B same a b book li",
         "valid_to '2017-01-01' is not a day after valid_from"},
        {CodeKind::diagnosis, "local A national 2017-01-01 - B alike a b book li", "unknown relation 'alike'"},
        {CodeKind::diagnosis, "local A national 2017-01-01 - B same a b - li", "origin is missing"},
        {CodeKind::diagnosis, "local A national 2017-01-01 - B same a b book -", "reviewed_by is missing"},
        {CodeKind::diagnosis, "local A national 2017-01-01 - B same a b book", "10 cells where the header has 11"},
        {CodeKind::diagnosis, "local A national 2017-01-01 - B same a b book li x x x x x x x x x",
         "20 cells where the header has 11"},
        {CodeKind::diagnosis, "local A national 2017-01-01 - B same  b book li", "an empty cell: write a dash"},
        {CodeKind::drug, drug_key + "201 09 02 0.1 - book li", "list type '201' does not belong here"},
        {CodeKind::service, drug_key + "301 09 02 0.1 - book li", "list type '301' does not belong here"},
        {CodeKind::consumable, drug_key + "101 09 02 0.1 - book li", "list type '101' does not belong here"},
        {CodeKind::chinese_drug, drug_key + "301 09 02 0.1 - book li", "list type '301' does not belong here"},
        {CodeKind::drug, drug_key + "- 09 02 0.1 - book li", "list type '' does not belong here"},
        {CodeKind::drug, drug_key + "101 15 02 0.1 - book li", "unknown charge item type '15'"},
        {CodeKind::drug, drug_key + "101 0: 02 0.1 - book li", "unknown charge item type '0:'"},
        {CodeKind::drug, drug_key + "101 09 04 0.1 - book li", "unknown charge level '04'"},
        {CodeKind::drug, drug_key + "101 09 02 10 - book li", "the first self-pay ratio is between 0 and 1"},
        {CodeKind::drug, drug_key + "101 09 02 -0.1 - book li", "the first self-pay ratio is between 0 and 1"},
        {CodeKind::drug, drug_key + "101 09 03 0.1 - book li", "level 03 and ratio 1 go together"},
        {CodeKind::drug, drug_key + "101 09 02 1 - book li", "level 03 and ratio 1 go together"},
        {CodeKind::drug, drug_key + "101 09 02 0.1 -5 book li", "the price ceiling is negative"},
        {CodeKind::fund_kind, "local A national 2017-01-01 - B same a b gift - book li", "unknown class 'gift'"},
        {CodeKind::fund_kind, "local A national 2017-01-01 - B same a b - - book li", "unknown class ''"},
        {CodeKind::fund_kind, "local A national 2017-01-01 - B same a b fund - book li",
         "class fund with the component ''"},
        {CodeKind::fund_kind, "local A national 2017-01-01 - B same a b account hifp book li",
         "class account with the component 'hifp'"},
        {CodeKind::fund_kind, "local A national 2017-01-01 - B same a b hospital zzz book li",
         "class hospital with the component 'zzz'"},
        {CodeKind::drug, "national A delta 2017-01-01 - B same a b 101 - - - - book li",
         "catalog terms stand on rows from local to national alone"},
    };
    for (const Case& each : cases)
        BOOST_TEST(fault_of(each.kind, each.cells) == fmt::format("{}:2: {}", traits_of(each.kind).file, each.fault));
}

BOOST_AUTO_TEST_CASE(a_ratio_in_percent_is_no_number) {
    BOOST_TEST(fault_of(CodeKind::drug, drug_key + "101 09 02 10% - book li").starts_with("drugs.tsv:2: ratio '10%'"));
    BOOST_TEST(fault_of(CodeKind::drug, drug_key + "101 09 02 - - book li").starts_with("drugs.tsv:2: ratio ''"));
    BOOST_TEST(fault_of(CodeKind::drug, drug_key + "101 09 02 0.1 x book li").starts_with("drugs.tsv:2: ceiling 'x'"));
}

BOOST_AUTO_TEST_CASE(the_file_as_a_whole_is_looked_at) {
    const std::string a = line("local A national 2017-01-01 - A00.000 same a b book li");
    const std::string b = line("local B national 2017-01-01 - A00.100 same a b book li");
    const std::string head = header(CodeKind::diagnosis);
    const auto only = [](const std::string& text) {
        const auto faults = faults_of(CodeKind::diagnosis, text);
        return fmt::format("{}", fmt::join(faults, " | "));
    };
    BOOST_TEST(only(head + a + b) == "");
    BOOST_TEST(only(head + b + a) == "diagnoses.tsv:3: not in ascending order (LC_ALL=C sort)");
    BOOST_TEST(only(head + a + a) == "diagnoses.tsv:3: the same line twice");
    BOOST_TEST(only(head + a + "\n" + b) == "diagnoses.tsv:3: empty line");
    BOOST_TEST(only(head + a.substr(0, a.size() - 1) + "\r\n") ==
               "diagnoses.tsv:2: carriage return: lines end in a line feed alone");
    BOOST_TEST(only("") == "diagnoses.tsv: no header line");
    BOOST_TEST(only("# a heading\n") == "diagnoses.tsv: no header line");
    BOOST_TEST(only(header(CodeKind::drug) + a).starts_with("diagnoses.tsv:1: the header must be: source_system "));
    BOOST_TEST(only(head + a + b.substr(0, b.size() - 1)) == "");
}

BOOST_AUTO_TEST_CASE(a_row_with_a_bad_key_is_left_out_and_the_others_are_read) {
    const std::string text = header(CodeKind::diagnosis) +
                             line("local A national 2017-13-01 - A00.000 same a b book li") +
                             line("local B national 2017-01-01 - A00.100 same a b book li");
    tables::Findings findings;
    const auto rows = read_rows(CodeKind::diagnosis, text, findings);
    BOOST_TEST(findings.sentences().size() == 1U);
    BOOST_TEST_REQUIRE(rows.size() == 1U);
    BOOST_TEST(rows.front().code == "B");
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again_in_order) {
    for (const CodeKind kind : {CodeKind::drug, CodeKind::diagnosis, CodeKind::fund_kind}) {
        const std::string terms = traits_of(kind).terms == RowTerms::catalog      ? "101 09 03 1 - "
                                  : traits_of(kind).terms == RowTerms::fund_class ? "fund oth "
                                                                                  : "";
        const std::string text = "# two\n# lines\n" + header(kind) +
                                 line("local A national 2017-01-01 2017-12-31 T1 same a b " + terms + "book li") +
                                 line("local A national 2018-01-01 - T2 broader - b " + terms + "book li");
        tables::Findings findings;
        auto rows = read_rows(kind, text, findings);
        BOOST_TEST_REQUIRE(findings.sentences().empty());
        std::ranges::reverse(rows);
        BOOST_TEST(write_rows(kind, heading_of(text), rows) == text);
    }
}

BOOST_AUTO_TEST_CASE(a_ceiling_is_written_in_yuan_and_fen) {
    const auto written = [](const std::string& ceiling) {
        const std::string text = header(CodeKind::drug) + line(drug_key + "101 09 02 0.10 " + ceiling + " book li");
        tables::Findings findings;
        const std::string again = write_rows(CodeKind::drug, "", read_rows(CodeKind::drug, text, findings));
        return again.substr(again.find("0.1\t") + 4, again.rfind("\tbook") - again.find("0.1\t") - 4);
    };
    BOOST_TEST(written("12.5") == "12.50");
    BOOST_TEST(written("12") == "12.00");
    BOOST_TEST(written("12.125") == "12.125");
    BOOST_TEST(written("12.50") == "12.50");
    BOOST_TEST(written("-") == "-");
}

BOOST_AUTO_TEST_CASE(the_heading_is_the_comment_lines_on_top) {
    BOOST_TEST(heading_of("# a\n# b\nx\n# c\n") == "# a\n# b\n");
    BOOST_TEST(heading_of("x\n# c\n") == "");
    BOOST_TEST(heading_of("") == "");
    BOOST_TEST(heading_of("# no line feed") == "");
}

BOOST_AUTO_TEST_CASE(a_row_is_named_by_its_key) {
    BOOST_TEST(row_name(CodeKind::diagnosis, Vocabulary::local, Vocabulary::national, "J06.900x003",
                        Date::parse("2017-01-01").value()) == "diagnoses:local:J06.900x003>national@2017-01-01");
}

BOOST_AUTO_TEST_CASE(content_is_all_but_time_and_provenance) {
    const std::string text = header(CodeKind::drug) + line(drug_key + drug_terms);
    tables::Findings findings;
    const auto rows = read_rows(CodeKind::drug, text, findings);
    BOOST_TEST_REQUIRE(rows.size() == 1U);
    const MappingRow& row = rows.front();
    const auto changed = [&](auto change) {
        MappingRow other = row;
        change(other);
        return !row.same_content(other);
    };
    BOOST_TEST(!changed([](MappingRow& other) {
        other.period.to = other.period.from;
        other.origin = other.reviewed_by = "x";
        other.line = 9;
    }));
    BOOST_TEST(changed([](MappingRow& other) { other.target = "x"; }));
    BOOST_TEST(changed([](MappingRow& other) { other.name = "x"; }));
    BOOST_TEST(changed([](MappingRow& other) { other.relation = Relation::broader; }));
    BOOST_TEST(changed([](MappingRow& other) { other.catalog->price_ceiling.reset(); }));
    BOOST_TEST(changed([](MappingRow& other) { other.catalog.reset(); }));
}

BOOST_AUTO_TEST_CASE(a_large_catalog_is_read_whole) {
    const std::string text = generated::drug_file(20'000, 24, 1);
    tables::Findings findings;
    const auto begin = std::chrono::steady_clock::now();
    const auto rows = read_rows(CodeKind::drug, text, findings);
    const auto took = std::chrono::steady_clock::now() - begin;
    BOOST_TEST_MESSAGE(fmt::format("{} rows in {} us", rows.size(),
                                   std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
    BOOST_TEST(findings.sentences().empty());
    BOOST_TEST(rows.size() > 24'000U);
    const bool same_text = write_rows(CodeKind::drug, heading_of(text), rows) == text;
    BOOST_TEST(same_text);
}

BOOST_AUTO_TEST_SUITE_END()
