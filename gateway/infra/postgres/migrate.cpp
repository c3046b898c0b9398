#include "gateway/infra/postgres/migrate.hpp"

#include "gateway/infra/postgres/connection.hpp"

#include <map>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <pqxx/connection>
#include <pqxx/errorhandler>
#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>

namespace clearing::postgres {
namespace {

constexpr const char* create_schema_version = R"sql(
    CREATE TABLE IF NOT EXISTS schema_version (
        version integer PRIMARY KEY,
        name text NOT NULL,
        checksum text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
    ))sql";
constexpr const char* hold_migration_lock = "SELECT pg_advisory_lock(3302000001)";
constexpr const char* read_applied = "SELECT version, checksum FROM schema_version ORDER BY version";
constexpr const char* has_schema_version = "SELECT to_regclass('schema_version') IS NOT NULL";
constexpr const char* present_version = "SELECT coalesce(max(version), 0) FROM schema_version";

/// Closes itself; notices stay silent.
struct Database {
    explicit Database(const std::string& url) : connection(with_connection_limits(url)), quiet(connection) {}
    pqxx::connection connection;
    pqxx::quiet_errorhandler quiet;
};

std::string checksum(const std::string& text) {
    Sha256 digest{};
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, EVP_sha256(), nullptr);
    return hex(digest);
}

std::map<int, std::string> applied_steps(Database& database) {
    pqxx::nontransaction transaction(database.connection);
    transaction.exec(hold_migration_lock);  // until the connection closes
    if (!transaction.exec1(has_schema_version)[0].as<bool>()) transaction.exec(create_schema_version);
    std::map<int, std::string> applied;
    for (const auto& row : transaction.exec(read_applied))
        applied.emplace(row[0].as<int>(), row[1].as<std::string>());
    return applied;
}

Result<void> check_history(const std::map<int, std::string>& applied, const std::vector<Migration>& steps) {
    int expected = 1;
    for (const Migration& step : steps)
        if (step.version != expected++)
            return fail(ErrorCode::conflict, fmt::format("migration {} leaves a gap", step.name));
    for (const auto& [version, sum] : applied) {
        if (version < 1 || static_cast<std::size_t>(version) > steps.size())
            return fail(ErrorCode::conflict,
                        fmt::format("the database has version {}, this program knows {}", version, steps.size()));
        const Migration& step = steps[static_cast<std::size_t>(version - 1)];
        if (checksum(step.text) != sum)
            return fail(ErrorCode::conflict, fmt::format("{} was changed after it was applied", step.name));
    }
    return {};
}

void apply(Database& database, const Migration& step) {
    pqxx::work transaction(database.connection);
    transaction.exec(step.text);
    transaction.exec_params("INSERT INTO schema_version (version, name, checksum) VALUES ($1, $2, $3)", step.version,
                            step.name, checksum(step.text));
    transaction.commit();
}

Result<MigrationReport> migrate_connected(Database& database, const std::vector<Migration>& steps) {
    const std::map<int, std::string> applied = applied_steps(database);
    if (Result<void> sound = check_history(applied, steps); !sound) return fail(std::move(sound.error()));
    MigrationReport report;
    report.before = report.after = applied.empty() ? 0 : applied.rbegin()->first;
    for (const Migration& step : steps) {
        if (applied.contains(step.version)) continue;
        try {
            apply(database, step);
        } catch (const pqxx::sql_error& error) {
            // A migration handles no rows of persons: its message may be shown.
            return fail(ErrorCode::internal_error, fmt::format("{}: {}", step.name, error.what()));
        }
        report.applied.push_back(step.name);
        report.after = step.version;
    }
    return report;
}

}  // namespace

Result<MigrationReport> migrate(const std::string& owner_url, const std::vector<Migration>& steps) {
    try {
        Database database(owner_url);
        return migrate_connected(database, steps);
    } catch (const pqxx::sql_error& error) {
        return fail(ErrorCode::internal_error, error.what());
    } catch (const std::exception& error) {
        return fail(ErrorCode::store_unavailable, error.what());
    }
}

Result<int> schema_version(const std::string& url) {
    try {
        Database database(url);
        pqxx::nontransaction transaction(database.connection);
        if (!transaction.exec1(has_schema_version)[0].as<bool>()) return 0;
        return transaction.exec1(present_version)[0].as<int>();
    } catch (const std::exception& error) {
        return fail(ErrorCode::store_unavailable, error.what());
    }
}

Result<void> check_version(const std::string& daemon_url) {
    const Result<int> found = schema_version(daemon_url);
    if (!found) return fail(found.error());
    const int wanted = migrations().back().version;
    if (*found != wanted)
        return fail(ErrorCode::conflict,
                    fmt::format("the database has schema version {}, this program needs {}: run gatewayctl migrate",
                                *found, wanted));
    return {};
}

}  // namespace clearing::postgres
