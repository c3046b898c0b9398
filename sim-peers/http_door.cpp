#include "sim-peers/http_door.hpp"

#include <algorithm>
#include <charconv>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::peers {
namespace {

namespace asio = boost::asio;

constexpr std::size_t max_head_bytes = 16 * 1024;
constexpr std::size_t max_body_bytes = 8 * 1024 * 1024;
constexpr std::chrono::minutes idle_limit{10};
constexpr std::chrono::minutes stall_time{10};

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1));
}

const char* reason_of(unsigned status) {
    switch (status) {
        case 200:
            return "OK";
        case 400:
            return "Bad Request";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 409:
            return "Conflict";
        default:
            return "Error";
    }
}

std::string write_reply(const HttpReply& reply) {
    return "HTTP/1.1 " + std::to_string(reply.status) + " " + reason_of(reply.status) +
           "\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: " + std::to_string(reply.body.size()) +
           "\r\n\r\n";
}

/// Reads until `buffer` holds an empty line; its position behind it, or 0 when the peer is gone or the head too long.
asio::awaitable<std::size_t> read_until_head_ends(tls::Stream& stream, std::string& buffer) {
    for (;;) {
        if (const auto end = buffer.find("\r\n\r\n"); end != std::string::npos) co_return end + 4;
        if (buffer.size() > max_head_bytes) co_return 0;
        char piece[8192];
        const auto got = co_await stream.read_some(piece);
        if (!got) co_return 0;
        buffer.append(piece, *got);
    }
}

asio::awaitable<bool> read_body(tls::Stream& stream, std::string& buffer, std::size_t wanted) {
    while (buffer.size() < wanted) {
        char piece[16384];
        const auto got = co_await stream.read_some(piece);
        if (!got) co_return false;
        buffer.append(piece, *got);
    }
    co_return true;
}

std::optional<std::size_t> content_length(const HttpQuestion& question) {
    const auto found = question.headers.find("content-length");
    if (found == question.headers.end())
        return question.headers.contains("transfer-encoding") ? std::nullopt : std::optional<std::size_t>(0);
    std::size_t length = 0;
    const auto& text = found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (error != std::errc{} || end != text.data() + text.size() || length > max_body_bytes) return std::nullopt;
    return length;
}

/// False: the connection is over.
asio::awaitable<bool> send_reply(tls::Stream& stream, HttpReply reply) {
    if (reply.plan.delay_ms > 0) {
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(reply.plan.delay_ms));
        co_await timer.async_wait(asio::use_awaitable);
    }
    std::string bytes = write_reply(reply);
    switch (reply.plan.fault) {
        case ReplyFault::none:
            bytes += reply.body;
            break;
        case ReplyFault::drop:
            co_return false;
        case ReplyFault::close_mid:
            bytes += reply.body.substr(0, reply.body.size() / 2);
            break;
        case ReplyFault::corrupt:
            bytes += std::string(reply.body.size(), '\xFF');
            break;
        case ReplyFault::duplicate:
            bytes += reply.body;
            bytes += bytes;
            break;
    }
    const auto written = co_await stream.write(bytes);
    co_return written&& reply.plan.fault != ReplyFault::close_mid;
}

}  // namespace

std::optional<HttpQuestion> read_head(std::string_view head) {
    HttpQuestion question;
    const auto line_end = head.find("\r\n");
    const std::string_view line = head.substr(0, line_end);
    const auto first = line.find(' '), last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || !line.substr(last + 1).starts_with("HTTP/1."))
        return std::nullopt;
    question.method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    question.path = target.substr(0, target.find('?'));
    if (const auto mark = target.find('?'); mark != std::string_view::npos) question.query = target.substr(mark + 1);
    for (auto at = line_end; at != std::string_view::npos && at + 2 < head.size();) {
        const auto next = head.find("\r\n", at + 2);
        const std::string_view row = head.substr(at + 2, next == std::string_view::npos ? next : next - at - 2);
        at = next;
        if (row.empty()) continue;
        const auto colon = row.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        std::string name(row.substr(0, colon));
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        question.headers[std::move(name)] = trimmed(row.substr(colon + 1));
    }
    return question;
}

asio::awaitable<void> serve_http(std::shared_ptr<tls::Stream> stream, HttpHandler handler) {
    std::string buffer;
    for (;;) {
        stream->set_limit(std::chrono::duration_cast<std::chrono::milliseconds>(idle_limit));
        const std::size_t head_end = co_await read_until_head_ends(*stream, buffer);
        if (head_end == 0) co_return;
        auto question = read_head(std::string_view(buffer).substr(0, head_end - 4));
        const auto length = question ? content_length(*question) : std::nullopt;
        if (!question || !length) {
            HttpReply malformed{400, "{}", {}, false};
            co_await send_reply(*stream, std::move(malformed));
            co_return;
        }
        buffer.erase(0, head_end);
        if (!co_await read_body(*stream, buffer, *length)) co_return;
        question->body = buffer.substr(0, *length);
        buffer.erase(0, *length);
        question->peer = stream->peer();
        const bool ends = question->headers["connection"] == "close";
        auto answering = handler(std::move(*question));
        HttpReply reply = co_await std::move(answering);
        if (reply.stall) {
            asio::steady_timer timer(co_await asio::this_coro::executor, stall_time);
            co_await timer.async_wait(asio::use_awaitable);
            co_return;
        }
        auto sending = send_reply(*stream, std::move(reply));
        const bool goes_on = co_await std::move(sending);
        if (!goes_on || ends) {
            if (!goes_on) stream->abort();
            co_return;
        }
    }
}

}  // namespace clearing::peers
