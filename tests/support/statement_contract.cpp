#include "tests/support/statement_contract.hpp"

#include "gateway/domain/signature.hpp"
#include "tests/support/closing_steps.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::tests {
namespace {

using closing::Ids;

const std::string month = "330200-delta-310000-visitor-2018-10";

ports::AuditEvent event(std::string name) {
    return {test::noon, std::move(name), "wang", month, ""};
}

void keep(Ask& ask, const StatementRevisionsContract& contract, int number) {
    ask.value(contract.store.keep(example_revision(number), event("statement_made")));
}

Result<StatementRevision> release(Ask& ask, const StatementRevisionsContract& contract, int number,
                                  std::string by = "li") {
    return ask.result(contract.store.release(month, number, std::move(by), test::noon, event("statement_released")));
}

Ids ids_of(const std::vector<DetailLine>& lines) {
    Ids ids;
    for (const DetailLine& line : lines)
        ids.push_back((line.sign > 0 ? "+" : "-") + line.id.text);
    return ids;
}

Ids page_by_page(StoreDesk& desk, ports::StatementDetails& details, const DayKey& day, std::size_t limit) {
    Ids all;
    SettlementNo after;
    for (int page = 0; page < 100; ++page) {
        const auto lines = desk.value(details.page(day, after, limit));
        const Ids ids = ids_of(lines);
        all.insert(all.end(), ids.begin(), ids.end());
        if (lines.size() < limit) return all;
        after = lines.back().no;
    }
    throw std::runtime_error("the pages do not end");
}

}  // namespace

StatementRevision example_revision(int number) {
    Statement day;
    day.key = {PlatformName("delta"), DivisionCode("310000"), Direction::visitor, test::first_day};
    day.id = statement_id(day.key, DivisionCode("330200"));
    day.state = DayState::agreed_with_carried_lines;
    day.formula = closing::formula;
    day.cells = {{InsuranceType("310"), CareSetting::outpatient, 1, 0, test::example_split()}};
    day.cells[0].sums.payments.clear();
    day.clearing = {{InsuranceType("310"), CareSetting::outpatient, Component::hifp, Money::from_fen(6000)}};
    day.left_out = {{{DivisionCode("330200"), SettlementId("X")}, "in doubt", Money::from_fen(100)}};
    day.trial_balance = {{Account::r2, Component::hifp, Money::from_fen(6000), {}}};
    day.made_at = test::noon;

    StatementRevision revision;
    PeriodStatement& statement = revision.statement;
    statement.id = month;
    statement.pair = pair_of(day.key);
    statement.period = Period::month("2018-10").value();
    statement.days = {day};
    statement.additions = {{"D-1", AdditionKind::deduction, test::first_day, InsuranceType("310"),
                            CareSetting::outpatient, Component::hifp, Money::from_fen(-number), "超限", "S1", true}};
    statement.carried_in = {
        {{DivisionCode("330200"), SettlementId("L")}, test::first_day, test::second_day, Money::from_fen(7)}};
    statement.control = {1, day.cells[0].sums, "00ff"};
    statement.opening = Money::from_fen(-5);
    revision.number = number;
    if (number > 1) {
        revision.reason = "补记扣款";
        revision.changes = {{"net", "1.00", "0.50"}, {"deduction D-1", "", "-0.02"}};
    }
    revision.made_by = "wang";
    revision.made_at = test::noon + std::chrono::minutes(number);
    return revision;
}

void a_revision_is_kept_and_reads_back_equal(const StatementRevisionsContract& contract) {
    Ask ask;
    keep(ask, contract, 1);
    const StatementRevision wanted = example_revision();
    const auto found = ask.value(contract.store.find(month, 1));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((facts_of(found->statement) == facts_of(wanted.statement)));
    BOOST_TEST((found->statement.additions == wanted.statement.additions));
    BOOST_TEST((found->statement.carried_in == wanted.statement.carried_in));
    BOOST_TEST((found->statement.control == wanted.statement.control));
    BOOST_TEST((found->statement.pair == wanted.statement.pair && found->statement.period == wanted.statement.period));
    BOOST_TEST((found->statement.opening == wanted.statement.opening));
    BOOST_TEST((found->statement.made_at() == wanted.statement.made_at()));
    BOOST_TEST(found->made_by == "wang");
    BOOST_TEST((found->made_at == wanted.made_at));
    BOOST_TEST(!found->is_released());
    BOOST_TEST((contract.audited() == std::vector<std::string>{"statement_made"}));
}

void revisions_follow_each_other(const StatementRevisionsContract& contract) {
    Ask ask;
    keep(ask, contract, 1);
    for (int wrong : {1, 3})
        BOOST_TEST((error_of(ask.result(contract.store.keep(example_revision(wrong), event("statement_revised")))) ==
                    ErrorCode::conflict));
    keep(ask, contract, 2);
    const auto all = ask.value(contract.store.of(month));
    BOOST_REQUIRE(all.size() == 2);
    BOOST_TEST(all[1].number == 2);
    BOOST_TEST(all[1].reason == "补记扣款");
    BOOST_TEST((all[1].changes == example_revision(2).changes));
    BOOST_TEST(contract.audited().size() == 2);  // a refused one leaves none
}

void of_two_made_at_once_one_is_kept(const StatementRevisionsContract& contract) {
    Ask ask;
    std::vector<std::optional<Result<void>>> answers(2);
    int done = 0;
    for (auto& answer : answers) {
        auto work = contract.store.keep(example_revision(), event("statement_made"));
        boost::asio::co_spawn(ask.loop().context(), std::move(work),
                              [&](const std::exception_ptr&, Result<void> result) {
                                  answer = std::move(result);
                                  ++done;
                              });
    }
    ask.loop().run_until([&] { return done == 2; });
    BOOST_TEST((answers[0]->has_value() != answers[1]->has_value()));
    BOOST_TEST(ask.value(contract.store.of(month)).size() == 1);
    BOOST_TEST(contract.audited().size() == 1);
}

void the_maker_of_a_statement_does_not_release_it(const StatementRevisionsContract& contract) {
    Ask ask;
    keep(ask, contract, 1);
    BOOST_TEST((error_of(release(ask, contract, 1, "wang")) == ErrorCode::forbidden));
    BOOST_TEST(!ask.value(contract.store.find(month, 1))->is_released());
    BOOST_TEST(contract.audited().size() == 1);
}

void a_draft_of_the_daemons_is_not_released(const StatementRevisionsContract& contract) {
    Ask ask;
    StatementRevision draft = example_revision(1);
    draft.made_by = drafted_by;
    ask.value(contract.store.keep(draft, event("statement_made")));
    BOOST_TEST((error_of(release(ask, contract, 1)) == ErrorCode::conflict));
    BOOST_TEST(!ask.value(contract.store.find(month, 1))->is_released());
}

void a_revision_is_released_once(const StatementRevisionsContract& contract) {
    Ask ask;
    keep(ask, contract, 1);
    const auto released = release(ask, contract, 1);
    BOOST_REQUIRE(released.has_value());
    BOOST_TEST(released->released_by == "li");
    BOOST_TEST((error_of(release(ask, contract, 1, "zhao")) == ErrorCode::conflict));
    const auto found = ask.value(contract.store.find(month, 1));
    BOOST_TEST(found->released_by == "li");
    BOOST_TEST((found->released_at == test::noon));
    BOOST_TEST((contract.audited() == std::vector<std::string>{"statement_made", "statement_released"}));
}

void what_a_later_revision_corrects_is_not_released(const StatementRevisionsContract& contract) {
    Ask ask;
    keep(ask, contract, 1);
    keep(ask, contract, 2);
    BOOST_TEST((error_of(release(ask, contract, 1)) == ErrorCode::conflict));
    BOOST_TEST(release(ask, contract, 2).has_value());
}

void what_is_not_there_is_not_found(const StatementRevisionsContract& contract) {
    Ask ask;
    BOOST_TEST(ask.value(contract.store.of(month)).empty());
    BOOST_TEST(!ask.value(contract.store.find(month, 1)).has_value());
    BOOST_TEST((error_of(release(ask, contract, 1)) == ErrorCode::not_found));
}

void pages_walk_every_cleared_line_once_and_in_order(const StatementDetailsContract& contract) {
    StoreDesk desk{contract.books};
    Ids wanted;
    for (int i = 1; i <= 7; ++i) {
        const SettlementRecord booked = desk.booked(closing::visitor_record(fmt::format("{}", i)));
        wanted.push_back("+" + booked.id.text);
    }
    const DayKey day = day_key(closing::visitor_record("1"), closing::first_day);
    BOOST_TEST(desk.value(contract.details.page(day, {}, 10)).empty());  // booked is not cleared
    closing::close_and_agree(desk, day);
    for (const std::size_t limit : {1U, 3U, 7U, 100U})
        closing::check(page_by_page(desk, contract.details, day, limit), wanted);
    DayKey other = day;
    other.counterparty = DivisionCode("320600");
    BOOST_TEST(desk.value(contract.details.page(other, {}, 10)).empty());
}

void a_line_stands_with_the_day_it_cleared_on(const StatementDetailsContract& contract) {
    StoreDesk desk{contract.books};
    const SettlementRecord waiting = closing::doubtful(desk, "late");
    const DayKey first = day_key(waiting, closing::first_day);
    closing::close_and_agree(desk, first);
    SettlementRecord resolved = desk.applied(test::booking_of(desk.found(waiting.no)));
    const DayKey second = day_key(waiting, closing::second_day);
    closing::close_and_agree(desk, second);
    BOOST_TEST(desk.value(contract.details.page(first, {}, 10)).empty());
    const auto lines = desk.value(contract.details.page(second, {}, 10));
    BOOST_REQUIRE(lines.size() == 1);
    BOOST_TEST((lines[0].id == resolved.id));
    BOOST_TEST((lines[0].assigned_day == closing::first_day));
    BOOST_TEST((lines[0].cleared_day == closing::second_day));
    BOOST_TEST((lines[0].agreement_day() == closing::first_day));
}

void a_cancel_stands_with_the_day_of_its_original(const StatementDetailsContract& contract) {
    StoreDesk desk{contract.books};
    const SettlementRecord original = desk.booked(closing::visitor_record("a"));
    closing::close_and_agree(desk, day_key(original, closing::first_day));
    desk.booked(test::cancel_of(original, "b"));
    const DayKey second = day_key(original, closing::second_day);
    closing::close_and_agree(desk, second);
    const auto lines = desk.value(contract.details.page(second, {}, 10));
    BOOST_REQUIRE(lines.size() == 1);
    BOOST_TEST((lines[0].original == original.id));
    BOOST_TEST((lines[0].original_day == closing::first_day));
    BOOST_TEST((lines[0].assigned_day == closing::second_day));
    BOOST_TEST((lines[0].agreement_day() == closing::first_day));
}

void a_line_says_who_was_treated_and_when(const StatementDetailsContract& contract) {
    StoreDesk desk{contract.books};
    const Visit visit = desk.visit_with_lines("v", {"L1"});
    const SettlementRecord booked = desk.booked(StoreDesk::claim_of(visit, "a"));
    const DayKey day = day_key(booked, closing::first_day);
    closing::close_and_agree(desk, day);
    const auto lines = desk.value(contract.details.page(day, {}, 10));
    BOOST_REQUIRE(lines.size() == 1);
    const DetailLine& line = lines[0];
    BOOST_TEST(!line.person_name.empty());
    BOOST_TEST(line.stay_number == visit.stay_number);
    BOOST_TEST(line.admitted_at == visit.begin_time);
    BOOST_TEST(line.settled_at == booked.settled_at);
    BOOST_TEST((line.split.total == booked.answer.split.total));
    BOOST_TEST(line.split.payments.empty());
    BOOST_TEST(line.institution_name == booked.institution_name);
    BOOST_TEST(control_text(line) == control_text(detail_of(desk.found(booked.no), &visit, {})));
}

}  // namespace clearing::tests
