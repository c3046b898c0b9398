#include "gateway/services/mapping/watch.hpp"

namespace clearing::mapping {

awaitable<Result<std::optional<std::string>>> Watch::step() {
    const std::optional<std::string> nothing;
    co_await release_retired();
    const long long seen_before = seen_;
    auto timeline = co_await world_.store.activations();
    if (!timeline) co_return fail(timeline.error());
    const long long number = last_number(*timeline);
    // A timeline only grows. A shorter one than another step read meanwhile arrived late, and that step follows its
    // own; one that is shorter with nobody else reading is a database that was put back.
    if (number < seen_ && seen_ != seen_before) co_return nothing;
    seen_ = number;
    const ports::MappingActivation* due = in_force(*timeline, world_.clock.now());
    const std::shared_ptr<const Tables> present = world_.tables_in_force.current();
    if (due == nullptr || (present && present->version == due->version)) co_return nothing;
    auto tables = co_await loader_.load(due->version);
    // While this step loaded, another one may have read a younger timeline, or been quicker.
    if (seen_ != number || world_.tables_in_force.current() != present) co_return nothing;
    if (!tables) {
        co_await tell_once(due->version, tables.error());
        co_return fail(tables.error());
    }
    co_return co_await swap(std::move(*tables));
}

awaitable<Result<std::optional<std::string>>> Watch::swap(std::shared_ptr<const Tables> tables) {
    const std::shared_ptr<const Tables> present = world_.tables_in_force.current();
    const std::string from = present ? present->version : std::string("nothing");
    told_.clear();
    retired_.push_back(present);
    std::string to = tables->version;
    world_.tables_in_force.replace(std::move(tables));
    ports::AuditEvent event{world_.clock.now(), "mapping_swapped", "daemon", to, "from " + from};
    // The version is in force; a lost line of the audit log is told by whoever drives the loop.
    auto written = co_await world_.audit.record(std::move(event));
    if (!written) co_return fail(written.error());
    co_return std::optional<std::string>(std::move(to));
}

/// A catalog is tens of megabytes: giving them back takes longer than anybody at a desk should wait.
awaitable<void> Watch::release_retired() {
    std::vector<std::shared_ptr<const Tables>> unread;
    for (std::shared_ptr<const Tables>& tables : retired_)
        if (tables.use_count() == 1) unread.push_back(std::move(tables));
    std::erase(retired_, nullptr);
    if (unread.empty()) co_return;
    std::function<void()> work = [unread = std::move(unread)]() mutable { unread.clear(); };
    co_await world_.workshop.run(std::move(work));
}

awaitable<void> Watch::tell_once(std::string version, Error why) {
    if (told_ == version) co_return;
    told_ = version;
    ports::AuditEvent event{world_.clock.now(), "mapping_not_swapped", "daemon", std::move(version), sentence(why)};
    auto written = co_await world_.audit.record(std::move(event));
    if (!written) told_.clear();  // said again with the next try
}

}  // namespace clearing::mapping
