#include "gateway/services/translation/translator.hpp"
#include "tests/support/mappings.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::translation;
using tests::with_change;

namespace {

/// "loaded", or what is wrong.
std::string outcome(const tables::TableSet& set) {
    const auto loaded = Translator::load(set, "0123456789ab");
    if (loaded) return "loaded";
    BOOST_TEST(text_of(loaded.error().code).name == "invalid_value");
    return loaded.error().detail;
}

void check_finding(const tables::TableSet& set, const std::string& file, const std::string& what) {
    const std::string found = outcome(set);
    BOOST_TEST(found.find(file + ":") != std::string::npos, found);
    BOOST_TEST(found.find(what) != std::string::npos, found);
}

/// One consumable of its own: source, dates, target, relation, terms.
std::string row(const std::string& code, const std::string& dates, const std::string& target,
                const std::string& relation, const std::string& terms = "301\t08\t01\t0\t-") {
    return "local\t" + code + "\tnational\t" + dates + "\t" + target + "\t" + relation + "\t甲\t甲\t" + terms +
           "\torigin\tpending\n";
}

tables::TableSet with_consumables(const std::string& rows) {
    tables::TableSet set = tests::table_set();
    std::string header;
    for (const std::string& column : columns_of(CodeKind::consumable))
        header += (header.empty() ? "" : "\t") + column;
    set["consumables.tsv"] = header + "\n" + rows;
    return set;
}

const std::string c1 = "C14020600000000190001", c2 = "C14020600000000190002";

}  // namespace

BOOST_AUTO_TEST_SUITE(loading_of_mapping_tables)

BOOST_AUTO_TEST_CASE(a_code_may_change_its_meaning_from_one_day_to_the_next) {
    const auto loaded = Translator::load(
        with_consumables(row("HC1", "2017-01-01\t2017-12-31", c1, "same") + row("HC1", "2018-01-01\t-", c2, "same")),
        "0123456789ab");
    BOOST_TEST_REQUIRE(loaded.has_value(), (loaded ? "" : loaded.error().detail));
    const auto on = [&](const char* date) {
        return (*loaded)
            ->translate(CodeKind::consumable, Vocabulary::local, Vocabulary::national, "HC1", "", *Date::parse(date))
            .value();
    };
    BOOST_TEST(on("2017-12-31").code == c1);
    BOOST_TEST(on("2018-01-01").code == c2);
    BOOST_TEST(on("2018-01-01").original_name == "甲");
}

BOOST_AUTO_TEST_CASE(what_stands_between_rows_refuses_the_load) {
    check_finding(with_consumables(row("HC1", "2017-01-01\t-", c1, "same") + row("HC1", "2018-01-01\t-", c2, "same")),
                  "consumables.tsv:3", "overlaps");
    check_finding(
        with_consumables(row("HC1", "2017-01-01\t2017-06-30", c1, "same") + row("HC1", "2018-01-01\t-", c2, "same")),
        "consumables.tsv:3", "gap");
}

BOOST_AUTO_TEST_CASE(a_local_code_stands_in_one_catalog_table_only) {
    check_finding(with_consumables(row("YP001", "2017-01-01\t-", c1, "same")), "consumables.tsv:2",
                  "drugs.tsv has the local code YP001 too");
}

BOOST_AUTO_TEST_CASE(every_kind_and_direction_has_an_unmapped_policy) {
    tables::TableSet set = tests::table_set();
    std::string& unmapped = set["unmapped.tsv"];
    const auto begin = unmapped.find("person_kind\tlocal\tdelta");
    unmapped.erase(begin, unmapped.find('\n', begin) - begin + 1);
    check_finding(set, "unmapped.tsv", "no policy for person_kind from local to delta");

    set = tests::table_set();
    set["unmapped.tsv"] = with_change(set["unmapped.tsv"], "\ndrug\tlocal\tnational\t2017-01-01\t-\trefuse",
                                      "\ndrug\tlocal\tnational\t2017-01-01\t-\tguess");
    check_finding(set, "unmapped.tsv", "unknown policy 'guess'");
}

BOOST_AUTO_TEST_CASE(a_way_back_to_several_sources_follows_the_unmapped_policy) {
    tables::TableSet set = tests::table_set();
    set["unmapped.tsv"] = with_change(set["unmapped.tsv"], "diagnosis\tnational\tlocal\t2017-01-01\t-\tpass",
                                      "diagnosis\tnational\tlocal\t2017-01-01\t-\trefuse");
    const auto loaded = Translator::load(set, "0123456789ab");
    BOOST_TEST_REQUIRE(loaded.has_value(), (loaded ? "" : loaded.error().detail));
    const auto refused = (*loaded)->translate(CodeKind::diagnosis, Vocabulary::national, Vocabulary::local, "J06.900",
                                              "", *Date::parse("2018-10-16"));
    BOOST_TEST_REQUIRE(!refused.has_value());
    BOOST_TEST(refused.error().detail ==
               "diagnosis 'J06.900' has several sources, which are never inverted, from national to local on "
               "2018-10-16");
}

BOOST_AUTO_TEST_SUITE_END()
