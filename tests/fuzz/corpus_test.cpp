#include "adapters/yangtze_delta/envelope.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/mutate.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

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

using Names = std::set<std::string>;

Names bodies_of_the_protocol() {
    Names names;
    const auto* bodies = yangtze_delta::wire::Envelope::descriptor()->FindOneofByName("body");
    for (int i = 0; i < bodies->field_count(); ++i)
        names.insert(bodies->field(i)->name());
    return names;
}

/// The bodies of those seeds that `takes` takes.
Names bodies_of_seeds(bool (*takes)(Bytes)) {
    Names names;
    for (const std::string& seed : seeds_of("delta_envelope")) {
        yangtze_delta::wire::Envelope envelope;
        if (yangtze_delta::parse(seed, envelope) && takes(bytes_of(seed)))
            names.insert(yangtze_delta::body_name(envelope));
    }
    return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fuzz_corpus)

BOOST_AUTO_TEST_CASE(there_are_no_seeds_for_a_target_nobody_knows) {
    BOOST_CHECK_THROW(seeds_of("no_such_target"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(every_body_of_the_delta_protocol_has_a_seed) {
    const Names with_seeds = bodies_of_seeds([](Bytes) { return true; });
    BOOST_TEST(with_seeds == bodies_of_the_protocol(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_body_a_codec_reads_and_writes_is_written_again_by_its_fuzzer) {
    Names left = bodies_of_the_protocol();
    for (const std::string& name : bodies_of_seeds(check_delta_envelope))
        left.erase(name);
    // A codec's own are the first two: an adjustment and a statement are not written in the order they were read in.
    const Names wanted{"adjustment_request",  "statement_request", "hello",        "fees_answer",
                       "reverse_request",     "query_request",     "ping_request", "ping_answer",
                       "day_details_request", "day_groups_request"};
    BOOST_TEST(left == wanted, boost::test_tools::per_element());
}

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
