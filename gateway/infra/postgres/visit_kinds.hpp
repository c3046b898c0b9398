#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/kind.hpp"
#include "gateway/ports/visit_store.hpp"

namespace clearing::postgres {

// What every quote and every settlement reads and writes of its visit, and the quote it keeps.

struct VisitQuestion {
    VisitId id;
    const Vault* vault;
};
extern const ReadKind<VisitQuestion, std::optional<Visit>> visits_by_id;

struct VisitRow {
    Visit visit;
    Bytes person_token, cert_token, sealed;
};
VisitRow visit_row(const Vault& vault, Visit visit);
/// What may change of visits. Errors: visit_unknown, conflict (another revision of it is stored).
extern const WriteKind<VisitRow, void> changed_visits;

struct QuoteRow {
    BillKey bill;
    QuoteId id;
    Money total;
    Bytes sealed_split;
    Instant expires_at{};
};
QuoteRow quote_row(const Vault& vault, BillKey bill, const SettledBill& quote, Instant expires_at);
extern const WriteKind<QuoteRow, void> kept_quotes;

}  // namespace clearing::postgres
