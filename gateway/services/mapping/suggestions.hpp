#pragma once

#include "gateway/services/translation/translator.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::mapping {

/// A target that a person might choose for a code without a row. Never applied by itself.
struct Suggestion {
    std::string code, name;
    int likeness = 0;  ///< percent of shared pairs of characters (Dice), 100: the same name
};

/// The targets in force on `on` whose names are most like `name`, best first; those below 40 percent are left out.
std::vector<Suggestion> suggest(const translation::CodeBook& book, translation::CodeKind kind,
                                translation::Vocabulary to, std::string_view name, Date on, std::size_t count);

}  // namespace clearing::mapping
