#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"
#include "tests/support/event_loop.hpp"

#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace clearing::tests {

/// Asks a port and waits for its answer.
class Ask {
public:
    template <class T>
    Result<T> result(ports::awaitable<Result<T>> work) {
        return loop().run(std::move(work));
    }

    /// The value; an error ends the test.
    template <class T>
    T value(ports::awaitable<Result<T>> work) {
        Result<T> answer = loop().run(std::move(work));
        if (!answer) throw std::runtime_error(stable_code(answer.error().code) + " " + answer.error().detail);
        if constexpr (!std::is_void_v<T>) return std::move(*answer);
    }

    /// One for all: a thread of the database's pool lets go of its executor a moment after the answer has arrived,
    /// which may be after the end of a test.
    static test::EventLoop& loop() {
        static test::EventLoop one;
        return one;
    }
};

/// The code of an error; none for a value.
template <class T>
std::optional<ErrorCode> error_of(const Result<T>& answer) {
    return answer ? std::nullopt : std::optional(answer.error().code);
}

}  // namespace clearing::tests
