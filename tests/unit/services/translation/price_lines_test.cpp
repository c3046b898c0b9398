#include "gateway/domain/bill_totals.hpp"
#include "gateway/services/translation/pricing.hpp"
#include "tests/support/mappings.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::translation;

namespace {

std::shared_ptr<const Translator> translator() {
    static const auto loaded = Translator::load(tests::table_set(), "0123456789ab");
    BOOST_TEST_REQUIRE(loaded.has_value(), (loaded ? "" : loaded.error().detail));
    return *loaded;
}

FeeLine line(const char* institution_code, const char* count, const char* price, const char* amount,
             const char* time = "2018-10-16 09:30:00") {
    FeeLine made;
    made.id = LineId(std::string("L-") + institution_code);
    made.institution_list_code = institution_code;
    made.occurred_at = *parse_local_time(time);
    made.count = *Decimal::parse(count);
    made.unit_price = *Decimal::parse(price);
    made.amount = *Money::parse(amount);
    return made;
}

ScopeSplit split(const char* full, const char* over, const char* first, const char* in_scope) {
    return {*Money::parse(full), *Money::parse(over), *Money::parse(first), *Money::parse(in_scope)};
}

Result<std::vector<FeeLine>> priced_lines(std::vector<FeeLine> lines, Vocabulary answerer = Vocabulary::national) {
    std::vector<Unmapped> unmapped;
    return price_lines(*translator(), answerer, std::move(lines), unmapped);
}

FeeLine priced(FeeLine one) {
    auto result = priced_lines({std::move(one)});
    BOOST_TEST_REQUIRE(result.has_value(), (result ? "" : result.error().detail));
    return result->front();
}

void check_split(const FeeLine& one, const ScopeSplit& expected) {
    BOOST_TEST(one.split.full_self_pay.to_yuan() == expected.full_self_pay.to_yuan());
    BOOST_TEST(one.split.over_limit.to_yuan() == expected.over_limit.to_yuan());
    BOOST_TEST(one.split.first_self_pay.to_yuan() == expected.first_self_pay.to_yuan());
    BOOST_TEST(one.split.in_scope.to_yuan() == expected.in_scope.to_yuan());
    BOOST_TEST(one.split.sum().to_yuan() == one.amount.to_yuan());
}

Error error_of(std::vector<FeeLine> lines) {
    const auto result = priced_lines(std::move(lines));
    BOOST_TEST_REQUIRE(!result.has_value());
    return result.error();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pricing_of_lines)

BOOST_AUTO_TEST_CASE(class_a_is_in_scope_as_a_whole) {
    const FeeLine one = priced(line("YP001", "3", "12.36", "37.08"));
    check_split(one, split("0", "0", "0", "37.08"));
    BOOST_TEST(one.med_list_code.empty());  // as sent
    BOOST_TEST(one.national_code == "XJ01CAA040E001010190001");
    BOOST_TEST(one.charge_item_type == "09");
    BOOST_TEST(one.charge_level == "01");
    BOOST_TEST(one.translated.original_code == "YP001");
    BOOST_TEST(one.translated.code == "XJ01CAA040E001010190001");
    BOOST_TEST(one.translated.map_row == "drugs:local:YP001>national@2017-01-01");
    BOOST_TEST(one.translated.map_version == translator()->version());
}

BOOST_AUTO_TEST_CASE(class_b_has_a_first_self_pay_share_rounded_half_away) {
    check_split(priced(line("YP002", "1", "28.75", "28.75")), split("0", "0", "1.44", "27.31"));
    check_split(priced(line("HC002", "1", "17.36", "17.36")), split("0", "0", "1.74", "15.62"));
}

BOOST_AUTO_TEST_CASE(a_price_over_the_ceiling_is_over_limit_before_the_first_self_pay) {
    check_split(priced(line("FW002", "5", "60", "300")), split("0", "100.00", "0", "200.00"));
    check_split(priced(line("HC003", "1", "1850", "1850")), split("0", "350.00", "300.00", "1200.00"));
    check_split(priced(line("FW002", "5", "40", "200")), split("0", "0", "0", "200.00"));
}

BOOST_AUTO_TEST_CASE(class_c_and_what_the_hospital_did_not_approve_is_full_self_pay) {
    check_split(priced(line("FW010", "2", "30", "60")), split("60.00", "0", "0", "0"));
    FeeLine denied = line("YP001", "1", "12.36", "12.36");
    denied.carried.push_back({"feedetail", "hosp_appr_flag", "\"2\""});
    check_split(priced(denied), split("12.36", "0", "0", "0"));
    denied.carried.front().json = "\"1\"";
    check_split(priced(denied), split("0", "0", "0", "12.36"));
}

BOOST_AUTO_TEST_CASE(a_refund_line_splits_to_the_exact_negative) {
    for (const char* code : {"YP002", "HC003", "FW010", "FW002"}) {
        const FeeLine forward = priced(line(code, "3", "60.37", "181.11"));
        const FeeLine refund = priced(line(code, "-3", "60.37", "-181.11"));
        BOOST_TEST((refund.split == -forward.split), code);
    }
}

BOOST_AUTO_TEST_CASE(law_f_allows_a_fen_of_rounding_and_no_more) {
    BOOST_TEST(priced_lines({line("YP001", "3", "0.3333", "1.00")}).has_value());
    BOOST_TEST(priced_lines({line("YP001", "3", "0.3333", "0.99")}).has_value());
    const Error broken = error_of({line("YP001", "3", "0.3333", "1.02")});
    BOOST_TEST(text_of(broken.code).name == "law_f_broken");
    BOOST_TEST(broken.fields == std::vector<std::string>{"feedetail[0].det_item_fee_sumamt"},
               boost::test_tools::per_element());
    BOOST_TEST(broken.detail == "line L-YP001: law F broken by 0.02 yuan");
    BOOST_TEST(priced_lines({line("YP001", "-3", "0.3333", "-1.01")}).has_value());
    BOOST_TEST(text_of(error_of({line("YP001", "-3", "0.3333", "-1.02")}).code).name == "law_f_broken");
}

BOOST_AUTO_TEST_CASE(a_claimed_split_must_equal_ours) {
    FeeLine agreeing = line("FW002", "5", "60", "300");
    agreeing.claimed_split = split("0", "100", "0", "200");
    BOOST_TEST(priced_lines({agreeing}).has_value());

    FeeLine differing = agreeing;
    differing.claimed_split = split("0", "80", "0", "220");
    const Error error = error_of({agreeing, differing});
    BOOST_TEST(text_of(error.code).name == "split_differs");
    const std::vector<std::string> fields{"feedetail[1].overlmt_amt", "feedetail[1].inscp_scp_amt"};
    BOOST_TEST(error.fields == fields, boost::test_tools::per_element());
    BOOST_TEST(error.detail.find("line L-FW002: overlmt_amt is 100.00 by the catalog, 80.00 sent, difference -20.00") !=
                   std::string::npos,
               error.detail);
}

BOOST_AUTO_TEST_CASE(every_fault_of_every_line_is_named_at_once) {
    FeeLine unmapped_national = line("YP001", "1", "12.36", "12.36");
    unmapped_national.med_list_code = "XJ99";
    FeeLine differing = line("YP001", "1", "12.36", "12.36");
    differing.claimed_split = split("12.36", "0", "0", "0");
    const Error error = error_of({line("YP001", "1", "12.36", "12.36"), line("YP999", "1", "1", "1"), unmapped_national,
                                  line("YP001", "2", "12.36", "12.36"), differing});
    BOOST_TEST(text_of(error.code).name == "unmapped_code");
    const std::vector<std::string> fields{"feedetail[1].medins_list_codg", "feedetail[2].med_list_codg",
                                          "feedetail[3].det_item_fee_sumamt", "feedetail[4].fulamt_ownpay_amt",
                                          "feedetail[4].inscp_scp_amt"};
    BOOST_TEST(error.fields == fields, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_line_is_priced_by_the_row_of_its_own_date) {
    check_split(priced(line("FW002", "1", "60", "60", "2016-12-31 23:59:59")), split("0", "25.00", "0", "35.00"));
    check_split(priced(line("FW002", "1", "60", "60", "2017-01-01 00:00:00")), split("0", "20.00", "0", "40.00"));
    BOOST_TEST(text_of(error_of({line("FW002", "1", "60", "60", "2014-12-31 10:00:00")}).code).name == "unmapped_code");
}

BOOST_AUTO_TEST_CASE(where_the_policy_says_hold_a_line_is_held_not_refused) {
    tables::TableSet set = tests::table_set();
    set["unmapped.tsv"] = tests::with_change(set["unmapped.tsv"], "\ndrug\tlocal\tnational\t2017-01-01\t-\trefuse",
                                             "\ndrug\tlocal\tnational\t2017-01-01\t-\thold");
    const auto holding = Translator::load(set, "0123456789ab");
    BOOST_TEST_REQUIRE(holding.has_value());
    std::vector<Unmapped> unmapped;
    const auto held = price_lines(**holding, Vocabulary::national, {line("YP999", "1", "1", "1")}, unmapped);
    BOOST_TEST_REQUIRE(!held.has_value());
    BOOST_TEST(text_of(held.error().code).name == "held_for_mapping");
    BOOST_TEST_REQUIRE(unmapped.size() == 1U);
    BOOST_TEST(unmapped.front().code == "YP999");
    BOOST_TEST(unmapped.front().amount.to_yuan() == "1.00");
    // A fault the hospital has to correct is told first.
    const auto both = price_lines(**holding, Vocabulary::national,
                                  {line("YP999", "1", "1", "1"), line("YP001", "1", "12.36", "99")}, unmapped);
    BOOST_TEST(text_of(both.error().code).name == "law_f_broken");
}

BOOST_AUTO_TEST_CASE(lines_of_residents_away_are_checked_and_nothing_is_recomputed) {
    FeeLine away = line("their own code", "5", "60", "300");
    away.claimed_split = split("0", "77.00", "3.00", "220.00");
    const auto checked = check_lines({away});
    BOOST_TEST_REQUIRE(checked.has_value());
    BOOST_TEST((checked->front().split == *away.claimed_split));

    FeeLine broken = away;
    broken.claimed_split = split("0", "77.00", "3.00", "219.00");
    FeeLine drifted = away;
    drifted.amount = *Money::parse("300.02");
    drifted.claimed_split.reset();
    const auto refused = check_lines({away, broken, drifted});
    BOOST_TEST_REQUIRE(!refused.has_value());
    BOOST_TEST(text_of(refused.error().code).name == "law_f_broken");
    const std::vector<std::string> fields{"feedetail[1].det_item_fee_sumamt", "feedetail[2].det_item_fee_sumamt"};
    BOOST_TEST(refused.error().fields == fields, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(for_a_partner_with_codes_of_its_own_a_line_goes_on_into_them_and_tells_both_rows) {
    const auto lines = priced_lines({line("YP001", "3", "12.36", "37.08")}, Vocabulary::delta);
    BOOST_TEST_REQUIRE(lines.has_value(), (lines ? "" : lines.error().detail));
    const TranslatedCode& code = lines->front().translated;
    BOOST_TEST(code.original_code == "YP001");
    BOOST_TEST(code.code == "XJ01CAA040E001010190001");
    BOOST_TEST(code.map_row ==
               "drugs:local:YP001>national@2017-01-01 + "
               "drugs:national:XJ01CAA040E001010190001>delta@2017-01-01");
    // Sent on, it is not translated a second time.
    std::vector<Unmapped> unmapped;
    const auto again = translate_lines(*translator(), Vocabulary::national, Vocabulary::delta, *lines, unmapped);
    BOOST_TEST(again.value().front().translated.map_row == code.map_row);
}

BOOST_AUTO_TEST_CASE(what_only_the_partner_has_no_code_for_is_held_at_its_sending_and_keeps_nobody_at_the_desk) {
    tables::TableSet set = tests::table_set();
    const std::string row = "national\tXJ01CAA040E001010190001\tdelta";
    std::string& drugs = set["drugs.tsv"];
    const auto begin = drugs.find(row);
    BOOST_TEST_REQUIRE(begin != std::string::npos);
    drugs.erase(begin, drugs.find('\n', begin) - begin + 1);
    const auto without = Translator::load(set, "0123456789ab");
    BOOST_TEST_REQUIRE(without.has_value(), (without ? "" : without.error().detail));
    std::vector<Unmapped> unmapped;
    const auto taken = price_lines(**without, Vocabulary::delta, {line("YP001", "3", "12.36", "37.08")}, unmapped);
    BOOST_TEST_REQUIRE(taken.has_value(), (taken ? "" : taken.error().detail));
    BOOST_TEST(taken->front().translated.code == "XJ01CAA040E001010190001");
    BOOST_TEST_REQUIRE(unmapped.size() == 1U);
    BOOST_TEST((unmapped.front().policy == UnmappedPolicy::hold));
    BOOST_TEST((unmapped.front().to == Vocabulary::delta));
    const auto sent = translate_lines(**without, Vocabulary::national, Vocabulary::delta, *taken, unmapped);
    BOOST_TEST_REQUIRE(!sent.has_value());
    BOOST_TEST(text_of(sent.error().code).name == "held_for_mapping");
    // Once it is mapped, the same line goes.
    unmapped.clear();
    const auto later = translate_lines(*translator(), Vocabulary::national, Vocabulary::delta, *taken, unmapped);
    BOOST_TEST_REQUIRE(later.has_value());
    BOOST_TEST(later->front().translated.map_row.ends_with(">delta@2017-01-01"));
}

BOOST_AUTO_TEST_CASE(category_totals_sum_to_the_bill) {
    const auto lines = priced_lines({line("YP001", "3", "12.36", "37.08"), line("FW002", "5", "60", "300"),
                                     line("YP002", "2", "28.75", "57.5"), line("YP001", "-1", "12.36", "-12.36"),
                                     line("FW010", "1", "30", "30")});
    BOOST_TEST_REQUIRE(lines.has_value(), (lines ? "" : lines.error().detail));
    const BillTotals bill = totals_of(*lines);
    const auto& totals = bill.categories;
    BOOST_TEST_REQUIRE(totals.size() == 3U);
    BOOST_TEST(totals[0].charge_item_type == "01");
    BOOST_TEST(totals[1].charge_item_type == "09");
    BOOST_TEST(totals[1].amount.to_yuan() == "82.22");
    BOOST_TEST(totals[2].charge_item_type == "14");

    Money amount;
    ScopeSplit scope;
    for (const FeeLine& of_bill : *lines) {
        amount += of_bill.amount;
        scope += of_bill.split;
    }
    for (const CategoryTotal& total : totals)
        BOOST_TEST(total.split.sum().to_yuan() == total.amount.to_yuan());
    BOOST_TEST(bill.lines == 5);
    BOOST_TEST(amount.to_yuan() == "412.22");
    BOOST_TEST(amount_of(bill).to_yuan() == "412.22");
    BOOST_TEST((scope == scope_of(bill)));
    BOOST_TEST(scope.sum().to_yuan() == amount.to_yuan());
    BOOST_TEST(scope.full_self_pay.to_yuan() == "30.00");
    BOOST_TEST(scope.over_limit.to_yuan() == "100.00");
    BOOST_TEST(scope.first_self_pay.to_yuan() == "2.88");
}

BOOST_AUTO_TEST_CASE(no_lines_have_no_totals) {
    BOOST_TEST((totals_of({}) == BillTotals{}));
    BOOST_TEST(scope_of({}).sum().is_zero());
    BOOST_TEST(amount_of({}).is_zero());
    BOOST_TEST(priced_lines({}).value().empty());
}

BOOST_AUTO_TEST_SUITE_END()
