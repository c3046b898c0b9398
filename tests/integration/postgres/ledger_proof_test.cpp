// The proof of the sub-ledger in SQL: no row for a whole life of money, a row for each kind of break. And what the
// tables refuse whatever the services believe: a posting into an agreed day, a maker's own release.
#include "gateway/infra/postgres/adjustments.hpp"
#include "gateway/infra/postgres/payment_book.hpp"
#include "gateway/services/payments/payment_service.hpp"
#include "tests/integration/postgres/contract_world.hpp"
#include "tests/support/closing_steps.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::postgres {
namespace {

using namespace tests::closing;

constexpr std::string_view check_violation = "23514";

const ClearingFormula fund_clears{"FUNDS", {Component::hifp, Component::hifmi}};

struct AfterNoon final : ports::Clock {
    Instant now() const override { return local_midnight(third_day.date); }
    std::chrono::steady_clock::time_point steady() const override { return std::chrono::steady_clock::now(); }
};

/// Ms Zhang's like: 75.00 owed, 60.00 of it hifp.
struct World {
    test::ContractWorld contract_world;
    tests::StoreContract contract = contract_world.contract();
    tests::StoreDesk desk{contract};
    Adjustments adjustments{contract_world.pool()};
    PaymentBook book{contract_world.pool()};
    AfterNoon clock;
    payments::PaymentService service{{book,
                                      clock,
                                      [](const PlatformName&, const DivisionCode&, Date) -> Result<AgreementTerms> {
                                          return AgreementTerms{"A", true, PaymentCycle::daily, 5, 10, true, "03-31"};
                                      },
                                      {}}};

    const test::TestDatabase& database() const { return contract_world.database(); }
    std::string proof(ClearingDay day) const {
        return database().ask_as_owner(fmt::format(
            "SELECT string_agg(concat_ws(' ', law, component, expected, found), '; ' ORDER BY law, component) "
            "FROM ledger_proof('{}')",
            day.to_text()));
    }
    void every_day_is_sound() const {
        for (const ClearingDay& day : {first_day, second_day, third_day})
            BOOST_TEST(proof(day) == "", day.to_text());
    }
    void deduct(const SettlementRecord& record, std::string origin) {
        desk.value(adjustments.post({record.no,
                                     AdjustmentReason::deduction,
                                     {{Component::hifp, Money::from_fen(1500)}},
                                     std::move(origin),
                                     Bearer::hospital,
                                     "auditor",
                                     noon}));
    }
    Notice released(ClearingDay last) {
        const Notice made = desk.value(
            service.make({PlatformName("delta"), DivisionCode("310000"), Direction::visitor}, last, "maker"));
        desk.value(service.sign(made.id, NoticeStep::check, "checker"));
        return desk.value(service.sign(made.id, NoticeStep::release, "checker"));
    }
    BankEntry moved(std::string serial, std::int64_t fen, std::string notice = {}) {
        return {"工商银行",           std::move(serial),     second_day.date,
                Money::from_fen(fen), PlatformName("delta"), DivisionCode("310000"),
                Direction::visitor,   std::move(notice)};
    }
    /// Whatever the lines were posted with.
    void agree_by_funds(const DayKey& day) {
        DayAgreement agreement = agreement_of(desk, day);
        agreement.cells = agreement.statement.clearing = clearing_cells(content_of(desk, day).lines, fund_clears);
        agreement.transfers_per_cell.clear();
        for (const StatementCell& cell : agreement.cells)
            agreement.transfers_per_cell.push_back(
                postings_of_clearing(day.direction, cell.component, cell.amount).front());
        agree(desk, agreement);
    }
    /// As somebody who may write anything would.
    std::string posted_by_hand(std::string_view debit, std::string_view credit, ClearingDay day,
                               std::string_view origin) {
        return fmt::format(
            "INSERT INTO transfer ({}, event, debit, credit, component, amount, platform, counterparty, "
            "insurance_type, care, direction, clearing_day, posted_at) VALUES ('{}', 'x', '{}', '{}', "
            "'hifp', 1, 'delta', '310000', '310', 'outpatient', 'visitor', '{}', now())",
            origin.substr(0, origin.find(' ')), origin.substr(origin.find(' ') + 1), debit, credit, day.to_text());
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ledger_proof)

BOOST_AUTO_TEST_CASE(a_whole_life_of_money_is_proven_day_by_day) {
    World world;
    const SettlementRecord record = world.desk.booked(visitor_record("a"));
    const SettlementRecord other = world.desk.booked(visitor_record("b"));
    world.deduct(record, "f1");
    world.every_day_is_sound();
    close_and_agree(world.desk, day_key(record, first_day));
    world.every_day_is_sound();
    world.deduct(other, "f2");
    ports::SettlementChange cancelling = test::booking_of(world.desk.opened(test::cancel_of(record, "c")));
    cancelling.posting_day = second_day;
    world.desk.applied(cancelling);
    world.every_day_is_sound();
    close_and_agree(world.desk, day_key(record, second_day));
    world.every_day_is_sound();
    const Notice notice = world.released(second_day);
    BOOST_TEST(sum_of(notice.owed()).to_yuan() == "60.00");
    const auto part = world.desk.value(world.service.enter(world.moved("S1", 2000, notice.id), "cashier"));
    world.every_day_is_sound();
    const auto waiting = world.desk.value(world.service.enter(world.moved("S2", 9000), "cashier"));
    world.every_day_is_sound();
    world.desk.value(world.service.match(waiting.payment.id, notice.id, "cashier"));
    world.every_day_is_sound();
    world.desk.value(world.service.bounce(part.payment.id, "户名不符", "cashier"));
    world.every_day_is_sound();
    BOOST_TEST(world.database().ask_as_owner("SELECT string_agg(DISTINCT event, ' ') FROM audit_event") ==
               "notice_checked notice_made notice_released payment_bounced payment_entered payment_matched");
}

BOOST_AUTO_TEST_CASE(each_kind_of_break_is_a_row) {
    World world;
    const SettlementRecord record = world.desk.booked(visitor_record("a"));
    close_and_agree(world.desk, day_key(record, first_day));
    const auto break_by = [&](const std::string& sql) {
        world.database().ask_as_owner("ALTER TABLE transfer DISABLE TRIGGER USER");
        world.database().ask_as_owner(sql);
        world.database().ask_as_owner("ALTER TABLE transfer ENABLE TRIGGER USER");
    };
    const std::string settlement = fmt::format("settlement_no {}", record.no.value);
    break_by(world.posted_by_hand("R1", "H", first_day, settlement));
    BOOST_TEST(world.proof(first_day) == "clearing hifp 6001 6000; settlement hifp 6000 6001");
    break_by("DELETE FROM transfer WHERE event = 'x'");
    BOOST_TEST(world.proof(first_day) == "");
    break_by(world.posted_by_hand("R2", "R1", first_day, "statement_id 330200-delta-310000-visitor-2018-10-16"));
    break_by("UPDATE transfer SET event = 'clearing_agreed' WHERE event = 'x'");
    BOOST_TEST(world.proof(first_day) == "clearing hifp 6000 6001; statement hifp 6000 6001");
    break_by("DELETE FROM transfer WHERE event = 'clearing_agreed' AND amount = 1");
    world.database().ask_as_owner(
        "INSERT INTO voucher (id, event, origin, text, made_by, made_at) "
        "VALUES ('v', 'x', '', '', 'somebody', now())");
    break_by(world.posted_by_hand("T", "R2", second_day, "voucher v"));
    BOOST_TEST(world.proof(first_day) == "");
    BOOST_TEST(world.proof(second_day) == "owed hifp 6000 5999");
    break_by("UPDATE transfer SET component = 'unallocated', credit = 'CF' WHERE voucher = 'v'");
    BOOST_TEST(world.proof(second_day) == "unallocated unallocated 0 1");
    break_by("DELETE FROM transfer WHERE voucher = 'v'");
    break_by("DELETE FROM transfer WHERE component = 'hifmi'");
    BOOST_TEST(world.proof(first_day).starts_with("formula hifmi 1000 0"));
}

BOOST_AUTO_TEST_CASE(what_is_posted_by_one_agreement_and_cleared_by_another_is_a_row) {
    World world;
    const SettlementRecord doubt = doubtful(world.desk, "a");
    close_and_agree(world.desk, day_key(doubt, first_day));
    world.desk.applied(test::booking_of(doubt));
    world.every_day_is_sound();
    const DayKey second = day_key(doubt, second_day);
    switch_day(world.desk, second);
    world.agree_by_funds(second);
    BOOST_TEST(world.proof(first_day) == "");
    BOOST_TEST(world.proof(second_day) == "clearing acct 300 0; clearing mulaid 200 0");
}

BOOST_AUTO_TEST_CASE(a_cancel_that_takes_back_less_than_was_posted_is_a_row) {
    World world;
    const SettlementRecord record = world.desk.booked(visitor_record("a"));
    close_and_agree(world.desk, day_key(record, first_day));
    ports::SettlementChange cancelling = test::booking_of(world.desk.opened(test::cancel_of(record, "c")));
    cancelling.transfers = postings_of_booking(Direction::visitor, cancelling.answer->split, fund_clears);
    world.desk.applied(cancelling);
    const DayKey second = day_key(record, second_day);
    switch_day(world.desk, second);
    world.agree_by_funds(second);
    BOOST_TEST(world.proof(first_day) == "");
    BOOST_TEST(world.proof(second_day) == "cancel acct -300 0; cancel mulaid -200 0");
}

BOOST_AUTO_TEST_CASE(an_agreed_day_takes_no_posting_and_stays_agreed) {
    World world;
    const SettlementRecord record = world.desk.booked(visitor_record("a"));
    const std::string settlement = fmt::format("settlement_no {}", record.no.value);
    BOOST_TEST(world.database().refusal_of(world.posted_by_hand("R1", "H", first_day, settlement)) == "");
    switch_day(world.desk, day_key(record, first_day));
    BOOST_TEST(world.database().refusal_of(world.posted_by_hand("H", "R1", first_day, settlement)) == "");
    agree(world.desk, agreement_of(world.desk, day_key(record, first_day)));
    BOOST_TEST(world.database().refusal_of(world.posted_by_hand("R1", "H", first_day, settlement)) == check_violation);
    BOOST_TEST(world.database().refusal_of(world.posted_by_hand("R1", "H", second_day, settlement)) == "");
    BOOST_TEST(world.database().refusal_of("UPDATE clearing_day SET state = 'open' WHERE day = '2018-10-16'") ==
               check_violation);
}

BOOST_AUTO_TEST_CASE(a_signature_is_given_once) {
    World world;
    const SettlementRecord record = world.desk.booked(visitor_record("a"));
    close_and_agree(world.desk, day_key(record, first_day));
    world.released(first_day);
    BOOST_TEST(world.database().refusal_of("UPDATE notice SET checked_by = 'another'") == check_violation);
    BOOST_TEST(world.database().refusal_of("UPDATE notice SET made_by = 'another'") == check_violation);
    BOOST_TEST(world.database().refusal_of("DELETE FROM notice") == "42501");
    BOOST_TEST(world.database().refusal_of("UPDATE clearing_day SET notice = NULL WHERE day = '2018-10-16'") ==
               check_violation);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
