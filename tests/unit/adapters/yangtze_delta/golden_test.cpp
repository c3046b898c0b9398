#include "adapters/yangtze_delta/adjustment_codec.hpp"
#include "adapters/yangtze_delta/bill_codec.hpp"
#include "adapters/yangtze_delta/day_codec.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/error_codec.hpp"
#include "adapters/yangtze_delta/framing.hpp"
#include "adapters/yangtze_delta/narrowing_codec.hpp"
#include "adapters/yangtze_delta/person_codec.hpp"
#include "adapters/yangtze_delta/settlement_codec.hpp"
#include "adapters/yangtze_delta/split_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::yangtze_delta;

namespace {

std::string golden_bytes(const std::string& name) {
    const auto path = std::filesystem::path(CLEARING_SOURCE_DIR) / "tests/golden/delta" / (name + ".frame");
    std::ifstream file(path, std::ios::binary);
    BOOST_REQUIRE_MESSAGE(file.good(), path.string() + " cannot be read");
    return {std::istreambuf_iterator<char>(file), {}};
}

wire::Envelope golden(const std::string& name) {
    FrameReader reader(default_max_message_bytes);
    reader.feed(golden_bytes(name));
    const auto message = reader.next();
    BOOST_REQUIRE(message.has_value() && message->has_value());
    BOOST_TEST(!reader.in_the_middle());
    wire::Envelope envelope;
    BOOST_REQUIRE(parse(**message, envelope).has_value());
    return envelope;
}

const std::vector<std::string> all_names{"adjustment_answer",
                                         "adjustment_request",
                                         "cancel_answer",
                                         "cancel_request",
                                         "day_close_answer",
                                         "day_close_request",
                                         "day_details_answer",
                                         "day_details_request",
                                         "day_groups_answer",
                                         "day_groups_request",
                                         "day_keys_answer",
                                         "day_keys_request",
                                         "day_lines_answer",
                                         "day_lines_request",
                                         "day_ranges_answer",
                                         "day_ranges_request",
                                         "entitlement_answer",
                                         "entitlement_request",
                                         "error_of_a_newer_list",
                                         "fees_answer",
                                         "fees_request",
                                         "hello",
                                         "hello_refused",
                                         "person_answer",
                                         "person_request",
                                         "ping_answer",
                                         "ping_request",
                                         "query_answer_booked",
                                         "query_answer_refused",
                                         "query_request",
                                         "quote_answer",
                                         "quote_request",
                                         "reverse_answer",
                                         "reverse_request",
                                         "settle_answer",
                                         "settle_request",
                                         "statement_answer_differs",
                                         "statement_answer_disputed",
                                         "statement_request",
                                         "visit_answer",
                                         "visit_request"};

}  // namespace

BOOST_AUTO_TEST_SUITE(delta_golden_frames)

BOOST_AUTO_TEST_CASE(every_golden_frame_is_read_and_written_again_to_the_same_bytes) {
    for (const std::string& name : all_names)
        BOOST_TEST_CONTEXT(name) BOOST_TEST(framed(serialized(golden(name))) == golden_bytes(name));
}

BOOST_AUTO_TEST_CASE(the_list_above_is_complete) {
    std::size_t files = 0;
    const auto directory = std::filesystem::path(CLEARING_SOURCE_DIR) / "tests/golden/delta";
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        files += entry.path().extension() == ".frame" ? 1 : 0;
    BOOST_TEST(files == all_names.size());
}

BOOST_AUTO_TEST_CASE(a_hello_says_its_limits_and_a_refusing_one_why) {
    BOOST_TEST(golden("hello").hello().max_frame_bytes() == 4'194'304u);
    BOOST_TEST(golden("hello").hello().max_in_flight() == 64u);
    const wire::Envelope refused = golden("hello_refused");
    BOOST_REQUIRE(refused.hello().has_error());
    BOOST_CHECK(read(refused.hello().error()).code == ErrorCode::speaker_not_allowed);
    BOOST_TEST(read(refused.hello().error()).detail.empty());
}

BOOST_AUTO_TEST_CASE(a_person_is_asked_for_and_answered) {
    Reading asked;
    const auto request = read(golden("person_request").person_request(), asked);
    BOOST_TEST(asked.verdict().has_value());
    BOOST_TEST(request.parties.insured_division.text == "330203");
    BOOST_TEST(request.request.person.card_sn == "SN0001");
    Reading answered;
    const PersonAnswer answer = read(golden("person_answer").person_answer(), answered);
    BOOST_TEST(answered.verdict().has_value());
    BOOST_TEST(answer.insurances.at(0).balance == "1234.56");
    BOOST_TEST(answer.filings.size() == 2u);
    BOOST_TEST(answer.person.nationality == "01");
}

BOOST_AUTO_TEST_CASE(a_settlement_is_asked_for_and_answered) {
    const wire::Envelope asked = golden("settle_request");
    BOOST_TEST(asked.clearing_day() == "2018-10-16");
    Reading reading;
    auto request = read(asked.settle_request().bill(), reading);
    BOOST_TEST(reading.verdict().has_value());
    BOOST_TEST(request.request.total.to_yuan() == "1368.83");
    BOOST_TEST(request.request.diagnoses.at(0).code.original_code == "I10");
    // Written by us it is the same message again.
    wire::Bill ours;
    write(request.request, request.parties, ours);
    BOOST_TEST(ours.SerializeAsString() == asked.settle_request().bill().SerializeAsString());

    Reading answered;
    const SettlementId key("330200BBBBBBBBBBBBBBBBBBBBBBBB");
    const SettledBill bill = read(golden("settle_answer").settle_answer(), key, answered);
    BOOST_TEST(answered.verdict().has_value());
    BOOST_TEST(bill.split.fund_total.to_yuan() == "1126.60");
    BOOST_TEST(bill.split.cash.to_yuan() == "240.23");
    BOOST_TEST(bill.split.scope.in_scope.to_yuan() == "1360.00");
    BOOST_TEST(bill.split.payments.size() == 2u);
    wire::SettleAnswer again;
    write(bill, key, again);
    BOOST_TEST(again.SerializeAsString() == golden("settle_answer").settle_answer().SerializeAsString());
}

BOOST_AUTO_TEST_CASE(a_cancel_is_negative_and_a_reverse_fences) {
    Reading reading;
    const PaymentSplit split = read(golden("cancel_request").cancel_request().split(), reading);
    BOOST_TEST(split.total.to_yuan() == "-1368.83");
    BOOST_CHECK(read_reverse_result(golden("reverse_answer").reverse_answer().result(), reading) ==
                ReverseResult::fenced);
    BOOST_TEST(reading.verdict().has_value());
}

BOOST_AUTO_TEST_CASE(a_refusal_told_by_a_query_and_an_error_of_a_newer_list_keep_their_meaning) {
    Reading reading;
    const QueryResult result = read(golden("query_answer_refused").query_answer(), SettlementId("S"), reading);
    BOOST_TEST(reading.verdict().has_value());
    BOOST_CHECK(result.refusal->code == ErrorCode::filing_required);
    const Error newer = read(golden("error_of_a_newer_list").error());
    BOOST_CHECK(newer.code == ErrorCode::refused_by_insured_side);
    BOOST_TEST(newer.detail == "GW1999 A rule of a newer list");
    BOOST_TEST(newer.fields.at(0) == "settle_request.bill.med_type");
}

BOOST_AUTO_TEST_CASE(a_day_is_closed_and_stated) {
    Reading closing;
    const DayTotals totals = read(golden("day_close_request").day_close_request(), closing);
    BOOST_TEST(closing.verdict().has_value());
    BOOST_TEST(totals.cells.at(0).settlements == 2);
    BOOST_TEST(totals.carried.size() == 1u);
    BOOST_TEST(totals.late.size() == 1u);
    Reading stating;
    const Proposal proposal = read(golden("statement_request").statement_request(), stating);
    BOOST_TEST(stating.verdict().has_value());
    BOOST_CHECK(proposal.cells.at(1).component == Component::acct);
    BOOST_TEST(proposal.cells.at(0).amount.to_yuan() == "1126.60");
}

BOOST_AUTO_TEST_CASE(a_day_is_narrowed_group_by_group_range_by_range_and_line_by_line) {
    Reading reading;
    const auto groups = read(golden("day_groups_answer").day_groups_answer(), reading);
    BOOST_TEST(groups.at(0).group.sign == -1);
    BOOST_TEST(groups.at(1).all.count == 4711);
    const RangesAsked asked = read(golden("day_ranges_request").day_ranges_request(), reading);
    BOOST_REQUIRE(asked.ranges.size() == 3u);
    BOOST_CHECK(asked.ranges[1].after == asked.ranges[0].until);
    BOOST_TEST(asked.ranges[2].until.empty());
    const auto digests = read(golden("day_ranges_answer").day_ranges_answer(), asked.ranges, reading);
    BOOST_TEST(digests.at(1).count == 0);
    const ports::LinesAsked lines = read(golden("day_lines_request").day_lines_request(), reading);
    const auto page = read(golden("day_lines_answer").day_lines_answer(), lines, reading);
    BOOST_TEST(page.lines.size() == 2u);  // a double
    BOOST_TEST(page.more);
    const auto keys = read(golden("day_keys_request").day_keys_request(), reading);
    const auto states = read(golden("day_keys_answer").day_keys_answer(), keys, reading);
    BOOST_CHECK(states.at(0).assigned_day == ClearingDay::parse("2018-10-17").value());
    BOOST_CHECK(states.at(1).state == ports::LineState::State::reversed);
    BOOST_TEST(reading.verdict().has_value());
}

BOOST_AUTO_TEST_CASE(an_adjustment_is_asked_for_on_its_day_and_answered_with_the_day_it_stands_on) {
    const wire::Envelope asked = golden("adjustment_request");
    BOOST_TEST(asked.clearing_day() == "2018-10-17");
    Reading reading;
    const ReadAdjustment told = read(asked.adjustment_request(), reading);
    BOOST_TEST(reading.verdict().has_value());
    BOOST_TEST(told.settlement.treatment_division.text == "310101");
    BOOST_TEST(told.settlement.settlement.text == "310000EEEEEEEEEEEEEEEEEEEEEEEE");
    BOOST_TEST(told.insured_division.text == "330203");
    BOOST_CHECK(told.reason == AdjustmentReason::deduction);
    BOOST_CHECK(told.bearer == Bearer::hospital);
    BOOST_TEST(told.origin == "finding 2018-7");
    BOOST_TEST(told.amounts.at(Component::hifp).to_yuan() == "100.00");
    BOOST_TEST(told.amounts.at(Component::acct).to_yuan() == "2.00");
    Reading answered;
    BOOST_TEST(read(golden("adjustment_answer").adjustment_answer(), answered).to_text() == "2018-10-17");
    BOOST_TEST(answered.verdict().has_value());

    const auto differs = golden("statement_answer_differs").statement_answer();
    BOOST_TEST(!differs.agreed());
    BOOST_REQUIRE(differs.has_adjustments());
    Reading viewed;
    BOOST_TEST(read(differs.adjustments(), viewed).at(0).amount.to_yuan() == "-100.00");
    BOOST_TEST(viewed.verdict().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
