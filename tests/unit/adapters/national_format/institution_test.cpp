// An institution's reconciliation in the format: files, allocations, confirmations.
#include "adapters/national_format/institution.hpp"

#include "adapters/national_format/base64.hpp"
#include "adapters/national_format/detail_file.hpp"
#include "tests/unit/adapters/national_format/messages.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::national_format;
using clearing::testing::request_text;

namespace {

RequestEnvelope envelope(const std::string& infno, const std::string& input) {
    return read_request(request_text(infno, input, "M1")).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(institution_messages)

BOOST_AUTO_TEST_CASE(bytes_are_read_as_base64_and_as_numbers) {
    const std::string bytes("\0\xFFPK\x01", 5);
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
        const std::string part = bytes.substr(0, length);
        BOOST_TEST((read_bytes(json::Value(base64(part))) == part));
    }
    BOOST_TEST(base64("Ma") == "TWE=");
    BOOST_TEST(read_bytes(json::Value("TW\r\nE=")).value() == "Ma");
    BOOST_TEST(read_bytes(json::parse("[80,75,-1,255]").value()).value() == "PK\xFF\xFF");
    for (const char* wrong : {R"("TWE")", R"("T===")", R"("T!E=")", R"("TWE=TWE=")", "[256]", "[1.5]", "[\"1\"]", "7"})
        BOOST_TEST(!read_bytes(json::parse(wrong).value()).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(a_detail_file_is_read_row_by_row_and_a_bad_row_stops_nothing) {
    const DetailFile file = read_detail_file(
        "\xEF\xBB\xBFS1\tV1\tP1\t69.6\t60.00\t0\t0\r\n"
        "\n"
        "S2\tnull\tP2\t-10.00\t-8.00\tnull\t1\n"
        "S3\tV3\tP3\tten\t1\t1\t0\n"
        "S4\tV4\tP4\t1\t1\t0\n"
        "null\tV5\tP5\t1\t1\t1\t0\n"
        "S6\tV6\tP6\t1\t1\t1\t2\n"
        "S7\tV7\tP7\t1.001\t1\t1\t0");
    BOOST_TEST_REQUIRE(file.rows.size() == 2u);
    BOOST_TEST(file.rows[0].settlement.text == "S1");
    BOOST_TEST(file.rows[0].total.to_yuan() == "69.60");
    BOOST_TEST(!file.rows[0].refund);
    BOOST_TEST(file.rows[1].refund);
    BOOST_TEST(file.rows[1].visit.empty());
    BOOST_TEST(file.rows[1].account.is_zero());
    BOOST_TEST_REQUIRE(file.unreadable.size() == 5u);
    BOOST_TEST(file.unreadable[0].line == 4);
    BOOST_TEST(file.unreadable[0].why == "medfee_sumamt is no amount");
    BOOST_TEST(file.unreadable[1].why == "6 columns instead of 7");
    BOOST_TEST(file.unreadable[2].why == "setl_id is missing");
    BOOST_TEST(file.unreadable[3].why == "refd_setl_flag is neither 0 nor 1");
    BOOST_TEST(file.unreadable[4].line == 8);
    BOOST_TEST(read_detail_file("").rows.empty());
}

BOOST_AUTO_TEST_CASE(a_result_file_has_the_published_columns_and_names_what_was_unreadable) {
    ports::InstitutionResult equal, only_here;
    equal.row = {"P1", VisitId("V1"), SettlementId("S1"), Money::parse("10").value(), Money::parse("8").value(),
                 {},   true};
    equal.message.text = "M1";
    equal.verdict = LineVerdict::equal;
    only_here.row.person = "P2";
    only_here.message.text = "M2";
    only_here.verdict = LineVerdict::only_centre;
    only_here.memo = "仅\t中心有";
    BOOST_TEST(write_result_file({equal, only_here}, {{3, "2 columns instead of 7"}}) ==
               "P1\tV1\tS1\tM1\t0\t1\tnull\t10.00\t8.00\t0.00\r\n"
               "P2\tnull\tnull\tM2\t1\t0\t仅中心有\t0.00\t0.00\t0.00\r\n"
               "null\tnull\tnull\tnull\t2\t0\t第3行无法读取：2 columns instead of 7\t0.00\t0.00\t0.00\r\n");
}

BOOST_AUTO_TEST_CASE(details_are_asked_for_by_a_file_or_inline) {
    const auto by_file = read_details_request(envelope(
        "3202",
        R"({"data":{"setl_optins":"330200","file_qury_no":"F1","stmt_begndate":"2018-10-16","stmt_enddate":"2018-10-17",
                 "medfee_sumamt":1,"fund_pay_sumamt":1,"cash_payamt":0,"fixmedins_setl_cnt":1,"clr_type":"11"}})"));
    BOOST_TEST_REQUIRE(by_file.has_value());
    BOOST_TEST(by_file->file_number == "F1");
    BOOST_TEST(by_file->period.clearing_type == "11");
    BOOST_TEST(by_file->period.end.to_text() == "2018-10-17");
    const auto inline_rows = read_details_request(
        envelope("3202", R"({"data":{"setl_optins":"330200","stmt_begndate":"2018-10-16","stmt_enddate":"2018-10-16"},
                 "detail":[{"setl_id":"S1","psn_no":"P1","medfee_sumamt":"5.5","fund_pay_sumamt":5,"acct_pay":0,"refd_setl_flag":"0"}]})"));
    BOOST_TEST_REQUIRE(inline_rows.has_value());
    BOOST_TEST_REQUIRE(inline_rows->rows.size() == 1u);
    BOOST_TEST(inline_rows->rows[0].total.to_yuan() == "5.50");
    const auto wrong = read_details_request(envelope(
        "3202", R"({"data":{"setl_optins":"330200","stmt_begndate":"2018-10-16","stmt_enddate":"2018-10-15"}})"));
    BOOST_TEST((wrong.error().code == ErrorCode::invalid_value));
}

BOOST_AUTO_TEST_CASE(allocations_are_asked_for_by_month_and_carry_our_ids_with_theirs_beside_them) {
    const auto asked =
        read_allocations_request(envelope("3260", R"({"data":{"trt_year":"2018","trt_month":"10","startrow":101}})"));
    BOOST_TEST_REQUIRE(asked.has_value());
    BOOST_TEST(asked->month.to_text() == "2018-10-01");
    BOOST_TEST(asked->first_row == 101);
    BOOST_TEST(
        read_allocations_request(envelope("3260", R"({"data":{"trt_year":2018,"trt_month":1}})")).value().first_row ==
        1);
    for (const char* wrong : {R"({"data":{"trt_year":"2018","trt_month":"13"}})", R"({"data":{"trt_month":"10"}})",
                              "{}", R"({"data":{"trt_year":"2018","trt_month":"10","startrow":"x"}})"})
        BOOST_TEST(!read_allocations_request(envelope("3260", wrong)).has_value(), wrong);

    ports::AllocationLine line{7, {}, "330204195512034321"};
    line.line.id = SettlementId("OURS");
    line.line.visit = VisitId("OURV");
    line.line.treatment_division = DivisionCode("330203");
    line.line.settled_at = "2018-10-16 10:00:00";
    line.line.total = Money::parse("100").value();
    line.line.fund = Money::parse("70").value();
    line.line.account = Money::parse("5").value();
    line.line.their_id = SettlementId("THEIRS");
    BOOST_TEST(
        json::write(write_allocations({line}, "H33020300001")) ==
        R"({"data":[{"seqno":7,"mdtrtarea":"330203","medins_no":"H33020300001","certno":"330204195512034321","mdtrt_id":"OURV",)"
        R"("mdtrt_setl_time":"2018-10-16 10:00:00","setl_sn":"OURS","fulamt_advpay_flag":"0","medfee_sumamt":100.00,)"
        R"("optins_pay_sumamt":75.00,"exp_content":"{\"THEIR_SETL_ID\":\"THEIRS\"}"}]})");
}

BOOST_AUTO_TEST_CASE(a_confirmation_says_how_many_rows_it_has_and_each_a_flag) {
    const std::string rows =
        R"("detail":[{"certno":"1","mdtrt_id":"V1","mdtrt_setl_time":"2018-10-16 10:00:00","setl_sn":"S1",)"
        R"("medfee_sumamt":"100.00","optins_pay_sumamt":75,"cnfm_flag":"1"},)"
        R"({"setl_sn":"S2","medfee_sumamt":-1,"optins_pay_sumamt":-1,"cnfm_flag":0}])";
    const auto read = read_confirmation_request(
        envelope("3261", R"({"data":{"trt_year":"2018","trt_month":"10","totalrow":2},)" + rows + "}"));
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST_REQUIRE(read->answers.size() == 2u);
    BOOST_TEST(read->answers[0].confirmed);
    BOOST_TEST(!read->answers[1].confirmed);
    BOOST_TEST(read->answers[0].insured_side_pays.to_yuan() == "75.00");
    const auto wrong_count = read_confirmation_request(
        envelope("3261", R"({"data":{"trt_year":"2018","trt_month":"10","totalrow":3},)" + rows + "}"));
    BOOST_TEST((wrong_count.error().code == ErrorCode::invalid_value));
    BOOST_TEST(wrong_count.error().fields.front() == "input.data.totalrow");
    BOOST_TEST(!read_confirmation_request(envelope("3261", R"({"data":{"trt_year":"2018","trt_month":"10","totalrow":1},
        "detail":[{"setl_sn":"S1","medfee_sumamt":1,"optins_pay_sumamt":1}]})"))
                    .has_value());
    BOOST_TEST(json::write(write_confirmation(MessageId("M1"))) == R"({"data":{"otransid":"M1"}})");
}

BOOST_AUTO_TEST_CASE(a_rollback_comes_flat_or_under_data) {
    for (const char* input : {R"({"trt_year":"2018","trt_month":"10","otransid":"0"})",
                              R"({"data":{"trt_year":2018,"trt_month":"10","otransid":0}})"}) {
        const auto read = read_rollback_request(envelope("3262", input));
        BOOST_TEST_REQUIRE(read.has_value());
        BOOST_TEST(read->confirmation.text == "0");
        BOOST_TEST(read->month.to_text() == "2018-10-01");
    }
    BOOST_TEST(!read_rollback_request(envelope("3262", R"({"trt_year":"2018","trt_month":"10"})")).has_value());
}

BOOST_AUTO_TEST_CASE(a_files_bytes_may_take_the_whole_frame_in_either_shape) {
    const json::Limits small{.max_bytes = 1'000'000, .max_depth = 16, .max_array = 1'000, .max_string = 1'000};
    const std::string bytes(100'000, 'P');
    std::string numbers = "[80";
    for (std::size_t i = 1; i < bytes.size(); ++i)
        numbers += ",80";
    numbers += "]";
    const auto body = [](const std::string& infno, const std::string& in) {
        return request_text(infno, R"({"fsUploadIn":{"filename":"a.zip","in":)" + in + "}}");
    };
    const std::string in_base64 = "\"" + base64(bytes) + "\"";
    for (const std::string& in : {numbers, in_base64}) {
        const auto request = read_request(body("9101", in), small);
        BOOST_TEST_REQUIRE(request.has_value());
        BOOST_TEST((read_file_upload(*request).value().bytes == bytes));
        // The input as a text, as some clients send it.
        const std::string input = json::write(request->input);
        const auto as_text = read_request(request_text("9101", json::write(json::Value(input))), small);
        BOOST_TEST_REQUIRE(as_text.has_value());
        BOOST_TEST((read_file_upload(*as_text).value().bytes == bytes));
        // Room is for files alone, and as large as a frame.
        BOOST_TEST((read_request(body("2204", in), small).error().code == ErrorCode::over_limit));
        json::Limits smaller = small;
        smaller.max_bytes = 100'000;
        BOOST_TEST((read_request(body("9101", in), smaller).error().code == ErrorCode::over_limit));
    }
}

BOOST_AUTO_TEST_CASE(files_are_moved_as_base64_and_named_by_a_number) {
    const auto upload = read_file_upload(
        envelope("9101", R"({"fsUploadIn":{"in":"UEs=","filename":"a.zip","fixmedins_code":"H33020300001"}})"));
    BOOST_TEST_REQUIRE(upload.has_value());
    BOOST_TEST(upload->bytes == "PK");
    BOOST_TEST(!read_file_upload(envelope("9101", R"({"fsUploadIn":{"in":"?","filename":"a.zip"}})")).has_value());
    BOOST_TEST(!read_file_upload(envelope("9101", R"({"fsUploadIn":{"filename":"a.zip"}})")).has_value());
    ports::ExchangeFile file{"F1", InstitutionCode("H33020300001"),         "a.zip", "PK",
                             {},   *parse_local_time("2018-10-23 12:00:00")};
    BOOST_TEST(
        json::write(write_file_upload(file)) ==
        R"({"file_qury_no":"F1","filename":"a.zip","fixmedins_code":"H33020300001","dld_endtime":"2018-10-23 12:00:00"})");
    BOOST_TEST(
        read_file_download(
            envelope("9102", R"({"fsDownloadIn":{"file_qury_no":"F1","filename":"a.zip","fixmedins_code":"plc"}})"))
            .value() == "F1");
    BOOST_TEST(json::write(write_file_download(file)) == R"({"fsDownloadOut":{"filename":"a.zip","out":"UEs="}})");
    BOOST_TEST(json::write(write_details_answer(file)) ==
               R"({"fileinfo":{"file_qury_no":"F1","filename":"a.zip","dld_endtime":"2018-10-23 12:00:00"}})");
}

BOOST_AUTO_TEST_SUITE_END()
