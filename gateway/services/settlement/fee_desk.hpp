#pragma once

#include "gateway/ports/desk.hpp"
#include "gateway/services/settlement/world.hpp"

namespace clearing::settlement {

/// 2204, 2205, 2301, 2302. Visitors' lines end here: priced by the treatment catalog, stored, all or none. Lines of
/// residents away are checked, stored and handed to the core.
class FeeDesk {
public:
    explicit FeeDesk(const World& world) : world_(world) {}

    awaitable<Result<FeeUploadAnswer>> upload(Call call, FeeUpload upload);
    awaitable<Result<void>> remove(Call call, FeeRemoval removal);
    awaitable<Result<void>> keep(Call call, SettlementKey key, std::vector<FeeLine> lines);

private:
    awaitable<Result<void>> keep_told(VisitNo visit, SettlementNo of, std::vector<FeeLine> told);
    awaitable<Result<std::vector<FeeLine>>> stored(bool came_before, VisitNo visit, std::vector<FeeLine> lines);

    const World& world_;
};

}  // namespace clearing::settlement
