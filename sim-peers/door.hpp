#pragma once

#include "gateway/infra/tls/listener.hpp"
#include "sim-peers/faults.hpp"

#include <expected>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

namespace clearing::peers {

/// A role's port with its fault refuse_connection: without a count the port is closed while the fault is on and opened
/// again afterwards; with a count so many connections are accepted and closed before a byte.
class Door {
public:
    Door(boost::asio::any_io_executor executor, std::string role, unsigned short port,
         std::shared_ptr<tls::Credentials> credentials, Faults& faults, tls::Serve serve);

    std::expected<void, std::string> open();
    /// Called when faults change.
    void follow_faults();
    unsigned short port() const { return port_; }
    void close();

private:
    boost::asio::awaitable<void> admit(std::shared_ptr<tls::Stream> stream);

    boost::asio::any_io_executor executor_;
    std::string role_;
    unsigned short port_;
    std::shared_ptr<tls::Credentials> credentials_;
    Faults& faults_;
    tls::Serve serve_;
    std::unique_ptr<tls::Listener> listener_;
};

/// Says what went wrong with a connection on standard error, without particulars of persons.
void note(const std::string& role, const std::string& text);

}  // namespace clearing::peers
