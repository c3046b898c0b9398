#pragma once

#include "gateway/domain/month_table.hpp"
#include "gateway/services/calendar/calendar.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace clearing::statements {

/// The steps of a month's clearing over the national platform, in the order they are taken (DOMAIN §2).
enum class MonthStep : std::uint8_t { reconciled, institutions_done, tables, confirmed, notices, year_end };
inline constexpr std::array month_steps{MonthStep::reconciled, MonthStep::institutions_done, MonthStep::tables,
                                        MonthStep::confirmed,  MonthStep::notices,           MonthStep::year_end};
std::string_view name_of(MonthStep step);

/// The row of deadlines.tsv that says when the step is due: "tables_made".
std::string_view deadline_of(MonthStep step);

/// The last day on which the step of this month is in time; year_end: of the year the month lies in. Errors:
/// not_loaded (no row in force), not_found (a year on the way has no calendar).
Result<Date> due_of(MonthStep step, Month month, const calendar::Calendar& calendar);

}  // namespace clearing::statements
