#include "gateway/services/mapping/tables.hpp"

#include "gateway/services/routing/read_policy.hpp"
#include "gateway/services/routing/read_router.hpp"
#include "gateway/services/routing/regions.hpp"
#include "gateway/services/tables/codes.hpp"
#include "gateway/services/tables/table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::mapping {
namespace {

using tables::TableSet;

std::string text(const TableSet& set, std::string_view file) {
    return std::string(tables::text_of(set, file));
}

routing::RoutingTexts routing_texts(const TableSet& set) {
    return {.regions = text(set, "regions.tsv"),
            .routes = text(set, "routes.tsv"),
            .counterparties = text(set, "counterparties.tsv"),
            .institutions = text(set, "institutions.tsv"),
            .openings = text(set, "openings.tsv"),
            .agreements = text(set, "agreements.tsv")};
}

bool is_of_calendar(std::string_view file) {
    return file == "calendar.tsv" || file == "cut_offs.tsv" || file == "deadlines.tsv";
}

constexpr std::string_view prefund_file = "prefund_rules.tsv";

/// Younger than versions that are in force somewhere.
bool may_be_missing(std::string_view file) {
    return is_of_calendar(file) || file == prefund_file;
}

void find_missing_files(const TableSet& set, tables::Findings& findings) {
    for (const std::string& file : table_files())
        if (!set.contains(file)) findings.add(file, "the file is missing");
}

calendar::CalendarTexts calendar_texts(const TableSet& set) {
    return {.calendar = text(set, "calendar.tsv"),
            .cut_offs = text(set, "cut_offs.tsv"),
            .deadlines = text(set, "deadlines.tsv")};
}

Result<std::shared_ptr<const calendar::Calendar>> load_calendar(const TableSet& set) {
    // A version that was made before these tables were: it stays in force, and the alarm says what it lacks.
    const bool has_none = std::ranges::none_of(set, [](const auto& file) { return is_of_calendar(file.first); });
    if (has_none) return calendar::Calendar::without_rows();
    return calendar::Calendar::load(calendar_texts(set));
}

Result<std::shared_ptr<const prefund::Rules>> load_prefund_rules(const TableSet& set) {
    if (!set.contains(prefund_file)) return prefund::Rules::without_rows();
    return prefund::Rules::load(tables::text_of(set, prefund_file));
}

Result<std::shared_ptr<const Tables>> with_translator(const TableSet& small, const DivisionCode& own_region,
                                                      std::shared_ptr<const translation::Translator> translator) {
    auto router = routing::Router::load(routing_texts(small), own_region);
    if (!router) return fail(router.error());
    auto filings = routing::FilingPolicy::load(text(small, "policies.tsv"));
    if (!filings) return fail(filings.error());
    auto calendar = load_calendar(small);
    if (!calendar) return fail(calendar.error());
    auto prefund_rules = load_prefund_rules(small);
    if (!prefund_rules) return fail(prefund_rules.error());
    const std::string version = translator->version();
    return std::make_shared<const Tables>(
        Tables{version, *router, *filings, std::move(translator), std::move(*calendar), std::move(*prefund_rules)});
}

/// What no single table can see: the regions and insurance types that the filing rules name.
void check_references_of_policies(const TableSet& set, const translation::CodeBook& codes, tables::Findings& findings) {
    tables::Findings told_elsewhere;
    const auto known = routing::Regions::read(text(set, "regions.tsv"), told_elsewhere);
    const auto rules = tables::Table::read("policies.tsv", tables::text_of(set, "policies.tsv"),
                                           routing::policy_columns, told_elsewhere);
    const auto is_insurance_type = [&codes](std::string_view type) {
        for (const std::uint32_t index : codes.rows()) {
            if (codes.kind_of(index) != translation::CodeKind::insurance_type) continue;
            const translation::MappingRow row = codes.row(index);
            if ((row.to == translation::Vocabulary::national ? row.target : row.code) == type) return true;
        }
        return false;
    };
    for (const tables::Row& row : rules.rows()) {
        for (const std::string_view column : {"treatment_prefix", "insured_prefix"})
            if (!known.holds_prefix(tables::read_prefix(row[column])))
                findings.add(row.where(), fmt::format("no region has the prefix '{}'", row[column]));
        if (row["insurance_type"] != "*" && !is_insurance_type(row["insurance_type"]))
            findings.add(row.where(), fmt::format("unknown insurance type '{}'", row["insurance_type"]));
    }
}

}  // namespace

const std::vector<std::string>& small_files() {
    static const std::vector<std::string> files{
        "agreements.tsv", "calendar.tsv", "counterparties.tsv", "cut_offs.tsv", "deadlines.tsv", "institutions.tsv",
        "openings.tsv",   "policies.tsv", "prefund_rules.tsv",  "regions.tsv",  "routes.tsv",    "unmapped.tsv"};
    return files;
}

const std::vector<std::string>& table_files() {
    static const std::vector<std::string> files = [] {
        std::vector<std::string> all = small_files();
        for (const translation::KindTraits& kind : translation::kind_traits)
            all.emplace_back(kind.file);
        std::ranges::sort(all);
        return all;
    }();
    return files;
}

Sha256 digest_of(const TableSet& set, const ports::Digest& digest) {
    std::string names_and_digests;
    for (const auto& [name, content] : set)
        names_and_digests += fmt::format("{}:{}\n", name, hex(digest.sha256(content)));
    return digest.sha256(names_and_digests);
}

std::string version_id(const Sha256& digest) {
    return hex(digest).substr(0, 12);
}

Result<std::shared_ptr<const Tables>> load(const TableSet& set, const DivisionCode& own_region, std::string version) {
    tables::Findings findings;
    for (const std::string& file : table_files())
        if (!set.contains(file) && !may_be_missing(file)) findings.add(file, "the file is missing");
    if (!findings.empty()) return fail(tables::to_error(findings));
    auto translator = translation::Translator::load(set, std::move(version));
    if (!translator) return fail(translator.error());
    return with_translator(set, own_region, std::move(*translator));
}

Result<std::shared_ptr<const Tables>> load(const TableSet& small, std::shared_ptr<const translation::CodeBook> codes,
                                           const DivisionCode& own_region, std::string version) {
    tables::Findings findings;
    auto unmapped = translation::UnmappedPolicies::read(tables::text_of(small, "unmapped.tsv"), findings);
    if (!findings.empty()) return fail(tables::to_error(findings));
    auto translator =
        std::make_shared<const translation::Translator>(std::move(codes), std::move(unmapped), std::move(version));
    return with_translator(small, own_region, std::move(translator));
}

tables::Findings check(const TableSet& set) {
    tables::Findings findings;
    find_missing_files(set, findings);
    if (!findings.empty()) return findings;
    routing::read_router(routing_texts(set), DivisionCode(), findings);
    routing::read_policy(text(set, "policies.tsv"), findings);
    calendar::Calendar::read(calendar_texts(set), findings);
    prefund::Rules::read(tables::text_of(set, prefund_file), findings);
    const auto translator = translation::Translator::read(set, "checked", findings);
    check_references_of_policies(set, translator->book(), findings);
    return findings;
}

}  // namespace clearing::mapping
