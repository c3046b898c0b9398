#include "tests/support/generated_day.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include <fmt/format.h>

namespace clearing::tests {

using ports::awaitable;
using ports::GroupDigest;
using ports::IdRange;
using ports::LineGroup;
using ports::RangeDigest;

namespace {

/// Thirty characters, as ours are; ascending as the numbers are.
SettlementId id_of(long long number) {
    return SettlementId(fmt::format("330200{:024}", number));
}

long long number_of(const SettlementId& id) {
    long long number = 0;
    std::from_chars(id.text.data() + 6, id.text.data() + id.text.size(), number);
    return number;
}

DayLine changed(DayLine line) {
    line.split.account += Money::from_fen(1);
    line.split.cash -= Money::from_fen(1);
    return line;
}

DayLine stored_line(long long number) {
    return number < 0 ? changed(GeneratedDay::line_of(-number)) : GeneratedDay::line_of(number);
}

}  // namespace

LineGroup GeneratedDay::group_of(long long number) {
    return {DivisionCode("330200"), DivisionCode(number % 2 == 0 ? "310101" : "310104"),
            InsuranceType(number % 4 < 2 ? "310" : "390"), 1};
}

DayLine GeneratedDay::line_of(long long number) {
    const LineGroup group = group_of(number);
    DayLine line;
    line.key = {group.treatment_division, id_of(number)};
    line.insurance_type = group.insurance_type;
    line.care = number % 19 == 0 ? CareSetting::inpatient : CareSetting::outpatient;
    PaymentSplit& split = line.split;
    split.funds[Fund::hifp] = Money::from_fen(5'000 + number * 7 % 90'000);
    split.funds[Fund::hifmi] = Money::from_fen(number % 3 == 0 ? number * 11 % 20'000 : 0);
    split.fund_total = split.funds.sum();
    split.account = Money::from_fen(number * 13 % 8'000);
    split.cash = Money::from_fen(100 + number * 17 % 40'000);
    split.person_total = split.account + split.cash;
    split.total = split.fund_total + split.person_total;
    split.scope.in_scope = split.total;
    line.assigned_day = ClearingDay{*Date::parse("2018-10-16")};
    return line;
}

void GeneratedDay::add(long long number, bool is_changed) {
    Group& group = groups_[group_of(number)];
    const long long stored = is_changed ? -number : number;
    group.numbers.push_back(stored);
    group.leaves.push_back(digest_.sha256(leaf_text(stored_line(stored))));
}

long long GeneratedDay::count() const {
    long long count = 0;
    for (const auto& [group, kept] : groups_)
        count += static_cast<long long>(kept.numbers.size());
    return count;
}

GeneratedDay::Span GeneratedDay::within(const Group& group, const IdRange& range) const {
    const auto first_after = [&](const SettlementId& id) {
        const auto found = std::ranges::upper_bound(group.numbers, number_of(id), {},
                                                    [](long long number) { return std::abs(number); });
        return static_cast<std::size_t>(found - group.numbers.begin());
    };
    const std::size_t begin = range.after.empty() ? 0 : first_after(range.after);
    const std::size_t end = range.until.empty() ? group.numbers.size() : first_after(range.until);
    return {begin, std::max(begin, end)};
}

RangeDigest GeneratedDay::digest_of(const Group& group, const IdRange& range, Span span) const {
    const auto* leaves = reinterpret_cast<const char*>(group.leaves.data() + span.begin);
    const std::size_t count = span.end - span.begin;
    return {range, static_cast<long long>(count), digest_.sha256({leaves, count * sizeof(Sha256)})};
}

awaitable<Result<std::vector<GroupDigest>>> GeneratedDay::groups(DayKey) {
    std::vector<GroupDigest> digests;
    for (const auto& [group, kept] : groups_)
        digests.push_back({group, digest_of(kept, {}, {0, kept.numbers.size()})});
    co_return digests;
}

awaitable<Result<std::vector<RangeDigest>>> GeneratedDay::split(DayKey, LineGroup group, IdRange range, int parts) {
    const auto found = groups_.find(group);
    const Group& kept = found == groups_.end() ? nothing_ : found->second;
    const Span all = within(kept, range);
    const std::size_t each = std::max<std::size_t>(
        1, (all.end - all.begin + static_cast<std::size_t>(parts) - 1) / static_cast<std::size_t>(parts));
    std::vector<RangeDigest> digests;
    IdRange part = range;
    for (std::size_t begin = all.begin; begin < all.end; begin += each) {
        const std::size_t end = std::min(begin + each, all.end);
        part.until = end == all.end ? range.until : id_of(std::abs(kept.numbers[end - 1]));
        digests.push_back(digest_of(kept, part, {begin, end}));
        part.after = part.until;
    }
    if (digests.empty()) digests.push_back(digest_of(kept, range, all));
    co_return digests;
}

awaitable<Result<std::vector<RangeDigest>>> GeneratedDay::of(DayKey, LineGroup group, std::vector<IdRange> ranges) {
    const auto found = groups_.find(group);
    const Group& kept = found == groups_.end() ? nothing_ : found->second;
    std::vector<RangeDigest> digests;
    for (const IdRange& range : ranges)
        digests.push_back(digest_of(kept, range, within(kept, range)));
    co_return digests;
}

awaitable<Result<std::vector<DayLine>>> GeneratedDay::lines(DayKey, LineGroup group, IdRange range) {
    const auto found = groups_.find(group);
    const Group& kept = found == groups_.end() ? nothing_ : found->second;
    const Span span = within(kept, range);
    std::vector<DayLine> lines;
    for (std::size_t i = span.begin; i < span.end; ++i)
        lines.push_back(stored_line(kept.numbers[i]));
    lines_told += static_cast<long long>(lines.size());
    co_return lines;
}

}  // namespace clearing::tests
