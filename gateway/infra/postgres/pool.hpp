#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/infra/postgres/lanes.hpp"
#include "gateway/ports/awaitable.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>

namespace clearing::postgres {

using ports::awaitable;

enum class Plans : std::uint8_t {
    kept,  ///< planned once per connection, by indexes: small statements, many times
    fresh  ///< planned for what is asked, whatever serves it, with memory for it: few statements over whole days
};

struct PoolConfig {
    std::string url;  ///< of the daemon's role: postgresql://user@host/database or key=value pairs
    /// Each with a thread of its own; from four on one for groups of the books, one of the log, one of reads.
    std::size_t connections = 4;
    std::size_t queue_limit = 512;  ///< waiting pieces of work; one more is answered `busy`
    std::chrono::milliseconds statement_timeout{5000};
    std::chrono::milliseconds rest{1000};  ///< so long nobody tries to connect, at most, after a try in vain
    std::string application_name = "gatewayd";
    Plans plans = Plans::kept;
};

/// Connections to PostgreSQL with their threads. Work is a function of a Session that answers a Result: a value is
/// committed, an error is rolled back. The coroutine goes on on its own executor.
///
/// Writes that share are committed in groups: a group is what waited while the last group's commit ran, so one when
/// idle and many under load. Nobody who waits is made to wait for company. A group that fails is run again one by one,
/// so that a poisoned write hurts only itself. Groups follow each other in the order of asking: what was asked for
/// later is not durable earlier, among writes of the books and among those of the log (Commit), whose groups do not
/// wait for each other (decision 0024). Within a group each kind is done together, then what has no kind, one by one:
/// all of them become durable at once.
///
/// Reads of kinds go in groups likewise.
///
/// Errors beside the work's own: busy, shutting_down, store_unavailable (no connection, connection lost, timeout),
/// Write::in_doubt (a commit that cannot be looked up), internal_error (the database refused a row: a law or a key that
/// services should have kept). Work may run more than once (deadlock, doubt), so it must not keep state of an earlier
/// run.
class Pool {
public:
    explicit Pool(PoolConfig config);
    ~Pool();  ///< as stop()
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// Work that only reads: never committed, so never in doubt.
    template <class F>
    auto read(F work) -> awaitable<std::invoke_result_t<F&, Session&>> {
        return run(std::move(work), nullptr, nullptr);
    }

    /// A commit whose answer is lost is answered Write::in_doubt at once: for facts that may be written twice.
    template <class F>
    auto write(const Write& what, F work) -> awaitable<std::invoke_result_t<F&, Session&>> {
        return run(std::move(work), &what, nullptr);
    }

    /// A commit whose answer is lost is looked up: `was_committed(Session&, const T&)` re-reads by id, in a new
    /// transaction of a new connection. True: the answer stands. False: the work is run again.
    template <class F, class C>
    auto write(const Write& what, F work, C was_committed) -> awaitable<std::invoke_result_t<F&, Session&>> {
        return run(std::move(work), &what, std::move(was_committed));
    }

    /// For work whose repetition changes nothing: after a doubt it is simply run again.
    template <class F>
    auto write_repeatable(const Write& what, F work) -> awaitable<std::invoke_result_t<F&, Session&>> {
        return run(std::move(work), &what, [](Session&, const auto&) { return false; });
    }

    /// Together with all others of the kind.
    template <class Item, class T>
    awaitable<Result<T>> write(const WriteKind<Item, T>& kind, Item item) {
        auto member = member_of(kind, std::move(item));
        return answer_of(member, job_of(kind, member));
    }
    template <class Item, class T>
    awaitable<Result<T>> read(const ReadKind<Item, T>& kind, Item item) {
        auto member = std::make_shared<MemberOf<Item, T>>(kind.together, nullptr, std::move(item));
        Job job{nullptr, [member](Session& session) { return member->do_alone(session, nullptr); }, {}, member};
        return answer_of(member, std::move(job));
    }

    /// Repeatable work nobody waits for. It shares the commit of what is asked for next of its sort (Commit), or comes
    /// before it; alone it is committed after a moment. One that fails is counted.
    template <class Item, class T>
    void post(const WriteKind<Item, T>& kind, Item item) {
        post(job_of(kind, member_of(kind, std::move(item))));
    }

    /// No new work, and nobody waits any more: what waits, and what is under way and not committed, comes to nothing
    /// and is answered shutting_down. The threads end soon; stop() waits for them.
    void cut();

    /// No new work; what waits is done; the threads end. Blocks the caller until then.
    void stop();

    struct Counters : Lanes::Counters {
        std::size_t reconnects = 0, in_doubt = 0, failed_posts = 0;  ///< since the start
    };
    Counters counters() const;

private:
    struct Impl;

    awaitable<Result<void>> execute(Job job);
    void post(Job job);

    template <class Item, class T>
    static std::shared_ptr<MemberOf<Item, T>> member_of(const WriteKind<Item, T>& kind, Item item) {
        return std::make_shared<MemberOf<Item, T>>(kind.together, kind.announce, std::move(item));
    }

    template <class Item, class T>
    static Job job_of(const WriteKind<Item, T>& kind, std::shared_ptr<MemberOf<Item, T>> member) {
        Job job{&kind.what, {}, [](Session&) { return false; }, member};
        job.work = [member, alone = kind.alone](Session& session) { return member->do_alone(session, alone); };
        if (kind.was_committed != nullptr)
            job.was_committed = [member, was_committed = kind.was_committed](Session& session) {
                return was_committed(session, member->item, *member->answer);
            };
        return job;
    }

    template <class Item, class T>
    awaitable<Result<T>> answer_of(std::shared_ptr<MemberOf<Item, T>> member, Job job) {
        Result<void> done = co_await execute(std::move(job));
        if (!done) co_return std::unexpected(std::move(done.error()));
        co_return std::move(member->answer.value());
    }

    template <class F, class C>
    auto run(F work, const Write* write, C was_committed) -> awaitable<std::invoke_result_t<F&, Session&>> {
        using Answer = std::invoke_result_t<F&, Session&>;
        // Written by the pool's thread, read here after the hand-over; shared, because the work may outlive a
        // cancelled caller.
        auto answer = std::make_shared<std::unique_ptr<Answer>>();
        Job job{write, {}, {}};
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
