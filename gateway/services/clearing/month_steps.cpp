#include "gateway/services/clearing/month_steps.hpp"

namespace clearing::statements {

std::string_view name_of(MonthStep step) {
    switch (step) {
        case MonthStep::reconciled:
            return "reconciled";
        case MonthStep::institutions_done:
            return "institutions_done";
        case MonthStep::tables:
            return "tables";
        case MonthStep::confirmed:
            return "confirmed";
        case MonthStep::notices:
            return "notices";
        case MonthStep::year_end:
            return "year_end";
    }
    return "";
}

std::string_view deadline_of(MonthStep step) {
    switch (step) {
        case MonthStep::reconciled:
            return "month_reconciled";
        case MonthStep::institutions_done:
            return "hospitals_finished";
        case MonthStep::tables:
            return "tables_made";
        case MonthStep::confirmed:
            return "tables_confirmed";
        case MonthStep::notices:
            return "notices_made";
        case MonthStep::year_end:
            return "year_closed";
    }
    return "";
}

Result<Date> due_of(MonthStep step, Month month, const calendar::Calendar& calendar) {
    const auto deadline = calendar.deadline(deadline_of(step), month.first);
    if (!deadline) return fail(deadline.error());
    return deadline->last_day;
}

}  // namespace clearing::statements
