#include "tests/simulation/adjustment_services.hpp"

namespace clearing::simulation {
namespace {

using ports::awaitable;
using Kind = AdjustmentOrder::Kind;

const ports::AskedFirst shanghai_is_asked{{PlatformName("delta"), PeerName("shanghai")}};

template <class T>
Result<void> without_value(const Result<T>& result) {
    if (!result) return fail(result.error());
    return {};
}

}  // namespace

AdjustmentServices::AdjustmentServices(GatewayBooks& books, tests::MemoryLink& link, ports::Clock& clock,
                                       const ports::OtherSides& other_sides, ports::SettlementStore& settlements,
                                       reconciliation::TellerRules rules, Sabotage sabotage)
    : clock_(clock),
      adjustments_(books.settlements, shanghai_is_asked, link),
      offers_(books.settlements, books.outbox, link),
      findings_(books.settlements, books.findings, shanghai_is_asked, link),
      broken_adjustments_(sabotaged(sabotage, adjustments_)),
      broken_offers_(sabotaged(sabotage, offers_)),
      adjustments_in_use_(broken_adjustments_ ? *broken_adjustments_ : static_cast<ports::Adjustments&>(adjustments_)),
      offers_in_use_(broken_offers_ ? *broken_offers_ : static_cast<ports::AdjustmentOffers&>(offers_)),
      finding_service_(findings_, adjustments_in_use_, clock),
      teller_(other_sides, offers_in_use_, clock, std::move(rules)),
      partner_(other_sides, adjustments_in_use_, settlements, clock) {}

awaitable<Result<void>> AdjustmentServices::advance(const AdjustmentOrder& order, FindingStep step) {
    const auto advanced = co_await finding_service_.advance(order.origin, step, order.person);
    co_return without_value(advanced);
}

awaitable<Result<void>> AdjustmentServices::carry_out(AdjustmentOrder order) {
    switch (order.kind) {
        case Kind::propose: {
            audit::Proposal proposal{order.origin, order.adjustment.settlement, order.settlement, FindingClass::deduct,
                                     std::nullopt, order.adjustment.amounts,    "重复收费"};
            const auto proposed = co_await finding_service_.propose(std::move(proposal), order.person);
            co_return without_value(proposed);
        }
        case Kind::notify:
            co_return co_await advance(order, FindingStep::notify);
        case Kind::accept:
            co_return co_await advance(order, FindingStep::accept);
        case Kind::withdraw:
            co_return co_await advance(order, FindingStep::withdraw);
        case Kind::dispute: {
            NewAdjustment dispute = order.adjustment;
            dispute.made_by = order.person;
            dispute.at = clock_.now();
            const auto posted = co_await adjustments_in_use_.post(std::move(dispute));
            co_return without_value(posted);
        }
        case Kind::resume_offer: {
            const auto resumed = co_await offers_in_use_.resume(order.offer, order.person, clock_.now());
            co_return without_value(resumed);
        }
        case Kind::give_up_offer:
            break;
    }
    const auto withdrawn = co_await offers_in_use_.withdraw(order.offer, order.person, clock_.now());
    co_return without_value(withdrawn);
}

}  // namespace clearing::simulation
