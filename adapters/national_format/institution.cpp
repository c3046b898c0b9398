#include "adapters/national_format/institution.hpp"

#include "adapters/national_format/base64.hpp"

#include <charconv>

namespace clearing::national_format {

namespace {

constexpr std::string_view no_advance = "0";  // fulamt_advpay_flag: nobody paid the whole bill in advance

constexpr auto period_table = std::to_array<TextField<DetailsRequest>>({
    {{.name = "setl_optins", .length = 6, .need = Need::required},
     text<&DetailsRequest::period, &ports::PeriodTotals::agency>},
    {{.name = "file_qury_no", .length = 30}, text<&DetailsRequest::file_number>},
    {{.name = "clr_type", .length = 6}, text<&DetailsRequest::period, &ports::PeriodTotals::clearing_type>},
    {{.name = "refd_setl_flag", .length = 3}, text<&DetailsRequest::period, &ports::PeriodTotals::refunds>},
});

constexpr auto row_table = std::to_array<TextField<ports::InstitutionRow>>({
    {{.name = "setl_id", .length = 30, .need = Need::required}, text<&ports::InstitutionRow::settlement>},
    {{.name = "mdtrt_id", .length = 30}, text<&ports::InstitutionRow::visit>},
    {{.name = "psn_no", .length = 30}, text<&ports::InstitutionRow::person>},
});
constexpr auto row_amounts = std::to_array<MoneyField<ports::InstitutionRow>>({
    {{.name = "medfee_sumamt", .need = Need::required}, money<&ports::InstitutionRow::total>},
    {{.name = "fund_pay_sumamt", .need = Need::required}, money<&ports::InstitutionRow::fund>},
    {{.name = "acct_pay", .need = Need::required}, money<&ports::InstitutionRow::account>},
});

constexpr auto answer_table = std::to_array<TextField<ports::AllocationAnswer>>({
    {{.name = "setl_sn", .length = 30, .need = Need::required}, text<&ports::AllocationAnswer::settlement>},
    {{.name = "mdtrt_id", .length = 30}, text<&ports::AllocationAnswer::visit>},
    {{.name = "mdtrt_setl_time", .length = 19, .shape = Shape::time}, text<&ports::AllocationAnswer::settled_at>},
});
constexpr auto answer_amounts = std::to_array<MoneyField<ports::AllocationAnswer>>({
    {{.name = "medfee_sumamt", .need = Need::required}, money<&ports::AllocationAnswer::total>},
    {{.name = "optins_pay_sumamt", .need = Need::required}, money<&ports::AllocationAnswer::insured_side_pays>},
});

std::optional<long long> whole_number(std::string_view text) {
    long long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

bool read_whole(Node& node, std::string_view name, Need need, long long& into) {
    std::string digits;
    if (!node.read_text({.name = name, .length = 10, .need = need}, digits)) return false;
    const auto number = whole_number(digits);
    if (!number) node.fault(ErrorCode::wrong_type, name);
    if (number) into = *number;
    return number.has_value();
}

void read_day(Node& data, std::string_view name, Date& into) {
    std::string day;
    if (!data.read_text({.name = name, .length = 19, .need = Need::required}, day)) return;
    if (const auto date = Date::parse(day.substr(0, 10)))
        into = *date;
    else
        data.fault(ErrorCode::invalid_value, name);
}

/// trt_year and trt_month: the first day of the month.
void read_month(Node& data, Date& into) {
    long long year = 0, month = 0;
    const bool both = read_whole(data, "trt_year", Need::required, year);
    if (!read_whole(data, "trt_month", Need::required, month) || !both) return;
    const std::string digits = std::to_string(month);
    const auto first = Date::parse(std::to_string(year) + "-" + (month < 10 ? "0" : "") + digits + "-01");
    if (first)
        into = *first;
    else
        data.fault(ErrorCode::invalid_value, "trt_month");
}

ports::InstitutionRow read_row(Node& node) {
    ports::InstitutionRow row;
    read_texts<ports::InstitutionRow>(node, row_table, row);
    read_amounts<ports::InstitutionRow>(node, row_amounts, row, Sign::any);
    node.read_flag({.name = "refd_setl_flag", .need = Need::required}, row.refund);
    return row;
}

json::Value write_result(const ports::InstitutionResult& result) {
    json::Value node = empty_object();
    const ports::InstitutionRow& row = result.row;
    write_text(node, "psn_no", row.person);
    write_text(node, "mdtrt_id", row.visit.text);
    write_text(node, "setl_id", row.settlement.text);
    write_text(node, "msgid", result.message.text);
    node.set("stmt_rslt", name_in(line_verdict_codes, result.verdict));
    node.set("refd_setl_flag", row.refund ? "1" : "0");
    write_text(node, "memo", result.memo);
    write_money(node, "medfee_sumamt", row.total);
    write_money(node, "fund_pay_sumamt", row.fund);
    write_money(node, "acct_pay", row.account);
    return node;
}

/// Ours are the ids; the platform's stand beside them (SETTLEMENT §1).
json::Value write_allocation(const ports::AllocationLine& allocation, const std::string& institution) {
    const ports::InstitutionLine& line = allocation.line;
    json::Value node = empty_object();
    node.set("seqno", allocation.number);
    node.set("mdtrtarea", line.treatment_division.text);
    node.set("medins_no", institution);
    write_text(node, "certno", allocation.cert_no);
    node.set("mdtrt_id", line.visit.text);
    node.set("mdtrt_setl_time", line.settled_at);
    node.set("setl_sn", line.id.text);
    node.set("fulamt_advpay_flag", no_advance);
    write_money(node, "medfee_sumamt", line.total);
    write_money(node, "optins_pay_sumamt", line.insured_side_pays());
    json::Value theirs = empty_object();
    write_text(theirs, "THEIR_SETL_ID", line.their_id.text);
    write_text(theirs, "THEIR_MDTRT_ID", line.their_visit.text);
    node.set("exp_content", json::write(theirs));
    return node;
}

}  // namespace

Result<DetailsRequest> read_details_request(const RequestEnvelope& envelope) {
    return read_input<DetailsRequest>(envelope, [](Node& root, DetailsRequest& request) {
        Node data = root.child("data", Need::required);
        if (!data.exists()) return;
        read_texts<DetailsRequest>(data, period_table, request);
        read_day(data, "stmt_begndate", request.period.begin);
        read_day(data, "stmt_enddate", request.period.end);
        if (request.period.end < request.period.begin) data.fault(ErrorCode::invalid_value, "stmt_enddate");
        if (!request.file_number.empty()) return;
        for (Node& node : root.rows("detail", Need::optional))
            request.rows.push_back(read_row(node));
    });
}

json::Value write_details_answer(const ports::ExchangeFile& result) {
    json::Value info = empty_object();
    info.set("file_qury_no", result.number);
    info.set("filename", result.name);
    info.set("dld_endtime", to_local_time(result.expires_at));
    json::Value output;
    output.set("fileinfo", std::move(info));
    return output;
}

json::Value write_details_answer(const std::vector<ports::InstitutionResult>& results) {
    json::Array list;
    for (const ports::InstitutionResult& result : results)
        list.push_back(write_result(result));
    json::Value output;
    output.set("detail", std::move(list));
    return output;
}

Result<AllocationsRequest> read_allocations_request(const RequestEnvelope& envelope) {
    return read_input<AllocationsRequest>(envelope, [](Node& root, AllocationsRequest& request) {
        Node data = root.child("data", Need::required);
        if (!data.exists()) return;
        read_month(data, request.month);
        read_whole(data, "startrow", Need::optional, request.first_row);
    });
}

json::Value write_allocations(const std::vector<ports::AllocationLine>& lines, const std::string& institution) {
    json::Array list;
    for (const ports::AllocationLine& line : lines)
        list.push_back(write_allocation(line, institution));
    json::Value output;
    output.set("data", std::move(list));
    return output;
}

Result<ConfirmationRequest> read_confirmation_request(const RequestEnvelope& envelope) {
    return read_input<ConfirmationRequest>(envelope, [](Node& root, ConfirmationRequest& request) {
        Node data = root.child("data", Need::required);
        long long total = -1;
        if (data.exists()) {
            read_month(data, request.month);
            read_whole(data, "totalrow", Need::required, total);
        }
        for (Node& node : root.rows("detail", Need::required)) {
            ports::AllocationAnswer answer;
            read_texts<ports::AllocationAnswer>(node, answer_table, answer);
            read_amounts<ports::AllocationAnswer>(node, answer_amounts, answer, Sign::any);
            node.read_flag({.name = "cnfm_flag", .need = Need::required}, answer.confirmed);
            request.answers.push_back(std::move(answer));
        }
        if (total >= 0 && total != static_cast<long long>(request.answers.size()))
            data.fault(ErrorCode::invalid_value, "totalrow");
    });
}

json::Value write_confirmation(const MessageId& message) {
    json::Value data = empty_object();
    data.set("otransid", message.text);
    json::Value output;
    output.set("data", std::move(data));
    return output;
}

Result<RollbackRequest> read_rollback_request(const RequestEnvelope& envelope) {
    return read_input<RollbackRequest>(envelope, [](Node& root, RollbackRequest& request) {
        Node under_data = root.child("data", Need::optional);
        Node& data = under_data.exists() ? under_data : root;
        read_month(data, request.month);
        data.read_text({.name = "otransid", .length = 64, .need = Need::required}, request.confirmation.text);
    });
}

json::Value write_rollback(long long lines) {
    json::Value data = empty_object();
    data.set("totalrow", lines);
    json::Value output;
    output.set("data", std::move(data));
    return output;
}

Result<FileUpload> read_file_upload(const RequestEnvelope& envelope) {
    return read_input<FileUpload>(envelope, [](Node& root, FileUpload& upload) {
        Node file = root.child("fsUploadIn", Need::required);
        if (!file.exists()) return;
        file.read_text({.name = "filename", .length = 200, .need = Need::required}, upload.name);
        const json::Value* content = file.take("in");
        if (!content) return file.fault(ErrorCode::missing_field, "in");
        auto bytes = read_bytes(*content);
        if (!bytes) return file.fault(ErrorCode::wrong_type, "in");
        upload.bytes = std::move(*bytes);
    });
}

json::Value write_file_upload(const ports::ExchangeFile& file) {
    json::Value output = empty_object();
    output.set("file_qury_no", file.number);
    output.set("filename", file.name);
    output.set("fixmedins_code", file.institution.text);
    output.set("dld_endtime", to_local_time(file.expires_at));
    return output;
}

Result<std::string> read_file_download(const RequestEnvelope& envelope) {
    return read_input<std::string>(envelope, [](Node& root, std::string& number) {
        Node file = root.child("fsDownloadIn", Need::required);
        if (file.exists()) file.read_text({.name = "file_qury_no", .length = 30, .need = Need::required}, number);
    });
}

json::Value write_file_download(const ports::ExchangeFile& file) {
    json::Value out = empty_object();
    out.set("filename", file.name);
    out.set("out", base64(file.bytes));
    json::Value output;
    output.set("fsDownloadOut", std::move(out));
    return output;
}

}  // namespace clearing::national_format
