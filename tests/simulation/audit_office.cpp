#include "tests/simulation/audit_office.hpp"

#include "tests/simulation/translate.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

using Kind = AdjustmentOrder::Kind;
using Stage = AuditOffice::Stage;

constexpr int orders_twice = 1'500, takes_back = 4'000, asks_too_much = 500, sends_again = 4'000;

Kind kind_of(Stage stage) {
    switch (stage) {
        case Stage::proposing:
            return Kind::propose;
        case Stage::notifying:
            return Kind::notify;
        case Stage::accepting:
            return Kind::accept;
        case Stage::withdrawing:
            return Kind::withdraw;
        default:
            return Kind::dispute;
    }
}

/// Nobody accepts what they proposed.
std::string person_of(Stage stage) {
    return stage == Stage::proposing || stage == Stage::notifying ? "li" : "wang";
}

AdjustmentReason reason_at(Stage stage) {
    switch (stage) {
        case Stage::withdrawing:
            return AdjustmentReason::deduction_withdrawn;
        case Stage::losing:
            return AdjustmentReason::dispute_lost;
        case Stage::winning:
            return AdjustmentReason::dispute_won;
        default:
            return AdjustmentReason::deduction;
    }
}

bool may_be_adjusted(const SettlementRecord& record) {
    return record.kind == SettlementKind::settle && record.state == SettlementState::booked &&
           record.direction == Direction::visitor && record.platform.text == "delta";
}

}  // namespace

void AuditOffice::plan(int orders, Millis until) {
    for (int i = 0; i < orders; ++i)
        schedule_.after(random_.between(0, until), [this] {
            if (!is_calm_) begin();
        });
    look_at_alarms();
}

bool AuditOffice::is_done() const {
    const bool all_done = std::ranges::all_of(tasks_, [](const Task& task) { return task.stage == Stage::done; });
    return all_done && open_alarms_.empty() && alarms_seen_ == books_.settlements.alarms.size();
}

void AuditOffice::begin() {
    std::vector<const SettlementRecord*> booked;
    for (const auto& [no, record] : books_.settlements.records)
        if (may_be_adjusted(record)) booked.push_back(&record);
    if (booked.empty()) return;
    const SettlementRecord& record = *random_.one_of(booked);
    const int component = random_.one_of(std::vector{0, 0, 2, 8});
    const std::int64_t whole = component_of(amounts_of(record.answer.split), component);
    if (whole <= 0) return;
    Task task;
    const bool is_finding = random_.chance(6'000);
    task.stage = is_finding ? Stage::proposing : Stage::losing;
    task.key = record.key.settlement.text;
    task.order.origin = fmt::format("{}-{}", is_finding ? "F" : "D", tasks_.size() + 1);
    task.order.settlement = record.id;
    NewAdjustment& adjustment = task.order.adjustment;
    adjustment.settlement = record.no;
    adjustment.origin = task.order.origin;
    adjustment.bearer = !is_finding && random_.chance(5'000) ? Bearer::suspended : Bearer::hospital;
    const std::int64_t fen = random_.chance(asks_too_much) ? whole + 1 : random_.between(1, whole * 2 / 3 + 1);
    adjustment.amounts[static_cast<Component>(component)] = Money::from_fen(fen);
    task.is_taken_back_later = random_.chance(takes_back);
    tasks_.push_back(std::move(task));
    go_on_after(tasks_.back(), 1);
}

Daemon* AuditOffice::some_daemon() {
    const auto last = static_cast<long long>(daemons_.size()) - 1;
    Daemon& daemon = *daemons_[static_cast<std::size_t>(random_.between(0, last))];
    return daemon.is_up() ? &daemon : nullptr;
}

void AuditOffice::go_on_after(Task& task, Millis span) {
    schedule_.after(span, [this, &task, question = ++task.question] {
        if (question == task.question) go_on(task);
    });
}

void AuditOffice::go_on(Task& task) {
    if (task.stage == Stage::done) return;
    AdjustmentOrder order = task.order;
    order.kind = kind_of(task.stage);
    order.person = person_of(task.stage);
    order.adjustment.reason = reason_at(task.stage);
    const int copies = random_.chance(orders_twice) ? 2 : 1;
    go_on_after(task, 40 * second);  // of a daemon that died over it
    const auto waits_for = task.question;
    for (int i = 0; i < copies; ++i)
        if (Daemon* daemon = some_daemon())
            daemon->adjust(order, [this, &task, waits_for](Result<void> answer) {
                if (task.question == waits_for) on_answer(task, answer);
            });
}

/// What it ordered is in the books though the answer says otherwise: it was answered before, and nobody heard it.
bool AuditOffice::stands_in_books(const Task& task) const {
    const auto finding = std::ranges::find(books_.findings.rows, task.order.origin, &AuditFinding::id);
    if (finding == books_.findings.rows.end()) return false;
    switch (task.stage) {
        case Stage::proposing:
            return true;
        case Stage::notifying:
            return finding->state != FindingState::proposed;
        case Stage::accepting:
            return finding->state == FindingState::accepted;
        case Stage::withdrawing:
            return finding->state == FindingState::withdrawn;
        default:
            return false;
    }
}

void AuditOffice::on_answer(Task& task, const Result<void>& answer) {
    ++task.question;  // what the same order is answered once more is not waited for
    if (answer || stands_in_books(task)) return step_done(task);
    if (class_of(answer.error().code) != ErrorClass::refused) return go_on_after(task, pause());
    schedule_.note([&] { return fmt::format("{} is refused: {}", task.order.origin, sentence(answer.error())); });
    if (answer.error().code == ErrorCode::forbidden || answer.error().code == ErrorCode::not_found)
        complaints_.push_back(task.order.origin + ": " + sentence(answer.error()));
    // Somebody else's step was in between; or it is not to be had.
    if (answer.error().code == ErrorCode::conflict && task.stage != Stage::losing && task.stage != Stage::winning)
        return go_on_after(task, pause());
    task.stage = Stage::done;
}

void AuditOffice::release(Task& task) {
    NewAdjustment adjustment = task.order.adjustment;
    adjustment.reason = reason_at(task.stage);
    task.released.push_back(row_of(adjustment, {DivisionCode(), SettlementId(task.key)}));
    schedule_.note([&] { return "released: " + words_of(task.released.back()); });
}

void AuditOffice::step_done(Task& task) {
    switch (task.stage) {
        case Stage::proposing:
            task.stage = Stage::notifying;
            return go_on_after(task, pause());
        case Stage::notifying:
            task.stage = Stage::accepting;
            return go_on_after(task, pause());
        case Stage::accepting:
        case Stage::losing:
            release(task);
            if (!task.is_taken_back_later) break;
            task.stage = task.stage == Stage::accepting ? Stage::withdrawing : Stage::winning;
            return go_on_after(task, random_.between(100, 2 * minute));
        default:
            release(task);
            break;
    }
    task.stage = Stage::done;
}

void AuditOffice::look_at_alarms() {
    schedule_.after(random_.between(5 * second, 15 * second), [this] { look_at_alarms(); });
    const std::vector<std::string>& alarms = books_.settlements.alarms;
    for (; alarms_seen_ < alarms.size(); ++alarms_seen_)
        open_alarms_.push_back(alarms[alarms_seen_]);
    for (std::size_t i = open_alarms_.size(); i > 0; --i) {
        const std::string alarm = std::move(open_alarms_.front());
        open_alarms_.pop_front();
        look_at(alarm);
    }
}

/// Only what an alarm names: nobody looks through the queue of their own accord.
void AuditOffice::look_at(const std::string& alarm) {
    for (const auto& [no, offer] : books_.settlements.offers) {
        const bool is_named = offer.state == OfferState::parked &&
                              alarm.find(" of " + offer.settlement.text + " by ") != std::string::npos;
        if (!is_named) continue;
        decide(offer);
        open_alarms_.push_back(alarm);  // until it is parked no more
    }
}

void AuditOffice::decide(const tests::MemoryBooks::KeptOffer& parked) {
    AdjustmentOrder order;
    order.person = "zhao";
    order.offer = parked.no;
    const bool again = !parked.is_refused || (!is_calm_ && random_.chance(sends_again));
    order.kind = again ? Kind::resume_offer : Kind::give_up_offer;
    schedule_.note([&] { return fmt::format("offer {} is {}", parked.no, again ? "sent again" : "given up"); });
    if (Daemon* daemon = some_daemon()) daemon->adjust(std::move(order), [](const Result<void>&) {});
}

}  // namespace clearing::simulation
