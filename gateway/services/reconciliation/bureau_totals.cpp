#include "gateway/services/reconciliation/bureau_totals.hpp"

#include <fmt/format.h>

namespace clearing::reconciliation {
namespace {

constexpr int longest_period_days = 32;
constexpr std::size_t page = 500;

struct Sums {
    Money total, fund, account;
    long long count = 0;
};

bool is_listed(const SettlementRecord& record) {
    return record.state == SettlementState::booked || record.state == SettlementState::cancelled;
}

void add(Sums& sums, const SettlementRecord& record, const Call& call, const ports::PeriodTotals& asked) {
    const bool asked_for = is_listed(record) && record.institution == call.header.institution &&
                           record.insurance_type == asked.insurance_type &&
                           (asked.clearing_type.empty() || record.answer.clearing_type == asked.clearing_type);
    if (!asked_for) return;
    sums.total += record.answer.split.total;
    sums.fund += record.answer.split.fund_total;
    sums.account += record.answer.split.account;
    sums.count += 1;
}

ports::PeriodVerdict verdict_of(const Sums& ours, const ports::PeriodTotals& theirs) {
    std::string words = fmt::format("{} settlements, total {}, fund {}, account {}", ours.count, ours.total.to_yuan(),
                                    ours.fund.to_yuan(), ours.account.to_yuan());
    const bool equal = ours.count == theirs.count && ours.total == theirs.total && ours.fund == theirs.fund &&
                       ours.account == theirs.account;
    if (equal) return {"0", std::move(words)};
    if (ours.count > theirs.count && ours.total >= theirs.total) return {"1", std::move(words)};
    if (ours.count < theirs.count && ours.total <= theirs.total) return {"2", std::move(words)};
    return {"3", std::move(words)};
}

}  // namespace

ports::awaitable<Result<ports::PeriodVerdict>> BureauTotals::compare_totals(Call call, ports::PeriodTotals theirs) {
    if (theirs.end < theirs.begin || theirs.end.days - theirs.begin.days > std::chrono::days(longest_period_days))
        co_return fail(ErrorCode::invalid_value, "the period is at most a month", {"stmt_begndate", "stmt_enddate"});
    Sums sums;
    for (Date day = theirs.begin; day <= theirs.end; day = day.next()) {
        ports::SettlementFilter filter;
        filter.day = ClearingDay{day};
        filter.direction = call.direction;
        filter.limit = page;
        while (true) {
            auto records = co_await settlements_.list(filter);
            if (!records) co_return fail(records.error());
            for (const SettlementRecord& record : *records)
                add(sums, record, call, theirs);
            if (records->size() < page) break;
            filter.after_id = records->back().id.text;
        }
    }
    co_return verdict_of(sums, theirs);
}

}  // namespace clearing::reconciliation
