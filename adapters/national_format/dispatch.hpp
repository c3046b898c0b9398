#pragma once

#include "adapters/national_format/envelope.hpp"
#include "adapters/national_format/transactions.hpp"
#include "gateway/ports/bureau_reconciliation.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/desk.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/institution_desk.hpp"

#include <deque>

namespace clearing::national_format {

/// From a transaction to the desk and back to an output. Nothing here knows sockets or the message log.
class Dispatch {
public:
    /// `institutions`: null where no institution speaks (a platform's door); its transactions are unknown there.
    Dispatch(ports::Desk& desk, ports::BureauReconciliation& reconciliation, ports::InstitutionDesk* institutions,
             ports::Clock& clock, ports::Randomness& randomness)
        : desk_(desk),
          reconciliation_(reconciliation),
          institutions_(institutions),
          clock_(clock),
          randomness_(randomness) {}

    /// Errors: those of reading the body, and the desk's.
    ports::awaitable<Result<json::Value>> carry_out(Transaction transaction, Call call, RequestEnvelope envelope);

private:
    using Answer = ports::awaitable<Result<json::Value>>;

    Answer person(Call call, RequestEnvelope envelope);
    Answer entitlement(Call call, RequestEnvelope envelope);
    Answer visit(Call call, RequestEnvelope envelope, VisitAction action);
    Answer upload_fees(Call call, RequestEnvelope envelope, CareSetting care);
    Answer remove_fees(Call call, RequestEnvelope envelope, CareSetting care);
    Answer quote(Call call, RequestEnvelope envelope, CareSetting care);
    Answer settle(Call call, RequestEnvelope envelope, CareSetting care);
    Answer cancel(Call call, RequestEnvelope envelope);
    Answer reverse(Call call, RequestEnvelope envelope);
    Answer list_visits(Call call, RequestEnvelope envelope);
    Answer find_settlement(Call call, RequestEnvelope envelope);
    Answer list_fees(Call call, RequestEnvelope envelope);
    Answer compare_totals(Call call, RequestEnvelope envelope);
    json::Value sign_in();
    Result<json::Value> sign_out(const RequestEnvelope& envelope);

    ports::Desk& desk_;
    ports::BureauReconciliation& reconciliation_;
    ports::InstitutionDesk* institutions_;
    ports::Clock& clock_;
    ports::Randomness& randomness_;
    std::deque<std::string> signed_in_;  ///< the last sign numbers given; requests without one are accepted
};

/// The output of a quote's, a settlement's or a cancel's yes to `asker`, its own message id.
json::Value answered_bill(SettledBill bill, const MessageId& asker);

}  // namespace clearing::national_format
