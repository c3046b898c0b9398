#pragma once

#include "adapters/yangtze_delta/reading.hpp"
#include "adapters/yangtze_delta/wire.hpp"
#include "gateway/domain/fee_line.hpp"

#include <cstddef>

namespace clearing::yangtze_delta {

/// A FeesRequest carries at most so many lines; more travel in parts.
inline constexpr std::size_t most_lines_of_a_part = 500;

/// The line's price ceiling and first self-pay ratio do not travel: its split does.
void write(const FeeLine& line, wire::FeeLine& out);
FeeLine read(const wire::FeeLine& in, Reading& reading);

}  // namespace clearing::yangtze_delta
