#pragma once

#include "gateway/ports/settlement_store.hpp"
#include "tests/support/memory_books.hpp"

namespace clearing::tests {

/// What the tables of PostgreSQL refuse of a record, whatever the services believe: laws A, B and D of a booked
/// settlement, a booked record without an answer, a cancel of nothing. Error: internal_error.
Result<void> check_table_laws(const MemoryBooks& books, const SettlementRecord& record);

/// Who else of the record's kind holds its bill (a cancel: its original).
const SettlementRecord* other_holder_of_bill(const MemoryBooks& books, const SettlementRecord& record);

/// One change of one record, in one transaction; as gateway/infra/postgres/settlement_change.cpp.
Result<std::optional<SettlementRecord>> apply_change(MemoryBooks& books, MemoryWrite& write,
                                                     const ports::SettlementChange& change);

}  // namespace clearing::tests
