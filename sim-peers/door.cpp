#include "sim-peers/door.hpp"

#include <cstdio>

#include <boost/asio/awaitable.hpp>

namespace clearing::peers {

void note(const std::string& role, const std::string& text) {
    std::fprintf(stderr, "sim-peer %s: %s\n", role.c_str(), text.c_str());
}

Door::Door(boost::asio::any_io_executor executor, std::string role, unsigned short port,
           std::shared_ptr<tls::Credentials> credentials, Faults& faults, tls::Serve serve)
    : executor_(std::move(executor)),
      role_(std::move(role)),
      port_(port),
      credentials_(std::move(credentials)),
      faults_(faults),
      serve_(std::move(serve)) {}

std::expected<void, std::string> Door::open() {
    auto admit_one = [this](std::shared_ptr<tls::Stream> stream) { return admit(std::move(stream)); };
    auto refused = [role = role_](std::string text) { note(role, text); };
    auto listener = tls::listen_tcp(executor_, "127.0.0.1", port_, credentials_, {}, admit_one, refused);
    if (!listener) return std::unexpected(role_ + ": " + listener.error());
    listener_ = std::move(*listener);
    port_ = listener_->port();  // 0 was asked: keep the one we got, also for reopening
    return {};
}

void Door::follow_faults() {
    const auto fault = faults_.look(role_, "refuse_connection");
    if (fault && listener_) listener_->abort_all();  // pooled connections would otherwise hide the fault
    if (fault && fault->count < 0) {
        close();
    } else if (!listener_) {
        if (const auto opened = open(); !opened) note(role_, opened.error());
    }
}

void Door::close() {
    if (!listener_) return;
    listener_->stop_accepting();
    listener_->abort_all();
    listener_.reset();
}

boost::asio::awaitable<void> Door::admit(std::shared_ptr<tls::Stream> stream) {
    if (faults_.take(role_, "refuse_connection", "connect")) {
        stream->abort();
        co_return;
    }
    auto served = serve_(std::move(stream));
    co_await std::move(served);
}

}  // namespace clearing::peers
