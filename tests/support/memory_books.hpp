#pragma once

#include "gateway/domain/adjustment_offer.hpp"
#include "gateway/domain/prefund_warning.hpp"
#include "gateway/domain/reversal_order.hpp"
#include "gateway/domain/voucher.hpp"
#include "gateway/ports/day_store.hpp"
#include "gateway/ports/prefund_book.hpp"
#include "gateway/ports/settlement_store.hpp"
#include "gateway/ports/visit_store.hpp"
#include "tests/support/memory_link.hpp"
#include "tests/support/memory_message_log.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace clearing::tests {

struct MemoryCases;

/// What the in-memory stores share, open to the tests: the books of one gateway, and the way of its one daemon to them.
/// One thread, no locks; a transaction is a function that does not suspend.
struct MemoryBooks : MemoryLink {
    struct KeptLine {
        FeeLine line;
        std::optional<SettlementNo> settled_by;
        bool removed = false;
        long long line_no = 0;
        long long free_since = 0;  ///< in line numbers; 0: it was never taken and let go
        bool told = false;         ///< of its settlement, after it

        bool is_free() const { return !removed && !settled_by; }
        /// Free when the visit's last line was this one.
        bool was_free_at(long long last_line) const { return is_free() && std::max(line_no, free_since) <= last_line; }
    };
    /// One transfer of the ledger, with what SETTLEMENT §6 wants every line to carry.
    struct Posting {
        DayKey day;
        Transfer transfer;
        std::optional<SettlementNo> settlement;  ///< or
        std::string statement;                   ///< the statement that cleared it
        InsuranceType insurance_type;
        CareSetting care{};
        std::string event;
        std::string voucher = {};  ///< or this one
    };
    struct KeptVoucher {
        Voucher voucher;
        std::vector<ClearingDay> days;
        long long no = 0;  ///< in the order posted
    };
    struct KeptAdjustment : Adjustment {
        SettlementNo settlement_no;
    };
    struct KeptOffer : AdjustmentOffer {
        std::string owner;
        std::optional<Instant> taken_until;
    };
    struct Move {
        SettlementNo no;
        std::optional<SettlementState> from;
        SettlementState to{};
        std::string event;
    };
    /// Found when a settlement was answered, or by a day's reconciliation.
    struct KeptDifference : Difference {
        long long no = 0;            ///< in the order they were found
        SettlementNo settlement_no;  ///< 0: the day's
    };
    struct QueuedUpload {
        long long no = 0;  ///< in the order they were queued
        Instant at{};
    };
    struct KeptDay {
        ports::Day day;
        bool content_fixed = false;  ///< which lines belong to it is decided once, at its close
        bool told_by_partner = false;
        std::set<SettlementKey> carried;   ///< left out of it
        std::set<SettlementKey> late;      ///< of earlier days, cleared with it
        std::set<SettlementKey> left_out;  ///< its lines that did not clear with it: they differ, or are disputed
        long long content_revision = 0;    ///< raised by every change of `carried` and `late` behind its fixing
        std::string notice = {};           ///< that has taken in what cleared on it
    };

    struct KeptPrefund {
        PrefundUse use;
        PrefundLevel level = PrefundLevel::calm;
        std::optional<PrefundMarks> marks;  ///< none told yet: no level changes
        bool runs_out_soon = false;
    };

    explicit MemoryBooks(std::function<Instant()> now) : now(std::move(now)) {}

    std::function<Instant()> now;

    std::map<VisitNo, Visit> visits;
    std::map<VisitNo, std::vector<KeptLine>> lines;
    std::map<BillKey, ports::KeptQuote> quotes;

    std::map<SettlementNo, SettlementRecord> records;
    std::map<SettlementNo, long long> lines_until;  ///< the visit's last line at the intent
    std::set<SettlementNo> reopened;                ///< a late yes after the reversal: holds no bill
    std::map<SettlementNo, int> answers;            ///< how many were written down
    std::vector<Move> moves;
    std::vector<Posting> ledger;
    std::vector<KeptDifference> settlement_differences;
    std::vector<std::string> alarms;
    std::map<long long, ReversalOrder> reversal_orders;  ///< by number
    std::vector<ports::AuditEvent> audited;              ///< of reversal orders
    std::map<SettlementNo, QueuedUpload> upload_queue;   ///< whose lines are to be told, and were not withdrawn

    std::map<std::string, KeptVoucher> vouchers;
    std::vector<KeptAdjustment> adjustments;
    std::map<long long, KeptOffer> offers;  ///< by number, which is the order made

    std::map<PrefundKey, KeptPrefund> prefunds;  ///< those that are kept: money was released for them
    std::vector<ports::KeptPrefundMovement> prefund_movements;
    std::vector<ports::KeptUrgentIncrease> urgent_increases;
    std::set<std::pair<std::string, std::string>> open_warnings;  ///< kind and subject, until they are acknowledged

    std::map<DayKey, KeptDay> days;
    std::map<DayKey, std::vector<KeptDifference>> day_differences;
    std::map<std::string, Statement> statements;
    MemoryMessages messages;
    MemoryCases* cases = nullptr;  ///< of its days; null: nobody keeps any

    long long last_number = 0;  ///< of everything that is numbered; never put back, as a sequence

    const KeptDay* find_day(const DayKey& key) const;
    /// The day's row; an open one is made when there is none, with all days between it and the pair's others.
    KeptDay& day_row(MemoryWrite& write, const DayKey& key, Instant at);
    /// The pair's last open day. When there is none it is made: `first`, or the day after the last one.
    ClearingDay open_day(MemoryWrite& write, const DayKey& first, Instant at);
    /// What was not sent by the end of its day is refused; a cancel of our own moves to the pair's open day.
    void end_not_sent(MemoryWrite& write, const DayKey& key, Instant at);
    /// Where a prefund is kept: its exposure and what is held change, and its level with them.
    void change_prefund(MemoryWrite& write, const PrefundKey& key, Money exposure, Money held, Instant at);
    /// False: it does not fit, and is not taken.
    bool reserve(MemoryWrite& write, const SettlementRecord& record);
    void settle_prefund_level(MemoryWrite& write, KeptPrefund& kept, const PrefundKey& key, Instant at);
    /// Unless one of its kind and subject is open. False: one is.
    void raise(MemoryWrite& write, const PrefundWarning& warning);
    bool raise(MemoryWrite& write, const std::string& kind, const std::string& subject, const std::string& text);
    /// What the books say of a prefund.
    PrefundUse prefund_by_the_books(const PrefundKey& key) const;
    /// The record as a reader sees it: `day_open` and the original's id computed (SETTLEMENT §2).
    SettlementRecord seen(SettlementRecord record) const;
    /// Its lines are decided: what is booked now clears on the then open day.
    bool is_fixed(const DayKey& key) const;
};

}  // namespace clearing::tests
