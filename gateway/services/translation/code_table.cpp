#include "gateway/services/translation/code_table.hpp"

#include <fmt/format.h>

namespace clearing::translation {

std::string map_row_of(const tables::Table& table, const tables::Row& row) {
    const std::string_view file(table.file());
    return fmt::format("{}:{}@{}", file.substr(0, file.rfind('.')), row["local_code"], row["valid_from"]);
}

CodeTable CodeTable::read(const tables::Table& table, std::string_view local_name, std::string_view national_name,
                          tables::Findings& findings) {
    tables::check_history(table, {"local_code"}, findings);
    CodeTable result;
    for (const tables::Row& row : table.rows()) {
        if (row["local_code"].empty() || row["national_code"].empty()) {
            findings.add(row.where(), "a row has a local and a national code");
            continue;
        }
        const auto period = tables::read_period(row, findings);
        if (!period) continue;
        const std::size_t index = result.rows_.size();
        result.rows_.push_back({*period,
                                {row["local_code"], row["national_code"], row["delta_code"]},
                                row[local_name],
                                row[national_name],
                                map_row_of(table, row)});
        for (const Vocabulary vocabulary : all_vocabularies)
            if (const std::string& code = result.rows_.back().code(vocabulary); !code.empty())
                result.by_code_[static_cast<std::size_t>(vocabulary)][code].push_back(index);
    }
    return result;
}

CodeTable::Found CodeTable::find(Vocabulary from, Vocabulary to, std::string_view code, Date on) const {
    const auto& by_code = by_code_[static_cast<std::size_t>(from)];
    const auto indexes = by_code.find(std::string(code));
    if (indexes == by_code.end()) return {};
    Found found;
    for (const std::size_t index : indexes->second) {
        const MappedRow& row = rows_[index];
        if (!row.period.contains(on) || row.code(to).empty()) continue;
        if (found.row != nullptr && found.row->code(to) != row.code(to)) return {nullptr, true};
        if (found.row == nullptr) found.row = &row;
    }
    return found;
}

}  // namespace clearing::translation
