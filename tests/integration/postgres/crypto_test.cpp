#include "gateway/infra/postgres/crypto.hpp"

#include "tests/integration/postgres/books.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

BOOST_AUTO_TEST_SUITE(crypto)

BOOST_AUTO_TEST_CASE(what_is_sealed_opens_again_and_looks_different_every_time) {
    const Vault vault = test::example_vault();
    for (const std::string& text : {std::string(), std::string("张桂芳"), std::string(100'000, 'x')}) {
        const Bytes once = vault.seal("visit:1", text);
        const Bytes again = vault.seal("visit:1", text);
        BOOST_TEST(vault.unseal("visit:1", once) == text);
        BOOST_TEST((once != again));
    }
}

BOOST_AUTO_TEST_CASE(a_long_text_is_compressed_before_it_is_sealed) {
    BOOST_TEST(test::example_vault().seal("p", std::string(100'000, 'x')).raw.size() < 1000U);
}

BOOST_AUTO_TEST_CASE(a_short_text_is_sealed_as_it_is_and_both_forms_open) {
    const Vault vault = test::example_vault();
    for (const std::size_t size : {0U, 1U, 4095U, 4096U, 4097U}) {
        const std::string text(size, 'x');
        const Bytes sealed = vault.seal("p", text);
        BOOST_TEST(int(sealed.raw[0]) == (size < 4096 ? 2 : 1));
        BOOST_TEST(vault.unseal("p", sealed) == text);
        // The form is authenticated too.
        Bytes other_form = sealed;
        other_form.raw[0] = static_cast<char>(3 - other_form.raw[0]);
        BOOST_CHECK_THROW(vault.unseal("p", other_form), SealBroken);
    }
}

BOOST_AUTO_TEST_CASE(a_sealed_value_does_not_open_in_another_row_changed_or_under_another_key) {
    const Vault vault = test::example_vault();
    const Bytes sealed = vault.seal("visit:1", "text");
    BOOST_CHECK_THROW(vault.unseal("visit:2", sealed), SealBroken);
    for (std::size_t position = 0; position < sealed.raw.size(); ++position) {
        Bytes changed = sealed;
        changed.raw[position] = static_cast<char>(changed.raw[position] ^ 1);
        BOOST_CHECK_THROW(vault.unseal("visit:1", changed), SealBroken);
    }
    Key other{};
    other.fill(0x33);
    BOOST_CHECK_THROW(Vault({{1, other}}, Key{}).unseal("visit:1", sealed), SealBroken);
    BOOST_CHECK_THROW(vault.unseal("visit:1", Bytes{}), SealBroken);
}

BOOST_AUTO_TEST_CASE(a_new_key_seals_and_the_old_one_still_opens) {
    Key old_key{}, new_key{};
    old_key.fill(1);
    new_key.fill(2);
    const Bytes before = Vault({{1, old_key}}, Key{}).seal("p", "before");
    const Vault both({{1, old_key}, {2, new_key}}, Key{});
    BOOST_TEST(both.unseal("p", before) == "before");
    BOOST_TEST(Vault({{2, new_key}}, Key{}).unseal("p", both.seal("p", "after")) == "after");
}

BOOST_AUTO_TEST_CASE(equal_values_of_one_kind_have_equal_tokens) {
    const Vault vault = test::example_vault();
    BOOST_TEST((vault.token("a", "1") == vault.token("a", "1")));
    BOOST_TEST((vault.token("a", "1") != vault.token("b", "1")));
    BOOST_TEST((vault.token("a", "1") != vault.token("a", "2")));
}

BOOST_AUTO_TEST_CASE(a_key_file_holds_hex_or_base64_of_32_bytes) {
    char name[] = "/tmp/gateway-key.XXXXXX";
    const int file = mkstemp(name);
    BOOST_REQUIRE(file >= 0);
    close(file);
    const auto read = [&](const std::string& text) {
        std::ofstream(name) << text << '\n';
        return read_key_file(name);
    };
    Key expected{};
    expected.fill(0xAB);
    std::string digits;
    for (int i = 0; i < 32; ++i)
        digits += i % 2 == 0 ? "ab" : "AB";
    BOOST_TEST((read(digits).value() == expected));
    BOOST_TEST((read("q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=").value() == expected));
    BOOST_TEST(!read(digits.substr(2)));
    BOOST_TEST(!read(digits + "ab"));
    BOOST_TEST(!read(""));
    std::filesystem::remove(name);
    BOOST_TEST(!read_key_file(name));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
