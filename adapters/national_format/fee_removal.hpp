#pragma once

#include "gateway/domain/visit.hpp"
#include "gateway/infra/json/value.hpp"

namespace clearing::national_format {

/// 2205's input is one row for a bill, 2302's a row per line; "0000" stands for all that is not settled
/// (interface/fields.md). Read by read_fee_removal.
json::Value write_fee_removal(const FeeRemoval& removal, CareSetting care);

}  // namespace clearing::national_format
