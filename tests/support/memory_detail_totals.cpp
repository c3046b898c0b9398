#include "tests/support/memory_detail_totals.hpp"

#include <algorithm>

namespace clearing::tests {

/// The sum of the settlement's lines; nothing when there are none.
std::optional<Money> MemoryDetailTotals::details_of(const SettlementRecord& record) const {
    const auto lines = books_.lines.find(record.visit_no);
    if (lines == books_.lines.end()) return std::nullopt;
    std::optional<Money> sum;
    for (const MemoryBooks::KeptLine& kept : lines->second) {
        if (kept.removed || kept.settled_by != record.no) continue;
        sum = sum.value_or(Money()) + kept.line.amount;
    }
    return sum;
}

ports::awaitable<Result<std::vector<ports::DetailTotal>>> MemoryDetailTotals::differing(DayKey key) {
    auto work = [this, &key]() -> Result<std::vector<ports::DetailTotal>> {
        std::vector<ports::DetailTotal> found;
        for (const auto& [no, record] : books_.records) {
            const bool is_asked_for = record.assigned_day && day_key(record, *record.assigned_day) == key &&
                                      record.kind == SettlementKind::settle && record.state == SettlementState::booked;
            const std::optional<Money> details = is_asked_for ? details_of(record) : std::nullopt;
            const Money total = record.answer.split.total;
            if (!details || *details == total) continue;
            if (record.direction == Direction::visitor || *details > total)
                found.push_back({record.key, total, *details});
        }
        std::ranges::sort(found, {}, &ports::DetailTotal::key);
        return found;
    };
    co_return co_await books_.read("details.differing", work);
}

}  // namespace clearing::tests
