#include "gateway/infra/async/admission_line.hpp"

#include <algorithm>
#include <cmath>

namespace clearing::async {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortest_retry{50};
constexpr milliseconds longest_retry{10'000};
constexpr double memory_of_mean = 1.0 / 16;

constexpr std::size_t index_of(Work work) {
    return static_cast<std::size_t>(work);
}

/// How many of `limit` places one class of work may take.
std::size_t share(std::size_t limit, Work work) {
    if (limit < 2) return limit;
    if (work == Work::shrinks_doubt) return limit / 2;
    return limit - std::max<std::size_t>(1, limit / 8);
}

bool has_room_in(std::size_t limit, const std::size_t (&in_progress)[2], Work work) {
    return in_progress[0] + in_progress[1] < limit && in_progress[index_of(work)] < share(limit, work);
}

milliseconds until(double tokens, double needed, double per_second) {
    return milliseconds(static_cast<long long>(std::ceil((needed - tokens) * 1'000 / per_second)));
}

}  // namespace

std::string_view name_of(Busy::Reason reason) {
    switch (reason) {
        case Busy::Reason::too_many_a_second:
            return "too_many_a_second";
        case Busy::Reason::queue_is_full:
            return "queue_is_full";
        case Busy::Reason::too_little_time:
            return "too_little_time";
        case Busy::Reason::waited_too_long:
            return "waited_too_long";
        case Busy::Reason::closing:
            return "closing";
    }
    return {};
}

AdmissionLine::Peer& AdmissionLine::peer_named(const std::string& name, TimePoint now) {
    const auto found = peers_.find(name);
    if (found != peers_.end()) return found->second;
    const auto own = limits_.of_peers.find(name);
    Peer& peer = peers_[name];
    peer.limits = own == limits_.of_peers.end() ? limits_.of_a_peer : own->second;
    peer.bucket = {peer.limits.burst, now};
    turn_.push_back(&peer);
    return peer;
}

void AdmissionLine::fill(Peer& peer, TimePoint now) {
    const std::chrono::duration<double> passed = now - peer.bucket.filled_at;
    const double more = std::max(0.0, passed.count()) * peer.limits.requests_per_second;
    peer.bucket.tokens = std::min(peer.limits.burst, peer.bucket.tokens + more);
    peer.bucket.filled_at = now;
}

std::optional<Busy> AdmissionLine::came(const std::string& name, Work work, TimePoint now) {
    Peer& peer = peer_named(name, now);
    if (peer.limits.requests_per_second <= 0) return std::nullopt;
    fill(peer, now);
    const double kept = work == Work::shrinks_doubt ? 0 : std::floor(peer.limits.burst / 8);
    const double needed = 1 + kept;
    if (peer.bucket.tokens < needed) {
        const milliseconds wait = until(peer.bucket.tokens, needed, peer.limits.requests_per_second);
        return Busy{Busy::Reason::too_many_a_second, worth_stating(wait)};
    }
    peer.bucket.tokens -= 1;
    return std::nullopt;
}

std::optional<Busy> AdmissionLine::is_flooding(const std::string& name, TimePoint now) {
    Peer& peer = peer_named(name, now);
    if (peer.limits.requests_per_second <= 0) return std::nullopt;
    fill(peer, now);
    if (peer.bucket.tokens >= 1) return std::nullopt;
    return Busy{Busy::Reason::too_many_a_second,
                worth_stating(until(peer.bucket.tokens, 1, peer.limits.requests_per_second))};
}

bool AdmissionLine::has_room(const Peer& peer, Work work) const {
    return has_room_in(limits_.in_progress, in_progress_, work) &&
           has_room_in(peer.limits.in_progress, peer.in_progress, work);
}

void AdmissionLine::enter(Peer& peer, Work work, Ticket ticket, TimePoint now) {
    ++peer.in_progress[index_of(work)];
    ++in_progress_[index_of(work)];
    inside_.emplace(ticket, Inside{&peer, work, now});
}

std::expected<AdmissionLine::Verdict, Busy> AdmissionLine::arrive(const Arrival& arrival, TimePoint now) {
    Peer& peer = peer_named(arrival.peer, now);
    const Ticket ticket = ++last_ticket_;
    // Nobody who could enter is waiting, so nobody is overtaken.
    if (has_room(peer, arrival.work)) {
        enter(peer, arrival.work, ticket, now);
        return Verdict{ticket, true, {}};
    }
    const milliseconds wait = expected_wait(peer, arrival.caller, arrival.work);
    Turn& turn = peer.turns[index_of(arrival.work)];
    auto caller = std::ranges::find(turn, arrival.caller, &Caller::name);
    const std::size_t own = caller == turn.end() ? 0 : caller->tickets.size();
    if (own >= limits_.waiting_per_caller || peer.waiting[index_of(arrival.work)] >= limits_.waiting_per_peer)
        return std::unexpected(Busy{Busy::Reason::queue_is_full, worth_stating(wait)});
    const auto time_to_wait = std::min<TimePoint::duration>(limits_.longest_wait, (arrival.deadline - now) / 2);
    if (wait > time_to_wait)
        return std::unexpected(Busy{Busy::Reason::too_little_time, worth_stating(wait - limits_.longest_wait / 2)});

    if (caller == turn.end()) caller = turn.insert(turn.end(), Caller{arrival.caller, {}});
    caller->tickets.push_back(ticket);
    ++peer.waiting[index_of(arrival.work)];
    waiting_.emplace(ticket, Waiting{&peer, arrival.work, arrival.caller});
    return Verdict{ticket, false, now + time_to_wait};
}

std::vector<AdmissionLine::Ticket> AdmissionLine::leave(Ticket ticket, TimePoint now) {
    const auto found = inside_.find(ticket);
    if (found == inside_.end()) return {};
    const auto [peer, work, since] = found->second;
    inside_.erase(found);
    --peer->in_progress[index_of(work)];
    --in_progress_[index_of(work)];
    const double took = std::chrono::duration<double, std::milli>(now - since).count();
    double& mean = work_ms_[index_of(work)];
    mean += (took - mean) * memory_of_mean;

    std::vector<Ticket> entering;
    for (const Work first_to_last : {Work::shrinks_doubt, Work::ordinary})
        while (const auto entered = next(first_to_last, now))
            entering.push_back(*entered);
    return entering;
}

/// The first in turn that there is room for.
std::optional<AdmissionLine::Ticket> AdmissionLine::next(Work work, TimePoint now) {
    const auto may_enter = [&](const Peer* peer) {
        return !peer->turns[index_of(work)].empty() && has_room(*peer, work);
    };
    const auto found = std::ranges::find_if(turn_, may_enter);
    if (found == turn_.end()) return std::nullopt;
    Peer& peer = **found;
    turn_.splice(turn_.end(), turn_, found);
    const Ticket ticket = take_turn(peer, work);
    waiting_.erase(ticket);
    --peer.waiting[index_of(work)];
    enter(peer, work, ticket, now);
    return ticket;
}

AdmissionLine::Ticket AdmissionLine::take_turn(Peer& peer, Work work) {
    Turn& turn = peer.turns[index_of(work)];
    const Ticket ticket = turn.front().tickets.front();
    turn.front().tickets.pop_front();
    if (turn.front().tickets.empty())
        turn.pop_front();
    else
        turn.splice(turn.end(), turn, turn.begin());
    return ticket;
}

Busy AdmissionLine::give_up(Ticket ticket) {
    const auto found = waiting_.find(ticket);
    if (found == waiting_.end()) return {Busy::Reason::waited_too_long, shortest_retry};
    const auto [peer, work, name] = found->second;
    waiting_.erase(found);
    --peer->waiting[index_of(work)];
    Turn& turn = peer->turns[index_of(work)];
    const auto caller = std::ranges::find(turn, name, &Caller::name);
    std::erase(caller->tickets, ticket);
    if (caller->tickets.empty()) turn.erase(caller);
    return {Busy::Reason::waited_too_long, worth_stating(expected_wait(*peer, name, work))};
}

/// By Little's law: so many ahead, so many places, so long each.
milliseconds AdmissionLine::expected_wait(const Peer& peer, const std::string& caller, Work work) const {
    const std::size_t at = index_of(work);
    const Turn& turn = peer.turns[at];
    const auto own = std::ranges::find(turn, caller, &Caller::name);
    const std::size_t rounds = 1 + (own == turn.end() ? 0 : own->tickets.size());
    const std::size_t callers = turn.size() + (own == turn.end() ? 1 : 0);
    const auto waits = [&](const Peer* other) { return other != &peer && !other->turns[at].empty(); };
    const std::size_t peers = 1 + static_cast<std::size_t>(std::ranges::count_if(turn_, waits));
    const std::size_t ahead = std::min(waiting_.size() + 1, rounds * callers * peers);
    const std::size_t places = std::max<std::size_t>(
        1, std::min(share(limits_.in_progress, work), share(peer.limits.in_progress, work) * peers));
    const double ms = work_ms_[at] * static_cast<double>(ahead) / static_cast<double>(places);
    return milliseconds(static_cast<long long>(std::min(ms, 1e9)));
}

/// Bounded, and spread by a quarter so that a crowd does not come back at one moment.
milliseconds AdmissionLine::worth_stating(milliseconds wait) const {
    const milliseconds bounded = std::clamp(wait, shortest_retry, longest_retry);
    return bounded + milliseconds(static_cast<long long>(last_ticket_ * 7919 % (bounded.count() / 4 + 1)));
}

}  // namespace clearing::async
