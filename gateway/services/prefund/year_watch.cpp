#include "gateway/services/prefund/year_watch.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace clearing::prefund {
namespace {

/// Money of a year that brings a prefund to its size.
bool is_of_the_years_size(PrefundMovementKind kind) {
    return kind != PrefundMovementKind::urgent;
}

/// A rule, a deadline or a calendar that has no row in force.
bool cannot_tell(const Error& error) {
    return error.code == ErrorCode::not_found || error.code == ErrorCode::not_loaded;
}

std::string subject_of(const PrefundKey& key, int year) {
    return fmt::format("{}-{}-{}", key.counterparty.text, name_of(key.direction), year);
}

}  // namespace

awaitable<Result<std::string>> YearWatch::look() {
    const Date today = local_date(world_.clock.now());
    const int year = today.year();
    const auto days = papers_.days_of(year);
    if (!days && !cannot_tell(days.error())) co_return fail(days.error());
    // Asked first: the size is the sum of a quarter.
    if (!days || today <= days->notice_by) co_return fmt::format("nothing is due for {}", year);
    const auto positions = co_await world_.book.positions();
    if (!positions) co_return fail(positions.error());
    const auto movements = co_await world_.book.movements(year);
    if (!movements) co_return fail(movements.error());
    int late = 0;
    std::optional<Error> failure;
    for (const ports::PrefundPosition& position : *positions) {
        const bool has_moved = std::ranges::any_of(*movements, [&](const ports::KeptPrefundMovement& kept) {
            return kept.released_at && kept.movement.key == position.key && is_of_the_years_size(kept.movement.kind);
        });
        if (has_moved) continue;
        const auto is_late = co_await judge(position.key, year);
        if (is_late) late += *is_late;
        // One that cannot be judged must not hide the others.
        if (!is_late && !failure) failure = is_late.error();
    }
    if (failure) co_return fail(std::move(*failure));
    co_return fmt::format("{} prefunds, {} late for {}", positions->size(), late, year);
}

awaitable<Result<bool>> YearWatch::judge(PrefundKey key, int year) {
    std::string subject = subject_of(key, year);
    const auto size = co_await papers_.size(std::move(key), year);
    if (!size && cannot_tell(size.error())) co_return false;
    if (!size) co_return fail(size.error());
    if (size->size == size->held) co_return false;
    const Instant now = world_.clock.now();
    const bool is_unpaid = size->days.paid_by < local_date(now);
    const Date due = is_unpaid ? size->days.paid_by : size->days.notice_by;
    std::string text =
        fmt::format("{} is the size of {}, {} is held: {} by {}", size->size.to_yuan(), year, size->held.to_yuan(),
                    is_unpaid ? "to be paid" : "the notice was due", due.to_text());
    ports::RaisedAlarm alarm{is_unpaid ? "prefund_not_paid" : "prefund_notice_late", std::move(subject),
                             std::move(text), now};
    const auto raised = co_await alarms_.raise(std::move(alarm));
    if (!raised) co_return fail(raised.error());
    co_return true;
}

}  // namespace clearing::prefund
