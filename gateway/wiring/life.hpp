#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <expected>
#include <functional>
#include <string>

#include <boost/asio/io_context.hpp>

namespace clearing::wiring {

/// A daemon from its start to its end, in this order.
struct Life {
    std::function<ports::awaitable<Result<void>>()> begin;
    std::function<std::expected<void, std::string>()> open_doors;
    std::function<void()> serve;  ///< until it was told to stop
    std::function<void()> end;    ///< also of one that never served
};

/// Lives it on `io` and answers the exit code of the process: 1 where it could not begin to serve, whether it was told
/// so or something was thrown; `complain` is told why.
int live(boost::asio::io_context& io, const Life& life, const std::function<void(const std::string&)>& complain);

}  // namespace clearing::wiring
