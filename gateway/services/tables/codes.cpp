#include "gateway/services/tables/codes.hpp"

#include <algorithm>

namespace clearing::tables {
namespace {

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool is_division(std::string_view text) {
    return text.size() == 6 && all_digits(text);
}

bool is_prefix(std::string_view text) {
    return text == "*" || ((text.size() == 2 || text.size() == 4 || text.size() == 6) && all_digits(text));
}

std::string read_prefix(std::string_view text) {
    return text == "*" ? std::string() : std::string(text);
}

std::string prefix_of_region(std::string_view division) {
    while (division.size() > 2 && division.ends_with("00"))
        division.remove_suffix(2);
    return std::string(division);
}

std::vector<std::string> words_of(std::string_view joined) {
    std::vector<std::string> words;
    while (!joined.empty()) {
        const auto plus = joined.find('+');
        words.emplace_back(joined.substr(0, plus));
        if (plus == std::string_view::npos) break;
        joined.remove_prefix(plus + 1);
    }
    return words;
}

}  // namespace clearing::tables
