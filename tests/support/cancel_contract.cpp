// Cancels, their originals and their reversals: what SettlementStore::apply and open make of them (SETTLEMENT §2, §5).
#include "tests/integration/postgres/example_records.hpp"
#include "tests/support/example_postings.hpp"
#include "tests/support/settlement_store_contract.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using test::booking_of;
using test::first_day;
using test::move_of;
using test::noon;
using test::visitor_record;
using Lines = StoreContract::Lines;
using Applied = std::optional<SettlementRecord>;

void a_booked_cancel_takes_its_original_along_and_frees_its_lines(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    const SettlementRecord original = desk.booked(StoreDesk::claim_of(visit, "a"));
    const SettlementRecord cancel = desk.booked(test::cancel_of(original, "c"));
    BOOST_TEST((cancel.state == SettlementState::booked));
    BOOST_TEST((desk.found(original.no).state == SettlementState::cancelled));
    BOOST_TEST(!desk.value(store.visits.lines(visit.no)).at(0).settled_by);
    check_lines(store.uploads(), {});
    BOOST_TEST(store.history().back() == "330200a booked>cancelled cancel_booked");
    // The bill may settle again under a new message.
    const SettlementRecord again = desk.booked(StoreDesk::claim_of(visit, "b"));
    BOOST_TEST((again.state == SettlementState::booked));
    check_lines(store.uploads(), {"330200b"});
}

void a_cancel_is_not_booked_when_its_original_is_booked_no_longer(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord original = desk.booked(visitor_record("a"));
    SettlementRecord cancel = desk.opened(test::cancel_of(original, "c"));
    // Reversed, and answered with a late yes; another one has cancelled the settlement meanwhile.
    for (const SettlementState next :
         {SettlementState::reversing, SettlementState::reversed, SettlementState::reversing})
        cancel = desk.applied(move_of(cancel, next));
    const SettlementRecord other = desk.opened(test::cancel_of(original, "d"));
    desk.applied(booking_of(other));
    BOOST_TEST((desk.found(original.no).state == SettlementState::cancelled));
    BOOST_TEST(!desk.is_applied(booking_of(cancel)));
    BOOST_TEST((desk.found(cancel.no).state == SettlementState::reversing));
}

void a_cancel_that_names_another_original_is_not_booked(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord original = desk.booked(visitor_record("a"));
    const SettlementRecord cancel = desk.opened(test::cancel_of(original, "c"));
    ports::SettlementChange change = booking_of(cancel);
    change.cancelled_original = SettlementNo(4711);
    BOOST_TEST(!desk.is_applied(change));
    BOOST_TEST((desk.found(cancel.no).state == SettlementState::awaiting_answer));
}

namespace {

/// A booked cancel goes to reversing, and its original back to booked (decision 0011).
ports::SettlementChange reversal_of_cancel(const SettlementRecord& cancel) {
    ports::SettlementChange change = move_of(cancel, SettlementState::reversing);
    change.had_been_booked = true;
    change.reinstated_original = cancel.cancels;
    return change;
}

}  // namespace

void a_cancel_and_a_reversal_of_one_settlement_do_not_go_side_by_side(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord booked = desk.booked(visitor_record("a"));
    SettlementRecord cancel = desk.opened(test::cancel_of(booked, "c1"));
    const auto refused = desk.result(store.settlements.apply(move_of(booked, SettlementState::reversing)));
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == ErrorCode::cancel_in_doubt));
    BOOST_TEST(refused.error().settlement_id == cancel.id.text);
    // One that was not sent stops nothing, and is not sent any more once something else goes on.
    cancel = desk.applied(move_of(cancel, SettlementState::not_sent));
    const SettlementRecord reversing = desk.applied(move_of(booked, SettlementState::reversing));
    BOOST_TEST(!desk.is_applied(move_of(cancel, SettlementState::awaiting_answer)));
    const ports::Opened late = desk.value(store.settlements.open(test::cancel_of(booked, "c2"), true));
    BOOST_TEST((late.kind == ports::Opened::Kind::original_moved));
    BOOST_TEST((late.record.no == booked.no));
    BOOST_TEST((late.record.state == SettlementState::reversing));
    // What was opened before is found before anything else.
    const ports::Opened again = desk.value(store.settlements.open(test::cancel_of(booked, "c1"), true));
    BOOST_TEST((again.kind == ports::Opened::Kind::same_message));
    // Booked again after all: it may be cancelled.
    desk.applied(move_of(reversing, SettlementState::booked));
    BOOST_TEST((desk.value(store.settlements.open(test::cancel_of(booked, "c3"), true)).kind ==
                ports::Opened::Kind::accepted));
}

namespace {

ports::awaitable<Result<std::string>> opened_cancel(const StoreContract& store, SettlementRecord cancel) {
    auto opened = co_await store.settlements.open(std::move(cancel), true);
    if (!opened) co_return fail(opened.error());
    co_return std::string(opened->kind == ports::Opened::Kind::accepted ? "cancel" : "");
}

ports::awaitable<Result<std::string>> begun_reversal(const StoreContract& store, ports::SettlementChange reversal) {
    auto begun = co_await store.settlements.apply(std::move(reversal));
    if (!begun && begun.error().code == ErrorCode::cancel_in_doubt) co_return std::string();
    if (!begun) co_return fail(begun.error());
    co_return std::string(*begun ? "reversal" : "");
}

}  // namespace

void of_cancels_and_reversals_at_once_only_one_kind_goes(const StoreContract& store) {
    StoreDesk desk{store};
    for (int round = 0; round < 10; ++round) {
        const std::string name = "s" + std::to_string(round);
        const SettlementRecord booked = desk.booked(visitor_record(name));
        std::vector<ports::awaitable<Result<std::string>>> work;
        for (const char* message : {"c1", "c2", "c3", "c4"}) {
            work.push_back(opened_cancel(store, test::cancel_of(booked, name + message)));
            work.push_back(begun_reversal(store, move_of(booked, SettlementState::reversing)));
        }
        Lines done;
        for (const auto& answer : desk.all(std::move(work)))
            if (!answer.value().empty()) done.push_back(*answer);
        BOOST_TEST(done.size() == 1U);
    }
}

void a_booked_cancel_that_is_reversed_books_its_original_again(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    const SettlementRecord original = desk.booked(StoreDesk::claim_of(visit, "a"));
    const SettlementRecord cancel = desk.booked(test::cancel_of(original, "c"));
    const SettlementRecord reversing = desk.applied(reversal_of_cancel(cancel));
    BOOST_TEST((reversing.state == SettlementState::reversing));
    BOOST_TEST((desk.found(original.no).state == SettlementState::booked));
    BOOST_TEST((desk.value(store.visits.lines(visit.no)).at(0).settled_by == original.no));
    check_lines(store.uploads(), {"330200a"});
    BOOST_TEST(store.history().back() == "330200a cancelled>booked cancel_reversing");
    // The bill is held.
    const SettlementRecord another = StoreDesk::claim_of(visit, "b");
    BOOST_TEST((desk.value(store.settlements.open(another, true)).kind == ports::Opened::Kind::bill_taken));
    // Too late there: the cancel is booked again and takes its original along as before.
    ports::SettlementChange stands = move_of(reversing, SettlementState::booked);
    stands.cancelled_original = original.no;
    stands.free_lines = true;
    BOOST_TEST((desk.applied(stands).state == SettlementState::booked));
    BOOST_TEST((desk.found(original.no).state == SettlementState::cancelled));
    BOOST_TEST(!desk.value(store.visits.lines(visit.no)).at(0).settled_by);
    check_lines(store.uploads(), {});
}

void a_cancel_is_not_reversed_once_its_bill_is_taken_or_its_lines_have_changed(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    const SettlementRecord original = desk.booked(StoreDesk::claim_of(visit, "a"));
    const SettlementRecord cancel = desk.booked(test::cancel_of(original, "c"));
    const SettlementRecord second = desk.booked(StoreDesk::claim_of(visit, "b"));
    const Result<Applied> taken = desk.result(store.settlements.apply(reversal_of_cancel(cancel)));
    BOOST_REQUIRE(!taken.has_value());
    BOOST_TEST((taken.error().code == ErrorCode::already_settled));
    BOOST_TEST(taken.error().settlement_id == second.id.text);
    BOOST_TEST((desk.found(cancel.no).state == SettlementState::booked));
    BOOST_TEST((desk.found(original.no).state == SettlementState::cancelled));

    const Visit other = desk.visit_with_lines("w", {"L1"});
    const SettlementRecord settled = desk.booked(StoreDesk::claim_of(other, "d"));
    const SettlementRecord undone = desk.booked(test::cancel_of(settled, "e"));
    FeeLine refund = test::example_line("R1", -100);
    refund.refund_of = LineId("L1");
    desk.value(store.visits.add_lines(other.no, {refund}));
    BOOST_TEST((desk.refusal_of(reversal_of_cancel(undone)) == ErrorCode::bill_changed));
    BOOST_TEST((desk.found(settled.no).state == SettlementState::cancelled));
}

void a_bill_of_a_stay_is_not_booked_again_beside_one_under_way(const StoreContract& store) {
    StoreDesk desk{store};
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    const auto bill = [&](const char* number) {
        SettlementRecord claim = StoreDesk::claim_of(visit, number);
        claim.care = CareSetting::inpatient;
        claim.bill.bill = BillNumber(number);
        return claim;
    };
    const SettlementRecord original = desk.booked(bill("1"));
    const SettlementRecord cancel = desk.booked(test::cancel_of(original, "c"));
    // It asked for the line that came free.
    const SettlementRecord under_way = desk.opened(bill("2"));
    const Result<Applied> taken = desk.result(store.settlements.apply(reversal_of_cancel(cancel)));
    BOOST_REQUIRE(!taken.has_value());
    BOOST_TEST((taken.error().code == ErrorCode::already_settled));
    BOOST_TEST(taken.error().settlement_id == under_way.id.text);
    desk.applied(move_of(under_way, SettlementState::refused));
    BOOST_TEST((desk.applied(reversal_of_cancel(cancel)).state == SettlementState::reversing));
    BOOST_TEST((desk.value(store.visits.lines(visit.no)).at(0).settled_by == original.no));
}

void a_cancelled_record_is_booked_again_only_beside_its_cancel(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord original = desk.booked(visitor_record("a"));
    desk.booked(test::cancel_of(original, "c"));
    const SettlementRecord cancelled = desk.found(original.no);
    BOOST_TEST(desk.refusal_of(move_of(cancelled, SettlementState::booked)).has_value());
    BOOST_TEST((desk.found(original.no).state == SettlementState::cancelled));
}

}  // namespace clearing::tests
