#include "gateway/services/translation/translator.hpp"

#include "gateway/services/tables/table.hpp"
#include "gateway/services/translation/check_rows.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace clearing::translation {
namespace {

TranslatedCode as_it_came(std::string_view code, std::string_view name, const std::string& version,
                          std::string_view map_row) {
    const std::string kept_code(code), kept_name(name);
    return {kept_code, kept_name, kept_code, kept_name, version, std::string(map_row)};
}

/// An institution's own code alone must tell which catalog table rules.
void check_local_catalog_codes(const std::vector<MappingRow>& rows, tables::Findings& findings) {
    std::unordered_map<std::string_view, CodeKind> kinds;
    for (const MappingRow& row : rows) {
        if (!row.catalog || row.from != Vocabulary::local) continue;
        const auto [first, is_new] = kinds.try_emplace(row.code, row.kind);
        if (first->second != row.kind)
            findings.add(fmt::format("{}:{}", traits_of(row.kind).file, row.line),
                         fmt::format("{} has the local code {} too", traits_of(first->second).file, row.code));
    }
}

std::map<std::string, FundClass, std::less<>> fund_classes_of(const CodeBook& book) {
    std::map<std::string, FundClass, std::less<>> classes;
    for (const std::uint32_t index : book.rows()) {
        if (book.kind_of(index) != CodeKind::fund_kind) continue;
        const MappingRow row = book.row(index);
        const std::string_view national = row.from == Vocabulary::national ? row.code : row.target;
        if (row.fund_class) classes.emplace(national, *row.fund_class);
    }
    return classes;
}

}  // namespace

/// One row, or two by way of the national standard.
struct Translator::Way {
    CodeBook::Match last;
    std::uint32_t first = CodeBook::no_row;
    bool several = false;
    std::string_view source_name;
};

Translator::Translator(std::shared_ptr<const CodeBook> book, UnmappedPolicies unmapped, std::string version)
    : book_(std::move(book)),
      unmapped_(std::move(unmapped)),
      version_(std::move(version)),
      fund_classes_(fund_classes_of(*book_)) {}

std::shared_ptr<const Translator> Translator::read(const tables::TableSet& set, std::string version,
                                                   tables::Findings& findings) {
    std::vector<MappingRow> all;
    for (const CodeKind kind : all_kinds) {
        const std::vector<MappingRow> rows = read_rows(kind, tables::text_of(set, traits_of(kind).file), findings);
        check_rows(kind, rows, findings);
        all.insert(all.end(), rows.begin(), rows.end());
    }
    check_local_catalog_codes(all, findings);
    UnmappedPolicies unmapped = UnmappedPolicies::read(tables::text_of(set, "unmapped.tsv"), findings);
    return std::make_shared<Translator>(CodeBook::build(all), std::move(unmapped), std::move(version));
}

Result<std::shared_ptr<const Translator>> Translator::load(const tables::TableSet& set, std::string version) {
    tables::Findings findings;
    auto translator = read(set, std::move(version), findings);
    if (!findings.empty()) return fail(tables::to_error(findings));
    return translator;
}

Translator::Way Translator::find(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code, Date on) const {
    Way way;
    way.last = book_->find(kind, from, to, code, on);
    way.several = way.last.several;
    if (way.last) way.source_name = book_->source_name(way.last);
    if (way.last || from == Vocabulary::national || to == Vocabulary::national) return way;
    const CodeBook::Match national = book_->find(kind, from, Vocabulary::national, code, on);
    way.several = way.several || national.several;
    if (!national) return way;
    way.first = national.row;
    way.source_name = book_->source_name(national);
    way.last = book_->find(kind, Vocabulary::national, to, national.code, on);
    way.several = way.several || way.last.several;
    return way;
}

Result<TranslatedCode> Translator::translate(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code,
                                             std::string_view name, Date on) const {
    if (from == to) return as_it_came(code, name, version_, "same vocabulary");
    const Way way = find(kind, from, to, code, on);
    if (way.last) {
        std::string rows = row_name(way.last.row);
        if (way.first != CodeBook::no_row) rows = row_name(way.first) + " + " + rows;
        return TranslatedCode{std::string(code),
                              std::string(name.empty() ? way.source_name : name),
                              std::string(way.last.code),
                              std::string(book_->name(way.last)),
                              version_,
                              std::move(rows)};
    }
    const UnmappedPolicy policy = unmapped_.find(kind, from, to, on);
    if (policy == UnmappedPolicy::pass) return as_it_came(code, name, version_, unmapped_row);
    return fail(policy == UnmappedPolicy::hold ? ErrorCode::held_for_mapping : ErrorCode::unmapped_code,
                fmt::format("{} '{}' has {} from {} to {} on {}", name_of(kind), code,
                            way.several ? "several sources, which are never inverted," : "no row", name_of(from),
                            name_of(to), on.to_text()));
}

Result<TranslatedCode> Translator::translate_onward(CodeKind kind, Vocabulary from, Vocabulary to,
                                                    TranslatedCode so_far, Date on) const {
    if (from == to) return so_far;
    auto next = translate(kind, from, to, so_far.code, so_far.name, on);
    if (!next) return fail(next.error());
    next->original_code = std::move(so_far.original_code);
    next->original_name = std::move(so_far.original_name);
    if (!so_far.map_row.empty()) next->map_row = so_far.map_row + " + " + next->map_row;
    return next;
}

std::vector<std::uint32_t> Translator::rows_of(CodeKind kind, Vocabulary from, Vocabulary to, std::string_view code,
                                               Date on) const {
    const Way way = find(kind, from, to, code, on);
    std::vector<std::uint32_t> rows;
    if (way.last && way.first != CodeBook::no_row) rows.push_back(way.first);
    if (way.last) rows.push_back(way.last.row);
    return rows;
}

std::optional<CatalogEntry> Translator::entry_of(std::uint32_t row) const {
    if (row == CodeBook::no_row) return std::nullopt;
    CodeBook::CatalogView view = book_->catalog(row);
    return CatalogEntry{view.kind, view.code, view.name, view.terms, row};
}

std::optional<CatalogEntry> Translator::catalog_entry(std::string_view national_code, std::string_view institution_code,
                                                      Date on) const {
    const CodeBook::CatalogQuestion question{national_code, institution_code, on};
    std::uint32_t row = CodeBook::no_row;
    book_->find_catalog({&question, 1}, {&row, 1});
    return entry_of(row);
}

std::vector<std::optional<CatalogEntry>> Translator::catalog_entries(const std::vector<FeeLine>& lines) const {
    std::vector<CodeBook::CatalogQuestion> questions;
    questions.reserve(lines.size());
    for (const FeeLine& line : lines)
        questions.push_back({line.med_list_code, line.institution_list_code, local_date(line.occurred_at)});
    std::vector<std::uint32_t> rows(lines.size());
    book_->find_catalog(questions, rows);
    std::vector<std::optional<CatalogEntry>> entries;
    entries.reserve(lines.size());
    for (const std::uint32_t row : rows)
        entries.push_back(entry_of(row));
    return entries;
}

FundClass Translator::fund_class(std::string_view fund_pay_type) const {
    const auto found = fund_classes_.find(fund_pay_type);
    return found == fund_classes_.end() ? FundClass{FundClass::Kind::fund, Fund::oth} : found->second;
}

std::string Translator::row_name(std::uint32_t index) const {
    return book_->name_of_row(index);
}

Error to_error(const std::vector<Unmapped>& unmapped) {
    Error error{ErrorCode::held_for_mapping, "codes without a mapping: ", {}, {}};
    std::vector<std::string> sentences;
    for (const Unmapped& code : unmapped) {
        if (code.policy == UnmappedPolicy::refuse) error.code = ErrorCode::unmapped_code;
        sentences.push_back(
            fmt::format("{} '{}' from {} to {}", name_of(code.kind), code.code, name_of(code.from), name_of(code.to)));
        error.fields.push_back(fmt::format("{} {}", name_of(code.kind), code.code));
    }
    error.detail += fmt::format("{}", fmt::join(sentences, "; "));
    return error;
}

CodeKind kind_of_shape(std::string_view code) {
    if (code.starts_with('C')) return CodeKind::consumable;
    if (code.starts_with('Z') || code.starts_with('T')) return CodeKind::chinese_drug;
    const bool digits =
        std::ranges::all_of(code.substr(0, 15), [](char c) { return c >= '0' && c <= '9'; }) && !code.empty();
    return digits ? CodeKind::service : CodeKind::drug;
}

}  // namespace clearing::translation
