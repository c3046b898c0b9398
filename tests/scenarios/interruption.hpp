#pragma once

#include "tests/support/ningbo.hpp"

#include <functional>
#include <string_view>
#include <utility>

namespace clearing::tests {

/// A way of a close to the books and back: there the first, the third, … time, back the second, the fourth, …
struct Moment {
    std::string_view call;
    int time;
    std::string_view words;
};

/// Something comes at the desk at a moment of a close, once.
class Interruption {
public:
    Interruption(Ningbo& here, const Moment& moment, std::function<ports::awaitable<void>()> comes)
        : here_(here), call_(moment.call), left_(moment.time), comes_(std::move(comes)) {
        here_.books.travel = [this](std::string_view call) { return passes(call); };
    }
    ~Interruption() { here_.books.travel = nullptr; }
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    bool has_come() const { return left_ == 0; }

private:
    ports::awaitable<void> passes(std::string_view call) {
        // What comes goes to the books as well.
        if (left_ == 0 || call != call_ || --left_ > 0) co_return;
        co_await comes_();
    }

    Ningbo& here_;
    std::string_view call_;
    int left_;
    std::function<ports::awaitable<void>()> comes_;
};

}  // namespace clearing::tests
