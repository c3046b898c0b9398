#pragma once

#include "gateway/domain/fee_line.hpp"
#include "gateway/services/translation/translator.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::mapping {

/// The line as this version splits it, from what the hospital sent. Nothing where the version has no row for it.
std::optional<FeeLine> reprice(const translation::Translator& translator, const FeeLine& line);

/// Replay of a line with the very version it was made with: sentences on what comes out otherwise than it stands in the
/// books. None is what must be.
std::vector<std::string> replay(const translation::Translator& made_with, const FeeLine& line);

}  // namespace clearing::mapping
