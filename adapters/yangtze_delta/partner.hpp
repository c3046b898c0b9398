#pragma once

#include "gateway/domain/ids.hpp"

#include <string>

namespace clearing::yangtze_delta {

/// The role in the SAN of another region's gateway, whichever side of the connection it stands on.
inline constexpr std::string_view partner_role = "partner";

/// Another region's gateway: who it is by its certificate, and under which names our books know it.
struct Partner {
    DivisionCode region;
    PeerName peer;
    PlatformName platform;

    bool operator==(const Partner&) const = default;
};

}  // namespace clearing::yangtze_delta
