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

/// Younger than versions that are in force somewhere: those have no rows of it, and go on without.
constexpr std::string_view younger_file = "prefund_rules.tsv";

void find_missing_files(const TableSet& set, tables::Findings& findings) {
    for (const std::string& file : table_files())
        if (!set.contains(file) && file != younger_file) findings.add(file, "the file is missing");
}

Result<std::shared_ptr<const prefund::Rules>> prefund_rules(const TableSet& set) {
    if (!set.contains(younger_file)) return std::make_shared<const prefund::Rules>();
    return prefund::Rules::load(tables::text_of(set, younger_file));
}

Result<std::shared_ptr<const Tables>> with_translator(const TableSet& small, const DivisionCode& own_region,
                                                      std::shared_ptr<const translation::Translator> translator) {
    auto router = routing::Router::load(routing_texts(small), own_region);
    if (!router) return fail(router.error());
    auto filings = routing::FilingPolicy::load(text(small, "policies.tsv"));
    if (!filings) return fail(filings.error());
    auto prefunds = prefund_rules(small);
    if (!prefunds) return fail(prefunds.error());
    const std::string version = translator->version();
    return std::make_shared<const Tables>(Tables{version, *router, *filings, std::move(translator), *prefunds});
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
    static const std::vector<std::string> files{"agreements.tsv", "counterparties.tsv", "institutions.tsv",
                                                "openings.tsv",   "policies.tsv",       "prefund_rules.tsv",
                                                "regions.tsv",    "routes.tsv",         "unmapped.tsv"};
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
    find_missing_files(set, findings);
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
    if (!set.contains(younger_file)) findings.add(std::string(younger_file), "the file is missing");
    if (!findings.empty()) return findings;
    prefund::Rules::read(tables::text_of(set, younger_file), findings);
    routing::read_router(routing_texts(set), DivisionCode(), findings);
    routing::read_policy(text(set, "policies.tsv"), findings);
    const auto translator = translation::Translator::read(set, "checked", findings);
    check_references_of_policies(set, translator->book(), findings);
    return findings;
}

}  // namespace clearing::mapping
