#include "adapters/national_format/client.hpp"

#include "adapters/national_format/fees.hpp"
#include "adapters/national_format/queries.hpp"
#include "tests/unit/adapters/national_format/fakes.hpp"
#include "tests/unit/adapters/national_format/messages.hpp"

using namespace clearing;
using namespace clearing::testing;
using namespace clearing::national_format;
using Failure = http::CallFailure::Kind;

namespace {

std::string yes(const std::string& output) {
    return R"({"infcode":0,"inf_refmsgid":"x","output":)" + output + "}";
}
std::string no(const std::string& text) {
    return R"({"infcode":"-1","err_msg":")" + text + "\",\"output\":null}";
}

struct World {
    boost::asio::io_context io;
    FakeHttp http;
    FakeMessageLog messages;
    FakeClock clock;
    FakeDigest digest;
    Client client{Peer{PeerName("hub"), PlatformName("national"), "/fsi/api/x"}, http, messages, clock, digest};

    ports::LegOfSettlement leg(const std::string& infno = "2207") {
        ports::LegOfSettlement leg;
        leg.leg.message.text = "OURMSG-" + infno;
        leg.leg.infno = infno;
        leg.leg.treatment_division.text = "330200";
        leg.leg.insured_division.text = "520100";
        leg.leg.institution.text = "H33020300001";
        leg.leg.deadline = clock.steady() + std::chrono::seconds(20);
        leg.leg.their_visit.text = "TV1";
        leg.leg.our_visit.text = "OV1";
        leg.original_message.text = "OURMSG";
        leg.original_infno = "2207";
        leg.their_settlement.text = "TS1";
        leg.person_number = "P1";
        return leg;
    }
    Claim claim() {
        Claim claim;
        claim.visit.text = "OV1";
        claim.person.number = "P1";
        claim.person.name = "测试甲";
        claim.total = Money::parse("69.6").value();
        return claim;
    }
    Result<SettledBill> settle() { return run(io, client.settle(leg(), claim())); }
    RequestEnvelope sent() { return read_request(http.requests.back().body).value(); }
};

template <class T>
std::string_view code_of(const Result<T>& result) {
    return result ? std::string_view("yes") : text_of(result.error().code).name;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(national_format_client, World)

BOOST_AUTO_TEST_CASE(a_settlement_is_sent_under_our_message_id_and_their_visit) {
    http.answer_with(yes(settled));
    const auto bill = settle();
    BOOST_TEST(code_of(bill) == "yes");
    BOOST_TEST(bill->settlement.text == "TS1");
    const RequestEnvelope request = sent();
    BOOST_TEST(request.header.infno == "2207");
    BOOST_TEST(request.header.message.text == "OURMSG-2207");
    BOOST_TEST(request.header.insured_division.text == "520100");
    BOOST_TEST(*request.input.find("data")->find("mdtrt_id")->as_string() == "TV1");
    BOOST_TEST(http.requests.back().path == "/fsi/api/x");
    BOOST_TEST((http.limits.back() <= std::chrono::seconds(20)));
    BOOST_TEST((http.limits.back() > std::chrono::seconds(15)));
}

BOOST_AUTO_TEST_CASE(a_no_of_a_proxy_is_silence_of_the_platform) {
    http.answer_with(no("Bad Gateway"), 502);
    BOOST_TEST(code_of(settle()) == "in_doubt");
    http.answer_with(no("调用核心超时"));
    BOOST_TEST(code_of(settle()) == "in_doubt");
    http.answer_with(no("参保人待遇未享受"));
    BOOST_TEST(code_of(settle()) == "refused_by_insured_side");
}

BOOST_AUTO_TEST_CASE(a_request_is_durable_before_its_first_byte_and_its_reply_after) {
    http.answer_with(yes(settled));
    http.before_answer = [this] {
        BOOST_TEST_REQUIRE(messages.outbound.size() == 1u);
        BOOST_TEST(!messages.outbound[0].reply.has_value());
        BOOST_TEST(messages.outbound[0].message.body == http.requests.back().body);
    };
    settle();
    BOOST_TEST_REQUIRE(messages.outbound[0].reply.has_value());
    BOOST_TEST(messages.outbound[0].reply->outcome == "answered");
    BOOST_TEST(messages.outbound[0].reply->body == yes(settled));
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_that_could_not_be_kept) {
    messages.broken = true;
    BOOST_TEST(code_of(settle()) == "store_unavailable");
    BOOST_TEST(http.requests.empty());
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_when_no_time_is_left) {
    auto late = leg();
    late.leg.deadline = clock.steady() - std::chrono::seconds(1);
    BOOST_TEST(code_of(run(io, client.settle(late, claim()))) == "too_little_time");
    BOOST_TEST(http.requests.empty());
    BOOST_TEST(messages.outbound[0].reply->outcome == "not_sent");
}

BOOST_AUTO_TEST_CASE(each_outcome_of_a_settlement_is_told_by_what_is_known) {
    http.fail_with(Failure::not_sent);
    BOOST_TEST(code_of(settle()) == "peer_unreachable");
    BOOST_TEST(messages.outbound.back().reply->outcome == "not_sent");
    http.fail_with(Failure::unknown);
    BOOST_TEST(code_of(settle()) == "in_doubt");
    BOOST_TEST(messages.outbound.back().reply->outcome == "silence");
    for (const char* unreadable : {"", "<html>504</html>", R"({"infcode":0,"output":)", R"({"output":{}})"}) {
        http.answer_with(unreadable);
        BOOST_TEST(code_of(settle()) == "in_doubt");
        BOOST_TEST(messages.outbound.back().reply->outcome == "unreadable");
    }
    http.answer_with(yes("{}"));
    BOOST_TEST(code_of(settle()) == "in_doubt");
    http.answer_with(yes(R"({"setlinfo":{"setl_id":"S","medfee_sumamt":1.001}})"));
    BOOST_TEST(code_of(settle()) == "in_doubt");
    http.answer_with(no("[GW1510] 未备案"));
    BOOST_TEST(code_of(settle()) == "filing_required");
    http.answer_with(no("[GW2004] busy"));
    BOOST_TEST(code_of(settle()) == "busy");
    http.answer_with(no("[GW3001] ?"));
    BOOST_TEST(code_of(settle()) == "in_doubt");
    http.answer_with(no("[GW1206] 无权"), 403);
    BOOST_TEST(code_of(settle()) == "speaker_not_allowed");
}

BOOST_AUTO_TEST_CASE(a_busy_peers_time_to_come_again_is_told_on) {
    using Said = std::optional<std::chrono::milliseconds>;
    const std::vector<std::pair<std::string, Said>> table{
        {"7", std::chrono::seconds(7)},       {"", {}}, {"0", {}}, {"61", {}}, {"-1", {}}, {"2 s", {}},
        {"Wed, 21 Oct 2015 07:28:00 GMT", {}}};
    for (const auto& [header, said] : table) {
        http.answer = [stated = header](const http::Request&) {
            http::Response response;
            response.body = no("[GW2004] 系统繁忙");
            response.headers["retry-after"] = stated;
            return FakeHttp::Answer(std::move(response));
        };
        const auto settled = run(io, client.settle(leg(), claim()));
        BOOST_TEST_REQUIRE(!settled.has_value());
        BOOST_TEST((settled.error().code == ErrorCode::busy));
        BOOST_TEST((settled.error().retry_after == said), "\"" << header << "\"");
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_of_a_real_platform_is_final_and_without_persons) {
    http.answer_with(no("测试甲 账户冻结 (trace@10.0.0.1)"));
    const auto bill = settle();
    BOOST_TEST(code_of(bill) == "refused_by_insured_side");
    BOOST_TEST(bill.error().detail == "* 账户冻结");
}

BOOST_AUTO_TEST_CASE(a_no_in_too_many_words_is_still_a_no_and_a_silence_told_in_them_is_seen) {
    std::string words;
    for (int i = 0; i < 50'000; ++i)
        words += "未备案";
    http.answer_with(no("[GW1003] " + words));
    const auto refused = settle();
    BOOST_TEST(code_of(refused) == "missing_field");
    BOOST_TEST(messages.outbound.back().reply->outcome == "answered");
    BOOST_TEST((refused.error().detail == words.substr(0, 300)));
    http.answer_with(no(words));
    BOOST_TEST(code_of(settle()) == "refused_by_insured_side");
    http.answer_with(no(words + "调用核心超时"));
    BOOST_TEST(code_of(settle()) == "in_doubt");
}

BOOST_AUTO_TEST_CASE(infcode_0_beside_an_error_text_is_a_yes) {
    http.answer_with(R"({"infcode":0,"err_msg":"异常","output":)" + settled + "}");
    BOOST_TEST(code_of(settle()) == "yes");
}

BOOST_AUTO_TEST_CASE(a_question_without_effect_is_unavailable_when_its_answer_is_lost) {
    http.fail_with(Failure::unknown);
    BOOST_TEST(code_of(run(io, client.quote(leg("2206").leg, claim()))) == "peer_unavailable");
    BOOST_TEST(code_of(run(io, client.person(leg("1101").leg, PersonRequest{}))) == "peer_unavailable");
    BOOST_TEST(code_of(run(io, client.visit(leg("2201").leg, VisitRequest{}))) == "in_doubt");
}

BOOST_AUTO_TEST_CASE(a_leg_of_another_protocol_gets_the_formats_own_numbers) {
    http.fail_with(Failure::not_sent);
    run(io, client.quote(leg("").leg, claim()));
    BOOST_TEST(sent().header.infno == "2206");
    Claim stay = claim();
    stay.care = CareSetting::inpatient;
    run(io, client.settle(leg("SettleRequest"), stay));
    BOOST_TEST(messages.outbound.back().message.infno == "2304");
    run(io, client.settle(leg("2207A"), claim()));
    BOOST_TEST(sent().header.infno == "2207A");
    VisitRequest visit;
    visit.action = VisitAction::discharge;
    run(io, client.visit(leg("").leg, visit));
    BOOST_TEST(sent().header.infno == "2402");
}

BOOST_AUTO_TEST_CASE(a_cancel_names_their_settlement) {
    http.answer_with(yes(R"({"setlinfo":{"setl_id":"TS2","medfee_sumamt":-69.6,"psn_part_amt":null}})"));
    SettlementRecord original;
    original.care = CareSetting::inpatient;
    original.answer.person.number = "P1";
    const auto bill = run(io, client.cancel(leg("2305"), original));
    BOOST_TEST(code_of(bill) == "yes");
    BOOST_TEST(bill->amounts_present == std::vector<std::string>{"medfee_sumamt"}, boost::test_tools::per_element());
    const RequestEnvelope request = sent();
    BOOST_TEST(request.header.infno == "2305");
    BOOST_TEST(json::write(request.input) == R"({"data":{"setl_id":"TS1","mdtrt_id":"TV1","psn_no":"P1"}})");
}

// 2304's text leaves setl_time optional (interface/fields.md); where it is the day, 5203, whose text does not, is
// asked.
struct DayNamer : World {
    Peer peer = [] {
        Peer peer{PeerName("hub"), PlatformName("national")};
        peer.names_the_day = true;
        return peer;
    }();
    Client client{peer, http, messages, clock, digest};
    std::string timeless = R"({"setlinfo":{"setl_id":"TS1","medfee_sumamt":69.6,"medins_setl_id":"OURMSG-2207"}})";
    std::string asked;

    void answer_query_with(const std::string& answer) {
        http.answer = [this, answer](const http::Request& request) {
            const std::string infno = read_request(request.body).value().header.infno;
            asked += (asked.empty() ? "" : " ") + infno;
            http::Response response;
            response.body = infno == "5203" ? answer : yes(timeless);
            if (response.body.empty())
                return FakeHttp::Answer(std::unexpected(http::CallFailure{Failure::unknown, ""}));
            return FakeHttp::Answer(std::move(response));
        };
    }
    std::string with_time(const std::string& time) {
        std::string told = timeless;
        return yes(told.replace(told.find(R"("medfee)"), 0, R"("setl_time":")" + time + R"(",)"));
    }
    void let_it_be(const char* time) { clock.at = parse_local_time(time).value(); }
    Result<SettledBill> settle() { return run(io, client.settle(leg(), claim())); }
};

BOOST_FIXTURE_TEST_CASE(a_yes_without_the_time_that_is_its_day_is_completed_by_one_question, DayNamer) {
    answer_query_with(with_time("2024-11-05 23:59:59"));
    let_it_be("2024-11-06 00:00:01");
    const auto bill = settle();
    BOOST_TEST_REQUIRE(code_of(bill) == "yes");
    BOOST_TEST(bill->settled_at == "2024-11-05 23:59:59");
    BOOST_TEST(asked == "2207 5203");
    const RequestEnvelope question = sent();
    BOOST_TEST(question.header.message.text != "OURMSG-2207");
    BOOST_TEST(question.header.message.text.size() == 30U);
    BOOST_TEST(json::write(question.input) ==
               R"({"data":{"psn_no":"P1","setl_id":"TS1","mdtrt_id":"TV1","medins_setl_id":"OURMSG-2207"}})");
    BOOST_TEST((http.limits.back() <= std::chrono::seconds(10)));

    SettlementRecord original;
    original.answer.person.number = "P1";
    timeless = R"({"setlinfo":{"setl_id":"TS2","medfee_sumamt":-69.6,"medins_setl_id":"OURMSG-2208"}})";
    answer_query_with(with_time("2024-11-06 00:00:01"));
    const auto cancelled = run(io, client.cancel(leg("2208"), original));
    BOOST_TEST_REQUIRE(code_of(cancelled) == "yes");
    BOOST_TEST(cancelled->settled_at == "2024-11-06 00:00:01");
    BOOST_TEST(asked == "2207 5203 2208 5203");
}

BOOST_FIXTURE_TEST_CASE(a_yes_of_which_nobody_tells_the_time_stands_where_it_can_be_of_one_day_only, DayNamer) {
    for (const std::string& told : {yes(timeless), yes("{}"), no("系统异常"), std::string()}) {
        answer_query_with(told);
        for (const char* midday : {"2024-11-05 00:01:00", "2024-11-05 10:30:00", "2024-11-05 23:58:59"}) {
            let_it_be(midday);
            const auto bill = settle();
            BOOST_TEST_REQUIRE(code_of(bill) == "yes", told << " at " << midday);
            BOOST_TEST(bill->settled_at.empty());
        }
        for (const char* midnight : {"2024-11-05 23:59:00", "2024-11-06 00:00:00", "2024-11-06 00:00:59"}) {
            let_it_be(midnight);
            BOOST_TEST(code_of(settle()) == "in_doubt", told << " at " << midnight);
        }
    }
}

BOOST_FIXTURE_TEST_CASE(a_time_that_was_told_or_is_not_the_day_is_not_asked_for, DayNamer) {
    answer_query_with(yes("{}"));
    let_it_be("2024-11-06 00:00:00");
    BOOST_TEST(code_of(run(io, World::client.settle(leg(), claim()))) == "yes");
    BOOST_TEST(asked == "2207");
    timeless = settled;
    BOOST_TEST(settle()->settled_at == "2024-11-05 10:30:01");
    BOOST_TEST(asked == "2207 2207");
}

BOOST_AUTO_TEST_CASE(a_reverse_carries_our_omsgid) {
    http.answer_with(yes(R"({"result":"fenced"})"));
    const auto result = run(io, client.reverse(leg("2601"), "why"));
    BOOST_TEST((result.value() == ReverseResult::fenced));
    BOOST_TEST(json::write(sent().input) == R"({"data":{"psn_no":"P1","omsgid":"OURMSG","oinfno":"2207"}})");
    http.answer_with(yes("null"));
    BOOST_TEST((run(io, client.reverse(leg("2601"), "")).value() == ReverseResult::reversed));
    http.answer_with(no("[GW1514] 已关闭"));
    BOOST_TEST((run(io, client.reverse(leg("2601"), "")).value() == ReverseResult::day_closed));
    http.answer_with(no("[GW1507] 该结算已撤销"));
    BOOST_TEST((run(io, client.reverse(leg("2601"), "")).value() == ReverseResult::not_reversible));
    http.fail_with(Failure::unknown);
    BOOST_TEST(code_of(run(io, client.reverse(leg("2601"), ""))) == "in_doubt");
}

BOOST_AUTO_TEST_CASE(a_query_is_matched_on_our_message_id) {
    using State = QueryResult::State;
    auto asking = leg("2207");
    asking.their_settlement = {};  // an answer that never came named none
    const auto state = [&] {
        const auto result = run(io, client.query(asking));
        return result ? std::optional(result->state) : std::nullopt;
    };
    http.answer_with(yes(settled));
    BOOST_TEST((state() == State::booked));
    const RequestEnvelope request = sent();
    BOOST_TEST(request.header.infno == "5203");
    BOOST_TEST(json::write(request.input) ==
               R"({"data":{"psn_no":"P1","setl_id":"","mdtrt_id":"TV1","medins_setl_id":"OURMSG"}})");
    std::string others = settled;
    others.replace(others.find("OURMSG"), 6, "ANOTHR");
    http.answer_with(yes(others));
    BOOST_TEST((state() == State::unknown));
    std::string cancelled = settled;
    cancelled.replace(cancelled.find(R"("psn_no")"), 0, R"("refd_setl_flag":"1",)");
    http.answer_with(yes(cancelled));
    BOOST_TEST((state() == State::cancelled));
    http.answer_with(yes("{}"));
    BOOST_TEST((state() == State::unknown));
    http.answer_with(no("[GW1505] 不存在"));
    BOOST_TEST((state() == State::unknown));
    http.answer_with(no("[GW1510] 未备案"));
    BOOST_TEST((state() == State::refused));
    http.answer_with(no("[GW1509] 人员信息不一致"));
    BOOST_TEST((state() == std::nullopt));
    http.fail_with(Failure::unknown);
    BOOST_TEST((state() == std::nullopt));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_of_another_settlement_of_the_visit_does_not_hide_ours) {
    auto asking = leg("2207");
    asking.their_settlement = {};
    const auto asked = [&](const std::string& rows) {
        http.answer_with(yes(R"({"setlinfo":[)" + rows + "]}"));
        return run(io, client.query(asking));
    };
    const std::string ours =
        R"({"setl_id":"TS1","setl_time":"2024-11-05 10:30:01","medfee_sumamt":69.6,"medins_setl_id":"OURMSG"})";
    const std::vector<std::string> anothers{
        R"({"setl_id":"TS2","medfee_sumamt":"-","medins_setl_id":"ANOTHR"})",
        R"({"setl_id":"TS2","medins_setl_id":"ANOTHR"})",
        R"({"setl_id":{},"medfee_sumamt":1,"medins_setl_id":"ANOTHR"})",
        R"({"setl_id":"TS2","medfee_sumamt":1,"medins_setl_id":"ANOTHR","refd_setl_flag":"?"})",
        R"({"setl_id":"TS2","medfee_sumamt":1,"medins_setl_id":"ANOTHR","setldetail":[{"fund_payamt":"-"}]})"};
    for (const std::string& row : anothers) {
        BOOST_TEST_CONTEXT(row) {
            for (const std::string& rows : {row + "," + ours, ours + "," + row}) {
                const auto found = asked(rows);
                BOOST_TEST_REQUIRE(code_of(found) == "yes");
                BOOST_TEST((found->state == QueryResult::State::booked));
                BOOST_TEST(found->bill->settlement.text == "TS1");
            }
            const auto none = asked(row);
            BOOST_TEST_REQUIRE(code_of(none) == "yes");
            BOOST_TEST((none->state == QueryResult::State::unknown));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_row_that_cannot_be_read_and_may_be_ours_is_never_unknown) {
    auto asking = leg("2207");
    const std::string anothers = R"({"setl_id":"TS9","medfee_sumamt":1,"medins_setl_id":"ANOTHR"})";
    const auto asked = [&](const std::string& row, const char* named) {
        asking.their_settlement.text = named;
        for (const std::string& rows : {anothers + "," + row, row + "," + anothers}) {
            http.answer_with(yes(R"({"setlinfo":[)" + rows + "]}"));
            const auto found = run(io, client.query(asking));
            BOOST_TEST(code_of(found) == "peer_unavailable", rows);
        }
    };
    for (const char* row :
         {R"({"setl_id":"TS1","medfee_sumamt":"-","medins_setl_id":"OURMSG"})",
          R"({"setl_id":"TS1","medfee_sumamt":1,"medins_setl_id":"OURMSG","refd_setl_flag":"?"})",
          R"({"medfee_sumamt":1,"medins_setl_id":"OURMSG"})", R"({"setl_id":"TS1","medfee_sumamt":1})",
          R"({"setl_id":"TS1","medfee_sumamt":1,"medins_setl_id":"   "})",
          R"({"setl_id":"TS1","medfee_sumamt":"-","medins_setl_id":{}})", R"({})", R"(null)", R"("TS1")"})
        asked(row, "");
    // Where an id was named, the row must be another's by that too.
    for (const char* row :
         {R"({"setl_id":"TS1","medfee_sumamt":"-","medins_setl_id":"ANOTHR"})",
          R"({"setl_id":{},"medfee_sumamt":1,"medins_setl_id":"ANOTHR"})",
          R"({"setl_id":"ts1","medfee_sumamt":1,"medins_setl_id":"ANOTHR"})", R"({"setl_id":"TS2","medfee_sumamt":1})"})
        asked(row, "TS1");
}

BOOST_AUTO_TEST_CASE(our_message_is_known_in_padded_columns_and_in_lower_case) {
    auto asking = leg("2207");
    asking.their_settlement = {};
    for (const char* as_told : {"OURMSG   ", "ourmsg", " OurMsg"}) {
        std::string told = settled;
        told.replace(told.find("OURMSG"), 6, as_told);
        http.answer_with(yes(told));
        const auto found = run(io, client.query(asking));
        BOOST_TEST_REQUIRE(code_of(found) == "yes", as_told);
        BOOST_TEST((found->state == QueryResult::State::booked), as_told);
    }
}

BOOST_AUTO_TEST_CASE(a_query_about_a_settlement_they_named_says_and_is_matched_on_their_id) {
    std::string theirs = settled;
    theirs.replace(theirs.find("OURMSG"), 6, "ANOTHR");
    http.answer_with(yes(theirs));
    BOOST_TEST((run(io, client.query(leg("2207")))->state == QueryResult::State::booked));
    BOOST_TEST(json::write(sent().input) ==
               R"({"data":{"psn_no":"P1","setl_id":"TS1","mdtrt_id":"TV1","medins_setl_id":"OURMSG"}})");
    theirs.replace(theirs.find("TS1"), 3, "TS2");
    http.answer_with(yes(theirs));
    BOOST_TEST((run(io, client.query(leg("2207")))->state == QueryResult::State::unknown));
}

BOOST_AUTO_TEST_CASE(a_person_or_a_visit_that_is_not_found_says_nothing_of_the_settlement) {
    const auto state = [this](const char* said) {
        http.answer_with(no(said));
        const auto result = run(io, client.query(leg("2207")));
        return result ? std::optional(result->state) : std::nullopt;
    };
    for (const char* of_the_settlement :
         {"未查询到结算信息", "结算记录不存在", "setl_id不存在", "settlement not found"})
        BOOST_TEST((state(of_the_settlement) == QueryResult::State::unknown), of_the_settlement);
    for (const char* of_others :
         {"psn_no不能为空", "人员信息不存在", "未查询到人员", "未查询到参保信息，不能结算", "就诊信息不存在",
          "未查询到该人员的结算信息", "未找到", "person not found", "无结算权限"})
        BOOST_TEST((state(of_others) == std::nullopt), of_others);
}

BOOST_AUTO_TEST_CASE(an_answer_that_cannot_be_told_is_asked_for_again_and_is_never_unknown) {
    auto asking = leg("2207");
    asking.their_settlement = {};
    const auto state = [&](const std::string& output) {
        http.answer_with(yes(output));
        const auto result = run(io, client.query(asking));
        return result ? std::optional(result->state) : std::nullopt;
    };
    for (const char* empty : {"{}", "null", "[]", R"({"setlinfo":[]})", R"({"setlinfo":{}})", R"({"setlinfo":null})",
                              R"({"setlinfo":[],"setldetail":[]})"})
        BOOST_TEST((state(empty) == QueryResult::State::unknown), empty);
    std::string nameless = settled;
    nameless.replace(nameless.find("OURMSG"), 6, "");
    for (const std::string& other :
         {"[" + settled + "]", R"({"data":)" + settled + "}", std::string(R"({"setldetail":[]})"),
          std::string(R"({"setlinfo":"x"})"), std::string(R"({"result":[]})"), nameless}) {
        BOOST_TEST((state(other) == std::nullopt), other);
        BOOST_TEST(code_of(run(io, client.query(asking))) == "peer_unavailable");
    }
}

BOOST_AUTO_TEST_CASE(a_booked_cancel_as_our_own_desk_tells_it_is_found_by_its_message) {
    ports::SettlementView view;
    view.record.kind = SettlementKind::cancel;
    view.record.state = SettlementState::booked;
    view.record.id.text = "OURCANCEL";
    view.record.message.message.text = "C1";
    view.record.settled_at = "2024-11-05 10:30:01";
    view.record.answer.split.total = Money::parse("-69.6").value();
    view.visit.begin_time = "2024-11-05 08:00:00";
    view.visit.person.number = "P1";
    const json::Value told = write_settlement_view(view);
    BOOST_TEST(*told.find("setlinfo")->find("refd_setl_flag")->as_string() == "1");
    http.answer_with(yes(json::write(told)));
    auto asking = leg("2208");
    asking.their_settlement = {};
    asking.original_message.text = "C1";
    const auto found = run(io, client.query(asking));
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST((found->state == QueryResult::State::booked));
    BOOST_TEST(found->bill->split.total.to_yuan() == "-69.60");
}

BOOST_AUTO_TEST_CASE(a_message_of_any_length_that_came_in_may_be_asked_about) {
    const auto read = [](std::size_t length) {
        return read_settlement_query(request("5203", R"({"data":{"psn_no":"P1","mdtrt_id":"V1","medins_setl_id":")" +
                                                         std::string(length, 'M') + "\"}}"));
    };
    BOOST_TEST_REQUIRE(read(64).has_value());
    BOOST_TEST(read(64)->message.text == std::string(64, 'M'));
    BOOST_TEST(code_of(read(65)) == "over_limit");
}

BOOST_AUTO_TEST_CASE(lines_of_a_bill_are_taken_back_by_its_number) {
    http.answer_with(yes("{}"));
    FeeRemoval removal{VisitId("OV1"), BillNumber("B1"), {}, "P1"};
    BOOST_TEST(code_of(run(io, client.remove(leg("2205").leg, removal))) == "yes");
    BOOST_TEST(sent().header.infno == "2205");
    BOOST_TEST(json::write(sent().input) == R"({"data":{"mdtrt_id":"TV1","chrg_bchno":"B1","psn_no":"P1"}})");
    run(io, client.remove(leg("").leg, removal));
    BOOST_TEST(sent().header.infno == "2205");
    run(io, client.remove(leg("2205A").leg, removal));
    BOOST_TEST(sent().header.infno == "2205A");
    BOOST_TEST(read_fee_removal(sent(), CareSetting::outpatient)->bill.text == "B1");
}

BOOST_AUTO_TEST_CASE(lines_of_a_stay_are_taken_back_in_one_message_with_a_row_each) {
    http.answer_with(yes("null"));
    const FeeRemoval removal{VisitId("OV1"), {}, {LineId("1"), LineId("2")}, "P1"};
    BOOST_TEST(code_of(run(io, client.remove(leg("2302").leg, removal))) == "yes");
    BOOST_TEST(sent().header.infno == "2302");
    BOOST_TEST(json::write(sent().input) == R"({"data":[{"mdtrt_id":"TV1","feedetl_sn":"1","psn_no":"P1"},)"
                                            R"({"mdtrt_id":"TV1","feedetl_sn":"2","psn_no":"P1"}]})");
    const auto read = read_fee_removal(sent(), CareSetting::inpatient);
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST((read->lines == removal.lines));
    BOOST_TEST(messages.outbound.back().reply->outcome == "answered");
}

BOOST_AUTO_TEST_CASE(a_removal_that_is_not_answered_is_in_doubt_and_a_no_is_told_on) {
    const FeeRemoval removal{VisitId("OV1"), BillNumber("0000"), {}, "P1"};
    http.fail_with(Failure::unknown);
    BOOST_TEST(code_of(run(io, client.remove(leg("2205").leg, removal))) == "in_doubt");
    http.fail_with(Failure::not_sent);
    BOOST_TEST(code_of(run(io, client.remove(leg("2205").leg, removal))) == "peer_unreachable");
    http.answer_with(no("[GW1306] P1 的明细已结算"));
    const auto refused = run(io, client.remove(leg("2205").leg, removal));
    BOOST_TEST(code_of(refused) == "line_already_settled");
    BOOST_TEST(refused.error().detail.find("P1") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(lines_go_out_after_the_settlement_with_their_split) {
    http.answer_with(yes("{}"));
    FeeLine line;
    line.id.text = "1";
    line.amount = Money::parse("2").value();
    line.split.in_scope = line.amount;
    line.carried.push_back({"feedetail", "psn_no", "\"P1\""});
    const auto sent_lines = run(io, client.fees(leg("2304"), {line}));
    BOOST_TEST(code_of(sent_lines) == "yes");
    const RequestEnvelope request = sent();
    BOOST_TEST(request.header.infno == "2301");
    const json::Value& row = request.input.find("feedetail")->as_array()->at(0);
    BOOST_TEST(*row.find("psn_no")->as_string() == "P1");
    BOOST_TEST(*row.find("mdtrt_id")->as_string() == "TV1");
    BOOST_TEST(row.find("inscp_scp_amt")->as_number()->text == "2.00");
}

BOOST_AUTO_TEST_SUITE_END()
