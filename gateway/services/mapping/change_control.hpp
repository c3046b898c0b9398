#pragma once

#include "gateway/services/mapping/diff.hpp"
#include "gateway/services/mapping/import.hpp"
#include "gateway/services/mapping/timeline.hpp"
#include "gateway/services/mapping/version_loader.hpp"

#include <string>
#include <vector>

namespace clearing::mapping {

/// A version that was made, or found to exist already.
struct MadeVersion {
    ports::MappingVersion version;
    bool is_new = false;
    ImportReport report;               ///< of an import
    std::vector<std::string> notices;  ///< what the check wants a second look at
};

/// How a version comes to be in force: made by one person, looked at (diff, dry run), activated from a day on by
/// another, taken back when it was wrong. What is refused leaves everything as it was.
class ChangeControl {
public:
    explicit ChangeControl(World& world) : world_(world), loader_(world) {}

    /// A bureau's sheet over the version in force. Errors: invalid_value with all faults by row in its fields;
    /// store_unavailable.
    awaitable<Result<MadeVersion>> import(std::string maker, ImportOrder order, std::string sheet, Progress progress);

    /// A whole set of tables, from a folder. Errors as import.
    awaitable<Result<MadeVersion>> import_set(std::string maker, tables::TableSet set);

    /// A new gateway begins with the tables of its folder: kept as a version, in force from now on. One that has a
    /// version in force keeps to it, whatever the folder says. Answers the version in force.
    awaitable<Result<std::string>> begin_with(tables::TableSet folder);

    awaitable<Result<std::vector<FileDiff>>> diff(std::string before, std::string after, std::size_t limit);

    /// What `activate` refuses at once, before the long check: answers the version. Errors: not_found; forbidden where
    /// the maker activates what they made; invalid_value for a day in the past.
    awaitable<Result<ports::MappingVersion>> may_activate(std::string checker, std::string version,
                                                          std::optional<Date> day);

    /// From the begin of `day` on; today (or none): at once. Errors: as may_activate; conflict where the version is in
    /// force already, would orphan codes of open visits (all of them in its fields), or somebody else decided
    /// meanwhile.
    awaitable<Result<ports::MappingActivation>> activate(std::string checker, std::string version,
                                                         std::optional<Date> day, Progress progress);

    /// Back to the version in force before, at once; what was planned is withdrawn. Errors: conflict (nothing to go
    /// back to, or somebody else decided meanwhile).
    awaitable<Result<ports::MappingActivation>> rollback(std::string checker);

private:
    awaitable<Result<MadeVersion>> keep(std::string maker, std::string base, tables::TableSet set, std::string summary);
    awaitable<Result<void>> check_open_visits(std::string version, Progress progress);

    World& world_;
    VersionLoader loader_;
};

}  // namespace clearing::mapping
