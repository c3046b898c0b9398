#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/result.hpp"

#include <map>
#include <set>
#include <string>

namespace clearing {

/// Chinese working days: weekends, holidays and make-up days as dated rows (DOMAIN §2, the State Council's notices).
/// A year without rows is not loaded: nothing is computed silently from weekends.
class WorkingCalendar {
public:
    struct SpecialDay {
        bool works = false;  ///< a make-up day, else a holiday
        std::string notice;
    };

    /// `loaded` names the years whose notice is in the rows.
    WorkingCalendar(std::map<Date, SpecialDay> special_days, std::set<int> loaded)
        : special_days_(std::move(special_days)), loaded_(std::move(loaded)) {}

    bool is_loaded(int year) const { return loaded_.contains(year); }

    /// Error: not_found (the year is not loaded).
    Result<bool> is_working_day(Date date) const;

    /// The n-th working day after `date` (n ≥ 1); `date` itself never counts. Error: not_found (a year on the way is
    /// not loaded).
    Result<Date> working_days_after(Date date, int n) const;

private:
    std::map<Date, SpecialDay> special_days_;
    std::set<int> loaded_;
};

}  // namespace clearing
