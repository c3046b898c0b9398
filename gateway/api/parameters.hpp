#pragma once

#include "gateway/api/route.hpp"
#include "gateway/domain/calendar.hpp"
#include "gateway/domain/day.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/settlement_store.hpp"

#include <optional>
#include <string>

namespace clearing::api {

/// Parameters the route does not have, or with a value outside its list: a misspelt filter must not list everything.
/// A required one that is missing, too. Error: invalid_value naming the parameter.
Result<void> check_query(const Route& route, const http::Request& request);

std::optional<std::string> query_of(const Ask& ask, const std::string& name);

// Errors: invalid_value naming the parameter.
Result<std::optional<ClearingDay>> day_of(const Ask& ask);
Result<std::optional<Date>> date_of(const Ask& ask, const std::string& name);
Result<std::size_t> limit_of(const Ask& ask);
/// `usual` where it is not given.
Result<std::size_t> number_of(const Ask& ask, const std::string& name, std::size_t usual, std::size_t least,
                              std::size_t greatest);
Result<ports::SettlementFilter> filter_of(const Ask& ask);
Result<DayKey> day_key_of(const Ask& ask);

}  // namespace clearing::api
