#include "gateway/domain/error.hpp"
#include "tests/golden/national_format_messages.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;

namespace {

std::filesystem::path samples() {
    return std::filesystem::path(CLEARING_SOURCE_DIR) / "../shared/samples/national";
}

boost::test_tools::assertion_result samples_are_at_hand(boost::unit_test::test_unit_id) {
    boost::test_tools::assertion_result at_hand(std::filesystem::is_directory(samples()));
    at_hand.message() << "SKIPPED: the real messages are not at hand (" << samples() << ")";
    if (!at_hand) std::fprintf(stderr, "%s\n", at_hand.message().str().data());
    return at_hand;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(national_format_samples)

BOOST_AUTO_TEST_CASE(every_real_message_is_read_and_written_again_with_the_same_meaning,
                     *boost::unit_test::precondition(samples_are_at_hand)) {
    int read = 0;
    for (const auto& entry : std::filesystem::directory_iterator(samples())) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("sm4")) continue;
        const std::string body = golden::read_file(entry.path());
        const auto again = name.find("-request") != std::string::npos
                               ? golden::round_trip_request(body)
                               : golden::round_trip_answer(body, golden::infno_of(entry.path()));
        BOOST_TEST_CONTEXT(name) {
            BOOST_TEST_CONTEXT((again ? "" : sentence(again.error()))) BOOST_TEST_REQUIRE(again.has_value());
            const auto original = json::parse(body);
            BOOST_TEST_REQUIRE(original.has_value());
            BOOST_TEST(json::canonical(*again) == json::canonical(*original));
        }
        ++read;
    }
    BOOST_TEST(read >= 22);
}

BOOST_AUTO_TEST_SUITE_END()
