#pragma once

#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/difference_cases.hpp"

#include <optional>
#include <vector>

namespace clearing::postgres {

std::optional<DifferenceCase> find_case(Session& session, long long no);
std::vector<DifferenceCase> list_cases(Session& session, const ports::CaseFilter& filter);

}  // namespace clearing::postgres
