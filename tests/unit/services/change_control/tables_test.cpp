#include "gateway/services/mapping/tables.hpp"

#include "tests/support/fakes.hpp"
#include "tests/support/mappings.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using tests::with_change;

namespace {

bool tells(const tables::Findings& findings, const std::string& file, const std::string& what) {
    return std::ranges::any_of(findings.sentences(), [&](const std::string& finding) {
        return finding.starts_with(file + ":") && finding.find(what) != std::string::npos;
    });
}

std::string version_of(const tables::TableSet& set) {
    return mapping::version_id(mapping::digest_of(set, tests::OpensslDigest()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_set_of_tables)

BOOST_AUTO_TEST_CASE(every_finding_of_every_table_is_told) {
    tables::TableSet set = tests::table_set();
    set["institutions.tsv"] =
        with_change(set["institutions.tsv"], "宁波市北仑区人民医院\t2", "宁波市北仑区人民医院\t7");
    set["openings.tsv"] += "P99999900001\t*\tinpatient\t2017-01-01\t-\ts\tr\n";
    set["drugs.tsv"] = with_change(set["drugs.tsv"], "0.15", "1.5");
    set["policies.tsv"] += "visitor\tzulu\t99\t*\tinpatient\t777\t2018-01-01\t-\tnone\t-\ts\tr\n";
    const tables::Findings findings = mapping::check(set);
    BOOST_TEST(tells(findings, "institutions.tsv", "unknown level '7'"));
    BOOST_TEST(tells(findings, "openings.tsv", "unknown institution 'P99999900001'"));
    BOOST_TEST(tells(findings, "drugs.tsv", "between 0 and 1"));
    BOOST_TEST(tells(findings, "policies.tsv", "no region has the prefix '99'"));
    BOOST_TEST(tells(findings, "policies.tsv", "unknown insurance type '777'"));
    for (const std::string& finding : findings.sentences())
        BOOST_TEST_MESSAGE(finding);
    BOOST_TEST(findings.sentences().size() == 5U);
}

BOOST_AUTO_TEST_CASE(every_missing_file_is_a_finding) {
    const tables::Findings findings = mapping::check({});
    BOOST_TEST(findings.sentences().size() == mapping::table_files().size());
    BOOST_TEST(tells(findings, "nurses.tsv", "missing"));
    BOOST_TEST(!mapping::load({}, DivisionCode("330200"), "none").has_value());
}

BOOST_AUTO_TEST_CASE(equal_content_has_an_equal_version_and_any_change_another) {
    const tables::TableSet set = tests::table_set();
    const std::string version = version_of(set);
    BOOST_TEST(version_of(tests::table_set()) == version);
    BOOST_TEST(version.size() == 12U);
    tables::TableSet changed = set;
    changed["drugs.tsv"] = with_change(changed["drugs.tsv"], "0.15", "0.16");
    BOOST_TEST(version_of(changed) != version);
    tables::TableSet policy = set;
    policy["agreements.tsv"] += "\n";
    BOOST_TEST(version_of(policy) != version);
}

BOOST_AUTO_TEST_CASE(codes_in_the_daemons_own_form_answer_as_the_texts_do) {
    const tables::TableSet set = tests::table_set();
    const auto from_texts = mapping::load(set, DivisionCode("330200"), "0123456789ab").value();
    tables::TableSet small;
    for (const std::string& file : mapping::small_files())
        small[file] = set.at(file);
    const auto block = from_texts->translator->book().block();
    const auto copy = std::make_shared<std::vector<std::byte>>(block.begin(), block.end());
    const auto book = translation::CodeBook::open(*copy, copy).value();
    const auto from_form = mapping::load(small, book, DivisionCode("330200"), "0123456789ab").value();
    using enum translation::Vocabulary;
    const auto on = Date::parse("2018-10-16").value();
    for (const auto& tables : {from_texts, from_form}) {
        const auto code =
            tables->translator->translate(translation::CodeKind::diagnosis, local, delta, "J06.900x003", "", on);
        BOOST_TEST(code.value().code == "J06.900");
        BOOST_TEST((tables->translator->fund_class("310200").kind == translation::FundClass::Kind::account));
        BOOST_TEST(tables->version == "0123456789ab");
        BOOST_TEST(tables->router->is_own(DivisionCode("330203")));
    }
}

BOOST_AUTO_TEST_SUITE_END()
