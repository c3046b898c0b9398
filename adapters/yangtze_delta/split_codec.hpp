#pragma once

#include "adapters/yangtze_delta/reading.hpp"
#include "adapters/yangtze_delta/wire.hpp"
#include "gateway/domain/payment_split.hpp"

#include <string>
#include <vector>

namespace clearing::yangtze_delta {

/// Who pays, and the four scope totals. The laws are not judged here.
void write(const PaymentSplit& split, wire::Split& out);
PaymentSplit read(const wire::Split& in, Reading& reading);

/// The national wire names of all amounts a Split carries: on Delta none is ever left out.
const std::vector<std::string>& all_amount_names();

}  // namespace clearing::yangtze_delta
