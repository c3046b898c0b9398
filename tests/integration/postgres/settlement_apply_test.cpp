#include "tests/integration/postgres/books.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using test::Books;
using test::first_day;
using test::second_day;
using test::visitor_record;
using State = SettlementState;

BOOST_AUTO_TEST_SUITE(settlement_apply)

BOOST_AUTO_TEST_CASE(a_change_decided_from_another_state_changes_nothing) {
    Books books;
    const auto intent = books.opened(visitor_record("a"));
    const auto booked = books.applied(test::booking_of(intent));
    BOOST_TEST((booked.state == State::booked));
    BOOST_TEST(!books.value(books.settlements.apply(test::booking_of(intent))));
    BOOST_TEST(!books.value(books.settlements.apply(test::move_of(intent, State::refused))));
    auto unknown = test::move_of(intent, State::refused);
    unknown.no = SettlementNo(4711);
    BOOST_TEST(!books.value(books.settlements.apply(unknown)));
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM settlement_history") == "2");
}

BOOST_AUTO_TEST_CASE(of_many_equal_changes_at_once_one_is_applied) {
    Books books(8);
    const auto intent = books.opened(visitor_record("a"));
    std::vector<ports::awaitable<Result<std::optional<SettlementRecord>>>> work;
    for (int i = 0; i < 32; ++i)
        work.push_back(books.settlements.apply(test::booking_of(intent)));
    int applied = 0;
    for (const auto& answer : books.all(std::move(work)))
        applied += answer.value() ? 1 : 0;
    BOOST_TEST(applied == 1);
    BOOST_TEST(books.database.ask_as_owner("SELECT sum(amount) FROM transfer") == "7500");
}

BOOST_AUTO_TEST_CASE(state_postings_history_lines_and_findings_are_one_commit) {
    Books books;
    const Visit visit = books.value(books.visits.open(test::example_visit("v")));
    books.value(books.visits.add_lines(visit.no, {test::example_line("L1", 10000)}));
    auto record = visitor_record("a");
    record.visit = record.bill.visit = visit.id;
    record.visit_no = visit.no;
    const auto intent = books.opened(record);
    // Uploaded after the intent: not of this bill's total.
    books.value(books.visits.add_lines(visit.no, {test::example_line("L2", 500)}));
    auto change = test::booking_of(intent);
    change.differences = {{DifferenceKind::split_law, intent.key, "", "0.10", "law C"}};
    change.alarm = "look at this";
    const auto booked = books.applied(change);
    BOOST_TEST((booked.state == State::booked));

    const auto lines = books.value(books.visits.lines(visit.no));
    BOOST_TEST((lines.at(0).settled_by == booked.no));
    BOOST_TEST(!lines.at(1).settled_by);
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM outbox WHERE state = 'pending'") == "1");
    BOOST_TEST(books.database.ask_as_owner("SELECT text FROM alarm") == "look at this");
    const auto differences = books.value(books.days.differences(test::day_key(booked, first_day)));
    BOOST_REQUIRE(differences.size() == 1U);
    BOOST_TEST(differences.front().note == "law C");
    BOOST_TEST(books.database.ask_as_owner("SELECT string_agg(debit || credit || component || amount, ' ' ORDER BY "
                                           "transfer_no) FROM transfer WHERE clearing_day = '2018-10-16'") ==
               "R1Hhifp6000 R1Hhifmi1000 R1Hacct300 R1Hmulaid200");
    BOOST_TEST(books.database.ask_as_owner("SELECT string_agg(event, ' ' ORDER BY history_no) FROM "
                                           "settlement_history") == "accepted answered_yes");
}

BOOST_AUTO_TEST_CASE(a_booked_cancel_takes_its_original_along_and_frees_its_lines) {
    Books books;
    const Visit visit = books.value(books.visits.open(test::example_visit("v")));
    books.value(books.visits.add_lines(visit.no, {test::example_line("L1", 10000)}));
    auto record = visitor_record("a");
    record.visit = record.bill.visit = visit.id;
    record.visit_no = visit.no;
    const auto original = books.booked(record);
    const auto cancel = books.booked(test::cancel_of(original, "c"));
    BOOST_TEST((cancel.state == State::booked));
    BOOST_TEST((books.value(books.settlements.find(original.no))->state == State::cancelled));
    BOOST_TEST(!books.value(books.visits.lines(visit.no)).at(0).settled_by);
    BOOST_TEST(books.database.ask_as_owner("SELECT state FROM outbox") == "withdrawn");
    // The bill may settle again under a new message.
    auto again = visitor_record("b");
    again.visit = again.bill.visit = visit.id;
    again.visit_no = visit.no;
    BOOST_TEST((books.booked(again).state == State::booked));
}

BOOST_AUTO_TEST_CASE(a_cancel_is_not_booked_when_its_original_is_booked_no_longer) {
    Books books;
    const auto original = books.booked(visitor_record("a"));
    const auto cancel = books.opened(test::cancel_of(original, "c"));
    books.applied(test::move_of(original, State::reversing));
    BOOST_TEST(!books.value(books.settlements.apply(test::booking_of(cancel))));
    BOOST_TEST((books.value(books.settlements.find(cancel.no))->state == State::awaiting_answer));
}

BOOST_AUTO_TEST_CASE(a_later_answer_replaces_the_payments_of_an_earlier_one) {
    Books books;
    const auto intent = books.opened(visitor_record("a"));
    auto first = test::move_of(intent, State::reversing);
    first.answer = test::example_answer("T");
    first.error = Error{ErrorCode::answer_unbalanced, "law A", {}, ""};
    const auto reversing = books.applied(first);
    BOOST_TEST(reversing.answer.split.payments.size() == 2U);
    auto second = test::booking_of(reversing);
    second.answer->split.payments.resize(1);
    const auto booked = books.applied(second);
    BOOST_TEST((booked.answer.split == second.answer->split));
    BOOST_TEST(!booked.error);
}

BOOST_AUTO_TEST_CASE(a_remembered_reverse_and_its_message_are_kept) {
    Books books;
    const auto intent = books.opened(visitor_record("a"));
    auto change = test::move_of(intent, State::awaiting_answer);
    change.reverse_remembered = true;
    const auto remembered = books.applied(change);
    BOOST_TEST(remembered.facts.reverse_remembered);
    // An answer that was decided on before the reverse came does not overtake it.
    BOOST_TEST(!books.value(books.settlements.apply(test::booking_of(intent))).has_value());
    auto reverse = test::move_of(remembered, State::reversing);
    reverse.reverse_message = MessageId("our-2601");
    reverse.had_been_booked = true;
    const auto reversing = books.applied(reverse);
    BOOST_TEST(reversing.reverse_message.text == "our-2601");
    BOOST_TEST(reversing.facts.had_been_booked);
}

BOOST_AUTO_TEST_CASE(not_sent_comes_back_only_while_the_bill_is_free) {
    Books books;
    auto first = books.opened(visitor_record("a"));
    first = books.applied(test::move_of(first, State::not_sent));
    auto other = visitor_record("b");
    other.bill = first.bill;
    const auto holder = books.opened(other);
    const auto refused = books.result(books.settlements.apply(test::move_of(first, State::awaiting_answer)));
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == ErrorCode::already_settled));
    BOOST_TEST(refused.error().settlement_id == holder.id.text);
    books.applied(test::move_of(holder, State::refused));
    BOOST_TEST((books.applied(test::move_of(first, State::awaiting_answer)).state == State::awaiting_answer));
}

BOOST_AUTO_TEST_CASE(a_late_yes_after_a_reversal_does_not_need_the_bill_that_was_settled_again) {
    Books books;
    auto first = books.opened(visitor_record("a"));
    first = books.applied(test::move_of(first, State::reversing));
    first = books.applied(test::move_of(first, State::reversed));
    auto again = visitor_record("b");
    again.bill = first.bill;
    books.booked(again);
    auto late = test::move_of(first, State::reversing);
    late.alarm = "a late yes";
    const auto reversing = books.applied(late);
    BOOST_TEST((reversing.state == State::reversing));
    BOOST_TEST((books.applied(test::move_of(reversing, State::reversed)).state == State::reversed));
}

BOOST_AUTO_TEST_CASE(a_booked_record_of_a_closed_day_does_not_go_to_reversing) {
    Books books;
    const auto booked = books.booked(visitor_record("a"));
    BOOST_TEST(booked.facts.day_open);
    books.value(books.days.switch_day(test::day_key(booked, first_day), test::noon));
    BOOST_TEST(!books.value(books.settlements.apply(test::move_of(booked, State::reversing))));
    BOOST_TEST(!books.value(books.settlements.find(booked.no))->facts.day_open);
}

BOOST_AUTO_TEST_CASE(a_national_record_gets_its_day_with_the_answer) {
    Books books;
    const auto intent = books.opened(test::national_record("n"), false);
    BOOST_TEST(!intent.assigned_day);
    BOOST_TEST(intent.facts.day_open);
    auto change = test::booking_of(intent);
    change.assigned_day = second_day;
    change.posting_day = std::nullopt;
    const auto booked = books.applied(change);
    BOOST_TEST((booked.assigned_day == second_day));
    BOOST_TEST(booked.facts.day_open);
    BOOST_TEST(books.database.ask_as_owner("SELECT DISTINCT clearing_day FROM transfer") == "2018-10-17");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
