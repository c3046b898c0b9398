#include "adapters/yangtze_delta/framing.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing::yangtze_delta;

namespace {

std::string bytes(std::initializer_list<int> values) {
    std::string text;
    for (int value : values)
        text += static_cast<char>(value);
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(delta_framing)

BOOST_AUTO_TEST_CASE(a_frame_is_four_bytes_of_length_and_the_message) {
    BOOST_TEST(framed("abc") == bytes({0, 0, 0, 3, 'a', 'b', 'c'}));
    BOOST_TEST(framed(std::string(0x010203, 'x')).substr(0, 4) == bytes({0, 1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(frames_are_read_whatever_the_pieces_they_arrive_in) {
    const std::string stream = framed("first") + framed("second") + framed("3");
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
        FrameReader reader(100);
        std::string joined;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            reader.feed(std::string_view(stream).substr(at, piece));
            while (true) {
                const auto message = reader.next();
                BOOST_REQUIRE(message.has_value());
                if (!*message) break;
                joined += **message + "|";
            }
        }
        BOOST_TEST(joined == "first|second|3|");
        BOOST_TEST(!reader.in_the_middle());
    }
}

BOOST_AUTO_TEST_CASE(every_truncation_is_no_message_and_known_as_cut_short) {
    const std::string frame = framed("a whole message");
    for (std::size_t length = 0; length < frame.size(); ++length) {
        FrameReader reader(100);
        reader.feed(std::string_view(frame).substr(0, length));
        const auto message = reader.next();
        BOOST_REQUIRE(message.has_value());
        BOOST_TEST(!message->has_value());
        BOOST_TEST(reader.in_the_middle() == (length > 0));
    }
}

BOOST_AUTO_TEST_CASE(a_truncation_after_a_whole_frame_is_cut_short_too) {
    FrameReader reader(100);
    reader.feed(framed("whole") + framed("cut").substr(0, 5));
    BOOST_TEST(reader.next()->value() == "whole");
    BOOST_TEST(!reader.next()->has_value());
    BOOST_TEST(reader.in_the_middle());
}

BOOST_AUTO_TEST_CASE(a_length_of_zero_is_a_fault_for_good) {
    FrameReader reader(100);
    reader.feed(bytes({0, 0, 0, 0}) + framed("after"));
    BOOST_CHECK(reader.next().error() == FrameFault::empty_message);
    BOOST_CHECK(reader.next().error() == FrameFault::empty_message);
}

BOOST_AUTO_TEST_CASE(the_limit_itself_passes_and_one_byte_more_is_a_fault_before_its_bytes_come) {
    FrameReader at_limit(16);
    at_limit.feed(framed(std::string(16, 'x')));
    BOOST_TEST(at_limit.next()->value().size() == 16u);
    FrameReader beyond(16);
    beyond.feed(bytes({0, 0, 0, 17}));
    BOOST_CHECK(beyond.next().error() == FrameFault::message_too_long);
}

BOOST_AUTO_TEST_CASE(garbage_ends_in_a_fault) {
    for (const std::string garbage : {"GET / HTTP/1.1\r\n\r\n", "\xff\xff\xff\xff", "\x80\x00\x00\x01..."}) {
        FrameReader reader(4 * 1024 * 1024);
        reader.feed(garbage + std::string(4, '\x7f'));
        BOOST_CHECK(reader.next().error() == FrameFault::message_too_long);
    }
}

BOOST_AUTO_TEST_CASE(many_frames_do_not_pile_up) {
    FrameReader reader(64);
    for (int i = 0; i < 10'000; ++i) {
        reader.feed(framed("message " + std::to_string(i)) + "");
        BOOST_REQUIRE(reader.next()->value() == "message " + std::to_string(i));
    }
    BOOST_TEST(!reader.in_the_middle());
}

BOOST_AUTO_TEST_SUITE_END()
