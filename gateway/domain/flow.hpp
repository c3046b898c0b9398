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
