#pragma once

#include "gateway/domain/reply.hpp"
#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/settlement/outcome.hpp"
#include "gateway/services/settlement/world.hpp"

namespace clearing::settlement {

/// The thin runner of the state table: decides purely, writes one commit, then sends what the step asks for.
class Runner {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// `answer_by`: somebody waits for the outcome until then, and what is asked of our own accord (a reverse, a
    /// cancel) gets no more time than is left. Nothing: nobody waits, as for the resolver.
    explicit Runner(const World& world, std::optional<TimePoint> answer_by = std::nullopt)
        : world_(world), answer_by_(answer_by) {}

    /// Carries an outcome out, decided again if the record moved meanwhile, and follows up with the reverse the step
    /// asks for (one attempt; the resolver goes on). Answers the record as it then stands. `reply`: of whoever waits
    /// for a yes, kept with the booking; null: nobody does.
    awaitable<Result<SettlementRecord>> carry_out(SettlementRecord record, Outcome outcome, Reply* reply = nullptr);

    /// A record that was not sent is to be sent again, by one of those who want to: two senders of one record would
    /// tell each other's outcome.
    struct TakenUp {
        SettlementRecord record;  ///< as it then stands
        bool by_us = false;       ///< awaiting its answer, and ours to send
    };
    /// `visit_revision`: of a settlement, its visit as its bill was checked again. Error: busy, it was changed since.
    awaitable<Result<TakenUp>> take_up_again(SettlementRecord record, std::optional<int> visit_revision = {});

    /// One attempt to reverse a record that is reversing.
    awaitable<Result<SettlementRecord>> reverse_once(SettlementRecord record);

    /// Sends a cancel record that is awaiting its answer and carries its outcome out.
    awaitable<Result<SettlementRecord>> send_cancel(SettlementRecord cancel, SettlementRecord original,
                                                    ports::LegOfSettlement leg);

    /// A leg about a record that nobody asked us for; it gets no more time than whoever waits has left.
    ports::LegOfSettlement leg_of_own_accord(const SettlementRecord& record, MessageId message, TimeFor time) const;

    const World& world() const { return world_; }

private:
    struct Applied {
        SettlementRecord record;
        std::optional<SettlementActions> actions;  ///< none: the event changed nothing
    };
    awaitable<Result<Applied>> apply(SettlementRecord record, const Outcome& outcome, Reply* reply = nullptr);
    awaitable<Result<SettlementRecord>> learn_what_was_booked(SettlementRecord record);

    const World& world_;
    const std::optional<TimePoint> answer_by_;
};

/// Does a policy row of today allow a booked cancel to be reversed?
bool may_reverse_cancel(const World& world, const SettlementRecord& cancel);

}  // namespace clearing::settlement
