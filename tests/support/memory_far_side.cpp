#include "tests/support/memory_far_side.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;
using ports::FoundThere;

awaitable<Result<void>> MemoryFarSide::carry_on(DayKey key, std::vector<SettlementKey> lines) {
    auto work = [this, &key, &lines](MemoryWrite& write) -> Result<void> {
        const auto found = books_.days.find(key);
        if (found == books_.days.end()) return {};
        const DayState state = found->second.day.state;
        if (state == DayState::open || is_agreed(state)) return {};
        for (const SettlementKey& line : lines) {
            MemoryBooks::KeptDay& day = write.changed(found->second);
            day.late.erase(line);
            day.carried.insert(line);
            ++day.content_revision;
        }
        return {};
    };
    co_return co_await link_.write("far_side.carry_on", work);
}

awaitable<Result<std::vector<FoundThere>>> MemoryFarSide::name_found(PlatformName platform,
                                                                     std::vector<FoundThere> found, Instant at) {
    auto work = [this, &platform, &found, at](MemoryWrite& write) -> Result<std::vector<FoundThere>> {
        std::vector<FoundThere> in_doubt;
        for (const FoundThere& one : found) {
            const auto named = std::ranges::find_if(books_.records, [&](const auto& entry) {
                const SettlementRecord& record = entry.second;
                return record.platform == platform && record.our_message == one.our_message &&
                       record.direction == Direction::visitor && record.state == SettlementState::in_doubt;
            });
            if (named == books_.records.end()) continue;
            SettlementRecord& record = write.changed(named->second);
            record.their_id = one.their_id;
            if (!one.their_visit.empty()) record.their_visit = one.their_visit;
            if (const auto doubt = doubts_.rows.find(record.no); doubt != doubts_.rows.end()) {
                auto& row = write.changed(doubt->second);
                row.next_question_at = std::min(row.next_question_at, at);
            }
            in_doubt.push_back(one);
        }
        return in_doubt;
    };
    co_return co_await link_.write("far_side.name_found", work);
}

}  // namespace clearing::tests
