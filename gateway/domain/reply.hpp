#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/domain/ids.hpp"

#include <functional>
#include <optional>
#include <string>

namespace clearing {

/// The yes to a settlement as its asker will read it: made before the booking commits, so that whoever books keeps it
/// in the same commit. Shared by who talks to the asker and who books; of one message and one thread.
struct Reply {
    MessageNo to;                                             ///< the asker's message, as admitted
    std::function<std::string(const SettledBill&)> in_words;  ///< the whole answer in the asker's protocol
    std::optional<std::string> kept;                          ///< the words that were committed with the booking
};

}  // namespace clearing
