#pragma once

#include "gateway/infra/async/gate.hpp"
#include "gateway/ports/day_closing.hpp"
#include "gateway/services/alarms/teller.hpp"
#include "gateway/services/schedule/day_tasks.hpp"
#include "gateway/services/schedule/runner.hpp"
#include "gateway/wiring/alarm_channels.hpp"
#include "gateway/wiring/books.hpp"
#include "gateway/wiring/loops.hpp"

#include <vector>

namespace clearing::wiring {

/// What runs by itself: the scheduler's tasks, and alarms on their way to people.
class Clockwork {
public:
    struct Ports {
        const mapping::TablesInForce& tables_in_force;
        Books& books;
        ports::DayClosing& closing;
        ports::Clock& clock;
        const ports::OtherSides& other_sides;
        metrics::Metrics& metrics;
        std::chrono::milliseconds hold;  ///< a daemon that has not renewed a run for longer has died
    };
    /// `owner` names this process among the daemons of one database. `more`: tasks of other services.
    Clockwork(boost::asio::any_io_executor executor, const config::Config& config,
              std::shared_ptr<tls::Credentials> credentials, std::string owner, Ports ports,
              std::vector<schedule::Task> more = {});

    void start(Loops& loops);
    ports::ScheduleView& view() { return runner_; }
    void recheck_peers();  ///< after new certificates
    /// After the loops: waits for the runs under way.
    ports::awaitable<void> stop(std::chrono::milliseconds limit);

private:
    ports::awaitable<void> run_due();
    ports::awaitable<void> renew() { co_await runner_.renew(); }
    ports::awaitable<void> tell(alarms::Teller& teller, ports::AlarmChannel channel);

    async::Gate gate_;
    schedule::DayTasksWorld days_;
    std::chrono::milliseconds renewals_;
    schedule::Runner runner_;
    LoggedAlarms log_;
    CountedAlarms figures_;
    std::unique_ptr<http::Webhook> webhook_;
    std::vector<std::pair<ports::AlarmChannel, alarms::Teller>> tellers_;
};

}  // namespace clearing::wiring
