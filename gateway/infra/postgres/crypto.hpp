#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/infra/postgres/session.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace clearing::postgres {

using Key = std::array<unsigned char, 32>;

/// A key file holds 32 bytes as hex or base64. Error: invalid_value (never with the content).
Result<Key> read_key_file(const std::string& path);

/// A sealed value that does not open: changed, moved to another row, or sealed by a key we do not hold.
struct SealBroken : std::runtime_error {
    SealBroken() : std::runtime_error("a sealed value does not open") {}
};

/// Seals what must not be readable in the database (DESIGN §3 rule 11): AES-256-GCM with a random nonce, long texts
/// compressed before.
///
/// A sealed value: algorithm (1 byte), key number (1 byte), nonce (12), tag (16), ciphertext. Algorithm 1: of (length
/// of the text, 4 bytes big-endian; zlib stream); 2: of the text itself, shorter than 4 KiB. Algorithm and key number
/// stand in the row, so that SM4 or a new key can follow while old rows stay. The purpose ("visit.person:<visit id>")
/// is authenticated: a value moved to another column or row does not open.
class Vault {
public:
    /// `sealing_keys` by number, 1 to 255; the highest number seals, all of them open.
    Vault(std::map<std::uint8_t, Key> sealing_keys, Key token_key);

    Bytes seal(std::string_view purpose, std::string_view text) const;
    std::string unseal(std::string_view purpose, const Bytes& sealed) const;  ///< throws SealBroken

    /// HMAC-SHA256 under a key of its own: equal values can be found, and nothing can be read from it. The kind
    /// ("person number") keeps equal texts of different meaning apart.
    Bytes token(std::string_view kind, std::string_view value) const;

private:
    std::map<std::uint8_t, Key> sealing_keys_;
    Key token_key_;
};

/// 32 hex digits, unguessable: names one commit.
std::string random_token();

/// Reads one sealing key (number 1) and the token key.
Result<Vault> open_vault(const std::string& sealing_key_file, const std::string& token_key_file);

}  // namespace clearing::postgres
