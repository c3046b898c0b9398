#pragma once

#include "gateway/domain/difference_case.hpp"
#include "gateway/infra/export/csv.hpp"
#include "gateway/infra/export/words.hpp"
#include "gateway/infra/json/value.hpp"

#include <string>
#include <vector>

namespace clearing::exports {

std::string_view chinese(CaseState state);
std::string_view chinese(NextStep step);

/// `today` gives the age; a case that is over keeps the age it had then.
json::Value to_json(const DifferenceCase& one, const Naming& naming, Date today);
json::Value to_json(const CaseNote& note);
std::string to_csv(const std::vector<DifferenceCase>& cases, const Naming& naming, Date today, CsvOptions options);

struct DifferenceOfDay {
    DayKey day;
    Difference difference;
};
std::string to_csv(const std::vector<DifferenceOfDay>& differences, const Naming& naming, CsvOptions options);

}  // namespace clearing::exports
