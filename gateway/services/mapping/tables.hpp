#pragma once

#include "gateway/ports/digest.hpp"
#include "gateway/services/calendar/calendar.hpp"
#include "gateway/services/prefund/rules.hpp"
#include "gateway/services/routing/policy.hpp"
#include "gateway/services/routing/router.hpp"
#include "gateway/services/tables/findings.hpp"
#include "gateway/services/tables/table_set.hpp"
#include "gateway/services/translation/translator.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::mapping {

/// One version of all reviewed tables, loaded. Who holds a pointer keeps the version, whatever comes into force.
struct Tables {
    std::string version;
    std::shared_ptr<const routing::Router> router;
    std::shared_ptr<const routing::FilingPolicy> filings;
    std::shared_ptr<const translation::Translator> translator;
    std::shared_ptr<const clearing::calendar::Calendar> calendar = clearing::calendar::Calendar::without_rows();
    std::shared_ptr<const prefund::Rules> prefund = prefund::Rules::without_rows();
};

/// The tables in force: one pointer, replaced as a whole. A request takes it once, at its start, and keeps it to its
/// end, so no answer is made of two versions. One thread only, as everything at the counter.
class TablesInForce {
public:
    explicit TablesInForce(std::shared_ptr<const Tables> tables) : tables_(std::move(tables)) {}

    const std::shared_ptr<const Tables>& current() const { return tables_; }
    void replace(std::shared_ptr<const Tables> tables) { tables_ = std::move(tables); }

private:
    std::shared_ptr<const Tables> tables_;
};

/// Every file of mappings/ that a version holds, in name order.
const std::vector<std::string>& table_files();
/// Those among them that the code book is not made of: routing, policies, calendar, prefund.
const std::vector<std::string>& small_files();

/// SHA-256 over names and texts: equal tables, equal digest. The version is named by its first 12 hex digits.
Sha256 digest_of(const tables::TableSet& set, const ports::Digest& digest);
std::string version_id(const Sha256& digest);

/// Error: invalid_value with the first findings; a missing file is one of them, except of the calendar and of the
/// prefund: a version from before those tables stays loadable, with no year loaded and no rules.
Result<std::shared_ptr<const Tables>> load(const tables::TableSet& set, const DivisionCode& own_region,
                                           std::string version);
/// The same with the codes already in the daemon's own form; `small` holds the small_files().
Result<std::shared_ptr<const Tables>> load(const tables::TableSet& small,
                                           std::shared_ptr<const translation::CodeBook> codes,
                                           const DivisionCode& own_region, std::string version);

/// Everything that is wrong, and what asks for a second look, in all tables and between them. A file that is missing is
/// a finding.
tables::Findings check(const tables::TableSet& set);

}  // namespace clearing::mapping
