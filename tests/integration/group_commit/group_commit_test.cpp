#include "tests/integration/postgres/books.hpp"
#include "tests/integration/postgres/cutting_proxy.hpp"

#include <atomic>
#include <future>
#include <map>
#include <random>
#include <sstream>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::postgres {

using test::Books;
using test::CuttingProxy;
using Cut = CuttingProxy::Cut;

namespace {

constexpr Write shared{"test_shared"};
constexpr Write logged{"test_logged", Commit::logged};
constexpr Write alone{"test_alone", Commit::alone};
// No key on purpose: a write that ran twice must show.
constexpr Sql insert{"test_line_insert", "INSERT INTO line (id) VALUES ($1)"};
constexpr Sql insert_awaited{"test_line_awaited", "INSERT INTO line (id) VALUES ($1)"};
constexpr Sql tally{"test_tally", "UPDATE tally SET lines = lines + 1 WHERE id = $1"};
constexpr Sql find{"test_line_find", "SELECT count(*) AS found FROM line WHERE id = $1"};

/// How a write ends.
enum class End : std::uint8_t {
    kept,
    refused_before_writing,
    refused_after_writing,  ///< the one that poisons a group
    broken_row,             ///< the database refuses the statement
    broken_at_commit,       ///< the database refuses the commit
    thrown,
};

struct Wish {
    long long id;
    End end = End::kept;
    const Write* how = &shared;
    const Sql* statement = &insert;
    bool can_be_looked_up = true;
    bool is_of_a_kind = false;             ///< written together with the others of it
    std::optional<long long> unless = {};  ///< refused when this line is there
};

Result<long long> write_line(Session& session, const Wish& wish) {
    if (wish.end == End::refused_before_writing) return fail(ErrorCode::conflict, "no");
    const bool is_forestalled = wish.unless && session.first(find, {*wish.unless})->number("found") > 0;
    if (is_forestalled) return fail(ErrorCode::conflict, "no");
    session.run(*wish.statement, {wish.end == End::broken_row ? -1 : wish.id});
    session.run(tally, {wish.id % 4});
    if (wish.end == End::refused_after_writing) return fail(ErrorCode::conflict, "no");
    if (wish.end == End::thrown) throw std::runtime_error("a programmer's mistake");
    return wish.id;
}

constexpr RowsSql insert_together{"test_lines_insert", "bigint", "INSERT INTO line (id) {rows}"};
constexpr RowsSql tally_together{"test_tallies", "bigint", R"sql(
    UPDATE tally t SET lines = t.lines + n.lines
    FROM (SELECT id % 4 AS id, count(*) AS lines FROM ({rows}) AS a(id) GROUP BY id % 4) n WHERE n.id = t.id)sql"};

std::atomic<int> times_together = 0;

/// One line by one line where it has to be; the others with one statement. The no that writes is left alone.
Answers<long long> write_lines(Session& session, const Items<Wish>& wishes) {
    ++times_together;
    auto answers = no_answers<long long>(wishes);
    std::vector<Arguments> rows, ids;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        const Wish& wish = *wishes[i];
        if (wish.end == End::thrown) throw std::runtime_error("a programmer's mistake");
        if (wish.end == End::refused_before_writing) answers[i] = fail(ErrorCode::conflict, "no");
        if (wish.end == End::refused_before_writing || wish.end == End::refused_after_writing) continue;
        rows.push_back({wish.end == End::broken_row ? -1 : wish.id});
        ids.push_back({wish.id});
        answers[i] = wish.id;
    }
    session.run(insert_together, rows);
    session.run(tally_together, ids);
    return answers;
}

std::optional<bool> is_line_written(Session& session, const Wish& wish, const Result<long long>&) {
    return session.first(find, {wish.id})->number("found") > 0;
}

constexpr WriteKind<Wish, long long> lines_of_a_kind{shared, write_lines, write_line, is_line_written};

/// A page of lines for anybody to write, through a proxy that can cut.
struct Page : Books {
    explicit Page(std::size_t connections,
                  std::chrono::milliseconds statement_timeout = std::chrono::milliseconds(5000))
        : Books(1), writers(settings(connections, statement_timeout)) {
        database.ask_as_owner(
            "CREATE TABLE line (id bigint CHECK (id >= 0));"
            "CREATE TABLE tally (id bigint PRIMARY KEY, lines bigint NOT NULL);"
            "INSERT INTO tally SELECT n, 0 FROM generate_series(0, 3) n;"
            // Ids of 900000 and more are refused by the commit, those of 800000 and more make it slow.
            "CREATE FUNCTION judge_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF NEW.id >= 900000 THEN RAISE EXCEPTION 'no' USING ERRCODE = '23514'; END IF; "
            "PERFORM pg_sleep(0.4) WHERE NEW.id >= 800000; RETURN NULL; END $$;"
            "CREATE CONSTRAINT TRIGGER judged AFTER INSERT ON line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
            "EXECUTE FUNCTION judge_line();"
            "GRANT ALL ON line, tally TO gateway_app");
    }

    PoolConfig settings(std::size_t connections, std::chrono::milliseconds statement_timeout) {
        PoolConfig config = test::config_for(proxy.url(), connections);
        config.statement_timeout = statement_timeout;
        config.queue_limit = 2000;
        return config;
    }

    ports::awaitable<Result<long long>> write(Wish wish) {
        if (wish.is_of_a_kind) return writers.write(lines_of_a_kind, wish);
        auto work = [wish](Session& session) { return write_line(session, wish); };
        auto was_committed = [wish](Session& session, long long id) { return is_line_written(session, wish, id); };
        if (!wish.can_be_looked_up) return writers.write(*wish.how, std::move(work));
        return writers.write(*wish.how, std::move(work), std::move(was_committed));
    }

    /// What is asked for while the only connection is held: one group, in this order.
    std::vector<Result<long long>> in_one_group(const std::vector<Wish>& wishes) {
        std::promise<void> held, released;
        std::shared_future<void> release = released.get_future().share();
        std::vector<std::optional<Result<long long>>> answers(wishes.size() + 1);
        std::size_t done = 0;
        const auto spawn = [&](std::size_t i, ports::awaitable<Result<long long>> work) {
            boost::asio::co_spawn(loop.context(), std::move(work),
                                  [&, i](const std::exception_ptr&, Result<long long> answer) {
                                      ++done;
                                      answers[i] = std::move(answer);
                                  });
            loop.context().restart();
            loop.context().poll();
        };
        spawn(wishes.size(), writers.read([&held, release](Session&) -> Result<long long> {
            held.set_value();
            release.wait();
            return 0;
        }));
        held.get_future().wait();
        for (std::size_t i = 0; i < wishes.size(); ++i)
            spawn(i, write(wishes[i]));
        released.set_value();
        loop.run_until([&] { return done == answers.size(); });
        std::vector<Result<long long>> results;
        for (std::size_t i = 0; i < wishes.size(); ++i)
            results.push_back(std::move(*answers[i]));
        return results;
    }

    /// How often each line stands there.
    std::map<long long, int> lines() const {
        std::istringstream ids(database.ask_as_owner("SELECT string_agg(id::text, ' ') FROM line"));
        std::map<long long, int> found;
        for (long long id = 0; ids >> id;)
            ++found[id];
        return found;
    }

    void check_tally() const {
        BOOST_TEST(database.ask_as_owner("SELECT sum(lines) FROM tally") ==
                   database.ask_as_owner("SELECT count(*) FROM line"));
        BOOST_TEST(database.ask_as_owner("SELECT count(*) FROM line") ==
                   database.ask_as_owner("SELECT count(DISTINCT id) FROM line"));
    }

    CuttingProxy proxy{database.daemon_url()};
    Pool writers;
};

/// The answer is the one the wish deserves, and the line stands there once or not at all.
void check(const Wish& wish, const Result<long long>& answer, int times_written) {
    BOOST_TEST_CONTEXT("line " << wish.id) {
        const bool is_kept = wish.end == End::kept;
        BOOST_TEST(answer.has_value() == is_kept);
        if (!answer) {
            const bool is_own_no = wish.end == End::refused_before_writing || wish.end == End::refused_after_writing;
            const ErrorCode expected = is_own_no ? ErrorCode::conflict : ErrorCode::internal_error;
            BOOST_TEST(stable_code(answer.error().code) == stable_code(expected));
        }
        BOOST_TEST(times_written == (is_kept ? 1 : 0));
    }
}

void check(const Page& page, const std::vector<Wish>& wishes, const std::vector<Result<long long>>& answers) {
    auto lines = page.lines();
    for (std::size_t i = 0; i < wishes.size(); ++i)
        check(wishes[i], answers[i], lines[wishes[i].id]);
    page.check_tally();
}

/// Each write of `wishes` with its answer, in one group that is cut at `text`.
void run_with_a_cut(Page& page, const std::vector<Wish>& wishes, const char* text, Cut cut) {
    BOOST_REQUIRE(page.loop.run(page.write({1})).has_value());  // connected, statements known
    page.proxy.cut_next(text, cut);
    const auto answers = page.in_one_group(wishes);
    BOOST_TEST(page.proxy.has_cut());
    check(page, wishes, answers);
}

/// What many lanes do one write after the other; the answers by line.
struct Traffic {
    Page& page;
    std::mt19937_64 chance;
    int cut_every = 0;  ///< writes; 0: never
    std::map<long long, std::pair<Wish, std::optional<Result<long long>>>> lines;
    int lanes_running = 0;

    Wish next_wish() {
        Wish wish{static_cast<long long>(lines.size()) + 10};
        switch (chance() % 24) {
            case 0:
                wish.end = End::refused_before_writing;
                break;
            case 1:
                wish.end = End::refused_after_writing;
                break;
            case 2:
                wish.end = End::broken_row;
                break;
            case 3:
                wish.end = End::thrown;
                break;
            case 4:
                wish.end = End::broken_at_commit, wish.id += 900000;
                break;
            default:
                break;
        }
        if (chance() % 5 == 0) wish.how = &alone;
        wish.is_of_a_kind = chance() % 2 == 0;
        lines.emplace(wish.id, std::pair(wish, std::nullopt));
        return wish;
    }

    ports::awaitable<void> lane(int writes) {
        for (int i = 0; i < writes; ++i) {
            const Wish wish = next_wish();
            if (cut_every != 0 && lines.size() % static_cast<std::size_t>(cut_every) == 0)
                page.proxy.cut_next(chance() % 3 == 0 ? insert.name : "COMMIT", static_cast<Cut>(1 + chance() % 3));
            Result<long long> answer = co_await page.write(wish);
            lines.at(wish.id).second = std::move(answer);
        }
        --lanes_running;
    }

    void run(int lanes, int writes) {
        lanes_running = lanes;
        for (int i = 0; i < lanes; ++i)
            boost::asio::co_spawn(page.loop.context(), lane(writes), boost::asio::detached);
        page.loop.run_until([this] { return lanes_running == 0; });
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(group_commit)

BOOST_AUTO_TEST_CASE(what_waits_is_one_group_and_one_when_idle_is_its_own) {
    Page page(1);
    BOOST_TEST(page.loop.run(page.write({1})).has_value());
    BOOST_TEST(page.writers.counters().groups == 1U);
    std::vector<Wish> wishes;
    for (long long id = 2; id < 202; ++id)
        wishes.push_back({id});
    check(page, wishes, page.in_one_group(wishes));
    BOOST_TEST(page.writers.counters().groups == 2U);
    BOOST_TEST(page.writers.counters().grouped_writes == 201U);
    BOOST_TEST(page.database.ask_as_owner("SELECT count(DISTINCT xmin::text) FROM line") == "2");
}

namespace {

void one_of_five_goes_wrong(End end, bool is_of_a_kind) {
    Page page(1);
    for (const std::size_t place : {0U, 2U, 4U}) {
        std::vector<Wish> wishes;
        for (std::size_t i = 0; i < 5; ++i) {
            wishes.push_back({static_cast<long long>(10 + place * 10 + i)});
            wishes.back().is_of_a_kind = is_of_a_kind;
        }
        wishes[place].end = end;
        if (end == End::broken_at_commit) wishes[place].id += 900000;
        check(page, wishes, page.in_one_group(wishes));
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_write_that_goes_wrong_hurts_only_itself) {
    using enum End;
    for (const End end : {refused_before_writing, refused_after_writing, broken_row, broken_at_commit, thrown})
        one_of_five_goes_wrong(end, false);
}

BOOST_AUTO_TEST_CASE(one_of_a_kind_that_goes_wrong_hurts_only_itself) {
    using enum End;
    for (const End end : {refused_before_writing, refused_after_writing, broken_row, broken_at_commit, thrown})
        one_of_five_goes_wrong(end, true);
}

BOOST_AUTO_TEST_CASE(those_of_a_kind_are_written_together_among_others) {
    Page page(1);
    BOOST_TEST(page.loop.run(page.write({1})).has_value());
    std::vector<Wish> wishes;
    for (long long id = 2; id < 102; ++id) {
        wishes.push_back({id});
        wishes.back().is_of_a_kind = id % 3 != 0;
    }
    times_together = 0;
    check(page, wishes, page.in_one_group(wishes));
    BOOST_TEST(times_together == 1);
    BOOST_TEST(page.database.ask_as_owner("SELECT count(DISTINCT xmin::text) FROM line") == "2");
}

BOOST_AUTO_TEST_CASE(what_a_kind_leaves_is_done_alone_in_the_same_group) {
    Page page(1);
    Wish left{3, End::refused_after_writing};
    left.is_of_a_kind = true;
    Wish kept{4};
    kept.is_of_a_kind = true;
    const std::vector<Wish> wishes{{2}, left, kept};
    check(page, wishes, page.in_one_group(wishes));
}

BOOST_AUTO_TEST_CASE(of_a_kind_whose_commit_is_cut_each_is_looked_up) {
    for (const Cut cut : {Cut::before_the_server_sees_it, Cut::after_the_server_did_it}) {
        Page page(1);
        std::vector<Wish> wishes{{2}, {3, End::refused_before_writing}, {4}, {5}};
        for (Wish& wish : wishes)
            wish.is_of_a_kind = wish.id != 4;
        run_with_a_cut(page, wishes, "COMMIT", cut);
        BOOST_TEST(page.writers.counters().in_doubt == 3U);
    }
}

BOOST_AUTO_TEST_CASE(a_no_that_wrote_nothing_keeps_the_group_together) {
    Page page(1);
    const std::vector<Wish> wishes{{2}, {3, End::refused_before_writing}, {4}};
    check(page, wishes, page.in_one_group(wishes));
    BOOST_TEST(page.database.ask_as_owner("SELECT count(DISTINCT xmin::text) FROM line") == "1");
}

BOOST_AUTO_TEST_CASE(what_is_logged_does_not_wait_for_a_group_of_the_books) {
    Page page(4);
    std::vector<long long> order;
    const auto noted = [&](Wish wish) -> ports::awaitable<Result<long long>> {
        auto written = co_await page.write(wish);
        order.push_back(wish.id);
        co_return written;
    };
    std::vector<ports::awaitable<Result<long long>>> work;
    work.push_back(noted({800001}));                 // its commit takes its time
    work.push_back(noted({2, End::kept, &logged}));  // of another line of the tally
    work.push_back(noted({3}));                      // of the books
    for (const auto& result : page.all(std::move(work)))
        BOOST_TEST(result.has_value());
    // The last is in time for the first one's group, or makes the next.
    BOOST_TEST(order == (std::vector<long long>{2, 800001, 3}), boost::test_tools::per_element());
    page.check_tally();
}

BOOST_AUTO_TEST_CASE(what_is_logged_and_what_is_not_are_groups_apart) {
    Page page(1);
    BOOST_REQUIRE(page.loop.run(page.write({1})).has_value());
    std::vector<Wish> wishes;
    for (long long id = 2; id < 40; ++id)
        wishes.push_back({id, End::kept, id % 2 == 0 ? &logged : &shared});
    check(page, wishes, page.in_one_group(wishes));
    BOOST_TEST(page.writers.counters().groups == 3U);
    BOOST_TEST(page.database.ask_as_owner("SELECT count(DISTINCT xmin::text) FROM line") == "3");
}

BOOST_AUTO_TEST_CASE(a_groups_deadlock_with_a_write_alone_is_got_over) {
    Page page(2);
    constexpr static Sql lock{"test_lock", "SELECT pg_advisory_xact_lock($1)"};
    // The first time round each side holds one lock until the other holds its own.
    auto holders = std::make_shared<std::atomic<int>>(0);
    const auto locking = [holders](long long id, std::vector<long long> keys, bool waits) {
        return [=](Session& session) -> Result<long long> {
            session.run(insert, {id});
            session.run(tally, {id % 4});
            for (const long long key : keys) {
                session.run(lock, {key});
                if (waits && key == keys.front()) ++*holders;
                while (waits && *holders < 2)
                    std::this_thread::yield();
            }
            return id;
        };
    };
    std::vector<ports::awaitable<Result<long long>>> work;
    work.push_back(page.writers.write(alone, locking(10, {2, 1}, true)));
    work.push_back(page.writers.write(shared, locking(20, {}, false)));
    work.push_back(page.writers.write(shared, locking(21, {1, 2}, true)));
    work.push_back(page.writers.write(shared, locking(22, {}, false)));
    for (const auto& result : page.all(std::move(work)))
        BOOST_TEST(result.has_value());
    BOOST_TEST(page.database.ask_as_owner("SELECT count(*) FROM line") == "4");
    page.check_tally();
}

BOOST_AUTO_TEST_CASE(a_group_whose_commit_is_cut_writes_each_line_once) {
    for (const Cut cut : {Cut::before_the_server_sees_it, Cut::after_the_server_did_it}) {
        Page page(1);
        run_with_a_cut(page, {{2}, {3, End::refused_before_writing}, {4}, {5}}, "COMMIT", cut);
        BOOST_TEST(page.writers.counters().in_doubt == 3U);
    }
}

BOOST_AUTO_TEST_CASE(a_commit_the_server_is_still_busy_with_is_not_taken_for_one_that_failed) {
    for (const bool is_group : {false, true}) {
        Page page(1);
        std::vector<Wish> wishes{{800001}};
        if (is_group) wishes.push_back({800002});
        run_with_a_cut(page, wishes, "COMMIT", Cut::while_the_server_does_it);
    }
}

BOOST_AUTO_TEST_CASE(a_group_cut_in_its_middle_is_run_again_one_by_one) {
    for (const Cut cut :
         {Cut::before_the_server_sees_it, Cut::while_the_server_does_it, Cut::after_the_server_did_it}) {
        Page page(1);
        run_with_a_cut(page, {{2}, {3}, {4, End::kept, &shared, &insert_awaited}, {5}}, insert_awaited.name, cut);
    }
}

BOOST_AUTO_TEST_CASE(a_write_that_cannot_be_looked_up_is_in_doubt_alone) {
    Page page(1);
    BOOST_REQUIRE(page.loop.run(page.write({1})).has_value());
    page.proxy.cut_next_commit(Cut::after_the_server_did_it);
    Wish blind{3};
    blind.can_be_looked_up = false;
    const auto answers = page.in_one_group({{2}, blind, {4}});
    BOOST_TEST(answers[0].has_value());
    BOOST_REQUIRE(!answers[1].has_value());
    BOOST_TEST(stable_code(answers[1].error().code) == stable_code(ErrorCode::store_unavailable));
    BOOST_TEST(answers[2].has_value());
    BOOST_TEST(page.database.ask_as_owner("SELECT count(*) FROM line") == "4");
    page.check_tally();
}

BOOST_AUTO_TEST_CASE(a_no_stands_with_the_lines_it_was_said_for) {
    for (const bool comes_to_pass : {true, false}) {
        Page page(1);
        BOOST_REQUIRE(page.loop.run(page.write({1})).has_value());
        Wish blind{2}, forestalled{3};
        blind.can_be_looked_up = false;
        forestalled.unless = 2;
        page.proxy.cut_next_commit(comes_to_pass ? Cut::after_the_server_did_it : Cut::before_the_server_sees_it);
        const auto answers = page.in_one_group({blind, forestalled, {4}});
        auto lines = page.lines();
        BOOST_TEST(lines[2] == (comes_to_pass ? 1 : 0));
        BOOST_TEST(answers[1].has_value() == !comes_to_pass);
        BOOST_TEST(lines[3] == (comes_to_pass ? 0 : 1));
        BOOST_TEST(answers[2].has_value());
        BOOST_TEST(lines[4] == 1);
    }
}

BOOST_AUTO_TEST_CASE(mixed_traffic_is_written_as_it_was_answered) {
    Page page(4);
    Traffic traffic{page, std::mt19937_64(1), 0, {}};
    traffic.run(64, 16);
    auto written = page.lines();
    for (const auto& [id, line] : traffic.lines)
        check(line.first, line.second.value(), written[id]);
    page.check_tally();
    const Pool::Counters counters = page.writers.counters();
    BOOST_TEST(counters.grouped_writes > counters.groups * 2);
}

BOOST_AUTO_TEST_CASE(mixed_traffic_on_a_line_that_is_cut_writes_nothing_twice_and_loses_nothing_it_answered) {
    Page page(3);
    Traffic traffic{page, std::mt19937_64(2), 40, {}};
    traffic.run(48, 12);
    std::size_t unavailable = 0;
    auto written = page.lines();
    for (const auto& [id, line] : traffic.lines) {
        const auto& [wish, answer] = line;
        const bool is_cut = !*answer && answer->error().code == ErrorCode::store_unavailable;
        if (!is_cut) check(wish, *answer, written[id]);
        // "Unavailable: nothing happened": the caller may come again.
        if (is_cut) BOOST_TEST(written[id] == 0);
        unavailable += is_cut ? 1 : 0;
    }
    page.check_tally();
    BOOST_TEST(unavailable < traffic.lines.size() / 10);
    BOOST_TEST(page.writers.counters().in_doubt > 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
