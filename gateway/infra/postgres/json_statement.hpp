#pragma once

#include "gateway/domain/statement.hpp"

#include <string>
#include <string_view>

namespace clearing::postgres {

/// A statement's document, as the column holds it. A text that does not read back throws std::logic_error. Amounts are
/// integer fen.
std::string whole(const Statement& statement);
Statement read_statement(std::string_view text);

}  // namespace clearing::postgres
