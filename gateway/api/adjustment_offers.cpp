#include "gateway/api/answers.hpp"
#include "gateway/api/money.hpp"
#include "gateway/api/money_json.hpp"
#include "gateway/api/parameters.hpp"

// Adjustments that wait for the other region's answer, and what a person decides about those that were refused. The
// store writes the audit event in the order's own commit.

namespace clearing::api {

using ports::awaitable;

namespace {

std::optional<OfferState> offer_state_of(const Ask& ask) {
    const std::optional<std::string> wanted = query_of(ask, "state");
    return wanted ? offer_state_named(*wanted) : std::nullopt;
}

http::Response answer_offer(const Result<AdjustmentOffer>& offer) {
    if (!offer) return answer(offer.error());
    return answer(to_json(*offer));
}

}  // namespace

awaitable<http::Response> list_adjustment_offers(World& world, Ask ask) {
    const Result<std::size_t> limit = limit_of(ask);
    if (!limit) co_return answer(limit.error());
    const std::optional<OfferState> state = offer_state_of(ask);
    const auto offers = co_await world.money.offers.list(state, *limit);
    if (!offers) co_return answer(offers.error());
    json::Array list;
    for (const AdjustmentOffer& offer : *offers)
        list.push_back(to_json(offer));
    co_return answer(json::Value(json::Object{{"offers", std::move(list)}}));
}

awaitable<http::Response> resume_adjustment_offer(World& world, Ask ask) {
    const Result<long long> no = number_in_path(ask, "no");
    if (!no) co_return answer(no.error());
    const Instant now = world.clock.now();
    const auto resumed = co_await world.money.offers.resume(*no, std::move(ask.actor), now);
    co_return answer_offer(resumed);
}

awaitable<http::Response> withdraw_adjustment_offer(World& world, Ask ask) {
    const Result<long long> no = number_in_path(ask, "no");
    if (!no) co_return answer(no.error());
    const Instant now = world.clock.now();
    const auto withdrawn = co_await world.money.offers.withdraw(*no, std::move(ask.actor), now);
    co_return answer_offer(withdrawn);
}

}  // namespace clearing::api
