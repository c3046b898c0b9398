#pragma once

#include <boost/asio/awaitable.hpp>

namespace clearing::ports {

using boost::asio::awaitable;

}  // namespace clearing::ports
