// Shanghai's view of a day, piece by piece, and the faults that spoil its book.
#include "delta_calls.hpp"
#include "sim-peers/book_faults.hpp"
#include "sim-peers/delta/narrowing.hpp"

using namespace clearing::peers;
using namespace clearing::peers::testing;

namespace {

struct Fixture {
    Data data;
    std::unique_ptr<Centre> centre = data.centre("shanghai", "310000", "shanghai");
    delta::InsuredSide side{*centre, "330200"};
    DeltaCalls calls;

    void settled(const std::string& id, int who) {
        calls.person = centre->people().by_key("310000-" + std::to_string(who));
        side.answer(calls.visit("V" + id), false);
        BOOST_REQUIRE_EQUAL(code(side.answer(calls.settle(id, calls.bill("V" + id, 200'000)), false)), "ok");
    }
    std::vector<const Record*> lines() { return centre->book().lines("3302", "31", "2018-10-16"); }
    template <class Body>
    void name_day(Body& body) {
        body.set_treatment_division("330200");
        body.set_insured_division("310000");
        body.set_day("2018-10-16");
    }
    pb::DayGroupsAnswer groups() {
        auto ask = calls.envelope();
        name_day(*ask.mutable_day_groups_request());
        return side.answer(ask, false).day_groups_answer();
    }
    pb::DayLinesAnswer read(const std::string& after, const std::string& until, const std::string& page = {}) {
        auto ask = calls.envelope();
        auto& request = *ask.mutable_day_lines_request();
        name_day(request);
        *request.mutable_group() = groups().groups(0).group();
        request.add_ranges()->set_after(after);
        request.mutable_ranges(0)->set_until(until);
        request.set_after_settlement_id(page);
        return side.answer(ask, false).day_lines_answer();
    }
    pb::LineState state(const std::string& id) {
        auto ask = calls.envelope();
        auto& request = *ask.mutable_day_keys_request();
        name_day(request);
        request.add_keys()->set_treatment_division("330200");
        request.mutable_keys(0)->set_settlement_id(id);
        return side.answer(ask, false).day_keys_answer().states(0);
    }
    bool strike(const std::string& fault) {
        pb::DayCloseRequest close;
        name_day(close);
        return side.spoil(fault, close);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sim_peers_delta_narrowing, Fixture)

BOOST_AUTO_TEST_CASE(a_day_is_told_by_groups_ranges_and_lines) {
    for (const char* id : {"S1", "S2", "S3"})
        settled(id, id[1] - '0');
    const auto told = groups();
    BOOST_REQUIRE_EQUAL(told.groups_size(), 1);
    BOOST_TEST(told.groups(0).group().treatment_division() == "330200");
    BOOST_TEST(told.groups(0).group().sign() == 1);
    BOOST_TEST(told.groups(0).all().count() == 3);
    BOOST_TEST(told.groups(0).all().digest() == delta::root_of(lines()));

    auto ask = calls.envelope();
    auto& request = *ask.mutable_day_ranges_request();
    name_day(request);
    *request.mutable_group() = told.groups(0).group();
    auto& cut = *request.add_cuts();
    for (const char* until : {"S1", "S2x", ""})
        cut.add_until(until);
    const auto ranges = side.answer(ask, false).day_ranges_answer();
    BOOST_REQUIRE_EQUAL(ranges.ranges_size(), 3);
    for (int i = 0; i < 3; ++i) {
        BOOST_TEST(ranges.ranges(i).count() == 1);
        BOOST_TEST(ranges.ranges(i).digest() == delta::root_of({lines()[static_cast<std::size_t>(i)]}));
    }
    BOOST_TEST(read("S1", "S3").lines_size() == 2);
    BOOST_TEST(read("", "", "S2").lines_size() == 1);
    BOOST_TEST(state("S1").state() == pb::QueryAnswer::BOOKED);
    BOOST_TEST(state("S1").line().settlement_id() == "S1");
    BOOST_TEST(state("S9").state() == pb::QueryAnswer::UNKNOWN);
}

BOOST_AUTO_TEST_CASE(each_fault_of_the_book_spoils_one_line_and_each_another_one) {
    const auto& faults = book_faults();
    for (std::size_t i = 0; i <= faults.size(); ++i)
        settled("S" + std::to_string(100 + i), static_cast<int>(i) + 1);
    std::vector<Record> before;
    for (const Record* line : lines())
        before.push_back(*line);
    for (const std::string& fault : faults)
        BOOST_TEST(strike(fault), fault);
    // The last line is whole.
    BOOST_TEST(delta::leaf_text(*lines().back()) == delta::leaf_text(before.back()));
    std::map<std::string, int> times;
    for (const Record* line : lines())
        ++times[line->settlement_id];
    for (std::size_t i = 0; i < faults.size(); ++i) {
        const Record& whole = before[i];
        const Record* now = centre->book().find(whole.key);
        const bool is_gone = now == nullptr;
        const bool differs = is_gone || times[whole.settlement_id] != 1 ||
                             delta::leaf_text(*now) != delta::leaf_text(whole) ||
                             now->insured_division != whole.insured_division;
        BOOST_TEST(differs, faults[i]);
        const std::string broken = is_gone ? "" : broken_law(now->split);
        BOOST_TEST((faults[i] == "split_law_broken" || broken.empty() || broken[0] == 'C' || broken[0] == 'E'),
                   faults[i] << " breaks law " << broken);
    }
    BOOST_TEST(state("S100").state() == pb::QueryAnswer::UNKNOWN);  // missing_line, the first of them
    BOOST_TEST(read("S100", "S101").lines_size() == 2);             // doubled_line, the second
}

BOOST_AUTO_TEST_CASE(a_fault_without_a_whole_line_strikes_nothing) {
    BOOST_TEST(!strike("missing_line"));
    settled("S1", 1);
    BOOST_TEST(strike("other_cash"));
    BOOST_TEST(!strike("other_cash"));
    BOOST_TEST(!strike("drop_reply"));
}

BOOST_AUTO_TEST_SUITE_END()
