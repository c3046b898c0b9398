// Memory and PostgreSQL are asked the same at random and have to answer the same, call by call. What the contracts do
// not say, this finds. TWINS_RUNS=1000 is the long form; TWINS_SEED=n replays one.
#include "tests/integration/postgres/contract_world.hpp"
#include "tests/support/memory_world.hpp"
#include "tests/support/twin_program.hpp"

#include <cstdlib>

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {
namespace {

constexpr int calls_of_a_run = 150;
constexpr int calls_between_looks = 50;

long number_in_environment(const char* name, long otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtol(text, nullptr, 10);
}

/// Whether they agreed to the end.
bool agree(std::uint64_t seed) {
    test::ContractWorld real;
    tests::MemoryWorld fake;
    const tests::StoreContract real_store = real.contract(), fake_store = fake.contract();
    tests::StoreDesk at_real{real_store}, at_fake{fake_store};
    for (int step = 1; step <= calls_of_a_run; ++step) {
        const std::string wanted = tests::ask_at_random(at_real, seed, step);
        const std::string found = tests::ask_at_random(at_fake, seed, step);
        BOOST_TEST_CONTEXT("TWINS_SEED=" << seed << ", call " << step) {
            BOOST_TEST(found == wanted);
            if (found != wanted) return false;
            if (step % calls_between_looks != 0) continue;
            const std::string real_books = tests::whole_books(at_real), fake_books = tests::whole_books(at_fake);
            BOOST_TEST(fake_books == real_books);
            if (fake_books != real_books) return false;
        }
    }
    return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(twins)

BOOST_AUTO_TEST_CASE(memory_and_postgresql_answer_the_same) {
    const long one = number_in_environment("TWINS_SEED", 0);
    const long first = one != 0 ? one : 1;
    const long runs = one != 0 ? 1 : number_in_environment("TWINS_RUNS", 4);
    for (long seed = first; seed < first + runs; ++seed)
        if (!agree(static_cast<std::uint64_t>(seed))) break;
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
