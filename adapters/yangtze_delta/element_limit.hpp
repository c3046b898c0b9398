#pragma once

#include <cstddef>
#include <string_view>

namespace clearing::yangtze_delta {

/// Of one frame. An element is a member of a repeated field, at whatever depth, or a field that this version does not
/// know: only these can be many in one message, so that memory follows from them and not from the bytes. One costs less
/// than a kilobyte (a fee line with a byte in each of its texts), so a frame costs at most 100 MB beside itself; two
/// bytes on the wire are enough for one, so that the bytes alone would allow four million.
///
/// The largest honest messages: a page of 1,000 lines of a day with their fund parts, and the keys that a day carries
/// or disputes. The whole day of a pair of regions is some ten thousand settlements; one that differs in more than a
/// hundred thousand is for two persons and a file.
inline constexpr std::size_t most_elements = 100'000;

/// The part of a serialized Envelope that may be built: all of it, or what comes before the fault or the element too
/// many.
struct BuildablePart {
    std::size_t bytes = 0;
    bool has_more_elements = false;  ///< it ends before element most_elements + 1
};

/// Walks the wire format without building anything of it.
BuildablePart buildable_part(std::string_view bytes);

}  // namespace clearing::yangtze_delta
