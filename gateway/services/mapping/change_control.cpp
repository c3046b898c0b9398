#include "gateway/services/mapping/change_control.hpp"

#include "gateway/services/mapping/orphans.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::mapping {
namespace {

constexpr std::size_t findings_told = 100;
constexpr std::string_view daemon_itself = "daemon";

Error refused(std::vector<std::string> faults) {
    const std::size_t count = faults.size();
    if (count > findings_told) faults.resize(findings_told);
    return Error{ErrorCode::invalid_value, fmt::format("{} faults, nothing was changed", count), std::move(faults), {}};
}

std::string summary_of(const ImportOrder& order, const ImportReport& report) {
    return fmt::format("{} {} to {}: {} added, {} replaced, {} ended", name_of(order.kind), name_of(order.from),
                       name_of(order.to), report.added, report.replaced, report.ended);
}

/// What the bench makes of a sheet: the new set with its report, or the faults.
struct Made {
    tables::TableSet set;
    ImportReport report;
};

Result<Made> merge(const ports::SheetReader& sheets, tables::TableSet set, const ImportOrder& order,
                   const std::string& bytes, const Progress& progress) {
    const auto sheet = sheets.read(bytes, {});
    if (!sheet) return fail(sheet.error());
    std::string& file = set[std::string(traits_of(order.kind).file)];
    auto imported = import_sheet(file, *sheet, order, progress);
    // A hundred sentences at most, the last of them counts the rest.
    if (!imported)
        return fail(ErrorCode::invalid_value, "the sheet is refused whole, nothing was changed",
                    std::move(imported.error()));
    file = std::move(imported->text);
    return Made{std::move(set), std::move(imported->report)};
}

}  // namespace

awaitable<Result<MadeVersion>> ChangeControl::import(std::string maker, ImportOrder order, std::string sheet,
                                                     Progress progress) {
    const std::string base = world_.tables_in_force.current()->version;
    auto set = co_await loader_.texts(base);
    if (!set) co_return fail(set.error());
    auto made = co_await at_the_bench(
        world_.workshop,
        [&sheets = world_.sheets, set = std::move(*set), order, sheet = std::move(sheet),
         progress = std::move(progress)]() mutable { return merge(sheets, std::move(set), order, sheet, progress); });
    if (!made) co_return fail(made.error());
    auto kept = co_await keep(std::move(maker), base, std::move(made->set), summary_of(order, made->report));
    if (kept) kept->report = std::move(made->report);
    co_return kept;
}

awaitable<Result<MadeVersion>> ChangeControl::import_set(std::string maker, tables::TableSet set) {
    co_return co_await keep(std::move(maker), {}, std::move(set), "a whole set of tables");
}

awaitable<Result<MadeVersion>> ChangeControl::keep(std::string maker, std::string base, tables::TableSet set,
                                                   std::string summary) {
    struct Checked {
        tables::Findings findings;
        Sha256 digest{};
    };
    auto shared = std::make_shared<const tables::TableSet>(std::move(set));
    auto checked = co_await at_the_bench(world_.workshop, [shared, &digest = world_.digest] {
        return Checked{check(*shared), digest_of(*shared, digest)};
    });
    if (!checked.findings.empty()) co_return fail(refused(checked.findings.sentences()));

    MadeVersion made;
    made.notices = checked.findings.notices();
    made.version = {version_id(checked.digest), checked.digest,     std::move(base),
                    std::move(maker),           world_.clock.now(), std::move(summary)};
    ports::AuditEvent event{made.version.made_at, "mapping_imported", made.version.made_by, made.version.id,
                            made.version.summary};
    std::map<std::string, std::string> texts(shared->begin(), shared->end());
    auto is_new = co_await world_.store.keep(made.version, std::move(texts), std::move(event));
    if (!is_new) co_return fail(is_new.error());
    made.is_new = *is_new;
    auto kept = co_await world_.store.find(made.version.id);
    if (!kept) co_return fail(kept.error());
    if (*kept) made.version = std::move(**kept);
    co_return made;
}

awaitable<Result<std::string>> ChangeControl::begin_with(tables::TableSet folder) {
    auto timeline = co_await world_.store.activations();
    if (!timeline) co_return fail(timeline.error());
    const Instant now = world_.clock.now();
    if (const auto* present = in_force(*timeline, now)) co_return present->version;
    auto kept = co_await keep(std::string(daemon_itself), {}, std::move(folder), "the tables of the folder");
    if (!kept) co_return fail(kept.error());
    ports::MappingActivation start{
        0, kept->version.id, now, ports::MappingAction::start, std::string(daemon_itself), now, {}};
    ports::AuditEvent event{now, "mapping_activated", start.by, start.version, "a new gateway starts"};
    auto begun = co_await world_.store.activate(std::move(start), {}, last_number(*timeline), std::move(event));
    if (begun) co_return begun->version;
    if (begun.error().code != ErrorCode::conflict) co_return fail(begun.error());
    // Another daemon of the same database was quicker.
    timeline = co_await world_.store.activations();
    if (!timeline) co_return fail(timeline.error());
    const auto* present = in_force(*timeline, now);
    if (present == nullptr) co_return fail(begun.error());
    co_return present->version;
}

awaitable<Result<std::vector<FileDiff>>> ChangeControl::diff(std::string before, std::string after, std::size_t limit) {
    auto older = co_await loader_.texts(std::move(before));
    if (!older) co_return fail(older.error());
    auto newer = co_await loader_.texts(std::move(after));
    if (!newer) co_return fail(newer.error());
    co_return co_await at_the_bench(
        world_.workshop,
        [older = std::move(*older), newer = std::move(*newer), limit]() -> Result<std::vector<FileDiff>> {
            return mapping::diff(older, newer, limit);
        });
}

awaitable<Result<void>> ChangeControl::check_open_visits(std::string version, Progress progress) {
    auto candidate = co_await loader_.load(std::move(version));
    if (!candidate) co_return fail(candidate.error());
    const std::shared_ptr<const Tables> present = world_.tables_in_force.current();
    auto orphans = co_await find_orphans(world_, present, *candidate, std::move(progress));
    if (!orphans) co_return fail(orphans.error());
    if (orphans->empty()) co_return Result<void>{};
    const std::size_t count = orphans->size();
    if (count > findings_told) orphans->resize(findings_told);
    co_return fail(ErrorCode::conflict, fmt::format("{} codes of open visits would have no row", count),
                   std::move(*orphans));
}

awaitable<Result<ports::MappingVersion>> ChangeControl::may_activate(std::string checker, std::string version,
                                                                     std::optional<Date> day) {
    if (day && *day < local_date(world_.clock.now()))
        co_return fail(ErrorCode::invalid_value, day->to_text() + " is past: what was settled stays as it is", {"on"});
    auto found = co_await world_.store.find(version);
    if (!found) co_return fail(found.error());
    if (!*found) co_return fail(ErrorCode::not_found, "no version " + version, {"version"});
    if ((*found)->made_by == checker)
        co_return fail(ErrorCode::forbidden, "a version is activated by another person than made it", {"version"});
    co_return std::move(**found);
}

awaitable<Result<ports::MappingActivation>> ChangeControl::activate(std::string checker, std::string version,
                                                                    std::optional<Date> day, Progress progress) {
    auto found = co_await may_activate(checker, version, day);
    if (!found) co_return fail(found.error());
    const Instant now = world_.clock.now();
    auto timeline = co_await world_.store.activations();
    if (!timeline) co_return fail(timeline.error());
    const bool later = day && *day > local_date(now);
    const auto* present = in_force(*timeline, now);
    if (!later && present != nullptr && present->version == version)
        co_return fail(ErrorCode::conflict, "the version is in force", {"version"});
    auto safe = co_await check_open_visits(version, std::move(progress));
    if (!safe) co_return fail(safe.error());

    ports::MappingActivation activation{
        0, version, later ? local_midnight(*day) : now, ports::MappingAction::activate, checker, now, {}};
    ports::AuditEvent event{now, "mapping_activated", checker, version,
                            "made by " + found->made_by + ", from " + to_local_time(activation.effective_at)};
    co_return co_await world_.store.activate(std::move(activation), {}, last_number(*timeline), std::move(event));
}

awaitable<Result<ports::MappingActivation>> ChangeControl::rollback(std::string checker) {
    auto timeline = co_await world_.store.activations();
    if (!timeline) co_return fail(timeline.error());
    const Instant now = world_.clock.now();
    const auto* present = in_force(*timeline, now);
    const auto* former = present == nullptr ? nullptr : before_it(*timeline, *present);
    if (former == nullptr) co_return fail(ErrorCode::conflict, "there is no version to go back to");
    ports::MappingActivation back{0, former->version, now, ports::MappingAction::rollback, checker, now, {}};
    ports::AuditEvent event{now, "mapping_rolled_back", checker, former->version, "from " + present->version};
    co_return co_await world_.store.activate(std::move(back), planned(*timeline, now), last_number(*timeline),
                                             std::move(event));
}

}  // namespace clearing::mapping
