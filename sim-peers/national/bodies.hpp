#pragma once

#include "sim-peers/stories.hpp"

#include <string>

namespace clearing::peers::national {

/// The `input` of one transaction of a visit, as hospital systems write it (interface/fields.md).
Json body_of_transaction(const std::string& infno, const Story& story, const Person& person,
                         const VisitProgress& progress, const Catalog& catalog, bool states_split);

}  // namespace clearing::peers::national
