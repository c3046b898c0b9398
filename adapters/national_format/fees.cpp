#include "adapters/national_format/fees.hpp"

#include "adapters/national_format/extension.hpp"

namespace clearing::national_format {

namespace {

constexpr auto text_table = std::to_array<TextField<FeeLine>>({
    {{.name = "feedetl_sn", .length = 30, .need = Need::required}, text<&FeeLine::id>},
    {{.name = "init_feedetl_sn", .length = 30}, text<&FeeLine::refund_of>},
    {{.name = "chrg_bchno", .length = 30}, text<&FeeLine::bill>},
    {{.name = "fee_ocur_time", .length = 19, .need = Need::required, .shape = Shape::time},
     text<&FeeLine::occurred_text>},
    {{.name = "med_list_codg", .need = Need::required}, text<&FeeLine::med_list_code>},
    {{.name = "medins_list_codg", .length = 150, .need = Need::required}, text<&FeeLine::institution_list_code>},
    {{.name = "medins_list_name", .length = 200}, text<&FeeLine::name>},
    {{.name = "list_type", .length = 6}, text<&FeeLine::list_type>},
    {{.name = "med_chrgitm_type", .length = 6}, text<&FeeLine::charge_item_type>},
    {{.name = "chrgitm_lv", .length = 3}, text<&FeeLine::charge_level>},
});

constexpr auto split_table = std::to_array<MoneyField<ScopeSplit>>({
    {{.name = "fulamt_ownpay_amt"}, money<&ScopeSplit::full_self_pay>},
    {{.name = "overlmt_amt", .aliases = {"overlmt_selfpay"}}, money<&ScopeSplit::over_limit>},
    {{.name = "preselfpay_amt"}, money<&ScopeSplit::first_self_pay>},
    {{.name = "inscp_scp_amt"}, money<&ScopeSplit::in_scope>},
});

constexpr auto result_table = std::to_array<TextField<FeeLine>>({
    // Required of 2204 alone, and some leave it out there.
    {{.name = "feedetl_sn", .length = 30}, text<&FeeLine::id>},
    {{.name = "med_chrgitm_type", .length = 6, .tolerance = Tolerance::carry}, text<&FeeLine::charge_item_type>},
    {{.name = "chrgitm_lv", .length = 3, .tolerance = Tolerance::carry}, text<&FeeLine::charge_level>},
});

/// Stands on the wire for "no ceiling" (SETTLEMENT §5).
constexpr Decimal no_ceiling = Decimal::from_millionths(999'999 * Decimal::scale);

void read_amounts(Node& row, FeeLine& line, Sign sign) {
    row.read_decimal({.name = "cnt", .need = Need::required}, line.count, sign);
    row.read_decimal({.name = "pric", .need = Need::required}, line.unit_price, Sign::not_negative);
    row.read_money({.name = "det_item_fee_sumamt", .need = Need::required}, line.amount, sign);
    Decimal ceiling;
    if (row.read_decimal({.name = "pric_uplmt_amt"}, ceiling, Sign::not_negative) && ceiling != no_ceiling)
        line.price_ceiling = ceiling;
    row.read_decimal({.name = "selfpay_prop"}, line.first_self_pay_ratio, Sign::not_negative);
}

/// What was uploaded, told again: count and price as far as a decimal holds them. Of the rest only money may be wrong.
void read_answered_amounts(Node& row, FeeLine& line) {
    // A refund's answer is negative, and does not name its original.
    row.read_decimal({.name = "cnt", .need = Need::required, .tolerance = Tolerance::cut}, line.count, Sign::any);
    row.read_decimal({.name = "pric", .need = Need::required, .tolerance = Tolerance::cut}, line.unit_price, Sign::any);
    row.read_money({.name = "det_item_fee_sumamt", .need = Need::required}, line.amount, Sign::any);
    Decimal ceiling;
    if (row.read_decimal({.name = "pric_uplmt_amt", .tolerance = Tolerance::cut}, ceiling, Sign::not_negative) &&
        ceiling != no_ceiling)
        line.price_ceiling = ceiling;
    row.read_decimal({.name = "selfpay_prop", .tolerance = Tolerance::cut}, line.first_self_pay_ratio,
                     Sign::not_negative);
}

std::optional<ScopeSplit> read_split(Node& row, Sign sign) {
    ScopeSplit split;
    if (read_amounts<ScopeSplit>(row, split_table, split, sign).empty()) return std::nullopt;
    return split;
}

/// A refund is a new line with negative count and amount that names its original; nothing else is negative.
void check_refund(Node& row, const FeeLine& line) {
    if (!line.count.is_negative()) row.fault(ErrorCode::invalid_value, "cnt");
    if (!line.amount.is_negative() && !line.amount.is_zero())
        row.fault(ErrorCode::invalid_value, "det_item_fee_sumamt");
}

FeeLine read_line(Node& row, CareSetting care) {
    FeeLine line;
    read_texts<FeeLine>(row, text_table, line);
    if (const auto at = parse_local_time(line.occurred_text)) line.occurred_at = *at;
    if (care == CareSetting::outpatient && line.bill.empty()) row.fault(ErrorCode::missing_field, "chrg_bchno");
    const bool is_refund = !line.refund_of.empty();
    const Sign sign = is_refund ? Sign::any : Sign::not_negative;
    read_amounts(row, line, sign);
    line.claimed_split = read_split(row, sign);
    if (is_refund) check_refund(row, line);
    read_extension(row, line.carried);
    row.carry_rest(line.carried);
    return line;
}

void write_amounts(json::Value& row, const FeeLine& line) {
    write_decimal(row, "cnt", line.count);
    write_decimal(row, "pric", line.unit_price);
    write_money(row, "det_item_fee_sumamt", line.amount);
}

void write_unless_there(json::Value& row, std::string_view name, Decimal decimal) {
    if (!row.find(name)) write_decimal(row, name, decimal);
}

void write_split(json::Value& row, const ScopeSplit& split) {
    write_money(row, "fulamt_ownpay_amt", split.full_self_pay);
    write_money(row, "overlmt_amt", split.over_limit);
    write_money(row, "preselfpay_amt", split.first_self_pay);
    write_money(row, "inscp_scp_amt", split.in_scope);
}

/// Ours once it was computed, else the sender's.
std::optional<ScopeSplit> known_split(const FeeLine& line) {
    if (line.split != ScopeSplit{}) return line.split;
    return line.claimed_split;
}

const std::string& national_code(const FeeLine& line) {
    return line.national_code.empty() ? line.med_list_code : line.national_code;
}

}  // namespace

Result<FeeUpload> read_fee_upload(const RequestEnvelope& envelope, CareSetting care) {
    return read_input<FeeUpload>(envelope, [&](Node& root, FeeUpload& upload) {
        for (Node& row : root.rows("feedetail", Need::required)) {
            VisitId visit;
            row.read_text({.name = "mdtrt_id", .length = 30, .need = Need::required}, visit.text);
            if (upload.visit.empty()) upload.visit = visit;
            if (!visit.empty() && visit != upload.visit) row.fault(ErrorCode::invalid_value, "mdtrt_id");
            upload.lines.push_back(read_line(row, care));
        }
        root.carry_rest(upload.carried);
    });
}

json::Value write_fee_upload(const FeeUpload& upload, CareSetting care, const std::string& person_number) {
    json::Array rows;
    for (const FeeLine& line : upload.lines) {
        json::Value row = empty_object();
        write_text(row, "mdtrt_id", upload.visit.text);
        write_text(row, "psn_no", person_number);
        write_texts<FeeLine>(row, text_table, line);
        row.set("med_list_codg", national_code(line));
        if (care == CareSetting::outpatient && line.bill.empty()) row.set("chrg_bchno", "0");
        write_amounts(row, line);
        if (const auto split = known_split(line)) write_split(row, *split);
        write_carried(row, "feedetail", line.carried);
        write_extension(row, line.carried);
        rows.push_back(std::move(row));
    }
    json::Value input;
    input.set("feedetail", std::move(rows));
    write_carried(input, "input", upload.carried);
    return input;
}

Result<FeeUploadAnswer> read_fee_answer(const json::Value& output) {
    return read_output<FeeUploadAnswer>(output, [](Node& root, FeeUploadAnswer& answer) {
        for (Node& row : root.rows("result", Need::optional)) {
            if (row.says_nothing()) continue;
            FeeLine line;
            read_texts<FeeLine>(row, result_table, line);
            read_answered_amounts(row, line);
            line.claimed_split = read_split(row, Sign::any);
            line.split = line.claimed_split.value_or(ScopeSplit{});
            read_answered_extension(row, line.carried);
            row.carry_rest(line.carried);
            answer.lines.push_back(std::move(line));
        }
    });
}

json::Value write_fee_answer(const FeeUploadAnswer& answer) {
    json::Array rows;
    for (const FeeLine& line : answer.lines) {
        json::Value row = empty_object();
        write_texts<FeeLine>(row, result_table, line);
        write_carried(row, "result", line.carried);  // first: an answered figure that is no number stays as it came
        write_unless_there(row, "cnt", line.count);
        write_unless_there(row, "pric", line.unit_price);
        write_money(row, "det_item_fee_sumamt", line.amount);
        write_unless_there(row, "pric_uplmt_amt", line.price_ceiling.value_or(no_ceiling));
        write_unless_there(row, "selfpay_prop", line.first_self_pay_ratio);
        write_split(row, known_split(line).value_or(ScopeSplit{}));
        if (!row.find("lmt_used_flag")) row.set("lmt_used_flag", "0");
        json::Value extension;
        if (line.national_code != line.med_list_code && !line.national_code.empty()) {
            extension.set("MED_LIST_CODG", line.national_code);
            row.set(extension_node, json::write(extension));
        }
        rows.push_back(std::move(row));
    }
    json::Value output;
    output.set("result", std::move(rows));
    return output;
}

Result<FeeRemoval> read_fee_removal(const RequestEnvelope& envelope, CareSetting care) {
    return read_input<FeeRemoval>(envelope, [&](Node& root, FeeRemoval& removal) {
        for (Node& row : root.rows("data", Need::required)) {
            VisitId visit;
            row.read_text({.name = "mdtrt_id", .length = 30, .need = Need::required}, visit.text);
            if (removal.visit.empty()) removal.visit = visit;
            if (!visit.empty() && visit != removal.visit) row.fault(ErrorCode::invalid_value, "mdtrt_id");
            row.read_text({.name = "psn_no", .length = 30, .need = Need::required}, removal.person_number);
            if (care == CareSetting::outpatient) {
                row.read_text({.name = "chrg_bchno", .length = 30, .need = Need::required}, removal.bill.text);
            } else {
                LineId line;
                if (row.read_text({.name = "feedetl_sn", .length = 30, .need = Need::required}, line.text))
                    removal.lines.push_back(std::move(line));
            }
        }
    });
}

json::Value write_fee_views(const std::vector<ports::FeeView>& views) {
    json::Array rows;
    for (const ports::FeeView& view : views) {
        const FeeLine& line = view.line;
        json::Value row = empty_object();
        write_text(row, "mdtrt_id", view.visit.text);
        write_text(row, "setl_id", view.settlement.text);
        write_text(row, "med_type", view.med_type);
        write_texts<FeeLine>(row, text_table, line);
        write_text(row, "hilist_code", national_code(line));
        write_text(row, "hilist_name", line.translated.name.empty() ? line.name : line.translated.name);
        write_amounts(row, line);
        write_decimal(row, "pric_uplmt_amt", line.price_ceiling.value_or(no_ceiling));
        write_decimal(row, "selfpay_prop", line.first_self_pay_ratio);
        write_split(row, known_split(line).value_or(ScopeSplit{}));
        write_carried(row, "feedetail", line.carried);
        rows.push_back(std::move(row));
    }
    return rows;  // 5204 has no node: the output is the list itself
}

}  // namespace clearing::national_format
