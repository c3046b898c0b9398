#include "tests/support/private_postgres.hpp"

#include "gateway/infra/postgres/migrate.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <pqxx/connection>
#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <unistd.h>

namespace clearing::test {
namespace {

std::string output_of(const std::string& command) {
    std::FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("cannot start a shell");
    std::string text;
    char part[512];
    while (std::fgets(part, sizeof part, pipe) != nullptr)
        text += part;
    if (pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
    return text;
}

std::string exported(const std::string& text, const std::string& name) {
    const std::size_t begin = text.find(name + "='");
    if (begin == std::string::npos) throw std::runtime_error("private_postgres.sh did not say " + name);
    const std::size_t value = begin + name.size() + 2;
    return text.substr(value, text.find('\'', value) - value);
}

/// The server of this process.
class Server {
public:
    static const Server& instance() {
        static const Server server;
        return server;
    }
    std::string owner, daemon;

    Server() {
        const char* owner_url = std::getenv("GATEWAY_TEST_OWNER_URL");
        const char* daemon_url = std::getenv("GATEWAY_TEST_DAEMON_URL");
        if (owner_url != nullptr && daemon_url != nullptr) {
            owner = owner_url;
            daemon = daemon_url;
            return;
        }
        char directory[] = "/tmp/gateway-test-pg.XXXXXX";
        if (mkdtemp(directory) == nullptr) throw std::runtime_error("cannot make a directory in /tmp");
        own_directory_ = directory;
        const std::string said = output_of(script("start"));
        owner = exported(said, "GATEWAY_TEST_OWNER_URL");
        daemon = exported(said, "GATEWAY_TEST_DAEMON_URL");
    }
    ~Server() {
        if (!own_directory_.empty() && std::system(script("destroy").c_str()) != 0)
            std::fputs("the private PostgreSQL did not stop\n", stderr);
    }

private:
    std::string script(const char* action) const {
        return fmt::format("{}/tests/support/private_postgres.sh {} {}", CLEARING_SOURCE_DIR, action, own_directory_);
    }
    std::string own_directory_;
};

std::string with_database(const std::string& url, const std::string& name) {
    const std::size_t query = url.find('?');
    const std::size_t slash = url.rfind('/', query);
    return url.substr(0, slash + 1) + name + (query == std::string::npos ? "" : url.substr(query));
}

pqxx::result run(const std::string& url, const std::string& sql) {
    pqxx::connection connection(url);
    return pqxx::nontransaction(connection).exec(sql);
}

std::string new_name() {
    static std::atomic<int> count = 0;
    return fmt::format("gateway_test_{}_{}", getpid(), ++count);
}

void migrate_or_throw(const std::string& url) {
    if (const auto done = postgres::migrate(url); !done) throw std::runtime_error(done.error().detail);
}

/// Migrated once per process; the others are copies of it, which is faster than migrating each.
const std::string& migrated_template() {
    static const TestDatabase original(TestDatabase::Content::empty);
    static const std::string name = [] {
        migrate_or_throw(original.owner_url());
        return original.ask_as_owner("SELECT current_database()");
    }();
    return name;
}

}  // namespace

TestDatabase::TestDatabase(Content content) : name_(new_name()) {
    const Server& server = Server::instance();
    const std::string from = content == Content::migrated ? " TEMPLATE " + migrated_template() : "";
    run(server.owner, fmt::format("CREATE DATABASE {}{}", name_, from));
    owner_url_ = with_database(server.owner, name_);
    daemon_url_ = with_database(server.daemon, name_);
}

TestDatabase::~TestDatabase() {
    try {
        run(Server::instance().owner, fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", name_));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s was not dropped: %s\n", name_.c_str(), error.what());
    }
}

std::string TestDatabase::ask_as_owner(const std::string& sql) const {
    const pqxx::result answer = run(owner_url_, sql);
    if (answer.empty() || answer.columns() == 0 || answer[0][0].is_null()) return "";
    return answer[0][0].as<std::string>();
}

std::string TestDatabase::refusal_of(const std::string& sql) const {
    try {
        run(daemon_url_, sql);
        return "";
    } catch (const pqxx::insufficient_privilege&) {
        return "42501";  // libpqxx 6 does not pass it on
    } catch (const pqxx::sql_error& error) {
        return error.sqlstate();
    }
}

std::string TestDatabase::dump() const {
    std::string text;
    for (const auto& table : run(owner_url_, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        for (const auto& row : run(owner_url_, fmt::format("SELECT t::text FROM {} t", table[0].c_str())))
            text += fmt::format("{}: {}\n", table[0].c_str(), row[0].c_str());
    return text;
}

int TestDatabase::cut_daemon_sessions() const {
    const std::string of_daemon =
        fmt::format("FROM pg_stat_activity WHERE datname = '{}' AND usename = 'gateway_app'", name_);
    const int cut = std::stoi(ask_as_owner("SELECT count(pg_terminate_backend(pid, 5000)) " + of_daemon));
    return cut;
}

}  // namespace clearing::test
