#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/claim.hpp"
#include "gateway/domain/fee_line.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/ledger.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/services/translation/mapping_row.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace clearing::translation {

/// A treatment-catalog row (就医地目录): how a line of this code is split.
struct CatalogEntry {
    std::string code;  ///< national
    std::string name;
    std::string list_type;
    std::string charge_item_type;  ///< med_chrgitm_type
    std::string charge_level;      ///< 01 甲 02 乙 03 自费
    Decimal first_self_pay_ratio;
    std::optional<Decimal> price_ceiling;
    std::string map_row;
};

/// The texts of mappings/ (see mappings/README.md).
struct MappingTexts {
    std::string drugs, services, consumables, diagnoses;
    std::string insurance_types, care_kinds, fund_kinds, person_kinds;
    std::string unmapped;  ///< policies per kind and direction
};

/// Code translation by date. Immutable once loaded; a new version is a new object.
class Translator {
public:
    static Result<std::shared_ptr<const Translator>> load(const MappingTexts& texts);
    virtual ~Translator() = default;

    virtual const std::string& version()
        const = 0;  ///< digest of the content, 12 hex digits: equal files, equal version

    /// The row in force on `on`. Nothing is guessed: no row → the kind's policy: refuse → unmapped_code, hold →
    /// held_for_mapping, pass → the original code as code with map_row "unmapped".
    virtual Result<TranslatedCode> translate(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code,
                                             std::string_view name, Date on) const = 0;

    /// The catalog row of a line by its national code, or by the institution's own code. Error: unmapped_code.
    virtual Result<CatalogEntry> catalog_entry(std::string_view national_code, std::string_view institution_code,
                                               Date on) const = 0;

    /// Every fund_pay_type has a class row. Unknown types count as other fund ("pass").
    virtual FundClass fund_class(std::string_view fund_pay_type) const = 0;
};

/// Checks and splits lines by the treatment catalog (visitors): law F, split fields sent must equal ours. All lines are
/// looked at; every fault is named at once. Errors: unmapped_code, law_f_broken, split_differs, held_for_mapping.
Result<std::vector<FeeLine>> price_lines(const Translator& translator, std::vector<FeeLine> lines);

/// Residents away: F and the line's own split are checked, nothing is recomputed.
Result<std::vector<FeeLine>> check_lines(std::vector<FeeLine> lines);

/// Totals per charge item type and the four scope totals of a bill.
std::vector<CategoryTotal> category_totals(const std::vector<FeeLine>& lines);
ScopeSplit scope_total(const std::vector<FeeLine>& lines);

}  // namespace clearing::translation
