#pragma once

#include "gateway/domain/month_table.hpp"
#include "gateway/services/tables/findings.hpp"
#include "gateway/services/tables/period.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace clearing::statements {

/// The steps of a month's clearing over the national platform, in the order they are taken (DOMAIN §2).
enum class MonthStep : std::uint8_t { reconciled, institutions_done, tables, confirmed, notices, year_end };
inline constexpr std::array month_steps{MonthStep::reconciled, MonthStep::institutions_done, MonthStep::tables,
                                        MonthStep::confirmed,  MonthStep::notices,           MonthStep::year_end};
std::string_view name_of(MonthStep step);

/// When each step is due, as dated rows: clearing_dates.tsv.
class ClearingDates {
public:
    static ClearingDates read(std::string_view text, tables::Findings& findings);
    /// Error: invalid_value with the first findings.
    static Result<ClearingDates> load(std::string_view text);

    /// The last day on which the step is in time; year_end: of the costs of December's year, asked by any of its
    /// months. Error: not_loaded (no row in force).
    Result<Date> due(MonthStep step, Month month) const;

private:
    struct Rule {
        MonthStep step{};
        tables::Period period;
        int months_after = 0;
        std::optional<int> day;  ///< none: the month's last
    };
    std::vector<Rule> rules_;
};

}  // namespace clearing::statements
