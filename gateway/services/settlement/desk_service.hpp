#pragma once

#include "gateway/ports/desk.hpp"
#include "gateway/services/settlement/cancel_desk.hpp"
#include "gateway/services/settlement/fee_desk.hpp"
#include "gateway/services/settlement/person_desk.hpp"
#include "gateway/services/settlement/query_desk.hpp"
#include "gateway/services/settlement/quote_desk.hpp"
#include "gateway/services/settlement/reverse_desk.hpp"
#include "gateway/services/settlement/settle_desk.hpp"
#include "gateway/services/settlement/visit_desk.hpp"

namespace clearing::settlement {

/// All desks behind the one counter the adapters know. Each request takes the tables in force once, at its start; what
/// the desks answer in the books' codes goes out in the asker's.
class DeskService final : public ports::Desk {
public:
    explicit DeskService(const Surroundings& surroundings) : surroundings_(surroundings) {}

    awaitable<Result<PersonAnswer>> person(Call call, PersonRequest request) override;
    awaitable<Result<EntitlementAnswer>> entitlement(Call call, EntitlementRequest request) override;
    awaitable<Result<VisitAnswer>> visit(Call call, VisitRequest request) override;
    awaitable<Result<FeeUploadAnswer>> upload_fees(Call call, FeeUpload upload) override;
    awaitable<Result<void>> remove_fees(Call call, FeeRemoval removal) override;
    awaitable<Result<SettledBill>> quote(Call call, Claim claim) override;
    awaitable<Result<SettledBill>> settle(Call call, Claim claim) override;
    awaitable<Result<SettledBill>> cancel(Call call, CancelRequest request) override;
    awaitable<Result<ReverseResult>> reverse(Call call, ReverseRequest request) override;
    awaitable<Result<ReverseResult>> reverse_by_key(Call call, SettlementKey key) override;
    awaitable<Result<QueryResult>> query_by_key(Call call, SettlementKey key) override;
    awaitable<Result<std::vector<Visit>>> visits(Call call, VisitQuery query) override;
    awaitable<Result<ports::SettlementView>> settlement(Call call, SettlementQuery query) override;
    awaitable<Result<std::vector<ports::FeeView>>> fees(Call call, SettlementQuery query) override;
    awaitable<Result<void>> keep_fees(Call call, SettlementKey key, std::vector<FeeLine> lines) override;

private:
    const Surroundings& surroundings_;
};

}  // namespace clearing::settlement
