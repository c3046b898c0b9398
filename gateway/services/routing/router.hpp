#pragma once

#include "gateway/domain/agreement_terms.hpp"
#include "gateway/domain/calendar.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/ledger.hpp"
#include "gateway/domain/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::routing {

/// Where a region's persons (visitors) or institutions (residents away) are reached.
struct Route {
    PlatformName platform;      ///< "delta", "national", …: a platform of the config
    DivisionCode region;        ///< the routed region: 310115 → 310000, 520199 → 520100
    DivisionCode counterparty;  ///< who it clears with on that date (dated row); a bill: counterparty() at its day
};

/// The texts of the reviewed files in mappings/ (tab-separated, header line, `#` comments; see mappings/README.md).
struct RoutingTexts {
    std::string regions;         ///< regions.tsv: code, name, parent, 99 forms
    std::string routes;          ///< routes.tsv: prefix, platform, direction, care, valid from/to, source
    std::string counterparties;  ///< counterparties.tsv: platform, region prefix, counterparty, valid from/to
    std::string institutions;    ///< institutions.tsv: code, name, level, division, kind
    std::string openings;        ///< openings.tsv: institution, insured prefix, business kind, valid from/to
    std::string agreements;      ///< agreements.tsv: platform, counterparty prefix, valid from/to, components, terms
};

/// Regions, routes by longest prefix and date, institutions, agreements. Immutable once loaded.
class Router {
public:
    /// Errors: invalid_value naming file, line and what is wrong (duplicate, overlap of dates, unknown region …).
    static Result<std::shared_ptr<const Router>> load(const RoutingTexts& texts, DivisionCode own_region);
    virtual ~Router() = default;

    virtual const DivisionCode& own_region() const = 0;
    /// Inside our region: 330200, its districts (3302xx) and 330299.
    virtual bool is_own(const DivisionCode& division) const = 0;

    /// For people: "上海市"; "" for a code we do not know.
    virtual std::string region_name(const DivisionCode& division) const = 0;

    /// `other` is the insured division of a visitor, the treatment division of a resident away. Longest prefix 6 → 4 →
    /// 2 with the 99 forms. `on`: visit begin (SETTLEMENT §5). Errors: unknown_region, route_closed.
    virtual Result<Route> route(const DivisionCode& other, Direction direction, CareSetting care, Date on) const = 0;
    /// The route without a care setting or a visit (1101, 2001): any open one.
    virtual Result<Route> route_of_person(const DivisionCode& other, Direction direction, Date on) const = 0;
    /// Who a routed region clears with over that platform on a clearing day (SETTLEMENT §5). Errors: not_loaded.
    virtual Result<DivisionCode> counterparty(const PlatformName& platform, const DivisionCode& region,
                                              Date day) const = 0;
    /// Is `division` one that `platform` routes (who may speak)? Any date.
    virtual bool platform_serves(const PlatformName& platform, const DivisionCode& division) const = 0;

    /// Is the institution open for persons of that region and that business kind (see business_kind.hpp) on that date?
    /// Visitors: our institutions for their persons; residents away: theirs for ours. `med_type`: the national code;
    /// "" where the message does not tell it yet. Errors: unknown_institution, institution_not_open.
    virtual Result<void> institution_open(const InstitutionCode& institution, const DivisionCode& insured,
                                          CareSetting care, std::string_view med_type, Date on) const = 0;
    /// hosp_lv: 3 tertiary, 2 secondary, 1 primary, 9 unrated; "" when unknown.
    virtual std::string institution_level(const InstitutionCode& institution) const = 0;

    /// The agreement row in force (SETTLEMENT §6 `formula`); the default row clears all funds + acct + mulaid.
    virtual Result<ClearingFormula> formula(const PlatformName& platform, const DivisionCode& counterparty,
                                            Date day) const = 0;
    /// How what has cleared is paid, by the same row.
    virtual Result<AgreementTerms> terms(const PlatformName& platform, const DivisionCode& counterparty,
                                         Date day) const = 0;
};

}  // namespace clearing::routing
