#include "tests/support/institution_payments_contract.hpp"

#include "tests/support/closing_steps.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using namespace closing;

namespace {

const PlatformName delta("delta");
const DivisionCode shanghai("310000");

InstitutionPayment example_payment(const InstitutionCode& institution, std::string serial, std::int64_t fen) {
    InstitutionPayment payment;
    payment.institution = institution;
    payment.platform = delta;
    payment.counterparty = shanghai;
    payment.bank = "工商银行";
    payment.serial = std::move(serial);
    payment.id = institution_payment_id(payment.bank, payment.serial);
    payment.date = Date::parse("2018-11-20").value();
    payment.amount = Money::from_fen(fen);
    payment.entered = {"maker", noon};
    return payment;
}

struct Desk : StoreDesk {
    explicit Desk(const InstitutionPaymentsContract& its_contract)
        : StoreDesk{its_contract.books}, contract(its_contract) {}
    const InstitutionPaymentsContract& contract;

    std::string owed(const InstitutionCode& institution) {
        return sum_of(value(contract.payments.owed(institution, delta, shanghai))).to_yuan();
    }
    Result<void> enter(InstitutionPayment payment) {
        ports::AuditEvent event{noon, "institution_payment_entered", "maker", payment.id, ""};
        return result(contract.payments.enter(std::move(payment), std::move(event)));
    }
    Result<InstitutionPayment> confirm(const std::string& id, std::string by = "checker") {
        ports::AuditEvent event{noon, "institution_payment_confirmed", by, id, ""};
        return result(contract.payments.confirm(id, {std::move(by), noon}, std::move(event)));
    }
    Result<InstitutionPayment> withdraw(const std::string& id, std::string by = "maker") {
        ports::AuditEvent event{noon, "institution_payment_withdrawn", by, id, ""};
        return result(contract.payments.withdraw(id, {std::move(by), noon}, std::move(event)));
    }
    Result<InstitutionPayment> enter_return(const std::string& id, std::string reason = "户名不符",
                                            std::string by = "maker") {
        ports::AuditEvent event{noon, "institution_payment_return_entered", by, id, reason};
        PaymentReturn back{Date::parse("2018-11-22").value(), std::move(reason)};
        return result(contract.payments.enter_return(id, std::move(back), {std::move(by), noon}, std::move(event)));
    }
    Result<InstitutionPayment> withdraw_return(const std::string& id) {
        return result(
            contract.payments.withdraw_return(id, {noon, "institution_payment_return_withdrawn", "maker", id, ""}));
    }
    Result<InstitutionPayment> confirm_return(const std::string& id, std::string by) {
        ports::AuditEvent event{noon, "institution_payment_returned", by, id, ""};
        return result(contract.payments.confirm_return(id, {std::move(by), noon}, std::move(event)));
    }
    std::vector<std::string> paid() { return ledger_lines("H T "); }
    std::vector<std::string> paid_back() { return ledger_lines("T H "); }
    std::vector<std::string> ledger_lines(std::string_view accounts) {
        std::vector<std::string> lines;
        for (const std::string& line : contract.books.ledger())
            if (line.starts_with(accounts)) lines.push_back(line);
        return lines;
    }
};

}  // namespace

void what_an_institution_is_owed_is_what_was_booked_less_what_was_taken_off(
    const InstitutionPaymentsContract& contract) {
    Desk desk(contract);
    const SettlementRecord a = desk.booked(visitor_record("a"));
    const InstitutionCode institution = a.institution;
    BOOST_TEST(desk.owed(institution) == "75.00");
    BOOST_TEST(desk.owed(InstitutionCode("H00000000000")) == "0.00");
    desk.value(contract.adjustments.post({a.no,
                                          AdjustmentReason::deduction,
                                          {{Component::hifp, Money::from_fen(1500)}},
                                          "f",
                                          Bearer::hospital,
                                          "auditor",
                                          noon}));
    BOOST_TEST(desk.owed(institution) == "60.00");
    const SettlementRecord b = desk.booked(visitor_record("b"));
    desk.booked(test::cancel_of(b, "c"));
    BOOST_TEST(desk.owed(institution) == "60.00");
    BOOST_TEST(sum_of(desk.value(contract.payments.owed(institution, delta, DivisionCode("320600")))).is_zero());
}

void a_payment_is_posted_once_another_person_confirms_it(const InstitutionPaymentsContract& contract) {
    Desk desk(contract);
    const SettlementRecord a = desk.booked(visitor_record("a"));
    const InstitutionPayment entered = example_payment(a.institution, "S1", 7000);
    BOOST_REQUIRE(desk.enter(entered).has_value());
    BOOST_TEST(desk.paid().empty());
    BOOST_TEST(desk.owed(a.institution) == "75.00");
    InstitutionPayment kept = desk.value(contract.payments.payment(entered.id)).value();
    BOOST_TEST(!kept.is_confirmed());
    BOOST_TEST(kept.entered.by == "maker");
    BOOST_TEST(kept.bank == "工商银行");
    BOOST_TEST(kept.date.to_text() == "2018-11-20");

    const InstitutionPayment confirmed = desk.value(contract.payments.confirm(entered.id, {"checker", noon}, {}));
    BOOST_TEST(sum_of(confirmed.shares).to_yuan() == "70.00");
    kept = desk.value(contract.payments.payment(entered.id)).value();
    BOOST_TEST(kept.confirmed.by == "checker");
    BOOST_TEST((kept.shares == confirmed.shares));
    BOOST_TEST(desk.owed(a.institution) == "5.00");
    // 60.00, 10.00, 3.00 and 2.00 of 75.00, in proportion; the odd fen are the largest's.
    BOOST_TEST(desk.paid().size() == 4U);
    BOOST_TEST(desk.paid().front() == "H T hifp 56.01 2018-10-16 310 outpatient institution_paid");
    BOOST_TEST((balance(desk, day_key(a, first_day), Account::t, Component::hifp) == Money::from_fen(-5601)));
}

void nobody_confirms_what_they_entered_and_nothing_is_confirmed_twice(const InstitutionPaymentsContract& contract) {
    Desk desk(contract);
    const SettlementRecord a = desk.booked(visitor_record("a"));
    const InstitutionPayment entered = example_payment(a.institution, "S1", 7000);
    BOOST_REQUIRE(desk.enter(entered).has_value());
    const std::string before = contract.books.everything();
    BOOST_TEST((desk.confirm(entered.id, "maker").error().code == ErrorCode::forbidden));
    BOOST_TEST((desk.confirm("none").error().code == ErrorCode::not_found));
    BOOST_TEST(contract.books.everything() == before);
    BOOST_REQUIRE(desk.confirm(entered.id).has_value());
    const std::string after = contract.books.everything();
    BOOST_TEST(desk.confirm(entered.id).has_value());  // the same signature: its repetition
    BOOST_TEST((desk.confirm(entered.id, "another").error().code == ErrorCode::conflict));
    BOOST_TEST(contract.books.everything() == after);
}

void no_more_is_paid_than_is_owed(const InstitutionPaymentsContract& contract) {
    Desk desk(contract);
    const SettlementRecord a = desk.booked(visitor_record("a"));
    for (const char* serial : {"S1", "S2"})
        BOOST_REQUIRE(desk.enter(example_payment(a.institution, serial, 4000)).has_value());
    BOOST_REQUIRE(desk.confirm("工商银行-S1").has_value());
    BOOST_TEST((desk.confirm("工商银行-S2").error().code == ErrorCode::invalid_value));
    BOOST_TEST(desk.owed(a.institution) == "35.00");
    BOOST_TEST(!desk.value(contract.payments.payment("工商银行-S2"))->is_confirmed());
}

void a_serial_of_a_bank_pays_one_institution_once(const InstitutionPaymentsContract& contract) {
    Desk desk(contract);
    const SettlementRecord a = desk.booked(visitor_record("a"));
    BOOST_REQUIRE(desk.enter(example_payment(a.institution, "S1", 1000)).has_value());
    BOOST_TEST((desk.enter(example_payment(a.institution, "S1", 2000)).error().code == ErrorCode::conflict));
    BOOST_REQUIRE(desk.enter(example_payment(a.institution, "S2", 2000)).has_value());
    const auto all = desk.value(contract.payments.payments());
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all.front().serial == "S2");
}

void what_was_entered_by_mistake_is_withdrawn_and_its_serial_is_free(const InstitutionPaymentsContract& contract) {
    Desk desk(contract);
    const SettlementRecord a = desk.booked(visitor_record("a"));
    const InstitutionPayment entered = example_payment(a.institution, "S1", 7000);
    BOOST_REQUIRE(desk.enter(entered).has_value());
    BOOST_TEST((desk.withdraw("none").error().code == ErrorCode::not_found));
    const auto withdrawn = desk.withdraw(entered.id);
    BOOST_REQUIRE(withdrawn.has_value());
    const std::string after = contract.books.everything();
    BOOST_TEST(desk.withdraw(entered.id).has_value());  // the same signature: its repetition
    BOOST_TEST((desk.withdraw(entered.id, "another").error().code == ErrorCode::conflict));
    BOOST_TEST((desk.confirm(entered.id).error().code == ErrorCode::conflict));
    BOOST_TEST(contract.books.everything() == after);
    BOOST_TEST(desk.paid().empty());
    const InstitutionPayment kept = desk.value(contract.payments.payment(entered.id)).value();
    BOOST_TEST(kept.is_withdrawn());
    BOOST_TEST(kept.withdrawn.by == "maker");

    InstitutionPayment again = example_payment(a.institution, "S1", 1000);
    BOOST_TEST((desk.enter(again).error().code == ErrorCode::conflict));  // its id is taken for life
    again.id = institution_payment_id(again.bank, again.serial, 2);
    BOOST_REQUIRE(desk.enter(again).has_value());
    BOOST_REQUIRE(desk.confirm(again.id).has_value());
    BOOST_TEST((desk.withdraw(again.id).error().code == ErrorCode::conflict));
    BOOST_TEST(desk.owed(a.institution) == "65.00");
    InstitutionPayment third = again;
    third.id = institution_payment_id(again.bank, again.serial, 3);
    BOOST_TEST((desk.enter(third).error().code == ErrorCode::conflict));  // the serial has paid
}

void money_that_came_back_is_owed_again_once_two_persons_said_so(const InstitutionPaymentsContract& contract) {
    Desk desk(contract);
    const SettlementRecord a = desk.booked(visitor_record("a"));
    const std::string id = example_payment(a.institution, "S1", 7000).id;
    BOOST_REQUIRE(desk.enter(example_payment(a.institution, "S1", 7000)).has_value());
    BOOST_TEST((desk.enter_return(id).error().code == ErrorCode::conflict));  // nothing was posted
    BOOST_REQUIRE(desk.confirm(id).has_value());
    BOOST_TEST((desk.confirm_return(id, "checker").error().code == ErrorCode::conflict));  // nobody said so
    BOOST_TEST((desk.enter_return(id, "").error().code == ErrorCode::invalid_value));
    BOOST_REQUIRE(desk.enter_return(id, "弄错了").has_value());
    BOOST_REQUIRE(desk.withdraw_return(id).has_value());
    BOOST_TEST(desk.value(contract.payments.payment(id))->back_entered.by.empty());
    BOOST_TEST((desk.confirm_return(id, "checker").error().code == ErrorCode::conflict));
    BOOST_TEST(desk.withdraw_return(id).has_value());  // there is nothing to forget
    BOOST_REQUIRE(desk.enter_return(id, "户名有误").has_value());
    BOOST_REQUIRE(desk.enter_return(id, "户名不符", "cashier").has_value());  // a better account of it
    BOOST_TEST(desk.paid_back().empty());
    BOOST_TEST(desk.owed(a.institution) == "5.00");
    const std::string before = contract.books.everything();
    BOOST_TEST((desk.confirm_return(id, "cashier").error().code == ErrorCode::forbidden));
    BOOST_TEST(contract.books.everything() == before);
    BOOST_REQUIRE(desk.confirm_return(id, "checker").has_value());
    BOOST_TEST(desk.owed(a.institution) == "75.00");
    BOOST_TEST(desk.paid_back().size() == desk.paid().size());
    BOOST_TEST(desk.paid_back().front() == "T H hifp 56.01 2018-10-16 310 outpatient institution_paid_back");
    BOOST_TEST(balance(desk, day_key(a, first_day), Account::t, Component::hifp).is_zero());
    const InstitutionPayment kept = desk.value(contract.payments.payment(id)).value();
    BOOST_TEST(kept.is_back());
    BOOST_TEST(kept.back.reason == "户名不符");
    BOOST_TEST(kept.back.date.to_text() == "2018-11-22");
    BOOST_TEST(kept.back_entered.by == "cashier");
    BOOST_TEST(kept.back_confirmed.by == "checker");
    const std::string after = contract.books.everything();
    BOOST_TEST(desk.confirm_return(id, "checker").has_value());  // the same signature: its repetition
    BOOST_TEST((desk.confirm_return(id, "another").error().code == ErrorCode::conflict));
    BOOST_TEST((desk.enter_return(id, "again", "another").error().code == ErrorCode::conflict));
    BOOST_TEST((desk.withdraw_return(id).error().code == ErrorCode::conflict));
    BOOST_TEST(contract.books.everything() == after);
}

void what_came_back_is_owed_and_paid_anew(const InstitutionPaymentsContract& contract) {
    Desk desk(contract);
    const SettlementRecord a = desk.booked(visitor_record("a"));
    const std::string id = example_payment(a.institution, "S1", 7500).id;
    BOOST_REQUIRE(desk.enter(example_payment(a.institution, "S1", 7500)).has_value());
    BOOST_REQUIRE(desk.confirm(id).has_value());
    BOOST_REQUIRE(desk.enter_return(id, "账户已销户").has_value());
    BOOST_REQUIRE(desk.confirm_return(id, "checker").has_value());
    BOOST_REQUIRE(desk.enter(example_payment(a.institution, "S2", 7500)).has_value());
    BOOST_REQUIRE(desk.confirm("工商银行-S2").has_value());
    BOOST_TEST(desk.owed(a.institution) == "0.00");
    BOOST_TEST((balance(desk, day_key(a, first_day), Account::t, Component::hifp) == Money::from_fen(-6000)));
}

void a_confirmation_whose_commit_was_not_answered_is_posted_once(const InstitutionPaymentsContract& contract) {
    for (const auto loss : {StoreContract::Loss::before_it_happened, StoreContract::Loss::after_it_happened}) {
        Desk desk(contract);
        const std::string serial = loss == StoreContract::Loss::after_it_happened ? "S1" : "S2";
        const SettlementRecord a = desk.booked(visitor_record(serial));
        BOOST_REQUIRE(desk.enter(example_payment(a.institution, serial, 1000)).has_value());
        const std::size_t before = desk.paid().size();
        NamedWrite confirming;
        confirming.name = "institution_payment.confirm";
        confirming.ask = [&](StoreDesk&) { return refusal_in(desk.confirm("工商银行-" + serial)); };
        lose_commit_and_repeat(desk, loss, confirming);
        BOOST_TEST(desk.paid().size() == before + 4U);
    }
}

}  // namespace clearing::tests
