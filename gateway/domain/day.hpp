#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/pair.hpp"
#include "gateway/domain/payment_split.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace clearing {

/// A day belongs to a platform, a counterparty region and a direction: both directions are two days.
struct DayKey {
    PlatformName platform;
    DivisionCode counterparty;
    Direction direction{};
    ClearingDay day;

    auto operator<=>(const DayKey&) const = default;
};
/// A day of whatever is of one pair.
DayKey day_key(const OfOnePair auto& of, ClearingDay day) {
    return {of.platform, of.counterparty, of.direction, day};
}

/// SETTLEMENT §3. `closing` and `reconciling` may wait for the partner and are taken up again by the same order.
enum class DayState : std::uint8_t {
    open,
    closing,
    reconciling,
    agreed,
    agreed_with_carried_lines,
    waiting_for_partner
};

std::string_view name_of(DayState state);
std::optional<DayState> day_state_named(std::string_view name);
constexpr bool is_agreed(DayState state) {
    return state == DayState::agreed || state == DayState::agreed_with_carried_lines;
}

/// One line of a day: a settlement (+1) or a cancel (−1).
struct DayLine {
    SettlementKey key;
    SettlementNo no;  ///< 0 in a partner's list
    int sign = 1;
    InsuranceType insurance_type;
    CareSetting care{};
    std::string clearing_type;  ///< clr_type: the national 3201 groups by it
    PaymentSplit split;
    std::optional<SettlementId> original;
    ClearingDay assigned_day;
    /// Of a cancel: the day its original is assigned to. Not told.
    std::optional<ClearingDay> original_day = std::nullopt;
    SettlementId their_id;  ///< the platform's setl_id (national)
    VisitId their_visit;

    /// By whose agreement it was posted and clears, on whatever day that is (decision 0032).
    ClearingDay agreement_day() const { return original_day.value_or(assigned_day); }
};

/// A cell of the totals: counts and sums of one insurance type and care setting.
struct DayCell {
    InsuranceType insurance_type;
    CareSetting care{};
    long long settlements = 0;
    long long cancels = 0;
    PaymentSplit sums;

    bool operator==(const DayCell&) const = default;
};

std::vector<DayCell> cells_of(const std::vector<DayLine>& lines);  ///< ascending by insurance type, care

/// What a close sends and compares.
struct DayTotals {
    DayKey key;
    std::vector<DayCell> cells;
    std::string root;                    ///< 32 bytes: digest of the lines, as the .proto defines
    std::vector<SettlementKey> carried;  ///< in doubt or reversing at the close: not in the cells
    std::vector<SettlementKey> late;     ///< carried from earlier days and cleared on this one
};

/// The ASCII text a line's leaf is hashed over (gateway/proto/…/delta.proto, DayCloseRequest).
std::string leaf_text(const DayLine& line);

/// The closed list of differences (issue step 4 grows the automatic next steps).
enum class DifferenceKind : std::uint8_t {
    missing_here,
    missing_there,
    total,
    fund_component,
    account,
    cash,
    state,
    day,
    duplicate,
    reversed_on_one_side,
    person_or_visit,
    code,
    split_law,
    details_total,
};

std::string_view name_of(DifferenceKind kind);
std::optional<DifferenceKind> difference_kind_named(std::string_view name);

struct Difference {
    DifferenceKind kind{};
    SettlementKey settlement;
    std::string ours;  ///< amount in yuan, or a word
    std::string theirs;
    std::string note;  ///< "hifp", "law C, 0.10" …
};

/// Record by record, both directions. `fields_judged`: cash and components only where the field travels (SETTLEMENT
/// §5).
struct FieldsJudged {
    bool components = true;
    bool cash = true;
};
std::vector<Difference> compare_lines(const std::vector<DayLine>& ours, const std::vector<DayLine>& theirs,
                                      FieldsJudged judged);

}  // namespace clearing
