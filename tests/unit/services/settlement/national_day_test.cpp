// A national visitor's day is the date of the setl_time that its platform answers, where that can be a day (SETTLEMENT
// §3); whom it clears with hangs on the day.
#include "gateway/services/settlement/change_of_step.hpp"
#include "tests/support/memory_vouchers.hpp"
#include "tests/support/ningbo.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const Bill small_bill{"0", "100.00"};

struct StayHere : Ningbo {
    explicit StayHere(std::string_view local_time = "2018-10-16 10:00:00") : Ningbo(local_time) {
        const std::string begin = to_local_time(clock.now() - std::chrono::days(6));
        visit = register_visit(guiyang_call("2401", "stay"), begin).value();
        upload(guiyang_call("2301", "lines"), visit, small_bill).value();
    }
    Result<SettledBill> settle_it(const std::string& message) {
        return settle(guiyang_call("2304", message), visit, small_bill);
    }
    SettlementRecord stands(const std::string& message) { return record_of(guiyang_call("2304", message)); }
    /// "day 2018-10-16 2081-07-22": kind, ours, theirs.
    std::vector<std::string> differences() const {
        std::vector<std::string> words;
        for (const Difference& found : books.settlement_differences)
            words.push_back(std::string(name_of(found.kind)) + " " + found.ours + " " + found.theirs);
        return words;
    }
    void deduct(const SettlementRecord& record) {
        MemoryAdjustments adjustments(books);
        const ComponentAmounts amounts{{Component::hifp, Money::parse("1.00").value()}};
        const auto posted = run(adjustments.post(
            {record.no, AdjustmentReason::deduction, amounts, "audit 1", Bearer::hospital, "auditor", clock.now()}));
        BOOST_REQUIRE_MESSAGE(posted, why(posted));
    }

    VisitId visit;
};

using Lines = std::vector<std::string>;

/// A day passes between any two looks at it.
class HastyClock final : public ports::Clock {
public:
    explicit HastyClock(Instant now) : now_(now) {}
    Instant now() const override { return now_ += std::chrono::days(1); }
    std::chrono::steady_clock::time_point steady() const override { return {}; }

private:
    mutable Instant now_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(national_days_of_settlements)

BOOST_AUTO_TEST_CASE(a_setl_time_that_cannot_be_its_day_is_shown_and_the_day_is_ours) {
    for (const std::string wrong : {"2081-07-22 10:00:00", "2018-10-18 00:00:00", "2016-12-31 23:59:59"}) {
        BOOST_TEST_CONTEXT(wrong) {
            StayHere here;
            here.hub.setl_time = wrong;
            const auto settled = here.settle_it("s1");
            BOOST_REQUIRE_MESSAGE(settled, why(settled));
            BOOST_TEST(settled->settled_at == "2018-10-16 10:00:00");
            BOOST_TEST(here.stands("s1").assigned_day->to_text() == "2018-10-16");
            BOOST_TEST(here.differences() == Lines{"day 2018-10-16 " + wrong}, boost::test_tools::per_element());
            BOOST_TEST(here.books.alarms.size() == 1U);
            // What is posted afterwards stands on a day that somebody looks at.
            here.deduct(here.stands("s1"));
            for (const auto& posting : here.books.ledger)
                BOOST_TEST(posting.day.day.to_text() == "2018-10-16");
            for (const auto& [key, kept] : here.books.days)
                BOOST_TEST(key.day.to_text() == "2018-10-16");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_platforms_clock_may_be_ahead_of_ours_over_midnight) {
    StayHere here("2018-10-16 23:59:50");
    here.hub.setl_time = "2018-10-17 00:00:20";
    BOOST_TEST(code_of_answer(here.settle_it("s1")) == "0");
    BOOST_TEST(here.stands("s1").settled_at == "2018-10-17 00:00:20");
    BOOST_TEST(here.stands("s1").assigned_day->to_text() == "2018-10-17");
    BOOST_TEST(here.differences().empty());
    BOOST_TEST(here.books.alarms.empty());
}

BOOST_AUTO_TEST_CASE(found_booked_without_a_setl_time_it_may_be_of_another_day_there) {
    StayHere here;
    here.hub.answer_next({Happening::lost_reply});
    BOOST_TEST(code_of_answer(here.settle_it("s1")) == "GW3001");
    for (auto& [message, there] : here.hub.books)
        there.bill.settled_at.clear();
    here.clock.set("2018-10-17 08:00:00");
    BOOST_TEST(here.resolve().value() == 1);
    BOOST_TEST(here.stands("s1").assigned_day->to_text() == "2018-10-17");
    BOOST_TEST(here.differences() == Lines{"day 2018-10-17 "}, boost::test_tools::per_element());
    BOOST_TEST(here.books.alarms.empty());
}

BOOST_AUTO_TEST_CASE(the_day_and_the_time_stamped_are_of_one_moment) {
    StayHere here;
    HastyClock hasty(here.clock.now());
    settlement::Surroundings surroundings{here.tables_in_force,
                                          hasty,
                                          here.digest,
                                          here.randomness,
                                          here.visits,
                                          here.settlements,
                                          here.days,
                                          here.mappings,
                                          here.alarms,
                                          here.other_sides,
                                          {}};
    const settlement::World world(surroundings);
    here.hub.answer_next({Happening::lost_request});
    here.settle_it("s1");
    SettledBill timeless;
    timeless.split.total = timeless.split.fund_total = timeless.split.funds[Fund::hifp] =
        Money::parse("100.00").value();
    SettlementRecord awaiting = here.stands("s1");
    awaiting.state = SettlementState::awaiting_answer;
    const settlement::Outcome yes{SettlementEvent::answered_yes, timeless, {}, {}};
    const SettlementStep booking{SettlementState::booked, {.post = true}};
    const auto change = settlement::change_of_step(world, awaiting, booking, yes, {});
    BOOST_REQUIRE_MESSAGE(change, why(change));
    BOOST_TEST(change->settled_at->substr(0, 10) == change->assigned_day->to_text());
    BOOST_TEST(*change->settled_at == to_local_time(change->at));
    // Answered at once and without a time it was settled on this day.
    BOOST_TEST(change->differences.empty());
}

BOOST_AUTO_TEST_CASE(not_sent_before_its_counterparty_changed_it_is_refused_afterwards_and_the_bill_comes_anew) {
    StayHere here("2021-12-31 23:59:00");
    here.hub.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(here.settle_it("s1")) == "GW2001");
    BOOST_TEST(here.stands("s1").counterparty.text == "520100");
    here.clock.set("2022-01-01 00:00:00");
    const long long asked = here.hub.times_asked("settle");
    BOOST_TEST(code_of_answer(here.settle_it("s1")) == "GW1514");
    BOOST_TEST(here.hub.times_asked("settle") == asked);
    BOOST_TEST((here.stands("s1").state == SettlementState::refused));
    BOOST_TEST(code_of_answer(here.settle_it("s2")) == "0");
    BOOST_TEST(here.stands("s2").counterparty.text == "520000");
    BOOST_TEST(code_of_answer(here.settle_it("s1")) == "GW1514");
    BOOST_TEST(here.differences().empty());
}

BOOST_AUTO_TEST_CASE(not_sent_it_is_sent_again_the_next_day_where_the_counterparty_stays) {
    StayHere here("2018-10-16 23:59:00");
    here.hub.answer_next({Happening::unreachable});
    BOOST_TEST(code_of_answer(here.settle_it("s1")) == "GW2001");
    here.clock.set("2018-10-17 00:00:00");
    BOOST_TEST(code_of_answer(here.settle_it("s1")) == "0");
    BOOST_TEST(here.stands("s1").assigned_day->to_text() == "2018-10-17");
}

BOOST_AUTO_TEST_CASE(settled_on_the_day_after_its_counterparty_changed_it_stays_with_the_old_one_and_is_shown) {
    StayHere here("2021-12-31 23:59:59");
    here.hub.setl_time = "2022-01-01 00:00:01";
    BOOST_TEST(code_of_answer(here.settle_it("s1")) == "0");
    BOOST_TEST(here.stands("s1").assigned_day->to_text() == "2022-01-01");
    BOOST_TEST(here.stands("s1").counterparty.text == "520100");
    BOOST_TEST(here.differences() == Lines{"day 520100 520000"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
