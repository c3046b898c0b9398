#include "gateway/services/routing/router.hpp"

#include "gateway/services/routing/agreements.hpp"
#include "gateway/services/routing/institutions.hpp"
#include "gateway/services/routing/read_router.hpp"
#include "gateway/services/routing/regions.hpp"
#include "gateway/services/routing/routes.hpp"
#include "gateway/services/tables/codes.hpp"

#include <fmt/format.h>

namespace clearing::routing {
namespace {

struct RoutingTables {
    Regions regions;
    Routes routes;
    Counterparties counterparties;
    Institutions institutions;
    Agreements agreements;
};

class TableRouter final : public Router {
public:
    TableRouter(RoutingTables read, DivisionCode own_region)
        : tables_(std::move(read)),
          own_region_(std::move(own_region)),
          own_prefix_(tables::prefix_of_region(own_region_.text)) {}

    const DivisionCode& own_region() const override { return own_region_; }

    bool is_own(const DivisionCode& division) const override {
        return tables::is_division(division.text) && division.text.starts_with(own_prefix_);
    }

    std::string region_name(const DivisionCode& division) const override { return tables_.regions.name(division.text); }

    Result<Route> route(const DivisionCode& other, Direction direction, CareSetting care, Date on) const override {
        const auto region = region_of(other);
        if (!region) return fail(region.error());
        const PlatformName* platform = tables_.routes.find(other.text, direction, care, on);
        if (platform == nullptr)
            return fail(ErrorCode::route_closed,
                        fmt::format("no {} {} route for {} ({}) is open on {}", name_of(direction), name_of(care),
                                    other.text, region->text, on.to_text()),
                        {field_of(direction)});
        auto clears_with = counterparty(*platform, *region, on);
        if (!clears_with) return fail(clears_with.error());
        return Route{*platform, *region, std::move(*clears_with)};
    }

    Result<DivisionCode> counterparty(const PlatformName& platform, const DivisionCode& region,
                                      Date day) const override {
        const DivisionCode* found = tables_.counterparties.find(platform, region.text, day);
        if (found == nullptr)
            return fail(ErrorCode::not_loaded, fmt::format("nobody to clear with for {} on {} on {}", region.text,
                                                           platform.text, day.to_text()));
        return *found;
    }

    Result<Route> route_of_person(const DivisionCode& other, Direction direction, Date on) const override {
        auto outpatient = route(other, direction, CareSetting::outpatient, on);
        if (outpatient || outpatient.error().code != ErrorCode::route_closed) return outpatient;
        return route(other, direction, CareSetting::inpatient, on);
    }

    bool platform_serves(const PlatformName& platform, const DivisionCode& division) const override {
        return tables::is_division(division.text) && tables_.routes.serves(platform, division.text);
    }

    Result<void> institution_open(const InstitutionCode& institution, const DivisionCode& insured, CareSetting care,
                                  std::string_view med_type, Date on) const override {
        return tables_.institutions.open(institution, insured.text, care, med_type, on);
    }

    std::string institution_level(const InstitutionCode& institution) const override {
        return tables_.institutions.level(institution);
    }

    Result<ClearingFormula> formula(const PlatformName& platform, const DivisionCode& counterparty,
                                    Date day) const override {
        return tables_.agreements.formula(platform, counterparty.text, day);
    }
    Result<AgreementTerms> terms(const PlatformName& platform, const DivisionCode& counterparty,
                                 Date day) const override {
        return tables_.agreements.terms(platform, counterparty.text, day);
    }

private:
    static std::string field_of(Direction direction) {
        return direction == Direction::visitor ? "insuplc_admdvs" : "mdtrtarea_admvs";
    }

    /// Errors: unknown_region; local_traffic, which callers refuse before they ask for a route.
    Result<DivisionCode> region_of(const DivisionCode& other) const {
        if (is_own(other)) return fail(ErrorCode::local_traffic, fmt::format("{} is inside our region", other.text));
        auto region = tables_.regions.region_of(other.text);
        if (!region) return fail(ErrorCode::unknown_region, fmt::format("no region has the division '{}'", other.text));
        return *region;
    }

    RoutingTables tables_;
    DivisionCode own_region_;
    std::string own_prefix_;
};

}  // namespace

std::shared_ptr<const Router> read_router(const RoutingTexts& texts, DivisionCode own_region,
                                          tables::Findings& findings) {
    RoutingTables read;
    read.regions = Regions::read(texts.regions, findings);
    read.routes = Routes::read(texts.routes, read.regions, findings);
    read.counterparties = Counterparties::read(texts.counterparties, read.regions, findings);
    read.institutions = Institutions::read(texts.institutions, texts.openings, read.regions, findings);
    read.agreements = Agreements::read(texts.agreements, read.regions, findings);
    check_counterparties(read.routes, read.counterparties, findings);
    if (!own_region.empty() && !read.regions.holds(own_region.text))
        findings.add("regions.tsv", fmt::format("our own region '{}' is missing", own_region.text));
    return std::make_shared<TableRouter>(std::move(read), std::move(own_region));
}

Result<std::shared_ptr<const Router>> Router::load(const RoutingTexts& texts, DivisionCode own_region) {
    tables::Findings findings;
    auto router = read_router(texts, std::move(own_region), findings);
    if (!findings.empty()) return fail(tables::to_error(findings));
    return router;
}

}  // namespace clearing::routing
