#include "gateway/infra/postgres/silence.hpp"

#include <sys/socket.h>

namespace clearing::postgres {

void Silence::connected(int socket) {
    const std::scoped_lock lock(mutex_);
    socket_ = socket;
    is_broken_ = false;
}

void Silence::disconnected() {
    const std::scoped_lock lock(mutex_);
    socket_ = -1;
}

bool Silence::break_if_longer_than(std::chrono::milliseconds limit) {
    const std::scoped_lock lock(mutex_);
    const long long since = since_;
    if (socket_ < 0 || since == 0) return false;
    const std::chrono::steady_clock::duration waited(now() - since);
    if (waited < limit) return false;
    shut_down();
    return true;
}

void Silence::break_off() {
    const std::scoped_lock lock(mutex_);
    if (socket_ >= 0) shut_down();
}

void Silence::shut_down() {
    is_broken_ = true;
    ::shutdown(socket_, SHUT_RDWR);
}

SilenceWatch::SilenceWatch(std::chrono::milliseconds limit)
    : limit_(limit), thread_([this] { look_until_stopped(); }) {}

SilenceWatch::~SilenceWatch() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    stop_asked_.notify_one();
    thread_.join();
}

void SilenceWatch::add(Silence& silence) {
    const std::scoped_lock lock(mutex_);
    silences_.push_back(&silence);
}

void SilenceWatch::remove(Silence& silence) {
    const std::scoped_lock lock(mutex_);
    std::erase(silences_, &silence);
}

/// A connection that is being made meanwhile finds the mark once it can be broken (Connection::connect).
void SilenceWatch::cut() {
    is_cut_ = true;
    const std::scoped_lock lock(mutex_);
    for (Silence* silence : silences_)
        silence->break_off();
}

void SilenceWatch::look_until_stopped() {
    constexpr std::chrono::milliseconds look_every{250};
    std::unique_lock lock(mutex_);
    while (!stop_asked_.wait_for(lock, look_every, [this] { return stopping_; }))
        for (Silence* silence : silences_)
            if (silence->break_if_longer_than(limit_)) ++broken_;
}

}  // namespace clearing::postgres
