#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/infra/export/difference.hpp"
#include "gateway/infra/export/statement.hpp"

#include <fmt/format.h>

namespace clearing::api {

using ports::awaitable;

namespace {

constexpr std::size_t days_without_a_date = 60;

json::Value day_to_json(const ports::Day& day, const exports::Naming& naming) {
    json::Value value = exports::members_of(day.key, naming);
    value.set("state", name_of(day.state));
    value.set("state_zh", exports::chinese(day.state));
    value.set("changed_at", to_local_time(day.changed_at));
    return value;
}

json::Value carried_to_json(const ports::CarriedRecord& record) {
    return json::Object{{"settlement", exports::to_json(record.key)},
                        {"state", name_of(record.state)},
                        {"state_zh", exports::chinese(record.state)},
                        {"assigned_day", record.assigned_day ? json::Value(record.assigned_day->to_text()) : nullptr},
                        {"claimed_total", record.claimed_total.to_yuan()}};
}

template <class Items>
json::Array list_of(const Items& items, auto to_value) {
    json::Array list;
    for (const auto& item : items)
        list.push_back(to_value(item));
    return list;
}

void set_sums(json::Value& value, const ports::DaySums& sums) {
    value.set("cells", list_of(cells_of(sums.cleared), [](const DayCell& cell) { return exports::to_json(cell); }));
    value.set("carried", list_of(sums.carried, carried_to_json));
    value.set("late", list_of(sums.late, [](const LateLine& line) { return exports::to_json(line.key); }));
}

/// What closing a day uses: a job captures it, never the World.
struct WithClosing {
    ports::DayClosing& closing;
    ports::AuditLog& audit;
    ports::Clock& clock;
    exports::Naming naming;
};

WithClosing for_closing(const World& world) {
    return {world.closing, world.audit, world.clock, world.naming};
}

awaitable<Result<void>> write_down(WithClosing with, DayKey key, std::string event, std::string actor,
                                   std::string detail) {
    ports::AuditEvent entry{with.clock.now(), std::move(event), std::move(actor),
                            statement_id(key, with.naming.own_region), std::move(detail)};
    co_return co_await with.audit.record(std::move(entry));
}

awaitable<Result<Statement>> closed(WithClosing with, DayKey key, std::string actor, ports::Progress progress) {
    auto statement = co_await with.closing.close(key, std::move(progress));
    if (!statement) {
        std::string reason = fmt::format("{} {}", stable_code(statement.error().code), statement.error().detail);
        // The order stands on record already; that it failed must not hide why.
        co_await write_down(with, std::move(key), "day_close_failed", std::move(actor), std::move(reason));
    }
    co_return statement;
}

awaitable<Result<json::Value>> closed_as_json(WithClosing with, DayKey key, std::string actor,
                                              ports::Progress progress) {
    const auto statement = co_await closed(with, std::move(key), std::move(actor), std::move(progress));
    if (!statement) co_return fail(statement.error());
    co_return exports::to_json(*statement, with.naming);
}

void keep_asked_for(std::vector<ports::Day>& days, const Ask& ask) {
    const PairFilter filter = pair_filter_of(ask);
    std::erase_if(days, [&](const ports::Day& day) { return !filter.takes(pair_of(day.key)); });
}

}  // namespace

awaitable<http::Response> list_days(World& world, Ask ask) {
    const Result<std::optional<ClearingDay>> day = day_of(ask);
    if (!day) co_return answer(day.error());
    Result<std::vector<ports::Day>> days = co_await world.days.days(*day);
    if (!days) co_return answer(days.error());
    keep_asked_for(*days, ask);
    const auto to_value = [&](const ports::Day& one) { return day_to_json(one, world.naming); };
    co_return answer(json::Value(json::Object{{"days", list_of(*days, to_value)}}));
}

awaitable<http::Response> get_day(World& world, Ask ask) {
    const Result<DayKey> key = day_key_of(ask);
    if (!key) co_return answer(key.error());
    const Result<std::optional<ports::Day>> day = co_await world.days.find(*key);
    if (!day) co_return answer(day.error());
    if (!*day) co_return answer(Error{ErrorCode::not_found, "there is no such clearing day", {}, {}});
    std::vector<SettlementKey> none_left_out;
    const Result<ports::DaySums> sums = co_await world.days.sums(*key, std::move(none_left_out));
    if (!sums) co_return answer(sums.error());
    const Result<std::vector<Difference>> differences = co_await world.days.differences(*key);
    if (!differences) co_return answer(differences.error());
    const Result<std::vector<BalanceLine>> balance = co_await world.days.trial_balance(*key);
    if (!balance) co_return answer(balance.error());

    json::Value value = day_to_json(**day, world.naming);
    set_sums(value, *sums);
    value.set("differences", list_of(*differences, [](const Difference& d) { return exports::to_json(d); }));
    value.set("trial_balance", list_of(*balance, [](const BalanceLine& line) { return exports::to_json(line); }));
    value.set("statement_id",
              is_agreed((*day)->state) ? json::Value(statement_id(*key, world.naming.own_region)) : json::Value());
    co_return answer(std::move(value));
}

awaitable<http::Response> close_day(World& world, Ask ask) {
    const Result<DayKey> key = day_key_of(ask);
    if (!key) co_return answer(key.error());
    const Result<void> ordered = co_await write_down(for_closing(world), *key, "day_close_ordered", ask.actor, "");
    if (!ordered) co_return answer(ordered.error());
    const Result<Statement> statement = co_await closed(for_closing(world), *key, ask.actor, {});
    if (!statement) co_return answer(statement.error());
    co_return answer(exports::to_json(*statement, world.naming));
}

awaitable<http::Response> start_closing(World& world, Ask ask) {
    const Result<DayKey> key = day_key_of(ask);
    if (!key) co_return answer(key.error());
    const Result<void> ordered = co_await write_down(for_closing(world), *key, "day_close_ordered", ask.actor, "");
    if (!ordered) co_return answer(ordered.error());
    Jobs::Work work = [with = for_closing(world), key = *key, actor = ask.actor](mapping::Progress progress) mutable {
        return closed_as_json(with, std::move(key), std::move(actor), std::move(progress));
    };
    std::string what = "close " + key->day.to_text();
    co_return answer_job(world.jobs.start(std::move(what), ask.actor, std::move(work)));
}

awaitable<http::Response> list_differences(World& world, Ask ask) {
    const Result<std::optional<ClearingDay>> day = day_of(ask);
    if (!day) co_return answer(day.error());
    Result<std::vector<ports::Day>> days = co_await world.days.days(*day);
    if (!days) co_return answer(days.error());
    keep_asked_for(*days, ask);
    if (!*day && days->size() > days_without_a_date) days->resize(days_without_a_date);

    std::vector<exports::DifferenceOfDay> found;
    for (const ports::Day& one : *days) {
        Result<std::vector<Difference>> differences = co_await world.days.differences(one.key);
        if (!differences) co_return answer(differences.error());
        for (Difference& difference : *differences)
            found.push_back({one.key, std::move(difference)});
    }
    if (query_of(ask, "format") == "csv") {
        const exports::CsvOptions options{.bom = query_of(ask, "bom") == "true"};
        co_return answer_csv(exports::to_csv(found, world.naming, options), "differences.csv");
    }
    json::Array list;
    for (const auto& [of_day, difference] : found) {
        json::Value value = exports::to_json(difference);
        for (json::Member& member : exports::members_of(of_day, world.naming))
            value.set(member.first, std::move(member.second));
        list.push_back(std::move(value));
    }
    co_return answer(json::Value(json::Object{{"differences", std::move(list)}}));
}

}  // namespace clearing::api
