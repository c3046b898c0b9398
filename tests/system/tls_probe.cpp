#include "tests/system/tls_probe.hpp"

#include <csignal>
#include <memory>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace clearing::test {
namespace {

struct FreeSsl {
    void operator()(SSL_CTX* it) const { SSL_CTX_free(it); }
    void operator()(SSL* it) const { SSL_free(it); }
};

class Socket {
public:
    explicit Socket(unsigned short port, std::chrono::milliseconds limit) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval wait{limit.count() / 1000, limit.count() % 1000 * 1000};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("the port is not open");
    }
    Socket(const Socket&) = delete;
    ~Socket() { ::close(fd_); }
    int fd() const { return fd_; }

private:
    int fd_;
};

}  // namespace

Heard try_tls(const TlsProbe& probe) {
    std::signal(SIGPIPE, SIG_IGN);
    const std::unique_ptr<SSL_CTX, FreeSsl> context(SSL_CTX_new(TLS_client_method()));
    if (probe.version != 0) {
        SSL_CTX_set_security_level(context.get(), 0);
        SSL_CTX_set_min_proto_version(context.get(), probe.version);
        SSL_CTX_set_max_proto_version(context.get(), probe.version);
    }
    if (!probe.certificate.empty() &&
        (SSL_CTX_use_certificate_file(context.get(), probe.certificate.c_str(), SSL_FILETYPE_PEM) != 1 ||
         SSL_CTX_use_PrivateKey_file(context.get(), probe.key.c_str(), SSL_FILETYPE_PEM) != 1))
        throw std::runtime_error("cannot read " + probe.certificate.string());
    const Socket socket(probe.port, probe.listens);
    const std::unique_ptr<SSL, FreeSsl> tls(SSL_new(context.get()));
    SSL_set_fd(tls.get(), socket.fd());
    Heard heard;
    heard.shook_hands = SSL_connect(tls.get()) == 1;
    if (!heard.shook_hands) {
        heard.ended = true;
        return heard;
    }
    if (!probe.says.empty()) SSL_write(tls.get(), probe.says.data(), static_cast<int>(probe.says.size()));
    char bytes[4096];
    const int got = SSL_read(tls.get(), bytes, sizeof bytes);
    if (got > 0) heard.bytes.assign(bytes, static_cast<std::size_t>(got));
    const int why = SSL_get_error(tls.get(), got);
    heard.ended = got <= 0 && why != SSL_ERROR_WANT_READ;
    return heard;
}

Heard try_plain(unsigned short port, const std::string& bytes) {
    const Socket socket(port, std::chrono::seconds(5));
    Heard heard;
    ::send(socket.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    while (true) {
        char answer[4096];
        const auto got = ::recv(socket.fd(), answer, sizeof answer, 0);
        if (got > 0) {
            heard.bytes.append(answer, static_cast<std::size_t>(got));
            continue;
        }
        heard.ended = got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
        return heard;
    }
}

}  // namespace clearing::test
