#pragma once

#include "gateway/api/route.hpp"
#include "gateway/domain/calendar.hpp"
#include "gateway/domain/day.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/pair.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/settlement_store.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace clearing::api {

/// Parameters the route does not have, or with a value outside its list: a misspelt filter must not list everything.
/// A required one that is missing, too. Error: invalid_value naming the parameter.
Result<void> check_query(const Route& route, const http::Request& request);

std::optional<std::string> query_of(const Ask& ask, const std::string& name);

// Errors: invalid_value naming the parameter.
Result<std::optional<ClearingDay>> day_of(const Ask& ask);
Result<std::optional<Date>> date_of(const Ask& ask, const std::string& name);
Result<std::size_t> limit_of(const Ask& ask);
/// A {name} of the path that is a number from 1 on.
Result<long long> number_in_path(const Ask& ask, const std::string& name);
/// `usual` where it is not given.
Result<std::size_t> number_of(const Ask& ask, const std::string& name, std::size_t usual, std::size_t least,
                              std::size_t greatest);
Result<ports::SettlementFilter> filter_of(const Ask& ask);
Result<DayKey> day_key_of(const Ask& ask);
/// `platform`, `counterparty` and `direction` of the query, as far as they are given.
PairFilter pair_filter_of(const Ask& ask);

/// An order's small JSON body. Error: malformed_json.
Result<json::Value> read_order(const std::string& body);
/// A whole number from 1 on. Nothing: it is none.
std::optional<long long> whole_number(std::string_view text);

}  // namespace clearing::api
