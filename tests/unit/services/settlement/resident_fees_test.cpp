// Lines of residents away stand in two books, the core's and ours: they come and go in both (SETTLEMENT §4, the
// mirror).
#include "tests/support/ningbo.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

Call again(Call call) {
    call.came_before = true;
    return call;
}

/// A Ningbo person's stay in Beijing, over the hub.
struct StayAway : Ningbo {
    StayAway() : visit(register_visit(beijing_call("2401", "stay"), "2018-10-10 08:00:00").value()) {}

    Result<FeeUploadAnswer> charge(const Call& call, const std::string& line, const std::string& amount) {
        return upload(call, visit, {"", amount}, line);
    }
    std::string charged(const std::string& line, const std::string& amount) {
        return code_of_answer(charge(beijing_call("2301", "up-" + line), line, amount));
    }
    Result<void> remove(const Call& call, std::vector<LineId> lines) {
        FeeRemoval removal;
        removal.visit = visit;
        removal.lines = std::move(lines);
        return run(desk.remove_fees(call, std::move(removal)));
    }
    Result<SettledBill> settle_all(const std::string& message, const std::string& total) {
        return settle(beijing_call("2304", message), visit, {"0", total});
    }
    Result<SettledBill> settle_without_totals(const std::string& message, const std::string& total) {
        const Call call = beijing_call("2304", message);
        Claim asked = claim(call, visit, {"0", total});
        asked.claimed.reset();
        return run(desk.settle(call, std::move(asked)));
    }
    std::vector<std::string> here() {
        std::vector<std::string> ids;
        for (const ports::StoredLine& stored : run(visits.lines(books.visits.rbegin()->first)).value())
            ids.push_back(stored.line.id.text);
        return ids;
    }
    std::vector<std::string> at_the_core() {
        std::vector<std::string> ids;
        for (const FeeLine& line : core.fee_lines)
            ids.push_back(line.id.text);
        return ids;
    }

    VisitId visit;
};

using Ids = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lines_of_residents_away, StayAway)

BOOST_AUTO_TEST_CASE(a_line_that_is_removed_is_removed_at_the_core_too_and_the_rest_settles) {
    BOOST_TEST(charged("L1", "100.00") == "0");
    BOOST_TEST(charged("L2", "30.00") == "0");
    BOOST_TEST(code_of_answer(remove(beijing_call("2302", "d1"), {LineId("L2")})) == "0");
    BOOST_TEST(here() == Ids{"L1"}, boost::test_tools::per_element());
    BOOST_TEST(at_the_core() == Ids{"L1"}, boost::test_tools::per_element());
    BOOST_TEST(core.asked.back() == "remove 2302");
    BOOST_TEST(core.removals.back().person_number == "P-330203");
    BOOST_TEST(code_of_answer(settle_all("s1", "100.00")) == "0");
}

BOOST_AUTO_TEST_CASE(all_of_them_are_the_free_ones) {
    BOOST_TEST(charged("L1", "100.00") == "0");
    settle_all("s1", "100.00").value();
    BOOST_TEST(charged("L2", "30.00") == "0");
    BOOST_TEST(code_of_answer(remove(beijing_call("2302", "d1"), {LineId("0000")})) == "0");
    BOOST_TEST(here() == Ids{"L1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_the_core_does_not_take_back_stays_here) {
    BOOST_TEST(charged("L1", "100.00") == "0");
    core.answer_next({Happening::refuses});
    BOOST_TEST(code_of_answer(remove(beijing_call("2302", "d1"), {LineId("L1")})) == "GW1601");
    BOOST_TEST(here() == Ids{"L1"}, boost::test_tools::per_element());
    BOOST_TEST(code_of_answer(settle_all("s1", "100.00")) == "0");
}

BOOST_AUTO_TEST_CASE(what_may_not_be_removed_here_is_not_asked_for_there) {
    BOOST_TEST(charged("L1", "100.00") == "0");
    settle_all("s1", "100.00").value();
    BOOST_TEST(code_of_answer(remove(beijing_call("2302", "d1"), {LineId("L1")})) == "GW1306");
    BOOST_TEST(code_of_answer(remove(beijing_call("2302", "d2"), {LineId("L9")})) == "GW1302");
    BOOST_TEST(core.removals.empty());
}

BOOST_AUTO_TEST_CASE(a_line_that_an_open_settlement_may_have_waits_for_its_outcome) {
    BOOST_TEST(charged("L1", "100.00") == "0");
    core.answer_next({Happening::lost_request});
    BOOST_TEST(code_of_answer(settle_all("s1", "100.00")) == "GW3001");
    const auto removed = remove(beijing_call("2302", "d1"), {LineId("L1")});
    BOOST_TEST(code_of_answer(removed) == "GW3001");
    BOOST_TEST(removed.error().settlement_id == record_of(beijing_call("2304", "s1")).id.text);
    BOOST_TEST(core.removals.empty());
}

BOOST_AUTO_TEST_CASE(a_removal_without_an_answer_ends_the_same_when_it_comes_again) {
    BOOST_TEST(charged("L1", "100.00") == "0");
    const Call call = beijing_call("2302", "d1");
    core.answer_next({Happening::unreachable, Happening::lost_reply});
    BOOST_TEST(code_of_answer(remove(call, {LineId("L1")})) == "GW2001");
    BOOST_TEST(code_of_answer(remove(again(call), {LineId("L1")})) == "GW3001");
    BOOST_TEST(here() == Ids{"L1"}, boost::test_tools::per_element());
    BOOST_TEST(code_of_answer(remove(again(call), {LineId("L1")})) == "0");
    BOOST_TEST(here().empty());
    BOOST_TEST(at_the_core().empty());
    // Its yes was lost on the way back: the lines are gone on both sides.
    const long long asked = core.times_asked("remove");
    BOOST_TEST(code_of_answer(remove(again(call), {LineId("L1")})) == "0");
    BOOST_TEST(core.times_asked("remove") == asked);
}

BOOST_AUTO_TEST_CASE(a_removal_that_stopped_after_the_cores_yes_is_carried_on) {
    BOOST_TEST(charged("L1", "100.00") == "0");
    const Call call = beijing_call("2302", "d1");
    core.meanwhile = [this]() -> ports::awaitable<void> {
        books.unavailable = true;
        co_return;
    };
    const std::string stopped = code_of_answer(remove(call, {LineId("L1")}));
    BOOST_TEST(!stopped.starts_with("GW1"), stopped);
    books.unavailable = false;
    BOOST_TEST(here() == Ids{"L1"}, boost::test_tools::per_element());
    BOOST_TEST(code_of_answer(remove(again(call), {LineId("L1")})) == "0");
    BOOST_TEST(here().empty());
}

BOOST_AUTO_TEST_CASE(what_an_earlier_message_removed_at_the_core_alone_goes_here_under_a_new_one) {
    core.misses_what_is_not_there = true;
    for (const char* line : {"L1", "L2", "L3"})
        BOOST_TEST(charged(line, "100.00") == "0");
    // The hospital does not send d1 again.
    core.answer_next({Happening::lost_reply});
    BOOST_TEST(code_of_answer(remove(beijing_call("2302", "d1"), {LineId("L1")})) == "GW3001");
    BOOST_TEST(at_the_core() == (Ids{"L2", "L3"}), boost::test_tools::per_element());
    // One that the core still has may be named with it.
    BOOST_TEST(code_of_answer(remove(beijing_call("2302", "d2"), {LineId("L1"), LineId("L2")})) == "0");
    BOOST_TEST(here() == Ids{"L3"}, boost::test_tools::per_element());
    BOOST_TEST(at_the_core() == Ids{"L3"}, boost::test_tools::per_element());
    core.answer_next({Happening::lost_reply});
    BOOST_TEST(code_of_answer(remove(beijing_call("2302", "d3"), {LineId("L3")})) == "GW3001");
    BOOST_TEST(code_of_answer(remove(beijing_call("2302", "d4"), {LineId("L3")})) == "0");
    BOOST_TEST(here().empty());
}

BOOST_AUTO_TEST_CASE(a_no_to_one_of_several_lines_stays_a_no) {
    core.misses_what_is_not_there = true;
    for (const char* line : {"L1", "L2"})
        BOOST_TEST(charged(line, "100.00") == "0");
    core.answer_next({Happening::lost_reply});
    BOOST_TEST(code_of_answer(remove(beijing_call("2302", "d1"), {LineId("L1")})) == "GW3001");
    core.answer_next({Happening::answers, Happening::answers, Happening::refuses});
    BOOST_TEST(code_of_answer(remove(beijing_call("2302", "d2"), {LineId("L1"), LineId("L2")})) == "GW1601");
    BOOST_TEST(here() == (Ids{"L1", "L2"}), boost::test_tools::per_element());
    BOOST_TEST(at_the_core() == Ids{"L2"}, boost::test_tools::per_element());
    BOOST_TEST(code_of_answer(remove(beijing_call("2302", "d3"), {LineId("L1")})) == "0");
    BOOST_TEST(here() == at_the_core(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(lines_the_core_refuses_are_not_kept_and_come_again_put_right) {
    core.answer_next({Happening::refuses});
    BOOST_TEST(code_of_answer(charge(beijing_call("2301", "u1"), "L1", "100.00")) == "GW1601");
    BOOST_TEST(here().empty());
    BOOST_TEST(code_of_answer(charge(beijing_call("2301", "u2"), "L1", "90.00")) == "0");
    BOOST_TEST(here() == at_the_core(), boost::test_tools::per_element());
    BOOST_TEST(code_of_answer(settle_all("s1", "90.00")) == "0");
}

BOOST_AUTO_TEST_CASE(only_its_own_lines_go_with_a_refused_upload) {
    BOOST_TEST(charged("L1", "100.00") == "0");
    // A line of this id was taken under another message: the core is not asked, and nothing is taken back.
    BOOST_TEST(code_of_answer(charge(beijing_call("2301", "u2"), "L1", "100.00")) == "GW1303");
    core.answer_next({Happening::refuses});
    BOOST_TEST(code_of_answer(charge(beijing_call("2301", "u3"), "L2", "30.00")) == "GW1601");
    BOOST_TEST(here() == Ids{"L1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_line_that_is_named_as_all_of_them_is_not_taken) {
    BOOST_TEST(charged("L1", "100.00") == "0");
    core.answer_next({Happening::refuses});
    BOOST_TEST(charged("0000", "30.00") == "GW1008");
    BOOST_TEST(here() == Ids{"L1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(lines_stored_by_an_earlier_attempt_go_when_the_core_refuses_the_next) {
    const Call call = beijing_call("2301", "u1");
    core.answer_next({Happening::unreachable, Happening::refuses});
    BOOST_TEST(code_of_answer(charge(call, "L1", "100.00")) == "GW2001");
    BOOST_TEST(here() == Ids{"L1"}, boost::test_tools::per_element());
    BOOST_TEST(code_of_answer(charge(again(call), "L1", "100.00")) == "GW1601");
    BOOST_TEST(here().empty());
}

BOOST_AUTO_TEST_CASE(a_no_that_could_not_be_carried_out_here_is_not_told_yet) {
    const Call call = beijing_call("2301", "u1");
    core.answer_next({Happening::refuses, Happening::refuses});
    bool is_struck = false;
    books.fault = [&](std::string_view write, WriteMoment moment) {
        return write == "visit.remove_lines" && moment == WriteMoment::before_commit && !std::exchange(is_struck, true);
    };
    const std::string told = code_of_answer(charge(call, "L1", "100.00"));
    BOOST_TEST(told.starts_with("GW2"), told);
    BOOST_TEST(here() == Ids{"L1"}, boost::test_tools::per_element());
    BOOST_TEST(code_of_answer(charge(again(call), "L1", "100.00")) == "GW1601");
    BOOST_TEST(here().empty());
}

// The four totals may be left out (2303, 2304): nothing is refused for that, and nothing is made up.
BOOST_AUTO_TEST_CASE(totals_that_are_not_stated_are_those_of_the_lines) {
    FeeLine line;
    line.id = LineId("L1");
    line.occurred_at = clock.now();
    line.count = Decimal::parse("1").value();
    line.unit_price = Decimal::parse("100").value();
    line.amount = Money::parse("100.00").value();
    ScopeSplit split;
    split.first_self_pay = Money::parse("10.00").value();
    split.in_scope = Money::parse("90.00").value();
    line.claimed_split = split;
    BOOST_REQUIRE(run(desk.upload_fees(beijing_call("2301", "u1"), {visit, {line}, {}})));
    BOOST_TEST(code_of_answer(settle_without_totals("s1", "100.00")) == "0");
    BOOST_TEST((core.claims.back().scope == split));
}

BOOST_AUTO_TEST_CASE(where_the_lines_do_not_tell_the_totals_either_none_are_stated_onward) {
    BOOST_TEST(charged("L1", "100.00") == "0");
    BOOST_TEST(code_of_answer(settle_without_totals("s1", "100.00")) == "0");
    BOOST_TEST((core.claims.back().scope == ScopeSplit{}));
    BOOST_TEST(!core.claims.back().claimed.has_value());
}

BOOST_AUTO_TEST_CASE(an_upload_whose_answer_is_lost_keeps_its_lines) {
    const Call call = beijing_call("2301", "u1");
    core.answer_next({Happening::lost_reply});
    BOOST_TEST(code_of_answer(charge(call, "L1", "100.00")) == "GW3001");
    BOOST_TEST(here() == Ids{"L1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
