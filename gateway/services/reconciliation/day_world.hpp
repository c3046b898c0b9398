#pragma once

#include "gateway/ports/clock.hpp"
#include "gateway/ports/day_store.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/institution_confirmations.hpp"
#include "gateway/ports/other_sides.hpp"
#include "gateway/ports/timers.hpp"
#include "gateway/services/clearing/statement_maker.hpp"
#include "gateway/services/settlement/world.hpp"

#include <chrono>

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
    std::chrono::minutes national_grace{30};             ///< SETTLEMENT §3, close of a national day
    ports::FarSideStore* far_sides = nullptr;            ///< where a platform with a far side is configured
    /// Asked where a policy row has clearing wait for institutions (decision 0020).
    ports::InstitutionConfirmations* confirmations = nullptr;
};

/// Our totals of a day from its content.
DayTotals totals_of(const DayKey& key, const ports::DayContent& content, const ports::Digest& digest);

/// Reads the day's postings and agreement row, and makes the agreement.
awaitable<Result<ports::DayAgreement>> agreement_of(DayWorld& world, DayKey key, ports::DayContent content,
                                                    std::vector<Difference> differences,
                                                    std::set<SettlementKey> disputed);

}  // namespace clearing::reconciliation
