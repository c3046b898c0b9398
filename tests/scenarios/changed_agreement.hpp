#pragma once

#include "tests/support/ningbo.hpp"

#include <memory>
#include <string>

#include <fmt/format.h>

namespace clearing::tests {

inline const std::string components_of_funds = "hifp+cvlserv+hifes+hifmi+hifob+maf+hifdm+oth",
                         components_with_account = components_of_funds + "+acct+mulaid";

/// The reviewed tables, but for the agreement with whoever insures a visitor: these components up to a day, and those
/// of another agreement from the next one on (invented).
inline std::shared_ptr<const mapping::Tables> agreement_changes_after(std::string_view last_day, bool delta,
                                                                      const std::string& before,
                                                                      const std::string& after) {
    const std::string pair = delta ? "delta\t31\t2018-09-01\t" : "national\t*\t2017-01-01\t";
    const std::string id = delta ? "DELTA-31-2018" : "NATIONAL-2017";
    const std::string next_day = ClearingDay::parse(last_day).value().next().to_text();
    tables::TableSet set = table_set();
    std::string& agreements = set["agreements.tsv"];
    agreements = with_change(agreements, pair + "-\t" + id + "\t" + components_with_account + "\t",
                             fmt::format("{}{}\t{}\t{}\t", pair, last_day, id, before));
    agreements =
        with_rows(agreements, {fmt::format("{}{}\t-\tNEXT\t{}\tno\tmonthly\t5\t10\tno\t03-31\tinvented\tpending",
                                           delta ? "delta\t31\t" : "national\t*\t", next_day, after)});
    auto loaded = mapping::load(set, DivisionCode("330200"), "changed-agreement");
    if (!loaded) throw std::runtime_error(why(loaded));
    return *loaded;
}

}  // namespace clearing::tests
