#include "adapters/national_format/fee_removal.hpp"

#include "adapters/national_format/fields.hpp"

namespace clearing::national_format {

namespace {

json::Value row_of(const FeeRemoval& removal, std::string_view which, const std::string& id) {
    json::Value row = empty_object();
    write_text(row, "mdtrt_id", removal.visit.text);
    write_text(row, which, id);
    write_text(row, "psn_no", removal.person_number);
    return row;
}

}  // namespace

json::Value write_fee_removal(const FeeRemoval& removal, CareSetting care) {
    json::Value input;
    if (care == CareSetting::outpatient) {
        input.set("data", row_of(removal, "chrg_bchno", removal.bill.text));
        return input;
    }
    json::Array rows;
    for (const LineId& line : removal.lines)
        rows.push_back(row_of(removal, "feedetl_sn", line.text));
    input.set("data", std::move(rows));
    return input;
}

}  // namespace clearing::national_format
