#include "gateway/tools/print_parts.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::tools {

std::string at(const json::Value& value, std::string_view path) {
    const json::Value* here = &value;
    while (here && !path.empty()) {
        const std::size_t dot = std::min(path.find('.'), path.size());
        here = here->find(path.substr(0, dot));
        path.remove_prefix(std::min(dot + 1, path.size()));
    }
    if (!here || here->is_null()) return {};
    if (const std::string* text = here->as_string()) return *text;
    if (const json::Number* number = here->as_number()) return number->text;
    if (const bool* flag = here->as_bool()) return *flag ? "是" : "否";
    return json::write(*here);
}

const json::Array& list_at(const json::Value& value, std::string_view key) {
    static const json::Array none;
    const json::Value* found = value.find(key);
    return found && found->as_array() ? *found->as_array() : none;
}

namespace {

std::string shown(const json::Value& value, const Shown& column) {
    std::string text = at(value, column.path);
    return column.say && !text.empty() ? column.say(text) : text;
}

}  // namespace

std::string table_of(const json::Array& rows, std::span<const Shown> columns) {
    if (rows.empty()) return "（无）\n";
    std::vector<exports::Column> titles;
    for (const Shown& column : columns)
        titles.push_back({column.title, column.align});
    exports::TextTable table(std::move(titles));
    for (const json::Value& row : rows) {
        std::vector<std::string> cells;
        for (const Shown& column : columns)
            cells.push_back(shown(row, column));
        table.add(std::move(cells));
    }
    return table.to_text();
}

std::string facts_of(const json::Value& value, std::span<const Shown> facts) {
    std::size_t width = 0;
    for (const Shown& fact : facts)
        width = std::max(width, exports::display_width(fact.title));
    std::string text;
    for (const Shown& fact : facts) {
        const std::string words = shown(value, fact);
        if (words.empty()) continue;
        text +=
            fmt::format("{}{}  {}\n", fact.title, std::string(width - exports::display_width(fact.title), ' '), words);
    }
    return text;
}

}  // namespace clearing::tools
