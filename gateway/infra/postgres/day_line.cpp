#include "gateway/infra/postgres/day_line.hpp"

#include "gateway/infra/postgres/settlement_row.hpp"

namespace clearing::postgres {

DayLine read_day_line(const Row& row) {
    DayLine line;
    line.key = {DivisionCode(row.text("key_division")), SettlementId(row.text("key_id"))};
    line.no = SettlementNo(row.number("settlement_no"));
    line.sign = row.text("kind") == "settle" ? 1 : -1;
    line.insurance_type = InsuranceType(row.text("insurance_type"));
    line.care = care_setting_named(row.text("care")).value();
    line.clearing_type = row.text("clearing_type");
    line.split = read_amounts(row);
    if (!row.is_null("original_id")) line.original = SettlementId(row.text("original_id"));
    line.assigned_day = row.day("assigned_day");
    line.original_day = row.optional_day("original_day");
    line.their_id = SettlementId(row.text("their_id"));
    line.their_visit = VisitId(row.text("their_visit_id"));
    return line;
}

}  // namespace clearing::postgres
