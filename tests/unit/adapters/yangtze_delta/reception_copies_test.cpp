// Who is sent away, and what a copy of a message is told (decision 0012).
#include "gateway/ports/own_ids.hpp"
#include "reception_room.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
using namespace clearing::yangtze_delta;

namespace {

constexpr const char* ask_for_it = "if it was sent before, ask for its outcome";

class CountingDigest final : public ports::Digest {
public:
    Sha256 sha256(std::string_view text) const override {
        ++made;
        return digest_.sha256(text);
    }

    mutable int made = 0;

private:
    OpensslDigest digest_;
};

/// Ningbo's reception with two places, one of them for what shrinks doubt, and nobody waits.
struct NarrowRoom : Room {
    NarrowRoom() : admission(loop.executor(), narrow()) {}

    static async::AdmissionLimits narrow() {
        async::AdmissionLimits limits;
        limits.in_progress = 2;
        limits.waiting_per_caller = 0;
        return limits;
    }

    std::unique_ptr<async::Admission::Place> somebody_else() {
        auto place = loop.run(admission.enter({"bureau", "H1", async::Work::ordinary}));
        BOOST_REQUIRE(place.has_value());
        return std::make_unique<async::Admission::Place>(std::move(*place));
    }

    async::Admission admission;
    CountingDigest counting;
    Reception narrow_reception{{DivisionCode("330200")},
                               {desk, days, log, audit, clock, counting, letters, &admission, &adjustments}};

    Error sent_away(const wire::Envelope& request) {
        const wire::Envelope answer = ask_here(request);
        BOOST_REQUIRE_MESSAGE(answer.has_error(), "an answer where an error was expected");
        return read(answer.error());
    }

    wire::Envelope ask_here(const wire::Envelope& request) {
        auto copy = std::make_unique<wire::Envelope>(request);
        return *loop.run(narrow_reception.answer(shanghai, serialized(request), std::move(copy)));
    }
};

/// Asks and goes on; the answer comes while the loop is driven.
std::shared_ptr<std::optional<wire::Envelope>> ask_meanwhile(Room& room, Reception& reception,
                                                             const wire::Envelope& request) {
    auto given = std::make_shared<std::optional<wire::Envelope>>();
    auto copy = std::make_unique<wire::Envelope>(request);
    boost::asio::co_spawn(room.loop.context(), reception.answer(room.shanghai, serialized(request), std::move(copy)),
                          [given](std::exception_ptr thrown, std::unique_ptr<wire::Envelope> answer) {
                              if (!thrown) given->emplace(*answer);
                          });
    return given;
}

std::string our_id_of(const Room& room) {
    return ports::own_settlement_id(room.digest, DivisionCode("330200"), room.desk.last_call->message_key()).text;
}

wire::Envelope reverse(const std::string& message_id) {
    wire::Envelope request = envelope(message_id);
    name(*request.mutable_reverse_request(), "S1");
    return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(delta_reception_copies)

BOOST_AUTO_TEST_CASE(a_copy_of_what_is_in_work_is_in_doubt_and_not_busy) {
    NarrowRoom room;
    room.desk.held = {"B0001"};
    const auto first = ask_meanwhile(room, room.narrow_reception, settle("M1"));
    room.loop.run_until([&] { return room.desk.times("settle") == 1; });
    const Error of_copy = room.sent_away(settle("M1"));
    BOOST_CHECK(of_copy.code == ErrorCode::in_doubt);
    BOOST_TEST(of_copy.settlement_id == our_id_of(room));
    BOOST_TEST(!of_copy.retry_after.has_value());
    BOOST_CHECK(room.sent_away(settle("M2")).code == ErrorCode::busy);
    BOOST_TEST(room.log.admitted.size() == 1u);

    room.desk.release("B0001");
    room.loop.run_until([&] { return first->has_value(); });
    BOOST_TEST((*first)->has_settle_answer());
    // No longer in work: it may be the first as well.
    const auto place = room.somebody_else();
    BOOST_CHECK(room.sent_away(settle("M1")).code == ErrorCode::busy);
}

BOOST_AUTO_TEST_CASE(who_is_sent_away_with_a_change_of_the_books_is_told_to_ask_for_what_was_sent_before) {
    NarrowRoom room;
    const auto place = room.somebody_else();
    BOOST_TEST(room.sent_away(settle("M1")).detail.ends_with(ask_for_it));
    BOOST_TEST(room.sent_away(cancel("M2")).detail.ends_with(ask_for_it));
    auto quote = envelope("M3");
    write(sample_claim(), sample_parties(), *quote.mutable_quote_request()->mutable_bill());
    const Error harmless = room.sent_away(quote);
    BOOST_CHECK(harmless.code == ErrorCode::busy);
    BOOST_TEST(!harmless.detail.contains(ask_for_it));
}

BOOST_AUTO_TEST_CASE(who_is_sent_away_costs_no_digest_of_his_content) {
    NarrowRoom room;
    auto place = room.somebody_else();
    BOOST_CHECK(room.sent_away(settle("M1")).code == ErrorCode::busy);
    BOOST_TEST(room.counting.made == 0);
    place.reset();
    BOOST_TEST(room.ask_here(settle("M1")).has_settle_answer());
    BOOST_TEST(room.counting.made == 1);
    BOOST_CHECK(room.desk.last_call->content_digest == room.digest.sha256(content_of(settle("M1"))));
}

BOOST_AUTO_TEST_CASE(every_message_of_a_day_has_a_place_kept) {
    using Fill = void (*)(wire::Envelope&);
    const std::vector<Fill> day_messages{
        [](auto& e) { e.mutable_day_close_request(); },  [](auto& e) { e.mutable_day_details_request(); },
        [](auto& e) { e.mutable_day_groups_request(); }, [](auto& e) { e.mutable_day_ranges_request(); },
        [](auto& e) { e.mutable_day_lines_request(); },  [](auto& e) { e.mutable_day_keys_request(); },
        [](auto& e) { e.mutable_statement_request(); },  [](auto& e) { e.mutable_adjustment_request(); }};
    NarrowRoom room;
    const auto place = room.somebody_else();
    int sent = 0;
    for (const Fill fill : day_messages) {
        wire::Envelope request = envelope("D" + std::to_string(++sent));
        fill(request);
        // It was let in and read: its fields are missing.
        BOOST_CHECK_MESSAGE(room.sent_away(request).code == ErrorCode::missing_field, body_name(request));
    }
    BOOST_TEST(room.log.admitted.size() == day_messages.size());
}

BOOST_AUTO_TEST_CASE(a_log_that_is_away_says_nothing_of_a_message_in_work) {
    Room room;
    room.desk.held = {"B0001"};
    const auto first = ask_meanwhile(room, room.reception, settle("M1"));
    room.loop.run_until([&] { return room.desk.times("settle") == 1; });
    room.log.unavailable = true;
    const Error of_copy = room.refusal(settle("M1"));
    BOOST_CHECK(of_copy.code == ErrorCode::in_doubt);
    BOOST_TEST(of_copy.settlement_id == our_id_of(room));
    // Nothing says that this one is a copy.
    const Error of_another = room.refusal(settle("M2"));
    BOOST_CHECK(of_another.code == ErrorCode::store_unavailable);
    BOOST_TEST(of_another.detail.ends_with(ask_for_it));
    room.desk.release("B0001");
    room.loop.run_until([&] { return first->has_value(); });
}

BOOST_AUTO_TEST_CASE(what_says_nothing_of_the_first_copy_is_told_to_the_second_as_in_doubt) {
    using enum ErrorCode;
    for (const ErrorCode code : {busy, store_unavailable, shutting_down, internal_error}) {
        Room room;
        room.desk.settle_error = room.desk.reverse_error = Error{code, {}, {}, {}};
        BOOST_CHECK(room.refusal(settle("M1")).code == code);
        const Error of_copy = room.refusal(settle("M1"));
        BOOST_CHECK(of_copy.code == in_doubt);
        BOOST_TEST(of_copy.settlement_id == our_id_of(room));
        BOOST_TEST(room.log.events.back() == "answered M1 GW3001 open");
        BOOST_CHECK(room.refusal(reverse("R1")).code == code);
        BOOST_CHECK(room.refusal(reverse("R1")).code == reversing);
    }
    // What the record itself says is said.
    Room room;
    room.desk.settle_error = Error{peer_unreachable, {}, {}, {}};
    room.refusal(settle("M1"));
    BOOST_CHECK(room.refusal(settle("M1")).code == peer_unreachable);
}

BOOST_AUTO_TEST_SUITE_END()
