// One libFuzzer program per check: FUZZ_CHECK names it.
#include "tests/fuzz/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    clearing::fuzz::FUZZ_CHECK({data, size});
    return 0;
}
