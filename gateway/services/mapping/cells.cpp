#include "gateway/services/mapping/cells.hpp"

#include <array>

namespace clearing::mapping {
namespace {

constexpr std::array<std::string_view, 8> blanks{" ", "\t", "\n", "\r", "\v", "\f", "\u3000", "\u00a0"};

/// Most cells have no blank: only a byte that one of them has at this end is worth a closer look.
bool may_begin_blank(char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == '\xC2' || c == '\xE3';
}
bool may_end_blank(char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == '\xA0' || c == '\x80';
}

bool cut_in_front(std::string_view& cell) {
    if (cell.empty() || !may_begin_blank(cell.front())) return false;
    for (const std::string_view blank : blanks) {
        if (!cell.starts_with(blank)) continue;
        cell.remove_prefix(blank.size());
        return true;
    }
    return false;
}

bool cut_behind(std::string_view& cell) {
    if (cell.empty() || !may_end_blank(cell.back())) return false;
    for (const std::string_view blank : blanks) {
        if (!cell.ends_with(blank)) continue;
        cell.remove_suffix(blank.size());
        return true;
    }
    return false;
}

/// Of three UTF-8 bytes: U+2028, U+2029, U+202A … U+202E, U+2066 … U+2069.
bool is_separator_or_mark(unsigned char second, unsigned char third) {
    return (second == 0x80 && third >= 0xA8 && third <= 0xAE) || (second == 0x81 && third >= 0xA6 && third <= 0xA9);
}

}  // namespace

std::string_view trimmed(std::string_view cell) {
    while (cut_in_front(cell) || cut_behind(cell)) {
    }
    return cell;
}

bool is_formula(std::string_view cell) {
    if (cell.starts_with('\t')) return true;
    const std::string_view text = trimmed(cell);
    return text.size() > 1 ? std::string_view("=+-@").contains(text.front())
                           : text == "=" || text == "+" || text == "@";
}

bool has_control_character(std::string_view cell) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(i < cell.size() ? cell[i] : 0); };
    for (std::size_t i = 0; i < cell.size(); ++i) {
        if (at(i) < 0x20 || at(i) == 0x7F) return true;
        if (at(i) == 0xC2 && at(i + 1) >= 0x80 && at(i + 1) <= 0x9F) return true;
        if (at(i) == 0xE2 && is_separator_or_mark(at(i + 1), at(i + 2))) return true;
    }
    return false;
}

}  // namespace clearing::mapping
