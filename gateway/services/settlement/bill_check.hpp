#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/services/settlement/legs.hpp"

namespace clearing::settlement {

/// A claim that may be sent: its visit, its completed content, where it goes.
struct CheckedClaim {
    Visit visit;
    Claim claim;  ///< scope, categories, diagnoses, times and level filled in; in the books' codes
    routing::Route route;
    Answerer answerer;
    std::vector<TranslationNote> translations;  ///< of the asker's codes
    std::optional<ports::KeptQuote> last_quote = {};
};

/// What the books are to be asked about a claim's bill; without what was settled of it before.
ports::BillQuestion bill_question(const Claim& claim);

/// Preflight and preclaim of a quote or a settlement, read-only, in this order: time left, visit, person, lines and law
/// G, claimed scope totals, law C, route at the visit's begin, filing policy at the governing date. Errors: as each
/// check says, all GW1 but too_little_time, store_unavailable and peer_unreachable.
awaitable<Result<CheckedClaim>> check_claim(const World& world, Call call, Claim claim, ports::BillFacts facts);

}  // namespace clearing::settlement
