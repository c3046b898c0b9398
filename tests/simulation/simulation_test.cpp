#include "tests/simulation/campaign.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace clearing::simulation {
namespace {

std::string told(const RunResult& run) {
    std::string text = "seed " + std::to_string(run.seed);
    for (const std::string& finding : run.findings)
        text += "\n    " + finding;
    return text;
}

constexpr std::uint64_t seeds_at_most = 1'000;

RunResult run_of(std::uint64_t seed, Sabotage sabotage = Sabotage::none) {
    RunOptions options;
    options.sabotage = sabotage;
    return run_world(seed, simulation_tables(), options);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(deterministic_simulation)

BOOST_AUTO_TEST_CASE(two_thousand_worlds_lose_nothing_double_nothing_and_guess_nothing) {
    Campaign campaign;
    campaign.runs = 2'000;
    const CampaignResult result = carry_out(campaign);
    BOOST_TEST_MESSAGE(in_words(result));
    BOOST_TEST(result.runs == campaign.runs);
    BOOST_TEST(result.failed.empty(), in_words(result));
    // They have to be eventful, or they prove nothing.
    BOOST_TEST(result.booked > campaign.runs);
    BOOST_TEST(result.crashes > campaign.runs);
    BOOST_TEST(result.carried > campaign.runs / 50);
    BOOST_TEST(result.reversed > campaign.runs / 10);
    BOOST_TEST(result.left_out > campaign.runs / 10);
    BOOST_TEST(result.adjusted > campaign.runs / 2);
    BOOST_TEST(result.overtaken > campaign.runs / 20);
}

BOOST_AUTO_TEST_CASE(seeds_that_once_found_something_find_nothing_any_more) {
    for (const std::uint64_t seed : known_seeds()) {
        const RunResult run = run_of(seed);
        BOOST_TEST(run.findings.empty(), told(run));
    }
}

BOOST_AUTO_TEST_CASE(the_same_seed_is_the_same_run) {
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        const RunResult first = run_of(seed);
        const RunResult second = run_of(seed);
        BOOST_TEST(first.fingerprint == second.fingerprint);
        BOOST_TEST(first.booked == second.booked);
        BOOST_TEST(first.findings == second.findings, boost::test_tools::per_element());
    }
    BOOST_TEST(run_of(1).fingerprint != run_of(2).fingerprint);
}

BOOST_AUTO_TEST_CASE(every_gateway_that_is_broken_on_purpose_is_caught) {
    for (const Sabotage sabotage : all_sabotages()) {
        bool caught = false;
        for (std::uint64_t seed = 1; seed <= seeds_at_most && !caught; ++seed)
            caught = !run_of(seed, sabotage).findings.empty();
        BOOST_TEST(caught, name_of(sabotage) << " was not caught in " << seeds_at_most << " runs");
    }
}

BOOST_AUTO_TEST_CASE(two_bills_of_a_stay_that_are_paid_for_the_same_line_are_found_by_their_lines) {
    const auto is_of_lines = [](const std::string& finding) { return finding.contains("its lines come to"); };
    bool found = false;
    for (std::uint64_t seed = 1; seed <= seeds_at_most && !found; ++seed)
        found = std::ranges::any_of(run_of(seed, Sabotage::forgets_stays).findings, is_of_lines);
    BOOST_TEST(found);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::simulation
