#pragma once

#include "gateway/infra/tls/stream.hpp"

#include <chrono>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>

namespace clearing::tls {

struct Target {
    std::string host =
        "127.0.0.1";  ///< a name or an address; over TLS the server's certificate must carry it in its SAN
    unsigned short port = 0;
    std::filesystem::path unix_socket;         ///< instead of host and port
    std::shared_ptr<Credentials> credentials;  ///< null: plain

    std::string text() const;  ///< "127.0.0.1:7544"
};

/// Connects and, over TLS, shakes hands, all within `limit`. The server's chain, validity, CRL and SAN host are
/// checked; its region and role are the caller's business (expect_peer). Error: one sentence. Nothing of the caller's
/// has been sent then.
awaitable<std::expected<std::shared_ptr<Stream>, std::string>> connect(Target target, std::chrono::milliseconds limit);

}  // namespace clearing::tls
