#include "gateway/infra/export/settlement.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::exports;

namespace {

SettlementRecord booked() {
    SettlementRecord record;
    record.id = SettlementId("330200ABCDEFGHIJKLMNOPQRSTUVWX");
    record.direction = Direction::visitor;
    record.care = CareSetting::outpatient;
    record.platform = PlatformName("delta");
    record.insurance_type = InsuranceType("310");
    record.institution_name = "=宁波市第一医院";
    record.state = SettlementState::booked;
    record.claimed_total = Money::from_fen(136'883);
    record.answer.split.total = Money::from_fen(136'883);
    record.answer.split.funds[Fund::hifp] = Money::from_fen(112'660);
    record.answer.split.fund_total = Money::from_fen(112'660);
    record.answer.person.name = "章阿姨";
    record.answer.person.cert_no = "310101195001011234";
    record.answer.person.number = "310000000099";
    record.answer.person.voucher_no = "VOUCHER-SECRET";
    record.assigned_day = *ClearingDay::parse("2018-10-16");
    return record;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_person_is_shown_by_the_first_character_and_the_last_four_only) {
    const std::string text = json::write(to_json(booked()));
    BOOST_CHECK(text.find("\"章*\"") != std::string::npos);
    BOOST_CHECK(text.find("\"1234\"") != std::string::npos);
    for (const char* secret : {"章阿姨", "310101195001011234", "310000000099", "VOUCHER-SECRET"})
        BOOST_CHECK_MESSAGE(text.find(secret) == std::string::npos, secret << " is shown");
}

BOOST_AUTO_TEST_CASE(lists_and_files_name_nobody) {
    const std::string list = json::write(summary_of(booked()));
    const std::string csv = to_csv({booked()}, {});
    for (const char* part : {"章", "1234\"", "310000000099"}) {
        BOOST_CHECK(list.find(part) == std::string::npos);
        BOOST_CHECK(csv.find(part) == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(short_numbers_are_not_shown_by_their_last_four) {
    BOOST_CHECK_EQUAL(last_four("1234"), "");
    BOOST_CHECK_EQUAL(masked_name(""), "");
    BOOST_CHECK_EQUAL(masked_name("A"), "A*");
}

BOOST_AUTO_TEST_CASE(until_an_answer_is_booked_the_total_is_the_claimed_one) {
    SettlementRecord record = booked();
    record.state = SettlementState::in_doubt;
    record.answer = {};
    BOOST_CHECK_EQUAL(*summary_of(record).find("total")->as_string(), "1368.83");
    BOOST_CHECK_EQUAL(*summary_of(record).find("state_zh")->as_string(), "结果未知");
}

BOOST_AUTO_TEST_CASE(a_refusal_is_shown_with_its_code_in_both_languages) {
    SettlementRecord record = booked();
    record.state = SettlementState::refused;
    record.error = Error{ErrorCode::law_a_broken, "2.00 missing", {"medfee_sumamt"}, {}};
    const json::Value value = to_json(record);
    const json::Value& error = *value.find("error");
    BOOST_CHECK_EQUAL(*error.find("code")->as_string(), "GW1401");
    BOOST_CHECK(!error.find("zh")->as_string()->empty());
    BOOST_CHECK_EQUAL(*error.find("detail")->as_string(), "2.00 missing");
}

BOOST_AUTO_TEST_CASE(the_csv_of_settlements_is_guarded_and_complete) {
    const std::string csv = to_csv({booked()}, {.bom = true});
    BOOST_CHECK(csv.starts_with("\xEF\xBB\xBF结算号,"));
    BOOST_CHECK(csv.find(",'=宁波市第一医院,") != std::string::npos);
    BOOST_CHECK(csv.find(",1368.83,1126.60,") != std::string::npos);
}
