#pragma once

#include "adapters/yangtze_delta/framing.hpp"
#include "adapters/yangtze_delta/signal.hpp"
#include "gateway/infra/tls/stream.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <string>

namespace clearing::yangtze_delta {

/// A message on its way out. Shared with who posted it, who may want to know how far it came or take it back.
struct Outgoing {
    std::string message;
    bool begun = false;      ///< its first byte may have left: nobody can say any more that nothing was sent
    bool withdrawn = false;  ///< set by its owner before it has begun: it will not be written
};

/// Why no further message can be read.
struct ReadingEnded {
    enum class Kind : std::uint8_t {
        closed,     ///< the peer ended between two frames
        cut_short,  ///< the connection ended within a frame
        no_frame,   ///< the bytes are no frames (FrameFault)
        failed,     ///< timeout, reset, we ended it ourselves
    };
    Kind kind{};
    std::string why;
};

/// Messages in frames over one connection. One reader; one writer, which takes messages in the order they were posted;
/// the owner bounds the queue between (queued()). Deadlines for silence, for writing and for
/// a frame that trickles in are kept apart.
class FrameChannel : public std::enable_shared_from_this<FrameChannel> {
public:
    FrameChannel(boost::asio::any_io_executor executor, std::shared_ptr<tls::Stream> stream,
                 std::size_t max_message_bytes, std::chrono::milliseconds write_limit,
                 std::chrono::milliseconds frame_limit = std::chrono::minutes(2));

    awaitable<std::expected<std::string, ReadingEnded>> read();

    /// False when writing has ended. A message that cannot be written within the limit ends the connection.
    bool post(std::shared_ptr<Outgoing> outgoing);
    bool post(std::string message);
    std::size_t queued() const { return queue_.size() + (writing_ ? 1 : 0); }
    std::size_t queued_bytes() const { return queued_bytes_; }

    /// Runs until finish() and the queue is empty, or the connection fails (which ends the reader too).
    static awaitable<void> write_all(std::shared_ptr<FrameChannel> self);
    /// Nothing more will be posted.
    void finish();
    bool writing_ended() const { return writing_ended_; }

    /// Wakes whoever bounds the queue: called after each written message and at the end of writing.
    void on_written(std::function<void()> notify) { on_written_ = std::move(notify); }

    /// The connection closes itself when this passes; max() for never.
    void set_idle_end(TimePoint when);
    void abort() noexcept { stream_->abort(); }
    tls::Stream& stream() { return *stream_; }
    const std::shared_ptr<tls::Stream>& stream_pointer() const { return stream_; }

private:
    void set_write_end(TimePoint when);
    void set_frame_end(TimePoint when);
    void apply_deadline();

    std::shared_ptr<tls::Stream> stream_;
    FrameReader reader_;
    std::string chunk_;
    std::chrono::milliseconds write_limit_;
    std::chrono::milliseconds frame_limit_;
    Signal posted_;
    std::deque<std::shared_ptr<Outgoing>> queue_;
    std::function<void()> on_written_;
    TimePoint idle_end_ = TimePoint::max();
    TimePoint write_end_ = TimePoint::max();
    TimePoint frame_end_ = TimePoint::max();
    std::size_t queued_bytes_ = 0;
    bool writing_ = false;
    bool finishing_ = false;
    bool writing_ended_ = false;
};

}  // namespace clearing::yangtze_delta
