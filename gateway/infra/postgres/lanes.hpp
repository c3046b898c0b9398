#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/infra/postgres/kind.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace clearing::postgres {

/// One piece of work for a pool of connections.
struct Job {
    const Write* write = nullptr;                                ///< null: only reads
    std::function<bool(Session&)> work;                          ///< true: commit
    std::function<std::optional<bool>(Session&)> was_committed;  ///< may be empty; as WriteKind's
    std::shared_ptr<Member> member = {};                         ///< null: of no kind
};

/// A job in the queue.
struct Waiting {
    Job job;
    std::move_only_function<void(Result<void>)> finish;
    std::optional<std::chrono::steady_clock::time_point> has_time_until = {};  ///< nobody waits for it; none: somebody

    const Member* member() const { return job.member.get(); }
    bool goes_by_itself() const { return job.write != nullptr && job.write->commit == Commit::in_turn; }
};

/// What one connection does next, in the order of asking; of one lane.
using Group = std::vector<Waiting>;

/// What waits for the connections of a pool, in lanes: the writes of the books, those of the log, reads of kinds, and
/// all else. Of each of the first three one group is under way at a time, so that groups follow each other and the next
/// one can grow. A lane has a crew of connections; the last crew does what goes in no groups. Thread-safe.
class Lanes {
public:
    /// With fewer than four connections one crew serves all lanes, in turn, so that none starves.
    Lanes(std::size_t connections, std::size_t queue_limit);
    ~Lanes();

    /// Whoever is the `connection`-th takes what its crew is to do next; waits for it. Empty: stopped, nothing is left.
    Group next(std::size_t connection);
    /// A group that was taken is done.
    void is_over(std::size_t connection, const Group& group);

    /// Errors: shutting_down, busy. Nothing was queued then: `waiting.finish` is still the caller's to call.
    std::optional<Error> enqueue(Waiting& waiting);

    /// Nothing new is taken in; what waits is given out at once.
    void stop();
    /// Nothing new is taken in; answers what waits, which is not given out any more.
    std::vector<Waiting> drop();

    struct Counters {
        std::size_t waiting = 0, running = 0;
        std::size_t groups = 0, grouped_writes = 0;  ///< committed together; since the start
    };
    Counters counters() const;

private:
    using TimePoint = std::chrono::steady_clock::time_point;
    struct Crew;

    /// What waits in turn with its like.
    struct Lane {
        std::size_t at_once;  ///< taken together, then the next ones wait for the end of these; 1: no such groups
        bool is_running = false;
        std::deque<Waiting> waiting = {};
        std::size_t awaited = 0;  ///< how many of them somebody waits for
        Crew* crew = nullptr;     ///< who does it

        void add(Waiting one);
        Waiting take_first();
        bool goes_in_groups() const { return at_once > 1; }
        bool can_join(const Group& group) const;
        bool is_free() const { return !waiting.empty() && !(goes_in_groups() && is_running); }
        TimePoint due() const;
        bool can_be_taken(TimePoint now) const { return is_free() && due() <= now; }
    };

    /// Connections, and the lanes they serve.
    struct Crew {
        std::vector<Lane*> lanes;
        std::size_t next_lane = 0;
        std::condition_variable work_waits = {};

        Lane* lane_to_take(TimePoint now);
        std::optional<TimePoint> next_due() const;
        bool has_nothing_left() const;
    };

    Crew& crew_of(std::size_t connection) { return crews_[std::min(connection, crews_.size() - 1)]; }
    Lane& lane_of(const Job& job);
    std::size_t all_waiting() const;
    Lane* wait_for_work(Crew& crew, std::unique_lock<std::mutex>& lock);

    mutable std::mutex mutex_;
    Lane shared_writes_, logged_writes_, reads_of_kinds_, others_;
    std::array<Lane*, 4> lanes_{&shared_writes_, &logged_writes_, &reads_of_kinds_, &others_};
    std::vector<Crew> crews_;  ///< of each lane, or one of all
    const std::size_t queue_limit_;
    bool stopping_ = false;
    Counters counted_;
};

}  // namespace clearing::postgres
