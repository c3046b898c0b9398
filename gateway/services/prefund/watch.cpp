#include "gateway/services/prefund/watch.hpp"

#include <fmt/format.h>

namespace clearing::prefund {

awaitable<Result<std::string>> Watch::look() {
    auto positions = co_await world_.book.positions();
    if (!positions) co_return fail(positions.error());
    int run_out_soon = 0;
    for (const ports::PrefundPosition& position : *positions) {
        auto is_near = co_await judge(position);
        if (!is_near) co_return fail(is_near.error());
        run_out_soon += *is_near;
    }
    co_return fmt::format("{} prefunds, {} run out soon", positions->size(), run_out_soon);
}

awaitable<Result<bool>> Watch::judge(ports::PrefundPosition position) {
    const Instant now = world_.clock.now();
    const Date today = local_date(now);
    const auto rules = world_.tables_in_force.current()->prefund;
    const PrefundKey key = position.key;
    if (const auto marks = rules->marks(key.counterparty, today)) {
        auto looked = co_await world_.book.look(key, *marks, now);
        if (!looked) co_return fail(looked.error());
    }
    auto forecast = co_await papers_.forecast(std::move(position));
    const bool cannot_tell =
        !forecast && (forecast.error().code == ErrorCode::not_found || forecast.error().code == ErrorCode::not_loaded);
    if (cannot_tell) co_return false;
    if (!forecast) co_return fail(forecast.error());
    if (forecast->exhausted_on == today) co_return true;  // it is reached: the level's alarm says so
    const Date last_near_day{today.days + std::chrono::days(forecast->rule.alarm_within)};
    std::optional<Date> near_end = forecast->exhausted_on;
    if (near_end && last_near_day < *near_end) near_end.reset();
    auto kept = co_await world_.book.keep_forecast(key, near_end, now);
    if (!kept) co_return fail(kept.error());
    co_return near_end.has_value();
}

}  // namespace clearing::prefund
