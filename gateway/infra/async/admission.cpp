#include "gateway/infra/async/admission.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::async {

namespace asio = boost::asio;
using std::chrono::steady_clock;

/// Shared with the places, which may be given back after the door-keeper is gone.
struct Admission::State {
    struct Waiter {
        explicit Waiter(const asio::any_io_executor& executor) : woken(executor) {}
        asio::steady_timer woken;
        bool entered = false;
    };

    State(asio::any_io_executor on, AdmissionLimits limits, OnBusy told)
        : executor(std::move(on)), line(std::move(limits)), on_busy(std::move(told)) {}

    asio::any_io_executor executor;
    AdmissionLine line;
    OnBusy on_busy;
    std::unordered_map<AdmissionLine::Ticket, std::shared_ptr<Waiter>> waiters;
    bool closed = false;

    void let_in(const std::vector<AdmissionLine::Ticket>& tickets) {
        for (const AdmissionLine::Ticket ticket : tickets) {
            const auto found = waiters.find(ticket);
            if (found == waiters.end()) continue;
            found->second->entered = true;
            found->second->woken.cancel();
        }
    }

    Busy refuse(const std::string& peer, Busy busy) const {
        if (on_busy) on_busy(peer, busy.reason);
        return busy;
    }
};

Admission::Place& Admission::Place::operator=(Place&& other) noexcept {
    give_back();
    state_ = std::move(other.state_);
    ticket_ = other.ticket_;
    return *this;
}

void Admission::Place::give_back() {
    const auto state = std::exchange(state_, nullptr);
    if (state) state->let_in(state->line.leave(ticket_, steady_clock::now()));
}

Admission::Admission(asio::any_io_executor executor, AdmissionLimits limits, OnBusy on_busy)
    : state_(std::make_shared<State>(std::move(executor), std::move(limits), std::move(on_busy))) {}

std::optional<Busy> Admission::came(const std::string& peer, Work work) {
    const auto busy = state_->line.came(peer, work, steady_clock::now());
    if (busy) state_->refuse(peer, *busy);
    return busy;
}

std::optional<Busy> Admission::is_flooding(const std::string& peer) {
    const auto busy = state_->line.is_flooding(peer, steady_clock::now());
    if (busy) state_->refuse(peer, *busy);
    return busy;
}

asio::awaitable<std::expected<Admission::Place, Busy>> Admission::enter(AdmissionLine::Arrival arrival) {
    using Entry = std::expected<Place, Busy>;
    const std::shared_ptr<State> state = state_;
    const std::string peer = arrival.peer;
    if (state->closed) co_return Entry(std::unexpect, state->refuse(peer, {Busy::Reason::closing, {}}));
    const auto verdict = state->line.arrive(arrival, steady_clock::now());
    if (!verdict) co_return Entry(std::unexpect, state->refuse(peer, verdict.error()));
    const AdmissionLine::Ticket ticket = verdict->ticket;
    if (verdict->enters) co_return Entry(Place(state, ticket));

    const auto waiter = std::make_shared<State::Waiter>(state->executor);
    state->waiters.emplace(ticket, waiter);
    /// However the waiting ends, also by the coroutine's own end.
    struct Leaving {
        State& state;
        AdmissionLine::Ticket ticket;
        const State::Waiter& waiter;
        bool handed_over = false;
        ~Leaving() {
            state.waiters.erase(ticket);
            if (waiter.entered && !handed_over) state.let_in(state.line.leave(ticket, steady_clock::now()));
            if (!waiter.entered) state.line.give_up(ticket);
        }
    } leaving{*state, ticket, *waiter};
    while (!waiter->entered && !state->closed && steady_clock::now() < verdict->give_up_at) {
        waiter->woken.expires_at(verdict->give_up_at);
        constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
        co_await waiter->woken.async_wait(as_result);
    }
    if (waiter->entered) {
        leaving.handed_over = true;
        co_return Entry(Place(state, ticket));
    }
    Busy busy = state->line.give_up(ticket);
    if (state->closed) busy = {Busy::Reason::closing, {}};
    co_return Entry(std::unexpect, state->refuse(peer, busy));
}

void Admission::close() {
    state_->closed = true;
    for (const auto& [ticket, waiter] : state_->waiters)
        waiter->woken.cancel();
}

AdmissionLine::Counts Admission::counts() const {
    return state_->line.counts();
}

Error error_of(const Busy& busy) {
    if (busy.reason == Busy::Reason::closing) return {ErrorCode::shutting_down, {}, {}, {}};
    Error error{ErrorCode::busy, std::string(name_of(busy.reason)), {}, {}};
    error.retry_after = busy.retry_after;
    return error;
}

}  // namespace clearing::async
