#include "gateway/services/schedule/closing.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

namespace clearing::schedule {
namespace {

constexpr int days_looked_back = 31;

/// Cuts the last part off: "delta/310000" → "310000".
std::optional<std::string_view> take_last(std::string_view& text) {
    const auto slash = text.rfind('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const std::string_view last = text.substr(slash + 1);
    text = text.substr(0, slash);
    return last;
}

}  // namespace

std::string period_of(const DayKey& key) {
    return fmt::format("{}/{}/{}/{}", key.platform.text, key.counterparty.text, name_of(key.direction),
                       key.day.to_text());
}

std::optional<DayKey> day_of_period(std::string_view period) {
    const auto day = take_last(period), direction = take_last(period), counterparty = take_last(period);
    if (!day || !direction || !counterparty) return std::nullopt;
    const auto clearing_day = ClearingDay::parse(*day);
    const auto way = direction_named(*direction);
    if (!clearing_day || !way) return std::nullopt;
    return DayKey{PlatformName(std::string(period)), DivisionCode(std::string(*counterparty)), *way, *clearing_day};
}

bool is_ours_to_close(const ports::OtherSides& other_sides, const DayKey& key) {
    const ports::Platform* platform = other_sides.platform(key.platform);
    if (platform == nullptr || platform->days == nullptr) return false;
    return clearing::is_ours_to_close(platform->day_rule, key.direction);
}

std::vector<Due> days_to_switch(const std::vector<ports::Day>& unagreed, const calendar::Calendar& calendar,
                                const ports::OtherSides& other_sides) {
    std::vector<Due> due;
    for (const ports::Day& day : unagreed) {
        if (day.state != DayState::open || !is_ours_to_close(other_sides, day.key)) continue;
        const Instant cut_off = calendar.times_of(day.key.platform, day.key.day).cut_off;
        due.push_back({period_of(day.key), cut_off, "the day ends at " + to_local_time(cut_off)});
    }
    return due;
}

std::vector<Due> days_to_close(const std::vector<ports::Day>& unagreed, const calendar::Calendar& calendar,
                               const ports::OtherSides& other_sides) {
    std::map<PairKey, const ports::Day*> first;
    for (const ports::Day& day : unagreed) {
        if (!is_ours_to_close(other_sides, day.key)) continue;
        const ports::Day*& known = first[pair_of(day.key)];
        if (known == nullptr || day.key.day < known->key.day) known = &day;
    }
    std::vector<Due> due;
    for (const auto& [pair, day] : first) {
        const Instant from = calendar.times_of(day->key.platform, day->key.day).compared_from;
        due.push_back({period_of(day->key), from,
                       fmt::format("{} and may be compared from {}", name_of(day->state), to_local_time(from))});
    }
    std::ranges::sort(due, {}, [](const Due& one) { return std::tie(one.from, one.period); });
    return due;
}

std::vector<Due> days_overdue(const std::vector<ports::Day>& unagreed, const calendar::Calendar& calendar) {
    std::vector<Due> due;
    for (const ports::Day& day : unagreed) {
        const Instant at = calendar.times_of(day.key.platform, day.key.day).due;
        due.push_back({period_of(day.key), at, "ought to be agreed by " + to_local_time(at)});
    }
    return due;
}

std::vector<PairKey> pairs_to_begin(const std::vector<ports::Day>& unagreed, const std::vector<PairKey>& neighbours) {
    std::set<PairKey> known;
    for (const ports::Day& day : unagreed)
        known.insert(pair_of(day.key));
    std::vector<PairKey> missing;
    for (const PairKey& pair : neighbours)
        if (!known.contains(pair)) missing.push_back(pair);
    return missing;
}

std::vector<DayKey> closes_never_sent(const std::vector<ports::Day>& all, const calendar::Calendar& calendar,
                                      const ports::OtherSides& other_sides, Instant now) {
    std::map<PairKey, ClearingDay> newest;
    for (const ports::Day& day : all) {
        const ports::Platform* platform = other_sides.platform(day.key.platform);
        if (platform == nullptr || clearing::is_ours_to_close(platform->day_rule, day.key.direction)) continue;
        ClearingDay& known = newest.try_emplace(pair_of(day.key), day.key.day).first->second;
        known = std::max(known, day.key.day);
    }
    const ClearingDay oldest{Date{local_date(now).days - std::chrono::days(days_looked_back)}};
    std::vector<DayKey> missing;
    for (const auto& [pair, last] : newest)
        for (ClearingDay day = std::max(last.next(), oldest); calendar.times_of(pair.platform, day).due <= now;
             day = day.next())
            missing.push_back(day_key(pair, day));
    return missing;
}

}  // namespace clearing::schedule
