#include "tests/support/institution_contract.hpp"

#include "tests/support/closing_steps.hpp"

namespace clearing::tests {

using namespace closing;
using ports::InstitutionLine;
using Reason = ports::UnconfirmedLine::Reason;

namespace {

const Date october = Date::parse("2018-10-01").value();
const InstitutionCode first_hospital("H33020300001"), second_hospital("H33020300002");

ports::InstitutionPeriod of_first_day(const InstitutionCode& institution = first_hospital) {
    return {institution, Direction::visitor, first_day.date, first_day.date};
}

Ids ids(const std::vector<InstitutionLine>& lines) {
    Ids texts;
    for (const InstitutionLine& line : lines)
        texts.push_back((line.refund ? "-" : "+") + line.id.text.substr(6));
    return texts;
}

ports::InstitutionConfirmation word(const std::string& message, std::vector<ports::InstitutionConfirmation::Line> lines,
                                    const InstitutionCode& institution = first_hospital) {
    return {institution, october, MessageId(message), std::move(lines), noon};
}

Ids reasons(StoreDesk& desk, InstitutionStores& of, const DayKey& key) {
    Ids texts;
    for (const auto& line : desk.value(of.confirmations.unconfirmed(key)))
        texts.push_back(line.key.settlement.text.substr(6) + " " + std::string(name_of(line.reason)));
    return texts;
}

ports::InstitutionComparison comparison(const std::string& message,
                                        std::vector<ports::InstitutionComparison::Difference> differences) {
    ports::InstitutionComparison made{
        first_hospital, first_day.date, first_day.date, MessageId(message), 3, 1, 1, {}, noon};
    made.differences = std::move(differences);
    return made;
}

}  // namespace

void an_institution_is_told_its_own_booked_lines_of_the_days(const StoreContract& store, InstitutionStores of) {
    StoreDesk desk{store};
    const SettlementRecord booked = desk.booked(visitor_record("1-booked"));
    const SettlementRecord original = desk.booked(visitor_record("2-original"));
    desk.booked(test::cancel_of(original, "3-cancel"));
    SettlementRecord elsewhere = visitor_record("4-elsewhere");
    elsewhere.institution = elsewhere.message.institution = elsewhere.bill.institution = second_hospital;
    desk.booked(std::move(elsewhere));
    doubtful(desk, "5-doubt");
    desk.booked(test::resident_record("other-direction", first_day), false);

    const auto lines = desk.value(of.books.lines(of_first_day(), {}, {}, 100));
    check(ids(lines), {"+1-booked", "+2-original", "-3-cancel"});
    const InstitutionLine& line = lines.front();
    BOOST_TEST((line.no == booked.no));
    BOOST_TEST(line.visit.text == "visit-1-booked");
    BOOST_TEST(line.message.text == "msg-1-booked");
    BOOST_TEST(line.treatment_division.text == "330203");
    BOOST_TEST(line.settled_at == booked.settled_at);
    BOOST_TEST(line.their_id.text == booked.their_id.text);
    BOOST_TEST((line.insured_side_pays() == Money::from_fen(7500)));
    BOOST_TEST((lines.back().original == original.id));

    const Money day = Money::from_fen(10000);
    BOOST_TEST((desk.value(of.books.sums(of_first_day(), {})) ==
                ports::InstitutionSums{day, Money::from_fen(7000), Money::from_fen(500), 3}));
    BOOST_TEST(desk.value(of.books.sums(of_first_day(), {{}, {}, "0"})).count == 2);
    BOOST_TEST(desk.value(of.books.sums(of_first_day(), {{}, {}, "1"})).count == 1);
    BOOST_TEST(desk.value(of.books.sums(of_first_day(), {InsuranceType("390"), {}, {}})).count == 0);
    BOOST_TEST(desk.value(of.books.sums(of_first_day(), {{}, "9902", {}})).count == 3);
    BOOST_TEST(desk.value(of.books.sums(of_first_day(), {{}, "11", {}})).count == 0);
    const ports::InstitutionPeriod next{first_hospital, Direction::visitor, second_day.date, second_day.date};
    BOOST_TEST((desk.value(of.books.sums(next, {})) == ports::InstitutionSums{}));
    BOOST_TEST(desk.value(of.books.sums(of_first_day(InstitutionCode("unknown")), {})).count == 0);
    check(ids(desk.value(of.books.find(first_hospital, Direction::visitor,
                                       {booked.id, SettlementId("3302004-elsewhere"), SettlementId("no such")}))),
          {"+1-booked"});
}

void its_lines_come_in_pages_in_one_order(const StoreContract& store, InstitutionStores of) {
    StoreDesk desk{store};
    for (const char* name : {"c", "a", "d", "b"})
        desk.booked(visitor_record(name));
    check(ids(desk.value(of.books.page(of_first_day(), 0, 3))), {"+a", "+b", "+c"});
    check(ids(desk.value(of.books.page(of_first_day(), 3, 3))), {"+d"});
    check(ids(desk.value(of.books.page(of_first_day(), 9, 3))), {});
    check(ids(desk.value(of.books.lines(of_first_day(), {}, SettlementId("330200b"), 1))), {"+c"});
}

void whose_settlements_they_are_is_told_apart(const StoreContract& store, InstitutionStores of) {
    StoreDesk desk{store};
    const SettlementRecord record = desk.booked(visitor_record("a"));
    auto persons = desk.value(of.books.persons({record.no, SettlementNo(999)}));
    BOOST_REQUIRE(persons.size() == 1U);
    BOOST_TEST(persons[record.no].number == record.answer.person.number);
    BOOST_TEST(persons[record.no].cert_no == record.answer.person.cert_no);
    BOOST_TEST(!persons[record.no].number.empty());
}

void a_line_is_confirmed_once_and_all_of_a_message_or_none(const StoreContract& store, InstitutionStores of) {
    StoreDesk desk{store};
    const SettlementRecord a = desk.booked(visitor_record("a")), b = desk.booked(visitor_record("b"));
    desk.value(of.confirmations.confirm(word("M1", {{a.no, true}})));
    desk.value(of.confirmations.confirm(word("M1", {{a.no, true}})));  // a repetition
    const auto again = desk.result(of.confirmations.confirm(word("M2", {{b.no, true}, {a.no, false}})));
    BOOST_REQUIRE(!again);
    BOOST_TEST((again.error().code == ErrorCode::conflict));
    BOOST_TEST(again.error().detail.find("330200a") != std::string::npos);
    check(reasons(desk, of, day_key(a, first_day)), {"b not_confirmed"});
    const auto kept = desk.value(of.confirmations.confirmations(std::nullopt, october));
    BOOST_REQUIRE(kept.size() == 1U);
    BOOST_TEST(kept.front().message.text == "M1");
    BOOST_TEST(kept.front().confirmed == 1);
    BOOST_TEST(kept.front().refused == 0);
    BOOST_TEST(!kept.front().rolled_back_at);
}

void a_confirmation_is_rolled_back_and_may_be_given_again(const StoreContract& store, InstitutionStores of) {
    StoreDesk desk{store};
    const SettlementRecord a = desk.booked(visitor_record("a")), b = desk.booked(visitor_record("b"));
    desk.value(of.confirmations.confirm(word("M1", {{a.no, true}, {b.no, false}})));
    const auto roll_back = [&](const char* message, const char* by, Date month = october) {
        return desk.result(of.confirmations.roll_back(first_hospital, month, MessageId(message), MessageId(by), noon));
    };
    BOOST_TEST((roll_back("M9", "R0").error().code == ErrorCode::not_found));
    BOOST_TEST((roll_back("M1", "R0", Date::parse("2018-11-01").value()).error().code == ErrorCode::not_found));
    BOOST_TEST(roll_back("M1", "R1").value() == 2);
    const std::string before = store.everything();
    BOOST_TEST(roll_back("M1", "R1").value() == 2);  // its repetition
    BOOST_TEST(store.everything() == before);        // its audit event among it
    BOOST_TEST((roll_back("M1", "R2").error().code == ErrorCode::not_found));
    check(reasons(desk, of, day_key(a, first_day)), {"a not_confirmed", "b not_confirmed"});
    BOOST_TEST(desk.value(of.confirmations.confirmations(first_hospital, october)).front().rolled_back_at.has_value());
    desk.value(of.confirmations.confirm(word("M3", {{b.no, true}})));
    check(reasons(desk, of, day_key(a, first_day)), {"a not_confirmed"});
}

void a_whole_month_is_rolled_back_by_zero(const StoreContract& store, InstitutionStores of) {
    StoreDesk desk{store};
    const SettlementRecord a = desk.booked(visitor_record("a")), b = desk.booked(visitor_record("b"));
    SettlementRecord other = visitor_record("c");
    other.institution = other.message.institution = other.bill.institution = second_hospital;
    const SettlementRecord c = desk.booked(std::move(other));
    desk.value(of.confirmations.confirm(word("M1", {{a.no, true}})));
    desk.value(of.confirmations.confirm(word("M2", {{b.no, true}})));
    desk.value(of.confirmations.confirm(word("M1", {{c.no, true}}, second_hospital)));
    BOOST_TEST(desk.value(of.confirmations.roll_back(first_hospital, october, MessageId("0"), MessageId("R"), noon)) ==
               2);
    check(reasons(desk, of, day_key(a, first_day)), {"a not_confirmed", "b not_confirmed"});
    BOOST_TEST(desk.value(of.confirmations.confirmations(std::nullopt, october)).size() == 3U);
    BOOST_TEST(desk.value(of.confirmations.confirmations(second_hospital, october)).size() == 1U);
}

void what_is_not_confirmed_is_listed_with_its_reason(const StoreContract& store, InstitutionStores of) {
    StoreDesk desk{store};
    const SettlementRecord a = desk.booked(visitor_record("a")), b = desk.booked(visitor_record("b")),
                           c = desk.booked(visitor_record("c")), d = desk.booked(visitor_record("d"));
    doubtful(desk, "e");
    desk.value(of.confirmations.confirm(word("M1", {{a.no, true}, {b.no, false}})));
    desk.value(of.confirmations.keep_comparison(
        comparison("C1", {{c.no, c.id, LineVerdict::differs, "total"},
                          {std::nullopt, SettlementId("X"), LineVerdict::only_sender, "not here"}})));
    const DayKey key = day_key(d, first_day);
    check(reasons(desk, of, key), {"b refused", "c differs", "d not_confirmed"});
    const auto lines = desk.value(of.confirmations.unconfirmed(key));
    BOOST_TEST((lines.front().settlement == b.no));
    BOOST_TEST((lines.front().institution == first_hospital));
    BOOST_TEST(desk.value(of.confirmations.unconfirmed(day_key(d, second_day))).empty());
}

void the_last_comparison_of_a_day_decides_whether_a_line_differs(const StoreContract& store, InstitutionStores of) {
    StoreDesk desk{store};
    const SettlementRecord a = desk.booked(visitor_record("a"));
    const DayKey key = day_key(a, first_day);
    desk.value(
        of.confirmations.keep_comparison(comparison("C1", {{a.no, a.id, LineVerdict::differs, "total 1.00/2.00"}})));
    check(reasons(desk, of, key), {"a differs"});
    ports::InstitutionComparison of_another_day = comparison("C2", {});
    of_another_day.begin = of_another_day.end = second_day.date;
    desk.value(of.confirmations.keep_comparison(of_another_day));
    check(reasons(desk, of, key), {"a differs"});
    desk.value(of.confirmations.keep_comparison(comparison("C3", {})));
    check(reasons(desk, of, key), {"a not_confirmed"});

    const auto kept = desk.value(of.confirmations.comparisons(first_hospital, first_day.date, first_day.date));
    BOOST_REQUIRE(kept.size() == 2U);
    BOOST_TEST(kept.front().message.text == "C3");
    const ports::InstitutionComparison& oldest = kept.back();
    BOOST_TEST(oldest.sent == 3);
    BOOST_TEST(oldest.matched == 1);
    BOOST_TEST(oldest.unreadable == 1);
    BOOST_REQUIRE(oldest.differences.size() == 1U);
    BOOST_TEST((oldest.differences.front().settlement == a.no));
    BOOST_TEST((oldest.differences.front().verdict == LineVerdict::differs));
    BOOST_TEST(oldest.differences.front().memo == "total 1.00/2.00");
    BOOST_TEST(desk.value(of.confirmations.comparisons(second_hospital, first_day.date, third_day.date)).empty());
}

void what_a_message_compared_is_kept_once(const StoreContract& store, InstitutionStores of) {
    StoreDesk desk{store};
    const SettlementRecord a = desk.booked(visitor_record("a"));
    desk.value(
        of.confirmations.keep_comparison(comparison("C1", {{a.no, a.id, LineVerdict::differs, "total 1.00/2.00"}})));
    const std::string before = store.everything();
    desk.value(of.confirmations.keep_comparison(comparison("C1", {})));
    BOOST_TEST(store.everything() == before);
    const auto kept = desk.value(of.confirmations.comparisons(first_hospital, first_day.date, first_day.date));
    BOOST_REQUIRE(kept.size() == 1U);
    BOOST_TEST(kept.front().differences.size() == 1U);
    // The same message id of another institution is another message.
    ports::InstitutionComparison of_another = comparison("C1", {});
    of_another.institution = second_hospital;
    desk.value(of.confirmations.keep_comparison(of_another));
    BOOST_TEST(desk.value(of.confirmations.comparisons(second_hospital, first_day.date, first_day.date)).size() == 1U);
}

void a_file_is_its_institutions_alone_and_goes_when_its_time_is_over(const StoreContract& store, InstitutionStores of) {
    StoreDesk desk{store};
    const Instant end = noon + std::chrono::hours(1);
    const std::string bytes("PK\0\x01 张", 8);
    desk.value(of.files.keep({"F1", first_hospital, "明细.zip", bytes, noon, end}));
    desk.value(of.files.keep({"F1", first_hospital, "other.zip", "other", noon, end}));
    const auto found = desk.value(of.files.find(first_hospital, "F1", noon));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->name == "明细.zip");
    BOOST_TEST((found->bytes == bytes));
    BOOST_TEST((found->expires_at == end));
    BOOST_TEST(!desk.value(of.files.find(second_hospital, "F1", noon)));
    BOOST_TEST(!desk.value(of.files.find(first_hospital, "F2", noon)));
    BOOST_TEST(!desk.value(of.files.find(first_hospital, "F1", end)));
    desk.value(of.files.keep({"F2", second_hospital, "b", "b", end, end + std::chrono::hours(1)}));
    BOOST_TEST(!desk.value(of.files.find(first_hospital, "F1", noon)));
}

}  // namespace clearing::tests
