#include "tests/support/doubt_list_contract.hpp"

#include "tests/integration/postgres/example_records.hpp"

#include <algorithm>
#include <set>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using ports::Doubt;
using ports::DoubtQuery;
using ports::Question;
using test::move_of;
using test::noon;
using test::visitor_record;
using Lines = StoreContract::Lines;
using State = SettlementState;
using Doubts = std::vector<Doubt>;

namespace {

const Instant later = noon + std::chrono::hours(1);
const PeerName shanghai("shanghai");

void check(const Lines& found, const Lines& wanted) {
    BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

DoubtQuery query(const std::string& owner, Instant now = noon, Instant taken_until = later) {
    DoubtQuery query;
    query.owner = owner;
    query.other_side = shanghai;
    query.now = now;
    query.taken_until = taken_until;
    query.awaiting_before = noon - std::chrono::minutes(1);
    return query;
}

Question question(SettlementNo no, const std::string& owner, Instant next = later) {
    return {no, owner, "in_doubt", next, std::nullopt, noon};
}

Lines names(const Doubts& doubts) {
    Lines ids;
    for (const Doubt& doubt : doubts)
        ids.push_back(doubt.record.id.text.substr(6));
    return ids;
}
Lines taken(StoreDesk& desk, DoubtQuery asked) {
    return names(desk.value(desk.store.doubts.take_due(std::move(asked))));
}
Lines open(StoreDesk& desk, std::size_t limit = 100) {
    return names(desk.value(desk.store.doubts.open(limit)));
}

/// In doubt since `at`.
SettlementRecord doubtful(StoreDesk& desk, SettlementRecord record, Instant at = noon) {
    ports::SettlementChange change = move_of(desk.opened(std::move(record)), State::in_doubt);
    change.at = at;
    return desk.applied(change);
}

}  // namespace

void what_is_in_doubt_is_work_with_an_owner_and_an_age(const StoreContract& store) {
    StoreDesk desk{store};
    BOOST_TEST(desk.value(store.doubts.take_due(query("one"))).empty());
    const Instant since = noon - std::chrono::minutes(3);
    const SettlementRecord record = doubtful(desk, visitor_record("a"), since);
    const Doubts doubts = desk.value(store.doubts.take_due(query("one")));
    BOOST_REQUIRE(doubts.size() == 1U);
    const Doubt& doubt = doubts.front();
    BOOST_TEST(shown(doubt.record) == shown(record));
    BOOST_TEST(doubt.owner == "one");
    BOOST_TEST((doubt.since == since));
    BOOST_TEST((doubt.next_question_at == since));
    BOOST_TEST(doubt.asked == 0);
    BOOST_TEST(doubt.last_answer == "");
    BOOST_TEST(!doubt.alarmed);
    // Reversing is as open.
    desk.applied(move_of(record, State::reversing));
    desk.value(store.doubts.asked(question(record.no, "one", noon)));
    BOOST_TEST((desk.value(store.doubts.take_due(query("one"))).front().record.state == State::reversing));
}

void of_many_daemons_at_once_each_gets_other_doubts(const StoreContract& store) {
    StoreDesk desk{store};
    for (int i = 0; i < 9; ++i)
        doubtful(desk, visitor_record("d" + std::to_string(i)));
    std::vector<ports::awaitable<Result<Doubts>>> work;
    for (int i = 0; i < 16; ++i) {
        DoubtQuery asked = query("daemon-" + std::to_string(i));
        asked.limit = 2;
        work.push_back(store.doubts.take_due(asked));
    }
    std::multiset<SettlementNo> all;
    for (const auto& answer : desk.all(std::move(work))) {
        BOOST_TEST(answer.value().size() <= 2U);
        for (const Doubt& doubt : answer.value())
            all.insert(doubt.record.no);
    }
    BOOST_TEST((std::set(all.begin(), all.end()).size() == all.size()));
    BOOST_TEST(all.size() >= 2U);
    // Nobody is passed over for good.
    while (true) {
        const Doubts rest = desk.value(store.doubts.take_due(query("last")));
        if (rest.empty()) break;
        for (const Doubt& doubt : rest)
            BOOST_TEST(all.count(doubt.record.no) == 0U);
        for (const Doubt& doubt : rest)
            all.insert(doubt.record.no);
    }
    BOOST_TEST(all.size() == 9U);
}

void a_dead_daemons_doubts_are_taken_over_when_its_time_is_over(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord record = doubtful(desk, visitor_record("a"));
    check(taken(desk, query("one")), {"a"});
    check(taken(desk, query("two")), {});
    check(taken(desk, query("two", later - std::chrono::milliseconds(1))), {});
    check(taken(desk, query("two", later, later + std::chrono::hours(1))), {"a"});
    BOOST_TEST(desk.value(store.doubts.open(9)).front().owner == "two");
    BOOST_TEST(desk.value(store.doubts.open(9)).front().record.id.text == record.id.text);
}

void what_was_asked_comes_again_when_its_time_has_come(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord record = doubtful(desk, visitor_record("a"));
    check(taken(desk, query("one")), {"a"});
    desk.value(store.doubts.asked(question(record.no, "one", later)));
    check(taken(desk, query("one")), {});
    DoubtQuery ordered = query("two");
    ordered.whatever_the_time = true;
    check(taken(desk, ordered), {"a"});
    // What somebody holds is not taken from him, even by order.
    ordered.owner = "three";
    check(taken(desk, ordered), {});
    desk.value(store.doubts.asked(question(record.no, "two", later)));
    const Doubts due = desk.value(store.doubts.take_due(query("one", later, later + std::chrono::hours(1))));
    BOOST_REQUIRE(due.size() == 1U);
    BOOST_TEST(due.front().asked == 2);
    BOOST_TEST(due.front().last_answer == "in_doubt");
    BOOST_TEST((due.front().next_question_at == later));
    BOOST_TEST((due.front().since == noon));
}

void longest_due_ones_come_first_and_no_more_than_asked_for(const StoreContract& store) {
    StoreDesk desk{store};
    const auto minutes_ago = [](int minutes) { return noon - std::chrono::minutes(minutes); };
    doubtful(desk, visitor_record("young"), minutes_ago(1));
    doubtful(desk, visitor_record("old"), minutes_ago(9));
    doubtful(desk, visitor_record("middle"), minutes_ago(5));
    doubtful(desk, visitor_record("middle-too"), minutes_ago(5));
    DoubtQuery asked = query("one");
    asked.limit = 3;
    check(taken(desk, asked), {"old", "middle", "middle-too"});
    check(taken(desk, asked), {"young"});
}

void a_question_of_one_who_lost_the_record_changes_nothing(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord record = doubtful(desk, visitor_record("a"));
    check(taken(desk, query("one", noon, noon)), {"a"});
    check(taken(desk, query("two")), {"a"});
    const std::string before = store.everything();
    Question late = question(record.no, "one");
    late.alarm = "too old";
    desk.value(store.doubts.asked(late));
    late.no = SettlementNo(4711);
    desk.value(store.doubts.asked(late));
    BOOST_TEST(store.everything() == before);
    check(store.alarms(), {});
}

void the_alarm_of_a_doubt_is_raised_once(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord record = doubtful(desk, visitor_record("a"));
    check(taken(desk, query("one")), {"a"});
    Question asked = question(record.no, "one", noon);
    asked.alarm = "too old";
    desk.value(store.doubts.asked(asked));
    const Doubts again = desk.value(store.doubts.take_due(query("one")));
    BOOST_REQUIRE(again.size() == 1U);
    BOOST_TEST(again.front().alarmed);
    desk.value(store.doubts.asked(asked));
    check(store.alarms(), {"too old"});
}

void what_is_final_is_off_the_list(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord one = doubtful(desk, visitor_record("1"));
    const SettlementRecord two = doubtful(desk, visitor_record("2"));
    const SettlementRecord three = doubtful(desk, visitor_record("3"));
    check(taken(desk, query("one", noon, noon)), {"1", "2", "3"});
    // A late answer, from elsewhere than the question: the list says so at once.
    desk.applied(test::booking_of(two));
    check(open(desk), {"1", "3"});
    desk.applied(move_of(three, State::refused));
    desk.value(store.doubts.asked(question(three.no, "one")));
    check(open(desk), {"1"});
    check(taken(desk, query("one")), {"1"});
    // In doubt again: a new doubt, with an age of its own.
    ports::SettlementChange reverse = move_of(desk.found(two.no), State::reversing);
    reverse.at = noon + std::chrono::minutes(7);
    desk.applied(reverse);
    const Doubts doubts = desk.value(store.doubts.take_due(query("one", noon + std::chrono::minutes(7))));
    BOOST_REQUIRE(doubts.size() == 1U);
    BOOST_TEST((doubts.front().record.no == two.no));
    BOOST_TEST((doubts.front().since == noon + std::chrono::minutes(7)));
    BOOST_TEST(doubts.front().asked == 0);
    BOOST_TEST((desk.found(one.no).state == State::in_doubt));
}

void an_awaited_answer_is_a_doubt_once_its_runner_is_gone(const StoreContract& store) {
    StoreDesk desk{store};
    desk.opened(visitor_record("running"));
    SettlementRecord old = visitor_record("crashed");
    old.opened_at = noon - std::chrono::minutes(5);
    desk.opened(old);
    DoubtQuery asked = query("one", noon, noon);
    check(taken(desk, asked), {"crashed"});
    check(open(desk), {"crashed"});
    asked.awaiting_before = noon + std::chrono::milliseconds(1);
    check(taken(desk, asked), {"crashed", "running"});
    // One that is on the list already is left alone while a runner has it again.
    asked.awaiting_before = noon;
    check(taken(desk, asked), {"crashed"});
}

void a_cancel_of_our_own_that_was_not_sent_is_work(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord original = desk.booked(visitor_record("orig"));
    const SettlementRecord second = desk.booked(visitor_record("second"));
    const auto not_sent = [&](SettlementRecord record) {
        desk.applied(move_of(desk.opened(std::move(record)), State::not_sent));
    };
    SettlementRecord ours = test::cancel_of(original, "ours");
    ours.message.peer = PeerName("gateway");
    not_sent(ours);
    not_sent(test::cancel_of(second, "a-callers"));
    SettlementRecord settle = visitor_record("settle");
    settle.message.peer = PeerName("gateway");
    not_sent(settle);
    check(taken(desk, query("one")), {"ours"});
}

void each_other_side_has_a_list_of_its_own(const StoreContract& store) {
    StoreDesk desk{store};
    doubtful(desk, visitor_record("a"));
    SettlementRecord national = test::national_record("n");
    doubtful(desk, national);
    check(taken(desk, query("one")), {"a"});
    DoubtQuery of_hub = query("one");
    of_hub.other_side = PeerName("national");
    check(taken(desk, of_hub), {"n"});
    of_hub.other_side = PeerName("nobody");
    check(taken(desk, of_hub), {});
    check(open(desk), {"a", "n"});
}

namespace {

/// "a 1": owed for 330200a, after one cancel of ours that came to nothing.
Lines owed(StoreDesk& desk, const PeerName& peer = shanghai) {
    Lines texts;
    for (const ports::OwedUndoing& undoing : desk.value(desk.store.doubts.owed_undoings(peer, 9)))
        texts.push_back(undoing.record.id.text.substr(6) + " " + std::to_string(undoing.came_to_nothing));
    return texts;
}

/// Booked because our undoing came too late.
SettlementRecord undone_too_late(StoreDesk& desk, const std::string& name) {
    ports::SettlementChange begun = move_of(desk.opened(visitor_record(name)), State::reversing);
    begun.reverse_message = MessageId("reverse of " + name);
    begun.had_been_booked = false;
    ports::SettlementChange stands = test::booking_of(desk.applied(begun));
    stands.from = State::reversing;
    return desk.applied(stands);
}

SettlementRecord own_cancel(StoreDesk& desk, const SettlementRecord& original, const std::string& name) {
    SettlementRecord cancel = test::cancel_of(original, name);
    cancel.message.peer = PeerName("gateway");
    return desk.opened(cancel);
}

}  // namespace

void an_undoing_that_came_too_late_is_owed_until_it_is_in_hand(const StoreContract& store) {
    StoreDesk desk{store};
    desk.booked(visitor_record("plainly booked"));
    const SettlementRecord original = undone_too_late(desk, "a");
    undone_too_late(desk, "b");
    check(owed(desk), {"a 0", "b 0"});
    check(owed(desk, PeerName("national")), {});
    const SettlementRecord first = own_cancel(desk, original, "c1");
    check(owed(desk), {"b 0"});
    // Fenced: nothing came of it.
    desk.applied(move_of(desk.applied(move_of(desk.applied(move_of(first, State::in_doubt)), State::reversing)),
                         State::reversed));
    // Least tried first.
    check(owed(desk), {"b 0", "a 1"});
    const auto refused = [&](const SettlementRecord& cancel, ErrorCode why) {
        ports::SettlementChange change = move_of(cancel, State::refused);
        change.error = Error{why, {}, {}, {}};
        change.at = later;
        desk.applied(change);
    };
    refused(own_cancel(desk, original, "c2"), ErrorCode::clearing_day_closed);
    check(owed(desk), {"b 0", "a 2"});
    BOOST_TEST((desk.value(store.doubts.owed_undoings(shanghai, 9)).back().since == later));
    BOOST_TEST(desk.value(store.doubts.owed_undoings(shanghai, 1)).size() == 1U);
    // The other side's no: it stands.
    refused(own_cancel(desk, original, "c3"), ErrorCode::refused_by_insured_side);
    check(owed(desk), {"b 0"});
}

void what_came_to_be_open_since_is_found_by_who_looks_for_it(const StoreContract& store) {
    StoreDesk desk{store};
    doubtful(desk, visitor_record("a"));
    check(taken(desk, query("one")), {"a"});
    doubtful(desk, visitor_record("b"));
    DoubtQuery for_known_ones = query("two");
    for_known_ones.looks_for_new = false;
    check(taken(desk, for_known_ones), {});
    check(taken(desk, query("two")), {"b"});
}

void open_doubts_are_listed_oldest_first(const StoreContract& store) {
    StoreDesk desk{store};
    BOOST_TEST(open(desk).empty());
    doubtful(desk, visitor_record("young"), noon);
    doubtful(desk, visitor_record("old"), noon - std::chrono::minutes(9));
    check(taken(desk, query("one")), {"old", "young"});
    check(open(desk), {"old", "young"});
    check(open(desk, 1), {"old"});
}

namespace {

std::vector<NamedWrite> writes_of(const StoreContract& store, StoreDesk& desk) {
    const SettlementRecord record = doubtful(desk, visitor_record("a"));
    const SettlementRecord final = doubtful(desk, visitor_record("b"));
    desk.value(store.doubts.take_due(query("one", noon, noon)));
    desk.applied(test::booking_of(final));
    doubtful(desk, visitor_record("c"));
    std::vector<NamedWrite> writes;
    // It forgets one, finds one, and takes two.
    writes.push_back({"take", [&store](StoreDesk& asking) {
                          return refusal_in(asking.result(store.doubts.take_due(query("two"))));
                      }});
    writes.push_back({"asked", [&store, record](StoreDesk& asking) {
                          Question asked = question(record.no, "two");
                          asked.alarm = "too old";
                          return refusal_in(asking.result(store.doubts.asked(asked)));
                      }});
    return writes;
}

void check_outcome(const StoreContract& store, StoreDesk& desk) {
    check(open(desk), {"a", "c"});
    check(store.alarms(), {"too old"});
    const Doubt asked = desk.value(store.doubts.open(9)).front();
    BOOST_TEST(asked.asked >= 1);
    BOOST_TEST((asked.next_question_at == later));
    BOOST_TEST(asked.alarmed);
}

}  // namespace

void a_doubt_write_broken_off_at_any_statement_leaves_nothing(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store, desk))
        BOOST_TEST(break_off_everywhere(desk, write) >= 1, write.name);
    check_outcome(store, desk);
}

void a_doubt_write_whose_commit_never_happened_goes_through_at_last(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store, desk))
        lose_commit_and_repeat(desk, StoreContract::Loss::before_it_happened, write);
    check_outcome(store, desk);
}

void a_doubt_write_whose_commit_was_not_answered_is_there_once(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store, desk))
        lose_commit_and_repeat(desk, StoreContract::Loss::after_it_happened, write);
    check_outcome(store, desk);
}

}  // namespace clearing::tests
