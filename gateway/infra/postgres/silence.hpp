#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace clearing::postgres {

/// Whether one connection waits for its server, and since when. A server that is gone without a word (a network that
/// swallows, a standby that took over) lets libpq wait for ever: `statement_timeout` is kept by the server itself, and
/// TCP's own limits end at the first middlebox.
class Silence {
public:
    /// The connection's own thread waits for as long as this lives.
    class Waiting {
    public:
        explicit Waiting(Silence& silence) : silence_(silence) { silence_.since_ = now(); }
        ~Waiting() { silence_.since_ = 0; }
        Waiting(const Waiting&) = delete;
        Waiting& operator=(const Waiting&) = delete;

    private:
        Silence& silence_;
    };

    void connected(int socket);
    /// Before the socket is closed.
    void disconnected();
    /// Shuts the socket down when it has waited for longer: whoever waits is told that the connection is lost.
    bool break_if_longer_than(std::chrono::milliseconds limit);
    /// Likewise, whether it waits or not.
    void break_off();
    bool is_broken() const { return is_broken_; }

private:
    void shut_down();  ///< with the mutex held
    static long long now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

    std::mutex mutex_;  ///< of the socket, which must not be another's when it is shut down
    int socket_ = -1;
    std::atomic<long long> since_ = 0;  ///< steady ticks; 0: it does not wait
    std::atomic<bool> is_broken_ = false;
};

/// Looks after the silences of a pool from a thread of its own.
class SilenceWatch {
public:
    explicit SilenceWatch(std::chrono::milliseconds limit);
    ~SilenceWatch();
    SilenceWatch(const SilenceWatch&) = delete;
    SilenceWatch& operator=(const SilenceWatch&) = delete;

    void add(Silence& silence);
    void remove(Silence& silence);

    /// How many fell silent so far. What swallowed one has most likely swallowed them all: a connection made before is
    /// not tried again, or each of them would cost its whole limit, one after the other.
    unsigned broken() const { return broken_; }

    /// Breaks them all, and whatever connects later is of no use either: nobody is to be waited for any more.
    void cut();
    bool is_cut() const { return is_cut_; }

private:
    void look_until_stopped();

    const std::chrono::milliseconds limit_;
    std::mutex mutex_;
    std::condition_variable stop_asked_;
    bool stopping_ = false;
    std::atomic<unsigned> broken_ = 0;
    std::atomic<bool> is_cut_ = false;
    std::vector<Silence*> silences_;
    std::thread thread_;
};

}  // namespace clearing::postgres
