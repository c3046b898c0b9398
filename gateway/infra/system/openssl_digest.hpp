#pragma once

#include "gateway/ports/digest.hpp"

namespace clearing::system {

class OpenSslDigest final : public ports::Digest {
public:
    Sha256 sha256(std::string_view text) const override;
};

class OpenSslRandomness final : public ports::Randomness {
public:
    /// Throws std::runtime_error when the system has no randomness to give.
    std::string letters(std::size_t count) override;
};

}  // namespace clearing::system
