#include "gateway/infra/postgres/compress.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

BOOST_AUTO_TEST_SUITE(compress)

BOOST_AUTO_TEST_CASE(what_is_packed_unpacks_to_the_same) {
    for (const std::string& text : {std::string(), std::string("诊断\0x", 8), std::string(5'000'000, 'x')})
        BOOST_TEST((unpacked(packed(text)) == text));
    BOOST_TEST(packed(std::string(5'000'000, 'x')).size() < 50'000U);
}

BOOST_AUTO_TEST_CASE(what_was_not_packed_does_not_unpack) {
    const std::string whole = packed("some text that is long enough");
    for (std::size_t length = 0; length < whole.size(); ++length)
        BOOST_TEST(!unpacked(whole.substr(0, length)).has_value());
    for (std::size_t position = 0; position < 4; ++position) {
        std::string other_length = whole;
        other_length[position] = static_cast<char>(other_length[position] ^ 1);
        BOOST_TEST(!unpacked(other_length).has_value());
    }
    // A length nobody ever packed is not even allocated.
    BOOST_TEST(!unpacked("\xff\xff\xff\xff" + whole.substr(4)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
