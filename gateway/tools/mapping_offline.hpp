#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/services/mapping/diff.hpp"
#include "gateway/services/mapping/import.hpp"
#include "gateway/services/mapping/reports.hpp"
#include "gateway/services/tables/findings.hpp"

#include <filesystem>
#include <string>
#include <vector>

// The tables in folders: what their maker does before the daemon sees them. Files that cannot be read are named in the
// error's fields everywhere.

namespace clearing::tools {

/// Every fault of every table and between them, and what asks for a second look; files that cannot be read are faults.
tables::Findings check_mappings(const std::filesystem::path& folder);

struct FolderImport {
    std::filesystem::path sheet, base, into;
    mapping::ImportOrder order;
};

struct ImportedFolder {
    mapping::ImportReport report;
    std::vector<std::string> notices;
};

/// Puts a sheet over the tables of `base` and writes all of them into `into`, which may be the same folder. Errors:
/// not_found, not_loaded, invalid_value with every fault in its fields; nothing is written then.
Result<ImportedFolder> import_into(const FolderImport& import, const mapping::Progress& progress);

/// Error: not_loaded.
Result<std::vector<mapping::FileDiff>> diff_folders(const std::filesystem::path& before,
                                                    const std::filesystem::path& after, std::size_t limit);

/// Errors: not_loaded; invalid_value where the tables have faults.
Result<mapping::Reports::Lookup> look_up_in(const std::filesystem::path& folder, const mapping::CodeUse& use);

/// {"drugs.tsv": "…", …}: a folder as the daemon takes it. Error: not_loaded.
Result<std::string> set_as_json(const std::filesystem::path& folder);

/// Error: not_found.
Result<std::string> read_file(const std::filesystem::path& file);

}  // namespace clearing::tools
