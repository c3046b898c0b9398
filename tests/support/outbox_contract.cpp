#include "tests/support/outbox_contract.hpp"

#include "tests/integration/postgres/example_records.hpp"

#include <algorithm>
#include <set>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using ports::FeeBatch;
using ports::OutboxState;
using test::move_of;
using test::noon;
using Lines = StoreContract::Lines;
using Due = std::optional<FeeBatch>;

namespace {

const Instant later = noon + std::chrono::hours(1);
const PeerName shanghai("shanghai");

void check(const Lines& found, const Lines& wanted) {
    BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

/// A booked bill of one line "line-BILL", its settlement "330200bill-BILL".
SettlementRecord settled_bill(StoreDesk& desk, const Visit& visit, const std::string& bill,
                              const PeerName& peer = shanghai) {
    FeeLine line = test::example_line("line-" + bill, 10000);
    line.bill = BillNumber(bill);
    desk.value(desk.store.visits.add_lines(visit.no, {line}));
    SettlementRecord record = StoreDesk::claim_of(visit, "bill-" + bill);
    record.bill.bill = line.bill;
    record.other_side = peer;
    return desk.booked(record);
}

ports::OutboxQuery query(Instant now, Instant taken_until, const PeerName& peer = shanghai) {
    return {"daemon-1", peer, now, taken_until, 1};
}
Due taken(StoreDesk& desk, ports::OutboxQuery by) {
    std::vector<FeeBatch> batches = desk.value(desk.store.outbox.take_due(std::move(by)));
    if (batches.empty()) return std::nullopt;
    BOOST_TEST(batches.size() == 1U);
    return std::move(batches.front());
}
/// Takes and gives back at once, so that it may be asked again.
Due due(StoreDesk& desk, Instant now, const PeerName& peer = shanghai) {
    return taken(desk, query(now, now, peer));
}
std::string id_of(const Due& batch) {
    return batch ? batch->record.id.text : "nothing";
}

void reverse(StoreDesk& desk, const SettlementRecord& booked) {
    const SettlementRecord reversing = desk.applied(move_of(booked, SettlementState::reversing));
    ports::SettlementChange reversed = move_of(reversing, SettlementState::reversed);
    reversed.free_lines = true;
    desk.applied(reversed);
}

Lines items(StoreDesk& desk, std::optional<OutboxState> state = std::nullopt, std::size_t limit = 100) {
    Lines texts;
    for (const ports::OutboxItem& item : desk.value(desk.store.outbox.list(state, limit)))
        texts.push_back(item.settlement.text.substr(11) + " " + std::string(name_of(item.state)) + " " +
                        std::to_string(item.attempts));
    return texts;
}

}  // namespace

void the_lines_of_a_booked_bill_wait_until_they_were_told(const StoreContract& store) {
    StoreDesk desk{store};
    BOOST_TEST(!due(desk, later));
    const Visit visit = desk.visit_with_lines("v", {"of-another-bill"});
    const SettlementRecord booked = settled_bill(desk, visit, "2");
    BOOST_TEST(!due(desk, noon - std::chrono::seconds(1)));
    const FeeBatch batch = due(desk, noon).value();
    BOOST_TEST(shown(batch.record) == shown(desk.found(booked.no)));
    BOOST_REQUIRE(batch.lines.size() == 1U);
    BOOST_TEST(batch.lines.front().id.text == "line-2");
    BOOST_TEST(batch.attempts == 0);
    BOOST_TEST((batch.queued_at == noon));
    desk.value(store.outbox.failed(batch.no, "GW2001", later, noon));
    BOOST_TEST(!due(desk, noon));
    const FeeBatch again = due(desk, later).value();
    BOOST_TEST(again.no == batch.no);
    BOOST_TEST(again.attempts == 1);
    BOOST_TEST((again.queued_at == noon));
    desk.value(store.outbox.done({batch.no}, later));
    BOOST_TEST(!due(desk, later));
    check(items(desk), {"2 done 2"});
    // A resident's bill is told by the partner, not to it.
    SettlementRecord resident = test::resident_record("r", test::first_day);
    resident.visit_no = visit.no;
    resident.bill.bill = BillNumber("1");
    ports::SettlementChange booking = test::booking_of(desk.opened(resident, false));
    booking.take_lines = true;
    desk.applied(booking);
    BOOST_TEST(items(desk).size() == 1U);
}

void batches_of_one_stay_go_in_order_and_do_not_hold_up_other_stays(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {}), other = desk.visit_with_lines("w", {});
    // In the order they were booked, whatever the order they were opened in.
    FeeLine line = test::example_line("line-9", 10000);
    line.bill = BillNumber("9");
    desk.value(store.visits.add_lines(visit.no, {line}));
    SettlementRecord slow = StoreDesk::claim_of(visit, "bill-9");
    slow.bill.bill = line.bill;
    slow = desk.opened(slow);
    settled_bill(desk, visit, "1");
    desk.applied(test::booking_of(slow));
    settled_bill(desk, other, "3");
    const FeeBatch first = due(desk, noon).value();
    BOOST_TEST(first.record.id.text == "330200bill-1");
    desk.value(store.outbox.failed(first.no, "GW2001", later, noon));
    const FeeBatch elsewhere = due(desk, noon).value();
    BOOST_TEST(elsewhere.record.id.text == "330200bill-3");
    desk.value(store.outbox.done({elsewhere.no}, noon));
    BOOST_TEST(!due(desk, noon));
    desk.value(store.outbox.done({due(desk, later)->no}, later));
    BOOST_TEST(id_of(due(desk, later)) == "330200bill-9");
}

void a_reversed_bill_is_not_told(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {});
    const SettlementRecord booked = settled_bill(desk, visit, "1");
    const FeeBatch batch = due(desk, noon).value();
    const SettlementRecord parked = settled_bill(desk, visit, "2");
    settled_bill(desk, visit, "3");
    reverse(desk, booked);
    check(items(desk), {"3 pending 0", "2 pending 0", "1 withdrawn 0"});
    // Whoever had taken it finds that it is no more.
    const std::string before = store.everything();
    desk.value(store.outbox.failed(batch.no, "GW2001", later, noon));
    desk.value(store.outbox.park(batch.no, "GW2001", "too late", noon));
    desk.value(store.outbox.done({batch.no}, noon));
    BOOST_TEST(store.everything() == before);
    // A parked one too: the stay goes on.
    desk.value(store.outbox.park(due(desk, noon)->no, "GW2001", "look", noon));
    BOOST_TEST(!due(desk, later));
    reverse(desk, desk.found(parked.no));
    BOOST_TEST(id_of(due(desk, later)) == "330200bill-3");
    BOOST_TEST(desk.value(store.outbox.resume(std::nullopt, shanghai, "li", noon)) == 0);
}

void a_bill_booked_after_all_is_told(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {});
    const SettlementRecord booked = settled_bill(desk, visit, "1");
    desk.value(store.outbox.failed(due(desk, noon)->no, "GW2001", noon, noon));
    reverse(desk, booked);
    // A late yes after the reversal, and the other side will not undo it.
    const SettlementRecord late = desk.applied(move_of(desk.found(booked.no), SettlementState::reversing));
    desk.applied(test::booking_of(late));
    check(items(desk), {"1 pending 1"});
    BOOST_TEST(id_of(due(desk, later)) == "330200bill-1");
}

void a_batch_is_one_daemons_until_its_time_is_over(const StoreContract& store) {
    StoreDesk desk{store};
    settled_bill(desk, desk.visit_with_lines("v", {}), "1");
    ports::OutboxQuery mine = query(noon, later), yours = mine;
    yours.owner = "daemon-2";
    BOOST_TEST(taken(desk, mine).has_value());
    BOOST_TEST(!taken(desk, yours));
    BOOST_TEST(!taken(desk, mine));
    yours.now = later;
    BOOST_TEST(taken(desk, yours).has_value());
    // Told in vain: it is nobody's again, and due when it says.
    const long long no = desk.value(store.outbox.list(std::nullopt, 1)).front().no;
    desk.value(store.outbox.failed(no, "GW2001", later, noon));
    mine.now = later;
    BOOST_TEST(taken(desk, mine).has_value());
}

void of_many_that_ask_at_once_each_gets_another_batch(const StoreContract& store) {
    StoreDesk desk{store};
    for (const char* bill : {"1", "2", "3", "4", "5"})
        settled_bill(desk, desk.visit_with_lines(std::string("v") + bill, {}), bill);
    std::vector<ports::awaitable<Result<std::vector<FeeBatch>>>> work;
    for (int i = 0; i < 16; ++i)
        work.push_back(store.outbox.take_due(query(noon, later)));
    std::multiset<long long> numbers;
    for (const auto& answer : desk.all(std::move(work)))
        for (const FeeBatch& batch : answer.value())
            numbers.insert(batch.no);
    BOOST_TEST(numbers.size() >= 1U);
    BOOST_TEST(numbers.size() <= 5U);
    BOOST_TEST((std::set(numbers.begin(), numbers.end()).size() == numbers.size()));
    // Nobody is passed over for good.
    while (const Due next = taken(desk, query(noon, later)))
        numbers.insert(next->no);
    BOOST_TEST(numbers.size() == 5U);
    BOOST_TEST((std::set(numbers.begin(), numbers.end()).size() == 5U));
}

void several_are_taken_at_once_longest_waiting_first_and_one_of_a_stay(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit stay = desk.visit_with_lines("v", {});
    settled_bill(desk, stay, "1");
    settled_bill(desk, stay, "2");
    settled_bill(desk, desk.visit_with_lines("w", {}), "3");
    settled_bill(desk, desk.visit_with_lines("x", {}), "4");
    settled_bill(desk, desk.visit_with_lines("n", {}), "5", PeerName("national"));
    desk.value(store.outbox.failed(due(desk, noon)->no, "GW2001", noon + std::chrono::minutes(1), noon));
    ports::OutboxQuery some = query(later, later);
    some.at_most = 2;
    const auto ids = [&](const ports::OutboxQuery& by) {
        Lines found;
        for (const FeeBatch& batch : desk.value(store.outbox.take_due(by))) {
            BOOST_REQUIRE(batch.lines.size() == 1U);
            found.push_back(batch.record.id.text + " " + batch.lines.front().id.text);
        }
        return found;
    };
    check(ids(some), {"330200bill-3 line-3", "330200bill-4 line-4"});
    some.at_most = 10;
    some.taken_until = later + std::chrono::hours(1);
    check(ids(some), {"330200bill-3 line-3", "330200bill-4 line-4", "330200bill-1 line-1"});
    check(ids(some), {});
    std::vector<long long> told;
    for (const ports::OutboxItem& item : desk.value(store.outbox.list(std::nullopt, 9)))
        if (item.peer == shanghai && item.settlement.text != "330200bill-2") told.push_back(item.no);
    desk.value(store.outbox.done(told, later));
    check(items(desk, OutboxState::done), {"4 done 1", "3 done 1", "1 done 2"});
    check(ids(some), {"330200bill-2 line-2"});
}

void each_peer_gets_its_own_batches_longest_waiting_first(const StoreContract& store) {
    StoreDesk desk{store};
    settled_bill(desk, desk.visit_with_lines("v1", {}), "1");
    settled_bill(desk, desk.visit_with_lines("v2", {}), "2", PeerName("national"));
    settled_bill(desk, desk.visit_with_lines("v3", {}), "3");
    BOOST_TEST(id_of(due(desk, noon, PeerName("national"))) == "330200bill-2");
    BOOST_TEST(!due(desk, noon, PeerName("nobody")));
    const FeeBatch first = due(desk, noon).value();
    BOOST_TEST(first.record.id.text == "330200bill-1");
    desk.value(store.outbox.failed(first.no, "GW2001", noon + std::chrono::minutes(1), noon));
    BOOST_TEST(id_of(due(desk, later)) == "330200bill-3");
}

void a_parked_batch_holds_up_its_stay_until_an_operator_resumes_it(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {});
    settled_bill(desk, visit, "1");
    settled_bill(desk, visit, "2");
    const long long no = due(desk, noon)->no;
    desk.value(store.outbox.park(no, "GW2001", "three days are over", noon));
    desk.value(store.outbox.park(no, "GW2001", "three days are over", noon));
    check(store.alarms(), {"three days are over"});
    BOOST_TEST(!due(desk, later));
    check(items(desk, OutboxState::parked), {"1 parked 1"});
    BOOST_TEST(desk.value(store.outbox.list(OutboxState::parked, 9)).front().last_failure == "GW2001");

    BOOST_TEST(desk.value(store.outbox.resume(no, PeerName(), "li", later)) == 1);
    BOOST_TEST(!due(desk, noon));
    const FeeBatch resumed = due(desk, later).value();
    BOOST_TEST(resumed.no == no);
    BOOST_TEST(resumed.attempts == 1);
    // Its limit counts from here; when it was queued stays to be seen.
    BOOST_TEST((resumed.queued_at == later));
    BOOST_TEST((desk.value(store.outbox.list(std::nullopt, 9)).back().queued_at == noon));
    check(store.audited(), {"outbox_resumed " + std::to_string(no)});
}

void parked_ones_are_resumed_one_by_one_or_by_peer(const StoreContract& store) {
    StoreDesk desk{store};
    for (const char* bill : {"1", "2", "3"}) {
        settled_bill(desk, desk.visit_with_lines(std::string("v") + bill, {}), bill);
        desk.value(store.outbox.park(due(desk, noon)->no, "GW2001", "look", noon));
    }
    settled_bill(desk, desk.visit_with_lines("n", {}), "4", PeerName("national"));
    const long long of_other = due(desk, noon, PeerName("national"))->no;
    desk.value(store.outbox.park(of_other, "GW2001", "look", noon));
    // The number of another peer's batch resumes nothing.
    BOOST_TEST(desk.value(store.outbox.resume(of_other, shanghai, "li", noon)) == 0);
    BOOST_TEST(desk.value(store.outbox.resume(of_other, PeerName(), "li", noon)) == 1);
    BOOST_TEST(desk.value(store.outbox.resume(std::nullopt, shanghai, "li", noon)) == 3);
    BOOST_TEST(desk.value(store.outbox.resume(std::nullopt, shanghai, "li", noon)) == 0);
    BOOST_TEST(items(desk, OutboxState::pending).size() == 4U);
}

void what_was_refused_is_told_anew_once_it_is_resumed(const StoreContract& store) {
    StoreDesk desk{store};
    settled_bill(desk, desk.visit_with_lines("v", {}), "1");
    const FeeBatch batch = due(desk, noon).value();
    BOOST_TEST(batch.asked_anew == 0);
    const auto parked_and_resumed = [&](const char* reason) {
        desk.value(store.outbox.park(batch.no, reason, "look", noon));
        desk.value(store.outbox.resume(batch.no, PeerName(), "li", noon));
        return due(desk, noon).value().asked_anew;
    };
    BOOST_TEST(parked_and_resumed("GW1301") == 1);
    // Not taken in within its limit: the same telling goes on.
    BOOST_TEST(parked_and_resumed("GW2001") == 1);
    BOOST_TEST(parked_and_resumed("GW3001") == 1);
    BOOST_TEST(parked_and_resumed("GW1101") == 2);
}

void nothing_is_taken_while_the_peers_switch_is_off(const StoreContract& store) {
    StoreDesk desk{store};
    settled_bill(desk, desk.visit_with_lines("v", {}), "1");
    settled_bill(desk, desk.visit_with_lines("n", {}), "2", PeerName("national"));
    BOOST_TEST(desk.value(store.outbox.switches()).empty());
    const auto forward = [&](bool on, const char* who, Instant at) {
        desk.value(store.outbox.set_forwarding({shanghai, on, who, at}));
    };
    forward(false, "li", noon);
    BOOST_TEST(!due(desk, later));
    BOOST_TEST(due(desk, later, PeerName("national")).has_value());
    forward(true, "wang", later);
    BOOST_TEST(due(desk, later).has_value());
    const auto switches = desk.value(store.outbox.switches());
    BOOST_REQUIRE(switches.size() == 1U);
    BOOST_TEST(switches.front().peer.text == "shanghai");
    BOOST_TEST(switches.front().on);
    BOOST_TEST(switches.front().changed_by == "wang");
    BOOST_TEST((switches.front().changed_at == later));
    check(store.audited(), {"forwarding_off shanghai", "forwarding_on shanghai"});
}

void what_is_done_stays_done(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord booked = settled_bill(desk, desk.visit_with_lines("v", {}), "1");
    const long long no = due(desk, noon)->no;
    desk.value(store.outbox.done({no}, noon));
    const std::string before = store.everything();
    desk.value(store.outbox.done({no}, later));
    desk.value(store.outbox.failed(no, "GW2001", noon, noon));
    desk.value(store.outbox.park(no, "GW2001", "look", noon));
    desk.value(store.outbox.done({no, 4711}, noon));
    BOOST_TEST(store.everything() == before);
    // It was told; a reversal does not untell it.
    reverse(desk, booked);
    check(items(desk), {"1 done 1"});
}

void items_are_listed_newest_first_and_by_state(const StoreContract& store) {
    StoreDesk desk{store};
    for (const char* bill : {"1", "2", "3"})
        settled_bill(desk, desk.visit_with_lines(std::string("v") + bill, {}), bill);
    desk.value(store.outbox.failed(due(desk, noon)->no, "GW2001", later, noon));
    desk.value(store.outbox.done({due(desk, noon)->no}, noon));
    check(items(desk), {"3 pending 0", "2 done 1", "1 pending 1"});
    check(items(desk, OutboxState::pending), {"3 pending 0", "1 pending 1"});
    check(items(desk, std::nullopt, 1), {"3 pending 0"});
    const ports::OutboxItem first = desk.value(store.outbox.list(std::nullopt, 9)).back();
    BOOST_TEST(first.peer.text == "shanghai");
    BOOST_TEST(first.last_failure == "GW2001");
    BOOST_TEST((first.queued_at == noon));
    BOOST_TEST((first.next_try_at == later));
}

namespace {

std::vector<NamedWrite> writes_of(const StoreContract& store, StoreDesk& desk) {
    settled_bill(desk, desk.visit_with_lines("v", {}), "1");
    const long long no = desk.value(store.outbox.list(std::nullopt, 1)).front().no;
    std::vector<NamedWrite> writes;
    writes.push_back({"take", [&store](StoreDesk& asking) {
                          return refusal_in(asking.result(store.outbox.take_due(query(noon, later))));
                      }});
    writes.push_back({"failed", [&store, no](StoreDesk& asking) {
                          return refusal_in(asking.result(store.outbox.failed(no, "GW2001", noon, noon)));
                      }});
    writes.push_back({"park", [&store, no](StoreDesk& asking) {
                          return refusal_in(asking.result(store.outbox.park(no, "GW2001", "look", noon)));
                      }});
    writes.push_back({"resume", [&store, no](StoreDesk& asking) {
                          return refusal_in(asking.result(store.outbox.resume(no, shanghai, "li", noon)));
                      }});
    writes.push_back({"switch", [&store](StoreDesk& asking) {
                          return refusal_in(asking.result(store.outbox.set_forwarding({shanghai, false, "li", noon})));
                      }});
    writes.push_back(
        {"done", [&store, no](StoreDesk& asking) { return refusal_in(asking.result(store.outbox.done({no}, noon))); }});
    return writes;
}

void check_outcome(const StoreContract& store, StoreDesk& desk) {
    BOOST_TEST(items(desk, OutboxState::done).size() == 1U);
    check(store.alarms(), {"look"});
    BOOST_TEST(!desk.value(store.outbox.switches()).front().on);
}

}  // namespace

void an_outbox_write_broken_off_at_any_statement_leaves_nothing(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store, desk))
        BOOST_TEST(break_off_everywhere(desk, write) >= 1, write.name);
    check_outcome(store, desk);
}

void an_outbox_write_whose_commit_never_happened_goes_through_at_last(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store, desk))
        lose_commit_and_repeat(desk, StoreContract::Loss::before_it_happened, write);
    check_outcome(store, desk);
}

void an_outbox_write_whose_commit_was_not_answered_is_there_once(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store, desk))
        lose_commit_and_repeat(desk, StoreContract::Loss::after_it_happened, write);
    check_outcome(store, desk);
}

}  // namespace clearing::tests
