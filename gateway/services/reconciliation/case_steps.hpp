#pragma once

#include "gateway/domain/back_off.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/day_store.hpp"
#include "gateway/ports/detail_totals.hpp"
#include "gateway/ports/difference_cases.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/other_sides.hpp"
#include "gateway/ports/settlement_store.hpp"
#include "gateway/services/reconciliation/case_decision.hpp"

#include <chrono>

namespace clearing::reconciliation {

using ports::awaitable;

/// What the steps of cases need of the world. References outlive the service.
struct CaseWorld {
    ports::Clock& clock;
    ports::Digest& digest;
    ports::DayStore& days;
    ports::SettlementStore& settlements;
    ports::DifferenceCases& cases;
    const ports::OtherSides& other_sides;
    DivisionCode own_region;
    ports::DetailTotals* details = nullptr;
};

struct CaseRules {
    std::string process;  ///< this daemon, among those of one database
    BackOff back_off = {std::chrono::minutes(10), std::chrono::hours(6)};
    std::chrono::milliseconds hold = std::chrono::minutes(5);  ///< whoever has it for longer has died
    std::chrono::milliseconds answer{10'000};                  ///< for a reverse asked of the other side
    std::size_t at_once = 20;
};

/// Takes the automatic step of differences whose time has come (domain/difference_case.hpp, the table), and hands what
/// it cannot settle to people. Any number of daemons may run it; each case is one's at a time.
class CaseSteps {
public:
    CaseSteps(CaseWorld world, CaseRules rules) : world_(std::move(world)), rules_(std::move(rules)) {}

    /// One round; how many cases moved. A case whose other side is silent is tried again and uses up an attempt.
    /// Errors: store_unavailable.
    awaitable<Result<int>> step();

private:
    awaitable<Result<bool>> move(DifferenceCase one);
    awaitable<Result<CaseDecision>> decision_for(const DifferenceCase& one);
    awaitable<Result<CaseLook>> look_at(const DifferenceCase& one, const ports::Platform* platform);
    awaitable<Result<CaseDecision>> reverse_there(const DifferenceCase& one, const ports::Platform& platform);
    ports::CaseStep step_of(const DifferenceCase& one, const CaseDecision& decision) const;
    ports::LegOfSettlement reverse_leg(const DifferenceCase& one, const ports::Platform& platform) const;

    CaseWorld world_;
    CaseRules rules_;
};

}  // namespace clearing::reconciliation
