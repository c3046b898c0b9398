#include "tests/simulation/process.hpp"

#include <boost/asio/co_spawn.hpp>

namespace clearing::simulation {

Process::Process(Schedule& schedule) : schedule_(schedule), work_(boost::asio::make_work_guard(context_)) {}

Process::~Process() {
    waiting_.clear();
}

void Process::run_until_idle() {
    context_.poll();
}

void Process::spawn(ports::awaitable<void> work) {
    boost::asio::co_spawn(context_, std::move(work), [this](std::exception_ptr error) {
        if (error && !escaped_) escaped_ = error;
    });
    run_until_idle();
}

ports::awaitable<void> Process::sleep(Millis span) {
    auto start = [this, span](Ticket ticket) { wake_after(span, ticket, {}); };
    co_await suspended(std::move(start));
}

ports::awaitable<void> Process::hang() {
    auto never = [](Ticket) {};
    co_await suspended(std::move(never));
}

void Process::wake_after(Millis span, Ticket ticket, Wakeup wakeup) {
    schedule_.after(span, [self = weak_from_this(), ticket, wakeup = std::move(wakeup)]() mutable {
        if (auto process = self.lock()) process->wake(ticket, std::move(wakeup));
    });
}

void Process::wake(Ticket ticket, Wakeup wakeup) {
    const auto found = waiting_.find(ticket);
    if (found == waiting_.end()) return;
    auto handler = std::move(found->second);
    waiting_.erase(found);
    std::move(handler)(std::move(wakeup));
    run_until_idle();
}

}  // namespace clearing::simulation
