#pragma once

#include "gateway/services/tables/period.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace clearing::tables {

/// Dated values by division prefix. The longest prefix in force wins: 6 digits, then 4, 2 and none. The 99 forms need
/// no rule of their own: 330299 has the prefix 3302, 339900 has 33, unless a row names them whole.
template <class Value>
class PrefixMap {
public:
    void add(const std::string& prefix, const Period& period, Value value) {
        by_prefix_[prefix].push_back({period, std::move(value)});
    }

    /// nullptr: nothing is in force for that division on that day.
    const Value* find(std::string_view division, Date on) const {
        for (const std::size_t length : lengths)
            if (const Value* value = find_exact(division.substr(0, length), on)) return value;
        return nullptr;
    }

private:
    struct Dated {
        Period period;
        Value value;
    };
    static constexpr std::array<std::size_t, 4> lengths{6, 4, 2, 0};

    const Value* find_exact(std::string_view prefix, Date on) const {
        const auto found = by_prefix_.find(std::string(prefix));
        if (found == by_prefix_.end()) return nullptr;
        for (const Dated& dated : found->second)
            if (dated.period.contains(on)) return &dated.value;
        return nullptr;
    }

    std::unordered_map<std::string, std::vector<Dated>> by_prefix_;
};

}  // namespace clearing::tables
