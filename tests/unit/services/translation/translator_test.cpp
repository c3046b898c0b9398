#include "gateway/services/translation/translator.hpp"

#include "tests/support/mappings.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::translation;

namespace {

const Translator& translator() {
    static const auto loaded = Translator::load(tests::table_set(), "0123456789ab");
    BOOST_TEST_REQUIRE(loaded.has_value(), (loaded ? "" : loaded.error().detail));
    return **loaded;
}

Date day(const char* text) {
    return *Date::parse(text);
}

Result<TranslatedCode> translate(CodeKind kind, Vocabulary from, Vocabulary to, const char* code,
                                 const char* on = "2018-10-16") {
    return translator().translate(kind, from, to, code, "as written", day(on));
}

template <class T>
void check_error(const Result<T>& result, ErrorCode code) {
    BOOST_TEST_REQUIRE(!result.has_value());
    BOOST_TEST(text_of(result.error().code).name == text_of(code).name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(translator_of_the_reviewed_tables)

BOOST_AUTO_TEST_CASE(a_clinical_diagnosis_becomes_its_insurance_edition_and_the_original_is_kept) {
    const auto translated = translate(CodeKind::diagnosis, Vocabulary::local, Vocabulary::national, "J06.900x003");
    BOOST_TEST_REQUIRE(translated.has_value());
    BOOST_TEST(translated->original_code == "J06.900x003");
    BOOST_TEST(translated->original_name == "as written");
    BOOST_TEST(translated->code == "J06.900");
    BOOST_TEST(translated->name == "急性上呼吸道感染");
    BOOST_TEST(translated->map_version == translator().version());
    BOOST_TEST(translated->map_row == "diagnoses:local:J06.900x003>national@2017-01-01");
}

BOOST_AUTO_TEST_CASE(many_to_one_is_never_inverted) {
    // Two clinical codes stand for J06.900: the national edition passes on unmapped, it is not turned into one of them.
    const auto inverted = translate(CodeKind::diagnosis, Vocabulary::national, Vocabulary::local, "J06.900");
    BOOST_TEST_REQUIRE(inverted.has_value());
    BOOST_TEST(inverted->code == "J06.900");
    BOOST_TEST(inverted->map_row == "unmapped");
    // Onward from the national code there is one way.
    const auto onward = translate(CodeKind::diagnosis, Vocabulary::national, Vocabulary::delta, "J06.900");
    BOOST_TEST_REQUIRE(onward.has_value());
    BOOST_TEST(onward->code == "J06.900");
    BOOST_TEST(onward->map_row != "unmapped");
    // One to one inverts.
    const auto single = translate(CodeKind::diagnosis, Vocabulary::national, Vocabulary::local, "I10.x00x002");
    BOOST_TEST_REQUIRE(single.has_value());
    BOOST_TEST(single->map_row == "diagnoses:local:I10.x00x002>national@2017-01-01");
}

BOOST_AUTO_TEST_CASE(codes_that_differ_on_delta_are_translated_both_ways) {
    const auto there = translate(CodeKind::care_kind, Vocabulary::national, Vocabulary::delta, "14");
    BOOST_TEST_REQUIRE(there.has_value());
    BOOST_TEST(there->code == "140");
    BOOST_TEST(there->original_code == "14");
    const auto back = translate(CodeKind::care_kind, Vocabulary::delta, Vocabulary::national, "140");
    BOOST_TEST_REQUIRE(back.has_value());
    BOOST_TEST(back->code == "14");
    const auto fund = translate(CodeKind::fund_kind, Vocabulary::delta, Vocabulary::national, "370199");
    BOOST_TEST_REQUIRE(fund.has_value());
    BOOST_TEST(fund->code == "370100");
    const auto person = translate(CodeKind::person_kind, Vocabulary::national, Vocabulary::delta, "1402");
    BOOST_TEST_REQUIRE(person.has_value());
    BOOST_TEST(person->code == "41");
}

BOOST_AUTO_TEST_CASE(from_local_to_delta_goes_by_way_of_the_national_standard_and_tells_both_rows) {
    const auto care = translate(CodeKind::care_kind, Vocabulary::local, Vocabulary::delta, "14");
    BOOST_TEST_REQUIRE(care.has_value());
    BOOST_TEST(care->code == "140");
    BOOST_TEST(care->map_row == "care_kinds:local:14>national@2017-01-01 + care_kinds:national:14>delta@2017-01-01");
    const auto diagnosis = translate(CodeKind::diagnosis, Vocabulary::local, Vocabulary::delta, "J06.900x003");
    BOOST_TEST_REQUIRE(diagnosis.has_value());
    BOOST_TEST(diagnosis->original_code == "J06.900x003");
    BOOST_TEST(diagnosis->code == "J06.900");
}

BOOST_AUTO_TEST_CASE(a_code_translated_onward_keeps_its_first_original_and_tells_every_row) {
    auto national = translate(CodeKind::care_kind, Vocabulary::local, Vocabulary::national, "14");
    BOOST_TEST_REQUIRE(national.has_value());
    const auto there = translator().translate_onward(CodeKind::care_kind, Vocabulary::national, Vocabulary::delta,
                                                     *national, day("2018-10-16"));
    BOOST_TEST_REQUIRE(there.has_value());
    BOOST_TEST(there->original_code == "14");
    BOOST_TEST(there->original_name == "as written");
    BOOST_TEST(there->code == "140");
    BOOST_TEST(there->map_row == "care_kinds:local:14>national@2017-01-01 + care_kinds:national:14>delta@2017-01-01");
}

BOOST_AUTO_TEST_CASE(within_one_vocabulary_nothing_is_translated) {
    const auto same = translate(CodeKind::drug, Vocabulary::national, Vocabulary::national, "anything");
    BOOST_TEST_REQUIRE(same.has_value());
    BOOST_TEST(same->code == "anything");
    BOOST_TEST(same->name == "as written");
}

BOOST_AUTO_TEST_CASE(a_code_without_a_row_follows_the_policy_of_its_kind_and_direction) {
    check_error(translate(CodeKind::drug, Vocabulary::local, Vocabulary::national, "YP999"), ErrorCode::unmapped_code);
    check_error(translate(CodeKind::insurance_type, Vocabulary::national, Vocabulary::delta, "999"),
                ErrorCode::unmapped_code);
    check_error(translate(CodeKind::drug, Vocabulary::national, Vocabulary::delta, "X99"), ErrorCode::held_for_mapping);
    const auto passed = translate(CodeKind::fund_kind, Vocabulary::delta, Vocabulary::national, "310999");
    BOOST_TEST_REQUIRE(passed.has_value());
    BOOST_TEST(passed->code == "310999");
    BOOST_TEST(passed->name == "as written");
    BOOST_TEST(passed->map_row == "unmapped");
    BOOST_TEST(passed->map_version == translator().version());
}

BOOST_AUTO_TEST_CASE(the_error_of_an_unmapped_code_names_code_direction_and_date) {
    const auto refused = translate(CodeKind::drug, Vocabulary::local, Vocabulary::national, "YP999");
    BOOST_TEST_REQUIRE(!refused.has_value());
    BOOST_TEST(refused.error().detail == "drug 'YP999' has no row from local to national on 2018-10-16");
}

BOOST_AUTO_TEST_CASE(a_row_counts_only_on_its_days) {
    check_error(translate(CodeKind::drug, Vocabulary::local, Vocabulary::national, "YP006", "2014-12-31"),
                ErrorCode::unmapped_code);
    BOOST_TEST(
        translate(CodeKind::drug, Vocabulary::local, Vocabulary::national, "YP006", "2015-01-01").value().map_row ==
        "drugs:local:YP006>national@2015-01-01");
    BOOST_TEST(
        translate(CodeKind::drug, Vocabulary::local, Vocabulary::national, "YP006", "2017-01-01").value().map_row ==
        "drugs:local:YP006>national@2017-01-01");
}

BOOST_AUTO_TEST_CASE(two_versions_of_a_catalog_row_split_differently_by_date) {
    const auto ratio_on = [](const char* on) {
        return translator()
            .catalog_entry("XC10AAA208A001010190006", "", day(on))
            .value()
            .terms.first_self_pay_ratio.to_text();
    };
    BOOST_TEST(ratio_on("2016-12-31") == "0.15");
    BOOST_TEST(ratio_on("2017-01-01") == "0.1");
    const auto ceiling_on = [](const char* on) {
        return translator().catalog_entry("", "FW002", day(on)).value().terms.price_ceiling.value().to_text();
    };
    BOOST_TEST(ceiling_on("2016-12-31") == "35");
    BOOST_TEST(ceiling_on("2017-01-01") == "40");
    BOOST_TEST(!translator().catalog_entry("", "FW002", day("2014-12-31")).has_value());
}

BOOST_AUTO_TEST_CASE(a_line_is_found_by_its_national_code_or_else_by_the_institutions_own) {
    const auto by_national = translator().catalog_entry("XJ01CAA040E001010190001", "whatever", day("2018-10-16"));
    BOOST_TEST_REQUIRE(by_national.has_value());
    BOOST_TEST(by_national->name == "阿莫西林胶囊");
    BOOST_TEST(by_national->terms.list_type == "101");
    BOOST_TEST(by_national->terms.charge_item_type == "09");
    BOOST_TEST(by_national->terms.charge_level == "01");
    BOOST_TEST(!by_national->terms.price_ceiling.has_value());
    const auto by_own = translator().catalog_entry("", "YP001", day("2018-10-16"));
    BOOST_TEST_REQUIRE(by_own.has_value());
    BOOST_TEST(by_own->code == "XJ01CAA040E001010190001");
    // A national code without a row is not quietly replaced by what the institution's code would mean.
    BOOST_TEST(!translator().catalog_entry("XJ01UNKNOWN", "YP001", day("2018-10-16")).has_value());
}

BOOST_AUTO_TEST_CASE(every_fund_type_counts_in_one_class) {
    const auto is = [](const char* type, FundClass::Kind kind, Fund fund = Fund{}) {
        const FundClass found = translator().fund_class(type);
        return found.kind == kind && (kind != FundClass::Kind::fund || found.fund == fund);
    };
    using enum FundClass::Kind;
    for (const char* hospital_borne : {"999900", "999996", "630100", "640100"})
        BOOST_TEST(is(hospital_borne, hospital), hospital_borne);
    for (const char* from_account : {"310200", "310201"})
        BOOST_TEST(is(from_account, account), from_account);
    BOOST_TEST(is("310100", fund, Fund::hifp));
    BOOST_TEST(is("390100", fund, Fund::hifp));
    BOOST_TEST(is("320100", fund, Fund::cvlserv));
    BOOST_TEST(is("330100", fund, Fund::hifob));
    BOOST_TEST(is("330101", fund, Fund::hifob));
    BOOST_TEST(is("370100", fund, Fund::hifes));
    BOOST_TEST(is("390200", fund, Fund::hifmi));
    BOOST_TEST(is("610100", fund, Fund::maf));
    BOOST_TEST(is("350100", fund, Fund::hifdm));
    BOOST_TEST(is("999997", fund, Fund::oth));
    BOOST_TEST(is("never seen", fund, Fund::oth));
}

BOOST_AUTO_TEST_SUITE_END()
