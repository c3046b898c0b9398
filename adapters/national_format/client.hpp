#pragma once

#include "adapters/national_format/exchange.hpp"
#include "gateway/ports/other_side.hpp"

namespace clearing::national_format {

/// We ask: a platform of the national format for visitors, or the bureau's core for residents away, in the same
/// envelope under our own message ids.
/// A readable no is an error of the peer's class; infcode 0 with a body that cannot be read is in doubt for whatever
/// has an effect there, else unavailable.
class Client final : public ports::OtherSide {
public:
    Client(Peer peer, http::Client& http, ports::MessageLog& messages, ports::Clock& clock, ports::Digest& digest)
        : exchange_(std::move(peer), http, messages, clock, digest), digest_(digest) {}

    ports::awaitable<Result<PersonAnswer>> person(ports::Leg leg, PersonRequest request) override;
    ports::awaitable<Result<EntitlementAnswer>> entitlement(ports::Leg leg, EntitlementRequest request) override;
    ports::awaitable<Result<VisitAnswer>> visit(ports::Leg leg, VisitRequest request) override;
    ports::awaitable<Result<SettledBill>> quote(ports::Leg leg, Claim claim) override;
    ports::awaitable<Result<SettledBill>> settle(ports::LegOfSettlement leg, Claim claim) override;
    ports::awaitable<Result<SettledBill>> cancel(ports::LegOfSettlement leg, SettlementRecord original) override;
    ports::awaitable<Result<ReverseResult>> reverse(ports::LegOfSettlement leg, std::string reason) override;
    /// 5203 by the answerer's mdtrt_id with an empty setl_id, matched on medins_setl_id = our message id (SETTLEMENT
    /// §5); the id is sent along for peers that can look it up.
    ports::awaitable<Result<QueryResult>> query(ports::LegOfSettlement leg) override;
    ports::awaitable<Result<void>> fees(ports::LegOfSettlement leg, std::vector<FeeLine> lines) override;
    ports::awaitable<Result<FeeUploadAnswer>> upload(ports::Leg leg, FeeUpload upload) override;
    ports::awaitable<Result<void>> remove(ports::Leg leg, FeeRemoval removal) override;

private:
    /// The yes to `leg`, sent at `sent_at`, with the setl_time of 5203 where it has none and it decides the day. One
    /// without any stays a yes only where the moments of question and answer leave no other day; else in_doubt.
    ports::awaitable<Result<SettledBill>> with_its_time(ports::LegOfSettlement leg, SettledBill bill, Instant sent_at);

    Exchange exchange_;
    ports::Digest& digest_;
};

/// The envelope of a leg; `infno` instead of the leg's own where given.
RequestEnvelope envelope_of(const ports::Leg& leg, std::string_view infno = {});

}  // namespace clearing::national_format
