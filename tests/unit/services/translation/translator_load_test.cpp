#include "gateway/services/translation/translator.hpp"
#include "tests/support/mappings.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::translation;
using tests::with_change;

namespace {

/// "loaded", or what is wrong.
std::string outcome(const MappingTexts& texts) {
    const auto loaded = Translator::load(texts);
    if (loaded) return "loaded";
    BOOST_TEST(text_of(loaded.error().code).name == "invalid_value");
    return loaded.error().detail;
}

void check_finding(const MappingTexts& texts, const std::string& file, const std::string& what) {
    const std::string found = outcome(texts);
    BOOST_TEST(found.find(file + ":") != std::string::npos, found);
    BOOST_TEST(found.find(what) != std::string::npos, found);
}

const std::string consumables_header =
    "local_code\tvalid_from\tvalid_to\tnational_code\tdelta_code\tname\tlist_type\tcharge_item_type\tcharge_level\t"
    "first_self_pay_ratio\tprice_ceiling\tsource\treviewed_by\n";

MappingTexts with_consumables(const std::string& rows) {
    MappingTexts texts = tests::translation_texts();
    texts.consumables = consumables_header + rows;
    return texts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(loading_of_mapping_tables)

BOOST_AUTO_TEST_CASE(equal_content_has_an_equal_version_and_any_change_another) {
    const MappingTexts texts = tests::translation_texts();
    const std::string version = Translator::load(texts).value()->version();
    BOOST_TEST(Translator::load(tests::translation_texts()).value()->version() == version);
    BOOST_TEST(version.size() == 12U);
    BOOST_TEST(std::ranges::all_of(version, [](char c) { return std::isxdigit(static_cast<unsigned char>(c)); }));

    MappingTexts changed = texts;
    changed.drugs = with_change(changed.drugs, "0.15", "0.16");
    BOOST_TEST(Translator::load(changed).value()->version() != version);
    MappingTexts policy = texts;
    policy.unmapped = with_change(policy.unmapped, "drug\tlocal\tnational\t2017-01-01\t-\trefuse",
                                  "drug\tlocal\tnational\t2017-01-01\t-\thold");
    BOOST_TEST(Translator::load(policy).value()->version() != version);
}

BOOST_AUTO_TEST_CASE(one_local_code_may_not_mean_two_things_on_one_day) {
    check_finding(with_consumables("HC1\t2017-01-01\t-\tC1\tC1\t甲\t301\t08\t01\t0\t-\ts\tr\n"
                                   "HC1\t2018-01-01\t-\tC2\tC2\t乙\t301\t08\t01\t0\t-\ts\tr\n"),
                  "consumables.tsv:3", "'HC1' overlaps consumables.tsv:2");
    check_finding(with_consumables("HC1\t2017-01-01\t2017-06-30\tC1\tC1\t甲\t301\t08\t01\t0\t-\ts\tr\n"
                                   "HC1\t2018-01-01\t-\tC2\tC2\t乙\t301\t08\t01\t0\t-\ts\tr\n"),
                  "consumables.tsv:3", "leaves a gap");
}

BOOST_AUTO_TEST_CASE(a_code_may_change_its_meaning_from_one_day_to_the_next) {
    const auto loaded =
        Translator::load(with_consumables("HC1\t2017-01-01\t2017-12-31\tC1\tC1\t甲\t301\t08\t01\t0\t-\ts\tr\n"
                                          "HC1\t2018-01-01\t-\tC2\tC2\t乙\t301\t08\t01\t0\t-\ts\tr\n"));
    BOOST_TEST_REQUIRE(loaded.has_value(), (loaded ? "" : loaded.error().detail));
    const auto on = [&](const char* date) {
        return (*loaded)
            ->translate(CodeKind::consumable, Vocabulary::local, Vocabulary::national, "HC1", "", *Date::parse(date))
            .value();
    };
    BOOST_TEST(on("2017-12-31").code == "C1");
    BOOST_TEST(on("2018-01-01").code == "C2");
    BOOST_TEST(on("2018-01-01").original_name == "乙");
}

BOOST_AUTO_TEST_CASE(one_national_code_is_split_one_way_on_one_day) {
    check_finding(with_consumables("HC1\t2017-01-01\t-\tC1\tC1\t甲\t301\t08\t02\t0.1\t-\ts\tr\n"
                                   "HC2\t2017-06-01\t-\tC1\tC1\t甲\t301\t08\t02\t0.2\t-\ts\tr\n"),
                  "consumables.tsv:3", "C1 is split otherwise at consumables.tsv:2");
    BOOST_TEST(outcome(with_consumables("HC1\t2017-01-01\t-\tC1\tC1\t甲\t301\t08\t02\t0.1\t-\ts\tr\n"
                                        "HC2\t2017-06-01\t-\tC1\tC1\t甲\t301\t08\t02\t0.10\t-\ts\tr\n")) == "loaded");
}

BOOST_AUTO_TEST_CASE(figures_and_words_of_the_catalog_are_checked) {
    const auto row = [](const std::string& middle) {
        return with_consumables("HC1\t2017-01-01\t-\tC1\tC1\t甲\t" + middle + "\ts\tr\n");
    };
    BOOST_TEST(outcome(row("301\t08\t02\t0.1\t1500.00")) == "loaded");
    check_finding(row("101\t08\t02\t0.1\t-"), "consumables.tsv:2", "list type '101'");
    check_finding(row("301\t15\t02\t0.1\t-"), "consumables.tsv:2", "charge item type '15'");
    check_finding(row("301\t08\t04\t0.1\t-"), "consumables.tsv:2", "charge level '04'");
    check_finding(row("301\t08\t02\t1.1\t-"), "consumables.tsv:2", "between 0 and 1");
    check_finding(row("301\t08\t02\tten\t-"), "consumables.tsv:2", "ratio 'ten'");
    check_finding(row("301\t08\t03\t0.1\t-"), "consumables.tsv:2", "level 03 and ratio 1");
    check_finding(row("301\t08\t02\t1\t-"), "consumables.tsv:2", "level 03 and ratio 1");
    check_finding(row("301\t08\t02\t0.1\tmuch"), "consumables.tsv:2", "ceiling 'much'");
}

BOOST_AUTO_TEST_CASE(a_local_code_stands_in_one_catalog_table_only) {
    check_finding(with_consumables("YP001\t2017-01-01\t-\tC1\tC1\t甲\t301\t08\t01\t0\t-\ts\tr\n"), "consumables.tsv:2",
                  "drugs.tsv has the local code YP001 too");
}

BOOST_AUTO_TEST_CASE(a_fund_type_has_a_class_and_a_component_where_it_is_a_fund) {
    const auto with_class = [](const std::string& cells) {
        MappingTexts texts = tests::translation_texts();
        texts.fund_kinds =
            with_change(texts.fund_kinds, "公务员医疗补助基金\tfund\tcvlserv", "公务员医疗补助基金\t" + cells);
        return texts;
    };
    BOOST_TEST(outcome(with_class("fund\tmaf")) == "loaded");
    check_finding(with_class("purse\tmaf"), "fund_kinds.tsv", "unknown class 'purse'");
    check_finding(with_class("fund\tgold"), "fund_kinds.tsv", "class fund with the component 'gold'");
    check_finding(with_class("fund\t-"), "fund_kinds.tsv", "class fund with the component ''");
    check_finding(with_class("account\tmaf"), "fund_kinds.tsv", "class account with the component 'maf'");
}

BOOST_AUTO_TEST_CASE(every_kind_and_direction_has_an_unmapped_policy) {
    MappingTexts texts = tests::translation_texts();
    const auto begin = texts.unmapped.find("person_kind\tlocal\tdelta");
    texts.unmapped.erase(begin, texts.unmapped.find('\n', begin) - begin + 1);
    check_finding(texts, "unmapped.tsv", "no policy for person_kind from local to delta");

    texts = tests::translation_texts();
    texts.unmapped = with_change(texts.unmapped, "drug\tlocal\tnational\t2017-01-01\t-\trefuse",
                                 "drug\tlocal\tnational\t2017-01-01\t-\tguess");
    check_finding(texts, "unmapped.tsv", "unknown policy 'guess'");
}

BOOST_AUTO_TEST_CASE(an_ambiguous_inversion_follows_the_unmapped_policy) {
    MappingTexts texts = tests::translation_texts();
    texts.unmapped = with_change(texts.unmapped, "diagnosis\tnational\tlocal\t2017-01-01\t-\tpass",
                                 "diagnosis\tnational\tlocal\t2017-01-01\t-\trefuse");
    const auto loaded = Translator::load(texts);
    BOOST_TEST_REQUIRE(loaded.has_value(), (loaded ? "" : loaded.error().detail));
    const auto refused = (*loaded)->translate(CodeKind::diagnosis, Vocabulary::national, Vocabulary::local, "J06.900",
                                              "", *Date::parse("2018-10-16"));
    BOOST_TEST_REQUIRE(!refused.has_value());
    BOOST_TEST(refused.error().detail ==
               "diagnosis 'J06.900' has more than one row from national to local on 2018-10-16");
}

BOOST_AUTO_TEST_SUITE_END()
