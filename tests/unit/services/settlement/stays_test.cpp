// Bills of a stay: its lines have no bill, so each bill wants all that are free (decision 0027).
#include "tests/support/ningbo.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct Stay : Ningbo {
    Stay() {
        hub.setl_time = "2018-10-16 09:30:00";
        visit = register_visit(guiyang_call("2401", "stay"), "2018-10-10 08:00:00").value();
        BOOST_REQUIRE(charge("L1", "100.00"));
    }
    bool charge(const std::string& line, const std::string& amount) {
        return upload(guiyang_call("2301", "up-" + line), visit, {"", amount}, line).has_value();
    }
    Result<SettledBill> settle_bill(const std::string& message, const std::string& number, const std::string& total) {
        return settle(guiyang_call("2304", message), visit, {number, total});
    }
    std::string id_of(const std::string& message) { return record_of(guiyang_call("2304", message)).id.text; }

    VisitId visit;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(stays, Stay)

BOOST_AUTO_TEST_CASE(the_next_bill_of_a_stay_waits_for_the_outcome_of_the_one_before) {
    hub.answer_next({Happening::lost_reply});
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW3001");
    // Nobody knows yet whose the line is.
    const auto second = settle_bill("m2", "0", "100.00");
    BOOST_TEST(code_of_answer(second) == "GW3001");
    BOOST_TEST(second.error().settlement_id == id_of("m1"));
    BOOST_TEST(hub.times_asked("settle") == 1);
    // Nor is a bill of what came since refused for good: its message may come again.
    BOOST_TEST(charge("L2", "50.00"));
    BOOST_TEST(code_of_answer(settle_bill("m3", "2", "50.00")) == "GW3001");
    BOOST_TEST(resolve().value() == 1);
    BOOST_TEST(code_of_answer(settle_bill("m3", "2", "50.00")) == "0");
    BOOST_TEST(code_of_answer(settle_bill("m2", "0", "100.00")) == "GW1503");
    BOOST_TEST((balance(Account::r1) == Money::parse("150.00").value()));
}

BOOST_AUTO_TEST_CASE(of_two_bills_of_a_stay_that_want_the_same_line_at_once_one_gets_it) {
    bool has_come = false;
    books.travel = [&](std::string_view call) -> ports::awaitable<void> {
        if (call != "settlement.open" || std::exchange(has_come, true)) co_return;
        const Call other = guiyang_call("2304", "m2");
        auto answer = co_await desk.settle(other, claim(other, visit, {"2", "100.00"}));
        BOOST_TEST(code_of_answer(answer) == "0");
    };
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW1503");
    BOOST_TEST(hub.times_asked("settle") == 1);
    BOOST_TEST((balance(Account::r1) == Money::parse("100.00").value()));
}

BOOST_AUTO_TEST_CASE(one_that_was_not_sent_holds_nothing_and_is_checked_again_when_it_comes_again) {
    hub.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW2001");
    hub.answer_next({Happening::lost_reply});
    BOOST_TEST(code_of_answer(settle_bill("m2", "2", "100.00")) == "GW3001");
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW3001");
    resolve().value();
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW1503");
    BOOST_TEST(hub.times_asked("settle") == 2);
}

BOOST_AUTO_TEST_CASE(a_line_that_comes_between_the_checks_and_the_second_sending_is_seen) {
    hub.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW2001");
    bool has_come = false;
    books.travel = [&](std::string_view call) -> ports::awaitable<void> {
        if (call != "settlement.apply" || std::exchange(has_come, true)) co_return;
        FeeLine late;
        late.id = LineId("late");
        late.amount = Money::parse("1.00").value();
        BOOST_TEST((co_await visits.add_lines(books.visits.rbegin()->first, {late})).has_value());
    };
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW2004");
    // Checked again, its bill is not any more what it says.
    BOOST_TEST(code_of_answer(settle_bill("m1", "1", "100.00")) == "GW1407");
    BOOST_TEST(hub.times_asked("settle") == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
