#include "tests/system/clearing_day.hpp"

#include "tests/system/world.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::test {

std::ostream& boost_test_print_type(std::ostream& out, const Totals& sum) {
    return out << sum.settlements << " settlements, " << sum.cancels << " cancels, total " << sum.total << ", fund "
               << sum.fund << ", account " << sum.account << ", cash " << sum.cash << " fen";
}

long long fen(const std::string& yuan) {
    const auto point = yuan.find('.');
    std::string digits = yuan.substr(0, point) + (point == std::string::npos ? "" : yuan.substr(point + 1));
    for (std::size_t have = point == std::string::npos ? 0 : yuan.size() - point - 1; have < 2; ++have)
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

Totals of_book(const std::string& book, const std::string& day, const std::string& treatment) {
    Totals sum;
    const json::Value answer = World::instance().peers("GET", "/books/" + book + "?day=" + day);
    for (const json::Value& row : *answer.find("settlements")->as_array()) {
        const std::string state = text_of(row, "state");
        if (state != "booked" && state != "cancelled") continue;
        if (!text_of(row, "treatment_division").starts_with(treatment)) continue;
        // Listed on both of its days: one that was carried clears on the later one.
        const std::string cleared = text_of(row, "cleared_day");
        if (!cleared.empty() && cleared != day) continue;
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

}  // namespace clearing::test
