#include "gateway/tools/mapping_offline.hpp"

#include "gateway/infra/csv/csv_sheet_reader.hpp"
#include "gateway/infra/json/value.hpp"
#include "gateway/infra/system/text_folder.hpp"
#include "gateway/services/mapping/tables.hpp"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace clearing::tools {
namespace {

constexpr std::size_t faults_told = 100;

Result<tables::TableSet> read_set(const std::filesystem::path& folder) {
    return system::read_texts(folder, mapping::table_files());
}

Error refused(std::vector<std::string> faults) {
    const std::size_t count = faults.size();
    if (count > faults_told) faults.resize(faults_told);
    return Error{ErrorCode::invalid_value, fmt::format("{} faults, nothing was written", count), std::move(faults), {}};
}

}  // namespace

tables::Findings check_mappings(const std::filesystem::path& folder) {
    const auto set = read_set(folder);
    if (set) return mapping::check(*set);
    // A missing file would only be reported again as a table without rows.
    tables::Findings findings;
    for (const std::string& file : set.error().fields) {
        const std::size_t colon = file.rfind(": ");
        findings.add(file.substr(0, colon), file.substr(colon + 2));
    }
    return findings;
}

Result<std::string> read_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(stream), {});
    if (!stream.is_open() || stream.bad())
        return fail(ErrorCode::not_found, file.string() + ": cannot be read", {"file"});
    return text;
}

Result<ImportedFolder> import_into(const FolderImport& import, const mapping::Progress& progress) {
    auto set = read_set(import.base);
    if (!set) return fail(set.error());
    const Result<std::string> bytes = read_file(import.sheet);
    if (!bytes) return fail(bytes.error());
    const auto sheet = csv::CsvSheetReader().read(*bytes, {});
    if (!sheet) return fail(sheet.error());
    std::string& file = (*set)[std::string(traits_of(import.order.kind).file)];
    auto imported = mapping::import_sheet(file, *sheet, import.order, progress);
    if (!imported)
        return fail(ErrorCode::invalid_value, "the sheet is refused whole, nothing was written",
                    std::move(imported.error()));
    file = std::move(imported->text);
    const tables::Findings findings = mapping::check(*set);
    if (!findings.empty()) return fail(refused(findings.sentences()));
    const Result<void> written = system::write_texts(import.into, *set);
    if (!written) return fail(written.error());
    return ImportedFolder{std::move(imported->report), findings.notices()};
}

Result<std::vector<mapping::FileDiff>> diff_folders(const std::filesystem::path& before,
                                                    const std::filesystem::path& after, std::size_t limit) {
    const auto older = read_set(before);
    if (!older) return fail(older.error());
    const auto newer = read_set(after);
    if (!newer) return fail(newer.error());
    return mapping::diff(*older, *newer, limit);
}

Result<mapping::Reports::Lookup> look_up_in(const std::filesystem::path& folder, const mapping::CodeUse& use) {
    const auto set = read_set(folder);
    if (!set) return fail(set.error());
    const auto translator = translation::Translator::load(*set, folder.string());
    if (!translator) return fail(translator.error());
    return mapping::look_up(*translator, use);
}

Result<std::string> set_as_json(const std::filesystem::path& folder) {
    const auto set = read_set(folder);
    if (!set) return fail(set.error());
    json::Object files;
    for (const auto& [name, text] : *set)
        files.emplace_back(name, text);
    return json::write(json::Value(std::move(files)));
}

}  // namespace clearing::tools
