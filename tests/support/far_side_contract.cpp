#include "tests/support/far_side_contract.hpp"

#include "tests/support/closing_steps.hpp"

namespace clearing::tests {

using namespace closing;
using ports::FarSideStore;
using ports::FoundThere;

namespace {

/// A visitor's settlement whose setl_time lies on the first day.
SettlementRecord booked_there(StoreDesk& desk, const std::string& name) {
    ports::SettlementChange booking = test::booking_of(desk.opened(test::national_record(name), false));
    booking.assigned_day = first_day;
    return desk.applied(std::move(booking));
}

SettlementRecord in_doubt(StoreDesk& desk, const std::string& name) {
    SettlementRecord record = test::national_record(name);
    record.their_visit = {};
    return desk.applied(move_of(desk.opened(std::move(record), false), State::in_doubt));
}

}  // namespace

void a_line_carried_on_leaves_its_day_and_clears_late_on_the_next(const StoreContract& store, FarSideStore& far_side) {
    StoreDesk desk{store};
    const SettlementRecord matched = booked_there(desk, "1-matched"), waiting = booked_there(desk, "2-waiting");
    const DayKey first = day_key(matched, first_day), second = day_key(matched, second_day);
    switch_day(desk, first);
    check(ids(content_of(desk, first).lines), {"+3302001-matched", "+3302002-waiting"});
    desk.value(far_side.carry_on(first, {waiting.key}));
    desk.value(far_side.carry_on(first, {waiting.key}));  // a close that is repeated
    const DayContent content = content_of(desk, first);
    check(ids(content.lines), {"+3302001-matched"});
    check(ids(content.carried), {"3302002-waiting"});
    BOOST_TEST((content.carried.front().state == State::booked));
    agree(desk, agreement_of(desk, first));

    switch_day(desk, second);
    const DayContent next = content_of(desk, second);
    check(ids(next.lines), {"+3302002-waiting"});
    check(ids(next.late), {"3302002-waiting"});
    BOOST_TEST((next.lines.front().assigned_day == first_day));  // its setl_time stays
    agree(desk, agreement_of(desk, second));
    BOOST_TEST((desk.found(waiting.no).cleared_day == second_day));
    BOOST_TEST((desk.found(waiting.no).assigned_day == first_day));
}

void what_was_summed_before_a_line_was_carried_on_is_not_agreed(const StoreContract& store, FarSideStore& far_side) {
    StoreDesk desk{store};
    const SettlementRecord waiting = booked_there(desk, "waiting");
    const DayKey first = day_key(waiting, first_day), second = day_key(waiting, second_day);
    switch_day(desk, first);
    const DayAgreement with_it = agreement_of(desk, first);
    desk.value(far_side.carry_on(first, {waiting.key}));  // by another closer of the same day
    BOOST_TEST((error_of(desk.result(store.days.agree(with_it))) == ErrorCode::conflict));
    BOOST_TEST(balance(desk, first, Account::r2, Component::hifp).is_zero());
    agree(desk, agreement_of(desk, first));
    switch_day(desk, second);
    agree(desk, agreement_of(desk, second));
    BOOST_TEST((desk.found(waiting.no).cleared_day == second_day));
    BOOST_TEST(balance(desk, second, Account::r2, Component::hifp).to_yuan() == "60.00");
}

void a_late_line_may_be_carried_on_again_and_is_named_meanwhile(const StoreContract& store, FarSideStore& far_side) {
    StoreDesk desk{store};
    const SettlementRecord waiting = booked_there(desk, "waiting");
    const DayKey first = day_key(waiting, first_day), second = day_key(waiting, second_day),
                 third = day_key(waiting, third_day);
    switch_day(desk, first);
    desk.value(far_side.carry_on(first, {waiting.key}));
    agree(desk, agreement_of(desk, first));
    switch_day(desk, second);
    check(ids(content_of(desk, second).late), {"330200waiting"});
    desk.value(far_side.carry_on(second, {waiting.key}));
    const DayContent content = content_of(desk, second);
    BOOST_TEST(content.lines.empty());
    BOOST_TEST(content.late.empty());
    check(ids(content.carried), {"330200waiting"});
    agree(desk, agreement_of(desk, second));

    switch_day(desk, third);
    check(ids(content_of(desk, third).late), {"330200waiting"});
    agree(desk, agreement_of(desk, third));
    BOOST_TEST((desk.found(waiting.no).cleared_day == third_day));
    BOOST_TEST(content_of(desk, second).carried.empty());
}

void an_open_day_and_an_agreed_day_carry_nothing_on(const StoreContract& store, FarSideStore& far_side) {
    StoreDesk desk{store};
    const SettlementRecord booked = booked_there(desk, "a");
    const DayKey key = day_key(booked, first_day);
    std::string before = store.everything();
    desk.value(far_side.carry_on(key, {booked.key}));
    desk.value(far_side.carry_on(day_key(booked, third_day), {booked.key}));
    BOOST_TEST(store.everything() == before);
    close_and_agree(desk, key);
    before = store.everything();
    desk.value(far_side.carry_on(key, {booked.key}));
    BOOST_TEST(store.everything() == before);
}

void a_record_in_doubt_is_named_by_our_message_and_asked_at_once(const StoreContract& store, FarSideStore& far_side) {
    StoreDesk desk{store};
    const SettlementRecord record = in_doubt(desk, "a");
    ports::DoubtQuery query;
    query.owner = "one";
    query.other_side = record.other_side;
    query.now = query.taken_until = noon;
    query.awaiting_before = noon;
    BOOST_TEST(desk.value(store.doubts.take_due(query)).size() == 1U);
    const Instant much_later = noon + std::chrono::hours(5);
    desk.value(store.doubts.asked({record.no, "one", "in_doubt", much_later, std::nullopt, noon}));
    BOOST_TEST(desk.value(store.doubts.take_due(query)).empty());

    const FoundThere found{record.our_message, SettlementId("HUB-1"), VisitId("HUB-V1")};
    const FoundThere foreign{MessageId("of somebody else"), SettlementId("HUB-2"), {}};
    BOOST_TEST((desk.value(far_side.name_found(record.platform, {foreign, found}, noon)) == std::vector{found}));
    const SettlementRecord named = desk.found(record.no);
    BOOST_TEST((named.state == State::in_doubt));
    BOOST_TEST(named.their_id.text == "HUB-1");
    BOOST_TEST(named.their_visit.text == "HUB-V1");
    BOOST_TEST(desk.value(store.doubts.take_due(query)).size() == 1U);
}

void what_is_not_in_doubt_is_not_renamed(const StoreContract& store, FarSideStore& far_side) {
    StoreDesk desk{store};
    const SettlementRecord booked = booked_there(desk, "booked"), waiting = in_doubt(desk, "waiting");
    const SettlementRecord awaiting = desk.opened(test::national_record("awaiting"), false);
    const std::string before = store.everything();
    std::vector<FoundThere> found;
    for (const SettlementRecord& record : {booked, awaiting})
        found.push_back({record.our_message, SettlementId("HUB"), VisitId("HUB")});
    BOOST_TEST(desk.value(far_side.name_found(booked.platform, found, noon)).empty());
    // Nor is a record of another platform, whose messages have numbers of their own.
    found = {{waiting.our_message, SettlementId("HUB"), {}}};
    BOOST_TEST(desk.value(far_side.name_found(PlatformName("delta"), found, noon)).empty());
    BOOST_TEST(store.everything() == before);
}

namespace {

/// A day with two lines to be carried on, and two records in doubt to be named.
struct ToBeWritten {
    ToBeWritten(StoreDesk& desk, FarSideStore& far_side)
        : lines{booked_there(desk, "line-1").key, booked_there(desk, "line-2").key},
          doubts{in_doubt(desk, "doubt-1"), in_doubt(desk, "doubt-2")},
          first(day_key(doubts.front(), first_day)) {
        switch_day(desk, first);
        writes.push_back({"carry on", [this, &far_side](StoreDesk& asking) {
                              return refusal_in(asking.result(far_side.carry_on(first, lines)));
                          }});
        std::vector<FoundThere> found;
        for (const SettlementRecord& doubt : doubts)
            found.push_back({doubt.our_message, SettlementId("THERE-" + doubt.id.text), VisitId("V")});
        writes.push_back({"name what was found", [this, &far_side, found](StoreDesk& asking) {
                              return refusal_in(asking.result(far_side.name_found(first.platform, found, noon)));
                          }});
    }
    ToBeWritten(const ToBeWritten&) = delete;

    void are_there(StoreDesk& desk) const {
        BOOST_TEST(content_of(desk, first).lines.empty());
        for (const SettlementRecord& doubt : doubts)
            BOOST_TEST(desk.found(doubt.no).their_id.text == "THERE-" + doubt.id.text);
    }

    std::vector<SettlementKey> lines;
    std::vector<SettlementRecord> doubts;
    DayKey first;
    std::vector<NamedWrite> writes;
};

}  // namespace

void a_far_side_write_broken_off_at_any_statement_leaves_nothing(const StoreContract& store, FarSideStore& far_side) {
    StoreDesk desk{store};
    const ToBeWritten all(desk, far_side);
    for (const NamedWrite& write : all.writes)
        BOOST_TEST(break_off_everywhere(desk, write) >= 1, write.name);
    all.are_there(desk);
}

void a_far_side_write_whose_commit_was_lost_is_there_once_it_is_repeated(const StoreContract& store,
                                                                         FarSideStore& far_side) {
    StoreDesk desk{store};
    const ToBeWritten all(desk, far_side);
    for (const NamedWrite& write : all.writes)
        for (const auto loss : {StoreContract::Loss::before_it_happened, StoreContract::Loss::after_it_happened})
            lose_commit_and_repeat(desk, loss, write);
    all.are_there(desk);
}

}  // namespace clearing::tests
