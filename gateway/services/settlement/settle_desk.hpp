#pragma once

#include "gateway/services/settlement/bill_check.hpp"
#include "gateway/services/settlement/runner.hpp"

namespace clearing::settlement {

/// 2207, 2304: the settlement records of SETTLEMENT §2.
/// Order: idempotency first (message key), preflight and preclaim read-only, then the intent with the message that asks
/// for it, in one commit; after that the record decides.
class SettleDesk {
public:
    explicit SettleDesk(const World& world) : world_(world), runner_(world) {}

    awaitable<Result<SettledBill>> settle(Call call, Claim claim);

private:
    awaitable<Result<Claim>> out_of_books(CheckedClaim& checked);
    /// What is about to be opened, and what came of that.
    struct Intent {
        SettlementRecord record;
        std::optional<ClearingDay> expected_day = {};      ///< where the pair's open day becomes the record's
        std::optional<Result<ports::Opened>> opened = {};  ///< nothing: it did not come to that
    };
    awaitable<Result<MessageNo>> open_with(Intent& intent, ports::OutboundMessage message);
    awaitable<Result<SettledBill>> open_and_send(Call call, CheckedClaim checked, Claim outgoing, Intent intent);
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
