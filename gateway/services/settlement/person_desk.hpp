#pragma once

#include "gateway/domain/call.hpp"
#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/settlement/wording.hpp"

namespace clearing::settlement {

/// 1101 and 2001: forwarded now, nothing kept. The insured place is required (checked by the adapters).
class PersonDesk {
public:
    explicit PersonDesk(const World& world) : world_(world) {}

    awaitable<Result<PersonAnswer>> person(Call call, PersonRequest request);
    awaitable<Result<EntitlementAnswer>> entitlement(Call call, EntitlementRequest request);

private:
    const World& world_;
};

/// The platform a person's question goes over: a visitor's by the insured place, a resident's is the one that asks.
Result<PlatformName> platform_of_person(const World& world, const Call& call);

}  // namespace clearing::settlement
