#pragma once

#include "sim-peers/centre.hpp"
#include "sim-peers/delta/adjustments.hpp"
#include "sim-peers/delta/convert.hpp"
#include "sim-peers/delta/day.hpp"

#include <map>
#include <set>
#include <string>

namespace clearing::peers::delta {

/// Shanghai as the insured side of the Delta protocol: one request Envelope in, one answer Envelope out, no sockets.
/// Enforces SETTLEMENT §1–§5: settlement keys, frozen answers, quotes that bind, reverses that fence, days that close.
class InsuredSide {
public:
    InsuredSide(Centre& centre, std::string partner_division);

    /// `unbalanced`: the fault of that name is on for this request.
    pb::Envelope answer(const pb::Envelope& request, bool unbalanced);

    /// "settle", "day_close" …: what faults call the request; "" for a body that is no request.
    static std::string transaction_of(const pb::Envelope& request);

    pb::Hello hello() const;
    static pb::Envelope refusing_hello(const std::string& division, const Refusal& refusal);

    bool day_is_open(const Record& record) const;
    /// The fault of the book strikes one whole line of the day that is closed. False: none is left.
    bool spoil(const std::string& fault, const pb::DayCloseRequest& request);
    const std::map<std::string, Json>& statements() const { return statements_; }
    const AdjustmentBook& adjustments() const { return adjustments_; }

private:
    struct Quote {
        std::string bill, expires_at;
        Split split;
    };

    std::optional<Refusal> check_envelope(const pb::Envelope& request) const;
    /// A caller names treatment divisions of its own: this book holds those of this side's own hospitals, too.
    std::optional<Refusal> check_treatment(const std::string& treatment) const;
    std::optional<Refusal> check_divisions(const std::string& treatment, const std::string& insured) const;
    std::optional<Refusal> check_day(const std::string& treatment, const std::string& day) const;

    Answered<pb::PersonAnswer> person(const pb::PersonRequest& request);
    Answered<pb::EntitlementAnswer> entitlement(const pb::EntitlementRequest& request);
    Answered<pb::VisitAnswer> visit(const pb::VisitRequest& request);
    Answered<pb::FeesAnswer> fees(const pb::FeesRequest& request);
    Answered<pb::QuoteAnswer> quote(const pb::QuoteRequest& request, bool unbalanced);
    Answered<pb::SettleAnswer> settle(const pb::SettleRequest& request, const std::string& day, bool unbalanced);
    Answered<Record*> book(const pb::SettleRequest& request, const std::string& key, const std::string& day,
                           bool unbalanced);
    Answered<pb::CancelAnswer> cancel(const pb::CancelRequest& request, const std::string& day);
    Answered<Record*> book_cancel(const pb::CancelRequest& request, const std::string& key, const std::string& day);
    Answered<pb::ReverseAnswer> reverse(const pb::ReverseRequest& request);
    Answered<pb::QueryAnswer> query(const pb::QueryRequest& request);
    Answered<pb::DayCloseAnswer> day_close(const pb::DayCloseRequest& request);
    Answered<pb::DayDetailsAnswer> day_details(const pb::DayDetailsRequest& request);
    Answered<pb::DayGroupsAnswer> day_groups(const pb::DayGroupsRequest& request);
    Answered<pb::DayRangesAnswer> day_ranges(const pb::DayRangesRequest& request);
    Answered<pb::DayLinesAnswer> day_lines(const pb::DayLinesRequest& request);
    Answered<pb::DayKeysAnswer> day_keys(const pb::DayKeysRequest& request);
    Answered<pb::StatementAnswer> statement(const pb::StatementRequest& request);
    Answered<pb::AdjustmentAnswer> adjust(const pb::AdjustmentRequest& request, const std::string& day);

    /// What the day is compared by.
    std::vector<const Record*> lines_of(const std::string& treatment, const std::string& insured,
                                        const std::string& day) const;
    /// Nothing: unknown, or none of the caller's.
    Record* record_of(const pb::SettlementKey& key);
    Answered<Record*> repeated(const std::string& key, const std::string& content);
    CentreBill bill_of(const pb::Bill& bill) const;
    Answered<Computed> compute(const pb::Bill& bill, bool unbalanced);
    std::string remember_quote(const pb::Bill& bill, const Split& split);

    Centre& centre_;
    std::string partner_division_;
    ClosedDays closed_;
    std::map<std::string, Quote> quotes_;
    std::map<std::string, std::string> content_;           ///< settlement key → the request's content
    std::map<std::string, std::map<unsigned, Fen>> fees_;  ///< settlement key → part → sum of its lines
    std::map<std::string, Json> statements_;               ///< by day
    std::set<std::string> agreed_;                         ///< days
    AdjustmentBook adjustments_;
};

std::string settlement_key(const std::string& treatment_division, const std::string& settlement_id);
pb::DayLine to_wire(const Record& record);

}  // namespace clearing::peers::delta
