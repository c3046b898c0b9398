#include "gateway/services/payments/year_end.hpp"

#include <fmt/format.h>

namespace clearing::payments {

ports::awaitable<Result<YearEnd>> check_year(const World& world, int year) {
    const Date today = local_date(world.clock.now());
    if (year < 2000 || year > today.year())
        co_return fail(ErrorCode::invalid_value, "a year that has begun, from 2000 on", {"year"});
    const Result<Date> last_day = Date::parse(fmt::format("{}-12-31", year));
    if (!last_day) co_return fail(last_day.error());
    const auto terms = world.terms(PlatformName("*"), DivisionCode(), *last_day);
    if (!terms) co_return fail(terms.error());
    const Result<Date> closes = Date::parse(fmt::format("{}-{}", year + 1, terms->year_closes));
    if (!closes) co_return fail(closes.error());
    auto open = co_await world.book.open_of_year(year);
    if (!open) co_return fail(open.error());
    co_return YearEnd{year, *closes, *closes < today && !open->empty(), std::move(*open)};
}

}  // namespace clearing::payments
