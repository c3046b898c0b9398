#pragma once

#include "gateway/domain/ids.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/settlement_state.hpp"
#include "gateway/domain/signature.hpp"

#include <string>

namespace clearing {

/// An order to reverse what is in doubt (SETTLEMENT §2): one person gives it with a reason, another one releases it,
/// and that reverses. Whatever else ends the doubt overtakes it, for good: nothing comes back in doubt.
struct ReversalOrder {
    long long no = 0;
    SettlementId settlement;             ///< or cancel
    SettlementState settlement_state{};  ///< now
    std::string reason;
    Signature ordered, released, withdrawn;

    bool is_released() const { return !released.by.empty(); }
    bool is_withdrawn() const { return !withdrawn.by.empty(); }
};

/// Only what is in doubt is reversed by order. Error: conflict, saying what is to be done instead.
Result<void> check_reversal(SettlementState state);

/// Can it still be released or withdrawn? Error: conflict (somebody has done that, or the order is overtaken).
Result<void> check_stands(const ReversalOrder& order);

/// Errors: those of check_stands; forbidden (nobody releases what they ordered).
Result<void> check_release(const ReversalOrder& order, const std::string& by);

}  // namespace clearing
