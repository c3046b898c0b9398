#pragma once

#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/day_digests.hpp"
#include "gateway/ports/day_store.hpp"
#include "gateway/ports/detail_totals.hpp"
#include "gateway/ports/difference_cases.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/institution_confirmations.hpp"
#include "gateway/ports/other_sides.hpp"
#include "gateway/ports/settlement_store.hpp"
#include "gateway/ports/timers.hpp"
#include "gateway/services/clearing/statement_maker.hpp"
#include "gateway/services/reconciliation/adjustment_teller.hpp"
#include "gateway/services/settlement/world.hpp"

#include <chrono>
#include <functional>
#include <optional>

namespace clearing::reconciliation {

using ports::awaitable;

/// What closing a day needs of the world. References outlive the services.
struct DayWorld {
    const mapping::TablesInForce& tables_in_force;
    ports::Clock& clock;
    ports::Timers& timers;
    ports::Digest& digest;
    ports::DayStore& days;
    const ports::OtherSides& other_sides;
    std::chrono::milliseconds longest_deadline{20'000};  ///< how long a close waits for answers under way
    ports::DayDigests* digests = nullptr;                ///< null: days are compared over all their lines
    ports::SettlementStore* settlements = nullptr;  ///< looks up lines that only the partner lists; null: nobody does
    ports::DetailTotals* details = nullptr;         ///< null: fee lines are not compared
    ports::DifferenceCases* cases = nullptr;        ///< null: differences are listed, and nobody follows them up
    std::function<std::optional<Date>(Date)> due_on = {};  ///< the last day to settle a case opened on a day, if known
    ports::FarSideStore* far_sides = nullptr;              ///< where a platform with a far side is configured
    /// Asked where a policy row has clearing wait for institutions (decision 0020).
    ports::InstitutionConfirmations* confirmations = nullptr;
    ports::Adjustments* adjustments = nullptr;  ///< where a platform exchanges them (decision 0023)
    AdjustmentTeller* teller = nullptr;         ///< and who asks about those that wait
    /// Asked between the steps of a close, each of which may be repeated. False: the daemon stops. Empty: it goes on.
    std::function<bool()> goes_on = {};
};

/// What the day's adjustments add to what clears, as our books know them; nothing where they do not travel.
awaitable<Result<std::optional<std::vector<StatementCell>>>> adjustments_of(DayWorld& world, DayKey key);

/// Reads the day's sums, its postings and the agreement row, and makes the agreement.
awaitable<Result<ports::DayAgreement>> agreement_of(DayWorld& world, DayKey key, std::vector<Difference> differences,
                                                    std::set<SettlementKey> disputed);

}  // namespace clearing::reconciliation
