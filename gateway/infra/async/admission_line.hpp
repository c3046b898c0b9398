#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <expected>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace clearing::async {

/// What is done with the place that is asked for.
enum class Work : std::uint8_t {
    ordinary,
    shrinks_doubt,  ///< queries, reverses, day messages: they must not starve behind the work that makes doubt
};

/// What one peer may have. The rate is a token bucket: `burst` at once, then `requests_per_second`.
struct PeerLimits {
    std::size_t in_progress = 384;
    double requests_per_second = 10'000;  ///< 0: any
    double burst = 20'000;
};

struct AdmissionLimits {
    std::size_t in_progress = 512;         ///< of all peers together
    std::size_t waiting_per_peer = 1'024;  ///< with work of one class
    std::size_t waiting_per_caller = 256;
    std::chrono::milliseconds longest_wait{2'000};
    PeerLimits of_a_peer = {};
    std::map<std::string, PeerLimits> of_peers = {};  ///< instead of the above, by name
};

/// Nothing was done and nothing is kept; the same message may come again.
struct Busy {
    enum class Reason : std::uint8_t {
        too_many_a_second,
        queue_is_full,
        too_little_time,  ///< its turn would come too late for its deadline
        waited_too_long,
        closing,
    };
    Reason reason{};
    std::chrono::milliseconds retry_after{};
};

std::string_view name_of(Busy::Reason reason);

/// Who is let in, in which order (pure: time comes as an argument).
///
/// Places are given in turn: to each peer, within a peer to each of its callers, within a caller in the order of
/// arrival; so whoever has a thousand waiting delays nobody who has one. Of every limit on places an eighth is kept for
/// work that shrinks doubt; that work goes first and may take up to a half, so that it does not starve the rest either.
/// Nobody waits longer than `longest_wait` or half of the time he has left, so that work begins with time to end.
class AdmissionLine {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    using Ticket = std::uint64_t;

    struct Arrival {
        std::string peer;    ///< of a closed list: each has a state kept for ever
        std::string caller;  ///< of that peer: an institution
        Work work{};
        TimePoint deadline = TimePoint::max();
    };
    struct Verdict {
        Ticket ticket{};
        bool enters = false;  ///< else it waits: until leave() names it, or give_up_at
        TimePoint give_up_at{};
    };
    struct Counts {
        std::size_t in_progress = 0, waiting = 0;
    };

    explicit AdmissionLine(AdmissionLimits limits) : limits_(std::move(limits)) {}

    /// One request or frame of the peer came. Busy: beyond its rate; an eighth of the burst is kept for what shrinks
    /// doubt.
    std::optional<Busy> came(const std::string& peer, Work work, TimePoint now);
    /// Its bucket is empty for any work: not worth reading what came. Takes no token.
    std::optional<Busy> is_flooding(const std::string& peer, TimePoint now);

    std::expected<Verdict, Busy> arrive(const Arrival& arrival, TimePoint now);
    /// One that entered is done. Those that enter in its place.
    std::vector<Ticket> leave(Ticket ticket, TimePoint now);
    /// One that waits does so no longer.
    Busy give_up(Ticket ticket);

    Counts counts() const { return {inside_.size(), waiting_.size()}; }

private:
    static constexpr std::size_t classes = 2;

    struct Bucket {
        double tokens = 0;
        TimePoint filled_at{};
    };
    struct Caller {
        std::string name;
        std::deque<Ticket> tickets;
    };
    /// The callers of one peer that wait with work of one class; the first is next.
    using Turn = std::list<Caller>;
    struct Peer {
        PeerLimits limits;
        Bucket bucket;
        std::size_t in_progress[classes] = {};
        std::size_t waiting[classes] = {};
        Turn turns[classes];
    };
    using Peers = std::map<std::string, Peer>;
    struct Inside {
        Peer* peer;
        Work work;
        TimePoint since;
    };
    struct Waiting {
        Peer* peer;
        Work work;
        std::string caller;
    };

    Peer& peer_named(const std::string& name, TimePoint now);
    static void fill(Peer& peer, TimePoint now);
    bool has_room(const Peer& peer, Work work) const;
    void enter(Peer& peer, Work work, Ticket ticket, TimePoint now);
    std::optional<Ticket> next(Work work, TimePoint now);
    Ticket take_turn(Peer& peer, Work work);
    std::chrono::milliseconds expected_wait(const Peer& peer, const std::string& caller, Work work) const;
    std::chrono::milliseconds worth_stating(std::chrono::milliseconds wait) const;

    AdmissionLimits limits_;
    Peers peers_;
    std::list<Peer*> turn_;  ///< every peer; the first is next
    std::unordered_map<Ticket, Inside> inside_;
    std::unordered_map<Ticket, Waiting> waiting_;
    std::size_t in_progress_[classes] = {};
    double work_ms_[classes] = {10, 10};  ///< how long work takes: a mean that forgets
    Ticket last_ticket_ = 0;
};

}  // namespace clearing::async
