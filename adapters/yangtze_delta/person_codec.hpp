#pragma once

#include "adapters/yangtze_delta/parties.hpp"
#include "adapters/yangtze_delta/reading.hpp"
#include "adapters/yangtze_delta/wire.hpp"
#include "gateway/domain/person.hpp"

#include <vector>

namespace clearing::yangtze_delta {

void write(const Person& person, wire::Person& out);
Person read(const wire::Person& in, Reading& reading);

void write(const Filing& filing, wire::Filing& out);
Filing read(const wire::Filing& in, Reading& reading);

void write(const PersonRequest& request, const Parties& parties, wire::PersonRequest& out);
Between<PersonRequest> read(const wire::PersonRequest& in, Reading& reading);

void write(const PersonAnswer& answer, wire::PersonAnswer& out);
PersonAnswer read(const wire::PersonAnswer& in, Reading& reading);

void write(const EntitlementRequest& request, const Parties& parties, wire::EntitlementRequest& out);
Between<EntitlementRequest> read(const wire::EntitlementRequest& in, Reading& reading);

void write(const EntitlementAnswer& answer, wire::EntitlementAnswer& out);
EntitlementAnswer read(const wire::EntitlementAnswer& in, Reading& reading);

}  // namespace clearing::yangtze_delta
