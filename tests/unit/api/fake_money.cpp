#include "fake_money.hpp"

#include "gateway/domain/postings_prefund.hpp"
#include "tests/support/ask.hpp"

namespace clearing::test {
namespace {

const NoticeCell hifp{InsuranceType("310"), CareSetting::outpatient, Component::hifp};

ClearingDay on(const char* day) {
    return ClearingDay::parse(day).value();
}

}  // namespace

FakeMoney::FakeMoney()
    : world{book,
            clock,
            [](const PlatformName&, const DivisionCode&, Date) -> Result<AgreementTerms> {
                return AgreementTerms{"A", true, PaymentCycle::monthly, 5, 10, true, "03-31"};
            },
            {}} {
    const DayKey zhang{PlatformName("delta"), DivisionCode("310000"), Direction::visitor, on("2018-10-16")};
    books.days[zhang].day = {zhang, DayState::agreed, clock.now()};
    for (const auto& [component, fen] : {std::pair(Component::hifp, 112660), std::pair(Component::acct, 200)})
        books.ledger.push_back({zhang,
                                {Account::r2, Account::r1, component, Money::from_fen(fen)},
                                std::nullopt,
                                "statement",
                                InsuranceType("310"),
                                CareSetting::outpatient,
                                "clearing_agreed"});
}

void FakeMoney::hold(SettlementRecord record) {
    record.counterparty = DivisionCode("310000");
    record.answer.split.funds[Fund::hifp] = Money::from_fen(112'660);
    books.records[record.no] = record;
    const ClearingDay day = on("2018-10-17");
    for (const Component component : clearable_components)
        if (const Money amount = amount_of(record.answer.split, component); !amount.is_zero())
            books.ledger.push_back({day_key(record, day),
                                    {Account::r1, Account::h, component, amount},
                                    record.no,
                                    {},
                                    record.insurance_type,
                                    record.care,
                                    "answered_yes"});
}

void FakeMoney::write(ports::MoneyChange change) {
    tests::Ask().value(book.write(std::move(change)));
}

void FakeMoney::add_notice(const std::string& id, Direction direction, NoticeState state, int day) {
    Notice notice;
    notice.id = id;
    notice.platform = PlatformName("delta");
    notice.counterparty = DivisionCode("320600");
    notice.direction = direction;
    notice.first = notice.last = {Date{on("2018-09-01").date.days + std::chrono::days(day)}};
    notice.cleared = {{hifp, Money::from_fen(10000)}};
    notice.state = state;
    notice.made = {id == "draft" ? std::string(drafted_by) : "somebody", clock.now()};
    if (state >= NoticeState::checked) notice.checked = {"another", clock.now()};
    if (state >= NoticeState::released) notice.released = {"another", clock.now()};
    ports::MoneyChange change;
    change.new_notice = std::move(notice);
    write(std::move(change));
}

void FakeMoney::add_examples() {
    add_notice("made", Direction::visitor, NoticeState::made, 1);
    add_notice("draft", Direction::visitor, NoticeState::made, 4);
    add_notice("checked", Direction::visitor, NoticeState::checked, 2);
    add_notice("released", Direction::visitor, NoticeState::released, 3);
    add_notice("payable", Direction::resident_away, NoticeState::released, 1);
    Voucher prefund{"prefund", "prefund_received", "2018", "", "cashier", clock.now(), {}};
    for (const Transfer& transfer : postings_of_prefund_raised(Direction::visitor, Money::from_fen(100'000)))
        prefund.lines.push_back(
            {PlatformName("delta"), DivisionCode("320600"), Direction::visitor, {}, std::nullopt, transfer});
    tests::Ask().value(vouchers.post(prefund));
    const BankEntry waiting{"工商银行",
                            "S0",
                            on("2018-10-15").date,
                            Money::from_fen(3000),
                            PlatformName("delta"),
                            DivisionCode("320600"),
                            Direction::visitor,
                            {}};
    tests::Ask().value(service.enter(waiting, "cashier"));
    tests::Ask finance;
    for (const char* serial : {"I1", "I2", "I3"}) {
        InstitutionPayment to_hospital;
        to_hospital.institution = books.records.begin()->second.institution;
        to_hospital.platform = PlatformName("delta");
        to_hospital.counterparty = DivisionCode("310000");
        to_hospital.bank = "工商银行";
        to_hospital.serial = serial;
        to_hospital.date = on("2018-10-16").date;
        to_hospital.amount = Money::from_fen(100);
        finance.value(to_institutions.enter(to_hospital, "cashier"));
    }
    for (const char* id : {"工商银行-I2", "工商银行-I3"})
        finance.value(to_institutions.confirm(id, "checker"));
    finance.value(to_institutions.enter_return("工商银行-I3", {on("2018-10-17").date, "户名不符"}, "cashier"));
    tests::MemoryBooks::KeptOffer refused;
    refused.no = 7;
    refused.adjustment = {books.records.begin()->first,
                          AdjustmentReason::deduction,
                          {{Component::hifp, Money::from_fen(100)}},
                          "f7",
                          Bearer::hospital,
                          "auditor",
                          clock.now()};
    refused.day = day_key(books.records.begin()->second, on("2018-10-16"));
    refused.settlement = books.records.begin()->second.id;
    refused.peer = PeerName("shanghai");
    refused.state = OfferState::parked;
    refused.is_refused = true;
    refused.last_failure = "GW1506";
    books.offers[refused.no] = refused;
    for (const char* id : {"proposed", "notified"})
        tests::Ask().value(audit.propose(
            {id, SettlementNo(), SettlementId("A"), FindingClass::deduct, Money::from_fen(100), {}, "r"}, "auditor"));
    tests::Ask().value(audit.advance("notified", FindingStep::notify, "auditor"));
    proof.broken = {{"owed", "delta", "310000", "visitor", "hifp", Money::from_fen(100), Money::from_fen(101)}};
}

}  // namespace clearing::test
