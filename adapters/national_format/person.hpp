#pragma once

#include "adapters/national_format/body.hpp"
#include "gateway/domain/person.hpp"

namespace clearing::national_format {

// 1101 and 2001. Errors of reading: Faults::to_error.

Result<PersonRequest> read_person_request(const RequestEnvelope& envelope);
json::Value write_person_request(const PersonRequest& request);
Result<PersonAnswer> read_person_answer(const json::Value& output);
json::Value write_person_answer(const PersonAnswer& answer);

Result<EntitlementRequest> read_entitlement_request(const RequestEnvelope& envelope);
/// The body names the institution once more.
json::Value write_entitlement_request(const EntitlementRequest& request, const InstitutionCode& institution);
Result<EntitlementAnswer> read_entitlement_answer(const json::Value& output);
json::Value write_entitlement_answer(const EntitlementAnswer& answer, const std::string& person_number);

/// Across regions a card needs its card_sn (interface/README, Behaviour).
void check_card(Node& node, const Person& person, bool across_regions);

}  // namespace clearing::national_format
