// The statement of a month as finance prints and files it: read back by another hand, and the same bytes every time.
#include "gateway/domain/chinese_capitals.hpp"
#include "gateway/infra/export/period_document.hpp"
#include "gateway/infra/export/period_json.hpp"
#include "gateway/infra/export/plain_sinks.hpp"
#include "gateway/infra/export/xlsx_sink.hpp"
#include "tests/unit/infra/export/period_example.hpp"
#include "tests/unit/infra/export/xlsx_reader.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

using namespace exports;

void write(const ExampleMonth& month, const StatementRevision* revision, DocumentSink& sink) {
    const Naming naming = example_naming();
    PeriodDocument document(month.statement, revision, naming, sink);
    document.forms();
    document.begin_details();
    document.details({month.lines.begin(), month.lines.begin() + 13});
    document.details({month.lines.begin() + 13, month.lines.end()});
    document.end_details();
}

std::string xlsx_of(const ExampleMonth& month, const StatementRevision* revision = nullptr) {
    XlsxSink sink(month.statement.id, month.statement.made_at());
    write(month, revision, sink);
    return sink.finish().value();
}

const ReadSheet& sheet_named(const std::vector<ReadSheet>& sheets, std::string_view name) {
    const auto found = std::ranges::find(sheets, name, &ReadSheet::name);
    BOOST_REQUIRE_MESSAGE(found != sheets.end(), "no sheet " << name);
    return *found;
}

/// What a person reads in a cell of two decimals.
Money shown(const SheetCell& cell) {
    BOOST_REQUIRE_MESSAGE(cell.is_number, cell.text << " is no number");
    char text[64];
    std::snprintf(text, sizeof text, "%.2f", std::strtod(cell.text.c_str(), nullptr));
    return Money::parse(text).value();
}

Money sum_cell(const ReadSheet& sheet, const std::string& title) {
    return shown(sheet.rows.at(sheet.row_of("合计")).at(sheet.column_of(title)));
}

/// Σ of the rows between the titles and the sums.
Money added(const ReadSheet& sheet, const std::string& title) {
    const std::string column = sheet.column_of(title);
    Money sum;
    for (int row = sheet.row_of(title) + 1; row < sheet.row_of("合计"); ++row)
        sum += shown(sheet.rows.at(row).at(column));
    return sum;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(period_files)

BOOST_AUTO_TEST_CASE(a_cell_prints_as_its_fen) {
    std::uint64_t state = 3302;
    const auto check = [](std::int64_t amount) {
        const Money money = Money::from_fen(amount);
        if (!fits_a_cell(money)) return;
        // Fifteen digits, as a spreadsheet reckons, and as it shows two decimals.
        char text[64];
        std::snprintf(text, sizeof text, "%.15g", cell_value(money));
        BOOST_REQUIRE(Money::parse(text).value_or(Money::from_fen(1)) == money ||
                      std::string(text).find('e') != std::string::npos);
        std::snprintf(text, sizeof text, "%.2f", cell_value(money));
        BOOST_REQUIRE_MESSAGE(text == money.to_yuan(), text << " is not " << money.to_yuan());
    };
    for (int i = 0; i < 300'000; ++i) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        check(static_cast<std::int64_t>(state >> (14 + i % 50)));
        check(-static_cast<std::int64_t>(state >> (14 + i % 50)));
    }
    for (std::int64_t amount : {0LL, 1LL, -1LL, 99LL, 999'999'999'999'999LL, -999'999'999'999'999LL})
        check(amount);
    BOOST_TEST(!fits_a_cell(Money::from_fen(1'000'000'000'000'000)));
}

BOOST_AUTO_TEST_CASE(the_workbook_reads_back_to_the_statements_sums) {
    const ExampleMonth month = example_month();
    const PeriodStatement& statement = month.statement;
    const auto sheets = read_workbook(xlsx_of(month));
    std::vector<std::string> names;
    for (const ReadSheet& sheet : sheets)
        names.push_back(sheet.name);
    const std::vector<std::string> expected{"清算表", "应收清算表", "职工基金", "居民基金", "审核扣款",
                                            "结转",   "收款通知书", "控制合计", "结算明细"};
    BOOST_TEST(names == expected, boost::test_tools::per_element());

    const DayCell sum = sum_of(statement.cells());
    const ReadSheet& region = sheet_named(sheets, "清算表");
    BOOST_TEST((sum_cell(region, "医疗费用总金额") == sum.sums.total));
    BOOST_TEST((sum_cell(region, "记账金额") == statement.gross()));
    BOOST_TEST((sum_cell(region, "个人支付") == sum.sums.cash));
    BOOST_TEST(region.rows.at(region.row_of("合计")).at(region.column_of("结算人次")).text == "41");  // one is carried
    BOOST_TEST(region.rows.at(region.row_of("合计")).at(region.column_of("清分人次")).text == "40");

    const ReadSheet& insurance = sheet_named(sheets, "应收清算表");
    for (const char* title : {"医疗费用总额", "基本医保统筹", "居民大病", "个人账户", "个人现金", "应收金额"})
        BOOST_TEST((added(insurance, title) == sum_cell(insurance, title)), title);
    BOOST_TEST((sum_cell(insurance, "应收金额") == statement.gross()));
    BOOST_TEST((sum_cell(insurance, "基本医保统筹") == sum.sums.funds[Fund::hifp]));

    const ReadSheet& employees = sheet_named(sheets, "职工基金");
    const ReadSheet& residents = sheet_named(sheets, "居民基金");
    BOOST_TEST((added(employees, "应收金额") == sum_cell(employees, "应收金额")));
    BOOST_TEST((sum_cell(employees, "应收金额") + sum_cell(residents, "应收金额") == statement.gross()));
    BOOST_TEST((sum_cell(sheet_named(sheets, "审核扣款"), "金额") == fen(-70'045)));

    const ReadSheet& notice = sheet_named(sheets, "收款通知书");
    BOOST_TEST((added(notice, "净额") == statement.net()));
    BOOST_TEST((sum_cell(notice, "净额") == statement.net()));
    const std::string capitals = "应收金额（大写）：人民币" + in_chinese_capitals(statement.net());
    BOOST_TEST(notice.row_of(capitals) > notice.row_of("合计"));

    const ReadSheet& detail = sheet_named(sheets, "结算明细");
    for (const auto& [title, amount] : {std::pair<const char*, Money>{"医疗费用总额", sum.sums.total},
                                        {"基金支付", sum.sums.fund_total},
                                        {"个人账户", sum.sums.account},
                                        {"个人现金", sum.sums.cash}}) {
        BOOST_TEST((added(detail, title) == amount), title);
        BOOST_TEST((sum_cell(detail, title) == amount), title);
    }
}

BOOST_AUTO_TEST_CASE(persons_are_masked_in_every_file) {
    const ExampleMonth month = example_month();
    CsvSink csv(CsvOptions{});
    write(month, nullptr, csv);
    TextSink text;
    write(month, nullptr, text);
    std::string everything = csv.take() + text.take() + json::write(to_json(month.lines[0]));
    for (const ZipPart& part : read_zip(xlsx_of(month)))
        everything += part.content;
    BOOST_TEST(everything.find("汤大明") == std::string::npos);
    BOOST_TEST(everything.find("520100199001019876") == std::string::npos);
    BOOST_TEST(everything.find("汤*") != std::string::npos);
    BOOST_TEST(everything.find("****9876") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(sheets_are_set_up_for_the_printer) {
    const auto parts = read_zip(xlsx_of(example_month()));
    const auto content = [&](std::string_view name) {
        const auto found = std::ranges::find(parts, name, &ZipPart::name);
        BOOST_REQUIRE_MESSAGE(found != parts.end(), "no part " << name);
        return found->content;
    };
    const std::string sheet = content("xl/worksheets/sheet2.xml"), book = content("xl/workbook.xml");
    for (const char* words : {"paperSize=\"9\"", "orientation=\"landscape\"", "fitToHeight=\"0\"", "<pageMargins ",
                              "第 &amp;P 页", "fitToPage=\"1\"", "经办：", "复核：", "负责人："})
        BOOST_TEST(sheet.find(words) != std::string::npos, words);
    // The header rows of the second sheet, quoted or not.
    const auto titles = book.find("_xlnm.Print_Titles\" localSheetId=\"1\">");
    BOOST_REQUIRE(titles != std::string::npos);
    const std::string repeated = book.substr(titles, book.find('<', titles) - titles);
    BOOST_TEST(repeated.find("应收清算表") != std::string::npos);
    BOOST_TEST(repeated.ends_with("!$1:$4"));
    BOOST_TEST(content("xl/styles.xml").find("#,##0.00;[Red]-#,##0.00") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_second_run_gives_the_same_bytes_and_no_clock_stands_in_them) {
    const ExampleMonth month = example_month();
    const std::string first = xlsx_of(month);
    BOOST_TEST((xlsx_of(month) == first));
    std::set<std::uint32_t> times;
    for (const ZipPart& part : read_zip(first)) {
        times.insert(part.dos_time);
        if (part.name == "docProps/core.xml")
            BOOST_TEST(part.content.find("2017-07-31T16:30:00Z") != std::string::npos, part.content);
    }
    BOOST_TEST(times.size() == 1);
    BOOST_TEST(((*times.begin() >> 16) == 0x21), "1980-01-01");  // the format's own first day
    CsvSink one(CsvOptions{}), other(CsvOptions{});
    write(month, nullptr, one);
    write(month, nullptr, other);
    BOOST_TEST(one.take() == other.take());
}

BOOST_AUTO_TEST_CASE(a_payable_month_is_a_payment_notice_and_a_negative_one_is_turned_round) {
    ExampleMonth month = example_month(Direction::resident_away);
    auto sheets = read_workbook(xlsx_of(month));
    BOOST_TEST(sheet_named(sheets, "付款通知书").row_of("付款方：330200 宁波市　　收款方：520100 贵阳市") > 0);
    month.statement.additions[0].amount = fen(-100'000'000);
    BOOST_TEST(month.statement.net().is_negative());
    sheets = read_workbook(xlsx_of(month));
    const ReadSheet& notice = sheet_named(sheets, "收款通知书");
    BOOST_TEST(notice.row_of("付款方：520100 贵阳市　　收款方：330200 宁波市") > 0);
    const std::string capitals = "应退金额（大写）：人民币" + in_chinese_capitals(month.statement.net().abs());
    BOOST_TEST(notice.row_of(capitals) > 0);
}

// A counterparty may be a province or one city of it: the column says neither.
BOOST_AUTO_TEST_CASE(a_region_is_headed_by_what_it_is_to_the_claim_and_a_reason_is_read_in_chinese) {
    for (const auto& [direction, title] :
         {std::pair{Direction::visitor, "参保地"}, std::pair{Direction::resident_away, "就医地"}}) {
        const auto sheets = read_workbook(xlsx_of(example_month(direction)));
        const ReadSheet& regions = sheet_named(sheets, "清算表");
        const std::string column = regions.column_of(title);
        BOOST_TEST(regions.rows.at(regions.row_of(title) + 1).at(column).text == "520100 贵阳市");
        BOOST_TEST(sheet_named(sheets, "结转").row_of("结果未知") > 0);
    }
}

BOOST_AUTO_TEST_CASE(a_correction_prints_what_changed) {
    const ExampleMonth month = example_month();
    StatementRevision revision;
    revision.number = 2;
    revision.reason = "补记扣款";
    revision.made_by = "wang";
    revision.changes = {{"net", "1.00", "0.50"}};
    const auto sheets = read_workbook(xlsx_of(month, &revision));
    const ReadSheet& changes = sheet_named(sheets, "更正清单");
    const int row = changes.row_of("net");
    BOOST_TEST(changes.rows.at(row).at(changes.column_of("更正前")).text == "1.00");
    BOOST_TEST(changes.rows.at(row).at(changes.column_of("更正后")).text == "0.50");
    BOOST_TEST(changes.row_of("更正原因：补记扣款") > 0);
}

BOOST_AUTO_TEST_CASE(the_total_of_many_counterparties_is_their_sum) {
    std::vector<PeriodStatement> statements{example_month().statement, example_month().statement};
    statements[1].pair.counterparty = DivisionCode("520300");
    XlsxSink sink("total", statements[0].made_at());
    clearing_table(statements, example_naming(), sink);
    const auto sheets = read_workbook(sink.finish().value());
    BOOST_TEST((added(sheets[0], "记账金额") == statements[0].gross() + statements[1].gross()));
    BOOST_TEST((sum_cell(sheets[0], "记账金额") == added(sheets[0], "记账金额")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
