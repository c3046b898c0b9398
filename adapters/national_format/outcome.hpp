#pragma once

#include "adapters/national_format/envelope.hpp"

#include <string>
#include <vector>

namespace clearing::national_format {

/// A peer's −1 as an error of ours: its own code when err_msg begins with one we know; of an unknown code the class;
/// a text without a code is its final no (refused_by_insured_side). The text goes into the detail, cleaned
/// (peer_text.hpp).
Error error_of(const ResponseEnvelope& answer, const std::vector<std::string>& private_words);

/// Whether a −1 without a code is nobody's no: somebody between us and the peer said it (a status that is not 2xx), or
/// the peer tells of somebody behind it who has not answered (a table of phrases).
bool hides_an_outcome(const ResponseEnvelope& answer, unsigned status);

}  // namespace clearing::national_format
