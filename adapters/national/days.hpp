#pragma once

#include "adapters/national_format/exchange.hpp"
#include "adapters/national_format/reconciliation.hpp"
#include "gateway/ports/day_partner.hpp"

#include <utility>
#include <vector>

namespace clearing::national {

struct DaysOptions {
    DivisionCode own_region;
    InstitutionCode agency;  ///< our agency's code: fixmedins_code of 3201 and 3202 [own]
    /// Asked about even when we have no line of them, so that a line only the platform has is found.
    std::vector<std::pair<std::string, std::string>> usual_cells{
        {"310", "11"}, {"310", "21"}, {"390", "11"}, {"390", "21"}};  ///< insutype, clr_type
    std::chrono::milliseconds limit{10'000};
};

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

    /// Equal when every cell is. Errors: as OtherSide; every question may be repeated.
    ports::awaitable<Result<ports::TotalsAnswer>> compare_totals(DayTotals totals, std::vector<DayLine> lines) override;
    /// The platform's lines under our keys; a line only it has comes under its own id. What the platform has not
    /// matched yet with the far side is left out, so it stays carried.
    ports::awaitable<Result<std::vector<DayLine>>> details(DayKey key, std::vector<DayLine> ours) override;
    /// National clearing is monthly and by the platform: nothing is proposed, so nothing is disputed.
    ports::awaitable<Result<ports::StatementVerdict>> propose(Statement statement,
                                                              std::vector<SettlementKey> disputed) override;
    FieldsJudged fields_judged() const override { return {.components = false, .cash = false}; }

private:
    national_format::RequestEnvelope envelope(const DayKey& key, std::string_view infno);

    DaysOptions options_;
    national_format::Exchange exchange_;
    ports::Randomness& randomness_;
};

// Pure parts.

/// The platform's id of a line: its own for visitors, for residents away the one we answered.
const SettlementId& wire_id(const DayLine& line, Direction direction);
std::vector<ports::PeriodTotals> period_totals(const std::vector<DayLine>& lines, const DayKey& key,
                                               const DaysOptions& options);
std::vector<national_format::DetailRow> detail_rows(const std::vector<DayLine>& lines, Direction direction);
std::vector<DayLine> their_lines(const std::vector<national_format::DetailRow>& rows, const std::vector<DayLine>& ours,
                                 const DayKey& key, const DivisionCode& own_region);

}  // namespace clearing::national
