#include "gateway/services/reconciliation/day_digest.hpp"

#include <algorithm>

namespace clearing::reconciliation {
namespace {

std::string bytes_of(const Sha256& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

std::string root_of(std::vector<DayLine> lines, const ports::Digest& digest) {
    std::ranges::sort(lines, {}, [](const DayLine& line) { return line.key.settlement.text; });
    std::string leaves;
    leaves.reserve(lines.size() * 32);
    for (const DayLine& line : lines)
        leaves += bytes_of(digest.sha256(leaf_text(line)));
    return bytes_of(digest.sha256(leaves));
}

}  // namespace clearing::reconciliation
