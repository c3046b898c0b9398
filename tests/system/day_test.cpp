#include "tests/system/claim.hpp"
#include "tests/system/world.hpp"

#include <cstdlib>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

using namespace clearing;
using namespace clearing::test;

namespace {

/// Settlements less cancels, and the money, of one statement or one book.
struct Totals {
    long long settlements = 0, cancels = 0, total = 0, fund = 0, account = 0, cash = 0;
    bool operator==(const Totals&) const = default;
};

std::ostream& boost_test_print_type(std::ostream& out, const Totals& sum) {
    return out << sum.settlements << " settlements, " << sum.cancels << " cancels, total " << sum.total << ", fund "
               << sum.fund << ", account " << sum.account << ", cash " << sum.cash << " fen";
}

long long fen(const std::string& text) {
    const auto point = text.find('.');
    std::string digits = text.substr(0, point) + (point == std::string::npos ? "" : text.substr(point + 1));
    for (std::size_t have = point == std::string::npos ? 0 : text.size() - point - 1; have < 2; ++have)
        digits += '0';
    return std::stoll(digits);
}

Totals of_statement(const std::string& id) {
    Totals sum;
    for (const json::Value& cell : *World::instance().ctl("statement show " + id).find("cells")->as_array()) {
        const json::Value& sums = *cell.find("sums");
        sum.settlements += std::stoll(text_of(cell, "settlements"));
        sum.cancels += std::stoll(text_of(cell, "cancels"));
        sum.total += fen(text_of(sums, "total"));
        sum.fund += fen(text_of(sums, "fund_total"));
        sum.account += fen(text_of(sums, "account"));
        sum.cash += fen(text_of(sums, "cash"));
    }
    return sum;
}

/// What a peer's own book holds of one treatment province. A settlement that was cancelled counts with its cancel.
Totals of_book(const std::string& book, const std::string& day, const std::string& treatment) {
    Totals sum;
    const json::Value answer = World::instance().peers("GET", "/books/" + book + "?day=" + day);
    for (const json::Value& row : *answer.find("settlements")->as_array()) {
        const std::string state = text_of(row, "state");
        if (state != "booked" && state != "cancelled") continue;
        if (!text_of(row, "treatment_division").starts_with(treatment)) continue;
        const json::Value& split = *row.find("split");
        (text_of(row, "kind") == "cancel" ? sum.cancels : sum.settlements) += 1;
        sum.total += fen(text_of(split, "medfee_sumamt"));
        sum.fund += fen(text_of(split, "fund_pay_sumamt"));
        sum.account += fen(text_of(split, "acct_pay"));
        sum.cash += fen(text_of(split, "psn_cash_pay"));
    }
    return sum;
}

json::Value close_ours(const std::string& platform, const std::string& counterparty, const std::string& direction,
                       const std::string& day) {
    return World::instance().ctl(fmt::format("day close --platform {} --counterparty {} --direction {} --day {}",
                                             platform, counterparty, direction, day));
}

/// Shanghai treated these persons: it closes that day with us.
void close_shanghais(const std::string& day) {
    const json::Value closed =
        World::instance().peers("POST", "/day/close", fmt::format(R"({{"role":"shanghai","day":"{}"}})", day));
    BOOST_TEST(text_of(closed, "equal") == "true", json::write(closed));
    BOOST_TEST(text_of(closed, "agreed") == "true", json::write(closed));
}

std::string statement_id(const std::string& flow, const std::string& day) {
    return "330200-" + flow + "-" + day;
}

void check_statement(const std::string& flow, const std::string& day, const std::string& state) {
    BOOST_TEST_CONTEXT(flow << " of " << day) {
        const json::Value statement = World::instance().ctl("statement show " + statement_id(flow, day));
        BOOST_TEST(text_of(statement, "state") == state);
        BOOST_TEST(text_of(statement, "balances") == "true", "the trial balance");
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(system_day)

BOOST_AUTO_TEST_CASE(a_day_of_all_four_flows_agrees_with_the_peers_books_and_what_was_in_doubt_clears_late) {
    World& world = World::instance();
    const std::string day = "2018-10-16", next = "2018-10-17";
    for (const char* story : {"visitor-outpatient", "visitor-cancel-resettle", "resident-outpatient", "resident-cancel",
                              "visitor-inpatient", "visitor-inpatient-cancel", "resident-inpatient"})
        BOOST_TEST(world.play(story) == "as_expected", story);

    // Shanghai books one settlement, its answer is lost, and questions about it are not answered before the close.
    Visit visit;
    const std::string body = visit.open().settle().text();
    const Totals cleared_in_time = of_book("shanghai", day, "33");
    world.fault("shanghai", "unavailable", "query");
    world.fault("shanghai", "drop_reply", "settle");
    const Reply doubtful = world.send(body);
    BOOST_TEST(doubtful.code.starts_with("GW3"), doubtful.err_msg);
    BOOST_TEST(world.unresolved() == 1);

    world.advance_clocks("2018-10-17 00:40:00");
    const json::Value carried = close_ours("delta", "310000", "visitor", day);
    BOOST_TEST(text_of(carried, "state") == "agreed_with_carried_lines", json::write(carried));
    const json::Value guiyang = close_ours("national", "520100", "visitor", day);
    BOOST_TEST(text_of(guiyang, "difference_count") == "0", json::write(guiyang));
    const json::Value beijing = close_ours("national", "110000", "resident_away", day);
    BOOST_TEST(text_of(beijing, "difference_count") == "0", json::write(beijing));
    close_shanghais(day);

    check_statement("delta-310000-visitor", day, "agreed_with_carried_lines");
    check_statement("delta-310000-resident_away", day, "agreed");
    check_statement("national-520100-visitor", day, "agreed");
    check_statement("national-110000-resident_away", day, "agreed");
    BOOST_TEST(of_statement(statement_id("delta-310000-visitor", day)) == cleared_in_time);
    BOOST_TEST(of_statement(statement_id("delta-310000-resident_away", day)) == of_book("bureau-core", day, "31"));
    BOOST_TEST(of_statement(statement_id("national-520100-visitor", day)) == of_book("guiyang", day, "33"));
    BOOST_TEST(of_statement(statement_id("national-110000-resident_away", day)) == of_book("bureau-core", day, "11"));

    // The next day Shanghai answers questions again: the settlement clears late, and alone.
    world.no_faults();
    BOOST_TEST(world.comes_true([&] { return world.unresolved() == 0; }));
    const Reply known = world.send(body);
    BOOST_TEST_REQUIRE(known.is_yes(), known.err_msg);
    const std::string id = text_of(*known.output.find("setlinfo"), "setl_id");
    const json::Value settlement = world.ctl("settlement show " + id);
    BOOST_TEST(text_of(settlement, "state") == "booked", json::write(settlement));
    BOOST_TEST(text_of(settlement, "day") == day, "the day it was given stays");

    world.advance_clocks("2018-10-18 00:40:00");
    const json::Value late = close_ours("delta", "310000", "visitor", next);
    BOOST_TEST(text_of(late, "difference_count") == "0", json::write(late));
    check_statement("delta-310000-visitor", next, "agreed");
    BOOST_TEST(text_of(world.ctl("settlement show " + id), "cleared_day") == next);
    const Totals alone{1,
                       0,
                       89'70,
                       fen(text_of(settlement, "fund_total")),
                       fen(text_of(settlement, "account")),
                       fen(text_of(settlement, "cash"))};
    BOOST_TEST(of_statement(statement_id("delta-310000-visitor", next)) == alone);
    BOOST_TEST(of_book("shanghai", next, "33") == alone, "Shanghai clears it on that day too");
    BOOST_TEST(of_statement(statement_id("delta-310000-visitor", day)) == cleared_in_time,
               "a statement is not changed");
    BOOST_TEST(world.send(sign_in()).is_yes());
}

BOOST_AUTO_TEST_SUITE_END()
