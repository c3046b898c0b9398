#include "gateway/tools/offline.hpp"

#include "gateway/infra/config/load.hpp"
#include "gateway/services/translation/check.hpp"

#include <fstream>
#include <iterator>

namespace clearing::tools {
namespace {

class Folder {
public:
    explicit Folder(std::filesystem::path path) : path_(std::move(path)) {}

    std::string text(const std::string& name) {
        std::ifstream stream(path_ / name, std::ios::binary);
        if (!stream) unreadable_.push_back((path_ / name).string() + ": cannot be read");
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    const std::vector<std::string>& unreadable() const { return unreadable_; }

private:
    std::filesystem::path path_;
    std::vector<std::string> unreadable_;
};

}  // namespace

std::vector<std::string> check_mappings(const std::filesystem::path& folder) {
    Folder files(folder);
    const routing::RoutingTexts routing{.regions = files.text("regions.tsv"),
                                        .routes = files.text("routes.tsv"),
                                        .counterparties = files.text("counterparties.tsv"),
                                        .institutions = files.text("institutions.tsv"),
                                        .openings = files.text("openings.tsv"),
                                        .agreements = files.text("agreements.tsv")};
    const translation::MappingTexts mapping{.drugs = files.text("drugs.tsv"),
                                            .services = files.text("services.tsv"),
                                            .consumables = files.text("consumables.tsv"),
                                            .diagnoses = files.text("diagnoses.tsv"),
                                            .insurance_types = files.text("insurance_types.tsv"),
                                            .care_kinds = files.text("care_kinds.tsv"),
                                            .fund_kinds = files.text("fund_kinds.tsv"),
                                            .person_kinds = files.text("person_kinds.tsv"),
                                            .unmapped = files.text("unmapped.tsv")};
    const std::string policies = files.text("policies.tsv");
    // A missing file would only be reported again as a table without rows.
    if (!files.unreadable().empty()) return files.unreadable();
    return translation::check(routing, mapping, policies);
}

std::expected<std::string, std::string> owner_url(const std::string& given, const std::filesystem::path& config) {
    if (!given.empty()) return given;
    if (const auto url = config::process_environment("GATEWAY_OWNER_URL")) return *url;
    if (config.empty()) return std::unexpected("give --owner-url, or GATEWAY_OWNER_URL, or --config");
    const auto loaded = config::load(config);
    if (!loaded) return std::unexpected(loaded.error());
    if (loaded->database.owner_url.empty()) return std::unexpected(config.string() + ": database.owner_url is missing");
    return loaded->database.owner_url;
}

}  // namespace clearing::tools
