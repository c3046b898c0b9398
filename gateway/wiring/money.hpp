#pragma once

#include "gateway/api/money.hpp"
#include "gateway/infra/csv/csv_sheet_reader.hpp"
#include "gateway/services/mapping/tables.hpp"
#include "gateway/wiring/books.hpp"

namespace clearing::wiring {

/// The money side: notices and payments over the books, by the agreement rows in force.
class Money {
public:
    Money(Books& books, const mapping::TablesInForce& tables, ports::Clock& clock);
    Money(const Money&) = delete;
    Money& operator=(const Money&) = delete;

    api::MoneyDesk& desk() { return desk_; }

private:
    payments::World world_;
    payments::PaymentService service_;
    payments::InstitutionPaymentService to_institutions_;
    audit::FindingService audit_;
    csv::CsvSheetReader sheets_;
    api::MoneyDesk desk_;
};

}  // namespace clearing::wiring
