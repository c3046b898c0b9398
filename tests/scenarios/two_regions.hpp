#pragma once

#include "gateway/services/reconciliation/adjustment_teller.hpp"
#include "gateway/services/reconciliation/partner_adjustments_service.hpp"
#include "tests/scenarios/finance_story.hpp"
#include "tests/support/memory_adjustment_offers.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::tests {

/// The border between two gateways of this program: what one asks, the other's services answer, under its own names for
/// the two regions (each calls the other 310000). Messages may get lost on it.
class Border final : public ports::DayPartner {
public:
    Border(Ningbo& there, ports::PartnerAdjustments& adjustments) : there_(there), adjustments_(adjustments) {}

    int questions_lost = 0;     ///< of adjustments: so many never arrive
    int answers_lost = 0;       ///< so many are carried out, and nobody hears of it
    int taken_for_another = 0;  ///< so many are carried out, and asked again are answered different_content
    int adjustments_arrived = 0;
    std::vector<Statement> agreed_here;

    ports::awaitable<Result<ports::TotalsAnswer>> compare_totals(DayTotals totals, std::vector<DayLine> lines) override;
    ports::awaitable<Result<std::vector<DayLine>>> details(DayKey key, std::vector<DayLine> ours) override;
    ports::awaitable<Result<ports::StatementVerdict>> propose(Statement statement,
                                                              std::vector<SettlementKey> disputed) override;
    ports::awaitable<Result<ClearingDay>> adjust(AdjustmentOffer offer) override;
    FieldsJudged fields_judged() const override { return {.components = true, .cash = true}; }

private:
    Ningbo& there_;
    ports::PartnerAdjustments& adjustments_;
};

/// Ningbo treats persons of Shanghai, and both keep books: the treatment side's are the story's, the insured side's
/// stand `there`.
struct TwoRegions : FinanceStory {
    explicit TwoRegions(std::string_view title);

    void both_clocks(std::string_view local_time);
    /// Settled here and booked there, under one key.
    SettledBill settled_in_both(const std::string& name, std::string_view fund, std::string_view day);
    void cancelled_in_both(const std::string& name, const SettledBill& settled, std::string_view day);
    /// An auditor's order here: it waits for the other region.
    Result<Adjustment> ordered(const SettledBill& settled, AdjustmentReason reason, std::string_view hifp_yuan,
                               std::string origin);
    /// One round of the queue: how many the other region has taken in.
    int told();
    /// The first of the queue's rows, oldest first.
    std::vector<AdjustmentOffer> offers();
    /// The day's adjustments as each side keeps them: "deduction 审核 7 -100.00".
    std::vector<std::string> adjustments_here(std::string_view day);
    std::vector<std::string> adjustments_there(std::string_view day);
    Result<Statement> try_to_clear(std::string_view day);
    /// Both sides' statements of the day say the same, to the fen; and so do R1 + R2 here and P1 + P2 there, up to now.
    void both_statements_say(std::string_view day, std::string_view cleared, std::string_view adjusted);
    void both_books_owe(std::string_view yuan);

    Ningbo there;
    MemoryAdjustments by_order{books, {{PlatformName("delta"), PeerName("shanghai")}}};
    MemoryAdjustments as_told{there.books, {{PlatformName("delta"), PeerName("shanghai")}}};
    MemoryAdjustments by_hand_there{there.books};
    MemoryAdjustmentOffers queue{books, outbox_rows};
    reconciliation::PartnerAdjustmentsService taking_in{there.other_sides, as_told, there.settlements, there.clock};
    Border border{there, taking_in};
    reconciliation::AdjustmentTeller teller;
    std::map<std::string, VisitId> visits_there;

private:
    std::vector<std::string> adjustments_of(MemoryAdjustments& adjustments, const DayKey& key);
};

}  // namespace clearing::tests
