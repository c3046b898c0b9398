#include "tests/faults/fault_proxy.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <vector>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace clearing::test {
namespace {

constexpr int tick_ms = 5;
constexpr std::size_t most_held = 4 * 1024 * 1024;

sockaddr_un unix_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error("socket path too long: " + path);
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

sockaddr_in tcp_address(unsigned short port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

void go_on_without_waiting(int socket) {
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
}

int dial(const FaultProxy::Place& place) {
    const bool local = !place.unix_path.empty();
    const int socket = ::socket(local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // A server that takes nobody in must not stop the other connections of the line.
    const timeval at_most{.tv_sec = 1, .tv_usec = 0};
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &at_most, sizeof at_most);
    int done = -1;
    if (local) {
        const sockaddr_un address = unix_address(place.unix_path);
        done = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    } else {
        const sockaddr_in address = tcp_address(place.port);
        done = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    if (done != 0) {
        ::close(socket);
        return -1;
    }
    go_on_without_waiting(socket);
    return socket;
}

}  // namespace

FaultProxy::FaultProxy(Place target) : target_(std::move(target)) {
    listen();
    thread_ = std::thread([this] { run(); });
}

FaultProxy::FaultProxy(Place target, std::string own_unix_path)
    : target_(std::move(target)), own_path_(std::move(own_unix_path)) {
    listen();
    thread_ = std::thread([this] { run(); });
}

FaultProxy::~FaultProxy() {
    stopping_ = true;
    thread_.join();
    for (Line& line : lines_)
        end(line);
    close_listener();
}

void FaultProxy::listen() {
    if (listener_ >= 0) return;
    const bool local = !own_path_.empty();
    listener_ = ::socket(local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int bound = -1;
    if (local) {
        ::unlink(own_path_.c_str());
        const sockaddr_un address = unix_address(own_path_);
        bound = ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    } else {
        const int on = 1;
        ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_in address = tcp_address(port_);
        socklen_t size = sizeof address;
        bound = ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    if (bound != 0 || ::listen(listener_, 128) != 0) throw std::runtime_error("the proxy cannot listen");
}

void FaultProxy::close_listener() {
    if (listener_ >= 0) ::close(listener_);
    listener_ = -1;
    if (!own_path_.empty()) ::unlink(own_path_.c_str());
}

void FaultProxy::set(Fault fault, Way way, std::size_t bytes, std::chrono::milliseconds by) {
    const std::scoped_lock lock(mutex_);
    fault_ = fault;
    way_ = way;
    bytes_ = bytes;
    by_ = by;
    struck_ = 0;
    one_waits_ = false;
    for (Line& line : lines_) {
        if (fault == Fault::refuse || fault == Fault::accept_nothing) {
            ++struck_;
            end(line);
        }
        for (Direction& direction : line.ways) {
            direction.passed = 0;
            direction.spoilt = false;
        }
    }
    if (fault == Fault::refuse)
        close_listener();
    else
        listen();
}

void FaultProxy::refuse() {
    set(Fault::refuse);
}
void FaultProxy::accept_nothing() {
    set(Fault::accept_nothing);
}
void FaultProxy::stall() {
    set(Fault::stall);
}
void FaultProxy::delay(std::chrono::milliseconds by) {
    set(Fault::delay, Way::there, 0, by);
}
void FaultProxy::cut_after(Way way, std::size_t bytes) {
    set(Fault::cut, way, bytes);
}
void FaultProxy::half_open(Way way) {
    set(Fault::half_open, way);
}
void FaultProxy::corrupt(Way way, std::size_t after) {
    set(Fault::corrupt, way, after);
}
void FaultProxy::duplicate(Way way, std::size_t after) {
    set(Fault::duplicate, way, after);
}
void FaultProxy::heal() {
    set(Fault::none);
}

bool FaultProxy::has_connections() {
    const std::scoped_lock lock(mutex_);
    return std::ranges::any_of(lines_, [](const Line& line) { return !line.over; });
}

void FaultProxy::run() {
    while (!stopping_) {
        std::vector<pollfd> watched;
        std::vector<Line*> of;
        int listener = -1;
        {
            const std::scoped_lock lock(mutex_);
            std::erase_if(lines_, [](const Line& line) { return line.over; });
            // It would be readable for as long as one waits.
            listener = one_waits_ ? -1 : listener_;
            watched.push_back({listener, POLLIN, 0});
            for (Line& line : lines_) {
                of.push_back(&line);
                for (std::size_t end = 0; end < 2; ++end) {
                    const bool may_read = !line.ways[end].ended && line.ways[end].held < most_held;
                    watched.push_back({may_read ? line.ends[end] : -1, POLLIN, 0});
                }
            }
        }
        if (::poll(watched.data(), watched.size(), tick_ms) < 0 && errno != EINTR) {
            std::perror("the proxy cannot poll");
            std::abort();  // a line that stands still for a reason of its own would look like the fault
        }
        const std::scoped_lock lock(mutex_);
        if (watched[0].revents != 0 && listener == listener_) one_comes();
        for (std::size_t i = 0; i < of.size(); ++i) {
            Line& line = *of[i];
            for (std::size_t way = 0; way < 2 && !line.over; ++way)
                if ((watched[1 + 2 * i + way].revents & (POLLIN | POLLHUP | POLLERR)) != 0) read_from(line, way);
            for (std::size_t way = 0; way < 2 && !line.over; ++way)
                write_to(line, way);
        }
    }
}

void FaultProxy::one_comes() {
    if (fault_ == Fault::accept_nothing) {
        one_waits_ = true;
        ++struck_;
        return;
    }
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client < 0) return;
    const int server = dial(target_);
    if (server < 0) {
        ::close(client);
        return;
    }
    const int on = 1;
    if (own_path_.empty()) ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    lines_.push_back({{client, server}, {}, false});
}

void FaultProxy::read_from(Line& line, std::size_t way) {
    Direction& direction = line.ways[way];
    if (direction.ended) return;
    char part[65536];
    const ssize_t count = ::read(line.ends[way], part, sizeof part);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
        direction.ended = true;
        return;
    }
    std::string bytes(part, static_cast<std::size_t>(count));
    if (fault_ == Fault::half_open && way == static_cast<std::size_t>(way_)) direction.lost = true;
    if (direction.lost) {
        ++struck_;
        return;
    }
    if (fault_ == Fault::stall || fault_ == Fault::delay) ++struck_;
    if (way == static_cast<std::size_t>(way_)) spoil(line, direction, bytes);
    direction.held += bytes.size();
    const Time due = std::chrono::steady_clock::now() + (fault_ == Fault::delay ? by_ : std::chrono::milliseconds(0));
    direction.waiting.push_back({std::move(bytes), due});
}

/// Cut, corrupt, duplicate: at the byte they were asked for.
void FaultProxy::spoil(Line& line, Direction& direction, std::string& bytes) {
    const std::size_t before = direction.passed;
    direction.passed += bytes.size();
    if (direction.passed <= bytes_ || direction.spoilt) return;
    const std::size_t at = before >= bytes_ ? 0 : bytes_ - before;
    if (fault_ == Fault::cut) {
        bytes.resize(at);
        direction.ended = line.ways[0].ended = line.ways[1].ended = true;
    } else if (fault_ == Fault::corrupt) {
        bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    } else if (fault_ == Fault::duplicate) {
        bytes += bytes.substr(at);
    } else {
        return;
    }
    direction.spoilt = true;
    ++struck_;
}

void FaultProxy::write_to(Line& line, std::size_t way) {
    if (fault_ == Fault::stall) return;
    Direction& direction = line.ways[way];
    const int to = line.ends[1 - way];
    const Time now = std::chrono::steady_clock::now();
    while (!direction.waiting.empty() && direction.waiting.front().due <= now) {
        std::string& bytes = direction.waiting.front().bytes;
        const ssize_t count = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN) return;
        if (count < 0) return end(line);
        direction.held -= static_cast<std::size_t>(count);
        bytes.erase(0, static_cast<std::size_t>(count));
        if (!bytes.empty()) return;
        direction.waiting.pop_front();
    }
    if (!direction.waiting.empty() || !direction.ended) return;
    const Direction& other = line.ways[1 - way];
    if (other.ended && other.waiting.empty()) return end(line);
    if (direction.lost || direction.told) return;  // half open: nobody is told
    direction.told = true;
    ::shutdown(to, SHUT_WR);
}

void FaultProxy::end(Line& line) {
    if (line.over) return;
    line.over = true;
    ::close(line.ends[0]);
    ::close(line.ends[1]);
}

}  // namespace clearing::test
