#include "gateway/infra/export/text_table.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing::exports;

BOOST_AUTO_TEST_CASE(chinese_characters_take_two_columns) {
    BOOST_CHECK_EQUAL(display_width("abc"), 3);
    BOOST_CHECK_EQUAL(display_width("人次"), 4);
    BOOST_CHECK_EQUAL(display_width("（含共济）"), 10);
    BOOST_CHECK_EQUAL(display_width("e\xCC\x81"), 1);  // e and a combining accent
    BOOST_CHECK_EQUAL(display_width("𠮷"), 2);         // beyond the basic plane
    BOOST_CHECK_EQUAL(display_width("\xFF\xE4"), 2);   // broken bytes count, and do not run over the end
}

BOOST_AUTO_TEST_CASE(columns_align_by_display_width) {
    TextTable table({{"险种"}, {"总额", Align::right}, {"note"}});
    table.add({"310 职工", "1126.60", "x"});
    table.add({"390", "-2.00"});
    table.add_rule();
    table.add({"合计", "1124.60", ""});
    BOOST_CHECK_EQUAL(table.to_text(),
                      "险种         总额  note\n"
                      "--------  -------  ----\n"
                      "310 职工  1126.60  x\n"
                      "390         -2.00\n"
                      "--------  -------  ----\n"
                      "合计      1124.60\n");
}

BOOST_AUTO_TEST_CASE(a_terminal_is_not_given_orders_by_a_cell) {
    TextTable table({{"x"}});
    table.add({"\x1B[2Jgone\n"});
    BOOST_CHECK_EQUAL(table.to_text().find('\x1B'), std::string::npos);
    BOOST_CHECK(table.to_text().ends_with("?[2Jgone?\n"));
}
