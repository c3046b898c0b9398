#include "adapters/yangtze_delta/frame_channel.hpp"

#include "gateway/infra/async/moment.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/error.hpp>

namespace clearing::yangtze_delta {
namespace {

constexpr std::size_t chunk_bytes = 32 * 1024;

}  // namespace

FrameChannel::FrameChannel(boost::asio::any_io_executor executor, std::shared_ptr<tls::Stream> stream,
                           std::size_t max_message_bytes, std::chrono::milliseconds write_limit,
                           std::chrono::milliseconds frame_limit)
    : stream_(std::move(stream)),
      reader_(max_message_bytes),
      chunk_(chunk_bytes, '\0'),
      write_limit_(write_limit),
      frame_limit_(frame_limit),
      posted_(executor) {}

awaitable<std::expected<std::string, ReadingEnded>> FrameChannel::read() {
    using Kind = ReadingEnded::Kind;
    const auto self = shared_from_this();
    while (true) {
        auto message = reader_.next();
        if (!message)
            co_return std::unexpected(ReadingEnded{Kind::no_frame, std::string(sentence_of(message.error()))});
        if (*message) {
            set_frame_end(TimePoint::max());
            co_return std::move(**message);
        }
        if (reader_.in_the_middle() && frame_end_ == TimePoint::max())
            set_frame_end(std::chrono::steady_clock::now() + frame_limit_);
        const auto count = co_await stream_->read_some(chunk_);
        if (!count) {
            const bool ended_by_peer = count.error() == boost::asio::error::eof;
            const Kind kind = reader_.in_the_middle() ? Kind::cut_short : ended_by_peer ? Kind::closed : Kind::failed;
            co_return std::unexpected(ReadingEnded{kind, count.error().message()});
        }
        reader_.feed(std::string_view(chunk_).substr(0, *count));
    }
}

bool FrameChannel::post(std::shared_ptr<Outgoing> outgoing) {
    if (writing_ended_ || finishing_) return false;
    queued_bytes_ += outgoing->message.size();
    queue_.push_back(std::move(outgoing));
    posted_.notify();
    return true;
}

bool FrameChannel::post(std::string message) {
    auto outgoing = std::make_shared<Outgoing>();
    outgoing->message = std::move(message);
    return post(std::move(outgoing));
}

awaitable<void> FrameChannel::write_all(std::shared_ptr<FrameChannel> self) {
    while (!self->queue_.empty() || !self->finishing_) {
        if (self->queue_.empty()) {
            co_await self->posted_.wait();
            continue;
        }
        const std::shared_ptr<Outgoing> next = std::move(self->queue_.front());
        self->queue_.pop_front();
        if (next->withdrawn) {
            self->queued_bytes_ -= next->message.size();
            continue;
        }
        next->begun = true;
        self->writing_ = true;
        self->set_write_end(std::chrono::steady_clock::now() + self->write_limit_);
        const std::string bytes = framed(next->message);
        async::reached("frame.about_to_be_written");
        const auto written = co_await self->stream_->write(bytes);
        async::reached("frame.written");
        self->writing_ = false;
        self->queued_bytes_ -= next->message.size();
        self->set_write_end(TimePoint::max());
        if (!written) break;
        if (self->on_written_) self->on_written_();
    }
    self->writing_ended_ = true;
    const bool failed = !self->finishing_ || !self->queue_.empty();
    if (failed) self->stream_->abort();
    if (self->on_written_) self->on_written_();
}

void FrameChannel::finish() {
    finishing_ = true;
    posted_.notify();
}

void FrameChannel::set_idle_end(TimePoint when) {
    idle_end_ = when;
    apply_deadline();
}

void FrameChannel::set_write_end(TimePoint when) {
    write_end_ = when;
    apply_deadline();
}

void FrameChannel::set_frame_end(TimePoint when) {
    frame_end_ = when;
    apply_deadline();
}

void FrameChannel::apply_deadline() {
    stream_->set_deadline(std::min({idle_end_, write_end_, frame_end_}));
}

}  // namespace clearing::yangtze_delta
