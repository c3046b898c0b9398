#pragma once

#include "gateway/domain/flow.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace clearing::routing {

/// What an institution can be open for. Each is opened by itself: a hospital that settles ordinary outpatient bills
/// does not thereby settle those of chronic diseases (DOMAIN §2, "newer").
enum class BusinessKind : std::uint8_t { outpatient, inpatient, chronic, pharmacy };

inline constexpr std::array all_business_kinds{BusinessKind::outpatient, BusinessKind::inpatient, BusinessKind::chronic,
                                               BusinessKind::pharmacy};

std::string_view name_of(BusinessKind kind);
std::optional<BusinessKind> business_kind_named(std::string_view name);

/// `med_type` is the national code. nullopt: an outpatient registration (2201) that does not say it yet; it is told
/// with the visit's details or the bill, and judged then.
///  - a stay is inpatient, whatever its med_type;
///  - at a pharmacy, and 41 定点药店购药 anywhere: pharmacy;
///  - 14 门诊慢特病 and its finer codes (14…): chronic;
///  - else outpatient.
std::optional<BusinessKind> business_kind_of(CareSetting care, std::string_view med_type, bool at_pharmacy);

}  // namespace clearing::routing
