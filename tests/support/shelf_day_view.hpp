#pragma once

#include "gateway/services/reconciliation/own_day_view.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace clearing::tests {

/// A partner's view of a day: its lines are digests', and what it knows of keys is said one by one.
class ScriptedDayView final : public ports::DayView {
public:
    ScriptedDayView(ports::DayDigests& digests, ports::SettlementStore& none) : view_(digests, none) {}

    std::map<SettlementKey, ports::LineState> known;  ///< a key that is not here is unknown there
    std::optional<Error> silent;                      ///< what every question is answered with
    std::vector<std::string> asked;                   ///< "groups", "of 12", "lines 3", "states 1"

    ports::awaitable<Result<std::vector<ports::GroupDigest>>> groups(DayKey key) override {
        asked.emplace_back("groups");
        if (silent) co_return fail(*silent);
        co_return co_await view_.groups(std::move(key));
    }
    ports::awaitable<Result<std::vector<ports::RangeDigest>>> of(DayKey key, ports::LineGroup group,
                                                                 std::vector<ports::IdRange> ranges) override {
        asked.push_back("of " + std::to_string(ranges.size()));
        if (silent) co_return fail(*silent);
        co_return co_await view_.of(std::move(key), std::move(group), std::move(ranges));
    }
    ports::awaitable<Result<ports::LinesPage>> lines(DayKey key, ports::LinesAsked what) override {
        asked.push_back("lines " + std::to_string(what.ranges.size()));
        if (silent) co_return fail(*silent);
        co_return co_await view_.lines(std::move(key), std::move(what));
    }
    ports::awaitable<Result<std::vector<ports::LineState>>> states(DayKey, std::vector<SettlementKey> keys) override {
        asked.push_back("states " + std::to_string(keys.size()));
        if (silent) co_return fail(*silent);
        std::vector<ports::LineState> states;
        for (const SettlementKey& key : keys) {
            const auto found = known.find(key);
            states.push_back(found == known.end() ? ports::LineState{key, {}, {}, {}, {}, {}} : found->second);
        }
        co_return states;
    }

private:
    reconciliation::OwnDayView view_;
};

}  // namespace clearing::tests
