#include "gateway/domain/ledger.hpp"
#include "tests/unit/laws/law.hpp"

#include <map>

namespace clearing::laws {

namespace {

ClearingFormula any_formula() {
    ClearingFormula formula{"f", {}};
    for (const Component component : clearable_components)
        if (*rc::gen::arbitrary<bool>()) formula.components.push_back(component);
    return formula;
}

Direction any_direction() {
    return *rc::gen::element(Direction::visitor, Direction::resident_away);
}

/// Debit − credit per account and component, from nothing but the transfers.
using Balances = std::map<std::pair<Account, Component>, Money>;

Balances& operator+=(Balances& balances, const std::vector<Transfer>& transfers) {
    for (const Transfer& transfer : transfers) {
        RC_ASSERT(transfer.amount > Money());  // the direction is the sign
        RC_ASSERT(transfer.debit != transfer.credit);
        balances[{transfer.debit, transfer.component}] += transfer.amount;
        balances[{transfer.credit, transfer.component}] -= transfer.amount;
    }
    return balances;
}

bool is_nothing(const Balances& balances) {
    for (const auto& [where, amount] : balances)
        if (!amount.is_zero()) return false;
    return true;
}

void each_component_sums_to_zero(const Balances& balances) {
    std::map<Component, Money> sums;
    for (const auto& [where, amount] : balances)
        sums[where.second] += amount;
    for (const auto& [component, sum] : sums)
        RC_ASSERT(sum.is_zero());
}

Money balance(const Balances& balances, Account account, Component component) {
    const auto found = balances.find({account, component});
    return found == balances.end() ? Money() : found->second;
}

/// SETTLEMENT §6: where a booking is still to be cleared (debit − credit), and its sign.
struct Open {
    Account open, cleared, against;
    bool is_owed_to_us;
};
Open open_account(Direction direction) {
    if (direction == Direction::visitor) return {Account::r1, Account::r2, Account::h, true};
    return {Account::p1, Account::p2, Account::b, false};
}

PaymentSplit settlement_or_cancel() {
    const PaymentSplit split = valid_split();
    return *rc::gen::arbitrary<bool>() ? split : split.negated();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ledger)

BOOST_AUTO_TEST_CASE(a_booking_balances_and_posts_exactly_what_the_formula_clears) {
    holds("booking", [] {
        const Direction direction = any_direction();
        const PaymentSplit split = settlement_or_cancel();
        const ClearingFormula formula = any_formula();
        Balances balances;
        balances += postings_of_booking(direction, split, formula);
        each_component_sums_to_zero(balances);
        const Open open = open_account(direction);
        Money sum;
        for (const Component component : clearable_components) {
            const Money expected = formula.clears(component) ? amount_of(split, component) : Money();
            const Money posted = balance(balances, open.open, component);
            RC_ASSERT(posted == (open.is_owed_to_us ? expected : -expected));
            RC_ASSERT(balance(balances, open.against, component) == -posted);
            sum += expected;
        }
        RC_ASSERT(cleared_amount(split, formula) == sum);
        RC_ASSERT(balance(balances, open.cleared, Component::hifp).is_zero());
    });
}

BOOST_AUTO_TEST_CASE(a_booking_and_its_counter_entry_are_nothing_and_so_are_a_settlement_and_its_cancel) {
    holds("booking + counter = 0 = booking + cancel", [] {
        const Direction direction = any_direction();
        const PaymentSplit split = settlement_or_cancel();
        const ClearingFormula formula = any_formula();
        Balances reversed;
        reversed += postings_of_booking(direction, split, formula);
        reversed += counter_postings(direction, split, formula);
        RC_ASSERT(is_nothing(reversed));
        Balances cancelled;
        cancelled += postings_of_booking(direction, split, formula);
        cancelled += postings_of_booking(direction, split.negated(), formula);
        RC_ASSERT(is_nothing(cancelled));
    });
}

BOOST_AUTO_TEST_CASE(clearing_moves_what_is_open_and_nothing_else) {
    holds("clearing", [] {
        const Direction direction = any_direction();
        const ClearingFormula formula = any_formula();
        Balances balances;
        const int lines = *rc::gen::inRange(1, 8);
        for (int i = 0; i < lines; ++i)
            balances += postings_of_booking(direction, settlement_or_cancel(), formula);
        const Balances booked = balances;
        const Open open = open_account(direction);
        for (const Component component : clearable_components) {
            const Money left = balance(balances, open.open, component);
            balances += postings_of_clearing(direction, component, open.is_owed_to_us ? left : -left);
        }
        each_component_sums_to_zero(balances);
        for (const Component component : clearable_components) {
            RC_ASSERT(balance(balances, open.open, component).is_zero());
            RC_ASSERT(balance(balances, open.cleared, component) == balance(booked, open.open, component));
            RC_ASSERT(balance(balances, open.against, component) == balance(booked, open.against, component));
        }
    });
}

BOOST_AUTO_TEST_CASE(both_gateways_hold_the_mirror_of_each_other) {
    holds("R1 here = P1 there", [] {
        const ClearingFormula formula = any_formula();
        Balances treating, insuring;
        const int events = *rc::gen::inRange(1, 10);
        for (int i = 0; i < events; ++i) {
            const PaymentSplit split = settlement_or_cancel();
            treating += postings_of_booking(Direction::visitor, split, formula);
            insuring += postings_of_booking(Direction::resident_away, split, formula);
            if (!*rc::gen::arbitrary<bool>()) continue;
            treating += counter_postings(Direction::visitor, split, formula);
            insuring += counter_postings(Direction::resident_away, split, formula);
        }
        for (const Component component : clearable_components)
            RC_ASSERT(balance(treating, Account::r1, component) == -balance(insuring, Account::p1, component));
    });
}

BOOST_AUTO_TEST_CASE(every_name_of_the_chart_is_read_back) {
    for (const Account account : all_accounts)
        BOOST_TEST((account_named(name_of(account)) == account));
    for (const Component component : clearable_components)
        BOOST_TEST((component_named(name_of(component)) == component));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::laws
