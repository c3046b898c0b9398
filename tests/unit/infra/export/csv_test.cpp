#include "gateway/infra/export/csv.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::exports;

namespace {

std::string line_of(const std::vector<CsvCell>& row, CsvOptions options = {}) {
    CsvText csv(options);
    csv.add(row);
    return csv.take();
}

}  // namespace

BOOST_AUTO_TEST_CASE(cells_are_quoted_only_where_they_must_be) {
    BOOST_CHECK_EQUAL(line_of({"plain", "with, comma", "with \"quotes\"", "two\nlines"}),
                      "plain,\"with, comma\",\"with \"\"quotes\"\"\",\"two\nlines\"\r\n");
}

BOOST_AUTO_TEST_CASE(what_a_spreadsheet_would_run_as_a_formula_is_a_text) {
    for (const char* evil : {"=1+1", "+cmd", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "＝1", "|x", "%x"})
        BOOST_CHECK_MESSAGE(CsvCell(evil).written().find('\'') <= 1, evil);
    BOOST_CHECK_EQUAL(line_of({"=HYPERLINK(\"http://x\",\"y\")"}), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\r\n");
}

BOOST_AUTO_TEST_CASE(negative_amounts_stay_numbers) {
    BOOST_CHECK_EQUAL(line_of({Money::from_fen(-352'000), "-3520.00", "+1", 0LL, "-"}),
                      "-3520.00,-3520.00,+1,0,'-\r\n");
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_stands_first_when_it_is_asked_for_and_only_then) {
    BOOST_CHECK_EQUAL(line_of({"a"}, {.bom = true}),
                      "\xEF\xBB\xBF"
                      "a\r\n");
    BOOST_CHECK_EQUAL(line_of({"a"}), "a\r\n");
}
