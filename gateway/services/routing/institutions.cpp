#include "gateway/services/routing/institutions.hpp"

#include "gateway/services/tables/codes.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::routing {
namespace {

constexpr std::array<std::string_view, 3> institution_kinds{"hospital", "community_centre", "pharmacy"};

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
        {"institution", "insured_prefix", "business", "valid_from", "valid_to", "source", "reviewed_by"}, findings);
    tables::check_history(names, {"code"}, findings);
    tables::check_history(open_rows, {"institution", "insured_prefix", "business"}, findings);
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
    if (std::ranges::find(institution_kinds, row["kind"]) == institution_kinds.end())
        findings.add(row.where(), fmt::format("unknown kind '{}'", row["kind"]));
    const bool is_pharmacy = row["kind"] == "pharmacy";
    if (is_pharmacy != row["code"].starts_with('P'))
        findings.add(row.where(), fmt::format("'{}' and the kind {} do not go together", row["code"], row["kind"]));
    const auto period = tables::read_period(row, findings);
    if (!period) return;
    Institution& institution = by_code_[InstitutionCode(row["code"])];
    institution.level = row["level"];  // rows come in order of valid_from: the latest stays
    institution.is_pharmacy = is_pharmacy;
    institution.periods.push_back(*period);
}

void Institutions::read_opening(const tables::Row& row, const Regions& regions, tables::Findings& findings) {
    const auto institution = by_code_.find(InstitutionCode(row["institution"]));
    const auto business = business_kind_named(row["business"]);
    const std::string prefix = tables::read_prefix(row["insured_prefix"]);
    if (institution == by_code_.end())
        findings.add(row.where(), fmt::format("unknown institution '{}'", row["institution"]));
    if (!business) findings.add(row.where(), fmt::format("unknown business kind '{}'", row["business"]));
    if (!tables::is_prefix(row["insured_prefix"]) || !regions.holds_prefix(prefix))
        findings.add(row.where(), fmt::format("no region has the prefix '{}'", row["insured_prefix"]));
    const auto period = tables::read_period(row, findings);
    if (institution == by_code_.end() || !business || !period) return;
    institution->second.open_for[static_cast<std::size_t>(*business)].add(prefix, *period, true);
}

Result<void> Institutions::open(const InstitutionCode& code, std::string_view insured, CareSetting care,
                                std::string_view med_type, Date on) const {
    const auto found = by_code_.find(code);
    const bool known = found != by_code_.end() &&
                       std::ranges::any_of(found->second.periods, [on](const auto& p) { return p.contains(on); });
    if (!known)
        return fail(ErrorCode::unknown_institution,
                    fmt::format("institution {} is not in the table on {}", code.text, on.to_text()),
                    {"fixmedins_code"});
    const Institution& institution = found->second;
    const auto business = business_kind_of(care, med_type, institution.is_pharmacy);
    const bool is_open = business ? institution.is_open(*business, insured, on)
                                  : institution.is_open(BusinessKind::outpatient, insured, on) ||
                                        institution.is_open(BusinessKind::chronic, insured, on);
    if (is_open) return {};
    return fail(ErrorCode::institution_not_open,
                fmt::format("institution {} has no {} opening for persons of {} on {}", code.text,
                            business ? name_of(*business) : "outpatient", insured, on.to_text()),
                {"fixmedins_code"});
}

std::string Institutions::level(const InstitutionCode& code) const {
    const auto found = by_code_.find(code);
    return found == by_code_.end() ? std::string() : found->second.level;
}

}  // namespace clearing::routing
