#pragma once

#include "gateway/domain/statement_revision.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace clearing::postgres {

/// Revisions' documents: a statement with all its days, and back.
std::string whole(const PeriodStatement& statement);
PeriodStatement read_period_statement(std::string_view text);

std::string whole(const std::vector<StatementChange>& changes);
std::vector<StatementChange> read_changes(std::string_view text);

}  // namespace clearing::postgres
