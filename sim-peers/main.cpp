#include "sim-peers/control.hpp"
#include "sim-peers/world.hpp"

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

using namespace clearing::peers;

namespace {

int fail(const std::string& text) {
    std::fprintf(stderr, "sim-peer: %s\n", text.c_str());
    return 1;
}

}  // namespace

/// sim-peer --config F: all roles in one process on one thread, until SIGINT or SIGTERM.
int main(int argc, char** argv) {
    if (argc != 3 || std::string(argv[1]) != "--config") return fail("usage: sim-peer --config FILE");
    std::signal(SIGPIPE, SIG_IGN);
    auto config = read_config(argv[2]);
    if (!config) return fail(config.error());
    const std::string socket_path = config->control_socket.string();
    boost::asio::io_context context(1);
    auto world = World::build(context.get_executor(), std::move(*config));
    if (!world) return fail(world.error());
    Control control(context.get_executor(), **world);
    if (const auto started = (*world)->start(); !started) return fail(started.error());
    if (const auto opened = control.open(socket_path); !opened) return fail(opened.error());
    std::fprintf(stderr, "sim-peer: ready, control socket %s, business time %s\n", socket_path.c_str(),
                 (*world)->clock().now().c_str());

    boost::asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code&, int) {
        control.close();
        (*world)->stop();
        context.stop();
    });
    context.run();
    return 0;
}
