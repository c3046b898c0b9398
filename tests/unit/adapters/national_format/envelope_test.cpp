#include "adapters/national_format/transactions.hpp"
#include "tests/unit/adapters/national_format/messages.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

using namespace clearing;
using namespace clearing::national_format;
using clearing::testing::request_text;

BOOST_AUTO_TEST_SUITE(national_format_envelope)

BOOST_AUTO_TEST_CASE(an_envelope_is_refused_with_the_exact_code) {
    struct Bad {
        std::string body;
        ErrorCode code;
        std::vector<std::string> fields;
    };
    const json::Limits small{.max_bytes = 1000, .max_depth = 4, .max_array = 20, .max_string = 100};
    for (const Bad& bad :
         {Bad{"{", ErrorCode::malformed_json, {}}, Bad{"[]", ErrorCode::wrong_type, {}},
          Bad{"{}",
              ErrorCode::missing_field,
              {"envelope.infno", "envelope.msgid", "envelope.mdtrtarea_admvs", "envelope.fixmedins_code"}},
          Bad{request_text("2207", "[]"), ErrorCode::wrong_type, {"input"}},
          Bad{request_text("2207", "5"), ErrorCode::wrong_type, {"input"}},
          Bad{request_text("2207", R"("{broken")"), ErrorCode::malformed_json, {"input"}},
          Bad{request_text("220777", "{}"), ErrorCode::over_limit, {"envelope.infno"}},
          Bad{request_text("2207", R"({"a":{"b":{"c":{}}}})"), ErrorCode::over_limit, {}},
          Bad{request_text("2207", R"({"a":")" + std::string(101, 'x') + "\"}"), ErrorCode::over_limit, {}},
          Bad{std::string(1001, ' '), ErrorCode::over_limit, {}}}) {
        BOOST_TEST_CONTEXT(bad.body.substr(0, 60)) {
            const auto read = read_request(bad.body, small);
            BOOST_TEST_REQUIRE(!read.has_value());
            BOOST_TEST(text_of(read.error().code).name == text_of(bad.code).name);
            BOOST_TEST(read.error().fields == bad.fields, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(the_same_content_is_told_from_another) {
    const std::string input = R"({"data":{"medfee_sumamt":"69.60","x":null}})";
    const auto text = [](const std::string& body) { return content_text(read_request(body).value()); };
    const std::string first = text(request_text("2207", input));
    BOOST_TEST(first == text(request_text("2207", R"({"data":{"medfee_sumamt":69.6}})")));
    BOOST_TEST(first == text(request_text("2207", R"("{\"data\":{\"medfee_sumamt\":69.6}}")")));
    BOOST_TEST(first == text(request_text("2207", input, "ANOTHER-MESSAGE-ID")));
    BOOST_TEST(first != text(request_text("2207A", input)));
    BOOST_TEST(first != text(request_text("2207", R"({"data":{"medfee_sumamt":69.61}})")));
    BOOST_TEST(first != text(request_text("2207", input, "M", "310114")));
}

BOOST_AUTO_TEST_CASE(what_differs_is_named_by_its_path) {
    const std::string first = request_text("2207", R"({"data":{"medfee_sumamt":1,"a":"x"},"rows":[{"b":1},{"b":2}]})");
    const std::string second = request_text(
        "2207", R"({"data":{"medfee_sumamt":2,"a":"x","c":"new"},"rows":[{"b":1},{"b":3}]})", "M", "310114");
    const std::vector<std::string> expected{"input.data.c", "input.data.medfee_sumamt", "input.rows[1].b",
                                            "insuplc_admdvs"};
    BOOST_TEST(different_fields(first, second) == expected, boost::test_tools::per_element());
    BOOST_TEST(different_fields(first, first).empty());
    BOOST_TEST(different_fields("garbage", second) == std::vector<std::string>{"input"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_many_differences_fifty_are_named_in_the_order_of_their_names) {
    const auto wide = [](int value, int count) {
        std::string members;
        for (int i = 0; i < count; ++i)
            members += fmt::format("{}\"k{:05}\":{}", i == 0 ? "" : ",", i, value);
        return request_text("2207", R"({"data":{)" + members + "}}");
    };
    const std::vector<std::string> named = different_fields(wide(1, 20'000), wide(2, 20'000));
    BOOST_TEST_REQUIRE(named.size() == 50u);
    BOOST_TEST(named.front() == "input.data.k00000");
    BOOST_TEST(named.back() == "input.data.k00049");
    // What one side lacks differs too, and is found at the end of all that does not.
    BOOST_TEST(different_fields(wide(1, 20'000), wide(1, 19'999)) == std::vector<std::string>{"input.data.k19999"},
               boost::test_tools::per_element());
    BOOST_TEST(different_fields(wide(1, 19'999), wide(1, 20'000)) == std::vector<std::string>{"input.data.k19999"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_same_names_in_another_order_do_not_differ_and_rows_are_named_up_to_fifty) {
    const std::string first = request_text("2204", R"({"data":{"b":{"y":1,"x":2},"a":1}})");
    const std::string second = request_text("2204", R"({"data":{"a":1.0,"b":{"x":"2","y":1}}})");
    BOOST_TEST(different_fields(first, second).empty());
    const auto rows = [](int value) {
        std::string list;
        for (int i = 0; i < 60; ++i)
            list += fmt::format("{}{{\"cnt\":{}}}", i == 0 ? "" : ",", value);
        return request_text("2204", R"({"feedetail":[)" + list + "]}");
    };
    const std::vector<std::string> named = different_fields(rows(1), rows(2));
    BOOST_TEST_REQUIRE(named.size() == 50u);
    BOOST_TEST(named.front() == "input.feedetail[0].cnt");
    BOOST_TEST(named.back() == "input.feedetail[49].cnt");
}

BOOST_AUTO_TEST_CASE(a_name_of_any_length_is_told_in_few_bytes_and_whole_characters) {
    std::string name, beginning;
    for (int i = 0; i < 1'000; ++i)
        name += "名";
    for (int i = 0; i < 64; ++i)
        beginning += "名";
    const auto with = [&](int value) {
        return request_text("2207", R"({")" + name + R"(":)" + std::to_string(value) + "}");
    };
    BOOST_TEST(different_fields(with(1), with(2)) == std::vector<std::string>{"input." + beginning},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(unknown_keys_of_the_envelope_are_kept) {
    const auto read = read_request(R"({"infno":"3203","msgid":"M","mdtrtarea_admvs":"330200","fixmedins_code":"H",)"
                                   R"("own_key":{"a":[1.50]},"input":{"data":{"anything":-1}}})");
    BOOST_TEST_REQUIRE(read.has_value());
    const auto again = json::parse(write_request(*read));
    BOOST_TEST_REQUIRE(again.has_value());
    BOOST_TEST(json::write(*again->find("own_key")) == R"({"a":[1.50]})");
    BOOST_TEST(json::write(*again->find("input")) == R"({"data":{"anything":-1}})");
}

BOOST_AUTO_TEST_CASE(an_answers_infcode_is_a_number_or_a_string_and_nothing_else) {
    BOOST_TEST(read_response(R"({"infcode":0})").value().code == 0);
    BOOST_TEST(read_response(R"({"infcode":"0","err_msg":"成功","output":null})").value().code == 0);
    BOOST_TEST(read_response(R"({"infcode":" 0 "})").value().code == 0);
    BOOST_TEST(read_response(R"({"infcode":"-1 "})").value().code == -1);
    BOOST_TEST(read_response(R"({"infcode":"-1"})").value().code == -1);
    BOOST_TEST(read_response(R"({"infcode":-1,"inf_refmsgid":""})").value().code == -1);
    BOOST_TEST(read_response(R"({"infcode":0.0})").value().code == 0);
    for (const char* no : {"1", "-2", R"("1")", R"("-9999")", "-1.0", "500"})
        BOOST_TEST(read_response(std::string(R"({"infcode":)") + no + "}").value().code == -1, no);
    for (const char* body : {R"({})", R"({"infcode":null})", R"({"infcode":[]})", R"({"infcode":"失败"})",
                             R"({"infcode":true})", R"({"infcode":"0x0"})", R"({"infcode":" "})", "<html/>", ""})
        BOOST_TEST(!read_response(body).has_value(), body);
}

BOOST_AUTO_TEST_CASE(a_readable_no_is_a_no_whatever_its_trimmings_are) {
    const std::string long_id(70, '9');
    for (const std::string& trimming :
         {std::string(R"("output":"失败")"), std::string(R"("output":5)"), std::string(R"("output":"{broken")"),
          R"("inf_refmsgid":")" + long_id + "\"", std::string(R"("inf_refmsgid":{"id":1})"),
          std::string(R"("refmsg_time":["20241105103000123"])"),
          std::string(R"("respond_time":"Tue Nov 05 2024 10:30:00 GMT+0800 China Standard Time")")}) {
        const auto read = read_response(R"({"infcode":-1,"err_msg":"[GW1504] 已结算",)" + trimming + "}");
        BOOST_TEST_REQUIRE(read.has_value(), trimming);
        BOOST_TEST(read->code == -1);
        BOOST_TEST(read->error_text == "[GW1504] 已结算");
    }
    const auto told = read_response(R"({"infcode":1,"err_msg":{"code":"E1","msg":"调用核心超时"}})");
    BOOST_TEST_REQUIRE(told.has_value());
    BOOST_TEST(told->error_text == R"({"code":"E1","msg":"调用核心超时"})");
}

BOOST_AUTO_TEST_CASE(a_yes_is_read_without_its_trimmings_and_not_without_its_output) {
    const auto read = read_response(R"({"infcode":0,"inf_refmsgid":")" + std::string(70, '9') +
                                    R"(","err_msg":{},"output":{"setlinfo":{}}})");
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->reference == std::string(64, '9'));
    for (const char* output : {R"("失败")", "5", R"("{broken")"})
        BOOST_TEST(!read_response(std::string(R"({"infcode":0,"output":)") + output + "}").has_value(), output);
}

BOOST_AUTO_TEST_CASE(an_answer_is_read_however_long_its_error_text_is) {
    const std::string text = "[GW1003] " + std::string(300'000, 'x');
    const auto read = read_response(R"({"infcode":-1,"err_msg":")" + text + "\"}");
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->code == -1);
    BOOST_TEST((read->error_text == text));
}

BOOST_AUTO_TEST_CASE(a_transaction_is_found_by_its_four_digits_and_its_baseline_variant) {
    BOOST_TEST_REQUIRE(find_transaction("2207A"));
    BOOST_TEST((find_transaction("2207A") == find_transaction("2207")));
    BOOST_TEST((find_transaction("2304")->care == CareSetting::inpatient));
    BOOST_TEST(find_transaction("2304")->names_person());
    BOOST_TEST(!find_transaction("3201")->names_person());
    BOOST_TEST(!find_transaction("9101")->names_person());
    BOOST_TEST(find_transaction("2601")->freezes_itself());
    BOOST_TEST(!find_transaction("2206")->freezes_itself());
    for (const char* infno : {"", "A", "2209", "2207B", "22070", "220", "3203", "1320"})
        BOOST_TEST(!find_transaction(infno), infno);
}

BOOST_AUTO_TEST_SUITE_END()
