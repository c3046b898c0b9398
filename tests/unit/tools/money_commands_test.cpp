#include "tests/unit/tools/terminal.hpp"

#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

const std::string id = "delta-310000-visitor-2018-10-16-2018-10-16";

Outcome as(Terminal& terminal, std::uint32_t uid, std::vector<std::string> arguments) {
    terminal.uid = uid;
    return terminal.run(std::move(arguments));
}

std::vector<std::string> making() {
    return {"payment", "make",        "--platform", "delta",  "--counterparty",
            "310000",  "--direction", "visitor",    "--last", "2018-10-16"};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_notice_is_made_checked_released_handed_over_and_paid_from_the_terminal) {
    Terminal terminal;
    BOOST_CHECK(as(terminal, 2, making()).says("1128.60"));
    BOOST_CHECK_EQUAL(as(terminal, 2, {"payment", "check", id}).status, 1);
    BOOST_CHECK_EQUAL(as(terminal, 4, {"payment", "check", id}).status, 0);
    BOOST_CHECK(as(terminal, 4, {"payment", "release", id}).says("已签发"));
    BOOST_CHECK(as(terminal, 2, {"payment", "hand-over", id}).says("已交财务"));
    const Outcome paid =
        as(terminal, 2,
           {"payment", "pay", "--bank", "工商银行", "--serial", "S1", "--date", "2018-10-17", "--amount", "1128.60",
            "--platform", "delta", "--counterparty", "310000", "--direction", "visitor", "--notice", id});
    BOOST_CHECK_MESSAGE(paid.says("已核对"), paid.out + paid.err);
    BOOST_CHECK(as(terminal, 1, {"payment", "list"}).says("已结清"));
    BOOST_CHECK(as(terminal, 1, {"payment", "show", id}).says("基本医保统筹"));
    BOOST_CHECK(as(terminal, 1, {"payment", "entries"}).says("工商银行-S1"));
    BOOST_CHECK(as(terminal, 2, {"payment", "bounce", "工商银行-S1", "--reason", "户名不符"}).says("退票"));
    BOOST_CHECK(as(terminal, 1, {"--json", "payment", "show", id}).says("\"standing\":\"unpaid\""));
}

BOOST_AUTO_TEST_CASE(a_payment_to_a_hospital_is_entered_and_confirmed_from_the_terminal) {
    Terminal terminal;
    terminal.world.money->hold(booked("A"));
    const std::vector<std::string> owed{"payment",        "owed-institution", "--platform",    "delta",
                                        "--counterparty", "310000",           "--institution", "H33020300001"};
    BOOST_CHECK(as(terminal, 1, owed).says("1126.60"));
    const Outcome entered =
        as(terminal, 2,
           {"payment", "pay-institution", "--institution", "H33020300001", "--platform", "delta", "--counterparty",
            "310000", "--bank", "工商银行", "--serial", "I1", "--date", "2018-10-17", "--amount", "1000.00"});
    BOOST_CHECK_MESSAGE(entered.says("待复核"), entered.out + entered.err);
    BOOST_CHECK_EQUAL(as(terminal, 2, {"payment", "confirm-institution", "工商银行-I1"}).status, 1);
    const Outcome confirmed = as(terminal, 4, {"payment", "confirm-institution", "工商银行-I1"});
    BOOST_CHECK_MESSAGE(confirmed.says("已复核入账") && confirmed.says("基本医保统筹"), confirmed.out + confirmed.err);
    BOOST_CHECK(as(terminal, 1, owed).says("126.60"));
    BOOST_CHECK(as(terminal, 1, {"payment", "institutions"}).says("checker"));
    const Outcome back = as(
        terminal, 2, {"payment", "return-institution", "工商银行-I1", "--date", "2018-10-17", "--reason", "户名不符"});
    BOOST_CHECK_MESSAGE(back.says("退回待复核") && back.says("户名不符"), back.out + back.err);
    BOOST_CHECK(as(terminal, 4, {"payment", "confirm-institution-return", "工商银行-I1"}).says("已退回入账"));
    BOOST_CHECK(as(terminal, 1, owed).says("1126.60"));
    BOOST_CHECK_EQUAL(as(terminal, 2, {"payment", "withdraw-institution", "工商银行-I1"}).status, 1);
}

BOOST_AUTO_TEST_CASE(an_import_with_a_bad_line_is_status_one_and_names_it) {
    Terminal terminal;
    const std::filesystem::path file = std::filesystem::temp_directory_path() / "gatewayctl_bank.csv";
    std::ofstream(file) << "bank,serial,date,amount,platform,counterparty,direction\n"
                           "B,1,2018-10-17,5.00,delta,310000,visitor\n"
                           "B,2,2018-10-17,five,delta,310000,visitor\n";
    const Outcome imported = as(terminal, 2, {"payment", "import", file.string()});
    BOOST_CHECK_EQUAL(imported.status, 1);
    BOOST_CHECK_MESSAGE(imported.says("1 entered (1 of them wait for a notice)") && imported.says("five"),
                        imported.out);
    as(terminal, 2, making());
    as(terminal, 4, {"payment", "check", id});
    as(terminal, 4, {"payment", "release", id});
    BOOST_CHECK(as(terminal, 2, {"payment", "match", "B-1", "--notice", id}).says("已核对"));
    BOOST_CHECK_EQUAL(as(terminal, 2, {"payment", "import", "/no/such/file"}).status, 1);
    std::filesystem::remove(file);
}

BOOST_AUTO_TEST_CASE(books_that_are_not_sound_are_status_one) {
    Terminal terminal;
    BOOST_CHECK(as(terminal, 1, {"payment", "proof", "--day", "2018-10-16"}).says("are sound"));
    terminal.world.money->proof.broken = {{"owed", "delta", "310000", "visitor", "hifp", {}, Money::from_fen(1)}};
    const Outcome broken = as(terminal, 1, {"payment", "proof"});
    BOOST_CHECK_EQUAL(broken.status, 1);
    BOOST_CHECK(broken.says("0.01"));
    BOOST_CHECK(as(terminal, 1, {"payment", "year", "2018"}).says("2019-03-31"));
}

BOOST_AUTO_TEST_CASE(an_adjustment_is_posted_and_listed_from_the_terminal) {
    Terminal terminal;
    const SettlementRecord zhang = booked("A");
    terminal.world.settlements.records = {zhang};
    terminal.world.money->hold(zhang);
    const Outcome posted = as(
        terminal, 4,
        {"adjustment", "post", "--settlement", "A", "--reason", "deduction", "--origin", "f1", "--amount", "100.00"});
    BOOST_CHECK_MESSAGE(posted.says("审核扣款") && posted.says("-100.00"), posted.out + posted.err);
    BOOST_CHECK(as(terminal, 1, {"adjustment", "list", "delta", "310000", "visitor", "2018-10-17"}).says("f1"));
    BOOST_CHECK(as(terminal, 1,
                   {"adjustment", "list", "--platform", "delta", "--counterparty", "310000", "--direction", "visitor",
                    "--day", "2018-10-17"})
                    .says("f1"));
}

BOOST_AUTO_TEST_CASE(a_finding_goes_from_proposal_to_deduction_from_the_terminal) {
    Terminal terminal;
    terminal.world.settlements.records = {booked("A")};
    terminal.world.money->hold(booked("A"));
    const Outcome proposed = as(terminal, 2,
                                {"adjustment", "propose", "--id", "f1", "--settlement", "A", "--class", "deduct",
                                 "--reason", "twice", "--amount", "10.00"});
    BOOST_CHECK_MESSAGE(proposed.says("违规"), proposed.out + proposed.err);
    BOOST_CHECK(as(terminal, 2, {"adjustment", "notify", "f1"}).says("已告知"));
    BOOST_CHECK(as(terminal, 4, {"adjustment", "accept", "f1"}).says("已认定"));
    BOOST_CHECK(as(terminal, 4, {"adjustment", "withdraw", "f1"}).says("已撤回"));
    BOOST_CHECK(as(terminal, 1, {"adjustment", "findings"}).says("f1"));
}
