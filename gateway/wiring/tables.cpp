#include "gateway/wiring/tables.hpp"

#include <fstream>
#include <iterator>

namespace clearing::wiring {
namespace {

/// Remembers the first file that could not be read, so that the list of files below reads as a list.
class Folder {
public:
    explicit Folder(std::filesystem::path path) : path_(std::move(path)) {}

    std::string text(const char* name) {
        std::ifstream file(path_ / name, std::ios::binary);
        if (!file && missing_.empty()) missing_ = (path_ / name).string();
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }

    const std::string& missing() const { return missing_; }

private:
    std::filesystem::path path_;
    std::string missing_;
};

}  // namespace

Result<settlement::Tables> load_tables(const std::filesystem::path& path, const DivisionCode& own_region) {
    Folder folder(path);
    const routing::RoutingTexts routing{
        .regions = folder.text("regions.tsv"),
        .routes = folder.text("routes.tsv"),
        .counterparties = folder.text("counterparties.tsv"),
        .institutions = folder.text("institutions.tsv"),
        .openings = folder.text("openings.tsv"),
        .agreements = folder.text("agreements.tsv"),
    };
    const translation::MappingTexts mapping{
        .drugs = folder.text("drugs.tsv"),
        .services = folder.text("services.tsv"),
        .consumables = folder.text("consumables.tsv"),
        .diagnoses = folder.text("diagnoses.tsv"),
        .insurance_types = folder.text("insurance_types.tsv"),
        .care_kinds = folder.text("care_kinds.tsv"),
        .fund_kinds = folder.text("fund_kinds.tsv"),
        .person_kinds = folder.text("person_kinds.tsv"),
        .unmapped = folder.text("unmapped.tsv"),
    };
    const std::string policies = folder.text("policies.tsv");
    if (!folder.missing().empty()) return fail(ErrorCode::not_loaded, "cannot read " + folder.missing());

    settlement::Tables tables;
    auto router = routing::Router::load(routing, own_region);
    if (!router) return fail(router.error());
    auto filings = routing::FilingPolicy::load(policies);
    if (!filings) return fail(filings.error());
    auto translator = translation::Translator::load(mapping);
    if (!translator) return fail(translator.error());
    tables.router = std::move(*router);
    tables.filings = std::move(*filings);
    tables.translator = std::move(*translator);
    return tables;
}

}  // namespace clearing::wiring
