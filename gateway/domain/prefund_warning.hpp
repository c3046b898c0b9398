#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/prefund.hpp"

#include <string>

namespace clearing {

/// An alarm about a prefund, in the words of gateway/docs/operations.md; raised in the commit that crossed the mark.
struct PrefundWarning {
    std::string kind;     ///< "prefund_red", "prefund_forecast"
    std::string subject;  ///< "310000-visitor-2018"
    std::string text;
};

/// `level`: the one it has risen to.
PrefundWarning warning_of_level(const PrefundKey& key, PrefundLevel level, const PrefundUse& use, Instant at);

PrefundWarning warning_of_forecast(const PrefundKey& key, Date exhausted_on, const PrefundUse& use, Instant at);

}  // namespace clearing
