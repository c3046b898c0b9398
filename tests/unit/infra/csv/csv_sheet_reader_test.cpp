#include "gateway/infra/csv/csv_sheet_reader.hpp"

#include "tests/support/generated_catalog.hpp"

#include <cstdint>
#include <string>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <iconv.h>

using namespace clearing;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

Result<ports::Sheet> read(std::string_view bytes, const ports::SheetLimits& limits = {}) {
    return csv::CsvSheetReader().read(bytes, limits);
}

/// Cells by |, records by /: "a|b/1|2".
std::string shown(const Result<ports::Sheet>& sheet) {
    if (!sheet) return "refused: " + fmt::format("{}", fmt::join(sheet.error().fields, "; "));
    std::string text = fmt::format("{}", fmt::join(sheet->header, "|"));
    for (const auto& record : sheet->records)
        text += fmt::format("/{}:{}", record.row, fmt::join(record.cells, "|"));
    return text;
}

std::string in_gb18030(std::string_view utf8) {
    const iconv_t handle = iconv_open("GB18030", "UTF-8");
    std::string bytes(utf8.size() * 2 + 16, '\0');
    char *from = const_cast<char*>(utf8.data()), *to = bytes.data();
    std::size_t left = utf8.size(), room = bytes.size();
    BOOST_TEST_REQUIRE((iconv(handle, &from, &left, &to, &room) == 0));
    iconv_close(handle);
    bytes.resize(bytes.size() - room);
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(csv_sheets)

BOOST_AUTO_TEST_CASE(cells_come_as_they_stand_untrimmed) {
    BOOST_TEST(shown(read("a,b\n1, x \n,\n")) == "a|b/2:1| x /3:|");
    BOOST_TEST(shown(read("a,b\n\t1,\xE3\x80\x80x\n")) == "a|b/2:\t1|\xE3\x80\x80x");
}

BOOST_AUTO_TEST_CASE(line_ends_of_all_three_sorts) {
    BOOST_TEST(shown(read("a,b\r\n1,2\r\n3,4\r\n")) == "a|b/2:1|2/3:3|4");
    BOOST_TEST(shown(read("a,b\n1,2\n3,4")) == "a|b/2:1|2/3:3|4");
    BOOST_TEST(shown(read("a,b\r1,2\r3,4\r")) == "a|b/2:1|2/3:3|4");
}

BOOST_AUTO_TEST_CASE(blank_lines_are_no_records_but_count_as_rows) {
    BOOST_TEST(shown(read("a,b\r\n\r\n1,2\r\n\r\n\r\n3,4\r\n\r\n")) == "a|b/3:1|2/6:3|4");
    BOOST_TEST(shown(read("a,b\n\n1,2\n\n")) == "a|b/3:1|2");
}

BOOST_AUTO_TEST_CASE(quotes_hold_commas_line_feeds_and_quotes) {
    BOOST_TEST(shown(read("a,b\n\"1,\n2\",\"say \"\"x\"\"\"\n3,4\n")) == "a|b/2:1,\n2|say \"x\"/3:3|4");
    BOOST_TEST(shown(read("a,b\n\"\",\"\"\n")) == "a|b/2:|");
    BOOST_TEST(shown(read("a,b\n\" 1 \",2\n")) == "a|b/2: 1 |2");
}

BOOST_AUTO_TEST_CASE(an_empty_last_column_stays) {
    BOOST_TEST(shown(read("a,b,\r\n1,2,\r\n")) == "a|b|/2:1|2|");
}

BOOST_AUTO_TEST_CASE(a_broken_quote_names_its_row) {
    const auto broken = "a quote inside a cell, or something behind the closing one"s;
    BOOST_TEST(shown(read("a,b\n1,2\n3,x\"y\n")) == "refused: row 3: " + broken);
    BOOST_TEST(shown(read("a,b\n\"x\"y,2\n")) == "refused: row 2: " + broken);
    BOOST_TEST(shown(read("a,b\n1, \"x\"\n")) == "refused: row 2: " + broken);
    BOOST_TEST(shown(read("a,b\n1,2\n\"x,2\n3,4\n")) == "refused: row 3: a quote that is never closed");
}

BOOST_AUTO_TEST_CASE(records_of_another_width_are_all_named) {
    const auto sheet = read("a,b\n1\n1,2\n1,2,3\n");
    BOOST_TEST(shown(sheet) == "refused: row 2: 1 cells where the header has 2; row 4: 3 cells where the header has 2");
    BOOST_TEST(sheet.error().detail == "2 faults in the sheet; row 2: 1 cells where the header has 2");
    BOOST_TEST((sheet.error().code == ErrorCode::invalid_value));
}

BOOST_AUTO_TEST_CASE(a_hundred_faults_are_told_and_all_are_counted) {
    std::string bytes = "a,b\n";
    for (int i = 0; i < 250; ++i)
        bytes += "1\n";
    const auto sheet = read(bytes);
    BOOST_TEST_REQUIRE(!sheet.has_value());
    BOOST_TEST(sheet.error().fields.size() == 100U);
    BOOST_TEST(sheet.error().detail.starts_with("250 faults"));
}

BOOST_AUTO_TEST_CASE(a_nul_is_refused_with_its_row) {
    BOOST_TEST(shown(read("a,b\n1,2\n3,x\0y\n"s)) == "refused: row 3: a NUL character");
}

BOOST_AUTO_TEST_CASE(an_empty_sheet_is_refused_and_a_header_alone_is_not) {
    BOOST_TEST(shown(read("")) == "refused: row 1: the sheet is empty: not even a header");
    BOOST_TEST(shown(read("\r\n\r\n")) == "refused: row 1: the sheet is empty: not even a header");
    BOOST_TEST(shown(read("\xEF\xBB\xBF")) == "refused: row 1: the sheet is empty: not even a header");
    BOOST_TEST(shown(read("a,b\r\n")) == "a|b");
    BOOST_TEST(shown(read("a,b")) == "a|b");
}

BOOST_AUTO_TEST_CASE(the_encoding_is_found) {
    BOOST_TEST(read("编码,名称\n").value().encoding == "UTF-8");
    const auto marked = read("\xEF\xBB\xBF编码,名称\n1,霍乱\n");
    BOOST_TEST(marked.value().encoding == "UTF-8 with BOM");
    BOOST_TEST(shown(marked) == "编码|名称/2:1|霍乱");
    const auto chinese = read(in_gb18030("编码,名称\n1,霍乱\n"));
    BOOST_TEST(chinese.value().encoding == "GB18030");
    BOOST_TEST(shown(chinese) == "编码|名称/2:1|霍乱");
}

BOOST_AUTO_TEST_CASE(gb18030_says_what_its_utf8_twin_says) {
    // 䶮 and 𠀀 have four bytes in GB18030; 丂 has a second byte that is @ in ASCII, 昞 one that is a backslash.
    const std::string rare = "a,b\n\"䶮,𠀀\",丂昞\n";
    BOOST_TEST(shown(read(in_gb18030(rare))) == shown(read(rare)));
    const std::string sheet = generated::diagnosis_sheet(3);
    const auto twin = read(sheet), chinese = read(in_gb18030(sheet));
    BOOST_TEST(chinese.value().encoding == "GB18030");
    const bool equal = shown(chinese) == shown(twin);
    BOOST_TEST(equal);
    BOOST_TEST(twin->records.size() == generated::DiagnosisShape::rows);
}

BOOST_AUTO_TEST_CASE(what_no_encoding_explains_is_refused_with_its_row) {
    const auto neither = "refused: row 3: neither UTF-8 nor GB18030"s;
    BOOST_TEST(shown(read("a,b\n霍,乱\n1,\xFF\xFE\n")) == neither);
    BOOST_TEST(shown(read(in_gb18030("a,b\n霍,乱\n1,") + "\xFF\n")) == neither);
    BOOST_TEST(shown(read("\xEF\xBB\xBF"
                          "a,b\n霍,乱\n1,\xB9\xFA\n")) == neither);   // GB18030 behind a UTF-8 BOM
    BOOST_TEST(shown(read("a,b\n\"x\ny\",z\n1,\xC0\n")) == neither);  // a line feed in a cell is no row
    BOOST_TEST(shown(read("\xFF\xFE"
                          "a\0,\0b\0"s))
                   .starts_with("refused: row 1: neither"));                                  // UTF-16
    BOOST_TEST(shown(read("a,b\n1,\xED\xA0\x80\n")).starts_with("refused: row 2: neither"));  // a surrogate
}

BOOST_AUTO_TEST_CASE(a_million_columns_end_at_the_first_too_many) {
    const std::string wide = std::string(1'000'000, ',') + "\n";
    BOOST_TEST(shown(read(wide)) == "refused: row 1: more than 64 columns");
    BOOST_TEST(shown(read("a,b\n" + wide)) == "refused: row 2: more than 64 columns");
    BOOST_TEST(read(std::string(63, ',') + "\n").has_value());
    BOOST_TEST(!read(std::string(64, ',') + "\n").has_value());
}

BOOST_AUTO_TEST_CASE(a_giant_cell_ends_it) {
    const std::string told = "refused: row 2: a cell of more than 4096 bytes";
    BOOST_TEST(shown(read("a,b\n1," + std::string(4'097, 'x') + "\n")) == told);
    BOOST_TEST(shown(read("a,b\n1,\"" + std::string(10'000'000, 'x'))) == told);
    BOOST_TEST(shown(read("a,b\n1,\"" + std::string(10'000'000, '\n'))) == told);
    BOOST_TEST(read("a,b\n1," + std::string(4'096, 'x') + "\n").has_value());
}

BOOST_AUTO_TEST_CASE(too_many_rows_or_bytes_end_it) {
    BOOST_TEST(shown(read("a\n1\n2\n3\n", {.rows = 2})) == "refused: row 4: more than 2 records");
    BOOST_TEST(shown(read("a\n1\n2\n", {.rows = 2})) == "a/2:1/3:2");
    BOOST_TEST(shown(read("a\n1\n2\n", {.bytes = 5})) == "refused: row 1: the file has more than 5 bytes");
}

BOOST_AUTO_TEST_CASE(whatever_bytes_come_it_answers_with_a_whole_sheet_or_with_rows) {
    constexpr auto bytes = "a1,,\"\"\n\r\n\xE9\x9C\x8D\xBB\xF4\xA0 \t\0\xFF"sv;
    std::uint64_t state = 42;
    std::size_t read_whole = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string input;
        for (int length = 0; length < round % 40; ++length) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            input += bytes[(state >> 33) % bytes.size()];
        }
        const auto sheet = read(input, {.rows = 5, .columns = 4, .cell_bytes = 8});
        if (!sheet) BOOST_TEST_REQUIRE(sheet.error().fields.front().starts_with("row "));
        if (!sheet) continue;
        ++read_whole;
        for (const auto& record : sheet->records)
            BOOST_TEST_REQUIRE(record.cells.size() == sheet->header.size());
    }
    BOOST_TEST(read_whole > 500U);
}

BOOST_AUTO_TEST_SUITE_END()
