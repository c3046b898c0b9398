#pragma once

#include "gateway/ports/other_side.hpp"
#include "tests/support/fakes.hpp"

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace clearing::tests {

/// What happens to the next question that has an effect (settle, cancel, reverse) or asks for one (query).
enum class Happening : std::uint8_t {
    answers,       ///< as an honest centre would
    unreachable,   ///< GW2: provably nothing was sent
    lost_request,  ///< GW3: nothing happened there, but nobody knows
    lost_reply,    ///< GW3: it happened there, the answer is lost
    refuses,       ///< its final no
    in_progress,   ///< query: still working on it
    day_closed,    ///< reverse: booked, and its day is closed; cancel: its own day is over
    not_reversible,
};

/// Who answers, with honest books of its own (booked once per message, fences kept) and one script of misfortunes.
/// A reply is given in the same turn of the loop; `meanwhile` lets something happen between the effect and the answer.
class ScriptedOtherSide final : public ports::OtherSide {
public:
    explicit ScriptedOtherSide(const FakeClock& clock, std::string name) : clock_(clock), name_(std::move(name)) {}

    /// What it pays of a bill of this total; another total is paid from the fund alone.
    void will_pay(const PaymentSplit& split) { splits_[split.total] = split; }
    /// The next questions meet these, in order; afterwards it answers honestly again.
    void answer_next(std::initializer_list<Happening> happenings) {
        script_.insert(script_.end(), happenings.begin(), happenings.end());
    }

    struct There {
        QueryResult::State state{};
        SettledBill bill;
        ports::LegOfSettlement leg = {};  ///< as it arrived: key and day stand in it
        CareSetting care{};
        bool is_cancel = false;
        std::optional<SettlementId> cancels = std::nullopt;  ///< of a cancel: the original's key
    };
    std::map<MessageId, There> books;  ///< by our message id of the leg
    std::vector<Filing> filings{{"residence", "F1", "2015-01-01", ""}};
    std::string setl_time;  ///< national: what it answers; empty: now
    QuoteId quote_id;
    std::vector<std::string> asked;  ///< "settle 2207", "query 2207", … in order
    std::vector<ports::LegOfSettlement> legs;
    ports::Leg last_leg;                  ///< of the last question that a caller waited for
    std::vector<Claim> claims;            ///< of quotes and settlements, as they arrived
    std::vector<MessageId> fee_messages;  ///< under which fee lines came, whatever was answered
    std::vector<FeeLine> fee_lines;
    std::vector<FeeRemoval> removals;                   ///< as they arrived, whatever was answered
    std::vector<VisitId> visits_named;                  ///< by what is asked of visits: its own id of them, or none
    std::function<ports::awaitable<void>()> meanwhile;  ///< once
    std::function<void()> while_quoting, while_taking_fees;  ///< what passes meanwhile, the time for one
    bool changes_nothing_asked_answers = true;               ///< false: person, entitlement, visit and quote are silent

    bool tells_of_persons = true;           ///< false: person is silent
    bool misses_what_is_not_there = false;  ///< true: a removal that names a line it has not removes none

    long long times_asked(std::string_view what) const;

    ports::awaitable<Result<PersonAnswer>> person(ports::Leg leg, PersonRequest request) override;
    ports::awaitable<Result<EntitlementAnswer>> entitlement(ports::Leg leg, EntitlementRequest request) override;
    ports::awaitable<Result<VisitAnswer>> visit(ports::Leg leg, VisitRequest request) override;
    ports::awaitable<Result<SettledBill>> quote(ports::Leg leg, Claim claim) override;
    ports::awaitable<Result<SettledBill>> settle(ports::LegOfSettlement leg, Claim claim) override;
    ports::awaitable<Result<SettledBill>> cancel(ports::LegOfSettlement leg, SettlementRecord original) override;
    ports::awaitable<Result<ReverseResult>> reverse(ports::LegOfSettlement leg, std::string reason) override;
    ports::awaitable<Result<QueryResult>> query(ports::LegOfSettlement leg) override;
    ports::awaitable<Result<void>> fees(ports::LegOfSettlement leg, std::vector<FeeLine> lines) override;
    ports::awaitable<Result<FeeUploadAnswer>> upload(ports::Leg leg, FeeUpload upload) override;
    ports::awaitable<Result<void>> remove(ports::Leg leg, FeeRemoval removal) override;

private:
    Happening next();
    ports::awaitable<void> let_it_happen();
    SettledBill bill_of(const Claim& claim) const;
    Result<SettledBill> book(const ports::LegOfSettlement& leg, SettledBill bill);

    const FakeClock& clock_;
    std::string name_;
    std::map<Money, PaymentSplit> splits_;
    std::deque<Happening> script_;
    int made_ = 0;
};

}  // namespace clearing::tests
