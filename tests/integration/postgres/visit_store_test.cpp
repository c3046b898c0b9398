#include "gateway/infra/postgres/json_forms.hpp"
#include "tests/integration/postgres/books.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using test::Books;
using test::example_line;
using test::example_visit;

namespace {

FeeLine refund(const std::string& id, const std::string& of, std::int64_t fen) {
    FeeLine line = example_line(id, fen);
    line.refund_of = LineId(of);
    return line;
}

std::vector<LineId> named(const std::vector<std::string>& ids) {
    std::vector<LineId> lines;
    for (const std::string& id : ids)
        lines.emplace_back(id);
    return lines;
}

std::vector<std::string> ids_of(Books& books, VisitNo visit) {
    std::vector<std::string> ids;
    for (const auto& stored : books.value(books.visits.lines(visit)))
        ids.push_back(stored.line.id.text);
    return ids;
}

ErrorCode code_of(const auto& result) {
    return result ? ErrorCode{} : result.error().code;
}

/// A booked settlement of the visit's bill 1.
SettlementRecord settle(Books& books, const Visit& visit, const std::string& name) {
    auto record = test::visitor_record(name);
    record.visit = record.bill.visit = visit.id;
    record.visit_no = visit.no;
    return books.opened(record);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(visit_store)

BOOST_AUTO_TEST_CASE(a_visit_reads_back_equal_and_opens_once) {
    Books books;
    const Visit wanted = example_visit("v");
    const Visit visit = books.value(books.visits.open(wanted));
    BOOST_TEST((books.value(books.visits.open(wanted)).no == visit.no));
    const Visit read = books.value(books.visits.find(wanted.id)).value();
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
    BOOST_TEST((books.value(books.visits.find_theirs(PlatformName("delta"), wanted.their_id))->no == visit.no));
    BOOST_TEST(!books.value(books.visits.find_theirs(PlatformName("national"), wanted.their_id)));
    BOOST_TEST(!books.value(books.visits.find(VisitId("none"))));
}

BOOST_AUTO_TEST_CASE(what_may_change_of_a_visit_changes) {
    Books books;
    Visit visit = books.value(books.visits.open(example_visit("v")));
    visit.person.number = "another";
    visit.diagnoses.clear();
    visit.end_time = "2018-10-20 10:00:00";
    visit.med_type = "21";
    visit.state = VisitState::discharged;
    visit.their_id = VisitId("new");
    visit.institution_name = "does not change";
    books.value(books.visits.update(visit));
    const Visit read = books.value(books.visits.find(visit.id)).value();
    BOOST_TEST(read.person.number == "another");
    BOOST_TEST(read.diagnoses.empty());
    BOOST_TEST(read.end_time == visit.end_time);
    BOOST_TEST((read.state == VisitState::discharged));
    BOOST_TEST(read.institution_name != visit.institution_name);
    BOOST_TEST(books.value(books.visits.find_of_person("another", "", "")).size() == 1U);
    BOOST_TEST((code_of(books.result(books.visits.update(example_visit("unknown")))) == ErrorCode::visit_unknown));
}

BOOST_AUTO_TEST_CASE(visits_of_a_person_are_found_by_their_number_and_period) {
    Books books;
    const std::string number = example_visit("x").person.number;
    books.value(books.visits.open(example_visit("v1")));
    Visit later = example_visit("v2");
    later.begin_time = "2018-11-02 08:00:00";
    books.value(books.visits.open(later));
    Visit other = example_visit("v3");
    other.person.number = "somebody else";
    books.value(books.visits.open(other));
    const auto found = [&](const char* begin, const char* end) {
        return books.value(books.visits.find_of_person(number, begin, end)).size();
    };
    BOOST_TEST(found("", "") == 2U);
    BOOST_TEST(found("2018-10-16", "2018-10-16") == 1U);
    BOOST_TEST(found("2018-10-17", "2018-11-01") == 0U);
    BOOST_TEST(found("2018-10-16 09:30:00", "2018-11-02 08:00:00") == 2U);
}

BOOST_AUTO_TEST_CASE(a_fee_line_reads_back_equal) {
    Books books;
    const Visit visit = books.value(books.visits.open(example_visit("v")));
    FeeLine wanted = example_line("L1", 1234);
    wanted.national_code = "XC07AAM013A001010103770";
    wanted.claimed_split = wanted.split;
    books.value(books.visits.add_lines(visit.no, {wanted, example_line("L2", 1)}));
    const auto lines = books.value(books.visits.lines(visit.no));
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
}

BOOST_AUTO_TEST_CASE(a_fee_line_stored_by_an_earlier_release_can_be_read) {
    std::string document = whole(example_line("L1", 1234));
    const std::string later = R"("national_code":"",)";
    const std::size_t place = document.find(later);
    BOOST_REQUIRE(place != std::string::npos);
    document.erase(place, later.size());
    BOOST_TEST(read_fee_line(document).name == example_line("L1", 1234).name);
    BOOST_TEST(read_fee_line(document).national_code.empty());
}

BOOST_AUTO_TEST_CASE(an_upload_with_a_known_id_is_refused_whole) {
    Books books;
    const Visit visit = books.value(books.visits.open(example_visit("v")));
    books.value(books.visits.add_lines(visit.no, {example_line("L1", 100)}));
    const auto again = books.result(books.visits.add_lines(visit.no, {example_line("L2", 1), example_line("L1", 1)}));
    BOOST_TEST((code_of(again) == ErrorCode::duplicate_line));
    BOOST_TEST(again.error().fields == std::vector<std::string>{"L1"}, boost::test_tools::per_element());
    BOOST_TEST((code_of(books.result(books.visits.add_lines(
                    visit.no, {example_line("L3", 1), example_line("L3", 1)}))) == ErrorCode::duplicate_line));
    BOOST_TEST(ids_of(books, visit.no) == std::vector<std::string>{"L1"}, boost::test_tools::per_element());
    // The same id in another visit is another line; a removed one may come again.
    const Visit other = books.value(books.visits.open(example_visit("w")));
    books.value(books.visits.add_lines(other.no, {example_line("L1", 100)}));
    books.value(books.visits.remove_lines(visit.no, BillNumber(), named({"L1"})));
    books.value(books.visits.add_lines(visit.no, {example_line("L1", 100)}));
}

BOOST_AUTO_TEST_CASE(refunds_of_a_line_are_never_more_than_the_line) {
    Books books;
    const Visit visit = books.value(books.visits.open(example_visit("v")));
    books.value(books.visits.add_lines(visit.no, {example_line("L1", 1000), refund("R1", "L1", -400)}));
    books.value(books.visits.add_lines(visit.no, {refund("R2", "L1", -600)}));
    const auto more = books.result(books.visits.add_lines(visit.no, {refund("R3", "L1", -1)}));
    BOOST_TEST((code_of(more) == ErrorCode::refund_exceeds_original));
    BOOST_TEST(more.error().fields == std::vector<std::string>{"L1"}, boost::test_tools::per_element());
    BOOST_TEST((code_of(books.result(books.visits.add_lines(visit.no, {refund("R4", "none", -1)}))) ==
                ErrorCode::unknown_line));
    BOOST_TEST(
        (code_of(books.result(books.visits.add_lines(visit.no, {refund("R5", "R1", -1)}))) == ErrorCode::unknown_line));
    // An original does not go while its refunds stay.
    BOOST_TEST((code_of(books.result(books.visits.remove_lines(visit.no, BillNumber(), named({"L1"})))) ==
                ErrorCode::refund_exceeds_original));
    BOOST_TEST(books.value(books.visits.remove_lines(visit.no, BillNumber("0000"), {})) == 3);
    BOOST_TEST(ids_of(books, visit.no).empty());
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM fee_line WHERE removed") == "3");
}

BOOST_AUTO_TEST_CASE(refunds_at_once_are_added_up_one_after_the_other) {
    Books books(8);
    const Visit visit = books.value(books.visits.open(example_visit("v")));
    books.value(books.visits.add_lines(visit.no, {example_line("L1", 1000)}));
    std::vector<ports::awaitable<Result<void>>> work;
    for (int i = 0; i < 16; ++i)
        work.push_back(books.visits.add_lines(visit.no, {refund("R" + std::to_string(i), "L1", -300)}));
    int accepted = 0;
    for (const auto& one : books.all(std::move(work)))
        accepted += one.has_value() ? 1 : 0;
    BOOST_TEST(accepted == 3);
}

BOOST_AUTO_TEST_CASE(lines_are_removed_by_bill_by_id_or_all_and_settled_ones_never) {
    Books books;
    const Visit visit = books.value(books.visits.open(example_visit("v")));
    FeeLine other_bill = example_line("B2", 5);
    other_bill.bill = BillNumber("2");
    books.value(books.visits.add_lines(visit.no, {example_line("L1", 10000), other_bill}));
    BOOST_TEST((code_of(books.result(books.visits.remove_lines(visit.no, BillNumber(), named({"L9"})))) ==
                ErrorCode::unknown_line));
    const auto intent = settle(books, visit, "s");
    // The outcome is open: the lines the answer was computed from stay.
    BOOST_TEST((code_of(books.result(books.visits.remove_lines(visit.no, BillNumber("1"), {}))) ==
                ErrorCode::line_already_settled));
    BOOST_TEST((code_of(books.result(books.visits.add_lines(visit.no, {refund("R1", "L1", -1)}))) ==
                ErrorCode::line_already_settled));
    books.applied(test::booking_of(intent));
    BOOST_TEST((code_of(books.result(books.visits.remove_lines(visit.no, BillNumber(), named({"L1"})))) ==
                ErrorCode::line_already_settled));
    BOOST_TEST(books.value(books.visits.remove_lines(visit.no, BillNumber("0000"), named({"0000"}))) == 1);
    BOOST_TEST(ids_of(books, visit.no) == std::vector<std::string>{"L1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cancelled_visit_takes_no_lines) {
    Books books;
    Visit visit = books.value(books.visits.open(example_visit("v")));
    visit.state = VisitState::cancelled;
    books.value(books.visits.update(visit));
    BOOST_TEST(
        (code_of(books.result(books.visits.add_lines(visit.no, {example_line("L1", 1)}))) == ErrorCode::visit_closed));
    BOOST_TEST((code_of(books.result(books.visits.add_lines(VisitNo(999), {example_line("L1", 1)}))) ==
                ErrorCode::visit_unknown));
}

BOOST_AUTO_TEST_CASE(the_latest_quote_of_a_bill_is_kept) {
    Books books;
    const BillKey bill{InstitutionCode("i"), VisitId("v"), BillNumber("1")};
    BOOST_TEST(!books.value(books.visits.last_quote(bill)));
    SettledBill quote = test::example_answer("");
    books.value(books.visits.keep_quote(bill, quote, test::noon));
    quote.quote = QuoteId("second");
    quote.split.cash += Money::from_fen(1);
    books.value(books.visits.keep_quote(bill, quote, test::noon + std::chrono::minutes(10)));
    const auto kept = books.value(books.visits.last_quote(bill)).value();
    BOOST_TEST(kept.id.text == "second");
    BOOST_TEST((kept.split == quote.split));
    BOOST_TEST((kept.expires_at == test::noon + std::chrono::minutes(10)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
