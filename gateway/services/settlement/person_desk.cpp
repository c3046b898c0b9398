#include "gateway/services/settlement/person_desk.hpp"

namespace clearing::settlement {

Result<PlatformName> platform_of_person(const World& world, const Call& call) {
    if (call.direction == Direction::resident_away) return call.platform;
    auto route = world.tables->router->route_of_person(call.header.insured_division, Direction::visitor,
                                                       local_date(world.clock.now()));
    if (!route) return fail(route.error());
    return route->platform;
}

namespace {

/// A question without a visit: from the asker's codes into the answerer's, as of today.
template <class Request>
awaitable<Result<Request>> reword_request(const World& world, Call call, PlatformName platform, Request request) {
    const Date today = local_date(world.clock.now());
    Wording asker = wording_of_asker(world, call);
    Wording answerer = wording_of_answerer(world, platform, call.direction);
    auto inside = asker.request_into_books(std::move(request), today);
    if (!inside) {
        auto error = co_await with_gaps_noted(world, platform, asker.unmapped(), Money(), inside.error());
        co_return fail(std::move(error));
    }
    auto outgoing = answerer.request_out_of_books(std::move(*inside), today);
    if (!outgoing) {
        auto error = co_await with_gaps_noted(world, platform, answerer.unmapped(), Money(), outgoing.error());
        co_return fail(std::move(error));
    }
    co_return std::move(*outgoing);
}

}  // namespace

awaitable<Result<PersonAnswer>> PersonDesk::person(Call call, PersonRequest request) {
    if (auto enough = check_time_left(world_, call); !enough) co_return fail(enough.error());
    auto platform = platform_of_person(world_, call);
    if (!platform) co_return fail(platform.error());
    auto answerer = answerer_of(world_, *platform, call.direction);
    if (!answerer) co_return fail(answerer.error());
    auto reworded = co_await reword_request(world_, call, *platform, std::move(request));
    if (!reworded) co_return fail(reworded.error());
    ports::Leg leg = leg_of(world_, call, *answerer, answerer->times.person);
    auto answer = co_await answerer->side->person(std::move(leg), std::move(*reworded));
    if (!answer) co_return fail(without_effect(answer.error()));
    Wording wording = wording_of_answerer(world_, *platform, call.direction);
    co_return wording.answer_into_books(std::move(*answer), local_date(world_.clock.now()));
}

awaitable<Result<EntitlementAnswer>> PersonDesk::entitlement(Call call, EntitlementRequest request) {
    if (auto enough = check_time_left(world_, call); !enough) co_return fail(enough.error());
    auto platform = platform_of_person(world_, call);
    if (!platform) co_return fail(platform.error());
    auto answerer = answerer_of(world_, *platform, call.direction);
    if (!answerer) co_return fail(answerer.error());
    auto reworded = co_await reword_request(world_, call, *platform, std::move(request));
    if (!reworded) co_return fail(reworded.error());
    ports::Leg leg = leg_of(world_, call, *answerer, answerer->times.person);
    auto answer = co_await answerer->side->entitlement(std::move(leg), std::move(*reworded));
    if (!answer) co_return fail(without_effect(answer.error()));
    co_return answer;
}

}  // namespace clearing::settlement
