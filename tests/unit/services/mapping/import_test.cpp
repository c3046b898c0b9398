#include "tests/unit/services/mapping/sheets.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::mapping;
using namespace clearing::mapping::test;
using translation::CodeKind;
using translation::Vocabulary;

namespace {

constexpr auto headers = "国临版编码|国临版名称|医保版2.0编码|医保版2.0名称|";

ImportReport report_of(std::string_view base, const ports::Sheet& sheet, const ImportOrder& order) {
    const auto imported = import_sheet(base, sheet, order);
    BOOST_TEST_REQUIRE(imported.has_value());
    return imported->report;
}

std::string first_fault(const ports::Sheet& sheet, const ImportOrder& order) {
    const auto imported = import_sheet("", sheet, order);
    return imported ? "none" : imported.error().front();
}

std::string notices_of(const ports::Sheet& sheet, const ImportOrder& order) {
    return fmt::format("{}", fmt::join(report_of("", sheet, order).notices, "; "));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(importing)

BOOST_AUTO_TEST_CASE(a_sheet_with_the_bureaus_own_headers_becomes_rows) {
    const auto bureau =
        sheet(headers, {"J06.900|急性上呼吸道感染|J06.900|急性上呼吸道感染|", "I48.x00|心房颤动|I48.900|心房颤动|"});
    BOOST_TEST(after("", bureau, order()) ==
               "local I48.x00 national 2020-01-01 - I48.900 same 心房颤动 心房颤动 book pending/"
               "local J06.900 national 2020-01-01 - J06.900 same 急性上呼吸道感染 急性上呼吸道感染 book pending");
    const auto report = report_of("", bureau, order());
    BOOST_TEST(report.encoding == "UTF-8");
    BOOST_TEST(report.rows == 2U);
    BOOST_TEST(report.identical_codes == 1U);
    BOOST_TEST(report.changed_codes == 1U);
    BOOST_TEST(report.targets == 2U);
    BOOST_TEST(report.targets_with_several_sources == 0U);
    BOOST_TEST(report.added == 2U);
    BOOST_TEST(report.notices.empty());
}

BOOST_AUTO_TEST_CASE(the_heading_of_the_file_stays) {
    const auto imported = import_sheet(diagnoses({}), sheet(headers, {"A|a|J06.900|b|"}), order());
    BOOST_TEST(imported.value().text.starts_with("# heading\nsource_system\t"));
}

BOOST_AUTO_TEST_CASE(headers_are_known_by_our_names_by_theirs_and_by_order) {
    const std::string row = "local A national 2020-01-01 - J06.900 same a b book pending";
    BOOST_TEST(after("", sheet("target_code|target_name|source_code|source_name", {"J06.900|b|A|a"}), order()) == row);
    BOOST_TEST(after("", sheet("国临3.0手术代码|国临3.0手术名称|医保2.0手术代码|医保2.0手术名称", {"A|a|J06.900|b"}),
                     order()) == row);
    BOOST_TEST(after("", sheet(" 疾病编码|疾病名称|新代码 |新名称", {"A|a|J06.900|b"}), order()) == row);
    BOOST_TEST(
        notices_of(sheet("疾病编码|疾病名称|国家编码|新名称", {"A|a|J06.900|b"}), order()) ==
        "source_code is read from '疾病编码', by the order of the columns; source_name is read from '疾病名称', by "
        "the order of the columns; target_name is read from '新名称', by the order of the columns");
}

BOOST_AUTO_TEST_CASE(names_may_be_missing_and_unknown_columns_are_told) {
    BOOST_TEST(after("", sheet("编码|国家编码", {"A|J06.900"}), order()) ==
               "local A national 2020-01-01 - J06.900 same - - book pending");
    BOOST_TEST(notices_of(sheet("地方编码|国家编码|备注", {"A|J06.900|x"}), order()) ==
               "the column '备注' is not read");
}

BOOST_AUTO_TEST_CASE(a_header_without_what_is_needed_is_refused) {
    BOOST_TEST(after("", sheet("国临版编码|名称", {"A|a"}), order()) ==
               "refused: row 1: no column of the target_code is known by its header");
    BOOST_TEST(after("", sheet("国临版编码|source_code|国家编码", {"A|B|J06.900"}), order()) ==
               "refused: row 1: columns 1 and 2 are both source_code");
    ImportOrder timeless = order();
    timeless.valid_from.reset();
    BOOST_TEST(first_fault(sheet(headers, {"A|a|J06.900|b|"}), timeless) ==
               "row 1: no column of valid_from: the order has to say from when");
    ImportOrder nameless = order();
    nameless.origin = " ";
    BOOST_TEST(first_fault(sheet(headers, {"A|a|J06.900|b|"}), nameless) ==
               "row 1: no column of origin: the order has to name the text the rows are taken from");
    BOOST_TEST(first_fault(sheet(headers, {}), order()) == "row 1: the sheet has no records");
}

BOOST_AUTO_TEST_CASE(blanks_around_cells_are_cut_and_counted) {
    const auto bureau = sheet(headers, {" A|a\u3000|J06.900\u00a0|\u3000b c |", "B|b|J06.901|c|"});
    BOOST_TEST(after("", bureau, order()) ==
               "local A national 2020-01-01 - J06.900 same a b c book pending/"
               "local B national 2020-01-01 - J06.901 same b c book pending");
    BOOST_TEST(report_of("", bureau, order()).trimmed_cells == 4U);
}

BOOST_AUTO_TEST_CASE(an_empty_last_column_is_left_out_and_a_full_one_refused) {
    BOOST_TEST(after("", sheet(headers, {"A|a|J06.900|b| "}), order()) ==
               "local A national 2020-01-01 - J06.900 same a b book pending");
    BOOST_TEST(after("", sheet(headers, {"A|a|J06.900|b|x"}), order()) ==
               "refused: row 2: column 5: a cell under an empty header");
}

BOOST_AUTO_TEST_CASE(empty_rows_at_the_end_are_left_out) {
    const auto bureau = sheet(headers, {"A|a|J06.900|b|", "||||", "| |||"});
    BOOST_TEST(report_of("", bureau, order()).rows == 1U);
    BOOST_TEST(notices_of(bureau, order()) == "2 empty rows are left out");
}

BOOST_AUTO_TEST_CASE(every_bad_cell_names_its_row) {
    const auto fault = [](std::string_view record) {
        return first_fault(sheet(headers, {"A|a|J06.900|b|", "", record}), order());
    };
    BOOST_TEST(fault("|a|J06.900|b|") == "row 4: the source code is empty");
    BOOST_TEST(fault("-|a|J06.900|b|") == "row 4: the source code is empty");
    BOOST_TEST(fault("B|a| |b|") == "row 4: the target code is empty");
    BOOST_TEST(fault("B|=1+1|J06.900|b|") == "row 4: column 2: a formula");
    BOOST_TEST(fault("B|@SUM(A1)|J06.900|b|") == "row 4: column 2: a formula");
    BOOST_TEST(fault("+B|a|J06.900|b|") == "row 4: column 1: a formula");
    BOOST_TEST(fault("B|a|J06.900|-b|") == "row 4: column 4: a formula");
    BOOST_TEST(fault("B|\ta|J06.900|b|") == "row 4: column 2: a formula");
    BOOST_TEST(fault("B| =a|J06.900|b|") == "row 4: column 2: a formula");
    BOOST_TEST(fault("B|a\nb|J06.900|b|") == "row 4: column 2: a control character");
    BOOST_TEST(fault("B|a\tb|J06.900|b|") == "row 4: column 2: a control character");
    BOOST_TEST(fault("B|a|J06.900|b\u202E|") == "row 4: column 4: a control character");
    BOOST_TEST(fault("B|a|J06.900|b\u0085|") == "row 4: column 4: a control character");
    BOOST_TEST(fault("B|a|J06.9|b|").starts_with("row 4: 'J06.9' has not the national form of a diagnosis code: like"));
    BOOST_TEST(fault("A|a|J06.901|b|") == "row 4: A stands in row 2 already, from 2020-01-01");
    BOOST_TEST(fault("B|a|J06.901|b") == "row 4: 4 cells where the header has 5");
    BOOST_TEST(fault("B|-|J06.901|-|") == "none");
}

BOOST_AUTO_TEST_CASE(a_hundred_faults_are_told_and_the_rest_counted) {
    ports::Sheet bad{"UTF-8", split(headers, '|'), {}};
    for (std::size_t row = 2; row < 252; ++row)
        bad.records.push_back({row, {"", "a", "J06.900", "b", ""}});
    const auto imported = import_sheet("", bad, order());
    BOOST_TEST_REQUIRE(!imported.has_value());
    BOOST_TEST(imported.error().size() == 101U);
    BOOST_TEST(imported.error().at(99) == "row 101: the source code is empty");
    BOOST_TEST(imported.error().back() == "and 150 more faults");
}

BOOST_AUTO_TEST_CASE(a_faulty_file_takes_no_import) {
    BOOST_TEST(after(diagnoses({"local A national 2017-01-01 - J06.900 alike a b o li"}),
                     sheet(headers, {"B|b|J06.901|c|"}),
                     order()) == "refused: diagnoses.tsv:3: unknown relation 'alike'");
}

BOOST_AUTO_TEST_CASE(a_row_that_says_the_same_stays_with_its_reviewer) {
    const std::string base = diagnoses({"local A national 2017-01-01 - J06.900 same a b o li"});
    const auto bureau = sheet(headers, {"A|a|J06.900|b|"});
    const auto imported = import_sheet(base, bureau, order());
    BOOST_TEST(imported.value().text == base);
    BOOST_TEST(imported->report.unchanged == 1U);
    BOOST_TEST(imported->report.added == 0U);
}

BOOST_AUTO_TEST_CASE(a_row_that_says_otherwise_ends_the_day_before) {
    const std::string base = diagnoses({"local A national 2017-01-01 - J06.900 same a b o li"});
    BOOST_TEST(after(base, sheet(headers, {"A|a|J06.901|b|"}), order()) ==
               "local A national 2017-01-01 2019-12-31 J06.900 same a b o li/"
               "local A national 2020-01-01 - J06.901 same a b book pending");
    BOOST_TEST(report_of(base, sheet(headers, {"A|a|J06.901|b|"}), order()).replaced == 1U);
    // A name alone is content too: what was shown on a bill is kept.
    BOOST_TEST(report_of(base, sheet(headers, {"A|c|J06.900|b|"}), order()).replaced == 1U);
}

BOOST_AUTO_TEST_CASE(codes_the_sheet_lacks_stay_unless_it_is_complete) {
    const std::string base = diagnoses({"local A national 2017-01-01 - J06.900 same a b o li",
                                        "local B delta 2017-01-01 - J06.901 same a b o li",
                                        "local B national 2017-01-01 - J06.901 same a b o li"});
    const auto bureau = sheet(headers, {"A|a|J06.900|b|"});
    BOOST_TEST(after(base, bureau, order()) == lines_of(base));
    ImportOrder complete = order();
    complete.complete = true;
    BOOST_TEST(after(base, bureau, complete) ==
               "local A national 2017-01-01 - J06.900 same a b o li/"
               "local B delta 2017-01-01 - J06.901 same a b o li/"
               "local B national 2017-01-01 2019-12-31 J06.901 same a b o li");
    BOOST_TEST(report_of(base, bureau, complete).ended == 1U);
}

BOOST_AUTO_TEST_CASE(a_row_cannot_end_before_it_begins) {
    const std::string base = diagnoses({"local A national 2020-01-01 - J06.900 same a b o li"});
    const std::string told =
        "refused: row 2: A says otherwise from 2020-01-01 on (diagnoses.tsv:3): valid_from 2020-01-01 has to be after "
        "that";
    BOOST_TEST(after(base, sheet(headers, {"A|a|J06.901|b|"}), order()) == told);
    BOOST_TEST(after(base, sheet(headers, {"A|a|J06.901|b|"}), order("2019-01-01")).starts_with("refused: row 2"));
    BOOST_TEST(after(base, sheet(headers, {"A|a|J06.900|b|"}), order()) == lines_of(base));
    BOOST_TEST(after(base, sheet(headers, {"A|a|J06.900|b|"}), order("2019-01-01")) == lines_of(base));
    ImportOrder complete = order();
    complete.complete = true;
    BOOST_TEST(after(base, sheet(headers, {"B|a|J06.901|b|"}), complete) ==
               "refused: diagnoses.tsv:3: A begins on 2020-01-01 and is not in the sheet, which is complete from "
               "2020-01-01");
}

BOOST_AUTO_TEST_CASE(a_row_with_an_end_ahead_is_replaced_and_one_after_an_end_follows) {
    BOOST_TEST(after(diagnoses({"local A national 2017-01-01 2022-12-31 J06.900 same a b o li"}),
                     sheet(headers, {"A|a|J06.900|b|"}), order()) ==
               "local A national 2017-01-01 2019-12-31 J06.900 same a b o li/"
               "local A national 2020-01-01 - J06.900 same a b book pending");
    BOOST_TEST(after(diagnoses({"local A national 2017-01-01 2019-12-31 J06.900 same a b o li"}),
                     sheet(headers, {"A|a|J06.900|b|"}), order()) ==
               "local A national 2017-01-01 2019-12-31 J06.900 same a b o li/"
               "local A national 2020-01-01 - J06.900 same a b book pending");
    BOOST_TEST(
        fmt::format("{}",
                    fmt::join(report_of(diagnoses({"local A national 2017-01-01 2018-12-31 J06.900 same a b o li"}),
                                        sheet(headers, {"A|a|J06.900|b|"}), order())
                                  .notices,
                              "; ")) == "1 codes come back after a gap, which the check refuses");
}

BOOST_AUTO_TEST_CASE(several_sources_of_a_target_are_many_to_one) {
    const auto bureau = sheet(headers, {"A|a|J06.900|b|", "B|a|J06.900|b|", "C|a|J06.901|b|"});
    BOOST_TEST(after("", bureau, order()) ==
               "local A national 2020-01-01 - J06.900 many-to-one a b book pending/"
               "local B national 2020-01-01 - J06.900 many-to-one a b book pending/"
               "local C national 2020-01-01 - J06.901 same a b book pending");
    BOOST_TEST(report_of("", bureau, order()).targets_with_several_sources == 1U);
}

BOOST_AUTO_TEST_CASE(a_standing_row_that_is_joined_becomes_many_to_one_from_that_day) {
    const std::string base = diagnoses({"local A national 2017-01-01 - J06.900 same a b o li"});
    const auto bureau = sheet(headers, {"A|a|J06.900|b|", "B|a|J06.900|b|"});
    const std::string both =
        "local A national 2017-01-01 2019-12-31 J06.900 same a b o li/"
        "local A national 2020-01-01 - J06.900 many-to-one a b o pending/"
        "local B national 2020-01-01 - J06.900 many-to-one a b book pending";
    BOOST_TEST(after(base, bureau, order()) == both);
    BOOST_TEST(after(base, sheet(headers, {"B|a|J06.900|b|"}), order()) == both);
    const auto imported = import_sheet(base, bureau, order());
    BOOST_TEST(faults_in(CodeKind::diagnosis, imported.value().text) == "");
    BOOST_TEST(imported->report.notices.front() ==
               "1 standing rows became many-to-one: their target has another source now");
    // Once more: nothing is left to do.
    BOOST_TEST(import_sheet(imported->text, bureau, order("2021-01-01")).value().text == imported->text);
}

BOOST_AUTO_TEST_CASE(a_standing_row_that_begins_that_day_is_rewritten_in_its_place) {
    BOOST_TEST(after(diagnoses({"local A national 2020-01-01 - J06.900 same a b o li"}),
                     sheet(headers, {"B|a|J06.900|b|"}), order()) ==
               "local A national 2020-01-01 - J06.900 many-to-one a b o pending/"
               "local B national 2020-01-01 - J06.900 many-to-one a b book pending");
}

BOOST_AUTO_TEST_CASE(many_to_one_rows_stay_so_when_the_other_source_leaves) {
    const std::string base = diagnoses({"local A national 2017-01-01 - J06.900 many-to-one a b o li",
                                        "local B national 2017-01-01 - J06.900 many-to-one a b o li"});
    const auto imported = import_sheet(base, sheet(headers, {"A|a|J06.900|b|", "B|a|J06.901|b|"}), order());
    BOOST_TEST(lines_of(imported.value().text) ==
               "local A national 2017-01-01 - J06.900 many-to-one a b o li/"
               "local B national 2017-01-01 2019-12-31 J06.900 many-to-one a b o li/"
               "local B national 2020-01-01 - J06.901 same a b book pending");
    BOOST_TEST(faults_in(CodeKind::diagnosis, imported->text) == "");
}

BOOST_AUTO_TEST_CASE(a_relation_the_sheet_names_counts_where_the_target_is_not_shared) {
    const auto header = "source_code|target_code|relation";
    BOOST_TEST(
        after("", sheet(header, {"A|J06.900|narrower", "B|J06.901|many-to-one", "C|J06.902|same", "D|J06.902|broader"}),
              order()) ==
        "local A national 2020-01-01 - J06.900 narrower - - book pending/"
        "local B national 2020-01-01 - J06.901 same - - book pending/"
        "local C national 2020-01-01 - J06.902 many-to-one - - book pending/"
        "local D national 2020-01-01 - J06.902 many-to-one - - book pending");
    BOOST_TEST(first_fault(sheet(header, {"A|J06.900|alike"}), order()) == "row 2: unknown relation 'alike'");
    BOOST_TEST(report_of(diagnoses({"local A national 2017-01-01 - J06.900 same - - o li"}),
                         sheet(header, {"A|J06.900|narrower"}), order())
                   .replaced == 1U);
}

BOOST_AUTO_TEST_CASE(a_sheet_with_its_own_dates_brings_its_history) {
    const auto header = "source_code|target_code|valid_from|valid_to|origin";
    ImportOrder own = order();
    own.valid_from.reset();
    own.origin.clear();
    const std::string base = diagnoses({"local A national 2016-01-01 2016-12-31 J06.903 same - - o li",
                                        "local A national 2017-01-01 - J06.900 same - - o li"});
    const auto bureau = sheet(header, {"A|J06.900|2017-01-01|2018/12/31|x", "A|J06.901|20190101||y"});
    BOOST_TEST(after(base, bureau, own) ==
               "local A national 2017-01-01 2018-12-31 J06.900 same - - o li/"
               "local A national 2019-01-01 - J06.901 same - - y pending");
    const auto report = report_of(base, bureau, own);
    BOOST_TEST(report.replaced == 1U);
    BOOST_TEST(report.notices.front() == "1 rows of the file are not in their codes' new history");
    const std::string again = import_sheet(base, bureau, own).value().text;
    BOOST_TEST(import_sheet(again, bureau, own).value().text == again);
    BOOST_TEST(report_of(again, bureau, own).unchanged == 2U);
}

BOOST_AUTO_TEST_CASE(begins_alone_make_a_history_too) {
    BOOST_TEST(after("", sheet("source_code|target_code|生效日期", {"A|J06.901|2019-01-01", "A|J06.900|2017-01-01"}),
                     order()) ==
               "local A national 2017-01-01 2018-12-31 J06.900 same - - book pending/"
               "local A national 2019-01-01 - J06.901 same - - book pending");
}

BOOST_AUTO_TEST_CASE(dates_that_are_none_or_overlap_are_refused) {
    const auto fault = [](std::initializer_list<std::string_view> records) {
        return first_fault(sheet("source_code|target_code|valid_from|valid_to", records), order());
    };
    BOOST_TEST(fault({"A|J06.900|2017-02-29|"}) == "row 2: valid_from '2017-02-29' is not a day");
    BOOST_TEST(fault({"A|J06.900|17/1/1|"}) == "row 2: valid_from '17/1/1' is not a day");
    BOOST_TEST(fault({"A|J06.900|43101|"}) == "row 2: valid_from '43101' is not a day");
    BOOST_TEST(fault({"A|J06.900|2017-01-01|2016-12-31"}) ==
               "row 2: valid_to '2016-12-31' is not a day after valid_from");
    BOOST_TEST(fault({"A|J06.900|2017-01-01|2017-12-31", "A|J06.901|2017-12-31|"}) == "row 3: A overlaps row 2");
    BOOST_TEST(fault({"A|J06.900|2017-01-01|", "A|J06.901|2018-01-01|"}) == "row 3: A overlaps row 2");
    BOOST_TEST(fault({"A|J06.901|2018-01-01|", "A|J06.900|2017-01-01|"}) == "row 2: A overlaps row 3");
}

BOOST_AUTO_TEST_CASE(a_dated_row_that_joins_later_splits_the_standing_one_there) {
    const std::string base = diagnoses({"local A national 2017-01-01 - J06.900 same - - o li"});
    const auto imported = import_sheet(
        base, sheet("source_code|target_code|valid_from|valid_to", {"B|J06.900|2018-01-01|2018-12-31"}), order());
    BOOST_TEST(lines_of(imported.value().text) ==
               "local A national 2017-01-01 2017-12-31 J06.900 same - - o li/"
               "local A national 2018-01-01 - J06.900 many-to-one - - o pending/"
               "local B national 2018-01-01 2018-12-31 J06.900 many-to-one - - book pending");
    BOOST_TEST(faults_in(CodeKind::diagnosis, imported->text) == "");
}

BOOST_AUTO_TEST_CASE(a_sheet_may_name_its_directions) {
    const auto bureau = sheet("source_system|source_code|target_system|target_code",
                              {"national|J06.900|delta|J06.9", "local|A||J06.900"});
    BOOST_TEST(after("", bureau, order()) ==
               "local A national 2020-01-01 - J06.900 same - - book pending/"
               "national J06.900 delta 2020-01-01 - J06.9 same - - book pending");
    BOOST_TEST(first_fault(sheet("source_system|source_code|target_code", {"home|A|J06.900"}), order()) ==
               "row 2: unknown source_system 'home'");
    BOOST_TEST(first_fault(sheet("source_system|source_code|target_code", {"national|J06.900|J06.900"}), order()) ==
               "row 2: a vocabulary is not translated into itself");
}

BOOST_AUTO_TEST_CASE(catalog_terms_are_needed_and_in_their_range) {
    ImportOrder drugs = order();
    drugs.kind = CodeKind::drug;
    const std::string header = "院内编码|国家编码|目录类别|收费项目类别|收费项目等级|先行自付比例|限价";
    const std::string code = "YP1|XA01ABD075A002010100483";
    BOOST_TEST(after("", sheet(header, {code + "|101|09|02|0.1|12.5"}), drugs) ==
               "local YP1 national 2020-01-01 - XA01ABD075A002010100483 same - - 101 09 02 0.1 12.50 book pending");
    const auto fault = [&](const std::string& terms) { return first_fault(sheet(header, {code + terms}), drugs); };
    BOOST_TEST(fault("|101|09|02|0.1|").starts_with("none"));
    BOOST_TEST(fault("|201|09|02|0.1|") == "row 2: list type '201' does not belong here");
    BOOST_TEST(fault("|101|9|02|0.1|") == "row 2: unknown charge item type '9'");
    BOOST_TEST(fault("|101|09|02|10%|").starts_with("row 2: ratio '10%'"));
    BOOST_TEST(fault("|101|09|02|10|") == "row 2: the first self-pay ratio is between 0 and 1");
    BOOST_TEST(fault("|101|09|03|0.1|") == "row 2: level 03 and ratio 1 go together");
    BOOST_TEST(fault("||09|02|0.1|") == "row 2: list type '' does not belong here");
    BOOST_TEST(first_fault(sheet("院内编码|国家编码|目录类别", {code + "|101"}), drugs) ==
               "row 1: no column of charge_item_type");
    drugs.to = Vocabulary::delta;
    BOOST_TEST(first_fault(sheet("院内编码|国家编码", {"YP1|D1"}), drugs) == "none");
    BOOST_TEST(first_fault(sheet("院内编码|国家编码|目录类别", {"YP1|D1|101"}), drugs) ==
               "row 2: catalog terms stand on rows of the catalog from local to national alone");
}

BOOST_AUTO_TEST_CASE(a_price_that_changes_alone_makes_a_new_row) {
    ImportOrder drugs = order();
    drugs.kind = CodeKind::drug;
    const std::string base =
        file(CodeKind::drug, {"local YP1 national 2017-01-01 - XA01ABD075A002010100483 same - - 101 "
                              "09 02 0.1 12.50 o li"});
    const std::string header = "院内编码|国家编码|目录类别|收费项目类别|收费项目等级|先行自付比例|限价";
    BOOST_TEST(after(base, sheet(header, {"YP1|XA01ABD075A002010100483|101|09|02|0.10|12.5"}), drugs) ==
               lines_of(base));
    BOOST_TEST(after(base, sheet(header, {"YP1|XA01ABD075A002010100483|101|09|02|0.1|11"}), drugs) ==
               "local YP1 national 2017-01-01 2019-12-31 XA01ABD075A002010100483 same - - 101 09 02 0.1 12.50 o li/"
               "local YP1 national 2020-01-01 - XA01ABD075A002010100483 same - - 101 09 02 0.1 11.00 book pending");
}

BOOST_AUTO_TEST_CASE(a_fund_type_needs_its_class) {
    ImportOrder funds = order();
    funds.kind = CodeKind::fund_kind;
    BOOST_TEST(after("",
                     sheet("source_code|target_code|class|fund", {"310100|310100|fund|hifp", "310200|310200|account|"}),
                     funds) ==
               "local 310100 national 2020-01-01 - 310100 same - - fund hifp book pending/"
               "local 310200 national 2020-01-01 - 310200 same - - account - book pending");
    BOOST_TEST(first_fault(sheet("source_code|target_code", {"310100|310100"}), funds) == "row 1: no column of class");
    BOOST_TEST(first_fault(sheet("source_code|target_code|class|fund", {"310100|310100|gift|"}), funds) ==
               "row 2: unknown class 'gift'");
}

BOOST_AUTO_TEST_CASE(an_order_that_makes_no_sense_is_refused) {
    ImportOrder same = order();
    same.to = same.from;
    BOOST_TEST(first_fault(sheet(headers, {"A|a|J06.900|b|"}), same) ==
               "the order translates a vocabulary into itself");
    ImportOrder tabbed = order();
    tabbed.origin = "a\tb";
    BOOST_TEST(first_fault(sheet(headers, {"A|a|J06.900|b|"}), tabbed) ==
               "the order's origin holds a control character");
    ImportOrder endless = order();
    endless.complete = true;
    endless.valid_from.reset();
    BOOST_TEST(first_fault(sheet("source_code|target_code|valid_from", {"A|J06.900|2020-01-01"}), endless) ==
               "a complete sheet needs valid_from: the codes it lacks end the day before");
}

BOOST_AUTO_TEST_SUITE_END()
