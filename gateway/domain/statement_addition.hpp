#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/ledger.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace clearing {

/// What a statement counts beside the lines of its days (DOMAIN §2, SETTLEMENT §6).
enum class AdditionKind : std::uint8_t {
    deduction,            ///< 审核扣款: the insured region pays less
    deduction_withdrawn,  ///< 扣款撤回
    dispute,              ///< 争议: accepted at less
    refund,               ///< 退费 after clearing
    other,                ///< 其他调整
};

/// One component of a deduction or another adjustment, as it clears: on the day it was posted, or with its line when
/// that clears later (decision 0015).
struct StatementAddition {
    std::string id;  ///< of the voucher; its components share it
    AdditionKind kind{};
    ClearingDay day;  ///< it clears on
    InsuranceType insurance_type;
    CareSetting care{};
    Component component{};
    Money amount;  ///< negative: lowers what the insured region owes
    std::string reason;
    std::string origin;  ///< the settlement or case it comes from
    /// The day's clearing holds the amount already (Statement::clearing); else it is counted beside it.
    bool in_clearing = false;

    bool operator==(const StatementAddition&) const = default;
};

constexpr bool is_deduction(AdditionKind kind) {
    return kind == AdditionKind::deduction || kind == AdditionKind::deduction_withdrawn;
}

std::string_view name_of(AdditionKind kind);
std::optional<AdditionKind> addition_kind_named(std::string_view name);

}  // namespace clearing
