#include "tests/integration/postgres/cutting_proxy.hpp"

#include <cstdlib>
#include <cstring>
#include <optional>
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

bool send_all(int to, const std::string& bytes) {
    return ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

}  // namespace

/// A client's bytes, cut into the messages of PostgreSQL's protocol: a type, a length, a body. Those that ask for a
/// session have no type.
class CuttingProxy::ClientMessages {
public:
    void add(const std::string& bytes) { bytes_ += bytes; }

    /// Nothing: the rest of the next one is still to come.
    std::optional<std::string> next() {
        const std::size_t type = has_session_ ? 1 : 0;
        if (bytes_.size() < type + 4) return std::nullopt;
        const std::size_t size = type + length_at(type);
        if (bytes_.size() < size) return std::nullopt;
        std::string message = bytes_.substr(0, size);
        bytes_.erase(0, size);
        constexpr char version = 3;  // what asks for TLS before it has another number there
        if (!has_session_) has_session_ = message[5] == version;
        return message;
    }

private:
    std::size_t length_at(std::size_t place) const {
        std::size_t length = 0;
        for (std::size_t i = place; i < place + 4; ++i)
            length = length << 8U | static_cast<unsigned char>(bytes_[i]);
        return length;
    }

    std::string bytes_;
    bool has_session_ = false;
};

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

/// A statement begins with its Bind; BEGIN and the like have no name.
bool CuttingProxy::is_struck_by(const std::string& message) {
    if (message.front() != 'B' || statements_until_strike_ == 0) return false;
    const std::size_t name = message.find('\0', 5) + 1;
    return message[name] != '\0' && --statements_until_strike_ == 0;
}

/// A Parse: the name, and the text.
void CuttingProxy::keep_prepared(const std::string& message) {
    if (message.front() != 'P') return;
    const std::string name = message.c_str() + 5;
    const std::scoped_lock lock(mutex_);
    prepared_[name] = message.c_str() + 5 + name.size() + 1;
}

std::map<std::string, std::string> CuttingProxy::prepared() const {
    const std::scoped_lock lock(mutex_);
    return prepared_;
}

/// What may go on to the server, once what the strike hits has been struck.
bool CuttingProxy::pass_messages(ClientMessages& messages, int server, std::string& passing) {
    passing.clear();
    while (auto message = messages.next()) {
        keep_prepared(*message);
        if (is_struck_by(*message)) {
            if (!send_all(server, passing)) return false;
            passing.clear();
            strike_();
            has_struck_ = true;
        }
        passing += *message;
    }
    return true;
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

void CuttingProxy::wait_for_the_end_of(int client) const {
    char ignored[4096];
    pollfd end{client, POLLIN, 0};
    while (!stopping_)
        if (::poll(&end, 1, 20) == 1 && ::read(client, ignored, sizeof ignored) <= 0) return;
}

void CuttingProxy::carry(int client) {
    if (swallows_new_lines_) {
        wait_for_the_end_of(client);
        ::close(client);
        return;
    }
    const int server = connected_to(server_socket_);
    ClientMessages messages;
    bool cut_after_reply = false;
    while (!stopping_) {
        pollfd ends[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
        if (::poll(ends, 2, 20) <= 0) continue;
        std::string moved;
        bool cut_now = false;
        if (ends[0].revents != 0) {
            if (!move_bytes(client, -1, moved)) break;
            messages.add(moved);
            if (!pass_messages(messages, server, moved)) break;
            if (cut_ != Cut::none && moved.find(text_) != std::string::npos && others_before_cut_-- <= 0) {
                const Cut cut = cut_.exchange(Cut::none);
                if (cut != Cut::none) has_struck_ = true;
                if (cut == Cut::before_the_server_sees_it) break;
                if (cut == Cut::swallowed) wait_for_the_end_of(client);
                if (cut == Cut::swallowed) break;
                cut_now = cut == Cut::while_the_server_does_it;
                cut_after_reply = cut == Cut::after_the_server_did_it;
            }
            if (!send_all(server, moved)) break;
            if (cut_now) break;
        }
        if (ends[1].revents != 0 && !move_bytes(server, cut_after_reply ? -1 : client, moved)) break;
        if (ends[1].revents != 0 && cut_after_reply) break;
    }
    ::close(client);
    ::close(server);
}

}  // namespace clearing::test
