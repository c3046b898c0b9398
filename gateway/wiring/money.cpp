#include "gateway/wiring/money.hpp"

namespace clearing::wiring {

Money::Money(Books& books, const mapping::TablesInForce& tables, ports::Clock& clock)
    : world_{books.payments, clock,
             [&tables](const PlatformName& platform, const DivisionCode& counterparty, Date day) {
                 return tables.current()->router->terms(platform, counterparty, day);
             },
             [&tables] {
                 auto calendar = tables.current()->calendar;
                 return std::shared_ptr<const WorkingCalendar>(calendar, &calendar->working_days());
             },
             [&tables](const PlatformName& platform, const DivisionCode& counterparty) {
                 return tables.current()->router->platform_serves(platform, counterparty);
             }},
      service_(world_),
      to_institutions_(books.institution_payments, clock),
      audit_(books.findings, books.adjustments, clock),
      desk_{world_,      service_, books.adjustments, books.findings, audit_,
            books.proof, sheets_,  to_institutions_,  books.offers} {}

}  // namespace clearing::wiring
