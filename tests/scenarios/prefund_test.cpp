// What happens at the limit of a prefund, and what gives room again (DOMAIN §2, live exposure).
#include "gateway/domain/prefund_exposure.hpp"
#include "tests/scenarios/story.hpp"
#include "tests/support/mappings.hpp"
#include "tests/support/memory_prefund.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const PrefundKey shanghai_prefund{DivisionCode("310000"), Direction::visitor};
const Bill bill{"B1", "100.00"};

/// A story with a prefund of Shanghai's, under one policy for outpatient care.
struct PrefundStory : Story {
    PrefundStory(std::string_view title, const std::string& policy, const char* held)
        : Story(title, "2018-10-16 09:30:00") {
        mapping::Tables tables = *tables_in_force.current();
        const std::string row = "at_limit\t*\toutpatient\t2018-01-01\t-\t" + policy + "\ttest\tpending";
        tables.prefund = prefund::Rules::load(with_rows(mapping_text("prefund_rules.tsv"), {row})).value();
        tables_in_force.replace(std::make_shared<const mapping::Tables>(std::move(tables)));
        given("策略 " + policy);
        if (held != nullptr) {
            given("上海市预付金已到账");
            move_money("S1", PrefundMovementKind::first, held);
        }
        shanghai.will_pay(payment({{"总费用", "100.00"}, {"统筹基金", "60.00"}, {"现金", "40.00"}}));
    }

    void move_money(const std::string& serial, PrefundMovementKind kind, const char* yuan) {
        PrefundMovement movement;
        movement.key = shanghai_prefund;
        movement.platform = PlatformName("delta");
        movement.year = 2018;
        movement.kind = kind;
        movement.amount = *Money::parse(yuan);
        movement.bank = "工商银行";
        movement.serial = serial;
        movement.paid_on = local_date(clock.now());
        movement.made_by = "li";
        movement.made_at = clock.now();
        const auto entered = run(book.enter(movement));
        BOOST_REQUIRE_MESSAGE(entered.has_value(), why(entered));
        BOOST_REQUIRE(run(book.release(entered->no, "wang", clock.now())).has_value());
    }
    std::string exposure() { return books.prefunds[shanghai_prefund].use.exposure.to_yuan(); }
    bool the_books_agree() { return run(book.disagreements()).value().empty(); }

    Result<SettledBill> settle_as(const std::string& name, Happening meets = Happening::answers) {
        const VisitId visit = visit_with_bill(name, bill);
        shanghai.answer_next({meets});
        return settle(call_of(name), visit, bill);
    }
    Call call_of(const std::string& name) { return visitor_call("2207", "s-" + name); }

    MemoryPrefundBook book{books};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(stories_of_the_prefund)

BOOST_AUTO_TEST_CASE(a_bill_beyond_the_prefund_is_settled_and_alarmed_where_the_policy_allows_it) {
    PrefundStory story("预付金用尽，病人站在窗口：照常结算并告警", "allow", "50.00");
    BOOST_TEST(
        story.run(story.book.look(shanghai_prefund, {{{70, 60}, {90, 80}, {100, 95}}}, story.clock.now())).has_value());
    const auto answer = story.settle_as("a");
    BOOST_REQUIRE_MESSAGE(answer.has_value(), why(answer));
    story.then("占用额为实际应收 60.00，超过预付金 50.00，告警一次");
    BOOST_TEST(story.exposure() == "60.00");
    BOOST_TEST_REQUIRE(story.books.alarms.size() == 1U);
    BOOST_TEST(story.books.alarms.front() == "prefund of 310000 (visitor): it is exhausted; exposure 100.00 of 50.00");
    BOOST_TEST(story.settle_as("b").has_value());
    BOOST_TEST(story.books.alarms.size() == 1U);
    BOOST_TEST(story.the_books_agree());
}

BOOST_AUTO_TEST_CASE(a_bill_beyond_the_prefund_waits_where_the_policy_queues_it) {
    PrefundStory story("预付金不足：稍后重试，同一报文可再来", "queue", "200.00");
    BOOST_TEST(story.settle_as("a").has_value());
    BOOST_TEST(story.settle_as("b").has_value());
    BOOST_TEST(story.exposure() == "120.00");
    story.when("第三笔放不下");
    const VisitId visit = story.visit_with_bill("c", bill);
    const auto turned_away = story.settle(story.call_of("c"), visit, bill);
    story.screen_shows(turned_away, "GW2004", "请于30000毫秒后重试");
    story.note("什么也没有发生，对方没有收到任何东西");
    BOOST_TEST(story.exposure() == "120.00");
    story.when("预付金紧急调增，同一报文再来");
    story.move_money("S2", PrefundMovementKind::urgent, "100.00");
    const auto again = story.settle(story.call_of("c"), visit, bill);
    BOOST_REQUIRE_MESSAGE(again.has_value(), why(again));
    BOOST_TEST(story.exposure() == "180.00");
    BOOST_TEST(story.the_books_agree());
}

BOOST_AUTO_TEST_CASE(a_bill_beyond_the_prefund_is_refused_for_good_where_the_policy_refuses_it) {
    PrefundStory story("预付金不足：拒绝，占用按总费用", "refuse", "150.00");
    BOOST_TEST(story.settle_as("a").has_value());
    story.then("应答前占用总费用 100.00，入账后为 60.00");
    BOOST_TEST(story.exposure() == "60.00");
    const VisitId visit = story.visit_with_bill("b", bill);
    story.screen_shows(story.settle(story.call_of("b"), visit, bill), "GW1519", "参保地预付金额度不足");
    BOOST_TEST(story.exposure() == "60.00");
    story.note("拒绝是终局：同一报文得到同一应答，即使额度又够了");
    story.move_money("S2", PrefundMovementKind::urgent, "100.00");
    story.screen_shows(story.settle(story.call_of("b"), visit, bill), "GW1519", "参保地预付金额度不足");
    story.when("换一个报文再来");
    BOOST_TEST(story.settle(story.visitor_call("2207", "s-b2"), visit, bill).has_value());
    BOOST_TEST(story.exposure() == "120.00");
    BOOST_TEST(story.the_books_agree());
}

BOOST_AUTO_TEST_CASE(whoever_placed_no_money_is_neither_counted_nor_refused) {
    PrefundStory story("对方没有预付金：策略为拒绝也照常结算", "refuse", nullptr);
    BOOST_TEST(story.settle_as("a").has_value());
    BOOST_TEST(story.run(story.book.positions()).value().empty());
    story.when("首笔预付金到账，此前的占用一并计入");
    story.move_money("S1", PrefundMovementKind::first, "150.00");
    BOOST_TEST(story.exposure() == "60.00");
    BOOST_TEST(story.the_books_agree());
}

BOOST_AUTO_TEST_CASE(a_no_of_the_other_side_gives_back_what_was_reserved) {
    PrefundStory story("上海拒付：释放占用", "refuse", "150.00");
    BOOST_TEST(!story.settle_as("a", Happening::refuses).has_value());
    BOOST_TEST((story.state_of(story.call_of("a")) == SettlementState::refused));
    BOOST_TEST(story.exposure() == "0.00");
    BOOST_TEST(story.the_books_agree());
}

BOOST_AUTO_TEST_CASE(what_is_in_doubt_stays_reserved_until_the_other_side_answers) {
    PrefundStory story("结果未知：一直占用", "refuse", "150.00");
    story.screen_shows(story.settle_as("a", Happening::lost_reply), "GW3001", "请勿按自费收取现金");
    BOOST_TEST(story.exposure() == "100.00");
    story.when("查明已入账");
    BOOST_TEST(story.resolve().value() == 1);
    BOOST_TEST(story.exposure() == "60.00");
    BOOST_TEST(story.the_books_agree());
}

BOOST_AUTO_TEST_CASE(what_was_reversed_gives_back_what_it_held) {
    PrefundStory story("冲正：释放占用", "refuse", "150.00");
    BOOST_TEST(story.settle_as("a").has_value());
    BOOST_TEST(story.exposure() == "60.00");
    BOOST_TEST(story.reverse(story.visitor_call("2601", "r-a"), "s-a", "2207").has_value());
    BOOST_TEST((story.state_of(story.call_of("a")) == SettlementState::reversed));
    BOOST_TEST(story.exposure() == "0.00");
    BOOST_TEST(story.the_books_agree());
}

BOOST_AUTO_TEST_CASE(what_was_cancelled_gives_back_what_it_held) {
    PrefundStory story("撤销：释放占用", "refuse", "150.00");
    const VisitId visit = story.visit_with_bill("a", bill);
    const auto settled = story.settle(story.call_of("a"), visit, bill);
    BOOST_REQUIRE_MESSAGE(settled.has_value(), why(settled));
    const auto cancelled = story.cancel(story.visitor_call("2208", "c-a"), visit, settled->settlement);
    BOOST_REQUIRE_MESSAGE(cancelled.has_value(), why(cancelled));
    BOOST_TEST(story.exposure() == "0.00");
    BOOST_TEST(story.the_books_agree());
}

BOOST_AUTO_TEST_CASE(what_was_never_sent_stays_reserved_until_its_day_closes) {
    PrefundStory story("未发出：关日时释放", "refuse", "150.00");
    story.screen_shows(story.settle_as("a", Happening::unreachable), "GW2001", "");
    BOOST_TEST((story.state_of(story.call_of("a")) == SettlementState::not_sent));
    BOOST_TEST(story.exposure() == "100.00");
    story.closed(Ningbo::shanghai_day("2018-10-16"), "2018-10-17 00:10:00");
    BOOST_TEST(story.exposure() == "0.00");
    BOOST_TEST(story.the_books_agree());
}

BOOST_AUTO_TEST_CASE(clearing_a_day_gives_nothing_back_until_it_is_paid) {
    PrefundStory story("清算不释放，付款才释放", "refuse", "150.00");
    BOOST_TEST(story.settle_as("a").has_value());
    story.closed(Ningbo::shanghai_day("2018-10-16"), "2018-10-17 00:10:00");
    BOOST_TEST(story.exposure() == "60.00");
    BOOST_TEST(story.the_books_agree());
}

BOOST_AUTO_TEST_CASE(a_quote_that_stands_is_what_is_reserved) {
    PrefundStory story("预结算后结算：占用预结算的应付金额", "queue", "60.00");
    const VisitId visit = story.visit_with_bill("a", bill);
    const auto quoted = story.quote(story.visitor_call("2206", "q-a"), visit, bill);
    BOOST_REQUIRE_MESSAGE(quoted.has_value(), why(quoted));
    story.shanghai.answer_next({Happening::lost_reply});
    story.screen_shows(story.settle(story.call_of("a"), visit, bill), "GW3001", "请勿按自费收取现金");
    story.then("总费用 100.00 放不下，预结算的 60.00 正好放下");
    BOOST_TEST(story.exposure() == "60.00");
    BOOST_TEST(story.the_books_agree());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
