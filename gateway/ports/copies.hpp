#pragma once

#include "gateway/domain/error.hpp"

#include <string_view>
#include <utility>

namespace clearing::ports {

// What a repeated message is told, at whichever door it comes (decision 0012, "Copies").

/// A copy of it is in work: in doubt, not busy.
inline constexpr std::string_view first_is_in_work = "it is being processed";
/// Whoever looked at the copy could not look at the record.
inline constexpr std::string_view first_not_read = "what the first copy did could not be read";
/// Nobody may act on an answer that we could not keep.
inline constexpr std::string_view answer_not_kept = "the answer could not be kept";

/// Said before anybody looked at what the message's first copy did.
constexpr bool says_nothing_of_the_first(ErrorCode code) {
    using enum ErrorCode;
    return code == busy || code == store_unavailable || code == shutting_down || code == internal_error;
}

/// For an answer that was decided before anybody looked at what a first copy did: it may be the first, and nothing was
/// done then, or not.
inline Error told_to_ask(Error error) {
    error.detail += error.detail.empty() ? "" : "; ";
    error.detail += "if it was sent before, ask for its outcome";
    return error;
}

}  // namespace clearing::ports
