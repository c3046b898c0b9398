#include "adapters/national_format/claim.hpp"
#include "adapters/national_format/extension.hpp"
#include "adapters/national_format/fees.hpp"
#include "adapters/national_format/fields.hpp"
#include "adapters/national_format/person.hpp"
#include "adapters/national_format/queries.hpp"
#include "adapters/national_format/settlement_answer.hpp"
#include "adapters/national_format/visit.hpp"
#include "tests/unit/adapters/national_format/messages.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::national_format;
using clearing::testing::claim_data;
using clearing::testing::document;
using clearing::testing::request;

namespace {

Money yuan(const char* text) {
    return Money::parse(text).value();
}

bool has(const std::vector<std::string>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(national_format_codec)

BOOST_AUTO_TEST_CASE(a_claim_is_read_with_its_totals_flags_and_extension) {
    const auto envelope = request(
        "2304",
        R"({"data":{)" + claim_data +
            R"(,"medfee_sumamt":"3000","mid_setl_flag":"1","chrg_bchno":"2","acct_used_flag":0,"dscgTime":"2024-11-05",)"
            R"("fulamt_ownpay_amt":"1.0","inscp_scp_amt":2999,"exp_content":"{\"IPT_TYPE\":\"2\",\"DEPOSIT_AMT\":3000.00}",)"
            R"("own_key":[1]}})");
    const Claim claim = read_claim(envelope, CareSetting::inpatient).value();
    BOOST_TEST((claim.total == yuan("3000.00")));
    BOOST_TEST(claim.mid_stay);
    BOOST_TEST(claim.bill.text == "2");
    BOOST_TEST(!claim.use_account);
    BOOST_TEST(claim.emergency);
    BOOST_TEST_REQUIRE(claim.claimed.has_value());
    BOOST_TEST((claim.claimed->full_self_pay == yuan("1")));
    BOOST_TEST(claim.claimed->over_limit.is_zero());
    BOOST_TEST(extension_member(claim.carried, "DEPOSIT_AMT") == "3000.00");
    BOOST_TEST((std::ranges::find(claim.carried, CarriedField{"data", "own_key", "[1]"}) != claim.carried.end()));
}

BOOST_AUTO_TEST_CASE(a_family_members_account_is_used_and_goes_on_as_it_came) {
    for (const char* flag : {R"("2")", "2"}) {
        const auto envelope = request("2207", R"({"data":{)" + claim_data +
                                                  R"(,"med_type":"11","chrg_bchno":"B1","medfee_sumamt":1,)"
                                                  R"("acct_used_flag":)" +
                                                  flag + "}}");
        Claim claim = read_claim(envelope, CareSetting::outpatient).value();
        BOOST_TEST(claim.use_account);
        json::Value input = write_claim(claim, {});
        BOOST_TEST(*input.find("data")->find("acct_used_flag")->as_string() == "2");
        RequestEnvelope onward = envelope;
        onward.input = input;
        BOOST_TEST(json::write(write_claim(read_claim(onward, CareSetting::outpatient).value(), {})) ==
                   json::write(input));
        claim.use_account = false;
        input = write_claim(claim, {});
        BOOST_TEST(*input.find("data")->find("acct_used_flag")->as_string() == "0");
    }
}

BOOST_AUTO_TEST_CASE(amounts_are_written_as_numbers_with_two_decimals) {
    Claim claim;
    claim.care = CareSetting::outpatient;
    claim.total = yuan("69.6");
    claim.scope.in_scope = yuan("69.6");
    const json::Value input = write_claim(claim, {});
    BOOST_TEST(input.find("data")->find("medfee_sumamt")->as_number()->text == "69.60");
    BOOST_TEST(input.find("data")->find("fulamt_ownpay_amt")->as_number()->text == "0.00");
}

BOOST_AUTO_TEST_CASE(an_emergency_told_over_another_protocol_is_said_in_the_extension) {
    Claim claim;
    claim.care = CareSetting::inpatient;
    claim.emergency = true;
    const json::Value input = write_claim(claim, {});
    BOOST_TEST(*input.find("data")->find("exp_content")->as_string() == R"({"IPT_TYPE":"2"})");
}

BOOST_AUTO_TEST_CASE(the_amounts_that_an_answer_carried_are_named_by_their_published_names) {
    const auto output = document(
        R"({"setlinfo":{"setl_id":"S","medfee_sumamt":-25.1,"acct_pay":"-25.10","psn_part_amt":null,"hosp_part_amt":"null",)"
        R"("cashPayamt":0.0,"inscp_amt":-24.87,"othfund_pay":0,"crt_dedc":-24.87,"pdn_cash_pay":9}})");
    const SettledBill bill = read_settlement_answer(output, AnswerKind::cancel).value();
    BOOST_TEST((bill.split.account == yuan("-25.1")));
    BOOST_TEST((bill.split.scope.in_scope == yuan("-24.87")));
    BOOST_TEST(bill.deductible == "-24.87");
    for (const char* name : {"medfee_sumamt", "acct_pay", "psn_cash_pay", "inscp_scp_amt", "oth_pay"})
        BOOST_TEST(has(bill.amounts_present, name), name);
    for (const char* name : {"psn_part_amt", "hosp_part_amt", "hifp_pay", "cashPayamt"})
        BOOST_TEST(!has(bill.amounts_present, name), name);
    // A second name of the same amount is not lost.
    BOOST_TEST((std::ranges::find(bill.carried, CarriedField{"setlinfo", "pdn_cash_pay", "9"}) != bill.carried.end()));
}

BOOST_AUTO_TEST_CASE(what_is_carried_comes_out_once_in_its_order_and_never_over_what_is_set) {
    json::Value node;
    node.set("own", "ours");
    Carried carried{{"data", "own", R"("theirs")"}, {"other", "x", "1"}};
    for (int i = 0; i < 20'000; ++i)
        carried.push_back({"data", "k" + std::to_string(20'000 - i), std::to_string(i)});
    carried.push_back({"data", "k1", "null"});
    write_carried(node, "data", carried);
    const json::Object& members = *node.as_object();
    BOOST_TEST_REQUIRE(members.size() == 20'001u);
    BOOST_TEST(*members[0].second.as_string() == "ours");
    BOOST_TEST(members[1].first == "k20000");
    BOOST_TEST(members[20'000].first == "k1");
    BOOST_TEST(members[20'000].second.as_number()->text == "19999");
    // Where nothing is carried, nothing becomes of nothing.
    json::Value empty;
    write_carried(empty, "elsewhere", carried);
    BOOST_TEST(empty.is_null());
}

BOOST_AUTO_TEST_CASE(unknown_members_of_each_payment_come_out_with_their_own_payment) {
    std::string rows;
    for (int i = 0; i < 30; ++i) {
        const std::string own = i % 2 == 0 ? "" : R"(,"own":)" + std::to_string(i);
        rows += (i == 0 ? R"({"fund_pay_type":"1","fund_payamt":1)" : R"(,{"fund_pay_type":"1","fund_payamt":1)") +
                own + "}";
    }
    const auto output = document(R"({"setlinfo":{"setl_id":"S","medfee_sumamt":1},"setldetail":[)" + rows + "]}");
    const json::Value again = write_settlement_answer(read_settlement_answer(output, AnswerKind::settle).value());
    const json::Array& written = *again.find("setldetail")->as_array();
    BOOST_TEST_REQUIRE(written.size() == 30u);
    BOOST_TEST(written[0].find("own") == nullptr);
    BOOST_TEST(written[1].find("own")->as_number()->text == "1");
    BOOST_TEST(written[28].find("own") == nullptr);
    BOOST_TEST(written[29].find("own")->as_number()->text == "29");
}

BOOST_AUTO_TEST_CASE(an_answer_of_ours_states_every_amount) {
    SettledBill bill;
    bill.split.total = yuan("1");
    const json::Value output = write_settlement_answer(bill);
    for (const char* name :
         {"medfee_sumamt", "hifdm_pay", "oth_pay", "psn_part_amt", "acct_mulaid_pay", "hosp_part_amt"})
        BOOST_TEST(output.find("setlinfo")->find(name) != nullptr, name);
    BOOST_TEST(output.find("setldetail")->as_array()->empty());
}

BOOST_AUTO_TEST_CASE(filings_come_from_any_extension_once_each_and_go_out_again) {
    const auto output = document(
        R"({"baseinfo":{"psn_no":"P","psn_name":"N","exp_content":"{\"FILING_TYPE\":\"referral\",\"FILING_NO\":\"1\",\"X\":\"y\"}"},)"
        R"("insuinfo":[{"insutype":"310","exp_content":"{\"FILING_TYPE\":\"referral\",\"FILING_NO\":\"1\"}"},)"
        R"({"insutype":"390","exp_content":"{\"FILING_TYPE\":\"residence\",\"FILING_NO\":\"2\"}"}]})");
    const PersonAnswer answer = read_person_answer(output).value();
    BOOST_TEST_REQUIRE(answer.filings.size() == 2u);
    BOOST_TEST(extension_member(answer.carried, "X") == "y");
    const PersonAnswer again = read_person_answer(write_person_answer(answer)).value();
    BOOST_TEST((std::ranges::is_permutation(again.filings, answer.filings)));
}

BOOST_AUTO_TEST_CASE(many_filings_are_kept_in_their_order_and_each_once) {
    std::string rows;
    for (int i = 0; i < 2'000; ++i)
        rows +=
            (i == 0 ? R"({"FILING_TYPE":"referral","FILING_NO":")" : R"(,{"FILING_TYPE":"referral","FILING_NO":")") +
            std::to_string(i % 1'500) + R"("})";
    const auto output =
        document(R"({"baseinfo":{"psn_no":"P","psn_name":"N","exp_content":{"FILING_TYPE":"residence",)"
                 R"("FILINGS":[)" +
                 rows + R"(]}},"insuinfo":[{"insutype":"310","exp_content":{"FILINGS":[)" + rows + "]}}]}");
    const PersonAnswer answer = read_person_answer(output).value();
    BOOST_TEST_REQUIRE(answer.filings.size() == 1'501u);
    BOOST_TEST(answer.filings[0].number == "0");
    BOOST_TEST(answer.filings[1'499].number == "1499");
    BOOST_TEST(answer.filings[1'500].type == "residence");
}

BOOST_AUTO_TEST_CASE(no_ceiling_is_999999_on_the_wire_and_nothing_here) {
    const auto answer = read_fee_answer(document(
        R"({"result":[{"feedetl_sn":"1","cnt":1,"pric":2,"det_item_fee_sumamt":2,"pric_uplmt_amt":999999},)"
        R"({"feedetl_sn":"2","cnt":1,"pric":2,"det_item_fee_sumamt":2,"pric_uplmt_amt":"1.5","inscp_scp_amt":1.5,"overlmt_amt":0.5}]})"));
    BOOST_TEST_REQUIRE(answer.has_value());
    BOOST_TEST(!answer->lines[0].price_ceiling.has_value());
    BOOST_TEST(!answer->lines[0].claimed_split.has_value());
    BOOST_TEST(answer->lines[1].price_ceiling->to_text() == "1.5");
    BOOST_TEST((answer->lines[1].claimed_split->over_limit == yuan("0.5")));
    const json::Value again = write_fee_answer(*answer);
    BOOST_TEST(again.find("result")->as_array()->at(0).find("pric_uplmt_amt")->as_number()->text == "999999");
}

BOOST_AUTO_TEST_CASE(a_line_goes_out_with_the_translated_code_and_its_split) {
    FeeLine line;
    line.id.text = "1";
    line.med_list_code = "AS SENT";
    line.national_code = "NATIONAL";
    line.translated.code = "A PARTNER'S";
    line.amount = yuan("2");
    line.split.in_scope = yuan("2");
    const json::Value input = write_fee_upload({VisitId("TV"), {line}, {}}, CareSetting::inpatient, "P1");
    const json::Value& row = input.find("feedetail")->as_array()->at(0);
    BOOST_TEST(*row.find("med_list_codg")->as_string() == "NATIONAL");
    BOOST_TEST(*row.find("mdtrt_id")->as_string() == "TV");
    BOOST_TEST(row.find("inscp_scp_amt")->as_number()->text == "2.00");
    BOOST_TEST(row.find("chrg_bchno") == nullptr);
}

BOOST_AUTO_TEST_CASE(the_original_of_a_translated_diagnosis_travels_along) {
    VisitRequest request;
    request.action = VisitAction::outpatient_details;
    Diagnosis translated, as_it_came;
    translated.code.original_code = "J06.900x003";
    translated.code.original_name = "上感";
    translated.code.code = "J06.900";
    as_it_came.code.original_code = as_it_came.code.code = "I10.x00";
    request.diagnoses = {translated, as_it_came};
    const json::Value input = write_visit_request(request, {});
    const json::Array& rows = *input.find("diseinfo")->as_array();
    BOOST_TEST(*rows.at(0).find("diag_code")->as_string() == "J06.900");
    BOOST_TEST(*rows.at(0).find("exp_content")->as_string() ==
               R"({"ORIG_DIAG_CODE":"J06.900x003","ORIG_DIAG_NAME":"上感"})");
    BOOST_TEST(rows.at(1).find("exp_content") == nullptr);
}

BOOST_AUTO_TEST_CASE(a_visit_answer_echoes_what_the_format_wants) {
    VisitRequest asked;
    asked.action = VisitAction::register_outpatient;
    asked.person.number = "P1";
    asked.stay_number = "MZ1";
    const json::Value output = write_visit_answer({VisitId("OURS"), {}}, asked);
    BOOST_TEST(json::write(output) == R"({"data":{"mdtrt_id":"OURS","psn_no":"P1","ipt_otp_no":"MZ1"}})");
}

BOOST_AUTO_TEST_CASE(a_settlement_is_shown_with_our_ids_and_theirs_beside) {
    ports::SettlementView view;
    view.record.id.text = "OURS";
    view.record.their_id.text = "THEIRS";
    view.record.state = SettlementState::booked;
    view.record.settled_at = "2024-11-05 10:30:01";
    view.record.message.message.text = "CALLERS";
    view.record.answer.split.cash = yuan("9.6");
    view.record.answer.settlement.text = "THEIRS";
    view.visit.begin_time = "2024-11-01 08:00:00";
    const json::Value output = write_settlement_view(view);
    const json::Value& info = *output.find("setlinfo");
    BOOST_TEST(*info.find("setl_id")->as_string() == "OURS");
    BOOST_TEST(*info.find("medins_setl_id")->as_string() == "CALLERS");
    BOOST_TEST(info.find("cash_payamt")->as_number()->text == "9.60");
    BOOST_TEST(*info.find("refd_setl_flag")->as_string() == "0");
    BOOST_TEST(*info.find("begndate")->as_string() == "2024-11-01");
    BOOST_TEST(info.find("exp_content")->as_string()->find(R"("THEIR_SETL_ID":"THEIRS")") != std::string::npos);
    const auto found = read_found_settlements(output).value();
    BOOST_TEST_REQUIRE(found.size() == 1u);
    BOOST_TEST((found[0].bill.split.cash == yuan("9.6")));
}

BOOST_AUTO_TEST_CASE(numbers_stand_for_texts_and_texts_for_numbers) {
    const auto envelope =
        request("2206", R"({"data":{)" + claim_data +
                            R"(,"med_type":11,"chrg_bchno":20240704154014016166,"medfee_sumamt":"4"}})");
    const Claim claim = read_claim(envelope, CareSetting::outpatient).value();
    BOOST_TEST(claim.med_type == "11");
    BOOST_TEST(claim.bill.text == "20240704154014016166");
    BOOST_TEST((claim.total == yuan("4.00")));
}

BOOST_AUTO_TEST_SUITE_END()
