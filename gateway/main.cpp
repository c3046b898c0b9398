#include "gateway/app.hpp"
#include "gateway/infra/async/moment.hpp"
#include "gateway/infra/config/load.hpp"
#include "gateway/infra/config/version.hpp"
#include "gateway/infra/system/open_files.hpp"
#include "gateway/wiring/open_files.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>

namespace {

constexpr int wrong_usage = 2;  ///< as gatewayctl says it

/// Beyond the limit no door accepts, and neither the database nor a peer is reached any more.
void make_room_for_open_files(const clearing::config::Config& config) {
    const std::size_t needed = clearing::wiring::open_files_of(config);
    const std::size_t possible = clearing::system::raise_open_files();
    if (possible >= needed) return;
    std::fprintf(stderr,
                 "gatewayd: warning: with all doors full %zu files are open, and the system allows %zu: raise its "
                 "limit (ulimit -n), or lower limits.max_connections\n",
                 needed, possible);
}

int complain(const std::string& sentence) {
    std::fprintf(stderr, "gatewayd: %s\n", sentence.c_str());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App arguments("Interprovincial clearing gateway daemon", "gatewayd");
    std::string file;
    bool check_only = false;
    arguments.add_option("--config", file, "the TOML file; every key: gateway/docs/operations.md")->required();
    arguments.add_flag("--check-config", check_only, "check the configuration and the files it names, then exit");
    arguments.set_version_flag("--version", std::string("gatewayd ") + clearing::config::program_version);
    try {
        arguments.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return arguments.exit(error) == 0 ? 0 : wrong_usage;
    }

    auto config = clearing::config::load(file);
    if (!config) return complain(config.error());
    if (auto files = clearing::config::check_files(*config); !files) return complain(files.error());
    if (auto content = clearing::check_content(*config); !content) return complain(clearing::sentence(content.error()));
    make_room_for_open_files(*config);
    if (check_only) {
        std::puts("configuration and mappings are in order");
        return 0;
    }
    // For tests of the software itself: never in service, so whoever finds it set is told.
    if (const std::string moment = clearing::async::obey_environment(); !moment.empty())
        std::fprintf(stderr, "gatewayd: warning: GATEWAY_DIE_AT is set, the process ends at %s\n", moment.c_str());
    try {
        return clearing::run_daemon(std::move(*config));
    } catch (const std::exception& e) {
        return complain(e.what());
    }
}
