#include "tests/support/message_log_contract.hpp"

#include "tests/integration/postgres/example_records.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using ports::Admission;
using ports::AdmissionKind;
using test::noon;

namespace {

ports::InboundMessage message(const std::string& id, std::uint8_t content = 1) {
    ports::InboundMessage message;
    message.key = {PeerName("local-bureau"), InstitutionCode("H33020300001"), MessageId(id)};
    message.header.infno = "2207";
    message.content_digest[0] = std::byte{content};
    message.body = "body " + id + std::to_string(content);
    message.received_at = noon;
    return message;
}

ports::OutboundMessage outbound(const std::string& id) {
    return {PeerName("shanghai"), PlatformName("delta"), "2207", MessageId(id), {}, "out", noon};
}

Admission admit(StoreDesk& desk, ports::InboundMessage asked) {
    return desk.value(desk.store.messages.admit(std::move(asked)));
}
void answer(StoreDesk& desk, MessageNo no, const std::string& body, bool final) {
    const ports::OutboundAnswer given{body, final ? "0" : "GW2004", final, noon};
    desk.value(desk.store.messages.answered(no, given));
}

}  // namespace

void the_same_message_again_finds_the_final_answer_once_there_is_one(const StoreContract& store) {
    StoreDesk desk{store};
    const Admission first = admit(desk, message("m"));
    BOOST_TEST((first.kind == AdmissionKind::first));
    answer(desk, first.no, "busy", false);
    const Admission second = admit(desk, message("m"));
    BOOST_TEST((second.kind == AdmissionKind::same_content));
    BOOST_TEST(!second.final_answer);
    BOOST_TEST(second.first_body.empty());
    // Each is a message of its own; the final answer is given to the repetition and found by the third.
    BOOST_TEST((second.no != first.no));
    answer(desk, second.no, "booked", true);
    const Admission third = admit(desk, message("m"));
    BOOST_TEST((third.kind == AdmissionKind::same_content));
    BOOST_TEST(third.final_answer.value() == "booked");
}

void the_earliest_final_answer_counts(const StoreContract& store) {
    StoreDesk desk{store};
    const Admission first = admit(desk, message("m"));
    const Admission second = admit(desk, message("m"));
    answer(desk, second.no, "earlier", true);
    answer(desk, first.no, "later", true);
    answer(desk, first.no, "busy", false);
    BOOST_TEST(admit(desk, message("m")).final_answer.value() == "earlier");
    // Of each code its own: booked, and later reversed.
    const ports::OutboundAnswer reversed{"reversed", "GW1102", true, test::noon};
    desk.value(store.messages.answered(second.no, reversed));
    const Admission again = admit(desk, message("m"));
    BOOST_TEST(again.final_answer.value() == "earlier");
    BOOST_REQUIRE(again.final_answers.size() == 2U);
    BOOST_TEST(*ports::given_before(again, "0") == "earlier");
    BOOST_TEST(*ports::given_before(again, "GW1102") == "reversed");
    BOOST_TEST(ports::given_before(again, "GW1601") == nullptr);
}

void other_content_under_the_same_id_is_shown_the_first_body(const StoreContract& store) {
    StoreDesk desk{store};
    const Admission first = admit(desk, message("m", 1));
    answer(desk, first.no, "booked", true);
    const Admission other = admit(desk, message("m", 2));
    BOOST_TEST((other.kind == AdmissionKind::other_content));
    BOOST_TEST(other.first_body == "body m1");
    BOOST_TEST(!other.final_answer);
    // It takes nothing: the first content is still the key's.
    BOOST_TEST((admit(desk, message("m", 2)).kind == AdmissionKind::other_content));
    BOOST_TEST((admit(desk, message("m", 1)).kind == AdmissionKind::same_content));
}

void a_message_key_is_taken_per_peer_and_institution(const StoreContract& store) {
    StoreDesk desk{store};
    admit(desk, message("m"));
    ports::InboundMessage of_peer = message("m", 2), of_institution = message("m", 3);
    of_peer.key.peer = PeerName("shanghai");
    of_institution.key.institution = InstitutionCode("H33020600099");
    BOOST_TEST((admit(desk, of_peer).kind == AdmissionKind::first));
    BOOST_TEST((admit(desk, of_institution).kind == AdmissionKind::first));
}

void of_64_messages_of_one_key_at_once_one_is_the_first(const StoreContract& store) {
    StoreDesk desk{store};
    std::vector<ports::awaitable<Result<Admission>>> work;
    for (int i = 0; i < 64; ++i)
        work.push_back(store.messages.admit(message("m")));
    const auto answers = desk.all(std::move(work));
    BOOST_TEST(std::ranges::count_if(
                   answers, [](const auto& admission) { return admission.value().kind == AdmissionKind::first; }) == 1);
}

void what_is_answered_to_nothing_we_know_changes_nothing(const StoreContract& store) {
    StoreDesk desk{store};
    const std::string before = store.everything();
    answer(desk, MessageNo(4711), "booked", true);
    const ports::PeerReply reply{"", "silence", noon};
    desk.value(store.messages.replied(MessageNo(4711), reply));
    BOOST_TEST(store.everything() == before);
}

void what_we_send_has_a_number_of_its_own(const StoreContract& store) {
    StoreDesk desk{store};
    const MessageNo first = desk.value(store.messages.sending(outbound("ours")));
    // The key of a caller's message is not taken by one of ours, nor is ours unique here: each leg is written down.
    const MessageNo second = desk.value(store.messages.sending(outbound("ours")));
    BOOST_TEST((first != second));
    const ports::PeerReply reply{"", "silence", noon};
    desk.value(store.messages.replied(first, reply));
}

void a_question_and_its_reply_are_kept_together(const StoreContract& store) {
    StoreDesk desk{store};
    const ports::PeerReply reply{"what was answered", "answered", noon};
    for (int i = 0; i < 3; ++i)
        desk.value(store.messages.asked(outbound("question"), reply));
    desk.log_something();
    BOOST_TEST(store.replies() == StoreContract::Lines(3, "question answered"), boost::test_tools::per_element());
}

namespace {

std::vector<NamedWrite> writes_of(const StoreContract& store) {
    const auto sent = std::make_shared<MessageNo>();
    const auto admitted = std::make_shared<MessageNo>();
    std::vector<NamedWrite> writes;
    writes.push_back({"admit", [&store, admitted](StoreDesk& desk) {
                          const auto admission = desk.result(store.messages.admit(message("m")));
                          if (admission) *admitted = admission->no;
                          return refusal_in(admission);
                      }});
    writes.push_back({"answered", [&store, admitted](StoreDesk& desk) {
                          const ports::OutboundAnswer booked{"booked", "0", true, noon};
                          return refusal_in(desk.result(store.messages.answered(*admitted, booked)));
                      }});
    writes.push_back({"sending", [&store, sent](StoreDesk& desk) {
                          const auto no = desk.result(store.messages.sending(outbound("ours")));
                          if (no) *sent = *no;
                          return refusal_in(no);
                      }});
    // A reply's row waits for nobody, so nobody is told when it is lost.
    return writes;
}

void check_outcome(const StoreContract&, StoreDesk& desk) {
    const Admission again = admit(desk, message("m"));
    BOOST_TEST((again.kind == AdmissionKind::same_content));
    BOOST_TEST(again.final_answer.value() == "booked");
    BOOST_TEST((admit(desk, message("m", 2)).first_body == "body m1"));
}

}  // namespace

void a_message_write_broken_off_at_any_statement_leaves_nothing(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store))
        BOOST_TEST(break_off_everywhere(desk, write) >= 1, write.name);
    check_outcome(store, desk);
}

void a_message_whose_commit_never_happened_is_taken_at_last(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store))
        lose_commit_and_repeat(desk, StoreContract::Loss::before_it_happened, write);
    check_outcome(store, desk);
}

void a_message_whose_commit_was_not_answered_is_taken_once(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store))
        lose_commit_and_repeat(desk, StoreContract::Loss::after_it_happened, write);
    check_outcome(store, desk);
}

}  // namespace clearing::tests
