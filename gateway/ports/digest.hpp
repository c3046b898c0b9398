#pragma once

#include "gateway/domain/ids.hpp"

#include <string>
#include <string_view>

namespace clearing::ports {

class Digest {
public:
    virtual ~Digest() = default;
    virtual Sha256 sha256(std::string_view text) const = 0;
};

class Randomness {
public:
    virtual ~Randomness() = default;
    /// Upper-case letters and digits, unguessable.
    virtual std::string letters(std::size_t count) = 0;
};

}  // namespace clearing::ports
