#include "adapters/yangtze_delta/bill_codec.hpp"
#include "adapters/yangtze_delta/divisions.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/error_codec.hpp"
#include "adapters/yangtze_delta/fee_codec.hpp"
#include "adapters/yangtze_delta/person_codec.hpp"
#include "adapters/yangtze_delta/settlement_codec.hpp"
#include "adapters/yangtze_delta/split_codec.hpp"
#include "adapters/yangtze_delta/visit_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "samples.hpp"

#include <functional>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
using namespace clearing::yangtze_delta;
namespace pb = clearing::delta::v1;

namespace {

using Names = std::vector<std::string>;

wire::Bill sample_wire_bill() {
    wire::Bill bill;
    write(sample_claim(), sample_parties(), bill);
    return bill;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(delta_codec)

BOOST_AUTO_TEST_CASE(a_person_comes_back_as_it_went) {
    wire::Person out;
    write(sample_person(), out);
    Reading reading;
    BOOST_CHECK(read(out, reading) == sample_person());
    BOOST_TEST(reading.verdict().has_value());
}

BOOST_AUTO_TEST_CASE(a_person_request_comes_back_with_its_parties_and_its_day) {
    PersonRequest request;
    request.person = sample_person();
    request.at_date = "2018-10-16 09:30:00";
    Parties parties = sample_parties();
    parties.institution_name.clear();
    wire::PersonRequest out;
    write(request, parties, out);
    Reading reading;
    const auto back = read(out, reading);
    BOOST_TEST(reading.verdict().has_value());
    BOOST_CHECK(back.parties == parties);
    BOOST_CHECK(back.request.person == sample_person());
    BOOST_TEST(back.request.at_date == "2018-10-16");
}

BOOST_AUTO_TEST_CASE(a_person_answer_comes_back_with_insurances_and_filings) {
    PersonAnswer answer;
    answer.person = sample_person();
    answer.person.age = "68";
    answer.person.nationality = "01";
    Insurance insurance;
    insurance.type = InsuranceType("310");
    insurance.person_type = "11";
    insurance.status = "1";
    insurance.insured_division = DivisionCode("330203");
    insurance.balance = "1234.56";
    insurance.civil_servant = "0";
    insurance.begin_date = "2010-01-01";
    insurance.employer = "某公司";
    answer.insurances = {insurance};
    answer.filings = {{"residence", "F1", "2018-01-01", ""}, {"referral", "F2", "2018-10-01", "2019-03-31"}};
    wire::PersonAnswer out;
    write(answer, out);
    Reading reading;
    const PersonAnswer back = read(out, reading);
    BOOST_TEST(reading.verdict().has_value());
    BOOST_CHECK(back.person == answer.person);
    BOOST_CHECK(back.filings == answer.filings);
    BOOST_REQUIRE(back.insurances.size() == 1u);
    BOOST_TEST(back.insurances[0].balance == "1234.56");
    BOOST_TEST(back.insurances[0].insured_division.text == "330203");
    BOOST_TEST(back.insurances[0].employer == "某公司");
}

BOOST_AUTO_TEST_CASE(every_visit_action_comes_back) {
    for (const VisitAction action :
         {VisitAction::register_outpatient, VisitAction::cancel_registration, VisitAction::outpatient_details,
          VisitAction::admit, VisitAction::discharge, VisitAction::change_admission, VisitAction::cancel_admission,
          VisitAction::cancel_discharge}) {
        VisitRequest request;
        request.action = action;
        request.visit = VisitId("310000VISIT0001");
        request.person = sample_person();
        request.begin_time = "2018-10-16";
        request.emergency = true;
        request.diagnoses = {sample_diagnosis()};
        wire::VisitRequest out;
        write(request, sample_parties(), out);
        Reading reading;
        const auto back = read(out, reading);
        BOOST_TEST(reading.verdict().has_value());
        BOOST_CHECK(back.request.action == action);
        BOOST_CHECK(back.parties == sample_parties());
        BOOST_TEST(back.request.begin_time == "2018-10-16 00:00:00");
        BOOST_TEST(back.request.emergency);
        BOOST_REQUIRE(back.request.diagnoses.size() == 1u);
        BOOST_TEST(back.request.diagnoses[0].code.code == "I10.x00");
        BOOST_TEST(back.request.diagnoses[0].code.original_name == "原发性高血压");
        BOOST_TEST(back.request.diagnoses[0].code.map_row == "diagnoses:local:I10>national@2017-01-01");
        BOOST_TEST(back.request.diagnoses[0].main);
    }
}

BOOST_AUTO_TEST_CASE(a_claim_comes_back_with_categories_and_diagnoses) {
    Claim claim = sample_claim();
    claim.care = CareSetting::inpatient;
    claim.mid_stay = true;
    claim.end_time = "2018-10-20 08:00:00";
    wire::Bill out;
    write(claim, sample_parties(), out);
    Reading reading;
    const auto back = read(out, reading);
    BOOST_TEST(reading.verdict().has_value());
    BOOST_CHECK(back.parties == sample_parties());
    BOOST_CHECK(back.request.visit == claim.visit);
    BOOST_CHECK(back.request.bill == claim.bill);
    BOOST_CHECK(back.request.care == CareSetting::inpatient);
    BOOST_TEST(back.request.mid_stay);
    BOOST_TEST(!back.request.use_account);
    BOOST_TEST(back.request.emergency);
    BOOST_CHECK(back.request.person == claim.person);
    BOOST_CHECK(back.request.total == claim.total);
    BOOST_CHECK(back.request.scope == claim.scope);
    BOOST_CHECK(back.request.claimed == claim.scope);
    BOOST_CHECK(back.request.categories == claim.categories);
    BOOST_TEST(back.request.begin_time == claim.begin_time);
    BOOST_TEST(back.request.end_time == claim.end_time);
    BOOST_TEST(back.request.institution_level == "3");
}

BOOST_AUTO_TEST_CASE(a_split_comes_back_to_the_fen_and_with_its_payments) {
    PaymentSplit split = sample_split();
    std::int64_t fen = 1;
    for (Fund fund : all_funds)
        split.funds[fund] = Money::from_fen(fen *= 3);
    split.hospital = Money::from_fen(-7);
    wire::Split out;
    write(split, out);
    Reading reading;
    BOOST_CHECK(read(out, reading) == split);
    BOOST_TEST(reading.verdict().has_value());
}

BOOST_AUTO_TEST_CASE(a_cancel_carries_negative_amounts) {
    SettledBill bill = sample_bill();
    bill.split = bill.split.negated();
    wire::CancelAnswer out;
    write(bill, SettlementId("S2"), out);
    Reading reading;
    const SettledBill back = read(out, SettlementId("S2"), reading);
    BOOST_TEST(reading.verdict().has_value());
    BOOST_CHECK(back.split == sample_split().negated());
}

BOOST_AUTO_TEST_CASE(a_settlement_that_takes_back_what_it_pays_too_much_is_wrong) {
    // Laws A, B and D bear both out.
    SettledBill more = sample_bill();
    more.split.funds = {};
    more.split.funds[Fund::hifp] = more.split.fund_total = Money::from_fen(150'000);
    more.split.account = more.split.mutual_aid = Money();
    more.split.cash = more.split.person_total = Money::from_fen(-13'117);
    wire::SettleAnswer settled;
    write(more, SettlementId("S1"), settled);
    Reading of_settled;
    read(settled, SettlementId("S1"), of_settled);
    BOOST_REQUIRE(!of_settled.verdict().has_value());
    BOOST_CHECK(of_settled.verdict().error().code == ErrorCode::negative_amount);
    BOOST_TEST(of_settled.verdict().error().fields == (Names{"split.cash_fen", "split.person_fen"}),
               boost::test_tools::per_element());

    SettledBill less = sample_bill();
    less.split.funds = {};
    less.split.funds[Fund::hifp] = less.split.fund_total = Money::from_fen(-10'000);
    less.split.account = less.split.mutual_aid = Money();
    less.split.cash = less.split.person_total = Money::from_fen(146'883);
    wire::QuoteAnswer quoted;
    write(less, quoted);
    Reading of_quoted;
    read(quoted, of_quoted);
    BOOST_REQUIRE(!of_quoted.verdict().has_value());
    BOOST_TEST(of_quoted.verdict().error().fields == (Names{"split.fund_fen", "split.hifp_fen"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_query_tells_of_a_cancel_too_and_no_amount_is_of_another_sign_than_the_total) {
    QueryResult result{QueryResult::State::booked, sample_bill(), {}};
    result.bill->split = sample_split().negated();
    const auto verdict = [&] {
        wire::QueryAnswer out;
        write(result, SettlementId("S1"), out);
        Reading reading;
        read(out, SettlementId("S1"), reading);
        return reading.verdict();
    };
    BOOST_TEST(verdict().has_value());
    result.bill->split.cash = Money::from_fen(1);
    BOOST_CHECK(verdict().error().fields == Names{"settlement.split.cash_fen"});
    result.bill->split = sample_split();
    result.bill->split.cash = Money::from_fen(-1);
    BOOST_CHECK(verdict().error().fields == Names{"settlement.split.cash_fen"});
}

BOOST_AUTO_TEST_CASE(a_settled_bill_comes_back_with_all_amounts_present) {
    wire::SettleAnswer out;
    write(sample_bill(), SettlementId("S1"), out);
    BOOST_TEST(out.settlement_id() == "S1");
    Reading reading;
    const SettledBill back = read(out, SettlementId("S1"), reading);
    BOOST_TEST(reading.verdict().has_value());
    BOOST_CHECK(back.settlement == sample_bill().settlement);
    BOOST_TEST(back.settled_at == sample_bill().settled_at);
    BOOST_CHECK(back.split == sample_split());
    BOOST_TEST(back.balance == "1000.00");
    BOOST_TEST(back.deductible == "300.00");
    BOOST_TEST(back.pool_ratio == "0.85");
    BOOST_TEST(back.clearing_agency == "330200");
    BOOST_TEST(back.amounts_present.size() == 19u);
    BOOST_TEST(std::ranges::count(back.amounts_present, "hifp_pay") == 1);
}

BOOST_AUTO_TEST_CASE(an_answer_about_another_settlement_is_wrong) {
    wire::SettleAnswer out;
    write(sample_bill(), SettlementId("S1"), out);
    Reading reading;
    read(out, SettlementId("S9"), reading);
    BOOST_CHECK(reading.verdict().error().fields == Names{"settlement_id"});
}

BOOST_AUTO_TEST_CASE(a_quote_comes_back_with_its_id_and_end) {
    wire::QuoteAnswer out;
    write(sample_bill(), out);
    Reading reading;
    const SettledBill back = read(out, reading);
    BOOST_TEST(reading.verdict().has_value());
    BOOST_TEST(back.quote.text == "Q0001");
    BOOST_TEST(back.quote_expires_at == "2018-10-16 10:10:00");
    BOOST_TEST(back.settlement.empty());
}

BOOST_AUTO_TEST_CASE(every_query_state_comes_back_with_what_belongs_to_it) {
    using State = QueryResult::State;
    for (const State state :
         {State::unknown, State::in_progress, State::booked, State::refused, State::reversed, State::cancelled}) {
        QueryResult result{state, sample_bill(), Error{ErrorCode::filing_required, {}, {}, {}}};
        wire::QueryAnswer out;
        write(result, SettlementId("S1"), out);
        Reading reading;
        const QueryResult back = read(out, SettlementId("S1"), reading);
        BOOST_TEST(reading.verdict().has_value());
        BOOST_CHECK(back.state == state);
        BOOST_TEST(back.bill.has_value() == (state == State::booked || state == State::cancelled));
        BOOST_TEST(back.refusal.has_value() == (state == State::refused));
    }
}

BOOST_AUTO_TEST_CASE(unknown_states_and_results_are_invalid) {
    wire::QueryAnswer unspecified;
    Reading first;
    read(unspecified, SettlementId("S1"), first);
    BOOST_CHECK(first.verdict().error().fields == Names{"state"});
    Reading second;
    read_reverse_result(17, second);
    BOOST_CHECK(second.verdict().error().fields == Names{"result"});
    for (const ReverseResult result :
         {ReverseResult::reversed, ReverseResult::fenced, ReverseResult::day_closed, ReverseResult::not_reversible}) {
        Reading reading;
        BOOST_CHECK(read_reverse_result(wire_number(result), reading) == result);
        BOOST_TEST(reading.verdict().has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_fee_line_comes_back) {
    FeeLine line = sample_line(1);
    line.refund_of = LineId("L0");
    line.amount = Money::from_fen(-100);
    wire::FeeLine out;
    write(line, out);
    Reading reading;
    const FeeLine back = read(out, reading);
    BOOST_TEST(reading.verdict().has_value());
    BOOST_CHECK(back.id == line.id);
    BOOST_CHECK(back.refund_of == line.refund_of);
    BOOST_CHECK(back.occurred_at == line.occurred_at);
    BOOST_CHECK(back.count == line.count);
    BOOST_CHECK(back.unit_price == line.unit_price);
    BOOST_CHECK(back.amount == line.amount);
    BOOST_CHECK(back.split == line.split);
    BOOST_TEST(back.med_list_code == line.med_list_code);
    BOOST_TEST(back.institution_list_code == line.institution_list_code);
    BOOST_TEST(back.translated.map_version == "2018-10");
    BOOST_TEST(back.translated.map_row == line.translated.map_row);
    BOOST_TEST(back.translated.original_code == "DRUG-1");
    BOOST_TEST(back.translated.original_name == "药");
}

struct BadBill {
    const char* what;
    std::function<void(wire::Bill&)> spoil;
    ErrorCode code;
    Names fields;
};

BOOST_AUTO_TEST_CASE(what_is_missing_or_wrong_in_a_bill_is_named) {
    const std::vector<BadBill> table{
        {"no treatment division",
         [](auto& b) { b.clear_treatment_division(); },
         ErrorCode::missing_field,
         {"treatment_division"}},
        {"letters in a division",
         [](auto& b) { b.set_insured_division("33O203"); },
         ErrorCode::invalid_value,
         {"insured_division"}},
        {"a short division",
         [](auto& b) { b.set_insured_division("3302"); },
         ErrorCode::invalid_value,
         {"insured_division"}},
        {"two missing",
         [](auto& b) { b.clear_visit_id(), b.clear_bill_no(); },
         ErrorCode::missing_field,
         {"visit_id", "bill_no"}},
        {"an id that fits no index",
         [](auto& b) { b.set_visit_id(std::string(201, 'V')); },
         ErrorCode::over_limit,
         {"visit_id"}},
        {"no person number",
         [](auto& b) { b.mutable_person()->clear_person_no(); },
         ErrorCode::missing_field,
         {"person.person_no"}},
        {"no such day",
         [](auto& b) { b.set_visit_begin("2018-02-30 09:00:00"); },
         ErrorCode::invalid_value,
         {"visit_begin"}},
        {"a bare date as a time",
         [](auto& b) { b.set_visit_begin("2018-10-16"); },
         ErrorCode::invalid_value,
         {"visit_begin"}},
        {"hour 25", [](auto& b) { b.set_visit_end("2018-10-16 25:00:00"); }, ErrorCode::invalid_value, {"visit_end"}},
        {"a bad birth date",
         [](auto& b) { b.mutable_person()->set_birth_date("1950"); },
         ErrorCode::invalid_value,
         {"person.birth_date"}},
        {"negative total", [](auto& b) { b.set_total_fen(-1); }, ErrorCode::negative_amount, {"total_fen"}},
        {"negative category",
         [](auto& b) { b.mutable_categories(0)->set_amount_fen(-1); },
         ErrorCode::negative_amount,
         {"categories[0].amount_fen"}},
        {"beyond N(16,2)",
         [](auto& b) { b.set_total_fen(10'000'000'000'000'000); },
         ErrorCode::over_limit,
         {"total_fen"}},
        {"diagnosis without code",
         [](auto& b) { b.mutable_diagnoses(0)->clear_code(); },
         ErrorCode::missing_field,
         {"diagnoses[0].code"}},
    };
    for (const BadBill& row : table) {
        BOOST_TEST_CONTEXT(row.what) {
            wire::Bill bill = sample_wire_bill();
            row.spoil(bill);
            Reading reading;
            read(bill, reading);
            const auto verdict = reading.verdict();
            BOOST_REQUIRE(!verdict.has_value());
            BOOST_CHECK(verdict.error().code == row.code);
            BOOST_TEST(verdict.error().fields == row.fields, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_person_is_asked_for_by_something_and_a_card_by_its_serial_number) {
    wire::PersonRequest out;
    write(PersonRequest{}, sample_parties(), out);
    Reading nothing;
    read(out, nothing);
    BOOST_CHECK(nothing.verdict().error().fields == Names{"person.voucher_no"});
    out.mutable_person()->set_voucher_no("A1");
    out.mutable_person()->set_voucher_type("03");
    Reading card;
    read(out, card);
    BOOST_CHECK(card.verdict().error().fields == Names{"person.card_sn"});
}

BOOST_AUTO_TEST_CASE(an_unknown_visit_action_is_invalid_and_none_is_missing) {
    wire::VisitRequest out;
    write(VisitRequest{VisitAction::admit,
                       VisitId("V"),
                       sample_person(),
                       {},
                       {},
                       {},
                       "2018-10-16",
                       {},
                       {},
                       {},
                       {},
                       {},
                       {},
                       {},
                       false,
                       {},
                       {}},
          sample_parties(), out);
    out.set_action(static_cast<pb::VisitAction>(77));
    Reading unknown;
    read(out, unknown);
    BOOST_CHECK(unknown.verdict().error().code == ErrorCode::invalid_value);
    BOOST_CHECK(unknown.verdict().error().fields == Names{"action"});
    out.clear_action();
    Reading none;
    read(out, none);
    BOOST_CHECK(none.verdict().error().code == ErrorCode::missing_field);
}

BOOST_AUTO_TEST_CASE(every_error_of_our_list_keeps_its_code_and_particulars) {
    for (const ErrorText& row : error_list()) {
        const Error error{row.code, "the particulars", {"bill.total_fen"}, "330200X"};
        wire::Error out;
        write(error, out);
        BOOST_TEST(out.code() == stable_code(row.code));
        BOOST_CHECK(read(out) == error);
    }
}

BOOST_AUTO_TEST_CASE(what_no_store_takes_is_left_out_of_an_error) {
    const std::string with_nul("A\0B", 3);
    wire::Error out;
    out.set_code(stable_code(ErrorCode::quote_superseded));
    out.set_text_en(with_nul);
    out.set_settlement_id(with_nul);
    out.add_fields(with_nul);
    write(sample_split(), *out.mutable_new_split());
    out.set_quote_id(with_nul);
    BOOST_CHECK(read(out) == (Error{ErrorCode::quote_superseded, "AB", {}, {}}));
}

BOOST_AUTO_TEST_CASE(busy_says_after_how_long_and_nobody_is_sent_away_for_long) {
    Error error{ErrorCode::busy, "too many at once", {}, {}, {}, std::chrono::milliseconds(750)};
    wire::Error out;
    write(error, out);
    BOOST_TEST(out.retry_after_ms() == 750u);
    BOOST_CHECK(read(out) == error);
    out.set_retry_after_ms(4'000'000'000);
    BOOST_CHECK(read(out).retry_after == std::chrono::milliseconds(60'000));
    out.set_retry_after_ms(0);
    BOOST_CHECK(!read(out).retry_after.has_value());
}

BOOST_AUTO_TEST_CASE(an_unknown_code_keeps_its_class) {
    const std::vector<std::pair<std::string, ErrorCode>> table{{"GW1999", ErrorCode::refused_by_insured_side},
                                                               {"GW2999", ErrorCode::peer_unavailable},
                                                               {"GW3999", ErrorCode::in_doubt},
                                                               {"GW9999", ErrorCode::in_doubt},
                                                               {"E42", ErrorCode::in_doubt},
                                                               {"", ErrorCode::in_doubt}};
    for (const auto& [code, kept] : table) {
        wire::Error out;
        out.set_code(code);
        out.set_text_en("something new");
        BOOST_CHECK(read(out).code == kept);
        BOOST_TEST(read(out).detail == code + " something new");
    }
}

BOOST_AUTO_TEST_CASE(a_partners_text_is_cleaned_of_numbers_that_may_be_a_persons) {
    wire::Error out;
    out.set_text_en("person 31011519600101001X, card A12345678, owes 1126.60 (4f3a@10.1.2.3)");
    for (const char* code : {"GW1504", "GW1999", "31011519600101001X"}) {
        out.set_code(code);
        const std::string detail = read(out).detail;
        BOOST_TEST(detail.ends_with("person *, card *, owes 1126.60"), code << ": " << detail);
        BOOST_TEST(detail.find("1960") == std::string::npos, code << ": " << detail);
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_name_of_a_field_and_no_id_is_left_out_of_a_partners_error) {
    wire::Error out;
    out.set_code("GW1504");
    out.set_settlement_id("330200AAAA");
    out.add_fields("lines[3].amount");
    out.add_fields("the person 31011519600101001X");
    out.add_fields("31011519600101001X");
    Error error = read(out);
    BOOST_TEST(error.fields == std::vector<std::string>{"lines[3].amount"}, boost::test_tools::per_element());
    BOOST_TEST(error.settlement_id == "330200AAAA");
    out.set_settlement_id("of Jia Ceshi");
    BOOST_TEST(read(out).settlement_id == "");
}

BOOST_AUTO_TEST_CASE(as_many_fields_are_named_as_an_errors_reader_takes) {
    Reading reading;
    Error error{ErrorCode::invalid_value, {}, {}, {}};
    for (int i = 0; i < 1'000; ++i) {
        const Reading::Inside inside(reading, "lines", static_cast<std::size_t>(i));
        reading.invalid("code");
        reading.not_negative("amount_fen", -1);
        error.fields.push_back("lines[" + std::to_string(i) + "].code");
    }
    const Error verdict = reading.verdict().error();
    BOOST_TEST(verdict.fields.size() == Reading::most_names);
    BOOST_TEST(verdict.fields.back() == "lines[31].code");
    wire::Error out;
    write(error, out);
    BOOST_TEST(read(out).fields == verdict.fields, boost::test_tools::per_element());
    BOOST_TEST(static_cast<std::size_t>(out.fields_size()) == Reading::most_names);
}

BOOST_AUTO_TEST_CASE(divisions_belong_to_the_region_whose_levels_they_share) {
    const DivisionCode shanghai("310000"), ningbo("330200");
    BOOST_TEST(belongs_to(DivisionCode("310000"), shanghai));
    BOOST_TEST(belongs_to(DivisionCode("310101"), shanghai));
    BOOST_TEST(belongs_to(DivisionCode("319900"), shanghai));
    BOOST_TEST(!belongs_to(DivisionCode("330200"), shanghai));
    BOOST_TEST(belongs_to(DivisionCode("330203"), ningbo));
    BOOST_TEST(belongs_to(DivisionCode("330299"), ningbo));
    BOOST_TEST(!belongs_to(DivisionCode("330100"), ningbo));
    BOOST_TEST(!belongs_to(DivisionCode("330000"), ningbo));
    BOOST_TEST(!belongs_to(DivisionCode(""), ningbo));
    BOOST_TEST(!belongs_to(DivisionCode("33020"), ningbo));
    BOOST_TEST(!belongs_to(DivisionCode("33020x"), ningbo));
}

BOOST_AUTO_TEST_CASE(nesting_and_broken_bytes_end_in_malformed_message) {
    wire::Envelope into;
    // Field 100, length-delimited groups nested far beyond the protocol's depth.
    const std::string groups(2'000, '\xa3');
    for (const std::string& bytes : {std::string("\xff\xff\xff"), groups, std::string("\x08"), std::string("garbage")})
        BOOST_CHECK(parse(bytes, into).error().code == ErrorCode::malformed_message);
}

BOOST_AUTO_TEST_CASE(a_correlation_id_survives_a_broken_rest) {
    wire::Envelope sent;
    sent.set_correlation_id(42);
    wire::Envelope read_back;
    BOOST_TEST(!parse(serialized(sent) + "\xff", read_back).has_value());
    BOOST_TEST(read_back.correlation_id() == 42u);
}

BOOST_AUTO_TEST_CASE(content_is_the_body_and_the_divisions_and_nothing_else) {
    wire::Envelope first;
    first.set_sender_division("310000");
    first.mutable_query_request()->set_settlement_id("S1");
    wire::Envelope second = first;
    second.set_message_id("another");
    second.set_deadline_ms(5);
    second.set_sent_at("2018-10-16 09:30:00");
    second.set_clearing_day("2018-10-17");
    second.set_correlation_id(9);
    BOOST_TEST(content_of(first) == content_of(second));
    BOOST_TEST(differing_fields(first, second).empty());
    second.mutable_query_request()->set_settlement_id("S2");
    second.set_sender_division("310101");
    BOOST_TEST(content_of(first) != content_of(second));
    const Names expected{"sender_division", "query_request.settlement_id"};
    BOOST_TEST(differing_fields(first, second) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_settlement_sent_again_under_another_quote_is_the_same_message) {
    wire::Envelope first;
    first.mutable_settle_request()->set_settlement_id("S1");
    first.mutable_settle_request()->set_quote_id("Q1");
    wire::Envelope second = first;
    second.mutable_settle_request()->set_quote_id("Q2");
    BOOST_TEST(content_of(first) == content_of(second));
    BOOST_TEST(differing_fields(first, second).empty());
}

BOOST_AUTO_TEST_CASE(differing_fields_are_named_down_into_lists) {
    wire::Envelope first;
    *first.mutable_settle_request()->mutable_bill() = sample_wire_bill();
    wire::Envelope second = first;
    second.mutable_settle_request()->mutable_bill()->set_total_fen(1);
    second.mutable_settle_request()->mutable_bill()->mutable_categories(0)->set_amount_fen(1);
    const Names expected{"settle_request.bill.total_fen", "settle_request.bill.categories[0].amount_fen"};
    BOOST_TEST(differing_fields(first, second) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
