#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/working_calendar.hpp"
#include "gateway/services/calendar/deadline_rule.hpp"
#include "gateway/services/tables/findings.hpp"
#include "gateway/services/tables/period.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace clearing::calendar {

/// The texts of the reviewed files (mappings/README.md).
struct CalendarTexts {
    std::string calendar;   ///< holidays and make-up days
    std::string cut_offs;   ///< when a day ends, is compared and is due
    std::string deadlines;  ///< sentences of rules
};

/// A holiday or a make-up day, by a notice of the State Council.
struct SpecialDay {
    Date day;
    bool works = false;
    std::string name;
    int of_year = 0;  ///< whose notice it is
    std::string notice;
};

/// The moments of one clearing day (SETTLEMENT §3).
struct DayTimes {
    Instant cut_off;        ///< the day is over
    Instant compared_from;  ///< after the grace: it may be closed
    Instant due;            ///< not agreed by then: an alarm
};

struct CutOffRule {
    PlatformName platform;  ///< "*": any without a row of its own
    tables::Period period;
    std::chrono::minutes cut_off{std::chrono::hours(24)};  ///< after the day's begin
    std::chrono::minutes grace{30}, due{480};              ///< after the cut-off
    std::string source;
};

struct DeadlineRow {
    std::string name;
    tables::Period period;
    CountsFrom counts_from{};
    DeadlineRule rule;
    std::string sentence, source;
};

/// A deadline, counted.
struct Deadline {
    std::string name, sentence, source;
    Date last_day;      ///< belongs to it
    Instant passed_at;  ///< the midnight after
};

/// Working days, cut-offs and deadlines of one version of the tables: calendar.tsv, cut_offs.tsv, deadlines.tsv.
class Calendar {
public:
    /// Error: invalid_value naming file, line and fault.
    static Result<std::shared_ptr<const Calendar>> load(const CalendarTexts& texts);
    /// The same with every finding told. For `gatewayctl mapping check`.
    static std::shared_ptr<const Calendar> read(const CalendarTexts& texts, tables::Findings& findings);

    /// Of a version that was made before these tables were: no year is loaded, days end at 24:00 and are compared half
    /// an hour later, and there are no deadlines.
    static std::shared_ptr<const Calendar> without_rows() { return std::make_shared<const Calendar>(); }

    const WorkingCalendar& working_days() const { return working_days_; }
    const std::vector<SpecialDay>& special_days() const { return special_days_; }
    const std::vector<CutOffRule>& cut_offs() const { return cut_offs_; }
    const std::vector<DeadlineRow>& deadlines() const { return deadlines_; }
    std::vector<int> loaded_years() const;

    /// The row in force of the platform, else of `*`, else 24:00.
    CutOffRule rule_of(const PlatformName& platform, ClearingDay day) const;
    DayTimes times_of(const PlatformName& platform, ClearingDay day) const;

    /// Counted from `from`: the day, or any day of the month or year. Errors: not_loaded (no row of that name in
    /// force), not_found (a year on the way has no calendar).
    Result<Deadline> deadline(std::string_view name, Date from) const;

    /// The years that ought to be loaded by `today` and are not: this one, and the next once its deadline
    /// `calendar_loaded` has passed.
    std::vector<int> missing_years(Date today) const;

private:
    std::vector<SpecialDay> special_days_;
    std::vector<CutOffRule> cut_offs_;
    std::vector<DeadlineRow> deadlines_;
    WorkingCalendar working_days_{{}, {}};
};

}  // namespace clearing::calendar
