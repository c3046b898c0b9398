#include "gateway/infra/postgres/crypto.hpp"

#include "gateway/infra/postgres/compress.hpp"

#include <algorithm>
#include <fstream>
#include <memory>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace clearing::postgres {
namespace {

constexpr unsigned char zlib_aes_256_gcm = 1, aes_256_gcm = 2;
constexpr std::size_t packed_from = 4096;  ///< bytes: below, packing costs more than it spares
constexpr std::size_t nonce_size = 12, tag_size = 16, header_size = 2;
constexpr std::size_t prefix_size = header_size + nonce_size + tag_size;

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

/// One per thread and direction: making one, and finding the cipher in OpenSSL's tables, costs more than sealing a
/// message.
CipherContext new_context(int encrypts) {
    CipherContext context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    if (!context) throw std::bad_alloc();
    if (EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, nullptr, nullptr, encrypts) != 1)
        throw std::runtime_error("OpenSSL has no AES-256-GCM");
    return context;
}

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

std::string authenticated(std::string_view purpose, unsigned char algorithm, unsigned char key_number) {
    std::string text{static_cast<char>(algorithm), static_cast<char>(key_number)};
    return text.append(purpose);
}

std::optional<Key> key_of_hex(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    if (text.size() != 64) return std::nullopt;
    Key key{};
    for (std::size_t i = 0; i < 64; ++i) {
        const std::size_t digit = digits.find(static_cast<char>(std::tolower(static_cast<unsigned char>(text[i]))));
        if (digit == std::string_view::npos) return std::nullopt;
        key[i / 2] = static_cast<unsigned char>(key[i / 2] << 4 | digit);
    }
    return key;
}

std::optional<Key> key_of_base64(std::string_view text) {
    if (text.size() != 44 || !text.ends_with('=')) return std::nullopt;
    std::array<unsigned char, 33> decoded{};
    if (EVP_DecodeBlock(decoded.data(), bytes(text), static_cast<int>(text.size())) != 33) return std::nullopt;
    Key key{};
    std::copy_n(decoded.begin(), key.size(), key.begin());
    return key;
}

}  // namespace

Result<Key> read_key_file(const std::string& path) {
    std::ifstream file(path);
    if (!file) return fail(ErrorCode::invalid_value, "cannot read the key file " + path);
    std::string text;
    file >> text;
    if (auto key = key_of_hex(text)) return *key;
    if (auto key = key_of_base64(text)) return *key;
    return fail(ErrorCode::invalid_value, "no key of 32 bytes in hex or base64 in " + path);
}

Result<Vault> open_vault(const std::string& sealing_key_file, const std::string& token_key_file) {
    Result<Key> sealing = read_key_file(sealing_key_file);
    if (!sealing) return fail(std::move(sealing.error()));
    Result<Key> token = read_key_file(token_key_file);
    if (!token) return fail(std::move(token.error()));
    return Vault({{1, *sealing}}, *token);
}

std::string random_token() {
    std::array<unsigned char, 16> random{};
    if (RAND_bytes(random.data(), random.size()) != 1) throw std::runtime_error("OpenSSL has no randomness");
    return hex(std::as_bytes(std::span(random)));
}

Vault::Vault(std::map<std::uint8_t, Key> sealing_keys, Key token_key)
    : sealing_keys_(std::move(sealing_keys)), token_key_(token_key) {
    if (sealing_keys_.empty()) throw std::invalid_argument("a vault needs a key");
}

Bytes Vault::seal(std::string_view purpose, std::string_view text) const {
    const auto& [number, key] = *sealing_keys_.rbegin();
    const bool is_long = text.size() >= packed_from;
    const unsigned char algorithm = is_long ? zlib_aes_256_gcm : aes_256_gcm;
    const std::string shortened = is_long ? packed(text) : std::string();
    const std::string_view plain = is_long ? shortened : text;
    const std::string associated = authenticated(purpose, algorithm, number);
    std::string sealed(prefix_size + plain.size(), '\0');
    sealed[0] = static_cast<char>(algorithm);
    sealed[1] = static_cast<char>(number);
    unsigned char* nonce = bytes(sealed) + header_size;
    unsigned char* tag = nonce + nonce_size;
    unsigned char* ciphertext = tag + tag_size;

    thread_local const CipherContext context = new_context(1);
    int length = 0;
    const bool sealed_well =
        RAND_bytes(nonce, nonce_size) == 1 &&
        EVP_EncryptInit_ex(context.get(), nullptr, nullptr, key.data(), nonce) == 1 &&
        EVP_EncryptUpdate(context.get(), nullptr, &length, bytes(associated), static_cast<int>(associated.size())) ==
            1 &&
        EVP_EncryptUpdate(context.get(), ciphertext, &length, bytes(plain), static_cast<int>(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(context.get(), ciphertext + length, &length) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_size, tag) == 1;
    if (!sealed_well) throw std::runtime_error("OpenSSL cannot seal");
    return {std::move(sealed)};
}

std::string Vault::unseal(std::string_view purpose, const Bytes& sealed) const {
    const std::string& raw = sealed.raw;
    if (raw.size() < prefix_size) throw SealBroken();
    const auto algorithm = static_cast<unsigned char>(raw[0]);
    if (algorithm != zlib_aes_256_gcm && algorithm != aes_256_gcm) throw SealBroken();
    const auto number = static_cast<std::uint8_t>(raw[1]);
    const auto key = sealing_keys_.find(number);
    if (key == sealing_keys_.end()) throw SealBroken();
    const std::string associated = authenticated(purpose, algorithm, number);
    std::string tag = raw.substr(header_size + nonce_size, tag_size);
    const std::string_view ciphertext = std::string_view(raw).substr(prefix_size);
    std::string plain(ciphertext.size(), '\0');

    thread_local const CipherContext context = new_context(0);
    int length = 0;
    const bool opened =
        EVP_DecryptInit_ex(context.get(), nullptr, nullptr, key->second.data(), bytes(raw) + header_size) == 1 &&
        EVP_DecryptUpdate(context.get(), nullptr, &length, bytes(associated), static_cast<int>(associated.size())) ==
            1 &&
        EVP_DecryptUpdate(context.get(), bytes(plain), &length, bytes(ciphertext),
                          static_cast<int>(ciphertext.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(context.get(), bytes(plain) + length, &length) == 1;
    if (!opened) throw SealBroken();
    if (algorithm == aes_256_gcm) return plain;
    std::optional<std::string> text = unpacked(plain);
    if (!text) throw SealBroken();
    return std::move(*text);
}

Bytes Vault::token(std::string_view kind, std::string_view value) const {
    std::string text(kind);
    text.push_back(':');
    text.append(value);
    std::string token(32, '\0');
    unsigned int size = 0;
    if (HMAC(EVP_sha256(), token_key_.data(), token_key_.size(), bytes(text), text.size(), bytes(token), &size) ==
        nullptr)
        throw std::runtime_error("OpenSSL cannot make a token");
    return {std::move(token)};
}

}  // namespace clearing::postgres
