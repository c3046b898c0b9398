#include "gateway/infra/http/server.hpp"
#include "gateway/tools/commands.hpp"
#include "tests/support/generated_catalog.hpp"
#include "tests/unit/api/fake_world.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>
#include <unistd.h>

using namespace clearing;
using namespace clearing::test;

namespace {

using Shape = generated::DiagnosisShape;

/// The API on a Unix socket, on a thread of its own; whoever runs the tests is the maker.
class Daemon {
public:
    Daemon() {
        std::string pattern = "/tmp/mapping-catalog-XXXXXX";
        folder = ::mkdtemp(pattern.data());
        world_.mapping->begin();
        api_.emplace(world_.for_api(),
                     api::Callers(DivisionCode("330200"), {{"whoever", ::getuid(), "", {api::Role::maker}}}));
        http::ServerLimits limits;
        limits.max_body_bytes = 64 * 1024 * 1024;
        auto listening = http::listen(world_.mapping->context.get_executor(), socket(), limits,
                                      [this](http::Request request) { return api_->handle(std::move(request)); });
        BOOST_REQUIRE_MESSAGE(listening, (listening ? std::string() : listening.error()));
        server_ = std::move(*listening);
        thread_ = std::thread([this] { world_.mapping->context.run(); });
    }
    ~Daemon() {
        boost::asio::co_spawn(world_.mapping->context, server_->stop(std::chrono::seconds(5)),
                              [](std::exception_ptr) {});
        thread_.join();
        std::filesystem::remove_all(folder);
    }

    std::filesystem::path socket() const { return folder / "gateway.sock"; }

    std::filesystem::path folder;

private:
    FakeWorld world_;
    std::optional<api::Api> api_;
    std::unique_ptr<http::Server> server_;
    std::thread thread_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_map_of_diagnoses_of_the_real_size_travels_over_a_real_socket_and_is_counted) {
    Daemon daemon;
    const std::string sheet = generated::diagnosis_sheet(7);
    const std::filesystem::path file = daemon.folder / "map.csv";
    std::ofstream(file, std::ios::binary) << sheet;
    std::ostringstream out, err;
    const int status =
        tools::run({"--json", "--socket", daemon.socket().string(), "mapping", "import", file.string(), "--kind",
                    "diagnosis", "--valid-from", "2019-01-01", "--origin", "the generated map"},
                   out, err, tools::connect);
    BOOST_REQUIRE_MESSAGE(status == 0, err.str());
    const auto answer = json::parse(out.str());
    BOOST_REQUIRE_MESSAGE(answer, out.str());
    const json::Value& report = *answer->find("report");
    const auto count = [&](const char* name) { return std::stoul(report.find(name)->as_number()->text); };
    BOOST_CHECK_EQUAL(count("rows"), Shape::rows);
    BOOST_CHECK_EQUAL(count("identical_codes"), Shape::identical);
    BOOST_CHECK_EQUAL(count("changed_codes"), Shape::changed);
    BOOST_CHECK_EQUAL(count("targets_with_several_sources"), Shape::shared_targets);
    BOOST_CHECK_EQUAL(count("trimmed_cells"), Shape::trimmed_cells);
}
