#include "gateway/services/settlement/desk_service.hpp"

#include "gateway/domain/reply.hpp"
#include "gateway/services/settlement/coded_fields.hpp"
#include "gateway/services/settlement/wording.hpp"

namespace clearing::settlement {
namespace {

/// The day an answer is worded by: a settled bill's own, so that the same message gets the same answer later.
Date day_of(const SettledBill& bill, Date today) {
    const auto settled = parse_local_time(bill.settled_at);
    return settled ? local_date(*settled) : today;
}
Date day_of(const Visit& visit, Date today) {
    const auto begin = parse_local_time(visit.begin_time);
    return begin ? local_date(*begin) : today;
}
Date day_of(const PersonAnswer&, Date today) {
    return today;
}
Date day_of(const CareKind&, Date today) {
    return today;
}

/// A cancel is worded by its original's day (SETTLEMENT §5, a cancel uses the original's versions).
awaitable<Date> day_of_original(const World& world, SettlementId cancel, Date otherwise) {
    auto record = co_await world.settlements.find_by_id(std::move(cancel));
    if (!record || !*record || !(*record)->cancels) co_return otherwise;
    auto original = co_await world.settlements.find(*(*record)->cancels);
    if (!original || !*original) co_return otherwise;
    const auto settled = parse_local_time((*original)->settled_at);
    co_return settled ? local_date(*settled) : otherwise;
}

template <class Answer>
Answer for_asker(const World& world, const Call& call, Answer answer) {
    const Date on = day_of(answer, local_date(world.clock.now()));
    return wording_of_asker(world, call).answer_out_of_books(std::move(answer), on);
}

template <class Answer>
Result<Answer> for_asker(const World& world, const Call& call, Result<Answer> answer) {
    if (answer) answer = for_asker(world, call, std::move(*answer));
    return answer;
}

}  // namespace

awaitable<Result<PersonAnswer>> DeskService::person(Call call, PersonRequest request) {
    const World world(surroundings_);
    PersonDesk desk(world);
    auto answer = co_await desk.person(call, std::move(request));
    co_return for_asker(world, call, std::move(answer));
}

awaitable<Result<EntitlementAnswer>> DeskService::entitlement(Call call, EntitlementRequest request) {
    const World world(surroundings_);
    PersonDesk desk(world);
    co_return co_await desk.entitlement(std::move(call), std::move(request));
}

awaitable<Result<VisitAnswer>> DeskService::visit(Call call, VisitRequest request) {
    const World world(surroundings_);
    VisitDesk desk(world);
    co_return co_await desk.handle(std::move(call), std::move(request));
}

awaitable<Result<FeeUploadAnswer>> DeskService::upload_fees(Call call, FeeUpload upload) {
    const World world(surroundings_);
    FeeDesk desk(world);
    co_return co_await desk.upload(std::move(call), std::move(upload));
}

awaitable<Result<void>> DeskService::remove_fees(Call call, FeeRemoval removal) {
    const World world(surroundings_);
    FeeDesk desk(world);
    co_return co_await desk.remove(std::move(call), std::move(removal));
}

awaitable<Result<SettledBill>> DeskService::quote(Call call, Claim claim) {
    const World world(surroundings_);
    QuoteDesk desk(world);
    auto answer = co_await desk.quote(call, std::move(claim));
    co_return for_asker(world, call, std::move(answer));
}

awaitable<Result<SettledBill>> DeskService::settle(Call call, Claim claim) {
    const World world(surroundings_);
    SettleDesk desk(world, call.deadline);
    // Whoever books knows the bill in the books' codes.
    const std::shared_ptr<Reply> theirs = call.reply;
    if (theirs)
        call.reply = std::make_shared<Reply>(
            theirs->to, [&](const SettledBill& bill) { return theirs->in_words(for_asker(world, call, bill)); },
            std::nullopt);
    auto answer = co_await desk.settle(call, std::move(claim));
    if (theirs) theirs->kept = std::move(call.reply->kept);
    co_return for_asker(world, call, std::move(answer));
}

awaitable<Result<SettledBill>> DeskService::cancel(Call call, CancelRequest request) {
    const World world(surroundings_);
    CancelDesk desk(world, call.deadline);
    auto answer = co_await desk.cancel(call, std::move(request));
    if (!answer) co_return answer;
    SettlementId cancel = answer->settlement;
    const Date otherwise = day_of(*answer, local_date(world.clock.now()));
    const Date on = co_await day_of_original(world, std::move(cancel), otherwise);
    co_return wording_of_asker(world, call).answer_out_of_books(std::move(*answer), on);
}

awaitable<Result<ReverseResult>> DeskService::reverse(Call call, ReverseRequest request) {
    const World world(surroundings_);
    ReverseDesk desk(world, call.deadline);
    co_return co_await desk.by_message(std::move(call), std::move(request));
}

awaitable<Result<ReverseResult>> DeskService::reverse_by_key(Call call, SettlementKey key) {
    const World world(surroundings_);
    ReverseDesk desk(world, call.deadline);
    co_return co_await desk.by_key(std::move(call), std::move(key));
}

awaitable<Result<QueryResult>> DeskService::query_by_key(Call call, SettlementKey key) {
    const World world(surroundings_);
    QueryDesk desk(world);
    auto answer = co_await desk.by_key(call, std::move(key));
    if (answer && answer->bill) answer->bill = for_asker(world, call, std::move(*answer->bill));
    co_return answer;
}

awaitable<Result<std::vector<Visit>>> DeskService::visits(Call call, VisitQuery query) {
    const World world(surroundings_);
    QueryDesk desk(world);
    Wording asker = wording_of_asker(world, call);
    CareKind asked{std::move(query.med_type)};
    query.med_type = asker.answer_into_books(std::move(asked), local_date(world.clock.now())).med_type;
    auto visits = co_await desk.visits(call, std::move(query));
    if (!visits) co_return visits;
    for (Visit& visit : *visits)
        visit = for_asker(world, call, std::move(visit));
    co_return visits;
}

awaitable<Result<ports::SettlementView>> DeskService::settlement(Call call, SettlementQuery query) {
    const World world(surroundings_);
    QueryDesk desk(world);
    auto view = co_await desk.settlement(call, std::move(query));
    if (!view) co_return view;
    view->record.answer = for_asker(world, call, std::move(view->record.answer));
    view->visit = for_asker(world, call, std::move(view->visit));
    co_return view;
}

awaitable<Result<std::vector<ports::FeeView>>> DeskService::fees(Call call, SettlementQuery query) {
    const World world(surroundings_);
    QueryDesk desk(world);
    auto views = co_await desk.fees(call, std::move(query));
    if (!views) co_return views;
    for (ports::FeeView& view : *views)
        view.med_type = for_asker(world, call, CareKind{std::move(view.med_type)}).med_type;
    co_return views;
}

awaitable<Result<void>> DeskService::keep_fees(Call call, SettlementKey key, std::vector<FeeLine> lines) {
    const World world(surroundings_);
    FeeDesk desk(world);
    co_return co_await desk.keep(std::move(call), std::move(key), std::move(lines));
}

}  // namespace clearing::settlement
