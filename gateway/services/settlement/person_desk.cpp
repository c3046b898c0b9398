#include "gateway/services/settlement/person_desk.hpp"

namespace clearing::settlement {

using translation::Vocabulary;

Result<PlatformName> platform_of_person(const World& world, const Call& call) {
    if (call.direction == Direction::resident_away) return call.platform;
    auto route = world.tables.router->route_of_person(call.header.insured_division, Direction::visitor,
                                                      local_date(world.clock.now()));
    if (!route) return fail(route.error());
    return route->platform;
}

Wording wording_of(const World& world, const Answerer& answerer, Direction direction) {
    const bool delta = answerer.platform != nullptr && answerer.platform->speaks_delta_codes;
    const Vocabulary of_platform = delta ? Vocabulary::delta : Vocabulary::national;
    if (direction == Direction::visitor) return {*world.tables.translator, Vocabulary::national, of_platform};
    return {*world.tables.translator, of_platform, Vocabulary::national};
}

awaitable<Result<PersonAnswer>> PersonDesk::person(Call call, PersonRequest request) {
    if (auto enough = check_time_left(world_, call); !enough) co_return fail(enough.error());
    auto platform = platform_of_person(world_, call);
    if (!platform) co_return fail(platform.error());
    auto answerer = answerer_of(world_, *platform, call.direction);
    if (!answerer) co_return fail(answerer.error());
    ports::Leg leg = leg_of(world_, call, *answerer, answerer->times.person);
    auto answer = co_await answerer->side->person(std::move(leg), std::move(request));
    if (!answer) co_return fail(without_effect(answer.error()));
    const Wording wording = wording_of(world_, *answerer, call.direction);
    co_return wording.incoming(std::move(*answer), local_date(world_.clock.now()));
}

awaitable<Result<EntitlementAnswer>> PersonDesk::entitlement(Call call, EntitlementRequest request) {
    if (auto enough = check_time_left(world_, call); !enough) co_return fail(enough.error());
    auto platform = platform_of_person(world_, call);
    if (!platform) co_return fail(platform.error());
    auto answerer = answerer_of(world_, *platform, call.direction);
    if (!answerer) co_return fail(answerer.error());
    const Wording wording = wording_of(world_, *answerer, call.direction);
    auto reworded = wording.outgoing(std::move(request), local_date(world_.clock.now()));
    if (!reworded) co_return fail(reworded.error());
    ports::Leg leg = leg_of(world_, call, *answerer, answerer->times.person);
    auto answer = co_await answerer->side->entitlement(std::move(leg), std::move(*reworded));
    if (!answer) co_return fail(without_effect(answer.error()));
    co_return answer;
}

}  // namespace clearing::settlement
