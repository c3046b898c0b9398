#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace clearing {

/// The words an enumeration is told by: in the database, in the interface, in papers. Each value once.
template <class Value, std::size_t Size>
using Names = std::array<std::pair<Value, std::string_view>, Size>;

/// Empty: the value is no member of the enumeration.
template <class Value, std::size_t Size>
constexpr std::string_view name_in(const Names<Value, Size>& names, Value value) {
    for (const auto& [candidate, name] : names)
        if (candidate == value) return name;
    return {};
}

/// Nothing: nobody is called so.
template <class Value, std::size_t Size>
constexpr std::optional<Value> value_in(const Names<Value, Size>& names, std::string_view name) {
    for (const auto& [value, its_name] : names)
        if (its_name == name) return value;
    return std::nullopt;
}

}  // namespace clearing
