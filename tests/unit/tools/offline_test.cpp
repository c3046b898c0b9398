#include "gateway/tools/offline.hpp"

#include "tests/unit/tools/offline_run.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using test::Outcome;
using test::run_offline;

namespace {

struct Folder {
    Folder() {
        std::string pattern = "/tmp/offline-test-XXXXXX";
        path = ::mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_faulty_configuration_is_status_one_with_every_fault) {
    Folder folder;
    const std::filesystem::path file = folder.path / "gateway.toml";
    std::ofstream(file) << "colour = 1\n[own]\nregion = \"x\"\n";
    const Outcome outcome = run_offline({"config", "check", file.string()});
    BOOST_CHECK_EQUAL(outcome.status, 1);
    BOOST_CHECK(outcome.err.find("colour (line 1): is an unknown key") != std::string::npos);
    BOOST_CHECK(outcome.err.find("own.region") != std::string::npos);
    BOOST_CHECK_EQUAL(run_offline({"config", "check", "/nowhere.toml"}).status, 1);
    BOOST_CHECK_EQUAL(run_offline({"config", "check"}).status, 2);
}

BOOST_AUTO_TEST_CASE(the_owners_url_comes_from_the_command_line_then_the_environment) {
    ::setenv("GATEWAY_OWNER_URL", "from the environment", 1);
    BOOST_CHECK_EQUAL(tools::owner_url("given", "").value(), "given");
    BOOST_CHECK_EQUAL(tools::owner_url("", "").value(), "from the environment");
    ::unsetenv("GATEWAY_OWNER_URL");
    BOOST_CHECK(!tools::owner_url("", ""));
    BOOST_CHECK_EQUAL(run_offline({"migrate"}).status, 2);
}

BOOST_AUTO_TEST_CASE(a_database_that_cannot_be_reached_fails_the_migration) {
    const Outcome outcome = run_offline({"migrate", "--owner-url", "host=/nowhere dbname=x connect_timeout=1"});
    BOOST_CHECK_EQUAL(outcome.status, 1);
    BOOST_CHECK_MESSAGE(outcome.err.find("[GW2003]") != std::string::npos, outcome.err);
}
