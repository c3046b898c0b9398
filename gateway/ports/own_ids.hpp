#pragma once

#include "gateway/ports/digest.hpp"

namespace clearing::ports {

/// The setl_id we answer for a message (SETTLEMENT §1). It needs nothing but the message's key, so whoever has to
/// answer before the books could be asked can name it too.
inline SettlementId own_settlement_id(const Digest& digest, const DivisionCode& own_region, const MessageKey& key) {
    return SettlementId(derived_id(own_region.text, digest.sha256(digest_text("settlement", key))));
}

}  // namespace clearing::ports
