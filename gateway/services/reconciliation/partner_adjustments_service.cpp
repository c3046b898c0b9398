#include "gateway/services/reconciliation/partner_adjustments_service.hpp"

namespace clearing::reconciliation {
namespace {

/// Between the regions an amount above what stands has a code of its own (delta.proto, AdjustmentRequest: GW1007); our
/// own people read it as an invalid value. What else is invalid about an amount the message itself tells.
Error as_agreed_between_us(Error error) {
    const bool names_component = !error.fields.empty() && component_named(error.fields.front());
    if (error.code == ErrorCode::invalid_value && names_component) error.code = ErrorCode::over_limit;
    return error;
}

}  // namespace

ports::awaitable<Result<ClearingDay>> PartnerAdjustmentsService::take(ports::ToldAdjustment told) {
    const ports::Platform* platform = other_sides_.platform(told.platform);
    if (platform == nullptr || !platform->exchanges_adjustments) co_return fail(ErrorCode::unknown_transaction);
    const auto record = co_await settlements_.find_by_key(told.settlement, Direction::resident_away);
    if (!record) co_return fail(record.error());
    const bool is_partners = *record && (*record)->platform == told.platform;
    if (!is_partners) co_return fail(ErrorCode::settlement_unknown, {}, {"settlement_id"});
    const Instant now = clock_.now();
    // As with a close: the partner's clock may be ahead, but no day that has not begun here is posted on.
    if (told.day.date > local_date(now)) co_return fail(ErrorCode::day_not_begun, {}, {"clearing_day"});
    NewAdjustment mirror;
    mirror.settlement = (*record)->no;
    mirror.reason = told.reason;
    mirror.bearer = told.bearer;
    mirror.amounts = std::move(told.amounts);
    mirror.origin = told.origin.empty() ? std::string() : told.partner.text + "/" + told.origin;
    mirror.made_by = told.peer.text;
    mirror.at = now;
    mirror.day = told.day;
    const auto posted = co_await adjustments_.post(std::move(mirror));
    if (!posted) co_return fail(as_agreed_between_us(posted.error()));
    co_return posted->key.day;
}

}  // namespace clearing::reconciliation
