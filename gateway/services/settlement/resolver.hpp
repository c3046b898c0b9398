#pragma once

#include "gateway/domain/back_off.hpp"
#include "gateway/ports/doubt_list.hpp"
#include "gateway/services/settlement/runner.hpp"

namespace clearing::settlement {

struct ResolverRules {
    std::string owner;  ///< this daemon, by a name no other process has
    BackOff back_off = {std::chrono::seconds(2), std::chrono::minutes(5)};
    std::chrono::milliseconds longest_deadline{20'000};  ///< whoever awaits an answer for longer is gone
    std::chrono::milliseconds hold{60'000};              ///< a record taken is nobody else's for so long
    std::chrono::milliseconds alarm_after{600'000};      ///< an open outcome of this age is an alarm, once
};

/// Takes care of what is in doubt, reversing, or was left awaiting by a crash, of cancels of our own that could not be
/// sent, and of those that are owed: asks again with back-off and jitter, for ever (SETTLEMENT §2). Several daemons
/// share the list; each record is asked about by one of them. A loop outside drives step(); tests drive it themselves.
class Resolver {
public:
    Resolver(const Surroundings& surroundings, ports::DoubtList& doubts, ResolverRules rules)
        : surroundings_(surroundings), doubts_(doubts), rules_(std::move(rules)) {}

    enum class Which : std::uint8_t {
        due,         ///< whose next question has its time
        everything,  ///< an operator's order
    };

    /// One round over what is open with a peer. Answers how many moved. Errors: store_unavailable; what one record met
    /// (the others were asked nevertheless).
    awaitable<Result<int>> step(PeerName other_side, Which which = Which::due);

private:
    ports::DoubtQuery query_for(const PeerName& other_side, Which which) const;
    ports::Question question_about(const ports::Doubt& doubt, const Result<SettlementRecord>& after) const;
    Instant next_question_at(const ports::Doubt& doubt) const;
    awaitable<Result<SettlementRecord>> resolve(SettlementRecord record);
    awaitable<Result<SettlementRecord>> send_own_cancel_again(SettlementRecord cancel);
    awaitable<Result<int>> carry_out_owed_undoings(PeerName other_side, Which which);
    awaitable<Result<SettlementRecord>> ask(const World& world, SettlementRecord record);

    const Surroundings& surroundings_;
    ports::DoubtList& doubts_;
    ResolverRules rules_;
};

/// Everybody a record can be open with: the platforms' peers and the core.
std::vector<PeerName> peers_to_ask(const ports::OtherSides& sides);

}  // namespace clearing::settlement
