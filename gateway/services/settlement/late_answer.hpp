#pragma once

#include "gateway/domain/back_off.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/settlement_record.hpp"
#include "gateway/ports/timers.hpp"
#include "gateway/services/settlement/world.hpp"

#include <optional>

namespace clearing::settlement {

struct LateAnswerRules {
    /// The books may be away for a while, and nobody tells it a second time: tried again so often, with these pauses.
    int attempts = 8;
    BackOff between = {std::chrono::seconds(1), std::chrono::seconds(30)};
};

/// Answers to settlements and cancels of ours that came after their deadline, on a connection that stayed open: each is
/// carried out as if it had come in time. The state table says what that is; a yes to what was reversed meanwhile is
/// reversed again, with an alarm (SETTLEMENT §2). Where a call ends its connection with its deadline (the national
/// format over HTTP) nothing later can be heard; the resolver asks.
class LateAnswers {
public:
    LateAnswers(const Surroundings& surroundings, ports::Timers& timers, LateAnswerRules rules = {})
        : surroundings_(surroundings), timers_(timers), rules_(rules) {}

    /// `key`: of the record that was asked about; whoever answers us late was asked for a visitor. Answers the record
    /// as it then stands; nothing: we have none. A yes and a final no are outcomes; what says that nothing happened, or
    /// doubts it, changes nothing: it may be of one attempt among others. May be repeated. Error: what the last attempt
    /// met; then the resolver, or the close of the day, finds out.
    awaitable<Result<std::optional<SettlementRecord>>> take(SettlementKey key, Result<SettledBill> answer);

private:
    awaitable<Result<std::optional<SettlementRecord>>> take_now(SettlementKey key, Result<SettledBill> answer);

    const Surroundings& surroundings_;
    ports::Timers& timers_;
    LateAnswerRules rules_;
};

}  // namespace clearing::settlement
