#pragma once

#include "gateway/infra/postgres/pool.hpp"
#include "gateway/infra/postgres/reachability.hpp"
#include "gateway/infra/postgres/silence.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace clearing::postgres {

/// One connection of the pool, used by one thread. It reconnects on its own terms: libpqxx would do it silently and
/// lose settings and locks (inhibit_reactivation).
class Connection {
public:
    enum class Ending {
        done,           ///< committed, rolled back as the work wished, or read
        stale,          ///< the connection, or what it had prepared, was of no use any more: nothing was changed
        no_connection,  ///< the database cannot be reached
        in_doubt,       ///< the commit was asked for and its answer is lost
    };

    enum class Transaction {
        none,   ///< the work only reads
        plain,  ///< one statement after the other
        piped   ///< statements travel together (Pipeline)
    };

    Connection(const PoolConfig& config, SilenceWatch& watch, Reachability& reachability);
    ~Connection();

    /// Runs `work` in one transaction and commits when it answers true. Throws what the work throws, with the
    /// transaction rolled back.
    Ending transact(const std::function<bool(Session&)>& work, Transaction how);

    /// Has the server ended the session whose commit is in doubt? Until then what a look-up sees may still change.
    /// False also when the server cannot be asked.
    bool is_over();

private:
    struct Live;
    bool is_of_use() const;
    bool connect();    ///< unless it has just been tried in vain
    bool reconnect();  ///< in any case
    Ending read(const std::function<bool(Session&)>& work);
    Ending plain(const std::function<bool(Session&)>& work);
    Ending pipe(const std::function<bool(Session&)>& work);

    void let_go();

    const PoolConfig& config_;
    SilenceWatch& watch_;
    Reachability& reachability_;
    Silence silence_;
    unsigned broken_before_ = 0;  ///< others that had fallen silent when this one was made
    std::unique_ptr<Live> live_;
    std::optional<int> in_doubt_;  ///< the server's process that was asked to commit and was not heard of again
};

/// `url` with parameters that bound the time of connecting and of a dead network, unless it has them.
std::string with_connection_limits(const std::string& url);

}  // namespace clearing::postgres
