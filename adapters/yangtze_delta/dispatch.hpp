#pragma once

#include "adapters/yangtze_delta/partner.hpp"
#include "adapters/yangtze_delta/wire.hpp"
#include "gateway/domain/call.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/desk.hpp"
#include "gateway/ports/partner_adjustments.hpp"
#include "gateway/ports/partner_days.hpp"

namespace clearing::yangtze_delta {

using ports::awaitable;

/// May the answer be given again, unasked, to the same message?
enum class Finality : std::uint8_t {
    final,  ///< the answer of the message for good
    open,   ///< it describes a state that may change: the same message asks anew
};

/// One request body: read strictly, who may speak, the use case, the answer's body. No sockets, no log.
class Dispatch {
public:
    /// `adjustments` may be null: adjustments are not known here, then.
    Dispatch(DivisionCode own_region, ports::Desk& desk, ports::PartnerDays& days,
             ports::PartnerAdjustments* adjustments = nullptr)
        : own_region_(std::move(own_region)), desk_(desk), days_(days), adjustments_(adjustments) {}

    /// `call` is complete but for its key and its day. Errors: missing_field, invalid_value, negative_amount,
    /// over_limit (naming the fields), treatment_division_not_allowed, unknown_region (SETTLEMENT §5, who may speak),
    /// cancel_amounts_differ, unknown_transaction, and the use case's own.
    awaitable<Result<Finality>> run(Partner partner, Call call, const wire::Envelope& request, wire::Envelope& answer);

private:
    using Outcome = Result<Finality>;

    awaitable<Outcome> person(Partner partner, Call call, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> entitlement(Partner partner, Call call, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> visit(Partner partner, Call call, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> fees(Partner partner, Call call, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> quote(Partner partner, Call call, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> settle(Partner partner, Call call, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> cancel(Partner partner, Call call, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> reverse(Partner partner, Call call, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> query(Partner partner, Call call, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<void> tell_days(Partner partner, SettlementKey key, wire::QueryAnswer& answer);
    awaitable<Outcome> close(Partner partner, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> details(Partner partner, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> groups(Partner partner, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> ranges(Partner partner, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> lines(Partner partner, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> states(Partner partner, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> statement(Partner partner, const wire::Envelope& request, wire::Envelope& answer);
    awaitable<Outcome> adjust(Partner partner, const wire::Envelope& request, wire::Envelope& answer);

    DivisionCode own_region_;
    ports::Desk& desk_;
    ports::PartnerDays& days_;
    ports::PartnerAdjustments* adjustments_;
};

/// The header of the use case's call, read leniently: it also keys the message log before anything is judged.
/// `infno` is the national number of the same transaction (our core is asked by it), or the body's name for the days.
CallHeader header_of(const wire::Envelope& request);

/// The institution of messages that name none: they belong to the platform as a whole.
inline constexpr std::string_view no_institution = "delta";

}  // namespace clearing::yangtze_delta
