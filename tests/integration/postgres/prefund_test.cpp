// What only PostgreSQL can show of the prefund: many daemons at once, what the tables refuse, payments by voucher.
#include "gateway/infra/postgres/prefund_book.hpp"
#include "gateway/infra/postgres/prefund_rows.hpp"
#include "tests/integration/postgres/books.hpp"

#include <atomic>
#include <thread>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::postgres {

using test::Books;
using test::noon;

namespace {

const PrefundKey shanghai{DivisionCode("310000"), Direction::visitor};

struct PrefundBooks : Books {
    PrefundBook prefunds{pool};

    void receive(const std::string& serial, long long fen, PrefundMovementKind kind = PrefundMovementKind::first) {
        PrefundMovement movement;
        movement.key = shanghai;
        movement.platform = PlatformName("delta");
        movement.year = 2018;
        movement.kind = kind;
        movement.amount = Money::from_fen(fen);
        movement.bank = "ICBC";
        movement.serial = serial;
        movement.paid_on = local_date(noon);
        movement.made_by = "li";
        movement.made_at = noon;
        const auto entered = value(prefunds.enter(movement));
        value(prefunds.release(entered.no, "wang", noon));
    }
    std::string exposure() const {
        return database.ask_as_owner("SELECT exposure FROM prefund_exposure WHERE direction = 'visitor'");
    }
    std::string held() const {
        return database.ask_as_owner("SELECT held FROM prefund_exposure WHERE direction = 'visitor'");
    }
    bool agrees() const { return database.ask_as_owner("SELECT count(*) FROM prefund_disagreement") == "0"; }
    std::string post_voucher(const std::string& voucher, const std::string& debit, const std::string& credit,
                             long long fen) const {
        return database.refusal_of(fmt::format(
            "INSERT INTO transfer (voucher, event, debit, credit, component, amount, platform, counterparty, "
            "insurance_type, care, direction, clearing_day, posted_at) VALUES ('{}', 'paid', '{}', '{}', "
            "'hifp', {}, 'delta', '310000', '310', 'outpatient', 'visitor', '2018-10-16', now())",
            voucher, debit, credit, fen));
    }
};

SettlementRecord wanting(const std::string& name, long long fen, AtLimit at_limit = AtLimit::refuse) {
    SettlementRecord record = test::visitor_record(name);
    record.prefund = {Money::from_fen(fen), at_limit, std::chrono::seconds(30)};
    return record;
}

/// A daemon of its own: a pool, a store, a loop, on a thread.
struct OtherDaemon {
    explicit OtherDaemon(const Books& books, std::size_t connections = 2)
        : pool(test::config_for(books.database.daemon_url(), connections)) {}

    postgres::Vault vault = test::example_vault();
    Pool pool;
    SettlementStore settlements{pool, vault};
    test::EventLoop loop;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(prefund)

BOOST_AUTO_TEST_CASE(of_64_requests_of_8_daemons_no_more_than_fit_are_taken) {
    PrefundBooks books;
    books.receive("S1", 100'000);
    std::atomic<int> taken = 0, refused = 0, other = 0;
    std::vector<std::jthread> daemons;
    for (int d = 0; d < 8; ++d)
        daemons.emplace_back([&, d] {
            OtherDaemon daemon(books);
            std::vector<std::optional<Result<ports::Opened>>> answers(8);
            std::size_t done = 0;
            for (std::size_t i = 0; i < answers.size(); ++i)
                boost::asio::co_spawn(daemon.loop.context(),
                                      daemon.settlements.open(wanting(fmt::format("d{}x{}", d, i), 3'000), true),
                                      [&answers, &done, i](const std::exception_ptr&, Result<ports::Opened> answer) {
                                          answers[i] = std::move(answer);
                                          ++done;
                                      });
            daemon.loop.run_until([&] { return done == answers.size(); });
            for (const auto& answer : answers) {
                if (answer->has_value())
                    ++taken;
                else if (answer->error().code == ErrorCode::prefund_exhausted)
                    ++refused;
                else
                    ++other;
            }
        });
    daemons.clear();
    BOOST_TEST(taken == 33);
    BOOST_TEST(refused == 31);
    BOOST_TEST(other == 0);
    BOOST_TEST(books.exposure() == "99000");
    BOOST_TEST(books.agrees());
}

BOOST_AUTO_TEST_CASE(two_daemons_with_many_counterparties_in_opposite_orders_do_not_wait_in_a_circle) {
    PrefundBooks books;
    std::atomic<int> failed = 0;
    std::vector<std::jthread> daemons;
    for (int d = 0; d < 2; ++d)
        daemons.emplace_back([&, d] {
            OtherDaemon daemon(books, 1);
            std::size_t done = 0;
            constexpr int count = 60;
            for (int i = 0; i < count; ++i) {
                SettlementRecord record = wanting(fmt::format("o{}x{}", d, i), 100, AtLimit::allow);
                record.counterparty = DivisionCode(fmt::format("{}0000", d == 0 ? 10 + i : 10 + count - i));
                boost::asio::co_spawn(daemon.loop.context(), daemon.settlements.open(record, false),
                                      [&](const std::exception_ptr&, Result<ports::Opened> answer) {
                                          failed += !answer.has_value();
                                          ++done;
                                      });
            }
            daemon.loop.run_until([&] { return done == count; });
        });
    daemons.clear();
    BOOST_TEST(failed == 0);
    BOOST_TEST(books.database.ask_as_owner("SELECT sum(exposure) FROM prefund_exposure") == "12000");
    BOOST_TEST(books.database.ask_as_owner("SELECT deadlocks FROM pg_stat_database WHERE datname = "
                                           "current_database()") == "0");
    BOOST_TEST(books.agrees());
}

BOOST_AUTO_TEST_CASE(a_batch_is_one_update_of_its_counterparty_and_else_decided_in_order) {
    PrefundBooks books;
    books.receive("S1", 10'000);
    const auto decided = [&](std::vector<long long> amounts, AtLimit at_limit) {
        std::vector<Reservation> wanted;
        for (const long long fen : amounts)
            wanted.push_back({shanghai, {Money::from_fen(fen), at_limit, std::chrono::seconds(1)}});
        return books.value(books.pool.write_repeatable(
            Write{"test.reserve"},
            [wanted](Session& session) -> Result<std::vector<bool>> { return reserve(session, wanted, noon); }));
    };
    BOOST_TEST((decided({3'000, 3'000, 3'000}, AtLimit::refuse) == std::vector{true, true, true}));
    BOOST_TEST(books.exposure() == "9000");
    // 1,000 are left: the first too large, the second fits, the third not any more, the last to the fen.
    BOOST_TEST((decided({1'500, 600, 500, 400}, AtLimit::refuse) == std::vector{false, true, false, true}));
    BOOST_TEST(books.exposure() == "10000");
    BOOST_TEST((decided({1}, AtLimit::queue) == std::vector{false}));
    BOOST_TEST((decided({5'000, 1}, AtLimit::allow) == std::vector{true, true}));
    BOOST_TEST(books.exposure() == "15001");
}

BOOST_AUTO_TEST_CASE(what_is_paid_is_released_in_the_commit_of_its_voucher) {
    PrefundBooks books;
    books.receive("S1", 100'000);
    books.booked(wanting("a", 10'000));
    BOOST_TEST(books.exposure() == "7500");
    BOOST_TEST(books.post_voucher("PAY-1", "R2", "R1", 7'500) == "");
    BOOST_TEST(books.exposure() == "7500");  // cleared is not paid
    BOOST_TEST(books.post_voucher("PAY-2", "T", "R2", 5'000) == "");
    BOOST_TEST(books.exposure() == "2500");
    BOOST_TEST(books.post_voucher("AUDIT-1", "H", "R1", 500) == "");
    BOOST_TEST(books.exposure() == "2000");
    BOOST_TEST(books.agrees());
    // Cancelled after it was paid: the counterparty has something to its good, and it counts.
    const SettlementRecord original = books.value(books.settlements.find_by_id(SettlementId("330200a"))).value();
    books.applied(test::booking_of(books.opened(test::cancel_of(original, "c"))));
    BOOST_TEST(books.exposure() == "-5500");
    BOOST_TEST(books.agrees());
}

BOOST_AUTO_TEST_CASE(an_offset_against_the_prefund_lowers_both) {
    PrefundBooks books;
    books.receive("S1", 100'000);
    books.booked(wanting("a", 10'000));
    BOOST_TEST(books.post_voucher("OFF-1", "PR", "T", 7'500) == "");
    BOOST_TEST(books.post_voucher("OFF-1", "T", "R2", 7'500) == "");
    BOOST_TEST(books.held() == "92500");
    BOOST_TEST(books.exposure() == "0");
    BOOST_TEST(books.agrees());
}

BOOST_AUTO_TEST_CASE(the_tables_refuse_what_one_person_did_alone) {
    PrefundBooks books;
    const auto refused = [&](const std::string& sql) { return books.database.refusal_of(sql); };
    BOOST_TEST(refused("INSERT INTO prefund_movement (counterparty, direction, platform, year, kind, amount, bank, "
                       "serial, paid_on, note, made_by, made_at) VALUES ('310000', 'visitor', 'delta', 2018, 'first', "
                       "500, 'ICBC', 'S1', '2018-10-16', '', 'li', now())") == "");
    BOOST_TEST(refused("INSERT INTO prefund_release SELECT movement_no, 'PF-1', 'li', now() FROM prefund_movement") ==
               "23514");
    // No posting before the release, none of another amount after it.
    BOOST_TEST(books.post_voucher("PF-1", "T", "PR", 500) == "23514");
    BOOST_TEST(refused("INSERT INTO prefund_release SELECT movement_no, 'PF-1', 'wang', now() FROM prefund_movement") ==
               "");
    BOOST_TEST(books.post_voucher("PF-1", "T", "PR", 501) == "23514");
    BOOST_TEST(books.post_voucher("PF-1", "T", "PR", 500) == "");
    for (const char* change : {"DELETE FROM prefund_movement", "DELETE FROM prefund_release",
                               "UPDATE prefund_movement SET amount = 1", "UPDATE prefund_release SET voucher = 'PF-2'"})
        BOOST_TEST(refused(change) == "42501", change);
    BOOST_TEST(refused("UPDATE prefund_rise SET exposure = 0") == "42501");
    BOOST_CHECK_THROW(books.database.ask_as_owner("UPDATE prefund_movement SET amount = 1"), std::exception);
    BOOST_TEST(books.agrees());
}

BOOST_AUTO_TEST_CASE(a_daemon_that_starts_finds_the_exposure_as_it_was_left) {
    PrefundBooks books;
    books.receive("S1", 100'000);
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
    books.receive("S1", 100'000);
    books.opened(wanting("a", 10'000));
    books.database.ask_as_owner("UPDATE prefund_exposure SET exposure = exposure + 1");
    const auto found = books.value(books.prefunds.disagreements());
    BOOST_TEST_REQUIRE(found.size() == 1U);
    BOOST_TEST(found.front().kept.exposure.fen() == 10'001);
    BOOST_TEST(found.front().by_the_books.exposure.fen() == 10'000);
}

BOOST_AUTO_TEST_CASE(orders_about_the_prefund_are_on_record) {
    PrefundBooks books;
    books.receive("S1", 100'000);
    BOOST_TEST(books.database.ask_as_owner("SELECT string_agg(event || ' ' || actor || ' ' || subject, ', ' ORDER BY "
                                           "audit_no) FROM audit_event") ==
               "prefund_entered li 310000-visitor-2018, prefund_released wang PF-310000-visitor-2018-1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
