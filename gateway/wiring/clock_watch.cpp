#include "gateway/wiring/clock_watch.hpp"

#include "gateway/infra/log/log.hpp"

#include <fmt/format.h>

namespace clearing::wiring {
namespace {

/// Clocks are kept right by small steps too.
constexpr std::chrono::seconds worth_telling{1};

}  // namespace

ports::awaitable<void> ClockWatch::step() {
    const std::chrono::milliseconds by = clock_.put_back_by();
    if (by < worth_telling) {
        if (is_told_) log::info("clock_agrees_again");
        is_told_ = false;
        co_return;
    }
    if (is_told_) co_return;
    log::warning("clock_put_back", {{"duration_ms", static_cast<long long>(by.count())}});
    ports::RaisedAlarm alarm{"clock_put_back", host_,
                             fmt::format("the machine's clock was put back; business time is {} s ahead of it and goes "
                                         "on at half speed until they agree",
                                         std::chrono::round<std::chrono::seconds>(by).count()),
                             clock_.now()};
    auto raised = co_await alarms_.raise(std::move(alarm));
    is_told_ = raised.has_value();
}

}  // namespace clearing::wiring
