#include "tests/simulation/sabotage.hpp"

#include <string>

namespace clearing::simulation {
namespace {

using ports::awaitable;

class BrokenAdjustments final : public ports::Adjustments {
public:
    BrokenAdjustments(Sabotage sabotage, ports::Adjustments& inner) : sabotage_(sabotage), inner_(inner) {}

    awaitable<Result<Adjustment>> post(NewAdjustment adjustment) override {
        const bool is_told = adjustment.day.has_value();
        if (sabotage_ == Sabotage::adjusts_twice && is_told) adjustment.origin += "#" + std::to_string(++calls_);
        co_return co_await inner_.post(std::move(adjustment));
    }
    awaitable<Result<std::vector<Adjustment>>> of_day(DayKey key) override { return inner_.of_day(std::move(key)); }
    awaitable<Result<std::vector<Adjustment>>> cleared_on(DayKey key) override {
        return inner_.cleared_on(std::move(key));
    }
    awaitable<Result<Adjusted>> adjusted(SettlementNo settlement, Bearer bearer) override {
        return inner_.adjusted(settlement, bearer);
    }

private:
    Sabotage sabotage_;
    ports::Adjustments& inner_;
    int calls_ = 0;
};

class BrokenOffers final : public ports::AdjustmentOffers {
public:
    BrokenOffers(Sabotage sabotage, ports::AdjustmentOffers& inner) : sabotage_(sabotage), inner_(inner) {}

    awaitable<Result<std::optional<AdjustmentOffer>>> take_due(ports::OutboxQuery query) override {
        return inner_.take_due(std::move(query));
    }
    awaitable<Result<std::vector<AdjustmentOffer>>> unanswered(DayKey day) override {
        return inner_.unanswered(std::move(day));
    }
    awaitable<Result<Adjustment>> accepted(long long no, ClearingDay day, Instant at) override {
        return inner_.accepted(no, day, at);
    }
    awaitable<Result<void>> failed(long long no, std::string reason, Instant next_try_at, Instant at) override {
        if (sabotage_ != Sabotage::takes_silence_for_a_yes)
            co_return co_await inner_.failed(no, std::move(reason), next_try_at, at);
        const auto posted = co_await inner_.accepted(no, ClearingDay{local_date(at)}, at);
        if (!posted) co_return fail(posted.error());
        co_return Result<void>{};
    }
    awaitable<Result<void>> park(long long no, bool is_refused, std::string reason, std::string alarm,
                                 Instant at) override {
        return inner_.park(no, is_refused, std::move(reason), std::move(alarm), at);
    }
    awaitable<Result<AdjustmentOffer>> resume(long long no, std::string actor, Instant at) override {
        return inner_.resume(no, std::move(actor), at);
    }
    awaitable<Result<AdjustmentOffer>> withdraw(long long no, std::string actor, Instant at) override {
        return inner_.withdraw(no, std::move(actor), at);
    }
    awaitable<Result<std::vector<AdjustmentOffer>>> list(std::optional<OfferState> state, std::size_t limit) override {
        return inner_.list(state, limit);
    }

private:
    Sabotage sabotage_;
    ports::AdjustmentOffers& inner_;
};

}  // namespace

std::unique_ptr<ports::Adjustments> sabotaged(Sabotage sabotage, ports::Adjustments& adjustments) {
    if (sabotage == Sabotage::none) return nullptr;
    return std::make_unique<BrokenAdjustments>(sabotage, adjustments);
}

std::unique_ptr<ports::AdjustmentOffers> sabotaged(Sabotage sabotage, ports::AdjustmentOffers& offers) {
    if (sabotage == Sabotage::none) return nullptr;
    return std::make_unique<BrokenOffers>(sabotage, offers);
}

}  // namespace clearing::simulation
