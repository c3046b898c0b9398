#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace clearing::translation {

/// 12 hex digits that are equal when all texts are equal. Names a version among a bureau's few hundred; it is not a
/// proof against forgery (FNV-1a over lengths and contents).
std::string content_digest(std::initializer_list<std::string_view> texts);

}  // namespace clearing::translation
