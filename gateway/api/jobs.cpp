#include "gateway/api/jobs.hpp"

#include "gateway/api/answers.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>

#include <fmt/format.h>

namespace clearing::api {
namespace {

/// Told by the thread that works, read by the one that answers.
struct Count {
    std::atomic<std::size_t> done = 0, total = 0;
};

json::Value number_of(const std::atomic<std::size_t>& count) {
    return static_cast<long long>(count.load(std::memory_order_relaxed));
}

}  // namespace

struct Jobs::Job {
    enum class State : std::uint8_t { waiting, running, done, failed };

    std::string id, what, by;
    Work work;
    State state = State::waiting;
    std::shared_ptr<Count> count = std::make_shared<Count>();
    json::Value result;
    std::optional<Error> error;

    bool is_over() const { return state == State::done || state == State::failed; }

    void end(Result<json::Value> answer) {
        state = answer ? State::done : State::failed;
        if (answer)
            result = std::move(*answer);
        else
            error = std::move(answer.error());
    }

    json::Value to_json() const {
        constexpr std::array<std::string_view, 4> names{"waiting", "running", "done", "failed"};
        return json::Object{{"id", id},
                            {"what", what},
                            {"by", by},
                            {"state", names[static_cast<std::size_t>(state)]},
                            {"done", number_of(count->done)},
                            {"total", number_of(count->total)},
                            {"result", result},
                            {"error", error ? api::to_json(*error) : json::Value()}};
    }
};

Jobs::Jobs(boost::asio::any_io_executor executor, ports::Clock& clock, ports::Workshop& workshop)
    : workshop_(workshop), prefix_(to_compact_local_time(clock.now())), gate_(std::move(executor)) {}

std::size_t Jobs::not_over() const {
    return static_cast<std::size_t>(std::ranges::count_if(jobs_, [](const auto& job) { return !job->is_over(); }));
}

std::shared_ptr<Jobs::Job> Jobs::next() const {
    const auto found = std::ranges::find(jobs_, Job::State::waiting, [](const auto& job) { return job->state; });
    return found == jobs_.end() ? nullptr : *found;
}

void Jobs::forget_the_oldest() {
    auto over = std::ranges::count_if(jobs_, [](const auto& job) { return job->is_over(); });
    std::erase_if(jobs_, [&](const auto& job) { return job->is_over() && over-- > static_cast<decltype(over)>(kept); });
}

Result<json::Value> Jobs::start(std::string what, std::string by, Work work) {
    if (gate_.is_closed()) return fail(ErrorCode::shutting_down);
    if (not_over() >= 1 + greatest_queue)
        return fail(ErrorCode::busy, fmt::format("{} orders wait already", greatest_queue));
    auto job = std::make_shared<Job>();
    job->id = fmt::format("{}-{}", prefix_, ++last_number_);
    job->what = std::move(what);
    job->by = std::move(by);
    job->work = std::move(work);
    jobs_.push_back(job);
    if (!at_work_) {
        at_work_ = true;
        gate_.spawn(work_off());
    }
    return job->to_json();
}

std::optional<json::Value> Jobs::find(const std::string& id) const {
    const auto found = std::ranges::find(jobs_, id, [](const auto& job) { return job->id; });
    if (found == jobs_.end()) return std::nullopt;
    return (*found)->to_json();
}

ports::awaitable<void> Jobs::work_off() {
    while (const std::shared_ptr<Job> job = next()) {
        job->state = Job::State::running;
        mapping::Progress progress = [count = job->count](std::size_t done, std::size_t total) {
            count->done.store(done, std::memory_order_relaxed);
            count->total.store(total, std::memory_order_relaxed);
        };
        // The work owns what it captured until it is over.
        Work work = std::move(job->work);
        try {
            auto under_way = work(std::move(progress));
            job->end(co_await std::move(under_way));
        } catch (const std::exception& failure) {
            job->end(fail(ErrorCode::internal_error, failure.what()));
        }
        forget_the_oldest();
    }
    at_work_ = false;
}

ports::awaitable<bool> Jobs::stop(std::chrono::milliseconds limit) {
    for (const auto& job : jobs_)
        if (job->state == Job::State::waiting) {
            job->work = {};
            job->end(fail(ErrorCode::shutting_down));
        }
    co_return co_await gate_.close(limit);
}

}  // namespace clearing::api
