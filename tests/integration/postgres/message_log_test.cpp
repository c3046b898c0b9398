#include "tests/integration/postgres/books.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using ports::AdmissionKind;
using test::Books;

namespace {

ports::InboundMessage message(const std::string& id, std::uint8_t content = 1) {
    ports::InboundMessage message;
    message.key = {PeerName("local-bureau"), InstitutionCode("H33020300001"), MessageId(id)};
    message.header.infno = "2207";
    message.content_digest[0] = std::byte{content};
    message.body = "body " + id + std::to_string(content);
    message.received_at = test::noon;
    return message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(message_log)

BOOST_AUTO_TEST_CASE(the_same_message_again_finds_the_final_answer_once_there_is_one) {
    Books books;
    const auto first = books.value(books.messages.admit(message("m")));
    BOOST_TEST((first.kind == AdmissionKind::first));
    books.value(books.messages.answered(first.no, {"busy", "GW2004", false, test::noon}));
    const auto second = books.value(books.messages.admit(message("m")));
    BOOST_TEST((second.kind == AdmissionKind::same_content));
    BOOST_TEST(!second.final_answer);
    // The final answer is given to the repetition and found by the third.
    books.value(books.messages.answered(second.no, {"booked", "0", true, test::noon}));
    const auto third = books.value(books.messages.admit(message("m")));
    BOOST_TEST(third.final_answer.value() == "booked");
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM message") == "3");
}

BOOST_AUTO_TEST_CASE(other_content_under_the_same_id_is_shown_the_first_body) {
    Books books;
    books.value(books.messages.admit(message("m", 1)));
    const auto other = books.value(books.messages.admit(message("m", 2)));
    BOOST_TEST((other.kind == AdmissionKind::other_content));
    BOOST_TEST(other.first_body == "body m1");
    // Another peer's or institution's message of the same id is another message.
    auto elsewhere = message("m", 2);
    elsewhere.key.peer = PeerName("shanghai");
    BOOST_TEST((books.value(books.messages.admit(elsewhere)).kind == AdmissionKind::first));
}

BOOST_AUTO_TEST_CASE(of_64_at_once_one_is_the_first) {
    Books books;
    std::vector<ports::awaitable<Result<ports::Admission>>> work;
    for (int i = 0; i < 64; ++i)
        work.push_back(books.messages.admit(message("m")));
    int firsts = 0;
    for (const auto& admission : books.all(std::move(work)))
        firsts += admission.value().kind == AdmissionKind::first ? 1 : 0;
    BOOST_TEST(firsts == 1);
}

BOOST_AUTO_TEST_CASE(what_we_send_is_kept_before_and_its_reply_after) {
    Books books;
    const MessageNo no = books.value(books.messages.sending(
        {PeerName("shanghai"), PlatformName("delta"), "2207", MessageId("ours"), {}, "out", test::noon}));
    books.value(books.messages.replied(no, {"", "silence", test::noon}));
    BOOST_TEST(books.database.ask_as_owner("SELECT travels FROM message") == "out");
    BOOST_TEST(books.database.ask_as_owner("SELECT outcome FROM message_answer") == "silence");
}

BOOST_AUTO_TEST_CASE(an_id_the_database_cannot_hold_is_refused) {
    Books books;
    BOOST_TEST(
        (books.result(books.messages.admit(message(std::string("m\0n", 3)))).error().code == ErrorCode::invalid_value));
    BOOST_TEST((books.result(books.messages.admit(message("\xff\xfe"))).error().code == ErrorCode::invalid_value));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
