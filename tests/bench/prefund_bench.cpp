// How many reservations of one counterparty's prefund a second: durable, never beyond what is held, from several
// daemons on one database. See README.md.
#include "gateway/infra/postgres/prefund_book.hpp"
#include "gateway/infra/postgres/prefund_rows.hpp"
#include "tests/bench/machine.hpp"
#include "tests/integration/postgres/books.hpp"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <thread>

#include <fmt/format.h>

using namespace clearing;

namespace {

struct Settings {
    int daemons = 2;
    int callers = 64;  ///< of each daemon, each with one request at a time
    int milliseconds = 5'000;
};

Settings settings_of(int argc, char** argv) {
    Settings settings;
    for (int i = 1; i + 1 < argc; i += 2) {
        const int value = std::atoi(argv[i + 1]);
        if (std::strcmp(argv[i], "--daemons") == 0) settings.daemons = value;
        if (std::strcmp(argv[i], "--callers") == 0) settings.callers = value;
        if (std::strcmp(argv[i], "--milliseconds") == 0) settings.milliseconds = value;
    }
    return settings;
}

const PrefundKey shanghai{DivisionCode("310000"), Direction::visitor};
constexpr postgres::Write reserve_alone{"bench.reserve"};

struct Daemon {
    explicit Daemon(const std::string& url) : pool(test::config_for(url, 4)) {}

    postgres::Vault vault = test::example_vault();
    postgres::Pool pool;
    postgres::SettlementStore settlements{pool, vault};
    test::EventLoop loop;
};

struct Tally {
    std::atomic<long long> taken = 0, turned_away = 0, failed = 0;
};

/// One request after the other until the time is over.
template <class Work>
ports::awaitable<void> call_again_and_again(Work work, std::chrono::steady_clock::time_point until, Tally& tally,
                                            std::size_t& running) {
    while (std::chrono::steady_clock::now() < until) {
        const std::optional<ErrorCode> refusal = co_await work();
        if (!refusal)
            ++tally.taken;
        else if (*refusal == ErrorCode::prefund_exhausted)
            ++tally.turned_away;
        else
            ++tally.failed;
    }
    --running;
}

/// `work_of(daemon, number)` makes what a caller does each time.
void measure(const char* what, const test::TestDatabase& database, const Settings& settings, auto work_of) {
    Tally tally;
    const auto begin = std::chrono::steady_clock::now();
    const auto until = begin + std::chrono::milliseconds(settings.milliseconds);
    std::vector<std::jthread> threads;
    for (int d = 0; d < settings.daemons; ++d)
        threads.emplace_back([&, d] {
            Daemon daemon(database.daemon_url());
            auto running = static_cast<std::size_t>(settings.callers);
            for (int c = 0; c < settings.callers; ++c)
                boost::asio::co_spawn(
                    daemon.loop.context(),
                    call_again_and_again(work_of(daemon, d * settings.callers + c), until, tally, running),
                    boost::asio::detached);
            daemon.loop.run_until([&] { return running == 0; });
        });
    threads.clear();
    const std::chrono::duration<double> span = std::chrono::steady_clock::now() - begin;
    const auto per_second = [&](long long count) { return static_cast<double>(count) / span.count(); };
    fmt::print("{:<44} {:>8.0f} taken/s   {:>8.0f} turned away/s   {} failed\n", what, per_second(tally.taken),
               per_second(tally.turned_away), tally.failed.load());
    if (tally.failed > 0) std::exit(1);
}

/// The reservation by itself: decided and written into the row, committed.
auto reservations(long long fen, AtLimit at_limit) {
    return [=](Daemon& daemon, int) {
        return [&daemon, fen, at_limit]() -> ports::awaitable<std::optional<ErrorCode>> {
            const postgres::Reservation wanted{shanghai, {Money::from_fen(fen), at_limit, std::chrono::seconds(1)}};
            auto work = [wanted](postgres::Session& session) -> Result<void> {
                if (!postgres::which_fit(session, {&wanted, 1}).front()) return fail(postgres::does_not_fit(wanted));
                postgres::add_exposure(session, wanted.key, wanted.hold.amount, test::noon);
                return {};
            };
            auto done = co_await daemon.pool.write_repeatable(reserve_alone, std::move(work));
            co_return done ? std::nullopt : std::optional(done.error().code);
        };
    };
}

/// A whole intent with its reservation, as the desk writes it.
auto intents(long long fen, AtLimit at_limit, const char* series) {
    return [=](Daemon& daemon, int caller) {
        return [&daemon, fen, at_limit, prefix = fmt::format("{}{}x", series, caller),
                count = 0]() mutable -> ports::awaitable<std::optional<ErrorCode>> {
            SettlementRecord record = test::visitor_record(fmt::format("{}{}", prefix, ++count));
            record.prefund = {Money::from_fen(fen), at_limit, std::chrono::seconds(1)};
            auto opened = co_await daemon.settlements.open(std::move(record), true);
            co_return opened ? std::nullopt : std::optional(opened.error().code);
        };
    };
}

void hold(const test::TestDatabase& database, const char* fen) {
    database.ask_as_owner(
        fmt::format("INSERT INTO prefund_exposure (counterparty, direction, counted, held) VALUES ('310000', "
                    "'visitor', true, {0}) ON CONFLICT (counterparty, direction) DO UPDATE SET held = {0}, "
                    "exposure = 0",
                    fen));
}

/// Never beyond what is held, at any limit.
void check_limit(const test::TestDatabase& database) {
    const std::string beyond = database.ask_as_owner("SELECT exposure FROM prefund_exposure WHERE exposure > held");
    if (beyond.empty()) return;
    fmt::print(stderr, "the exposure went beyond what is held: {}\n", beyond);
    std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
    const Settings settings = settings_of(argc, argv);
    const test::TestDatabase database;
    fmt::print("{}", bench::machine());
    const auto shown = [&](const char* name) { return database.ask_as_owner(fmt::format("SHOW {}", name)); };
    fmt::print("database PostgreSQL {}, fsync {}, synchronous_commit {}, full_page_writes {}\n",
               shown("server_version"), shown("fsync"), shown("synchronous_commit"), shown("full_page_writes"));
    fmt::print("settings one counterparty, policy refuse, {} daemons of 4 connections with {} callers each, {} ms\n\n",
               settings.daemons, settings.callers, settings.milliseconds);

    // Before there is a prefund: what an intent costs by itself.
    measure("whole intents, no prefund is kept", database, settings, intents(100, AtLimit::refuse, "n"));
    hold(database, "1000000000000");
    measure("whole intents, policy refuse", database, settings, intents(100, AtLimit::refuse, "r"));
    check_limit(database);
    hold(database, "1000000000000");
    measure("whole intents, policy allow", database, settings, intents(100, AtLimit::allow, "a"));
    hold(database, "100000");
    measure("whole intents at the limit", database, settings, intents(700, AtLimit::refuse, "l"));
    check_limit(database);
    hold(database, "1000000000000");
    measure("reservations alone, all of them fit", database, settings, reservations(1, AtLimit::refuse));
    check_limit(database);
    hold(database, "1000");
    measure("reservations alone, at the limit", database, settings, reservations(7, AtLimit::refuse));
    check_limit(database);
    return 0;
}
