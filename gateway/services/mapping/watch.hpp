#pragma once

#include "gateway/services/mapping/timeline.hpp"
#include "gateway/services/mapping/version_loader.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace clearing::mapping {

/// Puts the version that is due in force: looks at the timeline, loads beside the counter, and replaces the pointer
/// between two requests; the old one is taken apart at the bench as well, once nobody reads it. A loop drives step();
/// so each of several daemons on one database follows the same timeline. An activation asks for a step of its own,
/// beside the loop's: of steps under way at once the one with the youngest reading of the timeline decides.
class Watch {
public:
    explicit Watch(World& world) : world_(world), loader_(world) {}

    /// The version it changed to, or nothing. Errors: as loading; the running version stays, and the audit log is told
    /// once a version.
    awaitable<Result<std::optional<std::string>>> step();

private:
    awaitable<Result<std::optional<std::string>>> swap(std::shared_ptr<const Tables> tables);
    awaitable<void> release_retired();
    awaitable<void> tell_once(std::string version, Error why);

    World& world_;
    VersionLoader loader_;
    std::vector<std::shared_ptr<const Tables>> retired_;  ///< some request may still read them
    long long seen_ = 0;                                  ///< last number of the youngest timeline any step has read
    std::string told_;                                    ///< the version that last could not be loaded
};

}  // namespace clearing::mapping
