#include "tests/integration/postgres/example_records.hpp"
#include "tests/support/example_postings.hpp"
#include "tests/support/settlement_store_contract.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using test::booking_of;
using test::first_day;
using test::move_of;
using test::noon;
using test::second_day;
using test::visitor_record;
using Lines = StoreContract::Lines;
using Applied = std::optional<SettlementRecord>;

namespace {

/// Every write of the port, in an order in which each can go through. What is applied was decided before, from the
/// record as it was then: asked again it may find that it is done, and nothing is an answer too.
std::vector<NamedWrite> writes_of(const StoreContract& store, StoreDesk& desk) {
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    // Institutions stay known once they were heard of, whatever becomes of what they sent.
    for (const SettlementRecord& of : {visitor_record("known"), test::resident_record("known2", first_day)})
        desk.value(store.settlements.open_refused(of));
    const MessageNo asked = desk.value(store.messages.admit(test::asked_message("m"))).no;
    const auto record = std::make_shared<SettlementRecord>();
    const auto read = [&store, record](const char* id) {
        return [&store, record, id](StoreDesk& asking) {
            *record = asking.value(store.settlements.find_by_id(SettlementId(id))).value();
        };
    };
    std::vector<NamedWrite> writes;
    writes.push_back({"open", [&store, visit](StoreDesk& asking) {
                          SettlementRecord claim = StoreDesk::claim_of(visit, "a");
                          claim.assigned_day = first_day;
                          return refusal_in(asking.result(
                              store.settlements.open_intent({claim, true, test::our_message("ours"), visit.revision})));
                      }});
    writes.push_back({"open for a given day", [&store](StoreDesk& asking) {
                          const auto resident = test::resident_record("r", first_day);
                          return refusal_in(asking.result(store.settlements.open(resident, false)));
                      }});
    writes.push_back({"open refused", [&store](StoreDesk& asking) {
                          return refusal_in(asking.result(store.settlements.open_refused(visitor_record("no"))));
                      }});
    writes.push_back({"open fence", [&store](StoreDesk& asking) {
                          return refusal_in(asking.result(store.settlements.open_fence(visitor_record("fence"))));
                      }});
    writes.push_back({"apply a booking",
                      [&store, record, asked](StoreDesk& asking) {
                          ports::SettlementChange booking = test::booking_with_yes(*record, asked);
                          booking.alarm = "look";
                          booking.differences = {{DifferenceKind::cash, record->key, "1.00", "2.00", ""}};
                          booking.translations = {{"drug", "delta", "national", {"D", "d", "E", "e", "v", "1"}}};
                          return refusal_in(asking.result(store.settlements.apply(booking)));
                      },
                      read("330200a")});
    writes.push_back({"open a cancel",
                      [&store, record](StoreDesk& asking) {
                          const auto cancel = test::cancel_of(*record, "c");
                          return refusal_in(asking.result(store.settlements.open(cancel, true)));
                      },
                      read("330200a")});
    writes.push_back({"apply the cancel's booking",
                      [&store, record](StoreDesk& asking) {
                          return refusal_in(asking.result(store.settlements.apply(booking_of(*record))));
                      },
                      read("330200c")});
    return writes;
}

/// What the writes make, whatever befell them on the way.
void check_outcome(const StoreContract& store, StoreDesk& desk) {
    Lines postings = example_postings();
    for (const char* opposite : {"H R1 hifp 60.00", "H R1 hifmi 10.00", "H R1 acct 3.00", "H R1 mulaid 2.00"})
        postings.push_back(std::string(opposite) + " 2018-10-16 310 outpatient answered_yes");
    check_lines(store.ledger(), postings);
    check_lines(store.history(),
                {"330200known >refused refused_at_once", "330200known2 >refused refused_at_once",
                 "330200a >awaiting_answer accepted", "330200r >awaiting_answer accepted",
                 "330200no >refused refused_at_once", "330200fence >reversed fenced",
                 "330200a awaiting_answer>booked answered_yes", "330200c >awaiting_answer accepted",
                 "330200c awaiting_answer>booked answered_yes", "330200a booked>cancelled cancel_booked"});
    check_lines(store.alarms(), {"look"});
    check_lines(store.uploads(), {});
    check_lines(store.sent(), {"ours"});
    BOOST_TEST(desk.value(store.messages.admit(test::asked_message("m"))).final_answer.value() == "yes to 330200a");
    const DayKey day = day_key(visitor_record("a"), first_day);
    BOOST_TEST(desk.value(store.days.differences(day)).size() == 1U);
    BOOST_TEST(desk.value(store.settlements.list({})).size() == 7U);
}

}  // namespace

void a_settlement_write_broken_off_at_any_statement_leaves_nothing(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store, desk))
        BOOST_TEST(break_off_everywhere(desk, write) >= 1, write.name);
    check_outcome(store, desk);
}

void a_settlement_write_whose_commit_never_happened_goes_through_at_last(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store, desk))
        lose_commit_and_repeat(desk, StoreContract::Loss::before_it_happened, write);
    check_outcome(store, desk);
}

void a_settlement_write_whose_commit_was_not_answered_is_there_once(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store, desk))
        lose_commit_and_repeat(desk, StoreContract::Loss::after_it_happened, write);
    check_outcome(store, desk);
}

/// A store may commit many writes at once; what one of them read of another is as uncertain as their commit.
void of_many_whose_shared_commit_never_happened_each_names_a_record_that_is_there(const StoreContract& store) {
    StoreDesk desk{store};
    ports::SettlementChange holds_up_the_others = booking_of(desk.opened(visitor_record("first")));
    holds_up_the_others.alarm = "hold here";
    std::size_t done = 0;
    auto hold = store.hold_alarms();
    desk.spawn<Applied>(store.settlements.apply(holds_up_the_others), [&](const Result<Applied>&) { ++done; });
    desk.ask.loop().run_until([&] { return store.is_held(); });
    std::vector<ports::Opened> answers;
    for (int i = 0; i < 16; ++i)
        desk.spawn<ports::Opened>(store.settlements.open(visitor_record(i < 12 ? "same" : "other"), true),
                                  [&](Result<ports::Opened> answer) {
                                      ++done;
                                      if (answer) answers.push_back(std::move(*answer));
                                  });
    desk.ask.loop().context().poll();
    store.lose_commit(StoreContract::Loss::before_it_happened, 1);
    hold.reset();
    desk.ask.loop().run_until([&] { return done == 17; });
    store.has_struck();
    for (const ports::Opened& answer : answers) {
        const Applied found = desk.value(store.settlements.find(answer.record.no));
        BOOST_REQUIRE(found.has_value());
        BOOST_TEST(found->id.text == answer.record.id.text);
    }
    BOOST_TEST(desk.value(store.settlements.list({})).size() == 3U);
    BOOST_TEST(std::ranges::count(answers, ports::Opened::Kind::accepted, &ports::Opened::kind) == 2);
}

}  // namespace clearing::tests
