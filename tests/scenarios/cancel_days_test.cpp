// A cancel has a day of its own, whenever its original was settled, compared or cleared (SETTLEMENT §3, §5, §6): on
// both directions and both platforms, with both sides' totals and the postings. Also while the original's day is
// closed.
#include "tests/scenarios/changed_agreement.hpp"
#include "tests/scenarios/far_books.hpp"
#include "tests/scenarios/interruption.hpp"
#include "tests/scenarios/story.hpp"

#include <array>
#include <functional>
#include <optional>
#include <span>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

ClearingDay on(std::string_view day) {
    return ClearingDay::parse(day).value();
}

/// A visitor's bill in Ningbo, and the book of whoever insures her.
struct Visitor : Story {
    Visitor(std::string_view title, std::string_view time, bool over_delta)
        : Visitor(title, time, over_delta, reviewed_tables()) {
        given("已结算，两边都有");
        settled = settle(order(settle_no(), "m1"), visit, bill).value();
    }
    /// Before it is settled.
    Visitor(std::string_view title, std::string_view time, bool over_delta,
            std::shared_ptr<const mapping::Tables> tables)
        : Story(title, time), delta(over_delta), far(over_delta ? shanghai : hub, rule(), digest) {
        tables_in_force.replace(std::move(tables));
        other_sides.platforms.at(PlatformName(delta ? "delta" : "national")).days = &far;
        side().will_pay(
            payment({{"总费用", "1368.83"}, {"统筹基金", "1126.60"}, {"个人账户", "2.00"}, {"现金", "240.23"}}));
        visit = delta ? visit_with_bill("zhang", bill) : stay();
    }
    /// It is booked there, and the answer is lost.
    void lost() {
        side().answer_next({Happening::lost_reply});
        screen_shows(settle(order(settle_no(), "m1"), visit, bill), "GW3001", "请勿按自费收取现金");
    }
    void found() {
        BOOST_TEST(resolve().value() == 1);
        settled.settlement = record_of(order(settle_no(), "m1")).id;
    }
    DayRule rule() const { return delta ? DayRule::treatment_side_at_intent : DayRule::answerer_by_setl_time; }
    ScriptedOtherSide& side() { return delta ? shanghai : hub; }
    Call order(std::string infno, std::string message) {
        return delta ? visitor_call(std::move(infno), std::move(message))
                     : guiyang_call(std::move(infno), std::move(message));
    }
    std::string settle_no() const { return delta ? "2207" : "2304"; }
    std::string cancel_no() const { return delta ? "2208" : "2305"; }
    VisitId stay() {
        const VisitId id = register_visit(guiyang_call("2401", "t1"), "2018-10-06 09:00:00").value();
        upload(guiyang_call("2301", "t2"), id, bill).value();
        return id;
    }
    DayKey key(std::string_view day) const { return delta ? Ningbo::shanghai_day(day) : Ningbo::guiyang_day(day); }
    Result<SettledBill> undo(std::string message) {
        return cancel(order(cancel_no(), std::move(message)), visit, settled.settlement);
    }
    SettlementRecord cancel_record(std::string message) { return record_of(order(cancel_no(), std::move(message))); }
    void both_sides_hold(std::string_view day, std::string_view totals) {
        then(std::string(day) + " 两边: " + std::string(totals));
        BOOST_TEST(totals_in_words(run(days.content(key(day))).value().lines) == totals);
        BOOST_TEST(totals_in_words(far.lines_of(on(day))) == totals);
    }
    void nothing_is_owed() {
        then("合计为零：应收、应付都回到零");
        for (Account account : {Account::r1, Account::r2, Account::h})
            BOOST_TEST(balance(account).is_zero());
    }

    Bill bill{"0", "1368.83"};
    bool delta;
    FarDayBook far;
    VisitId visit;
    SettledBill settled;
};

constexpr std::string_view one_settled =
    "1 settled, 0 cancelled, total 1368.83, fund 1126.60, account 2.00, cash 240.23, hospital 0.00";
constexpr std::string_view one_cancelled =
    "0 settled, 1 cancelled, total -1368.83, fund -1126.60, account -2.00, cash -240.23, hospital 0.00";
constexpr std::string_view both_listed =
    "1 settled, 1 cancelled, total 0.00, fund 0.00, account 0.00, cash 0.00, hospital 0.00";
constexpr std::string_view no_line =
    "0 settled, 0 cancelled, total 0.00, fund 0.00, account 0.00, cash 0.00, hospital 0.00";

/// The close of a visitor's day, by us.
constexpr std::array<Moment, 4> moments_of_our_close{{
    {"day.awaiting", 1, "已切换到次日，这一天的明细尚未确定"},
    {"day.content", 2, "明细已确定，正要告诉上海"},
    {"day.content", 3, "上海已答复，尚未提出结算单"},
    {"day.agree", 1, "上海已同意结算单，我方尚未入账"},
}};

/// The close of a resident's day, by Shanghai.
constexpr std::array<Moment, 5> moments_of_their_close{{
    {"day.switch", 1, "上海已切换到次日，我方还没有"},
    {"day.keep_partner_close", 1, "我方已切换，上海挂起的还没有记下"},
    {"day.content", 2, "我方已核对，正要答复"},
    {"day.content", 3, "上海已得到答复，提出结算单"},
    {"day.agree", 1, "我方就要同意，尚未入账"},
}};

/// The settlement's day is closed by us, and something comes at the desk meanwhile.
Statement closed_while(Visitor& story, const Moment& moment, std::function<ports::awaitable<void>()> comes) {
    story.when(moment.words);
    const Interruption interruption(story, moment, std::move(comes));
    Statement statement = story.closed(story.key("2018-10-16"), "2018-10-17 00:00:00");
    BOOST_TEST(interruption.has_come(), moment.call);
    return statement;
}

/// The settlement clears on its day, the cancel on the next one.
void cancelled_on_the_next_day(Visitor& story, const Statement& first) {
    story.statement_says(
        first, {{"状态", "agreed"}, {"笔数", "1"}, {"撤销", "0"}, {"应收", "1128.60"}, {"未清算", "0"}, {"差异", "0"}});
    story.statement_says(story.closed(story.key("2018-10-17"), "2018-10-18 00:00:00"),
                         {{"状态", "agreed"}, {"笔数", "0"}, {"撤销", "1"}, {"应收", "-1128.60"}, {"差异", "0"}});
    story.both_sides_hold("2018-10-16", one_settled);
    story.both_sides_hold("2018-10-17", one_cancelled);
    story.nothing_is_owed();
}

/// Neither day has a line of it.
void void_on_both_days(Visitor& story, const Statement& first) {
    story.statement_says(first, {{"笔数", "0"}, {"撤销", "0"}, {"应收", "0.00"}, {"差异", "0"}});
    story.statement_says(
        story.closed(story.key("2018-10-17"), "2018-10-18 00:00:00"),
        {{"状态", "agreed"}, {"笔数", "0"}, {"撤销", "0"}, {"补清", "0"}, {"应收", "0.00"}, {"差异", "0"}});
    story.both_sides_hold("2018-10-16", no_line);
    story.both_sides_hold("2018-10-17", no_line);
    story.nothing_is_owed();
}

/// A Ningbo person's bill in Shanghai, which closes the days with us.
struct TreatedInShanghai : Story {
    explicit TreatedInShanghai(std::string_view title) : Story(title, "2018-10-16 09:30:00") {
        core.will_pay(payment({{"总费用", "741.36"}, {"统筹基金", "700.00"}, {"现金", "41.36"}}));
        visit = resident_visit("tu");
        settled = settle(settling, visit, {"B1", "741.36"}).value();
    }
    /// Shanghai closes the settlement's day and we agree; something comes at the desk meanwhile.
    void closed_while(const Moment& moment, std::function<ports::awaitable<void>()> comes) {
        when(moment.words);
        clock.set("2018-10-17 00:00:01");
        const Interruption interruption(*this, moment, std::move(comes));
        BOOST_TEST(treating.closes("2018-10-16"));
        BOOST_TEST(treating.agrees("2018-10-16"));
        BOOST_TEST(interruption.has_come(), moment.call);
    }
    void next_day_closed() {
        clock.set("2018-10-18 00:00:01");
        BOOST_TEST(treating.closes("2018-10-17"));
        BOOST_TEST(treating.agrees("2018-10-17"));
    }
    Call cancelling(std::string message, std::string day = "2018-10-17") {
        return resident_call("2208", std::move(message), std::move(day));
    }
    CancelRequest cancel_request() const { return {settled.settlement, visit, "P-330203", {}}; }
    ports::awaitable<Result<ReverseResult>> reverse_asked() {
        return desk.reverse_by_key(resident_call("2601", "r1", "2018-10-17"), *settling.key);
    }
    /// What Shanghai does when it is told that the day is closed here.
    void cancelled_by_shanghai(std::string message) {
        const Call call = cancelling(std::move(message));
        const auto cancelled = cancel(call, visit, settled.settlement);
        BOOST_REQUIRE_MESSAGE(cancelled.has_value(), why(cancelled));
        treating.booked(call, *cancelled);
    }
    void both_sides_hold(std::string_view day, std::string_view totals) {
        then(std::string(day) + " 两边: " + std::string(totals));
        const DayKey key = shanghai_day(day, Direction::resident_away);
        BOOST_TEST(is_agreed(run(days.find(key)).value().value().state));
        BOOST_TEST(totals_in_words(run(days.content(key)).value().lines) == totals);
        BOOST_TEST(totals_in_words(treating.lines_of(day)) == totals);
    }
    void nothing_is_owed() {
        for (Account account : {Account::p1, Account::p2, Account::b})
            BOOST_TEST(balance(account).is_zero());
    }

    AskersDayBook treating{*this, DivisionCode("310000")};
    Call settling = resident_call("2207", "s1", "2018-10-16");
    VisitId visit;
    SettledBill settled;
};

constexpr std::string_view resident_settled =
    "1 settled, 0 cancelled, total 741.36, fund 700.00, account 0.00, cash 41.36, hospital 0.00";
constexpr std::string_view resident_cancelled =
    "0 settled, 1 cancelled, total -741.36, fund -700.00, account 0.00, cash -41.36, hospital 0.00";

}  // namespace

BOOST_AUTO_TEST_SUITE(days_of_cancels)

BOOST_AUTO_TEST_CASE(before_the_close_both_lines_stand_in_the_same_day) {
    for (bool delta : {true, false}) {
        Visitor story("当日撤销，日终以前", "2018-10-16 09:30:00", delta);
        story.when("当日撤销");
        BOOST_TEST(story.undo("c1").has_value());
        story.both_sides_hold("2018-10-16", both_listed);
        story.books_of_day(story.key("2018-10-16"), {{"R1 应收异地—未清算 hifp", "1126.60 / 1126.60"},
                                                     {"R1 应收异地—未清算 acct", "2.00 / 2.00"},
                                                     {"H 应付定点机构 hifp", "1126.60 / 1126.60"},
                                                     {"H 应付定点机构 acct", "2.00 / 2.00"}});
        story.statement_says(story.closed(story.key("2018-10-16"), "2018-10-17 00:30:00"),
                             {{"状态", "agreed"}, {"笔数", "1"}, {"撤销", "1"}, {"应收", "0.00"}, {"差异", "0"}});
        story.nothing_is_owed();
    }
}

BOOST_AUTO_TEST_CASE(a_reverse_before_the_close_leaves_no_line) {
    for (bool delta : {true, false}) {
        Visitor story("当日冲正，日终以前", "2018-10-16 09:30:00", delta);
        story.when("当日冲正 2601：结果不明的撤回，不是撤销");
        BOOST_TEST(story.reverse(story.order("2601", "r1"), "m1", story.settle_no()).has_value());
        story.both_sides_hold("2018-10-16", no_line);
        story.statement_says(story.closed(story.key("2018-10-16"), "2018-10-17 00:30:00"),
                             {{"状态", "agreed"}, {"笔数", "0"}, {"撤销", "0"}, {"应收", "0.00"}});
        story.nothing_is_owed();
    }
}

BOOST_AUTO_TEST_CASE(after_the_clearing_a_negative_line_stands_in_the_open_day) {
    for (bool delta : {true, false}) {
        Visitor story("清算以后撤销", "2018-10-16 09:30:00", delta);
        story.statement_says(story.closed(story.key("2018-10-16"), "2018-10-17 00:30:00"), {{"应收", "1128.60"}});
        story.clock.set("2018-10-20 10:00:00");
        // Days without business are closed too, in order.
        for (const char* day : {"2018-10-17", "2018-10-18", "2018-10-19"})
            BOOST_REQUIRE(story.close(story.key(day)).has_value());
        story.when("四天后撤销：负数的一笔记在当日，注明原结算");
        BOOST_TEST(story.undo("c1").has_value());
        BOOST_TEST((story.cancel_record("c1").original_id == story.settled.settlement));
        BOOST_TEST(story.cancel_record("c1").assigned_day->to_text() == "2018-10-20");
        story.both_sides_hold("2018-10-16", one_settled);
        story.both_sides_hold("2018-10-20", one_cancelled);
        story.statement_says(story.closed(story.key("2018-10-20"), "2018-10-21 00:30:00"),
                             {{"状态", "agreed"}, {"笔数", "0"}, {"撤销", "1"}, {"应收", "-1128.60"}, {"差异", "0"}});
        story.nothing_is_owed();
    }
}

BOOST_AUTO_TEST_CASE(a_reverse_after_the_clearing_is_carried_out_as_a_cancel) {
    for (bool delta : {true, false}) {
        Visitor story("清算以后冲正，按撤销办理", "2018-10-16 09:30:00", delta);
        story.closed(story.key("2018-10-16"), "2018-10-17 00:30:00");
        story.clock.set("2018-10-17 10:00:00");
        BOOST_TEST(
            (story.reverse(story.order("2601", "r1"), "m1", story.settle_no()).value() == ReverseResult::day_closed));
        story.both_sides_hold("2018-10-16", one_settled);
        story.both_sides_hold("2018-10-17", one_cancelled);
        story.closed(story.key("2018-10-17"), "2018-10-18 00:30:00");
        story.nothing_is_owed();
    }
}

BOOST_AUTO_TEST_CASE(in_january_a_settlement_of_december_is_cancelled_by_decembers_agreement) {
    for (bool delta : {true, false}) {
        Visitor story("一月撤销去年十二月的结算", "2018-12-31 15:00:00", delta);
        story.closed(story.key("2018-12-31"), "2019-01-01 00:30:00");
        story.given("新年的协议不再清算个人账户（虚构）");
        story.tables_in_force.replace(
            agreement_changes_after("2018-12-31", delta, components_with_account, components_of_funds));

        story.clock.set("2019-01-01 10:00:00");
        story.when("一月一日撤销");
        BOOST_TEST(story.undo("c1").has_value());
        BOOST_TEST(story.cancel_record("c1").assigned_day->to_text() == "2019-01-01");
        story.then("退回的正是十二月入账的，个人账户也在内");
        story.books_of_day(story.key("2019-01-01"), {{"R1 应收异地—未清算 hifp", "0.00 / 1126.60"},
                                                     {"R1 应收异地—未清算 acct", "0.00 / 2.00"},
                                                     {"H 应付定点机构 hifp", "1126.60 / 0.00"},
                                                     {"H 应付定点机构 acct", "2.00 / 0.00"}});
        story.both_sides_hold("2018-12-31", one_settled);
        story.both_sides_hold("2019-01-01", one_cancelled);
        story.statement_says(story.closed(story.key("2019-01-01"), "2019-01-02 00:30:00"),
                             {{"状态", "agreed"}, {"撤销", "1"}, {"应收", "-1128.60"}});
        story.nothing_is_owed();
    }
}

BOOST_AUTO_TEST_CASE(in_doubt_over_new_year_it_clears_by_decembers_agreement_and_so_does_its_cancel) {
    for (bool delta : {true, false})
        for (bool account_ends : {true, false}) {
            const std::string &before = account_ends ? components_with_account : components_of_funds,
                              &after = account_ends ? components_of_funds : components_with_account;
            const std::string_view posted = account_ends ? "1128.60" : "1126.60";
            Visitor story("存疑跨年，协议随新年改变", "2018-12-31 15:00:00", delta,
                          agreement_changes_after("2018-12-31", delta, before, after));
            story.given(account_ends ? "新年的协议不再清算个人账户（虚构）" : "新年的协议起清算个人账户（虚构）");
            story.when("十二月三十一日结算，应答丢失，日终未查明");
            story.lost();
            BOOST_TEST(story.closed(story.key("2018-12-31"), "2019-01-01 00:30:00").receivable_or_payable().is_zero());
            story.clock.set("2019-01-01 10:00:00");
            story.when("一月一日查明，补清");
            story.found();
            BOOST_TEST(story.balance(Account::r1).to_yuan() == posted);
            const Statement january = story.closed(story.key("2019-01-01"), "2019-01-02 00:30:00");
            story.statement_says(january, {{"状态", "agreed"}, {"笔数", "1"}, {"应收", posted}, {"补清", "1"}});
            BOOST_TEST(january.formula.id == "NEXT");
            BOOST_TEST(january.by_earlier_agreements.to_yuan() == (account_ends ? "2.00" : "-2.00"));
            story.then("入账多少，清算多少");
            BOOST_TEST(story.balance(Account::r1).is_zero());
            BOOST_TEST(story.balance(Account::r2).to_yuan() == posted);

            story.clock.set("2019-01-02 10:00:00");
            story.when("一月二日撤销");
            BOOST_TEST(story.undo("c1").has_value());
            story.statement_says(story.closed(story.key("2019-01-02"), "2019-01-03 00:30:00"),
                                 {{"状态", "agreed"}, {"撤销", "1"}, {"应收", "-" + std::string(posted)}});
            story.nothing_is_owed();
            for (const char* day : {"2019-01-01", "2019-01-02"})
                for (const std::string& line : story.trial_balance(story.key(day)))
                    BOOST_TEST((account_ends || line.find("acct") == std::string::npos), line);
        }
}

BOOST_AUTO_TEST_CASE(a_partner_cancels_after_its_close_and_both_books_agree_on_both_days) {
    Story story("上海撤销已关闭日子的结算 · 宁波参保人", "2018-10-16 09:30:00");
    AskersDayBook shanghai(story, DivisionCode("310000"));
    story.core.will_pay(Story::payment({{"总费用", "741.36"}, {"统筹基金", "700.00"}, {"现金", "41.36"}}));
    const VisitId visit = story.resident_visit("tu");
    const Call settling = story.resident_call("2207", "s1", "2018-10-16");
    shanghai.booked(settling, story.settle(settling, visit, {"B1", "741.36"}).value());
    story.clock.set("2018-10-17 00:00:01");
    BOOST_TEST(shanghai.closes("2018-10-16"));

    story.clock.set("2018-10-17 09:00:00");
    story.when("上海先冲正：日子已关闭；再撤销，记在它的 17 日");
    BOOST_TEST(
        (story.run(story.desk.reverse_by_key(story.resident_call("2601", "r1", "2018-10-17"), *settling.key)).value() ==
         ReverseResult::day_closed));
    const Call cancelling = story.resident_call("2208", "c1", "2018-10-17");
    shanghai.booked(cancelling, story.cancel(cancelling, visit, story.record_of(settling).id).value());
    story.clock.set("2018-10-18 00:00:01");
    BOOST_TEST(shanghai.closes("2018-10-17"));
    story.books_of_day(Ningbo::shanghai_day("2018-10-17", Direction::resident_away),
                       {{"P1 应付异地—未清算 hifp", "700.00 / 0.00"}, {"B 待遇支出 hifp", "0.00 / 700.00"}});
    BOOST_TEST(story.balance(Account::p1).is_zero());
    BOOST_TEST(story.balance(Account::b).is_zero());
}

BOOST_AUTO_TEST_CASE(the_hub_cancels_a_residents_stay_over_new_year) {
    Story story("平台在新年撤销 · 宁波参保人在北京", "2018-12-31 23:00:00");
    story.core.will_pay(Story::payment({{"总费用", "9933.00"}, {"统筹基金", "8000.00"}, {"现金", "1933.00"}}));
    const auto stay = story.register_visit(story.beijing_call("2401", "y0"), "2018-12-20 08:00:00");
    const Call settling = story.beijing_call("2304", "y1");
    BOOST_TEST(story.settle(settling, *stay, {"0", "9933.00"}).has_value());
    const auto day = [](std::string_view text) {
        return DayKey{PlatformName("national"), DivisionCode("110000"), Direction::resident_away, on(text)};
    };
    story.closed(day("2018-12-31"), "2019-01-01 00:30:00");
    story.clock.set("2019-01-01 09:00:00");
    const Call cancelling = story.beijing_call("2305", "x1");
    const auto cancelled = story.cancel(cancelling, *stay, story.record_of(settling).id);
    BOOST_REQUIRE_MESSAGE(cancelled.has_value(), why(cancelled));
    story.then("撤销的结算时间由我方写上：今年");
    BOOST_TEST(cancelled->settled_at == "2019-01-01 09:00:00");
    story.books_of_day(day("2019-01-01"),
                       {{"P1 应付异地—未清算 hifp", "8000.00 / 0.00"}, {"B 待遇支出 hifp", "0.00 / 8000.00"}});
    story.statement_says(story.closed(day("2019-01-01"), "2019-01-02 00:30:00"), {{"撤销", "1"}, {"应付", "-8000.00"}});
    for (Account account : {Account::p1, Account::p2, Account::b})
        BOOST_TEST(story.balance(account).is_zero());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(while_the_day_is_being_closed)

BOOST_AUTO_TEST_CASE(a_cancel_lies_in_the_next_day) {
    for (const Moment& moment : moments_of_our_close) {
        Visitor story("日终之中撤销", "2018-10-16 09:30:00", true);
        std::string answer;
        const Statement first = closed_while(story, moment, [&]() -> ports::awaitable<void> {
            CancelRequest request{story.settled.settlement, story.visit, "P-310115", {}};
            answer = code_of_answer(co_await story.desk.cancel(story.order("2208", "c1"), request));
        });
        BOOST_TEST(answer == "0");
        BOOST_TEST(story.cancel_record("c1").assigned_day->to_text() == "2018-10-17");
        cancelled_on_the_next_day(story, first);
    }
}

BOOST_AUTO_TEST_CASE(a_reverse_is_carried_out_as_a_cancel_of_the_next_day) {
    for (const Moment& moment : moments_of_our_close) {
        Visitor story("日终之中冲正已结算的，按撤销办理", "2018-10-16 09:30:00", true);
        std::optional<ReverseResult> answer;
        const Statement first = closed_while(story, moment, [&]() -> ports::awaitable<void> {
            ReverseRequest request{MessageId("m1"), "2207", {}};
            answer = (co_await story.desk.reverse(story.order("2601", "r1"), request)).value();
        });
        BOOST_TEST((answer == ReverseResult::day_closed));
        BOOST_TEST(story.shanghai.times_asked("reverse") == 0);
        cancelled_on_the_next_day(story, first);
    }
}

BOOST_AUTO_TEST_CASE(a_reverse_of_what_is_in_doubt_leaves_no_line_on_either_day) {
    for (const Moment& moment : moments_of_our_close) {
        Visitor story("日终之中冲正存疑的", "2018-10-16 09:30:00", true, reviewed_tables());
        story.lost();
        std::optional<ReverseResult> answer;
        const Statement first = closed_while(story, moment, [&]() -> ports::awaitable<void> {
            ReverseRequest request{MessageId("m1"), "2207", {}};
            answer = (co_await story.desk.reverse(story.order("2601", "r1"), request)).value();
        });
        BOOST_TEST((answer == ReverseResult::reversed));
        BOOST_TEST(story.books.ledger.empty());
        void_on_both_days(story, first);
    }
}

BOOST_AUTO_TEST_CASE(what_is_found_booked_and_reversed_meanwhile_is_a_cancel_in_its_day_and_void_once_carried) {
    for (const Moment& moment : moments_of_our_close) {
        Visitor story("日终之中查明，随即冲正", "2018-10-16 09:30:00", true, reviewed_tables());
        story.lost();
        std::optional<ReverseResult> answer;
        const Statement first = closed_while(story, moment, [&]() -> ports::awaitable<void> {
            const auto found =
                co_await story.resolver.step(PeerName("shanghai"), settlement::Resolver::Which::everything);
            BOOST_TEST(found.value() == 1);
            ReverseRequest request{MessageId("m1"), "2207", {}};
            answer = (co_await story.desk.reverse(story.order("2601", "r1"), request)).value();
        });
        const bool is_line_of_its_day = moment.call == "day.awaiting";
        BOOST_TEST((answer == (is_line_of_its_day ? ReverseResult::day_closed : ReverseResult::reversed)));
        if (is_line_of_its_day)
            cancelled_on_the_next_day(story, first);
        else
            void_on_both_days(story, first);
    }
}

BOOST_AUTO_TEST_CASE(a_partners_cancel_lies_in_its_next_day) {
    for (const Moment& moment : moments_of_their_close) {
        TreatedInShanghai story("上海日终之中撤销 · 宁波参保人");
        story.treating.booked(story.settling, story.settled);
        const Call call = story.cancelling("c1");
        std::optional<SettledBill> cancelled;
        story.closed_while(moment, [&]() -> ports::awaitable<void> {
            cancelled = (co_await story.desk.cancel(call, story.cancel_request())).value();
        });
        story.treating.booked(call, cancelled.value());
        story.next_day_closed();
        story.both_sides_hold("2018-10-16", resident_settled);
        story.both_sides_hold("2018-10-17", resident_cancelled);
        story.nothing_is_owed();
    }
}

BOOST_AUTO_TEST_CASE(a_partners_cancel_of_the_day_that_it_closes_is_refused_and_comes_again_for_the_next) {
    for (const Moment& moment : std::span(moments_of_their_close).subspan(1)) {
        TreatedInShanghai story("上海的撤销写着正在关闭的日子");
        story.treating.booked(story.settling, story.settled);
        std::string answer;
        story.closed_while(moment, [&]() -> ports::awaitable<void> {
            const Call call = story.cancelling("c1", "2018-10-16");
            answer = code_of_answer(co_await story.desk.cancel(call, story.cancel_request()));
        });
        BOOST_TEST(answer == stable_code(ErrorCode::clearing_day_closed));
        BOOST_TEST(story.core.times_asked("cancel") == 0);
        story.cancelled_by_shanghai("c2");
        story.next_day_closed();
        story.both_sides_hold("2018-10-16", resident_settled);
        story.both_sides_hold("2018-10-17", resident_cancelled);
        story.nothing_is_owed();
    }
}

BOOST_AUTO_TEST_CASE(a_partners_reverse_of_what_both_have_booked_is_told_that_the_day_is_closed) {
    // Before our switch Shanghai has no reason to ask: its own day is closed, so it cancels.
    for (const Moment& moment : std::span(moments_of_their_close).subspan(1)) {
        TreatedInShanghai story("上海日终之中冲正：日子已关闭，它自己撤销");
        story.treating.booked(story.settling, story.settled);
        std::optional<ReverseResult> answer;
        story.closed_while(moment,
                           [&]() -> ports::awaitable<void> { answer = (co_await story.reverse_asked()).value(); });
        BOOST_TEST((answer == ReverseResult::day_closed));
        BOOST_TEST(story.core.times_asked("reverse") == 0);
        story.cancelled_by_shanghai("c1");
        story.next_day_closed();
        story.both_sides_hold("2018-10-16", resident_settled);
        story.both_sides_hold("2018-10-17", resident_cancelled);
        story.nothing_is_owed();
    }
}

BOOST_AUTO_TEST_CASE(a_partners_reverse_of_what_it_carries_is_the_same_on_both_sides) {
    for (const Moment& moment : moments_of_their_close) {
        TreatedInShanghai story("上海没有得到应答，日终挂起，同时冲正");
        story.treating.in_doubt(story.settling, CareSetting::outpatient);
        std::optional<ReverseResult> answer;
        story.closed_while(moment,
                           [&]() -> ports::awaitable<void> { answer = (co_await story.reverse_asked()).value(); });
        // For an instant our day is closed and nobody has said yet that the line is carried: it stands, and is
        // cancelled.
        const bool stands = moment.call == "day.keep_partner_close";
        BOOST_TEST((answer == (stands ? ReverseResult::day_closed : ReverseResult::reversed)));
        if (stands) {
            const Call asking = story.resident_call("5203", "k1", "2018-10-17");
            const auto told = story.run(story.desk.query_by_key(asking, *story.settling.key));
            BOOST_REQUIRE((told->state == QueryResult::State::booked));
            story.treating.booked(story.settling, *told->bill);
            story.cancelled_by_shanghai("c1");
        } else {
            story.treating.reversed(story.settling);
        }
        story.next_day_closed();
        story.both_sides_hold("2018-10-16", no_line);
        story.both_sides_hold("2018-10-17", stands ? both_listed : no_line);
        story.nothing_is_owed();
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
