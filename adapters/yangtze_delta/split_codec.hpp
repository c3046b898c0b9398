#pragma once

#include "adapters/yangtze_delta/reading.hpp"
#include "adapters/yangtze_delta/wire.hpp"
#include "gateway/domain/payment_split.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace clearing::yangtze_delta {

/// Which signs amounts may have. The laws bear a split out that pays more than the bill and takes the rest back.
enum class Signs : std::uint8_t {
    any,           ///< a cancel's: who cancels knows what they have to be
    not_negative,  ///< a quote's or a settlement's
    as_the_total,  ///< of a settlement or of a cancel
};

/// Who pays, and the four scope totals. The laws are not judged here.
void write(const PaymentSplit& split, wire::Split& out);
PaymentSplit read(const wire::Split& in, Reading& reading, Signs signs = Signs::any);

/// The national wire names of all amounts a Split carries: on Delta none is ever left out.
const std::vector<std::string>& all_amount_names();

}  // namespace clearing::yangtze_delta
