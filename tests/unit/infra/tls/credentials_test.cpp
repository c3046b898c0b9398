#include "gateway/infra/tls/credentials.hpp"

#include "gateway/infra/tls/pem.hpp"
#include "tests/support/test_pki.hpp"

#include <chrono>

#include <boost/test/unit_test.hpp>
#include <openssl/ssl.h>

using namespace clearing;
using tls::Credentials;

namespace {

struct CredentialsFixture {
    test::TestPki pki;

    /// The sentence with which loading fails.
    std::string refusal(const tls::CredentialFiles& files) const {
        const auto loaded = Credentials::load(files);
        BOOST_REQUIRE(!loaded);
        return loaded.error();
    }

    void openssl(const std::string& arguments) const {
        test::run_command("cd " + pki.path().string() + " && SAN=URI:unused openssl " + arguments);
    }
};

bool mentions(const std::string& sentence, const std::string& words) {
    return sentence.find(words) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(credentials_test, CredentialsFixture)

BOOST_AUTO_TEST_CASE(good_files_load_and_name_us) {
    const auto credentials = pki.credentials("gateway");
    BOOST_TEST(credentials->own().region == "330200");
    BOOST_TEST(credentials->own().role == "gateway");
    const auto days =
        (credentials->revocations_next_update() - std::chrono::system_clock::now()) / std::chrono::days(1);
    BOOST_TEST(days >= 363);
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_named) {
    auto files = pki.files("gateway");
    files.revocations = pki.path() / "no-such.crl";
    BOOST_TEST(mentions(refusal(files), "no-such.crl cannot be read: No such file"));
}

BOOST_AUTO_TEST_CASE(a_key_of_someone_else_is_refused) {
    auto files = pki.files("gateway");
    files.key = pki.path() / "shanghai.key";
    BOOST_TEST(mentions(refusal(files), "does not belong to the certificate"));
}

BOOST_AUTO_TEST_CASE(a_key_that_wants_a_passphrase_is_refused_without_asking) {
    openssl("pkcs8 -topk8 -in gateway.key -out locked.key -passout pass:secret");
    auto files = pki.files("gateway");
    files.key = pki.path() / "locked.key";
    BOOST_TEST(mentions(refusal(files), "locked.key holds no private key that can be read"));
}

BOOST_AUTO_TEST_CASE(a_broken_certificate_is_refused) {
    pki.overwrite("gateway.crt", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    BOOST_TEST(mentions(refusal(pki.files("gateway")), "gateway.crt holds a broken certificate"));
}

BOOST_AUTO_TEST_CASE(without_a_revocation_list_nothing_is_trusted) {
    pki.overwrite("ca.crl", "");
    BOOST_TEST(mentions(refusal(pki.files("gateway")), "ca.crl holds no certificate revocation list"));
}

BOOST_AUTO_TEST_CASE(an_expired_revocation_list_is_refused) {
    openssl(
        "ca -config ca/openssl.cnf -gencrl -crl_lastupdate 20200101000000Z -crl_nextupdate 20200102000000Z -out "
        "ca.crl");
    BOOST_TEST(
        mentions(refusal(pki.files("gateway")), "ca.crl expired: its next update was due 2020-01-02 00:00:00 UTC"));
}

BOOST_AUTO_TEST_CASE(a_revocation_list_of_another_authority_is_refused) {
    const test::TemporaryDirectory elsewhere;
    test::run_command(std::string(CLEARING_SOURCE_DIR) + "/certs/make.sh " + elsewhere.path().string());
    auto files = pki.files("gateway");
    files.revocations = elsewhere.path() / "ca.crl";  // the same name signed it, with another key
    BOOST_TEST(mentions(refusal(files), "is not signed by the authority"));
}

BOOST_AUTO_TEST_CASE(tickets_and_session_cache_are_off_and_old_protocols_too) {
    const auto credentials = pki.credentials("gateway");
    for (const auto& context : {credentials->server(), credentials->client()}) {
        SSL_CTX* native = context->native_handle();
        BOOST_TEST((SSL_CTX_get_options(native) & SSL_OP_NO_TICKET) != 0u);
        BOOST_TEST(SSL_CTX_get_num_tickets(native) == 0u);
        BOOST_TEST(SSL_CTX_get_session_cache_mode(native) == SSL_SESS_CACHE_OFF);
        BOOST_TEST(SSL_CTX_get_min_proto_version(native) == TLS1_2_VERSION);
        BOOST_TEST(SSL_CTX_get_verify_mode(native) == (SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT));
    }
}

BOOST_AUTO_TEST_CASE(every_suite_is_ephemeral_and_authenticated) {
    const auto credentials = pki.credentials("gateway");
    const auto* suites = SSL_CTX_get_ciphers(credentials->server()->native_handle());
    BOOST_REQUIRE(sk_SSL_CIPHER_num(suites) > 0);
    for (int i = 0; i < sk_SSL_CIPHER_num(suites); ++i) {
        const SSL_CIPHER* suite = sk_SSL_CIPHER_value(suites, i);
        BOOST_TEST_CONTEXT(SSL_CIPHER_get_name(suite)) {
            BOOST_TEST(SSL_CIPHER_is_aead(suite) == 1);
            const int exchange = SSL_CIPHER_get_kx_nid(suite);
            BOOST_TEST((exchange == NID_kx_ecdhe || exchange == NID_kx_any));
        }
    }
}

BOOST_AUTO_TEST_CASE(reloading_after_a_revocation_fells_the_certificate) {
    const auto credentials = pki.credentials("gateway");
    const auto chain = tls::read_certificates(pki.path() / "shanghai.crt");
    BOOST_TEST(credentials->still_stands(chain->front().get()));
    pki.revoke("shanghai");
    BOOST_TEST(credentials->still_stands(chain->front().get()));
    BOOST_REQUIRE(credentials->reload().has_value());
    BOOST_TEST(!credentials->still_stands(chain->front().get()));
}

BOOST_AUTO_TEST_CASE(a_bad_new_file_keeps_the_old_contexts_and_is_reported) {
    const auto credentials = pki.credentials("gateway");
    const auto server = credentials->server();
    pki.overwrite("gateway.key", "rubbish");
    const auto reloaded = credentials->reload();
    BOOST_REQUIRE(!reloaded);
    BOOST_TEST(mentions(reloaded.error(), "gateway.key"));
    BOOST_TEST((credentials->server() == server));
    BOOST_TEST(credentials->own().role == "gateway");
}

BOOST_AUTO_TEST_SUITE_END()
