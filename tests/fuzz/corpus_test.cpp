#include "tests/fuzz/check.hpp"
#include "tests/fuzz/mutate.hpp"

#include <algorithm>
#include <chrono>

#include <boost/test/unit_test.hpp>

// The short form of tests/fuzz/run.sh: every seed, the smaller ones cut after every byte, some thousand damaged ones.

namespace clearing::fuzz {

namespace {

constexpr std::size_t short_enough_to_cut = 1200;
constexpr int damaged_messages = 15'000;  ///< per target

/// What was wrong with it, with the bytes in hexadecimal, so that they can become a file of the corpus.
void check(const Target& target, const std::string& bytes, std::size_t& accepted) {
    try {
        if (target.check(bytes_of(bytes))) ++accepted;
    } catch (const std::exception& wrong) {
        std::string hex;
        for (const char c : bytes)
            for (const unsigned half : {static_cast<unsigned char>(c) / 16U, static_cast<unsigned char>(c) % 16U})
                hex += "0123456789abcdef"[half];
        BOOST_ERROR(target.name << ": " << wrong.what() << ": " << hex);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fuzz_corpus)

BOOST_AUTO_TEST_CASE(every_target_has_seeds_and_accepts_some) {
    for (const Target& target : all_targets()) {
        const auto seeds = seeds_of(target.name);
        std::size_t accepted = 0;
        for (const std::string& seed : seeds)
            check(target, seed, accepted);
        BOOST_TEST(accepted >= 3U, target.name << " accepted " << accepted << " of " << seeds.size());
    }
}

BOOST_AUTO_TEST_CASE(a_message_cut_after_any_byte_is_read_or_refused) {
    std::size_t accepted = 0;
    for (const Target& target : all_targets())
        for (const std::string& seed : seeds_of(target.name))
            for (std::size_t length = 0; length < seed.size() && seed.size() <= short_enough_to_cut; ++length)
                check(target, seed.substr(0, length), accepted);
    BOOST_TEST(accepted > 0U);  // bytes after the last complete message are none
}

BOOST_AUTO_TEST_CASE(a_damaged_message_is_read_or_refused) {
    for (const Target& target : all_targets()) {
        const auto seeds = seeds_of(target.name);
        std::mt19937_64 chance(3302);
        std::size_t accepted = 0;
        for (int i = 0; i < damaged_messages; ++i)
            check(target, mutated(seeds[chance() % seeds.size()], seeds, chance), accepted);
        BOOST_TEST(accepted > 0U, target.name << " accepted none of the damaged messages");
        BOOST_TEST(accepted < static_cast<std::size_t>(damaged_messages));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::fuzz
