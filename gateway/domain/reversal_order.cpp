#include "gateway/domain/reversal_order.hpp"

#include <fmt/format.h>

namespace clearing {
namespace {

std::string_view what_then(SettlementState state) {
    switch (state) {
        case SettlementState::awaiting_answer:
            return "it is not in doubt yet";
        case SettlementState::booked:
            return "who sent it may undo it (cancel, 2601)";
        case SettlementState::reversing:
            return "that is on its way, until the other side confirms it";
        default:
            return "there is nothing to reverse";
    }
}

std::unexpected<Error> ended(const Signature& by, std::string_view how) {
    return fail(ErrorCode::conflict, fmt::format("{} has {} it already", by.by, how), {"order"});
}

}  // namespace

Result<void> check_reversal(SettlementState state) {
    if (state == SettlementState::in_doubt) return {};
    return fail(ErrorCode::conflict, fmt::format("the settlement is {}: {}", name_of(state), what_then(state)),
                {"settlement"});
}

Result<void> check_stands(const ReversalOrder& order) {
    if (order.is_released()) return ended(order.released, "released");
    if (order.is_withdrawn()) return ended(order.withdrawn, "withdrawn");
    return check_reversal(order.settlement_state);
}

Result<void> check_release(const ReversalOrder& order, const std::string& by) {
    if (auto stands = check_stands(order); !stands) return stands;
    if (order.ordered.by != by) return {};
    return fail(ErrorCode::forbidden, fmt::format("{} gave this order and does not release it", by), {"order"});
}

}  // namespace clearing
