// A line clears by the agreement it was posted with (decision 0032): one carried over a change of components, and then
// cancelled, on either platform and either side of the counter.
#include "gateway/services/clearing/statement_maker.hpp"
#include "tests/support/closing_steps.hpp"
#include "tests/support/day_store_contract.hpp"

namespace clearing::tests {

using namespace closing;

namespace {

const ClearingFormula with_account{"WITH-ACCOUNT", {clearable_components.begin(), clearable_components.end()}};
const ClearingFormula funds_alone{"FUNDS", {Component::hifp, Component::hifmi}};

/// One pair's days, between the first and the second of which the agreement changes.
class ChangedAgreement {
public:
    ChangedAgreement(const StoreContract& store, bool delta, Direction direction, const ClearingFormula& before,
                     const ClearingFormula& after)
        : desk_{store}, delta_(delta), direction_(direction) {
        formulas_ = {{first_day, before}, {second_day, after}, {third_day, after}};
    }

    SettlementRecord opened(const std::string& name, ClearingDay day) { return opened(new_record(name), day); }
    SettlementRecord opened_cancel(const SettlementRecord& original, ClearingDay day) {
        SettlementRecord cancel = new_record("cancel");
        cancel.kind = SettlementKind::cancel;
        cancel.infno = "2208";
        cancel.visit = original.visit;
        cancel.bill = original.bill;
        cancel.cancels = original.no;
        cancel.claimed_total = -original.claimed_total;
        return opened(std::move(cancel), day);
    }
    SettlementRecord in_doubt(const SettlementRecord& record) {
        return desk_.applied(move_of(record, State::in_doubt));
    }

    /// As the services post it: by the agreement of the day it is assigned to, or its original is.
    SettlementRecord booked(const SettlementRecord& record, ClearingDay assigned, ClearingDay agreed_on) {
        ports::SettlementChange booking = test::booking_of(record);
        if (!record.assigned_day) booking.assigned_day = assigned;
        booking.posting_day = assigned;
        booking.transfers = postings_of_booking(direction_, booking.answer->split, formulas_.at(agreed_on));
        return desk_.applied(std::move(booking));
    }

    Statement closed(ClearingDay day) {
        const DayKey key = this->key(day);
        switch_day(desk_, key);
        statements::DayResult result{key,
                                     desk_.value(desk_.store.days.sums(key, {})),
                                     {},
                                     {},
                                     desk_.value(desk_.store.days.trial_balance(key)),
                                     formulas_,
                                     DivisionCode("330200"),
                                     noon};
        const DayAgreement agreement = statements::make_agreement(result);
        agree(desk_, agreement);
        BOOST_TEST(agreement.statement.balances());
        return agreement.statement;
    }

    /// What the insured side owes, of all days.
    std::string uncleared(Component component) { return standing(Account::r1, Account::p1, component); }
    std::string cleared(Component component) { return standing(Account::r2, Account::p2, component); }

private:
    DayKey key(ClearingDay day) { return day_key(new_record("any"), day); }

    SettlementRecord new_record(const std::string& name) const {
        const bool visitor = direction_ == Direction::visitor;
        const std::string own_name = (delta_ ? "d" : "n") + std::string(visitor ? "v-" : "r-") + name;
        SettlementRecord record = visitor ? visitor_record(own_name) : test::resident_record(own_name, first_day);
        record.assigned_day.reset();
        if (delta_) return record;
        const SettlementRecord national = test::national_record(own_name);
        record.platform = national.platform;
        record.counterparty = national.counterparty;
        return record;
    }
    /// Delta: a visitor's is our open day, a resident's came with it. National: only the answer names it.
    SettlementRecord opened(SettlementRecord record, ClearingDay day) {
        const bool from_open_day = delta_ && direction_ == Direction::visitor;
        if (delta_ && !from_open_day) record.assigned_day = day;
        return desk_.opened(std::move(record), from_open_day);
    }
    std::string standing(Account receivable, Account payable, Component component) {
        const bool visitor = direction_ == Direction::visitor;
        Money sum;
        for (const ClearingDay& day : {first_day, second_day, third_day})
            sum += balance(desk_, key(day), visitor ? receivable : payable, component);
        return (visitor ? sum : -sum).to_yuan();
    }

    StoreDesk desk_;
    bool delta_;
    Direction direction_;
    FormulasByDay formulas_;
};

/// A settlement in doubt over the change, one of the day after it, and the cancel of the first.
void carry_over(const StoreContract& store, bool delta, Direction direction, const ClearingFormula& before,
                const ClearingFormula& after) {
    ChangedAgreement books(store, delta, direction, before, after);
    const SettlementRecord doubt = books.in_doubt(books.opened("doubt", first_day));
    books.closed(first_day);
    const SettlementRecord late = books.booked(doubt, first_day, first_day);
    BOOST_TEST((late.assigned_day == first_day));
    books.booked(books.opened("ordinary", second_day), second_day, second_day);
    BOOST_TEST(books.uncleared(Component::acct) == "3.00");  // one of the two has it
    BOOST_TEST(books.uncleared(Component::hifp) == "120.00");

    const bool account_was_cleared = before.id == with_account.id;
    const Statement statement = books.closed(second_day);
    BOOST_REQUIRE(statement.late.size() == 1U);
    BOOST_TEST(statement.formula.id == after.id);
    BOOST_TEST(statement.by_earlier_agreements.to_yuan() == (account_was_cleared ? "5.00" : "-5.00"));
    for (const Component component : clearable_components)
        BOOST_TEST(books.uncleared(component) == "0.00", name_of(component));
    BOOST_TEST(books.cleared(Component::hifp) == "120.00");
    BOOST_TEST(books.cleared(Component::acct) == "3.00");
    BOOST_TEST(books.cleared(Component::mulaid) == "2.00");

    books.booked(books.opened_cancel(late, third_day), third_day, first_day);
    books.closed(third_day);
    for (const Component component : clearable_components)
        BOOST_TEST(books.uncleared(component) == "0.00", name_of(component));
    BOOST_TEST(books.cleared(Component::hifp) == "60.00");
    BOOST_TEST(books.cleared(Component::acct) == (account_was_cleared ? "0.00" : "3.00"));
    BOOST_TEST(books.cleared(Component::mulaid) == (account_was_cleared ? "0.00" : "2.00"));
}

void carry_over_everywhere(const StoreContract& store, const ClearingFormula& before, const ClearingFormula& after) {
    for (const bool delta : {true, false})
        for (const Direction direction : {Direction::visitor, Direction::resident_away})
            carry_over(store, delta, direction, before, after);
}

}  // namespace

void a_late_line_clears_all_it_posted_although_the_account_clears_no_more(const StoreContract& store) {
    carry_over_everywhere(store, with_account, funds_alone);
}

void a_late_line_clears_no_more_than_it_posted_although_the_account_clears_now(const StoreContract& store) {
    carry_over_everywhere(store, funds_alone, with_account);
}

}  // namespace clearing::tests
