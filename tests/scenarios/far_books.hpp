#pragma once

#include "gateway/ports/day_partner.hpp"
#include "gateway/ports/partner_days.hpp"
#include "tests/support/ningbo.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace clearing::tests {

/// What both sides compare of a day, in words: "1 settled, 0 cancelled, total 1368.83, fund 1126.60, …".
std::string totals_in_words(const std::vector<DayLine>& lines);

/// The day book of the side that answers us (Shanghai or the hub): its lines by its own rule from what it booked, and,
/// on Delta, from what our closes told it. It agrees only to what its own book says.
class FarDayBook final : public ports::DayPartner {
public:
    FarDayBook(ScriptedOtherSide& side, DayRule rule, const ports::Digest& digest)
        : side_(side), rule_(rule), digest_(digest) {}

    std::vector<DayLine> lines_of(ClearingDay day) const;

    /// The hub's view of the party behind it, by our keys; nothing: it has matched everything.
    std::set<SettlementKey> not_yet_matched, failed_there;
    bool names_messages = false;  ///< its 3202 result says whose message a line of its own is

    ports::awaitable<Result<ports::FarSideView>> far_side_view(DayKey key, std::vector<DayLine> ours) override;
    ports::awaitable<Result<ports::TotalsAnswer>> compare_totals(DayTotals totals, std::vector<DayLine> ours) override;
    ports::awaitable<Result<std::vector<DayLine>>> details(DayKey key, std::vector<DayLine> ours) override;
    ports::awaitable<Result<ports::StatementVerdict>> propose(Statement statement,
                                                              std::vector<SettlementKey> disputed) override;
    FieldsJudged fields_judged() const override;
    bool counts_by_settlement_time() const override { return !treatment_side_names_the_day(rule_); }

private:
    DayLine line_of(const ScriptedOtherSide::There& there) const;
    ClearingDay assigned_day(const ScriptedOtherSide::There& there) const;

    ScriptedOtherSide& side_;
    DayRule rule_;
    const ports::Digest& digest_;
    std::map<ClearingDay, std::set<SettlementKey>> carried_, late_;
};

/// The book of the side that asks us (Shanghai treats a Ningbo person): what it knows of its own settlements, and how
/// it closes its days with us.
class AskersDayBook {
public:
    AskersDayBook(Ningbo& here, DivisionCode counterparty) : here_(here), counterparty_(std::move(counterparty)) {}

    /// It sent a settlement and has no final answer.
    void in_doubt(const Call& call, CareSetting care);
    /// It learned the answer, at once or by a question; cleared on its open day when its own is closed already.
    void booked(const Call& call, const SettledBill& bill, CareSetting care = CareSetting::outpatient);
    /// It learned that nothing came of it.
    void reversed(const Call& call) { own_.erase(*call.key); }
    /// It closes a day with us: whether our totals are equal to its own. What is in doubt is carried, by name.
    bool closes(std::string_view day);
    /// It proposes the statement of a day that it has closed: whether we agree.
    bool agrees(std::string_view day);
    std::vector<DayLine> lines_of(std::string_view day) const;

private:
    DayKey key_of(std::string_view day) const;

    struct Own {
        ClearingDay assigned_day;
        std::optional<DayLine> line;  ///< once it is booked
        bool carried = false;
        std::optional<ClearingDay> cleared_late;
    };
    Ningbo& here_;
    DivisionCode counterparty_;
    std::map<SettlementKey, Own> own_;
};

/// The hub's book of Ningbo people treated elsewhere. It asks us, and its day is that of the setl_time it was told;
/// before that it has none. Our closes are compared with it.
class AskingHubBook final : public ports::DayPartner {
public:
    /// It sent a settlement and has no final answer.
    void in_doubt(const Call& call) { lines_.try_emplace(call.header.message); }
    /// It was told the outcome, at once or when it asked again.
    void booked(const Call& call, const SettledBill& bill);
    std::size_t count_in_doubt() const;
    std::vector<DayLine> lines_of(ClearingDay day) const;

    ports::awaitable<Result<ports::TotalsAnswer>> compare_totals(DayTotals totals, std::vector<DayLine> ours) override;
    ports::awaitable<Result<std::vector<DayLine>>> details(DayKey key, std::vector<DayLine> ours) override;
    ports::awaitable<Result<ports::StatementVerdict>> propose(Statement statement,
                                                              std::vector<SettlementKey> disputed) override;
    FieldsJudged fields_judged() const override { return {}; }
    bool counts_by_settlement_time() const override { return true; }

private:
    std::map<MessageId, std::optional<DayLine>> lines_;
};

}  // namespace clearing::tests
