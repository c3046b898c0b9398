#include "sim-peers/delta/framing.hpp"

#include "gateway/infra/tls/stream.hpp"

#include <boost/asio/error.hpp>

namespace clearing::peers::delta {

std::string frame(std::string_view message) {
    const auto size = static_cast<unsigned>(message.size());
    std::string bytes;
    bytes.reserve(4 + message.size());
    for (const int shift : {24, 16, 8, 0})
        bytes += static_cast<char>((size >> shift) & 0xFF);
    bytes += message;
    return bytes;
}

std::optional<FrameLength> read_length(std::string_view four_bytes, std::size_t limit) {
    if (four_bytes.size() != 4) return std::nullopt;
    std::size_t size = 0;
    for (const char byte : four_bytes)
        size = size << 8 | static_cast<unsigned char>(byte);
    if (size == 0 || size > limit) return std::nullopt;
    return FrameLength{size};
}

boost::asio::awaitable<std::expected<std::string, std::string>> read_frame(std::shared_ptr<tls::Stream> stream) {
    char head[4];
    const auto got_head = co_await stream->read_exactly(head);
    if (!got_head) {
        const bool clean = got_head.error() == boost::asio::error::eof;
        co_return std::unexpected(clean ? std::string() : got_head.error().message());
    }
    const auto length = read_length({head, sizeof head});
    if (!length) co_return std::unexpected(std::string("a frame of a length that is not allowed"));
    std::string message(length->bytes, '\0');
    const auto got_body = co_await stream->read_exactly(message);
    if (!got_body) co_return std::unexpected("inside a frame: " + got_body.error().message());
    co_return message;
}

}  // namespace clearing::peers::delta
