#include "sim-peers/national/hub.hpp"

#include <algorithm>
#include <random>

namespace clearing::peers::national {
namespace {

constexpr const char* hub_division = "100000";

/// "520100" → "5201": what the divisions of the region begin with.
std::string prefix_of(std::string division) {
    if (division.ends_with("99")) division.resize(division.size() - 2);
    while (division.size() >= 2 && division.ends_with("00"))
        division.resize(division.size() - 2);
    return division;
}

Fen fen(const Json& json, const char* name) {
    return read_fen(json.text(name).empty() ? "0" : json.text(name)).value_or(Fen{});
}

}  // namespace

Split read_setlinfo(const Json& info) {
    Split split;
    split.scope = {fen(info, "medfee_sumamt"), fen(info, "fulamt_ownpay_amt"), fen(info, "overlmt_selfpay"),
                   fen(info, "preselfpay_amt"), fen(info, "inscp_scp_amt")};
    for (const auto& [name, member] : compared_amounts)
        split.*member = fen(info, name);
    split.person = info["psn_part_amt"].is_null() ? split.account + split.cash : fen(info, "psn_part_amt");
    return split;
}

Hub::Hub(const Clock& clock, Faults& faults, std::string partner_division)
    : clock_(clock),
      faults_(faults),
      partner_division_(std::move(partner_division)),
      serial_(static_cast<long long>(std::random_device{}() % 900'000) * 1000) {}

Hub::Struck Hub::strike(const Request& request) {
    const std::string& infno = request.infno;
    Struck struck;
    if (infno == "9001" || infno == "9002") return struck;
    struck.not_signed_in = !is_signed_in(request) && faults_.take("hub", "insists_on_sign_in", infno);
    InsuredSide* province = is_treated_by_partner(request) ? province_of(request.insured_division) : nullptr;
    if (struck.not_signed_in || infno == "3201" || infno == "3202" || !province) return struck;
    const std::string& name = province->centre().name();
    struck.unavailable = faults_.take(name, "unavailable", infno).has_value();
    const bool pays = infno == "2206" || infno == "2207" || infno == "2303" || infno == "2304";
    struck.unbalanced =
        !struck.unavailable && pays &&
        (faults_.take(name, "unbalanced_amounts", infno) || faults_.take("hub", "unbalanced_amounts", infno));
    return struck;
}

Json Hub::answer(const Request& request, const Struck& struck) {
    if (request.infno == "9001") return signed_in();
    if (request.infno == "9002") return signed_out(request);
    if (struck.not_signed_in) {
        Json answer = write_refusal(refusals::busy(), hub_division, clock_);
        answer.set("err_msg", "未签到，请先签到");  // a real platform's words, which have no code
        return answer;
    }
    if (request.infno == "3201") return write_answer(totals(request), hub_division, clock_);
    if (request.infno == "3202") return write_answer(details(request), hub_division, clock_);
    if (!is_treated_by_partner(request)) {
        const Refusal refusal{
            1207, "就医区划不属于发送方", "not a treatment division of the sender", {"mdtrtarea_admvs"}, {}, {}, {}};
        return write_refusal(refusal, hub_division, clock_);
    }
    InsuredSide* province = province_of(request.insured_division);
    if (!province) return write_refusal(refusals::wrong_region("insuplc_admdvs"), hub_division, clock_);
    if (struck.unavailable) return write_refusal(refusals::busy(), hub_division, clock_);
    return forward(request, *province, struck.unbalanced);
}

bool Hub::is_treated_by_partner(const Request& request) const {
    return request.treatment_division.starts_with(prefix_of(partner_division_));
}

Json Hub::signed_in() {
    Json sign = Json::object(), output = Json::object();
    const std::string number = std::to_string(++serial_);
    signed_in_[number] = clock_.today();
    sign.set("sign_no", number).set("sign_time", clock_.now());
    output.set("signinoutb", std::move(sign));
    return write_answer(std::move(output), hub_division, clock_);
}

Json Hub::signed_out(const Request& request) {
    signed_in_.erase(request.node("signOut").text("sign_no"));
    Json sign = Json::object(), output = Json::object();
    sign.set("sign_time", clock_.now());
    output.set("sign_time", std::move(sign));
    return write_answer(std::move(output), hub_division, clock_);
}

bool Hub::is_signed_in(const Request& request) const {
    const auto found = signed_in_.find(request.sign_no);
    return found != signed_in_.end() && found->second == clock_.today();
}

InsuredSide* Hub::province_of(const std::string& insured_division) {
    for (InsuredSide* province : provinces_) {
        if (insured_division.starts_with(prefix_of(province->centre().division()).substr(0, 2))) return province;
    }
    return nullptr;
}

std::string Hub::hub_msgid(const std::string& sender_msgid) {
    std::string& mine = msgids_to_hub_[sender_msgid];
    if (mine.empty()) mine = "HUB" + clock_.compact() + std::to_string(++serial_);
    return mine;
}

std::string Hub::hub_id(std::map<std::string, std::string>& to_hub, std::map<std::string, std::string>& to_province,
                        const std::string& theirs, const char* kind) {
    std::string& mine = to_hub[theirs];
    if (mine.empty()) {
        mine = std::string(hub_division) + kind + clock_.compact().substr(0, 8) + std::to_string(++serial_);
        to_province[mine] = theirs;
    }
    return mine;
}

/// Ids of the hub become the province's; an id the hub never gave stays, and the province refuses it.
Json Hub::translated_in(const Json& json) {
    if (json.is_array()) {
        Json rows = Json::array();
        for (const auto& item : json.items())
            rows.push(translated_in(item));
        return rows;
    }
    if (!json.is_object()) return json;
    Json out = Json::object();
    for (const auto& [name, value] : json.members()) {
        const std::string text = value.text();
        const auto known = [&](const std::map<std::string, std::string>& ids) {
            const auto found = ids.find(text);
            return found == ids.end() ? value : Json(found->second);
        };
        if (text.empty()) {
            out.set(name, translated_in(value));
        } else if (name == "mdtrt_id") {
            out.set(name, known(visits_to_province_));
        } else if (name == "setl_id") {
            out.set(name, known(settlements_to_province_));
        } else if (name == "omsgid" || name == "medins_setl_id") {
            out.set(name, hub_msgid(text));
        } else {
            out.set(name, value);
        }
    }
    return out;
}

Json Hub::translated_out(const Json& json, const std::string& sender_msgid) {
    if (json.is_array()) {
        Json rows = Json::array();
        for (const auto& item : json.items())
            rows.push(translated_out(item, sender_msgid));
        return rows;
    }
    if (!json.is_object()) return json;
    Json out = Json::object();
    for (const auto& [name, value] : json.members()) {
        const std::string text = value.text();
        if (name == "mdtrt_id" && !text.empty()) {
            out.set(name, hub_id(visits_to_hub_, visits_to_province_, text, "M"));
        } else if (name == "setl_id" && !text.empty()) {
            out.set(name, hub_id(settlements_to_hub_, settlements_to_province_, text, "S"));
        } else if (name == "medins_setl_id" && !text.empty()) {
            const auto found = std::ranges::find(msgids_to_hub_, text, [](const auto& pair) { return pair.second; });
            out.set(name, found == msgids_to_hub_.end() ? sender_msgid : found->first);
        } else {
            out.set(name, translated_out(value, sender_msgid));
        }
    }
    return out;
}

Json Hub::forward(const Request& request, InsuredSide& province, bool unbalanced) {
    Request onward = request;
    onward.msgid = hub_msgid(request.msgid);
    onward.input = translated_in(request.input);
    Json answer = province.answer(onward, unbalanced);
    answer.set("output", translated_out(answer["output"], request.msgid));
    keep_book(request, answer);
    return answer;
}

void Hub::keep_book(const Request& request, const Json& answer) {
    if (is_refusal(answer)) return;
    const std::string& infno = request.infno;
    const bool cancels = infno == "2208" || infno == "2305";
    const Json& info = answer["output"]["setlinfo"];
    if ((infno == "2207" || infno == "2304" || cancels) && !book_.find(request.msgid)) {
        Record record;
        record.key = request.msgid;
        record.own_id = record.settlement_id = info.text("setl_id");
        record.their_id = settlements_to_province_[record.own_id];
        record.is_cancel = cancels;
        record.visit_key = record.visit_id = info.text("mdtrt_id");
        record.bill_no = request.node().text("chrg_bchno");
        record.institution = request.institution;
        record.person_number = info.text("psn_no");
        record.insurance_type = info.text("insutype");
        record.med_type = info.text("med_type");
        record.inpatient = info.text("clr_type") == "21";
        record.treatment_division = request.treatment_division;
        record.insured_division = request.insured_division;
        record.settled_at = info.text("setl_time");
        record.assigned_day = record.settled_at.substr(0, 10);
        record.split = read_setlinfo(info);
        if (Record* original = cancels ? book_.find_own(request.node().text("setl_id")) : nullptr) {
            record.original_key = original->key;
            record.split = negated(original->split);
            original->state = RecordState::cancelled;
        }
        book_.add(std::move(record));
    }
    if (infno == "2601") {
        Record* record = book_.find(request.node().text("omsgid"));
        if (!record || record->state != RecordState::booked) return;
        record->state = RecordState::reversed;
        if (Record* original = record->is_cancel ? book_.find(record->original_key) : nullptr)
            original->state = RecordState::booked;
    }
}

void Hub::note_treated(const Record& treated) {
    Record record = treated;
    record.their_id = treated.own_id;
    record.own_id = record.settlement_id =
        std::string(hub_division) + "T" + clock_.compact().substr(0, 8) + std::to_string(++serial_);
    if (Record* original = record.is_cancel ? book_.find(record.original_key) : nullptr)
        original->state = RecordState::cancelled;
    book_.add(std::move(record));
}

}  // namespace clearing::peers::national
