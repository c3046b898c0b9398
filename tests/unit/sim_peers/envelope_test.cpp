#include "sim-peers/national/envelope.hpp"

#include <fstream>
#include <sstream>

#include <boost/test/unit_test.hpp>

using namespace clearing::peers;
using namespace clearing::peers::national;

namespace {

std::string file(const std::string& path) {
    std::ifstream stream(std::string(CLEARING_SOURCE_DIR) + path);
    std::ostringstream content;
    content << stream.rdbuf();
    BOOST_REQUIRE(!content.str().empty());
    return content.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sim_peers_envelope)

BOOST_AUTO_TEST_CASE(an_envelope_written_by_hand_is_read) {
    const auto request = read_request(file("/tests/unit/sim_peers/golden/2304_request.json"));
    BOOST_REQUIRE_MESSAGE(request, (request ? "" : request.error()));
    BOOST_TEST(request->infno == "2304");  // 2304A is the same transaction
    BOOST_TEST(request->insured_division == "520100");
    BOOST_TEST(request->node().text("medfee_sumamt") == "15253.29");  // input came as a string
    BOOST_TEST(request->node().text("psn_name") == "汤先生");
    BOOST_TEST(request->node().text("acct_used_flag").empty());
    BOOST_TEST(read_exp_content(request->node()).text("DEPOSIT_AMT") == "3000.00");
}

BOOST_AUTO_TEST_CASE(same_content_does_not_depend_on_the_operator_or_the_time) {
    Request left{"2207", "A", "330200", "310000", "H33020300001", "x", {}};
    left.input = *Json::parse(R"({"data":{"medfee_sumamt":69.6,"memo":null}})");
    Request right = left;
    right.msgid = "B";
    right.institution_name = "y";
    right.input = *Json::parse(R"({"data":{"memo":"","medfee_sumamt":69.60}})");
    BOOST_TEST(left.content() == right.content());
    right.insured_division = "520100";
    BOOST_TEST(left.content() != right.content());
}

BOOST_AUTO_TEST_CASE(a_refusal_carries_its_code_in_brackets) {
    const auto clock = Clock::starting_at("2018-10-16 08:00:00");
    const Json answer = write_refusal(refusals::already_settled("330200X"), "330200", *clock);
    const auto reply = read_reply(answer.write());
    BOOST_REQUIRE(reply);
    BOOST_TEST(!reply->ok);
    BOOST_TEST(reply->code == "GW1504");
    BOOST_TEST(reply->err_msg.find("330200X") != std::string::npos);
    BOOST_TEST(answer.text("inf_refmsgid").size() == 30U);
    BOOST_TEST(answer.text("respond_time").size() == 17U);
}

BOOST_AUTO_TEST_CASE(infcode_is_read_as_a_number_and_as_a_string) {
    BOOST_TEST(read_reply(R"({"infcode":"0","output":{}})")->ok);
    BOOST_TEST(read_reply(R"({"infcode":0,"err_msg":"成功","output":null})")->ok);
    BOOST_TEST(!read_reply(R"({"infcode":"-1","err_msg":"x"})")->ok);
    BOOST_TEST(!read_reply(R"({"output":{}})"));
    BOOST_TEST(!read_reply("<html>"));
}

BOOST_AUTO_TEST_CASE(a_request_without_infno_or_msgid_is_refused) {
    BOOST_TEST(!read_request(R"({"infno":"2207","input":{}})"));
    BOOST_TEST(!read_request(R"({"msgid":"x","input":{}})"));
    BOOST_TEST(!read_request("[]"));
    BOOST_TEST(!read_request(R"({"infno":"2207","msgid":"x","input":"{"})"));
}

BOOST_AUTO_TEST_SUITE_END()
