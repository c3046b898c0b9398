#pragma once

#include "gateway/domain/error.hpp"

#include <expected>

namespace clearing {

/// Expected failures are values (DESIGN §3 rule 10). Exceptions are for what the program cannot answer for and are
/// caught once, at the edge.
template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(ErrorCode code, std::string detail = {}, std::vector<std::string> fields = {}) {
    return std::unexpected(Error{code, std::move(detail), std::move(fields), {}});
}

inline std::unexpected<Error> fail(Error error) {
    return std::unexpected(std::move(error));
}

}  // namespace clearing
