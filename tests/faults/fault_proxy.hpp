#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <mutex>
#include <string>
#include <thread>

namespace clearing::test {

/// Which way bytes go: from whoever dialled to whoever was dialled, or back.
enum class Way : std::uint8_t { there, back };

/// A line between two processes that can be hurt: bytes pass through it unseen, over TCP or Unix sockets. One method
/// per fault; a fault holds for the connections there are and for those to come, until heal().
class FaultProxy {
public:
    /// 127.0.0.1 and a port, or a Unix socket.
    struct Place {
        unsigned short port = 0;
        std::string unix_path;
    };

    /// Listens on a port of its own.
    explicit FaultProxy(Place target);
    /// Listens on a Unix socket.
    FaultProxy(Place target, std::string own_unix_path);
    ~FaultProxy();
    FaultProxy(const FaultProxy&) = delete;
    FaultProxy& operator=(const FaultProxy&) = delete;

    unsigned short port() const { return port_; }

    void refuse();          ///< nobody listens; the connections there are end
    void accept_nothing();  ///< connections are taken by the kernel and by nobody else; those there are end
    void stall();           ///< nothing moves, nothing is lost: with heal() it all arrives, late
    void delay(std::chrono::milliseconds by);
    void cut_after(Way way, std::size_t bytes);  ///< each connection ends when so many bytes more have gone that way
    void half_open(Way way);  ///< what goes that way vanishes, and no end is told; healing does not help
    void corrupt(Way way, std::size_t after);    ///< one bit of each connection, after so many bytes more
    void duplicate(Way way, std::size_t after);  ///< a piece of each connection goes twice, after so many bytes more
    void heal();

    /// What the faults have met since the last heal(): connections cut, refused or kept waiting, pieces held or spoilt.
    /// A fault that met nothing proves nothing.
    std::size_t struck() const { return struck_; }
    bool has_connections();

private:
    enum class Fault : std::uint8_t { none, refuse, accept_nothing, stall, delay, cut, half_open, corrupt, duplicate };
    using Time = std::chrono::steady_clock::time_point;
    struct Piece {
        std::string bytes;
        Time due;
    };
    struct Direction {
        std::deque<Piece> waiting;
        std::size_t held = 0;    ///< bytes in `waiting`
        std::size_t passed = 0;  ///< since the fault came
        bool ended = false;      ///< no more will be read
        bool told = false;       ///< its end was passed on
        bool lost = false;       ///< half open: what comes vanishes
        bool spoilt = false;     ///< corrupt and duplicate spoil once
    };
    struct Line {
        int ends[2];  ///< whoever dialled, whoever was dialled
        Direction ways[2];
        bool over = false;
    };

    void set(Fault fault, Way way = Way::there, std::size_t bytes = 0, std::chrono::milliseconds by = {});
    void listen();
    void close_listener();
    void run();
    void one_comes();
    void read_from(Line& line, std::size_t way);
    void spoil(Line& line, Direction& direction, std::string& bytes);
    void write_to(Line& line, std::size_t way);
    void end(Line& line);

    const Place target_;
    const std::string own_path_;
    unsigned short port_ = 0;
    int listener_ = -1;
    std::mutex mutex_;
    Fault fault_ = Fault::none;
    Way way_ = Way::there;
    std::size_t bytes_ = 0;
    std::chrono::milliseconds by_{0};
    bool one_waits_ = false;  ///< to be accepted, which nobody does
    std::list<Line> lines_;
    std::atomic<std::size_t> struck_ = 0;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace clearing::test
