#include "tests/integration/postgres/cutting_proxy.hpp"

#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace clearing::test {
namespace {

constexpr std::string_view socket_name = "/.s.PGSQL.5432";

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error("socket path too long");
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

int connected_to(const std::string& path) {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = address_of(path);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot reach the server's socket");
    return socket;
}

/// Moves what is there to read; false at the end.
bool move_bytes(int from, int to, std::string& moved) {
    char part[65536];
    const ssize_t count = ::read(from, part, sizeof part);
    if (count <= 0) return false;
    moved.assign(part, static_cast<std::size_t>(count));
    for (std::size_t sent = 0; to >= 0 && sent < moved.size();) {
        const ssize_t written = ::send(to, moved.data() + sent, moved.size() - sent, MSG_NOSIGNAL);
        if (written <= 0) return false;
        sent += static_cast<std::size_t>(written);
    }
    return true;
}

}  // namespace

CuttingProxy::CuttingProxy(std::string url) {
    const std::size_t host = url.find("host=");
    server_socket_ = url.substr(host + 5) + std::string(socket_name);
    char directory[] = "/tmp/gateway-cut.XXXXXX";
    if (::mkdtemp(directory) == nullptr) throw std::runtime_error("cannot make a directory in /tmp");
    directory_ = directory;
    url_ = url.substr(0, host + 5) + directory_;
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = address_of(directory_ + std::string(socket_name));
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_, 16) != 0)
        throw std::runtime_error("cannot listen");
    thread_ = std::thread([this] { accept_until_stopped(); });
}

CuttingProxy::~CuttingProxy() {
    stopping_ = true;
    thread_.join();
    ::close(listener_);
    ::unlink((directory_ + std::string(socket_name)).c_str());
    ::rmdir(directory_.c_str());
}

void CuttingProxy::strike_at_statement(int statement, std::function<void()> strike) {
    has_struck_ = false;
    strike_ = std::move(strike);
    statements_until_strike_ = statement;
}

bool CuttingProxy::has_struck() {
    statements_until_strike_ = 0;
    cut_ = Cut::none;
    return has_struck_;
}

/// libpq waits for each answer before it asks again, so what arrives at once is one statement: a prepared one begins
/// with Bind.
void CuttingProxy::count_statement(std::string_view message) {
    if (message.empty() || message.front() != 'B' || statements_until_strike_ == 0) return;
    if (--statements_until_strike_ != 0) return;
    strike_();
    has_struck_ = true;
}

void CuttingProxy::cut_next(const char* text, Cut cut, int after_others) {
    cut_ = Cut::none;
    has_struck_ = false;
    others_before_cut_ = after_others;
    text_ = text;
    cut_ = cut;
}

void CuttingProxy::accept_until_stopped() {
    std::vector<std::thread> lines;
    while (!stopping_) {
        pollfd waiting{listener_, POLLIN, 0};
        if (::poll(&waiting, 1, 20) == 1) {
            const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            lines.emplace_back([this, client] { carry(client); });
        }
    }
    for (std::thread& line : lines)
        line.join();
}

void CuttingProxy::carry(int client) {
    const int server = connected_to(server_socket_);
    bool cut_after_reply = false;
    while (!stopping_) {
        pollfd ends[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
        if (::poll(ends, 2, 20) <= 0) continue;
        std::string moved;
        bool cut_now = false;
        if (ends[0].revents != 0) {
            if (!move_bytes(client, -1, moved)) break;
            count_statement(moved);
            if (cut_ != Cut::none && moved.find(text_) != std::string::npos && others_before_cut_-- <= 0) {
                const Cut cut = cut_.exchange(Cut::none);
                if (cut != Cut::none) has_struck_ = true;
                if (cut == Cut::before_the_server_sees_it) break;
                cut_now = cut == Cut::while_the_server_does_it;
                cut_after_reply = cut == Cut::after_the_server_did_it;
            }
            if (::send(server, moved.data(), moved.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(moved.size())) break;
            if (cut_now) break;
        }
        if (ends[1].revents != 0 && !move_bytes(server, cut_after_reply ? -1 : client, moved)) break;
        if (ends[1].revents != 0 && cut_after_reply) break;
    }
    ::close(client);
    ::close(server);
}

}  // namespace clearing::test
