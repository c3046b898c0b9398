#include "gateway/services/payments/payment_service.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace clearing::payments {

using ports::awaitable;
using ports::MoneyChange;

namespace {

constexpr int longest_chain = 1'000;  ///< notices carried into each other; more would be a ring

ports::AuditEvent signing(NoticeStep step, Instant now, std::string by, std::string notice) {
    switch (step) {
        case NoticeStep::take_over:
            return ports::AuditEvent{now, "notice_taken_over", std::move(by), std::move(notice), ""};
        case NoticeStep::check:
            return ports::AuditEvent{now, "notice_checked", std::move(by), std::move(notice), ""};
        case NoticeStep::release:
            return ports::AuditEvent{now, "notice_released", std::move(by), std::move(notice), ""};
        default:
            return ports::AuditEvent{now, "notice_handed_over", std::move(by), std::move(notice), ""};
    }
}

/// The notice's change of revision: whatever settles it may not meet another one half way.
void settle(MoneyChange& change, const std::vector<Notice>& notices, const std::string& payment,
            const Settling& settling) {
    change.changed_notices = notices;
    for (const Allocation& allocation : settling.allocations)
        change.settled.push_back({payment, allocation});
}

std::optional<Voucher> voucher_of(std::string id, const ports::AuditEvent& why, std::string origin,
                                  const Settling& settling) {
    if (settling.lines.empty()) return std::nullopt;
    return Voucher{std::move(id), why.event, std::move(origin), why.detail, why.actor, why.at, settling.lines};
}

/// Every change of a payment has a number, so every voucher of it has a name.
std::string voucher_id(const BankPayment& payment) {
    return fmt::format("payment/{}/{}", payment.id, payment.revision);
}

Error no_such(std::string what, const std::string& id) {
    return {ErrorCode::not_found, fmt::format("there is no {} {}", what, id), {what}, {}};
}

std::string days_in_words(const std::vector<ClearingDay>& days) {
    std::vector<std::string> texts;
    for (const ClearingDay& day : days)
        texts.push_back(day.to_text());
    return fmt::format("{}", fmt::join(texts, ", "));
}

/// Days that were begun behind the last notice: of a settlement that was in doubt, say.
std::string with_late_days(const ports::ClearedPeriod& period, ClearingDay first) {
    std::vector<ClearingDay> late;
    std::ranges::copy_if(period.days, std::back_inserter(late), [&](ClearingDay day) { return day < first; });
    return late.empty() ? "" : fmt::format(", with {}", days_in_words(late));
}

/// What earlier notices left open goes over: the cells, and where it is now.
void carry_over(MoneyChange& change, Notice& made, const std::vector<Notice>& earlier, Date today) {
    for (const Notice& notice : earlier) {
        if (!is_carried_on(notice, today)) continue;
        const CellAmounts open = notice.open();
        made.carried = added(std::move(made.carried), open);
        change.settled.push_back({{}, {notice.id, notice.direction, open}});
        change.changed_notices.push_back(notice);
        change.changed_notices.back().carried_into = made.id;
    }
}

}  // namespace

Deadline PaymentService::deadline(Date from, int working_days) const {
    const std::shared_ptr<const WorkingCalendar> calendar = world_.calendar ? world_.calendar() : nullptr;
    if (!calendar) return {std::nullopt, "no working calendar is loaded"};
    const Result<Date> day = calendar->working_days_after(from, working_days);
    if (!day) return {std::nullopt, day.error().detail};
    return {*day, {}};
}

awaitable<Result<Notice>> PaymentService::found(std::string id) {
    auto notice = co_await world_.book.notice(id);
    if (!notice) co_return fail(notice.error());
    if (!*notice) co_return fail(no_such("notice", id));
    co_return std::move(**notice);
}

awaitable<Result<Notice>> PaymentService::found_last(std::string id) {
    for (int i = 0; i < longest_chain; ++i) {
        Result<Notice> notice = co_await found(id);
        if (!notice || notice->carried_into.empty() || !notice->open().empty()) co_return notice;
        id = notice->carried_into;
    }
    co_return fail(ErrorCode::internal_error, "notices are carried into each other without an end");
}

/// The notice of what has cleared in the period and of what earlier ones left, and how that is written.
awaitable<Result<MoneyChange>> PaymentService::change_of(PairKey pair, ClearingDay last, ports::ClearedPeriod period,
                                                         std::string by) {
    const auto terms = world_.terms(pair.platform, pair.counterparty, last.date);
    if (!terms) co_return fail(terms.error());
    if (!period.not_agreed.empty())
        co_return fail(ErrorCode::conflict, "not agreed yet: " + days_in_words(period.not_agreed), {"last"});
    const Instant now = world_.clock.now();
    const Date today = local_date(now);
    Notice made;
    made.platform = pair.platform;
    made.counterparty = pair.counterparty;
    made.direction = pair.direction;
    made.first = *period.first;
    made.last = last;
    made.id = notice_id(made);
    made.lines = period.lines;
    made.cleared = std::move(period.amounts);
    made.made = {by, now};
    made.hand_over_due = deadline(today, terms->days_to_finance);
    PairFilter of_pair{std::move(pair.platform), std::move(pair.counterparty), pair.direction};
    const auto earlier = co_await world_.book.notices(std::move(of_pair));
    if (!earlier) co_return fail(earlier.error());
    MoneyChange change;
    carry_over(change, made, *earlier, today);
    std::string detail = sum_of(made.owed()).to_yuan() + with_late_days(period, made.first);
    change.audit = ports::AuditEvent{now, "notice_made", std::move(by), made.id, std::move(detail)};
    change.new_notice = std::move(made);
    change.noticed_days = std::move(period.days);
    co_return change;
}

/// The period begins behind the last notice, or, where there never was one, with the pair's first day.
awaitable<Error> PaymentService::why_nothing_to_notify(PairKey pair, ClearingDay first) {
    PairFilter of_pair{std::move(pair.platform), std::move(pair.counterparty), pair.direction};
    const auto earlier = co_await world_.book.notices(std::move(of_pair));
    if (!earlier) co_return earlier.error();
    std::string detail = earlier->empty()
                             ? fmt::format("nothing cleared before {}; give a later --last", first.to_text())
                             : fmt::format("there is a notice up to {}", first.date.previous().to_text());
    co_return Error{ErrorCode::conflict, std::move(detail), {"last"}, {}};
}

awaitable<Result<Notice>> PaymentService::make(PairKey pair, std::optional<ClearingDay> until, std::string by) {
    const Date today = local_date(world_.clock.now());
    const auto terms = world_.terms(pair.platform, pair.counterparty, until ? until->date : today.previous());
    if (!terms) co_return fail(terms.error());
    const ClearingDay last = until.value_or(last_day_of_cycle(terms->cycle, today));
    if (!(last.date < today)) co_return fail(ErrorCode::day_not_over, last.to_text() + " is not over", {"last"});
    auto period = co_await world_.book.cleared(pair, last);
    if (!period) co_return fail(period.error());
    if (!period->first) co_return fail(ErrorCode::not_found, "nothing was ever settled with this counterparty");
    if (last < *period->first) {
        Error refusal = co_await why_nothing_to_notify(std::move(pair), *period->first);
        co_return fail(std::move(refusal));
    }
    auto change = co_await change_of(std::move(pair), last, std::move(*period), std::move(by));
    if (!change) co_return fail(change.error());
    Notice made = *change->new_notice;
    const Result<void> written = co_await world_.book.write(std::move(*change));
    if (!written) co_return fail(written.error());
    co_return made;
}

awaitable<Result<std::optional<Notice>>> PaymentService::draft(PairKey pair, ClearingDay last) {
    auto period = co_await world_.book.cleared(pair, last);
    if (!period) co_return fail(period.error());
    if (!period->first || last < *period->first) co_return std::nullopt;
    std::string by(drafted_by);
    auto change = co_await change_of(std::move(pair), last, std::move(*period), std::move(by));
    if (!change) co_return fail(change.error());
    std::optional<Notice> made = change->new_notice;
    if (made->lines == 0 && made->cleared.empty() && change->changed_notices.empty()) co_return std::nullopt;
    const Result<void> written = co_await world_.book.write(std::move(*change));
    if (!written) co_return fail(written.error());
    co_return made;
}

awaitable<Result<Notice>> PaymentService::sign(std::string id, NoticeStep step, std::string by) {
    Result<Notice> notice = co_await found(id);
    if (!notice) co_return notice;
    const Instant now = world_.clock.now();
    Result<Notice> next = signed_by(std::move(*notice), step, {by, now});
    if (!next) co_return next;
    if (step == NoticeStep::hand_over) {
        const auto terms = world_.terms(next->platform, next->counterparty, next->last.date);
        if (!terms) co_return fail(terms.error());
        next->payment_due = deadline(local_date(now), terms->days_to_pay);
    }
    MoneyChange change;
    change.changed_notices = {*next};
    change.audit = signing(step, now, std::move(by), id);
    const Result<void> written = co_await world_.book.write(std::move(change));
    if (!written) co_return fail(written.error());
    ++next->revision;
    co_return next;
}

/// Money of a pair that no platform serves would stand on a day that nobody ever closes; what is dated after today no
/// bank has moved yet.
Result<void> PaymentService::check(const BankEntry& entry) const {
    if (auto sound = check_entry(entry); !sound) return sound;
    if (local_date(world_.clock.now()) < entry.date)
        return fail(ErrorCode::invalid_value, "lies in the future", {"date"});
    if (!world_.serves || world_.serves(entry.platform, entry.counterparty)) return {};
    return fail(ErrorCode::invalid_value,
                fmt::format("{} does not serve {}", entry.platform.text, entry.counterparty.text), {"counterparty"});
}

/// What it settles. Money that has come is booked whatever it names: what no notice takes waits (SETTLEMENT §6).
awaitable<Result<PaymentService::FirstSettling>> PaymentService::settling_of(const BankPayment& payment) {
    FirstSettling first{wait_unallocated(payment), std::nullopt};
    if (payment.entry.notice.empty()) co_return first;
    Result<Notice> notice = co_await found_last(payment.entry.notice);
    Result<Settling> matched = notice ? settle_by_payment(payment, *notice, true) : fail(notice.error());
    const bool has_come = payment.entry.direction == Direction::visitor;
    if (!matched && has_come && class_of(matched.error().code) == ErrorClass::refused) co_return first;
    if (!matched) co_return fail(matched.error());
    co_return FirstSettling{std::move(*matched), std::move(*notice)};
}

/// Another bank and serial may read the same, joined: "A-B" and "C", "A" and "B-C". The id is the first one that is
/// free, or its own.
awaitable<Result<PaymentService::Place>> PaymentService::place_of(std::string bank, std::string serial) {
    for (int alike = 1;; ++alike) {
        std::string id = payment_id(bank, serial, alike);
        auto found = co_await world_.book.payment(id);
        if (!found) co_return fail(found.error());
        const bool is_anothers = *found && ((*found)->entry.bank != bank || (*found)->entry.serial != serial);
        if (!is_anothers) co_return Place{std::move(id), std::move(*found)};
    }
}

awaitable<Result<Entered>> PaymentService::enter(BankEntry entry, std::string by) {
    if (auto sound = check(entry); !sound) co_return fail(sound.error());
    auto place = co_await place_of(entry.bank, entry.serial);
    if (!place) co_return fail(place.error());
    if (place->standing) {
        if (place->standing->entry == entry) co_return Entered{std::move(*place->standing), false};
        co_return fail(ErrorCode::conflict,
                       fmt::format("the serial {} of {} was entered otherwise", entry.serial, entry.bank), {"serial"});
    }
    const Instant now = world_.clock.now();
    BankPayment payment;
    payment.id = std::move(place->id);
    payment.entry = std::move(entry);
    payment.entered = {by, now};
    MoneyChange change;
    change.audit = ports::AuditEvent{now, "payment_entered", std::move(by), payment.id, payment.entry.amount.to_yuan()};
    const auto first = co_await settling_of(payment);
    if (!first) co_return fail(first.error());
    if (first->notice) settle(change, {*first->notice}, payment.id, first->settling);
    change.voucher = voucher_of(voucher_id(payment), change.audit, payment.entry.notice, first->settling);
    payment.allocations = first->settling.allocations;
    change.new_payment = payment;
    const Result<void> written = co_await world_.book.write(std::move(change));
    if (!written) co_return fail(written.error());
    co_return Entered{std::move(payment), true};
}

awaitable<Result<BankPayment>> PaymentService::match(std::string payment_id, std::string notice_id, std::string by) {
    auto payment = co_await world_.book.payment(payment_id);
    if (!payment) co_return fail(payment.error());
    if (!*payment) co_return fail(no_such("payment", payment_id));
    const Result<Notice> notice = co_await found_last(notice_id);
    if (!notice) co_return fail(notice.error());
    const Result<Settling> settling = settle_by_payment(**payment, *notice, false);
    if (!settling) co_return fail(settling.error());
    MoneyChange change;
    change.audit =
        ports::AuditEvent{world_.clock.now(), "payment_matched", std::move(by), payment_id,
                          fmt::format("{} {}", notice->id, sum_of(settling->allocations.front().amounts).to_yuan())};
    BankPayment changed = **payment;
    ++changed.revision;  // for the voucher's name
    change.voucher = voucher_of(voucher_id(changed), change.audit, notice->id, *settling);
    change.changed_payment = **payment;
    settle(change, {*notice}, payment_id, *settling);
    const Result<void> written = co_await world_.book.write(std::move(change));
    if (!written) co_return fail(written.error());
    changed.allocations.push_back(settling->allocations.front());
    co_return changed;
}

awaitable<Result<BankPayment>> PaymentService::bounce(std::string payment_id, std::string reason, std::string by) {
    auto payment = co_await world_.book.payment(payment_id);
    if (!payment) co_return fail(payment.error());
    if (!*payment) co_return fail(no_such("payment", payment_id));
    if ((*payment)->bounced) co_return fail(ErrorCode::conflict, "the payment has bounced already", {"payment"});
    const Settling undone = clearing::bounce(**payment);
    MoneyChange change;
    std::vector<Notice> notices;
    for (const Allocation& allocation : undone.allocations) {
        Result<Notice> notice = co_await found(allocation.notice);
        if (!notice) co_return fail(notice.error());
        notices.push_back(std::move(*notice));
    }
    change.audit = ports::AuditEvent{world_.clock.now(), "payment_bounced", std::move(by), payment_id, reason};
    BankPayment changed = **payment;
    changed.bounced = true;
    changed.bounce_reason = std::move(reason);
    change.changed_payment = changed;
    ++changed.revision;
    changed.allocations.clear();
    change.voucher = voucher_of(voucher_id(changed), change.audit, payment_id, undone);
    settle(change, notices, payment_id, undone);
    const Result<void> written = co_await world_.book.write(std::move(change));
    if (!written) co_return fail(written.error());
    co_return changed;
}

awaitable<Result<std::vector<Notice>>> PaymentService::net(std::string receivable_id, std::string payable_id,
                                                           std::optional<BankEntry> moved, std::string by) {
    std::vector<Notice> notices;
    for (const std::string& id : {receivable_id, payable_id}) {
        Result<Notice> notice = co_await found_last(id);
        if (!notice) co_return fail(notice.error());
        notices.push_back(std::move(*notice));
    }
    const Notice& payable = notices.back();
    const auto terms = world_.terms(payable.platform, payable.counterparty, payable.last.date);
    if (!terms) co_return fail(terms.error());
    if (!terms->netting)
        co_return fail(ErrorCode::conflict, fmt::format("agreement {} pays gross", terms->agreement), {"agreement"});
    if (moved)
        if (auto sound = check(*moved); !sound) co_return fail(sound.error());
    const Result<Settling> settling = settle_by_netting(notices.front(), payable, moved);
    if (!settling) co_return fail(settling.error());
    const Instant now = world_.clock.now();
    MoneyChange change;
    change.audit = ports::AuditEvent{now, "notices_netted", by, fmt::format("{} {}", notices.front().id, payable.id),
                                     moved ? moved->amount.to_yuan() : "0.00"};
    std::string payment;
    if (moved) {
        auto place = co_await place_of(moved->bank, moved->serial);
        if (!place) co_return fail(place.error());
        payment = std::move(place->id);
        change.new_payment.emplace();
        change.new_payment->id = payment;
        change.new_payment->entry = *moved;
        change.new_payment->entered = {by, now};
    }
    change.voucher = voucher_of(fmt::format("netting/{}/{}", payable.id, payable.revision), change.audit,
                                notices.front().id, *settling);
    settle(change, notices, payment, *settling);
    const Result<void> written = co_await world_.book.write(std::move(change));
    if (!written) co_return fail(written.error());
    for (Notice& notice : notices)
        notice.settled = notice.owed();
    co_return notices;
}

awaitable<Result<Notice>> PaymentService::offset(std::string id, std::string by) {
    Result<Notice> notice = co_await found_last(id);
    if (!notice) co_return notice;
    const auto terms = world_.terms(notice->platform, notice->counterparty, notice->last.date);
    if (!terms) co_return fail(terms.error());
    if (!terms->prefund_offset)
        co_return fail(ErrorCode::conflict, fmt::format("agreement {} pays beside the prefund", terms->agreement),
                       {"agreement"});
    PairKey pair = pair_of(*notice);
    const auto prefund = co_await world_.book.prefund(std::move(pair));
    if (!prefund) co_return fail(prefund.error());
    const Result<Settling> settling = settle_by_offset(*notice, *prefund);
    if (!settling) co_return fail(settling.error());
    MoneyChange change;
    change.audit = ports::AuditEvent{world_.clock.now(), "notice_offset", std::move(by), notice->id,
                                     sum_of(settling->allocations.front().amounts).to_yuan()};
    change.voucher =
        voucher_of(fmt::format("offset/{}/{}", notice->id, notice->revision), change.audit, notice->id, *settling);
    settle(change, {*notice}, {}, *settling);
    const Result<void> written = co_await world_.book.write(std::move(change));
    if (!written) co_return fail(written.error());
    notice->settled = notice->owed();
    co_return notice;
}

}  // namespace clearing::payments
