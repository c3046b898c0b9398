#pragma once

#include <array>
#include <cstddef>

namespace clearing::test {

/// Ports of 127.0.0.1 nobody listens on, all different, this process's until it ends: no other test takes them
/// meanwhile, and the kernel gives them to no outgoing connection, for they lie below the range it takes those from. So
/// a program may be stopped and started again on them. Each call lends others. Throws when none are left.
inline constexpr std::size_t lent_at_once = 11;
std::array<unsigned short, lent_at_once> lend_ports();

}  // namespace clearing::test
