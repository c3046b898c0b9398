// Laws of every posting after the booking: each component is nothing in sum, what is still owed is exactly what the
// documents say, and the other gateway holds the mirror.
#include "gateway/domain/postings_adjustment.hpp"
#include "gateway/domain/postings_payment.hpp"
#include "tests/unit/laws/law.hpp"

#include <map>

namespace clearing::laws {
namespace {

using Balances = std::map<std::pair<Account, Component>, Money>;

void post(Balances& books, const std::vector<Transfer>& transfers) {
    for (const Transfer& transfer : transfers) {
        RC_ASSERT(transfer.amount > Money());
        RC_ASSERT(transfer.debit != transfer.credit);
        books[{transfer.debit, transfer.component}] += transfer.amount;
        books[{transfer.credit, transfer.component}] -= transfer.amount;
    }
}

Money balance(const Balances& books, Account account, Component component) {
    const auto found = books.find({account, component});
    return found == books.end() ? Money() : found->second;
}

void each_component_is_nothing_in_sum(const Balances& books) {
    std::map<Component, Money> sums;
    for (const auto& [where, amount] : books)
        sums[where.second] += amount;
    for (const auto& [component, sum] : sums)
        RC_ASSERT(sum.is_zero());
}

const ClearingFormula everything{"f", {clearable_components.begin(), clearable_components.end()}};

ComponentAmounts part_of_each(const ComponentAmounts& whole) {
    ComponentAmounts parts;
    for (const auto& [component, amount] : whole)
        if (const Money part = part_of(amount); !part.is_zero()) parts[component] = part;
    return parts;
}

void add(ComponentAmounts& to, const ComponentAmounts& amounts) {
    for (const auto& [component, amount] : amounts)
        to[component] += amount;
}

void take(ComponentAmounts& from, const ComponentAmounts& amounts) {
    add(from, negated(amounts));
}

/// Both gateways live through the same events: here we treat, there they insure.
struct TwoGateways {
    Balances here, there;
    ComponentAmounts open, cleared;  ///< what is owed and not cleared, cleared and not paid: by the documents

    void both(auto posting, const ComponentAmounts& amounts) {
        post(here, posting(Direction::visitor, amounts));
        post(there, posting(Direction::resident_away, amounts));
    }
    void book() {
        const PaymentSplit split = valid_split();
        post(here, postings_of_booking(Direction::visitor, split, everything));
        post(there, postings_of_booking(Direction::resident_away, split, everything));
        add(open, amounts_of(split, everything));
    }
    void deduct() {
        const ComponentAmounts amounts = part_of_each(open);
        both(postings_of_deduction, amounts);
        take(open, amounts);
        if (!*rc::gen::arbitrary<bool>()) return;
        both(postings_of_withdrawn_deduction, amounts);
        add(open, amounts);
    }
    void dispute() {
        const Bearer bearer = *rc::gen::element(Bearer::hospital, Bearer::suspended);
        const ComponentAmounts amounts = part_of_each(open);
        both([&](Direction d, const ComponentAmounts& a) { return postings_of_lost_dispute(d, a, bearer); }, amounts);
        take(open, amounts);
    }
    void clear() {
        for (const auto& [component, amount] : open) {
            post(here, postings_of_clearing(Direction::visitor, component, amount));
            post(there, postings_of_clearing(Direction::resident_away, component, amount));
        }
        add(cleared, open);
        open.clear();
    }
    void pay() {
        const ComponentAmounts amounts = part_of_each(cleared);
        both(postings_of_payment, amounts);
        take(cleared, amounts);
        if (!*rc::gen::arbitrary<bool>()) return;
        both(postings_of_payment, negated(amounts));  // it bounces
        add(cleared, amounts);
    }
    void any_event() {
        switch (*rc::gen::inRange(0, 5)) {
            case 0:
                return deduct();
            case 1:
                return dispute();
            case 2:
                return clear();
            case 3:
                return pay();
            default:
                return book();
        }
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(posting)

BOOST_AUTO_TEST_CASE(what_is_owed_is_what_was_booked_less_what_was_taken_back_and_paid) {
    holds("R1 + R2 = booked - deducted - disputed - paid = P1 + P2 there", [] {
        TwoGateways both;
        const int events = *rc::gen::inRange(1, 15);
        for (int i = 0; i < events; ++i)
            both.any_event();
        each_component_is_nothing_in_sum(both.here);
        each_component_is_nothing_in_sum(both.there);
        for (const Component component : clearable_components) {
            RC_ASSERT(balance(both.here, Account::r1, component) == both.open[component]);
            RC_ASSERT(balance(both.here, Account::r2, component) == both.cleared[component]);
            RC_ASSERT(balance(both.there, Account::p1, component) == -both.open[component]);
            RC_ASSERT(balance(both.there, Account::p2, component) == -both.cleared[component]);
        }
    });
}

BOOST_AUTO_TEST_CASE(a_part_is_shared_out_to_the_fen_and_never_beyond_a_cell) {
    holds("shares", [] {
        ComponentAmounts whole;
        const bool negative = *rc::gen::arbitrary<bool>();
        for (const Component component : clearable_components)
            if (const Money cell = amount(); !cell.is_zero()) whole[component] = negative ? -cell : cell;
        const Money sum = sum_of(whole);
        const Money part = negative ? -part_of(-sum) : part_of(sum);
        const auto shares = shared_out(part, whole);
        RC_ASSERT(shares.has_value());
        RC_ASSERT(sum_of(*shares) == part);
        for (const auto& [component, share] : *shares) {
            RC_ASSERT(!share.is_zero());
            RC_ASSERT(share.is_negative() == negative);
            RC_ASSERT(!(share.abs() > whole.at(component).abs()));
        }
        RC_ASSERT(part != sum || *shares == whole);
        RC_ASSERT(!shared_out(negative ? sum - Money::from_fen(1) : sum + Money::from_fen(1), whole).has_value());
    });
}

BOOST_AUTO_TEST_CASE(cancel_and_withdrawal_together_are_nothing) {
    holds("booked, deducted, cancelled, withdrawn", [] {
        for (const Direction direction : {Direction::visitor, Direction::resident_away}) {
            Balances books;
            const PaymentSplit split = valid_split();
            const ComponentAmounts deducted = part_of_each(amounts_of(split, everything));
            post(books, postings_of_booking(direction, split, everything));
            post(books, postings_of_deduction(direction, deducted));
            post(books, postings_of_booking(direction, split.negated(), everything));
            post(books, postings_of_withdrawn_deduction(direction, deducted));
            for (const auto& [where, amount] : books)
                RC_ASSERT(amount.is_zero());
        }
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::laws
