#include "gateway/services/translation/code_forms.hpp"

#include <initializer_list>
#include <string>

#include <boost/test/unit_test.hpp>

using namespace clearing::translation;

namespace {

void check_forms_of(CodeKind kind, std::initializer_list<const char*> good, std::initializer_list<const char*> bad) {
    for (const char* code : good)
        BOOST_TEST(has_national_form(kind, code), name_of(kind) << " takes " << code);
    for (const char* code : bad)
        BOOST_TEST(!has_national_form(kind, code), name_of(kind) << " refuses '" << code << "'");
    BOOST_TEST(!has_national_form(kind, ""), name_of(kind) << " refuses the empty code");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(code_forms)

BOOST_AUTO_TEST_CASE(diagnoses_with_extension_dagger_and_morphology) {
    check_forms_of(
        CodeKind::diagnosis,
        {"Z00.001", "A33.x00", "A00.000x001", "A35.x00x001", "A01.001+K77.0*", "A01.000x005+J17.0*", "A01.002+G01*",
         "A17.000x005+G01*", "B49.x14+J99.8*", "A38.x00x002+I41.0*", "U07.100", "C22.101M81600/3", "D24.x01M85060/0"},
        {"J06.9", "J06900", "j06.900", "J06.9000", "J06.900X003", "J06.900x03", "J06.900x0034", "J06.900 ",
         "A01.002+G01", "A01.002G01*", "A01.002+*", "A01.002+G01**", "K74.300x011+I98.2", "B37.600I39.8",
         "J06.900x003M81600/3", "C22.101M8160/3", "A1.000"});
}

BOOST_AUTO_TEST_CASE(operations_with_extension_and_of_chinese_medicine) {
    check_forms_of(CodeKind::operation,
                   {"00.0100", "01.6x00", "00.0200x001", "00.6500x014", "03.4x00x008", "17.91220", "17.92110",
                    "17.922A0", "17.991F0", "86.700x0013"},
                   {"00.01", "0.0100", "66.69x001", "00.65.00", "17.922a0", "17.922AA", "00.6500x14", "86.700x00135"});
}

BOOST_AUTO_TEST_CASE(drugs_and_herbs) {
    check_forms_of(CodeKind::drug, {"XA01ABD075A002010100483", "ZA01BAL0148010190011000"},
                   {"XA01ABD075A00201010048", "XA01ABD075A0020101004833", "YA01ABD075A002010100483",
                    "Xa01ABD075A002010100483", "XA01ABD075A00201010048 "});
    check_forms_of(CodeKind::chinese_drug, {"ZA01BAL0148010190011000", "ZA01BAL0148010102804", "T001700712"},
                   {"XA01ABD075A002010100483", "T00170071", "T00170071A", "Z123"});
}

BOOST_AUTO_TEST_CASE(services_and_consumables) {
    check_forms_of(
        CodeKind::service,
        {"001101000010000", "002101010030000-210101003", "001102000000100-110200002.10", "001102000010000-110200006-a"},
        {"00110100001000", "0011010000100001", "001101000010000-", "001101000010000-1 2", "FW001"});
    check_forms_of(CodeKind::consumable,
                   {"C1402060000000019000", "C14020600000000190001", "C02100300000000190003012345"},
                   {"C140206000000001900", "C14020600000000190001A", "14020600000000190001"});
}

BOOST_AUTO_TEST_CASE(institutions_people_and_chronic_diseases) {
    check_forms_of(CodeKind::institution, {"H41130200746", "H50015501017"},
                   {"99999999404", "H4113020074", "P62100200036"});
    check_forms_of(CodeKind::pharmacy, {"P62100200036"}, {"H62100200036", "P6210020003"});
    check_forms_of(CodeKind::doctor, {"D411302011927", "D320481001162"}, {"D41130201192", "N411302011927"});
    check_forms_of(CodeKind::nurse, {"N411302011927"}, {"D411302011927"});
    check_forms_of(CodeKind::chronic_disease, {"M03900"}, {"M0390", "M039001", "A03900"});
}

BOOST_AUTO_TEST_CASE(dictionaries_have_short_codes) {
    check_forms_of(CodeKind::care_kind, {"11", "990101", "9901"}, {"9901011", "99-01", "门诊"});
    check_forms_of(CodeKind::fund_kind, {"310100"}, {"3101001"});
}

BOOST_AUTO_TEST_CASE(every_kind_says_its_form_in_words) {
    for (const CodeKind kind : all_kinds)
        BOOST_TEST(!national_form(kind).empty());
}

BOOST_AUTO_TEST_SUITE_END()
