#include "tests/support/day_totals.hpp"

#include <algorithm>

namespace clearing::tests {
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

DayTotals totals_of(const DayKey& key, const ports::DayContent& content, const ports::Digest& digest) {
    DayTotals totals;
    totals.key = key;
    totals.cells = cells_of(content.lines);
    totals.root = root_of(content.lines, digest);
    totals.late = content.late;
    for (const ports::CarriedRecord& carried : content.carried)
        totals.carried.push_back(carried.key);
    return totals;
}

}  // namespace clearing::tests
