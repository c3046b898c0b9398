#pragma once

#include "adapters/yangtze_delta/frame_channel.hpp"
#include "adapters/yangtze_delta/wire.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/cancellation_signal.hpp>

namespace clearing::yangtze_delta {

/// How far a question came. Where it was not sent, that is proven: nothing happened.
enum class AskOutcome : std::uint8_t {
    answered,
    too_long,       ///< longer than the partner takes; not sent
    not_sent,       ///< the connection had ended, or ended before the first byte of the frame
    no_free_place,  ///< as many unanswered as the partner allows until the deadline; not sent
    too_late,       ///< its place came when the partner had too little time left; not sent
    silence,        ///< sent, no answer by the deadline
    cut,            ///< sent, or begun; the connection ended
};

struct Asked {
    AskOutcome outcome{};
    std::unique_ptr<wire::Envelope> answer;  ///< when answered

    Asked(AskOutcome how, std::unique_ptr<wire::Envelope> what);
    Asked(Asked&&) noexcept;
    ~Asked();
};

/// What happened besides answers in time. Read by whoever shows the adapter's state.
struct AskingCounts {
    std::uint64_t late_answers = 0;     ///< after the deadline of their question
    std::uint64_t unknown_answers = 0;  ///< to no question of ours, or to one already answered
    std::uint64_t corrupt_answers = 0;  ///< not readable: the connection was closed
    std::uint64_t cut_connections = 0;  ///< ended with questions unanswered
};

struct AskingSettings {
    std::size_t max_in_flight = 64;  ///< the smaller of ours and the partner's
    std::size_t max_waiting = 1'000;
    std::size_t max_message_bytes = 4 * 1024 * 1024;  ///< of an answer
    std::size_t max_request_bytes = 4 * 1024 * 1024;  ///< the smaller of ours and the partner's
    std::size_t remembered_late = 1'000;
    std::chrono::milliseconds ping_every{20'000};  ///< when nothing was heard for so long
    std::chrono::milliseconds ping_answer{5'000};
    std::chrono::milliseconds write_limit{10'000};
    std::chrono::milliseconds travel{100};     ///< taken off the deadline we tell the partner
    std::chrono::milliseconds least_time{50};  ///< less than this for the partner: doubt would be certain, not sent
};

/// Called with the answer as it came when that was after the deadline of its question. Empty: nobody wants it.
using OnLateAnswer = std::function<void(std::string)>;
/// Makes an envelope with a ping in it, all but the correlation id.
using NewPing = std::function<std::unique_ptr<wire::Envelope>()>;

/// Asks over one connection on which the partner has said Hello: correlation ids, the bound of unanswered questions,
/// pings. All of one executor.
class AskingConnection : public std::enable_shared_from_this<AskingConnection> {
public:
    AskingConnection(boost::asio::any_io_executor executor, std::shared_ptr<FrameChannel> channel,
                     AskingSettings settings, std::shared_ptr<AskingCounts> counts, NewPing new_ping);
    ~AskingConnection();

    /// Starts reading, writing and pinging. `on_end` is called once, when all three have let go.
    static void start(std::shared_ptr<AskingConnection> self, std::function<void()> on_end);

    /// Waits for a place, then sets the correlation id and the deadline the partner is told (each hop gets less than
    /// the last, DESIGN rule 9), and sends. `request` has its message id already. `on_late` is kept after a silence,
    /// for as long as the connection lives.
    static awaitable<Asked> ask(std::shared_ptr<AskingConnection> self, std::unique_ptr<wire::Envelope> request,
                                TimePoint deadline, OnLateAnswer on_late);

    bool takes_questions() const { return !ended_ && !retiring_; }
    std::size_t in_flight() const { return unanswered_.size(); }
    bool has_free_place() const { return unanswered_.size() < settings_.max_in_flight; }

    /// No new questions; closes when those in flight are answered.
    void retire();
    void abort();
    tls::Stream& stream() { return channel_->stream(); }

private:
    struct Unanswered;

    static awaitable<Asked> ask_in_place(std::shared_ptr<AskingConnection> self,
                                         std::unique_ptr<wire::Envelope> request, TimePoint deadline,
                                         OnLateAnswer on_late);
    static awaitable<void> read_all(std::shared_ptr<AskingConnection> self);
    static awaitable<void> ping_when_silent(std::shared_ptr<AskingConnection> self);
    static awaitable<void> run(std::shared_ptr<AskingConnection> self);

    awaitable<bool> wait_for_place(TimePoint deadline);
    bool take_answer(const std::string& message);
    void remember_late(std::uint64_t correlation, OnLateAnswer on_late);
    void end_questions();
    void place_freed();
    bool is_retired() const { return retiring_ && unanswered_.empty(); }
    void close_if_idle();

    boost::asio::any_io_executor executor_;
    std::shared_ptr<FrameChannel> channel_;
    AskingSettings settings_;
    std::shared_ptr<AskingCounts> counts_;
    NewPing new_ping_;

    std::uint64_t next_correlation_ = 1;
    std::map<std::uint64_t, std::shared_ptr<Unanswered>> unanswered_;
    std::deque<std::shared_ptr<Signal>> waiting_;
    std::map<std::uint64_t, OnLateAnswer> late_;  ///< ascending: the oldest are forgotten first
    TimePoint heard_at_;
    Signal pinger_;
    Signal ended_signal_;
    boost::asio::cancellation_signal stop_reading_;
    int running_ = 0;  ///< of reader, writer, pinger
    bool ended_ = false;
    bool retiring_ = false;
};

}  // namespace clearing::yangtze_delta
