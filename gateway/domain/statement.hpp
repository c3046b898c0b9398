#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/ledger.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing {

/// What one component of one cell clears: owed by the insured to the treatment side; negative: the other way.
struct StatementCell {
    InsuranceType insurance_type;
    CareSetting care{};
    Component component{};
    Money amount;

    auto operator<=>(const StatementCell&) const = default;
};

/// A balance of the trial balance: debits and credits of one account and component on one day.
struct BalanceLine {
    Account account{};
    Component component{};
    Money debits, credits;
};

/// Why a booked line is left out: the two sides do not agree on it. Statements are kept with this word.
inline constexpr std::string_view disputed_reason = "disputed";

/// A line that was left out of the clearing, with its reason.
struct LeftOutLine {
    SettlementKey key;
    std::string reason;  ///< disputed_reason, or what it is waiting for: "in doubt", "reversing"
    Money amount;        ///< what its agreement clears, or the claimed total while in doubt
};

/// A line that clears today although it was assigned to an earlier day, with what it was waiting for.
struct LateLine {
    SettlementKey key;
    ClearingDay assigned_day;
};

/// The statement of one day with one counterparty, one direction (DOMAIN §2 clearing).
struct Statement {
    std::string id;  ///< "330200-310000-visitor-2018-10-16"
    DayKey key;
    DayState state{};
    ClearingFormula formula;              ///< of the day's own agreement
    std::vector<DayCell> cells;           ///< counts and sums per insurance type and care setting, cleared lines only
    std::vector<StatementCell> clearing;  ///< per component: receivable (visitor) or payable (resident away)
    /// What late lines and cancels clear by the agreements they were posted with, beyond this formula (negative: short
    /// of it).
    Money by_earlier_agreements;
    std::vector<LeftOutLine> left_out;
    std::vector<LateLine> late;
    std::vector<Difference> differences;
    std::vector<BalanceLine> trial_balance;  ///< of the day and counterparty and direction
    Instant made_at{};
    /// What the day's adjustments add to what clears, as both regions know them; none: they do not travel there.
    std::optional<std::vector<StatementCell>> adjustments = {};

    Money receivable_or_payable() const;
    /// ΣDr = ΣCr per component; the cells' formula sums and what earlier agreements add equal the clearing cells.
    bool balances() const;
};

std::string statement_id(const DayKey& key, const DivisionCode& own_region);

/// Σ per (insurance type, care, component) of lines that all clear by this formula; zero amounts are left out.
std::vector<StatementCell> clearing_cells(const std::vector<DayLine>& lines, const ClearingFormula& formula);

}  // namespace clearing
