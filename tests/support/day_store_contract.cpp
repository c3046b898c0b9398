#include "tests/support/day_store_contract.hpp"

#include "tests/support/closing_steps.hpp"

namespace clearing::tests {

using namespace closing;

void the_first_intent_of_a_pair_makes_its_day_and_the_switch_the_next(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord record = desk.opened(visitor_record("a"));
    const DayKey key = day_key(record, first_day);
    BOOST_TEST((record.assigned_day == first_day));
    BOOST_TEST((desk.value(store.days.find(key))->state == DayState::open));
    const Instant later = noon + std::chrono::hours(12);
    const ports::Day switched = desk.value(store.days.switch_day(key, later));
    BOOST_TEST((switched.key == key));
    BOOST_TEST((switched.state == DayState::closing));
    BOOST_TEST((switched.changed_at == later));
    const std::string before = store.everything();
    BOOST_TEST((desk.value(store.days.switch_day(key, noon)).state == DayState::closing));
    BOOST_TEST(store.everything() == before);
    BOOST_TEST((desk.value(store.days.open_day(pair_of(key))) == second_day));
    BOOST_TEST((desk.opened(visitor_record("b")).assigned_day == second_day));
    BOOST_TEST(desk.value(store.days.days(std::nullopt)).size() == 2U);
    BOOST_TEST(desk.value(store.days.days(first_day)).size() == 1U);
    // A pair without any day gets the clock's.
    BOOST_TEST(
        (desk.value(store.days.open_day({PlatformName("x"), DivisionCode("1"), Direction::visitor})) == first_day));
    BOOST_TEST(desk.value(store.days.days(first_day)).size() == 2U);
    // An empty day can be closed too.
    const DayKey empty{PlatformName("y"), DivisionCode("1"), Direction::visitor, first_day};
    BOOST_TEST((desk.value(store.days.switch_day(empty, noon)).state == DayState::closing));
    BOOST_TEST((desk.value(store.days.open_day(pair_of(empty))) == second_day));
}

void the_pairs_open_day_is_the_last_one(const StoreContract& store) {
    StoreDesk desk{store};
    // A partner's envelopes name two days, each still open here.
    const SettlementRecord first = desk.opened(test::resident_record("1", first_day), false);
    desk.opened(test::resident_record("2", second_day), false);
    const DayKey key = day_key(first, first_day);
    const auto open_day = [&] { return desk.value(store.days.open_day(pair_of(key))); };
    BOOST_TEST((open_day() == second_day));
    switch_day(desk, key);
    BOOST_TEST(desk.value(store.days.days(std::nullopt)).size() == 2U);
    // The switch of a later day leaves an earlier one open, and opens the next all the same.
    const SettlementRecord national = desk.opened(test::national_record("n"), false);
    ports::SettlementChange booking = test::booking_of(national);
    booking.assigned_day = first_day;
    desk.applied(booking);
    const DayKey later = day_key(national, second_day);
    switch_day(desk, later);
    BOOST_TEST((desk.value(store.days.find(day_key(national, first_day)))->state == DayState::open));
    BOOST_TEST((desk.value(store.days.open_day(pair_of(later))) == third_day));
}

void days_are_asked_for_by_pair_and_between_two(const StoreContract& store) {
    StoreDesk desk{store};
    const DayKey delta{PlatformName("delta"), DivisionCode("310000"), Direction::visitor, first_day};
    DayKey other = delta;
    other.direction = Direction::resident_away;
    const DayKey national{PlatformName("national"), DivisionCode("310000"), Direction::visitor, second_day};
    for (const DayKey& key : {national, other, delta})
        switch_day(desk, key);
    DayKey second = delta;
    second.day = second_day;
    switch_day(desk, second);
    agree(desk, agreement_of(desk, delta));
    const auto names = [](const std::vector<ports::Day>& days) {
        Ids found;
        for (const ports::Day& day : days)
            found.push_back(day.key.platform.text + " " + std::string(name_of(day.key.direction)) + " " +
                            day.key.day.to_text().substr(8));
        return found;
    };
    const auto of_delta = [&](ClearingDay last, bool only_unagreed) {
        return names(desk.value(store.days.days_of({pair_of(delta), last, only_unagreed})));
    };
    BOOST_TEST((of_delta(third_day, false) == Ids{"delta visitor 16", "delta visitor 17", "delta visitor 18"}));
    BOOST_TEST((of_delta(second_day, false) == Ids{"delta visitor 16", "delta visitor 17"}));
    BOOST_TEST((of_delta(second_day, true) == Ids{"delta visitor 17"}));
    BOOST_TEST((of_delta(first_day, true) == Ids{}));
    BOOST_TEST((names(desk.value(store.days.days_between(first_day, second_day))) ==
                Ids{"delta resident_away 16", "delta resident_away 17", "delta visitor 16", "delta visitor 17",
                    "national visitor 17"}));
    BOOST_TEST((names(desk.value(store.days.days_between(third_day, third_day))) ==
                Ids{"delta visitor 18", "national visitor 18"}));
}

void a_pair_whose_days_are_all_over_gets_the_next_one(const StoreContract& store) {
    StoreDesk desk{store};
    const DayKey key = day_key(desk.opened(visitor_record("a")), first_day);
    desk.value(store.days.set_state(key, DayState::closing, noon));
    BOOST_TEST((desk.value(store.days.open_day(pair_of(key))) == second_day));
    BOOST_TEST((desk.opened(visitor_record("b")).assigned_day == second_day));
}

void days_between_two_of_a_pair_are_begun_with_the_second(const StoreContract& store) {
    StoreDesk desk{store};
    const auto after_first = [](int days) { return ClearingDay{Date{first_day.date.days + std::chrono::days(days)}}; };
    const PairKey pair = pair_of(desk.opened(test::resident_record("1", third_day), false));
    const auto begun = [&] {
        Ids found;
        for (const ports::Day& day : desk.value(store.days.days_of({pair, after_first(1'000), false})))
            found.push_back(day.key.day.to_text() + " " + std::string(name_of(day.state)));
        return found;
    };
    // Nobody was treated for two days.
    desk.opened(test::resident_record("2", after_first(5)), false);
    check(begun(), {"2018-10-18 open", "2018-10-19 open", "2018-10-20 open", "2018-10-21 open"});
    // Known only now.
    desk.opened(test::resident_record("3", first_day), false);
    check(begun(), {"2018-10-16 open", "2018-10-17 open", "2018-10-18 open", "2018-10-19 open", "2018-10-20 open",
                    "2018-10-21 open"});
    // Some clock is wrong.
    desk.opened(test::resident_record("4", after_first(400)), false);
    BOOST_TEST(begun().size() == 7U);
}

void days_come_newest_first(const StoreContract& store) {
    StoreDesk desk{store};
    for (const char* platform : {"national", "delta"})
        for (Direction direction : {Direction::visitor, Direction::resident_away})
            for (const char* counterparty : {"520000", "310000"})
                switch_day(desk, {PlatformName(platform), DivisionCode(counterparty), direction, first_day});
    Ids found;
    for (const ports::Day& day : desk.value(store.days.days(std::nullopt)))
        found.push_back(day.key.day.to_text().substr(8) + " " + day.key.platform.text + " " +
                        day.key.counterparty.text + " " + std::string(name_of(day.key.direction)));
    Ids wanted;
    for (const char* day : {"17", "16"})
        for (const char* platform : {"delta", "national"})
            for (const char* counterparty : {"310000", "520000"})
                for (const char* direction : {"resident_away", "visitor"})
                    wanted.push_back(std::string(day) + " " + platform + " " + counterparty + " " + direction);
    check(found, wanted);
}

void the_switch_under_64_intents_puts_every_record_on_exactly_one_day(const StoreContract& store) {
    StoreDesk desk{store};
    const DayKey key = day_key(desk.booked(visitor_record("first")), first_day);
    std::optional<Result<ports::Day>> switched;
    std::size_t done = 0;
    std::map<ClearingDay, long long> opened_on;
    for (int i = 0; i < 64; ++i) {
        if (i == 32)
            desk.spawn<ports::Day>(store.days.switch_day(key, noon),
                                   [&](Result<ports::Day> day) { switched = std::move(day); });
        desk.spawn<ports::Opened>(store.settlements.open(visitor_record("n" + std::to_string(i)), true),
                                  [&](const Result<ports::Opened>& answer) {
                                      ++done;
                                      ++opened_on[answer.value().record.assigned_day.value()];
                                  });
    }
    desk.ask.loop().run_until([&] { return done == 64 && switched; });
    BOOST_TEST((switched->value().state == DayState::closing));
    BOOST_TEST(opened_on[first_day] + opened_on[second_day] == 64);
    // What was answered is what is stored, and after the switch nothing came to the first day any more.
    ports::SettlementFilter of_first_day;
    of_first_day.day = first_day;
    BOOST_TEST(desk.value(store.settlements.list(of_first_day)).size() ==
               static_cast<std::size_t>(opened_on[first_day]) + 1);
    BOOST_TEST(desk.value(store.days.awaiting(key)) == opened_on[first_day]);
    BOOST_TEST((desk.opened(visitor_record("after")).assigned_day == second_day));
}

void a_day_lists_booked_and_cancelled_and_no_other(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord booked = desk.booked(visitor_record("1-booked"));
    const SettlementRecord original = desk.booked(visitor_record("2-original"));
    desk.booked(test::cancel_of(original, "3-cancel"));
    SettlementRecord reversed = desk.booked(visitor_record("4-reversed"));
    reversed = desk.applied(move_of(reversed, State::reversing));
    desk.applied(move_of(reversed, State::reversed));
    desk.applied(move_of(desk.opened(visitor_record("5-refused")), State::refused));
    doubtful(desk, "6-doubt");
    desk.booked(test::resident_record("other-direction", first_day), false);

    const DayContent content = content_of(desk, day_key(booked, first_day));
    check(ids(content.lines), {"+3302001-booked", "+3302002-original", "-3302003-cancel"});
    check(ids(content.carried), {"3302006-doubt"});
    BOOST_TEST(content.late.empty());
    BOOST_TEST((content.lines.back().original == original.key.settlement));
    BOOST_TEST((content.lines.back().split.total == Money::from_fen(-10000)));
    const DayLine& line = content.lines.front();
    BOOST_TEST((line.no == booked.no));
    BOOST_TEST(line.clearing_type == "9902");
    BOOST_TEST(line.their_id.text == booked.their_id.text);
    BOOST_TEST(line.their_visit.text == "their-visit");
    BOOST_TEST((line.assigned_day == first_day));
    BOOST_TEST(!line.original);
    // Amounts, no payments: what the leaf and the cells are made of.
    PaymentSplit amounts = test::example_split();
    amounts.payments.clear();
    BOOST_TEST((line.split == amounts));
    BOOST_TEST((content.carried.front().claimed_total == Money::from_fen(10000)));
    BOOST_TEST((content.carried.front().state == State::in_doubt));
    BOOST_TEST(content_of(desk, day_key(booked, third_day)).lines.empty());
}

void an_answer_that_comes_while_the_close_waits_belongs_to_its_day(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord intent = desk.opened(visitor_record("a"));
    const DayKey key = day_key(intent, first_day);
    BOOST_TEST(desk.value(store.days.awaiting(key)) == 1);
    switch_day(desk, key);
    BOOST_TEST(desk.value(store.days.awaiting(key)) == 1);
    desk.applied(test::booking_of(intent));
    BOOST_TEST(desk.value(store.days.awaiting(key)) == 0);
    const DayContent content = content_of(desk, key);
    BOOST_TEST(content.lines.size() == 1U);
    BOOST_TEST(content.carried.empty());
    BOOST_TEST(!desk.value(store.days.trial_balance(key)).empty());
}

void a_carried_record_clears_on_the_day_it_is_resolved_in(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord booked = desk.booked(visitor_record("booked"));
    const SettlementRecord open = doubtful(desk, "doubt");
    const DayKey first = day_key(booked, first_day);
    switch_day(desk, first);
    const DayContent before = content_of(desk, first);
    check(ids(before.carried), {"330200doubt"});

    // Resolved between two tries of the close: the first day stays as it was told.
    ports::SettlementChange resolution = test::booking_of(open);
    resolution.posting_day = second_day;
    const SettlementRecord resolved = desk.applied(resolution);
    BOOST_TEST(resolved.facts.day_open);
    const DayContent again = content_of(desk, first);
    check(ids(again.lines), ids(before.lines));
    check(ids(again.carried), {"330200doubt"});
    agree(desk, agreement_of(desk, first));
    BOOST_TEST((desk.value(store.days.find(first))->state == DayState::agreed_with_carried_lines));

    const DayKey second = day_key(booked, second_day);
    check(ids(content_of(desk, second).late), {"330200doubt"});
    BOOST_TEST(desk.found(resolved.no).facts.day_open);
    switch_day(desk, second);
    const DayContent content = content_of(desk, second);
    check(ids(content.lines), {"+330200doubt"});
    check(ids(content.late), {"330200doubt"});
    BOOST_TEST(content.carried.empty());
    BOOST_TEST((content.lines.front().assigned_day == first_day));
    // From here on it is in a closed day's clearing.
    BOOST_TEST(!desk.found(resolved.no).facts.day_open);
    agree(desk, agreement_of(desk, second));
    const SettlementRecord cleared = desk.found(resolved.no);
    BOOST_TEST((cleared.assigned_day == first_day));
    BOOST_TEST((cleared.cleared_day == second_day));
    BOOST_TEST((desk.found(booked.no).cleared_day == first_day));
    // Nothing clears twice.
    const DayKey third = day_key(booked, third_day);
    switch_day(desk, third);
    BOOST_TEST(content_of(desk, third).lines.empty());
}

void a_carried_record_that_is_reversed_never_clears(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord open = doubtful(desk, "doubt");
    close_and_agree(desk, day_key(open, first_day));
    const SettlementRecord reversing = desk.applied(move_of(open, State::reversing));
    check(ids(content_of(desk, day_key(open, second_day)).carried), {"330200doubt"});
    const SettlementRecord reversed = desk.applied(move_of(reversing, State::reversed));
    check(ids(content_of(desk, day_key(open, first_day)).carried), {});
    close_and_agree(desk, day_key(open, second_day));
    BOOST_TEST(!desk.found(reversed.no).cleared_day);
    BOOST_TEST(desk.value(store.days.trial_balance(day_key(open, second_day))).empty());
}

void a_carried_record_booked_and_cancelled_afterwards_clears_with_both_lines(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord open = doubtful(desk, "1-doubt");
    close_and_agree(desk, day_key(open, first_day));
    const SettlementRecord booked = desk.applied(test::booking_of(open));
    desk.booked(test::cancel_of(booked, "2-cancel"));
    const DayContent content = content_of(desk, day_key(booked, second_day));
    check(ids(content.lines), {"+3302001-doubt", "-3302002-cancel"});
    check(ids(content.late), {"3302001-doubt"});
}

void a_residents_day_follows_what_the_partner_carried_and_took_in_late(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord one = desk.booked(test::resident_record("1", first_day), false);
    const SettlementRecord two = desk.booked(test::resident_record("2", first_day), false);
    const DayKey first = day_key(one, first_day);
    switch_day(desk, first);
    const auto told = [&](const DayKey& key, std::vector<SettlementKey> carried, std::vector<SettlementKey> late) {
        desk.value(store.days.keep_partner_close(key, std::move(carried), std::move(late), noon));
    };
    told(first, {one.key}, {});
    check(ids(content_of(desk, first).lines), {"+SH2"});
    // The partner tries again and carries the other one.
    told(first, {two.key}, {});
    check(ids(content_of(desk, first).lines), {"+SH1"});
    BOOST_TEST(desk.found(two.no).facts.day_open);
    BOOST_TEST(!desk.found(one.no).facts.day_open);
    agree(desk, agreement_of(desk, first));
    told(first, {one.key, two.key}, {});
    check(ids(content_of(desk, first).lines), {"+SH1"});

    const DayKey second = day_key(one, second_day);
    switch_day(desk, second);
    told(second, {}, {two.key});
    const DayContent content = content_of(desk, second);
    check(ids(content.lines), {"+SH2"});
    check(ids(content.late), {"SH2"});
    agree(desk, agreement_of(desk, second));
    BOOST_TEST((desk.found(two.no).cleared_day == second_day));
}

void a_national_record_resolved_into_a_closed_day_clears_in_the_open_one(const StoreContract& store) {
    StoreDesk desk{store};
    SettlementRecord open = desk.opened(test::national_record("doubt"), false);
    open = desk.applied(move_of(open, State::in_doubt));
    const SettlementRecord waiting = desk.opened(test::national_record("waiting"), false);
    SettlementRecord tomorrow = test::national_record("tomorrow");
    tomorrow.opened_at = noon + std::chrono::hours(12);
    desk.opened(tomorrow, false);
    const DayKey first = day_key(open, first_day);
    // It has no day yet: the close waits for the one and names the other.
    BOOST_TEST(desk.value(store.days.awaiting(first)) == 1);
    desk.applied(move_of(waiting, State::refused));
    switch_day(desk, first);
    BOOST_TEST(desk.value(store.days.awaiting(first)) == 0);
    const DayContent content = content_of(desk, first);
    check(ids(content.carried), {"330200doubt"});
    BOOST_TEST(!content.carried.front().assigned_day);
    agree(desk, agreement_of(desk, first));

    ports::SettlementChange resolution = test::booking_of(open);
    resolution.assigned_day = first_day;
    resolution.posting_day = second_day;
    const SettlementRecord resolved = desk.applied(resolution);
    BOOST_TEST((resolved.assigned_day == first_day));
    BOOST_TEST(resolved.facts.day_open);
    close_and_agree(desk, day_key(open, second_day));
    BOOST_TEST((desk.found(resolved.no).cleared_day == second_day));
    BOOST_TEST(content_of(desk, first).lines.empty());
}

void an_agreement_clears_posts_and_keeps_the_statement(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord booked = desk.booked(visitor_record("a"));
    desk.booked(visitor_record("b"));
    const DayKey key = day_key(booked, first_day);
    switch_day(desk, key);
    DayAgreement agreement = agreement_of(desk, key);
    agreement.statement.differences = {{DifferenceKind::cash, booked.key, "1.00", "2.00", "note"}};
    agree(desk, agreement);
    BOOST_TEST((desk.found(booked.no).cleared_day == first_day));
    BOOST_TEST(!desk.found(booked.no).facts.day_open);

    BOOST_TEST((balance(desk, key, Account::r2, Component::hifp) == Money::from_fen(12000)));
    BOOST_TEST((balance(desk, key, Account::r1, Component::hifp) == Money()));
    BOOST_TEST((balance(desk, key, Account::h, Component::hifp) == Money::from_fen(-12000)));
    Money net;
    const auto balances = desk.value(store.days.trial_balance(key));
    for (const BalanceLine& line : balances)
        net += line.debits - line.credits;
    BOOST_TEST(net.is_zero());
    BOOST_TEST(std::ranges::is_sorted(balances, {},
                                      [](const BalanceLine& line) { return std::pair(line.account, line.component); }));
    BOOST_TEST(store.ledger().back() == "R2 R1 mulaid 4.00 2018-10-16 310 outpatient clearing_agreed");

    const Statement& wanted = agreement.statement;
    const Statement read = desk.value(store.days.statement(wanted.id)).value();
    BOOST_TEST(read.id == wanted.id);
    BOOST_TEST((read.key == wanted.key));
    BOOST_TEST((read.state == wanted.state));
    BOOST_TEST(read.formula.id == formula.id);
    BOOST_TEST((read.formula.components == formula.components));
    BOOST_TEST((read.cells == wanted.cells));
    BOOST_TEST((read.clearing == wanted.clearing));
    BOOST_TEST(read.differences.front().note == "note");
    BOOST_TEST((read.differences.front().settlement == booked.key));
    BOOST_TEST(read.trial_balance.size() == wanted.trial_balance.size());
    BOOST_TEST((read.made_at == wanted.made_at));
    BOOST_TEST((read.receivable_or_payable() == Money::from_fen(15000)));
    BOOST_TEST(read.balances());
    BOOST_TEST(desk.value(store.days.statements(first_day)).size() == 1U);
    BOOST_TEST(desk.value(store.days.statements(second_day)).empty());
    close_and_agree(desk, day_key(booked, second_day));
    const auto all = desk.value(store.days.statements(std::nullopt));
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST((all.front().key.day == second_day));
    BOOST_TEST(!desk.value(store.days.statement("none")));
}

void an_agreement_is_made_once_and_under_one_statement(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord booked = desk.booked(visitor_record("a"));
    const DayKey key = day_key(booked, first_day);
    const auto refusal = [&](const DayAgreement& agreement) {
        return error_of(desk.result(store.days.agree(agreement)));
    };
    BOOST_TEST((refusal(agreement_of(desk, key)) == ErrorCode::conflict));  // still open
    const DayKey nowhere = day_key(booked, third_day);
    BOOST_TEST((refusal(agreement_of(desk, nowhere)) == ErrorCode::conflict));
    switch_day(desk, key);
    const DayAgreement agreement = agreement_of(desk, key);
    DayAgreement does_not_fit = agreement, not_agreed = agreement;
    does_not_fit.cells.pop_back();
    not_agreed.day.state = DayState::reconciling;
    const std::string before = store.everything();
    BOOST_TEST((refusal(does_not_fit) == ErrorCode::conflict));
    BOOST_TEST((refusal(not_agreed) == ErrorCode::conflict));
    BOOST_TEST(store.everything() == before);
    agree(desk, agreement);
    // Again: nothing changes. Another statement for the same day: refused.
    const std::string after = store.everything();
    agree(desk, agreement);
    DayAgreement another = agreement;
    another.statement.id = "another";
    BOOST_TEST((refusal(another) == ErrorCode::conflict));
    BOOST_TEST(store.everything() == after);
}

void a_line_is_cleared_by_one_day_whoever_names_it_again(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord carried = desk.booked(test::resident_record("1", first_day), false);
    const SettlementRecord on_time = desk.booked(test::resident_record("2", first_day), false);
    const DayKey first = day_key(carried, first_day);
    const auto close_as_told = [&](const DayKey& key, std::vector<SettlementKey> out, std::vector<SettlementKey> late) {
        switch_day(desk, key);
        desk.value(store.days.keep_partner_close(key, std::move(out), std::move(late), noon));
        agree(desk, agreement_of(desk, key));
    };
    close_as_told(first, {carried.key}, {});
    // The partner names a line late that its own day has cleared, and one late again.
    close_as_told(day_key(carried, second_day), {}, {carried.key, on_time.key});
    check(ids(content_of(desk, day_key(carried, second_day)).lines), {"+SH1"});
    close_as_told(day_key(carried, third_day), {}, {carried.key, on_time.key});
    BOOST_TEST(content_of(desk, day_key(carried, third_day)).lines.empty());
    BOOST_TEST((desk.found(on_time.no).cleared_day == first_day));
    BOOST_TEST((desk.found(carried.no).cleared_day == second_day));
    BOOST_TEST((balance(desk, day_key(carried, third_day), Account::p2, Component::hifp) == Money()));

    // Named late before its own day is agreed: that day has it no more.
    const DayKey fourth = day_key(carried, third_day.next()), fifth = day_key(carried, third_day.next().next());
    const SettlementRecord early = desk.booked(test::resident_record("3", fourth.day), false);
    switch_day(desk, fourth);
    close_as_told(fifth, {}, {early.key});
    close_as_told(fourth, {}, {});
    BOOST_TEST(content_of(desk, fourth).lines.empty());
    BOOST_TEST((desk.found(early.no).cleared_day == fifth.day));
}

void a_disputed_line_stays_out_of_this_and_the_next_clearing(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord good = desk.booked(visitor_record("good"));
    const SettlementRecord disputed = desk.booked(visitor_record("bad"));
    const DayKey key = day_key(good, first_day);
    switch_day(desk, key);
    DayAgreement agreement = agreement_of(desk, key);
    std::vector<DayLine> undisputed = content_of(desk, key).lines;
    std::erase_if(undisputed, [&](const DayLine& line) { return line.no == disputed.no; });
    clear(agreement, undisputed);
    agreement.left_out = {disputed.key, {DivisionCode("310104"), SettlementId("no line of ours")}};
    agreement.day.state = DayState::agreed_with_carried_lines;
    agree(desk, agreement);
    BOOST_TEST((desk.found(good.no).cleared_day == first_day));
    BOOST_TEST(!desk.found(disputed.no).cleared_day);
    BOOST_TEST(!desk.found(disputed.no).facts.day_open);
    BOOST_TEST(content_of(desk, day_key(good, second_day)).lines.empty());
}

void a_late_line_that_is_disputed_does_not_clear(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord open = doubtful(desk, "doubt");
    close_and_agree(desk, day_key(open, first_day));
    desk.applied(test::booking_of(open));
    const DayKey second = day_key(open, second_day);
    switch_day(desk, second);
    DayAgreement agreement = agreement_of(desk, second);
    clear(agreement, {});
    agreement.left_out = {open.key};
    agreement.day.state = DayState::agreed_with_carried_lines;
    agree(desk, agreement);
    BOOST_TEST(!desk.found(open.no).cleared_day);
}

void an_agreed_day_changes_no_more(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord booked = desk.booked(visitor_record("a"));
    const DayKey key = day_key(booked, first_day);
    switch_day(desk, key);
    desk.value(store.days.set_state(key, DayState::waiting_for_partner, noon));
    BOOST_TEST((desk.value(store.days.find(key))->state == DayState::waiting_for_partner));
    desk.value(store.days.set_state(key, DayState::reconciling, noon));
    agree(desk, agreement_of(desk, key));
    const std::string before = store.everything();
    desk.value(store.days.set_state(key, DayState::waiting_for_partner, noon));
    desk.value(store.days.keep_partner_close(key, {booked.key}, {}, noon));
    switch_day(desk, key);
    content_of(desk, key);
    BOOST_TEST(store.everything() == before);
    BOOST_TEST((desk.value(store.days.find(key))->state == DayState::agreed));
}

void differences_are_replaced_when_a_day_is_reconciled_again(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord booked = desk.booked(visitor_record("a"));
    const DayKey key = day_key(booked, first_day);
    const auto keep = [&](std::vector<Difference> differences) {
        desk.value(store.days.keep_differences(key, std::move(differences), noon));
        return desk.value(store.days.differences(key));
    };
    BOOST_TEST(keep({{DifferenceKind::total, booked.key, "1.00", "2.00", ""},
                     {DifferenceKind::cash, booked.key, "", "", "n"},
                     {DifferenceKind::total, booked.key, "1.00", "2.00", ""}})
                   .size() == 2U);  // what was found twice stands once
    const auto found = keep({{DifferenceKind::day, booked.key, "x", "y", "z"}});
    BOOST_REQUIRE(found.size() == 1U);
    BOOST_TEST((found.front().kind == DifferenceKind::day));
    BOOST_TEST((found.front().settlement == booked.key));
    BOOST_TEST(found.front().ours == "x");
    BOOST_TEST(found.front().theirs == "y");
    BOOST_TEST(found.front().note == "z");
    BOOST_TEST(keep({}).empty());
}

void differences_found_with_an_answer_stand_beside_the_days(const StoreContract& store) {
    StoreDesk desk{store};
    const SettlementRecord intent = desk.opened(visitor_record("a"));
    const DayKey key = day_key(intent, first_day);
    const Difference of_day{DifferenceKind::total, intent.key, "1.00", "2.00", "of the day"};
    desk.value(store.days.keep_differences(key, {of_day}, noon));
    ports::SettlementChange booking = test::booking_of(intent);
    booking.differences = {{DifferenceKind::split_law, intent.key, "", "0.10", "of the answer"}};
    desk.applied(booking);
    const auto notes = [&](const DayKey& of) {
        Ids texts;
        for (const Difference& difference : desk.value(store.days.differences(of)))
            texts.push_back(difference.note);
        return texts;
    };
    check(notes(key), {"of the day", "of the answer"});
    // Reconciled again: found later now.
    desk.value(store.days.keep_differences(key, {of_day}, noon));
    check(notes(key), {"of the answer", "of the day"});
    check(notes(day_key(intent, second_day)), {});
}

void a_day_nobody_has_is_empty(const StoreContract& store) {
    StoreDesk desk{store};
    const DayKey key{PlatformName("delta"), DivisionCode("310000"), Direction::visitor, first_day};
    const std::string before = store.everything();
    BOOST_TEST(!desk.value(store.days.find(key)));
    BOOST_TEST(desk.value(store.days.awaiting(key)) == 0);
    const DayContent content = content_of(desk, key);
    BOOST_TEST((content.lines.empty() && content.late.empty() && content.carried.empty()));
    BOOST_TEST(desk.value(store.days.trial_balance(key)).empty());
    BOOST_TEST(desk.value(store.days.statements(first_day)).empty());
    desk.value(store.days.set_state(key, DayState::reconciling, noon));
    desk.value(store.days.keep_differences(key, {{DifferenceKind::day, {}, "x", "y", "z"}}, noon));
    BOOST_TEST(desk.value(store.days.differences(key)).empty());
    BOOST_TEST(store.everything() == before);
}

}  // namespace clearing::tests
