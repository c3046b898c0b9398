#pragma once

#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/voucher_book.hpp"
#include "tests/support/memory_books.hpp"

namespace clearing::tests {

/// As the PostgreSQL stores write it, for whoever has more to write in the same transaction.
/// `day`: instead of the open one, once check_takes_postings has said yes.
Result<PostedVoucher> write_voucher(MemoryBooks& books, MemoryWrite& write, const Voucher& voucher,
                                    std::optional<ClearingDay> day = std::nullopt);
Result<void> check_takes_postings(MemoryBooks& books, MemoryWrite& write, const DayKey& key, Instant at);

Result<void> check_may_be_adjusted(const SettlementRecord& record);
Adjusted adjusted_of(const MemoryBooks& books, SettlementNo settlement, Bearer bearer);
Result<Adjustment> write_adjustment(MemoryBooks& books, MemoryWrite& write, const NewAdjustment& adjustment);
Result<Adjustment> post_adjustment(MemoryBooks& books, MemoryWrite& write, const NewAdjustment& adjustment,
                                   const ports::AskedFirst& asked_first);

/// A cancel of the settlement is booked, or reversed, or it is reversed itself: what stands of its adjustments goes
/// with it (SETTLEMENT §6). `cause`: "cancel <its id>".
Result<void> move_adjustments(MemoryBooks& books, MemoryWrite& write, SettlementNo settlement, bool is_undone,
                              const std::string& cause, Instant at);

/// Vouchers in memory.
class MemoryVoucherBook final : public ports::VoucherBook {
public:
    explicit MemoryVoucherBook(MemoryBooks& books) : books_(books) {}

    ports::awaitable<Result<PostedVoucher>> post(Voucher voucher) override;
    ports::awaitable<Result<std::optional<PostedVoucher>>> find(std::string id) override;
    ports::awaitable<Result<std::vector<PostedVoucher>>> of_day(DayKey key) override;

private:
    MemoryBooks& books_;
};

/// Adjustments in memory.
class MemoryAdjustments final : public ports::Adjustments {
public:
    explicit MemoryAdjustments(MemoryBooks& books, ports::AskedFirst asked_first = {})
        : MemoryAdjustments(books, std::move(asked_first), books) {}
    MemoryAdjustments(MemoryBooks& books, ports::AskedFirst asked_first, MemoryLink& link)
        : books_(books), asked_first_(std::move(asked_first)), link_(link) {}

    ports::awaitable<Result<Adjustment>> post(NewAdjustment adjustment) override;
    ports::awaitable<Result<std::vector<Adjustment>>> of_day(DayKey key) override;
    ports::awaitable<Result<std::vector<Adjustment>>> cleared_on(DayKey key) override;
    ports::awaitable<Result<Adjusted>> adjusted(SettlementNo settlement, Bearer bearer) override;

private:
    std::optional<Adjustment> cancel_after(const SettlementRecord& record, const DayKey& key,
                                           bool that_day_alone) const;

    MemoryBooks& books_;
    ports::AskedFirst asked_first_;
    MemoryLink& link_;
};

}  // namespace clearing::tests
