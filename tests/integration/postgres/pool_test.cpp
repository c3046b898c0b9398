#include "gateway/infra/postgres/connection.hpp"
#include "tests/integration/postgres/books.hpp"
#include "tests/integration/postgres/cutting_proxy.hpp"

#include <atomic>
#include <condition_variable>
#include <future>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::postgres {

using test::Books;
using test::CuttingProxy;
using test::visitor_record;

namespace {

constexpr Write test_write{"test", Commit::alone};
constexpr Write shared_write{"test.shared", Commit::shared};
constexpr Write write_in_turn{"test.in_turn", Commit::in_turn};
constexpr Sql own_transaction{"test_transaction", "SELECT txid_current() AS transaction"};
constexpr Sql select_one{"test_select_one", "SELECT 1 AS one"};
constexpr Sql sleep_long{"test_sleep", "SELECT pg_sleep(30)"};
constexpr Sql raise_test_alarm{"test_raise", "INSERT INTO alarm (text, raised_at) VALUES ($1, now())"};
constexpr Sql find_test_alarm{"test_find_alarm", "SELECT 1 FROM alarm WHERE text = $1"};
constexpr Sql divide_by_zero{"test_divide", "SELECT 1 / (random() * 0)"};
constexpr RowsSql select_texts{"test_texts", "text", "SELECT t FROM ({rows}) AS a(t)"};
constexpr Sql all_columns{"test_all_columns", "SELECT * FROM forwarding_switch"};
constexpr Sql cut_oneself{"test_cut_oneself", "SELECT pg_terminate_backend(pg_backend_pid())"};

Result<long long> one(Session& session) {
    return session.first(select_one)->number("one");
}

/// A shared write that raises an alarm of its text, or none and changes nothing.
struct PerhapsAnAlarm {
    std::string text;
};
Answers<bool> none_together(Session& /*session*/, const Items<PerhapsAnAlarm>& items) {
    return no_answers<bool>(items);
}
Result<bool> raise_perhaps(Session& session, const PerhapsAnAlarm& asked) {
    if (!asked.text.empty()) session.run(raise_test_alarm, {asked.text});
    return !asked.text.empty();
}
std::optional<bool> was_raised(Session& session, const PerhapsAnAlarm& asked, const Result<bool>& answer) {
    if (!*answer) return std::nullopt;
    return session.first(find_test_alarm, {asked.text}).has_value();
}
const WriteKind<PerhapsAnAlarm, bool> perhaps_an_alarm{shared_write, none_together, raise_perhaps, was_raised};

/// The books, reached through a proxy that can cut a commit. Institutions are numbered in a commit of their own, which
/// is over: a settlement is open already, and refused.
struct CutBooks : Books {
    CutBooks() : Books(1) { value(store.open_refused(visitor_record("first"))); }
    /// Those that are there stay.
    void let_connect(bool anybody) const {
        database.ask_as_owner(
            fmt::format("DO $$ BEGIN EXECUTE format('{} CONNECT ON DATABASE %I {} PUBLIC', "
                        "current_database()); END $$",
                        anybody ? "GRANT" : "REVOKE", anybody ? "TO" : "FROM"));
    }
    CuttingProxy proxy{database.daemon_url()};
    Pool cut_pool{test::config_for(proxy.url(), 1)};
    SettlementStore store{cut_pool, vault};
    MessageLog log{cut_pool, vault};
};

/// A database that goes without a word, behind a proxy. A try to connect takes two seconds then, which is libpq's
/// least, and a silence is broken after not quite three.
struct SilentBooks : Books {
    SilentBooks() : Books(1) {}

    static PoolConfig config_of(const CuttingProxy& proxy) {
        PoolConfig config = test::config_for(proxy.url() + "&connect_timeout=2", 1);
        config.statement_timeout = std::chrono::milliseconds(300);
        return config;
    }

    void spawn(ports::awaitable<Result<bool>> work) {
        boost::asio::co_spawn(loop.context(), std::move(work),
                              [this](const std::exception_ptr&, const Result<bool>& answer) {
                                  answers.push_back(answer ? ErrorCode::internal_error : answer.error().code);
                              });
        loop.context().restart();
        loop.context().poll();
    }

    ports::awaitable<Result<bool>> write_alone() {
        return hasty.write_repeatable(test_write, [](Session& session) -> Result<bool> { return one(session) == 1; });
    }

    /// Holds the pool's only connection until told.
    void hold(std::shared_future<void> release) {
        spawn(hasty.read([this, release = std::move(release)](Session& session) -> Result<bool> {
            session.run(select_one);
            held.set_value();
            release.wait();
            return true;
        }));
        held.get_future().wait();
    }

    std::promise<void> held;
    std::vector<ErrorCode> answers;  ///< internal_error where there was no error
    CuttingProxy proxy{database.daemon_url()};
    Pool hasty{config_of(proxy)};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(pool)

BOOST_AUTO_TEST_CASE(a_connection_killed_while_idle_is_not_noticed_by_the_caller) {
    Books books(2);
    BOOST_TEST(books.value(books.pool.read(one)) == 1);
    BOOST_TEST(books.database.cut_daemon_sessions() >= 1);
    for (int i = 0; i < 8; ++i)
        BOOST_TEST(books.value(books.pool.read(one)) == 1);
    BOOST_TEST(books.pool.counters().reconnects >= 1U);
}

BOOST_AUTO_TEST_CASE(a_connection_killed_while_idle_is_not_noticed_by_who_writes) {
    Books books(1);
    const auto look = [](Session& session) -> Result<long long> { return one(session); };
    const auto only_send = [](Session& session) -> Result<long long> {
        session.send(raise_test_alarm, {"of a test"});
        return 1;
    };
    for (const Write& what : {test_write, shared_write}) {
        BOOST_TEST(books.value(books.pool.write(what, look)) == 1);
        BOOST_TEST(books.database.cut_daemon_sessions() == 1);
        BOOST_TEST(books.value(books.pool.write(what, look)) == 1);
        BOOST_TEST(books.database.cut_daemon_sessions() == 1);
        BOOST_TEST(books.value(books.pool.write(what, only_send)) == 1);
    }
    BOOST_TEST(books.pool.counters().reconnects == 4U);
    BOOST_TEST(books.pool.counters().in_doubt == 0U);
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM alarm") == "2");
}

BOOST_AUTO_TEST_CASE(a_table_changed_under_a_prepared_statement_is_not_noticed_by_the_caller) {
    Books books(1);
    const auto look = [](Session& session) -> Result<std::size_t> { return session.run(all_columns).size(); };
    auto widen = [&books, columns = 0]() mutable {
        books.database.ask_as_owner(fmt::format("ALTER TABLE forwarding_switch ADD COLUMN c{} text", ++columns));
    };
    BOOST_TEST(books.value(books.pool.read(look)) == 0U);
    widen();
    BOOST_TEST(books.value(books.pool.read(look)) == 0U);
    for (const Write& what : {test_write, shared_write}) {
        BOOST_TEST(books.value(books.pool.write(what, look)) == 0U);
        widen();
        BOOST_TEST(books.value(books.pool.write(what, look)) == 0U);
    }
    BOOST_TEST(books.pool.counters().reconnects == 3U);
    BOOST_TEST(books.pool.counters().in_doubt == 0U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_sent_to_its_end_leaves_nothing_and_harms_nobody) {
    Books books(1);
    std::vector<Arguments> rows(9, Arguments{"text"});
    rows.back() = {std::string("a\0b", 3)};  // is found when eight are on their way
    const auto refused = books.result(books.pool.write(shared_write, [&rows](Session& session) -> Result<long long> {
        session.send(raise_test_alarm, {"of a test"});
        session.run(select_texts, rows);
        return 1;
    }));
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == ErrorCode::invalid_value));
    BOOST_TEST(books.value(books.pool.write(shared_write, [](Session& session) { return one(session); })) == 1);
    BOOST_TEST(books.pool.counters().reconnects == 0U);
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM alarm") == "0");
}

BOOST_AUTO_TEST_CASE(what_is_refused_takes_with_it_what_travelled_with_it) {
    Books books(1);
    const auto refused_later = [](Session& session) -> Result<long long> {
        session.send(raise_test_alarm, {"of a test"});
        session.send(divide_by_zero);
        session.send(raise_test_alarm, {"of a test"});
        return 1;
    };
    const auto refused_and_caught = [&](Session& session) -> Result<long long> {
        try {
            session.run(divide_by_zero);
        } catch (const SqlFailure& failure) {
            BOOST_TEST(failure.sqlstate() == "22012");
        }
        session.send(raise_test_alarm, {"of a test"});
        return 1;
    };
    BOOST_TEST((books.result(books.pool.write(shared_write, refused_later)).error().code == ErrorCode::invalid_value));
    BOOST_TEST(!books.result(books.pool.write(shared_write, refused_and_caught)).has_value());
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM alarm") == "0");
    BOOST_TEST(books.value(books.pool.write(shared_write, [](Session& session) { return one(session); })) == 1);
    BOOST_TEST(books.pool.counters().reconnects == 0U);
}

BOOST_AUTO_TEST_CASE(a_line_that_swallows_what_is_sent_holds_nothing_and_the_write_goes_through) {
    Books books;
    CuttingProxy proxy{books.database.daemon_url()};
    PoolConfig config = test::config_for(proxy.url(), 1);
    config.statement_timeout = std::chrono::milliseconds(300);
    Pool hasty(config);
    BOOST_TEST(books.loop.run(hasty.write(shared_write, [](Session& session) { return one(session); })).value() == 1);
    // What only sends has its COMMIT with its first statement: the server has not even begun.
    for (const std::string text : {"looked at", "only sent"}) {
        const auto raise = [text](Session& session) -> Result<long long> {
            session.send(raise_test_alarm, {text});
            return text == "only sent" ? 1 : one(session);
        };
        const auto was_raised = [text](Session& session, long long) {
            return session.first(find_test_alarm, {text}).has_value();
        };
        proxy.cut_next_commit(CuttingProxy::Cut::swallowed);
        const auto answer = books.loop.run(hasty.write(shared_write, raise, was_raised));
        BOOST_TEST(proxy.has_cut());
        BOOST_TEST(answer.has_value(), (answer ? "" : sentence(answer.error())));
    }
    BOOST_TEST(books.database.ask_as_owner("SELECT string_agg(text, ',' ORDER BY text) FROM alarm") ==
               "looked at,only sent");
    BOOST_TEST(hasty.counters().in_doubt == 2U);
}

BOOST_AUTO_TEST_CASE(a_connection_lost_in_the_middle_is_unavailable_and_the_next_one_works) {
    Books books(1);
    const auto cut = books.result(books.pool.write(test_write, [](Session& session) -> Result<long long> {
        session.run(cut_oneself);
        return 1;
    }));
    BOOST_REQUIRE(!cut);
    BOOST_TEST((cut.error().code == ErrorCode::store_unavailable));
    BOOST_TEST(books.value(books.pool.read(one)) == 1);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_not_there_is_unavailable) {
    test::EventLoop loop;
    Pool nowhere(test::config_for("postgresql://nobody@/none?host=/nonexistent", 1));
    const auto result = loop.run(nowhere.read(one));
    BOOST_REQUIRE(!result);
    BOOST_TEST((result.error().code == ErrorCode::store_unavailable));
}

BOOST_AUTO_TEST_CASE(a_statement_has_a_time_limit) {
    Books books(1);
    auto config = test::config_for(books.database.daemon_url(), 1);
    config.statement_timeout = std::chrono::milliseconds(100);
    Pool hasty(config);
    const auto result = books.loop.run(hasty.read([](Session& session) -> Result<long long> {
        session.run(sleep_long);
        return 1;
    }));
    BOOST_REQUIRE(!result);
    BOOST_TEST((result.error().code == ErrorCode::store_unavailable));
    BOOST_TEST(books.loop.run(hasty.read(one)).value() == 1);
}

BOOST_AUTO_TEST_CASE(a_full_queue_is_busy_and_stopping_finishes_what_waits) {
    Books books(1);
    auto config = test::config_for(books.database.daemon_url(), 1);
    config.queue_limit = 2;
    Pool small(config);
    std::promise<void> started, released;
    std::shared_future<void> release = released.get_future().share();
    std::vector<Result<long long>> answers;
    std::size_t done = 0;
    const auto spawn = [&](ports::awaitable<Result<long long>> work) {
        boost::asio::co_spawn(books.loop.context(), std::move(work),
                              [&](const std::exception_ptr&, Result<long long> answer) {
                                  ++done;
                                  answers.push_back(std::move(answer));
                              });
    };
    spawn(small.read([&started, release](Session&) -> Result<long long> {
        started.set_value();
        release.wait();
        return 0;
    }));
    books.loop.context().restart();
    books.loop.context().poll();
    started.get_future().wait();
    for (int i = 0; i < 3; ++i)
        spawn(small.read(one));
    books.loop.run_until([&] { return done == 1; });
    BOOST_TEST((answers.front().error().code == ErrorCode::busy));
    released.set_value();
    small.stop();
    books.loop.run_until([&] { return done == 4; });
    for (std::size_t i = 1; i < answers.size(); ++i)
        BOOST_TEST(answers[i].has_value());
    BOOST_TEST((books.loop.run(small.read(one)).error().code == ErrorCode::shutting_down));
}

BOOST_AUTO_TEST_CASE(a_deadlock_is_run_again_until_it_goes_through) {
    Books books(2);
    constexpr static Sql lock{"test_lock", "SELECT pg_advisory_xact_lock($1)"};
    // Each holds its first lock until the other has it too, the first time round; then both want the other's.
    auto holders = std::make_shared<std::atomic<int>>(0);
    const auto crossing = [holders](long long first, long long second) {
        return [=](Session& session) -> Result<void> {
            session.run(lock, {first});
            ++*holders;
            while (*holders < 2)
                std::this_thread::yield();
            session.run(lock, {second});
            return {};
        };
    };
    std::vector<ports::awaitable<Result<void>>> work;
    work.push_back(books.pool.write(test_write, crossing(1, 2)));
    work.push_back(books.pool.write(test_write, crossing(2, 1)));
    for (const auto& result : books.all(std::move(work)))
        BOOST_TEST(result.has_value());
    BOOST_TEST(*holders >= 3);
}

BOOST_AUTO_TEST_CASE(work_that_answers_an_error_leaves_nothing) {
    Books books(1);
    constexpr static Sql insert{"test_insert_alarm", "INSERT INTO alarm (text, raised_at) VALUES ('x', instant_of(0))"};
    const auto refused = books.result(books.pool.write(test_write, [](Session& session) -> Result<void> {
        session.run(insert);
        return fail(ErrorCode::conflict, "no");
    }));
    BOOST_TEST((refused.error().code == ErrorCode::conflict));
    const auto thrown = books.result(books.pool.write(test_write, [](Session& session) -> Result<void> {
        session.run(insert);
        throw std::runtime_error("a programmer's mistake");
    }));
    BOOST_TEST((thrown.error().code == ErrorCode::internal_error));
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM alarm") == "0");
}

BOOST_AUTO_TEST_CASE(a_commit_whose_answer_was_lost_but_happened_is_found_and_stands) {
    CutBooks books;
    books.proxy.cut_next_commit(CuttingProxy::Cut::after_the_server_did_it);
    const auto opened = books.value(books.store.open(visitor_record("a"), true));
    BOOST_TEST((opened.kind == ports::Opened::Kind::accepted));
    BOOST_TEST(books.cut_pool.counters().in_doubt == 1U);

    books.proxy.cut_next_commit(CuttingProxy::Cut::after_the_server_did_it);
    const auto booked = books.value(books.store.apply(test::booking_of(opened.record)));
    BOOST_REQUIRE(booked);
    BOOST_TEST((booked->state == SettlementState::booked));
    BOOST_TEST(books.cut_pool.counters().in_doubt == 2U);
    BOOST_TEST(books.database.ask_as_owner("SELECT sum(amount) FROM transfer") == "7500");
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM settlement_history WHERE to_state <> 'refused'") ==
               "2");
}

BOOST_AUTO_TEST_CASE(an_intent_whose_commit_cannot_be_looked_up_is_in_doubt_and_named) {
    for (const auto cut : {CuttingProxy::Cut::after_the_server_did_it, CuttingProxy::Cut::before_the_server_sees_it}) {
        CutBooks books;
        PoolConfig config = test::config_for(books.proxy.url(), 1);
        config.statement_timeout = std::chrono::milliseconds(1000);  // it is asked for no longer
        Pool hasty(config);
        SettlementStore store{hasty, books.vault};
        const SettlementRecord intent = visitor_record("a");
        books.value(store.open_refused(visitor_record("warm")));
        books.let_connect(false);
        books.proxy.cut_next_commit(cut);
        const auto opened = books.result(store.open(intent, true));
        books.let_connect(true);
        BOOST_REQUIRE(!opened);
        BOOST_TEST(stable_code(opened.error().code) == stable_code(ErrorCode::in_doubt));
        BOOST_TEST(opened.error().settlement_id == intent.id.text);
        // Asked again, it is what it is: open, or not there and opened now.
        const auto again = books.value(books.store.open(intent, true));
        const bool stands = cut == CuttingProxy::Cut::after_the_server_did_it;
        BOOST_TEST((again.kind == (stands ? ports::Opened::Kind::same_message : ports::Opened::Kind::accepted)));
    }
}

BOOST_AUTO_TEST_CASE(what_holds_nothing_is_unavailable_when_its_commit_cannot_be_looked_up) {
    CutBooks books;
    PoolConfig config = test::config_for(books.proxy.url(), 1);
    config.statement_timeout = std::chrono::milliseconds(1000);
    Pool hasty(config);
    SettlementStore store{hasty, books.vault};
    books.value(store.open_refused(visitor_record("warm")));
    books.let_connect(false);
    books.proxy.cut_next_commit(CuttingProxy::Cut::after_the_server_did_it);
    const auto refused = books.result(store.open_refused(visitor_record("a")));
    books.let_connect(true);
    BOOST_REQUIRE(!refused);
    BOOST_TEST(stable_code(refused.error().code) == stable_code(ErrorCode::store_unavailable));
}

BOOST_AUTO_TEST_CASE(a_commit_that_never_reached_the_server_is_carried_out_again) {
    CutBooks books;
    books.proxy.cut_next_commit(CuttingProxy::Cut::before_the_server_sees_it);
    const auto opened = books.value(books.store.open(visitor_record("a"), true));
    BOOST_TEST((opened.kind == ports::Opened::Kind::accepted));
    books.proxy.cut_next_commit(CuttingProxy::Cut::before_the_server_sees_it);
    BOOST_TEST(books.value(books.store.apply(test::booking_of(opened.record))).has_value());
    BOOST_TEST(books.cut_pool.counters().in_doubt == 2U);
    BOOST_TEST(books.database.ask_as_owner("SELECT sum(amount) FROM transfer") == "7500");

    books.proxy.cut_next_commit(CuttingProxy::Cut::before_the_server_sees_it);
    ports::InboundMessage message;
    message.key = {PeerName("p"), InstitutionCode("i"), MessageId("m")};
    BOOST_TEST((books.value(books.log.admit(message)).kind == ports::AdmissionKind::first));
    books.proxy.cut_next_commit(CuttingProxy::Cut::after_the_server_did_it);
    message.key.message = MessageId("n");
    BOOST_TEST((books.value(books.log.admit(message)).kind == ports::AdmissionKind::first));
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM message") == "2");
}

BOOST_AUTO_TEST_CASE(what_changed_nothing_proves_nothing_about_a_commit_in_doubt) {
    CutBooks books;
    boost::asio::io_context io;
    const auto ask = [&io]<class T>(ports::awaitable<Result<T>> work) {
        auto answer = std::make_shared<std::optional<Result<T>>>();
        boost::asio::co_spawn(io, std::move(work), [answer](std::exception_ptr thrown, Result<T> given) {
            if (!thrown) *answer = std::move(given);
        });
        return answer;
    };
    std::promise<void> begun, others_wait;
    ask(books.cut_pool.write(shared_write, [&](Session& session) {
        begun.set_value();
        others_wait.get_future().wait();
        return one(session);
    }));
    io.poll();
    begun.get_future().wait();
    // One group: one that changes nothing, one that cannot be looked up, and a no that rests on it.
    const auto unchanged = ask(books.cut_pool.write(perhaps_an_alarm, PerhapsAnAlarm{}));
    const auto raised = ask(books.cut_pool.write(shared_write, [](Session& session) -> Result<long long> {
        return static_cast<long long>(session.run(raise_test_alarm, {"b"}).affected);
    }));
    const auto refused = ask(books.cut_pool.write(shared_write, [](Session& session) -> Result<long long> {
        if (session.first(find_test_alarm, {"b"})) return fail(ErrorCode::conflict, "it is there");
        return 0;
    }));
    books.proxy.cut_next("COMMIT", CuttingProxy::Cut::before_the_server_sees_it, 1);
    io.poll();
    others_wait.set_value();
    io.run();
    BOOST_TEST(books.proxy.has_cut());
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM alarm") == "0");
    BOOST_REQUIRE((unchanged->has_value() && raised->has_value() && refused->has_value()));
    BOOST_TEST(!(*unchanged)->value());
    BOOST_TEST(stable_code((*raised)->error().code) == stable_code(ErrorCode::store_unavailable));
    BOOST_TEST(stable_code((*refused)->error().code) == stable_code(ErrorCode::store_unavailable));
}

BOOST_AUTO_TEST_CASE(a_group_whose_line_is_lost_in_mid_work_waits_for_one_connection_and_not_for_one_each) {
    SilentBooks books;
    std::promise<void> release;
    books.hold(release.get_future().share());
    for (int i = 0; i < 8; ++i)
        books.spawn(books.hasty.write(perhaps_an_alarm, PerhapsAnAlarm{"of a test"}));
    books.proxy.cut_next("test_raise", CuttingProxy::Cut::swallowed);
    books.proxy.swallow_new_lines(true);
    const auto begun = std::chrono::steady_clock::now();
    release.set_value();
    books.loop.run_until([&] { return books.answers.size() == 9; });
    BOOST_TEST(books.proxy.has_cut());
    BOOST_TEST((std::chrono::steady_clock::now() - begun < std::chrono::seconds(3 + 2 * 2)));
    BOOST_TEST(
        (std::vector(books.answers.begin() + 1, books.answers.end()) == std::vector(8, ErrorCode::store_unavailable)));
    BOOST_TEST(books.hasty.counters().in_doubt == 0U);
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM alarm") == "0");

    // It is there again: nobody waits for more than the rest.
    books.proxy.swallow_new_lines(false);
    const auto healed = std::chrono::steady_clock::now();
    while (!books.result(books.write_alone()) && std::chrono::steady_clock::now() - healed < std::chrono::seconds(5))
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    BOOST_TEST((std::chrono::steady_clock::now() - healed < std::chrono::milliseconds(2500)));
}

BOOST_AUTO_TEST_CASE(what_waits_at_a_stop_waits_for_one_connection_and_not_for_one_each) {
    SilentBooks books;
    std::promise<void> release;
    books.hold(release.get_future().share());
    for (int i = 0; i < 8; ++i)
        books.spawn(books.write_alone());
    books.database.cut_daemon_sessions();
    books.proxy.swallow_new_lines(true);
    const auto begun = std::chrono::steady_clock::now();
    release.set_value();
    books.hasty.stop();
    BOOST_TEST((std::chrono::steady_clock::now() - begun < std::chrono::seconds(2 * 2)));
    books.loop.run_until([&] { return books.answers.size() == 9; });
    BOOST_TEST(
        (std::vector(books.answers.begin() + 1, books.answers.end()) == std::vector(8, ErrorCode::store_unavailable)));
}

BOOST_AUTO_TEST_CASE(urls_get_limits_unless_they_have_them) {
    BOOST_TEST(with_connection_limits("postgresql://u@/d?host=/tmp") ==
               "postgresql://u@/d?host=/tmp&connect_timeout=5&tcp_user_timeout=10000");
    BOOST_TEST(with_connection_limits("postgresql://u@h/d?connect_timeout=1") ==
               "postgresql://u@h/d?connect_timeout=1&tcp_user_timeout=10000");
    BOOST_TEST(with_connection_limits("host=/tmp dbname=d") ==
               "host=/tmp dbname=d connect_timeout=5 tcp_user_timeout=10000");
}

BOOST_AUTO_TEST_CASE(a_write_in_turn_goes_by_itself_between_two_groups) {
    Books books;
    Pool pool(test::config_for(books.database.daemon_url(), 4));
    boost::asio::io_context io;
    std::vector<long long> transactions;
    const auto ask = [&](const Write& write, auto work) {
        const std::size_t place = transactions.size();
        transactions.push_back(0);
        boost::asio::co_spawn(io, pool.write(write, std::move(work)),
                              [&transactions, place](std::exception_ptr thrown, Result<long long> answer) {
                                  if (!thrown && answer) transactions[place] = *answer;
                              });
    };
    const auto tell = [](Session& session) -> Result<long long> {
        return session.first(own_transaction)->number("transaction");
    };
    std::promise<void> begun, others_wait;
    ask(shared_write, [&](Session& session) {
        begun.set_value();
        others_wait.get_future().wait();
        return tell(session);
    });
    io.poll();
    begun.get_future().wait();
    for (const Write* write : {&shared_write, &shared_write, &write_in_turn, &shared_write, &shared_write})
        ask(*write, tell);
    io.poll();
    others_wait.set_value();
    io.run();
    BOOST_REQUIRE(transactions.size() == 6U);
    BOOST_TEST(transactions[0] > 0);
    BOOST_TEST(transactions[1] == transactions[2]);
    BOOST_TEST(transactions[4] == transactions[5]);
    BOOST_TEST(transactions[0] < transactions[1]);
    BOOST_TEST(transactions[2] < transactions[3]);
    BOOST_TEST(transactions[3] < transactions[4]);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
