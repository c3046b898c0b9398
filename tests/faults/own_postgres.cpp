#include "tests/faults/own_postgres.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace clearing::test {
namespace {

std::string exported(const std::string& text, const std::string& name) {
    const std::size_t begin = text.find(name + "='");
    if (begin == std::string::npos) throw std::runtime_error("private_postgres.sh: " + text);
    const std::size_t value = begin + name.size() + 2;
    return text.substr(value, text.find('\'', value) - value);
}

Ran run_script(const std::string& action, const std::filesystem::path& directory) {
    return run_program({CLEARING_SOURCE_DIR "/tests/support/private_postgres.sh", action, directory.string()}, "/tmp");
}

/// Neither gone nor waiting for a parent that does not ask.
bool lives(int pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    std::getline(file, text);
    const std::size_t after_name = text.rfind(") ");
    return after_name != std::string::npos && text[after_name + 2] != 'Z';
}

/// The processes whose parent is `parent`.
std::vector<int> children_of(int parent) {
    std::vector<int> children;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        std::ifstream file(entry.path() / "stat");
        std::string text;
        std::getline(file, text);
        const std::size_t after_name = text.rfind(')');
        if (after_name == std::string::npos) continue;
        std::istringstream rest(text.substr(after_name + 1));
        std::string state;
        int its_parent = 0;
        rest >> state >> its_parent;
        if (its_parent == parent) children.push_back(std::stoi(name));
    }
    return children;
}

}  // namespace

OwnPostgres::OwnPostgres(std::filesystem::path directory, const std::filesystem::path& log)
    : directory_(std::move(directory)) {
    if (!log.empty()) ::setenv("PRIVATE_POSTGRES_LOG", log.c_str(), 1);
    start();
    if (!log.empty()) keep_its_log_small();
}

OwnPostgres::~OwnPostgres() {
    run_script("destroy", directory_);
}

std::filesystem::path OwnPostgres::data() const {
    return std::filesystem::canonical(directory_ / "home") / "data";
}

void OwnPostgres::start() {
    // A server that was killed may leave processes that end a moment later; until then the next one refuses to start.
    Ran ran{};
    for (int attempt = 0; attempt < 20; ++attempt) {
        ran = run_script("start", directory_);
        if (ran.exit_code == 0) {
            ::setenv("GATEWAY_TEST_OWNER_URL", exported(ran.output, "GATEWAY_TEST_OWNER_URL").c_str(), 1);
            ::setenv("GATEWAY_TEST_DAEMON_URL", exported(ran.output, "GATEWAY_TEST_DAEMON_URL").c_str(), 1);
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(250));
    }
    throw std::runtime_error("PostgreSQL does not start: " + ran.output);
}

Ran OwnPostgres::ask(const std::string& statement) const {
    const std::string url = std::getenv("GATEWAY_TEST_OWNER_URL");
    const std::string socket = url.substr(url.find("host=") + 5);
    return run_program({"/usr/bin/psql", "-qXAt", "-h", socket, "-U", "postgres", "-c", statement}, "/tmp");
}

void OwnPostgres::keep_its_log_small() const {
    for (const char* statement : {"ALTER SYSTEM SET max_wal_size = '8MB'", "ALTER SYSTEM SET min_wal_size = '2MB'",
                                  "SELECT pg_reload_conf()"}) {
        const Ran ran = ask(statement);
        if (ran.exit_code != 0) throw std::runtime_error("psql: " + ran.output);
    }
}

void OwnPostgres::fill_its_log(int megabytes) const {
    ask("SELECT count(pg_logical_emit_message(false, 'ballast', repeat('x', 1000000))) FROM generate_series(1, " +
        std::to_string(megabytes) + ")");
}

std::string OwnPostgres::said() const {
    return read_file(std::filesystem::canonical(directory_ / "home") / "server.log");
}

bool OwnPostgres::is_running() const {
    int pid = 0;
    std::ifstream(data() / "postmaster.pid") >> pid;
    return pid > 0 && lives(pid);
}

int OwnPostgres::kill_all() {
    int postmaster = 0;
    std::ifstream(data() / "postmaster.pid") >> postmaster;
    if (postmaster <= 0) throw std::runtime_error("no postmaster");
    const std::vector<int> children = children_of(postmaster);
    ::kill(postmaster, SIGKILL);
    for (const int child : children)
        ::kill(child, SIGKILL);
    for (int attempt = 0; attempt < 500 && lives(postmaster); ++attempt)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::filesystem::remove(data() / "postmaster.pid");  // pg_ctl would take a zombie for a server
    return static_cast<int>(children.size()) + 1;
}

}  // namespace clearing::test
