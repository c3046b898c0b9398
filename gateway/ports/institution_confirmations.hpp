#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/reconciliation_verdicts.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// One 3261: the institution's word on lines of a month, under the message id it sent it with (otransid of 3262).
struct InstitutionConfirmation {
    struct Line {
        SettlementNo settlement;
        bool confirmed = false;  ///< cnfm_flag
    };
    InstitutionCode institution;
    Date month;  ///< its first day
    MessageId message;
    std::vector<Line> lines;
    Instant at{};
};

/// How it stands with one 3261.
struct KeptConfirmation {
    InstitutionCode institution;
    Date month;
    MessageId message;
    long long confirmed = 0, refused = 0;  ///< lines
    Instant at{};
    std::optional<Instant> rolled_back_at;
};

/// One 3202 and what it found. Lines that match are counted, not written: a comparison without a row for a line that it
/// covers is that line's match.
struct InstitutionComparison {
    struct Difference {
        std::optional<SettlementNo> settlement;  ///< none: only the institution has it
        SettlementId named;                      ///< as the institution wrote it; empty: it did not
        LineVerdict verdict{};                   ///< not equal
        std::string memo;
    };
    InstitutionCode institution;
    Date begin, end;
    MessageId message;
    long long sent = 0, matched = 0, unreadable = 0;
    std::vector<Difference> differences;
    Instant at{};
};

/// A line that its institution has not confirmed, and why.
struct UnconfirmedLine {
    enum class Reason : std::uint8_t {
        not_confirmed,  ///< the institution has said nothing, or took back what it said
        refused,        ///< cnfm_flag 0
        differs,        ///< the last 3202 that covers its day found it different
    };
    SettlementNo settlement;
    SettlementKey key;
    InstitutionCode institution;
    Reason reason{};

    bool operator==(const UnconfirmedLine&) const = default;
};
constexpr std::string_view name_of(UnconfirmedLine::Reason reason) {
    using enum UnconfirmedLine::Reason;
    return reason == refused ? "refused" : reason == differs ? "differs" : "not_confirmed";
}

/// What institutions have said of their lines (DOMAIN §2: only what matches hospital ⇄ treatment region is allocated).
/// Every change is audited in its own commit. Errors everywhere: store_unavailable.
class InstitutionConfirmations {
public:
    virtual ~InstitutionConfirmations() = default;

    /// All lines or none. Repeating the message is harmless. Errors: conflict, naming a line that is confirmed or
    /// refused already by a message not rolled back.
    virtual awaitable<Result<void>> confirm(InstitutionConfirmation confirmation) = 0;
    /// A message "0" takes back the whole month. Answers how many lines were freed; repeating it answers the same and
    /// changes nothing. Errors: not_found (no such message
    /// that stands).
    virtual awaitable<Result<long long>> roll_back(InstitutionCode institution, Date month, MessageId message,
                                                   MessageId by, Instant at) = 0;
    /// What a message found is kept once: repeating it changes nothing.
    virtual awaitable<Result<void>> keep_comparison(InstitutionComparison comparison) = 0;

    /// Lines assigned to the day that are not confirmed, ascending by key.
    virtual awaitable<Result<std::vector<UnconfirmedLine>>> unconfirmed(DayKey key) = 0;
    /// Newest first; without an institution those of all.
    virtual awaitable<Result<std::vector<KeptConfirmation>>> confirmations(std::optional<InstitutionCode> institution,
                                                                           Date month) = 0;
    /// Those that touch the days, newest first, the newest thousand.
    virtual awaitable<Result<std::vector<InstitutionComparison>>> comparisons(
        std::optional<InstitutionCode> institution, Date begin, Date end) = 0;
};

}  // namespace clearing::ports
