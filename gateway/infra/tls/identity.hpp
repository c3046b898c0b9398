#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

typedef struct x509_st X509;

namespace clearing::tls {

/// Who a certificate says its owner is: SAN `URI:urn:clearing:region:330200:role:gateway`.
/// Roles in use: gateway, local-bureau, national, partner (another region's gateway), finance-maker, finance-checker.
struct Identity {
    std::string region;  ///< six digits
    std::string role;
    std::string name;         ///< subject common name, for the record only
    std::string fingerprint;  ///< SHA-256 of the DER, hex
    std::chrono::system_clock::time_point not_after;

    bool operator==(const Identity&) const = default;
};

/// Nothing when the certificate carries no such SAN URI, or more than one.
std::optional<Identity> identity_of(X509* certificate);

/// Splits the SAN text alone; nothing unless it is exactly of the form above.
std::optional<Identity> parse_san(std::string_view uri);

}  // namespace clearing::tls
