#pragma once

#include "gateway/services/mapping/world.hpp"

#include <string>

namespace clearing::mapping {

/// Makes a version usable: its codes from the shelf where they lie in the daemon's own form, else from the texts, which
/// are then put on the shelf. All work is done at the workshop's bench. Versions are many and loaded one at a time;
/// who needs one again soon keeps the pointer.
class VersionLoader {
public:
    explicit VersionLoader(World& world) : world_(world) {}

    /// Errors: not_found (unknown version), store_unavailable, invalid_value (its texts are not what was kept).
    awaitable<Result<std::shared_ptr<const Tables>>> load(std::string version);

    /// All texts of a version. Errors: not_found, store_unavailable.
    awaitable<Result<tables::TableSet>> texts(std::string version);

private:
    awaitable<Result<std::shared_ptr<const Tables>>> load_from_shelf(std::string version);
    awaitable<Result<std::shared_ptr<const Tables>>> load_from_texts(std::string version);

    World& world_;
};

}  // namespace clearing::mapping
