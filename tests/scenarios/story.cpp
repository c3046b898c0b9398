#include "tests/scenarios/story.hpp"

#include <stdexcept>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::tests {
namespace {

Money yuan(std::string_view text) {
    return Money::parse(text).value();
}

/// The names a finance officer knows, with the member they stand for.
Money& amount_named(PaymentSplit& split, std::string_view name) {
    if (name == "总费用") return split.total;
    if (name == "统筹基金") return split.funds[Fund::hifp];
    if (name == "大病基金") return split.funds[Fund::hifmi];
    if (name == "个人账户") return split.account;
    if (name == "现金") return split.cash;
    if (name == "医院负担") return split.hospital;
    throw std::invalid_argument("no such amount: " + std::string(name));
}

std::string account_line(const BalanceLine& line) {
    return fmt::format("{} {} {}", name_of(line.account), chinese_name_of(line.account), name_of(line.component));
}

}  // namespace

Story::Story(std::string_view title, std::string_view local_time) : Ningbo(local_time) {
    BOOST_TEST_MESSAGE("");
    BOOST_TEST_MESSAGE("【" << title << "】");
}

void Story::say(std::string_view step, std::string_view words) {
    BOOST_TEST_MESSAGE("  " << step << "：" << words);
}

PaymentSplit Story::payment(std::initializer_list<Line> lines) {
    PaymentSplit split;
    for (const auto& [name, amount] : lines)
        amount_named(split, name) = yuan(amount);
    split.fund_total = split.funds.sum();
    split.person_total = split.account + split.cash;
    split.scope.in_scope = split.total;
    for (const auto& [name, amount] : lines)
        BOOST_TEST_MESSAGE("      " << name << " " << amount);
    return split;
}

void Story::books_of_day(const DayKey& key, std::initializer_list<Line> expected) {
    say("账上", fmt::format("{} {}（借方 / 贷方）", key.day.to_text(), key.counterparty.text));
    std::vector<std::pair<std::string, std::string>> books, wanted;
    Money debits, credits;
    for (const BalanceLine& line : run(days.trial_balance(key)).value()) {
        books.emplace_back(account_line(line), line.debits.to_yuan() + " / " + line.credits.to_yuan());
        BOOST_TEST_MESSAGE("      " << books.back().first << "  " << books.back().second);
        debits += line.debits;
        credits += line.credits;
    }
    if (books.empty()) BOOST_TEST_MESSAGE("      （无）");
    for (const auto& [name, amounts] : expected)
        wanted.emplace_back(name, amounts);
    BOOST_TEST((books == wanted), "the books of " << key.day.to_text() << " are not as told");
    BOOST_TEST((debits == credits), "debits are not credits");
}

std::string Story::value_of(const Statement& statement, std::string_view name) {
    long long settlements = 0, cancels = 0;
    PaymentSplit sums;
    for (const DayCell& cell : statement.cells) {
        settlements += cell.settlements;
        cancels += cell.cancels;
        sums += cell.sums;
    }
    if (name == "状态") return std::string(clearing::name_of(statement.state));
    if (name == "笔数") return std::to_string(settlements);
    if (name == "撤销") return std::to_string(cancels);
    if (name == "应收" || name == "应付") return statement.receivable_or_payable().to_yuan();
    if (name == "未清算") return std::to_string(statement.left_out.size());
    if (name == "补清") return std::to_string(statement.late.size());
    if (name == "差异") return std::to_string(statement.differences.size());
    return amount_named(sums, name).to_yuan();
}

void Story::statement_says(const Statement& statement, std::initializer_list<Line> expected) {
    say("结算单", statement.id);
    for (const auto& [name, value] : expected) {
        const std::string stated = value_of(statement, name);
        BOOST_TEST_MESSAGE("      " << name << " " << stated);
        BOOST_TEST(stated == value, name << " is " << stated << " and not " << value);
    }
    BOOST_TEST(statement.balances(), "the statement does not balance");
}

void Story::check_screen(const std::string& shown, std::string_view code, std::string_view words) {
    say("屏幕", shown);
    BOOST_TEST(shown.starts_with(fmt::format("[{}]", code)), shown << " is not " << code);
    BOOST_TEST(shown.find(words) != std::string::npos, shown << " does not say " << words);
}

Statement Story::closed(const DayKey& key, std::string_view local_time) {
    clock.set(local_time);
    say("日终", fmt::format("{} 关闭 {} 的清算日", local_time, key.day.to_text()));
    auto statement = close(key);
    BOOST_REQUIRE_MESSAGE(statement.has_value(), why(statement));
    return std::move(*statement);
}

}  // namespace clearing::tests
