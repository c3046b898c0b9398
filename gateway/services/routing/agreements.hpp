#pragma once

#include "gateway/domain/ledger.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/services/routing/agreement_terms.hpp"
#include "gateway/services/routing/regions.hpp"
#include "gateway/services/tables/prefix_map.hpp"

#include <map>
#include <string_view>

namespace clearing::routing {

/// agreements.tsv: what clears with whom (SETTLEMENT §6 `formula`).
class Agreements {
public:
    /// Finds: an unknown component, one that cannot clear or stands twice, terms that cannot be read, overlap or gap in
    /// dates, an id with two meanings.
    static Agreements read(std::string_view text, const Regions& regions, tables::Findings& findings);

    /// A row of the platform before one of `*`. Error: not_loaded when no row is in force.
    Result<ClearingFormula> formula(const PlatformName& platform, std::string_view counterparty, Date day) const;

    /// The same row's terms of payment.
    Result<AgreementTerms> terms(const PlatformName& platform, std::string_view counterparty, Date day) const;

private:
    struct Agreement {
        ClearingFormula formula;
        AgreementTerms terms;
    };
    Result<const Agreement*> in_force(const PlatformName& platform, std::string_view counterparty, Date day) const;

    std::map<PlatformName, tables::PrefixMap<Agreement>> by_platform_;
};

}  // namespace clearing::routing
