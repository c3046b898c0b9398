#include "gateway/infra/postgres/pool.hpp"

#include "gateway/infra/async/moment.hpp"
#include "gateway/infra/postgres/connection.hpp"

#include <algorithm>
#include <array>
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
/// A server that has not ended a statement itself by then is gone. Statements that travel together have the time of
/// two: most take next to none, but each may have waited for a lock.
constexpr std::chrono::seconds grace{2};
constexpr std::size_t writes_in_a_group = 256, reads_in_a_group = 64;
/// What nobody waits for waits so long for the commit of something that somebody waits for.
constexpr std::chrono::milliseconds posts_wait{20};

using TimePoint = std::chrono::steady_clock::time_point;

Error unavailable(std::string detail) {
    return Error{ErrorCode::store_unavailable, std::move(detail), {}, {}};
}

Error doubt_about(const Write& write) {
    return Error{write.in_doubt, "a commit is in doubt", {}, {}};
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

bool is_worth_repeating(const SqlFailure& failure) {
    return failure.sqlstate() == "40P01" || failure.sqlstate() == "40001";
}

}  // namespace

struct Pool::Impl {
    struct Waiting {
        Job job;
        std::move_only_function<void(Result<void>)> finish;
        std::optional<TimePoint> has_time_until = {};  ///< nobody waits for it; nothing: somebody does

        const Member* member() const { return job.member.get(); }
        bool goes_by_itself() const { return job.write != nullptr && job.write->commit == Commit::in_turn; }
    };
    using Group = std::vector<Waiting>;

    struct Crew;

    /// What waits in turn with its like.
    struct Lane {
        std::size_t at_once;  ///< taken together, then the next ones wait for the end of these; 1: no such groups
        bool is_running = false;
        std::deque<Waiting> waiting = {};
        std::size_t awaited = 0;  ///< how many of them somebody waits for
        Crew* crew = nullptr;     ///< who does it

        void add(Waiting one) {
            if (!one.has_time_until) ++awaited;
            waiting.push_back(std::move(one));
        }
        Waiting take_first() {
            Waiting first = std::move(waiting.front());
            waiting.pop_front();
            if (!first.has_time_until) --awaited;
            return first;
        }

        bool goes_in_groups() const { return at_once > 1; }
        bool can_join(const Group& group) const {
            if (waiting.empty() || group.size() == at_once) return false;
            return group.empty() || !(group.front().goes_by_itself() || waiting.front().goes_by_itself());
        }
        bool is_free() const { return !waiting.empty() && !(goes_in_groups() && is_running); }
        /// Once it is free. The first of those that nobody waits for came first of them.
        TimePoint due() const {
            const bool is_whole_group = waiting.size() >= at_once;
            return awaited > 0 || is_whole_group ? TimePoint::min() : *waiting.front().has_time_until;
        }
        bool can_be_taken(TimePoint now) const { return is_free() && due() <= now; }
    };

    /// Threads with a connection each. Their lanes are served in turn, so that none starves.
    struct Crew {
        std::vector<Lane*> lanes;
        std::size_t next_lane = 0;
        std::condition_variable work_waits = {};

        Lane* lane_to_take(TimePoint now) {
            for (std::size_t i = 0; i < lanes.size(); ++i) {
                Lane* lane = lanes[(next_lane + i) % lanes.size()];
                if (!lane->can_be_taken(now)) continue;
                next_lane = (next_lane + i + 1) % lanes.size();
                return lane;
            }
            return nullptr;
        }
        /// Nothing: no lane is free.
        std::optional<TimePoint> next_due() const {
            std::optional<TimePoint> first;
            for (const Lane* lane : lanes)
                if (lane->is_free()) first = std::min(first.value_or(TimePoint::max()), lane->due());
            return first;
        }
        bool has_nothing_left() const {
            return std::ranges::all_of(lanes, [](const Lane* lane) { return lane->waiting.empty(); });
        }
    };

    explicit Impl(PoolConfig settings) : config(std::move(settings)), watch(2 * config.statement_timeout + grace) {
        // Groups of a lane follow each other, so one connection does them all: there its statements are prepared, its
        // tables known and warm.
        const bool to_each_its_own = config.connections >= lanes.size();
        crews = std::vector<Crew>(to_each_its_own ? lanes.size() : 1);
        for (std::size_t i = 0; i < lanes.size(); ++i) {
            Crew& crew = crews[to_each_its_own ? i : 0];
            crew.lanes.push_back(lanes[i]);
            lanes[i]->crew = &crew;
        }
    }

    PoolConfig config;
    SilenceWatch watch;
    mutable std::mutex mutex;
    // One group at a time of each, so that groups follow each other and the next one can grow.
    Lane shared_writes{writes_in_a_group}, logged_writes{writes_in_a_group}, reads_of_kinds{reads_in_a_group},
        others{1};
    std::array<Lane*, 4> lanes{&shared_writes, &logged_writes, &reads_of_kinds, &others};
    std::vector<Crew> crews;  ///< of each lane, or one of all; the last does what goes in no groups
    bool stopping = false;
    Counters counted;
    std::atomic<std::size_t> reconnects = 0, in_doubt = 0, failed_posts = 0;
    std::vector<std::thread> threads;

    Lane& lane_of(const Job& job) {
        if (job.write == nullptr) return job.member ? reads_of_kinds : others;
        switch (job.write->commit) {
            case Commit::shared:
            case Commit::in_turn:
                return shared_writes;
            case Commit::logged:
                return logged_writes;
            case Commit::alone:
                return others;
        }
        return others;
    }

    std::size_t all_waiting() const {
        std::size_t all = 0;
        for (const Lane* lane : lanes)
            all += lane->waiting.size();
        return all;
    }

    /// Nothing was queued: `waiting.finish` is still the caller's to call.
    std::optional<Error> enqueue(Waiting& waiting) {
        Crew* has_work = nullptr;
        {
            const std::scoped_lock lock(mutex);
            if (stopping) return Error{ErrorCode::shutting_down, {}, {}, {}};
            if (all_waiting() >= config.queue_limit) return Error{ErrorCode::busy, "the store's queue is full", {}, {}};
            Lane& lane = lane_of(waiting.job);
            const bool is_first = lane.waiting.empty() || (lane.awaited == 0 && !waiting.has_time_until);
            lane.add(std::move(waiting));
            // A crew that waits for work has to learn of the first only: when it is due.
            if (lane.is_free() && (is_first || !lane.goes_in_groups())) has_work = lane.crew;
        }
        // Otherwise the next group begins when the lane's present one is over.
        if (has_work != nullptr) has_work->work_waits.notify_one();
        return std::nullopt;
    }

    void work_until_stopped(Crew& crew) {
        Connection connection(config, watch);
        for (Group group = next(crew); !group.empty(); group = next(crew)) {
            std::vector<Result<void>> results = perform(connection, group);
            bool is_last = false;
            {
                const std::scoped_lock lock(mutex);
                counted.running -= group.size();
                lane_of(group.front().job).is_running = false;
                is_last = stopping;
            }
            if (is_last) crew.work_waits.notify_all();
            for (std::size_t i = 0; i < group.size(); ++i) {
                group[i].job = {};
                group[i].finish(std::move(results[i]));
            }
        }
    }

    /// Null: stopped, and nothing is left.
    Lane* wait_for_work(Crew& crew, std::unique_lock<std::mutex>& lock) {
        while (true) {
            const TimePoint now = stopping ? TimePoint::max() : std::chrono::steady_clock::now();
            if (Lane* lane = crew.lane_to_take(now)) return lane;
            if (stopping && crew.has_nothing_left()) return nullptr;
            if (const auto due = crew.next_due())
                crew.work_waits.wait_until(lock, *due);
            else
                crew.work_waits.wait(lock);
        }
    }

    /// What the crew is to do next. Empty: stopped, and nothing is left.
    Group next(Crew& crew) {
        std::unique_lock lock(mutex);
        Lane* lane = wait_for_work(crew, lock);
        Group group;
        if (lane == nullptr) return group;
        while (lane->can_join(group))
            group.push_back(lane->take_first());
        lane->is_running = true;
        if (lane == &shared_writes || lane == &logged_writes) {
            ++counted.groups;
            counted.grouped_writes += group.size();
        }
        counted.running += group.size();
        // This thread may be away for long: another looks after what else waits.
        if (crew.next_due()) crew.work_waits.notify_one();
        return group;
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
            return std::vector<Result<void>>(group.size(), fail(unavailable("no connection to the database")));
        if (ending == Connection::Ending::in_doubt) return settle_doubts(connection, group, kept);
        if (writes)
            for (const Waiting& waiting : group)
                async::reached("store", waiting.job.write->name, "after_commit");
        return std::vector<Result<void>>(group.size());
    }

    /// The group's commit is in doubt: each write is looked up for itself. Once the database cannot be asked, nobody
    /// waits for it again. A no that wrote nothing may rest on what others of the group wrote: it stands with them.
    std::vector<Result<void>> settle_doubts(Connection& connection, Group& group, const std::vector<bool>& kept) {
        std::vector<Result<void>> results(group.size());
        std::optional<bool> came_to_pass;
        bool can_ask = true;
        for (std::size_t i = 0; i < group.size(); ++i) {
            if (!kept[i]) continue;
            ++in_doubt;
            const bool can_be_looked_up = group[i].job.was_committed != nullptr;
            const std::optional<bool> committed =
                can_ask && can_be_looked_up ? look_up(connection, group[i].job) : std::nullopt;
            if (can_be_looked_up) can_ask = committed.has_value();
            if (!came_to_pass) came_to_pass = committed;
            if (!committed)
                results[i] = fail(doubt_about(*group[i].job.write));
            else if (!*committed)
                results[i] = perform_alone(connection, group[i].job);
        }
        for (std::size_t i = 0; i < group.size(); ++i) {
            if (kept[i] || came_to_pass == true) continue;
            results[i] = came_to_pass ? perform_alone(connection, group[i].job)
                                      : Result<void>(fail(unavailable("a commit is in doubt")));
        }
        return results;
    }

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
            last = unavailable("a commit did not come to pass");
            const std::optional<bool> committed = look_up(connection, job);
            if (!committed) return fail(doubt_about(*job.write));
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
                const bool can_be_seen = connection.is_over();
                if (can_be_seen && connection.transact(read, Connection::Transaction::none) == Connection::Ending::done)
                    return committed;
            } catch (const std::exception&) {
                // Asked again until the time is over: the database may be restarting.
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return std::nullopt;
    }
};

Pool::Pool(PoolConfig config) : impl_(std::make_unique<Impl>(std::move(config))) {
    std::vector<Impl::Crew>& crews = impl_->crews;
    for (std::size_t i = 0; i < impl_->config.connections; ++i) {
        Impl::Crew& crew = crews[std::min(i, crews.size() - 1)];
        impl_->threads.emplace_back([impl = impl_.get(), &crew] { impl->work_until_stopped(crew); });
    }
}

Pool::~Pool() {
    stop();
}

void Pool::stop() {
    {
        const std::scoped_lock lock(impl_->mutex);
        impl_->stopping = true;
    }
    for (Impl::Crew& crew : impl_->crews)
        crew.work_waits.notify_all();
    for (std::thread& thread : impl_->threads)
        if (thread.joinable()) thread.join();
}

Pool::Counters Pool::counters() const {
    const std::scoped_lock lock(impl_->mutex);
    Counters counters = impl_->counted;
    counters.waiting = impl_->all_waiting();
    counters.reconnects = impl_->reconnects;
    counters.in_doubt = impl_->in_doubt;
    counters.failed_posts = impl_->failed_posts;
    return counters;
}

void Pool::post(Job job) {
    Impl::Waiting waiting{std::move(job), {}, std::chrono::steady_clock::now() + posts_wait};
    waiting.finish = [impl = impl_.get()](const Result<void>& result) {
        if (!result) ++impl->failed_posts;
    };
    if (std::optional<Error> refused = impl_->enqueue(waiting)) waiting.finish(fail(std::move(*refused)));
}

awaitable<Result<void>> Pool::execute(Job job) {
    namespace asio = boost::asio;
    auto initiate = [this](auto handler, Job work) {
        const auto own = asio::get_associated_executor(handler);
        // Tracked, so that the io_context does not run dry while the answer is on its way; handed over with the answer,
        // so that nothing of the loop is left to a thread of the pool once the loop goes on.
        auto tracked = asio::prefer(own, asio::execution::outstanding_work.tracked);
        Impl::Waiting waiting{std::move(work), {}};
        waiting.finish = [own, tracked = std::move(tracked),
                          handler = std::move(handler)](Result<void> result) mutable {
            asio::post(own, [tracked = std::move(tracked), handler = std::move(handler),
                             result = std::move(result)]() mutable { std::move(handler)(std::move(result)); });
        };
        if (std::optional<Error> refused = impl_->enqueue(waiting)) waiting.finish(fail(std::move(*refused)));
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(Result<void>)>(std::move(initiate),
                                                                                   asio::use_awaitable, std::move(job));
}

}  // namespace clearing::postgres
