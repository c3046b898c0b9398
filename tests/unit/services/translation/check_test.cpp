#include "gateway/services/translation/check.hpp"

#include "tests/support/mappings.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::translation;

namespace {

bool tells(const std::vector<std::string>& findings, const std::string& file, const std::string& what) {
    return std::ranges::any_of(findings, [&](const std::string& finding) {
        return finding.starts_with(file + ":") && finding.find(what) != std::string::npos;
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mapping_check)

BOOST_AUTO_TEST_CASE(every_finding_of_every_table_is_told) {
    auto routing = tests::routing_texts();
    auto mapping = tests::translation_texts();
    auto policies = tests::mapping_text("policies.tsv");
    routing.institutions =
        tests::with_change(routing.institutions, "宁波市北仑区人民医院\t2", "宁波市北仑区人民医院\t7");
    routing.openings += "H99999900001\t*\tinpatient\t2017-01-01\t-\ts\tr\n";
    mapping.drugs = tests::with_change(mapping.drugs, "0.15", "1.5");
    policies += "visitor\tzulu\t99\t*\tinpatient\t777\t2018-01-01\t-\tnone\t-\ts\tr\n";
    const auto findings = check(routing, mapping, policies);
    BOOST_TEST(tells(findings, "institutions.tsv", "unknown level '7'"));
    BOOST_TEST(tells(findings, "openings.tsv", "unknown institution 'H99999900001'"));
    BOOST_TEST(tells(findings, "drugs.tsv", "between 0 and 1"));
    BOOST_TEST(tells(findings, "policies.tsv", "no region has the prefix '99'"));
    BOOST_TEST(tells(findings, "policies.tsv", "unknown insurance type '777'"));
    BOOST_TEST(findings.size() == 5U);
}

BOOST_AUTO_TEST_CASE(empty_tables_are_findings_not_a_crash) {
    BOOST_TEST(!check({}, {}, {}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
