#include "tests/system/delta_frames.hpp"

#include "gateway/infra/tls/connect.hpp"
#include "tests/system/world.hpp"

#include <stdexcept>

namespace clearing::test {
namespace {

std::string length_bytes(std::size_t length) {
    std::string bytes;
    for (const int shift : {24, 16, 8, 0})
        bytes += static_cast<char>(length >> shift & 0xFF);
    return bytes;
}

boost::asio::awaitable<std::optional<std::string>> read_frame(std::shared_ptr<tls::Stream> stream) {
    stream->set_limit(std::chrono::seconds(5));
    char head[4];
    auto reading_head = stream->read_exactly(head);
    const auto got_head = co_await std::move(reading_head);
    if (!got_head) co_return std::nullopt;
    std::size_t length = 0;
    for (const char byte : head)
        length = length << 8 | static_cast<unsigned char>(byte);
    if (length > 1'000'000) co_return std::nullopt;
    std::string message(length, '\0');
    auto reading = stream->read_exactly(message);
    const auto got = co_await std::move(reading);
    if (!got) co_return std::nullopt;
    co_return message;
}

boost::asio::awaitable<void> write_all(std::shared_ptr<tls::Stream> stream, std::string bytes) {
    stream->set_limit(std::chrono::seconds(5));
    auto writing = stream->write(bytes);
    (void)co_await std::move(writing);  // a server that hangs up early is what some tests are about
}

}  // namespace

std::string frame_of(const std::string& message) {
    return length_bytes(message.size()) + message;
}

DeltaCaller::DeltaCaller(const std::string& certificate) {
    World& world = World::instance();
    tls::Target target;
    target.port = world.ports().delta;
    target.credentials = world.pki().credentials(certificate);
    auto connected = world.loop().run(tls::connect(std::move(target), std::chrono::seconds(5)));
    if (!connected) throw std::runtime_error(connected.error());
    stream_ = std::move(*connected);
}

DeltaCaller::~DeltaCaller() {
    stream_->abort();
}

std::optional<delta::v1::Envelope> DeltaCaller::read() {
    const auto message = World::instance().loop().run(read_frame(stream_));
    delta::v1::Envelope envelope;
    if (!message || !envelope.ParseFromString(*message)) return std::nullopt;
    return envelope;
}

void DeltaCaller::write_bytes(std::string bytes) {
    World::instance().loop().run(write_all(stream_, std::move(bytes)));
}

void DeltaCaller::write(const delta::v1::Envelope& envelope) {
    write_bytes(frame_of(envelope.SerializeAsString()));
}

bool DeltaCaller::ping() {
    delta::v1::Envelope envelope;
    envelope.set_correlation_id(++last_);
    envelope.set_version(1);
    envelope.set_sender_division("310000");
    envelope.set_receiver_division("330200");
    envelope.set_message_id("PING" + std::to_string(last_));
    envelope.mutable_ping_request();
    write(envelope);
    const auto answer = read();
    return answer && answer->has_ping_answer() && answer->correlation_id() == last_;
}

}  // namespace clearing::test
