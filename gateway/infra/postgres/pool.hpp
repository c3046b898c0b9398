#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/infra/postgres/session.hpp"
#include "gateway/ports/awaitable.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>

namespace clearing::postgres {

using ports::awaitable;

struct PoolConfig {
    std::string url;                ///< of the daemon's role: postgresql://user@host/database or key=value pairs
    std::size_t connections = 4;    ///< each with a thread of its own
    std::size_t queue_limit = 512;  /// < waiting pieces of work; one more is answered `busy`
    std::chrono::milliseconds statement_timeout{5000};
    std::string application_name = "gatewayd";
};

/// Connections to PostgreSQL with their threads. Work is a function of a Session that answers a Result: a value is
/// committed, an error is rolled back. The coroutine goes on on its own executor.
///
/// Errors beside the work's own: busy, shutting_down, store_unavailable (no connection, connection lost, timeout,
/// commit in doubt), internal_error (the database refused a row: a law or a key that services should have kept).
/// Work may run more than once (deadlock, doubt), so it must not keep state of an earlier run.
class Pool {
public:
    explicit Pool(PoolConfig config);
    ~Pool();  ///< as stop()
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// Work that only reads: never committed, so never in doubt.
    template <class F>
    auto read(F work) -> awaitable<std::invoke_result_t<F&, Session&>> {
        return run(std::move(work), Kind::read, nullptr);
    }

    /// A commit whose answer is lost is answered store_unavailable: for facts that may be written twice.
    template <class F>
    auto write(F work) -> awaitable<std::invoke_result_t<F&, Session&>> {
        return run(std::move(work), Kind::write, nullptr);
    }

    /// A commit whose answer is lost is looked up: `was_committed(Session&, const T&)` re-reads by id, in a new
    /// transaction of a new connection. True: the answer stands. False: the work is run again.
    template <class F, class C>
    auto write(F work, C was_committed) -> awaitable<std::invoke_result_t<F&, Session&>> {
        return run(std::move(work), Kind::write, std::move(was_committed));
    }

    /// For work whose repetition changes nothing: after a doubt it is simply run again.
    template <class F>
    auto write_repeatable(F work) -> awaitable<std::invoke_result_t<F&, Session&>> {
        return run(std::move(work), Kind::write, [](Session&, const auto&) { return false; });
    }

    /// No new work; what waits is done; the threads end. Blocks the caller until then.
    void stop();

    struct Counters {
        std::size_t waiting = 0, running = 0, reconnects = 0, in_doubt = 0;
    };
    Counters counters() const;

private:
    enum class Kind : std::uint8_t { read, write };
    struct Job {
        Kind kind{};
        std::function<bool(Session&)> work;           ///< true: commit
        std::function<bool(Session&)> was_committed;  ///< may be empty
    };
    struct Impl;

    awaitable<Result<void>> execute(Job job);

    template <class F, class C>
    auto run(F work, Kind kind, C was_committed) -> awaitable<std::invoke_result_t<F&, Session&>> {
        using Answer = std::invoke_result_t<F&, Session&>;
        // Written by the pool's thread, read here after the hand-over; shared, because the work may outlive a
        // cancelled caller.
        auto answer = std::make_shared<std::unique_ptr<Answer>>();
        Job job{kind, {}, {}};
        job.work = [answer, work = std::move(work)](Session& session) mutable {
            *answer = std::make_unique<Answer>(work(session));
            return (*answer)->has_value();
        };
        if constexpr (!std::is_same_v<C, std::nullptr_t>) {
            job.was_committed = [answer, was_committed = std::move(was_committed)](Session& session) {
                if constexpr (std::is_void_v<typename Answer::value_type>)
                    return was_committed(session, 0);
                else
                    return was_committed(session, ***answer);
            };
        }
        Result<void> done = co_await execute(std::move(job));
        if (!done) co_return std::unexpected(std::move(done.error()));
        co_return std::move(**answer);
    }

    std::unique_ptr<Impl> impl_;
};

}  // namespace clearing::postgres
