#include "tests/support/difference_cases_contract.hpp"

#include "tests/support/closing_steps.hpp"

namespace clearing::tests {

using namespace closing;
using Cases = std::vector<DifferenceCase>;
using Kind = DifferenceKind;
using ports::CaseStep;

namespace {

const Instant later = noon + std::chrono::hours(1);

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
    CaseStep step(long long no, CaseState to) {
        return {no, "one", to, later, "asked: differs as before", false, noon};
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
    // "a" is left out of its day as disputed.
    DayAgreement agreement = agreement_of(desk, desk.day);
    std::vector<DayLine> lines = content_of(desk, desk.day).lines;
    std::erase_if(lines, [&](const DayLine& line) { return line.key == desk.a.key; });
    clear(agreement, lines);
    agreement.left_out = {desk.a.key};
    agree(desk, agreement);
    desk.find({desk.difference(desk.a, Kind::day)});
    CaseStep step = desk.step(desk.taken("one").front().no, CaseState::settled);
    step.post_late = true;
    BOOST_TEST(desk.value(desk.cases.stepped(step)));
    DayKey next = desk.day;
    next.day = second_day;
    switch_day(desk, next);
    const DayContent content = content_of(desk, next);
    check(ids(content.late), {"330200a"});
    check(ids(content.lines), {"+330200a"});
}

void a_person_takes_a_case_over_writes_notes_and_ends_it(const DifferenceCasesContract& contract) {
    CaseDesk desk(contract);
    desk.find({desk.difference(desk.a, Kind::cash)});
    const long long no = desk.taken("one").front().no;
    BOOST_TEST(desk.value(desk.cases.assign(desk.order(no, "lead"), "li")).owner == "li");
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
