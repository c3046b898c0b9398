// A hospital reconciles with the treatment region through its bureau (DOMAIN §2: only what matches is allocated).
#include "gateway/services/reconciliation/institution_service.hpp"
#include "tests/scenarios/story.hpp"
#include "tests/support/memory_institutions.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const Date october = Date::parse("2018-10-01").value();
const InstitutionCode first_hospital("H33020300001");

struct Hospital : Story {
    explicit Hospital(std::string_view title) : Story(title, "2018-10-16 09:00:00") {
        shanghai.will_pay(
            payment({{"总费用", "100.00"}, {"统筹基金", "70.00"}, {"个人账户", "5.00"}, {"现金", "25.00"}}));
    }
    MemoryInstitutionBooks by_institution{books};
    MemoryInstitutionConfirmations words{books};
    MemoryExchangeFiles files;
    reconciliation::InstitutionService service{{by_institution, words, files, clock, randomness}};

    SettledBill settled(const std::string& name) {
        const Bill bill{"B1", "100.00"};
        const VisitId visit = visit_with_bill(name, bill);
        return settle(visitor_call("2207", "m-" + name), visit, bill).value();
    }
    Call asks(std::string infno, std::string message) { return visitor_call(std::move(infno), std::move(message)); }
    std::vector<ports::AllocationLine> allocations(long long first_row = 1) {
        return run(service.allocations(asks("3260", "list"), october, first_row)).value();
    }
    static ports::AllocationAnswer answer_to(const ports::AllocationLine& listed, bool confirmed = true) {
        const ports::InstitutionLine& line = listed.line;
        return {line.id, line.visit, line.settled_at, line.total, line.insured_side_pays(), confirmed};
    }
    std::size_t unconfirmed() { return run(words.unconfirmed(shanghai_day("2018-10-16"))).value().size(); }
    Result<void> confirm(std::string message, std::vector<ports::AllocationAnswer> answers) {
        return run(service.confirm(asks("3261", std::move(message)), october, std::move(answers)));
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(a_hospital_and_its_region)

BOOST_AUTO_TEST_CASE(a_hundred_lines_are_confirmed_in_a_message_and_taken_back) {
    Hospital hospital("医院分批确认：每批至多 100 行，可撤回");
    for (int i = 0; i < 103; ++i)
        hospital.settled("p" + std::to_string(i));
    hospital.when("医院取 3260 清单");
    const auto first_page = hospital.allocations(), second_page = hospital.allocations(101);
    BOOST_TEST(first_page.size() == 100);
    BOOST_TEST(second_page.size() == 3);
    BOOST_TEST(second_page.front().number == 101);
    BOOST_TEST(first_page.front().line.insured_side_pays().to_yuan() == "75.00");
    BOOST_TEST(hospital.unconfirmed() == 103);

    hospital.when("确认 100 行，其中一行不确认");
    std::vector<ports::AllocationAnswer> answers;
    for (const auto& line : first_page)
        answers.push_back(Hospital::answer_to(line));
    answers[7].confirmed = false;
    BOOST_TEST(hospital.confirm("c1", answers).has_value());
    BOOST_TEST(hospital.unconfirmed() == 4);
    hospital.then("未确认的有原因");
    int refused = 0;
    for (const auto& line : hospital.run(hospital.words.unconfirmed(Ningbo::shanghai_day("2018-10-16"))).value())
        refused += line.reason == ports::UnconfirmedLine::Reason::refused ? 1 : 0;
    BOOST_TEST(refused == 1);

    hospital.when("101 行一批：拒绝，什么也不变");
    answers.push_back(Hospital::answer_to(second_page.front()));
    hospital.screen_shows(hospital.confirm("c2", answers), "GW1008", "101 lines, at most 100 a message");
    hospital.when("已确认的再确认：拒绝，整批不记");
    hospital.screen_shows(
        hospital.confirm("c3", {Hospital::answer_to(second_page.front()), Hospital::answer_to(first_page.front())}),
        "GW1703", "confirmed or refused already");
    BOOST_TEST(hospital.unconfirmed() == 4);
    hospital.when("金额与账上不一致：拒绝，指出字段");
    auto other_money = Hospital::answer_to(second_page.front());
    other_money.total += Money::from_fen(1);
    hospital.screen_shows(hospital.confirm("c4", {other_money}), "GW1008", "medfee_sumamt is 100.00 here");

    hospital.when("撤回这一批（3262）");
    const auto roll_back = [&](std::string by) {
        return hospital.run(hospital.service.roll_back(hospital.asks("3262", std::move(by)), october, MessageId("c1")));
    };
    BOOST_TEST(roll_back("r1").value() == 100);
    BOOST_TEST(hospital.unconfirmed() == 103);
    hospital.when("同一报文重发：同一答复；另一报文再撤：拒绝");
    BOOST_TEST(roll_back("r1").value() == 100);
    BOOST_TEST(hospital.unconfirmed() == 103);
    hospital.screen_shows(roll_back("r2"), "GW1701", "no such confirmation stands");
    answers.pop_back();
    BOOST_TEST(hospital.confirm("c5", answers).has_value());
    BOOST_TEST(hospital.unconfirmed() == 4);
}

BOOST_AUTO_TEST_CASE(totals_and_details_find_what_one_side_lacks_and_what_differs) {
    Hospital hospital("医院对总账、对明细：缺的、多的、金额不同的都被指出");
    const SettledBill same = hospital.settled("same"), other = hospital.settled("other"),
                      ours = hospital.settled("ours");
    ports::PeriodTotals period;
    period.insurance_type = InsuranceType("310");
    period.begin = period.end = Date::parse("2018-10-16").value();
    period.total = Money::parse("300.00").value();
    period.fund = Money::parse("210.00").value();
    period.account = Money::parse("15.00").value();
    period.count = 3;
    const auto verdict = [&] {
        return hospital.run(hospital.service.compare_totals(hospital.asks("3201", "t"), period)).value().verdict;
    };
    BOOST_TEST((verdict() == TotalsVerdict::equal));
    period.count = 2;
    period.total = Money::parse("200.00").value();
    BOOST_TEST((verdict() == TotalsVerdict::centre_has_more));

    const Money hundred = Money::parse("100.00").value(), fund = Money::parse("70.00").value(),
                account = Money::parse("5.00").value();
    std::vector<ports::InstitutionRow> rows{
        {"P1", same.visit, same.settlement, hundred, fund, account, false},
        {"P1", other.visit, other.settlement, hundred + hundred, fund, account, false},
        {"P1", {}, SettlementId("NOTHERE"), hundred, fund, account, false},
        {"P1", same.visit, same.settlement, hundred, fund, account, false}};
    const auto results =
        hospital.run(hospital.service.compare_details(hospital.asks("3202", "d"), period, rows, {{5, "bad"}})).value();
    BOOST_REQUIRE(results.size() == 5);
    BOOST_TEST((results[0].verdict == LineVerdict::equal));
    BOOST_TEST((results[1].verdict == LineVerdict::differs));
    BOOST_TEST(results[1].memo == "医疗费总额 200.00/100.00");
    BOOST_TEST((results[2].verdict == LineVerdict::only_sender));
    BOOST_TEST((results[3].verdict == LineVerdict::only_sender));  // one line is matched once
    BOOST_TEST((results[4].verdict == LineVerdict::only_centre));
    BOOST_TEST(results[4].message.text == "m-ours");
    BOOST_TEST(results[4].row.settlement.empty());
    hospital.then("对明细留有记录：对上的只计数，对不上的逐条");
    const auto kept =
        hospital.run(hospital.words.comparisons(first_hospital, period.begin, period.end)).value().front();
    BOOST_TEST(kept.sent == 4);
    BOOST_TEST(kept.matched == 1);
    BOOST_TEST(kept.unreadable == 1);
    BOOST_TEST(kept.differences.size() == 4);
    BOOST_TEST(ours.settlement.text.size() == 30);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
