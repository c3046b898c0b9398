#include "gateway/infra/system/openssl_digest.hpp"

#include <stdexcept>
#include <vector>

#include <openssl/evp.h>
#include <openssl/rand.h>

namespace clearing::system {

Sha256 OpenSslDigest::sha256(std::string_view text) const {
    Sha256 digest{};
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, EVP_sha256(),
                   nullptr) != 1)
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
