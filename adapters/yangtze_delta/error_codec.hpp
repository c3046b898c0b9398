#pragma once

#include "adapters/yangtze_delta/wire.hpp"
#include "gateway/domain/error.hpp"

namespace clearing::yangtze_delta {

void write(const Error& error, wire::Error& out);

/// Codes of our list are kept. An unknown code (a partner's newer list) keeps its class: refused →
/// refused_by_insured_side, unavailable → peer_unavailable, in doubt → in_doubt. Without a readable class → in_doubt.
Error read(const wire::Error& in);

}  // namespace clearing::yangtze_delta
