#pragma once

#include <cstddef>

namespace clearing::system {

/// So many files and sockets may this process have open at once, after its limit was raised as far as it may be. What
/// reads and waits here uses no select(), for which more than 1,024 would be too many.
std::size_t raise_open_files();

}  // namespace clearing::system
