#pragma once

#include "gateway/domain/error.hpp"
#include "gateway/infra/async/gate.hpp"
#include "gateway/infra/json/value.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/workshop.hpp"
#include "gateway/services/mapping/import.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace clearing::api {

/// Long work that was ordered over the API: one runs at a time, a few wait, the last ones can still be asked about.
/// Whoever ordered it asks for its state by id; nobody's connection is kept waiting. One thread, as everything at the
/// counter; only the progress is told from another.
class Jobs {
public:
    static constexpr std::size_t greatest_queue = 4;  ///< that wait; more are refused with busy
    static constexpr std::size_t kept = 16;           ///< that are done and can be asked about

    /// Answers what stands as the job's result. What it throws makes the job fail with internal_error.
    using Work = std::move_only_function<ports::awaitable<Result<json::Value>>(mapping::Progress)>;

    Jobs(boost::asio::any_io_executor executor, ports::Clock& clock, ports::Workshop& workshop);

    /// {id, what, by, state: waiting | running | done | failed, done, total, result, error}; total 0: not known yet.
    /// Errors: busy, shutting_down.
    Result<json::Value> start(std::string what, std::string by, Work work);
    /// Nothing: never heard of, or too long ago.
    std::optional<json::Value> find(const std::string& id) const;

    /// For the parts of a job that are long to compute.
    ports::Workshop& workshop() { return workshop_; }

    /// Nothing new begins and what waits fails with shutting_down; the running one may finish within `limit`. False: it
    /// did not.
    ports::awaitable<bool> stop(std::chrono::milliseconds limit);

private:
    struct Job;

    std::size_t not_over() const;
    std::shared_ptr<Job> next() const;
    void forget_the_oldest();
    ports::awaitable<void> work_off();

    ports::Workshop& workshop_;
    std::string prefix_;  ///< of this process: an old id is not mistaken for a new one
    long long last_number_ = 0;
    bool at_work_ = false;
    std::deque<std::shared_ptr<Job>> jobs_;  ///< in the order they came
    async::Gate gate_;
};

}  // namespace clearing::api
