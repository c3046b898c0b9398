#include "tests/simulation/forwarding.hpp"
#include "tests/simulation/sabotage.hpp"
#include "tests/support/memory_books.hpp"

namespace clearing::simulation {
namespace {

using ports::awaitable;

class BrokenHolds final : public ForwardingSettlements {
public:
    BrokenHolds(Sabotage sabotage, ports::SettlementStore& inner, tests::MemoryBooks& books)
        : ForwardingSettlements(inner), sabotage_(sabotage), books_(books) {}

    awaitable<Result<ports::Opened>> open_intent(ports::Intent intent) override {
        if (sabotage_ == Sabotage::forgets_holds) intent.record.prefund.amount = Money();
        co_return co_await inner_.open_intent(std::move(intent));
    }

    awaitable<Result<std::optional<SettlementRecord>>> apply(ports::SettlementChange change) override {
        const bool is_reversal = change.to == SettlementState::reversed;
        auto applied = co_await inner_.apply(std::move(change));
        if (sabotage_ != Sabotage::keeps_holds || !is_reversal || !applied || !*applied) co_return applied;
        const SettlementRecord& record = **applied;
        const auto prefund = books_.prefunds.find({record.counterparty, record.direction});
        if (prefund != books_.prefunds.end() && !record.facts.had_been_booked)
            prefund->second.use.exposure += record.prefund.amount;
        co_return applied;
    }

private:
    Sabotage sabotage_;
    tests::MemoryBooks& books_;
};

}  // namespace

std::unique_ptr<ports::SettlementStore> with_broken_holds(Sabotage sabotage, ports::SettlementStore& store,
                                                          tests::MemoryBooks& books) {
    return std::make_unique<BrokenHolds>(sabotage, store, books);
}

}  // namespace clearing::simulation
