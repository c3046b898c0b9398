#include "gateway/wiring/reconciling.hpp"

#include "gateway/infra/log/log.hpp"
#include "gateway/services/schedule/periods.hpp"
#include "gateway/wiring/rules.hpp"

namespace clearing::wiring {
namespace {

constexpr int offers_per_step = 20;

/// Of a case of that day; nothing where its calendar is not loaded.
std::optional<Date> last_day_to_settle(const mapping::TablesInForce& tables_in_force, Date day) {
    const auto deadline = tables_in_force.current()->calendar->deadline("difference_settled", day);
    return deadline ? std::optional(deadline->last_day) : std::nullopt;
}

std::set<std::string> names_of_users(const config::Config& config) {
    std::set<std::string> names;
    for (const config::User& user : config.users)
        names.insert(user.name);
    return names;
}

}  // namespace

ports::awaitable<Result<Statement>> CountedClosing::close(DayKey key, ports::Progress progress) {
    auto statement = co_await closing_.close(std::move(key), std::move(progress));
    metrics_.count_day_closed(statement ? name_of(statement->state) : text_of(statement.error().code).name);
    co_return statement;
}

Reconciling::Reconciling(const config::Config& config, const std::string& process, Ports ports)
    : asked_first_(asked_first(config)),
      teller_(ports.other_sides, ports.books.offers, ports.clock, teller_rules(config, process)),
      world_{.tables_in_force = ports.tables_in_force,
             .clock = ports.clock,
             .timers = ports.timers,
             .digest = ports.digest,
             .days = ports.books.days,
             .other_sides = ports.other_sides,
             .longest_deadline = longest_deadline(config),
             .digests = &ports.books.digests,
             .settlements = &ports.books.settlements,
             .details = &ports.books.details,
             .cases = &ports.books.cases,
             .due_on = [&tables = ports.tables_in_force](Date day) { return last_day_to_settle(tables, day); },
             .far_sides = &ports.books.far_sides,
             .confirmations = &ports.books.institution_words,
             .adjustments = &ports.books.adjustments,
             .teller = &teller_,
             .goes_on = std::move(ports.goes_on)},
      days_(world_),
      closing_(days_, ports.metrics),
      day_files_(world_, ports.books.file_matcher),
      partner_days_(world_),
      partner_adjustments_(ports.other_sides, ports.books.adjustments, ports.books.settlements, ports.clock),
      institutions_({.books = ports.books.by_institution,
                     .confirmations = ports.books.institution_words,
                     .files = ports.books.exchange_files,
                     .clock = ports.clock,
                     .randomness = ports.randomness}),
      cases_in_books_(ports.books.adjustments),
      case_desk_(ports.books.cases, ports.books.settlements, ports.clock, &cases_in_books_, names_of_users(config)),
      order_(world_),
      case_steps_({.clock = ports.clock,
                   .digest = ports.digest,
                   .days = ports.books.days,
                   .settlements = ports.books.settlements,
                   .cases = ports.books.cases,
                   .other_sides = ports.other_sides,
                   .own_region = DivisionCode(config.own.region),
                   .details = &ports.books.details},
                  case_rules(config, process)),
      case_watch_(ports.books.cases, ports.clock),
      differences_{.cases = ports.books.cases, .desk = case_desk_, .reconciling = order_} {}

std::vector<schedule::Task> Reconciling::tasks() {
    return {schedule::daily("cases_overdue", schedule::as_people_come_to_work,
                            [this](const schedule::Attempt&) { return case_watch_.look(); })};
}

void Reconciling::start(Loops& loops) {
    loops.start("difference cases", std::chrono::milliseconds(30'000), [this] { return step_cases(); });
    for (const auto& [platform, peer] : asked_first_)
        loops.start("adjustments for " + peer.text, std::chrono::milliseconds(1'000),
                    [this, peer] { return tell_adjustments(peer); });
}

ports::awaitable<void> Reconciling::tell_adjustments(PeerName peer) {
    auto taken_in = co_await teller_.step(peer, offers_per_step);
    if (!taken_in)
        log::warning("adjustments_wait", {{"peer", peer.text}, {"code", stable_code(taken_in.error().code)}});
    if (taken_in && *taken_in > 0) log::info("adjustments_taken_in", {{"peer", peer.text}, {"count", *taken_in}});
}

ports::awaitable<void> Reconciling::step_cases() {
    auto moved = co_await case_steps_.step();
    if (!moved) log::warning("difference_cases_wait", {{"code", stable_code(moved.error().code)}});
    if (moved && *moved > 0) log::info("difference_cases_moved", {{"count", *moved}});
}

}  // namespace clearing::wiring
