#pragma once

#include "clearing/delta/v1/delta.pb.h"
#include "sim-peers/books.hpp"
#include "sim-peers/centre.hpp"
#include "sim-peers/refusal.hpp"
#include "sim-peers/split.hpp"

namespace clearing::peers::delta {

namespace pb = ::clearing::delta::v1;

pb::Split to_wire(const Split& split);
Split from_wire(const pb::Split& split);
pb::Error to_wire(const Refusal& refusal);
Scope scope_of(const pb::Bill& bill);
Identification identification_of(const pb::Person& person);
pb::Cell to_wire(const std::string& insurance_type, const std::string& care_kind, const CellSum& cell);

/// GW1008 naming the field, or the broken law, when the bill's categories do not sum to its totals.
std::optional<Refusal> check_categories(const pb::Bill& bill);

/// Same bytes for the same content: the request without what may differ in a repetition.
std::string content_of(const google::protobuf::Message& message);

}  // namespace clearing::peers::delta
