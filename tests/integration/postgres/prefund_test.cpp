// The prefund on PostgreSQL: held to the contract that the books in memory keep, and what only PostgreSQL can show:
// many daemons at once, the order of locks, what the tables refuse.
#include "gateway/infra/postgres/prefund_book.hpp"
#include "gateway/infra/postgres/voucher_book.hpp"
#include "tests/integration/postgres/contract_world.hpp"
#include "tests/support/prefund_book_contract.hpp"

#include <atomic>
#include <thread>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <pqxx/connection>
#include <pqxx/transaction>

namespace clearing::postgres {

using test::Books;
using test::noon;

namespace {

const PrefundKey shanghai{DivisionCode("310000"), Direction::visitor};

constexpr const char* acknowledge_alarms =
    "INSERT INTO alarm_acknowledgement SELECT alarm_no, 'li', now() FROM alarm ON CONFLICT DO NOTHING";

PrefundMovement movement_of(const DivisionCode& counterparty, long long fen) {
    PrefundMovement movement;
    movement.key = {counterparty, Direction::visitor};
    movement.platform = PlatformName("delta");
    movement.year = 2018;
    movement.kind = PrefundMovementKind::first;
    movement.amount = Money::from_fen(fen);
    movement.bank = "ICBC";
    movement.serial = "S-" + counterparty.text;
    movement.paid_on = local_date(noon);
    movement.made_by = "li";
    movement.made_at = noon;
    return movement;
}

struct PrefundBooks : Books {
    PrefundBook prefunds{pool};

    void receive(const DivisionCode& counterparty, long long fen) {
        const auto entered = value(prefunds.enter(movement_of(counterparty, fen)));
        value(prefunds.release(entered.no, "wang", noon));
    }
    void receive(long long fen) { receive(shanghai.counterparty, fen); }

    std::string ask(const std::string& sql) const { return database.ask_as_owner(sql); }
    std::string exposure() const { return ask("SELECT exposure FROM prefund_exposure WHERE counterparty = '310000'"); }
    bool agrees() const { return ask("SELECT count(*) FROM prefund_disagreement") == "0"; }
    /// Until so many sessions wait for the table of exposures.
    void wait_until_waiting(const std::string& sessions) const {
        while (ask("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'prefund_exposure'::regclass") !=
               sessions)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    std::string deadlocks() const {
        return ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }
};

SettlementRecord wanting(const std::string& name, long long fen, AtLimit at_limit = AtLimit::refuse) {
    SettlementRecord record = test::visitor_record(name);
    record.prefund = {Money::from_fen(fen), at_limit, std::chrono::seconds(30)};
    return record;
}

struct Tally {
    std::atomic<int> taken = 0, turned_away = 0, other = 0;

    void add(const Result<ports::Opened>& answer) {
        if (answer)
            ++taken;
        else if (answer.error().code == ErrorCode::prefund_exhausted)
            ++turned_away;
        else
            ++other;
    }
};

/// A daemon of its own: a pool, a store, a loop, on a thread of the test's.
struct OtherDaemon {
    explicit OtherDaemon(const Books& books, std::size_t connections = 2)
        : pool(test::config_for(books.database.daemon_url(), connections)) {}

    postgres::Vault vault = test::example_vault();
    Pool pool;
    SettlementStore settlements{pool, vault};
    test::EventLoop loop;

    /// All at once.
    std::vector<Result<ports::Opened>> open(std::vector<SettlementRecord> records) {
        std::vector<std::optional<Result<ports::Opened>>> answers(records.size());
        std::size_t done = 0;
        for (std::size_t i = 0; i < records.size(); ++i)
            boost::asio::co_spawn(loop.context(), settlements.open(std::move(records[i]), true),
                                  [&answers, &done, i](const std::exception_ptr&, Result<ports::Opened> answer) {
                                      answers[i] = std::move(answer);
                                      ++done;
                                  });
        loop.run_until([&] { return done == answers.size(); });
        std::vector<Result<ports::Opened>> results;
        for (auto& answer : answers)
            results.push_back(std::move(answer.value()));
        return results;
    }
};

/// Another session of the daemon's role, in the middle of its transaction.
struct OtherSession {
    explicit OtherSession(const std::string& url) : connection(url), transaction(connection) {}

    void run(const std::string& sql) { transaction.exec(sql); }
    void commit() { transaction.commit(); }

    pqxx::connection connection;
    pqxx::work transaction;
};

}  // namespace

#define CASE_IN(name, faults)                                                                     \
    BOOST_AUTO_TEST_CASE(name) {                                                                  \
        test::ContractWorld world(test::ContractWorld::Faults::faults);                           \
        PrefundBook prefunds(world.pool());                                                       \
        VoucherBook vouchers(world.pool());                                                       \
        const auto acknowledge = [&world] { world.database().ask_as_owner(acknowledge_alarms); }; \
        tests::name(tests::PrefundContract{world.contract(), prefunds, vouchers, acknowledge});   \
    }
#define CASE(name) CASE_IN(name, no)
#define FAULT(name) CASE_IN(name, yes)
BOOST_AUTO_TEST_SUITE(prefund_book)
PREFUND_BOOK_CONTRACT(CASE)
PREFUND_FAULT_CONTRACT(FAULT)
BOOST_AUTO_TEST_SUITE_END()
#undef FAULT
#undef CASE
#undef CASE_IN

BOOST_AUTO_TEST_SUITE(prefund)

BOOST_AUTO_TEST_CASE(of_64_requests_of_two_daemons_no_more_than_fit_are_taken) {
    PrefundBooks books;
    books.receive(100'000);
    Tally tally;
    std::vector<std::jthread> daemons;
    for (int d = 0; d < 2; ++d)
        daemons.emplace_back([&, d] {
            OtherDaemon daemon(books);
            std::vector<SettlementRecord> records;
            for (int i = 0; i < 32; ++i)
                records.push_back(wanting(fmt::format("d{}x{}", d, i), 3'000));
            for (const auto& answer : daemon.open(std::move(records)))
                tally.add(answer);
        });
    daemons.clear();
    BOOST_TEST(tally.taken == 33);  // 33 × 30.00 of 1,000.00
    BOOST_TEST(tally.turned_away == 31);
    BOOST_TEST(tally.other == 0);
    BOOST_TEST(books.exposure() == "99000");
    BOOST_TEST(books.agrees());
}

BOOST_AUTO_TEST_CASE(the_exposure_never_stands_beyond_the_limit_while_others_give_back) {
    PrefundBooks books;
    books.receive(20'000);
    std::atomic<bool> over = false;
    std::atomic<int> beyond = 0, looks = 0, wrong = 0;
    std::vector<std::jthread> daemons;
    daemons.emplace_back([&] {
        while (!over) {
            beyond += books.ask("SELECT count(*) FROM prefund_exposure WHERE exposure > held") != "0";
            ++looks;
        }
    });
    std::vector<std::jthread> callers;
    for (int d = 0; d < 2; ++d)
        callers.emplace_back([&, d] {
            OtherDaemon daemon(books);
            for (int round = 0; round < 8; ++round) {
                std::vector<SettlementRecord> records;
                for (int i = 0; i < 16; ++i)
                    records.push_back(wanting(fmt::format("d{}r{}x{}", d, round, i), 3'000));
                for (const auto& answer : daemon.open(std::move(records))) {
                    if (!answer) {
                        wrong += answer.error().code != ErrorCode::prefund_exhausted;
                        continue;
                    }
                    auto change = test::move_of(answer->record, SettlementState::refused);
                    change.decided_from = answer->record;
                    wrong += !daemon.loop.run(daemon.settlements.apply(std::move(change))).has_value();
                }
            }
        });
    callers.clear();
    over = true;
    daemons.clear();
    BOOST_TEST(wrong == 0);
    BOOST_TEST(beyond == 0);
    BOOST_TEST(looks > 1);
    BOOST_TEST(books.exposure() == "0");
    BOOST_TEST(books.agrees());
}

BOOST_AUTO_TEST_CASE(who_does_not_fit_hurts_nobody_else_of_the_group) {
    PrefundBooks books;
    books.receive(10'000);
    OtherDaemon daemon(books, 1);
    std::vector<SettlementRecord> records;
    for (const long long fen : {3'000, 3'000, 3'000, 1'500, 600, 500, 400})
        records.push_back(wanting(fmt::format("g{}", records.size()), fen));
    std::vector<bool> taken;
    for (const auto& answer : daemon.open(std::move(records)))
        taken.push_back(answer.has_value());
    BOOST_TEST(taken == (std::vector{true, true, true, false, true, false, true}), boost::test_tools::per_element());
    BOOST_TEST(books.exposure() == "10000");
    BOOST_TEST(books.agrees());
}

BOOST_AUTO_TEST_CASE(a_repetition_among_those_turned_away_is_answered_by_its_record) {
    PrefundBooks books;
    books.receive(10'000);
    const SettlementRecord first = books.opened(wanting("first", 10'000));
    SettlementRecord other_message = wanting("other", 1);
    other_message.bill = first.bill;
    SettlementRecord same_key = wanting("copy", 1);
    same_key.key = first.key;
    OtherDaemon daemon(books, 1);
    const auto answers = daemon.open({wanting("first", 10'000), wanting("new", 1), other_message, same_key});
    BOOST_TEST_REQUIRE(answers[0].has_value());
    BOOST_TEST((answers[0]->kind == ports::Opened::Kind::same_message && answers[0]->record.no == first.no));
    BOOST_TEST((answers[1].error().code == ErrorCode::prefund_exhausted));
    BOOST_TEST_REQUIRE(answers[2].has_value());
    BOOST_TEST((answers[2]->kind == ports::Opened::Kind::bill_taken && answers[2]->record.no == first.no));
    BOOST_TEST_REQUIRE(answers[3].has_value());
    BOOST_TEST((answers[3]->kind == ports::Opened::Kind::same_message && answers[3]->record.no == first.no));
    BOOST_TEST(books.exposure() == "10000");
}

BOOST_AUTO_TEST_CASE(a_group_changes_the_row_of_a_counterparty_once) {
    PrefundBooks books;
    books.receive(1'000'000);
    books.ask(
        "CREATE TABLE row_change (n int); GRANT INSERT ON row_change TO gateway_daemon; CREATE FUNCTION "
        "note_row_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO row_change VALUES (1); "
        "RETURN NULL; END $$; CREATE TRIGGER noted AFTER UPDATE ON prefund_exposure FOR EACH ROW EXECUTE "
        "FUNCTION note_row_change()");
    OtherDaemon daemon(books, 1);
    // Its institution is numbered before, in a commit that waits for its turn among the groups.
    BOOST_TEST(daemon.open({wanting("first", 100)}).front().has_value());
    std::vector<SettlementRecord> records;
    for (int i = 1; i < 40; ++i)
        records.push_back(wanting(fmt::format("u{}", i), 100));
    for (const auto& answer : daemon.open(std::move(records)))
        BOOST_TEST(answer.has_value());
    const std::size_t groups = daemon.pool.counters().groups;
    BOOST_TEST(groups < 40U);
    BOOST_TEST(books.ask("SELECT count(*) FROM row_change") == std::to_string(groups));
    BOOST_TEST(books.exposure() == "4000");
}

BOOST_AUTO_TEST_CASE(two_daemons_with_many_limited_counterparties_do_not_wait_in_a_circle) {
    PrefundBooks books;
    constexpr int counterparties = 6, settlements = 36;
    for (int c = 0; c < counterparties; ++c)
        books.receive(DivisionCode(fmt::format("{}0000", 11 + c)), 1'000'000);
    std::atomic<int> failed = 0;
    std::vector<std::jthread> daemons;
    for (int d = 0; d < 2; ++d)
        daemons.emplace_back([&, d] {
            OtherDaemon daemon(books, 1);
            std::size_t done = 0, running = 0;
            // Each opens and then changes, so that groups of both kinds come to touch every counterparty in any order.
            const auto one = [&](int i) -> ports::awaitable<void> {
                const int c = d == 0 ? i % counterparties : (counterparties - 1 - i % counterparties);
                SettlementRecord record =
                    wanting(fmt::format("o{}x{}", d, i), 100, i % 3 == 0 ? AtLimit::allow : AtLimit::refuse);
                record.counterparty = DivisionCode(fmt::format("{}0000", 11 + c));
                auto opened = co_await daemon.settlements.open(std::move(record), true);
                if (opened) {
                    auto change = test::booking_of(opened->record);
                    change.decided_from = opened->record;
                    auto applied = co_await daemon.settlements.apply(std::move(change));
                    failed += !applied.has_value();
                } else {
                    ++failed;
                }
                ++done;
            };
            for (int i = 0; i < settlements; ++i, ++running)
                boost::asio::co_spawn(daemon.loop.context(), one(i), boost::asio::detached);
            daemon.loop.run_until([&] { return done == running; });
        });
    daemons.clear();
    BOOST_TEST(failed == 0);
    BOOST_TEST(books.ask("SELECT sum(exposure) FROM prefund_exposure") == std::to_string(2 * settlements * 7'500));
    BOOST_TEST(books.deadlocks() == "0");
    BOOST_TEST(books.agrees());
}

BOOST_AUTO_TEST_CASE(a_settlement_under_way_while_the_prefund_begins_is_counted_once) {
    PrefundBooks books;
    books.booked(wanting("before", 10'000));
    // It has looked for the row, found none, and is not committed yet.
    OtherSession blind(books.database.daemon_url());
    blind.run("UPDATE prefund_exposure SET exposure = exposure + 1 WHERE counterparty = '310000'");
    OtherDaemon next(books);
    PrefundBook prefunds(next.pool);
    const auto entered = books.value(books.prefunds.enter(movement_of(shanghai.counterparty, 100'000)));
    std::optional<Result<ports::KeptPrefundMovement>> released;
    std::jthread other([&] { released = next.loop.run(prefunds.release(entered.no, "wang", noon)); });
    books.wait_until_waiting("1");
    // And another one, that comes while the beginning waits: it finds the row, or is found in the books.
    std::optional<Result<ports::Opened>> late;
    OtherDaemon third(books);
    std::jthread latecomer([&] { late = third.loop.run(third.settlements.open(wanting("late", 2'000), true)); });
    books.wait_until_waiting("2");
    blind.commit();
    other.join();
    latecomer.join();
    BOOST_TEST(released->has_value());
    BOOST_TEST(late->has_value());
    BOOST_TEST(books.exposure() == "9500");
    BOOST_TEST(books.agrees());
}

BOOST_AUTO_TEST_CASE(the_tables_refuse_what_one_person_did_alone) {
    PrefundBooks books;
    const auto refused = [&](const std::string& sql) { return books.database.refusal_of(sql); };
    const auto post = [&](long long fen) {
        return refused(fmt::format(
            "INSERT INTO transfer (voucher, event, debit, credit, component, amount, platform, counterparty, "
            "insurance_type, care, direction, clearing_day, posted_at) VALUES ('PF-1', 'prefund_first', 'T', 'PR', "
            "'prefund', {}, 'delta', '310000', '', '', 'visitor', '2018-10-16', now())",
            fen));
    };
    BOOST_TEST(refused("INSERT INTO prefund_movement (counterparty, direction, platform, year, kind, amount, bank, "
                       "serial, paid_on, note, made_by, made_at) VALUES ('310000', 'visitor', 'delta', 2018, 'first', "
                       "500, 'ICBC', 'S1', '2018-10-16', '', 'li', now())") == "");
    BOOST_TEST(refused("INSERT INTO voucher (id, event, origin, text, made_by, made_at) VALUES ('PF-1', "
                       "'prefund_first', '', '', 'li', now())") == "");
    BOOST_TEST(refused("INSERT INTO prefund_release SELECT movement_no, 'PF-1', 'li', now() FROM prefund_movement") ==
               "23514");
    // No posting before the release, none of another amount after it.
    BOOST_TEST(post(500) == "23514");
    BOOST_TEST(refused("INSERT INTO prefund_release SELECT movement_no, 'PF-1', 'wang', now() FROM prefund_movement") ==
               "");
    BOOST_TEST(post(501) == "23514");
    BOOST_TEST(post(500) == "");
    for (const char* change :
         {"DELETE FROM prefund_movement", "DELETE FROM prefund_release", "UPDATE prefund_movement SET amount = 1",
          "UPDATE prefund_release SET voucher = 'PF-2'", "DELETE FROM prefund_exposure"})
        BOOST_TEST(refused(change) == "42501", change);
    BOOST_CHECK_THROW(books.ask("UPDATE prefund_movement SET amount = 1"), std::exception);
}

BOOST_AUTO_TEST_CASE(a_daemon_that_starts_finds_the_exposure_as_it_was_left) {
    PrefundBooks books;
    books.receive(100'000);
    books.opened(wanting("a", 10'000));
    books.booked(wanting("b", 10'000));
    BOOST_TEST(books.database.cut_daemon_sessions() > 0);
    OtherDaemon next(books);
    PrefundBook prefunds(next.pool);
    const auto positions = next.loop.run(prefunds.positions()).value();
    BOOST_TEST_REQUIRE(positions.size() == 1U);
    BOOST_TEST(positions.front().use.exposure.fen() == 17'500);
    BOOST_TEST(next.loop.run(prefunds.disagreements()).value().empty());
}

BOOST_AUTO_TEST_CASE(a_disagreement_is_found) {
    PrefundBooks books;
    books.receive(100'000);
    books.opened(wanting("a", 10'000));
    books.ask("UPDATE prefund_exposure SET exposure = exposure + 1");
    const auto found = books.value(books.prefunds.disagreements());
    BOOST_TEST_REQUIRE(found.size() == 1U);
    BOOST_TEST(found.front().kept.exposure.fen() == 10'001);
    BOOST_TEST(found.front().by_the_books.exposure.fen() == 10'000);
}

BOOST_AUTO_TEST_CASE(a_rise_is_queued_for_every_channel_in_the_commit_that_crossed_the_mark) {
    PrefundBooks books;
    books.receive(100'000);
    books.value(books.prefunds.look(shanghai, {{{70, 60}, {90, 80}, {100, 95}}}, noon));
    books.opened(wanting("a", 90'000));
    BOOST_TEST(books.ask("SELECT string_agg(kind || ' ' || subject || ' ' || channel, ', ' ORDER BY channel) "
                         "FROM alarm JOIN alarm_delivery USING (alarm_no)") ==
               "prefund_red 310000-visitor-2018 log, prefund_red 310000-visitor-2018 metrics, "
               "prefund_red 310000-visitor-2018 webhook");
    BOOST_TEST(books.ask("SELECT count(DISTINCT xmin::text) FROM (SELECT xmin FROM alarm UNION ALL SELECT xmin FROM "
                         "settlement UNION ALL SELECT xmin FROM prefund_exposure) x") == "1");
}

BOOST_AUTO_TEST_CASE(orders_about_the_prefund_are_on_record) {
    PrefundBooks books;
    books.receive(100'000);
    BOOST_TEST(books.ask("SELECT string_agg(event || ' ' || actor || ' ' || subject, ', ' ORDER BY audit_no) FROM "
                         "audit_event") ==
               "prefund_entered li 310000-visitor-2018, prefund_released wang PF-310000-visitor-2018-1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
