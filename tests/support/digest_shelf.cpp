#include "tests/support/digest_shelf.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace clearing::tests {

using ports::GroupDigest;
using ports::IdRange;
using ports::LineGroup;
using ports::RangeDigest;

void DigestShelf::add(const LineGroup& group, DayLine line) {
    Group& kept = groups_[group];
    const Sha256 leaf = digest_.sha256(leaf_text(line));
    kept.entries.push_back({std::move(line), leaf});
    kept.is_sorted = false;
}

std::span<const DigestShelf::Entry> DigestShelf::within(const LineGroup& group, const IdRange& range) {
    const auto found = groups_.find(group);
    if (found == groups_.end()) return {};
    auto& [entries, is_sorted] = found->second;
    const auto id_of = [](const Entry& entry) -> const std::string& { return entry.line.key.settlement.text; };
    if (!std::exchange(is_sorted, true)) std::ranges::stable_sort(entries, {}, id_of);
    const auto begin = std::ranges::upper_bound(entries, range.after.text, {}, id_of);
    const auto end =
        range.until.empty() ? entries.end() : std::ranges::upper_bound(entries, range.until.text, {}, id_of);
    return begin < end ? std::span<const Entry>(begin, end) : std::span<const Entry>();
}

RangeDigest DigestShelf::digest_of(const IdRange& range, std::span<const Entry> entries) const {
    std::string leaves;
    leaves.reserve(entries.size() * sizeof(Sha256));
    for (const Entry& entry : entries)
        leaves.append(reinterpret_cast<const char*>(entry.leaf.data()), entry.leaf.size());
    return {range, static_cast<long long>(entries.size()), digest_.sha256(leaves)};
}

std::vector<GroupDigest> DigestShelf::groups() {
    std::vector<GroupDigest> digests;
    for (const auto& [group, kept] : groups_)
        digests.push_back({group, digest_of({}, within(group, {}))});
    return digests;
}

std::vector<RangeDigest> DigestShelf::split(const LineGroup& group, const IdRange& range, int parts) {
    const std::span<const Entry> entries = within(group, range);
    const std::size_t wanted = std::max<std::size_t>(1, static_cast<std::size_t>(std::max(parts, 1)));
    const std::size_t each = std::max<std::size_t>(1, (entries.size() + wanted - 1) / wanted);
    std::vector<RangeDigest> digests;
    IdRange part{range.after, range.until};
    std::size_t begin = 0;
    while (begin < entries.size()) {
        std::size_t end = std::min(begin + each, entries.size());
        // Lines of one id stay together: a cut is an id.
        while (end < entries.size() && entries[end].line.key.settlement == entries[end - 1].line.key.settlement)
            ++end;
        part.until = end == entries.size() ? range.until : entries[end - 1].line.key.settlement;
        digests.push_back(digest_of(part, entries.subspan(begin, end - begin)));
        part.after = part.until;
        begin = end;
    }
    if (digests.empty()) digests.push_back(digest_of(range, {}));
    return digests;
}

std::vector<RangeDigest> DigestShelf::of(const LineGroup& group, const std::vector<IdRange>& ranges) {
    std::vector<RangeDigest> digests;
    for (const IdRange& range : ranges)
        digests.push_back(digest_of(range, within(group, range)));
    return digests;
}

std::vector<DayLine> DigestShelf::lines(const LineGroup& group, const IdRange& range) {
    std::vector<DayLine> found;
    for (const Entry& entry : within(group, range))
        found.push_back(entry.line);
    return found;
}

}  // namespace clearing::tests
