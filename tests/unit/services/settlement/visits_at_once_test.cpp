// Two messages of one visit at the same time: neither takes back what came of the other.
#include "tests/unit/services/settlement/zhang.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct AtOnce : Ningbo {
    AtOnce() { visit = register_visit(guiyang_call("2401", "stay"), "2018-10-10 08:00:00").value(); }

    VisitRequest asking(VisitAction action) const {
        VisitRequest request;
        request.action = action;
        request.visit = visit;
        request.end_time = action == VisitAction::discharge ? "2018-10-16 09:00:00" : "";
        request.stay_number = action == VisitAction::change_admission ? "ZY-2" : "";
        return request;
    }
    /// `second` comes and is answered while the other side still works on `first`.
    void send(VisitAction first, VisitAction second) {
        std::optional<Result<VisitAnswer>> answer;
        hub.meanwhile = [&]() -> ports::awaitable<void> {
            answer = co_await desk.visit(guiyang_call("2402", "second"), asking(second));
        };
        BOOST_REQUIRE(run(desk.visit(guiyang_call("2403", "first"), asking(first))).has_value());
        BOOST_REQUIRE(answer && answer->has_value());
    }
    Visit present() { return run(visits.find(visit)).value().value(); }

    VisitId visit;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(visits_at_once, AtOnce)

BOOST_AUTO_TEST_CASE(a_change_of_the_stay_does_not_take_back_a_discharge) {
    send(VisitAction::change_admission, VisitAction::discharge);
    BOOST_TEST((present().state == VisitState::discharged));
    BOOST_TEST(present().end_time == "2018-10-16 09:00:00");
    BOOST_TEST(present().stay_number == "ZY-2");
}

BOOST_AUTO_TEST_CASE(a_discharge_does_not_take_back_a_cancel) {
    send(VisitAction::discharge, VisitAction::cancel_admission);
    BOOST_TEST((present().state == VisitState::cancelled));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
