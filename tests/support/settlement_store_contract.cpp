#include "tests/support/settlement_store_contract.hpp"

#include "tests/integration/postgres/example_records.hpp"

#include <algorithm>
#include <set>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using ports::Opened;
using test::first_day;
using test::noon;
using test::second_day;
using test::visitor_record;

namespace {

std::size_t count_of(const std::vector<Result<Opened>>& answers, Opened::Kind kind) {
    return static_cast<std::size_t>(
        std::ranges::count_if(answers, [kind](const auto& answer) { return answer.value().kind == kind; }));
}

Opened open(StoreDesk& desk, SettlementRecord record, bool day_from_open_day = true) {
    return desk.value(desk.store.settlements.open(std::move(record), day_from_open_day));
}

SettlementRecord of_one_visit(const std::string& name) {
    SettlementRecord record = visitor_record(name);
    record.bill.visit = VisitId("one-visit");
    return record;
}

}  // namespace

void a_record_reads_back_equal(const StoreContract& store) {
    StoreDesk desk{store};
    SettlementRecord wanted = visitor_record("equal");
    wanted.facts.reverse_remembered = true;
    wanted.error = Error{ErrorCode::refused_by_insured_side, "words", {"a", "b"}, "330200x"};
    wanted.translations = {{"diagnosis", "local", "national", {"X", "x", "Y", "y", "2018-10", "7"}}};
    const Opened opened = open(desk, wanted);
    wanted.state = SettlementState::awaiting_answer;
    wanted.assigned_day = first_day;
    BOOST_TEST(shown(opened.record) == shown(wanted));
    BOOST_TEST(shown(desk.found(opened.record.no)) == shown(wanted));

    // What a record carries that only an answer may bring is not taken from the intent.
    SettlementRecord brings_more = visitor_record("more");
    brings_more.answer = test::example_answer("too early");
    brings_more.cleared_day = first_day;
    brings_more.changed_at = noon + std::chrono::hours(1);
    const SettlementRecord taken = open(desk, brings_more).record;
    BOOST_TEST((taken.answer.split == PaymentSplit()));
    BOOST_TEST(!taken.cleared_day);
    BOOST_TEST((taken.changed_at == noon));

    const ports::SettlementChange booking = test::booking_of(opened.record);
    const SettlementRecord booked = [&] {
        auto change = booking;
        change.reverse_was_remembered = true;
        return desk.applied(change);
    }();
    wanted.state = SettlementState::booked;
    wanted.answer = *booking.answer;
    wanted.their_id = booking.answer->settlement;
    wanted.their_visit = booking.answer->visit;
    wanted.settled_at = *booking.settled_at;
    wanted.error.reset();
    BOOST_TEST(shown(booked) == shown(wanted));
    BOOST_TEST(shown(desk.value(store.settlements.find_by_id(wanted.id)).value()) == shown(wanted));
}

void the_same_message_again_finds_its_record(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord first = desk.opened(visitor_record("a"));
    const std::string before = store.everything();
    const Opened again = open(desk, visitor_record("a"));
    BOOST_TEST((again.kind == Opened::Kind::same_message));
    BOOST_TEST((again.record.no == first.no));
    BOOST_TEST(store.everything() == before);
    BOOST_TEST(store.history() == StoreContract::Lines{"330200a >awaiting_answer accepted"},
               boost::test_tools::per_element());
}

void a_message_a_key_and_an_id_are_each_taken_once(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord first = desk.opened(visitor_record("a"));
    SettlementRecord same_id = visitor_record("b");
    same_id.id = first.id;
    SettlementRecord same_key = visitor_record("c");
    same_key.key = first.key;
    SettlementRecord same_message = visitor_record("d");
    same_message.message = first.message;
    for (const SettlementRecord& other : {same_id, same_key, same_message}) {
        const Opened found = open(desk, other);
        BOOST_TEST((found.kind == Opened::Kind::same_message));
        BOOST_TEST((found.record.no == first.no));
        BOOST_TEST((desk.value(store.settlements.open_refused(other)).record.no == first.no));
        BOOST_TEST((desk.value(store.settlements.open_fence(other)).record.no == first.no));
    }
    // The message goes before the key, and the key before the id.
    const SettlementRecord second = desk.opened(visitor_record("e"));
    SettlementRecord both = visitor_record("f");
    both.message = second.message;
    both.key = first.key;
    BOOST_TEST((open(desk, both).record.no == second.no));
    both = visitor_record("f");
    both.key = second.key;
    both.id = first.id;
    BOOST_TEST((open(desk, both).record.no == second.no));
    // An empty key is no key, and the same one of the other direction is another.
    SettlementRecord no_key = visitor_record("g"), no_key_either = visitor_record("h");
    no_key.key.settlement = no_key_either.key.settlement = SettlementId();
    desk.opened(no_key);
    desk.opened(no_key_either);
    SettlementRecord other_direction = test::resident_record("i", first_day);
    other_direction.key = first.key;
    desk.opened(other_direction, false);
    BOOST_TEST(
        !desk.value(store.settlements.find_by_key({first.key.treatment_division, SettlementId()}, Direction::visitor)));
}

void the_same_bill_number_of_another_institution_is_another_bill(const StoreContract& store) {
    StoreDesk desk{store};
    for (const char* institution : {"H33020300001", "H33020600099", "H33020300123"}) {
        SettlementRecord record = of_one_visit(std::string("at-") + institution);
        record.institution = record.message.institution = record.bill.institution = InstitutionCode(institution);
        const SettlementRecord opened = desk.opened(record);
        BOOST_TEST(opened.institution.text == institution);
        BOOST_TEST(opened.bill.institution.text == institution);
        BOOST_TEST((desk.value(store.settlements.find_by_message(record.message))->no == opened.no));
    }
}

void of_64_messages_for_one_bill_one_is_accepted(const StoreContract& store) {
    StoreDesk desk{store};
    std::vector<ports::awaitable<Result<Opened>>> work;
    for (int i = 0; i < 64; ++i)
        work.push_back(store.settlements.open(of_one_visit("n" + std::to_string(i)), true));
    const auto answers = desk.all(std::move(work));
    BOOST_TEST(count_of(answers, Opened::Kind::accepted) == 1U);
    BOOST_TEST(count_of(answers, Opened::Kind::bill_taken) == 63U);
    std::set<SettlementNo> named;
    for (const auto& answer : answers)
        named.insert(answer->record.no);
    BOOST_TEST(named.size() == 1U);
}

void of_64_times_one_message_one_is_accepted(const StoreContract& store) {
    StoreDesk desk{store};
    std::vector<ports::awaitable<Result<Opened>>> work;
    for (int i = 0; i < 64; ++i)
        work.push_back(store.settlements.open(visitor_record("same"), true));
    const auto answers = desk.all(std::move(work));
    BOOST_TEST(count_of(answers, Opened::Kind::accepted) == 1U);
    BOOST_TEST(count_of(answers, Opened::Kind::same_message) == 63U);
    BOOST_TEST(store.history().size() == 1U);
}

void a_bill_is_free_again_after_a_reversal_and_not_before(const StoreContract& store) {
    StoreDesk desk{store};
    SettlementRecord record = desk.opened(of_one_visit("one"));
    for (SettlementState held : {SettlementState::in_doubt, SettlementState::reversing}) {
        record = desk.applied(test::move_of(record, held));
        const Opened taken = open(desk, of_one_visit("other"));
        BOOST_TEST((taken.kind == Opened::Kind::bill_taken));
        BOOST_TEST(taken.record.id.text == record.id.text);
    }
    desk.applied(test::move_of(record, SettlementState::reversed));
    const SettlementRecord second = desk.booked(of_one_visit("two"));
    BOOST_TEST((open(desk, of_one_visit("third")).record.no == second.no));
    // What is refused at once or fenced does not ask for the bill.
    BOOST_TEST((desk.value(store.settlements.open_refused(of_one_visit("no"))).kind == Opened::Kind::accepted));
    BOOST_TEST((desk.value(store.settlements.open_fence(of_one_visit("fence"))).kind == Opened::Kind::accepted));
}

void one_live_cancel_of_a_settlement(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord original = desk.booked(visitor_record("orig"));
    std::vector<ports::awaitable<Result<Opened>>> work;
    for (int i = 0; i < 16; ++i)
        work.push_back(store.settlements.open(test::cancel_of(original, "c" + std::to_string(i)), true));
    const auto answers = desk.all(std::move(work));
    BOOST_TEST(count_of(answers, Opened::Kind::accepted) == 1U);
    BOOST_TEST(count_of(answers, Opened::Kind::bill_taken) == 15U);
    for (const auto& answer : answers) {
        BOOST_TEST((answer->record.kind == SettlementKind::cancel));
        BOOST_TEST((answer->record.original_id == original.id));
    }
    // Refused: another one may be tried.
    desk.applied(test::move_of(answers.front()->record, SettlementState::refused));
    BOOST_TEST((open(desk, test::cancel_of(original, "later")).kind == Opened::Kind::accepted));
}

void a_cancel_of_nothing_is_not_opened(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord original = desk.booked(visitor_record("orig"));
    SettlementRecord unknown = test::cancel_of(original, "c1"), none = test::cancel_of(original, "c2");
    unknown.cancels = SettlementNo(4711);
    none.cancels.reset();
    const std::string before = store.everything();
    for (const SettlementRecord& cancel : {unknown, none})
        BOOST_TEST((error_of(desk.result(store.settlements.open(cancel, true))) == ErrorCode::internal_error));
    BOOST_TEST(store.everything() == before);
    // A refusal of one that names nothing we know is written down all the same.
    BOOST_TEST((desk.value(store.settlements.open_refused(none)).kind == Opened::Kind::accepted));
}

void a_refused_message_stays_refused_and_holds_no_bill(const StoreContract& store) {
    StoreDesk desk{store};
    SettlementRecord record = visitor_record("no");
    record.error = Error{ErrorCode::law_a_broken, "law A broken by 2.00 yuan", {"medfee_sumamt"}, ""};
    const Opened refused = desk.value(store.settlements.open_refused(record));
    BOOST_TEST((refused.record.state == SettlementState::refused));
    const Opened again = open(desk, visitor_record("no"));
    BOOST_TEST((again.kind == Opened::Kind::same_message));
    BOOST_TEST((again.record.error == record.error));
    SettlementRecord corrected = visitor_record("yes");
    corrected.bill = record.bill;
    BOOST_TEST((open(desk, corrected).kind == Opened::Kind::accepted));
    BOOST_TEST((open(desk, visitor_record("no")).record.state == SettlementState::refused));
    BOOST_TEST(store.history().front() == "330200no >refused refused_at_once");
}

void a_fence_stops_the_original_that_comes_later_by_message_and_by_key(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord fence = desk.value(store.settlements.open_fence(visitor_record("fence"))).record;
    BOOST_TEST((fence.state == SettlementState::reversed));
    const Opened original = open(desk, visitor_record("fence"));
    BOOST_TEST((original.kind == Opened::Kind::same_message));
    BOOST_TEST((original.record.state == SettlementState::reversed));

    SettlementRecord by_key = test::resident_record("k", first_day);
    by_key.message.message = MessageId("the reverse's own");
    by_key.id = SettlementId("made-for-the-fence");
    desk.value(store.settlements.open_fence(by_key));
    const Opened late = open(desk, test::resident_record("k", first_day), false);
    BOOST_TEST((late.kind == Opened::Kind::same_message));
    BOOST_TEST((late.record.state == SettlementState::reversed));
    BOOST_TEST(store.history() ==
                   (StoreContract::Lines{"330200fence >reversed fenced", "made-for-the-fence >reversed fenced"}),
               boost::test_tools::per_element());
}

void a_resident_record_is_refused_once_the_partners_day_is_closed(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord before = desk.opened(test::resident_record("before", first_day), false);
    BOOST_TEST((desk.value(store.days.find(day_key(before, first_day)))->state == DayState::open));
    desk.value(store.days.switch_day(day_key(before, first_day), noon));
    const auto after = desk.result(store.settlements.open(test::resident_record("after", first_day), false));
    BOOST_TEST((error_of(after) == ErrorCode::clearing_day_closed));
    // The one that is known already is answered by its record, and so is its bill.
    const Opened again = open(desk, test::resident_record("before", first_day), false);
    BOOST_TEST((again.kind == Opened::Kind::same_message));
    SettlementRecord same_bill = test::resident_record("same-bill", first_day);
    same_bill.bill = before.bill;
    BOOST_TEST((open(desk, same_bill, false).kind == Opened::Kind::bill_taken));
    BOOST_TEST((desk.opened(test::resident_record("next", second_day), false).assigned_day == second_day));
    // A refusal needs no day.
    desk.value(store.settlements.open_refused(test::resident_record("refused", first_day)));
}

void a_day_never_heard_of_is_over_once_a_later_one_is(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord known = desk.opened(test::resident_record("known", second_day), false);
    desk.value(store.days.switch_day(day_key(known, second_day), noon));
    const auto late = desk.result(store.settlements.open(test::resident_record("late", first_day), false));
    BOOST_TEST((error_of(late) == ErrorCode::clearing_day_closed));
    BOOST_TEST(!desk.value(store.days.find(day_key(known, first_day))));
}

void the_facts_of_a_bill_are_its_visit_lines_quote_and_what_came_before(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1", "L2"});
    FeeLine of_another_bill = test::example_line("L3", 5000);
    of_another_bill.bill = BillNumber("2");
    desk.value(store.visits.add_lines(visit.no, {of_another_bill}));
    const SettlementRecord wanted = StoreDesk::claim_of(visit, "first");
    const BillKey bill{visit.institution, visit.id, wanted.bill.bill};
    SettledBill promised = test::example_answer("q");
    promised.quote = QuoteId("the first");
    desk.value(store.visits.keep_quote(bill, promised, noon));
    promised.quote = QuoteId("the last");
    desk.value(store.visits.keep_quote(bill, promised, noon));
    desk.log_something();

    ports::BillQuestion question{visit.id, CareSetting::outpatient, wanted.bill.bill, std::nullopt};
    question.earlier = {wanted.message, wanted.key, wanted.direction};
    const ports::BillFacts before = desk.value(store.settlements.facts_of(question));
    BOOST_TEST((before.visit && before.visit->no == visit.no));
    BOOST_TEST(before.unsettled.lines == 2);
    BOOST_TEST(amount_of(before.unsettled).to_yuan() == "200.00");
    BOOST_TEST(scope_of(before.unsettled).sum().to_yuan() == "200.00");
    BOOST_TEST((before.last_quote && before.last_quote->id.text == "the last"));
    BOOST_TEST((before.last_quote && before.last_quote->split == promised.split));
    BOOST_TEST((before.last_quote && before.last_quote->expires_at == noon));
    BOOST_TEST((!before.of_message && !before.of_key && before.of_visit.empty()));

    ports::BillQuestion stay = question;
    stay.care = CareSetting::inpatient;
    stay.bill = BillNumber("0");
    BOOST_TEST(amount_of(desk.value(store.settlements.facts_of(stay)).unsettled).to_yuan() == "250.00");

    const SettlementRecord settled = desk.booked(wanted);
    const ports::BillFacts after = desk.value(store.settlements.facts_of(question));
    BOOST_TEST((after.unsettled == BillTotals{}));
    BOOST_TEST((after.of_message && after.of_message->no == settled.no));
    BOOST_TEST((after.of_key && after.of_key->no == settled.no));
    BOOST_TEST((after.of_visit.size() == 1U && after.of_visit.front().state == SettlementState::booked));
    // Who would only quote is not told.
    question.earlier.reset();
    BOOST_TEST(desk.value(store.settlements.facts_of(question)).of_visit.empty());
    question.visit = VisitId("none");
    BOOST_TEST(!desk.value(store.settlements.facts_of(question)).visit);
}

void records_are_found_by_message_key_visit_and_filter(const StoreContract& store) {
    StoreDesk desk{store};
    SettlementRecord first = visitor_record("f1"), second = visitor_record("f2");
    first.visit = second.visit = VisitId("v");
    const SettlementRecord refused = desk.value(store.settlements.open_refused(second)).record;
    const SettlementRecord live = desk.opened(first);
    SettlementRecord third = visitor_record("f3");
    third.visit = VisitId("v");
    const SettlementRecord refused_later = desk.value(store.settlements.open_refused(third)).record;
    const SettlementRecord resident = desk.opened(test::resident_record("r", first_day), false);

    BOOST_TEST((desk.value(store.settlements.find_by_message(first.message))->no == live.no));
    BOOST_TEST(!desk.value(store.settlements.find_by_message({PeerName("x"), InstitutionCode("y"), MessageId("z")})));
    BOOST_TEST((desk.value(store.settlements.find_by_key(resident.key, Direction::resident_away))->no == resident.no));
    BOOST_TEST(!desk.value(store.settlements.find_by_key(resident.key, Direction::visitor)));
    const auto of_visit = desk.value(store.settlements.find_by_visit(VisitId("v")));
    BOOST_REQUIRE(of_visit.size() == 3U);
    BOOST_TEST((of_visit[0].no == live.no));
    BOOST_TEST((of_visit[1].no == refused_later.no));
    BOOST_TEST((of_visit[2].no == refused.no));
    BOOST_TEST(desk.value(store.settlements.find_by_visit(VisitId())).empty());

    ports::SettlementFilter filter;
    filter.limit = 2;
    const auto page = desk.value(store.settlements.list(filter));
    BOOST_REQUIRE(page.size() == 2U);
    BOOST_TEST(page.front().id.text < page.back().id.text);
    filter.after_id = page.back().id.text;
    BOOST_TEST(desk.value(store.settlements.list(filter)).size() == 2U);
    filter = {};
    filter.state = SettlementState::awaiting_answer;
    filter.direction = Direction::resident_away;
    filter.day = first_day;
    filter.platform = PlatformName("delta");
    filter.counterparty = DivisionCode("310000");
    BOOST_TEST(desk.value(store.settlements.list(filter)).size() == 1U);
    filter.day = second_day;
    BOOST_TEST(desk.value(store.settlements.list(filter)).empty());

    // Page by page a list is whole, in order, and nothing else is on it.
    const auto ids_by_pages = [&](ports::SettlementFilter of) {
        StoreContract::Lines ids;
        of.limit = 1;
        for (auto one = desk.value(store.settlements.list(of)); !one.empty();
             one = desk.value(store.settlements.list(of))) {
            of.after_id = one.front().id.text;
            ids.push_back(one.front().id.text);
        }
        return ids;
    };
    StoreContract::Lines of_day, awaiting, refused_ones;
    for (const SettlementRecord& one : desk.value(store.settlements.list({}))) {
        if (one.assigned_day == first_day) of_day.push_back(one.id.text);
        if (one.state == SettlementState::awaiting_answer) awaiting.push_back(one.id.text);
        if (one.state == SettlementState::refused) refused_ones.push_back(one.id.text);
    }
    BOOST_TEST(of_day.size() > 1U);
    BOOST_TEST(awaiting.size() > 1U);
    filter = {};
    filter.day = first_day;
    BOOST_TEST(ids_by_pages(filter) == of_day, boost::test_tools::per_element());
    filter = {};
    filter.state = SettlementState::awaiting_answer;
    BOOST_TEST(ids_by_pages(filter) == awaiting, boost::test_tools::per_element());
    filter.state = SettlementState::refused;
    BOOST_TEST(ids_by_pages(filter) == refused_ones, boost::test_tools::per_element());
}

}  // namespace clearing::tests
