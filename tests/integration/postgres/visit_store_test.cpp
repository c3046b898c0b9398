// What only PostgreSQL shows of the visits; the rest is in tests/support/visit_store_contract.cpp.
#include "gateway/infra/postgres/json_forms.hpp"
#include "tests/integration/postgres/books.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <pqxx/pqxx>

namespace clearing::postgres {

using ports::Opened;
using test::Books;
using test::example_line;

namespace {

/// Another daemon, in the middle of its transaction.
struct OtherDaemon {
    explicit OtherDaemon(const Books& books) : connection(books.database.daemon_url()), transaction(connection) {}

    pqxx::connection connection;
    pqxx::work transaction;
};

Visit visit_with_a_line(Books& books) {
    const Visit visit = books.value(books.visits.open(test::example_visit("v")));
    books.value(books.visits.add_lines(visit.no, {example_line("L1", 10000)}));
    return books.value(books.visits.find(visit.id)).value();
}

template <class T>
void begin(Books& books, ports::awaitable<Result<T>> work, std::optional<Result<T>>& answer) {
    boost::asio::co_spawn(books.loop.context(), std::move(work),
                          [&answer](const std::exception_ptr&, Result<T> given) { answer = std::move(given); });
}

/// Until somebody waits for a row of another session.
void run_until_somebody_waits(Books& books) {
    books.loop.run_until(
        [&] { return books.database.ask_as_owner("SELECT count(*) FROM pg_locks WHERE NOT granted") != "0"; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(visit_tables)

BOOST_AUTO_TEST_CASE(a_fee_line_stored_by_an_earlier_release_can_be_read) {
    std::string document = whole(example_line("L1", 1234));
    const std::string later = R"("national_code":"",)";
    const std::size_t place = document.find(later);
    BOOST_REQUIRE(place != std::string::npos);
    document.erase(place, later.size());
    BOOST_TEST(read_fee_line(document).name == example_line("L1", 1234).name);
    BOOST_TEST(read_fee_line(document).national_code.empty());
}

BOOST_AUTO_TEST_CASE(a_removed_line_is_marked_and_stays) {
    Books books;
    const Visit visit = books.value(books.visits.open(test::example_visit("v")));
    books.value(books.visits.add_lines(visit.no, {example_line("L1", 1000), example_line("L2", 1000)}));
    books.value(books.visits.remove_lines(visit.no, BillNumber("0000"), {}));
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM fee_line WHERE removed") == "2");
}

BOOST_AUTO_TEST_CASE(an_intent_waits_for_what_another_daemon_does_to_the_lines_and_sees_it) {
    for (const bool is_committed : {true, false}) {
        Books books;
        const Visit visit = visit_with_a_line(books);
        OtherDaemon other(books);
        const std::string of_it = fmt::format(" WHERE visit_no = {}", visit.no.value);
        other.transaction.exec("UPDATE fee_line SET removed = true" + of_it);
        other.transaction.exec("UPDATE visit SET revision = revision + 1" + of_it);

        SettlementRecord record = test::visitor_record("a");
        record.visit = record.bill.visit = visit.id;
        record.visit_no = visit.no;
        std::optional<Result<Opened>> opened;
        ports::Intent intent{std::move(record), true, test::our_message("ours"), visit.revision};
        begin<Opened>(books, books.settlements.open_intent(std::move(intent)), opened);
        run_until_somebody_waits(books);
        BOOST_TEST(!opened.has_value());
        is_committed ? other.transaction.commit() : other.transaction.abort();
        books.loop.run_until([&] { return opened.has_value(); });
        BOOST_TEST((opened->value().kind == (is_committed ? Opened::Kind::visit_moved : Opened::Kind::accepted)));
    }
}

BOOST_AUTO_TEST_CASE(lines_wait_for_an_intent_that_another_daemon_opens) {
    Books books;
    const Visit visit = visit_with_a_line(books);
    OtherDaemon other(books);
    other.transaction.exec(fmt::format("SELECT FROM visit WHERE visit_no = {} FOR SHARE", visit.no.value));
    std::optional<Result<long long>> removed;
    begin<long long>(books, books.visits.remove_lines(visit.no, {}, {LineId("L1")}), removed);
    run_until_somebody_waits(books);
    BOOST_TEST(!removed.has_value());
    other.transaction.commit();
    books.loop.run_until([&] { return removed.has_value(); });
    BOOST_TEST(removed->value() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
