#pragma once

#include <chrono>
#include <optional>

#include <boost/asio/awaitable.hpp>

namespace clearing::async {

using boost::asio::awaitable;
using Duration = std::chrono::steady_clock::duration;

/// Runs `operation`; when `limit` passes first, cancels it, waits until it has let go, and answers nothing.
/// (Boost 1.81 has no cancel_after.) Cancelling is cooperative: an operation that ignores cancellation keeps us
/// waiting.
template <class T>
awaitable<std::optional<T>> with_timeout(awaitable<T> operation, Duration limit);

}  // namespace clearing::async

#include "gateway/infra/async/with_timeout.ipp"
