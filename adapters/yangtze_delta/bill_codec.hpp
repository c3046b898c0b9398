#pragma once

#include "adapters/yangtze_delta/parties.hpp"
#include "adapters/yangtze_delta/reading.hpp"
#include "adapters/yangtze_delta/wire.hpp"
#include "gateway/domain/claim.hpp"

namespace clearing::yangtze_delta {

/// A bill to be quoted or settled. The visit is the treatment side's. Amounts are not negative; the laws are not judged
/// here. settle_way, invoice and carried members do not travel.
void write(const Claim& claim, const Parties& parties, wire::Bill& out);
Between<Claim> read(const wire::Bill& in, Reading& reading);

}  // namespace clearing::yangtze_delta
