#include "gateway/services/translation/platform_vocabulary.hpp"

namespace clearing::translation {

Vocabulary vocabulary_of(const ports::OtherSides& other_sides, const PlatformName& name) {
    const ports::Platform* platform = other_sides.platform(name);
    if (platform == nullptr) return Vocabulary::national;
    return vocabulary_named(platform->vocabulary).value_or(Vocabulary::national);
}

}  // namespace clearing::translation
