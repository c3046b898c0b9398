#pragma once

#include "gateway/infra/tls/identity.hpp"

#include <chrono>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/ssl/context.hpp>

namespace clearing::tls {

struct CredentialFiles {
    std::filesystem::path certificate;  ///< PEM, leaf first
    std::filesystem::path key;          ///< PEM
    std::filesystem::path authority;    ///< PEM, the CA both sides trust
    std::filesystem::path revocations;  ///< PEM CRL; mandatory: without a CRL nothing is trusted
};

/// Certificates, key, CA and CRL as one set that is replaced as a whole.
/// Contexts: mutual TLS, 1.2 and 1.3 only, ECDHE + AEAD suites only, verify_peer | fail_if_no_peer_cert, CRL checked,
/// session tickets and session cache off (they break under mutual TLS).
class Credentials {
public:
    /// Error: one sentence saying which file and why (unreadable, key does not match, CRL expired, …).
    static std::expected<std::shared_ptr<Credentials>, std::string> load(CredentialFiles files);

    /// Reads the files again. On error the old contexts stay in force.
    std::expected<void, std::string> reload();

    std::shared_ptr<boost::asio::ssl::context> server() const { return server_; }
    std::shared_ptr<boost::asio::ssl::context> client() const { return client_; }

    /// Would this certificate, verified an hour ago, still be accepted now (validity, chain, CRL)?
    bool still_stands(X509* certificate) const;

    const Identity& own() const { return own_; }
    std::chrono::system_clock::time_point revocations_next_update() const { return revocations_next_update_; }

private:
    explicit Credentials(CredentialFiles files) : files_(std::move(files)) {}

    CredentialFiles files_;
    std::shared_ptr<boost::asio::ssl::context> server_;
    std::shared_ptr<boost::asio::ssl::context> client_;
    Identity own_;
    std::chrono::system_clock::time_point revocations_next_update_;
};

}  // namespace clearing::tls
