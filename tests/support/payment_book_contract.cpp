#include "gateway/domain/postings_prefund.hpp"
#include "tests/support/closing_steps.hpp"
#include "tests/support/money_contract.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::tests {

using namespace closing;

namespace {

const PlatformName delta("delta");
const DivisionCode shanghai("310000");

NoticeCell hifp_cell() {
    return {InsuranceType("310"), CareSetting::outpatient, Component::hifp};
}

CellAmounts hifp_of(std::int64_t fen) {
    return {{hifp_cell(), Money::from_fen(fen)}};
}

Notice example_notice(ClearingDay first, ClearingDay last, CellAmounts cleared = hifp_of(6000)) {
    Notice notice;
    notice.platform = delta;
    notice.counterparty = shanghai;
    notice.direction = Direction::visitor;
    notice.first = first;
    notice.last = last;
    notice.id = notice_id(notice);
    notice.lines = 1;
    notice.cleared = std::move(cleared);
    notice.made = {"maker", noon};
    notice.hand_over_due = {Date::parse("2018-10-23").value(), {}};
    notice.payment_due = {std::nullopt, {}};
    return notice;
}

BankPayment example_payment(std::string serial = "S1", std::int64_t fen = 6000) {
    BankPayment payment;
    payment.entry = {
        "工商银行",         std::move(serial), Date::parse("2018-10-20").value(), Money::from_fen(fen), delta, shanghai,
        Direction::visitor, "notice"};
    payment.id = payment_id(payment.entry.bank, payment.entry.serial);
    payment.entered = {"cashier", noon};
    return payment;
}

ports::AuditEvent example_event(std::string event) {
    return {noon, std::move(event), "somebody", "something", ""};
}

struct Desk : StoreDesk {
    explicit Desk(const MoneyContract& its_money) : StoreDesk{its_money.books}, money(its_money) {}
    const MoneyContract& money;

    std::optional<ErrorCode> write(ports::MoneyChange change) {
        change.audit = example_event("notice_made");
        return error_of(result(money.payments.write(std::move(change))));
    }
    Notice kept(Notice notice) {
        ports::MoneyChange change;
        change.new_notice = notice;
        change.noticed_days = cleared(notice.last, pair_of(notice)).days;
        BOOST_REQUIRE(!write(change));
        return value(money.payments.notice(notice.id)).value();
    }
    BankPayment kept(BankPayment payment) {
        ports::MoneyChange change;
        change.new_payment = payment;
        BOOST_REQUIRE(!write(change));
        return value(money.payments.payment(payment.id)).value();
    }
    ports::ClearedPeriod cleared(ClearingDay last, PairKey pair = {delta, shanghai, Direction::visitor}) {
        return value(money.payments.cleared(std::move(pair), last));
    }
    /// A national visitor's, whose day its answer names.
    SettlementRecord booked_on(ClearingDay day, const std::string& name) {
        ports::SettlementChange booking = test::booking_of(opened(test::national_record(name), false));
        booking.assigned_day = booking.posting_day = day;
        return applied(std::move(booking));
    }
    std::optional<ErrorCode> change_notice(Notice notice) {
        ports::MoneyChange change;
        change.changed_notices = {std::move(notice)};
        return write(std::move(change));
    }
};

}  // namespace

void what_has_cleared_since_the_last_notice_is_told_by_cell(const MoneyContract& money) {
    Desk desk(money);
    BOOST_TEST(!desk.cleared(first_day).first.has_value());
    const SettlementRecord record = desk.booked(visitor_record("a"));
    desk.value(money.adjustments.post({record.no,
                                       AdjustmentReason::deduction,
                                       {{Component::hifp, Money::from_fen(1500)}},
                                       "f",
                                       Bearer::hospital,
                                       "auditor",
                                       noon}));
    close_and_agree(desk, day_key(record, first_day));
    const ports::ClearedPeriod period = desk.cleared(first_day);
    BOOST_TEST((period.first == first_day));
    BOOST_TEST(period.not_agreed.empty());
    BOOST_TEST(period.lines == 1);
    BOOST_TEST(period.amounts.at(hifp_cell()).to_yuan() == "45.00");
    BOOST_TEST(sum_of(period.amounts).to_yuan() == "60.00");  // + hifmi 10.00, acct 3.00, mulaid 2.00
    desk.kept(example_notice(first_day, first_day, period.amounts));
    BOOST_TEST((desk.cleared(second_day).first == second_day));
    BOOST_TEST(desk.cleared(second_day).amounts.empty());
}

void what_clears_on_a_day_begun_behind_the_last_notice_is_on_the_next_one(const MoneyContract& money) {
    Desk desk(money);
    const ClearingDay fourth_day = third_day.next();
    const SettlementRecord known = desk.booked_on(third_day, "known");
    const PairKey pair = pair_of(known);
    const auto noticed = [&](ClearingDay day) {
        Notice notice = example_notice(day, day, desk.cleared(day, pair).amounts);
        notice.platform = pair.platform;
        notice.counterparty = pair.counterparty;
        notice.id = notice_id(notice);
        return desk.kept(notice);
    };
    const auto not_noticed = [&] {
        std::string text;
        for (const ports::OpenItem& item : desk.value(money.payments.open_of_year(2018)))
            if (item.kind == "not_noticed") text += item.id + " " + item.amount.to_yuan();
        return text;
    };
    close_and_agree(desk, day_key(pair, third_day));
    noticed(third_day);
    // In doubt until now: its answer names a day before the pair's first one.
    desk.booked_on(first_day, "late");
    BOOST_TEST((desk.cleared(fourth_day, pair).not_agreed == std::vector{first_day, second_day, fourth_day}));
    for (const ClearingDay& day : {first_day, second_day, fourth_day})
        close_and_agree(desk, day_key(pair, day));
    const ports::ClearedPeriod next = desk.cleared(fourth_day, pair);
    BOOST_TEST((next.first == fourth_day));
    BOOST_TEST((next.days == std::vector{first_day, second_day, fourth_day}));
    BOOST_TEST(next.lines == 1);
    BOOST_TEST(sum_of(next.amounts).to_yuan() == "75.00");
    BOOST_TEST(not_noticed() == "national-520000-visitor 75.00");
    noticed(fourth_day);
    BOOST_TEST(desk.cleared(fourth_day, pair).days.empty());
    BOOST_TEST(desk.cleared(fourth_day, pair).amounts.empty());
    BOOST_TEST(desk.cleared(fourth_day, pair).lines == 0);
    BOOST_TEST(not_noticed() == "");
}

void a_day_stands_on_one_notice(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    close_and_agree(desk, day_key(record, first_day));
    desk.kept(example_notice(first_day, first_day));
    ports::MoneyChange another;
    another.new_notice = example_notice(second_day, second_day);
    another.noticed_days = {first_day};
    BOOST_TEST((desk.write(another) == ErrorCode::conflict));
    another.noticed_days = {second_day};  // it is open
    BOOST_TEST((desk.write(another) == ErrorCode::internal_error));
    BOOST_TEST(desk.value(money.payments.notices({})).size() == 1U);
    close_and_agree(desk, day_key(record, second_day));
    BOOST_TEST(!desk.write(another).has_value());
}

void a_period_with_a_day_that_is_not_agreed_names_it(const MoneyContract& money) {
    Desk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    close_and_agree(desk, day_key(record, first_day));
    switch_day(desk, day_key(record, second_day));
    BOOST_TEST((desk.cleared(second_day).not_agreed == std::vector{second_day}));
    BOOST_TEST(desk.cleared(first_day).not_agreed.empty());
}

void a_notice_is_read_as_it_was_written(const MoneyContract& money) {
    Desk desk(money);
    Notice written = example_notice(first_day, second_day);
    written.carried = hifp_of(-100);
    written.hand_over_due = {std::nullopt, "the calendar of 2019 is not loaded"};
    Notice read = desk.kept(written);
    BOOST_TEST(read.id == "delta-310000-visitor-2018-10-16-2018-10-17");
    BOOST_TEST((read.cleared == written.cleared));
    BOOST_TEST((read.carried == written.carried));
    BOOST_TEST(read.settled.empty());
    BOOST_TEST((read.hand_over_due == written.hand_over_due));
    BOOST_TEST(read.lines == 1);
    BOOST_TEST(read.made.by == "maker");
    BOOST_TEST((read.made.at == noon));
    for (const NoticeStep step : {NoticeStep::check, NoticeStep::release, NoticeStep::hand_over}) {
        read = signed_by(read, step, {"checker", noon}).value();
        read.payment_due.day = Date::parse("2018-11-30").value();
        BOOST_TEST(!desk.change_notice(read));
        read = desk.value(money.payments.notice(read.id)).value();
    }
    BOOST_TEST((read.state == NoticeState::handed_over));
    BOOST_TEST(read.released.by == "checker");
    BOOST_TEST(read.payment_due.day->to_text() == "2018-11-30");
    BOOST_TEST(read.revision == 3);
    BOOST_TEST(desk.value(money.payments.notices({delta, shanghai, Direction::visitor})).size() == 1U);
    BOOST_TEST(desk.value(money.payments.notices({delta, shanghai, Direction::resident_away})).empty());
    BOOST_TEST(!desk.value(money.payments.notice("none")).has_value());
}

void a_change_decided_from_an_older_revision_is_refused_whole(const MoneyContract& money) {
    Desk desk(money);
    const Notice made = desk.kept(example_notice(first_day, first_day));
    const Notice checked = signed_by(made, NoticeStep::check, {"checker", noon}).value();
    BOOST_TEST(!desk.change_notice(checked));
    const std::string before = money.books.everything();
    ports::MoneyChange late;
    late.changed_notices = {signed_by(made, NoticeStep::check, {"another", noon}).value()};
    late.new_payment = example_payment();
    BOOST_TEST((desk.write(late) == ErrorCode::conflict));
    BOOST_TEST(money.books.everything() == before);
    BOOST_TEST(!desk.value(money.payments.payment(late.new_payment->id)).has_value());
}

void a_period_is_taken_by_one_notice(const MoneyContract& money) {
    Desk desk(money);
    desk.kept(example_notice(first_day, second_day));
    ports::MoneyChange same_begin;
    same_begin.new_notice = example_notice(first_day, third_day);
    BOOST_TEST((desk.write(same_begin) == ErrorCode::conflict));
    BOOST_TEST(desk.value(money.payments.notices({})).size() == 1U);
}

void the_tables_refuse_a_notice_released_by_its_maker(const MoneyContract& money) {
    Desk desk(money);
    Notice notice = desk.kept(example_notice(first_day, first_day));
    notice.state = NoticeState::checked;
    notice.checked = {"maker", noon};
    BOOST_TEST((desk.change_notice(notice) == ErrorCode::internal_error));
    notice.checked.by = "checker";
    BOOST_TEST(!desk.change_notice(notice));
    ++notice.revision;
    notice.state = NoticeState::released;
    notice.released = {"maker", noon};
    BOOST_TEST((desk.change_notice(notice) == ErrorCode::internal_error));
    notice.state = NoticeState::handed_over;  // released by nobody
    notice.released = {};
    notice.handed_over = {"maker", noon};
    BOOST_TEST((desk.change_notice(notice) == ErrorCode::internal_error));
}

void a_draft_is_taken_over_once_and_signed_only_then(const MoneyContract& money) {
    Desk desk(money);
    Notice draft = example_notice(first_day, first_day);
    draft.made.by = drafted_by;
    draft = desk.kept(draft);
    Notice checked = draft;
    checked.state = NoticeState::checked;
    checked.checked = {"checker", noon};
    BOOST_TEST((desk.change_notice(checked) == ErrorCode::internal_error));
    const Instant later = noon + std::chrono::hours(1);
    BOOST_TEST(!desk.change_notice(signed_by(draft, NoticeStep::take_over, {"maker", later}).value()));
    Notice taken = desk.value(money.payments.notice(draft.id)).value();
    BOOST_TEST(taken.made.by == "maker");
    BOOST_TEST((taken.made.at == later));
    BOOST_TEST((taken.state == NoticeState::made));
    Notice twice = taken;
    twice.made.by = "another";
    BOOST_TEST((desk.change_notice(twice) == ErrorCode::internal_error));
    BOOST_TEST(!desk.change_notice(signed_by(taken, NoticeStep::check, {"checker", noon}).value()));
}

void a_payment_is_read_with_what_it_settles(const MoneyContract& money) {
    Desk desk(money);
    const Notice notice = desk.kept(example_notice(first_day, first_day));
    ports::MoneyChange change;
    change.new_payment = example_payment("S1", 7000);
    change.settled = {{change.new_payment->id, {notice.id, Direction::visitor, hifp_of(6000)}}};
    BOOST_REQUIRE(!desk.write(change));
    BankPayment paid = desk.value(money.payments.payment(change.new_payment->id)).value();
    BOOST_TEST((paid.entry == example_payment("S1", 7000).entry));
    BOOST_TEST(paid.entered.by == "cashier");
    BOOST_TEST(paid.unallocated().to_yuan() == "10.00");
    BOOST_TEST((paid.state() == PaymentState::partly_matched));
    BOOST_REQUIRE(paid.allocations.size() == 1U);
    BOOST_TEST((paid.allocations[0] == Allocation{notice.id, Direction::visitor, hifp_of(6000)}));
    BOOST_TEST((desk.value(money.payments.notice(notice.id))->settled == hifp_of(6000)));

    ports::MoneyChange bounced;
    paid.bounced = true;
    paid.bounce_reason = "户名不符";
    bounced.changed_payment = paid;
    bounced.settled = {{paid.id, {notice.id, Direction::visitor, hifp_of(-6000)}}};
    BOOST_REQUIRE(!desk.write(bounced));
    paid = desk.value(money.payments.payment(paid.id)).value();
    BOOST_TEST((paid.state() == PaymentState::bounced));
    BOOST_TEST(paid.bounce_reason == "户名不符");
    BOOST_TEST(paid.allocations.empty());
    BOOST_TEST(paid.revision == 1);
    BOOST_TEST(desk.value(money.payments.notice(notice.id))->settled.empty());
    BOOST_TEST((desk.write(bounced) == ErrorCode::conflict));
}

void a_bank_serial_is_taken_once(const MoneyContract& money) {
    Desk desk(money);
    desk.kept(example_payment("S1"));
    desk.kept(example_payment("S2"));
    ports::MoneyChange again;
    again.new_payment = example_payment("S1", 1);
    BOOST_TEST((desk.write(again) == ErrorCode::conflict));
    const auto all = desk.value(money.payments.payments());
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].entry.serial == "S2");
}

void what_is_carried_on_stands_on_both_notices(const MoneyContract& money) {
    Desk desk(money);
    Notice first = desk.kept(example_notice(first_day, first_day, hifp_of(-500)));
    Notice next = example_notice(second_day, second_day, hifp_of(2000));
    next.carried = hifp_of(-500);
    first.carried_into = next.id;
    ports::MoneyChange change;
    change.new_notice = next;
    change.changed_notices = {first};
    change.settled = {{{}, {first.id, Direction::visitor, hifp_of(-500)}}};
    BOOST_REQUIRE(!desk.write(change));
    first = desk.value(money.payments.notice(first.id)).value();
    BOOST_TEST(first.open().empty());
    BOOST_TEST(first.carried_into == next.id);
    BOOST_TEST((standing_of(first, local_date(noon)) == Standing::carried_over));
    next = desk.value(money.payments.notice(next.id)).value();
    BOOST_TEST(sum_of(next.open()).to_yuan() == "15.00");
}

void the_prefund_is_what_was_raised_less_what_was_lowered(const MoneyContract& money) {
    Desk desk(money);
    const auto post = [&](const std::string& id, Direction direction, const std::vector<Transfer>& transfers) {
        Voucher voucher{id, "prefund_received", "2018", "", "cashier", noon, {}};
        for (const Transfer& transfer : transfers)
            voucher.lines.push_back({delta, shanghai, direction, {}, std::nullopt, transfer});
        desk.value(money.vouchers.post(voucher));
    };
    post("1", Direction::visitor, postings_of_prefund_raised(Direction::visitor, Money::from_fen(50000)));
    post("2", Direction::visitor, postings_of_prefund_lowered(Direction::visitor, Money::from_fen(20000)));
    post("3", Direction::resident_away, postings_of_prefund_raised(Direction::resident_away, Money::from_fen(700)));
    const auto held = [&](Direction direction) {
        return desk.value(money.payments.prefund({delta, shanghai, direction})).to_yuan();
    };
    BOOST_TEST(held(Direction::visitor) == "300.00");
    BOOST_TEST(held(Direction::resident_away) == "7.00");
}

void what_of_a_year_is_open_is_listed_by_kind(const MoneyContract& money) {
    Desk desk(money);
    const auto open = [&] {
        std::string text;
        for (const ports::OpenItem& item : desk.value(money.payments.open_of_year(2018)))
            text += fmt::format("{} {} {}; ", item.kind, item.id, item.amount.to_yuan());
        return text;
    };
    const SettlementRecord record = desk.booked(visitor_record("a"));
    BOOST_TEST(open() == "day delta-310000-visitor-2018-10-16 0.00; settlement 330200a 100.00; ");
    close_and_agree(desk, day_key(record, first_day));
    close_and_agree(desk, day_key(record, second_day));
    BOOST_TEST(open() == "day delta-310000-visitor-2018-10-18 0.00; not_noticed delta-310000-visitor 75.00; ");
    desk.kept(example_notice(first_day, second_day, desk.cleared(second_day).amounts));
    desk.kept(example_payment("S1", 100));
    BOOST_TEST(open() ==
               "day delta-310000-visitor-2018-10-18 0.00; notice delta-310000-visitor-2018-10-16-2018-10-17 "
               "75.00; payment 工商银行-S1 1.00; ");
    BOOST_TEST(desk.value(money.payments.open_of_year(2017)).empty());
}

}  // namespace clearing::tests
