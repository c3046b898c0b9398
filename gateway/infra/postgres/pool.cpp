#include "gateway/infra/postgres/pool.hpp"

#include "gateway/infra/async/moment.hpp"
#include "gateway/infra/postgres/connection.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::postgres {
namespace {

constexpr int tries = 4;  ///< of one piece of work: after a deadlock, a stale connection or a doubt that proved "no"
/// A server that has not ended a statement itself by then is gone. Statements that travel together have the time of
/// two: most take next to none, but each may have waited for a lock.
constexpr std::chrono::seconds grace{2};
/// What nobody waits for waits so long for the commit of something that somebody waits for.
constexpr std::chrono::milliseconds posts_wait{20};

Error unavailable(std::string detail) {
    return Error{ErrorCode::store_unavailable, std::move(detail), {}, {}};
}

Error doubt_about(const Write& write) {
    return Error{write.in_doubt, "a commit is in doubt", {}, {}};
}

Error cut_off() {
    return Error{ErrorCode::shutting_down, {}, {}, {}};
}

/// What a refused statement means for the asker. Never the message: it may quote a row.
Error error_of(const SqlFailure& failure) {
    const std::string& state = failure.sqlstate();
    if (state.starts_with("22")) return Error{ErrorCode::invalid_value, "a text the database cannot hold", {}, {}};
    const bool temporary = state == "57014" || state == "55P03" || state.starts_with("53") || state.starts_with("40") ||
                           state == "25P03" || state == "25006";
    if (temporary) return unavailable(failure.what());
    return Error{ErrorCode::internal_error, failure.what(), {}, {}};
}

/// What goes by itself beside the groups may be long, and COPY.
Connection::Transaction transaction_of(const Write* write) {
    if (write == nullptr) return Connection::Transaction::none;
    return write->commit == Commit::alone ? Connection::Transaction::plain : Connection::Transaction::piped;
}

/// What a look-up after a commit in doubt brought.
enum class Found : std::uint8_t {
    committed,
    not_committed,
    no_trace,   ///< the work wrote nothing that could be found
    no_answer,  ///< there is no way to look it up, or still no database
};

Found found_by(std::optional<bool> committed) {
    if (!committed) return Found::no_trace;
    return *committed ? Found::committed : Found::not_committed;
}

bool is_worth_repeating(const SqlFailure& failure) {
    return failure.sqlstate() == "40P01" || failure.sqlstate() == "40001";
}

}  // namespace

struct Pool::Impl {
    explicit Impl(PoolConfig settings)
        : config(std::move(settings)),
          watch(2 * config.statement_timeout + grace),
          reachability(config.rest),
          lanes(config.connections, config.queue_limit) {}

    PoolConfig config;
    SilenceWatch watch;
    Reachability reachability;
    Lanes lanes;
    std::atomic<std::size_t> reconnects = 0, in_doubt = 0, failed_posts = 0;
    std::vector<std::thread> threads;

    void work_until_stopped(std::size_t number) {
        Connection connection(config, watch, reachability);
        for (Group group = lanes.next(number); !group.empty(); group = lanes.next(number)) {
            std::vector<Result<void>> results = perform(connection, group);
            lanes.is_over(number, group);
            for (std::size_t i = 0; i < group.size(); ++i) {
                group[i].job = {};
                group[i].finish(std::move(results[i]));
            }
        }
    }

    std::vector<Result<void>> perform(Connection& connection, Group& group) {
        std::vector<Result<void>> results;
        if (group.size() > 1)
            if (auto together = perform_together(connection, group)) return std::move(*together);
        for (Waiting& waiting : group)
            results.push_back(perform_alone(connection, waiting.job));
        return results;
    }

    /// Each kind's members together; what they have been answered is theirs.
    static void perform_kinds(Session& session, const Group& group) {
        std::vector<std::vector<Member*>> kinds;
        for (const Waiting& waiting : group) {
            if (!waiting.job.member) continue;
            const auto kind = std::ranges::find_if(
                kinds, [&](const auto& members) { return members.front()->mark() == waiting.member()->mark(); });
            if (kind == kinds.end())
                kinds.push_back({waiting.job.member.get()});
            else
                kind->push_back(waiting.job.member.get());
        }
        for (const std::vector<Member*>& members : kinds)
            members.front()->announce(session, members);
        for (const std::vector<Member*>& members : kinds)
            members.front()->do_together(session, members);
    }

    /// Nothing: the group came to nothing, and each is to be run by itself.
    std::optional<std::vector<Result<void>>> perform_together(Connection& connection, Group& group) {
        const bool writes = group.front().job.write != nullptr;
        std::vector<bool> kept(group.size());
        bool poisoned = false;
        const auto work = [&](Session& session) {
            perform_kinds(session, group);
            for (std::size_t i = 0; i < group.size(); ++i) {
                const auto known = group[i].job.member ? group[i].member()->is_kept() : std::nullopt;
                session.forget_writes();
                kept[i] = known ? *known : group[i].job.work(session);
                // What it wrote before its no would be committed with the others.
                poisoned = !kept[i] && session.has_written();
                if (poisoned) return false;
            }
            if (writes)
                for (const Waiting& waiting : group)
                    async::reached("store", waiting.job.write->name, "before_commit");
            return true;
        };
        Connection::Ending ending{};
        try {
            ending = connection.transact(work, transaction_of(group.front().job.write));
        } catch (const std::exception&) {
            return std::nullopt;
        }
        if (poisoned || ending == Connection::Ending::stale) return std::nullopt;
        // Not one by one: each would wait for the connection that is not to be had.
        if (ending == Connection::Ending::no_connection)
            return std::vector<Result<void>>(group.size(), fail(lost("no connection to the database")));
        if (ending == Connection::Ending::in_doubt) return settle_doubts(connection, group, kept);
        if (writes)
            for (const Waiting& waiting : group)
                async::reached("store", waiting.job.write->name, "after_commit");
        return std::vector<Result<void>>(group.size());
    }

    /// The group's commit is in doubt: each write is looked up for itself. Once the database cannot be asked, nobody
    /// waits for it again. What wrote nothing (a no, a change that changed nothing) may rest on what others of the
    /// group wrote: it stands with them, and proves nothing.
    std::vector<Result<void>> settle_doubts(Connection& connection, Group& group, const std::vector<bool>& kept) {
        std::vector<Result<void>> results(group.size());
        std::vector<std::size_t> without_trace;
        std::optional<bool> came_to_pass;
        bool can_ask = true;
        for (std::size_t i = 0; i < group.size(); ++i) {
            if (!kept[i]) {
                without_trace.push_back(i);
                continue;
            }
            ++in_doubt;
            Job& job = group[i].job;
            const Found found = can_ask ? look_up(connection, job) : Found::no_answer;
            switch (found) {
                case Found::no_trace:
                    without_trace.push_back(i);
                    break;
                case Found::no_answer:
                    if (job.was_committed) can_ask = false;
                    results[i] = fail(doubt_about(*job.write));
                    break;
                case Found::committed:
                case Found::not_committed:
                    if (!came_to_pass) came_to_pass = found == Found::committed;
                    if (found == Found::not_committed) results[i] = perform_alone(connection, job);
                    break;
            }
        }
        for (const std::size_t i : without_trace) {
            if (came_to_pass == true) continue;
            // What was looked for and left no trace was so when the session in doubt was over.
            const bool may_run_again = came_to_pass || (kept[i] && can_ask);
            results[i] = may_run_again ? perform_alone(connection, group[i].job)
                                       : Result<void>(fail(unavailable("a commit is in doubt")));
        }
        return results;
    }

    /// Of what was not committed.
    Error lost(std::string detail) const { return watch.is_cut() ? cut_off() : unavailable(std::move(detail)); }

    Result<void> perform_alone(Connection& connection, Job& job) {
        Error last = unavailable("no connection to the database");
        const auto work = [&job](Session& session) {
            const bool is_to_be_kept = job.work(session);
            if (job.write != nullptr && is_to_be_kept) async::reached("store", job.write->name, "before_commit");
            return is_to_be_kept;
        };
        for (int attempt = 0; attempt < tries; ++attempt) {
            try {
                switch (connection.transact(work, transaction_of(job.write))) {
                    case Connection::Ending::done:
                        if (job.write != nullptr) async::reached("store", job.write->name, "after_commit");
                        return {};
                    case Connection::Ending::stale:
                        ++reconnects;
                        continue;
                    case Connection::Ending::no_connection:
                        return fail(watch.is_cut() ? cut_off() : std::move(last));
                    case Connection::Ending::in_doubt:
                        break;
                }
            } catch (const ConnectionLost& broken) {
                ++reconnects;
                return fail(lost(broken.what()));
            } catch (const SqlFailure& failure) {
                last = watch.is_cut() ? cut_off() : error_of(failure);
                if (is_worth_repeating(failure)) continue;
                return fail(std::move(last));
            } catch (const std::exception& exception) {
                return fail(watch.is_cut() ? cut_off() : Error{ErrorCode::internal_error, exception.what(), {}, {}});
            }
            ++in_doubt;
            last = unavailable("a commit did not come to pass");
            const Found found = look_up(connection, job);
            if (found == Found::no_answer) return fail(doubt_about(*job.write));
            if (found == Found::committed) return {};
        }
        return fail(std::move(last));
    }

    Found look_up(Connection& connection, const Job& job) {
        if (!job.was_committed) return Found::no_answer;
        const auto until = std::chrono::steady_clock::now() + config.statement_timeout;
        while (std::chrono::steady_clock::now() < until && !watch.is_cut()) {
            std::optional<bool> committed;
            const auto read = [&](Session& session) {
                committed = job.was_committed(session);
                return true;
            };
            try {
                const bool can_be_seen = connection.is_over();
                if (can_be_seen && connection.transact(read, Connection::Transaction::none) == Connection::Ending::done)
                    return found_by(committed);
            } catch (const std::exception&) {
                // Asked again until the time is over: the database may be restarting.
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return Found::no_answer;
    }
};

Pool::Pool(PoolConfig config) : impl_(std::make_unique<Impl>(std::move(config))) {
    for (std::size_t i = 0; i < impl_->config.connections; ++i)
        impl_->threads.emplace_back([impl = impl_.get(), i] { impl->work_until_stopped(i); });
}

Pool::~Pool() {
    stop();
}

void Pool::cut() {
    for (Waiting& waiting : impl_->lanes.drop())
        waiting.finish(fail(cut_off()));
    impl_->watch.cut();
}

void Pool::stop() {
    impl_->lanes.stop();
    for (std::thread& thread : impl_->threads)
        if (thread.joinable()) thread.join();
}

Pool::Counters Pool::counters() const {
    return {impl_->lanes.counters(), impl_->reconnects, impl_->in_doubt, impl_->failed_posts};
}

void Pool::post(Job job) {
    Waiting waiting{std::move(job), {}, std::chrono::steady_clock::now() + posts_wait};
    waiting.finish = [impl = impl_.get()](const Result<void>& result) {
        if (!result) ++impl->failed_posts;
    };
    if (std::optional<Error> refused = impl_->lanes.enqueue(waiting)) waiting.finish(fail(std::move(*refused)));
}

awaitable<Result<void>> Pool::execute(Job job) {
    namespace asio = boost::asio;
    auto initiate = [this](auto handler, Job work) {
        const auto own = asio::get_associated_executor(handler);
        // Tracked, so that the io_context does not run dry while the answer is on its way; handed over with the answer,
        // so that nothing of the loop is left to a thread of the pool once the loop goes on.
        auto tracked = asio::prefer(own, asio::execution::outstanding_work.tracked);
        Waiting waiting{std::move(work), {}};
        waiting.finish = [own, tracked = std::move(tracked),
                          handler = std::move(handler)](Result<void> result) mutable {
            asio::post(own, [tracked = std::move(tracked), handler = std::move(handler),
                             result = std::move(result)]() mutable { std::move(handler)(std::move(result)); });
        };
        if (std::optional<Error> refused = impl_->lanes.enqueue(waiting)) waiting.finish(fail(std::move(*refused)));
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(Result<void>)>(std::move(initiate),
                                                                                   asio::use_awaitable, std::move(job));
}

}  // namespace clearing::postgres
