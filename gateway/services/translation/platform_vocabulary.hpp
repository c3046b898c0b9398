#pragma once

#include "gateway/ports/other_sides.hpp"
#include "gateway/services/translation/kinds.hpp"

namespace clearing::translation {

/// The codes of a platform's messages; national where none is configured.
Vocabulary vocabulary_of(const ports::OtherSides& other_sides, const PlatformName& platform);

}  // namespace clearing::translation
