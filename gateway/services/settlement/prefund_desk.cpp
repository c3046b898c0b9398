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

PrefundHold hold_of_prefund(const World& world, const SettlementRecord& record, const CheckedClaim& checked) {
    if (record.direction != Direction::visitor) return {};
    const Instant now = world.clock.now();
    const Date today = local_date(now);
    const auto& rules = *world.tables->prefund;
    PrefundHold hold;
    hold.amount = std::max(record.claimed_total, Money());
    hold.at_limit = rules.at_limit(record.counterparty, business_of(record), today);
    hold.retry_after = rules.retry_after(record.counterparty, today);
    if (hold.at_limit == AtLimit::refuse) return hold;

    const std::optional<ports::KeptQuote>& quote = checked.last_quote;
    const auto formula = world.tables->router->formula(record.platform, record.counterparty, today);
    if (quote && quote->expires_at >= now && formula)
        hold.amount = std::max(cleared_amount(quote->split, *formula), Money());
    return hold;
}

}  // namespace clearing::settlement
