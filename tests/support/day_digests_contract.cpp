#include "tests/support/day_digests_contract.hpp"

#include "tests/support/closing_steps.hpp"

namespace clearing::tests {

using namespace closing;
using ports::GroupDigest;
using ports::IdRange;
using ports::LineGroup;
using ports::RangeDigest;

namespace {

using Groups = std::vector<GroupDigest>;
using Ranges = std::vector<RangeDigest>;
using Lines = std::vector<DayLine>;

/// The group of visitor_record(…).
const LineGroup shanghai_employees{DivisionCode("330203"), DivisionCode("310104"), InsuranceType("310"), 1};

IdRange range(const std::string& after, const std::string& until) {
    const auto id = [](const std::string& name) { return SettlementId(name.empty() ? "" : "330200" + name); };
    return {id(after), id(until)};
}

/// SHA-256 over the leaves of these lines, in this order.
Sha256 digest_over(const DayDigestsContract& contract, const Lines& lines) {
    std::string leaves;
    for (const DayLine& line : lines) {
        const Sha256 leaf = contract.digest.sha256(leaf_text(line));
        leaves.append(reinterpret_cast<const char*>(leaf.data()), leaf.size());
    }
    return contract.digest.sha256(leaves);
}

/// Books visitors of these names; the day they are all of.
DayKey book(StoreDesk& desk, const Ids& names) {
    DayKey key;
    for (const std::string& name : names)
        key = day_key(desk.booked(visitor_record(name)), first_day);
    return key;
}

Ids named(const Groups& groups) {
    Ids texts;
    for (const auto& [group, all] : groups)
        texts.push_back(group.treatment_division.text + " " + group.insured_division.text + " " +
                        group.insurance_type.text + (group.sign > 0 ? " +1 " : " -1 ") + std::to_string(all.count));
    return texts;
}

}  // namespace

void a_day_without_lines_has_no_groups(const DayDigestsContract& contract) {
    StoreDesk desk{contract.stores};
    const DayKey key = day_key(desk.opened(visitor_record("a")), first_day);
    BOOST_TEST(desk.value(contract.digests.groups(key)).empty());
    // Of another pair there is nothing either, nor of a day that never was.
    book(desk, {"b"});
    DayKey other = key;
    other.day = third_day;
    BOOST_TEST(desk.value(contract.digests.groups(other)).empty());
    other = key;
    other.direction = Direction::resident_away;
    BOOST_TEST(desk.value(contract.digests.groups(other)).empty());
}

void lines_are_grouped_by_region_pair_insurance_and_kind(const DayDigestsContract& contract) {
    StoreDesk desk{contract.stores};
    const SettlementRecord plain = desk.booked(visitor_record("1"));
    desk.booked(visitor_record("2"));
    desk.booked(test::cancel_of(plain, "3"));
    SettlementRecord residents = visitor_record("4");
    residents.insurance_type = InsuranceType("390");
    desk.booked(residents);
    SettlementRecord elsewhere = visitor_record("5");
    elsewhere.insured_division = DivisionCode("310101");
    desk.booked(elsewhere);
    SettlementRecord treated = visitor_record("6");
    treated.treatment_division = treated.key.treatment_division = DivisionCode("330206");
    desk.booked(treated);
    const Groups groups = desk.value(contract.digests.groups(day_key(plain, first_day)));
    check(named(groups), {"330203 310101 310 +1 1", "330203 310104 310 -1 1", "330203 310104 310 +1 2",
                          "330203 310104 390 +1 1", "330206 310104 310 +1 1"});
    // The whole of a group has no end on either side.
    for (const GroupDigest& group : groups)
        BOOST_TEST((group.all.range == IdRange{}));
}

void a_groups_digest_is_over_its_leaves_in_the_byte_order_of_their_ids(const DayDigestsContract& contract) {
    StoreDesk desk{contract.stores};
    // In the order of bytes, which is no dictionary's.
    const DayKey key = book(desk, {"b", "Z", "a-", "a", "aa", "-"});
    const Lines lines = content_of(desk, key).lines;
    check(ids(lines), {"+330200-", "+330200Z", "+330200a", "+330200a-", "+330200aa", "+330200b"});
    const Groups groups = desk.value(contract.digests.groups(key));
    BOOST_REQUIRE(groups.size() == 1U);
    BOOST_TEST((groups.front().group == shanghai_employees));
    BOOST_TEST(groups.front().all.count == 6);
    BOOST_TEST((groups.front().all.digest == digest_over(contract, lines)));
}

void a_range_begins_after_one_id_and_includes_the_other(const DayDigestsContract& contract) {
    StoreDesk desk{contract.stores};
    const DayKey key = book(desk, {"1", "2", "3", "4"});
    const Lines all = content_of(desk, key).lines;
    const auto lines = [&](const IdRange& asked) {
        return ids(desk.value(contract.digests.lines(key, shanghai_employees, asked)));
    };
    check(lines(range("", "")), {"+3302001", "+3302002", "+3302003", "+3302004"});
    check(lines(range("1", "3")), {"+3302002", "+3302003"});
    check(lines(range("", "2")), {"+3302001", "+3302002"});
    check(lines(range("3", "")), {"+3302004"});
    // Neither bound has to be a line's.
    check(lines(range("15", "35")), {"+3302002", "+3302003"});
    const Ranges digests = desk.value(contract.digests.of(key, shanghai_employees, {range("1", "3")}));
    BOOST_REQUIRE(digests.size() == 1U);
    BOOST_TEST((digests.front().range == range("1", "3")));
    BOOST_TEST(digests.front().count == 2);
    BOOST_TEST((digests.front().digest == digest_over(contract, {all[1], all[2]})));
}

void a_cut_range_has_no_gaps_and_parts_of_about_the_same_size(const DayDigestsContract& contract) {
    StoreDesk desk{contract.stores};
    Ids names;
    for (char letter = 'a'; letter <= 'k'; ++letter)
        names.emplace_back(1, letter);
    const DayKey key = book(desk, names);
    for (const IdRange& whole : {range("", ""), range("a", ""), range("", "j"), range("b", "i")})
        for (int parts : {1, 2, 3, 4, 20}) {
            const Ranges cut = desk.value(contract.digests.split(key, shanghai_employees, whole, parts));
            const Lines lines = desk.value(contract.digests.lines(key, shanghai_employees, whole));
            BOOST_TEST_CONTEXT(whole.after.text << ".." << whole.until.text << " in " << parts) {
                BOOST_REQUIRE(!cut.empty());
                BOOST_TEST(cut.size() <= static_cast<std::size_t>(parts));
                BOOST_TEST((cut.front().range.after == whole.after));
                BOOST_TEST((cut.back().range.until == whole.until));
                const auto even = (static_cast<long long>(lines.size()) + parts - 1) / parts;
                std::size_t begin = 0;
                for (std::size_t i = 0; i < cut.size(); ++i) {
                    if (i > 0) BOOST_TEST((cut[i].range.after == cut[i - 1].range.until));
                    BOOST_TEST(cut[i].count >= 1);
                    BOOST_TEST(cut[i].count <= even + 1);
                    const auto from = lines.begin() + static_cast<std::ptrdiff_t>(begin);
                    BOOST_TEST((cut[i].digest == digest_over(contract, {from, from + cut[i].count})));
                    begin += static_cast<std::size_t>(cut[i].count);
                }
                BOOST_TEST(begin == lines.size());
            }
        }
}

void a_range_without_lines_is_one_part_of_none(const DayDigestsContract& contract) {
    StoreDesk desk{contract.stores};
    const DayKey key = book(desk, {"a", "b"});
    const Sha256 of_nothing = contract.digest.sha256("");
    for (const IdRange& empty : {range("b", ""), range("", "A"), range("a", "a5")}) {
        const Ranges cut = desk.value(contract.digests.split(key, shanghai_employees, empty, 4));
        BOOST_TEST((cut == Ranges{{empty, 0, of_nothing}}));
        BOOST_TEST(desk.value(contract.digests.lines(key, shanghai_employees, empty)).empty());
    }
    LineGroup nobody = shanghai_employees;
    nobody.insurance_type = InsuranceType("390");
    BOOST_TEST((desk.value(contract.digests.split(key, nobody, {}, 4)) == Ranges{{{}, 0, of_nothing}}));
}

void ranges_the_other_side_has_cut_are_answered_in_its_order(const DayDigestsContract& contract) {
    StoreDesk desk{contract.stores};
    const DayKey key = book(desk, {"a", "b", "c"});
    const Lines lines = content_of(desk, key).lines;
    const std::vector<IdRange> asked{range("", "a"), range("b5", "b7"), range("a", "c"), range("c", "")};
    const Ranges answered = desk.value(contract.digests.of(key, shanghai_employees, asked));
    BOOST_TEST((answered == Ranges{{asked[0], 1, digest_over(contract, {lines[0]})},
                                   {asked[1], 0, digest_over(contract, {})},
                                   {asked[2], 2, digest_over(contract, {lines[1], lines[2]})},
                                   {asked[3], 0, digest_over(contract, {})}}));
    BOOST_TEST(desk.value(contract.digests.of(key, shanghai_employees, {})).empty());
}

void carried_lines_are_in_no_group_and_late_ones_are(const DayDigestsContract& contract) {
    StoreDesk desk{contract.stores};
    const DayKey key = book(desk, {"a"});
    const SettlementRecord doubt = doubtful(desk, "b");
    close_and_agree(desk, key);
    check(named(desk.value(contract.digests.groups(key))), {"330203 310104 310 +1 1"});
    // Resolved only now: it clears on the next day.
    desk.applied(test::booking_of(doubt));
    check(named(desk.value(contract.digests.groups(key))), {"330203 310104 310 +1 1"});
    DayKey next = key;
    next.day = second_day;
    switch_day(desk, next);
    const Groups late = desk.value(contract.digests.groups(next));
    check(named(late), {"330203 310104 310 +1 1"});
    BOOST_TEST((late.front().all.digest == digest_over(contract, content_of(desk, next).lines)));
}

void the_lines_of_a_range_are_those_of_the_day(const DayDigestsContract& contract) {
    StoreDesk desk{contract.stores};
    const DayKey key = book(desk, {"a", "b"});
    const Lines wanted = content_of(desk, key).lines;
    const Lines found = desk.value(contract.digests.lines(key, shanghai_employees, {}));
    BOOST_REQUIRE(found.size() == wanted.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        BOOST_TEST(leaf_text(found[i]) == leaf_text(wanted[i]));
        BOOST_TEST((found[i].no == wanted[i].no));
        BOOST_TEST((found[i].split == wanted[i].split));
        BOOST_TEST((found[i].assigned_day == wanted[i].assigned_day));
        BOOST_TEST((found[i].original == wanted[i].original));
    }
}

}  // namespace clearing::tests
