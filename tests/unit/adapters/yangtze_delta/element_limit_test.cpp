#include "adapters/yangtze_delta/element_limit.hpp"

#include "adapters/yangtze_delta/day_codec.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/fee_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "gateway/ports/day_view.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
using namespace clearing::yangtze_delta;

namespace {

constexpr int as_many_as_allowed = static_cast<int>(most_elements);

wire::Envelope envelope() {
    wire::Envelope message;
    message.set_correlation_id(42);
    message.set_version(protocol_version);
    return message;
}

wire::Envelope with_empty_lines(int count) {
    wire::Envelope message = envelope();
    for (int i = 0; i < count; ++i)
        message.mutable_fees_request()->add_lines();
    return message;
}

std::string repeated(std::string_view bytes, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i)
        all += bytes;
    return all;
}

ErrorCode refusal(const std::string& bytes) {
    wire::Envelope into;
    const auto parsed = parse(bytes, into);
    BOOST_REQUIRE_MESSAGE(!parsed, "it was read");
    BOOST_TEST(into.correlation_id() == 42u, "nobody can be told");
    return parsed.error().code;
}

bool is_read(const wire::Envelope& message) {
    wire::Envelope into;
    return parse(serialized(message), into).has_value() && serialized(into) == serialized(message);
}

DayLine long_line(int number) {
    DayLine line = sample_day_line(number);
    line.original = line.key.settlement;
    const FundPayment part = line.split.payments.front();
    constexpr std::size_t parts = 20;
    line.split.payments.assign(parts, part);
    return line;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(delta_element_limit)

BOOST_AUTO_TEST_CASE(the_most_elements_are_read_and_one_more_is_over_the_limit) {
    BOOST_TEST(is_read(with_empty_lines(as_many_as_allowed)));
    BOOST_CHECK(refusal(serialized(with_empty_lines(as_many_as_allowed + 1))) == ErrorCode::over_limit);
}

BOOST_AUTO_TEST_CASE(no_more_is_built_than_was_allowed_however_long_the_frame) {
    const std::string bytes = serialized(with_empty_lines(4 * as_many_as_allowed));
    wire::Envelope into;
    BOOST_CHECK(parse(bytes, into).error().code == ErrorCode::over_limit);
    // The one too many is begun: its tag is the last that is read.
    BOOST_TEST(into.fees_request().lines_size() <= as_many_as_allowed + 1);
    BOOST_TEST(buildable_part(bytes).bytes < bytes.size() / 3);
}

BOOST_AUTO_TEST_CASE(elements_are_counted_at_every_depth_and_all_together) {
    wire::Envelope deep = envelope();
    wire::Split& split = *deep.mutable_day_keys_answer()->add_states()->mutable_line()->mutable_split();
    for (int i = 0; i < as_many_as_allowed; ++i)
        split.add_parts();
    BOOST_CHECK(refusal(serialized(deep)) == ErrorCode::over_limit);

    wire::Envelope wide = envelope();
    wire::DayRangesRequest& ranges = *wide.mutable_day_ranges_request();
    for (int i = 0; i < 2; ++i) {
        wire::Cut& cut = *ranges.add_cuts();
        for (int k = 0; k < as_many_as_allowed / 2; ++k)
            cut.add_until();
    }
    BOOST_CHECK(refusal(serialized(wide)) == ErrorCode::over_limit);
}

BOOST_AUTO_TEST_CASE(fields_nobody_here_knows_count_too) {
    const std::string heading = serialized(envelope());
    const std::string unknown_number("\xa0\x06\x00", 3);  // field 100
    const std::string unknown_text("\xa2\x06\x00", 3);
    const std::string known_in_another_form("\x20\x00", 2);  // receiver_division as a number
    for (const std::string& field : {unknown_number, unknown_text, known_in_another_form}) {
        BOOST_CHECK(refusal(heading + repeated(field, most_elements + 1)) == ErrorCode::over_limit);
        wire::Envelope into;
        BOOST_TEST(parse(heading + repeated(field, most_elements), into).has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_text_is_one_field_whatever_stands_in_it) {
    wire::Envelope message = envelope();
    message.mutable_reverse_request()->set_reason(repeated(std::string("2\0", 2), 2 * most_elements));
    BOOST_TEST(is_read(message));
}

BOOST_AUTO_TEST_CASE(a_group_is_no_part_of_the_protocol) {
    const std::string empty_group("\xa3\x06\xa4\x06", 4);
    BOOST_CHECK(refusal(serialized(envelope()) + empty_group) == ErrorCode::malformed_message);
}

BOOST_AUTO_TEST_CASE(the_longest_honest_messages_are_read) {
    wire::Envelope fees = envelope();
    for (std::size_t i = 0; i < most_lines_of_a_part; ++i)
        write(sample_line(static_cast<int>(i)), *fees.mutable_fees_request()->add_lines());
    BOOST_TEST(is_read(fees));

    wire::Envelope page = envelope();
    for (std::size_t i = 0; i < ports::DayView::lines_of_a_page; ++i)
        write(long_line(static_cast<int>(i)), *page.mutable_day_details_answer()->add_lines());
    BOOST_TEST(is_read(page));

    wire::Envelope states = envelope();
    for (std::size_t i = 0; i < ports::DayView::most_keys; ++i)
        write(long_line(static_cast<int>(i)), *states.mutable_day_keys_answer()->add_states()->mutable_line());
    BOOST_TEST(is_read(states));

    wire::Envelope ranges = envelope();
    for (std::size_t i = 0; i < ports::DayView::most_ranges; ++i)
        ranges.mutable_day_ranges_request()->add_cuts()->add_until("310000S100000");
    BOOST_TEST(is_read(ranges));

    wire::Envelope close = envelope();
    constexpr int whole_day = 10'000;
    for (int i = 0; i < whole_day; ++i) {
        write(sample_day_line(i).key, *close.mutable_day_close_request()->add_carried());
        write(sample_day_line(i).key, *close.mutable_day_close_request()->add_late());
    }
    BOOST_TEST(is_read(close));
}

BOOST_AUTO_TEST_SUITE_END()
