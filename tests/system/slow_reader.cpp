#include "tests/system/slow_reader.hpp"

#include <csignal>
#include <stdexcept>

#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace clearing::test {

struct SlowReader::Connection {
    int fd = -1;
    SSL_CTX* context = nullptr;
    SSL* tls = nullptr;

    ~Connection() {
        SSL_free(tls);
        SSL_CTX_free(context);
        ::close(fd);
    }
};

SlowReader::SlowReader(unsigned short port, const std::filesystem::path& certificate, const std::filesystem::path& key)
    : connection_(std::make_unique<Connection>()) {
    std::signal(SIGPIPE, SIG_IGN);
    Connection& it = *connection_;
    it.fd = ::socket(AF_INET, SOCK_STREAM, 0);
    const int window = 2'048;  // before connecting: the server's buffer does not grow beyond what it can send
    ::setsockopt(it.fd, SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    it.context = SSL_CTX_new(TLS_client_method());
    const bool has_certificate = SSL_CTX_use_certificate_file(it.context, certificate.c_str(), SSL_FILETYPE_PEM) == 1 &&
                                 SSL_CTX_use_PrivateKey_file(it.context, key.c_str(), SSL_FILETYPE_PEM) == 1;
    it.tls = SSL_new(it.context);
    if (!has_certificate || ::connect(it.fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        SSL_set_fd(it.tls, it.fd) != 1 || SSL_connect(it.tls) != 1)
        throw std::runtime_error("the server does not take the connection");
    ::fcntl(it.fd, F_SETFL, ::fcntl(it.fd, F_GETFL) | O_NONBLOCK);
    SSL_set_mode(it.tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

SlowReader::~SlowReader() = default;

std::size_t SlowReader::say(const std::string& bytes, std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    std::size_t said = 0;
    while (said < bytes.size() && std::chrono::steady_clock::now() < end) {
        const int written = SSL_write(connection_->tls, bytes.data() + said, static_cast<int>(bytes.size() - said));
        if (written > 0) {
            said += static_cast<std::size_t>(written);
            continue;
        }
        if (SSL_get_error(connection_->tls, written) != SSL_ERROR_WANT_WRITE) break;
        pollfd room{connection_->fd, POLLOUT, 0};
        ::poll(&room, 1, 100);
    }
    return said;
}

bool SlowReader::is_cut_within(std::chrono::milliseconds limit) {
    // What is unread stays unread: only an end of the connection is waited for.
    pollfd ended{connection_->fd, POLLRDHUP, 0};
    return ::poll(&ended, 1, static_cast<int>(limit.count())) > 0;
}

}  // namespace clearing::test
