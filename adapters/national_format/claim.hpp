#pragma once

#include "adapters/national_format/body.hpp"
#include "gateway/domain/claim.hpp"

namespace clearing::national_format {

/// 2206 2207 2303 2304 and their A variants: a bill to be quoted or settled. Errors of reading: Faults::to_error.
Result<Claim> read_claim(const RequestEnvelope& envelope, CareSetting care);
json::Value write_claim(const Claim& claim, const CallHeader& header);

}  // namespace clearing::national_format
