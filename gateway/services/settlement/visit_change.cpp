#include "gateway/services/settlement/visit_change.hpp"

namespace clearing::settlement {

awaitable<Result<void>> change_visit(const World& world, VisitId id, std::function<void(Visit&)> change) {
    constexpr int attempts = 8;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        auto present = co_await world.visits.find(id);
        if (!present) co_return fail(present.error());
        if (!*present) co_return fail(ErrorCode::visit_unknown, {}, {"mdtrt_id"});
        change(**present);
        auto kept = co_await world.visits.update(std::move(**present));
        if (kept || kept.error().code != ErrorCode::conflict) co_return kept;
    }
    co_return fail(ErrorCode::store_unavailable, "the visit is changed again and again");
}

}  // namespace clearing::settlement
