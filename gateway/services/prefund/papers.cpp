#include "gateway/services/prefund/papers.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace clearing::prefund {
namespace {

constexpr int days_of_a_year = 366;

Date day_of(int year, unsigned month, unsigned day) {
    using namespace std::chrono;
    return Date{sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day))};
}

Date first_of_month(Date date) {
    const std::chrono::year_month_day day(date.days);
    return Date{std::chrono::sys_days(day.year() / day.month() / 1)};
}

/// The day with which so many working days begin that end before today.
Result<Date> working_days_before(const WorkingCalendar& calendar, Date today, int n) {
    Date date = today;
    while (n > 0) {
        date = date.previous();
        const auto works = calendar.is_working_day(date);
        if (!works) return fail(works.error());
        if (*works) --n;
    }
    return date;
}

}  // namespace

const WorkingCalendar& Papers::working_days() const {
    return world_.tables_in_force.current()->calendar->working_days();
}

/// In any direction: a prefund may be agreed before the first settlement.
bool Papers::may_clear_with(const DivisionCode& counterparty) const {
    const auto& router = *world_.tables_in_force.current()->router;
    const Date today = local_date(world_.clock.now());
    return std::ranges::any_of(std::array{Direction::visitor, Direction::resident_away}, [&](Direction direction) {
        const auto route = router.route_of_person(counterparty, direction, today);
        return route && route->counterparty == counterparty;
    });
}

awaitable<Result<ports::PrefundPosition>> Papers::position_of(PrefundKey key) {
    auto positions = co_await world_.book.positions();
    if (!positions) co_return fail(positions.error());
    const auto found = std::ranges::find(*positions, key, &ports::PrefundPosition::key);
    if (found != positions->end()) co_return *found;
    // An empty paper of a mistyped one would look like a prefund that holds nothing.
    if (!may_clear_with(key.counterparty))
        co_return fail(ErrorCode::invalid_value, "nothing is cleared with " + key.counterparty.text, {"counterparty"});
    co_return ports::PrefundPosition{std::move(key), {}, PrefundLevel::calm};
}

awaitable<Result<Money>> Papers::booked_between(PrefundKey key, Date from, Date to) {
    auto days = co_await world_.book.booked(std::move(key), from, to);
    if (!days) co_return fail(days.error());
    Money sum;
    for (const ports::BookedOnDay& day : *days)
        sum += day.amount;
    co_return sum;
}

awaitable<Result<Sheet>> Papers::sheet(PrefundKey key) {
    const Date today = local_date(world_.clock.now());
    const auto rules = world_.tables_in_force.current()->prefund;
    const auto usage = rules->usage(key.counterparty, today);
    if (!usage) co_return fail(usage.error());
    auto position = co_await position_of(key);
    if (!position) co_return fail(position.error());
    Sheet sheet;
    sheet.position = *position;
    sheet.period_from = first_of_month(today);
    sheet.period_to = today;
    auto to_clear = co_await booked_between(key, sheet.period_from, today);
    if (!to_clear) co_return fail(to_clear.error());
    sheet.to_clear = *to_clear;
    sheet.usage = mark_of(*to_clear, position->use.held, *usage);
    auto forecast = co_await this->forecast(std::move(*position));
    if (!forecast) co_return fail(forecast.error());
    sheet.forecast = *forecast;
    co_return sheet;
}

Result<YearDays> Papers::days_of(int year) const {
    const auto& calendar = *world_.tables_in_force.current()->calendar;
    const auto notices = calendar.deadline("prefund_notices", day_of(year, 1, 1));
    const auto paid = calendar.deadline("prefund_paid", day_of(year, 1, 1));
    if (!notices || !paid) return fail(notices ? paid.error() : notices.error());
    return YearDays{notices->last_day, paid->last_day};
}

awaitable<Result<SizeProposal>> Papers::size(PrefundKey key, int year) {
    const auto rules = world_.tables_in_force.current()->prefund;
    const auto factor = rules->size_factor(key.counterparty, year);
    if (!factor) co_return fail(factor.error());
    const auto days = days_of(year);
    if (!days) co_return fail(days.error());
    auto quarter = co_await booked_between(key, day_of(year - 1, 10, 1), day_of(year - 1, 12, 31));
    if (!quarter) co_return fail(quarter.error());
    auto position = co_await position_of(key);
    if (!position) co_return fail(position.error());
    co_return SizeProposal{std::move(key),     year, *quarter, *factor, prefund_size(*quarter, *factor),
                           position->use.held, *days};
}

awaitable<Result<UseOfDays>> Papers::use_before(PrefundKey key, Date today, ForecastRule rule) {
    Date from{today.days - std::chrono::days(rule.days)};
    if (rule.working) {
        const auto first = working_days_before(working_days(), today, rule.days);
        if (!first) co_return fail(first.error());
        from = *first;
    }
    auto booked = co_await booked_between(std::move(key), from, today.previous());
    if (!booked) co_return fail(booked.error());
    co_return UseOfDays{*booked, rule.days};
}

std::optional<Date> Papers::day_after(Date today, int days, const ForecastRule& rule) const {
    if (!rule.working || days == 0) return Date{today.days + std::chrono::days(days)};
    const auto day = working_days().working_days_after(today, days);
    return day ? std::optional(*day) : std::nullopt;
}

awaitable<Result<Forecast>> Papers::forecast(ports::PrefundPosition position) {
    const Date today = local_date(world_.clock.now());
    const auto rule = world_.tables_in_force.current()->prefund->forecast(position.key.counterparty, today);
    if (!rule) co_return fail(rule.error());
    auto before = co_await use_before(position.key, today, *rule);
    if (!before) co_return fail(before.error());
    Forecast forecast{*before, *rule, std::nullopt};
    if (position.use.held <= Money()) co_return forecast;  // nothing that could run out
    const auto days = days_until_exhausted(position.use, *before, days_of_a_year);
    if (days) forecast.exhausted_on = day_after(today, *days, *rule);
    co_return forecast;
}

awaitable<Result<ports::KeptUrgentIncrease>> Papers::urgent(UrgentOrder order) {
    const Date today = local_date(world_.clock.now());
    if (order.asked <= Money()) co_return fail(ErrorCode::invalid_value, "must be above zero", {"asked"});
    if (today < order.signed_on) co_return fail(ErrorCode::invalid_value, "lies in the future", {"signed_on"});
    const auto apply_by =
        world_.tables_in_force.current()->calendar->deadline("prefund_urgent_applied", order.signed_on);
    // A year that is not loaded has no deadline rather than a silent guess.
    if (!apply_by && apply_by.error().code != ErrorCode::not_found) co_return fail(apply_by.error());
    auto sheet = co_await this->sheet(order.key);
    if (!sheet) co_return fail(sheet.error());

    ports::UrgentIncrease request;
    request.key = std::move(order.key);
    request.year = order.signed_on.year();
    request.signed_on = order.signed_on;
    if (apply_by) request.apply_by = apply_by->last_day;
    request.asked = order.asked;
    request.use = sheet->position.use;
    request.to_clear = sheet->to_clear;
    request.exhausted_on = sheet->forecast.exhausted_on;
    request.note = std::move(order.note);
    request.made_by = std::move(order.by);
    request.made_at = world_.clock.now();
    co_return co_await world_.book.keep_urgent(std::move(request));
}

}  // namespace clearing::prefund
