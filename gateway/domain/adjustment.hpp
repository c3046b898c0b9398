#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/postings_adjustment.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing {

/// Why what a settlement clears was changed after its booking.
enum class AdjustmentReason : std::uint8_t {
    deduction,              ///< 审核扣款
    deduction_withdrawn,    ///< 扣款撤回
    dispute_lost,           ///< the region accepts the amount less
    dispute_won,            ///< lost first, won afterwards
    settlement_cancelled,   ///< what stood of the others, so that the cancel leaves nothing
    settlement_reinstated,  ///< that cancel was reversed: they stand again
    cancel_after_clearing,  ///< a cancel of a settlement that had cleared: posted by its own line, listed here
};

std::string_view name_of(AdjustmentReason reason);
std::string_view chinese_name_of(AdjustmentReason reason);
std::optional<AdjustmentReason> adjustment_reason_named(std::string_view name);

/// Whether the reason lowers what is owed.
bool lowers(AdjustmentReason reason);

/// What is to be adjusted. `amounts` are positive; the reason gives the direction.
struct NewAdjustment {
    SettlementNo settlement;
    AdjustmentReason reason{};
    ComponentAmounts amounts;
    std::string origin;  ///< the finding, the dispute, the case it comes from: with the reason, unique for life
    Bearer bearer = Bearer::hospital;
    std::string made_by;
    Instant at{};
    std::optional<ClearingDay> day = {};  ///< assigned by the treatment side; none: the pair's open day
};

/// An adjustment in the books, as the next statement lists it.
struct Adjustment {
    DayKey key;  ///< of the day it was posted on
    SettlementId settlement;
    SettlementKey settlement_key;
    InsuranceType insurance_type;
    CareSetting care{};
    AdjustmentReason reason{};
    Bearer bearer = Bearer::hospital;
    ComponentAmounts amounts;  ///< what it adds to what is owed; negative lowers it
    std::string origin;
    std::string voucher;  ///< empty: a cancel, whose own line stands among the day's
    std::string made_by;
    Instant at{};
    PeerName awaits = {};  ///< not in the books yet: the other region is asked first (decision 0023)
};

/// The event and the voucher's id: the same origin and reason again is the same voucher.
std::string voucher_id_of(const NewAdjustment& adjustment);

/// What an adjustment adds to what is owed.
ComponentAmounts effect_of(const NewAdjustment& adjustment);

/// Its postings, by its reason (SETTLEMENT §6).
std::vector<Transfer> postings_of(Direction direction, const NewAdjustment& adjustment);

/// What may still be taken back of a settlement, and what of it was.
struct Adjusted {
    ComponentAmounts owed;      ///< booked, less cancelled and adjusted
    ComponentAmounts deducted;  ///< by audit, not withdrawn
    ComponentAmounts disputed;  ///< lost and not won, by the bearer asked about
};

/// Guards in this order. Errors: invalid_value (no amounts, no origin, a deduction that the hospital does not bear, for
/// SETTLEMENT §6 says Dr H, a reason of the books' own; more than is owed, or than was taken back, naming the
/// component).
Result<void> check_adjustment(const NewAdjustment& adjustment, const Adjusted& settlement);

}  // namespace clearing
