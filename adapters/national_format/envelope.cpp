#include "adapters/national_format/envelope.hpp"

#include "adapters/national_format/fields.hpp"

#include <array>
#include <limits>

namespace clearing::national_format {

namespace {

constexpr auto request_table = std::to_array<TextField<RequestEnvelope>>({
    {{.name = "infno", .length = 5, .need = Need::required}, text<&RequestEnvelope::header, &CallHeader::infno>},
    // 30 in the text; opaque, and other shapes occur
    {{.name = "msgid", .length = 64, .need = Need::required}, text<&RequestEnvelope::header, &CallHeader::message>},
    {{.name = "mdtrtarea_admvs", .length = 6, .need = Need::required},
     text<&RequestEnvelope::header, &CallHeader::treatment_division>},
    {{.name = "insuplc_admdvs", .length = 6}, text<&RequestEnvelope::header, &CallHeader::insured_division>},
    {{.name = "recer_sys_code", .length = 30}, text<&RequestEnvelope::receiver_system>},
    {{.name = "infver", .length = 10}, text<&RequestEnvelope::version>},
    {{.name = "opter_type", .length = 10}, text<&RequestEnvelope::header, &CallHeader::operator_type>},
    {{.name = "opter", .length = 50}, text<&RequestEnvelope::header, &CallHeader::operator_code>},
    {{.name = "opter_name", .length = 100}, text<&RequestEnvelope::header, &CallHeader::operator_name>},
    {{.name = "inf_time", .length = 30}, text<&RequestEnvelope::sent_at>},
    {{.name = "fixmedins_code", .length = 30, .need = Need::required},
     text<&RequestEnvelope::header, &CallHeader::institution>},
    {{.name = "fixmedins_name", .length = 200}, text<&RequestEnvelope::header, &CallHeader::institution_name>},
    {{.name = "sign_no", .length = 64}, text<&RequestEnvelope::header, &CallHeader::sign_no>},
});

constexpr auto response_table = std::to_array<TextField<ResponseEnvelope>>({
    // The number counts, not its trimmings: an answer that is unreadable for them would be in doubt.
    {{.name = "inf_refmsgid", .length = 64, .tolerance = Tolerance::cut}, text<&ResponseEnvelope::reference>},
    {{.name = "refmsg_time", .length = 30, .tolerance = Tolerance::cut}, text<&ResponseEnvelope::received_at>},
    {{.name = "respond_time", .length = 30, .tolerance = Tolerance::cut}, text<&ResponseEnvelope::responded_at>},
    {{.name = "err_msg", .length = std::numeric_limits<std::size_t>::max(), .tolerance = Tolerance::cut},
     text<&ResponseEnvelope::error_text>},
});

Error to_error(const json::ParseFailure& failure) {
    const bool too_much = failure.kind == json::ParseFailure::Kind::over_limit;
    return {too_much ? ErrorCode::over_limit : ErrorCode::malformed_json, failure.reason, {}, {}};
}

/// `input` and `output` are objects; some clients send the object's text as a string.
json::Value take_body(Node& node, std::string_view name, const json::Limits& limits, Faults& faults) {
    const json::Value* value = node.take(name);
    if (!value) return empty_object();
    const std::string* text = value->as_string();
    if (!text) {
        if (!value->as_object() && !value->as_array()) faults.add(ErrorCode::wrong_type, std::string(name));
        return *value;
    }
    auto parsed = json::parse(*text, limits);
    if (!parsed) faults.add(to_error(parsed.error()).code, std::string(name));
    if (parsed && !parsed->as_object() && !parsed->is_null()) faults.add(ErrorCode::wrong_type, std::string(name));
    return parsed && parsed->as_object() ? std::move(*parsed) : empty_object();
}

}  // namespace

namespace {

/// 0 success, else failure: −1 in the text, 1 and others with some platforms.
void read_infcode(Node& node, ResponseEnvelope& envelope) {
    std::string text;
    if (!node.read_text({.name = "infcode", .length = 10, .need = Need::required, .shape = Shape::code}, text)) return;
    const auto code = Decimal::parse(text);
    if (!code) return node.fault(ErrorCode::invalid_value, "infcode");
    envelope.code = code->is_zero() ? 0 : -1;
}

/// A no's output is told beside it, and nobody reads it: whatever it is, the no stands.
json::Value take_output(Node& node, bool is_no, const json::Limits& limits, Faults& faults) {
    Faults ignored;
    return take_body(node, "output", limits, is_no ? ignored : faults);
}

/// Some tell the error as an object; its words are looked through like any other's.
void read_told_object(Node& node, ResponseEnvelope& envelope) {
    if (!envelope.error_text.empty()) return;
    if (const json::Value* told = node.take("err_msg")) envelope.error_text = json::write(*told);
}

/// Bytes of a file, as one text or as a list of numbers, may take the whole frame; the other limits are of messages.
json::Limits limits_of_a_file(json::Limits limits) {
    limits.max_array = limits.max_string = limits.max_bytes;
    return limits;
}

bool uploads_a_file(const json::Value& document) {
    const json::Value* infno = document.find("infno");
    return infno && as_text(*infno) == "9101";
}

/// Only what is too large by the limits of messages, and may be a file, is read again by those of files.
std::expected<json::Value, json::ParseFailure> parse_request(std::string_view body, const json::Limits& limits) {
    auto document = json::parse(body, limits);
    const bool is_too_large = !document && document.error().kind == json::ParseFailure::Kind::over_limit;
    if (!is_too_large || !body.contains("fsUploadIn")) return document;
    auto of_a_file = json::parse(body, limits_of_a_file(limits));
    if (of_a_file && uploads_a_file(*of_a_file)) return of_a_file;
    return document;
}

}  // namespace

bool RequestEnvelope::is_across_regions() const {
    const std::string& insured = header.insured_division.text;
    return !insured.empty() && insured.substr(0, 4) != header.treatment_division.text.substr(0, 4);
}

Result<RequestEnvelope> read_request(std::string_view body, const json::Limits& limits) {
    const auto document = parse_request(body, limits);
    if (!document) return fail(to_error(document.error()));
    if (!document->as_object()) return fail(ErrorCode::wrong_type, "the request is no JSON object");

    Faults faults;
    Node node(&*document, "", "envelope", faults, false);
    RequestEnvelope envelope;
    envelope.version.clear();
    read_texts<RequestEnvelope>(node, request_table, envelope);
    const json::Limits of_input = uploads_a_file(*document) ? limits_of_a_file(limits) : limits;
    envelope.input = take_body(node, "input", of_input, faults);
    if (envelope.input.as_array()) faults.add(ErrorCode::wrong_type, "input");
    node.carry_rest(envelope.carried);
    if (faults.any()) return fail(faults.to_error());
    return envelope;
}

std::string write_request(const RequestEnvelope& envelope) {
    json::Value document;
    for (const auto& field : request_table)  // every field, empty ones too: receivers look for their keys
        document.set(field.rule.name, field.member(const_cast<RequestEnvelope&>(envelope)));
    write_carried(document, "", envelope.carried);
    for (const std::string_view name : {"dev_no", "dev_safe_info", "cainfo", "signtype"})
        if (!document.find(name)) document.set(name, "");
    document.set("input", envelope.input.is_null() ? empty_object() : envelope.input);
    return json::write(document);
}

Result<ResponseEnvelope> read_response(std::string_view body, const json::Limits& limits) {
    const auto document = json::parse(body, limits);
    if (!document) return fail(to_error(document.error()));
    if (!document->as_object()) return fail(ErrorCode::wrong_type, "the answer is no JSON object");

    Faults faults;
    Node node(&*document, "", "envelope", faults, false);
    ResponseEnvelope envelope;
    read_infcode(node, envelope);
    read_texts<ResponseEnvelope>(node, response_table, envelope);
    read_told_object(node, envelope);
    envelope.output = take_output(node, envelope.code != 0, limits, faults);
    node.carry_rest(envelope.carried);
    if (faults.any()) return fail(faults.to_error());
    return envelope;
}

std::string write_response(const ResponseEnvelope& envelope) {
    json::Value document;
    document.set("infcode", envelope.code);
    for (const auto& field : response_table)
        document.set(field.rule.name, field.member(const_cast<ResponseEnvelope&>(envelope)));
    write_carried(document, "", envelope.carried);
    document.set("output", envelope.output.is_null() ? empty_object() : envelope.output);
    return json::write(document);
}

}  // namespace clearing::national_format
