// From the agreed statement to the money (DOMAIN §2 clearing): notice, two persons, bank, match; and what goes wrong.
#include "gateway/domain/postings_prefund.hpp"
#include "gateway/services/payments/institution_payment_service.hpp"
#include "tests/scenarios/far_books.hpp"
#include "tests/scenarios/finance_story.hpp"
#include "tests/support/memory_institution_payments.hpp"

#include <algorithm>

namespace clearing::tests {
namespace {

/// Ms Zhang's 1128.60 cleared on 2018-10-16; it is the morning of the 17th.
struct Cleared : FinanceStory {
    explicit Cleared(std::string_view title) : FinanceStory(title) {
        zhang = treated("zhang", "1126.60");
        FinanceStory::cleared("2018-10-16");
        clock.set("2018-10-17 09:00:00");
    }
    SettledBill zhang;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(payments)

BOOST_AUTO_TEST_CASE(a_notice_is_made_checked_released_handed_over_paid_and_settled) {
    Cleared story("收款通知书，从制单到结清");
    const Notice made = story.finance.make("2018-10-16").value();
    story.then("金额来自已清算的结算单：统筹 1126.60、账户 2.00，各基金分列；现金不在内");
    BOOST_TEST(made.cleared.size() == 2U);
    BOOST_TEST(sum_of(made.owed()).to_yuan() == "1128.60");
    BOOST_TEST(made.lines == 1);
    story.then("制单、复核、交财务都不记账");
    BOOST_TEST(made.hand_over_due.day.value().to_text() == "2018-10-24");  // five working days
    const Notice handed = [&] {
        story.finance.sign(made.id, NoticeStep::check, "checker").value();
        story.finance.sign(made.id, NoticeStep::release, "checker").value();
        return story.finance.sign(made.id, NoticeStep::hand_over, "maker").value();
    }();
    BOOST_TEST(handed.payment_due.day.value().to_text() == "2018-10-31");  // ten working days
    story.balances({{Account::r2, "1128.60"}, {Account::t, "0.00"}});
    story.when("银行到账：行名、流水号、日期，注明通知书号");
    BOOST_REQUIRE(story.finance.enter(story.finance.moved("S1", "1128.60", made.id)).has_value());
    story.books_of_day(story.shanghai_day("2018-10-17"), {{"R2 应收异地—已清算 hifp", "0.00 / 1126.60"},
                                                          {"R2 应收异地—已清算 acct", "0.00 / 2.00"},
                                                          {"T 财政专户存款 hifp", "1126.60 / 0.00"},
                                                          {"T 财政专户存款 acct", "2.00 / 0.00"}});
    BOOST_TEST(story.finance.standing(made.id) == "settled");
}

BOOST_AUTO_TEST_CASE(nobody_checks_or_releases_what_they_made) {
    Cleared story("制单与复核不得为同一人");
    const std::string id = story.finance.make("2018-10-16").value().id;
    story.screen_shows(story.finance.sign(id, NoticeStep::check, "maker"), "GW1702", "maker made this notice");
    story.screen_shows(story.finance.sign(id, NoticeStep::release, "checker"), "GW1703", "made, not checked");
    BOOST_REQUIRE(story.finance.sign(id, NoticeStep::check, "checker").has_value());
    story.screen_shows(story.finance.sign(id, NoticeStep::release, "maker"), "GW1702", "does not release it");
    story.then("未签发的通知书不能核销：款已到账，先挂暂收");
    const BankPayment early = story.finance.enter(story.finance.moved("S1", "1128.60", id)).value().payment;
    BOOST_TEST(name_of(early.state()) == "unmatched");
    story.screen_shows(story.run(story.finance.service.match(early.id, id, "cashier")), "GW1703", "not released yet");
    story.balances({{Account::cf, "-1128.60"}, {Account::r2, "1128.60"}, {Account::t, "1128.60"}});
    BOOST_REQUIRE(story.finance.sign(id, NoticeStep::release, "checker").has_value());
    story.screen_shows(story.finance.sign(id, NoticeStep::release, "other"), "GW1703", "released, not checked");
}

BOOST_AUTO_TEST_CASE(a_notice_waits_until_all_of_its_days_are_agreed_and_takes_each_once) {
    FinanceStory story("未清算的日子不能开通知书");
    story.treated("zhang", "1126.60");
    story.clock.set("2018-10-17 09:00:00");
    story.screen_shows(story.finance.make("2018-10-16"), "GW1703", "2018-10-16");
    story.screen_shows(story.finance.make("2018-10-17"), "GW1516", "not over");
    story.cleared("2018-10-16");
    BOOST_REQUIRE(story.finance.make("2018-10-16").has_value());
    story.screen_shows(story.finance.make("2018-10-16"), "GW1703", "notice up to 2018-10-16");
}

BOOST_AUTO_TEST_CASE(before_the_first_day_there_is_no_notice_to_speak_of) {
    Cleared story("还没有清算过的日子，不说已有通知书");
    const auto early = story.finance.make("2018-10-15");
    story.screen_shows(early, "GW1703", "nothing cleared before 2018-10-16");
    BOOST_TEST(why(early).find("there is a notice") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_part_comes_first_and_the_rest_later) {
    Cleared story("分两次付款");
    const std::string id = story.finance.handed_over("2018-10-16").id;
    BOOST_REQUIRE(story.finance.enter(story.finance.moved("S1", "1000.00", id)).has_value());
    BOOST_TEST(story.finance.open(id) == "128.60");
    BOOST_TEST(story.finance.standing(id) == "partly_paid");
    story.then("按各基金比例分摊，尾差归最大的一项：账户 1.77，统筹 998.23");
    story.balances({{Account::t, "1000.00"}, {Account::r2, "128.60"}});
    BOOST_TEST(story.finance.notice(id)
                   .settled.at({InsuranceType("310"), CareSetting::outpatient, Component::acct})
                   .to_yuan() == "1.77");
    BOOST_REQUIRE(story.finance.enter(story.finance.moved("S2", "128.60", id)).has_value());
    BOOST_TEST(story.finance.standing(id) == "settled");
    story.balances({{Account::t, "1128.60"}, {Account::r2, "0.00"}});
}

BOOST_AUTO_TEST_CASE(more_than_is_owed_waits_in_cf_and_is_matched_with_the_next_notice) {
    Cleared story("多付 200.00：暂收，下次核对");
    const std::string id = story.finance.handed_over("2018-10-16").id;
    const BankPayment paid = story.finance.enter(story.finance.moved("S1", "1328.60", id)).value().payment;
    BOOST_TEST(story.finance.standing(id) == "settled");
    BOOST_TEST(paid.unallocated().to_yuan() == "200.00");
    BOOST_TEST(name_of(paid.state()) == "partly_matched");
    story.balances({{Account::cf, "-200.00"}, {Account::r2, "0.00"}, {Account::t, "1328.60"}});
    story.treated("li", "500.00", "0.00", "0.00");
    story.cleared("2018-10-17");
    story.clock.set("2018-10-18 09:00:00");
    const std::string next = story.finance.handed_over("2018-10-17").id;
    story.when("把暂收的 200.00 核到下一张通知书");
    BOOST_REQUIRE(story.run(story.finance.service.match(paid.id, next, "cashier")).has_value());
    BOOST_TEST(story.finance.open(next) == "300.00");
    story.balances({{Account::cf, "0.00"}, {Account::r2, "300.00"}, {Account::t, "1328.60"}});
}

BOOST_AUTO_TEST_CASE(a_notice_paid_twice_leaves_the_second_payment_waiting) {
    Cleared story("同一通知书付了两次");
    const std::string id = story.finance.handed_over("2018-10-16").id;
    BOOST_REQUIRE(story.finance.enter(story.finance.moved("S1", "1128.60", id)).has_value());
    const BankPayment again = story.finance.enter(story.finance.moved("S2", "1128.60", id)).value().payment;
    BOOST_TEST(name_of(again.state()) == "unmatched");
    BOOST_TEST(again.entry.notice == id);
    BOOST_TEST(
        name_of(story.finance.enter(story.finance.moved("S3", "5.00", "no-such-notice")).value().payment.state()) ==
        "unmatched");
    story.balances({{Account::cf, "-1133.60"}, {Account::r2, "0.00"}, {Account::t, "2262.20"}});
}

BOOST_AUTO_TEST_CASE(money_of_a_counterparty_that_the_platform_does_not_serve_is_refused) {
    Cleared story("平台写错：没有人会给那一天日终");
    BankEntry mistyped = story.finance.moved("S1", "1.00", "");
    mistyped.platform = PlatformName("detla");
    const std::size_t days = story.books.days.size();
    story.screen_shows(story.finance.enter(mistyped), "GW1008", "does not serve");
    BOOST_TEST(story.books.days.size() == days);
}

BOOST_AUTO_TEST_CASE(money_that_no_bank_has_moved_yet_is_refused_wherever_it_is_entered) {
    Cleared story("日期写错：银行还没有动过这笔钱");
    const Date tomorrow = local_date(story.clock.now()).next();
    BankEntry entry = story.finance.moved("S1", "1128.60");
    entry.date = tomorrow;
    story.screen_shows(story.finance.enter(entry), "GW1008", "lies in the future [date]");
    BOOST_TEST(!story.run(story.finance.book.payment("工商银行-S1")).value().has_value());
    entry.date = local_date(story.clock.now());
    BOOST_TEST(story.finance.enter(entry).has_value());

    story.when("付给医院的、医院退回的，也一样");
    MemoryInstitutionPayments book(story.books);
    clearing::payments::InstitutionPaymentService service(book, story.clock);
    InstitutionPayment payment;
    payment.institution = story.record(story.zhang.settlement).institution;
    payment.platform = PlatformName("delta");
    payment.counterparty = DivisionCode("310000");
    payment.bank = "工商银行";
    payment.serial = "H1";
    payment.date = tomorrow;
    payment.amount = Money::parse("1128.60").value();
    story.screen_shows(story.run(service.enter(payment, "cashier")), "GW1008", "lies in the future");
    payment.date = local_date(story.clock.now());
    const std::string id = story.run(service.enter(payment, "cashier")).value().id;
    BOOST_REQUIRE(story.run(service.confirm(id, "checker")).has_value());
    story.screen_shows(story.run(service.enter_return(id, {tomorrow, "户名不符"}, "cashier")), "GW1008",
                       "lies in the future");
    BOOST_TEST(story.run(service.enter_return(id, {payment.date, "户名不符"}, "cashier")).has_value());
}

BOOST_AUTO_TEST_CASE(money_without_a_notice_waits_and_is_matched_later) {
    Cleared story("来款没有通知书号");
    const BankPayment paid = story.finance.enter(story.finance.moved("S1", "1128.60")).value().payment;
    story.books_of_day(story.shanghai_day("2018-10-17"),
                       {{"T 财政专户存款 unallocated", "1128.60 / 0.00"},
                        {"CF 暂收款—异地就医清算资金 unallocated", "0.00 / 1128.60"}});
    const std::string id = story.finance.handed_over("2018-10-16").id;
    BOOST_REQUIRE(story.run(story.finance.service.match(paid.id, id, "cashier")).has_value());
    story.balances({{Account::cf, "0.00"}, {Account::r2, "0.00"}, {Account::t, "1128.60"}});
    story.screen_shows(story.run(story.finance.service.match(paid.id, id, "cashier")), "GW1703", "matched already");
}

BOOST_AUTO_TEST_CASE(a_late_notice_ages_and_goes_into_the_next_one) {
    Cleared story("逾期未付，结转");
    const std::string id = story.finance.handed_over("2018-10-16").id;
    story.clock.set("2018-10-31 18:00:00");
    BOOST_TEST(story.finance.standing(id) == "unpaid");
    story.clock.set("2018-11-05 09:00:00");
    BOOST_TEST(story.finance.standing(id) == "late");
    BOOST_TEST(days_late(story.finance.notice(id), local_date(story.clock.now())) == 5);
    BOOST_REQUIRE(story.close(story.shanghai_day("2018-10-17")).has_value());
    const Notice next = story.finance.make("2018-10-17").value();
    story.then("下一张通知书带上结转 1128.60，旧的注明去处");
    BOOST_TEST(sum_of(next.carried).to_yuan() == "1128.60");
    BOOST_TEST(next.cleared.empty());
    BOOST_TEST(story.finance.standing(id) == "carried_over");
    BOOST_TEST(story.finance.notice(id).carried_into == next.id);
    story.finance.sign(next.id, NoticeStep::check, "checker").value();
    story.finance.sign(next.id, NoticeStep::release, "checker").value();
    story.when("对方仍按旧通知书号付款");
    BOOST_REQUIRE(story.finance.enter(story.finance.moved("S1", "1128.60", id)).has_value());
    BOOST_TEST(story.finance.standing(next.id) == "settled");
    story.balances({{Account::r2, "0.00"}});
}

BOOST_AUTO_TEST_CASE(a_negative_month_pays_nothing_and_goes_into_the_next_one) {
    Cleared story("负数结转");
    const std::string first = story.finance.handed_over("2018-10-16").id;
    BOOST_REQUIRE(story.finance.enter(story.finance.moved("S1", "1128.60", first)).has_value());
    story.cancelled("zhang", story.zhang);
    story.treated("li", "500.00", "0.00", "0.00");
    story.cleared("2018-10-17");
    story.clock.set("2018-10-18 09:00:00");
    const Notice negative = story.finance.make("2018-10-17").value();
    BOOST_TEST(sum_of(negative.owed()).to_yuan() == "-628.60");
    BOOST_TEST(story.finance.standing(negative.id) == "owed_other_way");
    story.finance.sign(negative.id, NoticeStep::check, "checker").value();
    story.finance.sign(negative.id, NoticeStep::release, "checker").value();
    const BankPayment not_owed = story.finance.enter(story.finance.moved("S2", "1.00", negative.id)).value().payment;
    story.screen_shows(story.run(story.finance.service.match(not_owed.id, negative.id, "cashier")), "GW1703",
                       "nothing is to be paid");
    BOOST_REQUIRE(story.run(story.finance.service.bounce(not_owed.id, "退回", "cashier")).has_value());
    story.treated("wang", "1000.00", "0.00", "0.00");
    story.cleared("2018-10-18");
    story.clock.set("2018-10-19 09:00:00");
    const Notice next = story.finance.handed_over("2018-10-18");
    BOOST_TEST(sum_of(next.cleared).to_yuan() == "1000.00");
    BOOST_TEST(sum_of(next.carried).to_yuan() == "-628.60");
    BOOST_REQUIRE(story.finance.enter(story.finance.moved("S3", "371.40", next.id)).has_value());
    BOOST_TEST(story.finance.standing(next.id) == "settled");
    story.balances({{Account::r1, "0.00"}, {Account::r2, "0.00"}, {Account::t, "1500.00"}});
}

BOOST_AUTO_TEST_CASE(a_bounced_payment_opens_its_notice_again) {
    Cleared story("银行退票");
    const std::string id = story.finance.handed_over("2018-10-16").id;
    const BankPayment paid = story.finance.enter(story.finance.moved("S1", "1328.60", id)).value().payment;
    story.when("银行退回");
    BOOST_REQUIRE(story.run(story.finance.service.bounce(paid.id, "户名不符", "cashier")).has_value());
    story.balances({{Account::t, "0.00"}, {Account::cf, "0.00"}, {Account::r2, "1128.60"}});
    BOOST_TEST(story.finance.open(id) == "1128.60");
    story.screen_shows(story.run(story.finance.service.bounce(paid.id, "又退", "cashier")), "GW1703",
                       "bounced already");
    story.screen_shows(story.run(story.finance.service.match(paid.id, id, "cashier")), "GW1703", "has bounced");
    BOOST_REQUIRE(story.finance.enter(story.finance.moved("S2", "1128.60", id)).has_value());
    BOOST_TEST(story.finance.standing(id) == "settled");
}

BOOST_AUTO_TEST_CASE(a_bank_serial_counts_once) {
    Cleared story("同一流水号只记一次");
    const std::string id = story.finance.handed_over("2018-10-16").id;
    const BankEntry entry = story.finance.moved("S1", "100.00", id);
    BOOST_TEST(story.finance.enter(entry).value().is_new);
    BOOST_TEST(!story.finance.enter(entry).value().is_new);
    story.screen_shows(story.finance.enter(story.finance.moved("S1", "200.00", id)), "GW1703", "entered otherwise");
    BOOST_TEST(story.finance.open(id) == "1028.60");
}

BOOST_AUTO_TEST_CASE(banks_and_serials_that_read_alike_are_two_payments) {
    Cleared story("行名与流水号连写相同：仍是两笔");
    const auto entered = [&](std::string bank, std::string serial, std::string_view amount) {
        BankEntry entry = story.finance.moved(std::move(serial), amount);
        entry.bank = std::move(bank);
        return story.finance.enter(std::move(entry));
    };
    BOOST_TEST(entered("A-B", "C", "100.00").value().payment.id == "A-B-C");
    BOOST_TEST(entered("A", "B-C", "200.00").value().payment.id == "A-B-C~2");
    story.then("再录同一笔，各认各的");
    BOOST_TEST(!entered("A-B", "C", "100.00").value().is_new);
    BOOST_TEST(!entered("A", "B-C", "200.00").value().is_new);
    story.screen_shows(entered("A", "B-C", "100.00"), "GW1703", "entered otherwise");
    BOOST_TEST(entered("A", "B-C~2", "300.00").value().payment.id == "A-B-C~2~2");
    story.balances({{Account::t, "600.00"}, {Account::cf, "-600.00"}});
}

BOOST_AUTO_TEST_CASE(a_year_that_is_not_loaded_has_no_deadline_and_says_so) {
    Cleared story("工作日历没有载入");
    story.finance.calendar = nullptr;
    const Notice made = story.finance.make("2018-10-16").value();
    BOOST_TEST(!made.hand_over_due.day.has_value());
    BOOST_TEST(made.hand_over_due.missing == "no working calendar is loaded");
    story.finance.calendar = calendar_of_2018();
    story.clock.set("2018-12-24 09:00:00");
    story.finance.sign(made.id, NoticeStep::check, "checker").value();
    story.finance.sign(made.id, NoticeStep::release, "checker").value();
    const Notice handed = story.finance.sign(made.id, NoticeStep::hand_over, "maker").value();
    BOOST_TEST(!handed.payment_due.day.has_value());
    BOOST_TEST(handed.payment_due.missing == "the calendar of 2019 is not loaded");
    story.clock.set("2019-06-01 09:00:00");
    story.then("没有期限就不算逾期");
    BOOST_TEST(story.finance.standing(made.id) == "unpaid");
}

/// Both directions on one day: 1128.60 to receive, 700.00 to pay.
struct BothWays : FinanceStory {
    explicit BothWays(std::string_view title) : FinanceStory(title) {
        treated("zhang", "1126.60");
        core.will_pay(payment({{"总费用", "741.36"}, {"统筹基金", "700.00"}, {"现金", "41.36"}}));
        const VisitId visit = resident_visit("tu");
        const Call settling = resident_call("2207", "s1", "2018-10-16");
        far.booked(settling, settle(settling, visit, {"B1", "741.36"}).value());
        FinanceStory::cleared("2018-10-16");
        BOOST_REQUIRE(far.closes("2018-10-16"));
        BOOST_REQUIRE(shanghai_settles_on("2018-10-16"));
        clock.set("2018-10-17 09:00:00");
        receivable = finance.handed_over("2018-10-16").id;
        payable = finance.handed_over("2018-10-16", Direction::resident_away).id;
    }
    /// Shanghai proposes what the closed day clears by its own book: whether we agree. Until then no notice takes it
    /// in.
    bool shanghai_settles_on(std::string_view day) {
        const DayKey key{PlatformName("delta"), DivisionCode("310000"), Direction::resident_away,
                         FinanceDesk::day(day)};
        const ClearingFormula formula =
            tables_in_force.current()->router->formula(key.platform, key.counterparty, key.day.date).value();
        return run(partner_days.agree(key, {statement_id(key, key.counterparty),
                                            formula.id,
                                            clearing_cells(far.lines_of(day), formula),
                                            {}}))
            .value()
            .agreed;
    }

    AskersDayBook far{*this, DivisionCode("310000")};
    std::string receivable, payable;
};

BOOST_AUTO_TEST_CASE(gross_each_region_pays_the_other_in_full) {
    BothWays story("全额支付，互不抵扣");
    story.screen_shows(story.run(story.finance.service.net(story.receivable, story.payable, std::nullopt, "cashier")),
                       "GW1703", "pays gross");
    BOOST_REQUIRE(story.finance.enter(story.finance.moved("S1", "1128.60", story.receivable)).has_value());
    BOOST_REQUIRE(
        story.finance.enter(story.finance.moved("S2", "700.00", story.payable, Direction::resident_away)).has_value());
    story.balances({{Account::r2, "0.00"}, {Account::p2, "0.00"}, {Account::t, "428.60"}});
}

BOOST_AUTO_TEST_CASE(what_we_pay_is_never_more_than_what_we_owe) {
    BothWays story("付款不得超过应付");
    story.screen_shows(
        story.finance.enter(story.finance.moved("S1", "700.01", story.payable, Direction::resident_away)), "GW1008",
        "700.00 owed");
    BOOST_REQUIRE(
        story.finance.enter(story.finance.moved("S1", "300.00", story.payable, Direction::resident_away)).has_value());
    BOOST_TEST(story.finance.open(story.payable) == "400.00");
}

BOOST_AUTO_TEST_CASE(netted_both_are_settled_gross_and_the_bank_moves_the_difference) {
    BothWays story("协议约定双边轧差");
    story.finance.netting = true;
    story.screen_shows(story.run(story.finance.service.net(story.receivable, story.payable,
                                                           story.finance.moved("S1", "428.61"), "cashier")),
                       "GW1008", "428.60");
    BOOST_REQUIRE(story
                      .run(story.finance.service.net(story.receivable, story.payable,
                                                     story.finance.moved("S1", "428.60"), "cashier"))
                      .has_value());
    story.then("两笔全额都记账，同一日、同一凭证；专户只进 428.60");
    story.balances({{Account::r2, "0.00"}, {Account::p2, "0.00"}, {Account::t, "428.60"}});
    const auto posted = story.run(story.finance.vouchers.of_day(story.shanghai_day("2018-10-17"))).value();
    BOOST_REQUIRE(posted.size() == 1U);
    BOOST_TEST(posted[0].voucher.lines.size() == 3U);
    BOOST_TEST(std::ranges::all_of(posted[0].days, [&](ClearingDay day) { return day == posted[0].days.front(); }));
    BOOST_TEST(story.finance.standing(story.receivable) == "settled");
    BOOST_TEST(story.finance.standing(story.payable) == "settled");
    story.when("差额被银行退回");
    BOOST_REQUIRE(story.run(story.finance.service.bounce("工商银行-S1", "户名不符", "cashier")).has_value());
    story.balances({{Account::r2, "1128.60"}, {Account::p2, "-700.00"}, {Account::t, "0.00"}});
}

BOOST_AUTO_TEST_CASE(an_offset_pays_out_of_the_prefund_where_the_agreement_says_so) {
    BothWays story("预付金抵扣");
    story.screen_shows(story.run(story.finance.service.offset(story.receivable, "cashier")), "GW1703",
                       "beside the prefund");
    story.finance.prefund_offset = true;
    story.screen_shows(story.run(story.finance.service.offset(story.receivable, "cashier")), "GW1703",
                       "prefund of 0.00");
    story.given("上海已付预付金 2000.00");
    Voucher received{"prefund/1", "prefund_received", "2018", "预付金", "cashier", story.clock.now(), {}};
    for (const Transfer& transfer : postings_of_prefund_raised(Direction::visitor, Money::parse("2000.00").value()))
        received.lines.push_back(
            {PlatformName("delta"), DivisionCode("310000"), Direction::visitor, {}, std::nullopt, transfer});
    BOOST_REQUIRE(story.run(story.finance.vouchers.post(received)).has_value());
    BOOST_REQUIRE(story.run(story.finance.service.offset(story.receivable, "cashier")).has_value());
    story.balances({{Account::r2, "0.00"}, {Account::pr, "-871.40"}, {Account::t, "2000.00"}});
    BOOST_TEST(story.finance.standing(story.receivable) == "settled");
}

BOOST_AUTO_TEST_CASE(what_the_bureau_paid_a_hospital_stands_in_the_days_books) {
    Cleared story("医保局已付医院，两人经手");
    MemoryInstitutionPayments book(story.books);
    clearing::payments::InstitutionPaymentService service(book, story.clock);
    InstitutionPayment payment;
    payment.institution = story.record(story.zhang.settlement).institution;
    payment.platform = PlatformName("delta");
    payment.counterparty = DivisionCode("310000");
    payment.bank = "工商银行";
    payment.serial = "H1";
    payment.date = local_date(story.clock.now());
    payment.amount = Money::parse("1128.61").value();
    story.screen_shows(story.run(service.enter(payment, "cashier")), "GW1008", "more than the 1128.60");
    payment.amount = Money::parse("1128.60").value();
    const auto entered = story.run(service.enter(payment, "cashier"));
    BOOST_REQUIRE_MESSAGE(entered.has_value(), why(entered));
    story.then("录入不记账；录入的人不能复核");
    story.balances({{Account::h, "-1128.60"}, {Account::t, "0.00"}});
    story.screen_shows(story.run(service.confirm(entered->id, "cashier")), "GW1702", "does not confirm it");
    story.when("另一人复核");
    BOOST_REQUIRE(story.run(service.confirm(entered->id, "checker")).has_value());
    story.books_of_day(story.shanghai_day("2018-10-17"), {{"H 应付定点机构 hifp", "1126.60 / 0.00"},
                                                          {"H 应付定点机构 acct", "2.00 / 0.00"},
                                                          {"T 财政专户存款 hifp", "0.00 / 1126.60"},
                                                          {"T 财政专户存款 acct", "0.00 / 2.00"}});
    story.balances({{Account::h, "0.00"}, {Account::r2, "1128.60"}, {Account::t, "-1128.60"}});
    story.screen_shows(story.run(service.confirm(entered->id, "other")), "GW1703", "confirmed it already");
    story.then("应收不变，次日照常对平");
    story.statement_says(story.cleared("2018-10-17"), {{"状态", "agreed"}, {"笔数", "0"}, {"差异", "0"}});

    story.when("银行退票：录入退回，另一人复核");
    PaymentReturn back{local_date(story.clock.now()), "户名不符"};
    BOOST_REQUIRE(story.run(service.enter_return(entered->id, back, "cashier")).has_value());
    story.screen_shows(story.run(service.confirm_return(entered->id, "cashier")), "GW1702", "does not confirm it");
    BOOST_REQUIRE(story.run(service.confirm_return(entered->id, "checker")).has_value());
    story.then("红字在当前开放日，医院的应付又在账上；已对平的日子不变");
    story.books_of_day(story.shanghai_day("2018-10-18"), {{"H 应付定点机构 hifp", "0.00 / 1126.60"},
                                                          {"H 应付定点机构 acct", "0.00 / 2.00"},
                                                          {"T 财政专户存款 hifp", "1126.60 / 0.00"},
                                                          {"T 财政专户存款 acct", "2.00 / 0.00"}});
    story.balances({{Account::h, "-1128.60"}, {Account::r2, "1128.60"}, {Account::t, "0.00"}});
}

BOOST_AUTO_TEST_CASE(the_account_is_in_the_notice_where_the_formula_says_so_and_nowhere_else) {
    FinanceStory story("个人账户不在清算范围（虚构协议）");
    tables::TableSet set = table_set();
    const std::string funds = "hifp+cvlserv+hifes+hifmi+hifob+maf+hifdm+oth";
    set["agreements.tsv"] =
        with_change(set["agreements.tsv"], "DELTA-31-2018\t" + funds + "+acct+mulaid", "DELTA-31-2018\t" + funds);
    auto changed = mapping::load(set, DivisionCode("330200"), "funds-only");
    BOOST_REQUIRE_MESSAGE(changed.has_value(), why(changed));
    story.tables_in_force.replace(*changed);
    story.treated("zhang", "1126.60");
    story.cleared("2018-10-16");
    story.clock.set("2018-10-17 09:00:00");
    const Notice made = story.finance.make("2018-10-16").value();
    BOOST_TEST(sum_of(made.owed()).to_yuan() == "1126.60");
    BOOST_TEST(made.cleared.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
