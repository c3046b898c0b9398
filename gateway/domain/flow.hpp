#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace clearing {

/// Which way a settlement goes, seen from us (DOMAIN §1).
enum class Direction : std::uint8_t {
    visitor,        ///< insured elsewhere, treated here: the local bureau sends, a platform answers; we receive
    resident_away,  ///< insured here, treated elsewhere: a platform sends, the bureau's core answers; we pay
};

enum class CareSetting : std::uint8_t { outpatient, inpatient };

/// How a platform assigns the clearing day (SETTLEMENT §3): a property of the platform, not of its name.
enum class DayRule : std::uint8_t {
    treatment_side_at_intent,  ///< Delta: our open day for visitors, the envelope's for residents away
    answerer_by_setl_time,     ///< national: date of the answered setl_time (visitors) or of the one we stamp
};

/// The treatment side names the day and closes it; otherwise whoever answers names it, and each side closes its own.
constexpr bool treatment_side_names_the_day(DayRule rule) {
    return rule == DayRule::treatment_side_at_intent;
}
/// Our open day becomes the record's in the intent's transaction. Else it comes with the envelope or the answer.
constexpr bool day_is_taken_at_intent(DayRule rule, Direction direction) {
    return treatment_side_names_the_day(rule) && direction == Direction::visitor;
}
/// Else the partner closes it, and we answer.
constexpr bool is_ours_to_close(DayRule rule, Direction direction) {
    return !treatment_side_names_the_day(rule) || direction == Direction::visitor;
}

constexpr std::string_view name_of(Direction direction) {
    return direction == Direction::visitor ? "visitor" : "resident_away";
}
constexpr std::string_view name_of(CareSetting care) {
    return care == CareSetting::outpatient ? "outpatient" : "inpatient";
}
constexpr std::optional<Direction> direction_named(std::string_view name) {
    if (name == "visitor") return Direction::visitor;
    if (name == "resident_away") return Direction::resident_away;
    return std::nullopt;
}
constexpr std::optional<CareSetting> care_setting_named(std::string_view name) {
    if (name == "outpatient") return CareSetting::outpatient;
    if (name == "inpatient") return CareSetting::inpatient;
    return std::nullopt;
}

}  // namespace clearing
