#pragma once

#include <chrono>
#include <exception>
#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

namespace clearing::peers::testing {

/// Runs `work` on `context` until it is done; a minute at most.
template <class T>
T run(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
    std::optional<T> result;
    std::exception_ptr failure;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T value) {
        failure = error;
        result.emplace(std::move(value));
        context.stop();
    });
    context.restart();
    context.run_for(std::chrono::minutes(1));
    if (failure) std::rethrow_exception(failure);
    BOOST_REQUIRE_MESSAGE(result, "not done within a minute");
    return std::move(*result);
}

}  // namespace clearing::peers::testing
