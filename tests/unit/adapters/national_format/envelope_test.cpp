#include "adapters/national_format/transactions.hpp"
#include "tests/unit/adapters/national_format/messages.hpp"

#include <boost/test/unit_test.hpp>

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
    BOOST_TEST(read_response(R"({"infcode":"-1"})").value().code == -1);
    BOOST_TEST(read_response(R"({"infcode":-1,"inf_refmsgid":""})").value().code == -1);
    for (const char* body : {R"({})", R"({"infcode":1})", R"({"infcode":null})", R"({"infcode":[]})", "<html/>", ""})
        BOOST_TEST(!read_response(body).has_value(), body);
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
