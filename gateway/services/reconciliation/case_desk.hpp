#pragma once

#include "gateway/ports/case_adjustments.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/difference_cases.hpp"
#include "gateway/ports/settlement_store.hpp"

#include <optional>
#include <set>
#include <string>

namespace clearing::reconciliation {

using ports::awaitable;

/// How a person wants a case to end.
struct ResolveOrder {
    long long no = 0;
    std::string actor;
    std::string reason;
    /// Money moves: what the settlement clears becomes less, or more again.
    struct Money {
        bool lowers = true;
        bool is_hospitals = true;
        std::map<Component, clearing::Money> amounts;
    };
    std::optional<Money> money = std::nullopt;
};

/// What people do about cases. References outlive it.
class CaseDesk {
public:
    /// `adjustments` null: cases end without money here.
    /// `people`: who may own a case, the configured users; empty: none are configured, and any name may.
    CaseDesk(ports::DifferenceCases& cases, ports::SettlementStore& settlements, ports::Clock& clock,
             ports::CaseAdjustments* adjustments, std::set<std::string> people = {})
        : cases_(cases),
          settlements_(settlements),
          clock_(clock),
          adjustments_(adjustments),
          people_(std::move(people)) {}

    /// Errors: invalid_value (no name, or none of the configured users), not_found, conflict (it is over).
    awaitable<Result<DifferenceCase>> assign(long long no, std::string actor, std::string owner);
    awaitable<Result<void>> add_note(long long no, std::string actor, std::string text);
    /// Posts the adjustment, then ends the case; repeating it posts nothing more (the origin is the case). Errors:
    /// invalid_value (no reason, no amounts or not above nothing), not_found, conflict (it is over; money and no owner
    /// yet), forbidden (money, and the actor owns the case, gave it to its owner or ordered the comparison that found
    /// it), settlement_unknown, not_loaded (no adjustments here), the adjustments' own.
    awaitable<Result<DifferenceCase>> resolve(ResolveOrder order);

private:
    awaitable<Result<std::string>> post(const DifferenceCase& one, const ResolveOrder& order);

    ports::DifferenceCases& cases_;
    ports::SettlementStore& settlements_;
    ports::Clock& clock_;
    ports::CaseAdjustments* adjustments_;
    std::set<std::string> people_;
};

}  // namespace clearing::reconciliation
