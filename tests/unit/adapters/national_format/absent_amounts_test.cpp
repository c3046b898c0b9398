// What a forward answer leaves out, and what its laws and detail rows say of it all the same (decision 0029).
#include "adapters/national_format/queries.hpp"
#include "adapters/national_format/settlement_answer.hpp"
#include "gateway/domain/laws.hpp"
#include "tests/unit/adapters/national_format/messages.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::national_format;
using clearing::testing::document;

namespace {

json::Value golden_output(const std::string& name) {
    std::ifstream in(std::string(CLEARING_SOURCE_DIR) + "/tests/golden/national_format/" + name, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const json::Value answer = document(text);
    BOOST_TEST_REQUIRE(answer.find("output") != nullptr);
    return *answer.find("output");
}

/// "A 2.00, D 1.00" or "all hold".
std::string broken(const SettledBill& bill) {
    std::string words;
    for (const LawBreach& breach : balance_breaches(bill.split))
        words += (words.empty() ? "" : ", ") + std::string(1, static_cast<char>(breach.law)) + " " +
                 breach.missing.to_yuan();
    return words.empty() ? "all hold" : words;
}

/// A settlement of those amounts, and of those rows ("type amount" each).
SettledBill settled_by(const std::string& amounts,
                       const std::vector<std::pair<std::string, std::string>>& payments = {}) {
    std::string rows;
    for (const auto& [type, amount] : payments) {
        if (!rows.empty()) rows += ',';
        rows += R"({"fund_pay_type":")" + type + R"(","fund_payamt":)" + amount + "}";
    }
    auto bill = read_settlement_answer(
        document(R"({"setlinfo":{"setl_id":"S",)" + amounts + R"(},"setldetail":[)" + rows + "]}"), AnswerKind::settle);
    BOOST_TEST_REQUIRE(bill.has_value());
    return std::move(*bill);
}

const std::string no_other_funds =
    R"("cvlserv_pay":0,"hifes_pay":0,"hifmi_pay":0,"hifob_pay":0,"maf_pay":0,"hifdm_pay":0,"oth_pay":0)";
/// Ms Zhang as printed, without what her answer's author may leave out.
const std::string zhang_funds =
    R"("medfee_sumamt":1368.83,"hifp_pay":1126.60,"fund_pay_sumamt":1126.60,"acct_mulaid_pay":0,)" + no_other_funds;
const std::string zhang_account_and_cash = R"(,"acct_pay":0,"psn_cash_pay":240.23)";
const std::string bill_of_100 = R"("medfee_sumamt":100,"hifp_pay":60,"fund_pay_sumamt":60,"acct_pay":10,)"
                                R"("psn_cash_pay":25,"psn_part_amt":35,)" +
                                no_other_funds;

}  // namespace

BOOST_AUTO_TEST_SUITE(absent_amounts)

BOOST_AUTO_TEST_CASE(a_published_5203_answer_has_no_field_for_the_hospitals_part_and_balances) {
    const auto found = read_found_settlements(golden_output("5203-answer-published.json")).value();
    BOOST_TEST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].bill.split.hospital.to_yuan() == "505.01");
    BOOST_TEST(found[0].bill.split.person_total.to_yuan() == "4152.06");
    BOOST_TEST(broken(found[0].bill) == "all hold");
}

BOOST_AUTO_TEST_CASE(a_settlement_balances_whose_answer_leaves_out_the_persons_and_the_hospitals_part) {
    const SettledBill bill =
        read_settlement_answer(golden_output("2304-answer-parts-null.json"), AnswerKind::settle).value();
    BOOST_TEST(bill.split.person_total.to_yuan() == "4152.06");
    BOOST_TEST(bill.split.hospital.to_yuan() == "505.01");
    BOOST_TEST(broken(bill) == "all hold");
    for (const std::string& name : bill.amounts_present)
        BOOST_TEST((name != "psn_part_amt" && name != "hosp_part_amt"), name);
}

BOOST_AUTO_TEST_CASE(the_persons_part_is_account_and_cash_where_both_are_stated) {
    const std::string funds = R"("medfee_sumamt":100,"fund_pay_sumamt":60,"hifp_pay":60,"hosp_part_amt":5)";
    BOOST_TEST(broken(settled_by(funds + R"(,"psn_part_amt":null,"acct_pay":10,"psn_cash_pay":25)")) == "all hold");
    BOOST_TEST(broken(settled_by(funds + R"(,"psn_part_amt":"","psn_cash_pay":25)")) == "A 35.00, B -25.00");
    BOOST_TEST(broken(settled_by(funds + R"(,"psn_part_amt":34,"acct_pay":10,"psn_cash_pay":25)")) ==
               "A 1.00, B -1.00");
}

BOOST_AUTO_TEST_CASE(the_fund_total_is_the_sum_of_all_components_or_of_those_that_make_up_the_bill) {
    const std::string person = R"("medfee_sumamt":100,"psn_part_amt":35,"acct_pay":10,"psn_cash_pay":25)";
    BOOST_TEST(broken(settled_by(person + R"(,"hosp_part_amt":5,"hifp_pay":60,"oth_pay":0)")) == "all hold");
    // Forty of the funds may stand in a component that is left out as well.
    BOOST_TEST(broken(settled_by(person + R"(,"hosp_part_amt":5,"hifp_pay":20)")) == "A 60.00, D -20.00");
    // With every component there it is known, whatever law A says.
    BOOST_TEST(broken(settled_by(person + R"(,"hosp_part_amt":4,"hifp_pay":60,)" + no_other_funds)) == "A 1.00");
}

BOOST_AUTO_TEST_CASE(the_hospitals_part_is_what_law_a_lacks_where_its_own_rows_name_the_same) {
    for (const char* type : {"999900", "999996", "630100", "640100"}) {
        const SettledBill bill = settled_by(bill_of_100, {{"310100", "60"}, {type, "5"}, {"310200", "10"}});
        BOOST_TEST(bill.split.hospital.to_yuan() == "5.00", type);
        BOOST_TEST(broken(bill) == "all hold", type);
    }
    const SettledBill two_rows = settled_by(bill_of_100, {{"999996", "2"}, {"630100", "3"}});
    BOOST_TEST(two_rows.split.hospital.to_yuan() == "5.00");
}

BOOST_AUTO_TEST_CASE(the_hospitals_part_is_never_made_up) {
    // No rows; rows of nobody who could bear it; rows that contradict.
    for (const auto& rows : std::vector<std::vector<std::pair<std::string, std::string>>>{
             {}, {{"310100", "60"}, {"310200", "10"}}, {{"310100", "65"}}, {{"999996", "4"}}, {{"999996", "6"}}}) {
        const SettledBill bill = settled_by(bill_of_100, rows);
        BOOST_TEST(bill.split.hospital.is_zero());
        BOOST_TEST(broken(bill) == "A 5.00");
    }
    // Stated is stated, whatever the rows say.
    BOOST_TEST(broken(settled_by(bill_of_100 + R"(,"hosp_part_amt":0)", {{"999996", "5"}})) == "A 5.00");
    BOOST_TEST(broken(settled_by(bill_of_100 + R"(,"hosp_part_amt":4)", {{"999996", "5"}})) == "A 1.00");
}

BOOST_AUTO_TEST_CASE(two_yuan_stay_missing_from_ms_zhangs_answer_whatever_it_leaves_out) {
    const std::string printed = zhang_funds + zhang_account_and_cash;
    for (const std::string& amounts :
         {printed + R"(,"psn_part_amt":240.23,"hosp_part_amt":0)", printed + R"(,"psn_part_amt":240.23)",
          printed + R"(,"hosp_part_amt":0)", printed,
          zhang_funds + R"(,"psn_cash_pay":240.23,"psn_part_amt":240.23,"hosp_part_amt":0)",
          printed + R"(,"psn_pay":240.23,"cash_payamt":240.23)"}) {
        BOOST_TEST(broken(settled_by(amounts)) == "A 2.00");
        BOOST_TEST(broken(settled_by(amounts, {{"310100", "1126.60"}})) == "A 2.00");
    }
}

BOOST_AUTO_TEST_CASE(a_fund_in_a_column_beside_the_eight_counts_as_other_fund_where_law_d_lacks_it) {
    const std::string stated =
        R"("medfee_sumamt":100,"fund_pay_sumamt":60,"hifp_pay":48,"psn_part_amt":40,"acct_pay":0,)"
        R"("psn_cash_pay":40,"hosp_part_amt":0)";
    for (const char* column : {R"(,"pref_fund_pay":12)", R"(,"PREF_FUND_PAY":"12.00")"}) {
        const SettledBill bill = settled_by(stated + column);
        BOOST_TEST(bill.split.funds[Fund::oth].to_yuan() == "12.00", column);
        BOOST_TEST(broken(bill) == "all hold", column);
        // It may be in oth_pay already.
        BOOST_TEST(settled_by(stated + R"(,"oth_pay":12)" + column).split.funds[Fund::oth].to_yuan() == "12.00");
    }
    for (const char* column : {"", R"(,"pref_fund_pay":11)", R"(,"pref_fund_pay":"twelve")", R"(,"other_pay":12)"})
        BOOST_TEST(broken(settled_by(stated + column)) == "D 12.00", column);
}

BOOST_AUTO_TEST_CASE(what_a_cancel_leaves_out_is_not_filled) {
    const auto bill = read_settlement_answer(
        document(R"({"setlinfo":{"setl_id":"S","medfee_sumamt":-25.1,"acct_pay":-25.1,"psn_cash_pay":0},)"
                 R"("setldetail":[{"fund_pay_type":"310200","fund_payamt":-25.1}]})"),
        AnswerKind::cancel);
    BOOST_TEST_REQUIRE(bill.has_value());
    BOOST_TEST(bill->split.person_total.is_zero());
    BOOST_TEST(bill->split.hospital.is_zero());
}

BOOST_AUTO_TEST_SUITE_END()
