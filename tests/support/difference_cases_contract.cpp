#include "tests/support/difference_cases_contract.hpp"

#include "tests/support/closing_steps.hpp"

namespace clearing::tests {

using namespace closing;
using Cases = std::vector<DifferenceCase>;
using Kind = DifferenceKind;
using ports::CaseStep;

namespace {

const Instant later = noon + std::chrono::hours(1);

/// What the formula says of one example record: funds and account.
constexpr std::int64_t owed_fen = 7'500;

/// A day of two booked lines "a" and "b", being closed.
struct CaseDesk : StoreDesk {
    explicit CaseDesk(const DifferenceCasesContract& its_contract)
        : StoreDesk{its_contract.stores}, contract(its_contract), cases(its_contract.cases) {
        a = booked(visitor_record("a"));
        b = booked(visitor_record("b"));
        day = day_key(a, first_day);
        switch_day(*this, day);
        content_of(*this, day);
    }

    ports::TakenUp find(std::vector<Difference> leading, Instant at = noon) {
        return value(cases.take_up({day, std::move(leading), "maker", Date::parse("2018-10-23").value(), at}));
    }
    static Difference difference(const SettlementRecord& record, Kind kind) {
        return {kind, record.key, "60.00", "59.99", "hifp"};
    }
    Cases all() { return value(cases.list({})); }
    Cases taken(const std::string& process, Instant now = noon) {
        return value(cases.take_due({process, now, now + std::chrono::minutes(10), 20}));
    }
    CaseStep step(long long no, CaseState to) { return {no, "one", to, later, "asked: differs as before", noon}; }
    /// The day is agreed without these; everything else of it clears.
    void agree_without(const DayKey& key, const std::vector<SettlementKey>& left_out) {
        switch_day(*this, key);
        DayAgreement agreement = closing::agreement_of(*this, key);
        std::vector<DayLine> lines = content_of(*this, key).lines;
        std::erase_if(lines,
                      [&](const DayLine& line) { return std::ranges::find(left_out, line.key) != left_out.end(); });
        clear(agreement, lines);
        agreement.left_out = left_out;
        agree(*this, agreement);
    }
    DayKey on(ClearingDay of) {
        DayKey key = day;
        key.day = of;
        return key;
    }
    ports::TakenUp find_on(const DayKey& key, std::vector<Difference> leading) {
        return value(cases.take_up({key, std::move(leading), "maker", Date::parse("2018-10-23").value(), later}));
    }
    void settle(long long no) {
        taken("one", later + std::chrono::hours(24));
        BOOST_TEST(value(cases.stepped(step(no, CaseState::settled))));
    }
    void take_off(const SettlementRecord& record, ComponentAmounts amounts) {
        value(contract.adjustments.post(
            {record.no, AdjustmentReason::dispute_lost, std::move(amounts), "case-1", Bearer::hospital, "wu", noon}));
    }
    /// Of all days so far, over all components.
    Money balance(Account account) {
        Money sum;
        for (const ClearingDay of : {first_day, second_day, third_day})
            for (const BalanceLine& line : value(store.days.trial_balance(on(of))))
                if (line.account == account) sum += line.debits - line.credits;
        return sum;
    }
    ports::CaseOrder order(long long no, const std::string& actor) { return {no, actor, later}; }
    Ids notes(long long no) {
        Ids texts;
        for (const CaseNote& note : value(cases.notes(no)))
            texts.push_back(note.author + ": " + note.text);
        return texts;
    }

    const DifferenceCasesContract& contract;
    ports::DifferenceCases& cases;
    SettlementRecord a, b;
    DayKey day;
};

Ids states(const Cases& cases) {
    Ids texts;
    for (const DifferenceCase& one : cases)
        texts.push_back(one.difference.settlement.settlement.text.substr(6) + " " +
                        std::string(name_of(one.difference.kind)) + " " + std::string(name_of(one.state)));
    return texts;
}

}  // namespace

void a_line_that_differs_becomes_one_case_whatever_is_repeated(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    BOOST_TEST(desk.find({desk.difference(desk.a, Kind::fund_component)}).opened == 1);
    const Cases cases = desk.all();
    BOOST_REQUIRE(cases.size() == 1U);
    const DifferenceCase& one = cases.front();
    BOOST_TEST((one.day == desk.day));
    BOOST_TEST((one.difference.settlement == desk.a.key));
    BOOST_TEST(one.difference.ours == "60.00");
    BOOST_TEST(one.difference.theirs == "59.99");
    BOOST_TEST(one.difference.note == "hifp");
    BOOST_TEST((one.state == CaseState::trying));
    BOOST_TEST((one.step == NextStep::re_ask));
    BOOST_TEST(one.opened_by == "maker");
    BOOST_TEST((one.opened_at == noon));
    BOOST_TEST(one.due.value().to_text() == "2018-10-23");
    BOOST_TEST(one.owner == "");
    // Compared again, also when it is another kind by now: the same case.
    const std::string before = contract.stores.everything();
    BOOST_TEST(desk.find({desk.difference(desk.a, Kind::fund_component)}, later).opened == 0);
    BOOST_TEST(desk.find({desk.difference(desk.a, Kind::total)}, later).opened == 0);
    BOOST_TEST(contract.stores.everything() == before);
    BOOST_TEST(desk.find({desk.difference(desk.a, Kind::total), desk.difference(desk.b, Kind::day)}).opened == 1);
    check(states(desk.all()), {"a fund_component trying", "b day trying"});
    // A day that never was has none.
    DayKey nowhere = desk.day;
    nowhere.day = third_day;
    BOOST_TEST(desk.value(desk.cases.take_up({nowhere, {desk.difference(desk.a, Kind::day)}, "", {}, noon})).opened ==
               0);
}

void what_needs_a_person_is_open_at_once(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::duplicate), desk.difference(desk.b, Kind::cash)});
    check(states(desk.all()), {"a duplicate open", "b cash trying"});
    check(states(desk.taken("one")), {"b cash trying"});
}

void a_line_that_differs_no_more_settles_its_case(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::duplicate), desk.difference(desk.b, Kind::cash)});
    BOOST_TEST(desk.find({desk.difference(desk.b, Kind::cash)}, later).settled == 1);
    check(states(desk.all()), {"a duplicate settled", "b cash trying"});
    const DifferenceCase settled = desk.all().front();
    BOOST_TEST(settled.ended_by == "daemon");
    BOOST_TEST((settled.ended_at == later));
    BOOST_TEST(settled.outcome == "the lines are alike");
    check(desk.notes(settled.no), {"daemon: compared again: the lines are alike"});
    // When it differs again it is a new case; the old one stays as it ended.
    BOOST_TEST(desk.find({desk.difference(desk.a, Kind::cash), desk.difference(desk.b, Kind::cash)}).opened == 1);
    check(states(desk.all()), {"a duplicate settled", "b cash trying", "a cash trying"});
}

void a_case_has_one_daemon_at_a_time(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::cash), desk.difference(desk.b, Kind::cash)});
    BOOST_TEST(desk.value(desk.cases.take_due({"one", noon, later, 1})).size() == 1U);
    check(states(desk.taken("two")), {"b cash trying"});
    check(states(desk.taken("three")), {});
    // The first one died with it; the second one's time is over as well.
    check(states(desk.taken("four", later)), {"a cash trying", "b cash trying"});
}

void a_step_of_one_who_lost_the_case_changes_nothing(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::cash)});
    const long long no = desk.taken("one").front().no;
    desk.taken("two", later);
    const std::string before = contract.stores.everything();
    BOOST_TEST(!desk.value(desk.cases.stepped(desk.step(no, CaseState::settled))));
    BOOST_TEST(!desk.value(desk.cases.stepped(desk.step(4'711, CaseState::settled))));
    BOOST_TEST(contract.stores.everything() == before);
}

void a_step_settles_tries_again_or_hands_it_to_a_person(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::cash), desk.difference(desk.b, Kind::cash)});
    const Cases taken = desk.taken("one");
    BOOST_TEST(desk.value(desk.cases.stepped(desk.step(taken[0].no, CaseState::trying))));
    BOOST_TEST(desk.value(desk.cases.stepped(desk.step(taken[1].no, CaseState::settled))));
    check(states(desk.all()), {"a cash trying", "b cash settled"});
    BOOST_TEST(desk.all()[0].attempts == 1);
    BOOST_TEST(desk.all()[1].outcome == "asked: differs as before");
    // Not before its time.
    check(states(desk.taken("one", later - std::chrono::milliseconds(1))), {});
    check(states(desk.taken("one", later)), {"a cash trying"});
    CaseStep to_a_person = desk.step(taken[0].no, CaseState::open);
    BOOST_TEST(desk.value(desk.cases.stepped(to_a_person)));
    check(states(desk.all()), {"a cash open", "b cash settled"});
    check(desk.notes(taken[0].no), {"daemon: asked: differs as before", "daemon: asked: differs as before"});
    check(states(desk.taken("one", later + std::chrono::hours(9))), {});
}

void a_line_posted_late_clears_on_the_then_open_day(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::day)});
    desk.agree_without(desk.day, {desk.a.key});
    BOOST_TEST(desk.value(desk.cases.stepped(desk.step(desk.taken("one").front().no, CaseState::settled))));
    // Compared again its own day is what it was, until another one clears the line.
    check(ids(content_of(desk, desk.day).lines), {"+330200a", "+330200b"});
    const DayKey next = desk.on(second_day);
    switch_day(desk, next);
    const DayContent content = content_of(desk, next);
    check(ids(content.late), {"330200a"});
    check(ids(content.lines), {"+330200a"});
}

void however_its_case_ends_a_line_left_out_clears_on_the_then_open_day(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::cash), desk.difference(desk.b, Kind::duplicate)});
    desk.agree_without(desk.day, {desk.a.key, desk.b.key});
    BOOST_TEST((desk.balance(Account::r1) == Money::from_fen(2 * owed_fen)));
    // "a" is alike when the day is compared again, "b" is ended by a person without money.
    BOOST_TEST(desk.find({desk.difference(desk.b, Kind::duplicate)}, later).settled == 1);
    const long long no = desk.value(desk.cases.list({.state = CaseState::open})).front().no;
    desk.value(desk.cases.resolve({desk.order(no, "wu"), "theirs was the double", ""}));
    desk.agree_without(desk.on(second_day), {});
    BOOST_TEST(desk.found(desk.a.no).cleared_day.value().to_text() == "2018-10-17");
    BOOST_TEST(desk.found(desk.b.no).cleared_day.value().to_text() == "2018-10-17");
    BOOST_TEST(desk.balance(Account::r1).is_zero());
    check(ids(content_of(desk, desk.day).lines), {});
}

void a_case_that_ends_before_the_agreement_holds_its_line_up_no_longer(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::cash)});
    BOOST_TEST(desk.value(desk.cases.stepped(desk.step(desk.taken("one").front().no, CaseState::settled))));
    // The close has compared before that, and leaves it out.
    desk.agree_without(desk.day, {desk.a.key});
    desk.agree_without(desk.on(second_day), {});
    BOOST_TEST(desk.balance(Account::r1).is_zero());
}

void a_late_line_that_is_left_out_again_waits_for_its_next_case(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::cash)});
    desk.agree_without(desk.day, {desk.a.key});
    desk.settle(desk.all().front().no);
    desk.find_on(desk.on(second_day), {desk.difference(desk.a, Kind::cash)});
    desk.agree_without(desk.on(second_day), {desk.a.key});
    // Nobody takes it in while it has a case.
    check(ids(content_of(desk, desk.on(third_day)).late), {});
    desk.settle(desk.all().back().no);
    check(ids(content_of(desk, desk.on(third_day)).late), {"330200a"});
    desk.agree_without(desk.on(third_day), {});
    BOOST_TEST(desk.balance(Account::r1).is_zero());
}

void a_left_out_line_that_was_cancelled_clears_with_its_cancel(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::cash)});
    desk.agree_without(desk.day, {desk.a.key});
    // Its day is closed, so it is cancelled and not reversed. The cancel's line clears: without the original's the
    // region would be owed less than nothing.
    ports::SettlementChange cancelling = test::booking_of(desk.opened(test::cancel_of(desk.a, "c")));
    cancelling.posting_day = second_day;
    cancelling.cancelled_original = desk.a.no;
    desk.applied(cancelling);
    desk.settle(desk.all().front().no);
    desk.agree_without(desk.on(second_day), {});
    BOOST_TEST(desk.balance(Account::r1).is_zero());
    BOOST_TEST((desk.balance(Account::r2) == Money::from_fen(owed_fen)));  // "b" alone
}

void what_is_taken_off_a_line_clears_with_it_and_never_before(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::cash)});
    desk.agree_without(desk.day, {desk.a.key});
    desk.take_off(desk.a, {{Component::hifp, Money::from_fen(1'000)}});
    // The day it was posted on is agreed while the line still waits: nothing of it clears.
    desk.agree_without(desk.on(second_day), {});
    BOOST_TEST((desk.balance(Account::r2) == Money::from_fen(owed_fen)));
    desk.settle(desk.all().front().no);
    desk.agree_without(desk.on(third_day), {});
    BOOST_TEST(desk.balance(Account::r1).is_zero());
    BOOST_TEST((desk.balance(Account::r2) == Money::from_fen(2 * owed_fen - 1'000)));
}

void a_line_of_which_nothing_is_left_clears_nowhere(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::missing_there)});
    desk.agree_without(desk.day, {desk.a.key});
    desk.take_off(desk.a, desk.value(contract.adjustments.adjusted(desk.a.no, Bearer::hospital)).owed);
    const long long no = desk.all().front().no;
    desk.value(desk.cases.assign(desk.order(no, "lead"), "li"));
    desk.value(desk.cases.resolve({desk.order(no, "wu"), "never booked there", "V-1"}));
    desk.agree_without(desk.on(second_day), {});
    // The line and what was taken off are nothing together, and nothing was asked of the region.
    BOOST_TEST(desk.balance(Account::r1).is_zero());
    BOOST_TEST((desk.balance(Account::r2) == Money::from_fen(owed_fen)));
    BOOST_TEST(!desk.found(desk.a.no).cleared_day.has_value());
}

void a_line_cleared_late_ends_its_case_unless_a_person_has_it_in_hand(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::cash), desk.difference(desk.b, Kind::cash)});
    desk.agree_without(desk.day, {desk.a.key, desk.b.key});
    BOOST_TEST(desk.value(desk.cases.in_hand(pair_of(desk.day))).empty());
    desk.value(desk.cases.assign(desk.order(desk.all().back().no, "lead"), "li"));
    BOOST_TEST((desk.value(desk.cases.in_hand(pair_of(desk.day))) == std::vector{desk.b.key}));
    // The other side takes both in.
    const DayKey next = desk.on(second_day);
    switch_day(desk, next);
    desk.value(desk.store.days.keep_partner_close(next, {}, {desk.a.key, desk.b.key}, later));
    agree(desk, closing::agreement_of(desk, next));
    check(states(desk.all()), {"a cash settled", "b cash open"});
    BOOST_TEST(desk.all().front().outcome == "cleared on 2018-10-17");
    for (const DifferenceCase& one : desk.all())
        check(desk.notes(one.no), {"daemon: the line was cleared on 2018-10-17"});
}

void what_needs_a_person_raises_its_alarm(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::duplicate), desk.difference(desk.b, Kind::cash)});
    const std::string at_once =
        "duplicate of day 2018-10-16 needs a person: which of the lines is the double only a person can say";
    check(contract.stores.alarms(), {at_once});
    desk.find({desk.difference(desk.a, Kind::duplicate), desk.difference(desk.b, Kind::cash)});
    check(contract.stores.alarms(), {at_once});
    BOOST_TEST(desk.value(desk.cases.stepped(desk.step(desk.taken("one").front().no, CaseState::open))));
    check(contract.stores.alarms(), {at_once, "cash of day 2018-10-16 needs a person: asked: differs as before"});
}

void a_case_past_its_last_day_is_told_once(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::cash), desk.difference(desk.b, Kind::cash)});
    const auto look = [&](const char* today) {
        return desk.value(desk.cases.raise_overdue(Date::parse(today).value(), later));
    };
    BOOST_TEST(look("2018-10-23") == 0);  // its last day
    desk.settle(desk.all().back().no);
    BOOST_TEST(look("2018-10-24") == 1);
    BOOST_TEST(look("2018-10-25") == 0);
    check(contract.stores.alarms(),
          {"cash of day 2018-10-16 was to be settled by 2018-10-23 and is not: it waits for daemon"});
}

void a_person_takes_a_case_over_writes_notes_and_ends_it(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::cash)});
    const long long no = desk.taken("one").front().no;
    const DifferenceCase assigned = desk.value(desk.cases.assign(desk.order(no, "lead"), "li"));
    BOOST_TEST(assigned.owner == "li");
    BOOST_TEST(assigned.assigned_by == "lead");
    // Away from the daemon, that still holds it.
    BOOST_TEST(!desk.value(desk.cases.stepped(desk.step(no, CaseState::settled))));
    desk.value(desk.cases.add_note(desk.order(no, "li"), "their clerk corrects it"));
    const DifferenceCase ended = desk.value(desk.cases.resolve({desk.order(no, "li"), "corrected there", ""}));
    BOOST_TEST((ended.state == CaseState::resolved));
    BOOST_TEST(ended.ended_by == "li");
    BOOST_TEST((ended.ended_at == later));
    BOOST_TEST(ended.outcome == "corrected there");
    check(desk.notes(no), {"li: their clerk corrects it", "li: corrected there"});
    const std::string number = std::to_string(no);
    check(contract.audited(),
          {"difference_assigned " + number, "difference_noted " + number, "difference_resolved " + number});
    // The same order again finds its own work.
    const std::string before = contract.stores.everything();
    desk.value(desk.cases.resolve({desk.order(no, "li"), "corrected there", ""}));
    BOOST_TEST(contract.stores.everything() == before);
}

void a_case_that_is_over_changes_no_more_but_may_be_noted(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::duplicate)});
    const long long no = desk.all().front().no;
    desk.value(desk.cases.resolve({desk.order(no, "li"), "theirs was the double", ""}));
    const auto refused = [](const auto& answer) { return answer ? std::string() : stable_code(answer.error().code); };
    BOOST_TEST(refused(desk.result(desk.cases.assign(desk.order(no, "lead"), "wu"))) == "GW1703");
    BOOST_TEST(refused(desk.result(desk.cases.resolve({desk.order(no, "wu"), "no", ""}))) == "GW1703");
    desk.value(desk.cases.add_note(desk.order(no, "wu"), "letter filed"));
    BOOST_TEST(desk.notes(no).size() == 2U);
    for (const auto& answer : {refused(desk.result(desk.cases.assign(desk.order(4'711, "lead"), "wu"))),
                               refused(desk.result(desk.cases.add_note(desk.order(4'711, "lead"), "wu"))),
                               refused(desk.result(desk.cases.resolve({desk.order(4'711, "wu"), "no", ""})))})
        BOOST_TEST(answer == "GW1701");
    BOOST_TEST(!desk.value(desk.cases.find(4'711)));
}

void money_moves_only_by_a_third_person(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::duplicate)});
    const long long no = desk.all().front().no;
    const auto with_voucher = [&](const std::string& actor) {
        return desk.result(desk.cases.resolve({desk.order(no, actor), "the hospital bears it", "V-1"})).has_value();
    };
    BOOST_TEST(!with_voucher("wu"));  // nobody owns it yet
    desk.value(desk.cases.assign(desk.order(no, "lead"), "li"));
    BOOST_TEST(!with_voucher("li"));     // who works on it
    BOOST_TEST(!with_voucher("maker"));  // who found it
    BOOST_TEST(!with_voucher("lead"));   // who said who works on it
    BOOST_TEST(with_voucher("wu"));
    BOOST_TEST(desk.value(desk.cases.find(no)).value().voucher == "V-1");
}

void cases_are_listed_by_what_is_asked_for_page_by_page(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::duplicate), desk.difference(desk.b, Kind::cash)});
    const Cases all = desk.all();
    desk.value(desk.cases.assign(desk.order(all[0].no, "lead"), "li"));
    const auto listed = [&](ports::CaseFilter filter) { return states(desk.value(desk.cases.list(filter))); };
    check(listed({.state = CaseState::trying}), {"b cash trying"});
    check(listed({.kind = Kind::duplicate}), {"a duplicate open"});
    check(listed({.owner = "li"}), {"a duplicate open"});
    check(listed({.owner = ""}), {"b cash trying"});
    check(listed({.day = second_day}), {});
    check(listed({.day = first_day, .limit = 1}), {"a duplicate open"});
    check(listed({.after_no = all[0].no}), {"b cash trying"});
}

}  // namespace clearing::tests
