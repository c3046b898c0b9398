#pragma once

#include "adapters/yangtze_delta/frame_channel.hpp"
#include "adapters/yangtze_delta/server.hpp"

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

namespace clearing::yangtze_delta {

/// What all connections of a server share.
struct Serving {
    ServerSettings settings;
    Reception reception;
    ServerCounts counts;

    void trouble(std::string sentence) const {
        if (settings.on_trouble) settings.on_trouble(std::move(sentence));
    }
};

/// One partner's connection, from Hello to goodbye.
class ServingConnection : public std::enable_shared_from_this<ServingConnection> {
public:
    ServingConnection(boost::asio::any_io_executor executor, std::shared_ptr<Serving> serving,
                      std::shared_ptr<tls::Stream> stream, Partner partner);

    /// Until the last answer is written and the connection closed.
    static awaitable<void> run(std::shared_ptr<ServingConnection> self);

    /// New requests are answered with `reason`; the connection ends after those in flight.
    void drain(Error reason);
    bool peer_still_stands() const;

private:
    static awaitable<void> read_all(std::shared_ptr<ServingConnection> self);
    static awaitable<void> answer(std::shared_ptr<ServingConnection> self, std::string bytes,
                                  std::unique_ptr<wire::Envelope> request);
    static std::shared_ptr<boost::asio::steady_timer> guarded(std::shared_ptr<ServingConnection> self,
                                                              const wire::Envelope& request);

    void say_hello();
    /// Answers how long nothing more is to be read.
    std::chrono::milliseconds take(std::string message);
    void begin(std::string message, std::unique_ptr<wire::Envelope> request);
    void send_away(const wire::Envelope& request, Error error);
    void post_error(std::uint64_t correlation, const Error& error);
    void post_answer(const wire::Envelope& answer);
    void on_reading_ended(const ReadingEnded& ended);
    void request_ended();
    void renew_idle_end();
    bool is_drained() const { return draining_ && in_flight_ == 0; }
    void close_if_drained();

    boost::asio::any_io_executor executor_;
    std::shared_ptr<Serving> serving_;
    std::shared_ptr<FrameChannel> channel_;
    Partner partner_;
    Signal changed_;  ///< for run()
    Signal room_;     ///< for the reader: the queue of answers is short enough
    boost::asio::cancellation_signal stop_reading_;
    std::optional<Error> draining_;
    std::size_t in_flight_ = 0;
    bool reading_ended_ = false;
    bool writer_let_go_ = false;
};

/// The refusing Hello, then goodbye.
awaitable<void> refuse_by_hello(std::shared_ptr<Serving> serving, std::shared_ptr<tls::Stream> stream, Error error);

}  // namespace clearing::yangtze_delta
