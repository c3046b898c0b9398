#include "tests/integration/postgres/books.hpp"

#include <set>

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using ports::Opened;
using test::Books;
using test::first_day;
using test::visitor_record;

namespace {

std::size_t count_of(const std::vector<Result<Opened>>& answers, Opened::Kind kind) {
    std::size_t count = 0;
    for (const auto& answer : answers)
        count += answer.value().kind == kind ? 1 : 0;
    return count;
}

/// Everything a caller can see of a record, as text, so that a difference names itself.
std::string shown(const SettlementRecord& r) {
    std::string text;
    const auto add = [&text](std::string_view name, const std::string& value) {
        text.append(name).append("=").append(value).append("\n");
    };
    const auto day = [](const std::optional<ClearingDay>& d) { return d ? d->to_text() : "none"; };
    add("kind", std::string(name_of(r.kind)));
    add("direction", std::string(name_of(r.direction)));
    add("care", std::string(name_of(r.care)));
    add("platform", r.platform.text);
    add("other_side", r.other_side.text);
    add("divisions", r.treatment_division.text + r.insured_division.text + r.counterparty.text);
    add("institution", r.institution.text + r.institution_name);
    add("insurance", r.insurance_type.text + r.med_type);
    add("message", r.message.peer.text + r.message.institution.text + r.message.message.text + r.infno);
    add("digest", hex(r.content_digest));
    add("ids", r.id.text + "|" + r.visit.text + "|" + r.their_id.text + "|" + r.their_visit.text);
    add("bill", r.bill.institution.text + r.bill.visit.text + r.bill.bill.text);
    add("key", r.key.treatment_division.text + r.key.settlement.text);
    add("ours", r.our_message.text + "|" + r.reverse_message.text + "|" + r.quote.text);
    add("state", std::string(name_of(r.state)));
    add("facts", std::to_string(r.facts.day_open) + std::to_string(r.facts.reverse_remembered) +
                     std::to_string(r.facts.had_been_booked));
    add("error", r.error ? sentence(*r.error) + r.error->settlement_id : "none");
    add("claimed", r.claimed_total.to_yuan());
    add("cancels", r.cancels ? std::to_string(r.cancels->value) + r.original_id.value_or(SettlementId()).text : "none");
    add("days", day(r.assigned_day) + day(r.cleared_day));
    add("times", to_compact_local_time(r.opened_at) + to_compact_local_time(r.changed_at) + r.settled_at);
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(settlement_open)

BOOST_AUTO_TEST_CASE(a_record_reads_back_equal) {
    Books books;
    SettlementRecord wanted = visitor_record("equal");
    wanted.facts.reverse_remembered = true;
    wanted.error = Error{ErrorCode::refused_by_insured_side, "words", {"a", "b"}, "330200x"};
    const auto opened = books.value(books.settlements.open(wanted, true));
    wanted.state = SettlementState::awaiting_answer;
    wanted.assigned_day = first_day;
    BOOST_TEST(shown(opened.record) == shown(wanted));
    const auto read = books.value(books.settlements.find(opened.record.no)).value();
    BOOST_TEST(shown(read) == shown(wanted));

    const SettledBill answer = test::example_answer("their-id");
    books.applied(test::booking_of(read));
    const auto booked = books.value(books.settlements.find_by_id(wanted.id)).value();
    BOOST_TEST((booked.answer.split == test::booking_of(read).answer->split));
    BOOST_TEST((booked.answer.person == answer.person));
    BOOST_TEST((booked.answer.carried == answer.carried));
    BOOST_TEST(booked.answer.amounts_present == answer.amounts_present);
    BOOST_TEST(booked.answer.balance == answer.balance);
    BOOST_TEST(booked.answer.clearing_type == answer.clearing_type);
    BOOST_TEST(booked.answer.clearing_agency == answer.clearing_agency);
    BOOST_TEST(booked.answer.settled_at == answer.settled_at);
    BOOST_TEST(booked.answer.medins_setl_id.text == answer.medins_setl_id.text);
    BOOST_TEST(booked.their_id.text == booked.answer.settlement.text);
    BOOST_TEST(booked.settled_at == "2018-10-16 12:00:01");
    BOOST_TEST(!booked.error);
}

BOOST_AUTO_TEST_CASE(the_same_message_again_finds_its_record) {
    Books books;
    const auto first = books.opened(visitor_record("a"));
    const auto again = books.value(books.settlements.open(visitor_record("a"), true));
    BOOST_TEST((again.kind == Opened::Kind::same_message));
    BOOST_TEST((again.record.no == first.no));
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM settlement") == "1");
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM settlement_history") == "1");
}

BOOST_AUTO_TEST_CASE(the_same_bill_number_of_another_institution_is_another_bill) {
    Books books;
    for (const char* institution : {"H33020300001", "H33020600099", "H33020300123"}) {
        auto record = visitor_record(std::string("at-") + institution);
        record.institution = record.message.institution = record.bill.institution = InstitutionCode(institution);
        record.bill.visit = VisitId("one-visit");
        const auto opened = books.opened(record);
        BOOST_TEST(opened.institution.text == institution);
        BOOST_TEST(opened.bill.institution.text == institution);
        BOOST_TEST((books.value(books.settlements.find_by_message(record.message))->no == opened.no));
    }
}

BOOST_AUTO_TEST_CASE(of_64_messages_for_one_bill_one_is_accepted) {
    Books books(8);
    std::vector<ports::awaitable<Result<Opened>>> work;
    for (int i = 0; i < 64; ++i) {
        auto record = visitor_record("n" + std::to_string(i));
        record.bill.visit = VisitId("one-visit");
        work.push_back(books.settlements.open(record, true));
    }
    const auto answers = books.all(std::move(work));
    BOOST_TEST(count_of(answers, Opened::Kind::accepted) == 1U);
    BOOST_TEST(count_of(answers, Opened::Kind::bill_taken) == 63U);
    std::set<SettlementNo> named;
    for (const auto& answer : answers)
        named.insert(answer->record.no);
    BOOST_TEST(named.size() == 1U);
}

BOOST_AUTO_TEST_CASE(of_64_times_one_message_one_is_accepted) {
    Books books(8);
    std::vector<ports::awaitable<Result<Opened>>> work;
    for (int i = 0; i < 64; ++i)
        work.push_back(books.settlements.open(visitor_record("same"), true));
    const auto answers = books.all(std::move(work));
    BOOST_TEST(count_of(answers, Opened::Kind::accepted) == 1U);
    BOOST_TEST(count_of(answers, Opened::Kind::same_message) == 63U);
}

BOOST_AUTO_TEST_CASE(a_bill_is_free_again_after_a_refusal_and_not_before) {
    Books books;
    const auto bill_of = [](const std::string& name) {
        auto record = visitor_record(name);
        record.bill.visit = VisitId("v");
        return record;
    };
    auto record = books.opened(bill_of("one"));
    for (SettlementState held : {SettlementState::in_doubt, SettlementState::reversing}) {
        record = books.applied(test::move_of(record, held));
        const auto taken = books.value(books.settlements.open(bill_of("other"), true));
        BOOST_TEST((taken.kind == Opened::Kind::bill_taken));
        BOOST_TEST(taken.record.id.text == record.id.text);
    }
    books.applied(test::move_of(record, SettlementState::reversed));
    BOOST_TEST((books.opened(bill_of("two")).state == SettlementState::awaiting_answer));
}

BOOST_AUTO_TEST_CASE(one_live_cancel_of_a_settlement) {
    Books books(8);
    const auto original = books.booked(visitor_record("orig"));
    std::vector<ports::awaitable<Result<Opened>>> work;
    for (int i = 0; i < 16; ++i)
        work.push_back(books.settlements.open(test::cancel_of(original, "c" + std::to_string(i)), true));
    const auto answers = books.all(std::move(work));
    BOOST_TEST(count_of(answers, Opened::Kind::accepted) == 1U);
    for (const auto& answer : answers) {
        BOOST_TEST((answer->record.kind == SettlementKind::cancel));
        BOOST_TEST((answer->record.original_id == original.id));
    }
    // Refused: another one may be tried.
    const auto live = answers.front()->record;
    books.applied(test::move_of(live, SettlementState::refused));
    BOOST_TEST(
        (books.value(books.settlements.open(test::cancel_of(original, "later"), true)).kind == Opened::Kind::accepted));
}

BOOST_AUTO_TEST_CASE(a_refused_message_stays_refused_and_holds_no_bill) {
    Books books;
    auto record = visitor_record("no");
    record.error = Error{ErrorCode::law_a_broken, "law A broken by 2.00 yuan", {"medfee_sumamt"}, ""};
    const auto refused = books.value(books.settlements.open_refused(record));
    BOOST_TEST((refused.record.state == SettlementState::refused));
    const auto again = books.value(books.settlements.open(visitor_record("no"), true));
    BOOST_TEST((again.kind == Opened::Kind::same_message));
    BOOST_TEST((again.record.error == record.error));
    auto other = visitor_record("yes");
    other.bill = record.bill;
    BOOST_TEST((books.value(books.settlements.open(other, true)).kind == Opened::Kind::accepted));
}

BOOST_AUTO_TEST_CASE(a_fence_stops_the_original_that_comes_later_by_message_and_by_key) {
    Books books;
    const auto fence = books.value(books.settlements.open_fence(visitor_record("fence"))).record;
    BOOST_TEST((fence.state == SettlementState::reversed));
    const auto original = books.value(books.settlements.open(visitor_record("fence"), true));
    BOOST_TEST((original.kind == Opened::Kind::same_message));
    BOOST_TEST((original.record.state == SettlementState::reversed));

    auto by_key = test::resident_record("k", first_day);
    by_key.message.message = MessageId("the reverse's own");
    by_key.id = SettlementId("made-for-the-fence");
    books.value(books.settlements.open_fence(by_key));
    const auto late = books.value(books.settlements.open(test::resident_record("k", first_day), false));
    BOOST_TEST((late.kind == Opened::Kind::same_message));
    BOOST_TEST((late.record.state == SettlementState::reversed));
}

BOOST_AUTO_TEST_CASE(a_resident_record_is_refused_once_the_partners_day_is_closed) {
    Books books;
    const auto before = books.opened(test::resident_record("before", first_day), false);
    books.value(books.days.switch_day(test::day_key(before, first_day), test::noon));
    const auto after = books.result(books.settlements.open(test::resident_record("after", first_day), false));
    BOOST_REQUIRE(!after);
    BOOST_TEST((after.error().code == ErrorCode::clearing_day_closed));
    // The one that is known already is answered by its record.
    const auto again = books.value(books.settlements.open(test::resident_record("before", first_day), false));
    BOOST_TEST((again.kind == Opened::Kind::same_message));
    BOOST_TEST((books.opened(test::resident_record("next", test::second_day), false).assigned_day == test::second_day));
}

BOOST_AUTO_TEST_CASE(records_are_found_by_message_key_visit_and_filter) {
    Books books;
    auto first = visitor_record("f1");
    first.visit = VisitId("v");
    auto second = visitor_record("f2");
    second.visit = VisitId("v");
    const auto refused = books.value(books.settlements.open_refused(second)).record;
    const auto live = books.opened(first);
    const auto resident = books.opened(test::resident_record("r", first_day), false);

    BOOST_TEST((books.value(books.settlements.find_by_message(first.message))->no == live.no));
    BOOST_TEST(!books.value(books.settlements.find_by_message({PeerName("x"), InstitutionCode("y"), MessageId("z")})));
    BOOST_TEST((books.value(books.settlements.find_by_key(resident.key, Direction::resident_away))->no == resident.no));
    BOOST_TEST(!books.value(books.settlements.find_by_key(resident.key, Direction::visitor)));
    const auto of_visit = books.value(books.settlements.find_by_visit(VisitId("v")));
    BOOST_REQUIRE(of_visit.size() == 2U);
    BOOST_TEST((of_visit.front().no == live.no));
    BOOST_TEST((of_visit.back().no == refused.no));

    ports::SettlementFilter filter;
    filter.limit = 2;
    const auto page = books.value(books.settlements.list(filter));
    BOOST_REQUIRE(page.size() == 2U);
    filter.after_id = page.back().id.text;
    BOOST_TEST(books.value(books.settlements.list(filter)).size() == 1U);
    filter = {};
    filter.state = SettlementState::awaiting_answer;
    filter.direction = Direction::resident_away;
    filter.day = first_day;
    filter.platform = PlatformName("delta");
    filter.counterparty = DivisionCode("310000");
    BOOST_TEST(books.value(books.settlements.list(filter)).size() == 1U);
    filter.day = test::second_day;
    BOOST_TEST(books.value(books.settlements.list(filter)).empty());
}

BOOST_AUTO_TEST_CASE(what_a_crash_left_awaiting_is_listed_with_the_in_doubt_oldest_first) {
    Books books;
    auto old = visitor_record("old");
    old.opened_at = test::noon - std::chrono::minutes(5);
    const auto crashed = books.opened(old);
    books.opened(visitor_record("fresh"));
    auto doubtful = books.opened(visitor_record("doubt"));
    books.applied(test::move_of(doubtful, SettlementState::in_doubt));
    const auto found = books.value(books.settlements.unresolved(test::noon - std::chrono::minutes(1)));
    BOOST_REQUIRE(found.size() == 2U);
    BOOST_TEST((found.front().no == crashed.no));
    BOOST_TEST((found.back().no == doubtful.no));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
