#pragma once

#include "gateway/services/mapping/coverage.hpp"
#include "gateway/services/mapping/dry_run.hpp"
#include "gateway/services/mapping/import.hpp"
#include "gateway/services/mapping/version_loader.hpp"

#include <vector>

namespace clearing::mapping {

/// What people read before they decide: nothing here changes anything.
class Reports {
public:
    explicit Reports(World& world) : world_(world), loader_(world) {}

    /// Which settlements of the last `days` days (today included) this version would have changed. Errors: not_found,
    /// store_unavailable.
    awaitable<Result<DryRunReport>> dry_run(std::string version, int days, Progress progress);

    /// How much of what was in use in the last `days` days is mapped, per platform and kind.
    awaitable<Result<std::vector<CoverageCell>>> coverage(int days, std::size_t shown, Progress progress);

    /// A settlement with the version each of its lines was made with. Errors: settlement_unknown, not_found.
    awaitable<Result<ReplayReport>> replay(SettlementId settlement);

    /// A code in a version (none: the one in force): the row, or what would be done without one.
    struct Lookup {
        std::string version;
        Verdict verdict;
        std::optional<TranslatedCode> translated;
        std::vector<std::uint32_t> rows;                            ///< of the book, in the order they were used
        std::shared_ptr<const translation::Translator> translator;  ///< keeps the rows' texts
        std::string refusal;                                        ///< why nothing is answered
    };
    awaitable<Result<Lookup>> lookup(std::string version, CodeUse use);

private:
    World& world_;
    VersionLoader loader_;
};

/// The same in tables at hand.
Reports::Lookup look_up(std::shared_ptr<const translation::Translator> translator, const CodeUse& use);

}  // namespace clearing::mapping
