#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/ledger.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/settlement_record.hpp"
#include "gateway/domain/signature.hpp"
#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/awaitable.hpp"
#include "gateway/ports/bill_facts.hpp"
#include "gateway/ports/message_log.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace clearing::ports {

/// What opening a record found.
struct Opened {
    enum class Kind : std::uint8_t {
        accepted,        ///< the intent is durable; the record is awaiting_answer
        same_message,    ///< this message id has a record already
        bill_taken,      ///< another record of this bill is live; for a cancel: another live cancel of the original
        original_moved,  ///< a cancel's original is not booked any more: the record is the original
        visit_moved,  ///< the visit is not as it was checked (Intent::visit_revision): the record is the one asked for
    };
    Kind kind{};
    SettlementRecord record;  ///< the new one, or the one found
    /// accepted: the message it was opened with, as it is kept. Nothing: it had none, or one for another day than the
    /// record's.
    std::optional<MessageNo> message = {};
};

/// A settlement as it is to be opened, with our message that asks for it.
struct Intent {
    SettlementRecord record;
    bool day_from_open_day = false;  ///< the pair's open day becomes the record's
    OutboundMessage message;         ///< it says `record.assigned_day`, if any
    /// The visit as it was checked, with its lines: what changes either, or which of them are free, makes another
    /// revision. So does the intent itself where it is of a stay: a stay's lines have no bills, the next one wants the
    /// same.
    std::optional<int> visit_revision;
};

/// The final answer its asker gets for a change.
struct ReplyToKeep {
    MessageNo to;  ///< the asker's message
    OutboundAnswer answer;
};

/// A second person's signature under an order to reverse (ReversalOrders), with its audit event.
struct ReversalRelease {
    long long order = 0;
    Signature signature;
    AuditEvent audit;
};

/// One change of one record, guarded by what it was decided from: the state, and whether a reverse was remembered (a
/// 2601 that came while the answer was under way must not be overtaken by the answer).
struct SettlementChange {
    SettlementNo no;
    SettlementState from{};
    bool reverse_was_remembered = false;
    SettlementState to{};
    std::string event;                        ///< for the history
    std::optional<SettledBill> answer;        ///< sets split, their ids, payments, extras
    std::optional<std::string> settled_at;    ///< the setl_time we answer
    std::optional<ClearingDay> assigned_day;  ///< national: known only now
    std::optional<Error> error;
    std::optional<bool> reverse_remembered;
    std::optional<bool> had_been_booked;
    std::optional<MessageId> reverse_message;
    /// On `posting_day`; on the pair's then open day when that day's lines are decided already (SETTLEMENT §3,
    /// carried).
    std::vector<Transfer> transfers;
    std::optional<ClearingDay> posting_day;
    bool take_lines =
        false;  ///< booked (visitor settle): the bill's unsettled lines are taken by it, and their upload is queued
    bool free_lines = false;  ///< reversed, cancelled: they are free again
    std::optional<SettlementNo>
        cancelled_original;  ///< a booked cancel: the original goes booked → cancelled in the same commit
    /// A booked cancel that is being reversed: its original goes cancelled → booked in the same commit and takes its
    /// lines again. Errors: already_settled, another settlement has the bill, or the outcome of one of the same stay is
    /// open; bill_changed, its lines are not what they were.
    std::optional<SettlementNo> reinstated_original = std::nullopt;
    std::vector<Difference> differences;  ///< law C or E broken, quote differs
    std::optional<std::string> alarm;
    Instant at{};
    /// Of the answer: appended to the record's, those that stand there already are not written twice.
    std::vector<TranslationNote> translations;
    /// The record the change was decided from, where it is at hand: spares the store reading it again. A guard too: a
    /// record that was changed since is not changed.
    std::optional<SettlementRecord> decided_from = {};
    /// A settlement that was not sent is to be sent after all: the visit as it was checked again
    /// (Intent::visit_revision).
    std::optional<int> visit_revision = {};
    /// Kept in the message log in the same commit, if the change is made: the asker's answer is durable with what it
    /// tells (DESIGN §3 rule 5).
    std::optional<ReplyToKeep> reply = {};
    /// The change carries this order out, and releases it in the same commit.
    std::optional<ReversalRelease> release = {};
};

struct SettlementFilter {
    std::optional<SettlementState> state;
    std::optional<ClearingDay> day;
    std::optional<Direction> direction;
    std::optional<PlatformName> platform;
    std::optional<DivisionCode> counterparty;
    std::optional<std::string> after_id;  ///< page: greater ids
    std::size_t limit = 100;
};

/// Settlement records and their postings. Errors everywhere: store_unavailable (a commit in doubt is re-read by id
/// first).
class SettlementStore {
public:
    virtual ~SettlementStore() = default;

    /// The intent, one commit. With `day_from_open_day` the store reads the open clearing day of (platform,
    /// counterparty, direction) under the shared lock of the switch and sets assigned_day. The unique keys are the
    /// duplicate check. Errors: clearing_day_closed, the record's own day (a partner's) is over, or was never heard of
    /// and a later one of the pair is over; in_doubt (of a cancel: cancel_in_doubt) naming the record, whether the
    /// commit happened cannot be told.
    virtual awaitable<Result<Opened>> open(SettlementRecord record, bool day_from_open_day) = 0;

    /// The same, of a settlement whose message becomes durable in the same commit, before its first byte. A record that
    /// gets another day than the message says is opened without it (Opened::message).
    virtual awaitable<Result<Opened>> open_intent(Intent intent) = 0;

    /// Writes down a refusal of preflight or preclaim, so that the message id stays refused. Same keys as open.
    virtual awaitable<Result<Opened>> open_refused(SettlementRecord record) = 0;

    /// A reverse of an id never seen: the record is born reversed; the original, if it comes, is refused.
    virtual awaitable<Result<Opened>> open_fence(SettlementRecord record) = 0;

    /// Result, postings and history in one commit. Nothing: the record was not in `from` any more (a cancel that is
    /// taken up again: its original is not booked any more); read again and decide again. Errors: cancel_in_doubt, a
    /// booked record is not reversed beside a cancel of it whose outcome is open; busy, the visit is not as it was
    /// checked (visit_revision); those of check_release, of the order that it would carry out.
    virtual awaitable<Result<std::optional<SettlementRecord>>> apply(SettlementChange change) = 0;

    virtual awaitable<Result<std::optional<SettlementRecord>>> find(SettlementNo no) = 0;
    virtual awaitable<Result<std::optional<SettlementRecord>>> find_by_message(MessageKey key) = 0;
    virtual awaitable<Result<std::optional<SettlementRecord>>> find_by_id(SettlementId our_id) = 0;
    virtual awaitable<Result<std::optional<SettlementRecord>>> find_by_key(SettlementKey key, Direction direction) = 0;
    /// Residents away: the other side names the id we answered; visitors too. Newest live first.
    virtual awaitable<Result<std::vector<SettlementRecord>>> find_by_visit(VisitId our_visit) = 0;
    /// In one reading. The records are read last: whoever has taken the lines is among them.
    virtual awaitable<Result<BillFacts>> facts_of(BillQuestion question) = 0;
    virtual awaitable<Result<std::vector<SettlementRecord>>> list(SettlementFilter filter) = 0;
};

}  // namespace clearing::ports
