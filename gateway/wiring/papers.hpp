#pragma once

#include "gateway/services/clearing/adjustment_additions.hpp"
#include "gateway/services/clearing/month_service.hpp"
#include "gateway/services/clearing/revision_desk.hpp"
#include "gateway/services/mapping/tables.hpp"
#include "gateway/wiring/books.hpp"

namespace clearing::wiring {

/// Statements of days and months, and a month's tables, over the books.
class Papers {
public:
    Papers(Books& books, const mapping::TablesInForce& tables, const ports::Digest& digest, ports::Clock& clock,
           DivisionCode own_region)
        : additions_(books.adjustments),
          maker_({books.days, books.statement_details, additions_, digest, std::move(own_region)}),
          desk_(maker_, books.revisions, clock),
          months_({books.months, books.days, books.institution_words, clock,
                   [&tables] { return tables.current()->calendar; },
                   [&tables](const PlatformName& platform, const DivisionCode& counterparty, Date day) {
                       return tables.current()->router->formula(platform, counterparty, day);
                   }}) {}

    statements::RevisionDesk& desk() { return desk_; }
    statements::MonthService& months() { return months_; }

private:
    statements::AdjustmentAdditions additions_;
    statements::PeriodMaker maker_;
    statements::RevisionDesk desk_;
    statements::MonthService months_;
};

}  // namespace clearing::wiring
