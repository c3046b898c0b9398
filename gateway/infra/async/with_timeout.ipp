#pragma once

#include <utility>

namespace clearing::async {

namespace detail {

/// True: `operation` ended before the limit (what it threw is thrown on). False: it was cancelled and has let go.
awaitable<bool> finished_within(awaitable<void> operation, Duration limit);

template <class T>
awaitable<void> keep_answer(awaitable<T> operation, std::optional<T>& answer) {
    answer.emplace(co_await std::move(operation));
}

}  // namespace detail

template <class T>
awaitable<std::optional<T>> with_timeout(awaitable<T> operation, Duration limit) {
    std::optional<T> answer;
    awaitable<void> kept = detail::keep_answer(std::move(operation), answer);
    const bool in_time = co_await detail::finished_within(std::move(kept), limit);
    if (!in_time) answer.reset();
    co_return answer;
}

}  // namespace clearing::async
