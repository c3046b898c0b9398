#include "tests/system/claim.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace clearing::test {
namespace {

struct Line {
    const char *code, *local_code, *count, *price, *amount;
};
/// Codes and prices of sim-peers/stories/catalog.json.
constexpr Line outpatient_lines[] = {{"001102000010000", "FW001", "1", "20.00", "20.00"},
                                     {"XJ01CAA040E001010190001", "YP001", "2", "12.36", "24.72"},
                                     {"XC08CAX079A010010190003", "YP003", "1", "31.42", "31.42"},
                                     {"XA01ABD075A002010100483", "YP012", "3", "4.52", "13.56"}};
constexpr Line inpatient_lines[] = {{"001109000010000", "FW002", "3", "60.00", "180.00"},
                                    {"001201000030000", "FW003", "3", "14.00", "42.00"},
                                    {"002101010030000-210101003", "FW005", "1", "176.00", "176.00"},
                                    {"XJ01MAZ090B002010190009", "YP009", "6", "36.20", "217.20"},
                                    {"C14020600000000190002", "HC002", "1", "17.36", "17.36"}};

std::string with_check_digit(const std::string& digits) {
    static constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i)
        sum += (digits[i] - '0') * weights[i];
    return digits + "10X98765432"[sum % 11];
}

/// The generated people of people.json; every fifth is insured as a resident, whom we leave out.
int next_person(Care care) {
    static int outpatients = 0, inpatients = 0;
    int& last = care == Care::inpatient ? inpatients : outpatients;
    do
        last = last % 79 + 1;
    while (last % 5 == 0);
    return last;
}

void put(json::Value& into, std::initializer_list<json::Member> members) {
    for (const auto& [name, value] : members)
        into.set(name, value);
}

json::Value number(const char* text) {
    return json::Number{text};
}

}  // namespace

std::string new_msgid() {
    static int count = 0;
    constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::string serial;
    for (int i = 0, rest = ++count; i < 4; ++i, rest /= 36)
        serial.insert(serial.begin(), digits[static_cast<std::size_t>(rest % 36)]);
    return "H3302030000120181016080000" + serial;
}

std::string sign_in() {
    return fmt::format(
        R"({{"infno":"9001","msgid":"{}","mdtrtarea_admvs":"330200","insuplc_admdvs":"","recer_sys_code":"MBS_LOCAL",)"
        R"("infver":"V1.0","opter_type":"1","opter":"T1","opter_name":"测试","inf_time":"2018-10-16 08:00:00",)"
        R"("fixmedins_code":"H33020300001","fixmedins_name":"宁波市第一医院","sign_no":"",)"
        R"("input":{{"signIn":{{"opter_no":"T1","mac":"00-00-00-00-00-00","ip":"127.0.0.1"}}}}}})",
        new_msgid());
}

Message& Message::set(std::string_view name, json::Value value) {
    envelope.set(name, std::move(value));
    return *this;
}

Message& Message::set_data(std::string_view name, json::Value value) {
    json::Value input = *envelope.find("input");
    json::Value& node = input.as_object()->front().second;
    json::Value& target = node.as_array() != nullptr ? node.as_array()->front() : node;
    if (value.is_null())
        std::erase_if(*target.as_object(), [&](const json::Member& member) { return member.first == name; });
    else
        target.set(name, std::move(value));
    envelope.set("input", std::move(input));
    return *this;
}

Visit::Visit(Care care) : care_(care) {
    const int i = next_person(care);
    const bool stay = care == Care::inpatient;
    const int year = 1940 + i * 7 % 55;
    insured = stay ? "520100" : "310000";
    institution = stay ? "H33020600001" : "H33020300001";
    begin = stay ? "2018-10-12 08:00:00" : "2018-10-16 08:00:00";
    bill = "SYS" + new_msgid().substr(22);
    certificate_number_ = with_check_digit(fmt::format("{}{}0101{:03}", stay ? "520103" : "310101", year, i));
    name_ = fmt::format("测试{}{}", stay ? "黔" : "沪", i);
    person_number_ = stay ? fmt::format("520100{:020}", i) : fmt::format("8018{:05}", i);
    person_type_ = year < 1965 ? "12" : "11";
}

json::Value Visit::identity() const {
    return json::Object{{"psn_no", person_number_},
                        {"mdtrt_cert_type", "02"},
                        {"mdtrt_cert_no", certificate_number_},
                        {"card_sn", ""},
                        {"psn_cert_type", "01"},
                        {"certno", certificate_number_},
                        {"psn_name", name_},
                        {"psn_type", person_type_}};
}

Message Visit::message(std::string infno, const char* node, json::Value content) const {
    json::Value input = json::Object{{node, std::move(content)}};
    return {json::Object{{"infno", infno},
                         {"msgid", new_msgid()},
                         {"mdtrtarea_admvs", "330200"},
                         {"insuplc_admdvs", insured},
                         {"recer_sys_code", "MBS_LOCAL"},
                         {"infver", "V1.0"},
                         {"opter_type", "1"},
                         {"opter", "T1"},
                         {"opter_name", "测试"},
                         {"inf_time", "2018-10-16 08:00:00"},
                         {"fixmedins_code", institution},
                         {"fixmedins_name", "医院"},
                         {"sign_no", ""},
                         {"input", std::move(input)}}};
}

Message Visit::person() const {
    return message("1101", "data",
                   json::Object{{"mdtrt_cert_type", "02"},
                                {"mdtrt_cert_no", certificate_number_},
                                {"card_sn", ""},
                                {"begntime", begin},
                                {"psn_cert_type", "01"},
                                {"certno", certificate_number_},
                                {"psn_name", name_}});
}

Message Visit::registration() const {
    json::Value data = identity();
    put(data,
        {{"insutype", "310"},
         {"begntime", begin},
         {"atddr_no", "D330203000001"},
         {"exp_content", R"({"MDTRT_GRP_TYPE":"01","TRUM_FLAG":"0","REL_TTP_FLAG":"0","OTP_ER_REFL_FLAG":"0"})"}});
    if (care_ == Care::outpatient) {
        put(data, {{"ipt_otp_no", "MZ" + bill},
                   {"dr_name", "医师甲"},
                   {"dept_code", "A03.02"},
                   {"dept_name", "呼吸内科"},
                   {"caty", "A03.02"}});
        return message("2201", "data", std::move(data));
    }
    put(data, {{"exp_content", R"({"MDTRT_GRP_TYPE":"01","TRUM_FLAG":"0","REL_TTP_FLAG":"0","IPT_TYPE":"1"})"},
               {"cert_type", "01"},
               {"med_type", "21"},
               {"ipt_no", "ZY" + bill},
               {"medrcdno", "ZY" + bill},
               {"chfpdr_name", "医师乙"},
               {"adm_diag_dscr", "肺炎"},
               {"adm_dept_codg", "A04.01"},
               {"adm_dept_name", "普通外科"},
               {"adm_bed", "12"},
               {"dscg_maindiag_code", "J18.900"},
               {"dscg_maindiag_name", "肺炎"},
               {"insuplc_admdvs", insured},
               {"mdtrtarea_admvs", "330200"}});
    Message admission = message("2401", "mdtrtinfo", std::move(data));
    json::Value input = *admission.envelope.find("input");
    const Message with_diagnoses = details();
    input.set("diseinfo", *with_diagnoses.envelope.find("input")->find("diseinfo"));
    admission.set("input", std::move(input));
    return admission;
}

Message Visit::details() const {
    json::Value visit =
        json::Object{{"mdtrt_id", visit_id}, {"psn_no", person_number_}, {"med_type", "11"}, {"begntime", begin},
                     {"main_cond_dscr", ""}, {"dise_codg", ""},          {"dise_name", ""}};
    visit.set("exp_content", R"({"MDTRT_GRP_TYPE":"01","TRUM_FLAG":"0","REL_TTP_FLAG":"0","OTP_ER_REFL_FLAG":"0"})");
    const bool stay = care_ == Care::inpatient;
    json::Value diagnosis = json::Object{{"psn_no", person_number_},
                                         {"diag_type", "1"},
                                         {"maindiag_flag", "1"},
                                         {"diag_srt_no", "1"},
                                         {"diag_code", stay ? "J18.900" : "J06.900x003"},
                                         {"diag_name", stay ? "肺炎" : "急性上呼吸道感染"},
                                         {"diag_dept", "A03.02"},
                                         {"dise_dor_no", "D330203000001"},
                                         {"dise_dor_name", "医师甲"},
                                         {"diag_time", begin},
                                         {"vali_flag", "1"},
                                         {"adm_cond", "1"}};
    Message made = message("2203", "mdtrtinfo", std::move(visit));
    json::Value input = *made.envelope.find("input");
    input.set("diseinfo", json::Array{std::move(diagnosis)});
    made.set("input", std::move(input));
    return made;
}

Message Visit::lines() const {
    const bool stay = care_ == Care::inpatient;
    json::Array rows;
    const auto add = [&](const Line& line) {
        json::Value row = json::Object{{"feedetl_sn", fmt::format("{}-{}", bill, rows.size() + 1)},
                                       {"mdtrt_id", visit_id},
                                       {"psn_no", person_number_}};
        if (stay)
            put(row, {{"med_type", "21"}, {"drord_no", ""}});
        else
            put(row, {{"chrg_bchno", bill}, {"rx_circ_flag", "0"}});
        put(row, {{"fee_ocur_time", begin},
                  {"med_list_codg", line.code},
                  {"medins_list_codg", line.local_code},
                  {"det_item_fee_sumamt", number(line.amount)},
                  {"cnt", number(line.count)},
                  {"pric", number(line.price)},
                  {"bilg_dept_codg", "A03.02"},
                  {"bilg_dept_name", "呼吸内科"},
                  {"bilg_dr_codg", "D330203000001"},
                  {"bilg_dr_name", "医师甲"},
                  {"hosp_appr_flag", "1"}});
        rows.push_back(std::move(row));
    };
    if (stay)
        for (const Line& line : inpatient_lines)
            add(line);
    else
        for (const Line& line : outpatient_lines)
            add(line);
    return message(stay ? "2301" : "2204", "feedetail", std::move(rows));
}

json::Value Visit::claim() const {
    const bool stay = care_ == Care::inpatient;
    json::Value data = identity();
    put(data, {{"med_type", stay ? "21" : "11"},
               {"insutype", "310"},
               {"psn_setlway", "01"},
               {"mdtrt_id", visit_id},
               {"acct_used_flag", "0"},
               {"invono", ""},
               {"medfee_sumamt", number(stay ? "632.56" : "89.70")},
               {"fulamt_ownpay_amt", number("0.00")},
               {"overlmt_selfpay", number(stay ? "60.00" : "0.00")},
               {"preselfpay_amt", number(stay ? "1.74" : "2.25")},
               {"inscp_scp_amt", number(stay ? "570.82" : "87.45")}});
    if (stay)
        put(data, {{"mid_setl_flag", "0"},
                   {"insuplc_admdvs", insured},
                   {"mdtrtarea_admvs", "330200"},
                   {"dscgTime", "2018-10-16"}});
    else
        data.set("chrg_bchno", bill);
    data.set("exp_content",
             stay ? R"({"MDTRT_GRP_TYPE":"01","TRUM_FLAG":"0","REL_TTP_FLAG":"0","IPT_TYPE":"1"})"
                  : R"({"MDTRT_GRP_TYPE":"01","TRUM_FLAG":"0","REL_TTP_FLAG":"0","OTP_ER_REFL_FLAG":"0"})");
    return data;
}

Message Visit::quote() const {
    return message(care_ == Care::inpatient ? "2303" : "2206", "data", claim());
}

Message Visit::settle() const {
    return message(care_ == Care::inpatient ? "2304" : "2207", "data", claim());
}

Message Visit::cancel(const std::string& settlement_id) const {
    return message(care_ == Care::inpatient ? "2305" : "2208", "data",
                   json::Object{{"psn_no", person_number_}, {"mdtrt_id", visit_id}, {"setl_id", settlement_id}});
}

Message Visit::query(const std::string& settlement_id) const {
    return message("5203", "data",
                   json::Object{{"psn_no", person_number_}, {"mdtrt_id", visit_id}, {"setl_id", settlement_id}});
}

Message Visit::reverse(const std::string& msgid) const {
    return message(
        "2601", "data",
        json::Object{
            {"psn_no", person_number_}, {"omsgid", msgid}, {"oinfno", care_ == Care::inpatient ? "2304" : "2207"}});
}

Visit& Visit::open() {
    World& world = World::instance();
    const auto ask = [&](const Message& message) {
        Reply reply = world.send(message.text());
        if (!reply.is_yes())
            throw std::runtime_error(text_of(message.envelope, "infno") + ": " + reply.err_msg + " " + reply.body);
        return reply;
    };
    ask(person());
    const Reply registered = ask(registration());
    visit_id = text_of(*registered.output.find(care_ == Care::inpatient ? "result" : "data"), "mdtrt_id");
    if (care_ == Care::outpatient) ask(details());
    ask(lines());
    return *this;
}

}  // namespace clearing::test
