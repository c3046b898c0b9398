#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/ports/sheet.hpp"
#include "gateway/services/translation/kinds.hpp"

#include <cstddef>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::mapping {

/// How far a long piece of work has come. Called from the thread that works.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

/// What a bureau's sheet is to become.
struct ImportOrder {
    translation::CodeKind kind{};
    translation::Vocabulary from = translation::Vocabulary::local;
    translation::Vocabulary to = translation::Vocabulary::national;
    std::optional<Date> valid_from;  ///< required where the sheet has no dates
    bool complete = false;           ///< the sheet is the whole catalog: codes it lacks end the day before valid_from
    std::string origin;              ///< the text the rows were taken from; required where the sheet has none
};

struct ImportReport {
    std::string encoding;
    std::size_t rows = 0;             ///< records read
    std::size_t trimmed_cells = 0;    ///< cells that had blanks around them
    std::size_t identical_codes = 0;  ///< target = source
    std::size_t changed_codes = 0;
    std::size_t targets = 0;                       ///< different targets
    std::size_t targets_with_several_sources = 0;  ///< never inverted
    std::size_t unchanged = 0;                     ///< rows that stand already
    std::size_t added = 0;                         ///< rows of a code that had none
    std::size_t replaced = 0;                      ///< codes whose row ends and a new one follows
    std::size_t ended = 0;                         ///< codes that end without a new row (complete)
    std::vector<std::string> notices;
};

struct Imported {
    std::string text;  ///< the kind's file, sorted, with the rows of both
    ImportReport report;
};

/// Puts a sheet's rows over a kind's file, whole or not at all. A code's row in force at valid_from that says the same
/// stays; one that says otherwise ends the day before and the new one follows; where the sheet has its own dates, the
/// code's history is the sheet's. The relation is counted, not asked for: a target with several sources in force is
/// many-to-one (and the rows it meets become so too), else what the sheet says, else same. New rows are reviewed_by
/// pending.
///
/// Columns are known by the names of columns_of, by the Chinese headers in use (国临版编码, 医保版2.0编码, …: see the
/// README of mappings/), else by the order of 编码/代码 and 名称 in the headers. An empty last column is left out.
///
/// Errors: sentences "row 17: …" (as the spreadsheet counts, the header is row 1), all of them up to 100 and one that
/// counts the rest: a header without the needed columns, an empty code, a code twice with one date, a date that is
/// none, overlapping dates, a formula in a cell (begins with = + - @ or a tab: a code never does, a name would run in
/// somebody's spreadsheet; a bare "-" is an empty cell), a control character, a wrong form of a national code, catalog
/// terms missing or out of range.
std::expected<Imported, std::vector<std::string>> import_sheet(std::string_view base_text, const ports::Sheet& sheet,
                                                               const ImportOrder& order, const Progress& progress = {});

}  // namespace clearing::mapping
