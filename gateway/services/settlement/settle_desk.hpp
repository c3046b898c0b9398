#pragma once

#include "gateway/services/settlement/bill_check.hpp"
#include "gateway/services/settlement/runner.hpp"

namespace clearing::settlement {

/// 2207, 2304: the settlement records of SETTLEMENT §2.
/// Order: idempotency first (message key), preflight and preclaim read-only, then the intent with the message that asks
/// for it, in one commit; after that the record decides.
class SettleDesk {
public:
    /// The asker waits until `answer_by`.
    SettleDesk(const World& world, Runner::TimePoint answer_by) : world_(world), runner_(world, answer_by) {}

    awaitable<Result<SettledBill>> settle(Call call, Claim claim);

private:
    /// Nothing: the visit or its lines were changed between the checks and the intent.
    using IfStillSo = std::optional<Result<SettledBill>>;
    /// An intent, and what came of it.
    struct Attempt {
        ports::Intent intent;
        std::optional<Result<ports::Opened>> opened = {};  ///< nothing: it did not come to that
    };

    awaitable<IfStillSo> settle_as_it_stands(Call call, Claim claim);
    awaitable<Result<Claim>> out_of_books(CheckedClaim& checked);
    awaitable<IfStillSo> open_and_send(Call call, CheckedClaim checked, Claim outgoing, ports::Intent intent);
    awaitable<Result<MessageNo>> keep_with_intent(Attempt& attempt, ports::OutboundMessage message);
    awaitable<Result<SettledBill>> send(Call call, CheckedClaim checked, Claim outgoing, SettlementRecord record);
    ports::LegOfSettlement leg_for(const Call& call, const CheckedClaim& checked, const SettlementRecord& record) const;
    awaitable<Result<SettledBill>> take_answer(Call call, CheckedClaim checked, SettlementRecord record,
                                               Result<SettledBill> answer);
    awaitable<Result<SettledBill>> resend(Call call, Claim claim, ports::BillFacts facts, SettlementRecord record);
    awaitable<Result<SettledBill>> answer_again(SettlementRecord record);

    const World& world_;
    Runner runner_;
};

}  // namespace clearing::settlement
