#include "tests/simulation/prefund_services.hpp"

#include "tests/support/mappings.hpp"

#include <map>

#include <fmt/format.h>

namespace clearing::simulation {

std::shared_ptr<const mapping::Tables> tables_with(AtLimit at_limit,
                                                   const std::shared_ptr<const mapping::Tables>& tables) {
    static std::map<AtLimit, std::shared_ptr<const mapping::Tables>> made;
    std::shared_ptr<const mapping::Tables>& with = made[at_limit];
    if (with) return with;
    std::vector<std::string> rows;
    for (const char* care : {"inpatient", "outpatient"})
        rows.push_back(fmt::format("at_limit\t*\t{}\t2018-01-01\t-\t{}\ttest\tpending", care, name_of(at_limit)));
    mapping::Tables changed = *tables;
    const std::string text = tests::with_rows(tests::mapping_text("prefund_rules.tsv"), std::move(rows));
    changed.prefund = prefund::Rules::load(text).value();
    with = std::make_shared<const mapping::Tables>(std::move(changed));
    return with;
}

}  // namespace clearing::simulation
