// What an answer makes of a settlement: booked, unbalanced, or not to be judged (SETTLEMENT §5, decision 0029).
#include "gateway/services/settlement/outcome.hpp"

#include "adapters/national_format/queries.hpp"
#include "gateway/services/translation/fund_rows.hpp"
#include "tests/support/mappings.hpp"
#include "tests/unit/services/settlement/zhang.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const std::vector<std::string>& every_amount() {
    static const std::vector<std::string> names{
        "medfee_sumamt", "fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt",  "inscp_scp_amt",
        "hifp_pay",      "cvlserv_pay",       "hifes_pay",       "hifmi_pay",       "hifob_pay",
        "maf_pay",       "hifdm_pay",         "oth_pay",         "fund_pay_sumamt", "psn_part_amt",
        "acct_pay",      "psn_cash_pay",      "hosp_part_amt",   "acct_mulaid_pay"};
    return names;
}

/// An answer that states all amounts but those.
SettledBill answer_without(const std::vector<std::string>& left_out, PaymentSplit split) {
    SettledBill bill;
    bill.settlement = SettlementId("THEIRS");
    bill.split = std::move(split);
    for (const std::string& name : every_amount())
        if (std::ranges::find(left_out, name) == left_out.end()) bill.amounts_present.push_back(name);
    return bill;
}

SettlementRecord record_of_claim(Money total) {
    SettlementRecord record;
    record.id = SettlementId("OURS");
    record.state = SettlementState::in_doubt;
    record.claimed_total = total;
    return record;
}

settlement::Outcome settled(const SettledBill& bill) {
    return settlement::outcome_of_settle(bill, record_of_claim(bill.split.total));
}

settlement::Outcome asked_for(const SettledBill& bill, QueryResult::State state = QueryResult::State::booked) {
    return settlement::outcome_of_query(QueryResult{state, bill, {}}, record_of_claim(bill.split.total), {});
}

bool is_not_judged(const settlement::Outcome& outcome, std::string_view because) {
    return outcome.event == SettlementEvent::silence && !outcome.bill && outcome.alarm &&
           outcome.alarm->find("OURS") != std::string::npos && outcome.alarm->find(because) != std::string::npos;
}

bool is_unbalanced(const settlement::Outcome& outcome, std::string_view law) {
    return outcome.event == SettlementEvent::answered_yes_unbalanced && outcome.error &&
           outcome.error->code == ErrorCode::answer_unbalanced && outcome.error->detail.find(law) != std::string::npos;
}

PaymentSplit without_hospital_part() {
    PaymentSplit split = published_2304();
    split.hospital = {};
    return split;
}

const translation::Translator& reviewed_classes() {
    static const auto loaded = translation::Translator::load(table_set(), "0123456789ab").value();
    return *loaded;
}

PaymentSplit summed_by_rows(PaymentSplit split, const std::vector<std::string>& left_out = {}) {
    SettledBill bill = answer_without(left_out, std::move(split));
    translation::sum_into_classes(bill, reviewed_classes());
    return bill.split;
}

/// 60 of a bill of 100 from funds, 48 of them in the column of hifp.
PaymentSplit twelve_in_no_column(std::string type) {
    PaymentSplit split;
    split.total = yuan("100");
    split.fund_total = yuan("60");
    split.funds[Fund::hifp] = yuan("48");
    split.cash = split.person_total = yuan("40");
    split.payments = {{"310100", "", yuan("48"), {}, "", ""}, {std::move(type), "", yuan("12"), {}, "", ""}};
    return split;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(outcome)

BOOST_AUTO_TEST_CASE(what_balances_is_booked_whatever_was_left_out) {
    const SettledBill bill = answer_without({"psn_part_amt", "hosp_part_amt", "hifdm_pay"}, published_2304());
    BOOST_TEST((settled(bill).event == SettlementEvent::answered_yes));
    BOOST_TEST((asked_for(bill).event == SettlementEvent::query_says_booked));
    BOOST_TEST(settled(bill).differences.empty());
}

BOOST_AUTO_TEST_CASE(a_settlement_found_by_a_published_5203_answer_is_booked_with_what_the_hospital_bears) {
    std::ifstream in(std::string(CLEARING_SOURCE_DIR) + "/tests/golden/national_format/5203-answer-published.json");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const json::Value answer = json::parse(text).value();
    const auto found = national_format::read_found_settlements(*answer.find("output")).value();
    BOOST_REQUIRE(found.size() == 1);
    const settlement::Outcome outcome = asked_for(found[0].bill);
    BOOST_TEST((outcome.event == SettlementEvent::query_says_booked));
    BOOST_TEST(outcome.differences.empty());
    BOOST_TEST_REQUIRE(outcome.bill.has_value());
    BOOST_TEST(outcome.bill->split.hospital.to_yuan() == "505.01");
}

BOOST_AUTO_TEST_CASE(ms_zhangs_answer_is_unbalanced_whatever_it_leaves_out_that_is_known_all_the_same) {
    PaymentSplit printed = zhang_as_printed();
    BOOST_TEST(is_unbalanced(settled(answer_without({}, printed)), "law A broken by 2.00"));
    BOOST_TEST(is_unbalanced(settled(answer_without({"psn_part_amt", "hifdm_pay"}, printed)), "law A broken by 2.00"));
    SettledBill says_nothing_of_it;
    says_nothing_of_it.split = printed;
    BOOST_TEST(is_unbalanced(asked_for(says_nothing_of_it), "law A broken by 2.00"));
    // 5203 has no field for a hospital's part; rows that add up without one say that there is none.
    printed.payments = {{"310100", "", yuan("1126.60"), {}, "", ""}};
    for (const auto state : {QueryResult::State::booked, QueryResult::State::cancelled})
        BOOST_TEST(is_unbalanced(asked_for(answer_without({"hosp_part_amt", "hifdm_pay"}, printed), state),
                                 "law A broken by 2.00"));
}

BOOST_AUTO_TEST_CASE(a_law_that_lacks_an_amount_which_was_left_out_is_not_judged) {
    PaymentSplit no_rows = without_hospital_part();
    no_rows.payments.clear();
    BOOST_TEST(is_not_judged(asked_for(answer_without({"hosp_part_amt"}, no_rows)), "law A"));
    BOOST_TEST(is_not_judged(settled(answer_without({"hosp_part_amt"}, no_rows)), "hosp_part_amt"));
    PaymentSplit row_without_amount = without_hospital_part();
    row_without_amount.payments[1].amount = {};
    BOOST_TEST(is_not_judged(asked_for(answer_without({"hosp_part_amt"}, row_without_amount)), "hosp_part_amt"));
    PaymentSplit contradicted = without_hospital_part();
    contradicted.payments[1].amount = yuan("400.00");
    BOOST_TEST(is_not_judged(asked_for(answer_without({"hosp_part_amt"}, contradicted)), "hosp_part_amt"));

    PaymentSplit nobody_pays = published_2304();
    nobody_pays.person_total = nobody_pays.account = {};
    BOOST_TEST(is_not_judged(settled(answer_without({"psn_part_amt", "acct_pay"}, nobody_pays)), "psn_part_amt"));
    PaymentSplit no_cash = published_2304();
    no_cash.cash = {};
    BOOST_TEST(is_not_judged(settled(answer_without({"psn_cash_pay"}, no_cash)), "psn_cash_pay"));
    PaymentSplit no_disabled = published_2304();
    no_disabled.funds[Fund::hifob] -= yuan("10");
    BOOST_TEST(is_not_judged(settled(answer_without({"hifdm_pay"}, no_disabled)), "law D"));
    PaymentSplit no_sum = published_2304();
    no_sum.fund_total = {};
    BOOST_TEST(is_not_judged(settled(answer_without({"fund_pay_sumamt", "hifdm_pay"}, no_sum)), "fund_pay_sumamt"));
}

BOOST_AUTO_TEST_CASE(what_is_stated_and_wrong_is_unbalanced_however_much_was_left_out) {
    // Parts that come to more than their sum come to more still with what was left out.
    PaymentSplit too_much = published_2304();
    too_much.hospital = {};
    too_much.fund_total += yuan("600");
    too_much.funds[Fund::hifob] += yuan("600");
    BOOST_TEST(is_unbalanced(settled(answer_without({"hosp_part_amt", "hifdm_pay"}, too_much)), "law A"));
    PaymentSplit more_funds = published_2304();
    more_funds.funds[Fund::maf] = yuan("10");
    BOOST_TEST(is_unbalanced(settled(answer_without({"hifdm_pay"}, more_funds)), "law D broken by -10.00"));
    // One law that is broken for certain is enough.
    PaymentSplit wrong_cash = without_hospital_part();
    wrong_cash.payments.clear();
    wrong_cash.cash -= yuan("1");
    BOOST_TEST(is_unbalanced(settled(answer_without({"hosp_part_amt"}, wrong_cash)), "law B broken by 1.00"));
}

BOOST_AUTO_TEST_CASE(more_mutual_aid_than_account_is_unbalanced_for_the_books_would_refuse_it_for_ever) {
    PaymentSplit split = published_2304();
    split.mutual_aid = split.account;
    BOOST_TEST((settled(answer_without({}, split)).event == SettlementEvent::answered_yes));
    split.mutual_aid += Money::from_fen(1);
    BOOST_TEST(is_unbalanced(settled(answer_without({}, split)), "law B broken by 0.01"));
    BOOST_TEST(is_unbalanced(asked_for(answer_without({"psn_part_amt"}, split)), "law B broken by 0.01"));
}

BOOST_AUTO_TEST_CASE(a_fund_type_without_a_column_is_summed_into_other_fund_where_law_d_lacks_it) {
    for (const char* type : {"610200", "999997", "999109", "never seen"}) {
        const PaymentSplit split = summed_by_rows(twelve_in_no_column(type));
        BOOST_TEST(split.funds[Fund::oth].to_yuan() == "12.00", type);
        BOOST_TEST(balance_breaches(split).empty(), type);
        BOOST_TEST((summed_by_rows(split) == split), type);
    }
    // Some of the open list may be in the column already.
    PaymentSplit partly = twelve_in_no_column("610200");
    partly.payments.push_back({"999997", "", yuan("3"), {}, "", ""});
    partly.funds[Fund::oth] = yuan("3");
    partly.funds[Fund::hifp] = yuan("45");
    BOOST_TEST(summed_by_rows(partly).funds[Fund::oth].to_yuan() == "15.00");
    // A cancel's negative amounts alike, or its answer would differ from what was booked.
    const PaymentSplit negative = twelve_in_no_column("610200").negated();
    BOOST_TEST(summed_by_rows(negative).funds[Fund::oth].to_yuan() == "-12.00");
}

BOOST_AUTO_TEST_CASE(a_component_whose_column_was_left_out_is_summed_from_its_rows) {
    const PaymentSplit split = twelve_in_no_column("350100");
    BOOST_TEST(summed_by_rows(split, {"hifdm_pay"}).funds[Fund::hifdm].to_yuan() == "12.00");
    BOOST_TEST((summed_by_rows(split) == split));
}

BOOST_AUTO_TEST_CASE(rows_that_do_not_come_to_exactly_what_law_d_lacks_change_nothing) {
    const auto stays = [](const PaymentSplit& split) { return summed_by_rows(split) == split; };
    PaymentSplit one_fen = twelve_in_no_column("610200");
    one_fen.payments[1].amount += Money::from_fen(1);
    BOOST_TEST(stays(one_fen));
    BOOST_TEST(stays(twelve_in_no_column("310101")));  // of a column that is stated
    BOOST_TEST(stays(twelve_in_no_column("310200")));  // of the account
    BOOST_TEST(stays(twelve_in_no_column("999996")));  // of the hospital
    PaymentSplit no_rows = twelve_in_no_column("610200");
    no_rows.payments.clear();
    BOOST_TEST(stays(no_rows));
    PaymentSplit too_many_funds = twelve_in_no_column("310100");
    too_many_funds.funds[Fund::hifp] = yuan("60");
    too_many_funds.funds[Fund::oth] = yuan("10");
    BOOST_TEST(stays(too_many_funds));
    BOOST_TEST(stays(zhang_as_printed()));
    BOOST_TEST(stays(published_2304()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
