// What comparing two days of a million lines costs on the wire, counted over the real codec (issue step 4, Speed).
#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/framing.hpp"
#include "adapters/yangtze_delta/narrowing_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "gateway/infra/system/openssl_digest.hpp"
#include "gateway/services/reconciliation/narrower.hpp"
#include "gateway/services/reconciliation/own_day_view.hpp"
#include "tests/support/event_loop.hpp"
#include "tests/support/generated_day.hpp"
#include "tests/support/memory_settlement_store.hpp"

#include <set>

#include <boost/test/unit_test.hpp>

namespace clearing::yangtze_delta {
namespace {

using ports::awaitable;

constexpr long long kibibyte = 1'024;
constexpr long long million = 1'000'000;

const system::OpenSslDigest openssl;

/// A partner behind the wire: each question and each answer becomes a frame, is counted and read again.
class CountingWire final : public ports::DayView {
public:
    explicit CountingWire(ports::DayView& far) : far_(far) {}

    long long bytes = 0;
    int questions = 0;
    std::size_t longest_frame = 0;

    awaitable<Result<std::vector<ports::GroupDigest>>> groups(DayKey key) override {
        wire::Envelope question, answer;
        name_day(*question.mutable_day_groups_request());
        sent(question);
        const auto groups = co_await far_.groups(key);
        write(*groups, *answer.mutable_day_groups_answer());
        const wire::Envelope told = sent(answer);
        Reading reading;
        co_return checked(read(told.day_groups_answer(), reading), reading);
    }
    awaitable<Result<std::vector<ports::RangeDigest>>> of(DayKey key, ports::LineGroup group,
                                                          std::vector<ports::IdRange> ranges) override {
        wire::Envelope question, answer;
        name_day(*question.mutable_day_ranges_request());
        write(group, ranges, *question.mutable_day_ranges_request());
        const wire::Envelope asked = sent(question);
        Reading there;
        const RangesAsked heard = checked(read(asked.day_ranges_request(), there), there);
        BOOST_TEST((heard.ranges == ranges));
        const auto digests = co_await far_.of(key, heard.group, heard.ranges);
        write(*digests, *answer.mutable_day_ranges_answer());
        const wire::Envelope told = sent(answer);
        Reading here;
        co_return checked(read(told.day_ranges_answer(), ranges, here), here);
    }
    awaitable<Result<ports::LinesPage>> lines(DayKey key, ports::LinesAsked what) override {
        wire::Envelope question, answer;
        name_day(*question.mutable_day_lines_request());
        write(what, *question.mutable_day_lines_request());
        const wire::Envelope asked = sent(question);
        Reading there;
        const ports::LinesAsked heard = checked(read(asked.day_lines_request(), there), there);
        const auto page = co_await far_.lines(key, heard);
        write(*page, *answer.mutable_day_lines_answer());
        const wire::Envelope told = sent(answer);
        Reading here;
        co_return checked(read(told.day_lines_answer(), what, here), here);
    }
    awaitable<Result<std::vector<ports::LineState>>> states(DayKey, std::vector<SettlementKey>) override {
        co_return fail(ErrorCode::unknown_transaction);
    }

    wire::Envelope sent(wire::Envelope& envelope) {
        Heading heading;
        heading.correlation = static_cast<std::uint64_t>(++questions);
        heading.sender = DivisionCode("330200");
        heading.receiver = DivisionCode("310000");
        heading.message = MessageId(std::string(30, 'M'));
        heading.sent_at = *parse_local_time("2018-10-17 00:00:01");
        heading.time_left = std::chrono::seconds(60);
        heading.day = *ClearingDay::parse("2018-10-16");
        write(heading, envelope);
        const std::string frame = framed(serialized(envelope));
        bytes += static_cast<long long>(frame.size());
        longest_frame = std::max(longest_frame, frame.size());
        wire::Envelope read_again;
        BOOST_REQUIRE(parse(std::string_view(frame).substr(4), read_again).has_value());
        return read_again;
    }

private:
    template <class Body>
    static void name_day(Body& body) {
        body.set_treatment_division("330200");
        body.set_insured_division("310000");
        body.set_day("2018-10-16");
    }
    template <class T>
    static T checked(T value, const Reading& reading) {
        const auto verdict = reading.verdict();
        BOOST_REQUIRE_MESSAGE(verdict.has_value(), (verdict ? "" : sentence(verdict.error())));
        return value;
    }

    ports::DayView& far_;
};

struct TwoBooks {
    tests::GeneratedDay ours{openssl}, theirs{openssl};
    tests::MemoryBooks books{[] { return Instant(); }};
    tests::MemorySettlementStore settlements{books};
    reconciliation::OwnDayView far{theirs, settlements};
    CountingWire line{far};
    test::EventLoop loop;

    reconciliation::LinesThatDiffer narrow() {
        reconciliation::Narrower narrower(ours, line, openssl);
        return loop.run(narrower.run({})).value();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(narrowing_cost, TwoBooks)

BOOST_AUTO_TEST_CASE(two_equal_days_of_a_million_are_proven_equal_with_kilobytes) {
    DayTotals totals;
    totals.key.day = *ClearingDay::parse("2018-10-16");
    totals.root = std::string(32, 'r');
    std::vector<DayLine> one_of_each;
    for (long long number = 1; number <= million; ++number) {
        ours.add(number);
        theirs.add(number);
        if (number <= 200) one_of_each.push_back(tests::GeneratedDay::line_of(number));
    }
    totals.cells = cells_of(one_of_each);
    // The close proves it …
    wire::Envelope close, answer;
    write(totals, {DivisionCode("330200"), DivisionCode("310000")}, *close.mutable_day_close_request());
    write(totals, true, *answer.mutable_day_close_answer());
    line.sent(close);
    line.sent(answer);
    // … and so do the groups, when somebody asks again.
    const auto found = narrow();
    BOOST_TEST(found.ours.empty());
    BOOST_TEST(found.theirs.empty());
    BOOST_TEST_MESSAGE("equal days of a million: " << line.bytes << " bytes");
    BOOST_TEST(line.bytes <= 64 * kibibyte);
}

BOOST_AUTO_TEST_CASE(a_thousand_differing_records_among_a_million_are_found_with_few_megabytes) {
    // As far from each other as they can be, of every sort: changed, only ours, only theirs.
    std::set<long long> only_ours, only_theirs, changed;
    for (long long number = 1; number <= million; ++number) {
        const long long turn = number / 1'000;
        const bool differs = number % 1'000 == turn * 7 % 1'000;
        const long long sort = differs ? turn % 4 : 3;
        if (sort != 1) ours.add(number);
        if (sort != 0) theirs.add(number, differs && sort > 1);
        if (differs) (sort == 0 ? only_ours : sort == 1 ? only_theirs : changed).insert(number);
    }
    BOOST_TEST(only_ours.size() + only_theirs.size() + changed.size() >= 1'000U);
    const auto found = narrow();
    const auto numbers = [](const std::vector<reconciliation::GroupedLine>& lines) {
        std::set<long long> numbers;
        for (const auto& one : lines)
            numbers.insert(std::stoll(one.line.key.settlement.text.substr(6)));
        return numbers;
    };
    std::set<long long> here = changed, there = changed;
    here.insert(only_ours.begin(), only_ours.end());
    there.insert(only_theirs.begin(), only_theirs.end());
    BOOST_TEST((numbers(found.ours) == here));
    BOOST_TEST((numbers(found.theirs) == there));
    BOOST_TEST_MESSAGE("a thousand among a million: " << line.bytes << " bytes, " << line.questions << " frames, "
                                                      << theirs.lines_told << " lines told");
    BOOST_TEST(line.bytes <= 4 * kibibyte * kibibyte);  // half of what is allowed
    BOOST_TEST(line.longest_frame <= default_max_message_bytes);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::yangtze_delta
