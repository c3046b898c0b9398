#include "gateway/tools/offline.hpp"

#include "gateway/tools/commands.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <boost/test/unit_test.hpp>

using namespace clearing;

namespace {

struct Outcome {
    int status = 0;
    std::string out, err;
};

Outcome run(std::vector<std::string> arguments) {
    std::ostringstream out, err;
    const auto nobody = [](const tools::Target&) -> std::expected<std::unique_ptr<tools::Connection>, std::string> {
        return std::unexpected("an offline command must not connect");
    };
    const int status = tools::run(std::move(arguments), out, err, nobody);
    return {status, out.str(), err.str()};
}

struct Folder {
    Folder() {
        std::string pattern = "/tmp/offline-test-XXXXXX";
        path = ::mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

}  // namespace

BOOST_AUTO_TEST_CASE(the_reviewed_mappings_are_in_order) {
    const Outcome outcome = run({"mapping", "check", std::string(CLEARING_SOURCE_DIR) + "/mappings"});
    BOOST_CHECK_MESSAGE(outcome.status == 0, outcome.out);
    BOOST_CHECK_EQUAL(outcome.out, "mappings are in order\n");
}

BOOST_AUTO_TEST_CASE(a_fault_in_a_table_is_named_with_file_and_line_and_is_status_one) {
    Folder folder;
    std::filesystem::copy(std::string(CLEARING_SOURCE_DIR) + "/mappings", folder.path,
                          std::filesystem::copy_options::recursive);
    std::ofstream(folder.path / "routes.tsv", std::ios::app) << "no such row\n";
    const Outcome outcome = run({"mapping", "check", folder.path.string()});
    BOOST_CHECK_EQUAL(outcome.status, 1);
    BOOST_CHECK_MESSAGE(outcome.out.find("routes.tsv:") != std::string::npos, outcome.out);
    BOOST_CHECK_EQUAL(run({"--json", "mapping", "check", folder.path.string()}).out.find("{\"findings\":["), 0);
}

BOOST_AUTO_TEST_CASE(files_that_are_not_there_are_all_named) {
    Folder folder;
    const std::vector<std::string> findings = tools::check_mappings(folder.path);
    BOOST_CHECK_EQUAL(findings.size(), 16);
    BOOST_CHECK(findings.at(0).ends_with("regions.tsv: cannot be read"));
}

BOOST_AUTO_TEST_CASE(a_faulty_configuration_is_status_one_with_every_fault) {
    Folder folder;
    const std::filesystem::path file = folder.path / "gateway.toml";
    std::ofstream(file) << "colour = 1\n[own]\nregion = \"x\"\n";
    const Outcome outcome = run({"config", "check", file.string()});
    BOOST_CHECK_EQUAL(outcome.status, 1);
    BOOST_CHECK(outcome.err.find("colour (line 1): is an unknown key") != std::string::npos);
    BOOST_CHECK(outcome.err.find("own.region") != std::string::npos);
    BOOST_CHECK_EQUAL(run({"config", "check", "/nowhere.toml"}).status, 1);
    BOOST_CHECK_EQUAL(run({"config", "check"}).status, 2);
}

BOOST_AUTO_TEST_CASE(the_owners_url_comes_from_the_command_line_then_the_environment) {
    ::setenv("GATEWAY_OWNER_URL", "from the environment", 1);
    BOOST_CHECK_EQUAL(tools::owner_url("given", "").value(), "given");
    BOOST_CHECK_EQUAL(tools::owner_url("", "").value(), "from the environment");
    ::unsetenv("GATEWAY_OWNER_URL");
    BOOST_CHECK(!tools::owner_url("", ""));
    BOOST_CHECK_EQUAL(run({"migrate"}).status, 2);
}

BOOST_AUTO_TEST_CASE(a_database_that_cannot_be_reached_fails_the_migration) {
    const Outcome outcome = run({"migrate", "--owner-url", "host=/nowhere dbname=x connect_timeout=1"});
    BOOST_CHECK_EQUAL(outcome.status, 1);
    BOOST_CHECK_MESSAGE(outcome.err.find("[GW2003]") != std::string::npos, outcome.err);
}
