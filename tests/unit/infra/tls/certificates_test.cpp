// What certs/make.sh and certs/revoke.sh promise in certs/README.md.

#include "gateway/infra/tls/pem.hpp"
#include "tests/support/test_pki.hpp"

#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>

using namespace clearing;

namespace {

struct PkiFixture {
    test::TestPki pki;

    tls::Identity identity(const std::string& name) const {
        const auto chain = tls::read_certificates(pki.path() / (name + ".crt"));
        BOOST_REQUIRE(chain);
        const auto found = tls::identity_of(chain->front().get());
        BOOST_REQUIRE(found);
        return *found;
    }

    bool stands(const std::string& name) const {
        const auto chain = tls::read_certificates(pki.path() / (name + ".crt"));
        return pki.credentials("gateway")->still_stands(chain->front().get());
    }

    std::string script(const std::string& name) const { return std::string(CLEARING_SOURCE_DIR) + "/certs/" + name; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(certificates_test, PkiFixture)

BOOST_AUTO_TEST_CASE(every_good_certificate_stands_and_names_its_owner) {
    const std::vector<std::array<std::string, 3>> owners{{"gateway", "330200", "gateway"},
                                                         {"local-bureau", "330200", "local-bureau"},
                                                         {"shanghai", "310000", "partner"},
                                                         {"national", "100000", "national"},
                                                         {"wrong-region", "440300", "partner"},
                                                         {"finance-maker", "330200", "finance-maker"},
                                                         {"finance-checker", "330200", "finance-checker"}};
    for (const auto& [name, region, role] : owners) {
        BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(stands(name));
            BOOST_TEST(identity(name).region == region);
            BOOST_TEST(identity(name).role == role);
        }
    }
}

BOOST_AUTO_TEST_CASE(expired_wrong_ca_and_revoked_do_not_stand) {
    BOOST_TEST(!stands("expired"));
    BOOST_TEST(!stands("wrong-ca"));
    BOOST_TEST(!stands("revoked"));
}

BOOST_AUTO_TEST_CASE(keys_are_for_their_owner_only) {
    for (const auto& entry : std::filesystem::directory_iterator(pki.path())) {
        if (entry.path().extension() != ".key") continue;
        struct stat found{};
        BOOST_REQUIRE(::stat(entry.path().c_str(), &found) == 0);
        BOOST_TEST((found.st_mode & 0777) == 0600);
    }
}

BOOST_AUTO_TEST_CASE(a_second_run_changes_nothing) {
    const auto before = identity("gateway").fingerprint;
    test::run_command(script("make.sh ") + pki.path().string());
    BOOST_TEST(identity("gateway").fingerprint == before);
}

BOOST_AUTO_TEST_CASE(a_lost_file_is_made_again) {
    std::filesystem::remove(pki.path() / "shanghai.key");
    test::run_command(script("make.sh ") + pki.path().string());
    BOOST_TEST(std::filesystem::exists(pki.path() / "shanghai.key"));
    BOOST_TEST(stands("shanghai"));
}

BOOST_AUTO_TEST_CASE(revoking_fells_one_certificate_and_no_other) {
    pki.revoke("local-bureau");
    BOOST_TEST(!stands("local-bureau"));
    BOOST_TEST(stands("gateway"));
    BOOST_TEST(!stands("revoked"));
}

BOOST_AUTO_TEST_CASE(what_our_ca_did_not_issue_it_does_not_revoke) {
    BOOST_CHECK_THROW(pki.revoke("wrong-ca"), std::runtime_error);
    BOOST_CHECK_THROW(pki.revoke("nobody"), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
