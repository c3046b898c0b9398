#include "sim-peers/national/envelope.hpp"

namespace clearing::peers::national {
namespace {

Json answer_frame(const std::string& division, const Clock& clock) {
    static long long serial = 0;
    std::string number = std::to_string(++serial);
    number.insert(0, number.size() < 10 ? 10 - number.size() : 0, '0');
    Json answer = Json::object();
    answer.set("infcode", Json::number(0));
    answer.set("inf_refmsgid", division + clock.compact() + number);
    answer.set("refmsg_time", clock.compact() + "000").set("respond_time", clock.compact() + "000");
    answer.set("err_msg", Json());
    return answer;
}

}  // namespace

std::string Request::content() const {
    Json header = Json::object();
    header.set("infno", infno).set("m", treatment_division).set("i", insured_division).set("f", institution);
    return header.canonical() + input.canonical();
}

std::expected<Request, std::string> read_request(const std::string& body) {
    auto json = Json::parse(body);
    if (!json) return std::unexpected(json.error());
    if (!json->is_object()) return std::unexpected(std::string("the envelope is no object"));
    Request request{json->text("infno"),
                    json->text("msgid"),
                    json->text("mdtrtarea_admvs"),
                    json->text("insuplc_admdvs"),
                    json->text("fixmedins_code"),
                    json->text("fixmedins_name"),
                    (*json)["input"],
                    json->text("sign_no")};
    if (request.infno.size() == 5 && request.infno.back() == 'A') request.infno.pop_back();
    if (request.infno.size() != 4 || request.msgid.empty())
        return std::unexpected(std::string("infno or msgid is missing"));
    if (request.input.kind() == Json::Kind::string) {
        auto inner = Json::parse(request.input.text());
        if (!inner) return std::unexpected("input: " + inner.error());
        request.input = std::move(*inner);
    }
    return request;
}

Json write_request(const Request& request, const std::string& sender_name, const std::string& time) {
    Json json = Json::object();
    json.set("infno", request.infno).set("msgid", request.msgid);
    json.set("mdtrtarea_admvs", request.treatment_division).set("insuplc_admdvs", request.insured_division);
    json.set("recer_sys_code", "MBS_LOCAL")
        .set("dev_no", "")
        .set("dev_safe_info", "")
        .set("cainfo", "")
        .set("signtype", "");
    json.set("infver", "V1.0").set("opter_type", "1").set("opter", "SIM01").set("opter_name", sender_name);
    json.set("inf_time", time)
        .set("fixmedins_code", request.institution)
        .set("fixmedins_name", request.institution_name);
    json.set("sign_no", request.sign_no).set("input", request.input);
    return json;
}

std::expected<Reply, std::string> read_reply(const std::string& body) {
    auto json = Json::parse(body);
    if (!json) return std::unexpected(json.error());
    if (!json->has("infcode")) return std::unexpected(std::string("no infcode"));
    Reply reply{json->text("infcode") == "0", json->text("infcode"), json->text("err_msg"), {}, (*json)["output"]};
    if (reply.err_msg.starts_with("[GW")) reply.code = reply.err_msg.substr(1, reply.err_msg.find(']') - 1);
    return reply;
}

Json write_answer(Json output, const std::string& division, const Clock& clock) {
    Json answer = answer_frame(division, clock);
    answer.set("output", std::move(output));
    return answer;
}

Json write_refusal(const Refusal& refusal, const std::string& division, const Clock& clock) {
    Json answer = answer_frame(division, clock);
    std::string text = refusal.sentence();
    if (!refusal.settlement_id.empty()) text += " (" + refusal.settlement_id + ")";
    answer.set("infcode", Json::number(-1)).set("err_msg", text).set("output", Json());
    return answer;
}

bool is_refusal(const Json& answer) {
    return answer.text("infcode") != "0";
}

Json read_exp_content(const Json& node) {
    std::string text = node.text("exp_content");
    if (text.empty()) text = node.text("expContent");
    auto json = Json::parse(text);
    return json && json->is_object() ? *json : Json::object();
}

}  // namespace clearing::peers::national
