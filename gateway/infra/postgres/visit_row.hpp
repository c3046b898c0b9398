#pragma once

#include "gateway/domain/visit.hpp"
#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/session.hpp"

#include <string_view>

namespace clearing::postgres {

/// A row of the table visit, and what its sealed column holds. Throws SealBroken, std::logic_error (a row that only
/// damage makes).
Visit read_visit(const Row& row, const Vault& vault);
Bytes seal_visit(const Visit& visit, const Vault& vault);

std::string_view name_of_state(VisitState state);

}  // namespace clearing::postgres
