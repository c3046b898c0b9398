#include "adapters/yangtze_delta/dispatch.hpp"
#include "adapters/yangtze_delta/narrowing_codec.hpp"
#include "adapters/yangtze_delta/speakers.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "gateway/ports/day_view.hpp"

#include <utility>

// The partner narrows a day of ours down to the lines that differ (delta.proto, "Narrowing"). Each answer describes the
// moment: the same question is answered anew.

namespace clearing::yangtze_delta {
namespace {

using wire::Envelope;

/// The day a request is about: the asker treats, we insure. Its verdict holds for the rest of the body, too.
template <class Body>
Result<DayKey> day_of(const Body& body, Reading& reading, const Partner& partner, const DivisionCode& own_region) {
    const DivisionCode treatment = reading.division("treatment_division", body.treatment_division());
    const DivisionCode insured = reading.division("insured_division", body.insured_division());
    const ClearingDay day = reading.clearing_day("day", body.day());
    if (auto verdict = reading.verdict(); !verdict) return fail(verdict.error());
    if (auto checked = check_divisions(partner, own_region, treatment, insured); !checked) return fail(checked.error());
    return DayKey{partner.platform, partner.region, Direction::resident_away, day};
}

Result<ports::DayView*> view_of(ports::PartnerDays& days) {
    if (ports::DayView* view = days.view()) return view;
    return fail(ErrorCode::unknown_transaction, "days are told as a whole here");
}

}  // namespace

awaitable<Result<Finality>> Dispatch::groups(Partner partner, const Envelope& request, Envelope& answer) {
    Reading reading;
    const Reading::Inside inside(reading, "day_groups_request");
    const auto key = day_of(request.day_groups_request(), reading, partner, own_region_);
    if (!key) co_return fail(key.error());
    const auto view = view_of(days_);
    if (!view) co_return fail(view.error());
    const auto groups = co_await (*view)->groups(*key);
    if (!groups) co_return fail(groups.error());
    write(*groups, *answer.mutable_day_groups_answer());
    co_return Finality::open;
}

awaitable<Result<Finality>> Dispatch::ranges(Partner partner, const Envelope& request, Envelope& answer) {
    Reading reading;
    const Reading::Inside inside(reading, "day_ranges_request");
    RangesAsked asked = read(request.day_ranges_request(), reading);
    const auto key = day_of(request.day_ranges_request(), reading, partner, own_region_);
    if (!key) co_return fail(key.error());
    const auto view = view_of(days_);
    if (!view) co_return fail(view.error());
    const auto digests = co_await (*view)->of(*key, std::move(asked.group), std::move(asked.ranges));
    if (!digests) co_return fail(digests.error());
    write(*digests, *answer.mutable_day_ranges_answer());
    co_return Finality::open;
}

awaitable<Result<Finality>> Dispatch::lines(Partner partner, const Envelope& request, Envelope& answer) {
    Reading reading;
    const Reading::Inside inside(reading, "day_lines_request");
    ports::LinesAsked asked = read(request.day_lines_request(), reading);
    const auto key = day_of(request.day_lines_request(), reading, partner, own_region_);
    if (!key) co_return fail(key.error());
    const auto view = view_of(days_);
    if (!view) co_return fail(view.error());
    const auto page = co_await (*view)->lines(*key, std::move(asked));
    if (!page) co_return fail(page.error());
    write(*page, *answer.mutable_day_lines_answer());
    co_return Finality::open;
}

awaitable<Result<Finality>> Dispatch::states(Partner partner, const Envelope& request, Envelope& answer) {
    Reading reading;
    const Reading::Inside inside(reading, "day_keys_request");
    std::vector<SettlementKey> keys = read(request.day_keys_request(), reading);
    const auto key = day_of(request.day_keys_request(), reading, partner, own_region_);
    if (!key) co_return fail(key.error());
    // Each key is the asker's own, as in a query.
    for (const SettlementKey& asked : keys)
        if (auto checked = check_divisions(partner, own_region_, asked.treatment_division, own_region_); !checked)
            co_return fail(checked.error());
    const auto view = view_of(days_);
    if (!view) co_return fail(view.error());
    const auto states = co_await (*view)->states(*key, std::move(keys));
    if (!states) co_return fail(states.error());
    write(*states, *answer.mutable_day_keys_answer());
    co_return Finality::open;
}

}  // namespace clearing::yangtze_delta
