#include "adapters/yangtze_delta/asking_connection.hpp"

#include "adapters/yangtze_delta/envelope.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "gateway/infra/async/moment.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

namespace clearing::yangtze_delta {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds goodbye_limit{1'000};

}  // namespace

Asked::Asked(AskOutcome how, std::unique_ptr<wire::Envelope> what) : outcome(how), answer(std::move(what)) {}
Asked::Asked(Asked&&) noexcept = default;
Asked::~Asked() = default;

struct AskingConnection::Unanswered {
    explicit Unanswered(const asio::any_io_executor& executor) : signal(executor) {}
    Signal signal;
    std::unique_ptr<wire::Envelope> answer;
};

AskingConnection::AskingConnection(asio::any_io_executor executor, std::shared_ptr<FrameChannel> channel,
                                   AskingSettings settings, std::shared_ptr<AskingCounts> counts, NewPing new_ping)
    : executor_(executor),
      channel_(std::move(channel)),
      settings_(settings),
      counts_(std::move(counts)),
      new_ping_(std::move(new_ping)),
      heard_at_(std::chrono::steady_clock::now()),
      pinger_(executor),
      ended_signal_(executor) {}

AskingConnection::~AskingConnection() = default;

void AskingConnection::start(std::shared_ptr<AskingConnection> self, std::function<void()> on_end) {
    const asio::any_io_executor executor = self->executor_;
    asio::co_spawn(executor, run(std::move(self)), [on_end = std::move(on_end)](std::exception_ptr) { on_end(); });
}

awaitable<void> AskingConnection::run(std::shared_ptr<AskingConnection> self) {
    self->running_ = 3;
    const auto let_go = [self](std::exception_ptr thrown) {
        --self->running_;
        if (thrown) {
            self->abort();
            self->end_questions();
        }
        self->ended_signal_.notify();
    };
    asio::co_spawn(self->executor_, FrameChannel::write_all(self->channel_), let_go);
    asio::co_spawn(self->executor_, ping_when_silent(self), let_go);
    asio::co_spawn(self->executor_, read_all(self), asio::bind_cancellation_slot(self->stop_reading_.slot(), let_go));
    while (!self->ended_)
        co_await self->ended_signal_.wait();
    self->channel_->finish();
    self->pinger_.notify();
    while (self->running_ > 0)
        co_await self->ended_signal_.wait();
    const std::shared_ptr<tls::Stream> stream = self->channel_->stream_pointer();
    if (self->retiring_) co_await stream->close(goodbye_limit);
    stream->abort();
}

awaitable<void> AskingConnection::read_all(std::shared_ptr<AskingConnection> self) {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!self->is_retired()) {
        const auto message = co_await self->channel_->read();
        if (!message) break;
        self->heard_at_ = std::chrono::steady_clock::now();
        if (self->take_answer(*message)) continue;
        ++self->counts_->corrupt_answers;
        break;
    }
    if (!self->retiring_) self->channel_->abort();
    self->end_questions();
}

bool AskingConnection::take_answer(const std::string& message) {
    auto answer = std::make_unique<wire::Envelope>();
    if (!parse(message, *answer)) return false;
    async::reached("frame.answer_read");
    const std::uint64_t correlation = answer->correlation_id();
    const auto found = unanswered_.find(correlation);
    if (found != unanswered_.end() && !found->second->answer) {
        found->second->answer = std::move(answer);
        found->second->signal.notify();
        return true;
    }
    const auto late = late_.find(correlation);
    if (late == late_.end()) {
        ++counts_->unknown_answers;
        return true;
    }
    ++counts_->late_answers;
    const OnLateAnswer on_late = std::move(late->second);
    late_.erase(late);
    if (on_late) on_late(message);
    return true;
}

awaitable<Asked> AskingConnection::ask(std::shared_ptr<AskingConnection> self, std::unique_ptr<wire::Envelope> request,
                                       TimePoint deadline, OnLateAnswer on_late) {
    constexpr std::size_t correlation_bytes = 11;
    if (request->ByteSizeLong() + correlation_bytes > self->settings_.max_request_bytes)
        co_return Asked(AskOutcome::too_long, nullptr);
    const bool placed = co_await self->wait_for_place(deadline);
    if (!self->takes_questions()) co_return Asked(AskOutcome::not_sent, nullptr);
    if (!placed) co_return Asked(AskOutcome::no_free_place, nullptr);

    // However long the place was waited for, the partner is told no more than what is left now.
    const auto left = deadline - std::chrono::steady_clock::now() - self->settings_.travel;
    if (left < self->settings_.least_time) {
        self->place_freed();
        co_return Asked(AskOutcome::too_late, nullptr);
    }
    const auto told_ms = std::chrono::duration_cast<std::chrono::milliseconds>(left).count();
    request->set_deadline_ms(static_cast<std::uint32_t>(told_ms));
    co_return co_await ask_in_place(self, std::move(request), deadline, std::move(on_late));
}

awaitable<Asked> AskingConnection::ask_in_place(std::shared_ptr<AskingConnection> self,
                                                std::unique_ptr<wire::Envelope> request, TimePoint deadline,
                                                OnLateAnswer on_late) {
    const std::uint64_t correlation = self->next_correlation_++;
    request->set_correlation_id(correlation);
    const auto outgoing = std::make_shared<Outgoing>();
    outgoing->message = serialized(*request);
    const auto question = std::make_shared<Unanswered>(self->executor_);
    if (!self->channel_->post(outgoing)) co_return Asked(AskOutcome::not_sent, nullptr);  // ended: nobody waits
    self->unanswered_.emplace(correlation, question);
    async::reached("frame.request_queued");
    // Places freed together woke only the first in line.
    if (self->has_free_place() && !self->waiting_.empty()) self->waiting_.front()->notify();

    while (!question->answer && !self->ended_ && std::chrono::steady_clock::now() < deadline)
        co_await question->signal.wait_until(deadline);

    self->unanswered_.erase(correlation);
    self->place_freed();
    if (question->answer) co_return Asked(AskOutcome::answered, std::move(question->answer));
    if (!outgoing->begun) {
        outgoing->withdrawn = true;
        co_return Asked(AskOutcome::not_sent, nullptr);
    }
    if (self->ended_) co_return Asked(AskOutcome::cut, nullptr);
    self->remember_late(correlation, std::move(on_late));
    co_return Asked(AskOutcome::silence, nullptr);
}

awaitable<bool> AskingConnection::wait_for_place(TimePoint deadline) {
    if (has_free_place() && waiting_.empty()) co_return true;
    if (waiting_.size() >= settings_.max_waiting) co_return false;
    const auto turn = std::make_shared<Signal>(executor_);
    waiting_.push_back(turn);
    const auto is_our_turn = [&] { return has_free_place() && waiting_.front() == turn; };
    while (takes_questions() && !is_our_turn() && std::chrono::steady_clock::now() < deadline)
        co_await turn->wait_until(deadline);
    const bool placed = is_our_turn();
    std::erase(waiting_, turn);
    if (!placed) place_freed();
    co_return placed;
}

void AskingConnection::place_freed() {
    if (!waiting_.empty()) waiting_.front()->notify();
    close_if_idle();
}

void AskingConnection::remember_late(std::uint64_t correlation, OnLateAnswer on_late) {
    late_.emplace(correlation, std::move(on_late));
    while (late_.size() > settings_.remembered_late)
        late_.erase(late_.begin());
}

void AskingConnection::end_questions() {
    if (ended_) return;
    ended_ = true;
    late_.clear();
    if (!unanswered_.empty()) ++counts_->cut_connections;
    for (const auto& [correlation, question] : unanswered_)
        question->signal.notify();
    for (const auto& turn : waiting_)
        turn->notify();
    ended_signal_.notify();
}

void AskingConnection::retire() {
    if (ended_) return;
    retiring_ = true;
    for (const auto& turn : waiting_)
        turn->notify();
    close_if_idle();
}

void AskingConnection::close_if_idle() {
    if (is_retired()) stop_reading_.emit(asio::cancellation_type::terminal);
}

void AskingConnection::abort() {
    channel_->abort();
}

/// A ping waits for no place: on a dark line under load there is none, and one too many is answered as well (GW2004).
awaitable<void> AskingConnection::ping_when_silent(std::shared_ptr<AskingConnection> self) {
    TimePoint not_before{};
    while (self->takes_questions()) {
        const TimePoint due = std::max(self->heard_at_ + self->settings_.ping_every, not_before);
        const TimePoint now = std::chrono::steady_clock::now();
        if (now < due) {
            co_await self->pinger_.wait_until(due);
            continue;
        }
        std::unique_ptr<wire::Envelope> ping = self->new_ping_();
        const TimePoint deadline = now + self->settings_.ping_answer;
        OnLateAnswer for_nobody;
        const Asked pong = co_await ask_in_place(self, std::move(ping), deadline, std::move(for_nobody));
        if (pong.outcome == AskOutcome::silence) {
            self->abort();
            co_return;
        }
        // Behind a write that takes its time it says nothing about the partner.
        if (pong.outcome == AskOutcome::not_sent) not_before = deadline;
    }
}

}  // namespace clearing::yangtze_delta
