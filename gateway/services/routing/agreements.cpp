#include "gateway/services/routing/agreements.hpp"

#include "gateway/services/tables/codes.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::routing {
namespace {

const PlatformName any_platform{"*"};

ClearingFormula read_formula(const tables::Row& row, tables::Findings& findings) {
    ClearingFormula formula{row["id"], {}};
    if (formula.id.empty()) findings.add(row.where(), "an agreement has an id");
    for (const std::string& word : tables::words_of(row["components"])) {
        const auto component = component_named(word);
        if (!component || std::ranges::find(clearable_components, *component) == clearable_components.end()) {
            findings.add(row.where(), fmt::format("'{}' is not a component that clears", word));
            continue;
        }
        if (formula.clears(*component)) findings.add(row.where(), fmt::format("component {} twice", word));
        formula.components.push_back(*component);
    }
    if (formula.components.empty()) findings.add(row.where(), "no component clears");
    return formula;
}

}  // namespace

Agreements Agreements::read(std::string_view text, const Regions& regions, tables::Findings& findings) {
    const auto table = tables::Table::read(
        "agreements.tsv", text,
        {"platform", "prefix", "valid_from", "valid_to", "id", "components", "netting", "cycle", "days_to_finance",
         "days_to_pay", "prefund_offset", "year_closes", "source", "reviewed_by"},
        findings);
    tables::check_history(table, {"platform", "prefix"}, findings);
    Agreements agreements;
    std::map<std::string, std::string> components_by_id;
    for (const tables::Row& row : table.rows()) {
        const std::string prefix = tables::read_prefix(row["prefix"]);
        if (!tables::is_prefix(row["prefix"]) || !regions.holds_prefix(prefix))
            findings.add(row.where(), fmt::format("no region has the prefix '{}'", row["prefix"]));
        const auto [first, is_new] = components_by_id.try_emplace(row["id"], row["components"]);
        if (!is_new && first->second != row["components"])
            findings.add(row.where(), fmt::format("agreement {} says other components elsewhere", row["id"]));
        Agreement agreement{read_formula(row, findings), read_terms(row, findings)};
        if (const auto period = tables::read_period(row, findings))
            agreements.by_platform_[PlatformName(row["platform"])].add(prefix, *period, std::move(agreement));
    }
    return agreements;
}

Result<const Agreements::Agreement*> Agreements::in_force(const PlatformName& platform, std::string_view counterparty,
                                                          Date day) const {
    for (const PlatformName& named : {platform, any_platform}) {
        const auto found = by_platform_.find(named);
        if (found == by_platform_.end()) continue;
        if (const Agreement* agreement = found->second.find(counterparty, day)) return agreement;
    }
    return fail(ErrorCode::not_loaded, fmt::format("no agreement on {} with {} is in force on {}", platform.text,
                                                   counterparty, day.to_text()));
}

Result<ClearingFormula> Agreements::formula(const PlatformName& platform, std::string_view counterparty,
                                            Date day) const {
    const auto agreement = in_force(platform, counterparty, day);
    if (!agreement) return fail(agreement.error());
    return (*agreement)->formula;
}

Result<AgreementTerms> Agreements::terms(const PlatformName& platform, std::string_view counterparty, Date day) const {
    const auto agreement = in_force(platform, counterparty, day);
    if (!agreement) return fail(agreement.error());
    return (*agreement)->terms;
}

}  // namespace clearing::routing
