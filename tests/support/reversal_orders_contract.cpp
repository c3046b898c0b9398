#include "tests/support/reversal_orders_contract.hpp"

#include "tests/integration/postgres/example_records.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using test::move_of;
using test::noon;
using test::visitor_record;
using Lines = StoreContract::Lines;
using State = SettlementState;
using Applied = std::optional<SettlementRecord>;

namespace {

const std::string reason = "the hospital part is never told";

struct Desk : StoreDesk {
    explicit Desk(const ReversalOrdersContract& its_contract) : StoreDesk{its_contract.books}, contract(its_contract) {}
    const ReversalOrdersContract& contract;

    SettlementRecord doubtful(const std::string& name) {
        return applied(move_of(opened(visitor_record(name)), State::in_doubt));
    }
    Result<ReversalOrder> order(const SettlementId& settlement, std::string by = "maker", std::string why = reason) {
        ports::AuditEvent event{noon, "reversal_ordered", by, settlement.text, why};
        return result(contract.orders.enter(settlement, std::move(why), {std::move(by), noon}, std::move(event)));
    }
    Result<ReversalOrder> withdraw(long long no, std::string by = "maker") {
        ports::AuditEvent event{noon, "reversal_withdrawn", by, std::to_string(no), ""};
        return result(contract.orders.withdraw(no, {std::move(by), noon}, std::move(event)));
    }
    /// The change that carries the order out.
    static ports::SettlementChange release_of(const ReversalOrder& order, const SettlementRecord& record,
                                              std::string by = "checker") {
        ports::SettlementChange change = move_of(record, State::reversing);
        ports::AuditEvent event{noon, "reversal_released", by, record.id.text, ""};
        change.release = ports::ReversalRelease{order.no, {std::move(by), noon}, std::move(event)};
        return change;
    }
    ReversalOrder kept(long long no) { return value(contract.orders.find(no)).value(); }
    std::vector<long long> standing() {
        std::vector<long long> numbers;
        for (const ReversalOrder& order : value(contract.orders.standing()))
            numbers.push_back(order.no);
        return numbers;
    }
};

void check_refused(const Result<ReversalOrder>& answer, ErrorCode code, std::string_view says = "") {
    BOOST_REQUIRE(!answer);
    BOOST_TEST((answer.error().code == code), sentence(answer.error()));
    BOOST_TEST(answer.error().detail.contains(says), answer.error().detail);
}

/// One order is given, one withdrawn, one released.
struct OrderWrites {
    explicit OrderWrites(const ReversalOrdersContract& contract) : desk(contract) {}

    Desk desk;
    SettlementRecord given = desk.doubtful("given"), withdrawn = desk.doubtful("withdrawn"),
                     released = desk.doubtful("released");
    ReversalOrder to_withdraw = desk.order(withdrawn.id).value(), to_release = desk.order(released.id).value();
    std::vector<NamedWrite> writes{
        {"enter", [this](StoreDesk&) { return refusal_in(desk.order(given.id)); }},
        {"withdraw", [this](StoreDesk&) { return refusal_in(desk.withdraw(to_withdraw.no)); }},
        {"release",
         [this](StoreDesk&) {
             return refusal_in(desk.result(desk.store.settlements.apply(Desk::release_of(to_release, released))));
         },
         {},
         [this](StoreDesk&, const Error&) { return desk.kept(to_release.no).released.by == "checker"; }}};

    void check_outcome() {
        BOOST_TEST(desk.standing().size() == 1U);
        BOOST_TEST(desk.value(desk.contract.orders.standing()).front().settlement.text == given.id.text);
        BOOST_TEST(desk.kept(to_withdraw.no).is_withdrawn());
        BOOST_TEST(desk.kept(to_release.no).is_released());
        BOOST_TEST((desk.found(released.no).state == State::reversing));
        BOOST_TEST((desk.found(withdrawn.no).state == State::in_doubt));
        BOOST_TEST(desk.store.audited().size() == 5U);
    }
};

}  // namespace

void an_order_stands_until_another_person_releases_it(const ReversalOrdersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.doubtful("a");
    const ReversalOrder order = desk.order(record.id).value();
    BOOST_TEST(order.settlement.text == record.id.text);
    BOOST_TEST((order.settlement_state == State::in_doubt));
    BOOST_TEST(order.reason == reason);
    BOOST_TEST((order.ordered == Signature{"maker", noon}));
    BOOST_TEST(!order.is_released());
    BOOST_TEST(desk.standing() == std::vector{order.no}, boost::test_tools::per_element());
    BOOST_TEST((desk.found(record.no).state == State::in_doubt));

    const SettlementRecord after = desk.applied(Desk::release_of(order, record));
    BOOST_TEST((after.state == State::reversing));
    const ReversalOrder released = desk.kept(order.no);
    BOOST_TEST((released.released == Signature{"checker", noon}));
    BOOST_TEST((released.settlement_state == State::reversing));
    BOOST_TEST(desk.standing().empty());
    BOOST_TEST(
        desk.store.audited() == (Lines{"reversal_ordered " + record.id.text, "reversal_released " + record.id.text}),
        boost::test_tools::per_element());
    BOOST_TEST(desk.store.history().back() == record.id.text + " in_doubt>reversing moved_by_a_test");
    BOOST_TEST(!desk.value(contract.orders.find(order.no + 1000)).has_value());
}

void only_what_is_in_doubt_is_ordered_to_be_reversed(const ReversalOrdersContract& contract) {
    Desk desk(contract);
    check_refused(desk.order(SettlementId("330200nobody")), ErrorCode::not_found);
    const SettlementRecord awaiting = desk.opened(visitor_record("a"));
    check_refused(desk.order(awaiting.id), ErrorCode::conflict, "awaiting_answer");
    const SettlementRecord booked = desk.booked(visitor_record("b"));
    check_refused(desk.order(booked.id), ErrorCode::conflict, "2601");
    const SettlementRecord reversing = desk.applied(move_of(desk.doubtful("c"), State::reversing));
    check_refused(desk.order(reversing.id), ErrorCode::conflict, "on its way");
    BOOST_TEST(desk.standing().empty());
    BOOST_TEST(desk.store.audited().empty());
}

void one_order_of_a_settlement_stands(const ReversalOrdersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.doubtful("a"), other = desk.doubtful("b");
    const ReversalOrder order = desk.order(record.id).value();
    const std::string before = desk.store.everything();
    BOOST_TEST(desk.order(record.id).value().no == order.no);
    check_refused(desk.order(record.id, "another maker"), ErrorCode::conflict, "of maker stands");
    check_refused(desk.order(record.id, "maker", "another reason"), ErrorCode::conflict, "of maker stands");
    BOOST_TEST(desk.store.everything() == before);
    const ReversalOrder second = desk.order(other.id).value();
    BOOST_TEST(desk.standing() == (std::vector{order.no, second.no}), boost::test_tools::per_element());
}

void nobody_releases_what_they_ordered(const ReversalOrdersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.doubtful("a");
    const ReversalOrder order = desk.order(record.id).value();
    const std::string before = desk.store.everything();
    BOOST_TEST((desk.refusal_of(Desk::release_of(order, record, "maker")) == ErrorCode::forbidden));
    ReversalOrder unknown = order;
    unknown.no += 1000;
    BOOST_TEST((desk.refusal_of(Desk::release_of(unknown, record)) == ErrorCode::not_found));
    BOOST_TEST(desk.store.everything() == before);
    BOOST_TEST(desk.is_applied(Desk::release_of(order, record)));
}

void what_was_withdrawn_is_not_released_and_may_come_again(const ReversalOrdersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.doubtful("a");
    const ReversalOrder order = desk.order(record.id).value();
    BOOST_TEST((desk.withdraw(order.no, "another maker").value().withdrawn == Signature{"another maker", noon}));
    BOOST_TEST(desk.withdraw(order.no, "another maker").has_value());
    check_refused(desk.withdraw(order.no), ErrorCode::conflict, "another maker has withdrawn it");
    check_refused(desk.withdraw(order.no + 1000), ErrorCode::not_found);
    BOOST_TEST((desk.refusal_of(Desk::release_of(order, record)) == ErrorCode::conflict));
    BOOST_TEST((desk.found(record.no).state == State::in_doubt));
    BOOST_TEST(desk.store.audited().size() == 2U);

    const ReversalOrder again = desk.order(record.id).value();
    BOOST_TEST(again.no != order.no);
    desk.applied(Desk::release_of(again, record));
    check_refused(desk.withdraw(again.no), ErrorCode::conflict, "checker has released it");
}

void what_ended_otherwise_has_overtaken_its_order(const ReversalOrdersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.doubtful("a");
    const ReversalOrder order = desk.order(record.id).value();
    const SettlementRecord booked = desk.applied(test::booking_of(record));
    BOOST_TEST(desk.standing().empty());
    const std::string before = desk.store.everything();
    // Neither as it was nor as it is: a booked settlement is not reversed by an order about a doubt.
    for (const SettlementRecord& seen : {record, booked})
        BOOST_TEST((desk.refusal_of(Desk::release_of(order, seen)) == ErrorCode::conflict));
    check_refused(desk.withdraw(order.no), ErrorCode::conflict, "booked");
    BOOST_TEST(desk.store.everything() == before);
    BOOST_TEST((desk.kept(order.no).settlement_state == State::booked));
}

void of_two_releases_at_once_one_reverses(const ReversalOrdersContract& contract) {
    Desk desk(contract);
    const SettlementRecord record = desk.doubtful("a");
    const ReversalOrder order = desk.order(record.id).value();
    std::vector<ports::awaitable<Result<Applied>>> both;
    for (const char* by : {"checker", "another checker"})
        both.push_back(desk.store.settlements.apply(Desk::release_of(order, record, by)));
    const auto answers = desk.all(std::move(both));
    const auto reverses = [](const Result<Applied>& answer) { return answer && answer->has_value(); };
    BOOST_TEST(std::ranges::count_if(answers, reverses) == 1);
    BOOST_TEST(desk.store.audited().size() == 2U);
    BOOST_TEST(std::ranges::count(desk.store.history(), record.id.text + " in_doubt>reversing moved_by_a_test") == 1);
}

void an_order_broken_off_at_any_statement_leaves_nothing(const ReversalOrdersContract& contract) {
    OrderWrites all(contract);
    for (const NamedWrite& write : all.writes)
        BOOST_TEST(break_off_everywhere(all.desk, write) >= 1, write.name);
    all.check_outcome();
}

void an_order_whose_commit_never_happened_goes_through_at_last(const ReversalOrdersContract& contract) {
    OrderWrites all(contract);
    for (const NamedWrite& write : all.writes)
        lose_commit_and_repeat(all.desk, StoreContract::Loss::before_it_happened, write);
    all.check_outcome();
}

void an_order_whose_commit_was_not_answered_is_there_once(const ReversalOrdersContract& contract) {
    OrderWrites all(contract);
    for (const NamedWrite& write : all.writes)
        lose_commit_and_repeat(all.desk, StoreContract::Loss::after_it_happened, write);
    all.check_outcome();
}

}  // namespace clearing::tests
