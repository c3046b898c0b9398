// Who is sent away at a full door, and what he is told.
#include "tests/unit/adapters/national_format/server_room.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

using namespace clearing;
using namespace clearing::testing;
using namespace clearing::national_format;

namespace {

/// One place for ordinary work, one for what shrinks doubt, and nobody may wait.
struct FullWorld : World {
    static async::AdmissionLimits limits() {
        async::AdmissionLimits limits;
        limits.in_progress = 2;
        limits.waiting_per_caller = 0;
        limits.of_a_peer = {2, 0.001, 24};
        return limits;
    }
    std::vector<async::Busy::Reason> told;
    async::Admission admission{io.get_executor(), limits(),
                               [this](const std::string&, async::Busy::Reason reason) { told.push_back(reason); }};
    Server guarded{
        io.get_executor(), options,
        ServerWorld{desk, reconciliation, messages, audit, clock, digest, randomness, speaker, {}, &admission}};
    FullWorld() { handler = guarded.handler(); }
};

std::string question(const std::string& message) {
    return request_text("5203", R"({"data":{"setl_id":"S1","psn_no":"P1","mdtrt_id":"V1"}})", message);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(national_format_overload, FullWorld)

BOOST_AUTO_TEST_CASE(busy_leaves_no_row_says_when_and_the_same_message_is_served_later) {
    std::optional place(run(io, admission.enter({"shanghai", "H1", async::Work::ordinary})));
    BOOST_TEST_REQUIRE(place->has_value());
    const http::Response busy = post(claim());
    BOOST_TEST(busy.status == 200u);
    const int seconds = std::stoi(busy.headers.at("Retry-After"));
    BOOST_TEST((seconds >= 1 && seconds <= 13));
    const ResponseEnvelope said = read_response(busy.body).value();
    BOOST_TEST(begins_with(said, "GW2004"));
    BOOST_TEST(said.error_text.find("毫秒后重试") != std::string::npos, said.error_text);
    BOOST_TEST(said.error_text.find(" ms: queue_is_full") != std::string::npos, said.error_text);
    BOOST_TEST(messages.inbound.empty());
    BOOST_TEST(desk.calls.empty());
    BOOST_TEST((told == std::vector{async::Busy::Reason::queue_is_full}));

    place.reset();
    const http::Response served = post(claim());
    BOOST_TEST(read_response(served.body).value().code == 0);
    BOOST_TEST(!served.headers.contains("Retry-After"));
    BOOST_TEST(messages.inbound.size() == 1u);
    BOOST_TEST(admission.counts().in_progress == 0u);
}

BOOST_AUTO_TEST_CASE(a_question_is_answered_while_settlements_are_sent_away) {
    const auto place = run(io, admission.enter({"local-bureau", "H1", async::Work::ordinary}));
    BOOST_TEST(begins_with(answer(claim()), "GW2004"));
    BOOST_TEST(!begins_with(answer(question("Q1")), "GW2004"));
    BOOST_TEST(messages.inbound.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_place_is_held_until_the_work_has_ended_not_until_its_asker_was_answered_for) {
    boost::asio::steady_timer held(io);
    held.expires_at(std::chrono::steady_clock::time_point::max());
    desk.wait = [&held]() -> awaitable<void> {
        boost::system::error_code ignored;
        co_await held.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    };
    BOOST_TEST(begins_with(answer(claim()), "GW3001"));
    BOOST_TEST(admission.counts().in_progress == 1u);
    BOOST_TEST(begins_with(answer(claim("69.6", "M2")), "GW2004"));
    held.cancel();
    BOOST_TEST(run(io, guarded.stop(std::chrono::seconds(5))));
    BOOST_TEST(admission.counts().in_progress == 0u);
}

BOOST_AUTO_TEST_CASE(a_copy_of_what_is_in_work_is_not_told_that_nothing_was_done) {
    boost::asio::steady_timer held(io);
    held.expires_at(std::chrono::steady_clock::time_point::max());
    desk.wait = [&held]() -> awaitable<void> {
        boost::system::error_code ignored;
        co_await held.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    };
    BOOST_TEST(begins_with(answer(claim()), "GW3001"));
    const http::Response copy = post(claim());
    BOOST_TEST(begins_with(read_response(copy.body).value(), "GW3001"));
    BOOST_TEST(!copy.headers.contains("Retry-After"));
    const ResponseEnvelope another = answer(claim("69.6", "M2"));
    BOOST_TEST(begins_with(another, "GW2004"));
    BOOST_TEST(another.error_text.find("if it was sent before, ask") != std::string::npos, another.error_text);
    BOOST_TEST(answer(registration("M3")).error_text.find("sent before") == std::string::npos);
    held.cancel();
    BOOST_TEST(run(io, guarded.stop(std::chrono::seconds(5))));
}

BOOST_AUTO_TEST_CASE(beyond_its_rate_a_peer_is_sent_away_and_garbage_counts) {
    // 24 at once, three of them kept for what shrinks doubt.
    for (int i = 0; i < 11; ++i) {
        BOOST_TEST(answer(registration("M" + std::to_string(i))).code == 0);
        BOOST_TEST(post("no JSON").status == 400u);
    }
    BOOST_TEST(begins_with(answer(registration("M11")), "GW2004"));
    BOOST_TEST(messages.inbound.size() == 11u);
    for (const char* message : {"Q1", "Q2", "Q3"})
        BOOST_TEST(!begins_with(answer(question(message)), "GW2004"));
    // The bucket is empty: not even read any more.
    BOOST_TEST(begins_with(answer(question("Q4")), "GW2004"));
    BOOST_TEST(begins_with(read_response(post("no JSON").body).value(), "GW2004"));
    BOOST_TEST(messages.inbound.size() == 14u);
}

BOOST_AUTO_TEST_CASE(whoever_is_not_even_read_is_told_to_ask_for_what_was_sent_before) {
    BOOST_TEST(answer(claim()).code == 0);
    while (!admission.is_flooding("local-bureau"))
        admission.came("local-bureau", async::Work::shrinks_doubt);
    const http::Response copy = post(claim());
    const ResponseEnvelope said = read_response(copy.body).value();
    BOOST_TEST(begins_with(said, "GW2004"));
    BOOST_TEST(
        said.error_text.find("too_many_a_second; if it was sent before, ask for its outcome") != std::string::npos,
        said.error_text);
    BOOST_TEST(copy.headers.contains("Retry-After"));
    BOOST_TEST(desk.calls.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_closing_door_keeper_answers_shutting_down) {
    admission.close();
    const http::Response answer = post(claim());
    BOOST_TEST(begins_with(read_response(answer.body).value(), "GW2005"));
    BOOST_TEST(!answer.headers.contains("Retry-After"));
    BOOST_TEST(messages.inbound.empty());
}

BOOST_AUTO_TEST_SUITE_END()
