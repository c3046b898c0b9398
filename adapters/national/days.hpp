#pragma once

#include "adapters/national/day_rows.hpp"
#include "adapters/national_format/exchange.hpp"
#include "gateway/ports/day_partner.hpp"

#include <vector>

namespace clearing::national {

/// Days with the national platform (SETTLEMENT §5, Three parties with the hub): 3201 per insutype × clr_type, the pair
/// of regions in the header; when a cell differs, 3202 with its rows inline [own, sim-peers/README.md]. Cash and
/// components do not travel there.
class Days final : public ports::DayPartner {
public:
    Days(DaysOptions options, national_format::Peer peer, http::Client& http, ports::MessageLog& messages,
         ports::Clock& clock, ports::Digest& digest, ports::Randomness& randomness)
        : options_(std::move(options)),
          exchange_(std::move(peer), http, messages, clock, digest),
          randomness_(randomness) {}

    /// Equal when every cell is; late lines of earlier days are in none. Errors: as OtherSide; every question may be
    /// repeated.
    ports::awaitable<Result<ports::TotalsAnswer>> compare_totals(DayTotals totals, std::vector<DayLine> lines) override;
    ports::awaitable<Result<std::vector<DayLine>>> details(DayKey key, std::vector<DayLine> ours) override;
    /// The platform's lines under our keys; a line only it has comes under its own id. One 3202 for the day, and one
    /// for each earlier day of which a line comes in late: of that day only those lines are told.
    ports::awaitable<Result<ports::FarSideView>> far_side_view(DayKey key, std::vector<DayLine> ours) override;
    /// National clearing is monthly and by the platform: nothing is proposed, so nothing is disputed.
    ports::awaitable<Result<ports::StatementVerdict>> propose(Statement statement,
                                                              std::vector<SettlementKey> disputed) override;
    bool counts_by_settlement_time() const override { return true; }
    FieldsJudged fields_judged() const override { return {.components = false, .cash = false}; }

private:
    using Rows = std::vector<national_format::DetailRow>;
    national_format::RequestEnvelope envelope(const DayKey& key, std::string_view infno);
    ports::awaitable<Result<Rows>> ask_details(DayKey key, ClearingDay day, std::vector<DayLine> ours);

    DaysOptions options_;
    national_format::Exchange exchange_;
    ports::Randomness& randomness_;
};

}  // namespace clearing::national
