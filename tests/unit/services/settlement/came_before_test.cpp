// A message that got no final answer comes again (SETTLEMENT §1: after unavailable it is processed anew). What it asked
// for may have been done: a commit in doubt, and the database away for longer than anybody waits.
#include "tests/unit/services/settlement/zhang.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

Call again(Call call) {
    call.came_before = true;
    return call;
}

struct CameBefore : Ningbo {
    Result<void> remove(const Call& call, VisitId visit, std::vector<LineId> lines) {
        FeeRemoval removal;
        removal.visit = std::move(visit);
        removal.bill = BillNumber("B1");
        removal.lines = std::move(lines);
        return run(desk.remove_fees(call, std::move(removal)));
    }
    Result<VisitAnswer> change(const Call& call, VisitId stay, VisitAction action) {
        VisitRequest request;
        request.action = action;
        request.visit = std::move(stay);
        request.end_time = "2018-10-16 09:00:00";
        return run(desk.visit(call, std::move(request)));
    }
    VisitId stay() { return register_visit(guiyang_call("2401", "stay"), "2018-10-10 08:00:00").value(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(came_before, CameBefore)

BOOST_AUTO_TEST_CASE(a_registration_is_forwarded_as_the_message_it_was) {
    const Call call = guiyang_call("2401", "stay");
    const VisitId visit = register_visit(call, "2018-10-10 08:00:00").value();
    // Its answer was in the books already when the daemon died: under the same id nothing else may be sent.
    BOOST_TEST((register_visit(again(call), "2018-10-10 08:00:00").value() == visit));
    BOOST_TEST((hub.visits_named == std::vector<VisitId>(2)));
    BOOST_REQUIRE(change(guiyang_call("2402", "d"), visit, VisitAction::discharge));
    BOOST_TEST(!hub.visits_named.back().empty());
}

BOOST_AUTO_TEST_CASE(lines_that_are_its_own_are_answered_as_they_were_stored) {
    const VisitId visit = register_visit(visitor_call("2201", "v"), "2018-10-16 09:00:00").value();
    const auto first = upload(visitor_call("2204", "u"), visit, zhang);
    const auto repeated = upload(again(visitor_call("2204", "u")), visit, zhang);
    BOOST_REQUIRE_MESSAGE(repeated, why(repeated));
    BOOST_REQUIRE(repeated->lines.size() == 1U);
    BOOST_TEST((repeated->lines.front().split == first->lines.front().split));
    BOOST_TEST(code_of_answer(settle(visitor_call("2207", "s"), visit, zhang)) == "0");  // and the bill has them once
}

BOOST_AUTO_TEST_CASE(lines_of_another_message_stay_refused) {
    const VisitId visit = register_visit(visitor_call("2201", "v"), "2018-10-16 09:00:00").value();
    BOOST_REQUIRE(upload(visitor_call("2204", "u"), visit, zhang));
    BOOST_TEST(code_of_answer(upload(visitor_call("2204", "u2"), visit, zhang)) == "GW1303");
    // It came before, but the line of this id is another charge.
    BOOST_TEST(code_of_answer(upload(again(visitor_call("2204", "u3")), visit, {"B1", "10.00"})) == "GW1303");
}

BOOST_AUTO_TEST_CASE(lines_it_has_removed_are_not_missed) {
    const VisitId visit = visit_with_bill("removal", zhang);
    const Call call = visitor_call("2205", "d");
    BOOST_TEST(code_of_answer(remove(call, visit, {LineId("L1")})) == "0");
    BOOST_TEST(code_of_answer(remove(again(call), visit, {LineId("L1")})) == "0");
    BOOST_TEST(code_of_answer(remove(visitor_call("2205", "d2"), visit, {LineId("L1")})) == "GW1302");
}

BOOST_AUTO_TEST_CASE(a_discharge_and_its_cancel_are_carried_on_to_their_end) {
    const VisitId visit = stay();
    for (const auto action : {VisitAction::discharge, VisitAction::cancel_discharge}) {
        const std::string infno = action == VisitAction::discharge ? "2402" : "2405";
        BOOST_REQUIRE(change(guiyang_call(infno, infno), visit, action));
        BOOST_TEST(code_of_answer(change(guiyang_call(infno, infno + "-other"), visit, action)) == "GW1502");
        BOOST_TEST(code_of_answer(change(again(guiyang_call(infno, infno)), visit, action)) == "0");
    }
}

BOOST_AUTO_TEST_CASE(an_admission_it_has_cancelled_is_cancelled) {
    const VisitId visit = stay();
    const Call call = guiyang_call("2404", "c");
    BOOST_REQUIRE(change(call, visit, VisitAction::cancel_admission));
    BOOST_TEST(code_of_answer(change(again(call), visit, VisitAction::cancel_admission)) == "0");
    // But nothing else of a cancelled stay.
    BOOST_TEST(code_of_answer(change(again(guiyang_call("2402", "x")), visit, VisitAction::discharge)) == "GW1502");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
