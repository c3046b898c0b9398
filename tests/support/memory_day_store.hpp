#pragma once

#include "gateway/ports/day_store.hpp"
#include "tests/support/memory_books.hpp"

namespace clearing::tests {

/// DayStore in memory. Which lines belong to a day is decided once, by the first `content` after its switch: what is
/// unresolved then is carried, what was carried before and is booked now comes in late. Held to
/// day_store_contract.hpp.
class MemoryDayStore final : public ports::DayStore {
public:
    explicit MemoryDayStore(MemoryBooks& books) : MemoryDayStore(books, books) {}
    MemoryDayStore(MemoryBooks& books, MemoryLink& link) : books_(books), link_(link) {}

    ports::awaitable<Result<std::vector<ports::Day>>> days(std::optional<ClearingDay> day) override;
    ports::awaitable<Result<std::vector<ports::Day>>> days_between(ClearingDay first, ClearingDay last) override;
    ports::awaitable<Result<std::vector<ports::Day>>> days_of(ports::PairDays asked) override;
    ports::awaitable<Result<std::optional<ports::Day>>> find(DayKey key) override;
    ports::awaitable<Result<ClearingDay>> open_day(PairKey pair) override;
    ports::awaitable<Result<ports::Day>> switch_day(DayKey key, Instant at) override;
    ports::awaitable<Result<void>> set_state(DayKey key, DayState state, Instant at) override;
    ports::awaitable<Result<long long>> awaiting(DayKey key) override;
    ports::awaitable<Result<void>> fix(DayKey key) override;
    ports::awaitable<Result<ports::DayContent>> content(DayKey key) override;
    ports::awaitable<Result<DayTotals>> totals(DayKey key) override;
    ports::awaitable<Result<std::vector<DayLine>>> lines_after(DayKey key, SettlementId after,
                                                               std::size_t limit) override;
    ports::awaitable<Result<std::vector<SettlementKey>>> lines_in(DayKey key, ports::CellGroups cells,
                                                                  std::size_t limit) override;
    ports::awaitable<Result<ports::DaySums>> sums(DayKey key, std::vector<SettlementKey> left_out) override;
    ports::awaitable<Result<void>> keep_differences(DayKey key, std::vector<Difference> differences,
                                                    Instant at) override;
    ports::awaitable<Result<std::vector<Difference>>> differences(DayKey key) override;
    ports::awaitable<Result<void>> keep_partner_close(DayKey key, std::vector<SettlementKey> carried,
                                                      std::vector<SettlementKey> late, Instant at) override;
    ports::awaitable<Result<void>> agree(ports::DayAgreement agreement) override;
    ports::awaitable<Result<std::optional<Statement>>> statement(std::string id) override;
    ports::awaitable<Result<std::vector<Statement>>> statements(std::optional<ClearingDay> day) override;
    ports::awaitable<Result<std::vector<BalanceLine>>> trial_balance(DayKey key) override;

private:
    ports::Day switched(MemoryWrite& write, const DayKey& key, Instant at);
    bool is_late(const SettlementRecord& record, const DayKey& key) const;
    void fix_content(MemoryWrite& write, const DayKey& key);
    bool is_line(const SettlementRecord& record, const DayKey& key, const MemoryBooks::KeptDay& day) const;
    bool is_late_line(const SettlementRecord& record, const DayKey& key, const MemoryBooks::KeptDay& day) const;
    bool is_carried(const SettlementRecord& record, const DayKey& key, const MemoryBooks::KeptDay& day) const;
    ports::DayContent content_of(MemoryWrite& write, const DayKey& key);
    static ports::DaySums sums_of(const ports::DayContent& content, const std::vector<SettlementKey>& left_out);
    std::vector<Difference> differences_of(const DayKey& key) const;
    bool clears_now(const MemoryBooks::Posting& posting, const DayKey& key) const;
    void clear_adjustments(MemoryWrite& write, const ports::DayAgreement& agreement);
    Result<void> write_agreement(MemoryWrite& write, const ports::DayAgreement& agreement);

    MemoryBooks& books_;
    MemoryLink& link_;
};

}  // namespace clearing::tests
