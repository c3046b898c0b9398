#include "gateway/tools/words.hpp"

#include "gateway/domain/adjustment_offer.hpp"
#include "gateway/domain/audit_finding.hpp"
#include "gateway/domain/notice.hpp"
#include "gateway/domain/postings_adjustment.hpp"
#include "gateway/ports/outbox.hpp"
#include "gateway/tools/print_reconciliation.hpp"
#include "tests/unit/tools/terminal.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
namespace words = clearing::tools::words;

namespace {

template <class Value>
void check_words(std::string (*say)(const std::string&), Value last) {
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        const std::string name(name_of(static_cast<Value>(i)));
        BOOST_CHECK_MESSAGE(!say(name).empty() && say(name) != name, name << " is read as it is");
    }
}

Terminal with_a_settlement() {
    Terminal terminal;
    terminal.world.settlements.records = {booked("A")};
    terminal.world.days.rows = {{zhang_day(), DayState::agreed, {}}};
    return terminal;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_name_of_the_interface_has_a_word) {
    check_words(words::direction, Direction::resident_away);
    check_words(words::money_direction, Direction::resident_away);
    check_words(words::care, CareSetting::inpatient);
    check_words(words::component, Component::unallocated);
    check_words(words::settlement_kind, SettlementKind::cancel);
    check_words(words::notice_state, NoticeState::handed_over);
    check_words(words::finding_state, FindingState::withdrawn);
    check_words(words::offer_state, OfferState::withdrawn);
    check_words(words::outbox_state, ports::OutboxState::withdrawn);
    check_words(words::bearer, Bearer::suspended);
}

BOOST_AUTO_TEST_CASE(a_name_that_is_not_known_stays_as_it_is) {
    for (auto* say : {words::direction, words::care, words::insurance, words::component, words::notice_state,
                      words::open_item, words::days_counted, words::revision_state})
        BOOST_CHECK_EQUAL(say("of a newer daemon"), "of a newer daemon");
}

BOOST_AUTO_TEST_CASE(what_a_bank_moved_reads_as_in_the_file_it_came_by) {
    BOOST_CHECK_EQUAL(words::money_direction("visitor"), "收");
    BOOST_CHECK_EQUAL(words::money_direction("resident_away"), "付");
}

BOOST_AUTO_TEST_CASE(months_without_a_table_are_said_to_be_none) {
    BOOST_CHECK(tools::print_month(json::Object{{"tables", json::Array()}}).starts_with("（无）\n"));
}

BOOST_AUTO_TEST_CASE(tables_are_read_in_chinese_and_programs_get_the_names) {
    Terminal terminal = with_a_settlement();
    const Outcome list = terminal.run({"settlement", "list"});
    BOOST_CHECK_MESSAGE(list.says("外来就医") && list.says(" 结算 ") && !list.says("settle"), list.out);
    const Outcome days = terminal.run({"day", "list"});
    BOOST_CHECK_MESSAGE(days.says("外来就医") && !days.says("visitor"), days.out);
    BOOST_CHECK(terminal.run({"--json", "settlement", "list"}).says("\"direction\":\"visitor\""));
    BOOST_CHECK(terminal.run({"--json", "settlement", "list"}).says("\"kind\":\"settle\""));
}
