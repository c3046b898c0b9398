#include "gateway/services/prefund/watch.hpp"

#include <fmt/format.h>

namespace clearing::prefund {
namespace {

constexpr int days_of_a_year = 366;

}  // namespace

awaitable<Result<int>> Watch::step() {
    auto positions = co_await world_.book.positions();
    if (!positions) co_return fail(positions.error());
    for (const ports::PrefundPosition& position : *positions) {
        auto judged = co_await judge(position);
        if (!judged) co_return fail(judged.error());
    }
    co_return co_await raise_what_rose();
}

awaitable<Result<void>> Watch::judge(ports::PrefundPosition position) {
    const Instant now = world_.clock.now();
    const Date today = local_date(now);
    const auto rules = world_.tables_in_force.current()->prefund;
    if (const auto marks = rules->marks(position.key.counterparty, today)) {
        auto looked = co_await world_.book.look(position.key, *marks, now);
        if (!looked) co_return fail(looked.error());
    }
    const auto rule = rules->forecast(position.key.counterparty, today);
    if (!rule || position.use.held <= Money()) co_return Result<void>{};
    auto known = known_.find(position.key);
    if (known == known_.end() || known->second.today != today) {
        auto before = co_await papers_.use_before(position.key, today, *rule);
        if (!before && before.error().code == ErrorCode::not_found) co_return Result<void>{};  // no calendar: no guess
        if (!before) co_return fail(before.error());
        known = known_.insert_or_assign(position.key, KnownUse{today, *before}).first;
    }
    const auto days = days_until_exhausted(position.use, known->second.before, days_of_a_year);
    const auto day = days ? papers_.day_after(today, *days, *rule) : std::nullopt;
    const bool is_near = day && *day <= Date{today.days + std::chrono::days(rule->alarm_within)};
    co_return co_await world_.book.keep_forecast(position.key, is_near, now);
}

ports::RaisedAlarm Watch::alarm_about(const ports::PrefundRise& rise) const {
    const std::string kind = rise.level ? std::string(name_of(*rise.level)) : "forecast";
    const std::string what = rise.level ? fmt::format("the live exposure is {}", kind)
                                        : std::string("at the pace of the last days the prefund runs out soon");
    return {"prefund_" + kind,
            fmt::format("{}-{}-{}-{}", own_region_.text, rise.key.counterparty.text, name_of(rise.key.direction),
                        local_date(rise.at).year()),
            fmt::format("prefund of {} ({}): {}, {} of {}", rise.key.counterparty.text, name_of(rise.key.direction),
                        what, rise.use.exposure.to_yuan(), rise.use.held.to_yuan()),
            rise.at};
}

awaitable<Result<int>> Watch::raise_what_rose() {
    auto rises = co_await world_.book.untold_rises();
    if (!rises) co_return fail(rises.error());
    int raised = 0;
    for (const ports::PrefundRise& rise : *rises) {
        auto alarm = alarm_about(rise);
        auto stood = co_await alarms_.raise(std::move(alarm));
        if (!stood) co_return fail(stood.error());
        if (*stood) ++raised;
        auto told = co_await world_.book.told(rise.no, world_.clock.now());
        if (!told) co_return fail(told.error());
    }
    co_return raised;
}

}  // namespace clearing::prefund
