// Laws of notices and payments: whatever comes in and bounces, each fund's cell owes what it owed less what settled it,
// and money is either allocated or waits.
#include "gateway/domain/bank_payment.hpp"
#include "tests/unit/laws/law.hpp"

#include <algorithm>
#include <map>

namespace clearing::laws {
namespace {

/// A notice with cells of both signs, owed in sum.
Notice any_notice(Direction direction) {
    Notice notice;
    notice.id = "n";
    notice.platform = PlatformName("delta");
    notice.counterparty = DivisionCode("310000");
    notice.direction = direction;
    notice.state = NoticeState::released;
    for (const Component component : clearable_components)
        for (const CareSetting care : {CareSetting::outpatient, CareSetting::inpatient}) {
            const Money cell = *rc::gen::arbitrary<bool>() ? amount() : Money() - part_of(amount());
            if (!cell.is_zero()) notice.cleared[{InsuranceType("310"), care, component}] = cell;
        }
    const Money sum = sum_of(notice.cleared);
    if (!(sum > Money()))
        notice.cleared[{InsuranceType("390"), CareSetting::outpatient, Component::hifp}] = Money::from_fen(100) - sum;
    return notice;
}

struct Desk {
    Notice notice;
    std::vector<BankPayment> payments;
    std::map<std::pair<Account, Component>, Money> books;

    void take(const Settling& settling, BankPayment& payment) {
        for (const VoucherLine& line : settling.lines) {
            RC_ASSERT(line.transfer.amount > Money());
            books[{line.transfer.debit, line.transfer.component}] += line.transfer.amount;
            books[{line.transfer.credit, line.transfer.component}] -= line.transfer.amount;
        }
        for (const Allocation& allocation : settling.allocations) {
            notice.settled = added(notice.settled, allocation.amounts);
            auto found = std::ranges::find(payment.allocations, allocation.notice, &Allocation::notice);
            if (found == payment.allocations.end())
                payment.allocations.push_back(allocation);
            else
                found->amounts = added(found->amounts, allocation.amounts);
        }
    }
    void enter() {
        BankPayment payment;
        payment.entry.platform = notice.platform;
        payment.entry.counterparty = notice.counterparty;
        payment.entry.direction = notice.direction;
        payment.entry.amount = amount() + Money::from_fen(1);
        const bool names_it = *rc::gen::arbitrary<bool>();
        const auto matched = settle_by_payment(payment, notice, true);
        if (names_it && matched)
            take(*matched, payment);
        else
            take(wait_unallocated(payment), payment);
        payments.push_back(std::move(payment));
    }
    void match() {
        for (BankPayment& payment : payments)
            if (const auto matched = settle_by_payment(payment, notice, false)) return take(*matched, payment);
    }
    void bounce_one() {
        for (BankPayment& payment : payments) {
            if (payment.bounced || !*rc::gen::arbitrary<bool>()) continue;
            take(bounce(payment), payment);
            payment.allocations.clear();
            payment.bounced = true;
            return;
        }
    }
    Money balance(Account account) const {
        Money sum;
        for (const auto& [where, amount] : books)
            if (where.first == account) sum += amount;
        return sum;
    }
    Money balance(Account account, Component component) const {
        const auto found = books.find({account, component});
        return found == books.end() ? Money() : found->second;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(notices)

BOOST_AUTO_TEST_CASE(what_is_open_is_what_was_owed_less_what_settled_it) {
    holds("notice, payments, bounces", [] {
        Desk desk{any_notice(*rc::gen::element(Direction::visitor, Direction::resident_away)), {}, {}};
        const bool receives = desk.notice.direction == Direction::visitor;
        const int events = *rc::gen::inRange(1, 12);
        for (int i = 0; i < events; ++i) {
            const int event = *rc::gen::inRange(0, 4);
            if (event < 2) desk.enter();
            if (event == 2) desk.match();
            if (event == 3) desk.bounce_one();
        }
        RC_ASSERT(!(sum_of(desk.notice.open()) < Money()));
        Money allocated, waits;
        for (const BankPayment& payment : desk.payments) {
            RC_ASSERT(!payment.unallocated().is_negative());
            waits += payment.unallocated();
            for (const Allocation& allocation : payment.allocations)
                allocated += sum_of(allocation.amounts);
        }
        RC_ASSERT(allocated == sum_of(desk.notice.settled));
        RC_ASSERT(desk.balance(receives ? Account::r2 : Account::p2) == (receives ? -allocated : allocated));
        RC_ASSERT(desk.balance(Account::cf) == (receives ? -waits : Money()));
        RC_ASSERT(desk.balance(Account::t) == (receives ? allocated + waits : -allocated));
        for (const auto& [cell, amount] : desk.notice.settled)
            RC_ASSERT(!(amount.abs() > desk.notice.cleared.at(cell).abs()));
    });
}

BOOST_AUTO_TEST_CASE(a_netting_settles_both_and_moves_the_difference) {
    holds("netting", [] {
        const Notice receivable = any_notice(Direction::visitor);
        Notice payable = any_notice(Direction::resident_away);
        payable.id = "p";
        const Money difference = sum_of(receivable.open()) - sum_of(payable.open());
        BankPayment payment;
        payment.entry.platform = payable.platform;
        payment.entry.counterparty = payable.counterparty;
        payment.entry.direction = difference.is_negative() ? Direction::resident_away : Direction::visitor;
        payment.entry.amount = difference.abs();
        const auto moved = difference.is_zero() ? std::nullopt : std::optional(payment.entry);
        const auto settling = settle_by_netting(receivable, payable, moved);
        RC_ASSERT(settling.has_value());
        payment.allocations = settling->allocations;
        RC_ASSERT(payment.unallocated().is_zero());
        Money treasury;
        for (const VoucherLine& line : settling->lines) {
            if (line.transfer.debit == Account::t) treasury += line.transfer.amount;
            if (line.transfer.credit == Account::t) treasury -= line.transfer.amount;
        }
        RC_ASSERT(treasury == difference);
    });
}

BOOST_AUTO_TEST_CASE(money_that_waited_leaves_nothing_unallocated_once_it_is_matched) {
    holds("waited, then matched", [] {
        Desk desk{any_notice(Direction::visitor), {}, {}};
        BankPayment payment;
        payment.entry.platform = desk.notice.platform;
        payment.entry.counterparty = desk.notice.counterparty;
        payment.entry.direction = desk.notice.direction;
        payment.entry.amount = sum_of(desk.notice.open());
        desk.take(wait_unallocated(payment), payment);
        RC_ASSERT(desk.balance(Account::cf) == -payment.entry.amount);
        const auto matched = settle_by_payment(payment, desk.notice, false);
        RC_ASSERT(matched.has_value());
        desk.take(*matched, payment);
        RC_ASSERT(desk.balance(Account::cf).is_zero());
        RC_ASSERT(desk.balance(Account::t, Component::unallocated).is_zero());
        RC_ASSERT(desk.balance(Account::t) == payment.entry.amount);
        RC_ASSERT(sum_of(desk.notice.open()).is_zero());
    });
}

BOOST_AUTO_TEST_CASE(an_offset_moves_no_money_and_settles_all_that_is_open) {
    holds("offset", [] {
        const Direction direction = *rc::gen::element(Direction::visitor, Direction::resident_away);
        Desk desk{any_notice(direction), {}, {}};
        const Money owed = sum_of(desk.notice.open());
        RC_ASSERT(!settle_by_offset(desk.notice, owed - Money::from_fen(1)).has_value());
        const auto offset = settle_by_offset(desk.notice, owed + amount());
        RC_ASSERT(offset.has_value());
        BankPayment nothing_moved;
        desk.take(*offset, nothing_moved);
        RC_ASSERT(desk.balance(Account::t).is_zero());
        const bool held = direction == Direction::visitor;
        RC_ASSERT(desk.balance(held ? Account::pr : Account::pa) == (held ? owed : -owed));
        RC_ASSERT(desk.balance(held ? Account::r2 : Account::p2) == (held ? -owed : owed));
        RC_ASSERT(sum_of(desk.notice.open()).is_zero());
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::laws
