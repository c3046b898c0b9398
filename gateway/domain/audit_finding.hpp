#pragma once

#include "gateway/domain/component_amounts.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/signature.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace clearing {

/// What an audit makes of a cost (DOMAIN §2). Only the first is taken back; the others become a finding of that class
/// of their own, or nothing.
enum class FindingClass : std::uint8_t {
    deduct,  ///< 违规
    ask,     ///< 发医院核查
    look,    ///< 待核查
};
std::string_view name_of(FindingClass its_class);
std::string_view chinese_name_of(FindingClass its_class);
std::optional<FindingClass> finding_class_named(std::string_view name);

enum class FindingState : std::uint8_t { proposed, notified, accepted, withdrawn };
std::string_view name_of(FindingState state);
std::optional<FindingState> finding_state_named(std::string_view name);

/// A cost that an audit does not accept as it is. It is posted once it is accepted: then both regions hold the same.
struct AuditFinding {
    std::string id;  ///< the audit's own number: unique for life
    SettlementNo settlement;
    SettlementId settlement_id;
    FindingClass its_class{};
    FindingState state = FindingState::proposed;
    ComponentAmounts amounts;  ///< what it takes back, or would
    std::string reason;
    Signature proposed, notified, accepted, withdrawn;
    int revision = 0;
};

enum class FindingStep : std::uint8_t { notify, accept, withdraw };
std::string_view name_of(FindingStep step);

/// The finding a step further. Guards in this order: conflict (it has not come that far, or further; a class that is
/// not taken back is accepted), forbidden (nobody accepts what they proposed).
Result<AuditFinding> advanced(AuditFinding finding, FindingStep step, Signature signature);

}  // namespace clearing
