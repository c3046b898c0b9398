#pragma once

#include "gateway/infra/http/client.hpp"
#include "gateway/infra/http/wire.hpp"
#include "gateway/infra/tls/stream.hpp"

#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace clearing::http {

/// One connection of a client. A read is always pending, also while it is idle, so that the server's closing is seen
/// when it comes.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    using Answer = std::expected<Response, CallFailure>;

    static std::shared_ptr<Connection> start(boost::asio::any_io_executor executor, std::shared_ptr<tls::Stream> stream,
                                             WireLimits limits);

    /// Sends `bytes` (a whole request) and awaits the answer, until `deadline`. Failures are `unknown`, unless the
    /// connection proves unusable before the first byte. One exchange at a time. Given up half-way (the awaiting
    /// coroutine is cancelled), the connection closes.
    boost::asio::awaitable<Answer> exchange(std::string bytes, bool is_head, TimePoint deadline);

    /// Fit for another exchange, as far as anyone can know at this moment?
    bool is_usable() const;
    /// Waits for its next use; closes by itself at `until`.
    void rest_until(TimePoint until) { stream_->set_deadline(until); }

    void close() noexcept;
    const tls::Stream& stream() const { return *stream_; }

private:
    Connection(const boost::asio::any_io_executor& executor, std::shared_ptr<tls::Stream> stream, WireLimits limits);
    static boost::asio::awaitable<void> read_on(std::shared_ptr<Connection> self);
    void on_bytes(std::string_view bytes);
    void on_end(tls::Stream::Error error);
    void on_exception(const std::string& text);
    void finish(Answer answer);

    std::shared_ptr<tls::Stream> stream_;
    WireLimits limits_;
    std::string chunk_;
    std::optional<ResponseReader> reader_;  ///< while an answer is awaited
    std::optional<Answer> answer_;
    boost::asio::steady_timer answered_;
    bool reusable_ = true;
};

}  // namespace clearing::http
