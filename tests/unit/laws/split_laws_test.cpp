#include "gateway/domain/laws.hpp"
#include "tests/unit/laws/law.hpp"

#include <map>
#include <set>

namespace clearing::laws {

namespace {

std::string broken_laws(const PaymentSplit& split) {
    std::set<char> letters;
    for (const auto& breaches : {balance_breaches(split), split_breaches(split)})
        for (const LawBreach& breach : breaches)
            letters.insert(static_cast<char>(breach.law));
    return {letters.begin(), letters.end()};
}

/// interface/README, Money: which laws name a field.
std::string laws_naming(const std::string& field, bool has_payments) {
    static const std::map<std::string, std::string> table{
        {"total", "AC"},     {"fund_total", "ADE"},  {"account", "BE"},       {"mutual_aid", ""},
        {"cash", "B"},       {"person_total", "AB"}, {"hospital", "AE"},      {"full_self_pay", "C"},
        {"over_limit", "C"}, {"in_scope", "C"},      {"first_self_pay", "C"}, {"payment", "E"}};
    const auto found = table.find(field);
    std::string letters = found == table.end() ? "D" : found->second;
    if (!has_payments) std::erase(letters, 'E');
    return letters;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(split)

BOOST_AUTO_TEST_CASE(what_is_summed_up_honestly_breaks_no_law_and_its_negative_neither) {
    holds("a valid split", [] {
        const PaymentSplit split = valid_split();
        RC_ASSERT(broken_laws(split).empty());
        RC_ASSERT(broken_laws(split.negated()).empty());
        RC_ASSERT(split.negated().negated() == split);
    });
}

BOOST_AUTO_TEST_CASE(one_fen_in_one_field_breaks_exactly_the_laws_that_name_it) {
    holds("one fen", [] {
        PaymentSplit split = valid_split();
        const auto fields = fields_of(split);
        const Field& field = fields[*rc::gen::inRange<std::size_t>(0, fields.size())];
        const Money drift = Money::from_fen(*rc::gen::element(1, -1));
        *field.amount += drift;
        std::string expected = laws_naming(field.name, !split.payments.empty());
        if (field.name == "mutual_aid" && split.mutual_aid > split.account) expected = "B";
        RC_ASSERT(broken_laws(split) == expected);
        for (const LawBreach& breach : balance_breaches(split))
            RC_ASSERT(breach.missing.abs() == Money::from_fen(1));
    });
}

BOOST_AUTO_TEST_CASE(mutual_aid_beyond_the_account_breaks_law_b_alone_by_what_is_beyond) {
    holds("mutual aid", [] {
        PaymentSplit split = valid_split();
        const Money beyond = Money::from_fen(*rc::gen::inRange<std::int64_t>(1, 1'000'000));
        split.mutual_aid = split.account + beyond;
        const auto breaches = balance_breaches(split);
        RC_ASSERT(breaches.size() == 1u);
        RC_ASSERT((breaches.front() == LawBreach{Law::b, beyond}));
        split.mutual_aid = split.account;
        RC_ASSERT(broken_laws(split).empty());
    });
}

BOOST_AUTO_TEST_CASE(sums_of_valid_splits_are_valid_and_a_split_and_its_negative_are_nothing) {
    holds("sums", [] {
        PaymentSplit left = valid_split(), right = valid_split();
        left.payments.clear();
        right.payments.clear();
        PaymentSplit sum = left;
        sum += right;
        RC_ASSERT(broken_laws(sum).empty());
        PaymentSplit other_way = right;
        other_way += left;
        RC_ASSERT(sum == other_way);
        sum += right.negated();
        RC_ASSERT(sum == left);
        sum += left.negated();
        RC_ASSERT(sum == PaymentSplit{});
    });
}

BOOST_AUTO_TEST_CASE(a_cancel_differs_in_exactly_the_amounts_that_are_not_the_negative) {
    static const std::map<std::string, std::string> wire_names{
        {"total", "medfee_sumamt"},        {"fund_total", "fund_pay_sumamt"},
        {"account", "acct_pay"},           {"mutual_aid", "acct_mulaid_pay"},
        {"cash", "psn_cash_pay"},          {"person_total", "psn_part_amt"},
        {"hospital", "hosp_part_amt"},     {"full_self_pay", "fulamt_ownpay_amt"},
        {"over_limit", "overlmt_selfpay"}, {"first_self_pay", "preselfpay_amt"},
        {"in_scope", "inscp_scp_amt"}};
    holds("one fen of a cancel", [] {
        PaymentSplit original = valid_split();
        original.payments.clear();
        PaymentSplit cancel = original.negated();
        std::vector<std::string> present;
        const auto fields = fields_of(cancel);
        for (const Field& field : fields) {
            const auto name = wire_names.find(field.name);
            present.push_back(name == wire_names.end() ? field.name + "_pay" : name->second);
        }
        RC_ASSERT(cancel_differences(original, cancel, present).empty());
        const auto changed = *rc::gen::inRange<std::size_t>(0, fields.size());
        *fields[changed].amount += Money::from_fen(1);
        RC_ASSERT(cancel_differences(original, cancel, present) == std::vector{present[changed]});
        // What an answer left out is not compared.
        present.erase(present.begin() + static_cast<std::ptrdiff_t>(changed));
        RC_ASSERT(cancel_differences(original, cancel, present).empty());
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::laws
