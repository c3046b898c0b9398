#pragma once

#include "gateway/domain/call.hpp"
#include "gateway/domain/claim.hpp"
#include "gateway/domain/person.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/settlement_record.hpp"
#include "gateway/domain/visit.hpp"
#include "gateway/ports/awaitable.hpp"

#include <string>
#include <vector>

namespace clearing::ports {

/// A booked settlement as 5203 answers it.
struct SettlementView {
    SettlementRecord record;
    Visit visit;
};

/// A line as 5204 answers it.
struct FeeView {
    SettlementId settlement;  ///< empty: not settled
    VisitId visit;
    std::string med_type;
    FeeLine line;
};

/// Everything an asker can ask of the gateway, in either direction, from either platform: the servers of the adapters
/// call this and nothing else. Ids in and out are ours (hop by hop, SETTLEMENT §1), except that residents-away callers'
/// visits are named by the ids we answered too. Every error class is meant as SETTLEMENT §5 says. Answers to quote,
/// settle and cancel carry our ids and setl_time.
class Desk {
public:
    virtual ~Desk() = default;

    virtual awaitable<Result<PersonAnswer>> person(Call call, PersonRequest request) = 0;
    virtual awaitable<Result<EntitlementAnswer>> entitlement(Call call, EntitlementRequest request) = 0;
    virtual awaitable<Result<VisitAnswer>> visit(Call call, VisitRequest request) = 0;
    virtual awaitable<Result<FeeUploadAnswer>> upload_fees(Call call, FeeUpload upload) = 0;
    virtual awaitable<Result<void>> remove_fees(Call call, FeeRemoval removal) = 0;
    virtual awaitable<Result<SettledBill>> quote(Call call, Claim claim) = 0;
    virtual awaitable<Result<SettledBill>> settle(Call call, Claim claim) = 0;
    virtual awaitable<Result<SettledBill>> cancel(Call call, CancelRequest request) = 0;
    /// 2601 of the local bureau or the national platform. Success: the original is reversed (or fenced).
    virtual awaitable<Result<ReverseResult>> reverse(Call call, ReverseRequest request) = 0;
    /// Delta: by settlement key.
    virtual awaitable<Result<ReverseResult>> reverse_by_key(Call call, SettlementKey key) = 0;
    virtual awaitable<Result<QueryResult>> query_by_key(Call call, SettlementKey key) = 0;

    virtual awaitable<Result<std::vector<Visit>>> visits(Call call, VisitQuery query) = 0;       // 5201
    virtual awaitable<Result<SettlementView>> settlement(Call call, SettlementQuery query) = 0;  // 5203
    virtual awaitable<Result<std::vector<FeeView>>> fees(Call call, SettlementQuery query) = 0;  // 5204
    /// Delta FeesRequest for a settled bill of a resident away: kept and handed to the core later.
    virtual awaitable<Result<void>> keep_fees(Call call, SettlementKey key, std::vector<FeeLine> lines) = 0;
};

}  // namespace clearing::ports
