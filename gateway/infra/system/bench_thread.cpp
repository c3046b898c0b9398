#include "gateway/infra/system/bench_thread.hpp"

#include <exception>
#include <utility>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace clearing::system {

namespace asio = boost::asio;

BenchThread::BenchThread() {
    asio::post(bench_, [] {
        // Linux: the priority of this thread alone.
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), 10);
    });
}

BenchThread::~BenchThread() {
    bench_.stop();
    bench_.join();
}

ports::awaitable<void> BenchThread::run(std::function<void()> work) {
    auto bench = bench_.get_executor();
    auto at_work = [](std::function<void()> piece) -> asio::awaitable<void> {
        piece();
        co_return;
    };
    co_await asio::co_spawn(bench, at_work(std::move(work)), asio::use_awaitable);
}

}  // namespace clearing::system
