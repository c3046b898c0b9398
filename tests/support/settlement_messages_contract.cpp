#include "tests/integration/postgres/example_records.hpp"
#include "tests/support/example_postings.hpp"
#include "tests/support/settlement_store_contract.hpp"

#include <utility>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using ports::Admission;
using ports::Opened;
using test::asked_message;
using test::booking_with_yes;
using test::first_day;
using test::noon;
using test::our_message;
using test::second_day;
using test::visitor_record;

namespace {

SettlementRecord expecting(SettlementRecord record, ClearingDay day) {
    record.assigned_day = day;
    return record;
}

Opened open_with(StoreDesk& desk, SettlementRecord record, const std::string& message, bool day_from_open_day = true) {
    return desk.value(
        desk.store.settlements.open_intent({std::move(record), day_from_open_day, our_message(message), {}}));
}

/// A bill of a stay: all lines that are free are its own, whatever its number.
SettlementRecord bill_of_stay(const Visit& visit, const std::string& number) {
    SettlementRecord claim = expecting(StoreDesk::claim_of(visit, visit.id.text + "-" + number), first_day);
    claim.care = CareSetting::inpatient;
    claim.bill.bill = BillNumber(number);
    return claim;
}

ports::Intent checked_on(SettlementRecord claim, int revision) {
    return {std::move(claim), true, our_message("ours"), revision};
}

Visit present(StoreDesk& desk, const Visit& visit) {
    return desk.value(desk.store.visits.find(visit.id)).value();
}

std::vector<std::string> settled_lines(StoreDesk& desk, const Visit& visit, SettlementNo by) {
    std::vector<std::string> ids;
    for (const ports::StoredLine& line : desk.value(desk.store.visits.lines(visit.no)))
        if (line.settled_by == by) ids.push_back(line.line.id.text);
    return ids;
}

Admission admit(StoreDesk& desk, const std::string& id) {
    return desk.value(desk.store.messages.admit(asked_message(id)));
}

}  // namespace

void an_intent_is_opened_with_our_message(const StoreContract& store) {
    StoreDesk desk{store};
    const Opened visitor = open_with(desk, expecting(visitor_record("a"), first_day), "ours a");
    BOOST_TEST((visitor.kind == Opened::Kind::accepted));
    BOOST_TEST((visitor.record.assigned_day == first_day));
    BOOST_REQUIRE(visitor.message.has_value());
    // A resident brings his day, a national visitor has none yet.
    const Opened resident = open_with(desk, test::resident_record("r", first_day), "ours r", false);
    BOOST_REQUIRE(resident.message.has_value());
    const Opened national = open_with(desk, test::national_record("n"), "ours n", false);
    BOOST_REQUIRE(national.message.has_value());
    check_lines(store.sent(), {"ours a", "ours r", "ours n"});
    // Under that number it is answered.
    const ports::PeerReply reply{"booked", "answered", noon};
    desk.value(store.messages.replied(*resident.message, reply));
    desk.log_something();
    desk.opened(visitor_record("next"));
    check_lines(store.replies(), {"ours r answered"});
}

void a_message_that_names_another_day_is_not_kept(const StoreContract& store) {
    StoreDesk desk{store};
    desk.opened(visitor_record("before"));
    desk.value(store.days.switch_day(day_key(visitor_record("before"), first_day), noon));
    const Opened late = open_with(desk, expecting(visitor_record("late"), first_day), "of yesterday");
    BOOST_TEST((late.kind == Opened::Kind::accepted));
    BOOST_TEST((late.record.assigned_day == second_day));
    BOOST_TEST(!late.message.has_value());
    check_lines(store.sent(), {});
    BOOST_TEST(open_with(desk, expecting(visitor_record("in time"), second_day), "of today").message.has_value());
}

void who_is_not_accepted_keeps_no_message(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord wanted = expecting(visitor_record("a"), first_day);
    open_with(desk, wanted, "first");
    const std::string before = store.everything();
    const Opened again = open_with(desk, wanted, "again");
    BOOST_TEST((again.kind == Opened::Kind::same_message));
    BOOST_TEST(!again.message.has_value());
    SettlementRecord of_same_bill = expecting(visitor_record("b"), first_day);
    of_same_bill.bill = wanted.bill;
    const Opened other = open_with(desk, of_same_bill, "other");
    BOOST_TEST((other.kind == Opened::Kind::bill_taken));
    BOOST_TEST(!other.message.has_value());
    BOOST_TEST(store.everything() == before);
}

void a_visit_that_was_changed_since_it_was_checked_is_not_settled(const StoreContract& store) {
    StoreDesk desk{store};
    desk.opened(visitor_record("first of the day"));
    const Visit checked = desk.visit_with_lines("v", {"L1"});
    const auto open = [&](int revision) {
        SettlementRecord claim = expecting(StoreDesk::claim_of(checked, "a"), first_day);
        return desk.value(store.settlements.open_intent({std::move(claim), true, our_message("ours"), revision}));
    };
    desk.value(store.visits.add_lines(checked.no, {test::example_line("L2", 5000)}));
    const std::string before = store.everything();
    BOOST_TEST((open(checked.revision).kind == Opened::Kind::visit_moved));
    BOOST_TEST(store.everything() == before);
    desk.value(store.visits.remove_lines(checked.no, {}, {LineId("L2")}));
    Visit present = desk.value(store.visits.find(checked.id)).value();
    desk.value(store.visits.update(present));
    BOOST_TEST((open(present.revision).kind == Opened::Kind::visit_moved));
    present = desk.value(store.visits.find(checked.id)).value();
    BOOST_TEST((open(present.revision).kind == Opened::Kind::accepted));
    check_lines(store.sent(), {"ours"});
    // Who has his record already is answered by it, however the visit stands now.
    BOOST_TEST((open(checked.revision).kind == Opened::Kind::same_message));
}

void of_lines_and_an_intent_at_once_the_intent_has_what_was_checked(const StoreContract& store) {
    StoreDesk desk{store};
    for (int round = 0; round < 8; ++round) {
        const Visit visit = desk.visit_with_lines(std::to_string(round), {"L1", "L2"});
        std::optional<Result<Opened>> opened;
        std::optional<Result<void>> added;
        std::optional<Result<long long>> removed;
        SettlementRecord claim = expecting(StoreDesk::claim_of(visit, std::to_string(round)), first_day);
        desk.spawn<void>(store.visits.add_lines(visit.no, {test::example_line("L3", 100)}),
                         [&](Result<void> answer) { added = std::move(answer); });
        desk.spawn<Opened>(store.settlements.open_intent({std::move(claim), true, our_message("m"), visit.revision}),
                           [&](Result<Opened> answer) { opened = std::move(answer); });
        desk.spawn<long long>(store.visits.remove_lines(visit.no, {}, {LineId("L2")}),
                              [&](Result<long long> answer) { removed = std::move(answer); });
        desk.ask.loop().run_until([&] { return opened && added && removed; });
        BOOST_TEST(added->has_value());
        if (opened->value().kind != Opened::Kind::accepted) {
            BOOST_TEST((opened->value().kind == Opened::Kind::visit_moved));
            BOOST_TEST(removed->has_value());
            continue;
        }
        // Held from then on: the line stays, the new one is not its own.
        BOOST_TEST(!removed->has_value());
        desk.applied(test::booking_of(opened->value().record));
        for (const ports::StoredLine& line : desk.value(store.visits.lines(visit.no)))
            BOOST_TEST(line.settled_by.has_value() == (line.line.id.text != "L3"), line.line.id.text);
    }
}

void of_two_bills_of_one_stay_at_once_one_is_opened(const StoreContract& store) {
    StoreDesk desk{store};
    desk.opened(visitor_record("first of the day"));
    for (int round = 0; round < 8; ++round) {
        const Visit visit = desk.visit_with_lines(std::to_string(round), {"L1", "L2"});
        std::vector<ports::awaitable<Result<Opened>>> work;
        for (const char* number : {"1", "2", "3", "4"})
            work.push_back(store.settlements.open_intent(checked_on(bill_of_stay(visit, number), visit.revision)));
        int accepted = 0;
        for (const Result<Opened>& opened : desk.all(std::move(work))) {
            const bool is_accepted = opened.value().kind == Opened::Kind::accepted;
            accepted += is_accepted;
            BOOST_TEST((is_accepted || opened->kind == Opened::Kind::visit_moved));
        }
        BOOST_TEST(accepted == 1);
        // Bills of an outpatient visit name their lines.
        const Visit outpatient = desk.visit_with_lines("out" + std::to_string(round), {"L1"});
        for (const char* number : {"1", "2"}) {
            SettlementRecord claim = bill_of_stay(outpatient, number);
            claim.care = CareSetting::outpatient;
            const Opened opened =
                desk.value(store.settlements.open_intent(checked_on(std::move(claim), outpatient.revision)));
            BOOST_TEST((opened.kind == Opened::Kind::accepted));
        }
    }
}

void which_lines_of_a_stay_are_free_is_part_of_its_revision(const StoreContract& store) {
    StoreDesk desk{store};
    desk.opened(visitor_record("first of the day"));
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    int last = visit.revision;
    const auto is_another_revision = [&] { return std::exchange(last, present(desk, visit).revision) != last; };
    const Opened opened = desk.value(store.settlements.open_intent(checked_on(bill_of_stay(visit, "1"), last)));
    BOOST_TEST(is_another_revision());
    const SettlementRecord booked = desk.applied(test::booking_of(opened.record));
    BOOST_TEST(is_another_revision());
    const SettlementRecord cancel = desk.opened(test::cancel_of(booked, "c"));
    BOOST_TEST(!is_another_revision());
    desk.applied(test::booking_of(cancel));
    BOOST_TEST(is_another_revision());
}

void a_line_that_comes_free_is_nobodys_who_asked_before(const StoreContract& store) {
    StoreDesk desk{store};
    desk.opened(visitor_record("first of the day"));
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    const SettlementRecord first = desk.booked(bill_of_stay(visit, "1"));
    desk.value(store.visits.add_lines(visit.no, {test::example_line("L2", 10000)}));
    const SettlementRecord second = desk.opened(bill_of_stay(visit, "2"));
    desk.applied(test::booking_of(desk.opened(test::cancel_of(first, "c"))));
    // Not held by the second either: it may be put right meanwhile.
    BOOST_TEST(desk.value(store.visits.remove_lines(visit.no, {}, {LineId("L1")})) == 1);
    desk.value(store.visits.add_lines(visit.no, {test::example_line("L1", 9000)}));
    desk.applied(test::booking_of(second));
    check_lines(settled_lines(desk, visit, second.no), {"L2"});
    const SettlementRecord corrected = desk.booked(bill_of_stay(visit, "3"));
    check_lines(settled_lines(desk, visit, corrected.no), {"L1"});
}

void what_is_sent_again_holds_the_visit_it_was_checked_with(const StoreContract& store) {
    StoreDesk desk{store};
    desk.opened(visitor_record("first of the day"));
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    const SettlementRecord opened = desk.opened(bill_of_stay(visit, "1"));
    const SettlementRecord not_sent = desk.applied(test::move_of(opened, SettlementState::not_sent));
    const auto taken_up = [&](int revision) {
        ports::SettlementChange change = test::move_of(not_sent, SettlementState::awaiting_answer);
        change.visit_revision = revision;
        return change;
    };
    const int checked = present(desk, visit).revision;
    desk.value(store.visits.add_lines(visit.no, {test::example_line("L2", 5000)}));
    BOOST_TEST((desk.refusal_of(taken_up(checked)) == ErrorCode::busy));
    BOOST_TEST((desk.found(not_sent.no).state == SettlementState::not_sent));
    const int again = present(desk, visit).revision;
    BOOST_TEST(desk.is_applied(taken_up(again)));
    // Another bill that was checked beside it finds the visit moved.
    BOOST_TEST((desk.value(store.settlements.open_intent(checked_on(bill_of_stay(visit, "2"), again))).kind ==
                Opened::Kind::visit_moved));
}

void a_yes_is_kept_with_its_booking(const StoreContract& store) {
    StoreDesk desk{store};
    const Admission asked = admit(desk, "m");
    const SettlementRecord record = desk.opened(visitor_record("a"));
    desk.applied(booking_with_yes(record, asked.no));
    const Admission again = admit(desk, "m");
    BOOST_TEST(again.final_answer.value() == "yes to 330200a");
    BOOST_TEST(*ports::given_before(again, "0") == "yes to 330200a");

    // Also where there is something to look at besides.
    const Admission other = admit(desk, "other");
    auto booking = booking_with_yes(desk.opened(visitor_record("b")), other.no);
    booking.alarm = "look";
    desk.applied(booking);
    BOOST_TEST(admit(desk, "other").final_answer.value() == "yes to 330200b");
}

void a_yes_to_what_is_not_booked_is_not_kept(const StoreContract& store) {
    StoreDesk desk{store};
    const Admission asked = admit(desk, "m");
    const SettlementRecord record = desk.opened(visitor_record("a"));
    desk.applied(test::move_of(record, SettlementState::in_doubt));
    BOOST_TEST(!desk.is_applied(booking_with_yes(record, asked.no)));
    auto with_an_alarm = booking_with_yes(record, asked.no);
    with_an_alarm.alarm = "look";
    BOOST_TEST(!desk.is_applied(with_an_alarm));
    BOOST_TEST(!admit(desk, "m").final_answer.has_value());
}

void of_many_at_once_each_has_its_own_message_and_its_yes(const StoreContract& store) {
    StoreDesk desk{store};
    constexpr int many = 24;
    std::vector<ports::awaitable<Result<Opened>>> opening;
    for (int i = 0; i < many; ++i) {
        const std::string name = std::to_string(i);
        // Every third repeats another's bill.
        SettlementRecord record = expecting(visitor_record(name), first_day);
        if (i % 3 == 2) record.bill = visitor_record(std::to_string(i - 1)).bill;
        opening.push_back(store.settlements.open_intent({std::move(record), true, our_message("ours " + name), {}}));
    }
    const auto opened = desk.all(std::move(opening));
    std::vector<ports::awaitable<Result<std::optional<SettlementRecord>>>> booking;
    std::vector<std::string> names;
    for (int i = 0; i < many; ++i) {
        const Opened& one = opened[static_cast<std::size_t>(i)].value();
        const bool is_accepted = one.kind == Opened::Kind::accepted;
        BOOST_TEST(one.message.has_value() == is_accepted);
        if (!is_accepted) continue;
        const std::string name = one.record.id.text;
        names.push_back(name);
        const ports::PeerReply reply{"booked", "answered by " + name, noon};
        desk.value(store.messages.replied(*one.message, reply));
        booking.push_back(store.settlements.apply(booking_with_yes(one.record, admit(desk, name).no)));
    }
    BOOST_TEST(names.size() == 16U);
    for (const auto& booked : desk.all(std::move(booking)))
        BOOST_TEST(booked.value().has_value());
    for (const std::string& name : names)
        BOOST_TEST(admit(desk, name).final_answer.value() == "yes to " + name);
    BOOST_TEST(store.sent().size() == names.size());
    BOOST_TEST(store.replies().size() == names.size());
    for (const std::string& line : store.replies()) {
        // "ours 7 answered by 3302007"
        const std::string of = line.substr(5, line.find(" answered") - 5);
        BOOST_TEST(line == "ours " + of + " answered by 330200" + of);
    }
}

}  // namespace clearing::tests
