#include "adapters/yangtze_delta/fee_codec.hpp"

#include "adapters/yangtze_delta/times.hpp"
#include "clearing/delta/v1/delta.pb.h"

namespace clearing::yangtze_delta {

void write(const FeeLine& line, wire::FeeLine& out) {
    const bool translated = !line.translated.code.empty();
    out.set_line_id(line.id.text);
    out.set_original_line_id(line.refund_of.text);
    out.set_bill_no(line.bill.text);
    out.set_occurred_at(to_local_time(line.occurred_at));
    out.set_list_type(line.list_type);
    out.set_charge_item_type(line.charge_item_type);
    out.set_code(translated ? line.translated.code : line.med_list_code);
    out.set_original_code(line.institution_list_code.empty() ? line.translated.original_code
                                                             : line.institution_list_code);
    out.set_original_name(line.translated.original_name);
    out.set_national_code(line.national_code);
    out.set_name(translated && !line.translated.name.empty() ? line.translated.name : line.name);
    out.set_count(line.count.to_text());
    out.set_unit_price(line.unit_price.to_text());
    out.set_amount_fen(line.amount.fen());
    out.set_full_self_pay_fen(line.split.full_self_pay.fen());
    out.set_over_limit_fen(line.split.over_limit.fen());
    out.set_first_self_pay_fen(line.split.first_self_pay.fen());
    out.set_in_scope_fen(line.split.in_scope.fen());
    out.set_charge_level(line.charge_level);
    out.set_map_version(line.translated.map_version);
    out.set_map_row(line.translated.map_row);
}

FeeLine read(const wire::FeeLine& in, Reading& reading) {
    FeeLine line;
    line.id = LineId(reading.required("line_id", in.line_id()));
    line.refund_of = LineId(in.original_line_id());
    line.bill = BillNumber(in.bill_no());
    line.occurred_text = reading.required_time("occurred_at", in.occurred_at());
    if (const auto time = parse_local_time(line.occurred_text)) line.occurred_at = *time;
    line.list_type = in.list_type();
    line.charge_item_type = in.charge_item_type();
    line.med_list_code = reading.required("code", in.code());
    line.institution_list_code = in.original_code();
    line.name = in.name();
    line.translated.code = in.code();
    line.translated.name = in.name();
    line.translated.original_code = in.original_code();
    line.translated.original_name = in.original_name();
    line.translated.map_version = in.map_version();
    line.translated.map_row = in.map_row();
    line.count = reading.decimal("count", in.count());
    line.unit_price = reading.decimal("unit_price", in.unit_price());
    line.amount = reading.money("amount_fen", in.amount_fen());
    line.split.full_self_pay = reading.money("full_self_pay_fen", in.full_self_pay_fen());
    line.split.over_limit = reading.money("over_limit_fen", in.over_limit_fen());
    line.split.first_self_pay = reading.money("first_self_pay_fen", in.first_self_pay_fen());
    line.split.in_scope = reading.money("in_scope_fen", in.in_scope_fen());
    line.claimed_split = line.split;
    line.charge_level = in.charge_level();
    return line;
}

}  // namespace clearing::yangtze_delta
