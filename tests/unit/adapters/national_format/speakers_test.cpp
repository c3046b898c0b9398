#include "adapters/local_bureau/speaker.hpp"
#include "adapters/national/speaker.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;

namespace {

bool is_ningbo(const DivisionCode& division) {
    return division.text.starts_with("3302");
}
bool is_guizhou_or_beijing(const DivisionCode& division) {
    return division.text.starts_with("52") || division.text.starts_with("11");
}

CallHeader header(const char* treatment, const char* insured) {
    CallHeader header;
    header.treatment_division.text = treatment;
    header.insured_division.text = insured;
    return header;
}

const char* code_of(const Result<void>& result) {
    return result ? "" : text_of(result.error().code).name.data();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(national_format_speakers)

BOOST_AUTO_TEST_CASE(the_bureau_speaks_of_visitors_only) {
    const local_bureau::BureauSpeaker rule(PeerName("local-bureau"), DivisionCode("330200"), is_ningbo);
    BOOST_TEST(code_of(rule.may_say(header("330203", "310115"), true)) == "");
    BOOST_TEST(code_of(rule.may_say(header("310000", "330200"), true)) == "treatment_division_not_allowed");
    BOOST_TEST(code_of(rule.may_say(header("330200", "330299"), true)) == "local_traffic");
    BOOST_TEST(code_of(rule.may_say(header("330200", ""), true)) == "local_traffic");
    BOOST_TEST(code_of(rule.may_say(header("330200", ""), false)) == "");
    const auto who = rule.who(tls::Identity{"330200", "local-bureau", "n", "f", {}});
    BOOST_TEST_REQUIRE(who.has_value());
    BOOST_TEST((who->direction == Direction::visitor));
    BOOST_TEST(who->platform.empty());
}

BOOST_AUTO_TEST_CASE(the_platform_speaks_for_what_is_routed_to_it_and_of_our_residents) {
    const national::PlatformSpeaker rule(PeerName("hub"), PlatformName("national"), "100000", "national",
                                         is_guizhou_or_beijing, is_ningbo);
    BOOST_TEST(code_of(rule.may_say(header("520100", "330203"), true)) == "");
    BOOST_TEST(code_of(rule.may_say(header("310000", "330200"), true)) == "treatment_division_not_allowed");
    BOOST_TEST(code_of(rule.may_say(header("330200", "330200"), true)) == "treatment_division_not_allowed");
    BOOST_TEST(code_of(rule.may_say(header("520100", "310000"), true)) == "speaker_not_allowed");
    BOOST_TEST(code_of(rule.may_say(header("520100", ""), true)) == "speaker_not_allowed");
    BOOST_TEST(code_of(rule.may_say(header("100000", ""), false)) == "");
    const auto who = rule.who(tls::Identity{"100000", "national", "n", "f", {}});
    BOOST_TEST_REQUIRE(who.has_value());
    BOOST_TEST((who->direction == Direction::resident_away));
    BOOST_TEST(who->platform.text == "national");
    BOOST_TEST(!rule.who(tls::Identity{"310000", "national", "n", "f", {}}).has_value());
    BOOST_TEST(!rule.who(tls::Identity{"100000", "partner", "n", "f", {}}).has_value());
    BOOST_TEST(!rule.who(std::nullopt).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
