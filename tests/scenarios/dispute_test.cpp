// A dispute over part of a line, in the books of both sides (SETTLEMENT §3, §6).
#include "gateway/services/reconciliation/case_desk.hpp"
#include "gateway/services/reconciliation/cases_in_books.hpp"
#include "gateway/services/reconciliation/reconcile_order.hpp"
#include "tests/scenarios/finance_story.hpp"
#include "tests/support/memory_difference_cases.hpp"

#include <algorithm>

namespace clearing::tests {
namespace {

/// Days with a gateway that stands beside this one: what we close and propose it compares and answers from its own
/// books.
class OtherGateway final : public ports::DayPartner {
public:
    explicit OtherGateway(Ningbo& other) : other_(other) {}

    std::vector<SettlementKey> disputed_by_its_people;  ///< named at the next proposal, once
    bool loses_its_yes = false;                         ///< the next one

    ports::awaitable<Result<ports::TotalsAnswer>> compare_totals(DayTotals totals, std::vector<DayLine>) override {
        totals.key = as_seen_there(totals.key);
        const auto verdict = co_await other_.partner_days.close(std::move(totals));
        if (!verdict) co_return fail(verdict.error());
        co_return ports::TotalsAnswer{verdict->equal, "differs"};
    }
    ports::awaitable<Result<std::vector<DayLine>>> details(DayKey key, std::vector<DayLine>) override {
        co_return co_await other_.partner_days.details(as_seen_there(key), {}, 1'000);
    }
    ports::awaitable<Result<ports::StatementVerdict>> propose(Statement statement,
                                                              std::vector<SettlementKey> disputed) override {
        if (!disputed_by_its_people.empty())
            co_return ports::StatementVerdict{false, std::exchange(disputed_by_its_people, {})};
        ports::StatementProposal proposal{statement.id, statement.formula.id, statement.clearing, std::move(disputed),
                                          statement.adjustments};
        auto verdict = co_await other_.partner_days.agree(as_seen_there(statement.key), std::move(proposal));
        if (verdict && verdict->agreed && std::exchange(loses_its_yes, false))
            co_return fail(ErrorCode::peer_unreachable);
        co_return verdict;
    }
    FieldsJudged fields_judged() const override { return {}; }

private:
    static DayKey as_seen_there(DayKey key) {
        key.direction = Direction::resident_away;
        return key;
    }
    Ningbo& other_;
};

/// One side's people and their cases.
struct CaseOffice {
    CaseOffice(Ningbo& its_gateway, FinanceDesk& finance)
        : gateway(its_gateway),
          in_books(finance.adjustments),
          desk(cases, gateway.settlements, gateway.clock, &in_books) {
        gateway.day_world.cases = &cases;
        gateway.day_world.settlements = &gateway.settlements;
    }

    Ningbo& gateway;
    MemoryCases rows;
    MemoryDifferenceCases cases{gateway.books, rows};
    reconciliation::CasesInBooks in_books;
    reconciliation::CaseDesk desk;

    std::vector<DifferenceCase> live() {
        std::vector<DifferenceCase> all = gateway.run(cases.list({})).value();
        std::erase_if(all, [](const DifferenceCase& one) { return is_over(one.state); });
        return all;
    }
    void takes_in_hand() { gateway.run(desk.assign(live().at(0).no, "lead", "li")).value(); }
    /// The region is owed so much less; another person than the owner says so.
    void accepts_less(std::string_view yuan) {
        const auto in_hand = gateway.run(cases.list({.owner = "li"})).value();
        reconciliation::ResolveOrder order{in_hand.at(0).no, "wu", "双方同意少付", {}};
        order.money = reconciliation::ResolveOrder::Money{true, true, {{Component::hifp, Money::parse(yuan).value()}}};
        const auto ended = gateway.run(desk.resolve(order));
        BOOST_REQUIRE_MESSAGE(ended.has_value(), why(ended));
    }
    void finds_it_alike() {
        const auto in_hand = gateway.run(cases.list({.owner = "li"})).value();
        const auto ended = gateway.run(desk.resolve({in_hand.at(0).no, "wu", "两边一致", {}}));
        BOOST_REQUIRE_MESSAGE(ended.has_value(), why(ended));
    }
    void compares_again(std::string_view day) {
        reconciliation::ReconcileOrder order(gateway.day_world);
        BOOST_REQUIRE(gateway.run(order.run(Ningbo::shanghai_day(day), "li", {})).has_value());
    }
};

/// Ningbo treats a person of the other side, and both gateways keep their books of it.
struct Dispute : FinanceStory {
    explicit Dispute(std::string_view title) : FinanceStory(title) {
        other_sides.platforms.at(PlatformName("delta")).days = &partner;
    }

    Ningbo far;
    OtherGateway partner{far};
    FinanceDesk far_finance{far};
    CaseOffice office{*this, finance}, far_office{far, far_finance};

    /// The other side books the same bill under the key it was sent.
    SettlementKey treated_and_booked_there(const std::string& name, std::string_view fund) {
        const SettledBill bill = treated(name, fund);
        const SettlementKey key = record(bill.settlement).key;
        far.core.will_pay(bill.split);
        Call call = far.resident_call("2207", name, "2018-10-16");
        call.key = key;
        const VisitId visit = far.resident_visit(name);
        BOOST_REQUIRE(far.settle(call, visit, {"B1", bill.split.total.to_yuan()}).has_value());
        return key;
    }
    Statement closed_on_both_sides(std::string_view day) {
        const std::string night = ClearingDay::parse(day).value().next().to_text() + " 00:30:00";
        far.clock.set(night);
        const Statement ours = cleared(day);
        const Statement theirs = far.run(far.days.statement(statement_id(shanghai_day(day, Direction::resident_away),
                                                                         DivisionCode("330200"))))
                                     .value()
                                     .value();
        BOOST_TEST((ours.clearing == theirs.clearing));
        BOOST_TEST(ours.receivable_or_payable().to_yuan() == theirs.receivable_or_payable().to_yuan());
        BOOST_TEST(ours.left_out.size() == theirs.left_out.size());
        return ours;
    }
    void both_sides_owe(std::string_view uncleared, std::string_view cleared_by_now) {
        BOOST_TEST(balance(Account::r1).to_yuan() == uncleared);
        BOOST_TEST(balance(Account::r2).to_yuan() == cleared_by_now);
        BOOST_TEST((-far.balance(Account::p1)).to_yuan() == uncleared);
        BOOST_TEST((-far.balance(Account::p2)).to_yuan() == cleared_by_now);
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(disputes_on_both_sides)

BOOST_AUTO_TEST_CASE(a_line_accepted_less_by_both_sides_clears_the_next_day_as_the_rest_of_it) {
    Dispute story("争议：一笔 1,000 元少认 100 元，次日按 900 元清算");
    const SettlementKey disputed = story.treated_and_booked_there("zhang", "998.00");
    story.treated_and_booked_there("li", "500.00");
    story.when("参保地对其中一笔有异议：当日先清其余");
    story.partner.disputed_by_its_people = {disputed};
    const Statement first = story.closed_on_both_sides("2018-10-16");
    story.statement_says(first, {{"状态", "agreed_with_carried_lines"}, {"应收", "502.00"}, {"未清算", "1"}});
    story.both_sides_owe("1000.00", "502.00");

    story.when("两边各自立案、指定经办，由另一人同意少付 100.00");
    for (CaseOffice* office : {&story.office, &story.far_office}) {
        office->takes_in_hand();
        office->accepts_less("100.00");
    }
    story.both_sides_owe("900.00", "502.00");
    const Statement second = story.closed_on_both_sides("2018-10-17");
    story.statement_says(second, {{"应收", "1000.00"}, {"补清", "1"}, {"未清算", "0"}});
    story.then("两边未清算都归零；清算之和 = 502.00 + 900.00");
    story.both_sides_owe("0.00", "1402.00");
    BOOST_TEST(story.office.live().empty());
    BOOST_TEST(story.far_office.live().empty());
}

BOOST_AUTO_TEST_CASE(a_yes_that_was_lost_is_what_both_sides_state_although_the_lines_are_alike_by_now) {
    Dispute story("争议：参保地已同意（其中一笔暂缓），同意的回信丢失；再对时两边已一致");
    const SettlementKey disputed = story.treated_and_booked_there("zhang", "998.00");
    story.treated_and_booked_there("li", "500.00");
    story.partner.disputed_by_its_people = {disputed};
    story.partner.loses_its_yes = true;
    story.far.clock.set("2018-10-17 00:30:00");
    story.clock.set("2018-10-17 00:30:00");
    BOOST_TEST(!story.run(story.day_service.close(Ningbo::shanghai_day("2018-10-16"), {})).has_value());
    story.when("再次日终：本地不再有异议，但参保地已按少一笔记账");
    const Statement first = story.closed_on_both_sides("2018-10-16");
    story.statement_says(first, {{"状态", "agreed_with_carried_lines"}, {"应收", "502.00"}, {"未清算", "1"}});
    story.both_sides_owe("1000.00", "502.00");

    story.when("两边了结（不动账），次日清算");
    for (CaseOffice* office : {&story.office, &story.far_office}) {
        office->takes_in_hand();
        office->finds_it_alike();
    }
    story.closed_on_both_sides("2018-10-17");
    story.both_sides_owe("0.00", "1502.00");
}

BOOST_AUTO_TEST_CASE(a_line_that_one_side_still_has_in_hand_waits_with_what_was_taken_off) {
    Dispute story("争议：一边已了结，另一边还在办，谁也不先清");
    const SettlementKey disputed = story.treated_and_booked_there("zhang", "998.00");
    story.partner.disputed_by_its_people = {disputed};
    story.closed_on_both_sides("2018-10-16");
    story.office.takes_in_hand();
    story.far_office.takes_in_hand();
    story.when("就医地先同意少收 100.00；参保地尚未了结");
    story.office.accepts_less("100.00");
    const Statement second = story.closed_on_both_sides("2018-10-17");
    story.statement_says(second, {{"应收", "0.00"}, {"未清算", "1"}});
    story.then("扣减不先于本笔清算：应收已清算仍为零，而不是 −100.00");
    BOOST_TEST(story.balance(Account::r2).to_yuan() == "0.00");
    BOOST_TEST(story.balance(Account::r1).to_yuan() == "900.00");

    story.when("参保地也了结；就医地再核对一次，两边一致");
    story.far_office.accepts_less("100.00");
    story.office.compares_again("2018-10-17");
    story.closed_on_both_sides("2018-10-18");
    story.both_sides_owe("0.00", "900.00");
    BOOST_TEST(story.office.live().empty());
    BOOST_TEST(story.far_office.live().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
