#pragma once

#include "tests/support/store_contract.hpp"

#include <cstdint>
#include <string>

namespace clearing::tests {

/// The n-th call of a random program, by its seed: what it asked and what was answered, as text without numbers that a
/// store gives out as it likes. Two stores that were asked the same so far have to answer the same.
std::string ask_at_random(StoreDesk& desk, std::uint64_t seed, int step);

/// Everything the ports and the contract show of the books.
std::string whole_books(StoreDesk& desk);

}  // namespace clearing::tests
