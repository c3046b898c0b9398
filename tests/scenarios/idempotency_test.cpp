// Idempotency for life (SETTLEMENT §1): through the bureau's own door, the real desk behind it. Months later, with
// other tables in force, the same message gets the same bytes.
#include "adapters/local_bureau/speaker.hpp"
#include "adapters/national_format/server.hpp"
#include "tests/scenarios/story.hpp"
#include "tests/unit/adapters/national_format/fakes.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::tests {
namespace {

/// The story's calendar; the deadlines run on the real clock, for the door waits by it.
class DoorClock final : public ports::Clock {
public:
    explicit DoorClock(const FakeClock& business) : business_(business) {}
    Instant now() const override { return business_.now(); }
    std::chrono::steady_clock::time_point steady() const override { return std::chrono::steady_clock::now(); }

private:
    const FakeClock& business_;
};

bool is_ningbo(const DivisionCode& division) {
    return division.text.starts_with("3302");
}

const Bill posted_bill{"B1", "1368.83"};

/// Ningbo's bureau asks over its own door.
struct AtTheDoor : Story {
    explicit AtTheDoor(std::string_view title) : Story(title, "2018-10-16 09:30:00") {
        shanghai.will_pay(
            payment({{"总费用", "1368.83"}, {"统筹基金", "1126.60"}, {"个人账户", "2.00"}, {"现金", "240.23"}}));
        visit = visit_with_bill("zhang", posted_bill);
    }

    static national_format::ServerOptions options() {
        national_format::ServerOptions options;
        options.own_division = DivisionCode("330200");
        return options;
    }

    /// The body of the answer.
    std::string post(std::string_view infno, std::string_view message, std::string_view data) {
        http::Request request;
        request.method = "POST";
        request.path = "/fsi/api/x";
        request.peer = tls::Identity{"330200", "local-bureau", "bureau", "f", {}};
        request.body = fmt::format(
            R"({{"infno":"{}","msgid":"{}","mdtrtarea_admvs":"330203","insuplc_admdvs":"310115","infver":"V1.0",)"
            R"("inf_time":"{}","fixmedins_code":"H33020300001","fixmedins_name":"宁波市第一医院","input":{{"data":{}}}}})",
            infno, message, to_local_time(clock.now()), data);
        return loop.run(handler(std::move(request))).body;
    }
    std::string settle_over_it(std::string_view message, std::string_view total = "1368.83") {
        return post(
            "2207", message,
            fmt::format(R"({{"psn_no":"P-310115","mdtrt_cert_type":"02","mdtrt_cert_no":"1","psn_cert_type":"01",)"
                        R"("certno":"310115196001010011","psn_name":"测试甲","insutype":"310",)"
                        R"("med_type":"11","mdtrt_id":"{}","chrg_bchno":"B1","medfee_sumamt":{}}})",
                        visit.text, total));
    }
    std::string cancel_over_it(std::string_view message, const SettlementId& settlement) {
        return post(
            "2208", message,
            fmt::format(R"({{"psn_no":"P-310115","mdtrt_id":"{}","setl_id":"{}"}})", visit.text, settlement.text));
    }
    std::string reverse_over_it(std::string_view message, std::string_view original) {
        return post("2601", message, fmt::format(R"({{"psn_no":"P-310115","omsgid":"{}","oinfno":"2207"}})", original));
    }

    /// Eight months on; the bureau writes the care kind otherwise by now, from the beginning of time.
    void months_later_with_other_tables() {
        clock.set("2019-06-20 11:00:00");
        tables::TableSet set = table_set();
        set["care_kinds.tsv"] =
            with_change(set["care_kinds.tsv"], "local\t11\tnational\t", "local\t11-NEW\tnational\t");
        auto changed = mapping::load(set, DivisionCode("330200"), "of-2019");
        BOOST_REQUIRE_MESSAGE(changed.has_value(), why(changed));
        tables_in_force.replace(*changed);
    }

    VisitId visit;
    DoorClock door_clock{clock};
    testing::FakeReconciliation reconciliation;
    MemoryMessageLog messages{books.messages, books};
    testing::FakeAudit door_audit;
    local_bureau::BureauSpeaker speaker{PeerName("local-bureau"), DivisionCode("330200"), is_ningbo};
    national_format::Server server{loop.executor(), options(),
                                   national_format::ServerWorld{desk, reconciliation, messages, door_audit, door_clock,
                                                                digest, randomness, speaker}};
    http::Handler handler = server.handler();
};

bool says(const std::string& body, std::string_view words) {
    return body.find(words) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(idempotency_for_life)

BOOST_AUTO_TEST_CASE(a_booked_answer_is_the_same_bytes_months_later_also_after_a_cancel) {
    AtTheDoor story("同一报文，八个月以后，对照表已换版");
    const std::string first = story.settle_over_it("m1");
    BOOST_TEST(says(first, R"("infcode":0)"), first);
    BOOST_TEST(says(first, R"("med_type":"11")"), first);
    const SettlementId id = story.record_of(story.visitor_call("2207", "m1")).id;
    story.months_later_with_other_tables();
    BOOST_TEST(story.settle_over_it("m1") == first);
    BOOST_TEST(story.settle_over_it("m1", "1368.830") == first);
    BOOST_TEST(story.shanghai.times_asked("settle") == 1);
    const std::string cancelled = story.cancel_over_it("c1", id);
    BOOST_TEST(says(cancelled, R"("infcode":0)"), cancelled);
    BOOST_TEST(story.settle_over_it("m1") == first);
    BOOST_TEST(story.cancel_over_it("c1", id) == cancelled);
}

BOOST_AUTO_TEST_CASE(a_refused_message_stays_refused_and_the_corrected_bill_comes_under_a_new_one) {
    AtTheDoor story("被拒的报文号一直被拒");
    const std::string refused = story.settle_over_it("m1", "1368.80");
    BOOST_TEST(says(refused, "[GW1407]"), refused);
    story.months_later_with_other_tables();
    BOOST_TEST(story.settle_over_it("m1", "1368.80") == refused);
    BOOST_TEST(says(story.settle_over_it("m1"), "[GW1101]"));  // corrected, under the old id: other content
    story.tables_in_force.replace(reviewed_tables());
    BOOST_TEST(says(story.settle_over_it("m2"), R"("infcode":0)"));
    BOOST_TEST(story.settle_over_it("m1", "1368.80") == refused);
}

BOOST_AUTO_TEST_CASE(other_content_is_refused_naming_the_fields_and_the_first_answer_stands) {
    AtTheDoor story("同一报文号，内容不同");
    const std::string first = story.settle_over_it("m1");
    const std::string other = story.settle_over_it("m1", "1368.84");
    BOOST_TEST(says(other, "[GW1101]"), other);
    BOOST_TEST(says(other, "input.data.medfee_sumamt"), other);
    BOOST_TEST(story.settle_over_it("m1") == first);
}

BOOST_AUTO_TEST_CASE(in_doubt_the_present_state_and_once_known_the_same_bytes) {
    AtTheDoor story("存疑时答现状，查明后一直是同一答复");
    story.shanghai.answer_next({Happening::lost_reply});
    const std::string doubt = story.settle_over_it("m1");
    const std::string id = story.record_of(story.visitor_call("2207", "m1")).id.text;
    BOOST_TEST(says(doubt, "[GW3001] 结算结果未知，查询前请勿按自费收取现金 (setl_id " + id + ")"), doubt);
    story.resolve().value();
    const std::string known = story.settle_over_it("m1");
    BOOST_TEST(says(known, R"("infcode":0)"), known);
    BOOST_TEST(says(known, id), known);
    story.months_later_with_other_tables();
    BOOST_TEST(story.settle_over_it("m1") == known);
}

BOOST_AUTO_TEST_CASE(unavailable_is_processed_anew) {
    AtTheDoor story("对方不可达，同一报文号重来");
    story.shanghai.answer_next({Happening::unreachable});
    BOOST_TEST(says(story.settle_over_it("m1"), "[GW2001]"));
    const std::string done = story.settle_over_it("m1");
    BOOST_TEST(says(done, R"("infcode":0)"), done);
    BOOST_TEST(story.settle_over_it("m1") == done);
    BOOST_TEST(story.shanghai.books.size() == 1);
}

BOOST_AUTO_TEST_CASE(once_reversed_the_message_says_so_for_ever) {
    AtTheDoor story("冲正以后，原报文号一直答“已冲正”");
    BOOST_TEST(says(story.settle_over_it("m1"), R"("infcode":0)"));
    const std::string undone = story.reverse_over_it("r1", "m1");
    BOOST_TEST(says(undone, R"("result":"reversed")"), undone);
    const std::string reversed = story.settle_over_it("m1");
    BOOST_TEST(says(reversed, "[GW1102]"), reversed);
    story.months_later_with_other_tables();
    BOOST_TEST(story.settle_over_it("m1") == reversed);
    BOOST_TEST(story.reverse_over_it("r1", "m1") == undone);
}

BOOST_AUTO_TEST_CASE(a_fence_answers_its_own_message_the_same_again) {
    AtTheDoor story("栅栏的答复也不变");
    const std::string fenced = story.reverse_over_it("r1", "m1");
    BOOST_TEST(says(fenced, R"("result":"fenced")"), fenced);
    // Another question about it: by now it is reversed.
    BOOST_TEST(says(story.reverse_over_it("r2", "m1"), R"("result":"reversed")"));
    BOOST_TEST(story.reverse_over_it("r1", "m1") == fenced);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
