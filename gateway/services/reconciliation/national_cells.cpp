#include "gateway/services/reconciliation/national_cells.hpp"

#include <set>

namespace clearing::reconciliation {

std::vector<std::pair<std::string, std::string>> national_cells(const translation::CodeBook& book, Date on) {
    using translation::CodeKind;
    using translation::Vocabulary;
    std::set<std::string> insurance_types, clearing_kinds;
    for (const std::uint32_t number : book.rows()) {
        const CodeKind kind = book.kind_of(number);
        if (kind != CodeKind::insurance_type && kind != CodeKind::clearing_kind) continue;
        const translation::MappingRow row = book.row(number);
        if (row.to != Vocabulary::national || !row.period.contains(on)) continue;
        (kind == CodeKind::insurance_type ? insurance_types : clearing_kinds).emplace(row.target);
    }
    std::vector<std::pair<std::string, std::string>> cells;
    for (const std::string& insurance_type : insurance_types)
        for (const std::string& clearing_kind : clearing_kinds)
            cells.emplace_back(insurance_type, clearing_kind);
    return cells;
}

}  // namespace clearing::reconciliation
