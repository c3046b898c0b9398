#include "adapters/yangtze_delta/fee_codec.hpp"
#include "adapters/yangtze_delta/person_codec.hpp"
#include "adapters/yangtze_delta/visit_codec.hpp"
#include "gateway/ports/own_ids.hpp"
#include "reception_room.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
using namespace clearing::yangtze_delta;

BOOST_AUTO_TEST_SUITE(delta_reception)

BOOST_AUTO_TEST_CASE(a_settlement_reaches_the_desk_with_key_day_and_deadline_and_is_answered) {
    Room room;
    const wire::Envelope answer = room.ask(settle("M1"));
    BOOST_REQUIRE(answer.has_settle_answer());
    BOOST_TEST(answer.correlation_id() == 5u);
    BOOST_TEST(answer.sender_division() == "330200");
    BOOST_TEST(answer.receiver_division() == "310000");
    BOOST_TEST(answer.settle_answer().settlement_id() == "310000SETTLEMENT");
    BOOST_TEST(answer.settle_answer().insured_settlement_id() == "330200B0001");
    BOOST_TEST(answer.settle_answer().split().total_fen() == 136'883);

    const Call& call = *room.desk.last_call;
    BOOST_TEST(call.peer.text == "shanghai");
    BOOST_TEST(call.platform.text == "delta");
    BOOST_CHECK(call.direction == Direction::resident_away);
    BOOST_TEST(call.header.infno == "2207");
    BOOST_TEST(call.header.institution.text == "H31010100001");
    BOOST_TEST(call.key->settlement.text == "310000SETTLEMENT");
    BOOST_TEST(call.key->treatment_division.text == "310101");
    BOOST_TEST(call.day->to_text() == "2018-10-16");
    BOOST_CHECK(call.deadline - std::chrono::steady_clock::now() > std::chrono::seconds(3));
    BOOST_CHECK(call.deadline - std::chrono::steady_clock::now() <= std::chrono::seconds(5));
    BOOST_TEST(room.desk.last_claim->quote.text == "Q0001");
    BOOST_TEST(room.desk.last_claim->visit.text == "310000VISIT0001");
}

BOOST_AUTO_TEST_CASE(a_message_is_kept_before_it_is_judged_and_its_answer_before_it_is_given) {
    Room room;
    room.ask(settle("M1"));
    const Names expected{"admit M1", "answered M1 0 final"};
    BOOST_TEST(room.log.events == expected, boost::test_tools::per_element());
    BOOST_TEST(room.log.admitted.at(0).body == serialized(settle("M1")));
    BOOST_CHECK(room.log.admitted.at(0).key == room.desk.last_call->message_key());
}

BOOST_AUTO_TEST_CASE(a_yes_that_was_kept_with_its_booking_is_given_as_it_was_kept) {
    Room room;
    room.desk.words_for_nothing = true;
    const wire::Envelope by_itself = room.ask(settle("M1"));
    room.desk.keeps_its_yes = room.log.answers_unavailable = true;
    const wire::Envelope given = room.ask(settle("M2"));
    BOOST_TEST(serialized(given) == *room.desk.last_call->reply->kept);
    BOOST_TEST(room.log.events.back() == "told M2");
    BOOST_TEST(given.settle_answer().SerializeAsString() == by_itself.settle_answer().SerializeAsString());
    // Whatever came after the booking.
    room.desk.settle_error = Error{ErrorCode::in_doubt, {}, {}, {}};
    BOOST_TEST(room.ask(settle("M3")).has_settle_answer());
}

BOOST_AUTO_TEST_CASE(every_kind_of_request_reaches_its_use_case) {
    Room room;
    auto person = envelope("P");
    write(PersonRequest{sample_person(), "2018-10-16", {}}, sample_parties(), *person.mutable_person_request());
    BOOST_TEST(room.ask(person).person_answer().person().person_no() == "3302000001");
    auto entitlement = envelope("E");
    write(EntitlementRequest{sample_person(), InsuranceType("310"), "11", "2018-10-16", "", "", {}}, sample_parties(),
          *entitlement.mutable_entitlement_request());
    BOOST_TEST(room.ask(entitlement).entitlement_answer().entitlements_size() == 1);
    auto visit = envelope("V");
    VisitRequest registered;
    registered.action = VisitAction::admit;
    registered.visit = VisitId("310000VISIT0001");
    registered.person = sample_person();
    registered.begin_time = "2018-10-16 09:30:00";
    write(registered, sample_parties(), *visit.mutable_visit_request());
    BOOST_TEST(room.ask(visit).visit_answer().visit_id() == "OURS-310000VISIT0001");
    BOOST_TEST(room.desk.last_call->header.infno == "2401");
    auto quote = envelope("Q");
    write(sample_claim(), sample_parties(), *quote.mutable_quote_request()->mutable_bill());
    BOOST_TEST(room.ask(quote).quote_answer().quote_id() == "Q0001");
    auto reverse = envelope("R");
    name(*reverse.mutable_reverse_request(), "S1");
    reverse.mutable_reverse_request()->set_reason("silence");
    BOOST_TEST(room.ask(reverse).reverse_answer().result() == wire::ReverseAnswer::FENCED);
    auto fees = envelope("F");
    name(*fees.mutable_fees_request(), "S1");
    fees.mutable_fees_request()->set_part(1);
    fees.mutable_fees_request()->set_parts(1);
    write(sample_line(1), *fees.mutable_fees_request()->add_lines());
    BOOST_TEST(room.ask(fees).fees_answer().accepted() == 1u);
    auto query = envelope("K");
    name(*query.mutable_query_request(), "S1");
    BOOST_TEST(room.ask(query).query_answer().state() == wire::QueryAnswer::UNKNOWN);
    auto ping = envelope("I");
    ping.mutable_ping_request();
    BOOST_TEST(room.ask(ping).ping_answer().now() == "2018-10-16 10:00:00");
    const Names expected{"person", "entitlement", "visit", "quote", "reverse S1", "fees S1 1", "query S1"};
    BOOST_TEST(room.desk.asked == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(texts_that_no_store_takes_are_refused_by_name_before_they_are_kept) {
    struct BadText {
        std::string field;
        std::function<void(wire::Envelope&)> spoil;
        ErrorCode code;
    };
    const std::string with_nul("A\0B", 3);
    const std::string bill = "settle_request.bill.";
    const auto spoil_bill = [](auto spoil) {
        return [spoil](wire::Envelope& request) { spoil(*request.mutable_settle_request()->mutable_bill()); };
    };
    const std::vector<BadText> table{
        {"message_id", [&](auto& e) { e.set_message_id(with_nul); }, ErrorCode::invalid_value},
        {"sender_division", [&](auto& e) { e.set_sender_division(with_nul); }, ErrorCode::invalid_value},
        {bill + "treatment_division", spoil_bill([&](auto& b) { b.set_treatment_division(with_nul); }),
         ErrorCode::invalid_value},
        {bill + "institution", spoil_bill([&](auto& b) { b.set_institution(with_nul); }), ErrorCode::invalid_value},
        {bill + "institution_name", spoil_bill([&](auto& b) { b.set_institution_name(with_nul); }),
         ErrorCode::invalid_value},
        {bill + "visit_id", spoil_bill([&](auto& b) { b.set_visit_id(with_nul); }), ErrorCode::invalid_value},
        {bill + "person.name", spoil_bill([&](auto& b) { b.mutable_person()->set_name(with_nul); }),
         ErrorCode::invalid_value},
        {bill + "diagnoses[0].name", spoil_bill([&](auto& b) { b.mutable_diagnoses(0)->set_name(with_nul); }),
         ErrorCode::invalid_value},
        {"institution", spoil_bill([](auto& b) { b.set_institution(std::string(101, 'H')); }), ErrorCode::over_limit},
        {"institution_name", spoil_bill([](auto& b) { b.set_institution_name(std::string(601, 'H')); }),
         ErrorCode::over_limit},
        {"treatment_division", spoil_bill([](auto& b) { b.set_treatment_division(std::string(101, '3')); }),
         ErrorCode::over_limit},
        {"insured_division", spoil_bill([](auto& b) { b.set_insured_division(std::string(101, '3')); }),
         ErrorCode::over_limit},
    };
    for (const BadText& row : table) {
        BOOST_TEST_CONTEXT(row.field) {
            Room room;
            wire::Envelope request = settle("M1");
            row.spoil(request);
            const Error refused = room.refusal(request);
            BOOST_CHECK(refused.code == row.code);
            BOOST_TEST(refused.fields == Names{row.field}, boost::test_tools::per_element());
            BOOST_TEST(room.log.admitted.empty());
        }
    }
    // A digest is no text.
    Room room;
    wire::Envelope close = envelope("C");
    close.mutable_day_close_request()->set_root(std::string(32, '\0'));
    room.ask(close);
    BOOST_TEST(room.log.admitted.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_same_content_again_is_answered_from_the_log_except_for_what_the_desk_froze) {
    Room room;
    auto visit = envelope("V");
    VisitRequest registered;
    registered.visit = VisitId("310000VISIT0001");
    registered.person = sample_person();
    registered.begin_time = "2018-10-16 09:30:00";
    write(registered, sample_parties(), *visit.mutable_visit_request());
    const wire::Envelope first = room.ask(visit);
    visit.set_correlation_id(99);
    visit.set_sent_at("2018-10-16 10:00:09");
    const wire::Envelope second = room.ask(visit);
    BOOST_TEST(second.correlation_id() == 99u);
    BOOST_TEST(second.message_id() == first.message_id());
    BOOST_TEST(second.visit_answer().visit_id() == first.visit_answer().visit_id());
    BOOST_TEST(room.desk.times("visit") == 1u);

    const wire::Envelope booked = room.ask(settle("M1"));
    auto again = settle("M1");
    again.set_clearing_day("2018-10-17");  // the day is no part of the content
    again.set_correlation_id(77);
    // The books are asked whether it holds; the answer is the one that was given.
    wire::Envelope repeated = room.ask(again);
    BOOST_TEST(room.desk.times("settle") == 2u);
    BOOST_TEST(repeated.correlation_id() == 77u);
    repeated.set_correlation_id(booked.correlation_id());
    BOOST_TEST(serialized(repeated) == serialized(booked));
    // Reversed since: another answer, and frozen in its turn.
    room.desk.settle_error = Error{ErrorCode::message_reversed, {}, {}, "330200B0001"};
    const wire::Envelope reversed = room.ask(settle("M1"));
    BOOST_CHECK(read(reversed.error()).code == ErrorCode::message_reversed);
    BOOST_TEST(serialized(room.ask(settle("M1"))) == serialized(reversed));
    BOOST_TEST(room.log.events.size() == 9u);
}

BOOST_AUTO_TEST_CASE(a_copy_of_a_reverse_that_was_refused_undoes_nothing) {
    for (const ReverseResult no : {ReverseResult::day_closed, ReverseResult::not_reversible}) {
        Room room;
        auto reverse = envelope("R");
        name(*reverse.mutable_reverse_request(), "S1");
        room.desk.reverse_result = no;
        const auto refused = room.ask(reverse).reverse_answer().result();
        room.desk.reverse_result = ReverseResult::reversed;  // it could be undone by now
        BOOST_TEST(room.ask(reverse).reverse_answer().result() == refused);
        BOOST_TEST(room.desk.times("reverse S1") == 1u);
        // What was undone once is seen to again: it may have come alive since.
        reverse.set_message_id("R2");
        BOOST_TEST(room.ask(reverse).reverse_answer().result() == wire::ReverseAnswer::REVERSED);
        BOOST_TEST(room.ask(reverse).reverse_answer().result() == wire::ReverseAnswer::REVERSED);
        BOOST_TEST(room.desk.times("reverse S1") == 3u);
    }
}

BOOST_AUTO_TEST_CASE(a_reverse_that_met_an_error_is_carried_out_when_it_comes_again) {
    Room room;
    auto reverse = envelope("R");
    name(*reverse.mutable_reverse_request(), "S1");
    room.desk.reverse_error = Error{ErrorCode::route_closed, {}, {}, {}};
    BOOST_TEST(room.ask(reverse).has_error());
    room.desk.reverse_error.reset();
    BOOST_TEST(room.ask(reverse).reverse_answer().result() == wire::ReverseAnswer::FENCED);
}

BOOST_AUTO_TEST_CASE(other_content_under_the_same_id_is_refused_naming_the_fields) {
    Room room;
    room.ask(settle("M1"));
    Claim other = sample_claim();
    other.total = Money::from_fen(1);
    const Error error = room.refusal(settle("M1", other));
    BOOST_CHECK(error.code == ErrorCode::different_content);
    BOOST_TEST(error.fields == Names{"settle_request.bill.total_fen"}, boost::test_tools::per_element());
    BOOST_TEST(room.desk.times("settle") == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_not_final_is_asked_anew) {
    Room room;
    room.desk.settle_error = Error{ErrorCode::awaiting_answer, {}, {}, "330200B0001"};
    const Error waiting = room.refusal(settle("M1"));
    BOOST_CHECK(waiting.code == ErrorCode::awaiting_answer);
    BOOST_TEST(waiting.settlement_id == "330200B0001");
    room.desk.settle_error.reset();
    BOOST_TEST(room.ask(settle("M1")).has_settle_answer());
    auto query = envelope("K");
    name(*query.mutable_query_request(), "S1");
    room.ask(query);
    room.ask(query);
    BOOST_TEST(room.desk.times("query S1") == 2u);
    const Names expected{"admit M1", "answered M1 GW3002 open", "admit M1", "answered M1 0 final",
                         "admit K",  "answered K 0 open",       "admit K",  "answered K 0 open"};
    BOOST_TEST(room.log.events == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_heading_that_gives_no_ground_is_refused_before_anything_is_kept) {
    Room room;
    auto version = settle("M1");
    version.set_version(2);
    BOOST_CHECK(room.refusal(version).code == ErrorCode::unsupported_version);
    BOOST_CHECK(room.refusal(settle("")).code == ErrorCode::missing_field);
    BOOST_CHECK(room.refusal(settle(std::string(41, 'x'))).code == ErrorCode::over_limit);
    auto no_correlation = settle("M1");
    no_correlation.set_correlation_id(0);
    BOOST_CHECK(room.refusal(no_correlation).fields == Names{"correlation_id"});
    BOOST_CHECK(room.refusal(envelope("M1")).code == ErrorCode::unknown_transaction);
    auto answer = envelope("M1");
    answer.mutable_settle_answer();
    BOOST_CHECK(room.refusal(answer).code == ErrorCode::unknown_transaction);
    BOOST_TEST(room.log.events.empty());
    BOOST_TEST(room.desk.asked.empty());
}

BOOST_AUTO_TEST_CASE(a_partner_speaks_for_its_own_region_to_ours) {
    Room room;
    auto sender = settle("M1");
    sender.set_sender_division("440300");
    BOOST_CHECK(room.refusal(sender).code == ErrorCode::speaker_not_allowed);
    auto receiver = settle("M2");
    receiver.set_receiver_division("320600");
    BOOST_CHECK(room.refusal(receiver).code == ErrorCode::unknown_region);
    auto treatment = settle("M3");
    treatment.mutable_settle_request()->mutable_bill()->set_treatment_division("330203");
    BOOST_CHECK(room.refusal(treatment).code == ErrorCode::treatment_division_not_allowed);
    auto insured = settle("M4");
    insured.mutable_settle_request()->mutable_bill()->set_insured_division("310101");
    BOOST_CHECK(room.refusal(insured).code == ErrorCode::unknown_region);
    auto reverse = envelope("M5");
    name(*reverse.mutable_reverse_request(), "S1");
    reverse.mutable_reverse_request()->set_treatment_division("330200");
    BOOST_CHECK(room.refusal(reverse).code == ErrorCode::treatment_division_not_allowed);
    BOOST_TEST(room.desk.asked.empty());
    BOOST_TEST(room.log.admitted.size() == 5u);
    BOOST_TEST(room.audit.events.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_refused_speaker_that_cannot_be_audited_is_reported_and_refused_all_the_same) {
    Room room;
    auto sender = settle("M1");
    sender.set_sender_division("440300");
    room.audit.unavailable = true;
    BOOST_CHECK(room.refusal(sender).code == ErrorCode::speaker_not_allowed);
    BOOST_REQUIRE(room.reports.size() == 1u);
    BOOST_TEST(room.reports.front().find("could not be audited") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_query_tells_the_days_of_a_line_where_they_can_be_read) {
    Room room;
    FakeDayView view;
    room.days.day_view = &view;
    auto query = envelope("K");
    name(*query.mutable_query_request(), "S1");
    view.line.assigned_day = *ClearingDay::parse("2018-10-16");
    BOOST_TEST(room.ask(query).query_answer().clearing_day().empty());  // unknown: of no day
    BOOST_TEST(view.asked.empty());
    room.desk.query_result = {QueryResult::State::booked, sample_bill(), {}};
    BOOST_TEST(room.ask(query).query_answer().clearing_day() == "2018-10-16");
    BOOST_TEST(room.ask(query).query_answer().cleared_day().empty());  // carried
    view.line.cleared_day = *ClearingDay::parse("2018-10-18");
    BOOST_TEST(room.ask(query).query_answer().cleared_day() == "2018-10-18");
    BOOST_CHECK(view.asked.back().direction == Direction::resident_away);
    BOOST_TEST(view.line.key.settlement.text == "S1");
    view.unavailable = true;
    const wire::Envelope answer = room.ask(query);
    BOOST_TEST(answer.query_answer().state() == wire::QueryAnswer::BOOKED);
    BOOST_TEST(answer.query_answer().cleared_day().empty());
}

BOOST_AUTO_TEST_CASE(a_missing_day_or_a_bad_bill_is_refused_for_good_with_its_names) {
    Room room;
    auto dayless = settle("M1");
    dayless.clear_clearing_day();
    BOOST_CHECK(room.refusal(dayless).fields == Names{"clearing_day"});
    auto bad = settle("M2");
    bad.mutable_settle_request()->mutable_bill()->clear_med_type();
    BOOST_CHECK(room.refusal(bad).fields == Names{"settle_request.bill.med_type"});
    BOOST_TEST(room.log.events.at(1) == "answered M1 GW1003 final");
    BOOST_TEST(room.desk.asked.empty());
}

BOOST_AUTO_TEST_CASE(without_a_store_nothing_is_done) {
    Room room;
    room.log.unavailable = true;
    BOOST_CHECK(room.refusal(settle("M1")).code == ErrorCode::store_unavailable);
    BOOST_TEST(room.desk.asked.empty());
}

BOOST_AUTO_TEST_CASE(an_answer_that_cannot_be_kept_leaves_a_settlement_in_doubt_and_a_question_undone) {
    Room room;
    room.log.answers_unavailable = true;
    const Error doubt = room.refusal(settle("M1"));
    BOOST_CHECK(doubt.code == ErrorCode::in_doubt);
    const MessageKey key = room.desk.last_call->message_key();
    BOOST_TEST(doubt.settlement_id == ports::own_settlement_id(room.digest, DivisionCode("330200"), key).text);
    room.desk.query_result = {QueryResult::State::booked, sample_bill(), {}};
    const Error of_cancel = room.refusal(cancel("C1"));
    BOOST_CHECK(of_cancel.code == ErrorCode::cancel_in_doubt);
    BOOST_TEST(of_cancel.settlement_id.size() == 30u);
    auto reverse = envelope("R");
    name(*reverse.mutable_reverse_request(), "S1");
    const Error of_reverse = room.refusal(reverse);
    BOOST_CHECK(of_reverse.code == ErrorCode::reversing);
    BOOST_TEST(of_reverse.settlement_id == "S1");
    auto query = envelope("K");
    name(*query.mutable_query_request(), "S1");
    BOOST_CHECK(room.refusal(query).code == ErrorCode::store_unavailable);
    // What binds nobody needs no keeping.
    room.desk.settle_error = Error{ErrorCode::too_little_time, {}, {}, {}};
    BOOST_CHECK(room.refusal(settle("M2")).code == ErrorCode::too_little_time);
}

BOOST_AUTO_TEST_CASE(what_a_use_case_throws_is_in_doubt_and_its_words_stay_inside) {
    Room room;
    room.desk.throws = true;
    const Error error = room.refusal(settle("M1"));
    BOOST_CHECK(error.code == ErrorCode::in_doubt);
    BOOST_TEST(error.settlement_id.size() == 30u);
    BOOST_TEST(error.detail.find("person") == std::string::npos);
    BOOST_TEST(room.log.events.back() == "answered M1 GW3001 open");
}

BOOST_AUTO_TEST_CASE(a_cancel_states_the_amounts_of_the_original) {
    Room room;
    room.desk.query_result = {QueryResult::State::booked, sample_bill(), {}};
    auto wrong = cancel("C1");
    wrong.mutable_cancel_request()->mutable_split()->set_cash_fen(-24'024);
    const Error error = room.refusal(wrong);
    BOOST_CHECK(error.code == ErrorCode::cancel_amounts_differ);
    BOOST_TEST(error.fields == Names{"psn_cash_pay"}, boost::test_tools::per_element());
    BOOST_TEST(room.desk.asked.size() == 1u);

    const wire::Envelope answer = room.ask(cancel("C2"));
    BOOST_TEST(answer.cancel_answer().settlement_id() == "310000CANCEL");
    BOOST_TEST(answer.cancel_answer().split().total_fen() == -136'883);
    // The desk knows the original by the id we answered.
    BOOST_TEST(room.desk.times("cancel " + sample_bill().settlement.text) == 1u);
    BOOST_TEST(room.desk.last_call->key->settlement.text == "310000CANCEL");
    BOOST_TEST(room.desk.last_call->day->to_text() == "2018-10-17");
}

BOOST_AUTO_TEST_CASE(a_cancel_of_what_is_not_final_waits_and_of_what_is_unknown_is_the_desks_to_refuse) {
    Room room;
    room.desk.query_result.state = QueryResult::State::in_progress;
    BOOST_CHECK(room.refusal(cancel("C1")).code == ErrorCode::awaiting_answer);
    BOOST_TEST(room.desk.asked.size() == 1u);
    room.desk.query_result.state = QueryResult::State::unknown;
    room.ask(cancel("C1"));
    BOOST_TEST(room.desk.times("cancel 310000SETTLEMENT") == 1u);
}

BOOST_AUTO_TEST_CASE(a_part_of_fees_is_bounded_and_numbered) {
    Room room;
    auto fees = envelope("F1");
    name(*fees.mutable_fees_request(), "S1");
    fees.mutable_fees_request()->set_part(2);
    fees.mutable_fees_request()->set_parts(1);
    BOOST_CHECK(room.refusal(fees).fields == Names{"fees_request.part"});
    auto many = envelope("F2");
    name(*many.mutable_fees_request(), "S1");
    many.mutable_fees_request()->set_part(1);
    many.mutable_fees_request()->set_parts(1);
    for (int i = 0; i < 501; ++i)
        write(sample_line(i), *many.mutable_fees_request()->add_lines());
    BOOST_CHECK(room.refusal(many).code == ErrorCode::over_limit);
}

BOOST_AUTO_TEST_CASE(a_part_of_too_many_lines_is_not_read_and_a_bad_one_is_named_in_short) {
    Room room;
    auto bad = envelope("F1");
    name(*bad.mutable_fees_request(), "S1");
    bad.mutable_fees_request()->set_part(1);
    bad.mutable_fees_request()->set_parts(1);
    for (int i = 0; i < 500; ++i)
        bad.mutable_fees_request()->add_lines();
    const Error missing = room.refusal(bad);
    BOOST_CHECK(missing.code == ErrorCode::missing_field);
    BOOST_TEST(missing.fields.size() == Reading::most_names);
    bad.set_message_id("F2");
    bad.mutable_fees_request()->add_lines();
    const Error unread = room.refusal(bad);
    BOOST_CHECK(unread.code == ErrorCode::over_limit);
    BOOST_TEST(unread.fields == Names{"fees_request.lines"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_day_is_closed_listed_and_agreed_under_the_partners_key) {
    Room room;
    for (int i = 0; i < 5; ++i)
        room.days.lines.push_back(sample_day_line(i));
    auto close = envelope("D1");
    wire::DayCloseRequest& totals = *close.mutable_day_close_request();
    totals.set_treatment_division("310000");
    totals.set_insured_division("330200");
    totals.set_day("2018-10-16");
    totals.set_root(std::string(32, 'r'));
    room.days.equal = false;
    BOOST_TEST(!room.ask(close).day_close_answer().equal());
    room.days.equal = true;
    BOOST_TEST(room.ask(close).day_close_answer().equal());  // the views came together: asked anew
    room.ask(close);
    BOOST_TEST(room.days.closed.size() == 2u);  // equal is final
    const DayKey& key = room.days.closed.at(0).key;
    BOOST_TEST(key.platform.text == "delta");
    BOOST_TEST(key.counterparty.text == "310000");
    BOOST_CHECK(key.direction == Direction::resident_away);

    auto details = envelope("D2");
    wire::DayDetailsRequest& page = *details.mutable_day_details_request();
    page.set_treatment_division("310000");
    page.set_insured_division("330200");
    page.set_day("2018-10-16");
    page.set_limit(3);
    const wire::Envelope first = room.ask(details);
    BOOST_TEST(first.day_details_answer().lines_size() == 3);
    BOOST_TEST(first.day_details_answer().more());
    details.set_message_id("D3");
    page.set_after_settlement_id(first.day_details_answer().lines(2).settlement_id());
    const wire::Envelope second = room.ask(details);
    BOOST_TEST(second.day_details_answer().lines_size() == 2);
    BOOST_TEST(!second.day_details_answer().more());

    const wire::Envelope statement = proposed_statement("D4");
    BOOST_TEST(room.ask(statement).statement_answer().agreed());
    auto foreign = envelope("D5");
    *foreign.mutable_statement_request() = statement.statement_request();
    foreign.mutable_statement_request()->set_treatment_division("330200");
    BOOST_CHECK(room.refusal(foreign).code == ErrorCode::treatment_division_not_allowed);
}

BOOST_AUTO_TEST_CASE(busy_leaves_no_row_says_when_and_the_same_message_is_served_later) {
    Room room;
    async::AdmissionLimits limits;
    limits.in_progress = 2;  // one for ordinary work
    limits.waiting_per_caller = 0;
    async::Admission admission(room.loop.executor(), limits);
    ServerPorts ports{room.desk, room.days, room.log, room.audit, room.clock, room.digest, room.letters, &admission};
    Reception reception({DivisionCode("330200")}, ports);
    const auto ask = [&](const wire::Envelope& request) {
        auto copy = std::make_unique<wire::Envelope>(request);
        return *room.loop.run(reception.answer(room.shanghai, serialized(request), std::move(copy)));
    };
    std::optional place(room.loop.run(admission.enter({"bureau", "H1", async::Work::ordinary})));
    const wire::Envelope busy = ask(settle("M1"));
    BOOST_TEST(busy.error().code() == "GW2004");
    BOOST_TEST(busy.error().retry_after_ms() >= 50u);
    BOOST_TEST(busy.error().retry_after_ms() <= 12'500u);
    BOOST_TEST(room.log.admitted.empty());
    BOOST_TEST(room.desk.asked.empty());

    wire::Envelope query = envelope("Q1");
    name(*query.mutable_query_request(), "310000SETTLEMENT");
    BOOST_TEST(ask(query).has_query_answer(), "what shrinks doubt has a place kept");
    wire::Envelope ping = envelope("P1");
    ping.mutable_ping_request();
    BOOST_TEST(ask(ping).has_ping_answer(), "a ping needs none");

    place.reset();
    BOOST_TEST(ask(settle("M1")).has_settle_answer());
    BOOST_TEST(room.log.admitted.size() == 2u);
    BOOST_TEST(admission.counts().in_progress == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
