#include "gateway/api/schedule.hpp"

#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"

namespace clearing::api {

using ports::awaitable;

namespace {

/// later: its time has not come. due: nobody has begun it. running: a daemon holds it. waiting: an attempt has failed.
std::string_view state_of(const ports::ScheduledRun& run, Instant now) {
    if (run.run && run.run->taken_until && *run.run->taken_until > now) return "running";
    if (run.from > now) return "later";
    return run.run && run.run->attempts > 0 ? "waiting" : "due";
}

json::Value to_json(const ports::ScheduledRun& run, Instant now) {
    const auto next = run.run && run.run->attempts > 0 ? std::optional(run.run->next_try_at) : std::nullopt;
    return json::Object{{"task", run.id.task},
                        {"period", run.id.period},
                        {"from", to_local_time(run.from)},
                        {"why", run.why},
                        {"state", state_of(run, now)},
                        {"attempts", run.run ? run.run->attempts : 0},
                        {"next_try_at", time_or_null(next)},
                        {"outcome", run.run ? run.run->outcome : std::string()},
                        {"owner", run.run ? run.run->owner : std::string()}};
}

json::Value to_json(const ports::DeliveryState& state) {
    return json::Object{{"alarm", state.alarm_no},
                        {"channel", ports::name_of(state.channel)},
                        {"deliveries", state.deliveries},
                        {"failures", state.failures},
                        {"last_failure", state.last_failure},
                        {"delivered_at", time_or_null(state.delivered_at)},
                        {"next_try_at", time_or_null(state.next_try_at)}};
}

}  // namespace

awaitable<http::Response> get_schedule(World& world, Ask) {
    json::Array runs;
    if (world.schedule) {
        const auto planned = co_await world.schedule->schedule();
        if (!planned) co_return answer(planned.error());
        for (const ports::ScheduledRun& run : *planned)
            runs.push_back(to_json(run, world.clock.now()));
    }
    const bool enabled = world.schedule && world.schedule->is_enabled();
    co_return answer(json::Value(json::Object{
        {"enabled", enabled}, {"business_time", to_local_time(world.clock.now())}, {"runs", std::move(runs)}}));
}

awaitable<http::Response> list_deliveries(World& world, Ask ask) {
    const Result<std::size_t> limit = limit_of(ask);
    if (!limit) co_return answer(limit.error());
    json::Array list;
    if (world.deliveries) {
        const auto open = co_await world.deliveries->open(*limit);
        if (!open) co_return answer(open.error());
        for (const ports::DeliveryState& state : *open)
            list.push_back(to_json(state));
    }
    co_return answer(json::Value(json::Object{{"deliveries", std::move(list)}}));
}

std::span<const Route> schedule_routes() {
    static const std::vector<Route> table{
        {"GET",
         "/schedule",
         {},
         "What the daemons do by themselves: what is due, under way, waiting, and what comes next, and why",
         {},
         "",
         "Schedule",
         get_schedule},
        {"GET",
         "/alarms/deliveries",
         {},
         "How far alarms that nobody has acknowledged have been told, channel by channel",
         {{"limit", "at most so many, 1 to 1000; default 100"}},
         "",
         "DeliveryList",
         list_deliveries},
    };
    return table;
}

std::span<const Schema> schedule_schemas() {
    static const std::vector<Schema> all{
        {"Schedule", {{"enabled", "flag"}, {"business_time", "time"}, {"runs", "[ScheduledRun]"}}},
        {"ScheduledRun",
         {{"task", "text"},
          {"period", "text"},
          {"from", "time"},
          {"why", "text"},
          {"state", "text"},
          {"attempts", "count"},
          {"next_try_at", "time?"},
          {"outcome", "text"},
          {"owner", "text"}}},
        {"DeliveryList", {{"deliveries", "[Delivery]"}}},
        {"Delivery",
         {{"alarm", "count"},
          {"channel", "text"},
          {"deliveries", "count"},
          {"failures", "count"},
          {"last_failure", "text"},
          {"delivered_at", "time?"},
          {"next_try_at", "time?"}}},
    };
    return all;
}

}  // namespace clearing::api
