// The hospitals' own book, and the files they send.
#include "sim-peers/national/hospital_book.hpp"
#include "sim-peers/zip.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing::peers;
using namespace clearing::peers::national;

namespace {

HospitalLine line(const std::string& id, const char* total, bool refund = false) {
    HospitalLine made;
    made.institution = "H1";
    made.settlement_id = id;
    made.person_number = "P1";
    made.insurance_type = "310";
    made.clearing_type = "11";
    made.settled_at = "2018-10-16 10:00:00";
    made.total = made.fund = *read_fen(total);
    made.refund = refund;
    return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sim_peers_hospital)

BOOST_AUTO_TEST_CASE(a_book_holds_each_answer_once_and_gives_an_institution_its_own_days) {
    HospitalBook book;
    book.add(line("S1", "10"));
    book.add(line("S1", "10"));
    book.add(line("S2", "-4", true));
    BOOST_TEST(book.lines("H1", "2018-10-16", "2018-10-16").size() == 2U);
    BOOST_TEST(book.lines("H2", "2018-10-16", "2018-10-16").empty());
    BOOST_TEST(book.lines("H1", "2018-10-17", "2018-10-18").empty());
    const auto all = book.lines("H1", "2018-10-01", "2018-10-31", "310", "11");
    const Json data = totals_input(all, "2018-10-01", "2018-10-31");
    BOOST_TEST(data.text("medfee_sumamt") == "6.00");
    BOOST_TEST(data.text("fixmedins_setl_cnt") == "2");
    BOOST_TEST(details_text(all) == "S1\tnull\tP1\t10.00\t10.00\t0.00\t0\nS2\tnull\tP1\t-4.00\t-4.00\t0.00\t1\n");
}

BOOST_AUTO_TEST_CASE(a_result_file_is_read_by_its_columns) {
    const Json rows = read_details_result("P1\tV1\tS1\tM1\t3\t0\t金额\t1.00\t2.00\t3.00\r\nnull\tnull\n");
    BOOST_REQUIRE_EQUAL(rows.items().size(), 1U);
    BOOST_TEST(rows.items().front().text("stmt_rslt") == "3");
    BOOST_TEST(rows.items().front().text("acct_pay") == "3.00");
}

BOOST_AUTO_TEST_CASE(a_zip_and_its_base64_are_read_back) {
    const std::string text = "S1\tV1\n明细";
    BOOST_TEST(unzipped(zipped("a.txt", text)).value() == text);
    BOOST_TEST(!unzipped("no zip"));
    std::string broken = zipped("a.txt", text);
    broken[36] ^= 1;
    BOOST_TEST(!unzipped(broken));
    for (const std::string bytes : {"", "a", "ab", "abc", "abcd"})
        BOOST_TEST(from_base64(to_base64(bytes)).value() == bytes);
    BOOST_TEST(to_base64("ab") == "YWI=");
}

BOOST_AUTO_TEST_SUITE_END()
