#include "gateway/wiring/prefund.hpp"

#include "gateway/services/schedule/periods.hpp"

namespace clearing::wiring {
namespace {

constexpr std::chrono::minutes after_the_days_are_switched{15};
constexpr std::chrono::milliseconds every_five_seconds{5'000};

}  // namespace

Prefund::Prefund(Books& books, const mapping::TablesInForce& tables, ports::Clock& clock, metrics::Metrics& metrics)
    : world_{tables, books.prefunds, clock},
      papers_(world_),
      movements_(world_),
      watch_(world_),
      year_watch_(world_, books.alarms),
      metrics_(metrics),
      desk_{books.prefunds, papers_, movements_} {}

std::vector<schedule::Task> Prefund::tasks() {
    return {schedule::daily("prefund_look", after_the_days_are_switched,
                            [this](const schedule::Attempt&) { return watch_.look(); }),
            schedule::daily("prefund_year", schedule::as_people_come_to_work,
                            [this](const schedule::Attempt&) { return year_watch_.look(); })};
}

void Prefund::start(Loops& loops) {
    loops.start("prefund gauges", every_five_seconds, [this] { return set_gauges(); });
}

ports::awaitable<void> Prefund::set_gauges() {
    auto prefunds = co_await world_.book.positions();
    if (!prefunds) co_return;
    for (const ports::PrefundPosition& position : *prefunds)
        metrics_.set_prefund({position.key.counterparty.text, name_of(position.key.direction), position.use.held.fen(),
                              position.use.exposure.fen()});
}

}  // namespace clearing::wiring
