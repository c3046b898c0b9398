#pragma once

#include "gateway/ports/workshop.hpp"

#include <boost/asio/thread_pool.hpp>

namespace clearing::system {

/// The workshop with one bench: a thread of its own, below the others in priority, so that a machine with few cores
/// serves the desks first.
class BenchThread final : public ports::Workshop {
public:
    BenchThread();
    /// Finishes the piece at the bench; what waits is dropped.
    ~BenchThread() override;

    ports::awaitable<void> run(std::function<void()> work) override;

private:
    boost::asio::thread_pool bench_{1};
};

}  // namespace clearing::system
