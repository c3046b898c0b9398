#include "gateway/services/mapping/suggestions.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace clearing::mapping {
namespace {

constexpr int least_likeness = 40;

/// Where the next UTF-8 character begins.
std::size_t after_character(std::string_view text, std::size_t at) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
        ++at;
    return at;
}

/// Neighbouring pairs of characters, sorted. A single character is its own pair.
std::vector<std::string_view> pairs_of(std::string_view text) {
    std::vector<std::string_view> pairs;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t next = after_character(text, at);
        if (next >= text.size()) {
            if (pairs.empty()) pairs.push_back(text);
            break;
        }
        pairs.push_back(text.substr(at, after_character(text, next) - at));
        at = next;
    }
    std::ranges::sort(pairs);
    return pairs;
}

int likeness(const std::vector<std::string_view>& left, const std::vector<std::string_view>& right) {
    if (left.empty() || right.empty()) return 0;
    std::size_t shared = 0;
    for (auto l = left.begin(), r = right.begin(); l != left.end() && r != right.end();) {
        if (*l == *r) {
            ++shared;
            ++l;
            ++r;
        } else if (*l < *r) {
            ++l;
        } else {
            ++r;
        }
    }
    return static_cast<int>(200 * shared / (left.size() + right.size()));
}

}  // namespace

std::vector<Suggestion> suggest(const translation::CodeBook& book, translation::CodeKind kind,
                                translation::Vocabulary to, std::string_view name, Date on, std::size_t count) {
    const auto wanted = pairs_of(name);
    std::map<std::string_view, std::pair<int, std::string_view>> best;  // target code → likeness, name
    for (const std::uint32_t index : book.rows()) {
        if (book.kind_of(index) != kind) continue;
        const translation::MappingRow row = book.row(index);
        if (!row.period.contains(on) || (row.from != to && row.to != to)) continue;
        const std::string_view code = row.to == to ? row.target : row.code;
        const std::string_view its_name = row.to == to ? row.target_name : row.name;
        const int alike = likeness(wanted, pairs_of(its_name));
        if (alike < least_likeness) continue;
        auto& kept = best[code];
        if (alike > kept.first) kept = {alike, its_name};
    }
    std::vector<Suggestion> suggestions;
    for (const auto& [code, found] : best)
        suggestions.push_back({std::string(code), std::string(found.second), found.first});
    std::ranges::sort(suggestions, [](const Suggestion& left, const Suggestion& right) {
        return std::tuple(right.likeness, left.code) < std::tuple(left.likeness, right.code);
    });
    if (suggestions.size() > count) suggestions.resize(count);
    return suggestions;
}

}  // namespace clearing::mapping
