#pragma once

#include "gateway/domain/money.hpp"
#include "gateway/domain/payment_split.hpp"
#include "gateway/services/tables/period.hpp"
#include "gateway/services/translation/kinds.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::translation {

/// How the treatment catalog (就医地目录) splits a line of this code. Stands on rows local → national.
struct CatalogTerms {
    std::string_view list_type;            ///< 101 western drug, 201 service, 301 consumable …
    std::string_view charge_item_type;     ///< med_chrgitm_type 01 … 14
    std::string_view charge_level;         ///< 01 甲 02 乙 03 自费
    Decimal first_self_pay_ratio;          ///< 0 … 1
    std::optional<Decimal> price_ceiling;  ///< yuan per unit; none: no ceiling

    bool operator==(const CatalogTerms&) const = default;
};

/// The class of a fund payment type (SETTLEMENT §5): where an open-list type counts.
struct FundClass {
    enum class Kind : std::uint8_t { fund, account, hospital } kind{};
    Fund fund{};  ///< when kind is fund

    bool operator==(const FundClass&) const = default;
};

/// One row of a mapping file: what a code of one vocabulary is called in another, for a time. The texts are views into
/// the file's text, which outlives the row.
struct MappingRow {
    CodeKind kind{};
    Vocabulary from{}, to{};
    std::string_view code, target;
    std::string_view name, target_name;
    tables::Period period;
    Relation relation{};
    std::optional<CatalogTerms> catalog;  ///< kinds with RowTerms::catalog, rows local → national
    std::optional<FundClass> fund_class;  ///< kinds with RowTerms::fund_class, every row; it says what `target` …
                                          ///< … (`code`, where `from` is national) counts as
    std::string_view origin, reviewed_by;
    std::size_t line = 0;  ///< of the file, for findings; 0: from elsewhere

    bool same_content(const MappingRow& other) const;  ///< all but period, origin, reviewer and line
};

/// The header of a kind's file, tab-separated columns in this order. Key columns stand first, so that the byte order of
/// lines is the order of keys and a history reads from top to bottom:
/// source_system source_code target_system valid_from valid_to target_code relation source_name target_name
/// [list_type charge_item_type charge_level first_self_pay_ratio price_ceiling | class fund] origin reviewed_by
std::vector<std::string> columns_of(CodeKind kind);

/// Reads a kind's file. Finds what stands in a row alone: wrong header, wrong number of cells, an unknown word, a date
/// or number that is none, a line out of order or twice, catalog terms out of their range, a missing code or origin.
/// What stands between rows (overlap, gap, relation) is check_rows'. `text` outlives the rows.
std::vector<MappingRow> read_rows(CodeKind kind, std::string_view text, tables::Findings& findings);

/// The file's text: `heading` (the `#` lines, each ending in a line feed), the header, the rows in byte order.
std::string write_rows(CodeKind kind, std::string_view heading, const std::vector<MappingRow>& rows);

/// The leading `#` lines of a file's text.
std::string_view heading_of(std::string_view text);

/// "diagnoses:local:J06.900x003>national@2017-01-01": names a row for good, while lines move.
std::string row_name(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code, Date valid_from);

}  // namespace clearing::translation
