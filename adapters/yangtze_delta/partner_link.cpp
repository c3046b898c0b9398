#include "adapters/yangtze_delta/partner_link.hpp"

#include "adapters/yangtze_delta/divisions.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/error_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

namespace clearing::yangtze_delta {

namespace asio = boost::asio;

namespace {

/// The limits a good Hello states. Error: one sentence.
std::expected<wire::Hello, std::string> check_hello(const std::string& message, const DivisionCode& region) {
    wire::Envelope envelope;
    if (!parse(message, envelope) || !envelope.has_hello()) return std::unexpected("its first frame is no Hello");
    const wire::Hello& hello = envelope.hello();
    if (hello.has_error()) return std::unexpected("it refuses us: " + sentence(read(hello.error())));
    if (hello.version() != protocol_version)
        return std::unexpected(fmt::format("it speaks version {} of the protocol", hello.version()));
    if (!belongs_to(DivisionCode(hello.division()), region))
        return std::unexpected(std::string("it speaks for another region than its certificate"));
    return hello;
}

}  // namespace

PartnerLink::PartnerLink(asio::any_io_executor executor, LinkSettings settings, std::shared_ptr<AskingCounts> counts,
                         NewPing new_ping)
    : executor_(executor), settings_(std::move(settings)), counts_(std::move(counts)), new_ping_(std::move(new_ping)) {}

awaitable<Result<std::shared_ptr<AskingConnection>>> PartnerLink::usable(std::shared_ptr<PartnerLink> self,
                                                                         TimePoint deadline) {
    if (self->is_up()) co_return self->connection_;
    if (self->retired_) co_return fail(ErrorCode::shutting_down);
    if (!self->connecting_ && std::chrono::steady_clock::now() < self->pause_ends_)
        co_return fail(ErrorCode::peer_unreachable, self->last_failure_);
    if (!self->connecting_) {
        self->connecting_ = true;
        asio::co_spawn(self->executor_, connect(self), [self](std::exception_ptr) { self->connecting_ended(); });
    }
    const auto turn = std::make_shared<Signal>(self->executor_);
    self->waiting_.push_back(turn);
    while (self->connecting_ && std::chrono::steady_clock::now() < deadline)
        co_await turn->wait_until(deadline);
    std::erase(self->waiting_, turn);
    if (self->is_up()) co_return self->connection_;
    if (self->retired_) co_return fail(ErrorCode::shutting_down);
    const std::string why = self->connecting_ ? "the connection is still being made" : self->last_failure_;
    co_return fail(ErrorCode::peer_unreachable, why);
}

awaitable<void> PartnerLink::connect(std::shared_ptr<PartnerLink> self) {
    self->last_failure_ = "no address is configured";
    for (const tls::Target& target : self->settings_.addresses) {
        if (self->retired_) co_return;
        Connected connected = co_await connect_to(self, target);
        if (connected) {
            self->connection_ = std::move(*connected);
            self->last_failure_ = fmt::format("{}: the connection ended at once", target.text());
            if (self->retired_) self->connection_->retire();
            co_return;
        }
        self->last_failure_ = fmt::format("{}: {}", target.text(), connected.error());
    }
}

void PartnerLink::connecting_ended() {
    connecting_ = false;
    // Each attempt is a handshake here, and a refusal on record at the partner.
    if (!is_up()) pause_ends_ = std::chrono::steady_clock::now() + settings_.pause_after_failure;
    for (const auto& turn : waiting_)
        turn->notify();
}

awaitable<PartnerLink::Connected> PartnerLink::connect_to(std::shared_ptr<PartnerLink> self, tls::Target target) {
    const LinkSettings& settings = self->settings_;
    const TimePoint deadline = std::chrono::steady_clock::now() + settings.connect_limit;
    const std::shared_ptr<tls::Credentials> credentials = target.credentials;
    auto stream = co_await tls::connect(std::move(target), settings.connect_limit);
    if (!stream) co_return std::unexpected(stream.error());
    if (auto expected = tls::expect_peer(**stream, settings.region.text, settings.role); !expected) {
        (*stream)->abort();
        co_return std::unexpected(expected.error());
    }
    const auto channel = std::make_shared<FrameChannel>(self->executor_, *stream, settings.asking.max_message_bytes,
                                                        settings.asking.write_limit);
    channel->set_idle_end(deadline);
    const auto message = co_await channel->read();
    auto hello =
        message ? check_hello(*message, settings.region) : std::unexpected("no Hello came: " + message.error().why);
    if (!hello) {
        channel->abort();
        co_return std::unexpected(hello.error());
    }
    if (credentials && !channel->stream().is_accepted_by(*credentials)) {
        channel->abort();
        co_return std::unexpected(std::string("its certificate no longer stands"));
    }
    channel->set_idle_end(TimePoint::max());

    AskingSettings asking = settings.asking;
    const std::size_t allowed = std::max<std::size_t>(hello->max_in_flight(), 1);
    asking.max_in_flight = std::min(asking.max_in_flight, allowed);
    if (hello->max_frame_bytes() > 0)
        asking.max_request_bytes = std::min<std::size_t>(asking.max_request_bytes, hello->max_frame_bytes());
    auto connection =
        std::make_shared<AskingConnection>(self->executor_, channel, asking, self->counts_, self->new_ping_);
    ++self->alive_;
    AskingConnection::start(connection, [self] { --self->alive_; });
    co_return connection;
}

void PartnerLink::recheck_peer(const tls::Credentials& now_trusted) {
    if (!connection_ || connection_->stream().peer_still_stands(now_trusted)) return;
    connection_->retire();
    former_.push_back(connection_);
    std::erase_if(former_, [](const auto& connection) { return connection.expired(); });
    connection_.reset();
}

void PartnerLink::retire() {
    retired_ = true;
    if (connection_) connection_->retire();
}

void PartnerLink::abort() {
    retired_ = true;
    if (connection_) connection_->abort();
    for (const auto& weak : former_)
        if (const auto connection = weak.lock()) connection->abort();
}

}  // namespace clearing::yangtze_delta
