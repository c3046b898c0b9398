#pragma once

#include "gateway/ports/clock.hpp"
#include "gateway/ports/day_store.hpp"
#include "gateway/ports/institution_confirmations.hpp"
#include "gateway/ports/month_books.hpp"
#include "gateway/services/clearing/month_steps.hpp"
#include "gateway/services/clearing/month_table.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace clearing::statements {

/// A table and what does not agree with the days; none: it is proven.
struct CheckedMonth {
    MonthTable table;
    std::vector<MonthDifference> differences;
};

struct StepProgress {
    MonthStep step{};
    Date due;
    std::optional<bool> done;  ///< none: others know (confirmation, notices, the year's end)
    std::string note;
    bool is_late(Date today) const { return done == false && due < today; }
};

/// How far a month's clearing over a platform is.
struct MonthProgress {
    PlatformName platform;
    Month month;
    std::vector<CheckedMonth> tables;  ///< a counterparty and direction each, ascending
    std::vector<StepProgress> steps;   ///< in the order they are taken
};

/// What a month's tables need of the world. References outlive the service.
struct MonthWorld {
    ports::MonthBooks& books;
    ports::DayStore& days;
    ports::InstitutionConfirmations& confirmations;
    ports::Clock& clock;
    std::function<std::shared_ptr<const calendar::Calendar>()> calendar;  ///< in force
    std::function<Result<ClearingFormula>(const PlatformName&, const DivisionCode&, Date)> formula;
};

/// The national platform's monthly tables as the sum of the days plus adjustments (DOMAIN §2). Reads only: it may be
/// run as often as anybody likes, by the scheduler and by hand. Errors: store_unavailable, not_loaded (no agreement or
/// no deadline in force).
class MonthService {
public:
    explicit MonthService(MonthWorld world) : world_(std::move(world)) {}

    ports::awaitable<Result<CheckedMonth>> table(MonthKey key);
    ports::awaitable<Result<MonthProgress>> run(PlatformName platform, Month month);

private:
    ports::awaitable<Result<MonthFacts>> facts_of(MonthKey key);
    ports::awaitable<Result<long long>> unconfirmed(const std::vector<CheckedMonth>& tables);
    Result<std::vector<StepProgress>> steps(const MonthProgress& progress, long long unconfirmed) const;

    MonthWorld world_;
};

}  // namespace clearing::statements
