#pragma once

namespace clearing::config {

/// Of gatewayd and gatewayctl: they are built, and installed, together.
inline constexpr const char* program_version = "1";

}  // namespace clearing::config
