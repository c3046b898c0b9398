#include "gateway/infra/http/session.hpp"

#include "gateway/infra/async/moment.hpp"

#include <utility>

#include <fmt/format.h>

namespace clearing::http {

using boost::asio::awaitable;

namespace {

constexpr std::size_t chunk_bytes = 16 * 1024;
constexpr std::chrono::milliseconds goodbye_limit{1'000};

Response plain_answer(unsigned status, const std::string& reason) {
    Response response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = reason + "\n";
    return response;
}

}  // namespace

Session::Session(std::shared_ptr<const Serving> serving, std::shared_ptr<tls::Stream> stream)
    : serving_(std::move(serving)),
      stream_(std::move(stream)),
      reader_({serving_->limits.max_header_bytes, serving_->limits.max_body_bytes}),
      chunk_(chunk_bytes, '\0') {}

awaitable<void> Session::run(std::shared_ptr<Session> self) {
    co_await self->serve();
    self->stream_->abort();
}

void Session::close_when_idle() {
    closing_ = true;
    if (idle_) stream_->abort();
}

awaitable<void> Session::serve() {
    while (true) {
        auto taken = co_await next_request();
        if (!taken) co_return;
        async::reached("http.request.read");
        Response response = co_await answer(std::move(taken->request));
        if (response.abort) co_return;
        const bool keep_alive = taken->keep_alive && !response.close && !closing_;
        std::string bytes = to_wire(response, keep_alive, taken->is_head);
        async::reached("http.answer.about_to_be_written");
        if (!co_await send(std::move(bytes))) co_return;
        async::reached("http.answer.written");
        if (!keep_alive) co_return co_await stream_->close(goodbye_limit);
    }
}

awaitable<std::optional<RequestReader::Taken>> Session::next_request() {
    idle_ = !reader_.has_begun();
    if (idle_ && closing_) co_return std::nullopt;
    stream_->set_limit(idle_ ? serving_->limits.idle : serving_->limits.request);
    while (true) {
        const auto progress = reader_.advance();
        if (!progress) {
            co_await refuse(progress.error());
            co_return std::nullopt;
        }
        if (*progress == Progress::complete) break;
        if (*progress == Progress::wants_continue) {
            std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            if (!co_await send(std::move(go_on))) co_return std::nullopt;
            stream_->set_limit(serving_->limits.request);
        }
        const auto count = co_await stream_->read_some(chunk_);
        if (!count) co_return std::nullopt;
        // The whole request has to arrive within the limit, so that a trickle of bytes holds nothing for long.
        if (std::exchange(idle_, false)) stream_->set_limit(serving_->limits.request);
        reader_.append(std::string_view(chunk_).substr(0, *count));
    }
    idle_ = false;
    stream_->clear_deadline();
    auto taken = reader_.take();
    if (taken) co_return std::move(*taken);
    co_await refuse(taken.error());
    co_return std::nullopt;
}

awaitable<Response> Session::answer(Request request) {
    request.peer = stream_->peer();
    request.socket_uid = stream_->socket_uid();
    try {
        co_return co_await serving_->handler(std::move(request));
    } catch (...) {
        // Without particulars: what went wrong inside is nobody's business outside.
        co_return plain_answer(500, "internal error");
    }
}

awaitable<void> Session::refuse(Malformed why) {
    idle_ = false;
    Response response =
        serving_->malformed ? serving_->malformed(why.status, why.reason) : plain_answer(why.status, why.reason);
    std::string bytes = to_wire(response, false, false);
    if (co_await send(std::move(bytes))) co_await stream_->close(goodbye_limit);
}

awaitable<bool> Session::send(std::string bytes) {
    stream_->set_limit(serving_->limits.write);
    const auto written = co_await stream_->write(bytes);
    co_return written.has_value();
}

}  // namespace clearing::http
