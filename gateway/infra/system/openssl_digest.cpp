#include "gateway/infra/system/openssl_digest.hpp"

#include <memory>
#include <stdexcept>
#include <vector>

#include <openssl/evp.h>
#include <openssl/rand.h>

namespace clearing::system {

namespace {

/// Looked up among the providers once, not at each digest: OpenSSL 3 takes longer over that than over a short text.
const EVP_MD* sha256_of_openssl() {
    static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> fetched(EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                                         EVP_MD_free);
    if (!fetched) throw std::runtime_error("SHA-256 is not available");
    return fetched.get();
}

}  // namespace

Sha256 OpenSslDigest::sha256(std::string_view text) const {
    Sha256 digest{};
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                   sha256_of_openssl(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    return digest;
}

std::string OpenSslRandomness::letters(std::size_t count) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";  // 32: five bits of a byte, no bias
    std::vector<unsigned char> bytes(count);
    if (RAND_bytes(bytes.data(), static_cast<int>(count)) != 1) throw std::runtime_error("no randomness");
    std::string text;
    for (unsigned char byte : bytes)
        text.push_back(alphabet[byte & 31U]);
    return text;
}

}  // namespace clearing::system
