// A day of a hundred thousand lines with differences of every kind of the closed list seeded into the partner's books,
// and into ours: all found, none invented, each classified.
#include "gateway/domain/difference_case.hpp"
#include "tests/support/digest_shelf.hpp"
#include "tests/support/generated_day.hpp"
#include "tests/support/ningbo.hpp"
#include "tests/support/shelf_day_view.hpp"

#include <set>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

using Kind = DifferenceKind;
using State = ports::LineState::State;
using ports::LineGroup;

constexpr long long lines_of_the_day = 100'000;
constexpr long long of_each_kind = 25;

const Money one_fen = Money::from_fen(1);

struct ScriptedDetails final : ports::DetailTotals {
    std::vector<ports::DetailTotal> rows;

    ports::awaitable<Result<std::vector<ports::DetailTotal>>> differing(DayKey) override { co_return rows; }
};

/// How one kind comes about. What stays of `line` and `group` is what the partner lists, unless it `lists` nothing.
struct Seed {
    std::string in_words;
    Kind kind{};
    std::function<void(DayLine& theirs, LineGroup& group)> change = {};
    bool they_list = true, we_list = true;
    bool twice = false;
    std::optional<State> known_there = {};
    bool on_another_day = false;
    std::optional<SettlementState> our_record = {};
    bool details_differ = false;
};

const std::vector<Seed>& seeds() {
    static const std::vector<Seed> all{
        {"a line they lost", Kind::missing_there, {}, false},
        {"a line we never heard of", Kind::missing_here, {}, true, false},
        {"a total with more cash", Kind::total,
         [](DayLine& line, LineGroup&) {
             line.split.total += one_fen;
             line.split.cash += one_fen;
             line.split.person_total += one_fen;
         }},
        {"another fund paid", Kind::fund_component,
         [](DayLine& line, LineGroup&) {
             line.split.funds[Fund::hifp] -= one_fen;
             line.split.funds[Fund::oth] += one_fen;
         }},
        {"the hospital bears what the fund paid", Kind::fund_component,
         [](DayLine& line, LineGroup&) {
             line.split.funds[Fund::hifp] -= one_fen;
             line.split.fund_total -= one_fen;
             line.split.hospital += one_fen;
         }},
        {"account instead of cash", Kind::account,
         [](DayLine& line, LineGroup&) {
             line.split.account += one_fen;
             line.split.cash -= one_fen;
         }},
        {"mutual aid instead of the own account", Kind::account,
         [](DayLine& line, LineGroup&) { line.split.mutual_aid += one_fen; }},
        {"cash the hospital gave back", Kind::cash,
         [](DayLine& line, LineGroup&) {
             line.split.cash -= one_fen;
             line.split.person_total -= one_fen;
             line.split.hospital += one_fen;
         }},
        {"a cancel where we have a settlement", Kind::state,
         [](DayLine& line, LineGroup& group) {
             line.sign = group.sign = -1;
             line.split = line.split.negated();
         }},
        {"in doubt there", Kind::state, {}, false, true, false, State::in_progress},
        {"refused there", Kind::state, {}, false, true, false, State::refused},
        {"in doubt here", Kind::state, {}, true, false, false, {}, false, SettlementState::in_doubt},
        {"on another day there", Kind::day, {}, false, true, false, State::booked, true},
        {"on another day here", Kind::day, {}, true, false, false, {}, false, SettlementState::booked},
        {"listed twice there", Kind::duplicate, {}, true, true, true},
        {"listed a second time with another amount", Kind::duplicate,
         [](DayLine& line, LineGroup&) { line.split.cash += one_fen; }, true, true, true},
        {"reversed there", Kind::reversed_on_one_side, {}, false, true, false, State::reversed},
        {"reversed here", Kind::reversed_on_one_side, {}, true, false, false, {}, false, SettlementState::reversed},
        {"for a person of another division", Kind::person_or_visit,
         [](DayLine&, LineGroup& group) { group.insured_division = DivisionCode("310115"); }},
        {"of another care setting", Kind::code,
         [](DayLine& line, LineGroup&) {
             line.care = line.care == CareSetting::inpatient ? CareSetting::outpatient : CareSetting::inpatient;
         }},
        {"of another insurance type", Kind::code,
         [](DayLine& line, LineGroup& group) { line.insurance_type = group.insurance_type = InsuranceType("340"); }},
        {"two yuan short, as Ms Zhang's", Kind::split_law,
         [](DayLine& line, LineGroup&) { line.split.cash -= Money::from_fen(200); }},
        {"fee lines that do not sum to it", Kind::details_total, {}, true, true, false, {}, false, {}, true},
    };
    return all;
}

struct SeededDay : Ningbo {
    SeededDay() {
        clock.set("2018-10-17 00:00:00");
        day_world.digests = &ours;
        day_world.settlements = &settlements;
        day_world.details = &details;
        shanghai_days.its_view = &view;
        // Every tenth line of a kind stands far from the others; kinds take their turns.
        const auto every = lines_of_the_day / (of_each_kind * static_cast<long long>(seeds().size()));
        for (long long number = 1; number <= lines_of_the_day; ++number) {
            const long long turn = number / every;
            const bool is_seeded = number % every == 0 && turn <= of_each_kind * static_cast<long long>(seeds().size());
            add(number, is_seeded ? &seeds()[static_cast<std::size_t>(turn - 1) % seeds().size()] : nullptr);
        }
    }

    void add(long long number, const Seed* seed) {
        const DayLine line = GeneratedDay::line_of(number);
        const LineGroup group = GeneratedDay::group_of(number);
        if (!seed || seed->we_list) ours.shelf.add(group, line);
        if (!seed) return theirs.shelf.add(group, line);
        wanted.emplace(line.key, seed);
        DayLine changed = line;
        LineGroup moved = group;
        if (seed->change) seed->change(changed, moved);
        if (seed->they_list) theirs.shelf.add(moved, changed);
        if (seed->twice) theirs.shelf.add(group, line);
        if (seed->known_there) view.known.emplace(line.key, known(line, *seed));
        if (seed->our_record) keep_record(line, *seed->our_record, number);
        if (seed->details_differ) details.rows.push_back({line.key, line.split.total, line.split.total - one_fen});
    }

    static ports::LineState known(const DayLine& line, const Seed& seed) {
        ports::LineState state{line.key, *seed.known_there, line.assigned_day, {}, {}, {}};
        if (seed.on_another_day) state.assigned_day = line.assigned_day.next();
        return state;
    }

    /// A record of ours that is in no list of this day.
    void keep_record(const DayLine& line, SettlementState state, long long number) {
        SettlementRecord& record = books.records[SettlementNo(number)];
        record.no = SettlementNo(number);
        record.key = line.key;
        record.direction = Direction::visitor;
        record.state = state;
        record.assigned_day = line.assigned_day.next();
    }

    reconciliation::Comparison compare() {
        auto comparison =
            run(reconciliation::compare_unequal(day_world, day, *other_sides.platform(day.platform))).value();
        run(reconciliation::compare_details(day_world, day, comparison)).value();
        return comparison;
    }

    const DayKey day = shanghai_day("2018-10-16");
    ShelfDayDigests ours{digest}, theirs{digest};
    ScriptedDayView view{theirs, settlements};
    ScriptedDetails details;
    std::map<SettlementKey, const Seed*> wanted;
};

std::map<SettlementKey, std::vector<Difference>> by_line(const std::vector<Difference>& differences) {
    std::map<SettlementKey, std::vector<Difference>> lines;
    for (const Difference& difference : differences)
        lines[difference.settlement].push_back(difference);
    return lines;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(seeded_differences, SeededDay)

BOOST_AUTO_TEST_CASE(every_kind_of_the_closed_list_is_seeded) {
    std::set<Kind> kinds;
    for (const Seed& seed : seeds())
        kinds.insert(seed.kind);
    BOOST_TEST(kinds.size() == step_rules().size());
    BOOST_TEST(wanted.size() == seeds().size() * of_each_kind);
}

BOOST_AUTO_TEST_CASE(all_are_found_none_is_invented_each_is_classified) {
    const auto found = by_line(compare().differences);
    for (const auto& [key, seed] : wanted) {
        BOOST_TEST_CONTEXT(seed->in_words) {
            const auto line = found.find(key);
            BOOST_REQUIRE(line != found.end());
            BOOST_TEST(name_of(leading(line->second).kind) == name_of(seed->kind));
        }
    }
    for (const auto& [key, differences] : found)
        BOOST_TEST(wanted.contains(key), key.settlement.text << " " << name_of(differences.front().kind));
    BOOST_TEST(found.size() == wanted.size());
}

BOOST_AUTO_TEST_CASE(comparing_again_finds_the_same_in_the_same_order) {
    const auto in_words = [](const reconciliation::Comparison& comparison) {
        std::vector<std::string> words;
        for (const Difference& one : comparison.differences)
            words.push_back(one.settlement.settlement.text + " " + std::string(name_of(one.kind)) + " " + one.ours +
                            " " + one.theirs + " " + one.note);
        return words;
    };
    BOOST_TEST((in_words(compare()) == in_words(compare())));
}

BOOST_AUTO_TEST_CASE(what_differs_is_disputed_but_where_only_the_fee_lines_do) {
    const auto comparison = compare();
    for (const auto& [key, seed] : wanted)
        BOOST_TEST_CONTEXT(seed->in_words)
    BOOST_TEST(comparison.disputed.contains(key) == (seed->kind != Kind::details_total));
    BOOST_TEST(comparison.disputed.size() == wanted.size() - of_each_kind);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
