#pragma once

#include "gateway/infra/http/message.hpp"

#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace clearing::tools {

/// Where the daemon is: its Unix socket, or --url with a client certificate.
struct Target {
    std::filesystem::path socket;
    std::string url;  ///< "https://host:port"; empty: the socket
    std::filesystem::path certificate, key, ca, crl;
};

class Connection {
public:
    virtual ~Connection() = default;
    /// Blocking. Error: one sentence, the daemon could not be reached or did not answer in time.
    virtual std::expected<http::Response, std::string> call(http::Request request, std::chrono::seconds limit) = 0;
};

/// Error: one sentence (no such certificate, a URL that is none).
using Connect = std::function<std::expected<std::unique_ptr<Connection>, std::string>(const Target&)>;

std::expected<std::unique_ptr<Connection>, std::string> connect(const Target& target);

}  // namespace clearing::tools
