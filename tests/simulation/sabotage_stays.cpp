#include "tests/simulation/forwarding.hpp"
#include "tests/simulation/sabotage.hpp"

namespace clearing::simulation {
namespace {

using ports::awaitable;

/// Sees of a stay the bill it is asked about and no other, and holds no intent to what was checked.
class ForgottenStays final : public ForwardingSettlements {
public:
    using ForwardingSettlements::ForwardingSettlements;

    awaitable<Result<ports::BillFacts>> facts_of(ports::BillQuestion question) override {
        const BillNumber bill = question.bill;
        auto facts = co_await inner_.facts_of(std::move(question));
        const auto is_of_another = [&](const SettlementRecord& record) {
            return record.care == CareSetting::inpatient && record.bill.bill != bill;
        };
        if (facts) std::erase_if(facts->of_visit, is_of_another);
        co_return facts;
    }

    awaitable<Result<ports::Opened>> open_intent(ports::Intent intent) override {
        intent.visit_revision.reset();
        co_return co_await inner_.open_intent(std::move(intent));
    }

    awaitable<Result<std::optional<SettlementRecord>>> apply(ports::SettlementChange change) override {
        change.visit_revision.reset();
        co_return co_await inner_.apply(std::move(change));
    }
};

}  // namespace

std::unique_ptr<ports::SettlementStore> with_forgotten_stays(ports::SettlementStore& store) {
    return std::make_unique<ForgottenStays>(store);
}

}  // namespace clearing::simulation
