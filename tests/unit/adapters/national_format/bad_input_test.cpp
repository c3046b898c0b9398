#include "adapters/national_format/cancel.hpp"
#include "adapters/national_format/claim.hpp"
#include "adapters/national_format/fees.hpp"
#include "adapters/national_format/person.hpp"
#include "adapters/national_format/queries.hpp"
#include "adapters/national_format/reconciliation.hpp"
#include "adapters/national_format/settlement_answer.hpp"
#include "adapters/national_format/visit.hpp"
#include "tests/unit/adapters/national_format/messages.hpp"

#include <functional>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::national_format;
using clearing::testing::claim_data;

namespace {

using Fields = std::vector<std::string>;

struct Bad {
    const char* what;
    std::string input;
    ErrorCode code;
    Fields fields;
};

template <class Read>
void check_all(const std::string& infno, const std::vector<Bad>& table, Read read) {
    for (const Bad& bad : table) {
        BOOST_TEST_CONTEXT(infno << ": " << bad.what) {
            const auto result = read(clearing::testing::request(infno, bad.input));
            BOOST_TEST_REQUIRE(!result.has_value());
            BOOST_TEST(text_of(result.error().code).name == text_of(bad.code).name);
            BOOST_TEST(result.error().fields == bad.fields, boost::test_tools::per_element());
        }
    }
}

std::string data(const std::string& members) {
    return R"({"data":{)" + members + "}}";
}

std::string line(const std::string& members) {
    return R"({"feedetail":[{"feedetl_sn":"1","mdtrt_id":"V1","psn_no":"P1","chrg_bchno":"B1",)"
           R"("fee_ocur_time":"2024-11-05 10:20:00","med_list_codg":"X","medins_list_codg":"Y",)" +
           members + "}]}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(national_format_bad_input)

BOOST_AUTO_TEST_CASE(a_bad_claim_names_its_fields) {
    const std::string rest = claim_data + R"(,"med_type":"11","chrg_bchno":"B1")";
    const auto with = [&](const std::string& more) { return data(rest + "," + more); };
    check_all(
        "2206",
        {
            {"no data", "{}", ErrorCode::missing_field, {"input.data"}},
            {"data is a list", R"({"data":[1]})", ErrorCode::wrong_type, {"input.data"}},
            {"all that is missing at once",
             data(R"("psn_no":"P1")"),
             ErrorCode::missing_field,
             {"input.data.mdtrt_id", "input.data.psn_cert_type", "input.data.certno", "input.data.insutype",
              "input.data.chrg_bchno", "input.data.med_type", "input.data.medfee_sumamt"}},
            {"an amount that is none",
             with(R"("medfee_sumamt":"abc")"),
             ErrorCode::wrong_type,
             {"input.data.medfee_sumamt"}},
            {"an amount that is a list",
             with(R"("medfee_sumamt":[1])"),
             ErrorCode::wrong_type,
             {"input.data.medfee_sumamt"}},
            {"three decimals",
             with(R"("medfee_sumamt":69.605)"),
             ErrorCode::too_many_decimals,
             {"input.data.medfee_sumamt"}},
            {"a negative total",
             with(R"("medfee_sumamt":-0.01)"),
             ErrorCode::negative_amount,
             {"input.data.medfee_sumamt"}},
            {"an absurd total", with(R"("medfee_sumamt":1e99)"), ErrorCode::over_limit, {"input.data.medfee_sumamt"}},
            {"a flag that is none",
             with(R"("medfee_sumamt":1,"acct_used_flag":"7")"),
             ErrorCode::invalid_value,
             {"input.data.acct_used_flag"}},
            {"a code too long",
             with(R"("medfee_sumamt":1,"psn_setlway":"1234567")"),
             ErrorCode::over_limit,
             {"input.data.psn_setlway"}},
            {"a zero byte",
             with(R"("medfee_sumamt":1,"invono":"a\u0000b")"),
             ErrorCode::invalid_value,
             {"input.data.invono"}},
            {"a card without card_sn",
             with(R"("medfee_sumamt":1,"mdtrt_cert_type":"03")")
                 .replace(with("").find(R"("mdtrt_cert_type":"02",)"), 23, ""),
             ErrorCode::missing_field,
             {"input.data.card_sn"}},
            {"an injury without a third party",
             with(R"("medfee_sumamt":1,"exp_content":"{\"TRUM_FLAG\":\"1\"}")"),
             ErrorCode::missing_field,
             {"input.data.exp_content.REL_TTP_FLAG"}},
            {"an injury flag that is none",
             with(R"("medfee_sumamt":1,"exp_content":{"TRUM_FLAG":"yes","REL_TTP_FLAG":"0"})"),
             ErrorCode::invalid_value,
             {"input.data.exp_content.TRUM_FLAG"}},
            {"an extension that is broken JSON",
             with(R"("medfee_sumamt":1,"expContent":"{\"TRUM_FLAG\"")"),
             ErrorCode::invalid_value,
             {"input.data.expContent"}},
            {"several kinds of faults: the lowest code first",
             with(R"("medfee_sumamt":-1,"fulamt_ownpay_amt":"x","acct_used_flag":"9")"),
             ErrorCode::wrong_type,
             {"input.data.fulamt_ownpay_amt"}},
        },
        [](const RequestEnvelope& envelope) { return read_claim(envelope, CareSetting::outpatient); });
}

BOOST_AUTO_TEST_CASE(an_outpatient_emergency_across_regions_must_say_so) {
    const std::string members = claim_data + R"(,"med_type":"13","chrg_bchno":"B1","medfee_sumamt":1)";
    check_all("2207",
              {{"no flag", data(members), ErrorCode::missing_field, {"input.data.exp_content.OTP_ER_REFL_FLAG"}}},
              [](const RequestEnvelope& envelope) { return read_claim(envelope, CareSetting::outpatient); });
    const auto told =
        clearing::testing::request("2207", data(members + R"(,"exp_content":"{\"OTP_ER_REFL_FLAG\":1}")"));
    BOOST_TEST(read_claim(told, CareSetting::outpatient).value().emergency);
}

BOOST_AUTO_TEST_CASE(a_bad_line_names_its_row_and_field) {
    check_all(
        "2204",
        {
            {"no lines", R"({"feedetail":[]})", ErrorCode::missing_field, {"input.feedetail"}},
            {"a line that is no object", R"({"feedetail":[1]})", ErrorCode::wrong_type, {"input.feedetail[0]"}},
            {"no amounts",
             line(R"("memo":"x")"),
             ErrorCode::missing_field,
             {"input.feedetail[0].cnt", "input.feedetail[0].pric", "input.feedetail[0].det_item_fee_sumamt"}},
            {"a negative line that refunds nothing",
             line(R"("cnt":-1,"pric":2,"det_item_fee_sumamt":-2)"),
             ErrorCode::negative_amount,
             {"input.feedetail[0].cnt", "input.feedetail[0].det_item_fee_sumamt"}},
            {"a negative price, of a refund too",
             line(R"("init_feedetl_sn":"9","cnt":-1,"pric":-2,"det_item_fee_sumamt":-2)"),
             ErrorCode::negative_amount,
             {"input.feedetail[0].pric"}},
            {"a refund that adds",
             line(R"("init_feedetl_sn":"9","cnt":1,"pric":2,"det_item_fee_sumamt":2)"),
             ErrorCode::invalid_value,
             {"input.feedetail[0].cnt", "input.feedetail[0].det_item_fee_sumamt"}},
            {"a price of seven decimals",
             line(R"("cnt":1,"pric":0.3333333,"det_item_fee_sumamt":0.33)"),
             ErrorCode::too_many_decimals,
             {"input.feedetail[0].pric"}},
            {"a day that is none",
             R"({"feedetail":[{"feedetl_sn":"1","mdtrt_id":"V1","chrg_bchno":"B1","fee_ocur_time":"2024-13-45 10:20:00",)"
             R"("med_list_codg":"X","medins_list_codg":"Y","cnt":1,"pric":1,"det_item_fee_sumamt":1}]})",
             ErrorCode::invalid_value,
             {"input.feedetail[0].fee_ocur_time"}},
            {"lines of two visits",
             R"({"feedetail":[{"feedetl_sn":"1","mdtrt_id":"V1","chrg_bchno":"B1","fee_ocur_time":"2024-11-05",)"
             R"("med_list_codg":"X","medins_list_codg":"Y","cnt":1,"pric":1,"det_item_fee_sumamt":1},)"
             R"({"feedetl_sn":"2","mdtrt_id":"V2","chrg_bchno":"B1","fee_ocur_time":"2024-11-05",)"
             R"("med_list_codg":"X","medins_list_codg":"Y","cnt":1,"pric":1,"det_item_fee_sumamt":1}]})",
             ErrorCode::invalid_value,
             {"input.feedetail[1].mdtrt_id"}},
        },
        [](const RequestEnvelope& envelope) { return read_fee_upload(envelope, CareSetting::outpatient); });
}

BOOST_AUTO_TEST_CASE(many_faults_are_told_by_fifty_of_them_and_the_number_of_the_rest) {
    const auto rows = [](const std::string& row, int count) {
        std::string list;
        for (int i = 0; i < count; ++i)
            list += (i == 0 ? "" : ",") + row;
        return clearing::testing::request("2204", R"({"feedetail":[)" + list + "]}");
    };
    const auto no = read_fee_upload(rows("{}", 20'000), CareSetting::outpatient);
    BOOST_TEST_REQUIRE(!no.has_value());
    const std::string text = sentence(no.error());
    BOOST_TEST(text.size() < 5'000u);
    BOOST_TEST(text.find("（另有179950处未列出） | ") != std::string::npos, text);
    BOOST_TEST(text.find("input.feedetail[5].") != std::string::npos, text);
    BOOST_TEST(text.find("input.feedetail[6].") == std::string::npos, text);
    BOOST_TEST(text.ends_with(" … and 179950 more]"), text);

    // Faults of other codes stand in the detail, and may be as many.
    const auto mixed = read_fee_upload(rows(R"({"cnt":"x"})", 100), CareSetting::outpatient);
    BOOST_TEST_REQUIRE(!mixed.has_value());
    BOOST_TEST(mixed.error().detail.starts_with("also missing_field input.feedetail[0]."));
    BOOST_TEST(mixed.error().detail.ends_with(" … and 750 more"), mixed.error().detail);
    BOOST_TEST(sentence(mixed.error()).ends_with(" … and 50 more]"));
}

BOOST_AUTO_TEST_CASE(fifty_faults_are_all_named) {
    std::string list;
    for (int i = 0; i < 50; ++i)
        list += i == 0 ? "1" : ",1";
    const auto no =
        read_fee_upload(clearing::testing::request("2204", R"({"feedetail":[)" + list + "]}"), CareSetting::outpatient);
    BOOST_TEST_REQUIRE(!no.has_value());
    const std::string text = sentence(no.error());
    BOOST_TEST(text.ends_with("input.feedetail[49]]"), text);
    BOOST_TEST(text.find("另有") == std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(other_bad_requests_name_their_fields) {
    check_all("1101",
              {{"nobody named",
                data(R"("begntime":"2024-11-05")"),
                ErrorCode::missing_field,
                {"input.data.psn_cert_type", "input.data.certno", "input.data.psn_name"}}},
              read_person_request);
    check_all("2001",
              {{"nothing",
                data(""),
                ErrorCode::missing_field,
                {"input.data.psn_no", "input.data.insutype", "input.data.med_type", "input.data.begntime"}}},
              read_entitlement_request);
    check_all(
        "2401",
        {{"a rank that is none",
          R"({"mdtrtinfo":{"psn_no":"P1","insutype":"310","begntime":"2024-11-01 08:00:00","psn_cert_type":"01",)"
          R"("certno":"1","med_type":"21","ipt_no":"Z1"},"diseinfo":[{"diag_type":"1","diag_code":"A","diag_srt_no":"x"}]})",
          ErrorCode::wrong_type,
          {"input.diseinfo[0].diag_srt_no"}}},
        [](const RequestEnvelope& envelope) { return read_visit_request(envelope, VisitAction::admit); });
    check_all(
        "2208",
        {{"no ids", data(R"("psn_no":"P1")"), ErrorCode::missing_field, {"input.data.setl_id", "input.data.mdtrt_id"}}},
        read_cancel);
    check_all("2601",
              {{"no original",
                data(R"("psn_no":"P1")"),
                ErrorCode::missing_field,
                {"input.data.omsgid", "input.data.oinfno"}}},
              read_reverse);
    check_all("5203",
              {{"neither id",
                data(R"("psn_no":"P1")"),
                ErrorCode::missing_field,
                {"input.data.setl_id", "input.data.mdtrt_id"}}},
              read_settlement_query);
    check_all(
        "3201",
        {{"a period that ends before it begins",
          data(
              R"("insutype":"310","clr_type":"11","setl_optins":"330200","stmt_begndate":"2024-11-02",)"
              R"("stmt_enddate":"2024-11-01","medfee_sumamt":0,"fund_pay_sumamt":0,"acct_pay":0,"fixmedins_setl_cnt":0)"),
          ErrorCode::invalid_value,
          {"input.data.stmt_enddate"}}},
        read_totals_request);
}

BOOST_AUTO_TEST_CASE(a_bad_answer_names_its_fields) {
    struct BadAnswer {
        const char* output;
        AnswerKind kind;
        ErrorCode code;
        const char* field;
    };
    for (const BadAnswer& bad :
         {BadAnswer{R"({})", AnswerKind::settle, ErrorCode::missing_field, "output.setlinfo"},
          BadAnswer{R"({"setlinfo":{"medfee_sumamt":1}})", AnswerKind::settle, ErrorCode::missing_field,
                    "output.setlinfo.setl_id"},
          BadAnswer{R"({"setlinfo":{"setl_id":"S"}})", AnswerKind::settle, ErrorCode::missing_field,
                    "output.setlinfo.medfee_sumamt"},
          BadAnswer{R"({"setlinfo":{"setl_id":"S","medfee_sumamt":1,"acct_pay":-1}})", AnswerKind::settle,
                    ErrorCode::negative_amount, "output.setlinfo.acct_pay"},
          BadAnswer{R"({"setlinfo":{"medfee_sumamt":1},"setldetail":[{"fund_pay_type":"1","fund_payamt":0.001}]})",
                    AnswerKind::quote, ErrorCode::too_many_decimals, "output.setldetail[0].fund_payamt"}}) {
        BOOST_TEST_CONTEXT(bad.output) {
            const auto read = read_settlement_answer(clearing::testing::document(bad.output), bad.kind);
            BOOST_TEST_REQUIRE(!read.has_value());
            BOOST_TEST(text_of(read.error().code).name == text_of(bad.code).name);
            BOOST_TEST(read.error().fields == Fields{bad.field}, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
