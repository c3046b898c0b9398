#include "gateway/infra/log/redact.hpp"

#include "gateway/infra/log/log.hpp"

#include <boost/test/unit_test.hpp>

using clearing::log::is_allowed;
using clearing::log::redacted;

BOOST_AUTO_TEST_CASE(no_key_of_a_person_is_in_the_list) {
    for (const char* key : {"psn_name", "psn_no", "certno", "psn_cert_type", "mdtrt_cert_no", "card_sn", "brdy", "name",
                            "person", "phone", "tel", "addr", "body", "token", "key", "patient", "cert_no", "user"})
        BOOST_CHECK_MESSAGE(!is_allowed(key), key);
    BOOST_CHECK(is_allowed("settlement"));
}

BOOST_AUTO_TEST_CASE(a_peers_words_about_a_person_are_blanked_out) {
    BOOST_CHECK_EQUAL(redacted("peer said: 参保人章阿姨不存在 (310101195001011234)"), "peer said: ※ (※)");
    BOOST_CHECK_EQUAL(redacted("33010119491231002X"), "※");
    BOOST_CHECK_EQUAL(redacted("𠮷田"), "※");
}

BOOST_AUTO_TEST_CASE(ids_times_and_our_own_sentences_stay) {
    for (const char* text : {"330200ABCDEFGHIJKLMNOPQRSTUVWX", "H33020300001202310160930001234", "20181016093000123",
                             "330200199913990001", "connection cut — after 3.5 s → retry", "GW3001", ""})
        BOOST_CHECK_EQUAL(redacted(text), text);
}

BOOST_AUTO_TEST_CASE(a_text_that_ends_inside_a_character_is_no_trouble) {
    BOOST_CHECK_EQUAL(redacted("x\xE7\xAB"), "x※");
    BOOST_CHECK_EQUAL(redacted("x\xE7"), "x※");
}
