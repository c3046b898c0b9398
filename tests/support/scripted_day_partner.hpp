#pragma once

#include "gateway/infra/system/openssl_digest.hpp"
#include "gateway/ports/day_partner.hpp"
#include "gateway/ports/day_view.hpp"
#include "tests/support/day_totals.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace clearing::tests {

/// Who a day is compared with. By default its lines are ours and it agrees to everything.
class ScriptedDayPartner final : public ports::DayPartner {
public:
    int silent_times = 0;                       ///< so many calls are not answered
    std::optional<std::vector<DayLine>> lines;  ///< its own view of the day; none: the same as ours
    std::vector<SettlementKey> disputes;        ///< named at the first proposal, once
    bool never_agrees = false;
    std::string reason;  ///< why
    FieldsJudged judged;
    ports::DayView* its_view = nullptr;  ///< null: it tells all its lines

    std::vector<DayTotals> totals_seen;
    std::vector<Statement> proposals;
    std::vector<std::vector<SettlementKey>> disputed_seen;

    ports::awaitable<Result<ports::TotalsAnswer>> compare_totals(DayTotals totals, std::vector<DayLine> ours) override {
        totals_seen.push_back(totals);
        if (is_silent()) co_return fail(ErrorCode::peer_unreachable, "no connection");
        if (!lines) co_return ports::TotalsAnswer{true, {}};
        const bool is_equal = counts_by_settlement_time() ? compare_lines(ours, *lines, judged).empty()
                                                          : totals.root == root_of(*lines, system::OpenSslDigest());
        co_return ports::TotalsAnswer{is_equal, "differs"};
    }
    ports::awaitable<Result<std::vector<DayLine>>> details(DayKey, std::vector<DayLine> ours) override {
        if (is_silent()) co_return fail(ErrorCode::peer_unreachable, "no connection");
        co_return lines.value_or(std::move(ours));
    }
    ports::awaitable<Result<ports::StatementVerdict>> propose(Statement statement,
                                                              std::vector<SettlementKey> disputed) override {
        if (is_silent()) co_return fail(ErrorCode::peer_unreachable, "no connection");
        proposals.push_back(std::move(statement));
        disputed_seen.push_back(std::move(disputed));
        if (never_agrees) co_return ports::StatementVerdict{false, {}, reason};
        if (disputes.empty()) co_return ports::StatementVerdict{true, {}};
        co_return ports::StatementVerdict{false, std::exchange(disputes, {})};
    }
    FieldsJudged fields_judged() const override { return judged; }
    ports::DayView* view() override { return its_view; }

private:
    bool is_silent() { return silent_times > 0 && silent_times-- > 0; }
};

}  // namespace clearing::tests
