#include "gateway/tools/connection.hpp"

#include "gateway/infra/http/client.hpp"

#include <charconv>
#include <exception>
#include <optional>
#include <string_view>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

namespace clearing::tools {
namespace {

class HttpConnection final : public Connection {
public:
    explicit HttpConnection(http::ClientOptions options)
        : client_(http::make_client(context_.get_executor(), std::move(options))) {}

    std::expected<http::Response, std::string> call(http::Request request, std::chrono::seconds limit) override {
        std::expected<http::Response, std::string> result = std::unexpected("the daemon did not answer");
        boost::asio::co_spawn(context_, exchange(std::move(request), limit, result), [](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        });
        context_.restart();
        context_.run();
        return result;
    }

private:
    boost::asio::awaitable<void> exchange(http::Request request, std::chrono::seconds limit,
                                          std::expected<http::Response, std::string>& result) {
        auto answer = co_await client_->call(std::move(request), limit);
        // One command, one connection: the loop ends when nothing is open any more.
        co_await client_->stop();
        if (answer)
            result = std::move(*answer);
        else if (answer.error().kind == http::CallFailure::Kind::not_sent)
            result = std::unexpected(answer.error().reason);
        else
            result = std::unexpected(answer.error().reason +
                                     " (the request may have been carried out: look before repeating)");
    }

    boost::asio::io_context context_{1};
    std::unique_ptr<http::Client> client_;
};

struct HostAndPort {
    std::string host;
    unsigned short port = 443;
};

std::optional<HostAndPort> read_url(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    if (!url.starts_with(scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    if (url.ends_with('/')) url.remove_suffix(1);
    HostAndPort result;
    const std::size_t colon = url.rfind(':');
    result.host = url.substr(0, colon);
    if (colon != std::string_view::npos) {
        const std::string_view digits = url.substr(colon + 1);
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), result.port);
        if (failure != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    }
    if (result.host.empty() || result.host.find('/') != std::string::npos) return std::nullopt;
    return result;
}

}  // namespace

std::expected<std::unique_ptr<Connection>, std::string> connect(const Target& target) {
    http::ClientOptions options;
    if (target.url.empty()) {
        options.unix_socket = target.socket;
        return std::make_unique<HttpConnection>(std::move(options));
    }
    const std::optional<HostAndPort> where = read_url(target.url);
    if (!where) return std::unexpected(fmt::format("--url {}: must be https://host:port", target.url));
    auto credentials = tls::Credentials::load({target.certificate, target.key, target.ca, target.crl});
    if (!credentials) return std::unexpected(credentials.error());
    options.host = where->host;
    options.port = where->port;
    // Whoever we are, the daemon is our region's gateway and nobody else.
    options.expected_region = (*credentials)->own().region;
    options.expected_role = "gateway";
    options.credentials = std::move(*credentials);
    return std::make_unique<HttpConnection>(std::move(options));
}

}  // namespace clearing::tools
