#include "gateway/infra/postgres/connection.hpp"

#include "gateway/infra/postgres/pipeline.hpp"
#include "gateway/infra/postgres/pqxx_line.hpp"

#include <fmt/format.h>
#include <pqxx/connection>
#include <pqxx/errorhandler>
#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>

namespace clearing::postgres {

namespace {

/// libpqxx keeps its handle to itself; how it connects is the one place that sees it, and is ours to say.
class Connecting final : public pqxx::connect_direct {
public:
    using connect_direct::connect_direct;
    handle do_startconnect(handle present) override { return made = connect_direct::do_startconnect(present); }

    handle made = nullptr;
};

class OpenConnection final : public pqxx::connection_base {
public:
    explicit OpenConnection(const std::string& url) : connection_base(connecting_), connecting_(url) { init(); }
    ~OpenConnection() noexcept { close(); }
    OpenConnection(const OpenConnection&) = delete;
    OpenConnection& operator=(const OpenConnection&) = delete;

    pg_conn* handle() { return connecting_.made; }

private:
    Connecting connecting_;
};

}  // namespace

struct Connection::Live {
    explicit Live(const std::string& url) : connection(url), quiet(connection) {
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
        connection.inhibit_reactivation(true);
#pragma clang diagnostic pop
    }
    OpenConnection connection;
    pqxx::quiet_errorhandler quiet;  ///< notices would go to stderr
    PreparedStatements prepared, piped;
};

namespace {

/// Connections live long and plan once, perhaps while a table is empty: a plan that walks the table would stay when it
/// has grown, and so would one that gathers and sorts a whole queue to take its first. Every statement has its index,
/// in the order it wants. Those over whole days are few, each is planned for itself, and the server gives one up when
/// whoever asked is gone.
const char* plan_settings(Plans plans) {
    return plans == Plans::kept
               ? "SET enable_seqscan = off; SET enable_bitmapscan = off; SET plan_cache_mode = force_generic_plan"
               : "SET plan_cache_mode = force_custom_plan; SET work_mem = '128MB'; "
                 // Millions of ids are hashed in a third of the time that sorting them takes.
                 "SET hash_mem_multiplier = 4; SET enable_mergejoin = off; "
                 "SET client_connection_check_interval = 1000";
}

void configure(OpenConnection& connection, const PoolConfig& config) {
    pqxx::nontransaction session(connection);
    const auto milliseconds = config.statement_timeout.count();
    session.exec(
        fmt::format("SET statement_timeout = {}; SET lock_timeout = {}; "
                    "SET idle_in_transaction_session_timeout = 10000; "  // a session we lost holds its locks no longer
                    // Durable on return is a promise (DESIGN §3 rule 5), whatever the server's default is.
                    "SET synchronous_commit = on; "
                    "SET default_transaction_isolation = 'read committed'; "
                    "{}; SET jit = off; "
                    "SET TimeZone = 'UTC'; SET bytea_output = 'hex'; SET application_name = {}",
                    milliseconds, milliseconds, plan_settings(config.plans), session.quote(config.application_name)));
}

/// The server said no to the commit and the session lives on: certainly rolled back. Everything else is doubt.
bool refused_commit(const pqxx::sql_error& error, const OpenConnection& connection) {
    const std::string& state = error.sqlstate();
    return connection.is_open() && !state.starts_with("57P0") && !state.starts_with("08") && !state.empty();
}

}  // namespace

std::string with_connection_limits(const std::string& url) {
    const bool is_uri = url.starts_with("postgresql://") || url.starts_with("postgres://");
    std::string limited = url;
    const auto add = [&](std::string_view name, std::string_view value) {
        if (url.find(name) != std::string::npos) return;
        const char separator = !is_uri ? ' ' : (limited.find('?') == std::string::npos ? '?' : '&');
        limited += fmt::format("{}{}={}", separator, name, value);
    };
    add("connect_timeout", "5");
    add("tcp_user_timeout", "10000");
    return limited;
}

Connection::Connection(const PoolConfig& config, SilenceWatch& watch, Reachability& reachability)
    : config_(config), watch_(watch), reachability_(reachability) {
    watch_.add(silence_);
}

Connection::~Connection() {
    watch_.remove(silence_);
    let_go();
}

void Connection::let_go() {
    silence_.disconnected();
    live_.reset();
}

bool Connection::is_of_use() const {
    return live_ && live_->connection.is_open() && broken_before_ == watch_.broken() && !watch_.is_cut();
}

bool Connection::connect() {
    if (is_of_use()) return true;
    let_go();
    return reachability_.is_worth_a_try(std::chrono::steady_clock::now()) && reconnect();
}

bool Connection::reconnect() {
    let_go();
    if (watch_.is_cut()) return false;
    broken_before_ = watch_.broken();
    const auto begun = std::chrono::steady_clock::now();
    try {
        live_ = std::make_unique<Live>(with_connection_limits(config_.url));
        silence_.connected(live_->connection.sock());
        if (watch_.is_cut()) silence_.break_off();
        const Silence::Waiting waiting(silence_);
        configure(live_->connection, config_);
        reachability_.succeeded(std::chrono::steady_clock::now());
        return true;
    } catch (const std::exception&) {
        let_go();
        reachability_.failed(begun, std::chrono::steady_clock::now());
        return false;
    }
}

/// The server does not notice at once that nobody waits for a commit any more: looked up too early, one that is still
/// going on would be taken for one that failed, and be written twice. A session that waits for us (a line that is half
/// open: it waits for its COMMIT, or nobody heard that it is done) is ended; one that is at it is left to finish. A
/// later session may have got the same number.
bool Connection::is_over() {
    if (!in_doubt_) return true;
    // Tried in any case: the time of a look-up is bounded, and what it finds is worth more than the time.
    if (!is_of_use() && !reconnect()) return false;
    const Silence::Waiting waiting(silence_);
    pqxx::nontransaction statements(live_->connection);
    const pqxx::result found = statements.exec(
        fmt::format("SELECT CASE WHEN wait_event = 'ClientRead' THEN pg_terminate_backend(pid) END "
                    "FROM pg_stat_activity WHERE pid = {} AND usename = current_user AND backend_start < "
                    "(SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid())",
                    *in_doubt_));
    if (found.empty()) in_doubt_.reset();
    return found.empty();
}

/// Without a transaction around it: each statement sees what is committed, as it would inside one, and two round trips
/// are saved. Nothing was changed, so a connection that died meanwhile is as good as one found dead.
Connection::Ending Connection::read(const std::function<bool(Session&)>& work) {
    if (!connect()) return Ending::no_connection;
    try {
        pqxx::nontransaction statements(live_->connection);
        PqxxLine line(statements);
        Session session(line, live_->prepared, silence_);
        work(session);
        return Ending::done;
    } catch (const ConnectionLost&) {
        let_go();
        return Ending::stale;
    } catch (const SqlFailure& failure) {
        if (!forgets_statements(failure.sqlstate())) throw;
        let_go();
        return Ending::stale;
    }
}

Connection::Ending Connection::transact(const std::function<bool(Session&)>& work, Transaction how) {
    switch (how) {
        case Transaction::none:
            return read(work);
        case Transaction::piped:
            return pipe(work);
        case Transaction::plain:
            return plain(work);
    }
}

Connection::Ending Connection::plain(const std::function<bool(Session&)>& work) {
    if (!connect()) return Ending::no_connection;
    std::unique_ptr<pqxx::work> transaction;
    try {
        const Silence::Waiting waiting(silence_);
        transaction = std::make_unique<pqxx::work>(live_->connection);  // BEGIN: a death while idle shows here
    } catch (const std::exception&) {
        transaction.reset();
        let_go();
        return Ending::stale;
    }
    try {
        PqxxLine line(*transaction);
        Session session(line, live_->prepared, silence_);
        if (!work(session)) {
            const Silence::Waiting waiting(silence_);
            transaction->abort();
            return Ending::done;
        }
        session.write_gathered();
    } catch (const ConnectionLost&) {
        transaction.reset();
        let_go();
        throw;
    } catch (const SqlFailure& failure) {
        const Silence::Waiting waiting(silence_);
        transaction.reset();  // rolls back
        if (!forgets_statements(failure.sqlstate())) throw;
        let_go();
        return Ending::stale;
    } catch (...) {
        const Silence::Waiting waiting(silence_);
        transaction.reset();  // rolls back
        throw;
    }
    const int session = live_->connection.backendpid();
    try {
        const Silence::Waiting waiting(silence_);
        transaction->commit();
        return Ending::done;
    } catch (const pqxx::sql_error& error) {
        if (refused_commit(error, live_->connection)) throw SqlFailure(error.sqlstate(), {});
    } catch (const std::exception&) {
        // pqxx::in_doubt_error, or the connection broke: below.
    }
    transaction.reset();
    in_doubt_ = session;
    let_go();
    return Ending::in_doubt;
}

Connection::Ending Connection::pipe(const std::function<bool(Session&)>& work) {
    if (!connect()) return Ending::no_connection;
    std::unique_ptr<Pipeline> pipeline;
    try {
        pipeline = std::make_unique<Pipeline>(live_->connection.handle());
    } catch (const ConnectionLost&) {
        let_go();
        return Ending::stale;
    }
    const auto end = [&] {
        bool is_of_use = false;
        {
            const Silence::Waiting waiting(silence_);
            is_of_use = pipeline->close();
            pipeline.reset();
        }
        if (!is_of_use) let_go();
    };
    const int session = live_->connection.backendpid();
    bool is_commit_asked_for = false;
    try {
        Session statements(*pipeline, live_->piped, silence_);
        if (work(statements)) {
            statements.write_gathered();
            is_commit_asked_for = true;
            const Silence::Waiting waiting(silence_);
            pipeline->commit();
        }
        end();
        return Ending::done;
    } catch (const SqlFailure& failure) {
        end();
        if (!forgets_statements(failure.sqlstate())) throw;
        let_go();
        return Ending::stale;
    } catch (...) {
        const bool was_never_begun = pipeline->was_never_begun();
        end();
        if (was_never_begun) return Ending::stale;
        if (!is_commit_asked_for) throw;
    }
    let_go();
    in_doubt_ = session;
    return Ending::in_doubt;
}

}  // namespace clearing::postgres
