#include "adapters/yangtze_delta/serving_connection.hpp"

#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/error_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "gateway/infra/async/moment.hpp"

#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

namespace clearing::yangtze_delta {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds goodbye_limit{1'000};

wire::Envelope hello_of(const ServerSettings& settings) {
    wire::Envelope envelope;
    envelope.set_version(protocol_version);
    envelope.set_sender_division(settings.reception.own_region.text);
    wire::Hello& hello = *envelope.mutable_hello();
    hello.set_version(protocol_version);
    hello.set_division(settings.reception.own_region.text);
    hello.set_max_frame_bytes(static_cast<std::uint32_t>(settings.max_frame_bytes));
    hello.set_max_in_flight(static_cast<std::uint32_t>(settings.max_in_flight));
    return envelope;
}

}  // namespace

ServingConnection::ServingConnection(asio::any_io_executor executor, std::shared_ptr<Serving> serving,
                                     std::shared_ptr<tls::Stream> stream, Partner partner)
    : executor_(executor),
      serving_(std::move(serving)),
      channel_(std::make_shared<FrameChannel>(executor, std::move(stream), serving_->settings.max_frame_bytes,
                                              serving_->settings.write_limit, serving_->settings.frame_limit)),
      partner_(std::move(partner)),
      changed_(executor),
      room_(executor) {}

awaitable<void> ServingConnection::run(std::shared_ptr<ServingConnection> self) {
    FrameChannel& channel = *self->channel_;
    channel.on_written([raw = self.get()] {
        raw->room_.notify();
        raw->renew_idle_end();
    });
    self->say_hello();
    asio::co_spawn(self->executor_, FrameChannel::write_all(self->channel_), [self](std::exception_ptr thrown) {
        self->writer_let_go_ = true;
        if (thrown) self->channel_->abort();
        self->changed_.notify();
    });
    asio::co_spawn(self->executor_, read_all(self),
                   asio::bind_cancellation_slot(self->stop_reading_.slot(), [self](std::exception_ptr thrown) {
                       if (thrown) self->channel_->abort();
                       self->reading_ended_ = true;
                       self->changed_.notify();
                   }));
    while (!self->reading_ended_ || self->in_flight_ > 0)
        co_await self->changed_.wait();
    channel.finish();
    while (!self->writer_let_go_)
        co_await self->changed_.wait();
    channel.on_written({});
    co_await channel.stream_pointer()->close(goodbye_limit);
}

void ServingConnection::say_hello() {
    channel_->post(serialized(hello_of(serving_->settings)));
    renew_idle_end();
}

awaitable<void> ServingConnection::read_all(std::shared_ptr<ServingConnection> self) {
    co_await asio::this_coro::throw_if_cancelled(false);
    // A partner that asks and does not read its answers is not read any further.
    const ServerSettings& settings = self->serving_->settings;
    const auto is_full = [&channel = *self->channel_, &settings] {
        return channel.queued() > settings.max_in_flight || channel.queued_bytes() > settings.max_queued_bytes;
    };
    while (true) {
        while (is_full() && !self->channel_->writing_ended())
            co_await self->room_.wait();
        if (self->is_drained()) co_return;
        auto message = co_await self->channel_->read();
        if (!message) {
            self->on_reading_ended(message.error());
            co_return;
        }
        const auto pause = self->take(std::move(*message));
        self->renew_idle_end();
        // Beyond its rate a partner is answered busy and read no faster than the time it is told passes.
        const auto go_on_at = std::chrono::steady_clock::now() + pause;
        while (std::chrono::steady_clock::now() < go_on_at && !self->channel_->writing_ended() && !self->is_drained())
            co_await self->room_.wait_until(go_on_at);
    }
}

std::chrono::milliseconds ServingConnection::take(std::string message) {
    async::reached("frame.request_read");
    ++serving_->counts.requests;
    auto request = std::make_unique<wire::Envelope>();
    const auto parsed = parse(message, *request);
    const auto beyond_rate = serving_->reception.came(partner_, *request);
    if (beyond_rate) {
        ++serving_->counts.busy;
        send_away(*request, async::error_of(*beyond_rate));
        return beyond_rate->retry_after;
    }
    if (!parsed) {
        ++serving_->counts.unreadable;
        post_error(request->correlation_id(), parsed.error());
    } else if (draining_) {
        send_away(*request, *draining_);
    } else if (in_flight_ >= serving_->settings.max_in_flight) {
        ++serving_->counts.busy;
        constexpr std::chrono::milliseconds a_moment{100};
        send_away(*request, {ErrorCode::busy, "more in flight than the Hello allows", {}, {}, {}, a_moment});
    } else {
        begin(std::move(message), std::move(request));
    }
    return {};
}

void ServingConnection::begin(std::string message, std::unique_ptr<wire::Envelope> request) {
    const std::uint64_t correlation = request->correlation_id();
    ++in_flight_;
    ++serving_->counts.in_flight;
    const auto self = shared_from_this();
    asio::co_spawn(executor_, answer(self, std::move(message), std::move(request)),
                   [self, correlation](std::exception_ptr thrown) {
                       // The reception answers what its use cases throw; this is the last net.
                       if (thrown) self->post_error(correlation, Error{ErrorCode::in_doubt, {}, {}, {}});
                       self->request_ended();
                   });
}

awaitable<void> ServingConnection::answer(std::shared_ptr<ServingConnection> self, std::string bytes,
                                          std::unique_ptr<wire::Envelope> request) {
    Partner partner = self->partner_;
    Reception& reception = self->serving_->reception;
    const auto guard = guarded(self, *request);
    const auto given = co_await reception.answer(std::move(partner), std::move(bytes), std::move(request));
    const bool in_time = guard->cancel() > 0;
    // Answered for already: the work is done and kept all the same, and the asker asks for it.
    if (in_time) self->post_answer(*given);
}

/// Nobody waits for ever: at its deadline the asker is told that the outcome is unknown, and by which id to ask.
std::shared_ptr<asio::steady_timer> ServingConnection::guarded(std::shared_ptr<ServingConnection> self,
                                                               const wire::Envelope& request) {
    const Reception& reception = self->serving_->reception;
    const auto guard = std::make_shared<asio::steady_timer>(self->executor_, reception.patience_for(request));
    Error silence =
        reception.unanswered(self->partner_, request, ErrorCode::peer_unavailable, "no answer within the deadline");
    guard->async_wait([self, silence = std::move(silence),
                       correlation = request.correlation_id()](const boost::system::error_code& cancelled) {
        if (cancelled) return;
        ++self->serving_->counts.answered_for;
        self->post_error(correlation, silence);
    });
    return guard;
}

void ServingConnection::request_ended() {
    --in_flight_;
    --serving_->counts.in_flight;
    renew_idle_end();
    close_if_drained();
    changed_.notify();
}

void ServingConnection::send_away(const wire::Envelope& request, Error error) {
    post_error(request.correlation_id(), serving_->reception.sent_away(std::move(error), partner_, request));
}

void ServingConnection::post_error(std::uint64_t correlation, const Error& error) {
    post_answer(*serving_->reception.error_answer(partner_, correlation, error));
}

void ServingConnection::post_answer(const wire::Envelope& answer) {
    channel_->post(serialized(answer));
    async::reached("frame.answer_queued");
}

void ServingConnection::on_reading_ended(const ReadingEnded& ended) {
    using Kind = ReadingEnded::Kind;
    if (ended.kind == Kind::closed || draining_) return;
    const bool broken = ended.kind == Kind::no_frame || ended.kind == Kind::cut_short;
    if (broken) ++serving_->counts.broken_frames;
    serving_->trouble(fmt::format("delta: the connection of {} ended{}: {}", partner_.peer.text,
                                  broken ? " by a broken frame" : "", ended.why));
    // Whoever sent no frame may still read why; the requests in flight are answered before the goodbye.
    if (ended.kind == Kind::no_frame) post_error(0, Error{ErrorCode::malformed_message, ended.why, {}, {}});
}

void ServingConnection::renew_idle_end() {
    const bool at_work = in_flight_ > 0 || channel_->queued() > 0;
    const auto limit = serving_->settings.idle;
    channel_->set_idle_end(at_work ? TimePoint::max() : std::chrono::steady_clock::now() + limit);
}

void ServingConnection::drain(Error reason) {
    if (!draining_) draining_ = std::move(reason);
    close_if_drained();
}

void ServingConnection::close_if_drained() {
    if (is_drained()) stop_reading_.emit(asio::cancellation_type::terminal);
}

bool ServingConnection::peer_still_stands() const {
    return channel_->stream().peer_still_stands(*serving_->settings.credentials);
}

awaitable<void> refuse_by_hello(std::shared_ptr<Serving> serving, std::shared_ptr<tls::Stream> stream, Error error) {
    ++serving->counts.refused_hellos;
    wire::Envelope envelope = hello_of(serving->settings);
    write(error, *envelope.mutable_hello()->mutable_error());
    const std::string bytes = framed(serialized(envelope));
    stream->set_limit(serving->settings.write_limit);
    co_await stream->write(bytes);
    co_await stream->close(goodbye_limit);
}

}  // namespace clearing::yangtze_delta
