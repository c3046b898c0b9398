// What has happened is read whatever stands beside it: only ids, amounts and codes that decide make an answer
// unreadable.
#include "adapters/national_format/claim.hpp"
#include "adapters/national_format/extension.hpp"
#include "adapters/national_format/fees.hpp"
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

template <class T>
std::string trouble(const Result<T>& read) {
    return read ? "" : sentence(read.error());
}

constexpr auto fifty_and_twenty =
    R"({"fund_pay_type":"310100","fund_payamt":50},{"fund_pay_type":"310200","fund_payamt":19.6})";

std::string rows(const std::string& more = "") {
    return std::string("[") + fifty_and_twenty + (more.empty() ? "" : "," + more) + "]";
}

std::string settled(const std::string& members, const std::string& details = rows()) {
    return R"({"setlinfo":{"setl_id":"S","mdtrt_id":"V","medins_setl_id":"M","medfee_sumamt":69.6,"fund_pay_sumamt":50,)"
           R"("acct_pay":19.6)" +
           (members.empty() ? "" : "," + members) + R"(},"setldetail":)" + details + "}";
}

SettledBill live(const std::string& text) {
    auto read = read_settlement_answer(document(text), AnswerKind::settle);
    BOOST_TEST_REQUIRE(read.has_value(), text << ": " << trouble(read));
    return std::move(*read);
}

SettledBill asked_after(const std::string& text) {
    auto found = read_found_settlements(document(text));
    BOOST_TEST_REQUIRE(found.has_value(), text << ": " << trouble(found));
    BOOST_TEST_REQUIRE(found->size() == 1u);
    BOOST_TEST_REQUIRE(!found->front().unreadable, text);
    return std::move(found->front().bill);
}

/// As the asker gets it: the bill's own time stands in the books.
json::Value shown(const SettledBill& bill) {
    return write_settlement_answer(bill);
}

std::string shown_member(const SettledBill& bill, const char* name) {
    const json::Value output = shown(bill);
    const json::Value* member = output.find("setlinfo")->find(name);
    return member ? json::write(*member) : "";
}

struct Information {
    const char* member;  ///< as the answer has it
    const char* name;
    const char* passed_on;  ///< as the asker sees it
};

constexpr auto odd_information = std::to_array<Information>({
    {R"("exp_content":[])", "exp_content", "[]"},
    {R"("exp_content":["a"])", "exp_content", R"(["a"])"},
    {R"("exp_content":0)", "exp_content", "0"},
    {R"("exp_content":"{A=1}")", "exp_content", R"("{A=1}")"},
    {R"("expContent":"{\"A\":\"cut in the mid")", "exp_content", R"("{\"A\":\"cut in the mid")"},
    {R"("exp_content":"{\"TRUM_FLAG\":\"1\"}")", "exp_content", R"("{\"TRUM_FLAG\":\"1\"}")"},
    {R"("exp_content":{"TRUM_FLAG":"yes"})", "exp_content", R"("{\"TRUM_FLAG\":\"yes\"}")"},
    {R"("age":"73岁")", "age", R"("73岁")"},
    {R"("age":73.5)", "age", "73.5"},
    {R"("balc":"-")", "balc", R"("-")"},
    {R"("crt_dedc":"无")", "crt_dedc", R"("无")"},
    {R"("pool_prop_selfpay":"80%")", "pool_prop_selfpay", R"("80%")"},
    {R"("pool_prop_selfpay":0.8000000001)", "pool_prop_selfpay", "0.8000000001"},
    {R"("clr_optins":"33020001")", "clr_optins", R"("330200")"},
    {R"("gend":"1234567")", "gend", R"("1234567")"},
    {R"("psn_type":{"code":"11"})", "psn_type", R"({"code":"11"})"},
    {R"("brdy":"1984-01-01 00:00:00.0")", "brdy", R"("1984-01-01 00:00:00")"},
    {R"("brdy":"1984-1-1")", "brdy", R"("1984-01-01")"},
    {R"("brdy":"19840101")", "brdy", R"("1984-01-01")"},
    {R"("brdy":"1984-02-30")", "brdy", R"("1984-02-30")"},
    {R"("setl_time":"2021-08-27 09:58:41.0")", "setl_time", R"("2021-08-27 09:58:41")"},
    {R"("setl_time":"2021-08-27T09:58:41.123456")", "setl_time", R"("2021-08-27 09:58:41")"},
    {R"("setl_time":"20210827095841")", "setl_time", R"("2021-08-27 09:58:41")"},
    {R"("setl_time":20210827095841)", "setl_time", R"("2021-08-27 09:58:41")"},
    {R"("setl_time":"20210827095841123")", "setl_time", R"("2021-08-27 09:58:41")"},
    {R"("setl_time":"2021/8/27 9:58:41")", "setl_time", R"("2021-08-27 09:58:41")"},
});

}  // namespace

BOOST_AUTO_TEST_SUITE(national_format_tolerance)

BOOST_AUTO_TEST_CASE(an_answer_with_odd_information_is_read_and_passed_on) {
    for (const Information& odd : odd_information) {
        BOOST_TEST_CONTEXT(odd.member) {
            BOOST_TEST(shown_member(live(settled(odd.member)), odd.name) == odd.passed_on);
            BOOST_TEST(shown_member(asked_after(settled(odd.member)), odd.name) == odd.passed_on);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_we_pass_on_reads_the_same_again) {
    for (const Information& odd : odd_information) {
        BOOST_TEST_CONTEXT(odd.member) {
            const json::Value once = shown(live(settled(odd.member)));
            BOOST_TEST(json::write(shown(live(json::write(once)))) == json::write(once));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_time_that_cannot_be_read_is_no_time_and_does_not_hide_the_one_of_the_books) {
    for (const char* text : {"1630029521000", "2021-08-32 09:58:41", "2021-08-27 25:00:00", "27.08.2021", "昨天",
                             "1970-01-01 08:00:00", "1900-01-01", "0001-01-01 00:00:00", "9999-12-31 23:59:59",
                             "2021-08-27 09:58:41 2021-08-27 09:58:41 2021-08-27"}) {
        BOOST_TEST_CONTEXT(text) {
            SettledBill bill = live(settled(std::string(R"("setl_time":")") + text + "\""));
            BOOST_TEST(bill.settled_at.empty());
            bill.settled_at = "2021-08-27 10:00:00";
            BOOST_TEST(shown_member(bill, "setl_time") == R"("2021-08-27 10:00:00")");
        }
    }
}

BOOST_AUTO_TEST_CASE(padded_columns_are_read_without_their_blanks) {
    const std::string padded =
        R"({"setlinfo":{"setl_id":"S   ","mdtrt_id":" V","medins_setl_id":"M\t","psn_no":"P ","insutype":"310 ",)"
        R"("clr_type":"   ","medfee_sumamt":" 69.60 ","acct_pay":"19.6 "},"setldetail":[{"fund_pay_type":"310100  ",)"
        R"("fund_payamt":"50 "}]})";
    for (const SettledBill& bill : {live(padded), asked_after(padded)}) {
        BOOST_TEST(bill.settlement.text == "S");
        BOOST_TEST(bill.visit.text == "V");
        BOOST_TEST(bill.medins_setl_id.text == "M");
        BOOST_TEST(bill.person.number == "P");
        BOOST_TEST(bill.insurance_type.text == "310");
        BOOST_TEST(bill.clearing_type.empty());
        BOOST_TEST(bill.split.total.to_yuan() == "69.60");
        BOOST_TEST(bill.split.account.to_yuan() == "19.60");
        BOOST_TEST_REQUIRE(bill.split.payments.size() == 1U);
        BOOST_TEST(bill.split.payments[0].type == "310100");
    }
    for (const char* wrong : {R"("setl_id":"  ","medfee_sumamt":1)", R"("setl_id":"S","medfee_sumamt":"6 9.6")",
                              R"("setl_id":"S","medfee_sumamt":" ")", R"("setl_id":"S","medfee_sumamt":"1,368.83")"})
        BOOST_TEST(!read_settlement_answer(document(std::string(R"({"setlinfo":{)") + wrong + "}}"), AnswerKind::settle)
                        .has_value(),
                   wrong);
}

BOOST_AUTO_TEST_CASE(a_list_of_one_stands_for_the_object) {
    const SettledBill bill = live(R"({"setlinfo":[{"setl_id":"S","medfee_sumamt":1}],"setldetail":[]})");
    BOOST_TEST(bill.settlement.text == "S");
    const auto visit =
        read_visit_answer(document(R"({"data":[{"mdtrt_id":"V1 "}]})"), VisitAction::register_outpatient);
    BOOST_TEST_REQUIRE(visit.has_value(), trouble(visit));
    BOOST_TEST(visit->visit.text == "V1");
    const std::string one = R"({"setl_id":"S","medfee_sumamt":1})";
    for (const std::string& rows : {std::string("[]"), "[" + one + "," + one + "]", std::string("[[" + one + "]]")})
        BOOST_TEST(!read_settlement_answer(document(R"({"setlinfo":)" + rows + "}"), AnswerKind::settle).has_value(),
                   rows);
}

BOOST_AUTO_TEST_CASE(payments_that_say_nothing_are_none) {
    const std::vector<std::string> nothing{
        R"({})", R"({"fund_pay_type":null,"fund_payamt":0})", R"({"fund_pay_type":"","fund_payamt":null})",
        R"({"fund_pay_type":"null","fund_payamt":"0.00","fund_pay_type_name":"合计"})"};
    for (const std::string& row : nothing) {
        BOOST_TEST_CONTEXT(row) {
            BOOST_TEST(live(settled("", rows(row))).split.payments.size() == 2u);
            BOOST_TEST(asked_after(settled("", rows(row))).split.payments.size() == 2u);
            BOOST_TEST(live(settled("", row)).split.payments.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_payment_without_an_amount_is_of_nothing) {
    const SettledBill bill = live(settled("", rows(R"({"fund_pay_type":"99999707","fund_payamt":null,"own":7})")));
    BOOST_TEST_REQUIRE(bill.split.payments.size() == 3u);
    BOOST_TEST(bill.split.payments[2].type == "99999707");
    BOOST_TEST(bill.split.payments[2].amount.is_zero());
    const json::Value output = shown(bill);
    BOOST_TEST(json::write(*output.find("setldetail")->as_array()->at(2).find("own")) == "7");
}

BOOST_AUTO_TEST_CASE(prose_beyond_its_length_is_read_as_far_as_it_fits) {
    std::string long_text, kept;
    for (int i = 0; i < 4'001; ++i)
        long_text += "段";
    for (int i = 0; i < 4'000; ++i)
        kept += "段";
    const SettledBill bill =
        live(settled("", rows(R"({"fund_pay_type":"1","fund_payamt":0,"crt_payb_lmt_amt":"-","setl_proc_info":")" +
                              long_text + R"("})")));
    BOOST_TEST((bill.split.payments[2].process_info == kept));
    BOOST_TEST(bill.split.payments[2].limit.empty());
}

BOOST_AUTO_TEST_CASE(ids_amounts_and_codes_that_decide_still_make_an_answer_unreadable) {
    for (const char* member :
         {R"("medins_setl_id":{})", R"("psn_no":"1234567890123456789012345678901")", R"("hifp_pay":"-")",
          R"("acct_mulaid_pay":0.001)", R"("insutype":["310"])", R"("clr_type":"1234567")"}) {
        const std::string text = std::string(R"({"setlinfo":{"setl_id":"S","medfee_sumamt":1,)") + member + "}}";
        BOOST_TEST(!read_settlement_answer(document(text), AnswerKind::settle).has_value(), member);
    }
    const auto payment = [](const char* row) {
        return read_settlement_answer(document(settled("", rows(row))), AnswerKind::settle).has_value();
    };
    BOOST_TEST(!payment(R"({"fund_pay_type":null,"fund_payamt":1})"));
    BOOST_TEST(!payment(R"({"fund_pay_type":"1","fund_payamt":"-"})"));
    BOOST_TEST(!payment(R"({"fund_pay_type":"1234567890123456789012345678901","fund_payamt":0})"));
}

BOOST_AUTO_TEST_CASE(a_person_is_read_with_whatever_stands_beside_the_person) {
    const auto read = read_person_answer(
        document(R"({"baseinfo":{"psn_no":"P","psn_name":"N","brdy":"1984-1-1","age":"73岁","exp_content":"{A=1}"},)"
                 R"("insuinfo":[{},{"insutype":"310","psn_insu_date":"20170801","paus_insu_date":"none","balc":"-",)"
                 R"("insuplc_admdvs":"330203000000","exp_content":0}],"exp_content":[]})"));
    BOOST_TEST_REQUIRE(read.has_value(), trouble(read));
    BOOST_TEST(read->person.birth_date == "1984-01-01");
    BOOST_TEST_REQUIRE(read->insurances.size() == 1u);
    const Insurance& insurance = read->insurances.front();
    BOOST_TEST(insurance.begin_date == "2017-08-01");
    BOOST_TEST(insurance.end_date.empty());
    BOOST_TEST(insurance.insured_division.text == "330203");
    const json::Value again = write_person_answer(*read);
    BOOST_TEST(*again.find("baseinfo")->find("age")->as_string() == "73岁");
    BOOST_TEST(*again.find("insuinfo")->as_array()->front().find("paus_insu_date")->as_string() == "none");
}

BOOST_AUTO_TEST_CASE(entitlements_and_visits_are_read_with_whatever_stands_beside_them) {
    const auto entitled = read_entitlement_answer(document(
        R"({"trtinfo":[{},{"fund_pay_type":"99999707","begndate":"20240101","enddate":"-","exp_content":[]}]})"));
    BOOST_TEST_REQUIRE(entitled.has_value(), trouble(entitled));
    BOOST_TEST_REQUIRE(entitled->entitlements.size() == 1u);
    BOOST_TEST(entitled->entitlements[0].begin_date == "2024-01-01");
    const auto visit = read_visit_answer(document(R"({"data":{"mdtrt_id":"V1","exp_content":"{A=1}"}})"),
                                         VisitAction::register_outpatient);
    BOOST_TEST_REQUIRE(visit.has_value(), trouble(visit));
    BOOST_TEST(visit->visit.text == "V1");
}

BOOST_AUTO_TEST_CASE(an_answered_line_needs_no_number_and_may_have_any_places_behind_the_point) {
    const auto read = read_fee_answer(document(
        R"({"result":[{"cnt":3,"pric":0.3333333,"det_item_fee_sumamt":1,"selfpay_prop":"5%","pric_uplmt_amt":"-",)"
        R"("chrgitm_lv":"甲类药品","exp_content":0}]})"));
    BOOST_TEST_REQUIRE(read.has_value(), trouble(read));
    BOOST_TEST(read->lines[0].unit_price.to_text() == "0.333333");
    const json::Value again = write_fee_answer(*read);
    const json::Value& row = again.find("result")->as_array()->front();
    BOOST_TEST(*row.find("selfpay_prop")->as_string() == "5%");
    BOOST_TEST(*row.find("pric_uplmt_amt")->as_string() == "-");
    BOOST_TEST(*row.find("chrgitm_lv")->as_string() == "甲类药品");
    BOOST_TEST(
        !read_fee_answer(document(R"({"result":[{"cnt":3,"pric":1,"det_item_fee_sumamt":1.001}]})")).has_value());
}

BOOST_AUTO_TEST_CASE(the_same_in_a_request_is_refused) {
    const std::string claim = claim_data + R"(,"med_type":"21","medfee_sumamt":1)";
    for (const char* member : {R"("exp_content":[])", R"("exp_content":0)", R"("exp_content":"{A=1}")",
                               R"("expContent":"{\"A\":\"cut")", R"("exp_content":{"TRUM_FLAG":"1"})",
                               R"("dscgTime":"2021-08-27 09:58:41.0")", R"("dscgTime":"20210827095841")",
                               R"("dscgTime":"2021-8-27")", R"("dscgTime":1630029521000)", R"("psn_type":"1234567")"}) {
        const auto envelope = request("2304", R"({"data":{)" + claim + "," + member + "}}");
        BOOST_TEST(!read_claim(envelope, CareSetting::inpatient).has_value(), member);
    }
}

BOOST_AUTO_TEST_CASE(a_text_in_place_of_an_extension_keeps_its_place_among_our_own_members) {
    Carried carried{{"exp_content", "exp_content", R"("free words")"}};
    json::Value alone;
    write_extension(alone, carried);
    BOOST_TEST(*alone.find("exp_content")->as_string() == "free words");
    set_extension_member(carried, "THEIR_SETL_ID", "S1");
    json::Value both;
    write_extension(both, carried);
    BOOST_TEST(*both.find("exp_content")->as_string() == R"({"exp_content":"free words","THEIR_SETL_ID":"S1"})");
}

BOOST_AUTO_TEST_SUITE_END()
