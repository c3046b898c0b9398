#include "gateway/services/routing/business_kind.hpp"

namespace clearing::routing {

std::string_view name_of(BusinessKind kind) {
    constexpr std::array<std::string_view, 4> names{"outpatient", "inpatient", "chronic", "pharmacy"};
    return names[static_cast<std::size_t>(kind)];
}

std::optional<BusinessKind> business_kind_named(std::string_view name) {
    for (const BusinessKind kind : all_business_kinds)
        if (name_of(kind) == name) return kind;
    return std::nullopt;
}

std::optional<BusinessKind> business_kind_of(CareSetting care, std::string_view med_type, bool at_pharmacy) {
    if (care == CareSetting::inpatient) return BusinessKind::inpatient;
    if (at_pharmacy || med_type == "41") return BusinessKind::pharmacy;
    if (med_type.starts_with("14")) return BusinessKind::chronic;
    if (med_type.empty()) return std::nullopt;
    return BusinessKind::outpatient;
}

}  // namespace clearing::routing
