// Postings of SETTLEMENT §6 for a booking, its counter-entry and the clearing, one transfer a component.
#include "gateway/domain/ledger.hpp"

#include "tests/unit/domain/splits.hpp"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing {
namespace {

using namespace clearing::tests;
using enum Direction;

const ClearingFormula everything{"DEFAULT", {clearable_components.begin(), clearable_components.end()}};
const ClearingFormula without_account{"FUNDS-ONLY",
                                      {Component::hifp, Component::cvlserv, Component::hifes, Component::hifmi,
                                       Component::hifob, Component::maf, Component::hifdm, Component::oth}};

/// "Dr R1 Cr H hifp 1126.60", one a line.
std::vector<std::string> in_words(const std::vector<Transfer>& transfers) {
    std::vector<std::string> words;
    for (const Transfer& t : transfers)
        words.push_back(fmt::format("Dr {} Cr {} {} {}", name_of(t.debit), name_of(t.credit), name_of(t.component),
                                    t.amount.to_yuan()));
    return words;
}

using Words = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(ledger)

BOOST_AUTO_TEST_CASE(ms_zhang_corrected_is_receivable_from_shanghai_and_owed_to_the_hospital) {
    BOOST_TEST((in_words(postings_of_booking(visitor, zhang_corrected(), everything)) ==
                Words{"Dr R1 Cr H hifp 1126.60", "Dr R1 Cr H acct 2.00"}));
    BOOST_TEST(cleared_amount(zhang_corrected(), everything).to_yuan() == "1128.60");
}

BOOST_AUTO_TEST_CASE(at_shanghai_the_same_bill_is_payable) {
    BOOST_TEST((in_words(postings_of_booking(resident_away, zhang_corrected(), everything)) ==
                Words{"Dr B Cr P1 hifp 1126.60", "Dr B Cr P1 acct 2.00"}));
}

BOOST_AUTO_TEST_CASE(cash_and_the_hospitals_part_are_never_posted) {
    // 2304, published: 18,785.39 + 170.04 clear; 3,982.02 cash and 505.01 of the hospital do not.
    BOOST_TEST((in_words(postings_of_booking(visitor, published_2304(), everything)) ==
                Words{"Dr R1 Cr H hifob 18785.39", "Dr R1 Cr H acct 170.04"}));
}

BOOST_AUTO_TEST_CASE(a_component_outside_the_formula_is_never_posted) {
    BOOST_TEST((in_words(postings_of_booking(visitor, zhang_corrected(), without_account)) ==
                Words{"Dr R1 Cr H hifp 1126.60"}));
    BOOST_TEST(cleared_amount(zhang_corrected(), without_account).to_yuan() == "1126.60");
    BOOST_TEST(!without_account.clears(Component::acct));
}

BOOST_AUTO_TEST_CASE(mutual_aid_is_taken_out_of_the_account) {
    PaymentSplit split;
    split.total = split.account = split.person_total = yuan("10.00");
    split.mutual_aid = yuan("4.00");
    BOOST_TEST((in_words(postings_of_booking(visitor, split, everything)) ==
                Words{"Dr R1 Cr H acct 6.00", "Dr R1 Cr H mulaid 4.00"}));
}

BOOST_AUTO_TEST_CASE(a_cancel_posts_the_other_way_round_with_positive_amounts) {
    const PaymentSplit negative = zhang_corrected().negated();
    BOOST_TEST((in_words(postings_of_booking(visitor, negative, everything)) ==
                Words{"Dr H Cr R1 hifp 1126.60", "Dr H Cr R1 acct 2.00"}));
    BOOST_TEST((in_words(postings_of_booking(resident_away, negative, everything)) ==
                Words{"Dr P1 Cr B hifp 1126.60", "Dr P1 Cr B acct 2.00"}));
}

BOOST_AUTO_TEST_CASE(a_counter_entry_undoes_a_booking_exactly) {
    for (Direction direction : {visitor, resident_away}) {
        const auto booking = postings_of_booking(direction, published_2304(), everything);
        const auto counter = counter_postings(direction, published_2304(), everything);
        BOOST_TEST(booking.size() == counter.size());
        for (std::size_t i = 0; i < booking.size(); ++i)
            BOOST_TEST(
                (counter[i] == Transfer{booking[i].credit, booking[i].debit, booking[i].component, booking[i].amount}));
    }
}

BOOST_AUTO_TEST_CASE(clearing_moves_from_uncleared_to_cleared_and_a_negative_cell_back) {
    BOOST_TEST((in_words(postings_of_clearing(visitor, Component::hifp, yuan("1126.60"))) ==
                Words{"Dr R2 Cr R1 hifp 1126.60"}));
    BOOST_TEST((in_words(postings_of_clearing(visitor, Component::hifp, yuan("-1126.60"))) ==
                Words{"Dr R1 Cr R2 hifp 1126.60"}));
    BOOST_TEST((in_words(postings_of_clearing(resident_away, Component::acct, yuan("2.00"))) ==
                Words{"Dr P1 Cr P2 acct 2.00"}));
    BOOST_TEST((in_words(postings_of_clearing(resident_away, Component::acct, yuan("-2.00"))) ==
                Words{"Dr P2 Cr P1 acct 2.00"}));
    BOOST_TEST(postings_of_clearing(visitor, Component::hifp, Money{}).empty());
}

BOOST_AUTO_TEST_CASE(a_zero_component_posts_nothing) {
    BOOST_TEST(postings_of_booking(visitor, PaymentSplit{}, everything).empty());
}

BOOST_AUTO_TEST_CASE(accounts_and_components_are_named_and_read_back) {
    const std::vector<std::pair<std::string_view, std::string_view>> chart{{"R1", "应收异地—未清算"},
                                                                           {"R2", "应收异地—已清算"},
                                                                           {"H", "应付定点机构"},
                                                                           {"P1", "应付异地—未清算"},
                                                                           {"P2", "应付异地—已清算"},
                                                                           {"B", "待遇支出"},
                                                                           {"T", "财政专户存款"},
                                                                           {"PA", "暂付款—异地就医预付金"},
                                                                           {"PR", "暂收款—异地就医资金"},
                                                                           {"CF", "暂收款—异地就医清算资金"},
                                                                           {"X", "待处理差额"}};
    BOOST_TEST(chart.size() == all_accounts.size());
    for (const auto& [code, chinese] : chart) {
        const auto account = account_named(code);
        BOOST_REQUIRE(account.has_value());
        BOOST_TEST(name_of(*account) == code);
        BOOST_TEST(chinese_name_of(*account) == chinese);
    }
    for (Component component : clearable_components)
        BOOST_TEST((component_named(name_of(component)) == component));
    for (std::string_view name : {"prefund", "unallocated"})
        BOOST_TEST(name_of(component_named(name).value()) == name);
    BOOST_TEST(!component_named("cash").has_value());
    BOOST_TEST(!account_named("R3").has_value());
    // The first eight components are the funds, in the funds' order: amount_of relies on it.
    for (Fund fund : all_funds)
        BOOST_TEST(name_of(static_cast<Component>(fund)) == name_of(fund));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing
