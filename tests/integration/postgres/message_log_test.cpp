// What only PostgreSQL shows of the messages; the rest is in tests/support/message_log_contract.cpp.
#include "tests/integration/postgres/books.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using test::Books;

namespace {

ports::InboundMessage message(const std::string& id) {
    ports::InboundMessage message;
    message.key = {PeerName("local-bureau"), InstitutionCode("H33020300001"), MessageId(id)};
    message.header.infno = "2207";
    message.body = "body " + id;
    message.received_at = test::noon;
    return message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(message_tables)

BOOST_AUTO_TEST_CASE(every_message_and_every_answer_is_a_row) {
    Books books;
    books.value(books.messages.admit(message("m")));
    const ports::OutboundMessage leg{
        PeerName("shanghai"), PlatformName("delta"), "2207", MessageId("ours"), {}, "out", test::noon};
    const MessageNo no = books.value(books.messages.sending(leg));
    books.value(books.messages.replied(no, {"", "silence", test::noon}));
    const auto again = books.value(books.messages.admit(message("m")));
    books.value(books.messages.answered(again.no, {"booked", "0", true, test::noon}));
    BOOST_TEST(books.database.ask_as_owner("SELECT string_agg(travels, ' ' ORDER BY message_no) FROM message") ==
               "in out in");
    // The reply waits for nobody, but what is decided from it is not durable earlier.
    books.opened(test::visitor_record("decided"));
    BOOST_TEST(books.database.ask_as_owner("SELECT string_agg(outcome, ' ' ORDER BY outcome) FROM message_answer") ==
               "final silence");
}

BOOST_AUTO_TEST_CASE(an_id_the_database_cannot_hold_is_refused) {
    Books books;
    BOOST_TEST(
        (books.result(books.messages.admit(message(std::string("m\0n", 3)))).error().code == ErrorCode::invalid_value));
    BOOST_TEST((books.result(books.messages.admit(message("\xff\xfe"))).error().code == ErrorCode::invalid_value));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
