#include "gateway/infra/export/statement.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::exports;

namespace {

Money yuan(const char* text) {
    return *Money::parse(text);
}

/// Ms Zhang corrected (SETTLEMENT §6): fund 1,126.60, account 2.00, cash 240.23, receivable 1,128.60.
PaymentSplit zhang() {
    PaymentSplit split;
    split.total = yuan("1368.83");
    split.funds[Fund::hifp] = yuan("1126.60");
    split.fund_total = yuan("1126.60");
    split.account = yuan("2.00");
    split.cash = yuan("240.23");
    split.person_total = yuan("242.23");
    return split;
}

const ClearingFormula everything{"default", {clearable_components.begin(), clearable_components.end()}};

Statement statement() {
    Statement s;
    s.key = {PlatformName("delta"), DivisionCode("310000"), Direction::visitor, *ClearingDay::parse("2018-10-16")};
    s.id = statement_id(s.key, DivisionCode("330200"));
    s.state = DayState::agreed_with_carried_lines;
    s.formula = everything;
    s.cells.push_back({InsuranceType("310"), CareSetting::outpatient, 1, 0, zhang()});
    s.clearing = {{InsuranceType("310"), CareSetting::outpatient, Component::hifp, yuan("1126.60")},
                  {InsuranceType("310"), CareSetting::outpatient, Component::acct, yuan("2.00")}};
    s.trial_balance = {{Account::r1, Component::hifp, yuan("1126.60"), yuan("1126.60")},
                       {Account::r2, Component::hifp, yuan("1126.60"), Money()},
                       {Account::h, Component::hifp, Money(), yuan("1126.60")},
                       {Account::r2, Component::acct, yuan("2.00"), Money()},
                       {Account::h, Component::acct, Money(), yuan("2.00")}};
    s.left_out.push_back({{DivisionCode("330200"), SettlementId("330200CARRIED")}, "in doubt", yuan("80.00")});
    s.differences.push_back({DifferenceKind::total,
                             {DivisionCode("330200"), SettlementId("330200DIFFERS")},
                             "-3.00",
                             "=1+1",
                             "total, see note"});
    s.made_at = *parse_local_time("2018-10-17 00:05:00");
    return s;
}

Naming naming() {
    return {DivisionCode("330200"),
            [](const DivisionCode& code) { return std::string(code.text == "310000" ? "上海市" : ""); }};
}

std::vector<std::string> lines_of(const std::string& text, std::string_view end) {
    std::vector<std::string> lines;
    for (std::size_t at = 0, next; at < text.size(); at = next + end.size()) {
        next = std::min(text.find(end, at), text.size());
        lines.push_back(text.substr(at, next - at));
    }
    return lines;
}

void check_contains(const std::string& text, std::string_view part) {
    BOOST_CHECK_MESSAGE(text.find(part) != std::string::npos, "\"" << part << "\" is not in:\n" << text);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_csv_reads_as_finance_expects_and_every_row_has_as_many_cells_as_its_titles) {
    const std::vector<std::string> lines = lines_of(to_csv(statement(), naming(), {}), "\r\n");
    BOOST_CHECK_EQUAL(lines[0],
                      "对账单号,平台,清算日,参保地,就医地,方向,险种,就医类别,结算人次,撤销人次,人次,医疗费总额,"
                      "基本医保统筹,公务员补助,企业补充,居民大病,职工大额,医疗救助,伤残人员保障,其他基金,基金支付合计,"
                      "个人账户（含共济）,其中账户共济,个人现金,医院负担,应收");
    BOOST_CHECK_EQUAL(lines[1],
                      "330200-delta-310000-visitor-2018-10-16,delta,2018-10-16,310000 上海市,330200,外来就医,"
                      "310 职工基本医疗保险,门诊,1,0,1,1368.83,1126.60,0.00,0.00,0.00,0.00,0.00,0.00,0.00,1126.60,2.00,"
                      "0.00,240.23,0.00,1128.60");
    check_contains(lines[2], ",合计,,1,0,1,1368.83,1126.60,");
    std::size_t cells = 0;
    bool after_empty_line = true;
    for (const std::string& line : lines) {
        const auto count = static_cast<std::size_t>(std::ranges::count(line, ','));
        if (after_empty_line) cells = count;
        const bool quoted = line.find('"') != std::string::npos;
        if (!line.empty() && !quoted) BOOST_CHECK_MESSAGE(count == cells, line);
        after_empty_line = line.empty();
    }
}

BOOST_AUTO_TEST_CASE(the_csv_holds_the_trial_balance_and_what_was_left_out_and_differs) {
    const std::string csv = to_csv(statement(), naming(), {});
    check_contains(csv, "R1,应收异地—未清算,hifp,基本医保统筹,1126.60,1126.60\r\n");
    check_contains(csv, "合计,借贷平衡,acct,个人账户,2.00,2.00\r\n");
    check_contains(csv, "330200CARRIED,结果未知,80.00\r\n");
    check_contains(csv, "330200DIFFERS,总额不符,-3.00,'=1+1,\"total, see note\"\r\n");
}

BOOST_AUTO_TEST_CASE(an_unbalanced_component_is_said_in_the_csv_and_in_the_text) {
    Statement s = statement();
    s.trial_balance.back().credits = yuan("1.99");
    check_contains(to_csv(s, naming(), {}), "合计,借贷不平,acct,个人账户,2.00,1.99\r\n");
    check_contains(to_text(s, naming()), "账不平！");
    BOOST_CHECK_EQUAL(*summary_of(s, naming()).find("balances")->as_bool(), false);
}

BOOST_AUTO_TEST_CASE(a_resident_away_is_insured_here_and_payable) {
    Statement s = statement();
    s.key.direction = Direction::resident_away;
    const std::string csv = to_csv(s, naming(), {});
    check_contains(csv, ",应付\r\n");
    check_contains(csv, ",330200,310000 上海市,本地参保人外出就医,");
    BOOST_CHECK_EQUAL(*to_json(s, naming()).find("payable")->as_string(), "1128.60");
    BOOST_CHECK(!to_json(s, naming()).find("receivable"));
}

BOOST_AUTO_TEST_CASE(the_json_states_amounts_as_exact_texts) {
    const json::Value value = to_json(statement(), naming());
    BOOST_CHECK_EQUAL(*value.find("receivable")->as_string(), "1128.60");
    const json::Value& cell = value.find("cells")->as_array()->front();
    BOOST_CHECK_EQUAL(*cell.find("cleared")->as_string(), "1128.60");
    BOOST_CHECK_EQUAL(*cell.find("sums")->find("funds")->find("hifp")->as_string(), "1126.60");
    BOOST_CHECK_EQUAL(*value.find("insured_region_name")->as_string(), "上海市");
    BOOST_CHECK_EQUAL(value.find("trial_balance")->find("components")->as_array()->size(), 2);
    BOOST_CHECK_EQUAL(value.find("differences")->as_array()->size(), 1);
}

BOOST_AUTO_TEST_CASE(the_text_shows_the_books_check_and_only_components_that_occur) {
    const std::string text = to_text(statement(), naming());
    check_contains(text, "参保地 310000 上海市  就医地 330200  外来就医");
    check_contains(text, "账平\n");
    check_contains(text, "未清算结转 1 笔");
    check_contains(text, "差异 1 条");
    check_contains(text, "1128.60");
    BOOST_CHECK_EQUAL(text.find("居民大病"), std::string::npos);
}

BOOST_AUTO_TEST_CASE(why_a_line_did_not_clear_is_read_in_chinese_and_kept_in_english) {
    Statement s = statement();
    s.left_out.push_back(
        {{DivisionCode("330200"), SettlementId("330200B")}, std::string(disputed_reason), yuan("1.00")});
    s.left_out.push_back({{DivisionCode("330200"), SettlementId("330200C")}, "a newer reason", yuan("1.00")});
    const std::string text = to_text(s, naming());
    for (const char* words : {"结果未知", "与对方不符", "a newer reason"})
        check_contains(text, words);
    BOOST_CHECK_EQUAL(text.find("disputed"), std::string::npos);
    BOOST_CHECK_EQUAL(to_csv(s, naming(), {}).find("disputed"), std::string::npos);
    const json::Value value = to_json(s, naming());
    BOOST_CHECK_EQUAL(*value.find("left_out")->as_array()->at(1).find("reason")->as_string(), "disputed");
}

BOOST_AUTO_TEST_CASE(an_empty_day_still_prints) {
    Statement s = statement();
    s.cells.clear();
    s.clearing.clear();
    s.trial_balance.clear();
    s.left_out.clear();
    s.differences.clear();
    check_contains(to_text(s, naming()), "差异 无");
    check_contains(to_csv(s, naming(), {}), "合计,,0,0,0,0.00");
}

BOOST_AUTO_TEST_CASE(every_state_component_and_kind_has_a_chinese_word) {
    for (int i = 0; i <= static_cast<int>(DayState::waiting_for_partner); ++i)
        BOOST_CHECK(!chinese(static_cast<DayState>(i)).empty());
    for (int i = 0; i <= static_cast<int>(SettlementState::cancelled); ++i)
        BOOST_CHECK(!chinese(static_cast<SettlementState>(i)).empty());
    for (int i = 0; i <= static_cast<int>(DifferenceKind::details_total); ++i)
        BOOST_CHECK(!chinese(static_cast<DifferenceKind>(i)).empty());
    for (int i = 0; i <= static_cast<int>(Component::unallocated); ++i)
        BOOST_CHECK(!chinese(static_cast<Component>(i)).empty());
}
