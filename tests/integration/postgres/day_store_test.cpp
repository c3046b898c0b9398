#include "gateway/domain/statement.hpp"
#include "tests/integration/postgres/books.hpp"

#include <map>

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using ports::DayAgreement;
using ports::DayContent;
using test::Books;
using test::day_key;
using test::first_day;
using test::noon;
using test::second_day;
using test::third_day;
using test::visitor_record;
using State = SettlementState;

namespace {

const ClearingFormula formula{"all-2018", {clearable_components.begin(), clearable_components.end()}};

std::vector<std::string> ids(const std::vector<DayLine>& lines) {
    std::vector<std::string> texts;
    for (const DayLine& line : lines)
        texts.push_back((line.sign > 0 ? "+" : "-") + line.key.settlement.text);
    return texts;
}
std::vector<std::string> ids(const std::vector<SettlementKey>& keys) {
    std::vector<std::string> texts;
    for (const SettlementKey& key : keys)
        texts.push_back(key.settlement.text);
    return texts;
}
std::vector<std::string> ids(const std::vector<ports::CarriedRecord>& records) {
    std::vector<std::string> texts;
    for (const auto& record : records)
        texts.push_back(record.key.settlement.text);
    return texts;
}
using Ids = std::vector<std::string>;

DayAgreement agreement_of(Books& books, const DayKey& key) {
    const DayContent content = books.value(books.days.content(key));
    DayAgreement agreement;
    agreement.at = noon;
    agreement.cleared = content.lines;
    agreement.cells = clearing_cells(content.lines, formula);
    for (const StatementCell& cell : agreement.cells)
        agreement.transfers_per_cell.push_back(
            postings_of_clearing(key.direction, cell.component, cell.amount).front());
    for (const auto& carried : content.carried)
        agreement.carried.push_back(carried.key);
    agreement.day = {key, content.carried.empty() ? DayState::agreed : DayState::agreed_with_carried_lines, noon};
    Statement& statement = agreement.statement;
    statement.id = statement_id(key, DivisionCode("330200"));
    statement.key = key;
    statement.state = agreement.day.state;
    statement.formula = formula;
    statement.cells = cells_of(content.lines);
    statement.clearing = agreement.cells;
    statement.trial_balance = books.value(books.days.trial_balance(key));
    statement.made_at = noon;
    for (const auto& carried : content.carried)
        statement.left_out.push_back({carried.key, "in doubt", carried.claimed_total});
    for (const SettlementKey& late : content.late)
        statement.late.push_back({late, first_day});
    return agreement;
}

void close_and_agree(Books& books, const DayKey& key) {
    books.value(books.days.switch_day(key, noon));
    books.value(books.days.agree(agreement_of(books, key)));
}

Money balance(const std::vector<BalanceLine>& lines, Account account, Component component) {
    for (const BalanceLine& line : lines)
        if (line.account == account && line.component == component) return line.debits - line.credits;
    return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(day_store)

BOOST_AUTO_TEST_CASE(the_first_intent_of_a_pair_makes_its_day_and_the_switch_the_next) {
    Books books;
    const auto record = books.opened(visitor_record("a"));
    const DayKey key = day_key(record, first_day);
    BOOST_TEST((record.assigned_day == first_day));
    BOOST_TEST((books.value(books.days.find(key))->state == DayState::open));
    const auto switched = books.value(books.days.switch_day(key, noon));
    BOOST_TEST((switched.state == DayState::closing));
    BOOST_TEST((books.value(books.days.switch_day(key, noon)).state == DayState::closing));
    BOOST_TEST((books.value(books.days.open_day(key.platform, key.counterparty, key.direction)) == second_day));
    BOOST_TEST((books.opened(visitor_record("b")).assigned_day == second_day));
    BOOST_TEST(books.value(books.days.days(std::nullopt)).size() == 2U);
    BOOST_TEST(books.value(books.days.days(first_day)).size() == 1U);
    // A pair without any day gets the clock's.
    BOOST_TEST(
        (books.value(books.days.open_day(PlatformName("x"), DivisionCode("1"), Direction::visitor)) == first_day));
    // An empty day can be closed too.
    BOOST_TEST(
        (books.value(books.days.switch_day({PlatformName("y"), DivisionCode("1"), Direction::visitor, first_day}, noon))
             .state == DayState::closing));
}

BOOST_AUTO_TEST_CASE(the_switch_under_64_intents_puts_every_record_on_exactly_one_day) {
    Books books(8);
    const DayKey key = day_key(books.booked(visitor_record("first")), first_day);
    std::vector<ports::awaitable<Result<ports::Opened>>> work;
    for (int i = 0; i < 64; ++i)
        work.push_back(books.settlements.open(visitor_record("n" + std::to_string(i)), true));
    std::optional<Result<ports::Day>> switched;
    std::size_t done = 0;
    std::map<ClearingDay, int> opened_on;
    for (std::size_t i = 0; i < work.size(); ++i) {
        if (i == 32)
            boost::asio::co_spawn(
                books.loop.context(), books.days.switch_day(key, noon),
                [&](const std::exception_ptr&, Result<ports::Day> day) { switched = std::move(day); });
        boost::asio::co_spawn(books.loop.context(), std::move(work[i]),
                              [&](const std::exception_ptr&, Result<ports::Opened> answer) {
                                  ++done;
                                  ++opened_on[answer.value().record.assigned_day.value()];
                              });
    }
    books.loop.run_until([&] { return done == 64 && switched; });
    BOOST_TEST((switched->value().state == DayState::closing));
    BOOST_TEST(opened_on[first_day] + opened_on[second_day] == 64);
    // What was answered is what is stored, and after the switch nothing came to the first day any more.
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM settlement WHERE assigned_day = '2018-10-16'") ==
               std::to_string(opened_on[first_day] + 1));
    const auto awaiting = books.value(books.days.awaiting(key));
    BOOST_TEST(awaiting == opened_on[first_day]);
    BOOST_TEST((books.opened(visitor_record("after")).assigned_day == second_day));
}

BOOST_AUTO_TEST_CASE(a_day_lists_booked_and_cancelled_and_no_other) {
    Books books;
    const auto booked = books.booked(visitor_record("1-booked"));
    const auto original = books.booked(visitor_record("2-original"));
    const auto cancel = books.booked(test::cancel_of(original, "3-cancel"));
    auto reversed = books.booked(visitor_record("4-reversed"));
    reversed = books.applied(test::move_of(reversed, State::reversing));
    books.applied(test::move_of(reversed, State::reversed));
    const auto refused = books.opened(visitor_record("5-refused"));
    books.applied(test::move_of(refused, State::refused));
    const auto doubtful = books.opened(visitor_record("6-doubt"));
    books.applied(test::move_of(doubtful, State::in_doubt));

    const DayContent content = books.value(books.days.content(day_key(booked, first_day)));
    BOOST_TEST(ids(content.lines) == (Ids{"+3302001-booked", "+3302002-original", "-3302003-cancel"}),
               boost::test_tools::per_element());
    BOOST_TEST(ids(content.carried) == Ids{"3302006-doubt"}, boost::test_tools::per_element());
    BOOST_TEST(content.late.empty());
    BOOST_TEST((content.lines.back().original == original.key.settlement));
    BOOST_TEST((content.lines.back().split.total == Money::from_fen(-10000)));
    BOOST_TEST(content.lines.front().clearing_type == "9902");
    BOOST_TEST(content.lines.front().their_id.text == booked.their_id.text);
    BOOST_TEST((content.carried.front().claimed_total == Money::from_fen(10000)));
    BOOST_TEST(books.value(books.days.content(day_key(booked, third_day))).lines.empty());
}

BOOST_AUTO_TEST_CASE(an_answer_that_comes_while_the_close_waits_belongs_to_its_day) {
    Books books;
    const auto intent = books.opened(visitor_record("a"));
    const DayKey key = day_key(intent, first_day);
    books.value(books.days.switch_day(key, noon));
    books.applied(test::booking_of(intent));
    const auto content = books.value(books.days.content(key));
    BOOST_TEST(content.lines.size() == 1U);
    BOOST_TEST(content.carried.empty());
    BOOST_TEST(!books.value(books.days.trial_balance(key)).empty());
}

BOOST_AUTO_TEST_CASE(what_was_not_sent_is_refused_at_the_close) {
    Books books;
    auto record = books.opened(visitor_record("a"));
    record = books.applied(test::move_of(record, State::not_sent));
    books.value(books.days.switch_day(day_key(record, first_day), noon));
    const auto refused = books.value(books.settlements.find(record.no)).value();
    BOOST_TEST((refused.state == State::refused));
    BOOST_TEST((refused.error->code == ErrorCode::clearing_day_closed));
    // One that was awaiting at the switch and turned out not to be sent: when the content is asked.
    auto late = books.opened(visitor_record("b"));
    books.value(books.days.switch_day(day_key(late, second_day), noon));
    books.applied(test::move_of(late, State::not_sent));
    books.value(books.days.content(day_key(late, second_day)));
    BOOST_TEST((books.value(books.settlements.find(late.no))->state == State::refused));
}

BOOST_AUTO_TEST_CASE(a_carried_record_clears_on_the_day_it_is_resolved_in) {
    Books books;
    const auto booked = books.booked(visitor_record("booked"));
    auto doubtful = books.opened(visitor_record("doubt"));
    doubtful = books.applied(test::move_of(doubtful, State::in_doubt));
    const DayKey first = day_key(booked, first_day);
    books.value(books.days.switch_day(first, noon));
    const DayContent before = books.value(books.days.content(first));
    BOOST_TEST(ids(before.carried) == Ids{"330200doubt"}, boost::test_tools::per_element());

    // Resolved between two tries of the close: the first day stays as it was told.
    auto resolution = test::booking_of(doubtful);
    resolution.posting_day = second_day;
    const auto resolved = books.applied(resolution);
    BOOST_TEST(resolved.facts.day_open);
    const DayContent again = books.value(books.days.content(first));
    BOOST_TEST(ids(again.lines) == ids(before.lines), boost::test_tools::per_element());
    BOOST_TEST(ids(again.carried) == Ids{"330200doubt"}, boost::test_tools::per_element());
    books.value(books.days.agree(agreement_of(books, first)));
    BOOST_TEST((books.value(books.days.find(first))->state == DayState::agreed_with_carried_lines));

    const DayKey second = day_key(booked, second_day);
    const DayContent preview = books.value(books.days.content(second));
    BOOST_TEST(ids(preview.late) == Ids{"330200doubt"}, boost::test_tools::per_element());
    BOOST_TEST(books.value(books.settlements.find(resolved.no))->facts.day_open);
    books.value(books.days.switch_day(second, noon));
    const DayContent content = books.value(books.days.content(second));
    BOOST_TEST(ids(content.lines) == Ids{"+330200doubt"}, boost::test_tools::per_element());
    BOOST_TEST(ids(content.late) == Ids{"330200doubt"}, boost::test_tools::per_element());
    BOOST_TEST(content.carried.empty());
    BOOST_TEST((content.lines.front().assigned_day == first_day));
    // From here on it is in a closed day's clearing.
    BOOST_TEST(!books.value(books.settlements.find(resolved.no))->facts.day_open);
    books.value(books.days.agree(agreement_of(books, second)));
    const auto cleared = books.value(books.settlements.find(resolved.no)).value();
    BOOST_TEST((cleared.assigned_day == first_day));
    BOOST_TEST((cleared.cleared_day == second_day));
    BOOST_TEST((books.value(books.settlements.find(booked.no))->cleared_day == first_day));
    // Nothing clears twice.
    const DayKey third = day_key(booked, third_day);
    books.value(books.days.switch_day(third, noon));
    BOOST_TEST(books.value(books.days.content(third)).lines.empty());
}

BOOST_AUTO_TEST_CASE(a_carried_record_that_is_reversed_never_clears) {
    Books books;
    auto doubtful = books.opened(visitor_record("doubt"));
    doubtful = books.applied(test::move_of(doubtful, State::in_doubt));
    close_and_agree(books, day_key(doubtful, first_day));
    const auto reversing = books.applied(test::move_of(doubtful, State::reversing));
    const auto still = books.value(books.days.content(day_key(doubtful, second_day)));
    BOOST_TEST(ids(still.carried) == Ids{"330200doubt"}, boost::test_tools::per_element());
    books.applied(test::move_of(reversing, State::reversed));
    close_and_agree(books, day_key(doubtful, second_day));
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM clearing_line") == "0");
}

BOOST_AUTO_TEST_CASE(a_carried_record_booked_and_cancelled_afterwards_clears_with_both_lines) {
    Books books;
    auto doubtful = books.opened(visitor_record("1-doubt"));
    doubtful = books.applied(test::move_of(doubtful, State::in_doubt));
    close_and_agree(books, day_key(doubtful, first_day));
    const auto booked = books.applied(test::booking_of(doubtful));
    books.booked(test::cancel_of(booked, "2-cancel"));
    const auto content = books.value(books.days.content(day_key(booked, second_day)));
    BOOST_TEST(ids(content.lines) == (Ids{"+3302001-doubt", "-3302002-cancel"}), boost::test_tools::per_element());
    BOOST_TEST(ids(content.late) == Ids{"3302001-doubt"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_residents_day_follows_what_the_partner_carried_and_took_in_late) {
    Books books;
    const auto one = books.booked(test::resident_record("1", first_day), false);
    const auto two = books.booked(test::resident_record("2", first_day), false);
    const DayKey first = day_key(one, first_day);
    books.value(books.days.switch_day(first, noon));
    books.value(books.days.keep_partner_close(first, {one.key}, {}, noon));
    BOOST_TEST(ids(books.value(books.days.content(first)).lines) == Ids{"+SH2"}, boost::test_tools::per_element());
    // The partner tries again and carries the other one.
    books.value(books.days.keep_partner_close(first, {two.key}, {}, noon));
    BOOST_TEST(ids(books.value(books.days.content(first)).lines) == Ids{"+SH1"}, boost::test_tools::per_element());
    BOOST_TEST(books.value(books.settlements.find(two.no))->facts.day_open);
    BOOST_TEST(!books.value(books.settlements.find(one.no))->facts.day_open);
    books.value(books.days.agree(agreement_of(books, first)));
    books.value(books.days.keep_partner_close(first, {one.key, two.key}, {}, noon));
    BOOST_TEST(ids(books.value(books.days.content(first)).lines) == Ids{"+SH1"}, boost::test_tools::per_element());

    const DayKey second = day_key(one, second_day);
    books.value(books.days.switch_day(second, noon));
    books.value(books.days.keep_partner_close(second, {}, {two.key}, noon));
    const auto content = books.value(books.days.content(second));
    BOOST_TEST(ids(content.lines) == Ids{"+SH2"}, boost::test_tools::per_element());
    BOOST_TEST(ids(content.late) == Ids{"SH2"}, boost::test_tools::per_element());
    books.value(books.days.agree(agreement_of(books, second)));
    BOOST_TEST((books.value(books.settlements.find(two.no))->cleared_day == second_day));
}

BOOST_AUTO_TEST_CASE(a_national_record_resolved_into_a_closed_day_clears_in_the_open_one) {
    Books books;
    auto doubtful = books.opened(test::national_record("doubt"), false);
    doubtful = books.applied(test::move_of(doubtful, State::in_doubt));
    const auto waiting = books.opened(test::national_record("waiting"), false);
    const DayKey first = day_key(doubtful, first_day);
    // It has no day yet: the close waits for the one and names the other.
    BOOST_TEST(books.value(books.days.awaiting(first)) == 1);
    books.applied(test::move_of(waiting, State::refused));
    books.value(books.days.switch_day(first, noon));
    BOOST_TEST(books.value(books.days.awaiting(first)) == 0);
    const auto content = books.value(books.days.content(first));
    BOOST_TEST(ids(content.carried) == Ids{"330200doubt"}, boost::test_tools::per_element());
    BOOST_TEST(!content.carried.front().assigned_day);
    books.value(books.days.agree(agreement_of(books, first)));

    auto resolution = test::booking_of(doubtful);
    resolution.assigned_day = first_day;
    resolution.posting_day = second_day;
    const auto resolved = books.applied(resolution);
    BOOST_TEST((resolved.assigned_day == first_day));
    BOOST_TEST(resolved.facts.day_open);
    const DayKey second = day_key(doubtful, second_day);
    close_and_agree(books, second);
    BOOST_TEST((books.value(books.settlements.find(resolved.no))->cleared_day == second_day));
    BOOST_TEST(books.value(books.days.content(first)).lines.empty());
}

BOOST_AUTO_TEST_CASE(an_agreement_clears_posts_and_keeps_the_statement) {
    Books books;
    const auto booked = books.booked(visitor_record("a"));
    books.booked(visitor_record("b"));
    const DayKey key = day_key(booked, first_day);
    BOOST_TEST((books.result(books.days.agree(agreement_of(books, key))).error().code == ErrorCode::conflict));
    books.value(books.days.switch_day(key, noon));
    DayAgreement agreement = agreement_of(books, key);
    agreement.statement.differences = {{DifferenceKind::cash, booked.key, "1.00", "2.00", "note"}};
    books.value(books.days.agree(agreement));

    const auto balances = books.value(books.days.trial_balance(key));
    BOOST_TEST((balance(balances, Account::r2, Component::hifp) == Money::from_fen(12000)));
    BOOST_TEST((balance(balances, Account::r1, Component::hifp) == Money()));
    BOOST_TEST((balance(balances, Account::h, Component::hifp) == Money::from_fen(-12000)));
    Money net;
    for (const BalanceLine& line : balances)
        net += line.debits - line.credits;
    BOOST_TEST(net.is_zero());

    const Statement& wanted = agreement.statement;
    const auto read = books.value(books.days.statement(wanted.id)).value();
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
    BOOST_TEST(books.value(books.days.statements(first_day)).size() == 1U);
    BOOST_TEST(books.value(books.days.statements(second_day)).empty());
    BOOST_TEST(!books.value(books.days.statement("none")));

    // Again: nothing changes. Another statement for the same day: refused.
    books.value(books.days.agree(agreement));
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM clearing_line") == "2");
    BOOST_TEST(
        (balance(books.value(books.days.trial_balance(key)), Account::r2, Component::hifp) == Money::from_fen(12000)));
    agreement.statement.id = "another";
    BOOST_TEST((books.result(books.days.agree(agreement)).error().code == ErrorCode::conflict));
    books.value(books.days.set_state(key, DayState::waiting_for_partner, noon));
    BOOST_TEST((books.value(books.days.find(key))->state == DayState::agreed));
}

BOOST_AUTO_TEST_CASE(a_disputed_line_stays_out_of_this_and_the_next_clearing) {
    Books books;
    const auto good = books.booked(visitor_record("good"));
    const auto disputed = books.booked(visitor_record("bad"));
    const DayKey key = day_key(good, first_day);
    books.value(books.days.switch_day(key, noon));
    DayAgreement agreement = agreement_of(books, key);
    std::erase_if(agreement.cleared, [&](const DayLine& line) { return line.no == disputed.no; });
    agreement.cells = clearing_cells(agreement.cleared, formula);
    agreement.transfers_per_cell.clear();
    for (const StatementCell& cell : agreement.cells)
        agreement.transfers_per_cell.push_back(
            postings_of_clearing(key.direction, cell.component, cell.amount).front());
    agreement.day.state = DayState::agreed_with_carried_lines;
    books.value(books.days.agree(agreement));
    BOOST_TEST(!books.value(books.settlements.find(disputed.no))->cleared_day);
    BOOST_TEST(books.value(books.days.content(day_key(good, second_day))).lines.empty());
}

BOOST_AUTO_TEST_CASE(differences_are_replaced_when_a_day_is_reconciled_again) {
    Books books;
    const auto booked = books.booked(visitor_record("a"));
    const DayKey key = day_key(booked, first_day);
    books.value(books.days.keep_differences(
        key, {{DifferenceKind::total, booked.key, "1.00", "2.00", ""}, {DifferenceKind::cash, booked.key, "", "", "n"}},
        noon));
    BOOST_TEST(books.value(books.days.differences(key)).size() == 2U);
    books.value(books.days.keep_differences(key, {{DifferenceKind::day, booked.key, "x", "y", "z"}}, noon));
    const auto found = books.value(books.days.differences(key));
    BOOST_REQUIRE(found.size() == 1U);
    BOOST_TEST((found.front().kind == DifferenceKind::day));
    BOOST_TEST(found.front().ours == "x");
    BOOST_TEST(found.front().theirs == "y");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
