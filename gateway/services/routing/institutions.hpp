#pragma once

#include "gateway/domain/flow.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/services/routing/business_kind.hpp"
#include "gateway/services/routing/regions.hpp"
#include "gateway/services/tables/prefix_map.hpp"

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace clearing::routing {

/// institutions.tsv and openings.tsv: who is known, and for whose persons they are open.
class Institutions {
public:
    /// Finds: a code that is not P or H + division + 5 digits, a division no region has, an unknown level or kind, a
    /// pharmacy that has no P or a P that is none, an opening of an unknown institution, overlap or gap in dates.
    static Institutions read(std::string_view institutions, std::string_view openings, const Regions& regions,
                             tables::Findings& findings);

    /// `med_type`: the national code; "" when not told yet: then any opening of an outpatient kind will do.
    /// Errors: unknown_institution (not in the table on that day), institution_not_open.
    Result<void> open(const InstitutionCode& code, std::string_view insured, CareSetting care,
                      std::string_view med_type, Date on) const;

    /// hosp_lv of the latest row; "" when unknown.
    std::string level(const InstitutionCode& code) const;

private:
    struct Institution {
        std::string level;
        bool is_pharmacy = false;
        std::vector<tables::Period> periods;
        std::array<tables::PrefixMap<bool>, all_business_kinds.size()> open_for;

        bool is_open(BusinessKind business, std::string_view insured, Date on) const {
            return open_for[static_cast<std::size_t>(business)].find(insured, on) != nullptr;
        }
    };

    void read_institution(const tables::Row& row, const Regions& regions, tables::Findings& findings);
    void read_opening(const tables::Row& row, const Regions& regions, tables::Findings& findings);

    std::unordered_map<InstitutionCode, Institution> by_code_;
};

}  // namespace clearing::routing
