// Every code of the reviewed tables fits the field that carries it.
#include "adapters/national_format/claim.hpp"
#include "adapters/national_format/fees.hpp"
#include "adapters/national_format/person.hpp"
#include "adapters/national_format/reconciliation.hpp"
#include "adapters/national_format/settlement_answer.hpp"
#include "adapters/national_format/visit.hpp"
#include "tests/unit/adapters/national_format/messages.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::national_format;
using clearing::testing::document;
using clearing::testing::request;

namespace {

using Reads = bool (*)(const std::string& code);

std::string member(const char* name, const std::string& code) {
    return std::string("\"") + name + R"(":)" + json::write(json::Value(code));
}

/// Read, and not merely carried.
bool stands_in_setlinfo(const char* name, const std::string& code) {
    const auto read = read_settlement_answer(
        document(R"({"setlinfo":{"setl_id":"S","medfee_sumamt":1,)" + member(name, code) + "}}"), AnswerKind::settle);
    return read && read->carried.empty();
}

bool stands_in_a_line(const char* name, const std::string& code) {
    std::string line =
        R"("feedetl_sn":"1","mdtrt_id":"V","chrg_bchno":"B","fee_ocur_time":"2024-11-05","cnt":1,"pric":1,)"
        R"("det_item_fee_sumamt":1)";
    for (const char* required : {"med_list_codg", "medins_list_codg"})
        if (std::string(required) != name) line += "," + member(required, "X");
    const auto envelope = request("2204", R"({"feedetail":[{)" + line + "," + member(name, code) + "}]}");
    return read_fee_upload(envelope, CareSetting::outpatient).has_value();
}

bool stands_in_an_admission(const std::string& members, const std::string& diagnosis) {
    const auto envelope = request(
        "2401",
        R"({"mdtrtinfo":{"psn_no":"P","insutype":"310","begntime":"2024-11-01","psn_cert_type":"01","certno":"1",)"
        R"("med_type":"21","ipt_no":"Z")" +
            members + R"(},"diseinfo":[{"diag_type":"1","diag_code":)" + json::write(json::Value(diagnosis)) + "}]}");
    return read_visit_request(envelope, VisitAction::admit).has_value();
}

bool stands_in_an_envelope(const std::string& code) {
    return read_request(R"({"infno":"2207","msgid":"M","mdtrtarea_admvs":"330200",)" + member("fixmedins_code", code) +
                        R"(,"input":{}})")
        .has_value();
}

bool drug(const std::string& code) {
    return stands_in_a_line("med_list_codg", code) && stands_in_a_line("medins_list_codg", code);
}

bool staff(const std::string& code) {
    return stands_in_an_admission("," + member("atddr_no", code), "A");
}

/// The table of each file, with the field that carries its codes. Operations and nurses stand in no field that we read.
const std::map<std::string, Reads>& fields_of_tables() {
    static const Reads anything = [](const std::string&) { return true; };
    static const std::map<std::string, Reads> fields{
        {"care_kinds.tsv", [](const std::string& code) { return stands_in_setlinfo("med_type", code); }},
        {"certificate_types.tsv", [](const std::string& code) { return stands_in_setlinfo("psn_cert_type", code); }},
        {"charge_levels.tsv", [](const std::string& code) { return stands_in_a_line("chrgitm_lv", code); }},
        {"chinese_drugs.tsv", drug},
        {"chronic_diseases.tsv",
         [](const std::string& code) { return stands_in_an_admission("," + member("dise_codg", code), "A"); }},
        {"clearing_kinds.tsv", [](const std::string& code) { return stands_in_setlinfo("clr_type", code); }},
        {"clearing_ways.tsv", [](const std::string& code) { return stands_in_setlinfo("clr_way", code); }},
        {"consumables.tsv", drug},
        {"diagnoses.tsv", [](const std::string& code) { return stands_in_an_admission("", code); }},
        {"doctors.tsv", staff},
        {"drugs.tsv", drug},
        {"fund_kinds.tsv",
         [](const std::string& code) {
             return read_settlement_answer(document(R"({"setlinfo":{"setl_id":"S","medfee_sumamt":1},"setldetail":[{)" +
                                                    member("fund_pay_type", code) + R"(,"fund_payamt":1}]})"),
                                           AnswerKind::settle)
                        .has_value() &&
                    read_entitlement_answer(document(R"({"trtinfo":[{)" + member("fund_pay_type", code) + "}]}"))
                        .has_value();
         }},
        {"institution_codes.tsv", stands_in_an_envelope},
        {"insurance_types.tsv", [](const std::string& code) { return stands_in_setlinfo("insutype", code); }},
        {"list_types.tsv", [](const std::string& code) { return stands_in_a_line("list_type", code); }},
        {"nurses.tsv", anything},
        {"operations.tsv", anything},
        {"person_kinds.tsv", [](const std::string& code) { return stands_in_setlinfo("psn_type", code); }},
        {"pharmacy_codes.tsv", stands_in_an_envelope},
        {"reconciliation_results.tsv",
         [](const std::string& code) {
             return read_details_answer(document(R"({"detail":[{)" + member("stmt_rslt", code) + "}]}")).has_value();
         }},
        {"services.tsv", drug},
    };
    return fields;
}

const std::filesystem::path tables(std::string(CLEARING_SOURCE_DIR) + "/mappings");

struct Codes {
    std::set<std::string> all, targets;
    bool is_code_table = false;
};

Codes codes_of(const std::filesystem::path& file) {
    Codes codes;
    std::ifstream in(file, std::ios::binary);
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("source_system\t")) codes.is_code_table = true;
        if (line.starts_with('#') || line.starts_with("source_system\t") || !codes.is_code_table) continue;
        std::vector<std::string> cells;
        std::istringstream row(line);
        for (std::string cell; std::getline(row, cell, '\t');)
            cells.push_back(cell);
        BOOST_TEST_REQUIRE(cells.size() > 5u, file.string() << ": " << line);
        codes.all.insert({cells[1], cells[5]});
        codes.targets.insert(cells[5]);
    }
    return codes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(national_format_code_lengths)

BOOST_AUTO_TEST_CASE(every_code_of_every_table_can_be_read_by_the_field_that_carries_it) {
    std::size_t code_tables = 0;
    for (const auto& entry : std::filesystem::directory_iterator(tables)) {
        if (entry.path().extension() != ".tsv") continue;
        const Codes codes = codes_of(entry.path());
        if (!codes.is_code_table) continue;
        ++code_tables;
        const auto field = fields_of_tables().find(entry.path().filename().string());
        BOOST_TEST_REQUIRE((field != fields_of_tables().end()), entry.path() << " has no field here");
        BOOST_TEST(!codes.all.empty(), entry.path());
        std::string unreadable;
        for (const std::string& code : codes.all)
            if (!field->second(code)) unreadable += " " + code;
        BOOST_TEST(unreadable.empty(), entry.path().filename().string() << unreadable);
    }
    BOOST_TEST(code_tables == fields_of_tables().size());
}

BOOST_AUTO_TEST_CASE(a_translated_fund_type_has_the_six_characters_of_the_text) {
    for (const std::string& code : codes_of(tables / "fund_kinds.tsv").targets)
        BOOST_TEST(code.size() <= 6u, code);
}

BOOST_AUTO_TEST_SUITE_END()
