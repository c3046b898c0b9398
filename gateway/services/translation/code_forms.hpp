#pragma once

#include "gateway/services/translation/kinds.hpp"

#include <string_view>

namespace clearing::translation {

/// Has the code the form of the national standard of its kind? Kinds whose codes are a dictionary: 1 to 6 letters or
/// digits.
bool has_national_form(CodeKind kind, std::string_view code);

/// The form in words, for the finding: "X and 22 letters or digits".
std::string_view national_form(CodeKind kind);

}  // namespace clearing::translation
