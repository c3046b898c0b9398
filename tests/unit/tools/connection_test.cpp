#include "gateway/infra/http/server.hpp"
#include "gateway/tools/commands.hpp"

#include <filesystem>
#include <sstream>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <unistd.h>

using namespace clearing;

namespace {

/// A daemon of one sentence on a Unix socket, on a thread of its own: gatewayctl blocks.
class Daemon {
public:
    Daemon() {
        std::string pattern = "/tmp/gatewayctl-test-XXXXXX";
        folder = ::mkdtemp(pattern.data());
        auto listening = http::listen(context_.get_executor(), socket(), {},
                                      [this](http::Request request) { return answer(std::move(request)); });
        BOOST_REQUIRE_MESSAGE(listening, (listening ? std::string() : listening.error()));
        server_ = std::move(*listening);
        thread_ = std::thread([this] { context_.run(); });
    }
    ~Daemon() {
        boost::asio::co_spawn(context_, server_->stop(std::chrono::seconds(5)), [](std::exception_ptr) {});
        thread_.join();
        std::filesystem::remove_all(folder);
    }

    std::filesystem::path socket() const { return folder / "gateway.sock"; }

    std::filesystem::path folder;
    http::Request last;  ///< read after the command has its answer

private:
    boost::asio::awaitable<http::Response> answer(http::Request request) {
        last = request;
        http::Response response;
        response.body = R"({"settlements":[],"next":null})";
        co_return response;
    }

    boost::asio::io_context context_{1};
    std::unique_ptr<http::Server> server_;
    std::thread thread_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_command_travels_over_a_real_socket_with_its_query_and_its_callers_uid) {
    Daemon daemon;
    std::ostringstream out, err;
    const int status = tools::run({"--json", "--socket", daemon.socket().string(), "settlement", "list", "--day",
                                   "2018-10-16", "--platform", "a b&c"},
                                  out, err, tools::connect);
    BOOST_CHECK_MESSAGE(status == 0, err.str());
    BOOST_CHECK_EQUAL(out.str(), "{\"settlements\":[],\"next\":null}\n");
    BOOST_CHECK_EQUAL(daemon.last.path, "/api/v1/settlements");
    BOOST_CHECK_EQUAL(daemon.last.query.at("platform"), "a b&c");
    BOOST_CHECK(daemon.last.socket_uid == ::getuid());
}
