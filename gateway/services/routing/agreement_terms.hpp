#pragma once

#include "gateway/domain/agreement_terms.hpp"
#include "gateway/services/tables/table.hpp"

namespace clearing::routing {

/// The columns of agreements.tsv that say how what has cleared is paid. Finds: neither yes nor no, an unknown cycle,
/// days that are no number from 1 to 250, a year's end that is no MM-DD.
AgreementTerms read_terms(const tables::Row& row, tables::Findings& findings);

}  // namespace clearing::routing
