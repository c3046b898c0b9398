#include "gateway/services/audit/finding_service.hpp"
#include "tests/support/closing_steps.hpp"
#include "tests/support/money_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using namespace closing;

namespace {

struct Noon final : ports::Clock {
    Instant now() const override { return noon; }
    std::chrono::steady_clock::time_point steady() const override { return {}; }
};

struct AuditDesk : StoreDesk {
    explicit AuditDesk(const MoneyContract& money)
        : StoreDesk{money.books}, findings(money.findings), service(money.findings, money.adjustments, clock) {}

    Result<AuditFinding> propose(const SettlementRecord& record, std::string id, FindingClass its_class,
                                 std::int64_t fen = 1500) {
        return result(service.propose(
            {std::move(id), record.no, record.id, its_class, Money::from_fen(fen), {}, "重复收费"}, "auditor"));
    }
    Result<AuditFinding> step(const std::string& id, FindingStep step, std::string by) {
        return result(service.advance(id, step, std::move(by)));
    }
    std::vector<std::string> postings() {
        std::vector<std::string> found;
        for (const std::string& line : store.ledger())
            if (line.find("deduction") != std::string::npos) found.push_back(line.substr(0, 16));
        return found;
    }

    ports::AuditFindings& findings;
    Noon clock;
    audit::FindingService service;
};

using Lines = std::vector<std::string>;

}  // namespace

void a_finding_is_posted_once_it_is_accepted(const MoneyContract& money) {
    AuditDesk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    const AuditFinding proposed = desk.propose(record, "2018-7", FindingClass::deduct).value();
    // 15.00 over hifp 60.00 and hifmi 10.00: 12.86 and 2.14.
    BOOST_TEST(proposed.amounts.at(Component::hifp).to_yuan() == "12.86");
    BOOST_TEST(proposed.amounts.at(Component::hifmi).to_yuan() == "2.14");
    BOOST_TEST(desk.step("2018-7", FindingStep::notify, "auditor").has_value());
    BOOST_TEST(desk.postings().empty());
    BOOST_TEST((error_of(desk.step("2018-7", FindingStep::accept, "auditor")) == ErrorCode::forbidden));
    BOOST_TEST(desk.step("2018-7", FindingStep::accept, "checker").has_value());
    BOOST_TEST((desk.postings() == Lines{"H R1 hifp 12.86 ", "H R1 hifmi 2.14 "}));
    const AuditFinding read = desk.value(desk.findings.finding("2018-7")).value();
    BOOST_TEST((read.state == FindingState::accepted));
    BOOST_TEST((read.amounts == proposed.amounts));
    BOOST_TEST(read.settlement_id.text == record.id.text);
    BOOST_TEST(read.proposed.by == "auditor");
    BOOST_TEST(read.notified.by == "auditor");
    BOOST_TEST(read.accepted.by == "checker");
    BOOST_TEST(read.reason == "重复收费");
    BOOST_TEST(read.revision == 2);
}

void a_finding_withdrawn_gives_back_what_it_took(const MoneyContract& money) {
    AuditDesk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    BOOST_REQUIRE(desk.propose(record, "1", FindingClass::deduct).has_value());
    BOOST_REQUIRE(desk.propose(record, "2", FindingClass::deduct).has_value());
    BOOST_TEST(desk.step("1", FindingStep::withdraw, "auditor").has_value());
    BOOST_TEST(desk.postings().empty());
    BOOST_REQUIRE(desk.step("2", FindingStep::notify, "auditor").has_value());
    BOOST_REQUIRE(desk.step("2", FindingStep::accept, "checker").has_value());
    BOOST_REQUIRE(desk.step("2", FindingStep::withdraw, "checker").has_value());
    BOOST_TEST(sum_of(desk.value(money.adjustments.adjusted(record.no, Bearer::hospital)).owed).to_yuan() == "75.00");
    BOOST_TEST((error_of(desk.step("2", FindingStep::withdraw, "checker")) == ErrorCode::conflict));
}

void only_the_class_deduct_is_taken_back(const MoneyContract& money) {
    AuditDesk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    for (const FindingClass its_class : {FindingClass::ask, FindingClass::look}) {
        const std::string id(name_of(its_class));
        BOOST_REQUIRE(desk.propose(record, id, its_class).has_value());
        BOOST_REQUIRE(desk.step(id, FindingStep::notify, "auditor").has_value());
        BOOST_TEST((error_of(desk.step(id, FindingStep::accept, "checker")) == ErrorCode::conflict));
    }
    BOOST_TEST(desk.postings().empty());
    const auto all = desk.value(desk.findings.findings());
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].id == "look");
}

void a_finding_number_stands_for_one_finding(const MoneyContract& money) {
    AuditDesk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    BOOST_REQUIRE(desk.propose(record, "1", FindingClass::deduct).has_value());
    BOOST_TEST((error_of(desk.propose(record, "1", FindingClass::ask)) == ErrorCode::conflict));
    BOOST_TEST((error_of(desk.propose(record, "2", FindingClass::deduct, 7001)) == ErrorCode::invalid_value));
    BOOST_TEST((error_of(desk.step("none", FindingStep::notify, "auditor")) == ErrorCode::not_found));
}

void a_step_decided_from_an_older_revision_posts_nothing(const MoneyContract& money) {
    AuditDesk desk(money);
    const SettlementRecord record = desk.booked(visitor_record("a"));
    BOOST_REQUIRE(desk.propose(record, "1", FindingClass::deduct).has_value());
    BOOST_REQUIRE(desk.step("1", FindingStep::notify, "auditor").has_value());
    const AuditFinding notified = desk.value(desk.findings.finding("1")).value();
    BOOST_REQUIRE(desk.step("1", FindingStep::withdraw, "auditor").has_value());
    const std::string before = money.books.everything();
    AuditFinding accepted = advanced(notified, FindingStep::accept, {"checker", noon}).value();
    ports::FindingChange late{accepted, false, std::nullopt, {noon, "finding_accepted", "checker", "1", ""}};
    late.adjustment =
        NewAdjustment{record.no, AdjustmentReason::deduction, notified.amounts, "1", Bearer::hospital, "checker", noon};
    BOOST_TEST((error_of(desk.result(desk.findings.write(late))) == ErrorCode::conflict));
    BOOST_TEST(money.books.everything() == before);
}

}  // namespace clearing::tests
