#include "tests/support/fakes.hpp"

#include <openssl/sha.h>

namespace clearing::tests {

Sha256 OpensslDigest::sha256(std::string_view text) const {
    Sha256 digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
           reinterpret_cast<unsigned char*>(digest.data()));
    return digest;
}

}  // namespace clearing::tests
