#include "gateway/services/translation/translator.hpp"

#include "gateway/services/translation/catalog.hpp"
#include "gateway/services/translation/code_table.hpp"
#include "gateway/services/translation/content_digest.hpp"
#include "gateway/services/translation/fund_classes.hpp"
#include "gateway/services/translation/read_translator.hpp"
#include "gateway/services/translation/unmapped_policies.hpp"

#include <array>

#include <fmt/format.h>

namespace clearing::translation {
namespace {

const std::vector<std::string> catalog_columns{
    "local_code",    "valid_from", "valid_to",         "national_code", "delta_code",
    "name",          "list_type",  "charge_item_type", "charge_level",  "first_self_pay_ratio",
    "price_ceiling", "source",     "reviewed_by"};
const std::vector<std::string> fund_columns{"local_code", "valid_from", "valid_to",      "national_code",
                                            "delta_code", "local_name", "national_name", "class",
                                            "fund",       "source",     "reviewed_by"};

class TableTranslator final : public Translator {
public:
    TableTranslator(const MappingTexts& texts, tables::Findings& findings)
        : version_(
              content_digest({texts.drugs, texts.services, texts.consumables, texts.diagnoses, texts.insurance_types,
                              texts.care_kinds, texts.fund_kinds, texts.person_kinds, texts.unmapped})),
          unmapped_(UnmappedPolicies::read(texts.unmapped, findings)) {
        read_catalog(CodeKind::drug, "drugs.tsv", texts.drugs, findings);
        read_catalog(CodeKind::service, "services.tsv", texts.services, findings);
        read_catalog(CodeKind::consumable, "consumables.tsv", texts.consumables, findings);
        read_codes(CodeKind::diagnosis, "diagnoses.tsv", texts.diagnoses, findings);
        read_codes(CodeKind::insurance_type, "insurance_types.tsv", texts.insurance_types, findings);
        read_codes(CodeKind::care_kind, "care_kinds.tsv", texts.care_kinds, findings);
        read_codes(CodeKind::person_kind, "person_kinds.tsv", texts.person_kinds, findings);
        const auto funds = tables::Table::read("fund_kinds.tsv", texts.fund_kinds, fund_columns, findings);
        table_of(CodeKind::fund_kind) = CodeTable::read(funds, "local_name", "national_name", findings);
        funds_ = FundClasses::read(funds, findings);
    }

    const std::string& version() const override { return version_; }

    Result<TranslatedCode> translate(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code,
                                     std::string_view name, Date on) const override {
        if (from == to) return as_it_came(code, name, "same vocabulary");
        const CodeTable::Found found = tables_[static_cast<std::size_t>(kind)].find(from, to, code, on);
        if (found.row == nullptr) return unmapped(kind, from, to, code, name, on, found.ambiguous);
        const MappedRow& row = *found.row;
        return TranslatedCode{std::string(code), std::string(name.empty() ? row.name(from) : name),
                              row.code(to),      row.name(to),
                              version_,          row.map_row};
    }

    Result<CatalogEntry> catalog_entry(std::string_view national_code, std::string_view institution_code,
                                       Date on) const override {
        if (const CatalogEntry* entry = catalog_.find(national_code, institution_code, on)) return *entry;
        const std::string_view missing = national_code.empty() ? institution_code : national_code;
        const CodeKind kind = kind_of_shape(missing);
        // Without a row a line cannot be split: only the work item of `hold` differs from a refusal.
        const bool held = unmapped_.find(kind, Vocabulary::local, Vocabulary::national, on) == UnmappedPolicy::hold;
        return fail(held ? ErrorCode::held_for_mapping : ErrorCode::unmapped_code,
                    fmt::format("the catalog has no row for '{}' on {}", missing, on.to_text()));
    }

    FundClass fund_class(std::string_view fund_pay_type) const override { return funds_.find(fund_pay_type); }

private:
    CodeTable& table_of(CodeKind kind) { return tables_[static_cast<std::size_t>(kind)]; }

    void read_catalog(CodeKind kind, const char* file, const std::string& text, tables::Findings& findings) {
        const auto table = tables::Table::read(file, text, catalog_columns, findings);
        table_of(kind) = CodeTable::read(table, "name", "name", findings);
        catalog_.read(table, findings);
    }

    void read_codes(CodeKind kind, const char* file, const std::string& text, tables::Findings& findings) {
        const auto table = tables::Table::read(file, text, code_columns, findings);
        table_of(kind) = CodeTable::read(table, "local_name", "national_name", findings);
    }

    TranslatedCode as_it_came(std::string_view code, std::string_view name, const char* map_row) const {
        const std::string kept_code(code), kept_name(name);
        return {kept_code, kept_name, kept_code, kept_name, version_, map_row};
    }

    Result<TranslatedCode> unmapped(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code,
                                    std::string_view name, Date on, bool ambiguous) const {
        const UnmappedPolicy policy = unmapped_.find(kind, from, to, on);
        if (policy == UnmappedPolicy::pass) return as_it_came(code, name, "unmapped");
        return fail(policy == UnmappedPolicy::hold ? ErrorCode::held_for_mapping : ErrorCode::unmapped_code,
                    fmt::format("{} '{}' has {} row from {} to {} on {}", name_of(kind), code,
                                ambiguous ? "more than one" : "no", name_of(from), name_of(to), on.to_text()));
    }

    std::string version_;
    UnmappedPolicies unmapped_;
    std::array<CodeTable, all_kinds.size()> tables_;
    Catalog catalog_;
    FundClasses funds_;
};

}  // namespace

std::shared_ptr<const Translator> read_translator(const MappingTexts& texts, tables::Findings& findings) {
    return std::make_shared<TableTranslator>(texts, findings);
}

Result<std::shared_ptr<const Translator>> Translator::load(const MappingTexts& texts) {
    tables::Findings findings;
    auto translator = read_translator(texts, findings);
    if (!findings.empty()) return fail(tables::to_error(findings));
    return translator;
}

}  // namespace clearing::translation
