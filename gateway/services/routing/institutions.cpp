#include "gateway/services/routing/institutions.hpp"

#include "gateway/services/tables/codes.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::routing {
namespace {

/// H (hospital) or P (pharmacy), the division it stands in, five digits.
bool is_institution_code(const std::string& code, const std::string& division) {
    const auto digits = std::string_view(code).substr(std::min<std::size_t>(1, code.size()));
    return code.size() == 12 && (code[0] == 'H' || code[0] == 'P') && digits.starts_with(division) &&
           std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Institutions Institutions::read(std::string_view institutions, std::string_view openings, const Regions& regions,
                                tables::Findings& findings) {
    const auto names = tables::Table::read(
        "institutions.tsv", institutions,
        {"code", "valid_from", "valid_to", "name", "level", "division", "kind", "source", "reviewed_by"}, findings);
    const auto open_rows = tables::Table::read(
        "openings.tsv", openings,
        {"institution", "insured_prefix", "care", "valid_from", "valid_to", "source", "reviewed_by"}, findings);
    tables::check_history(names, {"code"}, findings);
    tables::check_history(open_rows, {"institution", "insured_prefix", "care"}, findings);
    Institutions result;
    for (const tables::Row& row : names.rows())
        result.read_institution(row, regions, findings);
    for (const tables::Row& row : open_rows.rows())
        result.read_opening(row, regions, findings);
    return result;
}

void Institutions::read_institution(const tables::Row& row, const Regions& regions, tables::Findings& findings) {
    if (!regions.holds(row["division"])) findings.add(row.where(), fmt::format("unknown region '{}'", row["division"]));
    if (!is_institution_code(row["code"], row["division"]))
        findings.add(row.where(), fmt::format("'{}' is not H or P, {} and five digits", row["code"], row["division"]));
    if (row["level"] != "1" && row["level"] != "2" && row["level"] != "3" && row["level"] != "9")
        findings.add(row.where(), fmt::format("unknown level '{}'", row["level"]));
    const auto period = tables::read_period(row, findings);
    if (!period) return;
    Institution& institution = by_code_[InstitutionCode(row["code"])];
    institution.level = row["level"];  // rows come in order of valid_from: the latest stays
    institution.periods.push_back(*period);
}

void Institutions::read_opening(const tables::Row& row, const Regions& regions, tables::Findings& findings) {
    const auto institution = by_code_.find(InstitutionCode(row["institution"]));
    const auto care = care_setting_named(row["care"]);
    const std::string prefix = tables::read_prefix(row["insured_prefix"]);
    if (institution == by_code_.end())
        findings.add(row.where(), fmt::format("unknown institution '{}'", row["institution"]));
    if (!care) findings.add(row.where(), fmt::format("unknown care setting '{}'", row["care"]));
    if (!tables::is_prefix(row["insured_prefix"]) || !regions.holds_prefix(prefix))
        findings.add(row.where(), fmt::format("no region has the prefix '{}'", row["insured_prefix"]));
    const auto period = tables::read_period(row, findings);
    if (institution == by_code_.end() || !care || !period) return;
    institution->second.open_for[static_cast<std::size_t>(*care)].add(prefix, *period, true);
}

Result<void> Institutions::open(const InstitutionCode& code, std::string_view insured, CareSetting care,
                                Date on) const {
    const auto found = by_code_.find(code);
    const bool known = found != by_code_.end() &&
                       std::ranges::any_of(found->second.periods, [on](const auto& p) { return p.contains(on); });
    if (!known)
        return fail(ErrorCode::unknown_institution,
                    fmt::format("institution {} is not in the table on {}", code.text, on.to_text()),
                    {"fixmedins_code"});
    if (found->second.open_for[static_cast<std::size_t>(care)].find(insured, on) == nullptr)
        return fail(ErrorCode::institution_not_open,
                    fmt::format("institution {} has no {} opening for persons of {} on {}", code.text, name_of(care),
                                insured, on.to_text()),
                    {"fixmedins_code"});
    return {};
}

std::string Institutions::level(const InstitutionCode& code) const {
    const auto found = by_code_.find(code);
    return found == by_code_.end() ? std::string() : found->second.level;
}

}  // namespace clearing::routing
