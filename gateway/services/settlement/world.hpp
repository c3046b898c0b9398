#pragma once

#include "gateway/ports/alarms.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/day_store.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/mapping_store.hpp"
#include "gateway/ports/other_sides.hpp"
#include "gateway/ports/settlement_store.hpp"
#include "gateway/ports/visit_store.hpp"
#include "gateway/services/mapping/tables.hpp"

#include <chrono>
#include <memory>

namespace clearing::settlement {

using ports::awaitable;

struct Limits {
    std::chrono::milliseconds least_time{1'000};   ///< less than this left: refused early (too_little_time)
    std::chrono::milliseconds answer_margin{300};  ///< kept back of the caller's deadline for booking and answering
    std::chrono::minutes quote_life{10};           ///< national quotes; Delta quotes name their own end
};

/// What the settlement use cases need, for good. References outlive the services.
struct Surroundings {
    const mapping::TablesInForce& tables_in_force;
    ports::Clock& clock;
    ports::Digest& digest;
    ports::Randomness& randomness;
    ports::VisitStore& visits;
    ports::SettlementStore& settlements;
    ports::DayStore& days;
    ports::CodeGapLog& code_gaps;
    ports::Alarms& alarms;
    const ports::OtherSides& other_sides;
    Limits limits;
};

/// The same for one request, or one piece of work of our own: with the tables it began with and keeps to its end,
/// whatever version comes into force meanwhile.
struct World : Surroundings {
    explicit World(const Surroundings& surroundings)
        : Surroundings(surroundings), tables(surroundings.tables_in_force.current()) {}

    std::shared_ptr<const mapping::Tables> tables;
};

}  // namespace clearing::settlement
