#pragma once

#include "gateway/ports/desk.hpp"
#include "gateway/ports/other_side.hpp"
#include "gateway/services/settlement/world.hpp"

namespace clearing::settlement {

/// 2204, 2205, 2301, 2302. Visitors' lines end here: priced by the treatment catalog, stored, all or none. Lines of
/// residents away are checked, stored and handed to the core; what the core refuses is not kept, and what is removed is
/// removed there first.
class FeeDesk {
public:
    explicit FeeDesk(const World& world) : world_(world) {}

    awaitable<Result<FeeUploadAnswer>> upload(Call call, FeeUpload upload);
    awaitable<Result<void>> remove(Call call, FeeRemoval removal);
    awaitable<Result<void>> keep(Call call, SettlementKey key, std::vector<FeeLine> lines);

private:
    awaitable<Result<void>> keep_told(VisitNo visit, SettlementNo of, std::vector<FeeLine> told);
    awaitable<Result<FeeUploadAnswer>> hand_on(Call call, Visit visit, FeeUpload upload);
    awaitable<Error> taken_back(VisitNo visit, std::vector<LineId> lines, Error no);
    awaitable<Result<void>> remove_here(Call call, VisitNo visit, FeeRemoval removal);
    awaitable<Result<void>> remove_there_and_here(Call call, Visit visit, FeeRemoval removal);
    awaitable<Result<void>> remove_there(ports::OtherSide& side, MessageKey asked_by, ports::Leg leg,
                                         FeeRemoval removal);
    awaitable<Result<void>> check_not_held(Visit visit, std::vector<FeeLine> lines);
    awaitable<Result<std::vector<FeeLine>>> stored(bool came_before, VisitNo visit, std::vector<FeeLine> lines);

    const World& world_;
};

}  // namespace clearing::settlement
