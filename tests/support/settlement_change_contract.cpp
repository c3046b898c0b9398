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

/// The opposite of a booking's postings.
std::vector<Transfer> counter_entry(const ports::SettlementChange& booking) {
    std::vector<Transfer> opposite = booking.transfers;
    for (Transfer& transfer : opposite)
        std::swap(transfer.debit, transfer.credit);
    return opposite;
}

}  // namespace

void a_change_decided_from_another_state_changes_nothing(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord intent = desk.opened(visitor_record("a"));
    BOOST_TEST((desk.applied(booking_of(intent)).state == SettlementState::booked));
    const std::string before = store.everything();
    BOOST_TEST(!desk.is_applied(booking_of(intent)));
    BOOST_TEST(!desk.is_applied(move_of(intent, SettlementState::refused)));
    ports::SettlementChange unknown = move_of(intent, SettlementState::refused);
    unknown.no = SettlementNo(4711);
    BOOST_TEST(!desk.is_applied(unknown));
    BOOST_TEST(store.everything() == before);
    BOOST_TEST(store.history().size() == 2U);
}

void a_change_decided_from_a_record_that_was_changed_since_changes_nothing(const StoreContract& store) {
    StoreDesk desk{store};
    const auto touched = [&](const SettlementRecord& record) {
        ports::SettlementChange change = move_of(record, record.state);
        change.at = noon + std::chrono::seconds(1);
        return desk.applied(change);
    };
    // Of itself, and of one that needs a look at others: a cancel's booking.
    const SettlementRecord intent = desk.opened(visitor_record("a"));
    const SettlementRecord now = touched(intent);
    const SettlementRecord original = desk.booked(visitor_record("orig"));
    const SettlementRecord cancel = desk.opened(test::cancel_of(original, "c"));
    const SettlementRecord cancel_now = touched(cancel);
    const std::string before = store.everything();
    for (const SettlementRecord& stale : {intent, cancel}) {
        ports::SettlementChange change = booking_of(stale);
        change.decided_from = stale;
        BOOST_TEST(!desk.is_applied(change), stale.id.text);
    }
    BOOST_TEST(store.everything() == before);
    for (const SettlementRecord& present : {now, cancel_now}) {
        ports::SettlementChange change = booking_of(present);
        change.decided_from = present;
        BOOST_TEST(desk.is_applied(change), present.id.text);
    }
}

void what_a_change_answers_is_what_is_found_afterwards(const StoreContract& store) {
    StoreDesk desk{store};
    const auto check_found = [&](const SettlementRecord& answered) {
        BOOST_TEST(shown(answered) == shown(desk.found(answered.no)));
    };
    const auto applied = [&](ports::SettlementChange change, const SettlementRecord& from) {
        change.decided_from = from;
        const SettlementRecord answered = desk.applied(change);
        check_found(answered);
        return answered;
    };
    for (const char* name : {"visitor", "national"}) {
        const bool national = std::string_view(name) == "national";
        const SettlementRecord intent =
            desk.opened(national ? test::national_record(name) : visitor_record(name), !national);
        check_found(intent);
        ports::SettlementChange doubt = move_of(intent, SettlementState::in_doubt);
        doubt.error = Error{ErrorCode::in_doubt, "silence", {"x"}, intent.id.text};
        doubt.translations = {{"drug", "delta", "national", {"D", "d", "", "", "2018-10", "unmapped"}}};
        const SettlementRecord doubtful = applied(doubt, intent);
        ports::SettlementChange booking = booking_of(doubtful);
        if (national) booking.assigned_day = first_day;
        const SettlementRecord booked = applied(booking, doubtful);
        const SettlementRecord cancel = desk.opened(test::cancel_of(booked, std::string("c-") + name));
        check_found(cancel);
        applied(booking_of(cancel), cancel);
        check_found(desk.value(store.settlements.open_refused(visitor_record(std::string("no-") + name))).record);
        check_found(desk.value(store.settlements.open_fence(visitor_record(std::string("fence-") + name))).record);
    }
}

void of_many_equal_changes_at_once_one_is_applied(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord intent = desk.opened(visitor_record("a"));
    std::vector<ports::awaitable<Result<Applied>>> work;
    for (int i = 0; i < 32; ++i)
        work.push_back(store.settlements.apply(booking_of(intent)));
    const auto answers = desk.all(std::move(work));
    BOOST_TEST(std::ranges::count_if(answers, [](const auto& answer) { return answer.value().has_value(); }) == 1);
    check_lines(store.ledger(), example_postings());
}

void state_postings_history_lines_and_findings_are_one_commit(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    FeeLine other_bill = test::example_line("B2", 500);
    other_bill.bill = BillNumber("2");
    desk.value(store.visits.add_lines(visit.no, {other_bill}));
    const SettlementRecord intent = desk.opened(StoreDesk::claim_of(visit, "a"));
    // Uploaded after the intent: not of this bill's total.
    desk.value(store.visits.add_lines(visit.no, {test::example_line("L2", 500)}));
    ports::SettlementChange change = booking_of(intent);
    change.differences = {{DifferenceKind::split_law, intent.key, "", "0.10", "law C"}};
    change.alarm = "look at this";
    const SettlementRecord booked = desk.applied(change);
    BOOST_TEST((booked.state == SettlementState::booked));

    const auto lines = desk.value(store.visits.lines(visit.no));
    BOOST_TEST((lines.at(0).settled_by == booked.no));
    BOOST_TEST(!lines.at(1).settled_by);
    BOOST_TEST(!lines.at(2).settled_by);
    check_lines(store.uploads(), {"330200a"});
    check_lines(store.alarms(), {"look at this"});
    const auto differences = desk.value(store.days.differences(day_key(booked, first_day)));
    BOOST_REQUIRE(differences.size() == 1U);
    BOOST_TEST(differences.front().note == "law C");
    check_lines(store.ledger(), example_postings());
    check_lines(store.history(), {"330200a >awaiting_answer accepted", "330200a awaiting_answer>booked answered_yes"});
}

void a_later_answer_replaces_the_payments_of_an_earlier_one(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord intent = desk.opened(visitor_record("a"));
    ports::SettlementChange first = move_of(intent, SettlementState::reversing);
    first.answer = test::example_answer("T");
    first.error = Error{ErrorCode::answer_unbalanced, "law A", {}, ""};
    const SettlementRecord reversing = desk.applied(first);
    BOOST_TEST(reversing.answer.split.payments.size() == 2U);
    BOOST_TEST((reversing.error == first.error));
    ports::SettlementChange second = booking_of(reversing);
    second.answer->split.payments.resize(1);
    second.answer->settlement = SettlementId();
    second.answer->visit = VisitId();
    const SettlementRecord booked = desk.applied(second);
    BOOST_TEST((booked.answer.split == second.answer->split));
    BOOST_TEST(!booked.error);
    // An answer that names no ids leaves those that were answered before.
    BOOST_TEST(booked.their_id.text == "T");
    BOOST_TEST(booked.their_visit.text == "their-visit");
}

void a_remembered_reverse_and_its_message_are_kept(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord intent = desk.opened(visitor_record("a"));
    ports::SettlementChange change = move_of(intent, SettlementState::awaiting_answer);
    change.reverse_remembered = true;
    const SettlementRecord remembered = desk.applied(change);
    BOOST_TEST(remembered.facts.reverse_remembered);
    // An answer that was decided on before the reverse came does not overtake it.
    BOOST_TEST(!desk.is_applied(booking_of(intent)));
    ports::SettlementChange reverse = move_of(remembered, SettlementState::reversing);
    reverse.reverse_message = MessageId("our-2601");
    reverse.had_been_booked = true;
    const SettlementRecord reversing = desk.applied(reverse);
    BOOST_TEST(reversing.reverse_message.text == "our-2601");
    BOOST_TEST(reversing.facts.had_been_booked);
    BOOST_TEST(reversing.facts.reverse_remembered);
}

void what_is_sent_again_takes_the_lines_that_are_there_by_then(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"wrong"});
    SettlementRecord record = desk.opened(StoreDesk::claim_of(visit, "a"));
    record = desk.applied(move_of(record, SettlementState::not_sent));
    desk.value(store.visits.remove_lines(visit.no, {}, {LineId("wrong")}));
    desk.value(store.visits.add_lines(visit.no, {test::example_line("right", 10000)}));
    record = desk.applied(move_of(record, SettlementState::awaiting_answer));
    desk.value(store.visits.add_lines(visit.no, {test::example_line("later", 10000)}));
    desk.applied(booking_of(record));
    for (const ports::StoredLine& line : desk.value(store.visits.lines(visit.no)))
        BOOST_TEST(line.settled_by.has_value() == (line.line.id.text == "right"), line.line.id.text);
    BOOST_TEST(store.uploads().size() == 1U);
}

void not_sent_comes_back_only_while_the_bill_is_free(const StoreContract& store) {
    StoreDesk desk{store};
    SettlementRecord first = desk.opened(visitor_record("a"));
    first = desk.applied(move_of(first, SettlementState::not_sent));
    SettlementRecord other = visitor_record("b");
    other.bill = first.bill;
    const SettlementRecord holder = desk.opened(other);
    const auto refused = desk.result(store.settlements.apply(move_of(first, SettlementState::awaiting_answer)));
    BOOST_TEST((error_of(refused) == ErrorCode::already_settled));
    BOOST_TEST(refused.error().settlement_id == holder.id.text);
    desk.applied(move_of(holder, SettlementState::refused));
    BOOST_TEST(
        (desk.applied(move_of(first, SettlementState::awaiting_answer)).state == SettlementState::awaiting_answer));

    // A cancel likewise, while no other one of its original is live.
    const SettlementRecord original = desk.booked(visitor_record("c"));
    const SettlementRecord cancel =
        desk.applied(move_of(desk.opened(test::cancel_of(original, "cancel-1")), SettlementState::not_sent));
    const SettlementRecord live = desk.opened(test::cancel_of(original, "cancel-2"));
    const auto not_beside = desk.result(store.settlements.apply(move_of(cancel, SettlementState::awaiting_answer)));
    BOOST_TEST((error_of(not_beside) == ErrorCode::already_settled));
    BOOST_TEST(not_beside.error().settlement_id == live.id.text);
    desk.applied(move_of(live, SettlementState::refused));
    BOOST_TEST(
        (desk.applied(move_of(cancel, SettlementState::awaiting_answer)).state == SettlementState::awaiting_answer));
}

void a_late_yes_after_a_reversal_does_not_need_the_bill_that_was_settled_again(const StoreContract& store) {
    StoreDesk desk{store};
    SettlementRecord first = desk.opened(visitor_record("a"));
    first = desk.applied(move_of(first, SettlementState::reversing));
    first = desk.applied(move_of(first, SettlementState::reversed));
    SettlementRecord again = visitor_record("b");
    again.bill = first.bill;
    const SettlementRecord holder = desk.booked(again);
    ports::SettlementChange late = move_of(first, SettlementState::reversing);
    late.alarm = "a late yes";
    const SettlementRecord reversing = desk.applied(late);
    BOOST_TEST((reversing.state == SettlementState::reversing));
    // Nor does it stand in the way of the one that holds it.
    SettlementRecord third = visitor_record("c");
    third.bill = first.bill;
    BOOST_TEST((desk.value(store.settlements.open(third, true)).record.no == holder.no));
    BOOST_TEST((desk.applied(move_of(reversing, SettlementState::reversed)).state == SettlementState::reversed));
}

void a_booked_record_of_a_closed_day_does_not_go_to_reversing(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord booked = desk.booked(visitor_record("a"));
    BOOST_TEST(booked.facts.day_open);
    desk.value(store.days.switch_day(day_key(booked, first_day), noon));
    BOOST_TEST(!desk.is_applied(move_of(booked, SettlementState::reversing)));
    BOOST_TEST(!desk.found(booked.no).facts.day_open);
}

void a_national_record_gets_its_day_with_the_answer(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord intent = desk.opened(test::national_record("n"), false);
    BOOST_TEST(!intent.assigned_day);
    BOOST_TEST(intent.facts.day_open);
    ports::SettlementChange change = booking_of(intent);
    change.assigned_day = second_day;
    change.posting_day = std::nullopt;
    const SettlementRecord booked = desk.applied(change);
    BOOST_TEST((booked.assigned_day == second_day));
    BOOST_TEST(booked.facts.day_open);
    BOOST_TEST(store.ledger().front() == "R1 H hifp 60.00 2018-10-17 310 outpatient answered_yes");
    BOOST_TEST((desk.value(store.days.find(day_key(booked, second_day)))->state == DayState::open));
}

void what_is_decided_after_its_days_lines_are_fixed_is_posted_on_the_open_day(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord intent = desk.opened(visitor_record("a"));
    SettlementRecord doubtful = desk.applied(move_of(intent, SettlementState::in_doubt));
    const DayKey first = day_key(intent, first_day);
    const DayKey second = day_key(intent, second_day);
    // Closed, but its lines are not decided yet: the day takes the posting.
    SettlementRecord quick = desk.opened(visitor_record("quick"));
    desk.value(store.days.switch_day(first, noon));
    desk.applied(booking_of(quick));
    BOOST_TEST(desk.value(store.days.trial_balance(first)).size() == 8U);
    desk.value(store.days.content(first));

    const SettlementRecord booked = desk.applied(booking_of(doubtful));
    BOOST_TEST((booked.assigned_day == first_day));
    BOOST_TEST(booked.facts.day_open);
    BOOST_TEST(desk.value(store.days.trial_balance(second)).size() == 8U);
    BOOST_TEST(store.ledger().back() == "R1 H mulaid 2.00 2018-10-17 310 outpatient answered_yes");

    // Nor does a day whose lines the partner has told; the pair's open day is the last one.
    const SettlementRecord resident = desk.opened(test::resident_record("r", first_day), false);
    desk.opened(test::resident_record("later", test::third_day), false);
    const DayKey of_resident = day_key(resident, first_day);
    desk.value(store.days.switch_day(of_resident, noon));
    desk.value(store.days.keep_partner_close(of_resident, {resident.key}, {}, noon));
    desk.applied(booking_of(resident));
    BOOST_TEST(store.ledger().back() == "B P1 mulaid 2.00 2018-10-18 310 outpatient answered_yes");
}

void a_reversal_takes_back_the_lines_and_posts_the_counter_entry(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    const SettlementRecord intent = desk.opened(StoreDesk::claim_of(visit, "a"));
    const ports::SettlementChange booking = booking_of(intent);
    ports::SettlementChange reverse = move_of(desk.applied(booking), SettlementState::reversing);
    reverse.had_been_booked = true;
    ports::SettlementChange undone = move_of(desk.applied(reverse), SettlementState::reversed);
    BOOST_TEST(desk.value(store.visits.lines(visit.no)).at(0).settled_by.has_value());
    check_lines(store.uploads(), {"330200a"});
    undone.event = "reverse_confirmed";
    undone.transfers = counter_entry(booking);
    undone.posting_day = first_day;
    undone.free_lines = true;
    const SettlementRecord reversed = desk.applied(undone);
    BOOST_TEST((reversed.state == SettlementState::reversed));
    BOOST_TEST(reversed.facts.had_been_booked);
    BOOST_TEST(!desk.value(store.visits.lines(visit.no)).at(0).settled_by);
    check_lines(store.uploads(), {});
    BOOST_TEST(store.ledger().size() == 8U);
    BOOST_TEST(store.ledger().back() == "H R1 mulaid 2.00 2018-10-16 310 outpatient reverse_confirmed");
    Money net;
    for (const BalanceLine& line : desk.value(store.days.trial_balance(day_key(intent, first_day))))
        net += line.debits - line.credits;
    BOOST_TEST(net.is_zero());
}

void postings_without_a_day_are_refused_whole(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord intent = desk.opened(test::national_record("n"), false);
    const std::string before = store.everything();
    ports::SettlementChange nowhere = booking_of(intent);
    nowhere.posting_day = std::nullopt;
    BOOST_TEST((desk.refusal_of(nowhere) == ErrorCode::internal_error));
    ports::SettlementChange nothing = booking_of(intent), itself = nothing;
    nothing.transfers.front().amount = Money();
    BOOST_TEST((desk.refusal_of(nothing) == ErrorCode::internal_error));
    itself.transfers.back().credit = itself.transfers.back().debit;
    BOOST_TEST((desk.refusal_of(itself) == ErrorCode::internal_error));
    BOOST_TEST(store.everything() == before);
}

void a_move_the_state_table_does_not_know_is_refused(const StoreContract& store) {
    StoreDesk desk{store};
    using State = SettlementState;
    const SettlementRecord awaiting = desk.opened(visitor_record("awaiting"));
    const SettlementRecord booked = desk.booked(visitor_record("booked"));
    const SettlementRecord doubtful = desk.applied(move_of(desk.opened(visitor_record("doubt")), State::in_doubt));
    const SettlementRecord refused = desk.value(store.settlements.open_refused(visitor_record("refused"))).record;
    const std::string before = store.everything();
    for (const auto& change :
         {move_of(awaiting, State::cancelled), move_of(booked, State::awaiting_answer),
          move_of(booked, State::reversed), move_of(booked, State::refused), move_of(doubtful, State::awaiting_answer),
          move_of(doubtful, State::reversed), move_of(refused, State::reversed)})
        BOOST_TEST((desk.refusal_of(change) == ErrorCode::internal_error));
    BOOST_TEST(store.everything() == before);
}

void an_answer_that_breaks_a_law_is_not_booked(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord intent = desk.opened(visitor_record("a"));
    const std::string before = store.everything();
    // Ms Zhang's missing 2.00, and one amount for each other law.
    for (Money PaymentSplit::* amount : {&PaymentSplit::total, &PaymentSplit::cash, &PaymentSplit::hospital,
                                         &PaymentSplit::account, &PaymentSplit::fund_total}) {
        ports::SettlementChange change = booking_of(intent);
        change.answer->split.*amount += Money::from_fen(200);
        BOOST_TEST((desk.refusal_of(change) == ErrorCode::internal_error));
    }
    ports::SettlementChange component = booking_of(intent), mutual_aid = component;
    component.answer->split.funds[Fund::oth] += Money::from_fen(1);
    BOOST_TEST((desk.refusal_of(component) == ErrorCode::internal_error));
    mutual_aid.answer->split.mutual_aid = mutual_aid.answer->split.account + Money::from_fen(1);
    BOOST_TEST((desk.refusal_of(mutual_aid) == ErrorCode::internal_error));
    BOOST_TEST(store.everything() == before);
    // It is kept as an answer when it is to be reversed.
    ports::SettlementChange reverse = booking_of(intent);
    reverse.answer->split.total += Money::from_fen(200);
    reverse.to = SettlementState::reversing;
    reverse.transfers.clear();
    BOOST_TEST((desk.applied(reverse).answer.split == reverse.answer->split));
    // And the booking cannot come after it without a better one.
    ports::SettlementChange later = move_of(desk.found(intent.no), SettlementState::booked);
    BOOST_TEST((desk.refusal_of(later) == ErrorCode::internal_error));
}

void nothing_is_booked_without_an_answer(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord original = desk.booked(visitor_record("orig"));
    for (const SettlementRecord& intent :
         {desk.opened(visitor_record("a")), desk.opened(test::cancel_of(original, "c"))}) {
        const std::string before = store.everything();
        BOOST_TEST((desk.refusal_of(move_of(intent, SettlementState::booked)) == ErrorCode::internal_error));
        BOOST_TEST(store.everything() == before);
    }
}

void a_change_touches_nothing_but_what_may_change(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    const SettlementRecord bystander = desk.opened(visitor_record("bystander"));
    const SettlementRecord intent = desk.opened(StoreDesk::claim_of(visit, "a"));
    ports::SettlementChange everything_at_once = booking_of(intent);
    everything_at_once.assigned_day = second_day;
    everything_at_once.reverse_remembered = true;
    everything_at_once.had_been_booked = true;
    everything_at_once.reverse_message = MessageId("our-2601");
    everything_at_once.error = Error{ErrorCode::answer_unbalanced, "law A", {"x"}, ""};
    everything_at_once.answer->insurance_type = InsuranceType("390");
    everything_at_once.answer->med_type = "21";
    everything_at_once.answer->quote = QuoteId("another");
    everything_at_once.at = noon + std::chrono::minutes(3);
    const SettlementRecord changed = desk.applied(everything_at_once);
    BOOST_TEST(immutable_part(changed) == immutable_part(intent));
    BOOST_TEST((changed.changed_at == everything_at_once.at));
    BOOST_TEST((changed.error == everything_at_once.error));
    BOOST_TEST((changed.assigned_day == second_day));
    BOOST_TEST(shown(desk.found(bystander.no)) == shown(bystander));
    // A fee line is taken, never rewritten.
    const FeeLine line = desk.value(store.visits.lines(visit.no)).front().line;
    BOOST_TEST((line.amount == Money::from_fen(10000)));
    BOOST_TEST(line.name == test::example_line("L1", 10000).name);
    // A cancel changes of its original the state and the time of it.
    SettlementRecord wanted = changed;
    const SettlementRecord cancel = desk.opened(test::cancel_of(changed, "c"));
    ports::SettlementChange booking = booking_of(cancel);
    booking.at = wanted.changed_at = noon + std::chrono::minutes(5);
    desk.applied(booking);
    wanted.state = SettlementState::cancelled;
    BOOST_TEST(shown(desk.found(changed.no)) == shown(wanted));
}

void translations_of_an_answer_are_appended_once(const StoreContract& store) {
    StoreDesk desk{store};
    const TranslationNote of_claim{"diagnosis", "local", "national", {"X", "x", "Y", "y", "2018-10", "7"}};
    const TranslationNote of_answer{"drug", "delta", "national", {"D", "d", "", "", "2018-10", "unmapped"}};
    SettlementRecord claim = visitor_record("a");
    claim.translations = {of_claim};
    ports::SettlementChange change = move_of(desk.opened(claim), SettlementState::in_doubt);
    change.translations = {of_claim, of_answer};
    const SettlementRecord doubtful = desk.applied(change);
    BOOST_TEST((doubtful.translations == std::vector{of_claim, of_answer}));
    ports::SettlementChange again = booking_of(doubtful);
    again.translations = {of_answer};
    BOOST_TEST((desk.applied(again).translations == std::vector{of_claim, of_answer}));
}

void a_change_half_written_is_never_seen(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    const SettlementRecord intent = desk.opened(StoreDesk::claim_of(visit, "a"));
    const DayKey day = day_key(intent, first_day);
    ports::SettlementChange change = booking_of(intent);
    change.alarm = "hold here";
    std::optional<Result<Applied>> answer;
    auto hold = store.hold_alarms();
    desk.spawn<Applied>(store.settlements.apply(change),
                        [&](Result<Applied> done) { answer.emplace(std::move(done)); });
    desk.ask.loop().run_until([&] { return store.is_held(); });

    const std::string before = shown(intent);
    BOOST_TEST(shown(desk.found(intent.no)) == before);
    BOOST_TEST(desk.value(store.days.trial_balance(day)).empty());
    BOOST_TEST(!desk.value(store.visits.lines(visit.no)).front().settled_by);
    ports::SettlementFilter booked;
    booked.state = SettlementState::booked;
    BOOST_TEST(desk.value(store.settlements.list(booked)).empty());
    BOOST_TEST(!answer.has_value());

    hold.reset();
    desk.ask.loop().run_until([&] { return answer.has_value(); });
    BOOST_TEST(answer->value().has_value());
    BOOST_TEST((desk.found(intent.no).state == SettlementState::booked));
    check_lines(store.ledger(), example_postings());
    check_lines(store.alarms(), {"hold here"});
    BOOST_TEST(desk.value(store.visits.lines(visit.no)).front().settled_by.has_value());
}

}  // namespace clearing::tests
