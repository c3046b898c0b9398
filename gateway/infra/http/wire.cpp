#include "gateway/infra/http/wire.hpp"

#include "gateway/infra/http/url.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

namespace clearing::http {

namespace beast = boost::beast;
using beast::http::error;

namespace {

std::string lower_case(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

/// Repeated headers are one, joined by commas (RFC 9110 §5.3).
template <class Fields>
std::map<std::string, std::string> headers_of(const Fields& fields) {
    std::map<std::string, std::string> headers;
    for (const auto& field : fields) {
        const std::string_view name(field.name_string().data(), field.name_string().size());
        const std::string value(field.value());
        const auto [at, is_new] = headers.emplace(lower_case(name), value);
        if (!is_new) at->second += ", " + value;
    }
    return headers;
}

constexpr std::size_t shortest_end_of_chunks = 5;  ///< "0\r\n\r\n"

/// A Beast parser and how much of a header without end yet it has eaten.
template <class BeastParser>
struct CountingParser {
    BeastParser beast;
    std::size_t header_bytes = 0;
};

/// Feeds what is in `buffer` and takes out what was eaten. Sets `failed` only for real errors.
template <class Parser>
void feed_all(Parser& parser, std::string& buffer, beast::error_code& failed) {
    while (!buffer.empty() && !parser.beast.is_done()) {
        // Beast asserts that after "0\r\n" the rest comes in one piece. Less than five bytes never end a chunked body.
        if (parser.beast.is_header_done() && parser.beast.chunked() && buffer.size() < shortest_end_of_chunks) return;
        beast::error_code outcome;
        const std::size_t eaten = parser.beast.put(boost::asio::buffer(buffer), outcome);
        buffer.erase(0, eaten);
        parser.header_bytes = parser.beast.is_header_done() ? 0 : parser.header_bytes + eaten;
        if (outcome == error::need_more) return;
        if (outcome) {
            failed = outcome;
            return;
        }
        if (eaten == 0) return;
    }
}

/// As feed_all(), and `failed` says header_limit when what is no body goes on for longer than a header may. Beast looks
/// at its limit neither in a chunk's line nor in a trailer, and in a header only at what came after the last whole
/// field. A body is eaten as it comes: what is left of an unfinished message never belongs to it.
template <class Parser>
void feed(Parser& parser, std::string& buffer, const WireLimits& limits, beast::error_code& failed) {
    feed_all(parser, buffer, failed);
    if (failed || parser.beast.is_done()) return;
    if (parser.header_bytes + buffer.size() > limits.max_header_bytes) failed = error::header_limit;
}

Malformed malformed(const beast::error_code& failed, const WireLimits& limits) {
    if (failed == error::body_limit || failed == error::buffer_overflow)
        return {413, fmt::format("the body is longer than {} bytes", limits.max_body_bytes)};
    if (failed == error::header_limit)
        return {431, fmt::format("the header is longer than {} bytes", limits.max_header_bytes)};
    return {400, fmt::format("not HTTP/1.1: {}", failed.message())};
}

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

/// HTTP's own framing is ours to write; a caller's headers never change it.
bool is_framing(std::string_view lower_case_name) {
    return lower_case_name == "content-length" || lower_case_name == "transfer-encoding" ||
           lower_case_name == "connection";
}

std::string without_line_breaks(std::string text) {
    std::ranges::replace_if(text, is_control, ' ');
    return text;
}

}  // namespace

struct RequestReader::Parser : CountingParser<beast::http::request_parser<beast::http::string_body>> {
    bool told_continue = false;
};

RequestReader::RequestReader(WireLimits limits) : limits_(limits) {
    start();
}
RequestReader::~RequestReader() = default;

void RequestReader::start() {
    parser_ = std::make_unique<Parser>();
    parser_->beast.eager(true);
    parser_->beast.header_limit(static_cast<std::uint32_t>(limits_.max_header_bytes));
    parser_->beast.body_limit(limits_.max_body_bytes);
}

void RequestReader::append(std::string_view bytes) {
    buffer_.append(bytes);
}

bool RequestReader::has_begun() const {
    return !buffer_.empty() || parser_->beast.got_some();
}

std::expected<Progress, Malformed> RequestReader::advance() {
    auto& parser = parser_->beast;
    beast::error_code failed;
    // Some clients send a line break too many after a body (RFC 9112 §2.2).
    if (!parser.got_some()) {
        std::size_t breaks = 0;
        while (std::string_view(buffer_).substr(breaks).starts_with("\r\n"))
            breaks += 2;
        buffer_.erase(0, breaks);
        if (buffer_ == "\r") return Progress::need_more;  // the other half is still on its way
    }
    feed(*parser_, buffer_, limits_, failed);
    if (failed) return std::unexpected(malformed(failed, limits_));
    if (parser.is_done()) return Progress::complete;
    if (!parser.is_header_done() || parser_->told_continue) return Progress::need_more;
    parser_->told_continue = true;
    const bool waits = lower_case(std::string(parser.get()[beast::http::field::expect])) == "100-continue";
    return waits && buffer_.empty() ? Progress::wants_continue : Progress::need_more;
}

std::expected<RequestReader::Taken, Malformed> RequestReader::take() {
    const bool keep_alive = parser_->beast.keep_alive();
    auto message = parser_->beast.release();
    start();
    auto url = parse_target(std::string_view(message.target().data(), message.target().size()));
    if (!url) return std::unexpected(Malformed{400, "the request's target is no path"});
    Taken taken{.request = {}, .keep_alive = keep_alive, .is_head = message.method() == beast::http::verb::head};
    taken.request.method = std::string(message.method_string());
    taken.request.path = std::move(url->path);
    taken.request.query = std::move(url->query);
    taken.request.headers = headers_of(message.base());
    taken.request.body = std::move(message.body());
    return taken;
}

struct ResponseReader::Parser : CountingParser<beast::http::response_parser<beast::http::string_body>> {};

ResponseReader::ResponseReader(WireLimits limits, bool to_head) : limits_(limits), to_head_(to_head) {
    start();
}
ResponseReader::~ResponseReader() = default;
ResponseReader::ResponseReader(ResponseReader&&) noexcept = default;
ResponseReader& ResponseReader::operator=(ResponseReader&&) noexcept = default;

void ResponseReader::start() {
    parser_ = std::make_unique<Parser>();
    parser_->beast.eager(true);
    parser_->beast.skip(to_head_);
    parser_->beast.header_limit(static_cast<std::uint32_t>(limits_.max_header_bytes));
    parser_->beast.body_limit(limits_.max_body_bytes);
}

std::expected<bool, std::string> ResponseReader::append(std::string_view bytes) {
    buffer_.append(bytes);
    while (true) {
        beast::error_code failed;
        feed(*parser_, buffer_, limits_, failed);
        if (failed) return std::unexpected(malformed(failed, limits_).reason);
        if (!parser_->beast.is_done()) return false;
        // An interim response (100 Continue, 103 Early Hints): the real one follows.
        if (parser_->beast.get().result_int() >= 200) return true;
        start();
    }
}

bool ResponseReader::end() {
    if (!parser_->beast.got_some()) return false;
    beast::error_code failed;
    parser_->beast.put_eof(failed);
    return !failed && parser_->beast.is_done();
}

Response ResponseReader::take() {
    auto message = parser_->beast.release();
    Response response;
    response.status = message.result_int();
    response.content_type = std::string(message[beast::http::field::content_type]);
    response.headers = headers_of(message.base());
    response.body = std::move(message.body());
    return response;
}

bool ResponseReader::keep_alive() const {
    return parser_->beast.keep_alive() && buffer_.empty();
}

std::string to_wire(const Response& response, bool keep_alive, bool to_head) {
    const auto reason = beast::http::obsolete_reason(beast::http::int_to_status(response.status));
    const bool has_body = response.status >= 200 && response.status != 204 && response.status != 304;
    std::string out;
    auto to = std::back_inserter(out);
    fmt::format_to(to, "HTTP/1.1 {} {}\r\n", response.status, std::string_view(reason.data(), reason.size()));
    if (has_body && !response.content_type.empty())
        fmt::format_to(to, "Content-Type: {}\r\n", without_line_breaks(response.content_type));
    if (has_body) fmt::format_to(to, "Content-Length: {}\r\n", response.body.size());
    fmt::format_to(to, "Connection: {}\r\n", keep_alive ? "keep-alive" : "close");
    for (const auto& [name, value] : response.headers)
        if (is_token(name) && !is_framing(lower_case(name)) && lower_case(name) != "content-type")
            fmt::format_to(to, "{}: {}\r\n", name, without_line_breaks(value));
    out += "\r\n";
    if (has_body && !to_head) out += response.body;
    return out;
}

std::expected<std::string, std::string> to_wire(const Request& request, std::string_view host) {
    const auto unsendable = [](char c) { return is_control(c) || c == ' ' || c == '?' || c == '#'; };
    if (!is_token(request.method)) return std::unexpected(fmt::format("\"{}\" is no HTTP method", request.method));
    if (!request.path.starts_with('/') || std::ranges::any_of(request.path, unsendable))
        return std::unexpected(fmt::format("\"{}\" is no path", request.path));
    std::string out;
    auto to = std::back_inserter(out);
    fmt::format_to(to, "{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, to_target(request.path, request.query), host);
    for (const auto& [name, value] : request.headers) {
        if (!is_token(name) || std::ranges::any_of(value, is_control))
            return std::unexpected(fmt::format("the header \"{}\" cannot be sent", name));
        const std::string lower = lower_case(name);
        if (!is_framing(lower) && lower != "host") fmt::format_to(to, "{}: {}\r\n", name, value);
    }
    const bool needs_length = !request.body.empty() || request.method == "POST" || request.method == "PUT";
    if (needs_length) fmt::format_to(to, "Content-Length: {}\r\n", request.body.size());
    out += "\r\n";
    out += request.body;
    return out;
}

}  // namespace clearing::http
