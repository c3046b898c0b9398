#pragma once

#include "gateway/services/routing/router.hpp"
#include "gateway/services/tables/findings.hpp"

namespace clearing::routing {

/// What Router::load does, with every finding told (Router::load refuses at any). For `gatewayctl mapping check`,
/// which knows no own region.
std::shared_ptr<const Router> read_router(const RoutingTexts& texts, DivisionCode own_region,
                                          tables::Findings& findings);

}  // namespace clearing::routing
