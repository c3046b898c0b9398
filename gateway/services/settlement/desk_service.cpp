#include "gateway/services/settlement/desk_service.hpp"

namespace clearing::settlement {

DeskService::DeskService(World& world)
    : runner_(world),
      persons_(world),
      visits_(world),
      fees_(world),
      quotes_(world),
      settlements_(world, runner_),
      reverses_(world, runner_),
      queries_(world) {}

awaitable<Result<PersonAnswer>> DeskService::person(Call call, PersonRequest request) {
    return persons_.person(std::move(call), std::move(request));
}
awaitable<Result<EntitlementAnswer>> DeskService::entitlement(Call call, EntitlementRequest request) {
    return persons_.entitlement(std::move(call), std::move(request));
}
awaitable<Result<VisitAnswer>> DeskService::visit(Call call, VisitRequest request) {
    return visits_.handle(std::move(call), std::move(request));
}
awaitable<Result<FeeUploadAnswer>> DeskService::upload_fees(Call call, FeeUpload upload) {
    return fees_.upload(std::move(call), std::move(upload));
}
awaitable<Result<void>> DeskService::remove_fees(Call call, FeeRemoval removal) {
    return fees_.remove(std::move(call), std::move(removal));
}
awaitable<Result<SettledBill>> DeskService::quote(Call call, Claim claim) {
    return quotes_.quote(std::move(call), std::move(claim));
}
awaitable<Result<SettledBill>> DeskService::settle(Call call, Claim claim) {
    return settlements_.settle(std::move(call), std::move(claim));
}
awaitable<Result<SettledBill>> DeskService::cancel(Call call, CancelRequest request) {
    return settlements_.cancel(std::move(call), std::move(request));
}
awaitable<Result<ReverseResult>> DeskService::reverse(Call call, ReverseRequest request) {
    return reverses_.by_message(std::move(call), std::move(request));
}
awaitable<Result<ReverseResult>> DeskService::reverse_by_key(Call call, SettlementKey key, std::string reason) {
    return reverses_.by_key(std::move(call), std::move(key), std::move(reason));
}
awaitable<Result<QueryResult>> DeskService::query_by_key(Call call, SettlementKey key) {
    return queries_.by_key(std::move(call), std::move(key));
}
awaitable<Result<std::vector<Visit>>> DeskService::visits(Call call, VisitQuery query) {
    return queries_.visits(std::move(call), std::move(query));
}
awaitable<Result<ports::SettlementView>> DeskService::settlement(Call call, SettlementQuery query) {
    return queries_.settlement(std::move(call), std::move(query));
}
awaitable<Result<std::vector<ports::FeeView>>> DeskService::fees(Call call, SettlementQuery query) {
    return queries_.fees(std::move(call), std::move(query));
}
awaitable<Result<void>> DeskService::keep_fees(Call call, SettlementKey key, std::vector<FeeLine> lines) {
    return fees_.keep(std::move(call), std::move(key), std::move(lines));
}

}  // namespace clearing::settlement
