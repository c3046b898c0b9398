#include "gateway/infra/export/text_table.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace clearing::exports {
namespace {

struct Range {
    char32_t first, last;
};

/// Unicode's wide and full-width ranges (UAX #11), as far as terminals agree on them.
constexpr std::array<Range, 12> wide{{{0x1100, 0x115F},
                                      {0x2E80, 0x303E},
                                      {0x3041, 0x33FF},
                                      {0x3400, 0x4DBF},
                                      {0x4E00, 0x9FFF},
                                      {0xA000, 0xA4CF},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFE30, 0xFE6F},
                                      {0xFF00, 0xFF60},
                                      {0xFFE0, 0xFFE6},
                                      {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 3> without_width{{{0x0300, 0x036F}, {0x200B, 0x200F}, {0xFE00, 0xFE0F}}};

template <std::size_t Count>
bool within(const std::array<Range, Count>& ranges, char32_t character) {
    return std::ranges::any_of(ranges, [&](Range r) { return character >= r.first && character <= r.last; });
}

/// Takes one character off the front; a broken byte counts as one.
char32_t take_character(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length == 1 || text.size() < length) {
        text.remove_prefix(1);
        return lead < 0x80 ? lead : U'?';
    }
    char32_t character = lead & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        character = (character << 6) | (static_cast<unsigned char>(text[i]) & 0x3Fu);
    text.remove_prefix(length);
    return character;
}

std::string without_controls(std::string text) {
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
    return text;
}

std::string without_trailing_spaces(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
    std::size_t width = 0;
    while (!utf8.empty()) {
        const char32_t character = take_character(utf8);
        width += within(wide, character) ? 2 : within(without_width, character) ? 0 : 1;
    }
    return width;
}

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

void TextTable::add(std::vector<std::string> row) {
    assert(row.size() <= columns_.size());
    row.resize(columns_.size());
    std::ranges::transform(row, row.begin(), without_controls);
    rows_.push_back({std::move(row), false});
}

void TextTable::add_rule() {
    rows_.push_back({{}, true});
}

std::vector<std::size_t> TextTable::widths() const {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        std::size_t width = display_width(columns_[i].title);
        for (const Row& row : rows_)
            if (!row.rule) width = std::max(width, display_width(row.cells[i]));
        result.push_back(width);
    }
    return result;
}

std::string TextTable::line_of(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string padding(widths[i] - display_width(cells[i]), ' ');
        if (i > 0) line += "  ";
        line += columns_[i].align == Align::left ? cells[i] + padding : padding + cells[i];
    }
    return without_trailing_spaces(std::move(line)) + "\n";
}

std::string TextTable::to_text() const {
    const std::vector<std::size_t> width = widths();
    std::vector<std::string> titles, rules;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        titles.push_back(columns_[i].title);
        rules.emplace_back(width[i], '-');
    }
    std::string text = line_of(titles, width) + line_of(rules, width);
    for (const Row& row : rows_)
        text += line_of(row.rule ? rules : row.cells, width);
    return text;
}

}  // namespace clearing::exports
