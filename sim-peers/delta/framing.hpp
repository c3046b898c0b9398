#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

namespace clearing::tls {
class Stream;
}

/// Frames as delta.proto describes them: a 4-byte big-endian length of the message alone, then the message.
namespace clearing::peers::delta {

inline constexpr std::size_t max_frame_bytes = 4 * 1024 * 1024;

std::string frame(std::string_view message);

struct FrameLength {
    std::size_t bytes = 0;
};
/// Of the four bytes; nothing when 0 or above `limit`.
std::optional<FrameLength> read_length(std::string_view four_bytes, std::size_t limit = max_frame_bytes);

/// The next message. Error: "" when the peer ended cleanly between two frames, else one sentence.
boost::asio::awaitable<std::expected<std::string, std::string>> read_frame(std::shared_ptr<tls::Stream> stream);

}  // namespace clearing::peers::delta
