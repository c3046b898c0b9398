#include "gateway/infra/postgres/pool.hpp"

#include "gateway/infra/postgres/connection.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
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

Error unavailable(std::string detail) {
    return Error{ErrorCode::store_unavailable, std::move(detail), {}, {}};
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

bool is_worth_repeating(const SqlFailure& failure) {
    return failure.sqlstate() == "40P01" || failure.sqlstate() == "40001";
}

}  // namespace

struct Pool::Impl {
    struct Waiting {
        Job job;
        std::move_only_function<void(Result<void>)> finish;
    };

    explicit Impl(PoolConfig settings) : config(std::move(settings)) {}

    PoolConfig config;
    mutable std::mutex mutex;
    std::condition_variable work_waits;
    std::deque<Waiting> queue;
    bool stopping = false;
    std::size_t running = 0;
    std::atomic<std::size_t> reconnects = 0, in_doubt = 0;
    std::vector<std::thread> threads;

    /// Nothing was queued: `waiting.finish` is still the caller's to call.
    std::optional<Error> enqueue(Waiting& waiting) {
        {
            const std::scoped_lock lock(mutex);
            if (stopping) return Error{ErrorCode::shutting_down, {}, {}, {}};
            if (queue.size() >= config.queue_limit) return Error{ErrorCode::busy, "the store's queue is full", {}, {}};
            queue.push_back(std::move(waiting));
        }
        work_waits.notify_one();
        return std::nullopt;
    }

    void work_until_stopped() {
        Connection connection(config);
        while (std::optional<Waiting> waiting = next()) {
            Result<void> result = perform(connection, waiting->job);
            waiting->job = {};
            {
                const std::scoped_lock lock(mutex);
                --running;
            }
            waiting->finish(std::move(result));
        }
    }

    std::optional<Waiting> next() {
        std::unique_lock lock(mutex);
        work_waits.wait(lock, [this] { return stopping || !queue.empty(); });
        if (queue.empty()) return std::nullopt;
        Waiting waiting = std::move(queue.front());
        queue.pop_front();
        ++running;
        return waiting;
    }

    Result<void> perform(Connection& connection, Job& job) {
        Error last = unavailable("no connection to the database");
        for (int attempt = 0; attempt < tries; ++attempt) {
            try {
                switch (connection.transact(job.work, job.kind == Kind::write)) {
                    case Connection::Ending::done:
                        return {};
                    case Connection::Ending::stale:
                        ++reconnects;
                        continue;
                    case Connection::Ending::no_connection:
                        return fail(std::move(last));
                    case Connection::Ending::in_doubt:
                        break;
                }
            } catch (const ConnectionLost& lost) {
                ++reconnects;
                return fail(unavailable(lost.what()));
            } catch (const SqlFailure& failure) {
                last = error_of(failure);
                if (is_worth_repeating(failure)) continue;
                return fail(std::move(last));
            } catch (const std::exception& exception) {
                return fail(ErrorCode::internal_error, exception.what());
            }
            ++in_doubt;
            last = unavailable("a commit is in doubt");
            const std::optional<bool> committed = look_up(connection, job);
            if (!committed) return fail(std::move(last));
            if (*committed) return {};
        }
        return fail(std::move(last));
    }

    /// Nothing: it cannot be told (no way to look it up, or still no database).
    std::optional<bool> look_up(Connection& connection, const Job& job) {
        if (!job.was_committed) return std::nullopt;
        const auto until = std::chrono::steady_clock::now() + config.statement_timeout;
        while (std::chrono::steady_clock::now() < until) {
            bool committed = false;
            const auto read = [&](Session& session) {
                committed = job.was_committed(session);
                return true;
            };
            try {
                if (connection.transact(read, false) == Connection::Ending::done) return committed;
            } catch (const std::exception&) {
                // Asked again until the time is over: the database may be restarting.
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return std::nullopt;
    }
};

Pool::Pool(PoolConfig config) : impl_(std::make_unique<Impl>(std::move(config))) {
    for (std::size_t i = 0; i < impl_->config.connections; ++i)
        impl_->threads.emplace_back([impl = impl_.get()] { impl->work_until_stopped(); });
}

Pool::~Pool() {
    stop();
}

void Pool::stop() {
    {
        const std::scoped_lock lock(impl_->mutex);
        impl_->stopping = true;
    }
    impl_->work_waits.notify_all();
    for (std::thread& thread : impl_->threads)
        if (thread.joinable()) thread.join();
}

Pool::Counters Pool::counters() const {
    const std::scoped_lock lock(impl_->mutex);
    return {impl_->queue.size(), impl_->running, impl_->reconnects, impl_->in_doubt};
}

awaitable<Result<void>> Pool::execute(Job job) {
    namespace asio = boost::asio;
    auto initiate = [this](auto handler, Job work) {
        const auto own = asio::get_associated_executor(handler);
        // Tracked, so that the io_context does not run dry while the answer is on its way.
        auto executor = asio::prefer(own, asio::execution::outstanding_work.tracked);
        Impl::Waiting waiting{std::move(work), {}};
        waiting.finish = [executor, handler = std::move(handler)](Result<void> result) mutable {
            asio::post(executor, [handler = std::move(handler), result = std::move(result)]() mutable {
                std::move(handler)(std::move(result));
            });
        };
        if (std::optional<Error> refused = impl_->enqueue(waiting)) waiting.finish(fail(std::move(*refused)));
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(Result<void>)>(std::move(initiate),
                                                                                   asio::use_awaitable, std::move(job));
}

}  // namespace clearing::postgres
