#pragma once

#include "gateway/ports/clock.hpp"
#include "gateway/ports/day_partner.hpp"
#include "gateway/ports/day_view.hpp"
#include "gateway/ports/other_side.hpp"
#include "tests/simulation/network.hpp"

namespace clearing::simulation {

/// One question of a daemon over the network: waits for the answer or its deadline. Error classes as
/// ports/other_side.hpp says: unavailable only when provably nothing was sent or the answerer says that nothing
/// happened; a question without an effect is unavailable in any case but a no.
class Line {
public:
    Line(Process& process, Network& network, ports::Clock& clock, Party here, Party there)
        : process_(process), network_(network), clock_(clock), here_(here), there_(there) {}

    enum class Effect : std::uint8_t { none, some };
    ports::awaitable<Result<AnswerPtr>> ask(Question question, std::chrono::steady_clock::time_point deadline,
                                            Effect effect);
    ports::Clock& clock() { return clock_; }
    /// Never the same twice.
    std::string new_message(const std::string& about);

private:
    Process& process_;
    Network& network_;
    ports::Clock& clock_;
    Party here_, there_;
};

/// Whoever answers, as the use cases see it. `visits`: how the answerer knows a visit (Delta: by our id). What asks for
/// a settlement is kept before it is sent, by the log or with its intent.
class NetworkOtherSide final : public ports::OtherSide {
public:
    enum class Visits : std::uint8_t { by_our_id, by_their_id };
    NetworkOtherSide(Line line, Visits visits, ports::MessageLog& messages)
        : line_(line), visits_(visits), messages_(messages) {}

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
    Question question_of(Ask ask, const ports::Leg& leg) const;
    Question question_of(Ask ask, const ports::LegOfSettlement& leg) const;

    ports::awaitable<Result<MessageNo>> keep(ports::LegOfSettlement& leg);

    Line line_;
    Visits visits_;
    ports::MessageLog& messages_;
};

/// Single lines as the Delta partner knows them. It tells no digests: days are compared line by line.
class NetworkDayView final : public ports::DayView {
public:
    explicit NetworkDayView(Line line) : line_(line) {}

    ports::awaitable<Result<std::vector<ports::GroupDigest>>> groups(DayKey key) override;
    ports::awaitable<Result<std::vector<ports::RangeDigest>>> of(DayKey key, ports::LineGroup group,
                                                                 std::vector<ports::IdRange> ranges) override;
    ports::awaitable<Result<ports::LinesPage>> lines(DayKey key, ports::LinesAsked asked) override;
    ports::awaitable<Result<std::vector<ports::LineState>>> states(DayKey key,
                                                                   std::vector<SettlementKey> keys) override;

private:
    Line line_;
};

/// Days with the Delta partner, who takes our close, and with the hub (3201, 3202; no statement).
class NetworkDays final : public ports::DayPartner {
public:
    enum class Kind : std::uint8_t { delta, national };
    NetworkDays(Line line, Kind kind) : line_(line), kind_(kind), view_(line) {}

    ports::awaitable<Result<ports::TotalsAnswer>> compare_totals(DayTotals totals, std::vector<DayLine> lines) override;
    ports::awaitable<Result<std::vector<DayLine>>> details(DayKey key, std::vector<DayLine> ours) override;
    ports::awaitable<Result<ports::FarSideView>> far_side_view(DayKey key, std::vector<DayLine> ours) override;
    bool counts_by_settlement_time() const override { return kind_ == Kind::national; }
    ports::awaitable<Result<ports::StatementVerdict>> propose(Statement statement,
                                                              std::vector<SettlementKey> disputed) override;
    ports::awaitable<Result<ClearingDay>> adjust(AdjustmentOffer offer) override;
    FieldsJudged fields_judged() const override;
    ports::DayView* view() override { return kind_ == Kind::delta ? &view_ : nullptr; }

private:
    std::vector<Row> rows_as_named_there(const std::vector<DayLine>& lines, Direction direction) const;

    Line line_;
    Kind kind_;
    NetworkDayView view_;
};

}  // namespace clearing::simulation
