#include "gateway/api/answers.hpp"
#include "gateway/api/mapping_json.hpp"
#include "gateway/api/parameters.hpp"

#include <fmt/format.h>

// What people read before they decide. Nothing here changes anything.

namespace clearing::api {

using ports::awaitable;

namespace {

constexpr std::size_t usual_days = 30, greatest_days = 366;
constexpr std::size_t usual_shown = 20, greatest_shown = 1'000;

awaitable<Result<json::Value>> dry_run_of(mapping::Reports& reports, std::string version, int days,
                                          mapping::Progress progress) {
    const auto report = co_await reports.dry_run(std::move(version), days, std::move(progress));
    if (!report) co_return fail(report.error());
    co_return to_json(*report);
}

awaitable<Result<json::Value>> coverage_of(mapping::Reports& reports, int days, std::size_t shown,
                                           mapping::Progress progress) {
    const auto cells = co_await reports.coverage(days, shown, std::move(progress));
    if (!cells) co_return fail(cells.error());
    co_return to_json(*cells);
}

/// Which version rules now. Error: conflict where none was ever activated.
awaitable<Result<std::string>> version_in_force(World& world) {
    const auto timeline = co_await world.mapping_store.activations();
    if (!timeline) co_return fail(timeline.error());
    const ports::MappingActivation* present = mapping::in_force(*timeline, world.clock.now());
    if (!present) co_return fail(ErrorCode::conflict, "no version is in force");
    co_return present->version;
}

}  // namespace

awaitable<http::Response> list_mapping_versions(World& world, Ask) {
    const auto versions = co_await world.mapping_store.versions();
    if (!versions) co_return answer(versions.error());
    const auto timeline = co_await world.mapping_store.activations();
    if (!timeline) co_return answer(timeline.error());
    co_return answer(to_json(*versions, *timeline, world.clock.now()));
}

awaitable<http::Response> diff_mapping(World& world, Ask ask) {
    const Result<std::size_t> limit = limit_of(ask);
    if (!limit) co_return answer(limit.error());
    const std::string after = ask.path.at("version");
    std::optional<std::string> before = query_of(ask, "against");
    if (!before) {
        Result<std::string> present = co_await version_in_force(world);
        if (!present) co_return answer(present.error());
        before = std::move(*present);
    }
    const auto files = co_await world.change_control.diff(*before, after, *limit);
    if (!files) co_return answer(files.error());
    co_return answer(to_json(*files, *before, after));
}

awaitable<http::Response> dry_run_mapping(World& world, Ask ask) {
    const Result<std::size_t> days = number_of(ask, "days", usual_days, 1, greatest_days);
    if (!days) co_return answer(days.error());
    std::string version = ask.path.at("version");
    const auto found = co_await world.mapping_store.find(version);
    if (!found) co_return answer(found.error());
    if (!*found) co_return answer(Error{ErrorCode::not_found, "no version " + version, {"version"}, {}});
    std::string what = "dry run of " + version;
    Jobs::Work work = [&reports = world.mapping_reports, version = std::move(version),
                       days = static_cast<int>(*days)](mapping::Progress progress) {
        return dry_run_of(reports, version, days, std::move(progress));
    };
    co_return answer_job(world.jobs.start(std::move(what), ask.actor, std::move(work)));
}

awaitable<http::Response> cover_mapping(World& world, Ask ask) {
    const Result<std::size_t> days = number_of(ask, "days", usual_days, 1, greatest_days);
    if (!days) co_return answer(days.error());
    const Result<std::size_t> shown = number_of(ask, "shown", usual_shown, 0, greatest_shown);
    if (!shown) co_return answer(shown.error());
    Jobs::Work work = [&reports = world.mapping_reports, days = static_cast<int>(*days),
                       shown = *shown](mapping::Progress progress) {
        return coverage_of(reports, days, shown, std::move(progress));
    };
    co_return answer_job(world.jobs.start(fmt::format("coverage of {} days", *days), ask.actor, std::move(work)));
}

awaitable<http::Response> look_up_mapping(World& world, Ask ask) {
    const Result<std::optional<Date>> on = date_of(ask, "on");
    if (!on) co_return answer(on.error());
    mapping::CodeUse use;
    use.kind = *translation::kind_named(*query_of(ask, "kind"));
    use.from = *translation::vocabulary_named(query_of(ask, "from").value_or("local"));
    use.to = *translation::vocabulary_named(query_of(ask, "to").value_or("national"));
    use.code = *query_of(ask, "code");
    use.on = on->value_or(local_date(world.clock.now()));
    std::string version = query_of(ask, "version").value_or("");
    const auto found = co_await world.mapping_reports.lookup(std::move(version), use);
    if (!found) co_return answer(found.error());
    co_return answer(to_json(*found, use));
}

awaitable<http::Response> replay_mapping(World& world, Ask ask) {
    SettlementId settlement(ask.path.at("settlement"));
    const auto report = co_await world.mapping_reports.replay(std::move(settlement));
    if (!report) co_return answer(report.error());
    co_return answer(to_json(*report));
}

awaitable<http::Response> list_mapping_gaps(World& world, Ask) {
    const auto gaps = co_await world.mapping_store.gaps();
    if (!gaps) co_return answer(gaps.error());
    co_return answer(to_json(*gaps));
}

awaitable<http::Response> get_mapping_job(World& world, Ask ask) {
    std::optional<json::Value> job = world.jobs.find(ask.path.at("id"));
    if (!job) co_return answer(Error{ErrorCode::not_found, "there is no job of this id (any more)", {"id"}, {}});
    co_return answer(std::move(*job));
}

}  // namespace clearing::api
