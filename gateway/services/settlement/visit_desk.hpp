#pragma once

#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/settlement/world.hpp"

namespace clearing::settlement {

/// 2201 … 2203, 2401 … 2405: checked, stored, forwarded now. The visit is on disk before the other side hears of it.
class VisitDesk {
public:
    explicit VisitDesk(const World& world) : world_(world) {}

    awaitable<Result<VisitAnswer>> handle(Call call, VisitRequest request);

private:
    awaitable<Result<VisitAnswer>> open(Call call, VisitRequest as_sent);
    awaitable<Result<VisitAnswer>> change(Call call, VisitRequest as_sent);
    awaitable<Result<VisitAnswer>> forward(Call call, VisitRequest request, Visit visit);
    awaitable<Result<VisitRequest>> into_books(Call call, PlatformName platform, VisitRequest request, Date begin);
    awaitable<Result<void>> check_nothing_settled(const Visit& visit);

    const World& world_;
};

/// Is the institution open for persons of that region and this kind of business on the day the visit began? `med_type`
/// is the national code, "" where not told yet. Errors: unknown_institution, institution_not_open.
Result<void> check_open(const World& world, const Call& call, CareSetting care, const std::string& med_type,
                        Date begin);

/// The day the visit began. Error: invalid_value.
Result<Date> begin_date(const std::string& begin_time);

/// The visit, if it is the asker's and of this person ("": whoever it is of). Errors: visit_unknown (also when it is
/// another institution's), person_differs.
Result<Visit> visit_for(const Call& call, std::optional<Visit> found, const std::string& person_number);

/// Finds the asker's visit. Errors: as visit_for.
awaitable<Result<Visit>> find_visit(const World& world, Call call, VisitId id, std::string person_number);

}  // namespace clearing::settlement
