// Who is let in, and by which rule: openings by business kind, filings by dated policy rows (DOMAIN §2, SETTLEMENT §5).
#include "tests/unit/services/settlement/zhang.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const Bill small_bill{"B1", "741.36"};
constexpr auto pilot_day = "2018-10-16";

struct Door : Ningbo {
    using Ningbo::Ningbo;

    /// 2201, without a med_type unless one is given, as the format has it.
    Result<VisitAnswer> registered(Call call, std::string med_type, std::string insurance = "310") {
        VisitRequest request;
        request.action = VisitAction::register_outpatient;
        request.person.number = "P-" + call.header.insured_division.text;
        request.insurance_type = InsuranceType(std::move(insurance));
        request.med_type = std::move(med_type);
        request.begin_time = to_local_time(clock.now());
        return run(desk.visit(std::move(call), std::move(request)));
    }

    /// 2203: what kind of care it is.
    Result<VisitAnswer> detailed(Call call, VisitId visit, std::string med_type) {
        VisitRequest request;
        request.action = VisitAction::outpatient_details;
        request.visit = std::move(visit);
        request.med_type = std::move(med_type);
        return run(desk.visit(std::move(call), std::move(request)));
    }

    /// A Ningbo person of that insurance at the Pulmonary Hospital: the answer to the settlement.
    Result<SettledBill> shanghai_settles(std::string insurance, bool emergency = false) {
        Call registration = resident_call("2201", "reg", pilot_day);
        registration.key.reset();
        const auto visit = registered(registration, "11", std::move(insurance));
        if (!visit) return fail(visit.error());
        Claim asked = claim(resident_call("2207", "s1", pilot_day), visit->visit, small_bill);
        asked.emergency = emergency;
        return run(desk.settle(resident_call("2207", "s1", pilot_day), asked));
    }
};

struct Door2024 : Door {
    Door2024() : Door("2024-06-03 09:30:00") {}
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(filings_by_dated_rules, Door)

BOOST_AUTO_TEST_CASE(a_residents_referral_bill_in_shanghai_is_not_payable_in_2018_and_the_answer_names_the_rule) {
    core.filings = {{"referral", "F1", "2018-01-01", ""}};
    const auto refused = shanghai_settles("390");
    BOOST_TEST(code_of_answer(refused) == "GW1511");
    const std::string said = why(refused);
    for (const char* word : {"按政策基金不予支付", "referral", "390", "Ningbo 2018 rule for Shanghai outpatient care",
                             "a referral is not paid by the fund"})
        BOOST_TEST(said.find(word) != std::string::npos, word << " is missing in: " << said);
    BOOST_TEST(core.times_asked("settle") == 0);
    BOOST_TEST(books.ledger.empty());
    BOOST_TEST((state_of(resident_call("2207", "s1", pilot_day)) == SettlementState::refused));
}

BOOST_AUTO_TEST_CASE(the_same_referral_of_an_employee_is_paid) {
    core.filings = {{"referral", "F1", "2018-01-01", ""}};
    BOOST_TEST(code_of_answer(shanghai_settles("310")) == "0");
}

BOOST_AUTO_TEST_CASE(a_residents_residence_filing_is_paid) {
    core.filings = {{"residence", "F1", "2018-01-01", ""}};
    BOOST_TEST(code_of_answer(shanghai_settles("390")) == "0");
}

BOOST_AUTO_TEST_CASE(a_residents_emergency_counts_as_filed) {
    core.filings.clear();
    BOOST_TEST(code_of_answer(shanghai_settles("390", true)) == "0");
}

BOOST_AUTO_TEST_CASE(a_resident_who_filed_nothing_is_told_what_is_missing_and_why) {
    core.filings.clear();
    const auto refused = shanghai_settles("390");
    BOOST_TEST(code_of_answer(refused) == "GW1510");
    BOOST_TEST(why(refused).find("residence, emergency") != std::string::npos, why(refused));
    BOOST_TEST(why(refused).find("Ningbo 2018 rule") != std::string::npos, why(refused));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(openings_by_business_kind, Door2024)

BOOST_AUTO_TEST_CASE(todays_residents_referral_in_shanghai_is_paid) {
    core.filings = {{"referral", "F1", "2018-01-01", ""}};
    Call registration = resident_call("2201", "reg", "2024-06-03");
    registration.key.reset();
    const auto visit = registered(registration, "11", "390");
    BOOST_REQUIRE_MESSAGE(visit, why(visit));
    BOOST_TEST(code_of_answer(settle(resident_call("2207", "s1", "2024-06-03"), visit->visit, small_bill)) == "0");
}

BOOST_AUTO_TEST_CASE(a_chronic_visit_is_refused_where_only_ordinary_outpatients_settle) {
    Call second = visitor_call("2201", "r1");
    second.header.institution = InstitutionCode("H33020300002");
    BOOST_TEST(code_of_answer(registered(second, "14")) == "GW1204");
    second.header.message = MessageId("r2");
    BOOST_TEST(code_of_answer(registered(second, "11")) == "0");
    BOOST_TEST(code_of_answer(registered(visitor_call("2201", "r3"), "14")) == "0");
}

BOOST_AUTO_TEST_CASE(a_registration_that_does_not_say_the_kind_is_judged_when_its_details_do) {
    Call second = visitor_call("2201", "r1");
    second.header.institution = InstitutionCode("H33020300002");
    const auto visit = registered(second, "");
    BOOST_REQUIRE_MESSAGE(visit, why(visit));
    Call details = second;
    details.header.infno = "2203";
    details.header.message = MessageId("d1");
    BOOST_TEST(code_of_answer(detailed(details, visit->visit, "14")) == "GW1204");
    details.header.message = MessageId("d2");
    BOOST_TEST(code_of_answer(detailed(details, visit->visit, "11")) == "0");
}

BOOST_AUTO_TEST_CASE(a_bill_of_another_kind_than_the_visit_is_judged_by_its_own) {
    Call second = visitor_call("2201", "r1");
    second.header.institution = InstitutionCode("H33020300002");
    const auto visit = registered(second, "11");
    BOOST_REQUIRE_MESSAGE(visit, why(visit));
    const auto of_second = [&](std::string infno, std::string message) {
        Call call = visitor_call(std::move(infno), std::move(message));
        call.header.institution = second.header.institution;
        return call;
    };
    BOOST_REQUIRE(upload(of_second("2204", "u1"), visit->visit, zhang).has_value());
    shanghai.will_pay(zhang_corrected());
    Claim asked = claim(of_second("2207", "s1"), visit->visit, zhang);
    asked.med_type = "14";
    BOOST_TEST(code_of_answer(run(desk.settle(of_second("2207", "s1"), asked))) == "GW1204");
    asked.med_type = "11";
    BOOST_TEST(code_of_answer(run(desk.settle(of_second("2207", "s2"), asked))) == "0");
}

BOOST_AUTO_TEST_CASE(the_partners_own_number_of_chronic_care_is_understood) {
    Call registration = resident_call("2201", "reg", "2024-06-03");
    registration.key.reset();
    // 140 is what the partner calls 14 (care_kinds.tsv); the Pulmonary Hospital is open for ordinary outpatients only.
    BOOST_TEST(code_of_answer(registered(registration, "140")) == "GW1204");
    registration.header.message = MessageId("reg2");
    registration.header.institution = InstitutionCode("H31010100001");
    BOOST_TEST(code_of_answer(registered(registration, "140")) == "0");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
