#include "centres.hpp"

using namespace clearing::peers;
using namespace clearing::peers::testing;

BOOST_AUTO_TEST_SUITE(sim_peers_people)

BOOST_AUTO_TEST_CASE(check_digits_follow_the_standard) {
    BOOST_TEST(with_check_digit("11010519491231002") == "11010519491231002X");  // GB 11643's own example
}

BOOST_AUTO_TEST_CASE(nobody_shares_a_number_with_anybody) {
    Data data;
    std::set<std::string> numbers;
    for (const char* division : {"310000", "520100", "110000", "330200"}) {
        auto people = People::read(data.people, std::string(division).substr(0, 2));
        BOOST_REQUIRE(people);
        BOOST_TEST(people->all().size() >= 40U);
        for (const auto& person : people->all()) {
            BOOST_TEST(numbers.insert(person.cert_no).second, person.key << " has the certificate of another");
            BOOST_TEST(numbers.insert(person.number).second, person.key << " has the number of another");
            BOOST_TEST(person.cert_no.size() == 18U);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_four_real_cases_have_the_amounts_of_the_news_reports) {
    Data data;
    const auto only = [&](const char* division, const char* key) {
        auto people = People::read(data.people, division);
        BOOST_REQUIRE(people);
        const Person* person = people->by_key(key);
        BOOST_REQUIRE(person && person->scripted.size() == 1);
        return person->scripted.front();
    };
    const ScriptedOutcome zhang = only("31", "zhang"), tu = only("33", "tu"), tang = only("52", "tang"),
                          yuan_case = only("33", "yuan");
    BOOST_TEST(zhang.total.value == 136883);
    BOOST_TEST((zhang.total - zhang.answers[0].fund - zhang.answers[0].person).value == 200);  // as printed
    BOOST_TEST((zhang.total - zhang.answers[1].fund - zhang.answers[1].person).value == 0);
    BOOST_TEST(zhang.answers[1].cash.value == 24023);
    BOOST_TEST((tu.total - tu.answers[0].fund - tu.answers[0].person).value == 0);
    BOOST_TEST((tu.answers[0].fund + tu.answers[0].account).value == 73536);
    BOOST_TEST(tu.answers[0].cash.value == 600);
    BOOST_TEST(tang.total.value == 1525329);
    BOOST_TEST(tang.answers[0].fund.value == 1245053);
    BOOST_TEST(tang.answers[0].cash.value == 280276);
    BOOST_TEST((yuan_case.total - yuan_case.answers[0].fund - yuan_case.answers[0].person).value == 0);
}

BOOST_AUTO_TEST_CASE(a_filing_holds_between_its_dates) {
    Person person;
    person.filings = {{"referral", "F1", "2018-01-01", "2018-12-31"}};
    BOOST_TEST(person.filing_on("2018-10-16") == "referral");
    BOOST_TEST(person.filing_on("2019-01-01") == "none");
}

BOOST_AUTO_TEST_SUITE_END()
