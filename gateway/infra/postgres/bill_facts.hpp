#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/kind.hpp"
#include "gateway/ports/bill_facts.hpp"

namespace clearing::postgres {

struct BillToRead {
    ports::BillQuestion question;
    const Vault* vault;
};
extern const ReadKind<BillToRead, ports::BillFacts> bills;

/// What a quote's split is sealed for: moved to another bill's row it does not open.
std::string quote_purpose(const VisitId& visit, const BillNumber& bill);

}  // namespace clearing::postgres
