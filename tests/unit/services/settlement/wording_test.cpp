// Whose codes go where: the bureau's, the books', the platform's (DESIGN §3 rule 8).
#include "tests/unit/services/settlement/zhang.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct Words : Ningbo {
    Words() { shanghai.will_pay(zhang_corrected()); }

    Claim zhang_claim(std::string med_type = "11") {
        Claim asked = claim(visitor_call("2207", "m1"), visit_with_bill("zhang", zhang), zhang);
        asked.med_type = std::move(med_type);
        asked.insurance_type = InsuranceType("310");
        return asked;
    }

    /// The tables with one file changed, in force from now on.
    void bring_in_force(const std::string& file, const std::string& old, const std::string& changed) {
        tables::TableSet set = table_set();
        set[file] = with_change(set[file], old, changed);
        auto loaded = mapping::load(set, DivisionCode("330200"), "aaaaaaaaaaaa");
        BOOST_TEST_REQUIRE(loaded.has_value(), (loaded ? "" : loaded.error().detail));
        tables_in_force.replace(std::move(*loaded));
    }

    const TranslationNote* note(const SettlementRecord& record, std::string_view kind, std::string_view to) {
        const auto found = std::ranges::find_if(record.translations,
                                                [&](const TranslationNote& n) { return n.kind == kind && n.to == to; });
        return found == record.translations.end() ? nullptr : &*found;
    }

    /// 2203 with a clinical diagnosis.
    Result<VisitAnswer> diagnosed(VisitId visit, const char* code) {
        VisitRequest request;
        request.action = VisitAction::outpatient_details;
        request.visit = std::move(visit);
        request.med_type = "11";
        Diagnosis diagnosis;
        diagnosis.code.original_code = code;
        diagnosis.code.original_name = "as the doctor wrote it";
        request.diagnoses = {diagnosis};
        return run(desk.visit(visitor_call("2203", "details"), std::move(request)));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(wording, Words)

BOOST_AUTO_TEST_CASE(a_code_that_differs_goes_out_in_the_partners_words_stays_national_in_the_books_and_comes_back) {
    const Claim asked = zhang_claim("11");
    bring_in_force("care_kinds.tsv", "national\t11\tdelta\t2017-01-01\t-\t11\tsame",
                   "national\t11\tdelta\t2017-01-01\t-\t111\tsame");
    const auto bill = run(desk.settle(visitor_call("2207", "m1"), asked));
    BOOST_REQUIRE_MESSAGE(bill, why(bill));
    BOOST_TEST(shanghai.claims.back().med_type == "111");
    BOOST_TEST(record_of(visitor_call("2207", "m1")).med_type == "11");
    BOOST_TEST(bill->med_type == "11");
}

BOOST_AUTO_TEST_CASE(what_was_translated_stands_on_the_settlement_with_version_and_row) {
    const auto bill = run(desk.settle(visitor_call("2207", "m1"), zhang_claim()));
    BOOST_REQUIRE_MESSAGE(bill, why(bill));
    const SettlementRecord record = record_of(visitor_call("2207", "m1"));
    const TranslationNote* care = note(record, "care_kind", "delta");
    BOOST_TEST_REQUIRE((care != nullptr));
    BOOST_TEST(care->from == "national");
    BOOST_TEST(care->code.original_code == "11");
    BOOST_TEST(care->code.map_row == "care_kinds:national:11>delta@2017-01-01");
    BOOST_TEST(care->code.map_version == reviewed_tables()->version);
    BOOST_TEST((note(record, "care_kind", "national") != nullptr));
}

BOOST_AUTO_TEST_CASE(what_a_policy_let_pass_is_visible_on_the_settlement) {
    const VisitId visit = register_visit(guiyang_call("2401", "reg"), "2018-10-10 08:00:00").value();
    BOOST_REQUIRE(upload(guiyang_call("2301", "up"), visit, {"0", "100.00"}));
    Claim asked = claim(guiyang_call("2304", "s"), visit, {"0", "100.00"});
    asked.person.person_type = "1560";  // seen in real messages, in no published dictionary
    const auto bill = run(desk.settle(guiyang_call("2304", "s"), asked));
    BOOST_REQUIRE_MESSAGE(bill, why(bill));
    const SettlementRecord record = record_of(guiyang_call("2304", "s"));
    const TranslationNote* passed = note(record, "person_kind", "national");
    BOOST_TEST_REQUIRE((passed != nullptr));
    BOOST_TEST(passed->code.map_row == "unmapped");
    BOOST_TEST(passed->code.code == "1560");
}

BOOST_AUTO_TEST_CASE(a_diagnosis_is_translated_on_its_way_and_its_original_goes_along) {
    const VisitId visit = visit_with_bill("zhang", zhang);
    const auto told = diagnosed(visit, "J06.900x003");
    BOOST_REQUIRE_MESSAGE(told, why(told));
    const auto bill = settle(visitor_call("2207", "m1"), visit, zhang);
    BOOST_REQUIRE_MESSAGE(bill, why(bill));
    const TranslatedCode& code = shanghai.claims.back().diagnoses.at(0).code;
    BOOST_TEST(code.original_code == "J06.900x003");
    BOOST_TEST(code.original_name == "as the doctor wrote it");
    BOOST_TEST(code.code == "J06.900");
    BOOST_TEST(code.map_row ==
               "diagnoses:local:J06.900x003>national@2017-01-01 + diagnoses:national:J06.900>delta@2017-01-01");
}

BOOST_AUTO_TEST_CASE(every_code_without_a_row_is_named_at_once_and_noted_as_work_for_a_person) {
    const VisitId visit = visit_with_bill("zhang", zhang);
    bring_in_force("unmapped.tsv", "diagnosis\tlocal\tnational\t2017-01-01\t-\tpass",
                   "diagnosis\tlocal\tnational\t2017-01-01\t-\trefuse");
    VisitRequest request;
    request.action = VisitAction::outpatient_details;
    request.visit = visit;
    request.med_type = "11";
    for (const char* code : {"Z99.991", "J06.900x003", "Z99.992"}) {
        Diagnosis diagnosis;
        diagnosis.code.original_code = code;
        request.diagnoses.push_back(diagnosis);
    }
    const auto refused = run(desk.visit(visitor_call("2203", "details"), request));
    BOOST_TEST(code_of_answer(refused) == "GW1301");
    for (const char* code : {"Z99.991", "Z99.992"})
        BOOST_TEST(std::ranges::count(refused.error().fields, std::string("diagnosis ") + code) == 1);
    BOOST_TEST(refused.error().fields.size() == 2U);
    BOOST_TEST_REQUIRE(mappings.noted.size() == 2U);
    BOOST_TEST(mappings.noted.front().platform.text == "delta");
    BOOST_TEST(mappings.noted.front().outcome == "refuse");
}

BOOST_AUTO_TEST_CASE(what_is_held_is_unavailable_and_goes_through_under_the_same_message_once_it_is_mapped) {
    const Claim asked = zhang_claim();
    const std::shared_ptr<const mapping::Tables> before = tables_in_force.current();
    tables::TableSet set = table_set();
    std::string& kinds = set["care_kinds.tsv"];
    const std::string row = "national\t11\tdelta";
    const auto begin = kinds.find(row);
    kinds.erase(begin, kinds.find('\n', begin) - begin + 1);
    set["unmapped.tsv"] = with_change(set["unmapped.tsv"], "care_kind\tnational\tdelta\t2017-01-01\t-\trefuse",
                                      "care_kind\tnational\tdelta\t2017-01-01\t-\thold");
    tables_in_force.replace(mapping::load(set, DivisionCode("330200"), "bbbbbbbbbbbb").value());
    const auto held = run(desk.settle(visitor_call("2207", "m1"), asked));
    BOOST_TEST(code_of_answer(held) == "GW2008");
    BOOST_TEST(shanghai.times_asked("settle 2207") == 0);
    BOOST_TEST_REQUIRE(mappings.noted.size() == 1U);
    BOOST_TEST(mappings.noted.front().outcome == "hold");
    BOOST_TEST(mappings.noted.front().amount.to_yuan() == zhang.total);
    tables_in_force.replace(before);
    const auto settled = run(desk.settle(visitor_call("2207", "m1"), asked));
    BOOST_REQUIRE_MESSAGE(settled, why(settled));
}

BOOST_AUTO_TEST_CASE(a_version_that_comes_into_force_during_a_request_does_not_touch_it) {
    const Claim asked = zhang_claim("11");
    shanghai.meanwhile = [&]() -> ports::awaitable<void> {
        bring_in_force("care_kinds.tsv", "national\t11\tdelta\t2017-01-01\t-\t11\tsame",
                       "national\t11\tdelta\t2017-01-01\t-\t111\tsame");
        co_return;
    };
    const auto bill = run(desk.settle(visitor_call("2207", "m1"), asked));
    BOOST_REQUIRE_MESSAGE(bill, why(bill));
    // Shanghai answered 11 as it was asked; by the new version that word would mean nothing.
    BOOST_TEST(bill->med_type == "11");
    const SettlementRecord record = record_of(visitor_call("2207", "m1"));
    for (const TranslationNote& noted : record.translations)
        BOOST_TEST(noted.code.map_version == reviewed_tables()->version);
}

BOOST_AUTO_TEST_CASE(the_partner_knows_our_hospital_by_its_own_number_and_our_books_by_ours) {
    run(desk.settle(visitor_call("2207", "m1"), zhang_claim())).value();
    BOOST_TEST(shanghai.legs.back().leg.institution.text == "SH-NB01");
    BOOST_TEST(record_of(visitor_call("2207", "m1")).institution.text == "H33020300001");
}

BOOST_AUTO_TEST_CASE(the_same_message_is_answered_in_the_same_words_by_a_later_version) {
    const Claim asked = zhang_claim("11");
    const auto first = run(desk.settle(visitor_call("2207", "m1"), asked));
    bring_in_force("insurance_types.tsv", "local\t310\tnational\t2017-01-01\t-\t310\tsame",
                   "local\t310\tnational\t2017-01-01\t2018-12-31\t310\tsame");
    clock.advance(std::chrono::hours(24 * 120));
    const auto again = run(desk.settle(visitor_call("2207", "m1"), asked));
    BOOST_REQUIRE_MESSAGE(again, why(again));
    BOOST_TEST(again->insurance_type.text == first->insurance_type.text);
    BOOST_TEST(again->med_type == first->med_type);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
