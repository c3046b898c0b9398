#pragma once

#include "gateway/domain/settlement_record.hpp"
#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/session.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace clearing::postgres {

/// A row of the view settlement_record, and back. Throws SealBroken, std::logic_error (a row that only damage makes).
SettlementRecord read_settlement(const Row& row, const Vault& vault);

/// A record as it is opened, sealed already.
struct NewSettlement {
    SettlementRecord record;
    std::string event;  ///< for its history
    std::optional<Bytes> translations;
    std::optional<Bytes> desk_information;   ///< waits in the answer's column for the answer
    std::optional<int> visit_revision = {};  ///< not inserted once the visit has another
};
NewSettlement new_settlement(const Vault& vault, SettlementRecord record, std::string event);

/// Inserts them with their history. The numbers of those that were: not when one of the unique keys is taken (the
/// duplicate check), the visit has another revision (held, it gets none until the commit), or an institution has no
/// number yet. Each id at most once.
std::map<SettlementId, SettlementNo> insert_settlements(Session& session,
                                                        const std::vector<const NewSettlement*>& settlements);
/// So that records of theirs can be inserted. Waits for whoever numbers one of them at the same time.
void number_institutions(Session& session, const std::set<InstitutionCode>& institutions);

/// What of an answer stands in columns sealed: the person and everything that is no amount.
Bytes sealed_answer(const Vault& vault, const SettlementId& own_id, const SettledBill& answer);
/// Nothing when there are none.
std::optional<Bytes> sealed_translations(const Vault& vault, const SettlementId& own_id,
                                         const std::vector<TranslationNote>& notes);

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
