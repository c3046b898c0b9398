// The sum laws with the numbers of the published messages, and Ms Zhang's 2.00 (SETTLEMENT §5).
#include "gateway/domain/laws.hpp"

#include "gateway/domain/bill_totals.hpp"
#include "tests/unit/domain/splits.hpp"

#include <functional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace clearing {
namespace {

using namespace clearing::tests;

/// "A 2.00, D 1.00" or "all hold".
std::string in_words(const std::vector<LawBreach>& breaches) {
    std::string words;
    for (const LawBreach& breach : breaches)
        words += (words.empty() ? "" : ", ") + std::string(1, static_cast<char>(breach.law)) + " " +
                 breach.missing.to_yuan();
    return words.empty() ? "all hold" : words;
}

FeeLine line_of(std::string_view amount) {
    FeeLine line;
    line.amount = yuan(amount);
    return line;
}

std::string law_f(std::string_view count, std::string_view price, std::string_view amount,
                  std::optional<ScopeSplit> split = std::nullopt) {
    const auto breach = check_law_f(decimal(count), decimal(price), yuan(amount), split);
    return breach ? breach->missing.to_yuan() : "holds";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(laws)

BOOST_AUTO_TEST_CASE(the_published_answers_obey_every_law) {
    for (const PaymentSplit& split : {published_2304(), published_2207(), zhang_corrected()}) {
        BOOST_TEST(in_words(balance_breaches(split)) == "all hold");
        BOOST_TEST(in_words(split_breaches(split)) == "all hold");
    }
}

BOOST_AUTO_TEST_CASE(ms_zhang_as_printed_breaks_law_a_by_2_yuan_and_no_other) {
    BOOST_TEST(in_words(balance_breaches(zhang_as_printed())) == "A 2.00");
    BOOST_TEST(in_words(split_breaches(zhang_as_printed())) == "all hold");
    const Error error = to_error(balance_breaches(zhang_as_printed()).front());
    BOOST_TEST((error.code == ErrorCode::law_a_broken));
    BOOST_TEST(error.detail.find("2.00") != std::string::npos);
    BOOST_TEST(error.detail.find('A') != std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_law_notices_one_fen_and_says_what_is_missing) {
    struct Row {
        std::string_view what;
        std::function<void(PaymentSplit&)> change;
        std::string_view balance, scope;
    };
    const Money fen = Money::from_fen(1);
    for (const Row& row : {
             Row{"total", [=](auto& s) { s.total += fen; }, "A 0.01", "C 0.01"},
             Row{"fund total", [=](auto& s) { s.fund_total += fen; }, "A -0.01, D 0.01", "E 0.01"},
             Row{"one component", [=](auto& s) { s.funds[Fund::maf] += fen; }, "D -0.01", "all hold"},
             Row{"account", [=](auto& s) { s.account += fen; }, "B -0.01", "E 0.01"},
             Row{"cash", [=](auto& s) { s.cash += fen; }, "B -0.01", "all hold"},
             Row{"person's part", [=](auto& s) { s.person_total += fen; }, "A -0.01, B 0.01", "all hold"},
             Row{"hospital's part", [=](auto& s) { s.hospital += fen; }, "A -0.01", "E 0.01"},
             Row{"in scope", [=](auto& s) { s.scope.in_scope -= fen; }, "all hold", "C 0.01"},
             Row{"full self-pay", [=](auto& s) { s.scope.full_self_pay += fen; }, "all hold", "C -0.01"},
             Row{"one payment", [=](auto& s) { s.payments[1].amount -= fen; }, "all hold", "E 0.01"},
             Row{"mutual aid is inside the account", [=](auto& s) { s.mutual_aid += fen; }, "all hold", "all hold"},
         }) {
        PaymentSplit split = published_2304();
        row.change(split);
        BOOST_TEST_CONTEXT(row.what) {
            BOOST_TEST(in_words(balance_breaches(split)) == row.balance);
            BOOST_TEST(in_words(split_breaches(split)) == row.scope);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_fund_component_counts_in_law_d) {
    for (Fund fund : all_funds) {
        PaymentSplit split = zhang_corrected();
        split.funds[fund] += Money::from_fen(100);
        BOOST_TEST_CONTEXT(name_of(fund))
        BOOST_TEST((check_law_d(split) == LawBreach{Law::d, Money::from_fen(-100)}));
    }
}

BOOST_AUTO_TEST_CASE(an_answer_without_payments_has_no_law_e) {
    PaymentSplit split = published_2304();
    split.payments.clear();
    BOOST_TEST(!check_law_e(split).has_value());
}

BOOST_AUTO_TEST_CASE(law_f_allows_one_fen_of_rounding) {
    BOOST_TEST(law_f("3", "0.3333", "1.00") == "holds");  // SETTLEMENT §5: 3 × 0.3333 is valid
    BOOST_TEST(law_f("3", "0.3333", "0.99") == "holds");
    BOOST_TEST(law_f("3", "0.3333", "1.01") == "holds");
    BOOST_TEST(law_f("3", "0.3333", "1.02") == "0.02");
    BOOST_TEST(law_f("3", "0.3333", "0.98") == "-0.02");
    BOOST_TEST(law_f("1.0", "4.52", "4.52") == "holds");   // 2204, published
    BOOST_TEST(law_f("-20", "176", "-3520") == "holds");   // 2301, the published refund
    BOOST_TEST(law_f("-20", "176", "3520") == "7040.00");  // the sign is part of the amount
}

BOOST_AUTO_TEST_CASE(law_f_wants_the_split_of_a_line_to_the_fen) {
    const ScopeSplit published{{}, {}, yuan("0.23"), yuan("4.29")};
    BOOST_TEST(law_f("1", "4.52", "4.52", published) == "holds");
    BOOST_TEST(law_f("1", "4.52", "4.51", published) == "-0.01");  // the rounding of a product is none of a sum
}

BOOST_AUTO_TEST_CASE(law_g_adds_the_lines_of_the_bill_refunds_included) {
    const std::vector<FeeLine> lines{line_of("4.52"), line_of("65.08"), line_of("-0.60")};
    const Money of_lines = amount_of(totals_of(lines));
    BOOST_TEST(!check_law_g(yuan("69.00"), of_lines).has_value());
    BOOST_TEST((check_law_g(yuan("69.60"), of_lines) == LawBreach{Law::g, yuan("0.60")}));
    BOOST_TEST((check_law_g(yuan("1.00"), {}) == LawBreach{Law::g, yuan("1.00")}));
}

BOOST_AUTO_TEST_CASE(every_law_has_its_own_code) {
    const std::vector<std::pair<Law, std::string_view>> table{
        {Law::a, "GW1401"}, {Law::b, "GW1402"}, {Law::c, "GW1403"}, {Law::d, "GW1404"},
        {Law::e, "GW1405"}, {Law::f, "GW1406"}, {Law::g, "GW1407"}};
    for (const auto& [law, code] : table)
        BOOST_TEST(stable_code(code_of(law)) == code);
}

BOOST_AUTO_TEST_CASE(a_cancel_answer_is_compared_where_it_names_an_amount) {
    // 2208, published: all from the account, psn_part_amt, hosp_part_amt and acct_mulaid_pay are null there.
    PaymentSplit original;
    original.total = original.account = original.person_total = yuan("25.10");
    original.scope.first_self_pay = yuan("0.23");
    original.scope.in_scope = yuan("24.87");
    PaymentSplit answered = original.negated();
    answered.person_total = {};
    const std::vector<std::string> present{"medfee_sumamt",  "fund_pay_sumamt",   "acct_pay",
                                           "psn_cash_pay",   "fulamt_ownpay_amt", "overlmt_selfpay",
                                           "preselfpay_amt", "inscp_scp_amt",     "hifp_pay"};
    BOOST_TEST(cancel_differences(original, answered, present).empty());

    std::vector<std::string> with_person = present;
    with_person.push_back("psn_part_amt");
    BOOST_TEST((cancel_differences(original, answered, with_person) == std::vector<std::string>{"psn_part_amt"}));

    answered.account = yuan("-25.00");
    answered.funds[Fund::hifp] = yuan("-0.10");
    BOOST_TEST((cancel_differences(original, answered, present) == std::vector<std::string>{"acct_pay", "hifp_pay"}));
    BOOST_TEST(cancel_differences(original, answered, {}).empty());
    // A positive answer to a cancel is no cancel.
    BOOST_TEST(cancel_differences(original, original, present).size() == 4);
}

BOOST_AUTO_TEST_CASE(every_amount_of_a_cancel_is_compared) {
    const PaymentSplit original = published_2304();
    std::vector<std::string> all{"medfee_sumamt",   "fund_pay_sumamt", "acct_pay",      "acct_mulaid_pay",
                                 "psn_cash_pay",    "psn_part_amt",    "hosp_part_amt", "fulamt_ownpay_amt",
                                 "overlmt_selfpay", "preselfpay_amt",  "inscp_scp_amt"};
    for (Fund fund : all_funds)
        all.push_back(std::string(name_of(fund)) + "_pay");
    PaymentSplit off = original.negated();
    const Money fen = Money::from_fen(1);
    off.total += fen, off.fund_total += fen, off.account += fen, off.mutual_aid += fen, off.cash += fen;
    off.person_total += fen, off.hospital += fen;
    off.scope += ScopeSplit{fen, fen, fen, fen};
    for (Fund fund : all_funds)
        off.funds[fund] += fen;
    BOOST_TEST((cancel_differences(original, off, all) == all));
}

BOOST_AUTO_TEST_CASE(a_line_is_split_by_its_catalog_row) {
    struct Row {
        std::string_view what, count, price, amount, ceiling, ratio;
        bool full;
        std::string_view full_self_pay, over, first, in_scope;
    };
    for (const Row& row : {
             Row{"the published line", "1", "4.52", "4.52", "", "0.05", false, "0.00", "0.00", "0.23", "4.29"},
             Row{"class three", "2", "10", "20.00", "", "0", true, "20.00", "0.00", "0.00", "0.00"},
             Row{"over the ceiling", "2", "10", "20.00", "7.5", "0.10", false, "0.00", "5.00", "1.50", "13.50"},
             Row{"below the ceiling", "2", "10", "20.00", "10", "0.10", false, "0.00", "0.00", "2.00", "18.00"},
             Row{"class one", "3", "0.3333", "1.00", "", "0", false, "0.00", "0.00", "0.00", "1.00"},
             Row{"a refund", "-2", "10", "-20.00", "7.5", "0.10", false, "0.00", "-5.00", "-1.50", "-13.50"},
             // The amount may lie a fen under count × price; that fen must not become a negative amount over the
             // ceiling.
             Row{"a fen of rounding at the ceiling", "3", "0.3334", "0.99", "0.3333", "0", false, "0.00", "0.00",
                 "0.00", "0.99"},
         }) {
        std::optional<Decimal> ceiling;
        if (!row.ceiling.empty()) ceiling = decimal(row.ceiling);
        const ScopeSplit split =
            split_line(decimal(row.count), decimal(row.price), yuan(row.amount), ceiling, decimal(row.ratio), row.full);
        BOOST_TEST_CONTEXT(row.what) {
            BOOST_TEST(split.full_self_pay.to_yuan() == row.full_self_pay);
            BOOST_TEST(split.over_limit.to_yuan() == row.over);
            BOOST_TEST(split.first_self_pay.to_yuan() == row.first);
            BOOST_TEST(split.in_scope.to_yuan() == row.in_scope);
            BOOST_TEST((split.sum() == yuan(row.amount)));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing
