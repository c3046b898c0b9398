#include "tests/support/visit_store_contract.hpp"

#include "tests/integration/postgres/example_records.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using test::example_line;
using test::example_visit;
using test::noon;

namespace {

using Ids = std::vector<std::string>;

FeeLine refund(const std::string& id, const std::string& of, std::int64_t fen) {
    FeeLine line = example_line(id, fen);
    line.refund_of = LineId(of);
    return line;
}

FeeLine of_bill(const std::string& bill, const std::string& id, std::int64_t fen) {
    FeeLine line = example_line(id, fen);
    line.bill = BillNumber(bill);
    return line;
}

std::vector<LineId> named(const Ids& ids) {
    return {ids.begin(), ids.end()};
}

Ids ids_of(StoreDesk& desk, VisitNo visit) {
    Ids ids;
    for (const auto& stored : desk.value(desk.store.visits.lines(visit)))
        ids.push_back(stored.line.id.text);
    return ids;
}

void check(const Ids& found, const Ids& wanted) {
    BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

Result<void> add(StoreDesk& desk, const Visit& visit, std::vector<FeeLine> lines) {
    return desk.result(desk.store.visits.add_lines(visit.no, std::move(lines)));
}
Result<long long> remove(StoreDesk& desk, const Visit& visit, const std::string& bill, const Ids& lines) {
    return desk.result(desk.store.visits.remove_lines(visit.no, BillNumber(bill), named(lines)));
}

/// The call is refused with this code, these line ids, and leaves nothing.
void check_refused(StoreDesk& desk, const std::function<std::optional<Error>()>& call, ErrorCode code,
                   const Ids& fields) {
    const std::string before = desk.store.everything();
    const std::optional<Error> said = call();
    BOOST_REQUIRE(said.has_value());
    BOOST_TEST((said->code == code), sentence(*said));
    check(said->fields, fields);
    BOOST_TEST(desk.store.everything() == before);
}
void check_add_refused(StoreDesk& desk, const Visit& visit, const std::vector<FeeLine>& lines, ErrorCode code,
                       const Ids& fields) {
    const auto call = [&]() -> std::optional<Error> {
        const auto answer = add(desk, visit, lines);
        return answer ? std::nullopt : std::optional(answer.error());
    };
    check_refused(desk, call, code, fields);
}
void check_remove_refused(StoreDesk& desk, const Visit& visit, const std::string& bill, const Ids& lines,
                          ErrorCode code, const Ids& fields) {
    const auto call = [&]() -> std::optional<Error> {
        const auto answer = remove(desk, visit, bill, lines);
        return answer ? std::nullopt : std::optional(answer.error());
    };
    check_refused(desk, call, code, fields);
}

}  // namespace

void a_visit_reads_back_equal_and_opens_once(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit wanted = example_visit("v");
    const Visit visit = desk.value(store.visits.open(wanted));
    Visit other = wanted;
    other.person.number = "somebody else";
    BOOST_TEST((desk.value(store.visits.open(other)).no == visit.no));
    const Visit read = desk.value(store.visits.find(wanted.id)).value();
    BOOST_TEST((read.person == wanted.person));
    BOOST_TEST((read.filings == wanted.filings));
    BOOST_REQUIRE(read.diagnoses.size() == 1U);
    BOOST_TEST(read.diagnoses.front().code.original_name == wanted.diagnoses.front().code.original_name);
    BOOST_TEST(read.diagnoses.front().main);
    BOOST_TEST(read.stay_number == wanted.stay_number);
    BOOST_TEST(read.institution_name == wanted.institution_name);
    BOOST_TEST(read.begin_time == wanted.begin_time);
    BOOST_TEST(read.emergency);
    BOOST_TEST((read.state == VisitState::open));
    BOOST_TEST(!desk.value(store.visits.find(VisitId("none"))));
}

void what_may_change_of_a_visit_changes_and_nothing_else(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.value(store.visits.open(example_visit("v")));
    Visit changed = visit;
    changed.person.number = "another";
    changed.diagnoses.clear();
    changed.filings.clear();
    changed.begin_time = "2018-10-16 10:00:00";
    changed.end_time = "2018-10-20 10:00:00";
    changed.insurance_type = InsuranceType("390");
    changed.med_type = "21";
    changed.stay_number = "ZY-1";
    changed.emergency = false;
    changed.state = VisitState::discharged;
    changed.their_id = VisitId("new");
    changed.no = VisitNo(4711);  // its id says which visit it is
    changed.institution_name = "does not change";
    changed.institution = InstitutionCode("does not change");
    changed.platform = PlatformName("national");
    changed.direction = Direction::resident_away;
    changed.care = CareSetting::inpatient;
    changed.treatment_division = changed.insured_division = DivisionCode("000000");
    desk.value(store.visits.update(changed));

    const Visit read = desk.value(store.visits.find(visit.id)).value();
    BOOST_TEST(read.person.number == "another");
    BOOST_TEST(read.diagnoses.empty());
    BOOST_TEST(read.filings.empty());
    BOOST_TEST(read.begin_time == changed.begin_time);
    BOOST_TEST(read.end_time == changed.end_time);
    BOOST_TEST(read.insurance_type.text == "390");
    BOOST_TEST(read.med_type == "21");
    BOOST_TEST(read.stay_number == "ZY-1");
    BOOST_TEST(!read.emergency);
    BOOST_TEST((read.state == VisitState::discharged));
    BOOST_TEST(read.their_id.text == "new");
    BOOST_TEST((read.no == visit.no));
    BOOST_TEST(read.institution_name == visit.institution_name);
    BOOST_TEST(read.institution.text == visit.institution.text);
    BOOST_TEST(read.platform.text == visit.platform.text);
    BOOST_TEST((read.direction == visit.direction));
    BOOST_TEST((read.care == visit.care));
    BOOST_TEST(read.treatment_division.text == visit.treatment_division.text);
    BOOST_TEST(read.insured_division.text == visit.insured_division.text);
    BOOST_TEST(desk.value(store.visits.find_of_person("another", "", "")).size() == 1U);
    BOOST_TEST(desk.value(store.visits.find_of_person(visit.person.number, "", "")).empty());
    BOOST_TEST((error_of(desk.result(store.visits.update(example_visit("unknown")))) == ErrorCode::visit_unknown));
}

void a_visit_that_was_changed_since_it_was_read_is_not_written_over(const StoreContract& store) {
    StoreDesk desk{store};
    Visit discharged = desk.value(store.visits.open(example_visit("v")));
    Visit cancelled = discharged;
    cancelled.state = VisitState::cancelled;
    desk.value(store.visits.update(cancelled));
    discharged.state = VisitState::discharged;
    BOOST_TEST((error_of(desk.result(store.visits.update(discharged))) == ErrorCode::conflict));
    Visit present = desk.value(store.visits.find(discharged.id)).value();
    BOOST_TEST((present.state == VisitState::cancelled));
    present.end_time = "2018-10-20 10:00:00";
    desk.value(store.visits.update(present));
    BOOST_TEST(desk.value(store.visits.find(discharged.id)).value().end_time == present.end_time);
    BOOST_TEST((error_of(desk.result(store.visits.update(present))) == ErrorCode::conflict));
}

void visits_of_a_person_are_found_by_their_number_and_period(const StoreContract& store) {
    StoreDesk desk{store};
    const std::string number = example_visit("x").person.number;
    Visit later = example_visit("v2");
    later.begin_time = "2018-11-02 08:00:00";
    desk.value(store.visits.open(later));
    desk.value(store.visits.open(example_visit("v1")));
    Visit other = example_visit("v3");
    other.person.number = "somebody else";
    desk.value(store.visits.open(other));
    const auto found = [&](const char* begin, const char* end) {
        Ids ids;
        for (const Visit& visit : desk.value(store.visits.find_of_person(number, begin, end)))
            ids.push_back(visit.id.text);
        return ids;
    };
    check(found("", ""), {"v1", "v2"});
    check(found("2018-10-16", "2018-10-16"), {"v1"});
    check(found("2018-10-17", "2018-11-01"), {});
    check(found("2018-10-16 09:30:00", "2018-11-02 08:00:00"), {"v1", "v2"});
    check(found("2018-10-16 09:30:01", ""), {"v2"});
}

void a_fee_line_reads_back_equal(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {});
    FeeLine wanted = example_line("L1", 1234);
    wanted.national_code = "XC07AAM013A001010103770";
    wanted.claimed_split = wanted.split;
    desk.value(store.visits.add_lines(visit.no, {wanted, example_line("L2", 1)}));
    const auto lines = desk.value(store.visits.lines(visit.no));
    BOOST_REQUIRE(lines.size() == 2U);
    const FeeLine& read = lines.front().line;
    BOOST_TEST(read.id.text == "L1");
    BOOST_TEST((read.occurred_at == wanted.occurred_at));
    BOOST_TEST((read.count == wanted.count));
    BOOST_TEST((read.unit_price == wanted.unit_price));
    BOOST_TEST((read.amount == wanted.amount));
    BOOST_TEST((read.price_ceiling == wanted.price_ceiling));
    BOOST_TEST((read.first_self_pay_ratio == wanted.first_self_pay_ratio));
    BOOST_TEST((read.claimed_split == wanted.claimed_split));
    BOOST_TEST((read.split == wanted.split));
    BOOST_TEST(read.translated.original_name == wanted.translated.original_name);
    BOOST_TEST((read.carried == wanted.carried));
    BOOST_TEST(read.national_code == wanted.national_code);
    BOOST_TEST(!lines.at(1).line.claimed_split);
    BOOST_TEST(lines.at(1).line.national_code.empty());
    BOOST_TEST(desk.value(store.visits.lines(VisitNo(4711))).empty());
}

void an_upload_with_a_known_id_is_refused_whole(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    check_add_refused(desk, visit, {example_line("L2", 1), example_line("L1", 1)}, ErrorCode::duplicate_line, {"L1"});
    check_add_refused(desk, visit, {example_line("L3", 1), example_line("L3", 1)}, ErrorCode::duplicate_line, {"L3"});
    check(ids_of(desk, visit.no), {"L1"});
    // The same id in another visit is another line; a removed one may come again.
    desk.visit_with_lines("w", {"L1"});
    BOOST_TEST(remove(desk, visit, "", {"L1"}).value() == 1);
    BOOST_TEST(add(desk, visit, {example_line("L1", 100)}).has_value());
}

void refunds_of_a_line_are_never_more_than_the_line(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {});
    BOOST_TEST(add(desk, visit, {example_line("L1", 1000), refund("R1", "L1", -400)}).has_value());
    BOOST_TEST(add(desk, visit, {refund("R2", "L1", -600)}).has_value());
    check_add_refused(desk, visit, {refund("R3", "L1", -1)}, ErrorCode::refund_exceeds_original, {"L1"});
    check_add_refused(desk, visit, {example_line("L2", 1), refund("R3", "L2", -2)}, ErrorCode::refund_exceeds_original,
                      {"L2"});
    // An original does not go while its refunds stay.
    check_remove_refused(desk, visit, "", {"L1"}, ErrorCode::refund_exceeds_original, {"L1"});
    BOOST_TEST(remove(desk, visit, "", {"R2"}).value() == 1);
    BOOST_TEST(add(desk, visit, {refund("R3", "L1", -600)}).has_value());
    BOOST_TEST(remove(desk, visit, "0000", {}).value() == 3);
    BOOST_TEST(ids_of(desk, visit.no).empty());
}

void a_refund_names_a_forward_line_that_is_there(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1", "L2"});
    desk.visit_with_lines("w", {"L9"});
    BOOST_TEST(add(desk, visit, {refund("R1", "L1", -400)}).has_value());
    check_add_refused(desk, visit, {refund("R2", "none", -1)}, ErrorCode::unknown_line, {"none"});
    check_add_refused(desk, visit, {refund("R2", "R1", -1)}, ErrorCode::unknown_line, {"R1"});
    check_add_refused(desk, visit, {refund("R2", "R1", 1)}, ErrorCode::unknown_line, {"R1"});
    check_add_refused(desk, visit, {refund("R2", "L9", -1)}, ErrorCode::unknown_line, {"L9"});
    BOOST_TEST(remove(desk, visit, "", {"L2"}).value() == 1);
    check_add_refused(desk, visit, {refund("R2", "L2", -1)}, ErrorCode::unknown_line, {"L2"});
}

void refunds_at_once_are_added_up_one_after_the_other(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {});
    BOOST_TEST(add(desk, visit, {example_line("L1", 1000)}).has_value());
    std::vector<ports::awaitable<Result<void>>> work;
    for (int i = 0; i < 16; ++i)
        work.push_back(store.visits.add_lines(visit.no, {refund("R" + std::to_string(i), "L1", -300)}));
    const auto answers = desk.all(std::move(work));
    BOOST_TEST(std::ranges::count_if(answers, [](const auto& one) { return one.has_value(); }) == 3);
}

void lines_are_removed_by_bill_by_id_or_all_and_settled_ones_never(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1", "L2"});
    BOOST_TEST(add(desk, visit, {of_bill("2", "B2", 5), of_bill("2", "B3", 5), of_bill("3", "B4", 5)}).has_value());
    check_remove_refused(desk, visit, "", {"L9", "L1", "L8"}, ErrorCode::unknown_line, {"L9", "L8"});
    // Both named: the line has to be the bill's.
    check_remove_refused(desk, visit, "2", {"L1"}, ErrorCode::unknown_line, {"L1"});
    BOOST_TEST(remove(desk, visit, "2", {"B2"}).value() == 1);
    BOOST_TEST(remove(desk, visit, "9", {}).value() == 0);

    desk.booked(StoreDesk::claim_of(visit, "s"));
    check_remove_refused(desk, visit, "", {"L1", "B3"}, ErrorCode::line_already_settled, {"L1"});
    check_remove_refused(desk, visit, "1", {}, ErrorCode::line_already_settled, {"L1", "L2"});
    BOOST_TEST(remove(desk, visit, "2", {}).value() == 1);
    BOOST_TEST(remove(desk, visit, "0000", {"0000"}).value() == 1);
    BOOST_TEST(remove(desk, visit, "", {}).value() == 0);
    check(ids_of(desk, visit.no), {"L1", "L2"});
    BOOST_TEST((error_of(desk.result(store.visits.remove_lines(VisitNo(4711), BillNumber(), {}))) ==
                ErrorCode::visit_unknown));
}

void lines_of_an_open_outcome_are_neither_removed_nor_refunded(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    BOOST_TEST(add(desk, visit, {of_bill("2", "B2", 5)}).has_value());
    SettlementRecord record = desk.opened(StoreDesk::claim_of(visit, "s"));
    BOOST_TEST(add(desk, visit, {example_line("later", 100)}).has_value());
    const auto check_held = [&] {
        check_remove_refused(desk, visit, "1", {}, ErrorCode::line_already_settled, {"L1"});
        check_remove_refused(desk, visit, "", {"L1"}, ErrorCode::line_already_settled, {"L1"});
        check_add_refused(desk, visit, {refund("R1", "L1", -1)}, ErrorCode::line_already_settled, {"L1"});
    };
    check_held();
    for (SettlementState open : {SettlementState::in_doubt, SettlementState::reversing}) {
        record = desk.applied(test::move_of(record, open));
        check_held();
    }
    // What came after the intent is not held, nor what is of another bill.
    BOOST_TEST(add(desk, visit, {refund("R2", "later", -1), refund("R3", "B2", -1)}).has_value());
    BOOST_TEST(remove(desk, visit, "0000", {}).value() == 4);
    check(ids_of(desk, visit.no), {"L1"});
    // The outcome is known: free. A late yes afterwards holds nothing.
    record = desk.applied(test::move_of(record, SettlementState::reversed));
    BOOST_TEST(add(desk, visit, {refund("R1", "L1", -1)}).has_value());
    desk.applied(test::move_of(record, SettlementState::reversing));
    BOOST_TEST(remove(desk, visit, "1", {}).value() == 2);

    // A stay has no bills: all its lines are held.
    const Visit stay = desk.visit_with_lines("stay", {"S1"});
    BOOST_TEST(add(desk, stay, {of_bill("2", "S2", 5)}).has_value());
    SettlementRecord of_stay = StoreDesk::claim_of(stay, "stay");
    of_stay.care = CareSetting::inpatient;
    desk.opened(of_stay);
    check_remove_refused(desk, stay, "2", {}, ErrorCode::line_already_settled, {"S2"});
    BOOST_TEST(remove(desk, stay, "", {}).value() == 0);
}

namespace {

/// "L1 100.00 of 330200a" for each line of the visit.
Ids lines_and_owners(StoreDesk& desk, VisitNo visit) {
    Ids texts;
    for (const ports::StoredLine& stored : desk.value(desk.store.visits.lines(visit)))
        texts.push_back(stored.line.id.text + " " + stored.line.amount.to_yuan() +
                        (stored.settled_by ? " of " + desk.found(*stored.settled_by).id.text : ""));
    return texts;
}

SettlementRecord resident_of(const Visit& visit, const std::string& name, const std::string& bill) {
    SettlementRecord claim = test::resident_record(name, test::first_day);
    claim.visit = claim.bill.visit = visit.id;
    claim.visit_no = visit.no;
    claim.care = CareSetting::inpatient;
    claim.bill.bill = BillNumber(bill);
    return claim;
}

BillTotals unsettled(StoreDesk& desk, const Visit& visit) {
    ports::BillQuestion question{visit.id, CareSetting::inpatient, BillNumber("0"), std::nullopt};
    return desk.value(desk.store.settlements.facts_of(std::move(question))).unsettled;
}

}  // namespace

void lines_told_of_a_settlement_are_its_own_and_never_free(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {});
    const SettlementRecord first = desk.booked(resident_of(visit, "a", "1"), false);
    const auto tell = [&](const SettlementRecord& of, std::vector<FeeLine> lines) {
        desk.value(store.visits.keep_told(visit.no, of.no, std::move(lines)));
    };
    tell(first, {example_line("L1", 6000), refund("R1", "L1", -1000), example_line("L2", 5000)});
    BOOST_TEST(unsettled(desk, visit).lines == 0);
    check(lines_and_owners(desk, visit.no), {"L1 60.00 of 330200a", "R1 -10.00 of 330200a", "L2 50.00 of 330200a"});
    // The next one of the stay takes nothing of it, and has its own.
    const SettlementRecord second = desk.booked(resident_of(visit, "b", "2"), false);
    tell(second, {example_line("L3", 10000)});
    // Cancelled, its lines stay what was told of it, until they are told of another, as they are by then.
    desk.applied(test::booking_of(desk.opened(test::cancel_of(first, "c"), false)));
    BOOST_TEST(unsettled(desk, visit).lines == 0);
    const SettlementRecord corrected = desk.booked(resident_of(visit, "d", "1"), false);
    tell(corrected, {example_line("L1", 7000), example_line("L2", 5000)});
    check(lines_and_owners(desk, visit.no),
          {"R1 -10.00 of 330200a", "L3 100.00 of 330200b", "L1 70.00 of 330200d", "L2 50.00 of 330200d"});
    // Nobody at a desk here takes them back.
    const auto removed = remove(desk, visit, "", {"L1"});
    BOOST_TEST((!removed && removed.error().code == ErrorCode::line_already_settled));
}

void what_another_settlement_has_taken_is_not_told_away(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1", "L2"});
    const SettlementRecord taking = desk.booked(StoreDesk::claim_of(visit, "a"));
    const SettlementRecord told = desk.booked(resident_of(visit, "b", "9"), false);
    const auto call = [&] {
        return refusal_in(
            desk.result(store.visits.keep_told(visit.no, told.no, {example_line("L1", 100), example_line("L9", 100)})));
    };
    check_refused(desk, call, ErrorCode::line_already_settled, {"L1"});
    check(lines_and_owners(desk, visit.no), {"L1 100.00 of 330200a", "L2 100.00 of 330200a"});
    BOOST_TEST(taking.no.value != 0);
}

void a_cancelled_visit_takes_no_lines(const StoreContract& store) {
    StoreDesk desk{store};
    Visit visit = desk.visit_with_lines("v", {});
    visit.state = VisitState::cancelled;
    desk.value(store.visits.update(visit));
    check_add_refused(desk, visit, {example_line("L1", 1)}, ErrorCode::visit_closed, {});
    visit.no = VisitNo(4711);
    check_add_refused(desk, visit, {example_line("L1", 1)}, ErrorCode::visit_unknown, {});
}

void the_latest_quote_of_a_bill_is_kept(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {});
    const BillKey bill{visit.institution, visit.id, BillNumber("1")};
    const auto last_quote = [&](const char* number) {
        const ports::BillQuestion question{visit.id, CareSetting::outpatient, BillNumber(number), std::nullopt};
        return desk.value(store.settlements.facts_of(question)).last_quote;
    };
    BOOST_TEST(!last_quote("1"));
    SettledBill quote = test::example_answer("");
    desk.value(store.visits.keep_quote(bill, quote, noon));
    quote.quote = QuoteId("second");
    quote.split.cash += Money::from_fen(1);
    desk.value(store.visits.keep_quote(bill, quote, noon + std::chrono::minutes(10)));
    desk.log_something();
    const auto kept = last_quote("1").value();
    BOOST_TEST(kept.id.text == "second");
    BOOST_TEST((kept.split == quote.split));
    BOOST_TEST((kept.expires_at == noon + std::chrono::minutes(10)));
    BOOST_TEST(!last_quote("2"));
}

namespace {

std::vector<NamedWrite> writes_of(const StoreContract& store) {
    const auto visit = std::make_shared<Visit>();
    const auto read_visit = [&store, visit](StoreDesk& desk) {
        *visit = desk.value(store.visits.find(VisitId("v"))).value();
    };
    std::vector<NamedWrite> writes;
    writes.push_back(
        {"open", [&store](StoreDesk& desk) { return refusal_in(desk.result(store.visits.open(example_visit("v")))); }});
    writes.push_back({"update",
                      [&store, visit](StoreDesk& desk) {
                          Visit changed = *visit;
                          changed.end_time = "2018-10-20 10:00:00";
                          return refusal_in(desk.result(store.visits.update(changed)));
                      },
                      read_visit,
                      [&store](StoreDesk& desk, const Error& refusal) {
                          const Visit present = desk.value(store.visits.find(VisitId("v"))).value();
                          return refusal.code == ErrorCode::conflict && present.end_time == "2018-10-20 10:00:00";
                      }});
    // A quote's row waits for nobody, so nobody is told when it is lost.
    writes.push_back({"add lines",
                      [visit](StoreDesk& desk) {
                          return refusal_in(add(desk, *visit, {example_line("L1", 1000), refund("R1", "L1", -400)}));
                      },
                      read_visit,
                      [visit](StoreDesk& desk, const Error& refusal) {
                          return refusal.code == ErrorCode::duplicate_line && ids_of(desk, visit->no).size() == 2;
                      }});
    writes.push_back({"remove lines", [visit](StoreDesk& desk) { return refusal_in(remove(desk, *visit, "", {"R1"})); },
                      read_visit,
                      [visit](StoreDesk& desk, const Error& refusal) {
                          return refusal.code == ErrorCode::unknown_line && ids_of(desk, visit->no) == Ids{"L1"};
                      }});
    return writes;
}

void check_outcome(const StoreContract& store, StoreDesk& desk) {
    const Visit visit = desk.value(store.visits.find(VisitId("v"))).value();
    BOOST_TEST(visit.end_time == "2018-10-20 10:00:00");
    BOOST_TEST(desk.value(store.visits.find_of_person(visit.person.number, "", "")).size() == 1U);
    check(ids_of(desk, visit.no), {"L1"});
}

}  // namespace

void a_visit_write_broken_off_at_any_statement_leaves_nothing(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store))
        BOOST_TEST(break_off_everywhere(desk, write) >= 1, write.name);
    check_outcome(store, desk);
}

void a_visit_write_whose_commit_never_happened_goes_through_at_last(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store))
        lose_commit_and_repeat(desk, StoreContract::Loss::before_it_happened, write);
    check_outcome(store, desk);
}

void a_visit_write_whose_commit_was_not_answered_is_there_once(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store))
        lose_commit_and_repeat(desk, StoreContract::Loss::after_it_happened, write);
    check_outcome(store, desk);
}

}  // namespace clearing::tests
