#pragma once

#include "gateway/infra/config/config.hpp"

#include <cstddef>

namespace clearing::wiring {

/// How many files and sockets the daemon has open when every door is full, with handshakes too, and every connection
/// of its own is made.
std::size_t open_files_of(const config::Config& config);

}  // namespace clearing::wiring
