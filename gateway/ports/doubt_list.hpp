#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/domain/settlement_record.hpp"
#include "gateway/ports/awaitable.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// A record whose outcome is open, as work: who asks about it, since when, how often, and when again.
struct Doubt {
    SettlementRecord record;
    std::string owner;  ///< the daemon that asks, or asked last; empty: nobody yet
    Instant since{};    ///< when its outcome came to be open
    int asked = 0;
    Instant next_question_at{};
    std::string last_answer;  ///< what the last question brought: a name of SettlementState, or an error's stable code
    bool alarmed = false;     ///< its age has been an alarm
};

/// Which doubts one asker wants.
struct DoubtQuery {
    std::string owner;
    PeerName other_side;  ///< one asker per peer, so that a silent peer holds up nobody else's questions
    Instant now{};
    Instant taken_until{};      ///< nobody else gets them before; a daemon that died loses them then
    Instant awaiting_before{};  ///< awaiting_answer since before: its runner is gone
    std::size_t limit = 20;
    bool whatever_the_time = false;  ///< also those whose next question is not due (an operator's order)
    /// Goes through all that is open with the peer for those that came to be so since; once for many takes.
    bool looks_for_new = true;
};

struct Question {
    SettlementNo no;
    std::string owner;  ///< of the take; a question of somebody who lost the record meanwhile changes nothing
    std::string answer;
    Instant next_question_at{};
    std::optional<std::string> alarm;  ///< raised once, in the same commit
    Instant at{};
};

/// A settlement that an undoing of ours came too late for: booked, to be cancelled by us (SETTLEMENT §2, reversing and
/// "booked, day closed"), and no cancel of ours stands, is under way, or was refused by the other side.
struct OwedUndoing {
    SettlementRecord record;
    int came_to_nothing = 0;  ///< cancels of ours before
    Instant since{};          ///< the last of them ended; none: it was booked
};

/// Work about records that are not final: in doubt, reversing, awaiting an answer nobody waits for any more, and
/// cancels of our own that were not sent. Shared by all daemons of one database; survives all of them.
/// Errors everywhere: store_unavailable.
class DoubtList {
public:
    virtual ~DoubtList() = default;

    /// Due ones that nobody holds, longest due first; each daemon gets different ones.
    virtual awaitable<Result<std::vector<Doubt>>> take_due(DoubtQuery query) = 0;
    /// The record has been asked about. One that is final by now is off the list.
    virtual awaitable<Result<void>> asked(Question question) = 0;
    /// All open ones, oldest first.
    virtual awaitable<Result<std::vector<Doubt>>> open(std::size_t limit) = 0;
    /// Whose cancel a crash kept from being opened, or whose last one came to nothing; those least tried first, of
    /// these the longest waiting.
    virtual awaitable<Result<std::vector<OwedUndoing>>> owed_undoings(PeerName other_side, std::size_t limit) = 0;
};

}  // namespace clearing::ports
