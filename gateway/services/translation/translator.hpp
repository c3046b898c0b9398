#pragma once

#include "gateway/domain/fee_line.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/services/tables/table_set.hpp"
#include "gateway/services/translation/code_book.hpp"
#include "gateway/services/translation/unmapped_policies.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::translation {

/// A code nobody has mapped, when somebody needed it: the work item of whoever maps codes.
struct Unmapped {
    CodeKind kind{};
    Vocabulary from{}, to{};
    std::string code, name;
    UnmappedPolicy policy{};
    Money amount;  ///< of the fee line; zero where there is none
};

/// A treatment-catalog row (就医地目录): how a line of this code is split. Views that live as long as the translator.
struct CatalogEntry {
    CodeKind kind{};
    std::string_view code, name;  ///< national
    CatalogTerms terms;
    std::uint32_t row = 0;
};

/// Code translation by date, in one version of the tables. Immutable; a new version is a new object.
class Translator {
public:
    /// Reads and checks the mapping files of the set. Error: invalid_value with the first findings.
    static Result<std::shared_ptr<const Translator>> load(const tables::TableSet& set, std::string version);
    static std::shared_ptr<const Translator> read(const tables::TableSet& set, std::string version,
                                                  tables::Findings& findings);

    Translator(std::shared_ptr<const CodeBook> book, UnmappedPolicies unmapped, std::string version);

    const std::string& version() const { return version_; }
    const CodeBook& book() const { return *book_; }

    /// The row in force on `on`, straight or by way of the national standard. Nothing is guessed: no row → the kind's
    /// policy: refuse → unmapped_code, hold → held_for_mapping, pass → the code as it came with map_row "unmapped".
    Result<TranslatedCode> translate(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code,
                                     std::string_view name, Date on) const;

    /// The same for a code that was translated before: its original stays, the rows are told one after the other.
    Result<TranslatedCode> translate_onward(CodeKind kind, Vocabulary from, Vocabulary to, TranslatedCode so_far,
                                            Date on) const;

    /// The rows `translate` goes by, none where it has none: for people who look a code up.
    std::vector<std::uint32_t> rows_of(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code,
                                       Date on) const;

    /// What would be done with a code that has no row.
    UnmappedPolicy policy(CodeKind kind, Vocabulary from, Vocabulary to, Date on) const {
        return unmapped_.find(kind, from, to, on);
    }

    /// The catalog row of a line by its national code where it has one, else by the institution's own.
    std::optional<CatalogEntry> catalog_entry(std::string_view national_code, std::string_view institution_code,
                                              Date on) const;
    /// Those of a whole bill, each by its own fee_ocur_time.
    std::vector<std::optional<CatalogEntry>> catalog_entries(const std::vector<FeeLine>& lines) const;

    /// By national code, without a date: a type never changes its class. Unknown types of the open list count as other
    /// fund.
    FundClass fund_class(std::string_view fund_pay_type) const;

    /// The stable name of a row of the book: what stands beside a translated code.
    std::string row_name(std::uint32_t row) const;

private:
    struct Way;
    std::optional<CatalogEntry> entry_of(std::uint32_t row) const;
    Way find(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code, Date on) const;

    std::shared_ptr<const CodeBook> book_;
    UnmappedPolicies unmapped_;
    std::string version_;
    std::map<std::string, FundClass, std::less<>> fund_classes_;
};

/// map_row of a code that was passed on without a row.
inline constexpr std::string_view unmapped_row = "unmapped";

/// The error of codes without a row, naming all of them; refuse is graver than hold. None of them passes.
Error to_error(const std::vector<Unmapped>& unmapped);

/// What a code without a row would be, by its shape: C… a consumable, digits a service, Z… and T… a Chinese drug, else
/// a drug.
CodeKind kind_of_shape(std::string_view code);

}  // namespace clearing::translation
