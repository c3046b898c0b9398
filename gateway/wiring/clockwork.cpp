#include "gateway/wiring/clockwork.hpp"

#include "gateway/infra/log/log.hpp"

namespace clearing::wiring {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds every_second{1'000};

/// Delta's partner gateways: we have days with them from the first look on.
std::vector<std::pair<PlatformName, DivisionCode>> neighbours_of(const config::Config& config) {
    std::vector<std::pair<PlatformName, DivisionCode>> neighbours;
    for (const config::Platform& row : config.platforms)
        if (treatment_side_names_the_day(row.day_rule))
            neighbours.emplace_back(PlatformName(row.name), DivisionCode(row.peer_region));
    return neighbours;
}

schedule::RunnerRules runner_rules(const config::Config& config, const std::string& owner, milliseconds hold) {
    schedule::RunnerRules rules;
    rules.owner = owner;
    rules.back_off = {config.schedule.first, config.schedule.longest};
    rules.hold = hold;
    rules.enabled = config.schedule.enabled;
    return rules;
}

alarms::TellingRules telling_rules(const config::Config& config, const std::string& owner, milliseconds hold) {
    alarms::TellingRules rules;
    rules.owner = owner;
    rules.back_off = {config.alarms.first, config.alarms.longest};
    rules.repeat = config.alarms.repeat;
    rules.hold = hold;
    return rules;
}

std::vector<schedule::Task> all_tasks(schedule::DayTasksWorld& days, std::vector<schedule::Task> more) {
    std::vector<schedule::Task> tasks = schedule::day_tasks(days);
    for (schedule::Task& task : more)
        tasks.push_back(std::move(task));
    return tasks;
}

void tell_in_log(metrics::Metrics& metrics, const schedule::Finished& finished) {
    metrics.count_task(finished.id.task, finished.done ? "done" : "failed");
    const auto say = finished.done ? log::info : log::warning;
    say(finished.done ? log::Event("task_done") : log::Event("task_failed"), {{"kind", finished.id.task},
                                                                              {"cause", finished.id.period},
                                                                              {"attempt", finished.attempts},
                                                                              {"outcome", finished.outcome}});
}

}  // namespace

Clockwork::Clockwork(boost::asio::any_io_executor executor, const config::Config& config,
                     std::shared_ptr<tls::Credentials> credentials, std::string owner, Ports ports,
                     std::vector<schedule::Task> more)
    : gate_(executor),
      days_{ports.tables_in_force, ports.books.unagreed, ports.books.days,  ports.closing,        ports.books.alarms,
            ports.books.audit,     ports.clock,          ports.other_sides, neighbours_of(config)},
      renewals_(ports.hold / 4),
      runner_(
          all_tasks(days_, std::move(more)), ports.books.task_runs, ports.clock,
          runner_rules(config, owner, ports.hold), [this](ports::awaitable<void> run) { gate_.spawn(std::move(run)); },
          [&metrics = ports.metrics](const schedule::Finished& finished) { tell_in_log(metrics, finished); }),
      figures_(ports.metrics),
      webhook_(make_webhook(executor, config.alarms, std::move(credentials))) {
    const auto add = [&](ports::AlarmChannel channel, ports::AlarmReceiver& receiver) {
        tellers_.emplace_back(channel, alarms::Teller(ports.books.alarms, receiver, channel, ports.clock,
                                                      telling_rules(config, owner, ports.hold)));
    };
    add(ports::AlarmChannel::log, log_);
    add(ports::AlarmChannel::metrics, figures_);
    if (webhook_) add(ports::AlarmChannel::webhook, *webhook_);
}

void Clockwork::start(Loops& loops) {
    if (runner_.is_enabled()) {
        loops.start("schedule", every_second, [this] { return run_due(); });
        loops.start("schedule leases", renewals_, [this] { return renew(); });
    }
    for (auto& [channel, teller] : tellers_)
        loops.start("alarms to " + std::string(ports::name_of(channel)), every_second,
                    [this, &teller, channel] { return tell(teller, channel); });
}

ports::awaitable<void> Clockwork::run_due() {
    auto step = co_await runner_.step();
    if (!step) {
        log::warning("schedule_waits", {{"code", stable_code(step.error().code)}});
        co_return;
    }
    for (const auto& [task, error] : step->faults)
        log::warning("task_not_planned", {{"kind", task}, {"code", stable_code(error.code)}, {"reason", error.detail}});
}

ports::awaitable<void> Clockwork::tell(alarms::Teller& teller, ports::AlarmChannel channel) {
    auto told = co_await teller.step();
    if (!told)
        log::warning("alarms_wait", {{"listener", ports::name_of(channel)}, {"code", stable_code(told.error().code)}});
}

void Clockwork::recheck_peers() {
    if (webhook_) webhook_->recheck_peers();
}

ports::awaitable<void> Clockwork::stop(std::chrono::milliseconds limit) {
    co_await gate_.close(limit);
    if (webhook_) co_await webhook_->stop();
}

}  // namespace clearing::wiring
