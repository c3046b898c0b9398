#pragma once

#include "gateway/ports/clock.hpp"
#include "gateway/ports/day_store.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/other_sides.hpp"
#include "gateway/ports/settlement_store.hpp"
#include "gateway/ports/visit_store.hpp"
#include "gateway/services/routing/policy.hpp"
#include "gateway/services/routing/router.hpp"
#include "gateway/services/translation/translator.hpp"

#include <chrono>
#include <memory>

namespace clearing::settlement {

using ports::awaitable;

/// The reviewed tables in force. A new version replaces the pointers as a whole; who holds one keeps its version.
struct Tables {
    std::shared_ptr<const routing::Router> router;
    std::shared_ptr<const routing::FilingPolicy> filings;
    std::shared_ptr<const translation::Translator> translator;
};

struct Limits {
    std::chrono::milliseconds least_time{1'000};    ///< less than this left: refused early (too_little_time)
    std::chrono::milliseconds answer_margin{300};   ///< kept back of the caller's deadline for booking and answering
    std::chrono::milliseconds reverse_time{5'000};  ///< a reverse or query of our own accord
    std::chrono::minutes quote_life{10};            ///< national quotes; Delta quotes name their own end
};

/// What the settlement use cases need of the world. References outlive the services.
struct World {
    const Tables& tables;
    ports::Clock& clock;
    ports::Digest& digest;
    ports::Randomness& randomness;
    ports::VisitStore& visits;
    ports::SettlementStore& settlements;
    ports::DayStore& days;
    const ports::OtherSides& other_sides;
    Limits limits;
};

}  // namespace clearing::settlement
