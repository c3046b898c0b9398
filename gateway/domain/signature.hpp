#pragma once

#include "gateway/domain/calendar.hpp"

#include <string>
#include <string_view>

namespace clearing {

/// Under what the daemon drafts by itself. It is no person: where two are asked for, a maker takes the draft over
/// first.
inline constexpr std::string_view drafted_by = "schedule";

/// Somebody's name under a document.
struct Signature {
    std::string by;  ///< empty: nobody yet
    Instant at{};

    bool operator==(const Signature&) const = default;
};

}  // namespace clearing
