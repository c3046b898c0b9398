#pragma once

#include "clearing/delta/v1/delta.pb.h"
#include "gateway/infra/tls/connect.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace clearing::peers::delta {

namespace pb = ::clearing::delta::v1;

struct CallFailure {
    bool sent = false;  ///< false: provably nothing of the request left
    std::string reason;
};
using Called = std::expected<pb::Envelope, CallFailure>;

/// One connection to the partner's gateway, made when it is needed; requests share it by correlation id.
class Client {
public:
    Client(boost::asio::any_io_executor executor, tls::Target target, std::string own_division,
           std::string partner_division);
    ~Client();

    /// Fills correlation id, version, divisions and deadline; nothing is sent before a Hello without error was read.
    boost::asio::awaitable<Called> call(pb::Envelope request, std::chrono::milliseconds limit);

    const std::string& partner_division() const { return partner_division_; }
    void disconnect();

private:
    struct Link;
    boost::asio::awaitable<std::expected<std::shared_ptr<Link>, std::string>> link(std::chrono::milliseconds limit);
    static boost::asio::awaitable<void> read_answers(std::shared_ptr<Link> link);

    boost::asio::any_io_executor executor_;
    tls::Target target_;
    std::string own_division_, partner_division_;
    std::shared_ptr<Link> link_;
    std::uint64_t last_correlation_ = 0;
};

}  // namespace clearing::peers::delta
