#pragma once

#include "gateway/services/routing/router.hpp"
#include "gateway/services/translation/translator.hpp"

#include <string>
#include <vector>

namespace clearing::translation {

/// What `gatewayctl mapping check` tells: every finding of every table as a sentence with file:line; none: all is well.
/// `policies` is the text of policies.tsv.
std::vector<std::string> check(const routing::RoutingTexts& routing, const MappingTexts& mapping,
                               const std::string& policies);

}  // namespace clearing::translation
