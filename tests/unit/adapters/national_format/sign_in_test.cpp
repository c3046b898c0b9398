#include "adapters/national_format/sign_in.hpp"

#include "adapters/national/days.hpp"
#include "adapters/national_format/client.hpp"
#include "tests/unit/adapters/national_format/fakes.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

using namespace clearing;
using namespace clearing::testing;
using namespace clearing::national_format;
using Failure = http::CallFailure::Kind;

namespace {

/// A hub that may insist; its answer to 9001 can be held back.
class Hub final : public http::Client {
public:
    using Answer = std::expected<http::Response, http::CallFailure>;

    awaitable<Answer> call(http::Request request, std::chrono::milliseconds limit) override {
        const RequestEnvelope asked = read_request(request.body).value();
        requests.push_back(asked);
        limits.push_back(limit);
        if (asked.header.infno == "9001") {
            while (holds_sign_in)
                co_await boost::asio::post(boost::asio::use_awaitable);
            co_return sign_in();
        }
        if (asked.header.infno == "9002") co_return sign_out();
        const bool refuses = insists && asked.header.sign_no != issued;
        co_return response(refuses ? R"({"infcode":-1,"err_msg":"未签到，请先签到","output":null})"
                                   : R"({"infcode":0,"output":{}})");
    }
    void recheck_peers() override {}
    awaitable<void> stop() override { co_return; }

    /// "9001 1101": what was asked, in order.
    std::string asked() const {
        std::string words;
        for (const RequestEnvelope& request : requests)
            words += (words.empty() ? "" : " ") + request.header.infno;
        return words;
    }

    std::vector<RequestEnvelope> requests;
    std::vector<std::chrono::milliseconds> limits;
    bool insists = false;
    bool holds_sign_in = false;
    std::optional<std::string> instead;  ///< of an answer to 9001 or 9002; empty: none
    std::string issued;

private:
    static Answer response(std::string body) {
        http::Response response;
        response.body = std::move(body);
        return response;
    }
    Answer sign_in() {
        if (instead && instead->empty()) return std::unexpected(http::CallFailure{Failure::unknown, "cut"});
        if (instead) return response(*instead);
        issued = "S" + std::to_string(++count_);
        return response(R"({"infcode":0,"output":{"signinoutb":{"sign_no":")" + issued +
                        R"(","sign_time":"2024-11-05 10:30:00"}}})");
    }

    Answer sign_out() {
        if (instead && instead->empty()) return std::unexpected(http::CallFailure{Failure::unknown, "cut"});
        if (instead) return response(*instead);
        issued.clear();
        return response(R"({"infcode":0,"output":{"sign_time":{"sign_time":"2024-11-05 18:30:00"}}})");
    }

    int count_ = 0;
};

struct World {
    boost::asio::io_context io;
    Hub hub;
    FakeMessageLog messages;
    FakeClock clock;
    FakeDigest digest;
    FakeRandomness randomness;
    SignIn sign_in{
        Peer{PeerName("hub"), PlatformName("national")},
        SignInSettings{DivisionCode("330200"), InstitutionCode("330200"), "OP1", "00-11-22-33-44-55", "10.1.1.1"},
        hub,
        messages,
        clock,
        digest,
        randomness,
        [this](const PeerName&, const Result<void>& signed_in) { told.push_back(signed_in.has_value()); }};
    std::vector<bool> told;  ///< how each sign-in went
    Peer peer = [this] {
        Peer signed_in{PeerName("hub"), PlatformName("national")};
        signed_in.sign_in = &sign_in;
        return signed_in;
    }();
    Client client{peer, hub, messages, clock, digest};

    World() { clock.stands_at = std::chrono::steady_clock::now(); }

    ports::Leg leg(std::chrono::milliseconds time = std::chrono::seconds(20)) {
        ports::Leg leg;
        leg.message.text = "M" + std::to_string(++legs_);
        leg.infno = "2205";
        leg.treatment_division.text = "330200";
        leg.insured_division.text = "520100";
        leg.institution.text = "H33020300001";
        leg.deadline = clock.steady() + time;
        return leg;
    }
    awaitable<Result<void>> question(std::chrono::milliseconds time = std::chrono::seconds(20)) {
        return client.remove(leg(time), FeeRemoval{VisitId("V"), BillNumber("0000"), {}, "P1"});
    }
    Result<void> ask() { return run(io, question()); }
    const std::string& last_sign_no() const { return hub.requests.back().header.sign_no; }

private:
    int legs_ = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(national_format_sign_in, World)

BOOST_AUTO_TEST_CASE(the_first_question_of_a_beijing_day_signs_in_and_the_others_are_signed_in) {
    BOOST_TEST(ask().has_value());
    BOOST_TEST(ask().has_value());
    BOOST_TEST(hub.asked() == "9001 2205 2205");
    BOOST_TEST(last_sign_no() == "S1");
    BOOST_TEST(hub.requests[1].header.sign_no == "S1");
    const RequestEnvelope& asked = hub.requests[0];
    BOOST_TEST(json::write(asked.input) ==
               R"({"signIn":{"opter_no":"OP1","mac":"00-11-22-33-44-55","ip":"10.1.1.1"}})");
    BOOST_TEST(asked.header.sign_no.empty());
    BOOST_TEST(asked.header.institution.text == "330200");
    clock.at = parse_local_time("2024-11-05 23:59:59").value();
    ask();
    BOOST_TEST(hub.asked() == "9001 2205 2205 2205");
    clock.at = parse_local_time("2024-11-06 00:00:00").value();
    ask();
    BOOST_TEST(hub.asked() == "9001 2205 2205 2205 9001 2205");
    BOOST_TEST(last_sign_no() == "S2");
}

BOOST_AUTO_TEST_CASE(it_is_kept_in_the_message_log_as_every_message_is) {
    ask();
    BOOST_TEST_REQUIRE(messages.outbound.size() == 2U);
    BOOST_TEST(messages.outbound[0].message.infno == "9001");
    BOOST_TEST(messages.outbound[0].message.message.text == hub.requests[0].header.message.text);
    BOOST_TEST(messages.outbound[0].reply->outcome == "answered");
}

BOOST_AUTO_TEST_CASE(a_question_refused_for_want_of_it_did_nothing_and_the_next_one_signs_in_anew) {
    hub.insists = true;
    BOOST_TEST(ask().has_value());
    hub.issued = "of a hub that was started again";
    const auto refused = ask();
    BOOST_TEST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().code == ErrorCode::peer_unavailable));
    BOOST_TEST(ask().has_value());
    BOOST_TEST(hub.asked() == "9001 2205 2205 9001 2205");
    BOOST_TEST(last_sign_no() == "S2");
}

BOOST_AUTO_TEST_CASE(a_number_that_was_replaced_meanwhile_is_not_what_is_forgotten) {
    ask();
    sign_in.forget("S0");
    ask();
    BOOST_TEST(hub.asked() == "9001 2205 2205");
    sign_in.forget("S1");
    ask();
    BOOST_TEST(hub.asked() == "9001 2205 2205 9001 2205");
}

BOOST_AUTO_TEST_CASE(where_it_fails_questions_go_out_without_and_it_is_tried_again_after_a_pause) {
    for (const char* no : {"", R"({"infcode":-1,"err_msg":"交易不存在"})", R"({"infcode":0,"output":{}})", "<html>"}) {
        World other;
        other.hub.instead = no;
        BOOST_TEST(other.ask().has_value(), no);
        BOOST_TEST(other.ask().has_value(), no);
        BOOST_TEST(other.hub.asked() == "9001 2205 2205", no);
        BOOST_TEST(other.last_sign_no().empty(), no);
        other.hub.instead.reset();
        *other.clock.stands_at += std::chrono::seconds(29);
        BOOST_TEST(other.ask().has_value(), no);
        BOOST_TEST(other.last_sign_no().empty(), no);
        *other.clock.stands_at += std::chrono::seconds(1);
        BOOST_TEST(other.ask().has_value(), no);
        BOOST_TEST(other.hub.asked() == "9001 2205 2205 2205 9001 2205", no);
        BOOST_TEST(other.last_sign_no() == "S1", no);
        BOOST_TEST((other.told == std::vector{false, true}), no);
    }
}

BOOST_AUTO_TEST_CASE(it_takes_at_most_a_quarter_of_a_questions_time_and_never_longer_than_its_own) {
    run(io, question(std::chrono::seconds(8)));
    BOOST_TEST((hub.limits[0] == std::chrono::seconds(2)));
    sign_in.forget("S1");
    run(io, question(std::chrono::seconds(60)));
    BOOST_TEST((hub.limits[2] == std::chrono::seconds(5)));
    sign_in.forget("S2");
    run(io, question(std::chrono::milliseconds(200)));  // in so little no answer would come
    BOOST_TEST(hub.asked() == "9001 2205 9001 2205 2205");
    BOOST_TEST(last_sign_no().empty());
}

BOOST_AUTO_TEST_CASE(questions_that_come_meanwhile_wait_for_the_one_that_signs_in) {
    hub.holds_sign_in = true;
    int answered = 0;
    for (int i = 0; i < 3; ++i)
        boost::asio::co_spawn(io, question(), [&](const std::exception_ptr&, const Result<void>& answer) {
            answered += answer.has_value() ? 1 : 0;
        });
    for (int turn = 0; turn < 100; ++turn)
        io.run_one();
    BOOST_TEST(hub.asked() == "9001");
    hub.holds_sign_in = false;
    io.run();
    BOOST_TEST(answered == 3);
    BOOST_TEST(hub.asked() == "9001 2205 2205 2205");
    for (std::size_t i = 1; i < hub.requests.size(); ++i)
        BOOST_TEST(hub.requests[i].header.sign_no == "S1");
}

BOOST_AUTO_TEST_CASE(whoever_has_waited_its_part_goes_out_without) {
    hub.holds_sign_in = true;
    boost::asio::co_spawn(io, question(), [](const std::exception_ptr&, const Result<void>&) {});
    while (hub.requests.empty())
        io.run_one();
    // Nothing but its own time lets it go: the sign-in is still held back.
    BOOST_TEST(run(io, question(std::chrono::milliseconds(40))).has_value());
    BOOST_TEST(hub.asked() == "9001 2205");
    BOOST_TEST(last_sign_no().empty());
    hub.holds_sign_in = false;
    io.run();
    BOOST_TEST(hub.asked() == "9001 2205 2205");
    BOOST_TEST(last_sign_no() == "S1");
}

BOOST_AUTO_TEST_CASE(the_days_with_the_platform_ask_under_the_same_number) {
    national::Days days{national::DaysOptions{DivisionCode("330200"), InstitutionCode("330200")},
                        peer,
                        hub,
                        messages,
                        clock,
                        digest,
                        randomness};
    ask();
    DayTotals totals;
    totals.key = {PlatformName("national"), DivisionCode("520000"), Direction::visitor,
                  ClearingDay{Date::parse("2024-11-05").value()}};
    (void)run(io, days.compare_totals(totals, {}));
    BOOST_TEST(hub.requests.back().header.infno == "3201");
    BOOST_TEST(last_sign_no() == "S1");
    BOOST_TEST(hub.asked().find("9001", 4) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(whoever_leaves_signs_out_once_and_nobody_signs_in_any_more) {
    ask();
    const auto signed_out = run(io, sign_in.sign_out(std::chrono::milliseconds(500)));
    BOOST_TEST_REQUIRE(signed_out.has_value());
    BOOST_TEST(*signed_out);
    const RequestEnvelope& asked = hub.requests.back();
    BOOST_TEST(json::write(asked.input) == R"({"signOut":{"sign_no":"S1","opter_no":"OP1"}})");
    BOOST_TEST(asked.header.sign_no == "S1");
    BOOST_TEST(asked.header.institution.text == "330200");
    BOOST_TEST((hub.limits.back() <= std::chrono::milliseconds(500)));
    BOOST_TEST_REQUIRE(messages.outbound.size() == 3U);
    BOOST_TEST(messages.outbound.back().message.infno == "9002");
    // A question that comes all the same goes out without a number.
    BOOST_TEST(ask().has_value());
    BOOST_TEST(last_sign_no().empty());
    BOOST_TEST(!run(io, sign_in.sign_out(std::chrono::milliseconds(500))).value());
    BOOST_TEST(hub.asked() == "9001 2205 9002 2205");
}

BOOST_AUTO_TEST_CASE(who_is_not_signed_in_today_has_nothing_to_sign_out_of) {
    BOOST_TEST(!run(io, sign_in.sign_out(std::chrono::milliseconds(500))).value());
    BOOST_TEST(hub.requests.empty());
    World other;
    other.ask();
    other.clock.at = parse_local_time("2024-11-06 00:00:00").value();
    BOOST_TEST(!run(other.io, other.sign_in.sign_out(std::chrono::milliseconds(500))).value());
    BOOST_TEST(other.hub.asked() == "9001 2205");
}

BOOST_AUTO_TEST_CASE(a_sign_out_that_is_refused_or_not_answered_is_told_and_not_repeated) {
    for (const char* no : {"", R"({"infcode":-1,"err_msg":"未签到"})", "<html>"}) {
        World other;
        other.ask();
        other.hub.instead = no;
        BOOST_TEST(!run(other.io, other.sign_in.sign_out(std::chrono::milliseconds(500))).has_value(), no);
        BOOST_TEST(!run(other.io, other.sign_in.sign_out(std::chrono::milliseconds(500))).value(), no);
        BOOST_TEST(other.hub.asked() == "9001 2205 9002", no);
    }
}

BOOST_AUTO_TEST_CASE(who_is_not_signed_in_to_reads_such_a_no_as_any_other) {
    hub.insists = true;
    hub.issued = "S1";
    Client core{Peer{PeerName("core"), PlatformName()}, hub, messages, clock, digest};
    const auto no = run(io, core.remove(leg(), FeeRemoval{VisitId("V"), BillNumber("0000"), {}, "P1"}));
    BOOST_TEST_REQUIRE(!no.has_value());
    BOOST_TEST((no.error().code == ErrorCode::refused_by_insured_side));
    BOOST_TEST(hub.asked() == "2205");
}

BOOST_AUTO_TEST_SUITE_END()
