#include "gateway/services/translation/check.hpp"

#include "gateway/services/routing/read_policy.hpp"
#include "gateway/services/routing/read_router.hpp"
#include "gateway/services/routing/regions.hpp"
#include "gateway/services/tables/codes.hpp"
#include "gateway/services/translation/read_translator.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::translation {
namespace {

/// What no single table can see: the regions and insurance types that the filing rules name.
void check_references_of_policies(const std::string& regions, const std::string& insurance_types,
                                  const std::string& policies, tables::Findings& findings) {
    tables::Findings told_elsewhere;
    const auto known = routing::Regions::read(regions, told_elsewhere);
    const auto types = tables::Table::read("insurance_types.tsv", insurance_types, code_columns, told_elsewhere);
    const auto rules = tables::Table::read("policies.tsv", policies, routing::policy_columns, told_elsewhere);
    for (const tables::Row& row : rules.rows()) {
        for (const std::string_view column : {"treatment_prefix", "insured_prefix"})
            if (!known.holds_prefix(tables::read_prefix(row[column])))
                findings.add(row.where(), fmt::format("no region has the prefix '{}'", row[column]));
        const bool is_known =
            row["insurance_type"] == "*" || std::ranges::any_of(types.rows(), [&](const tables::Row& type) {
                return type["national_code"] == row["insurance_type"];
            });
        if (!is_known) findings.add(row.where(), fmt::format("unknown insurance type '{}'", row["insurance_type"]));
    }
}

}  // namespace

std::vector<std::string> check(const routing::RoutingTexts& routing, const MappingTexts& mapping,
                               const std::string& policies) {
    tables::Findings findings;
    routing::read_router(routing, DivisionCode(), findings);
    routing::read_policy(policies, findings);
    read_translator(mapping, findings);
    check_references_of_policies(routing.regions, mapping.insurance_types, policies, findings);
    return findings.sentences();
}

}  // namespace clearing::translation
