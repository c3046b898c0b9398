#pragma once

#include "gateway/domain/ids.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace clearing::postgres {

/// {"a","b\"c"} as text[] reads it.
template <class Items, class Text>
std::string text_array(const Items& items, Text text_of) {
    std::string array = "{";
    for (const auto& item : items) {
        array += array.size() > 1 ? ",\"" : "\"";
        const auto& text = text_of(item);
        for (const char c : std::string_view(text)) {
            if (c == '"' || c == '\\') array.push_back('\\');
            array.push_back(c);
        }
        array.push_back('"');
    }
    return array + "}";
}

/// Settlement keys as two arrays side by side: `unnest($1::text[], $2::text[]) AS k(key_division, key_id)`.
struct KeyArrays {
    std::string divisions, ids;
};
inline KeyArrays key_arrays(const std::vector<SettlementKey>& keys) {
    return {
        text_array(keys, [](const SettlementKey& key) -> const std::string& { return key.treatment_division.text; }),
        text_array(keys, [](const SettlementKey& key) -> const std::string& { return key.settlement.text; })};
}

}  // namespace clearing::postgres
