#include "gateway/infra/postgres/lanes.hpp"

#include <algorithm>

namespace clearing::postgres {
namespace {

constexpr std::size_t writes_in_a_group = 256, reads_in_a_group = 64;

}  // namespace

void Lanes::Lane::add(Waiting one) {
    if (!one.has_time_until) ++awaited;
    waiting.push_back(std::move(one));
}

Waiting Lanes::Lane::take_first() {
    Waiting first = std::move(waiting.front());
    waiting.pop_front();
    if (!first.has_time_until) --awaited;
    return first;
}

bool Lanes::Lane::can_join(const Group& group) const {
    if (waiting.empty() || group.size() == at_once) return false;
    return group.empty() || !(group.front().goes_by_itself() || waiting.front().goes_by_itself());
}

/// Once it is free. The first of those that nobody waits for came first of them.
Lanes::TimePoint Lanes::Lane::due() const {
    const bool is_whole_group = waiting.size() >= at_once;
    return awaited > 0 || is_whole_group ? TimePoint::min() : *waiting.front().has_time_until;
}

Lanes::Lane* Lanes::Crew::lane_to_take(TimePoint now) {
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        Lane* lane = lanes[(next_lane + i) % lanes.size()];
        if (!lane->can_be_taken(now)) continue;
        next_lane = (next_lane + i + 1) % lanes.size();
        return lane;
    }
    return nullptr;
}

/// Nothing: no lane is free.
std::optional<Lanes::TimePoint> Lanes::Crew::next_due() const {
    std::optional<TimePoint> first;
    for (const Lane* lane : lanes)
        if (lane->is_free()) first = std::min(first.value_or(TimePoint::max()), lane->due());
    return first;
}

bool Lanes::Crew::has_nothing_left() const {
    return std::ranges::all_of(lanes, [](const Lane* lane) { return lane->waiting.empty(); });
}

Lanes::Lanes(std::size_t connections, std::size_t queue_limit)
    : shared_writes_{writes_in_a_group},
      logged_writes_{writes_in_a_group},
      reads_of_kinds_{reads_in_a_group},
      others_{1},
      queue_limit_(queue_limit) {
    // Groups of a lane follow each other, so one connection does them all: there its statements are prepared, its
    // tables known and warm.
    const bool to_each_its_own = connections >= lanes_.size();
    crews_ = std::vector<Crew>(to_each_its_own ? lanes_.size() : 1);
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        Crew& crew = crews_[to_each_its_own ? i : 0];
        crew.lanes.push_back(lanes_[i]);
        lanes_[i]->crew = &crew;
    }
}

Lanes::~Lanes() = default;

Lanes::Lane& Lanes::lane_of(const Job& job) {
    if (job.write == nullptr) return job.member ? reads_of_kinds_ : others_;
    switch (job.write->commit) {
        case Commit::shared:
        case Commit::in_turn:
            return shared_writes_;
        case Commit::logged:
            return logged_writes_;
        case Commit::alone:
            return others_;
    }
    return others_;
}

std::size_t Lanes::all_waiting() const {
    std::size_t all = 0;
    for (const Lane* lane : lanes_)
        all += lane->waiting.size();
    return all;
}

std::optional<Error> Lanes::enqueue(Waiting& waiting) {
    Crew* has_work = nullptr;
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_) return Error{ErrorCode::shutting_down, {}, {}, {}};
        if (all_waiting() >= queue_limit_) return Error{ErrorCode::busy, "the store's queue is full", {}, {}};
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

/// Null: stopped, and nothing is left.
Lanes::Lane* Lanes::wait_for_work(Crew& crew, std::unique_lock<std::mutex>& lock) {
    while (true) {
        const TimePoint now = stopping_ ? TimePoint::max() : std::chrono::steady_clock::now();
        if (Lane* lane = crew.lane_to_take(now)) return lane;
        if (stopping_ && crew.has_nothing_left()) return nullptr;
        if (const auto due = crew.next_due())
            crew.work_waits.wait_until(lock, *due);
        else
            crew.work_waits.wait(lock);
    }
}

Group Lanes::next(std::size_t connection) {
    Crew& crew = crew_of(connection);
    std::unique_lock lock(mutex_);
    Lane* lane = wait_for_work(crew, lock);
    Group group;
    if (lane == nullptr) return group;
    while (lane->can_join(group))
        group.push_back(lane->take_first());
    lane->is_running = true;
    if (lane == &shared_writes_ || lane == &logged_writes_) {
        ++counted_.groups;
        counted_.grouped_writes += group.size();
    }
    counted_.running += group.size();
    // This thread may be away for long: another looks after what else waits.
    if (crew.next_due()) crew.work_waits.notify_one();
    return group;
}

void Lanes::is_over(std::size_t connection, const Group& group) {
    bool is_last = false;
    {
        const std::scoped_lock lock(mutex_);
        counted_.running -= group.size();
        lane_of(group.front().job).is_running = false;
        is_last = stopping_;
    }
    if (is_last) crew_of(connection).work_waits.notify_all();
}

void Lanes::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    for (Crew& crew : crews_)
        crew.work_waits.notify_all();
}

std::vector<Waiting> Lanes::drop() {
    std::vector<Waiting> dropped;
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        for (Lane* lane : lanes_)
            while (!lane->waiting.empty())
                dropped.push_back(lane->take_first());
    }
    stop();
    return dropped;
}

Lanes::Counters Lanes::counters() const {
    const std::scoped_lock lock(mutex_);
    Counters counters = counted_;
    counters.waiting = all_waiting();
    return counters;
}

}  // namespace clearing::postgres
