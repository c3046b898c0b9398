#include "gateway/services/calendar/deadline_rule.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace clearing::calendar {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 3> names{"day", "month", "year"};

std::vector<std::string_view> words_of(std::string_view sentence) {
    std::vector<std::string_view> words;
    while (true) {
        const auto space = sentence.find(' ');
        words.push_back(sentence.substr(0, space));
        if (space == std::string_view::npos) return words;
        sentence.remove_prefix(space + 1);
    }
}

/// Of at most three digits.
std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > 999) return std::nullopt;
    return value;
}

/// "+1", "-1".
std::optional<int> signed_number(std::string_view text) {
    if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    const auto value = number(text.substr(1));
    if (!value) return std::nullopt;
    return text[0] == '-' ? -*value : *value;
}

/// Words that stand where `pattern` has words; "#" is a number, "+" one with its sign. Nothing: they do not fit.
std::optional<std::vector<int>> fit(const std::vector<std::string_view>& words,
                                    std::initializer_list<std::string_view> pattern) {
    if (words.size() != pattern.size()) return std::nullopt;
    std::vector<int> numbers;
    for (std::size_t i = 0; const std::string_view wanted : pattern) {
        const std::string_view word = words[i++];
        if (wanted != "#" && wanted != "+") {
            if (word != wanted) return std::nullopt;
            continue;
        }
        const auto value = wanted == "#" ? number(word) : signed_number(word);
        if (!value) return std::nullopt;
        numbers.push_back(*value);
    }
    return numbers;
}

year_month month_of(Date date) {
    const year_month_day day(date.days);
    return day.year() / day.month();
}

Date last_day_of(year_month month) {
    return Date{sys_days(month / last)};
}

}  // namespace

std::string_view name_of(CountsFrom counts_from) {
    return names[static_cast<std::size_t>(counts_from)];
}

std::optional<CountsFrom> counts_from_named(std::string_view name) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<CountsFrom>(found - names.begin());
}

std::optional<DeadlineRule> DeadlineRule::read(CountsFrom counts_from, std::string_view sentence) {
    const auto words = words_of(sentence);
    DeadlineRule rule;
    const auto made = [&rule](Form form, int number, int later) {
        rule.form_ = form;
        rule.number_ = number;
        rule.later_ = later;
        return rule;
    };
    switch (counts_from) {
        case CountsFrom::day:
            if (const auto n = fit(words, {"#", "working", "days"}); n && (*n)[0] > 0)
                return made(Form::working_days, (*n)[0], 0);
            if (const auto n = fit(words, {"#", "days"}); n && (*n)[0] > 0) return made(Form::days, (*n)[0], 0);
            break;
        case CountsFrom::month:
            // No 29th: a deadline that some months do not have is the month's last day.
            if (const auto n = fit(words, {"day", "#", "of", "month", "+"}); n && (*n)[0] >= 1 && (*n)[0] <= 28)
                return made(Form::day_of_month, (*n)[0], (*n)[1]);
            if (const auto n = fit(words, {"last", "day", "of", "month", "+"}))
                return made(Form::last_of_month, 0, (*n)[0]);
            break;
        case CountsFrom::year:
            if (const auto n = fit(words, {"last", "day", "of", "month", "#", "of", "year", "+"});
                n && (*n)[0] >= 1 && (*n)[0] <= 12)
                return made(Form::last_of_month_of_year, (*n)[0], (*n)[1]);
            break;
    }
    return std::nullopt;
}

Result<Date> DeadlineRule::last_day(Date from, const WorkingCalendar& working_days) const {
    const year_month later = month_of(from) + months(later_);
    switch (form_) {
        case Form::working_days:
            return working_days.working_days_after(from, number_);
        case Form::days:
            return Date{from.days + days(number_)};
        case Form::day_of_month:
            return Date{sys_days(later / day(static_cast<unsigned>(number_)))};
        case Form::last_of_month:
            return last_day_of(later);
        case Form::last_of_month_of_year:
            return last_day_of(year(from.year() + later_) / month(static_cast<unsigned>(number_)));
    }
    return fail(ErrorCode::internal_error, "a deadline without a form");
}

Date begin_of(CountsFrom counts_from, Date from) {
    switch (counts_from) {
        case CountsFrom::day:
            return from;
        case CountsFrom::month:
            return Date{sys_days(month_of(from) / 1)};
        case CountsFrom::year:
            return Date{sys_days(year(from.year()) / 1 / 1)};
    }
    return from;
}

}  // namespace clearing::calendar
