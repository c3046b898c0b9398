#include "gateway/infra/tls/identity.hpp"

#include "gateway/infra/tls/pem.hpp"
#include "tests/support/test_pki.hpp"

#include <chrono>
#include <string>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <openssl/x509v3.h>

using namespace clearing::tls;

namespace {

const std::vector<std::string> broken_sans{
    "",
    "urn:clearing:region:330200:role:",
    "urn:clearing:region:330200:role:Gateway",
    "urn:clearing:region:330200:role:gateway ",
    "urn:clearing:region:330200:role:gate:way",
    "urn:clearing:region:33020:role:gateway",
    "urn:clearing:region:3302000:role:gateway",
    "urn:clearing:region:33o200:role:gateway",
    "urn:clearing:region:330200",
    "URN:clearing:region:330200:role:gateway",
    " urn:clearing:region:330200:role:gateway",
    "https://example.org/urn:clearing:region:330200:role:gateway",
    std::string("urn:clearing:region:330200:role:gateway\0x", 41),
};

/// A bare certificate with this SAN; nobody signed it.
Owned<X509> certificate_with(const std::string& san) {
    Owned<X509> certificate(X509_new());
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, san.c_str());
    BOOST_REQUIRE(extension != nullptr);
    X509_add_ext(certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
    return certificate;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_test)

BOOST_AUTO_TEST_CASE(a_san_of_our_form_names_region_and_role) {
    const auto identity = parse_san("urn:clearing:region:330200:role:local-bureau");
    BOOST_REQUIRE(identity);
    BOOST_TEST(identity->region == "330200");
    BOOST_TEST(identity->role == "local-bureau");
}

BOOST_DATA_TEST_CASE(a_san_of_any_other_form_names_nobody, boost::unit_test::data::make(broken_sans), san) {
    BOOST_TEST(!parse_san(san));
}

BOOST_AUTO_TEST_CASE(a_certificate_names_its_owner_its_end_and_its_fingerprint) {
    const clearing::test::TestPki pki;
    const auto chain = read_certificates(pki.path() / "gateway.crt");
    BOOST_REQUIRE(chain);
    const auto identity = identity_of(chain->front().get());
    BOOST_REQUIRE(identity);
    BOOST_TEST(identity->region == "330200");
    BOOST_TEST(identity->role == "gateway");
    BOOST_TEST(identity->name == "gateway");
    BOOST_TEST(identity->fingerprint.size() == 64u);
    const auto days_left = (identity->not_after - std::chrono::system_clock::now()) / std::chrono::days(1);
    BOOST_TEST(days_left >= 823);
    BOOST_TEST(days_left <= 825);
}

BOOST_AUTO_TEST_CASE(a_certificate_without_our_uri_names_nobody) {
    BOOST_TEST(!identity_of(certificate_with("DNS:localhost,URI:https://example.org").get()));
    BOOST_TEST(!identity_of(nullptr));
}

BOOST_AUTO_TEST_CASE(a_certificate_that_names_two_owners_names_nobody) {
    const std::string one = "URI:urn:clearing:region:330200:role:gateway";
    BOOST_TEST(identity_of(certificate_with(one + ",DNS:localhost").get()).has_value());
    BOOST_TEST(!identity_of(certificate_with(one + ",URI:urn:clearing:region:310000:role:partner").get()));
    BOOST_TEST(!identity_of(certificate_with(one + ",URI:urn:clearing:region:all").get()));
}

BOOST_AUTO_TEST_SUITE_END()
