#include "tests/system/claim.hpp"
#include "tests/system/delta_frames.hpp"
#include "tests/system/world.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

/// A second connection that must not notice what is done to the first.
struct Bystander : UntouchedBooks {
    void setup() {
        UntouchedBooks::setup();
        bystander = std::make_unique<DeltaCaller>("shanghai");
        BOOST_TEST_REQUIRE(bystander->read()->hello().error().code().empty());
    }
    void teardown() {
        BOOST_TEST(bystander->ping(), "another connection was harmed");
        DeltaCaller newcomer("shanghai");
        BOOST_TEST(newcomer.read().has_value());
        BOOST_TEST(newcomer.ping());
        UntouchedBooks::teardown();
    }
    std::unique_ptr<DeltaCaller> bystander;
};

/// The caller is told a coded error, or the connection ends. Anything else is an answer to garbage.
bool is_refused(DeltaCaller& caller) {
    const auto answer = caller.read();
    if (!answer) return true;
    if (!answer->has_error() && answer->hello().error().code().empty()) return false;
    return (answer->has_error() ? answer->error().code() : answer->hello().error().code()).starts_with("GW1");
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(system_delta_listener, Bystander)

BOOST_AUTO_TEST_CASE(a_frame_that_says_it_is_too_long_is_refused_before_it_is_read) {
    for (const std::string& head : {std::string("\xff\xff\xff\xff", 4), std::string("\x00\x04\x00\x01", 4)}) {
        DeltaCaller caller("shanghai");
        BOOST_TEST_REQUIRE(caller.read().has_value());
        caller.write_bytes(head + "and some bytes");
        BOOST_TEST(is_refused(caller));
        BOOST_TEST(!caller.read().has_value(), "the stream cannot be trusted any more");
    }
}

BOOST_AUTO_TEST_CASE(an_empty_frame_is_refused) {
    DeltaCaller caller("shanghai");
    BOOST_TEST_REQUIRE(caller.read().has_value());
    caller.write_bytes(std::string(4, '\0'));
    BOOST_TEST(is_refused(caller));
}

BOOST_AUTO_TEST_CASE(a_frame_cut_short_ends_only_its_own_connection) {
    DeltaCaller caller("shanghai");
    BOOST_TEST_REQUIRE(caller.read().has_value());
    caller.write_bytes(frame_of(std::string(200, 'x')).substr(0, 90));
    caller.cut();
    BOOST_TEST(!caller.read().has_value());
}

BOOST_AUTO_TEST_CASE(garbage_after_the_hello_is_refused) {
    for (const std::string& garbage : {frame_of(std::string(300, '\xfe')), frame_of("GET / HTTP/1.1"),
                                       std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n")}) {
        DeltaCaller caller("shanghai");
        BOOST_TEST_REQUIRE(caller.read().has_value());
        caller.write_bytes(garbage);
        BOOST_TEST(is_refused(caller));
    }
}

BOOST_AUTO_TEST_CASE(an_envelope_that_is_well_formed_but_wrong_is_answered_with_its_code) {
    const auto answer_to = [](auto change) -> std::string {
        DeltaCaller caller("shanghai");
        BOOST_TEST_REQUIRE(caller.read().has_value());
        delta::v1::Envelope envelope;
        envelope.set_correlation_id(7);
        envelope.set_version(1);
        envelope.set_sender_division("310000");
        envelope.set_receiver_division("330200");
        envelope.set_message_id(new_msgid());
        change(envelope);
        caller.write(envelope);
        const auto answer = caller.read();
        if (!answer) return "closed";
        return answer->has_error() ? answer->error().code() : "answered";
    };
    BOOST_TEST(answer_to([](auto& envelope) { envelope.mutable_ping_request(); }) == "answered");
    BOOST_TEST(answer_to([](auto&) {}).starts_with("GW1"), "no body");
    BOOST_TEST(answer_to([](auto& envelope) {
                   envelope.set_version(9);
                   envelope.mutable_ping_request();
               }) == "GW1010");
    BOOST_TEST(answer_to([](auto& envelope) {
                   envelope.set_sender_division("110000");
                   envelope.mutable_person_request();
               }) == "GW1206");
    BOOST_TEST(answer_to([](auto& envelope) { envelope.mutable_settle_request(); }).starts_with("GW1"),
               "a settlement without anything in it");
}

BOOST_AUTO_TEST_SUITE_END()
