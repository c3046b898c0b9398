// What can be ordered about prefunds: one person enters money that has moved, another one releases it.
#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/api/prefund.hpp"
#include "gateway/api/prefund_json.hpp"

#include <fmt/format.h>

namespace clearing::api {

using ports::awaitable;

namespace {

/// Reads an order's members one after the other; keeps the first fault.
class OrderReader {
public:
    explicit OrderReader(const json::Value& order) : order_(order) {}

    std::string text(const char* name, bool is_needed = true) {
        const json::Value* value = order_.find(name);
        const bool is_text = value != nullptr && value->as_string() != nullptr;
        if (is_text && (!value->as_string()->empty() || !is_needed)) return *value->as_string();
        if (value != nullptr || is_needed) note(name, "must be a text");
        return {};
    }
    Money amount(const char* name) {
        const auto money = Money::parse(text(name));
        if (!money) note(name, "must be an amount, \"1000.00\"");
        return money.value_or(Money());
    }
    Date date(const char* name) {
        const auto date = Date::parse(text(name));
        if (!date) note(name, "must be a day, 2018-10-16");
        return date.value_or(Date());
    }
    int year(const char* name) {
        const json::Value* value = order_.find(name);
        const auto year = value && value->as_number() ? whole_number(value->as_number()->text) : std::nullopt;
        if (!year || *year > 9999) note(name, "must be a year");
        return year && *year <= 9999 ? static_cast<int>(*year) : 0;
    }
    void note(const char* name, std::string_view what) {
        if (!fault_) fault_ = Error{ErrorCode::invalid_value, fmt::format("{}: {}", name, what), {name}, {}};
    }
    const std::optional<Error>& fault() const { return fault_; }

private:
    const json::Value& order_;
    std::optional<Error> fault_;
};

Result<PrefundMovement> movement_of(const World& world, const Ask& ask) {
    const Result<PrefundKey> key = prefund_key_of(ask);
    if (!key) return fail(key.error());
    const Result<json::Value> order = read_order(ask.request.body);
    if (!order) return fail(order.error());
    OrderReader read(*order);
    PrefundMovement movement;
    movement.key = *key;
    movement.platform = PlatformName(read.text("platform"));
    movement.year = read.year("year");
    const auto kind = prefund_movement_kind_named(read.text("kind"));
    if (!kind) read.note("kind", "must be first, annual, urgent, lowered or returned");
    movement.kind = kind.value_or(PrefundMovementKind::first);
    movement.amount = read.amount("amount");
    movement.bank = read.text("bank");
    movement.serial = read.text("serial");
    movement.paid_on = read.date("paid_on");
    movement.note = read.text("note", false);
    movement.made_by = ask.actor;
    movement.made_at = world.clock.now();
    if (read.fault()) return fail(*read.fault());
    return movement;
}

Result<prefund::Papers::UrgentOrder> urgent_order_of(const Ask& ask) {
    const Result<PrefundKey> key = prefund_key_of(ask);
    if (!key) return fail(key.error());
    const Result<json::Value> order = read_order(ask.request.body);
    if (!order) return fail(order.error());
    OrderReader read(*order);
    prefund::Papers::UrgentOrder wanted{*key, read.date("signed_on"), read.amount("asked"), read.text("note", false),
                                        ask.actor};
    if (read.fault()) return fail(*read.fault());
    return wanted;
}

}  // namespace

awaitable<http::Response> enter_prefund_movement(World& world, Ask ask) {
    Result<PrefundMovement> movement = movement_of(world, ask);
    if (!movement) co_return answer(movement.error());
    const auto kept = co_await world.prefund_book.enter(std::move(*movement));
    co_return kept ? answer(to_json(*kept)) : answer(kept.error());
}

awaitable<http::Response> release_prefund_movement(World& world, Ask ask) {
    const Result<long long> no = number_in_path(ask, "no");
    if (!no) co_return answer(no.error());
    const auto kept = co_await world.prefund_book.release(*no, ask.actor, world.clock.now());
    co_return kept ? answer(to_json(*kept)) : answer(kept.error());
}

awaitable<http::Response> make_urgent_increase(World& world, Ask ask) {
    Result<prefund::Papers::UrgentOrder> order = urgent_order_of(ask);
    if (!order) co_return answer(order.error());
    const auto kept = co_await world.prefund_papers.urgent(std::move(*order));
    co_return kept ? answer(to_json(*kept)) : answer(kept.error());
}

}  // namespace clearing::api
