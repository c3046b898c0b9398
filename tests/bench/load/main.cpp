// gateway_load: the hospital and Shanghai's treating side of tests/bench/run.sh. Orders come a line each on standard
// input, answers go as one line of JSON each to standard output:
//   prepare VISITS PARALLEL · full PARALLEL SECONDS · rate PER_SECOND SECONDS · chain VISITS PARALLEL · idle
//   CONNECTIONS memory · resolve · booked · close DAY · quit
#include "tests/bench/load/bench.hpp"

#include <csignal>
#include <cstdio>
#include <iostream>
#include <sstream>

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

using namespace clearing::bench;

namespace {

Json wrong(const std::string& what) {
    Json json = Json::object();
    json.set("error", what);
    return json;
}

boost::asio::awaitable<Json> obey(Bench& bench, std::string line) {
    std::istringstream words(line);
    std::string order, day;
    words >> order;
    double first = 0, second = 0;
    if (order == "close")
        words >> day;
    else
        words >> first >> second;
    const auto count = static_cast<std::size_t>(first);
    if (order == "prepare") co_return co_await bench.prepare(count, static_cast<std::size_t>(second));
    if (order == "full") co_return co_await bench.full(count, second);
    if (order == "rate") co_return co_await bench.rate(first, second);
    if (order == "chain") co_return co_await bench.chain(count, static_cast<std::size_t>(second));
    if (order == "idle") co_return co_await bench.idle(count);
    if (order == "memory") co_return bench.memory();
    if (order == "resolve") co_return co_await bench.resolve();
    if (order == "booked") co_return bench.booked();
    if (order == "close") co_return co_await bench.close_day(day);
    co_return wrong("unknown order " + order);
}

Json run(boost::asio::io_context& io, Bench& bench, std::string line) {
    std::optional<Json> answer;
    boost::asio::co_spawn(io, obey(bench, std::move(line)), [&answer](const std::exception_ptr& failure, Json json) {
        if (!failure) {
            answer = std::move(json);
            return;
        }
        try {
            std::rethrow_exception(failure);
        } catch (const std::exception& error) {
            answer = wrong(error.what());
        }
    });
    io.restart();
    while (!answer && io.run_one() > 0) {
    }
    return answer ? std::move(*answer) : wrong("the order never ended");
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Load for tests/bench/run.sh; orders on standard input");
    Settings settings;
    app.add_option("--pki", settings.pki)->required();
    app.add_option("--data", settings.data, "people.json and stories/catalog.json of the peers")->required();
    app.add_option("--today", settings.today, "the business day")->required();
    app.add_option("--peers-socket", settings.peers_socket)->required();
    app.add_option("--bureau-port", settings.bureau_port)->required();
    app.add_option("--delta-port", settings.delta_port)->required();
    app.add_option("--delta-connections", settings.delta_connections);
    app.add_option("--postmaster", settings.processes.postmaster)->required();
    app.add_option("--gateway", settings.processes.gateway)->required();
    app.add_option("--peers", settings.processes.peers)->required();
    CLI11_PARSE(app, argc, argv);

    std::signal(SIGPIPE, SIG_IGN);
    boost::asio::io_context io(1);
    auto bench = Bench::build(io.get_executor(), std::move(settings));
    if (!bench) {
        std::fprintf(stderr, "gateway_load: %s\n", bench.error().c_str());
        return 1;
    }
    std::string line;
    while (std::getline(std::cin, line) && line != "quit") {
        std::cout << run(io, **bench, line).write() << std::endl;
    }
    return 0;
}
