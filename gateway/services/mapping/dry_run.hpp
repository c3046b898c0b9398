#pragma once

#include "gateway/services/mapping/code_uses.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace clearing::mapping {

/// One settlement that another version would have made otherwise.
struct BillChange {
    SettlementId settlement;
    std::string settled_at;
    PlatformName platform;
    Direction direction{};
    Money total;
    ScopeSplit before, after;       ///< of all its lines; equal where only codes change
    bool would_be_stopped = false;  ///< a code without a row that refuses or holds
    std::vector<std::string> what;  ///< sentences: "line L3: first self-pay 4.00 → 2.00 (ratio 0.1 → 0.05)"
};

/// What a version would have done to a bill that the books hold. Nothing: the same. The split is computed for visitors
/// only; what the fund pays of it is the insured side's to say. Pure.
std::optional<BillChange> rerun(const ports::BillInUse& bill, const translation::Translator& present,
                                const translation::Translator& candidate, translation::Vocabulary platform);

/// Which settlements of a time another version would have changed, and by how much money.
struct DryRunReport {
    std::string version, against;
    Date first, last;
    std::size_t bills = 0, lines = 0, changed = 0, stopped = 0;
    ScopeSplit before, after;         ///< of the changed bills
    std::vector<BillChange> changes;  ///< the first `changes_shown` of them
    static constexpr std::size_t changes_shown = 1'000;

    void add(const ports::BillInUse& bill, std::optional<BillChange> change);
};

/// A bill with the version each of its lines was made with: does it still come out as it stands in the books?
struct ReplayReport {
    SettlementId settlement;
    std::size_t lines = 0;
    std::vector<std::string> versions;     ///< that its lines were made with
    std::vector<std::string> differences;  ///< sentences; none: the books can be made again from the tables
};

}  // namespace clearing::mapping
