#include "gateway/app.hpp"

#include "gateway/api/difference_world.hpp"
#include "gateway/infra/config/load.hpp"
#include "gateway/infra/log/log.hpp"
#include "gateway/infra/metrics/metrics.hpp"
#include "gateway/infra/postgres/migrate.hpp"
#include "gateway/infra/system/asio_timers.hpp"
#include "gateway/infra/system/openssl_digest.hpp"
#include "gateway/infra/system/system_clock.hpp"
#include "gateway/services/clearing/month_service.hpp"
#include "gateway/services/reconciliation/case_steps.hpp"
#include "gateway/services/reconciliation/cases_in_books.hpp"
#include "gateway/services/reconciliation/day_file_service.hpp"
#include "gateway/services/reconciliation/day_service.hpp"
#include "gateway/services/reconciliation/institution_service.hpp"
#include "gateway/services/reconciliation/national_cells.hpp"
#include "gateway/services/reconciliation/partner_days_service.hpp"
#include "gateway/services/reconciliation/reconcile_order.hpp"
#include "gateway/services/settlement/desk_service.hpp"
#include "gateway/services/settlement/fee_forwarder.hpp"
#include "gateway/services/settlement/resolver.hpp"
#include "gateway/wiring/books.hpp"
#include "gateway/wiring/clockwork.hpp"
#include "gateway/wiring/doors.hpp"
#include "gateway/wiring/loops.hpp"
#include "gateway/wiring/mappings.hpp"
#include "gateway/wiring/money.hpp"
#include "gateway/wiring/observed_messages.hpp"
#include "gateway/wiring/papers.hpp"
#include "gateway/wiring/peer_status.hpp"
#include "gateway/wiring/peers.hpp"
#include "gateway/wiring/prefund.hpp"

#include <csignal>
#include <cstdio>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <unistd.h>

namespace clearing {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr int fee_batches_per_step = 20;

tls::CredentialFiles credential_files(const config::TlsFiles& files) {
    return {files.certificate, files.key, files.ca, files.crl};
}

std::vector<api::User> api_users(const config::Config& config) {
    std::vector<api::User> users;
    for (const config::User& row : config.users) {
        api::User user{row.name, row.uid, row.certificate, {}};
        for (config::Role role : row.roles)
            if (const auto known = api::role_named(config::name_of(role))) user.roles.push_back(*known);
        users.push_back(std::move(user));
    }
    return users;
}

milliseconds longest_deadline(const config::Config& config) {
    milliseconds longest = std::max(config.bureau_core.deadlines.settle, config.bureau_core.deadlines.cancel);
    for (const config::Platform& row : config.platforms)
        longest = std::max({longest, row.deadlines.settle, row.deadlines.cancel});
    return longest;
}

/// Names this process among the daemons of one database, and never another one after it.
std::string process_name(ports::Randomness& randomness) {
    return fmt::format("{}:{}:{}", asio::ip::host_name(), getpid(), randomness.letters(6));
}

/// Counts how days closed, on their way from the API to the service.
class CountedClosing final : public ports::DayClosing {
public:
    CountedClosing(ports::DayClosing& closing, metrics::Metrics& metrics) : closing_(closing), metrics_(metrics) {}

    ports::awaitable<Result<Statement>> close(DayKey key) override {
        auto statement = co_await closing_.close(std::move(key));
        metrics_.count_day_closed(statement ? name_of(statement->state) : text_of(statement.error().code).name);
        co_return statement;
    }

private:
    ports::DayClosing& closing_;
    metrics::Metrics& metrics_;
};

/// The daemon, put together in the order of the house: machine, books, peers, use cases, doors. Everything below only
/// refers to what stands above it, and is taken down in the opposite order.
class Daemon {
public:
    Daemon(config::Config its_config, std::shared_ptr<const mapping::Tables> its_tables, postgres::Vault vault,
           std::shared_ptr<tls::Credentials> its_credentials, statements::ClearingDates its_dates)
        : config(std::move(its_config)),
          tables_in_force(std::move(its_tables)),
          credentials(std::move(its_credentials)),
          clock(config.business_clock),
          timers(io.get_executor()),
          books(config, std::move(vault), clock),
          messages(books.messages, metrics, clock),
          peers(io.get_executor(), config, credentials, {messages, clock, digest, randomness, national_cells()}),
          mappings(config, tables_in_force, books, clock, digest, peers.other_sides()),
          desk_surroundings{tables_in_force,   clock,      digest,         randomness,          books.visits,
                            books.settlements, books.days, books.mappings, peers.other_sides(), settlement_limits()},
          desk(desk_surroundings),
          own_name(process_name(randomness)),
          resolver(desk_surroundings, books.doubts, resolver_rules()),
          forwarder(desk_surroundings, books.outbox, forward_rules()),
          day_world{tables_in_force,
                    clock,
                    timers,
                    digest,
                    books.days,
                    peers.other_sides(),
                    longest_deadline(config),
                    &books.digests,
                    &books.settlements,
                    &books.details,
                    &books.cases,
                    [this](Date day) { return last_day_to_settle(day); },
                    &books.far_sides,
                    &books.institution_words},
          days(day_world),
          counted_days(days, metrics),
          day_files(day_world, books.file_matcher),
          partner_days(day_world),
          prefund(books, tables_in_force, clock, metrics),
          clockwork(io.get_executor(), config, credentials, own_name,
                    {tables_in_force, books, counted_days, clock, peers.other_sides(), metrics, hold_of_work()},
                    prefund.tasks()),
          institutions({books.by_institution, books.institution_words, books.exchange_files, clock, randomness}),
          clearing_dates(std::move(its_dates)),
          months({books.months, books.days, books.institution_words, clock, clearing_dates, formula_in_force()}),
          cases_in_books(books.adjustments),
          case_desk(books.cases, books.settlements, clock, &cases_in_books),
          reconcile_order(day_world),
          case_steps({clock, digest, books.days, books.settlements, books.cases, peers.other_sides(),
                      DivisionCode(config.own.region), &books.details, &books.alarms},
                     case_rules()),
          differences{books.cases, case_desk, reconcile_order},
          peer_status(config, *credentials, messages),
          jobs(io.get_executor(), clock, mappings.workshop()),
          money(books, tables_in_force, clock),
          papers(books, digest, clock, DivisionCode(config.own.region)),
          api({books.settlements,
               books.days,
               counted_days,
               books.audit,
               clock,
               books.status,
               books.doubts,
               books.outbox,
               peer_status,
               config.business_clock ? &clock : nullptr,
               naming(),
               "1",
               clock.now(),
               tables_in_force,
               mappings.change_control(),
               mappings.reports(),
               books.mappings,
               books.institution_words,
               months,
               jobs,
               [this] { return mappings.follow_timeline(); },
               money.desk(),
               prefund.desk(),
               papers.desk(),
               mappings.workshop(),
               digest,
               &differences,
               &clockwork.view(),
               &books.alarms,
               config.day_files.empty() ? nullptr : &day_files},
              api::Callers(DivisionCode(config.own.region), api_users(config))),
          doors(io.get_executor(), config, credentials,
                {desk, partner_days, institutions, institutions, messages, books.audit, clock, digest, randomness,
                 tables_in_force, api, metrics, [this] { return ready; }}),
          loops(io.get_executor()),
          signals(io) {}

    int run(tables::TableSet folder) {
        if (auto begun = begin(std::move(folder)); !begun) {
            std::fprintf(stderr, "gatewayd: %s\n", sentence(begun.error()).c_str());
            books.pool.stop();
            return 1;
        }
        if (auto opened = doors.open(); !opened) {
            std::fprintf(stderr, "gatewayd: %s\n", opened.error().c_str());
            books.pool.stop();
            return 1;
        }
        start_loops();
        signals.add(SIGTERM);
        signals.add(SIGINT);
        signals.add(SIGHUP);
        asio::co_spawn(io, obey_signals(), asio::detached);
        ready = true;
        log::info("ready", {{"region", config.own.region}});
        io.run();
        books.pool.stop();
        log::info("stopped");
        log::flush();
        return 0;
    }

private:
    /// The version in force is known before the first request can come.
    Result<void> begin(tables::TableSet folder) {
        std::optional<Result<void>> begun;
        asio::co_spawn(io, mappings.begin(std::move(folder)),
                       [&begun](std::exception_ptr, Result<void> result) { begun = std::move(result); });
        while (!begun && io.run_one() > 0) {
        }
        io.restart();  // it may have run out of work with the last step
        return begun ? std::move(*begun) : fail(ErrorCode::internal_error, "the mapping tables were not begun with");
    }

    settlement::Limits settlement_limits() const {
        settlement::Limits limits;
        limits.quote_life = std::chrono::duration_cast<std::chrono::minutes>(config.limits.quote_lifetime);
        return limits;
    }

    settlement::ResolverRules resolver_rules() const {
        settlement::ResolverRules rules;
        rules.owner = own_name;
        rules.back_off = {config.resolver.first, config.resolver.longest};
        rules.longest_deadline = longest_deadline(config);
        rules.hold = hold_of_work();
        rules.alarm_after = config.resolver.alarm_after;
        return rules;
    }

    /// Two questions one after the other may take their whole deadlines; whoever holds work for longer has died.
    milliseconds hold_of_work() const { return 3 * longest_deadline(config); }

    settlement::ForwardRules forward_rules() const {
        settlement::ForwardRules rules;
        rules.owner = own_name;
        rules.first_pause = config.forwarding.first;
        rules.longest_pause = config.forwarding.longest;
        rules.limit = config.forwarding.limit;
        rules.hold = hold_of_work();
        return rules;
    }

    /// Of a case of that day; nothing where its calendar is not loaded.
    std::optional<Date> last_day_to_settle(Date day) const {
        const auto deadline = tables_in_force.current()->calendar->deadline("difference_settled", day);
        return deadline ? std::optional(deadline->last_day) : std::nullopt;
    }

    reconciliation::CaseRules case_rules() const {
        reconciliation::CaseRules rules;
        rules.process = own_name;
        rules.hold = hold_of_work();
        rules.answer = longest_deadline(config);
        return rules;
    }

    national::CellsOfDay national_cells() const {
        return [this](Date on) {
            return reconciliation::national_cells(tables_in_force.current()->translator->book(), on);
        };
    }

    std::function<Result<ClearingFormula>(const PlatformName&, const DivisionCode&, Date)> formula_in_force() const {
        return [this](const PlatformName& platform, const DivisionCode& counterparty, Date day) {
            return tables_in_force.current()->router->formula(platform, counterparty, day);
        };
    }

    exports::Naming naming() const {
        return {DivisionCode(config.own.region),
                [this](const DivisionCode& region) { return tables_in_force.current()->router->region_name(region); }};
    }

    void start_loops() {
        // One of each per peer: a silent one holds up nobody else's.
        for (const PeerName& peer : settlement::peers_to_ask(peers.other_sides())) {
            loops.start("resolver of " + peer.text, milliseconds(500), [this, peer] { return resolve(peer); });
            loops.start("fee forwarder of " + peer.text, milliseconds(1'000),
                        [this, peer] { return forward_fees(peer); });
        }
        loops.start("difference cases", milliseconds(30'000), [this] { return step_cases(); });
        loops.start("mappings", milliseconds(1'000), [this] { return follow_mappings(); });
        loops.start("gauges", milliseconds(5'000), [this] { return set_gauges(); });
        prefund.start(loops);
        clockwork.start(loops);
        loops.start("certificates", std::chrono::minutes(10), [this] { return watch_certificates(); });
    }

    ports::awaitable<void> resolve(PeerName peer) {
        auto moved = co_await resolver.step(peer);
        if (!moved) log::warning("resolver_waits", {{"peer", peer.text}, {"code", stable_code(moved.error().code)}});
        if (moved && *moved > 0) log::info("settlements_resolved", {{"peer", peer.text}, {"count", *moved}});
    }

    ports::awaitable<void> step_cases() {
        auto moved = co_await case_steps.step();
        if (!moved) log::warning("difference_cases_wait", {{"code", stable_code(moved.error().code)}});
        if (moved && *moved > 0) log::info("difference_cases_moved", {{"count", *moved}});
    }

    ports::awaitable<void> follow_mappings() {
        auto followed = co_await mappings.follow_timeline();
        static_cast<void>(followed);  // it has said what went wrong; the running version stays
    }

    ports::awaitable<void> forward_fees(PeerName peer) {
        auto taken = co_await forwarder.step(peer, fee_batches_per_step);
        if (!taken)
            log::warning("fee_forwarder_waits", {{"peer", peer.text}, {"code", stable_code(taken.error().code)}});
    }

    ports::awaitable<void> set_gauges() {
        const postgres::Pool::Counters pool = books.pool.counters();
        metrics.set_database_queue(static_cast<long long>(pool.waiting));
        metrics.set_group_commits({pool.groups, pool.grouped_writes});
        auto backlog = co_await books.status.backlog();
        if (!backlog) co_return;
        metrics.set_in_doubt(backlog->in_doubt);
        metrics.set_reversing(backlog->reversing);
        // A clock that was put back must not make it negative.
        const Instant now = clock.now();
        metrics.set_oldest_doubt(std::max(milliseconds(0), now - backlog->oldest_doubt.value_or(now)));
        metrics.set_doubts_past_alarm(backlog->doubts_past_alarm);
        metrics.set_outbox(backlog->outbox);
        metrics.set_parked(backlog->parked);
        metrics.set_alarms(backlog->alarms);
    }

    /// Certificates end by themselves too: live peers are verified again, and what ends soon is an alarm.
    ports::awaitable<void> watch_certificates() {
        doors.recheck_peers();
        peers.recheck(*credentials);
        clockwork.recheck_peers();
        for (const ports::CertificateStatus& status : peer_status.certificates()) {
            metrics.set_certificate_end(status.name, status.not_after);
            if (status.alarm)
                log::error("certificate_ends_soon",
                           {{"certificate", status.name}, {"not_after", to_local_time(status.not_after)}});
        }
        co_return;
    }

    ports::awaitable<void> obey_signals() {
        while (true) {
            boost::system::error_code error;
            const int signal = co_await signals.async_wait(asio::redirect_error(asio::use_awaitable, error));
            if (error) co_return;
            log::info("signal", {{"signal", signal}});
            if (signal != SIGHUP) break;
            co_await reload();
        }
        co_await shut_down();
    }

    /// New certificates and CRL: every live peer is verified again. A bad new file keeps the old ones and is an alarm.
    ports::awaitable<void> reload() {
        if (auto reopened = log::reopen(); !reopened) log::error("log_not_reopened", {{"reason", reopened.error()}});
        auto reloaded = credentials->reload();
        ports::AuditEvent event{clock.now(), "certificates_reloaded", "SIGHUP", "certificates", {}};
        if (!reloaded) {
            event.event = "certificates_not_reloaded";
            event.detail = reloaded.error();
            log::error("certificates_not_reloaded", {{"reason", reloaded.error()}});
        } else {
            log::info("certificates_reloaded");
        }
        auto written = co_await books.audit.record(std::move(event));
        if (!written) log::error("audit_not_written", {{"code", stable_code(written.error().code)}});
        co_await watch_certificates();
    }

    ports::awaitable<void> shut_down() {
        ready = false;
        const milliseconds limit = config.limits.shutdown;
        co_await doors.close(limit);
        co_await jobs.stop(limit);
        co_await loops.stop(limit);
        co_await clockwork.stop(limit);
        co_await peers.stop(limit);
        signals.cancel();
        io.stop();
    }

    // The machine.
    config::Config config;
    mapping::TablesInForce tables_in_force;
    std::shared_ptr<tls::Credentials> credentials;
    asio::io_context io{1};
    system::SystemClock clock;
    system::AsioTimers timers;
    system::OpenSslDigest digest;
    system::OpenSslRandomness randomness;
    metrics::Metrics metrics;
    // The books.
    wiring::Books books;
    wiring::ObservedMessages messages;
    // The peers.
    wiring::Peers peers;
    // The use cases.
    wiring::Mappings mappings;
    settlement::Surroundings desk_surroundings;
    settlement::DeskService desk;
    std::string own_name;
    settlement::Resolver resolver;
    settlement::FeeForwarder forwarder;
    reconciliation::DayWorld day_world;
    reconciliation::DayService days;
    CountedClosing counted_days;
    reconciliation::DayFileService day_files;
    reconciliation::PartnerDaysService partner_days;
    wiring::Prefund prefund;
    wiring::Clockwork clockwork;
    reconciliation::CasesInBooks cases_in_books;
    reconciliation::CaseDesk case_desk;
    reconciliation::ReconcileOrder reconcile_order;
    reconciliation::CaseSteps case_steps;
    api::DifferenceWorld differences;
    reconciliation::InstitutionService institutions;
    statements::ClearingDates clearing_dates;
    statements::MonthService months;
    // The doors.
    wiring::PeerStatusView peer_status;
    api::Jobs jobs;
    wiring::Money money;
    wiring::Papers papers;
    api::Api api;
    wiring::Doors doors;
    wiring::Loops loops;
    asio::signal_set signals;
    bool ready = false;
};

}  // namespace

Result<void> check_content(const config::Config& config) {
    auto folder = wiring::read_tables(config);
    if (!folder) return fail(folder.error());
    auto tables = wiring::load_tables(config, *folder, system::OpenSslDigest());
    if (!tables) return fail(tables.error());
    if (auto dates = wiring::read_clearing_dates(config); !dates) return fail(dates.error());
    auto vault = postgres::open_vault(config.keys.encryption.string(), config.keys.token.string());
    if (!vault) return fail(vault.error());
    auto credentials = tls::Credentials::load(credential_files(config.tls));
    if (!credentials) return fail(ErrorCode::invalid_value, credentials.error(), {"tls"});
    return {};
}

int run_daemon(config::Config config) {
    const log::Options log_options{config.log.level, config.log.format, config.log.file};
    if (auto started = log::start(log_options); !started) {
        std::fprintf(stderr, "gatewayd: %s\n", started.error().c_str());
        return 1;
    }
    // A peer that closes while we write is an error code of that write, never the end of the daemon.
    std::signal(SIGPIPE, SIG_IGN);
    auto folder = wiring::read_tables(config);
    auto tables = folder ? wiring::load_tables(config, *folder, system::OpenSslDigest())
                         : Result<std::shared_ptr<const mapping::Tables>>(fail(folder.error()));
    auto vault = postgres::open_vault(config.keys.encryption.string(), config.keys.token.string());
    auto credentials = tls::Credentials::load(credential_files(config.tls));
    auto schema = postgres::check_version(config.database.url);
    auto dates = wiring::read_clearing_dates(config);
    if (!tables || !dates || !vault || !credentials || !schema) {
        const std::string reason = !tables   ? sentence(tables.error())
                                   : !dates  ? sentence(dates.error())
                                   : !vault  ? sentence(vault.error())
                                   : !schema ? sentence(schema.error())
                                             : credentials.error();
        std::fprintf(stderr, "gatewayd: %s\n", reason.c_str());
        return 1;
    }
    Daemon daemon(std::move(config), std::move(*tables), std::move(*vault), std::move(*credentials), std::move(*dates));
    return daemon.run(std::move(*folder));
}

}  // namespace clearing
