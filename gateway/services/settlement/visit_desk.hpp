#pragma once

#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/settlement/world.hpp"

namespace clearing::settlement {

/// 2201 … 2203, 2401 … 2405: checked, stored, forwarded now. The visit is on disk before the other side hears of it.
class VisitDesk {
public:
    explicit VisitDesk(World& world) : world_(world) {}

    awaitable<Result<VisitAnswer>> handle(Call call, VisitRequest request);

private:
    awaitable<Result<VisitAnswer>> open(Call call, VisitRequest request);
    awaitable<Result<VisitAnswer>> change(Call call, VisitRequest request);
    awaitable<Result<VisitAnswer>> forward(Call call, VisitRequest request, Visit visit);
    Result<void> check_still_open(const Call& call, const Visit& visit, const std::string& med_type) const;
    awaitable<Result<void>> check_nothing_settled(const Visit& visit);

    World& world_;
};

/// Is the institution open for persons of that region and this kind of business on the day the visit began? `med_type`
/// in the asker's codes, "" where not told yet. Errors: unknown_institution, institution_not_open, unmapped_code.
Result<void> check_open(const World& world, const Call& call, const Answerer& answerer, CareSetting care,
                        const std::string& med_type, Date begin);

/// Finds the asker's visit. Errors: visit_unknown (also when it is another institution's), person_differs.
awaitable<Result<Visit>> find_visit(World& world, Call call, VisitId id, std::string person_number);

}  // namespace clearing::settlement
