#pragma once

#include "gateway/services/settlement/bill_check.hpp"

namespace clearing::settlement {

// Filings (异地就医备案) live with the insured side, which is asked for them; the visit keeps what was answered at that
// time (SETTLEMENT §4).

/// What the visit knows is judged first; before refusing, the insured side is asked again, for a filing made up before
/// discharge must settle. Errors: the policy's; the question's, without effect.
awaitable<Result<void>> judge_filings(const World& world, Call call, CheckedClaim& checked);

/// At registration: where the visit's care needs a filing they are asked for at once, so that the desk need not wait
/// for them later. Judges nothing: who has none may file before he leaves. Without an answer the visit stays as it is.
awaitable<Visit> with_filings(const World& world, Call call, Answerer answerer, Visit visit);

}  // namespace clearing::settlement
