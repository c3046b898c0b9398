#include "gateway/services/mapping/import.hpp"

#include "gateway/services/mapping/histories.hpp"
#include "gateway/services/mapping/relations.hpp"
#include "gateway/services/mapping/row_faults.hpp"
#include "gateway/services/mapping/sheet_rows.hpp"
#include "gateway/services/tables/findings.hpp"

#include <fmt/format.h>

namespace clearing::mapping {
namespace {

using translation::MappingRow;

/// A kind that has no file yet begins with none.
std::vector<MappingRow> read_base(translation::CodeKind kind, std::string_view text, RowFaults& faults) {
    if (text.empty()) return {};
    tables::Findings findings;
    auto rows = translation::read_rows(kind, text, findings);
    for (const std::string& sentence : findings.sentences())
        faults.add(sentence);
    return rows;
}

}  // namespace

std::expected<Imported, std::vector<std::string>> import_sheet(std::string_view base_text, const ports::Sheet& sheet,
                                                               const ImportOrder& order, const Progress& progress) {
    const std::size_t total = 2 * sheet.records.size();  // read, then merged
    const auto tell = [&](std::size_t done) {
        if (progress) progress(done, total);
    };
    RowFaults faults;
    Imported imported;
    imported.report.encoding = sheet.encoding;

    const auto base = read_base(order.kind, base_text, faults);
    const SheetRows rows = read_sheet(sheet, order, imported.report, faults, tell);
    if (!faults.empty()) return std::unexpected(std::move(faults).sentences());

    auto merged = merge_histories(base, rows, order, imported.report, faults,
                                  [&](std::size_t done) { tell(sheet.records.size() + done); });
    if (!faults.empty()) return std::unexpected(std::move(faults).sentences());

    if (const std::size_t joined = count_relations(merged); joined > 0)
        imported.report.notices.push_back(
            fmt::format("{} standing rows became many-to-one: their target has another source now", joined));
    std::vector<MappingRow> result;
    result.reserve(merged.size());
    for (const MergedRow& each : merged)
        result.push_back(each.row);
    imported.text = translation::write_rows(order.kind, translation::heading_of(base_text), result);
    tell(total);
    return imported;
}

}  // namespace clearing::mapping
