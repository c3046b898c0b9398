#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace clearing::yangtze_delta {

/// Why bytes are no frames. After a fault the stream of bytes has lost its meaning: the connection must end.
enum class FrameFault : std::uint8_t {
    empty_message,     ///< the length says 0
    message_too_long,  ///< the length is beyond the limit (garbage mostly ends here)
};

std::string_view sentence_of(FrameFault fault);

/// A frame: 4 bytes big-endian length of the message alone, then the message (delta.proto).
/// Precondition: 1 … 2^32−1 bytes.
std::string framed(std::string_view message);

/// Bytes in, messages out; no socket. Never holds more than one frame's limit and what was fed at once.
class FrameReader {
public:
    explicit FrameReader(std::size_t max_message_bytes) : max_message_bytes_(max_message_bytes) {}

    void feed(std::string_view bytes) { held_ += bytes; }

    /// The next whole message; nothing when more bytes are needed. A fault stays.
    std::expected<std::optional<std::string>, FrameFault> next();

    /// Bytes of an unfinished frame are held: an end of the stream now is a frame cut short.
    bool in_the_middle() const { return taken_ < held_.size(); }

private:
    std::size_t max_message_bytes_;
    std::string held_;
    std::size_t taken_ = 0;
};

}  // namespace clearing::yangtze_delta
