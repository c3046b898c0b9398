#include "gateway/infra/http/connection.hpp"

#include "gateway/infra/async/moment.hpp"
#include "gateway/infra/async/thrown.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace clearing::http {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr std::size_t chunk_bytes = 16 * 1024;

std::unexpected<CallFailure> unknown(std::string reason) {
    return std::unexpected(CallFailure{CallFailure::Kind::unknown, std::move(reason)});
}

std::unexpected<CallFailure> not_sent(std::string reason) {
    return std::unexpected(CallFailure{CallFailure::Kind::not_sent, std::move(reason)});
}

}  // namespace

Connection::Connection(const asio::any_io_executor& executor, std::shared_ptr<tls::Stream> stream, WireLimits limits)
    : stream_(std::move(stream)), limits_(limits), chunk_(chunk_bytes, '\0'), answered_(executor) {
    answered_.expires_at(TimePoint::max());
}

std::shared_ptr<Connection> Connection::start(asio::any_io_executor executor, std::shared_ptr<tls::Stream> stream,
                                              WireLimits limits) {
    std::shared_ptr<Connection> connection(new Connection(executor, std::move(stream), limits));
    asio::co_spawn(executor, read_on(connection), [connection](const std::exception_ptr& thrown) {
        if (thrown) connection->on_exception(async::text_of(thrown));
    });
    return connection;
}

bool Connection::is_usable() const {
    return reusable_ && !reader_ && stream_->is_quiet();
}

void Connection::close() noexcept {
    reusable_ = false;
    stream_->abort();
}

awaitable<Connection::Answer> Connection::exchange(std::string bytes, bool is_head, TimePoint deadline) {
    const auto self = shared_from_this();
    if (!is_usable()) co_return not_sent("the server has closed the connection");
    struct ClosedUnlessAnswered {
        Connection& connection;
        ~ClosedUnlessAnswered() {
            connection.reader_.reset();
            connection.answer_.reset();
            if (!connection.reusable_) connection.close();
        }
    } const closed_unless_answered{*this};

    reader_.emplace(limits_, is_head);
    reusable_ = false;
    stream_->set_deadline(deadline);
    const auto written = co_await stream_->write(bytes);
    async::reached("http.request.written");
    // A server may answer before it has read everything, and close: its answer counts, not our broken write.
    while (!answer_) {
        const auto token = asio::as_tuple(asio::use_awaitable);
        co_await answered_.async_wait(token);
    }
    if (!written) reusable_ = false;
    co_return std::move(*answer_);
}

awaitable<void> Connection::read_on(std::shared_ptr<Connection> self) {
    while (true) {
        const auto count = co_await self->stream_->read_some(self->chunk_);
        if (!count) co_return self->on_end(count.error());
        // Bytes nobody asked for: whatever they are, the next answer could not be told from them.
        if (!self->reader_) co_return self->close();
        self->on_bytes(std::string_view(self->chunk_).substr(0, *count));
    }
}

void Connection::on_bytes(std::string_view bytes) {
    if (answer_) return close();
    const auto complete = reader_->append(bytes);
    if (!complete) {
        stream_->abort();
        return finish(unknown(fmt::format("the answer cannot be read: {}", complete.error())));
    }
    if (!*complete) return;
    reusable_ = reader_->keep_alive();
    finish(reader_->take());
}

void Connection::on_end(tls::Stream::Error error) {
    reusable_ = false;
    stream_->abort();
    if (!reader_ || answer_) return;
    if (error == asio::error::timed_out) return finish(unknown("no answer within the limit"));
    if (error == asio::error::eof && reader_->end()) return finish(reader_->take());
    finish(unknown(fmt::format("the connection broke before the answer: {}", error.message())));
}

void Connection::on_exception(const std::string& text) {
    close();
    if (reader_ && !answer_) finish(unknown(fmt::format("the answer cannot be read: {}", text)));
}

void Connection::finish(Answer answer) {
    answer_ = std::move(answer);
    answered_.cancel();
}

}  // namespace clearing::http
