#pragma once

#include "gateway/domain/settlement_record.hpp"
#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/session.hpp"

#include <optional>
#include <string>

namespace clearing::postgres {

/// A row of the view settlement_record, and back. Throws SealBroken, std::logic_error (a row that only damage makes).
SettlementRecord read_settlement(const Row& row, const Vault& vault);

/// Inserts; nothing when one of the unique keys is taken (the duplicate check).
std::optional<SettlementNo> insert_settlement(Session& session, const Vault& vault, const SettlementRecord& record);

/// What of an answer stands in columns sealed: the person and everything that is no amount.
Bytes sealed_answer(const Vault& vault, const SettlementId& own_id, const SettledBill& answer);
/// Nothing when there are none.
std::optional<Bytes> sealed_translations(const Vault& vault, const SettlementId& own_id,
                                         const std::vector<TranslationNote>& notes);
/// Payments in their order, as jsonb_to_recordset reads them.
std::string payments_document(const std::vector<FundPayment>& payments);

struct HistoryRow {
    SettlementNo no;
    std::optional<SettlementState> from;
    SettlementState to{};
    std::string event;
    std::optional<ErrorCode> error;
    std::string change_token;
    Instant at{};
};
void write_history(Session& session, const HistoryRow& row);

std::optional<SettlementRecord> find_settlement(Session& session, const Vault& vault, SettlementNo no);

/// The amounts of a row that has the settlement table's amount columns; without payments.
PaymentSplit read_amounts(const Row& row);

}  // namespace clearing::postgres
