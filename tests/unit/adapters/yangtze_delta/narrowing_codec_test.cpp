#include "adapters/yangtze_delta/narrowing_codec.hpp"

#include "clearing/delta/v1/delta.pb.h"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
using namespace clearing::yangtze_delta;

namespace {

using ports::DayView;
using ports::IdRange;
using ports::RangeDigest;
using Ranges = std::vector<IdRange>;

const ports::LineGroup group{DivisionCode("310000"), DivisionCode("330203"), InsuranceType("310"), -1};

IdRange range(const std::string& after, const std::string& until) {
    return {SettlementId(after), SettlementId(until)};
}

RangeDigest digest(const IdRange& of, long long count, char name) {
    RangeDigest result{of, count, {}};
    result.digest.fill(static_cast<std::byte>(name));
    return result;
}

/// "" when it can be used, else its code and fields.
std::string verdict_of(const Reading& reading) {
    const auto verdict = reading.verdict();
    if (verdict) return "";
    std::string words = stable_code(verdict.error().code);
    for (const std::string& field : verdict.error().fields)
        words += " " + field;
    return words;
}

ports::LinesAsked lines_asked() {
    ports::LinesAsked asked{group, {range("310000S1", "310000S3"), range("310000S5", "")}, SettlementId("310000S2")};
    asked.group.sign = 1;
    return asked;
}

wire::DayLinesAnswer page_of(const std::vector<std::string>& ids) {
    ports::LinesPage page;
    for (const std::string& id : ids) {
        page.lines.push_back(sample_day_line(1));
        page.lines.back().key.settlement = SettlementId(id);
    }
    wire::DayLinesAnswer out;
    write(page, out);
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(delta_narrowing_codec)

BOOST_AUTO_TEST_CASE(groups_come_back_and_only_once_each) {
    std::vector<ports::GroupDigest> groups{{group, digest({}, 3, 'a')}, {group, digest({}, 2, 'b')}};
    groups[1].group.sign = 1;
    wire::DayGroupsAnswer out;
    write(groups, out);
    Reading reading;
    BOOST_TEST((read(out, reading) == groups));
    BOOST_TEST(verdict_of(reading) == "");
    out.mutable_groups(1)->mutable_group()->set_sign(-1);
    Reading twice;
    read(out, twice);
    BOOST_TEST(verdict_of(twice) == "GW1008 groups[1].group");
}

BOOST_AUTO_TEST_CASE(ranges_that_follow_each_other_travel_as_one_cut) {
    const Ranges ranges{range("", "B"),  range("B", "D"), range("D", "F"),
                        range("K", "M"), range("M", ""),  range("Z", "")};
    wire::DayRangesRequest out;
    write(group, ranges, out);
    BOOST_TEST(out.cuts_size() == 3);
    Reading reading;
    const RangesAsked asked = read(out, reading);
    BOOST_TEST(verdict_of(reading) == "");
    BOOST_TEST((asked.group == group));
    BOOST_TEST((asked.ranges == ranges));
}

BOOST_AUTO_TEST_CASE(a_range_that_ends_before_it_begins_is_refused) {
    wire::DayRangesRequest out;
    write(group, {range("D", "B")}, out);
    Reading backwards;
    read(out, backwards);
    BOOST_TEST(verdict_of(backwards) == "GW1008 cuts[0].until");
    out.mutable_cuts(0)->set_until(0, "");
    out.mutable_cuts(0)->add_until("F");  // no end, and then more
    Reading endless;
    read(out, endless);
    BOOST_TEST(verdict_of(endless) == "GW1008 cuts[0].until");
}

BOOST_AUTO_TEST_CASE(more_than_a_question_takes_is_over_the_limit) {
    wire::DayRangesRequest ranges;
    write(group, {}, ranges);
    wire::DayLinesRequest lines;
    write(ports::LinesAsked{group, {}, {}}, lines);
    wire::DayKeysRequest keys;
    auto& cut = *ranges.add_cuts();
    for (std::size_t i = 0; i <= DayView::most_ranges; ++i)
        cut.add_until(std::to_string(100'000 + i));
    for (std::size_t i = 0; i <= DayView::most_line_ranges; ++i)
        lines.add_ranges()->set_until(std::to_string(100'000 + i));
    for (std::size_t i = 0; i <= DayView::most_keys; ++i)
        write(sample_day_line(static_cast<int>(i)).key, *keys.add_keys());
    Reading of_ranges, of_lines, of_keys;
    read(ranges, of_ranges);
    read(lines, of_lines);
    read(keys, of_keys);
    BOOST_TEST(verdict_of(of_ranges) == "GW1007 cuts");
    BOOST_TEST(verdict_of(of_lines) == "GW1007 ranges");
    BOOST_TEST(verdict_of(of_keys) == "GW1007 keys");
}

BOOST_AUTO_TEST_CASE(an_answer_has_as_many_digests_as_were_asked_for) {
    const Ranges asked{range("", "B"), range("B", "")};
    const std::vector<RangeDigest> digests{digest(asked[0], 2, 'x'), digest(asked[1], 0, 'y')};
    wire::DayRangesAnswer out;
    write(digests, out);
    Reading reading;
    BOOST_TEST((read(out, asked, reading) == digests));
    BOOST_TEST(verdict_of(reading) == "");
    Reading fewer;
    read(out, {asked[0]}, fewer);
    BOOST_TEST(verdict_of(fewer) == "GW1008 ranges");
    out.mutable_ranges(0)->set_digest("short");
    out.mutable_ranges(1)->set_count(-1);
    Reading wrong;
    read(out, asked, wrong);
    BOOST_TEST(verdict_of(wrong) == "GW1008 ranges[0].digest ranges[1].count");
}

BOOST_AUTO_TEST_CASE(lines_are_asked_for_by_ranges_and_pages) {
    wire::DayLinesRequest out;
    write(lines_asked(), out);
    Reading reading;
    const ports::LinesAsked back = read(out, reading);
    BOOST_TEST(verdict_of(reading) == "");
    BOOST_TEST((back.ranges == lines_asked().ranges));
    BOOST_TEST((back.after == lines_asked().after));
    out.mutable_ranges(1)->set_after("310000S2");
    Reading overlapping;
    read(out, overlapping);
    BOOST_TEST(verdict_of(overlapping) == "GW1008 ranges[1].after");
}

BOOST_AUTO_TEST_CASE(lines_nobody_asked_for_are_not_believed) {
    struct Row {
        std::string in_words;
        std::vector<std::string> ids;
        std::string verdict;
    };
    const std::vector<Row> rows{
        {"of both ranges", {"310000S3", "310000S6"}, ""},
        {"a double shows itself", {"310000S6", "310000S6"}, ""},
        {"none", {}, ""},
        {"descending", {"310000S7", "310000S6"}, "GW1008 lines[1].settlement_id"},
        {"of the page before", {"310000S2"}, "GW1008 lines[0].settlement_id"},
        {"between the ranges", {"310000S4"}, "GW1008 lines[0].settlement_id"},
    };
    for (const Row& row : rows) {
        Reading reading;
        const auto page = read(page_of(row.ids), lines_asked(), reading);
        BOOST_TEST(verdict_of(reading) == row.verdict, row.in_words);
        BOOST_TEST(page.lines.size() == row.ids.size());
    }
    wire::DayLinesAnswer of_another_group = page_of({"310000S3"});
    of_another_group.mutable_lines(0)->set_insurance_type("390");
    Reading reading;
    read(of_another_group, lines_asked(), reading);
    BOOST_TEST(verdict_of(reading) == "GW1008 lines[0].insurance_type");
    wire::DayLinesAnswer more_of_nothing;
    more_of_nothing.set_more(true);
    Reading empty;
    read(more_of_nothing, lines_asked(), empty);
    BOOST_TEST(verdict_of(empty) == "GW1008 more");
}

BOOST_AUTO_TEST_CASE(the_states_of_keys_come_back_in_their_order) {
    using State = ports::LineState::State;
    const DayLine line = sample_day_line(1);
    const std::vector<SettlementKey> keys{line.key, sample_day_line(2).key};
    std::vector<ports::LineState> states{
        {keys[0], State::booked, line.assigned_day, line.assigned_day.next(), DivisionCode("330203"), line},
        {keys[1], State::unknown, {}, {}, {}, {}}};
    wire::DayKeysAnswer out;
    write(states, out);
    Reading reading;
    const auto back = read(out, keys, reading);
    BOOST_TEST(verdict_of(reading) == "");
    BOOST_REQUIRE(back.size() == 2U);
    BOOST_TEST((back[0].state == State::booked));
    BOOST_TEST((back[0].assigned_day == line.assigned_day));
    BOOST_TEST((back[0].cleared_day == line.assigned_day.next()));
    BOOST_TEST(leaf_text(back[0].line.value()) == leaf_text(line));
    BOOST_TEST((back[1].key == keys[1]));
    BOOST_TEST((back[1].state == State::unknown));
    BOOST_TEST(!back[1].line);
    Reading other;
    read(out, {keys[1], keys[0]}, other);
    BOOST_TEST(verdict_of(other) == "GW1008 states[0].line.settlement_id");
}

BOOST_AUTO_TEST_SUITE_END()
