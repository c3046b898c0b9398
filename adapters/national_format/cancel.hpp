#pragma once

#include "adapters/national_format/body.hpp"
#include "gateway/domain/claim.hpp"

namespace clearing::national_format {

// 2208 and 2305 (cancel), 2601 (reverse). Errors of reading: Faults::to_error.

Result<CancelRequest> read_cancel(const RequestEnvelope& envelope);
json::Value write_cancel(const CancelRequest& request);

Result<ReverseRequest> read_reverse(const RequestEnvelope& envelope);
json::Value write_reverse(const ReverseRequest& request);

}  // namespace clearing::national_format
