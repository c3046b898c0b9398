// Each hop has less time than the last, and an order with too little of it is refused before anything happens
// (DESIGN §3 rule 9).
#include "tests/unit/services/settlement/zhang.hpp"

#include <functional>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

using namespace std::chrono_literals;

/// A visitor with a bill, one with a settlement, one whose settlement could not be sent; a resident's stay with a line.
struct UnderDeadlines : Ningbo {
    UnderDeadlines() {
        shanghai.will_pay(zhang_corrected());
        open = visit_with_bill("open", zhang);
        paid = visit_with_bill("paid", zhang);
        settled = settle(visitor_call("2207", "paid"), paid, zhang).value().settlement;
        unsent = visit_with_bill("unsent", zhang);
        shanghai.answer_next({Happening::unreachable});
        BOOST_REQUIRE_EQUAL(code_of_answer(settle(visitor_call("2207", "unsent"), unsent, zhang)).substr(0, 3), "GW2");
        stay = register_visit(beijing_call("2401", "stay"), "2018-10-10 08:00:00").value();
        upload(beijing_call("2301", "line"), stay, {"", "30.00"}, "L1").value();
    }

    struct Order {
        std::string_view what;
        ScriptedOtherSide& answerer;
        std::chrono::milliseconds at_most;  ///< its kind of answer takes
        std::function<std::string(std::chrono::milliseconds left)> give;
    };

    Call with_time(Call call, std::chrono::milliseconds left) {
        call.deadline = clock.steady() + left;
        return call;
    }
    Result<PersonAnswer> ask_person(Call call) {
        PersonRequest request;
        request.person.number = "P-310115";
        return run(desk.person(std::move(call), std::move(request)));
    }
    Result<EntitlementAnswer> ask_entitlement(Call call) {
        EntitlementRequest request;
        request.person.number = "P-310115";
        request.insurance_type = InsuranceType("310");
        request.med_type = "11";
        return run(desk.entitlement(std::move(call), std::move(request)));
    }
    Result<void> remove_line(Call call) {
        FeeRemoval removal;
        removal.visit = stay;
        removal.lines = {LineId("L1")};
        return run(desk.remove_fees(std::move(call), std::move(removal)));
    }

    /// Every order that asks another side, each possible once.
    std::vector<Order> orders() {
        const ports::AnswerTimes times;
        const auto visitor = [this](std::string infno, std::string message, std::chrono::milliseconds left) {
            return with_time(visitor_call(std::move(infno), std::move(message)), left);
        };
        const auto resident = [this](std::string infno, std::string message, std::chrono::milliseconds left) {
            return with_time(beijing_call(std::move(infno), std::move(message)), left);
        };
        return {
            {"person", shanghai, times.person,
             [=, this](auto left) { return code_of_answer(ask_person(visitor("1101", "p", left))); }},
            {"entitlement", shanghai, times.person,
             [=, this](auto left) { return code_of_answer(ask_entitlement(visitor("2001", "e", left))); }},
            {"visit", shanghai, times.visit,
             [=, this](auto left) {
                 return code_of_answer(register_visit(visitor("2201", "v", left), "2018-10-16 09:00:00"));
             }},
            {"quote", shanghai, times.quote,
             [=, this](auto left) { return code_of_answer(quote(visitor("2206", "q", left), open, zhang)); }},
            {"settle", shanghai, times.settle,
             [=, this](auto left) { return code_of_answer(settle(visitor("2207", "s", left), open, zhang)); }},
            {"sent again", shanghai, times.settle,
             [=, this](auto left) { return code_of_answer(settle(visitor("2207", "unsent", left), unsent, zhang)); }},
            {"cancel", shanghai, times.cancel,
             [=, this](auto left) { return code_of_answer(cancel(visitor("2208", "c", left), paid, settled)); }},
            {"fee lines", core, times.visit,
             [=, this](auto left) {
                 return code_of_answer(upload(resident("2301", "l", left), stay, {"", "5.00"}, "L2"));
             }},
            {"removal of lines", core, times.visit,
             [=, this](auto left) { return code_of_answer(remove_line(resident("2302", "r", left))); }},
        };
    }

    VisitId open, paid, unsent, stay;
    SettlementId settled;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(deadlines, UnderDeadlines)

BOOST_AUTO_TEST_CASE(whoever_is_asked_has_less_time_than_the_caller_by_what_booking_and_answering_take) {
    for (const Order& order : orders()) {
        BOOST_TEST_CONTEXT(order.what) {
            order.answerer.last_leg = {};
            BOOST_TEST(order.give(3'000ms) == "0");
            BOOST_CHECK(order.answerer.last_leg.deadline ==
                        clock.steady() + 3'000ms - surroundings.limits.answer_margin);
        }
    }
}

BOOST_AUTO_TEST_CASE(nobody_has_longer_than_his_kind_of_answer_takes_whatever_the_caller_grants) {
    for (const Order& order : orders()) {
        BOOST_TEST_CONTEXT(order.what) {
            order.answerer.last_leg = {};
            BOOST_TEST(order.give(1h) == "0");
            BOOST_CHECK(order.answerer.last_leg.deadline == clock.steady() + order.at_most);
        }
    }
}

BOOST_AUTO_TEST_CASE(with_too_little_time_nothing_is_asked_and_nothing_kept) {
    for (const Order& order : orders()) {
        BOOST_TEST_CONTEXT(order.what) {
            const auto asked = order.answerer.asked;
            const auto settlements_before = books.records.size();
            const auto visits_before = books.visits.size();
            BOOST_TEST(order.give(surroundings.limits.least_time - 1ms) == "GW2002");
            BOOST_TEST(order.answerer.asked == asked, boost::test_tools::per_element());
            BOOST_TEST(books.records.size() == settlements_before);
            BOOST_TEST(books.visits.size() == visits_before);
        }
    }
    // None of them left anything behind that would stand in its own way.
    for (const Order& order : orders())
        BOOST_TEST(order.give(3'000ms) == "0", order.what);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
