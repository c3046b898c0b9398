#pragma once

#include "gateway/services/translation/mapping_row.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::translation {

/// The cells of the treatment catalog in a row; empty where the file has a dash.
struct CatalogCells {
    std::string_view list_type, charge_item_type, charge_level, first_self_pay_ratio, price_ceiling;

    bool are_empty() const {
        return list_type.empty() && charge_item_type.empty() && charge_level.empty() && first_self_pay_ratio.empty() &&
               price_ceiling.empty();
    }
};

/// Do the rows of this kind and direction say how a line is split?
constexpr bool has_catalog_terms(CodeKind kind, Vocabulary from, Vocabulary to) {
    return traits_of(kind).terms == RowTerms::catalog && from == Vocabulary::local && to == Vocabulary::national;
}

/// The rules of a file's row and of an imported one. Adds a sentence to `faults` for each of: a list type that is not
/// the kind's (1.. drugs, 2.. services, 3.. consumables), a charge item type outside 01 … 14, a level outside 01 … 03,
/// a ratio outside 0 … 1, level 03 without ratio 1 or the reverse, a ceiling below 0. Nothing: a number is none.
std::optional<CatalogTerms> read_catalog_terms(CodeKind kind, const CatalogCells& cells,
                                               std::vector<std::string>& faults);

/// `class` is fund | account | hospital; `component` stands with fund alone.
std::optional<FundClass> read_fund_class(std::string_view class_name, std::string_view component,
                                         std::vector<std::string>& faults);

std::string_view name_of(FundClass::Kind kind);

}  // namespace clearing::translation
