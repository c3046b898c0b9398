#include "adapters/yangtze_delta/adjustment_codec.hpp"
#include "adapters/yangtze_delta/dispatch.hpp"
#include "adapters/yangtze_delta/speakers.hpp"
#include "clearing/delta/v1/delta.pb.h"

#include <utility>

// The insured side's part of an adjustment: the treatment side tells it, we post its mirror (decision 0023).

namespace clearing::yangtze_delta {

using wire::Envelope;

awaitable<Result<Finality>> Dispatch::adjust(Partner partner, const Envelope& request, Envelope& answer) {
    if (adjustments_ == nullptr) co_return fail(ErrorCode::unknown_transaction);
    Reading reading;
    const ClearingDay day = reading.clearing_day("clearing_day", request.clearing_day());
    const Reading::Inside inside(reading, "adjustment_request");
    ReadAdjustment read_request = read(request.adjustment_request(), reading);
    if (auto verdict = reading.verdict(); !verdict) co_return fail(verdict.error());
    if (auto checked = check_divisions(partner, own_region_, read_request.settlement.treatment_division,
                                       read_request.insured_division);
        !checked)
        co_return fail(checked.error());
    ports::ToldAdjustment told;
    told.platform = partner.platform;
    told.partner = partner.region;
    told.peer = partner.peer;
    told.settlement = std::move(read_request.settlement);
    told.reason = read_request.reason;
    told.bearer = read_request.bearer;
    told.amounts = std::move(read_request.amounts);
    told.origin = std::move(read_request.origin);
    told.day = day;
    const auto stands_on = co_await adjustments_->take(std::move(told));
    if (!stands_on) co_return fail(stands_on.error());
    write(*stands_on, *answer.mutable_adjustment_answer());
    co_return Finality::final;
}

}  // namespace clearing::yangtze_delta
