#include "gateway/services/settlement/prefund_desk.hpp"

#include "gateway/services/routing/business_kind.hpp"

#include <algorithm>

namespace clearing::settlement {
namespace {

constexpr std::string_view pharmacy_letter = "P";  ///< of a pharmacy's institution code

routing::BusinessKind business_of(const SettlementRecord& record) {
    const bool at_pharmacy = record.institution.text.starts_with(pharmacy_letter);
    return routing::business_kind_of(record.care, record.med_type, at_pharmacy)
        .value_or(routing::BusinessKind::outpatient);
}

}  // namespace

awaitable<PrefundHold> hold_of_prefund(const World& world, SettlementRecord record, CheckedClaim& checked) {
    if (record.direction != Direction::visitor) co_return PrefundHold{};
    const Instant now = world.clock.now();
    const Date today = local_date(now);
    const auto& rules = *world.tables->prefund;
    PrefundHold hold;
    hold.amount = std::max(record.claimed_total, Money());
    hold.at_limit = rules.at_limit(record.counterparty, business_of(record), today);
    hold.retry_after = rules.retry_after(record.counterparty, today);
    if (hold.at_limit == AtLimit::refuse) co_return hold;

    if (!checked.last_quote) {
        auto kept = co_await world.visits.last_quote(record.bill);
        if (!kept) co_return hold;
        checked.last_quote = std::move(*kept);
    }
    const auto& quote = *checked.last_quote;
    const auto formula = world.tables->router->formula(record.platform, record.counterparty, today);
    if (quote && quote->expires_at >= now && formula)
        hold.amount = std::max(cleared_amount(quote->split, *formula), Money());
    co_return hold;
}

}  // namespace clearing::settlement
