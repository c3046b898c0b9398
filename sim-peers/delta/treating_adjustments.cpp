// Shanghai adjusts what its own settlements clear: asked first, posted on the day of the answer.
#include "sim-peers/delta/insured_side.hpp"
#include "sim-peers/delta/treating_side.hpp"

namespace clearing::peers::delta {

namespace asio = boost::asio;

namespace {

using Request = pb::AdjustmentRequest;

Json failed(std::string reason) {
    Json json = Json::object();
    json.set("error", std::move(reason));
    return json;
}

std::optional<Request> adjustment_of(const Json& order, const std::string& own_division, const std::string& insured) {
    Request request;
    Request::Reason reason{};
    if (!Request::Reason_Parse(order.text("reason"), &reason)) return std::nullopt;
    request.set_treatment_division(own_division);
    request.set_settlement_id(order.text("settlement_id"));
    request.set_insured_division(insured);
    request.set_reason(reason);
    request.set_bearer(order.text("bearer") == "SUSPENDED" ? Request::SUSPENDED : Request::HOSPITAL);
    request.set_origin(order.text("origin"));
    for (const auto& [component, amount] : order["amounts"].members()) {
        const auto fen = read_fen(amount.text());
        if (!fen) return std::nullopt;
        auto* one = request.add_amounts();
        one->set_component(component);
        one->set_amount_fen(fen->value);
    }
    return request;
}

}  // namespace

asio::awaitable<Json> TreatingSide::ask_about(Request request) {
    pb::Envelope envelope;
    KeptAdjustment* asked = adjustments_.find(request);
    envelope.set_clearing_day(asked->asked_for);
    *envelope.mutable_adjustment_request() = asked->request;
    auto sending = send(std::move(envelope));
    const Called called = co_await std::move(sending);
    Json result = Json::object();
    result.set("origin", request.origin());
    if (called && called->has_adjustment_answer()) {
        adjustments_.find(request)->day = called->adjustment_answer().clearing_day();
        result.set("day", called->adjustment_answer().clearing_day()).set("outcome", "accepted");
    } else if (called && called->error().code().starts_with("GW1")) {
        // Nothing of it stands there.
        adjustments_.forget(request);
        result.set("day", "").set("outcome", "refused").set("error", called->error().code());
    } else {
        result.set("day", "").set("outcome", "no answer");
        result.set("error", called ? called->error().code() : called.error().reason);
    }
    co_return result;
}

asio::awaitable<Json> TreatingSide::adjust(Json order) {
    const auto request = adjustment_of(order, own_division_, client_.partner_division());
    if (!request) co_return failed("reason or amounts cannot be read");
    const Record* record = book_.find(settlement_key(own_division_, request->settlement_id()));
    if (!record || !record->is_line()) co_return failed("no such settlement");
    if (!adjustments_.find(*request)) adjustments_.add(*request, {}, *record).asked_for = open_day();
    auto asking = ask_about(*request);
    co_return co_await std::move(asking);
}

asio::awaitable<bool> TreatingSide::answer_all_of(std::string day) {
    std::vector<Request> open;
    for (const KeptAdjustment* kept : adjustments_.without_an_answer())
        if (kept->asked_for == day) open.push_back(kept->request);
    for (const Request& request : open) {
        auto asking = ask_about(request);
        const Json told = co_await std::move(asking);
        if (told.text("outcome") == "no answer") co_return false;
    }
    co_return true;
}

}  // namespace clearing::peers::delta
