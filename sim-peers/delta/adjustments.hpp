#pragma once

#include "sim-peers/delta/convert.hpp"
#include "sim-peers/delta/day.hpp"

#include <map>
#include <string>
#include <vector>

namespace clearing::peers::delta {

/// One adjustment in one side's book.
struct KeptAdjustment {
    pb::AdjustmentRequest request;
    std::string day;                        ///< it stands on; empty: the answer is not known yet (the treating side's)
    std::string insurance_type, care_kind;  ///< of its settlement
    std::string asked_for = {};             ///< the day the treating side asked for
};

/// What settlements clear, changed after their booking, as one side of the pair keeps it: named by origin, reason and
/// bearer, for life.
class AdjustmentBook {
public:
    /// Nothing: none of this name is here.
    KeptAdjustment* find(const pb::AdjustmentRequest& request);
    KeptAdjustment& add(pb::AdjustmentRequest request, std::string day, const Record& of);
    void forget(const pb::AdjustmentRequest& request);
    std::vector<KeptAdjustment*> without_an_answer();

    /// Of one component of a settlement: what is still owed, stands deducted, or stands lost by the bearer.
    Fen limit(const pb::AdjustmentRequest& request, const Record& of, const std::string& component) const;

    /// What those of a day add to what clears, without zeros, ascending.
    std::vector<StatementLine> of_day(const std::string& day) const;
    Json to_json() const;

private:
    std::vector<KeptAdjustment> kept_;
};

/// Lowers what is owed.
bool lowers(pb::AdjustmentRequest::Reason reason);
pb::StatementAdjustments to_wire(const std::vector<StatementLine>& lines);
std::vector<StatementLine> from_wire(const pb::StatementAdjustments& adjustments);

}  // namespace clearing::peers::delta
