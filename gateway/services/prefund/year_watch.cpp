#include "gateway/services/prefund/year_watch.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::prefund {
namespace {

/// Money of a year that brings a prefund to its size.
bool is_of_the_years_size(PrefundMovementKind kind) {
    return kind != PrefundMovementKind::urgent;
}

std::string subject_of(const PrefundKey& key, int year) {
    return fmt::format("{}-{}-{}", key.counterparty.text, name_of(key.direction), year);
}

}  // namespace

awaitable<Result<std::string>> YearWatch::look() {
    const int year = local_date(world_.clock.now()).year();
    const auto positions = co_await world_.book.positions();
    if (!positions) co_return fail(positions.error());
    const auto movements = co_await world_.book.movements(year);
    if (!movements) co_return fail(movements.error());
    int late = 0;
    for (const ports::PrefundPosition& position : *positions) {
        const bool has_moved = std::ranges::any_of(*movements, [&](const ports::KeptPrefundMovement& kept) {
            return kept.released_at && kept.movement.key == position.key && is_of_the_years_size(kept.movement.kind);
        });
        if (has_moved) continue;
        auto is_late = co_await judge(position.key, year);
        if (!is_late) co_return fail(is_late.error());
        late += *is_late;
    }
    co_return fmt::format("{} prefunds, {} late for {}", positions->size(), late, year);
}

awaitable<Result<bool>> YearWatch::judge(PrefundKey key, int year) {
    std::string subject = subject_of(key, year);
    const auto size = co_await papers_.size(std::move(key), year);
    const bool cannot_tell =
        !size && (size.error().code == ErrorCode::not_found || size.error().code == ErrorCode::not_loaded);
    if (cannot_tell) co_return false;
    if (!size) co_return fail(size.error());
    const Instant now = world_.clock.now();
    const Date today = local_date(now);
    if (size->size == size->held || today <= size->notice_by) co_return false;
    const bool is_unpaid = size->paid_by < today;
    std::string text = fmt::format("{} is the size of {}, {} is held: {} by {}", size->size.to_yuan(), year,
                                   size->held.to_yuan(), is_unpaid ? "to be paid" : "the notice was due",
                                   (is_unpaid ? size->paid_by : size->notice_by).to_text());
    ports::RaisedAlarm alarm{is_unpaid ? "prefund_not_paid" : "prefund_notice_late", std::move(subject),
                             std::move(text), now};
    const auto raised = co_await alarms_.raise(std::move(alarm));
    if (!raised) co_return fail(raised.error());
    co_return true;
}

}  // namespace clearing::prefund
