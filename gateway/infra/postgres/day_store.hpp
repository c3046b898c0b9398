#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/day_store.hpp"

namespace clearing::postgres {

/// Clearing days. Which lines belong to a day is fixed once, when its content is first asked after the switch (or told
/// by the partner, until it is agreed): a close that is repeated names the same ones. Pool and clock outlive it; the
/// clock is asked only by open_day, for a pair that never had a day.
/// Beside store_unavailable: conflict (an agreed day is agreed again otherwise, a clearing does not fit its cells).
class DayStore final : public ports::DayStore {
public:
    DayStore(Pool& pool, const ports::Clock& clock) : DayStore(pool, pool, clock) {}
    /// `long_reads`: where a whole day is counted; its statements may take minutes.
    DayStore(Pool& pool, Pool& long_reads, const ports::Clock& clock)
        : pool_(pool), long_reads_(long_reads), clock_(clock) {}

    awaitable<Result<std::vector<ports::Day>>> days(std::optional<ClearingDay> day) override;
    awaitable<Result<std::vector<ports::Day>>> days_between(ClearingDay first, ClearingDay last) override;
    awaitable<Result<std::vector<ports::Day>>> days_of(ports::PairDays asked) override;
    awaitable<Result<std::optional<ports::Day>>> find(DayKey key) override;
    awaitable<Result<ClearingDay>> open_day(PairKey pair) override;
    awaitable<Result<ports::Day>> switch_day(DayKey key, Instant at) override;
    /// An agreed day stays agreed.
    awaitable<Result<void>> set_state(DayKey key, DayState state, Instant at) override;
    awaitable<Result<long long>> awaiting(DayKey key) override;
    awaitable<Result<void>> fix(DayKey key) override;
    /// `carried` also names records of this day that were carried and have been resolved since.
    awaitable<Result<ports::DayContent>> content(DayKey key) override;
    awaitable<Result<DayTotals>> totals(DayKey key) override;
    awaitable<Result<ports::DaySums>> sums(DayKey key, std::vector<SettlementKey> left_out) override;
    awaitable<Result<std::vector<DayLine>>> lines_after(DayKey key, SettlementId after, std::size_t limit) override;
    awaitable<Result<std::vector<SettlementKey>>> lines_in(DayKey key, ports::CellGroups cells,
                                                           std::size_t limit) override;
    awaitable<Result<void>> keep_differences(DayKey key, std::vector<Difference> differences, Instant at) override;
    /// The day's own, and those found when its settlements were answered.
    awaitable<Result<std::vector<Difference>>> differences(DayKey key) override;
    /// No effect once the day is agreed.
    awaitable<Result<void>> keep_partner_close(DayKey key, std::vector<SettlementKey> carried,
                                               std::vector<SettlementKey> late, Instant at) override;
    awaitable<Result<void>> agree(ports::DayAgreement agreement) override;
    awaitable<Result<std::optional<Statement>>> statement(std::string id) override;
    awaitable<Result<std::vector<Statement>>> statements(std::optional<ClearingDay> day) override;
    awaitable<Result<std::vector<BalanceLine>>> trial_balance(DayKey key) override;

private:
    /// What is asked of a day's lines once they are fixed.
    template <class Work>
    auto of_fixed(DayKey key, Work work) -> awaitable<std::invoke_result_t<Work&, Session&>>;

    Pool& pool_;
    Pool& long_reads_;
    const ports::Clock& clock_;
};

}  // namespace clearing::postgres
