#pragma once

#include "gateway/ports/adjustment_offers.hpp"
#include "gateway/ports/adjustments.hpp"
#include "tests/support/memory_outbox.hpp"

namespace clearing::tests {

/// Offers of a settlement that may still come to stand.
std::vector<NewAdjustment> open_offers(const MemoryBooks& books, SettlementNo settlement);

/// Instead of posting, as the PostgreSQL store writes it. `so_far`: what may be taken of the settlement.
Result<Adjustment> offer_adjustment(MemoryBooks& books, MemoryWrite& write, const NewAdjustment& adjustment,
                                    const PeerName& peer, const Adjusted& so_far);

/// The queue in memory, over the books; the switches of an outbox hold for it as well.
class MemoryAdjustmentOffers final : public ports::AdjustmentOffers {
public:
    MemoryAdjustmentOffers(MemoryBooks& books, MemoryOutboxRows& outbox)
        : MemoryAdjustmentOffers(books, outbox, books) {}
    MemoryAdjustmentOffers(MemoryBooks& books, MemoryOutboxRows& outbox, MemoryLink& link)
        : books_(books), outbox_(outbox), link_(link) {}

    ports::awaitable<Result<std::optional<AdjustmentOffer>>> take_due(ports::OutboxQuery query) override;
    ports::awaitable<Result<std::vector<AdjustmentOffer>>> unanswered(DayKey day) override;
    ports::awaitable<Result<Adjustment>> accepted(long long no, ClearingDay day, Instant at) override;
    ports::awaitable<Result<void>> failed(long long no, std::string reason, Instant next_try_at, Instant at) override;
    ports::awaitable<Result<void>> park(long long no, bool is_refused, std::string reason, std::string alarm,
                                        Instant at) override;
    ports::awaitable<Result<AdjustmentOffer>> resume(long long no, std::string actor, Instant at) override;
    ports::awaitable<Result<AdjustmentOffer>> withdraw(long long no, std::string actor, Instant at) override;
    ports::awaitable<Result<std::vector<AdjustmentOffer>>> list(std::optional<OfferState> state,
                                                                std::size_t limit) override;

private:
    bool is_due(const MemoryBooks::KeptOffer& offer, const ports::OutboxQuery& query) const;
    Result<Adjustment> accept(MemoryWrite& write, long long no, ClearingDay day, Instant at);
    Result<AdjustmentOffer> resume_one(MemoryWrite& write, long long no, Instant at);

    MemoryBooks& books_;
    MemoryOutboxRows& outbox_;
    MemoryLink& link_;
};

}  // namespace clearing::tests
