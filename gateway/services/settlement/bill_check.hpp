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

/// A mid-stay bill that came as "0": the published format has no field for its number (2303, 2304).
bool lacks_number(const Claim& claim);

/// The number of the claim's bill towards the books and whoever answers. A mid-stay bill that lacks one gets the
/// smallest from 1 on that no settlement of its visit holds (SETTLEMENT §5); any other keeps what it came with.
BillNumber number_of_bill(const Claim& claim, const std::vector<SettlementRecord>& of_visit);

/// What the books are to be asked about a claim's bill; without what was settled of it before.
ports::BillQuestion bill_question(const Claim& claim);

/// Preflight and preclaim of a quote or a settlement, read-only, in this order: time left, visit, person, lines and law
/// G, claimed scope totals, law C, platform at the visit's begin, counterparty at the clearing day, filing policy at
/// the governing date. Errors: as each check says, all GW1 but too_little_time, store_unavailable and peer_unreachable.
awaitable<Result<CheckedClaim>> check_claim(const World& world, Call call, Claim claim, ports::BillFacts facts);

}  // namespace clearing::settlement
