#pragma once

#include "gateway/domain/calendar.hpp"

#include <string>

namespace clearing {

/// Somebody's name under a document.
struct Signature {
    std::string by;  ///< empty: nobody yet
    Instant at{};
};

}  // namespace clearing
