#pragma once

#include "gateway/ports/clock.hpp"
#include "gateway/ports/prefund_book.hpp"
#include "gateway/services/mapping/tables.hpp"

namespace clearing::prefund {

using ports::awaitable;

/// What the use cases need, for good.
struct Surroundings {
    const mapping::TablesInForce& tables_in_force;
    ports::PrefundBook& book;
    ports::Clock& clock;
};

/// When a year's notices are to be out, and when they are to be paid (deadlines.tsv: prefund_notices, prefund_paid).
struct YearDays {
    Date notice_by, paid_by;
};

/// A year's size (DOMAIN §2), as the notice states it.
struct SizeProposal {
    PrefundKey key;
    int year = 0;
    Money quarter;  ///< booked in last year's fourth quarter, cancels taken off
    Decimal factor;
    Money size;
    Money held;  ///< now: the difference is what moves
    YearDays days;
};

struct Forecast {
    UseOfDays before;
    ForecastRule rule;
    std::optional<Date> exhausted_on;  ///< none: never, or not within a year
};

/// Everything about one prefund on one day.
struct Sheet {
    ports::PrefundPosition position;
    Date period_from, period_to;  ///< the month of today, until today
    Money to_clear;               ///< booked in it
    UsageMark usage = UsageMark::none;
    Forecast forecast;
};

/// The papers: size, official usage, forecast, urgent increase. Errors everywhere: store_unavailable, not_loaded (a
/// rule or a deadline has no row in force). Of one prefund's papers also: invalid_value (nothing is cleared with the
/// counterparty today, and no prefund of it is kept).
class Papers {
public:
    explicit Papers(const Surroundings& surroundings) : world_(surroundings) {}

    awaitable<Result<std::vector<ports::PrefundPosition>>> positions() { return world_.book.positions(); }
    /// One that is not kept stands at zero.
    awaitable<Result<Sheet>> sheet(PrefundKey key);
    awaitable<Result<SizeProposal>> size(PrefundKey key, int year);
    Result<YearDays> days_of(int year) const;
    /// Error: not_found, working days are to be counted and the calendar of a year is not loaded.
    awaitable<Result<Forecast>> forecast(ports::PrefundPosition position);

    struct UrgentOrder {
        PrefundKey key;
        Date signed_on;
        Money asked;
        std::string note, by;
    };
    /// Writes the request down with today's numbers and its deadline (deadlines.tsv, prefund_urgent_applied; none where
    /// the calendar of that year is not loaded). Errors: invalid_value (nothing asked, signed in the future).
    awaitable<Result<ports::KeptUrgentIncrease>> urgent(UrgentOrder order);

    /// What is booked on the days the forecast looks at. Error: as forecast.
    awaitable<Result<UseOfDays>> use_before(PrefundKey key, Date today, ForecastRule rule);
    /// The day that is so many days after today. Nothing: the calendar does not reach that far.
    std::optional<Date> day_after(Date today, int days, const ForecastRule& rule) const;

private:
    const WorkingCalendar& working_days() const;
    awaitable<Result<ports::PrefundPosition>> position_of(PrefundKey key);
    bool may_clear_with(const DivisionCode& counterparty) const;
    awaitable<Result<Money>> booked_between(PrefundKey key, Date from, Date to);

    Surroundings world_;
};

}  // namespace clearing::prefund
