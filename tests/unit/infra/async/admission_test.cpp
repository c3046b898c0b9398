#include "gateway/infra/async/admission.hpp"

#include "tests/support/event_loop.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::async;
using namespace std::chrono_literals;

namespace {

using Place = Admission::Place;
using Entry = std::expected<Place, Busy>;

struct AdmissionFixture : test::EventLoop {
    std::vector<std::string> told;
    Admission admission{executor(), two_places(), [this](const std::string& peer, Busy::Reason reason) {
                            told.push_back(peer + " " + std::string(name_of(reason)));
                        }};

    static AdmissionLimits two_places() {
        AdmissionLimits limits;
        limits.in_progress = 2;  // one of them for ordinary work
        limits.waiting_per_caller = 2;
        limits.longest_wait = 10s;
        return limits;
    }

    static AdmissionLine::Arrival arrival(std::chrono::milliseconds time = 60s) {
        return {"bureau", "H1", Work::ordinary, std::chrono::steady_clock::now() + time};
    }
    std::shared_ptr<std::optional<Entry>> enter_meanwhile(std::chrono::milliseconds time = 60s) {
        auto entry = std::make_shared<std::optional<Entry>>();
        boost::asio::co_spawn(context(), admission.enter(arrival(time)),
                              [entry](std::exception_ptr, Entry came) { entry->emplace(std::move(came)); });
        context().restart();
        context().poll();
        return entry;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(admission_test, AdmissionFixture)

BOOST_AUTO_TEST_CASE(a_place_given_back_wakes_the_next_in_turn) {
    Entry first = run(admission.enter(arrival()));
    BOOST_TEST_REQUIRE(first.has_value());
    const auto second = enter_meanwhile(), third = enter_meanwhile();
    BOOST_TEST(!second->has_value());
    BOOST_TEST(admission.counts().waiting == 2u);
    {
        const Place leaving = std::move(*first);
    }
    run_until([&] { return second->has_value(); });
    BOOST_TEST((*second)->has_value());
    BOOST_TEST(!third->has_value());
    *second = std::unexpected(Busy{});  // the place goes
    run_until([&] { return third->has_value(); });
    BOOST_TEST((*third)->has_value());
    BOOST_TEST(told.empty());
}

BOOST_AUTO_TEST_CASE(whoever_waits_for_half_of_his_time_is_told_to_come_again) {
    const Entry holder = run(admission.enter(arrival()));
    const Entry late = run(admission.enter(arrival(60ms)));
    BOOST_TEST_REQUIRE(!late.has_value());
    BOOST_CHECK(late.error().reason == Busy::Reason::waited_too_long);
    BOOST_TEST(admission.counts().waiting == 0u);
    BOOST_TEST(told == std::vector<std::string>{"bureau waited_too_long"}, boost::test_tools::per_element());
    const Error error = error_of(late.error());
    BOOST_CHECK(error.code == ErrorCode::busy);
    BOOST_CHECK(error.retry_after == late.error().retry_after);
}

BOOST_AUTO_TEST_CASE(a_full_queue_answers_at_once_and_is_counted) {
    const Entry holder = run(admission.enter(arrival()));
    const auto second = enter_meanwhile(), third = enter_meanwhile(), fourth = enter_meanwhile();
    BOOST_TEST_REQUIRE(fourth->has_value());
    BOOST_CHECK((*fourth)->error().reason == Busy::Reason::queue_is_full);
    BOOST_TEST(told.size() == 1u);
    admission.close();
    run_until([&] { return second->has_value() && third->has_value(); });
    for (const auto& entry : {second, third})
        BOOST_CHECK((*entry)->error().reason == Busy::Reason::closing);
    BOOST_CHECK(error_of((*second)->error()).code == ErrorCode::shutting_down);
    BOOST_TEST(!run(admission.enter(arrival())).has_value());
    BOOST_TEST(admission.counts().in_progress == 1u);
}

BOOST_AUTO_TEST_CASE(a_waiter_that_is_destroyed_leaves_the_line) {
    auto elsewhere = std::make_unique<boost::asio::io_context>(1);
    Admission its_admission(elsewhere->get_executor(), two_places());
    const auto none = [](std::exception_ptr, Entry) {};
    boost::asio::co_spawn(*elsewhere, its_admission.enter(arrival()), [&](std::exception_ptr, Entry entry) {
        static_cast<void>(entry);  // a place held by nobody is free again
    });
    elsewhere->poll();
    BOOST_TEST(its_admission.counts().in_progress == 0u);
    std::optional<Entry> holder;
    boost::asio::co_spawn(*elsewhere, its_admission.enter(arrival()),
                          [&](std::exception_ptr, Entry entry) { holder.emplace(std::move(entry)); });
    boost::asio::co_spawn(*elsewhere, its_admission.enter(arrival()), none);
    elsewhere->restart();
    elsewhere->poll();
    BOOST_TEST(its_admission.counts().in_progress == 1u);
    BOOST_TEST(its_admission.counts().waiting == 1u);
    elsewhere.reset();
    BOOST_TEST(its_admission.counts().waiting == 0u);
    holder.reset();
    BOOST_TEST(its_admission.counts().in_progress == 0u);
}

BOOST_AUTO_TEST_CASE(a_place_may_outlive_the_door_keeper) {
    auto short_lived = std::make_unique<Admission>(executor(), two_places());
    Entry place = run(short_lived->enter(arrival()));
    short_lived.reset();
    BOOST_TEST(place.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
