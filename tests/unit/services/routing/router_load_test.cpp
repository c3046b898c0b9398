#include "gateway/services/routing/router.hpp"
#include "tests/support/mappings.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::routing;

namespace {

const std::string regions =
    "# a small world\n"
    "code\tvalid_from\tvalid_to\tname\tparent\tkind\tsource\treviewed_by\n"
    "310000\t2000-01-01\t-\t上海市\t-\tmunicipality\ts\tr\n"
    "330000\t2000-01-01\t-\t浙江省\t-\tprovince\ts\tr\n"
    "330200\t2000-01-01\t-\t宁波市\t330000\tcity\ts\tr\n"
    "520000\t2000-01-01\t-\t贵州省\t-\tprovince\ts\tr\n"
    "520100\t2000-01-01\t-\t贵阳市\t520000\tcity\ts\tr\n";
const std::string routes_header = "prefix\tdirection\tcare\tvalid_from\tvalid_to\tplatform\tsource\treviewed_by\n";

RoutingTexts small_world() {
    return {regions,
            routes_header + "52\tvisitor\tinpatient\t2017-01-01\t-\tnational\ts\tr\n",
            "platform\tprefix\tvalid_from\tvalid_to\tcounterparty\tsource\treviewed_by\n"
            "national\t52\t2017-01-01\t-\t520000\ts\tr\n",
            "code\tvalid_from\tvalid_to\tname\tlevel\tdivision\tkind\tsource\treviewed_by\n"
            "H33020000001\t2015-01-01\t-\t医院\t3\t330200\thospital\ts\tr\n",
            "institution\tinsured_prefix\tbusiness\tvalid_from\tvalid_to\tsource\treviewed_by\n"
            "H33020000001\t*\tinpatient\t2017-01-01\t-\ts\tr\n",
            "platform\tprefix\tvalid_from\tvalid_to\tid\tcomponents\tnetting\tcycle\tdays_to_finance\tdays_to_pay\t"
            "prefund_offset\tyear_closes\tsource\treviewed_by\n"
            "*\t*\t2017-01-01\t-\tD\thifp+acct\tno\tmonthly\t5\t10\tno\t03-31\ts\tr\n"};
}

Result<std::shared_ptr<const Router>> load(const RoutingTexts& texts) {
    return Router::load(texts, DivisionCode("330200"));
}

void check_refused(const RoutingTexts& texts, const std::string& where, const std::string& what) {
    const auto loaded = load(texts);
    BOOST_TEST_REQUIRE(!loaded.has_value(), "loaded although " << what << " at " << where);
    BOOST_TEST(text_of(loaded.error().code).name == "invalid_value");
    BOOST_TEST(loaded.error().detail.find(where + ": ") != std::string::npos, loaded.error().detail);
    BOOST_TEST(loaded.error().detail.find(what) != std::string::npos, loaded.error().detail);
}

RoutingTexts with_routes(const std::string& rows) {
    RoutingTexts texts = small_world();
    texts.routes = routes_header + rows;
    return texts;
}

Date day(const char* text) {
    return *Date::parse(text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(loading_of_routing_tables)

BOOST_AUTO_TEST_CASE(the_small_world_loads) {
    const auto loaded = load(small_world());
    BOOST_TEST(loaded.has_value(), (loaded ? "" : loaded.error().detail));
}

BOOST_AUTO_TEST_CASE(rows_of_one_key_may_not_overlap_in_dates) {
    check_refused(with_routes("52\tvisitor\tinpatient\t2017-01-01\t2018-12-31\tnational\ts\tr\n"
                              "52\tvisitor\tinpatient\t2018-12-31\t-\tnational\ts\tr\n"),
                  "routes.tsv:3", "overlaps routes.tsv:2");
    check_refused(with_routes("52\tvisitor\tinpatient\t2017-01-01\t-\tnational\ts\tr\n"
                              "52\tvisitor\tinpatient\t2018-12-31\t-\tnational\ts\tr\n"),
                  "routes.tsv:3", "overlaps routes.tsv:2");
}

BOOST_AUTO_TEST_CASE(rows_of_one_key_may_not_leave_a_gap) {
    check_refused(with_routes("52\tvisitor\tinpatient\t2017-01-01\t2018-12-30\tnational\ts\tr\n"
                              "52\tvisitor\tinpatient\t2019-01-01\t-\tnational\ts\tr\n"),
                  "routes.tsv:3", "leaves a gap after routes.tsv:2");
}

BOOST_AUTO_TEST_CASE(a_row_twice_and_rows_out_of_order_are_named) {
    check_refused(with_routes("52\tvisitor\tinpatient\t2017-01-01\t-\tnational\ts\tr\n"
                              "52\tvisitor\tinpatient\t2017-01-01\t-\tnational\ts\tr\n"),
                  "routes.tsv:3", "twice");
    check_refused(with_routes("52\tvisitor\tinpatient\t2017-01-01\t-\tnational\ts\tr\n"
                              "31\tvisitor\tinpatient\t2017-01-01\t-\tnational\ts\tr\n"),
                  "routes.tsv:3", "ascending order");
}

BOOST_AUTO_TEST_CASE(a_prefix_of_no_region_is_named) {
    check_refused(with_routes("99\tvisitor\tinpatient\t2017-01-01\t-\tnational\ts\tr\n"), "routes.tsv:2",
                  "no region has the prefix '99'");
}

BOOST_AUTO_TEST_CASE(words_outside_the_closed_lists_are_named) {
    check_refused(with_routes("52\tguest\tinpatient\t2017-01-01\t-\tnational\ts\tr\n"), "routes.tsv:2", "guest");
    check_refused(with_routes("52\tvisitor\tdental\t2017-01-01\t-\tnational\ts\tr\n"), "routes.tsv:2", "dental");
    check_refused(with_routes("52\tvisitor\tinpatient\t2017-02-30\t-\tnational\ts\tr\n"), "routes.tsv:2",
                  "valid_from '2017-02-30'");
    check_refused(with_routes("52\tvisitor\tinpatient\t2017-02-01\t2016-01-01\tnational\ts\tr\n"), "routes.tsv:2",
                  "valid_to '2016-01-01'");
    RoutingTexts texts = small_world();
    texts.agreements = tests::with_change(texts.agreements, "hifp+acct", "hifp+prefund");
    check_refused(texts, "agreements.tsv:2", "'prefund' is not a component that clears");
}

BOOST_AUTO_TEST_CASE(terms_of_payment_that_cannot_be_read_are_named) {
    struct Fault {
        std::string from, to, what;
    };
    const std::string terms = "\tno\tmonthly\t5\t10\tno\t03-31\t";
    for (const Fault& fault :
         {Fault{terms, "\tmaybe\tmonthly\t5\t10\tno\t03-31\t", "netting is 'maybe', not yes or no"},
          Fault{terms, "\tno\tweekly\t5\t10\tno\t03-31\t", "'weekly' is not a payment cycle"},
          Fault{terms, "\tno\tmonthly\t0\t10\tno\t03-31\t", "days_to_finance is '0'"},
          Fault{terms, "\tno\tmonthly\t5\tten\tno\t03-31\t", "days_to_pay is 'ten'"},
          Fault{terms, "\tno\tmonthly\t5\t10\t-\t03-31\t", "prefund_offset is ''"},
          Fault{terms, "\tno\tmonthly\t5\t10\tno\t02-30\t", "year_closes is '02-30'"}}) {
        RoutingTexts texts = small_world();
        texts.agreements = tests::with_change(texts.agreements, fault.from, fault.to);
        check_refused(texts, "agreements.tsv:2", fault.what);
    }
}

BOOST_AUTO_TEST_CASE(the_terms_of_payment_are_those_of_the_row_in_force) {
    RoutingTexts texts = small_world();
    texts.agreements = tests::with_change(texts.agreements, "\t-\tD\thifp+acct\tno", "\t2018-12-31\tD\thifp+acct\tno") +
                       "*\t*\t2019-01-01\t-\tE\thifp\tyes\tdaily\t3\t7\tyes\t06-30\ts\tr\n";
    const auto router = load(texts).value();
    const auto terms = [&](const char* on) {
        return router->terms(PlatformName("national"), DivisionCode("520000"), day(on));
    };
    BOOST_TEST(
        (terms("2018-12-31").value() == AgreementTerms{"D", false, PaymentCycle::monthly, 5, 10, false, "03-31"}));
    BOOST_TEST((terms("2019-01-01").value() == AgreementTerms{"E", true, PaymentCycle::daily, 3, 7, true, "06-30"}));
    BOOST_TEST((terms("2016-12-31").error().code == ErrorCode::not_loaded));
}

BOOST_AUTO_TEST_CASE(a_route_without_a_counterparty_is_named) {
    RoutingTexts texts = small_world();
    texts.counterparties = tests::with_change(texts.counterparties, "\t-\t520000", "\t2018-12-31\t520000");
    check_refused(texts, "routes.tsv:2", "names nobody to clear with");
}

BOOST_AUTO_TEST_CASE(an_opening_of_an_unknown_institution_is_named) {
    RoutingTexts texts = small_world();
    texts.openings = tests::with_change(texts.openings, "H33020000001", "H33020000002");
    check_refused(texts, "openings.tsv:2", "unknown institution 'H33020000002'");
}

BOOST_AUTO_TEST_CASE(an_institution_code_holds_its_division) {
    RoutingTexts texts = small_world();
    texts.institutions = tests::with_change(texts.institutions, "\t330200\t", "\t310000\t");
    check_refused(texts, "institutions.tsv:2", "is not H or P, 310000 and five digits");
}

BOOST_AUTO_TEST_CASE(a_pharmacy_has_a_p_and_only_a_pharmacy_has_one) {
    RoutingTexts texts = small_world();
    texts.institutions = tests::with_change(texts.institutions, "\thospital\t", "\tpharmacy\t");
    check_refused(texts, "institutions.tsv:2", "'H33020000001' and the kind pharmacy do not go together");
    texts = small_world();
    texts.institutions = tests::with_change(texts.institutions, "\thospital\t", "\tdentist\t");
    check_refused(texts, "institutions.tsv:2", "unknown kind 'dentist'");
}

BOOST_AUTO_TEST_CASE(six_digits_win_over_four_and_four_over_two) {
    RoutingTexts texts = with_routes(
        "52\tvisitor\tinpatient\t2017-01-01\t-\tnational\ts\tr\n"
        "5201\tvisitor\tinpatient\t2017-01-01\t-\tclosed\ts\tr\n"
        "520199\tvisitor\tinpatient\t2017-01-01\t-\tnational\ts\tr\n");
    texts.regions += "520199\t2000-01-01\t-\t贵阳市市本级\t520100\tcity_level\ts\tr\n";
    const auto loaded = load(texts);
    BOOST_TEST_REQUIRE(loaded.has_value(), (loaded ? "" : loaded.error().detail));
    const auto is_open = [&](const char* division) {
        return (*loaded)
            ->route(DivisionCode(division), Direction::visitor, CareSetting::inpatient, day("2018-01-01"))
            .has_value();
    };
    BOOST_TEST(is_open("520300"));
    BOOST_TEST(!is_open("520103"));
    BOOST_TEST(is_open("520199"));  // a 99 form may have a row of its own
    BOOST_TEST(is_open("529900"));
}

BOOST_AUTO_TEST_CASE(another_platform_is_one_more_row) {
    RoutingTexts texts = with_routes(
        "52\tvisitor\tinpatient\t2017-01-01\t2017-12-31\tnational\ts\tr\n"
        "52\tvisitor\tinpatient\t2018-01-01\t-\tsouthwest\ts\tr\n");
    texts.counterparties += "southwest\t52\t2018-01-01\t-\t520000\ts\tr\n";
    const auto loaded = load(texts);
    BOOST_TEST_REQUIRE(loaded.has_value(), (loaded ? "" : loaded.error().detail));
    const auto platform_on = [&](const char* on) {
        return (*loaded)
            ->route(DivisionCode("520103"), Direction::visitor, CareSetting::inpatient, day(on))
            .value()
            .platform.text;
    };
    BOOST_TEST(platform_on("2017-12-31") == "national");
    BOOST_TEST(platform_on("2018-01-01") == "southwest");
    BOOST_TEST((*loaded)->platform_serves(PlatformName("southwest"), DivisionCode("520103")));
}

BOOST_AUTO_TEST_CASE(a_region_twice_or_with_an_unknown_parent_is_named) {
    RoutingTexts texts = small_world();
    texts.regions +=
        "520100\t2001-01-01\t-\t贵阳\t520000\tcity\ts\tr\n520200\t2000-01-01\t-\t六盘水市\t530000\tcity\ts\tr\n";
    check_refused(texts, "regions.tsv:8", "520100 stands here twice");
    check_refused(texts, "regions.tsv:9", "unknown parent '530000'");
}

BOOST_AUTO_TEST_CASE(our_own_region_must_be_known) {
    const auto loaded = Router::load(small_world(), DivisionCode("440300"));
    BOOST_TEST_REQUIRE(!loaded.has_value());
    BOOST_TEST(loaded.error().detail.find("'440300'") != std::string::npos, loaded.error().detail);
}

BOOST_AUTO_TEST_CASE(a_changed_header_and_a_short_row_are_named) {
    RoutingTexts texts = small_world();
    texts.routes = tests::with_change(texts.routes, "platform", "peer");
    check_refused(texts, "routes.tsv:1", "the header must be: prefix direction");
    check_refused(with_routes("52\tvisitor\tinpatient\t2017-01-01\tnational\ts\tr\n"), "routes.tsv:2",
                  "7 cells where the header has 8");
    check_refused(with_routes("52\tvisitor\tinpatient\t2017-01-01\t\tnational\ts\tr\n"), "routes.tsv:2", "empty cell");
    texts.routes.clear();
    check_refused(texts, "routes.tsv", "no header line");
}

BOOST_AUTO_TEST_CASE(a_longer_prefix_wins_over_a_shorter_one_while_it_is_in_force) {
    const auto loaded =
        load(with_routes("52\tvisitor\tinpatient\t2017-01-01\t-\tnational\ts\tr\n"
                         "5201\tvisitor\tinpatient\t2018-01-01\t2018-12-31\tclosed\ts\tr\n"));
    BOOST_TEST_REQUIRE(loaded.has_value(), (loaded ? "" : loaded.error().detail));
    const auto guiyang_on = [&](const char* on) {
        return (*loaded)->route(DivisionCode("520103"), Direction::visitor, CareSetting::inpatient, day(on));
    };
    BOOST_TEST(guiyang_on("2017-12-31").has_value());
    BOOST_TEST(!guiyang_on("2018-01-01").has_value());
    BOOST_TEST(guiyang_on("2019-01-01").has_value());
    BOOST_TEST(!(*loaded)->platform_serves(PlatformName("closed"), DivisionCode("520103")));
}

BOOST_AUTO_TEST_SUITE_END()
