#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/ledger.hpp"
#include "gateway/domain/settlement_record.hpp"

#include <functional>
#include <string>
#include <string_view>

// The words finance reads (DOMAIN §1), one place for tables and files.

namespace clearing::exports {

/// What an export has to be told about names. `region_name` answers "" for a code it does not know.
struct Naming {
    DivisionCode own_region;
    std::function<std::string(const DivisionCode&)> region_name;
};

std::string_view chinese(Direction direction);
std::string_view chinese(CareSetting care);
std::string_view chinese(DayState state);
std::string_view chinese(SettlementState state);
std::string_view chinese(SettlementKind kind);
std::string_view chinese(DifferenceKind kind);
std::string_view chinese(Fund fund);
std::string_view chinese(Component component);

/// Why a line did not clear, as statements keep it: "disputed", "in doubt" … What it does not know stays as it is.
std::string left_out_words(const std::string& reason);
std::string insurance_words(const InsuranceType& type);                      ///< "310 职工基本医疗保险"
std::string region_words(const DivisionCode& region, const Naming& naming);  ///< "310000 上海市"

/// The two regions of a day: a visitor is insured at the counterparty and treated here; a resident away the other way.
struct DayRegions {
    DivisionCode insured, treatment;
};
DayRegions regions_of(const DayKey& key, const DivisionCode& own_region);

/// "张*": the first character of a name. "": nothing to mask.
std::string masked_name(std::string_view name);
/// The last four characters of a certificate number.
std::string last_four(std::string_view number);

}  // namespace clearing::exports
