#include "tests/support/together_contract.hpp"

#include "tests/integration/postgres/example_records.hpp"

#include <algorithm>
#include <set>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using ports::Admission;
using ports::AdmissionKind;
using ports::Opened;
using test::booking_of;
using test::move_of;
using test::noon;
using test::visitor_record;
using Applied = std::optional<SettlementRecord>;

namespace {

/// Asks for many things while an earlier write is held up, so that a store that writes together has them all before
/// it.
class AtOnce {
public:
    explicit AtOnce(StoreDesk& desk) : desk_(desk) {
        ports::SettlementChange holds_up =
            booking_of(desk.opened(visitor_record("held" + std::to_string(desk.store.history().size()))));
        holds_up.alarm = "hold here";
        hold_ = desk.store.hold_alarms();
        first_ = ask(desk.store.settlements.apply(holds_up));
        desk.ask.loop().run_until([&] { return desk.store.is_held(); });
    }

    template <class T>
    using Later = std::shared_ptr<std::optional<Result<T>>>;

    template <class T>
    Later<T> ask(ports::awaitable<Result<T>> work) {
        auto answer = std::make_shared<std::optional<Result<T>>>();
        ++asked_;
        desk_.spawn<T>(std::move(work), [this, answer](Result<T> said) {
            ++answered_;
            *answer = std::move(said);
        });
        return answer;
    }

    void wait_for_all() {
        desk_.ask.loop().context().poll();
        hold_.reset();
        desk_.ask.loop().run_until([&] { return answered_ == asked_; });
    }

private:
    StoreDesk& desk_;
    std::shared_ptr<void> hold_;
    Later<Applied> first_;
    std::size_t asked_ = 0, answered_ = 0;
};

template <class T>
T said(const AtOnce::Later<T>& answer) {
    return answer->value().value();
}

ports::InboundMessage message(const std::string& id, std::uint8_t content = 1) {
    ports::InboundMessage message;
    message.key = {PeerName("local-bureau"), InstitutionCode("H33020300001"), MessageId(id)};
    message.header.infno = "2207";
    message.content_digest[0] = std::byte{content};
    message.body = "body " + id;
    message.received_at = noon;
    return message;
}

ports::OutboundMessage outbound(const std::string& id) {
    return {PeerName("shanghai"), PlatformName("delta"), "2207", MessageId(id), {}, "out", noon};
}

SettlementRecord of_one_bill(const std::string& name) {
    SettlementRecord record = visitor_record(name);
    record.bill.visit = VisitId("one-visit");
    return record;
}

SettlementState state_of(StoreDesk& desk, SettlementNo no) {
    return desk.found(no).state;
}

}  // namespace

void of_what_is_asked_for_at_once_each_key_is_taken_once(const StoreContract& store) {
    StoreDesk desk{store};
    AtOnce at_once(desk);
    const auto open = [&](const SettlementRecord& record) { return at_once.ask(store.settlements.open(record, true)); };
    std::vector<AtOnce::Later<Opened>> plain;
    for (int i = 0; i < 11; ++i)
        plain.push_back(open(visitor_record("plain" + std::to_string(i))));
    const auto same = open(visitor_record("same")), same_again = open(visitor_record("same"));
    const auto bill = open(of_one_bill("bill")), bill_again = open(of_one_bill("bill-under-another-id"));
    const auto refused = at_once.ask(store.settlements.open_refused(visitor_record("refused")));
    const auto message_of_it = at_once.ask(store.messages.admit(message("beside")));
    at_once.wait_for_all();

    std::set<SettlementNo> numbers;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const Opened opened = said(plain[i]);
        BOOST_TEST((opened.kind == Opened::Kind::accepted));
        BOOST_TEST(opened.record.id.text == "330200plain" + std::to_string(i));
        BOOST_TEST(shown(desk.found(opened.record.no)) == shown(opened.record));
        numbers.insert(opened.record.no);
    }
    BOOST_TEST(numbers.size() == plain.size());
    BOOST_TEST((said(same).kind == Opened::Kind::accepted));
    BOOST_TEST((said(same_again).kind == Opened::Kind::same_message));
    BOOST_TEST((said(same_again).record.no == said(same).record.no));
    BOOST_TEST((said(bill).kind == Opened::Kind::accepted));
    BOOST_TEST((said(bill_again).kind == Opened::Kind::bill_taken));
    BOOST_TEST((said(bill_again).record.no == said(bill).record.no));
    BOOST_TEST((said(refused).record.state == SettlementState::refused));
    BOOST_TEST((said(message_of_it).kind == AdmissionKind::first));
}

void messages_asked_for_at_once_have_each_their_own_number_and_answer(const StoreContract& store) {
    StoreDesk desk{store};
    AtOnce at_once(desk);
    std::vector<AtOnce::Later<Admission>> first;
    for (int i = 0; i < 9; ++i)
        first.push_back(at_once.ask(store.messages.admit(message("m" + std::to_string(i)))));
    const auto again = at_once.ask(store.messages.admit(message("m3")));
    const auto other = at_once.ask(store.messages.admit(message("m4", 2)));
    std::vector<AtOnce::Later<MessageNo>> sent;
    for (int i = 0; i < 9; ++i)
        sent.push_back(at_once.ask(store.messages.sending(outbound("ours"))));
    at_once.wait_for_all();

    std::set<MessageNo> numbers;
    for (const auto& answer : first) {
        BOOST_TEST((said(answer).kind == AdmissionKind::first));
        numbers.insert(said(answer).no);
    }
    for (const auto& answer : sent)
        numbers.insert(said(answer));
    BOOST_TEST((said(again).kind == AdmissionKind::same_content));
    BOOST_TEST((said(other).kind == AdmissionKind::other_content));
    BOOST_TEST(said(other).first_body == "body m4");
    numbers.insert({said(again).no, said(other).no});
    BOOST_TEST(numbers.size() == 20U);

    AtOnce answers(desk);
    for (std::size_t i = 0; i < first.size(); ++i) {
        const ports::OutboundAnswer given{"answer " + std::to_string(i), "0", true, noon};
        answers.ask(store.messages.answered(said(first[i]).no, given));
    }
    const ports::OutboundAnswer to_nobody{"to nobody", "0", true, noon};
    answers.ask(store.messages.answered(MessageNo(4711000), to_nobody));
    answers.wait_for_all();
    for (std::size_t i = 0; i < first.size(); ++i)
        BOOST_TEST(desk.value(store.messages.admit(message("m" + std::to_string(i)))).final_answer.value() ==
                   "answer " + std::to_string(i));
}

void an_answer_that_breaks_a_law_hurts_none_of_those_beside_it(const StoreContract& store) {
    StoreDesk desk{store};
    std::vector<SettlementRecord> intents;
    for (int i = 0; i < 9; ++i)
        intents.push_back(desk.opened(visitor_record("l" + std::to_string(i))));
    constexpr std::size_t broken = 4;
    AtOnce at_once(desk);
    std::vector<AtOnce::Later<Applied>> answers;
    for (std::size_t i = 0; i < intents.size(); ++i) {
        ports::SettlementChange booking = booking_of(intents[i]);
        booking.decided_from = intents[i];
        if (i == broken) booking.answer->split.total += Money::from_fen(200);
        answers.push_back(at_once.ask(store.settlements.apply(booking)));
    }
    at_once.wait_for_all();
    for (std::size_t i = 0; i < intents.size(); ++i) {
        BOOST_TEST(answers[i]->value().has_value() == (i != broken));
        const auto expected = i == broken ? SettlementState::awaiting_answer : SettlementState::booked;
        BOOST_TEST((state_of(desk, intents[i].no) == expected));
        if (i != broken) BOOST_TEST(shown(desk.found(intents[i].no)) == shown(said(answers[i]).value()));
    }
    // Four postings each, and those of the one that held them up.
    BOOST_TEST(store.ledger().size() == 4 * intents.size());
}

void changes_asked_for_at_once_are_guarded_each_for_itself(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord twice = desk.opened(visitor_record("twice")), late = desk.opened(visitor_record("late"));
    const SettlementRecord doubtful = desk.opened(visitor_record("doubtful")), no = desk.opened(visitor_record("no"));
    desk.applied(move_of(late, SettlementState::in_doubt));
    const auto booking = [](const SettlementRecord& record) {
        ports::SettlementChange change = booking_of(record);
        change.decided_from = record;
        return change;
    };
    ports::SettlementChange doubt = move_of(doubtful, SettlementState::in_doubt);
    doubt.decided_from = doubtful;
    doubt.error = Error{ErrorCode::in_doubt, "silence", {}, {}};
    ports::SettlementChange refusal = move_of(no, SettlementState::refused);
    refusal.decided_from = no;
    refusal.error = Error{ErrorCode::refused_by_insured_side, "no", {}, {}};
    AtOnce at_once(desk);
    const auto first = at_once.ask(store.settlements.apply(booking(twice)));
    const auto second = at_once.ask(store.settlements.apply(booking(twice)));
    const auto too_late = at_once.ask(store.settlements.apply(booking(late)));
    const auto doubted = at_once.ask(store.settlements.apply(doubt));
    const auto refused = at_once.ask(store.settlements.apply(refusal));
    at_once.wait_for_all();

    BOOST_TEST(said(first).has_value());
    BOOST_TEST(!said(second).has_value());
    BOOST_TEST(!said(too_late).has_value());
    for (const auto& [answer, record] : {std::pair(first, twice), std::pair(doubted, doubtful), std::pair(refused, no)})
        BOOST_TEST(shown(said(answer).value()) == shown(desk.found(record.no)));
    BOOST_TEST((state_of(desk, twice.no) == SettlementState::booked));
    BOOST_TEST((state_of(desk, late.no) == SettlementState::in_doubt));
    BOOST_TEST((state_of(desk, doubtful.no) == SettlementState::in_doubt));
    BOOST_TEST((state_of(desk, no.no) == SettlementState::refused));
    BOOST_TEST(store.ledger().size() == 8U);
}

void bills_of_one_visit_booked_at_once_take_each_its_own_lines(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1", "L2"});
    FeeLine of_another_bill = test::example_line("L3", 5000);
    of_another_bill.bill = BillNumber("2");
    desk.value(store.visits.add_lines(visit.no, {of_another_bill}));
    const SettlementRecord first = desk.opened(StoreDesk::claim_of(visit, "first"));
    SettlementRecord wanted = StoreDesk::claim_of(visit, "second");
    wanted.bill.bill = BillNumber("2");
    const SettlementRecord second = desk.opened(wanted);
    AtOnce at_once(desk);
    for (const SettlementRecord& record : {first, second}) {
        ports::SettlementChange booking = booking_of(record);
        booking.decided_from = record;
        at_once.ask(store.settlements.apply(booking));
    }
    at_once.wait_for_all();
    for (const ports::StoredLine& line : desk.value(store.visits.lines(visit.no)))
        BOOST_TEST((line.settled_by == (line.line.id.text == "L3" ? second.no : first.no)));
    auto uploads = store.uploads();
    std::ranges::sort(uploads);
    BOOST_TEST((uploads == std::vector<std::string>{"330200first", "330200second"}));
}

void what_was_asked_for_at_once_is_whole_at_whatever_statement_it_broke_off(const StoreContract& store) {
    StoreDesk desk{store};
    int struck = 0;
    // Denser at the beginning, where all of the group is still together; the last is more than there are.
    for (const int statement : {1, 2, 3, 4, 6, 9, 14, 200}) {
        const std::string round = "s" + std::to_string(statement) + "-";
        std::vector<ports::SettlementChange> bookings;
        for (const char* name : {"one", "two"}) {
            const SettlementRecord intent = desk.opened(visitor_record(round + name));
            bookings.push_back(booking_of(intent));
            bookings.back().decided_from = intent;
        }
        std::vector<AtOnce::Later<Applied>> applied;
        std::vector<AtOnce::Later<Opened>> opened;
        std::vector<AtOnce::Later<Admission>> admitted;
        {
            AtOnce at_once(desk);
            store.break_off_at_statement(statement);
            for (const ports::SettlementChange& booking : bookings)
                applied.push_back(at_once.ask(store.settlements.apply(booking)));
            for (const char* name : {"three", "four"}) {
                opened.push_back(at_once.ask(store.settlements.open(visitor_record(round + name), true)));
                admitted.push_back(at_once.ask(store.messages.admit(message(round + name))));
            }
            at_once.wait_for_all();
        }
        const bool has_struck = store.has_struck();
        struck += has_struck;
        for (std::size_t i = 0; i < bookings.size(); ++i) {
            const bool is_booked = state_of(desk, bookings[i].no) == SettlementState::booked;
            BOOST_TEST(is_booked == (applied[i]->value() && said(applied[i]).has_value()));
            if (!is_booked) BOOST_TEST(desk.value(store.settlements.apply(bookings[i])).has_value());
            const std::string name = round + (i == 0 ? "three" : "four");
            const Opened again = desk.value(store.settlements.open(visitor_record(name), true));
            BOOST_TEST((again.kind == Opened::Kind::same_message) == opened[i]->value().has_value());
            const Admission known = desk.value(store.messages.admit(message(name)));
            BOOST_TEST((known.kind == AdmissionKind::same_content) == admitted[i]->value().has_value());
        }
        if (!has_struck) break;
    }
    BOOST_TEST(struck >= 3);
    const auto booked = std::ranges::count_if(
        store.history(), [](const std::string& move) { return move.find(">booked") != std::string::npos; });
    BOOST_TEST(store.ledger().size() == 4 * static_cast<std::size_t>(booked));
}

void what_was_asked_for_at_once_is_there_once_whatever_became_of_its_commit(const StoreContract& store) {
    StoreDesk desk{store};
    using Loss = StoreContract::Loss;
    std::size_t booked = 0;
    for (const Loss loss : {Loss::before_it_happened, Loss::after_it_happened}) {
        const std::string round = loss == Loss::before_it_happened ? "before" : "after";
        std::vector<SettlementRecord> intents;
        for (int i = 0; i < 3; ++i)
            intents.push_back(desk.opened(visitor_record(round + "-intent" + std::to_string(i))));
        std::vector<AtOnce::Later<Opened>> opened;
        std::vector<AtOnce::Later<Applied>> applied;
        std::vector<AtOnce::Later<Admission>> admitted;
        {
            AtOnce at_once(desk);
            store.lose_commit(loss, 1);
            for (const SettlementRecord& intent : intents) {
                ports::SettlementChange booking = booking_of(intent);
                booking.decided_from = intent;
                applied.push_back(at_once.ask(store.settlements.apply(booking)));
            }
            for (int i = 0; i < 3; ++i) {
                opened.push_back(at_once.ask(store.settlements.open(visitor_record(round + std::to_string(i)), true)));
                admitted.push_back(at_once.ask(store.messages.admit(message(round + std::to_string(i)))));
            }
            at_once.wait_for_all();
        }
        store.has_struck();
        ++booked;  // the one that held them up
        for (std::size_t i = 0; i < intents.size(); ++i) {
            const bool is_booked = state_of(desk, intents[i].no) == SettlementState::booked;
            booked += is_booked ? 1 : 0;
            if (applied[i]->value()) BOOST_TEST(is_booked == said(applied[i]).has_value());
            if (opened[i]->value())
                BOOST_TEST(desk.found(said(opened[i]).record.no).id.text == said(opened[i]).record.id.text);
            if (admitted[i]->value())
                BOOST_TEST((desk.value(store.messages.admit(message(round + std::to_string(i)))).kind ==
                            AdmissionKind::same_content));
        }
    }
    BOOST_TEST(store.ledger().size() == 4 * booked);
}

}  // namespace clearing::tests
