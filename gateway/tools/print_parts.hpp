#pragma once

#include "gateway/infra/export/text_table.hpp"
#include "gateway/infra/json/value.hpp"

#include <span>
#include <string>
#include <string_view>

// What printing an answer is made of.

namespace clearing::tools {

using exports::Align;

/// The value at "sums.total" as a text; "" where there is none.
std::string at(const json::Value& value, std::string_view path);

/// The list of that name; an empty one where there is none.
const json::Array& list_at(const json::Value& value, std::string_view key);

struct Shown {
    const char* title;
    const char* path;
    Align align = Align::left;
    std::string (*say)(const std::string& name) = nullptr;  ///< how people read it; none: as it is
};

std::string table_of(const json::Array& rows, std::span<const Shown> columns);

/// Two columns: what, and its value. Empty values are left out.
std::string facts_of(const json::Value& value, std::span<const Shown> facts);

}  // namespace clearing::tools
