#include "gateway/api/parameters.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace clearing::api {
namespace {

constexpr std::size_t default_limit = 100;
constexpr std::size_t greatest_limit = 1'000;
constexpr json::Limits order_limits{.max_bytes = 64 * 1024, .max_depth = 4, .max_array = 100, .max_string = 1024};

std::unexpected<Error> invalid(std::string_view name, std::string_view what) {
    return fail(ErrorCode::invalid_value, fmt::format("{}: {}", name, what), {std::string(name)});
}

Result<ClearingDay> read_day(const std::string& text) {
    Result<ClearingDay> day = ClearingDay::parse(text);
    if (!day) return invalid("day", "must be a date like 2018-10-16");
    return day;
}

template <class Id>
std::optional<Id> id_of(const Ask& ask, const std::string& name) {
    const std::optional<std::string> text = query_of(ask, name);
    if (!text) return std::nullopt;
    return Id(*text);
}

}  // namespace

Result<void> check_query(const Route& route, const http::Request& request) {
    for (const auto& [name, value] : request.query) {
        const auto known = std::ranges::find(route.query, name, &Parameter::name);
        if (known == route.query.end()) return invalid(name, "this request has no such parameter");
        if (!known->values.empty() && std::ranges::find(known->values, value) == known->values.end())
            return invalid(name, fmt::format("must be one of {}", fmt::join(known->values, ", ")));
    }
    for (const Parameter& parameter : route.query)
        if (parameter.required && !request.query.contains(std::string(parameter.name)))
            return invalid(parameter.name, "is missing");
    return {};
}

std::optional<std::string> query_of(const Ask& ask, const std::string& name) {
    const auto found = ask.request.query.find(name);
    if (found == ask.request.query.end()) return std::nullopt;
    return found->second;
}

Result<std::optional<ClearingDay>> day_of(const Ask& ask) {
    const std::optional<std::string> text = query_of(ask, "day");
    if (!text) return std::optional<ClearingDay>();
    Result<ClearingDay> day = read_day(*text);
    if (!day) return fail(day.error());
    return std::optional(*day);
}

Result<std::optional<Date>> date_of(const Ask& ask, const std::string& name) {
    const std::optional<std::string> text = query_of(ask, name);
    if (!text) return std::optional<Date>();
    const Result<Date> date = Date::parse(*text);
    if (!date) return invalid(name, "must be a date like 2018-10-16");
    return std::optional(*date);
}

Result<std::size_t> number_of(const Ask& ask, const std::string& name, std::size_t usual, std::size_t least,
                              std::size_t greatest) {
    const std::optional<std::string> text = query_of(ask, name);
    if (!text) return usual;
    std::size_t number = 0;
    const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (failure != std::errc() || end != text->data() + text->size() || number < least || number > greatest)
        return invalid(name, fmt::format("must be a number from {} to {}", least, greatest));
    return number;
}

Result<long long> number_in_path(const Ask& ask, const std::string& name) {
    const std::optional<long long> number = whole_number(ask.path.at(name));
    if (!number) return invalid(name, "must be a number from 1 on");
    return *number;
}

Result<std::size_t> limit_of(const Ask& ask) {
    return number_of(ask, "limit", default_limit, 1, greatest_limit);
}

Result<ports::SettlementFilter> filter_of(const Ask& ask) {
    ports::SettlementFilter filter;
    const Result<std::optional<ClearingDay>> day = day_of(ask);
    if (!day) return fail(day.error());
    const Result<std::size_t> limit = limit_of(ask);
    if (!limit) return fail(limit.error());
    filter.day = *day;
    filter.limit = *limit;
    if (const auto state = query_of(ask, "state")) filter.state = settlement_state_named(*state);
    const PairFilter pairs = pair_filter_of(ask);
    filter.direction = pairs.direction;
    filter.platform = pairs.platform;
    filter.counterparty = pairs.counterparty;
    filter.after_id = query_of(ask, "after");
    return filter;
}

Result<DayKey> day_key_of(const Ask& ask) {
    const std::optional<Direction> direction = direction_named(ask.path.at("direction"));
    if (!direction) return invalid("direction", "must be visitor or resident_away");
    const Result<ClearingDay> day = read_day(ask.path.at("day"));
    if (!day) return fail(day.error());
    return DayKey{PlatformName(ask.path.at("platform")), DivisionCode(ask.path.at("counterparty")), *direction, *day};
}

PairFilter pair_filter_of(const Ask& ask) {
    PairFilter filter;
    filter.platform = id_of<PlatformName>(ask, "platform");
    filter.counterparty = id_of<DivisionCode>(ask, "counterparty");
    if (const auto direction = query_of(ask, "direction")) filter.direction = direction_named(*direction);
    return filter;
}

Result<json::Value> read_order(const std::string& body) {
    auto value = json::parse(body, order_limits);
    if (!value) return fail(ErrorCode::malformed_json, value.error().reason);
    return std::move(*value);
}

std::optional<long long> whole_number(std::string_view text) {
    long long number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size() || number < 1) return std::nullopt;
    return number;
}

}  // namespace clearing::api
