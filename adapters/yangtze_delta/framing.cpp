#include "adapters/yangtze_delta/framing.hpp"

namespace clearing::yangtze_delta {
namespace {

constexpr std::size_t head_bytes = 4;

std::uint32_t length_in(std::string_view head) {
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < head_bytes; ++i)
        length = (length << 8U) | static_cast<unsigned char>(head[i]);
    return length;
}

}  // namespace

std::string_view sentence_of(FrameFault fault) {
    return fault == FrameFault::empty_message ? "a frame of length 0" : "a frame longer than the limit";
}

std::string framed(std::string_view message) {
    const auto length = static_cast<std::uint32_t>(message.size());
    std::string bytes;
    bytes.reserve(head_bytes + message.size());
    for (const unsigned shift : {24U, 16U, 8U, 0U})
        bytes += static_cast<char>((length >> shift) & 0xFFU);
    bytes += message;
    return bytes;
}

std::expected<std::optional<std::string>, FrameFault> FrameReader::next() {
    const std::string_view rest = std::string_view(held_).substr(taken_);
    if (rest.size() < head_bytes) return std::nullopt;
    const std::size_t length = length_in(rest);
    // The length is judged before anything is kept for it: a liar costs no memory.
    if (length == 0) return std::unexpected(FrameFault::empty_message);
    if (length > max_message_bytes_) return std::unexpected(FrameFault::message_too_long);
    if (rest.size() < head_bytes + length) return std::nullopt;
    std::string message(rest.substr(head_bytes, length));
    taken_ += head_bytes + length;
    if (taken_ == held_.size() || taken_ > max_message_bytes_) {
        held_.erase(0, taken_);
        taken_ = 0;
    }
    return message;
}

}  // namespace clearing::yangtze_delta
