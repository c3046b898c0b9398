#include "gateway/ports/own_ids.hpp"
#include "tests/unit/adapters/national_format/server_room.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

using namespace clearing;
using namespace clearing::testing;
using namespace clearing::national_format;

BOOST_FIXTURE_TEST_SUITE(national_format_server, World)

BOOST_AUTO_TEST_CASE(a_settlement_is_carried_to_the_desk_and_answered_in_full) {
    const ResponseEnvelope settled_answer = answer(claim());
    BOOST_TEST(settled_answer.code == 0);
    const json::Value& info = *settled_answer.output.find("setlinfo");
    BOOST_TEST(*info.find("setl_id")->as_string() == "OURSETL");
    BOOST_TEST(*info.find("medins_setl_id")->as_string() == "M1");
    BOOST_TEST(info.find("hosp_part_amt")->as_number()->text == "0.00");
    BOOST_TEST_REQUIRE(desk.calls.size() == 1u);
    BOOST_TEST(desk.calls[0].peer.text == "local-bureau");
    BOOST_TEST((desk.calls[0].direction == Direction::visitor));
    BOOST_TEST(desk.calls[0].header.insured_division.text == "310115");
    BOOST_TEST_REQUIRE(messages.inbound.size() == 1u);
    BOOST_TEST((messages.inbound[0].message.content_digest == desk.calls[0].content_digest));
    BOOST_TEST_REQUIRE(messages.inbound[0].answers.size() == 1u);
    BOOST_TEST(messages.inbound[0].answers[0].final);
    BOOST_TEST(messages.inbound[0].answers[0].code == "0");
}

BOOST_AUTO_TEST_CASE(the_answers_envelope_has_the_published_shape) {
    const ResponseEnvelope first = answer(registration("M1"));
    const ResponseEnvelope second = answer(registration("M2"));
    BOOST_TEST(first.reference.size() == 30u);
    BOOST_TEST(first.reference.starts_with("33020020241105103000"));
    BOOST_TEST(first.reference != second.reference);
    BOOST_TEST(first.received_at == "20241105103000000");
    BOOST_TEST(first.responded_at == "20241105103000000");
}

BOOST_AUTO_TEST_CASE(the_same_message_again_gets_the_stored_final_answer) {
    const std::string first = post(registration()).body;
    const std::string second = post(registration()).body;
    BOOST_TEST(first == second);
    BOOST_TEST(desk.calls.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_settlement_transaction_always_goes_to_the_desk_and_what_it_confirms_is_given_again_to_the_byte) {
    const std::string booked = post(claim()).body;
    clock.at += std::chrono::hours(24 * 200);
    BOOST_TEST(post(claim("69.60")).body == booked);
    BOOST_TEST(desk.calls.size() == 2u);
    BOOST_TEST(messages.inbound[0].answers.size() == 1u);
    // In doubt, or being reversed: the present state.
    desk.error = Error{ErrorCode::reversing, {}, {}, "330200X"};
    BOOST_TEST(begins_with(answer(claim()), "GW3003"));
    // Reversed: another final answer, frozen in its turn.
    desk.error = Error{ErrorCode::message_reversed, {}, {}, "330200X"};
    const std::string reversed = post(claim()).body;
    BOOST_TEST(begins_with(read_response(reversed).value(), "GW1102"));
    clock.at += std::chrono::hours(24 * 200);
    BOOST_TEST(post(claim()).body == reversed);
}

BOOST_AUTO_TEST_CASE(a_copy_of_a_refused_reverse_gets_the_no_and_undoes_nothing) {
    desk.reverse_result = ReverseResult::not_reversible;
    const std::string refused = post(reverse()).body;
    BOOST_TEST(begins_with(read_response(refused).value(), "GW1515"));
    desk.reverse_result = ReverseResult::reversed;  // it could be undone by now
    BOOST_TEST(post(reverse()).body == refused);
    BOOST_TEST(desk.calls.size() == 1u);
    // Another reverse is another question.
    BOOST_TEST(answer(reverse("R2")).code == 0);
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_not_final_is_not_given_again) {
    desk.error = Error{ErrorCode::peer_unreachable, {}, {}, {}};
    BOOST_TEST(begins_with(answer(registration()), "GW2001"));
    BOOST_TEST(!messages.inbound[0].answers[0].final);
    desk.error.reset();
    BOOST_TEST(answer(registration()).code == 0);
    BOOST_TEST(desk.calls.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_message_id_with_other_content_is_refused_naming_the_fields) {
    answer(claim("69.6"));
    const ResponseEnvelope other = answer(claim("69.7"));
    BOOST_TEST(begins_with(other, "GW1101"));
    BOOST_TEST(other.error_text.find("input.data.medfee_sumamt") != std::string::npos);
    BOOST_TEST(desk.calls.size() == 1u);
    BOOST_TEST(messages.inbound[0].answers.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_certificate_of_another_role_or_region_is_answered_403_and_audited) {
    for (const auto& peer :
         {std::optional<tls::Identity>(), std::optional(tls::Identity{"330200", "national", "n", "f", {}}),
          std::optional(tls::Identity{"310000", "local-bureau", "s", "f", {}})}) {
        const http::Response response = post(claim(), peer);
        BOOST_TEST(response.status == 403u);
        BOOST_TEST(begins_with(read_response(response.body).value(), "GW1206"));
    }
    BOOST_TEST(audit.events.size() == 3u);
    BOOST_TEST(audit.events[0].event == "speaker_refused");
    BOOST_TEST(desk.calls.empty());
    BOOST_TEST(messages.inbound.empty());
}

BOOST_AUTO_TEST_CASE(refused_certificates_are_audited_at_a_rate_and_the_rest_is_counted_there) {
    clock.stands_at = std::chrono::steady_clock::now();
    constexpr std::size_t all = 400;
    for (std::size_t i = 0; i < all; ++i) {
        const http::Response response = post(claim(), std::nullopt);
        BOOST_TEST_REQUIRE(response.status == 403u);
        BOOST_TEST_REQUIRE(response.close);
    }
    const std::size_t audited = audit.events.size();
    BOOST_TEST(audited >= 20u);
    BOOST_TEST(audited <= 100u);
    *clock.stands_at += std::chrono::seconds(10);
    post(claim(), std::nullopt);
    BOOST_TEST_REQUIRE(audit.events.size() == audited + 1);
    const std::string rest = "; " + std::to_string(all - audited) + " before it are not on record";
    BOOST_TEST(audit.events.back().detail.ends_with(rest), audit.events.back().detail);
    post(claim(), std::nullopt);
    BOOST_TEST_REQUIRE(audit.events.size() == audited + 2);
    BOOST_TEST(audit.events.back().detail.find("on record") == std::string::npos);
    BOOST_TEST(!post(claim()).close);
}

BOOST_AUTO_TEST_CASE(a_refused_certificate_that_cannot_be_audited_is_counted_with_the_next) {
    audit.down = true;
    BOOST_TEST(post(claim(), std::nullopt).status == 403u);
    BOOST_TEST(post(claim(), std::nullopt).status == 403u);
    audit.down = false;
    post(claim(), std::nullopt);
    BOOST_TEST_REQUIRE(audit.events.size() == 1u);
    BOOST_TEST(audit.events[0].detail.ends_with("; 2 before it are not on record"), audit.events[0].detail);
}

BOOST_AUTO_TEST_CASE(a_refusal_of_a_bill_of_many_rows_is_short_enough_to_be_read) {
    std::string rows = "{}";
    for (int i = 1; i < 20'000; ++i)
        rows += ",{}";
    const ResponseEnvelope refused = answer(request_text("2204", R"({"feedetail":[)" + rows + "]}"));
    BOOST_TEST(begins_with(refused, "GW1003"));
    BOOST_TEST(refused.error_text.size() < 5'000u);
    BOOST_TEST(refused.error_text.find("and 179950 more") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_foreign_treatment_division_is_refused_and_audited) {
    std::string body = claim();
    body.replace(body.find("330200"), 6, "310000");
    BOOST_TEST(begins_with(answer(body), "GW1207"));
    BOOST_TEST(audit.events.size() == 1u);
    BOOST_TEST(desk.calls.empty());
}

BOOST_AUTO_TEST_CASE(local_traffic_is_refused_with_its_own_code) {
    const std::string input = R"({"data":{}})";
    BOOST_TEST(begins_with(answer(request_text("2206", input, "M1", "")), "GW1201"));
    BOOST_TEST(begins_with(answer(request_text("2206", input, "M2", "330203")), "GW1201"));
    BOOST_TEST(audit.events.empty());
}

BOOST_AUTO_TEST_CASE(a_transaction_without_a_person_ignores_the_insured_place) {
    const ResponseEnvelope in =
        answer(request_text("9001", R"({"signIn":{"opter_no":"1","mac":"m","ip":"i"}})", "M1", ""));
    BOOST_TEST(in.code == 0);
    const std::string number = *in.output.find("signinoutb")->find("sign_no")->as_string();
    BOOST_TEST(number.size() == 20u);
    const std::string out = R"({"signOut":{"opter_no":"1","sign_no":")" + number + "\"}}";
    BOOST_TEST(answer(request_text("9002", out, "M2", "330200")).code == 0);
    const std::string totals =
        R"({"data":{"insutype":"310","clr_type":"11","setl_optins":"330200","stmt_begndate":"2024-11-01",)"
        R"("stmt_enddate":"2024-11-30","medfee_sumamt":1,"fund_pay_sumamt":0,"acct_pay":0,"fixmedins_setl_cnt":1}})";
    const ResponseEnvelope verdict = answer(request_text("3201", totals, "M3", ""));
    BOOST_TEST(*verdict.output.find("stmtinfo")->find("stmt_rslt")->as_string() == "0");
    BOOST_TEST_REQUIRE(reconciliation.asked.has_value());
    BOOST_TEST(reconciliation.asked->count == 1);
}

BOOST_AUTO_TEST_CASE(every_kind_of_transaction_reaches_the_desk) {
    const std::string ids =
        R"({"data":{"psn_no":"P1","mdtrt_id":"V1","setl_id":"S1","chrg_bchno":"0000","feedetl_sn":"0000"}})";
    const std::string bill = R"({"data":{)" + claim_data + R"(,"med_type":"11","chrg_bchno":"B1","medfee_sumamt":1}})";
    const std::string person = R"({"data":{"psn_cert_type":"01","certno":"1","psn_name":"测试甲"}})";
    const std::string entitled =
        R"({"data":{"psn_no":"P1","insutype":"310","med_type":"11","begntime":"2024-11-05 10:00:00"}})";
    const std::string lines =
        R"({"feedetail":[{"feedetl_sn":"1","mdtrt_id":"V1","chrg_bchno":"B1","fee_ocur_time":"2024-11-05",)"
        R"("med_list_codg":"X","medins_list_codg":"Y","cnt":1,"pric":1,"det_item_fee_sumamt":1}]})";
    const std::string original = R"({"data":{"psn_no":"P1","omsgid":"M0","oinfno":"2207"}})";
    std::size_t expected = 0;
    for (const auto& [infno, input] : std::vector<std::pair<std::string, std::string>>{
             {"1101", person}, {"2001", entitled}, {"2202", ids},  {"2204", lines}, {"2301", lines},
             {"2205", ids},    {"2302", ids},      {"2206", bill}, {"2206A", bill}, {"2303", bill},
             {"2207A", bill},  {"2304", bill},     {"2208", ids},  {"2305", ids},   {"2404", ids},
             {"2405", ids},    {"2601", original}, {"5201", ids},  {"5203", ids},   {"5204", ids}}) {
        BOOST_TEST_CONTEXT(infno) {
            const ResponseEnvelope given = answer(request_text(infno, input, "M" + infno));
            BOOST_TEST(given.error_text == "");
            BOOST_TEST(given.code == 0);
            BOOST_TEST(desk.calls.size() == ++expected);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_reverse_is_answered_by_its_result) {
    const std::string input = R"({"data":{"psn_no":"P1","omsgid":"M0","oinfno":"2207"}})";
    const auto result = [&](const std::string& message) {
        return *answer(request_text("2601", input, message)).output.find("result")->as_string();
    };
    BOOST_TEST(result("M1") == "reversed");
    desk.reverse_result = ReverseResult::fenced;
    BOOST_TEST(result("M2") == "fenced");
    desk.reverse_result = ReverseResult::day_closed;
    BOOST_TEST(result("M3") == "cancelled");
    desk.reverse_result = ReverseResult::not_reversible;
    BOOST_TEST(begins_with(answer(request_text("2601", input, "M4")), "GW1515"));
}

BOOST_AUTO_TEST_CASE(what_is_not_served_is_said_and_stays_said) {
    BOOST_TEST(begins_with(answer(request_text("2209", "{}", "M1")), "GW1004"));
    const ResponseEnvelope later = answer(request_text("3260", "{}", "M2"));
    BOOST_TEST(begins_with(later, "GW1004"));
    BOOST_TEST(later.error_text.find("not served at this door") != std::string::npos);
    BOOST_TEST(messages.inbound.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_body_that_cannot_be_read_is_a_final_refusal) {
    const ResponseEnvelope refused = answer(request_text("2207", R"({"data":{"psn_no":"P1"}})"));
    BOOST_TEST(begins_with(refused, "GW1003"));
    BOOST_TEST(refused.error_text.find("input.data.medfee_sumamt") != std::string::npos);
    BOOST_TEST(messages.inbound[0].answers[0].final);
    BOOST_TEST(desk.calls.empty());
}

BOOST_AUTO_TEST_CASE(malformed_json_is_400_in_the_same_shape_and_other_faults_are_200) {
    const http::Response malformed = post("{\"infno\":");
    BOOST_TEST(malformed.status == 400u);
    BOOST_TEST(begins_with(read_response(malformed.body).value(), "GW1001"));
    const http::Response incomplete = post("{}");
    BOOST_TEST(incomplete.status == 200u);
    BOOST_TEST(begins_with(read_response(incomplete.body).value(), "GW1003"));
    const http::Response broken_http = server.malformed_answer()(400, "bad request line");
    BOOST_TEST(broken_http.status == 400u);
    BOOST_TEST(begins_with(read_response(broken_http.body).value(), "GW1011"));
}

BOOST_AUTO_TEST_CASE(other_paths_and_methods_are_not_served) {
    http::Request request;
    request.method = "GET";
    request.path = "/fsi/api/x";
    request.peer = bureau;
    BOOST_TEST(run(io, handler(request)).status == 405u);
    request.method = "POST";
    request.path = "/elsewhere";
    BOOST_TEST(run(io, handler(request)).status == 404u);
}

BOOST_AUTO_TEST_CASE(nothing_is_done_when_the_message_cannot_be_kept) {
    messages.broken = true;
    BOOST_TEST(begins_with(answer(claim()), "GW2003"));
    BOOST_TEST(desk.calls.empty());
}

BOOST_AUTO_TEST_CASE(what_a_copy_meets_says_nothing_of_the_first) {
    desk.error = Error{ErrorCode::in_doubt, {}, {}, {}};
    BOOST_TEST(begins_with(answer(claim()), "GW3001"));
    for (const ErrorCode code : {ErrorCode::store_unavailable, ErrorCode::busy, ErrorCode::internal_error}) {
        desk.error = Error{code, {}, {}, {}};
        BOOST_TEST(begins_with(answer(claim()), "GW3001"));
        BOOST_TEST(begins_with(answer(claim("69.6", "M" + stable_code(code))), stable_code(code)));
    }
    // What the desk says of the record itself is said: it was not sent, and is not now.
    desk.error = Error{ErrorCode::peer_unreachable, {}, {}, {}};
    BOOST_TEST(begins_with(answer(claim()), stable_code(ErrorCode::peer_unreachable)));
}

BOOST_AUTO_TEST_CASE(an_answer_that_cannot_be_kept_is_not_given) {
    messages.broken_for_answers = true;
    BOOST_TEST(begins_with(answer(claim()), "GW3001"));
    BOOST_TEST(begins_with(answer(registration("M2")), "GW2003"));
}

BOOST_AUTO_TEST_CASE(a_yes_that_was_kept_with_its_booking_is_given_to_the_byte_and_not_kept_again) {
    desk.keeps_its_yes = true;
    messages.broken_for_answers = true;  // nobody needs it
    const std::string given = post(claim()).body;
    BOOST_TEST(given == *desk.calls[0].reply->kept);
    BOOST_TEST((desk.calls[0].reply->to == MessageNo(0)));
    const ResponseEnvelope answered = read_response(given).value();
    BOOST_TEST(answered.code == 0);
    const json::Value& info = *answered.output.find("setlinfo");
    BOOST_TEST(*info.find("medins_setl_id")->as_string() == "M1");
    BOOST_TEST(info.find("hosp_part_amt")->as_number()->text == "0.00");
    BOOST_TEST(messages.inbound[0].answers.empty());
    BOOST_TEST((messages.yeses_told == std::vector<MessageNo>{MessageNo(0)}));
    // Whatever came after the booking.
    desk.error = Error{ErrorCode::in_doubt, {}, {}, {}};
    BOOST_TEST(read_response(post(claim("69.6", "M2")).body).value().code == 0);
}

BOOST_AUTO_TEST_CASE(a_silent_desk_is_answered_for_and_its_late_answer_is_kept) {
    boost::asio::steady_timer held(io);
    held.expires_at(std::chrono::steady_clock::time_point::max());
    desk.wait = [&held]() -> awaitable<void> {
        boost::system::error_code ignored;
        co_await held.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    };
    const ResponseEnvelope given = answer(claim());
    BOOST_TEST(begins_with(given, "GW3001"));
    BOOST_TEST(given.error_text.find("请勿按自费收取现金 (setl_id 330200") != std::string::npos);
    BOOST_TEST_REQUIRE(messages.inbound[0].answers.size() == 1u);
    BOOST_TEST(!messages.inbound[0].answers[0].final);
    held.cancel();
    BOOST_TEST(run(io, server.stop(std::chrono::seconds(5))));
    BOOST_TEST_REQUIRE(messages.inbound[0].answers.size() == 2u);
    BOOST_TEST(messages.inbound[0].answers[1].final);
    BOOST_TEST(messages.inbound[0].answers[1].code == "0");
}

BOOST_AUTO_TEST_CASE(a_silent_store_leaves_nobody_without_an_answer) {
    boost::asio::steady_timer held(io);
    held.expires_at(std::chrono::steady_clock::time_point::max());
    messages.wait_for_answers = [&held]() -> awaitable<void> {
        boost::system::error_code ignored;
        co_await held.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    };
    // The answer was decided, and is not kept; nor is the one that is given for it.
    BOOST_TEST(begins_with(answer(claim()), "GW3001"));
    BOOST_TEST(messages.inbound[0].answers.empty());
    held.cancel();
    BOOST_TEST(run(io, server.stop(std::chrono::seconds(5))));
    BOOST_TEST(messages.inbound[0].answers.size() == 2u);
}

BOOST_AUTO_TEST_CASE(an_answer_in_doubt_names_our_settlement_whoever_gives_it) {
    const auto ours = [&](const std::string& message) {
        const MessageKey key{PeerName("local-bureau"), InstitutionCode("H33020300001"), MessageId(message)};
        return "setl_id " + ports::own_settlement_id(digest, DivisionCode("330200"), key).text;
    };
    const auto names = [&](const ResponseEnvelope& given, std::string_view code, const std::string& id) {
        BOOST_TEST_CONTEXT(given.error_text) {
            BOOST_TEST(begins_with(given, code));
            BOOST_TEST(given.error_text.find(id) != std::string::npos);
        }
    };
    const std::string ids = R"({"data":{"psn_no":"P1","mdtrt_id":"V1","setl_id":"S1"}})";
    const std::string original = R"({"data":{"psn_no":"P1","omsgid":"M1","oinfno":"2207"}})";
    // The answer cannot be kept.
    messages.broken_for_answers = true;
    names(answer(claim("69.6", "M1")), "GW3001", ours("M1"));
    names(answer(request_text("2208", ids, "C1")), "GW3004", ours("C1"));
    // A reverse is about the message it undoes.
    names(answer(request_text("2601", original, "R1")), "GW3003", ours("M1"));
    messages.broken_for_answers = false;
    // The desk throws.
    desk.wait = []() -> awaitable<void> {
        throw std::runtime_error("a bug");
        co_return;
    };
    names(answer(claim("69.6", "M2")), "GW3001", ours("M2"));
}

BOOST_AUTO_TEST_CASE(a_try_again_that_cannot_be_kept_is_given_and_makes_nobody_doubt) {
    messages.broken_for_answers = true;
    desk.error = Error{ErrorCode::too_little_time, {}, {}, {}};
    BOOST_TEST(begins_with(answer(claim()), "GW2002"));
    desk.error = Error{ErrorCode::in_doubt, {}, {}, "330200THEIRS"};
    BOOST_TEST(answer(claim("69.6", "M2")).error_text.find("330200THEIRS") != std::string::npos);
    desk.error = Error{ErrorCode::already_settled, {}, {}, {}};
    BOOST_TEST(begins_with(answer(claim("69.6", "M3")), "GW3001"));
}

BOOST_AUTO_TEST_CASE(no_text_of_an_open_outcome_reads_as_failed_take_cash) {
    for (const ErrorText& text : error_list()) {
        if (class_of(text.code) != ErrorClass::in_doubt) continue;
        BOOST_TEST_CONTEXT(text.zh) {
            BOOST_TEST(text.zh.find("请勿") != std::string_view::npos);
            for (std::string_view wrong : {"失败", "未入账", "未结算", "请自费", "重新结算"})
                BOOST_TEST(text.zh.find(wrong) == std::string_view::npos);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_desk_that_throws_is_in_doubt_for_a_settlement) {
    desk.wait = []() -> awaitable<void> {
        throw std::runtime_error("a bug");
        co_return;
    };
    BOOST_TEST(begins_with(answer(claim()), "GW3001"));
}

BOOST_AUTO_TEST_CASE(after_stop_nothing_new_begins) {
    BOOST_TEST(run(io, server.stop(std::chrono::seconds(1))));
    BOOST_TEST(begins_with(answer(claim()), "GW2005"));
    BOOST_TEST(messages.inbound.empty());
}

BOOST_AUTO_TEST_CASE(deadlines_are_told_to_the_desk_by_transaction) {
    const auto before = clock.steady();
    answer(claim());
    answer(registration("M2"));
    BOOST_TEST((desk.calls[0].deadline - before < std::chrono::seconds(1)));
    BOOST_TEST((desk.calls[1].deadline - before > std::chrono::seconds(9)));
}

BOOST_AUTO_TEST_SUITE_END()
