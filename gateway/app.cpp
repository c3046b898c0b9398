#include "gateway/app.hpp"

#include "gateway/infra/async/gate.hpp"
#include "gateway/infra/config/load.hpp"
#include "gateway/infra/config/version.hpp"
#include "gateway/infra/log/log.hpp"
#include "gateway/infra/metrics/metrics.hpp"
#include "gateway/infra/postgres/migrate.hpp"
#include "gateway/infra/system/asio_timers.hpp"
#include "gateway/infra/system/openssl_digest.hpp"
#include "gateway/infra/system/system_clock.hpp"
#include "gateway/services/reconciliation/national_cells.hpp"
#include "gateway/services/schedule/deadline_tasks.hpp"
#include "gateway/services/schedule/paper_tasks.hpp"
#include "gateway/wiring/books.hpp"
#include "gateway/wiring/certificate_watch.hpp"
#include "gateway/wiring/clock_watch.hpp"
#include "gateway/wiring/clockwork.hpp"
#include "gateway/wiring/doors.hpp"
#include "gateway/wiring/gauges.hpp"
#include "gateway/wiring/late_answers.hpp"
#include "gateway/wiring/life.hpp"
#include "gateway/wiring/loops.hpp"
#include "gateway/wiring/mappings.hpp"
#include "gateway/wiring/money.hpp"
#include "gateway/wiring/observed_messages.hpp"
#include "gateway/wiring/papers.hpp"
#include "gateway/wiring/peer_status.hpp"
#include "gateway/wiring/peers.hpp"
#include "gateway/wiring/prefund.hpp"
#include "gateway/wiring/reconciling.hpp"
#include "gateway/wiring/reload.hpp"
#include "gateway/wiring/rules.hpp"
#include "gateway/wiring/settling.hpp"

#include <csignal>
#include <cstdio>

#include <boost/asio/co_spawn.hpp>
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

/// Beyond the limit of a stop: what is cut then ends.
constexpr milliseconds time_to_cut{500};

/// Names this process among the daemons of one database, and never another one after it.
std::string process_name(ports::Randomness& randomness) {
    return fmt::format("{}:{}:{}", asio::ip::host_name(), getpid(), randomness.letters(6));
}

/// The daemon, put together in the order of the house: machine, books, peers, use cases, doors. Everything below only
/// refers to what stands above it, and is taken down in the opposite order.
class Daemon {
public:
    Daemon(config::Config its_config, std::shared_ptr<const mapping::Tables> its_tables, postgres::Vault vault,
           std::shared_ptr<tls::Credentials> its_credentials)
        : config(std::move(its_config)),
          tables_in_force(std::move(its_tables)),
          credentials(std::move(its_credentials)),
          clock(config.business_clock),
          timers(io.get_executor()),
          books(config, std::move(vault), clock),
          messages(books.messages, metrics, clock),
          // Late answers are told while `io` runs only, when all of the daemon stands.
          peers(io.get_executor(), config, credentials,
                {.messages = messages,
                 .clock = clock,
                 .digest = digest,
                 .randomness = randomness,
                 .national_cells = national_cells(),
                 .on_late_answer = [this](yangtze_delta::LateAnswer late) { late_answers.take(std::move(late)); }}),
          mappings(config, tables_in_force, books, clock, digest, peers.other_sides()),
          own_name(process_name(randomness)),
          settling(config, own_name,
                   {.tables_in_force = tables_in_force,
                    .books = books,
                    .other_sides = peers.other_sides(),
                    .clock = clock,
                    .timers = timers,
                    .digest = digest,
                    .randomness = randomness}),
          late_answers(io.get_executor(), settling.surroundings(), timers),
          reconciling(config, own_name,
                      {.tables_in_force = tables_in_force,
                       .books = books,
                       .other_sides = peers.other_sides(),
                       .clock = clock,
                       .timers = timers,
                       .digest = digest,
                       .randomness = randomness,
                       .metrics = metrics,
                       .goes_on = [this] { return ready; }}),
          money(books, tables_in_force, clock),
          papers(books, tables_in_force, digest, clock, DivisionCode(config.own.region)),
          paper_tasks{.tables_in_force = tables_in_force,
                      .days = books.days,
                      .papers = papers.desk(),
                      .months = papers.months(),
                      .payments = money.desk().service,
                      .alarms = books.alarms,
                      .clock = clock,
                      .platforms = wiring::platform_names(config)},
          deadlines{.tables_in_force = tables_in_force,
                    .days = books.days,
                    .unagreed = books.unagreed,
                    .runs = books.task_runs,
                    .papers = papers.desk(),
                    .payments = money.desk().world,
                    .alarms = books.alarms,
                    .clock = clock},
          prefund(books, tables_in_force, clock, metrics),
          clockwork(io.get_executor(), config, credentials, own_name,
                    {.tables_in_force = tables_in_force,
                     .books = books,
                     .closing = reconciling.closing(),
                     .clock = clock,
                     .other_sides = peers.other_sides(),
                     .metrics = metrics,
                     .hold = wiring::hold_of_work(config)},
                    more_tasks()),
          gauges(books, metrics, clock),
          peer_status(config, *credentials, messages),
          jobs(io.get_executor(), clock, mappings.workshop()),
          api({.settlements = books.settlements,
               .days = books.days,
               .closing = reconciling.closing(),
               .audit = books.audit,
               .clock = clock,
               .status = books.status,
               .doubts = books.doubts,
               .reversals = settling.reversals(),
               .outbox = books.outbox,
               .peers = peer_status,
               .business_clock = config.business_clock ? &clock : nullptr,
               .naming = naming(),
               .version = config::program_version,
               .started_at = clock.now(),
               .tables = tables_in_force,
               .change_control = mappings.change_control(),
               .mapping_reports = mappings.reports(),
               .mapping_store = books.mappings,
               .institutions = books.institution_words,
               .months = papers.months(),
               .jobs = jobs,
               .follow_timeline = [this] { return mappings.follow_timeline(); },
               .money = money.desk(),
               .prefund = prefund.desk(),
               .papers = papers.desk(),
               .workshop = mappings.workshop(),
               .digest = digest,
               .differences = &reconciling.differences(),
               .schedule = &clockwork.view(),
               .deliveries = &books.alarms,
               .day_files = config.day_files.empty() ? nullptr : &reconciling.day_files()},
              api::Callers(DivisionCode(config.own.region), wiring::api_users(config))),
          doors(io.get_executor(), config, credentials,
                {.desk = settling.desk(),
                 .partner_days = reconciling.partner_days(),
                 .partner_adjustments = reconciling.partner_adjustments(),
                 .reconciliation = reconciling.institutions(),
                 .institutions = reconciling.institutions(),
                 .messages = messages,
                 .audit = books.audit,
                 .clock = clock,
                 .digest = digest,
                 .randomness = randomness,
                 .tables_in_force = tables_in_force,
                 .api = api,
                 .metrics = metrics,
                 .is_ready = [this] { return ready; }}),
          loops(io.get_executor()),
          clock_watch(clock, books.alarms, asio::ip::host_name()),
          certificate_watch(peer_status, books.alarms, clock, asio::ip::host_name()),
          reload({.reopen_log = [] { return log::reopen(); },
                  .read_certificates = [this] { return credentials->reload(); },
                  .verify_peers = [this] { return watch_certificates(); },
                  .watch = certificate_watch,
                  .audit = books.audit,
                  .clock = clock}),
          signals(io) {}

    int run(tables::TableSet folder) {
        // The version in force is known before the first request can come.
        const wiring::Life life{.begin = [this, &folder] { return mappings.begin(std::move(folder)); },
                                .open_doors = [this] { return doors.open(); },
                                .serve = [this] { serve(); },
                                .end = [this] { books.stop(); }};
        const int exit_code = wiring::live(
            io, life, [](const std::string& reason) { std::fprintf(stderr, "gatewayd: %s\n", reason.c_str()); });
        if (exit_code == 0) log::info("stopped");
        log::flush();
        return exit_code;
    }

private:
    void serve() {
        start_loops();
        signals.add(SIGTERM);
        signals.add(SIGINT);
        signals.add(SIGHUP);
        asio::co_spawn(io, obey_signals(), [](const std::exception_ptr& thrown) {
            // A daemon that cannot be told to stop any more ends.
            if (thrown) std::rethrow_exception(thrown);
        });
        ready = true;
        log::info("ready", {{"region", config.own.region}});
        io.run();
    }

    national::CellsOfDay national_cells() const {
        return [this](Date on) {
            return reconciliation::national_cells(tables_in_force.current()->translator->book(), on);
        };
    }

    exports::Naming naming() const {
        return {DivisionCode(config.own.region),
                [this](const DivisionCode& region) { return tables_in_force.current()->router->region_name(region); }};
    }

    std::vector<schedule::Task> more_tasks() {
        std::vector<schedule::Task> tasks = schedule::paper_tasks(paper_tasks);
        std::ranges::move(schedule::deadline_tasks(deadlines), std::back_inserter(tasks));
        std::ranges::move(prefund.tasks(), std::back_inserter(tasks));
        std::ranges::move(reconciling.tasks(), std::back_inserter(tasks));
        return tasks;
    }

    void start_loops() {
        settling.start(loops);
        reconciling.start(loops);
        prefund.start(loops);
        clockwork.start(loops);
        gauges.start(loops);
        loops.start("mappings", milliseconds(1'000), [this] { return follow_mappings(); });
        loops.start("clock", milliseconds(1'000), [this] { return clock_watch.step(); });
        loops.start("certificates", std::chrono::minutes(10), [this] { return watch_certificates(); });
    }

    ports::awaitable<void> follow_mappings() {
        auto followed = co_await mappings.follow_timeline();
        static_cast<void>(followed);  // it has said what went wrong; the running version stays
    }

    /// Certificates end by themselves too: live peers are verified again, and what ends soon is an alarm.
    ports::awaitable<void> watch_certificates() {
        doors.recheck_peers();
        peers.recheck(*credentials);
        clockwork.recheck_peers();
        for (const ports::CertificateStatus& status : peer_status.certificates())
            metrics.set_certificate_end(status.name, status.not_after);
        co_await certificate_watch.step();
    }

    ports::awaitable<void> obey_signals() {
        while (true) {
            boost::system::error_code error;
            const int signal = co_await signals.async_wait(asio::redirect_error(asio::use_awaitable, error));
            if (error) co_return;
            log::info("signal", {{"signal", signal}});
            if (signal != SIGHUP) break;
            co_await reload.run();
        }
        co_await shut_down();
    }

    /// One deadline for everything. Nothing new is begun anywhere from here on; the peers come last, for what is in
    /// flight still asks them.
    ports::awaitable<void> shut_down() {
        ready = false;
        const milliseconds limit = config.limits.shutdown;
        const auto deadline = std::chrono::steady_clock::now() + limit;
        const auto on_error = [](std::string reason) { log::error("stop_failed", {{"reason", reason}}); };
        stopping.spawn(doors.close(limit), on_error);
        stopping.spawn(jobs_stopped(limit), on_error);
        stopping.spawn(loops.stop(limit), on_error);
        stopping.spawn(clockwork.stop(limit), on_error);
        co_await stopping.close(limit);
        // What goes over whole days and has not ended is begun again after the next start: nothing of it is kept.
        books.long_work.cut();
        co_await peers.stop(async::left_until(deadline));
        // What hung on a peer has its answer now, and writes it down.
        co_await stopping.close(time_to_cut);
        co_await late_answers.stop(time_to_cut);
        signals.cancel();
        io.stop();
    }

    ports::awaitable<void> jobs_stopped(milliseconds limit) { co_await jobs.stop(limit); }

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
    std::string own_name;
    wiring::Settling settling;
    wiring::LateAnswers late_answers;
    wiring::Reconciling reconciling;
    wiring::Money money;
    wiring::Papers papers;
    // What runs by itself.
    schedule::PaperTasksWorld paper_tasks;
    schedule::DeadlineTasksWorld deadlines;
    wiring::Prefund prefund;
    wiring::Clockwork clockwork;
    wiring::Gauges gauges;
    // The doors.
    wiring::PeerStatusView peer_status;
    api::Jobs jobs;
    api::Api api;
    wiring::Doors doors;
    wiring::Loops loops;
    wiring::ClockWatch clock_watch;
    wiring::CertificateWatch certificate_watch;
    wiring::Reload reload;
    asio::signal_set signals;
    async::Gate stopping{io.get_executor()};
    bool ready = false;
};

}  // namespace

Result<void> check_content(const config::Config& config) {
    auto folder = wiring::read_tables(config);
    if (!folder) return fail(folder.error());
    auto tables = wiring::load_tables(config, *folder, system::OpenSslDigest());
    if (!tables) return fail(tables.error());
    auto vault = postgres::open_vault(config.keys.encryption.string(), config.keys.token.string());
    if (!vault) return fail(vault.error());
    auto credentials = tls::Credentials::load(wiring::credential_files(config.tls));
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
    auto credentials = tls::Credentials::load(wiring::credential_files(config.tls));
    auto schema = postgres::check_version(config.database.url);
    if (!tables || !vault || !credentials || !schema) {
        const std::string reason = !tables   ? sentence(tables.error())
                                   : !vault  ? sentence(vault.error())
                                   : !schema ? sentence(schema.error())
                                             : credentials.error();
        std::fprintf(stderr, "gatewayd: %s\n", reason.c_str());
        return 1;
    }
    Daemon daemon(std::move(config), std::move(*tables), std::move(*vault), std::move(*credentials));
    return daemon.run(std::move(*folder));
}

}  // namespace clearing
