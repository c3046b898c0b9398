#pragma once

#include "gateway/domain/settlement_record.hpp"
#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/kind.hpp"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace clearing::postgres {

/// A question for records by what never changes of them.
struct RecordQuestion {
    enum class By : std::uint8_t { message, id, key, visit };
    By by{};
    Arguments arguments;
    const Vault* vault;
};
RecordQuestion records_of_message(const Vault& vault, const MessageKey& message);
RecordQuestion records_of_id(const Vault& vault, const SettlementId& id);
RecordQuestion records_of_key(const Vault& vault, const SettlementKey& key, Direction direction);
RecordQuestion records_of_visit(const Vault& vault, const VisitId& visit);

/// Holders first (sort_holders_first). Most questions find nothing, so the records are read in a second
/// step, once for all that ask.
extern const ReadKind<RecordQuestion, std::vector<SettlementRecord>> settlement_records;

/// Those of them that there are. No numbers: nothing is asked.
std::map<SettlementNo, SettlementRecord> records_with_numbers(Session& session, const Vault& vault,
                                                              const std::set<SettlementNo>& numbers);
/// Those that hold their bill first, then the newest.
void sort_holders_first(std::vector<SettlementRecord>& records);

std::vector<SettlementRecord> find_records(Session& session, const RecordQuestion& question);

/// Who holds a bill, or the live cancel of a settlement.
std::optional<SettlementRecord> find_live_of_bill(Session& session, const Vault& vault, const BillKey& bill);
std::optional<SettlementRecord> find_live_cancel(Session& session, const Vault& vault, SettlementNo original);

/// Whether one of the keys of an intent is taken (message, id, settlement key, bill); parallel to `intents`.
std::vector<bool> have_holders(Session& session, const std::vector<const SettlementRecord*>& intents);

}  // namespace clearing::postgres
