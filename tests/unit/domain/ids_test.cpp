// Ids on the wire are derived from the message key (SETTLEMENT §1). The expected ids were made outside this code:
//   printf '10:settlement12:local-bureau12:H3302030000130:H33020300001201810160930000001' |
//       openssl dgst -sha256 -binary | head -c 15 | base32
#include "gateway/domain/ids.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include <boost/test/unit_test.hpp>
#include <openssl/sha.h>

namespace clearing {
namespace {

Sha256 sha256(const std::string& text) {
    Sha256 digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
           reinterpret_cast<unsigned char*>(digest.data()));
    return digest;
}

MessageKey key(std::string peer, std::string institution, std::string message) {
    return {PeerName(std::move(peer)), InstitutionCode(std::move(institution)), MessageId(std::move(message))};
}

const MessageKey zhang = key("local-bureau", "H33020300001", "H33020300001201810160930000001");

}  // namespace

BOOST_AUTO_TEST_SUITE(ids)

BOOST_AUTO_TEST_CASE(base32_is_the_one_of_rfc_4648_without_padding) {
    Sha256 counting{}, ones{};
    for (std::size_t i = 0; i < counting.size(); ++i) {
        counting[i] = static_cast<std::byte>(i);
        ones[i] = std::byte{0xff};
    }
    BOOST_TEST(derived_id("330200", counting) == "330200AAAQEAYEAUDAOCAJBIFQYDIO");
    BOOST_TEST(derived_id("330200", ones) == "330200777777777777777777777777");
    BOOST_TEST(derived_id("330200", Sha256{}) == "330200AAAAAAAAAAAAAAAAAAAAAAAA");
}

BOOST_AUTO_TEST_CASE(a_settlement_id_is_30_characters_and_made_of_the_message_key) {
    BOOST_TEST(digest_text("settlement", zhang) ==
               "10:settlement12:local-bureau12:H3302030000130:H33020300001201810160930000001");
    const std::string id = derived_id("330200", sha256(digest_text("settlement", zhang)));
    BOOST_TEST(id == "3302007SUH4OEL5QTKUCOSIKZSSXQG");
    BOOST_TEST(id.size() == 30);
    BOOST_TEST(derived_id("330200", sha256(digest_text("visit", zhang))) == "330200IWNS7GFN6BCMVLDYRJMXEZFO");
}

BOOST_AUTO_TEST_CASE(parts_that_join_to_the_same_text_make_different_keys) {
    const std::vector<MessageKey> alike{key("ab", "c", "d"), key("a", "bc", "d"),  key("a", "b", "cd"),
                                        key("", "abc", "d"), key("a:b", "c", "d"), key("a", "1:b", "cd")};
    std::set<std::string> texts;
    for (const MessageKey& candidate : alike)
        texts.insert(digest_text("settlement", candidate));
    BOOST_TEST(texts.size() == alike.size());
}

BOOST_AUTO_TEST_CASE(hexadecimal_is_lower_case_and_two_digits_a_byte) {
    const std::array<std::byte, 3> bytes{std::byte{0x00}, std::byte{0x0f}, std::byte{0xab}};
    BOOST_TEST(hex(bytes) == "000fab");
}

BOOST_AUTO_TEST_CASE(ids_of_different_meaning_have_an_order_and_a_hash_of_their_own) {
    const SettlementId a("a"), b("b");
    BOOST_TEST((a < b));
    BOOST_TEST((a == SettlementId("a")));
    BOOST_TEST(SettlementId().empty());
    std::unordered_set<SettlementId> set{a, b, SettlementId("a")};
    BOOST_TEST(set.size() == 2);
    static_assert(!std::is_convertible_v<SettlementId, VisitId>);
    static_assert(!std::is_convertible_v<std::string, SettlementId>);
    static_assert(!std::is_convertible_v<long long, SettlementNo>);
    const BillKey one{InstitutionCode("H"), VisitId("v"), BillNumber("1")};
    const BillKey two{InstitutionCode("H"), VisitId("v"), BillNumber("2")};
    BOOST_TEST((one < two));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing
