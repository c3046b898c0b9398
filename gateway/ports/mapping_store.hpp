#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/money.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/awaitable.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// One version of all mapping tables. Its id is the first 12 hex digits of `digest`: equal tables, equal version.
struct MappingVersion {
    std::string id;
    Sha256 digest{};
    std::string base;     ///< the version it was made from; empty: a folder
    std::string made_by;  ///< the maker
    Instant made_at{};
    std::string summary;  ///< one sentence: "diagnoses: 4,388 added, 12 ended"
};

enum class MappingAction : std::uint8_t { start, activate, rollback };

constexpr std::string_view name_of(MappingAction action) {
    return action == MappingAction::start ? "start" : action == MappingAction::activate ? "activate" : "rollback";
}

/// From `effective_at` on this version rules, until the next one. The latest (effective_at, no) not withdrawn and not
/// in the future is in force.
struct MappingActivation {
    long long no = 0;  ///< given by the store
    std::string version;
    Instant effective_at{};
    MappingAction action{};
    std::string by;  ///< the checker; "daemon" for the folder a new gateway starts with
    Instant at{};
    std::string withdrawn_by;  ///< empty: stands
};

/// A code that had no row when somebody needed one: what a person should map next (the work item of `hold`).
struct CodeGap {
    PlatformName platform;
    std::string kind, from, to;  ///< as unmapped.tsv writes them
    std::string code, name;
    std::string outcome;  ///< refuse | hold
    long long times = 0;
    Money amount;  ///< of the lines concerned, summed over the times
    Instant first_seen{}, last_seen{};
};

/// Where codes without a row are noted. Errors: store_unavailable.
class CodeGapLog {
public:
    virtual ~CodeGapLog() = default;

    /// Counts each gap once more (times and amount are added to what is there).
    virtual awaitable<Result<void>> note_gaps(std::vector<CodeGap> gaps) = 0;
};

/// Versions, activations and gaps. Texts are stored once however many versions hold them. Nothing is ever deleted: an
/// old settlement is replayed with the version it was made with. Errors everywhere: store_unavailable; others as said.
class MappingStore : public CodeGapLog {
public:
    /// Repeating is harmless: false means the version was there already (and stays as it was). The audit event is
    /// written in the same transaction.
    virtual awaitable<Result<bool>> keep(MappingVersion version, std::map<std::string, std::string> texts,
                                         AuditEvent event) = 0;
    virtual awaitable<Result<std::vector<MappingVersion>>> versions() = 0;  ///< newest first
    virtual awaitable<Result<std::optional<MappingVersion>>> find(std::string id) = 0;
    /// The texts of these files, or of all when none is named. Error: not_found for an unknown version.
    virtual awaitable<Result<std::map<std::string, std::string>>> texts(std::string id,
                                                                        std::vector<std::string> files) = 0;

    virtual awaitable<Result<std::vector<MappingActivation>>> activations() = 0;  ///< by (effective_at, no)
    /// Appends the activation; those of `withdrawn` not yet in force are marked withdrawn by the same person. One
    /// transaction with the audit event; `expected_last` is the greatest no the decision was made on (0: none):
    /// another one since is answered with conflict and nothing is written.
    virtual awaitable<Result<MappingActivation>> activate(MappingActivation activation,
                                                          std::vector<long long> withdrawn, long long expected_last,
                                                          AuditEvent event) = 0;

    virtual awaitable<Result<std::vector<CodeGap>>> gaps() = 0;  ///< most money first
};

}  // namespace clearing::ports
