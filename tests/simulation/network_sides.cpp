#include "tests/simulation/network_sides.hpp"

#include "tests/simulation/translate.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace clearing::simulation {

using ports::awaitable;
using ports::Leg;
using ports::LegOfSettlement;

namespace {

constexpr auto day_answer_time = std::chrono::seconds(20);
const DivisionCode ningbo("330200");

SettledBill bill_of(const Answer& answer) {
    SettledBill bill;
    bill.settlement = SettlementId(answer.settlement);
    bill.medins_setl_id = MessageId(answer.asker_message);
    bill.settled_at = answer.settled_at;
    bill.split = split_of(answer.amounts);
    bill.quote = QuoteId(answer.quote);
    bill.quote_expires_at = answer.quote_expires_at;
    return bill;
}

void complete(SettledBill& bill, const Claim& claim) {
    bill.person = claim.person;
    bill.insurance_type = claim.insurance_type;
    bill.med_type = claim.med_type;
    bill.clearing_type = claim.care == CareSetting::outpatient ? "11" : "21";
}

void put(Question& question, const Claim& claim) {
    question.person = claim.person.number;
    question.bill = claim.bill.text;
    question.total = claim.total.fen();
    question.inpatient = claim.care == CareSetting::inpatient;
    question.insurance = claim.insurance_type.text;
    question.quote = claim.quote.text;
    const ScopeSplit& scope = claim.scope;
    question.scope = {scope.full_self_pay.fen(), scope.over_limit.fen(), scope.first_self_pay.fen(),
                      scope.in_scope.fen()};
}

ReverseResult result_of(Undone undone) {
    switch (undone) {
        case Undone::reversed:
            return ReverseResult::reversed;
        case Undone::fenced:
            return ReverseResult::fenced;
        case Undone::day_closed:
            return ReverseResult::day_closed;
        case Undone::not_reversible:
            break;
    }
    return ReverseResult::not_reversible;
}

QueryResult::State state_of(Known known) {
    using State = QueryResult::State;
    switch (known) {
        case Known::unknown:
            return State::unknown;
        case Known::in_progress:
            return State::in_progress;
        case Known::booked:
            return State::booked;
        case Known::refused:
            return State::refused;
        case Known::reversed:
            return State::reversed;
        case Known::cancelled:
            break;
    }
    return State::cancelled;
}

Question question_about(Ask ask, const DayKey& key) {
    Question question;
    question.ask = ask;
    question.message = "day-" + key.day.to_text();
    question.day = key.day.to_text();
    question.visitors = key.direction == Direction::visitor;
    question.treatment_division = question.visitors ? ningbo.text : key.counterparty.text;
    question.insured_division = question.visitors ? key.counterparty.text : ningbo.text;
    return question;
}

}  // namespace

awaitable<Result<AnswerPtr>> Line::ask(Question question, std::chrono::steady_clock::time_point deadline,
                                       Effect effect) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock_.steady()).count();
    if (left <= 0) co_return fail(ErrorCode::too_little_time);
    question.time_left = left;
    auto shared = std::make_shared<const Question>(std::move(question));
    auto start = [this, shared, left](Process::Ticket ticket) {
        network_.ask(here_, there_, shared, [self = process_.weak_from_this(), ticket](Wakeup wakeup) {
            if (auto process = self.lock()) process->wake(ticket, std::move(wakeup));
        });
        process_.wake_after(left, ticket, {Ending::elapsed, {}});
    };
    const Wakeup wakeup = co_await process_.suspended(std::move(start));
    switch (wakeup.ending) {
        case Ending::not_sent:
            co_return fail(ErrorCode::peer_unreachable, "no connection");
        case Ending::elapsed:
        case Ending::cut:
            co_return fail(effect == Effect::none ? ErrorCode::peer_unavailable : ErrorCode::in_doubt, "no answer");
        case Ending::answered:
            break;
    }
    if (wakeup.answer->verdict == Verdict::yes) co_return wakeup.answer;
    co_return fail(error_of(*wakeup.answer));
}

std::string Line::new_message(const std::string& about) {
    const Schedule& schedule = process_.schedule();
    return fmt::format("{}-{}-{}", about, name_of(here_), schedule.now());
}

Question NetworkOtherSide::question_of(Ask ask, const Leg& leg) const {
    Question question;
    question.ask = ask;
    question.message = leg.message.text;
    question.institution = leg.institution.text;
    question.treatment_division = leg.treatment_division.text;
    question.insured_division = leg.insured_division.text;
    question.visit = visits_ == Visits::by_our_id ? leg.our_visit.text : leg.their_visit.text;
    question.asker_visit = leg.our_visit.text;
    question.inpatient = leg.infno.starts_with("23") || leg.infno.starts_with("24");
    return question;
}

Question NetworkOtherSide::question_of(Ask ask, const LegOfSettlement& leg) const {
    Question question = question_of(ask, leg.leg);
    question.treatment_division = leg.key.treatment_division.text;
    question.settlement = leg.key.settlement.text;
    if (leg.day) question.day = leg.day->to_text();
    question.original_message = leg.original_message.text;
    return question;
}

awaitable<Result<PersonAnswer>> NetworkOtherSide::person(Leg leg, PersonRequest request) {
    Question question = question_of(Ask::person, leg);
    question.person = request.person.number;
    auto answer = co_await line_.ask(std::move(question), leg.deadline, Line::Effect::none);
    if (!answer) co_return fail(answer.error());
    PersonAnswer known;
    known.person = std::move(request.person);
    for (const std::string& filing : (*answer)->filings)
        known.filings.push_back({filing, "F-1", "2018-01-01", ""});
    co_return known;
}

awaitable<Result<EntitlementAnswer>> NetworkOtherSide::entitlement(Leg, EntitlementRequest) {
    co_return fail(ErrorCode::unknown_transaction, "nobody asks for it in the simulation");
}

awaitable<Result<VisitAnswer>> NetworkOtherSide::visit(Leg leg, VisitRequest request) {
    Question question = question_of(Ask::open_visit, leg);
    question.person = request.person.number;
    auto answer = co_await line_.ask(std::move(question), leg.deadline, Line::Effect::some);
    if (!answer) co_return fail(answer.error());
    co_return VisitAnswer{VisitId((*answer)->visit), {}};
}

awaitable<Result<SettledBill>> NetworkOtherSide::quote(Leg leg, Claim claim) {
    Question question = question_of(Ask::quote, leg);
    put(question, claim);
    auto answer = co_await line_.ask(std::move(question), leg.deadline, Line::Effect::none);
    if (!answer) co_return fail(answer.error());
    SettledBill bill = bill_of(**answer);
    complete(bill, claim);
    co_return bill;
}

awaitable<Result<MessageNo>> NetworkOtherSide::keep(LegOfSettlement& leg) {
    ports::OutboundMessage message;
    message.infno = leg.leg.infno;
    message.message = leg.leg.message;
    message.sent_at = line_.clock().now();
    return leg.keep ? messages_.sending_kept_by(std::move(leg.keep), std::move(message))
                    : messages_.sending(std::move(message));
}

awaitable<Result<SettledBill>> NetworkOtherSide::settle(LegOfSettlement leg, Claim claim) {
    const auto kept = co_await keep(leg);
    if (!kept) co_return fail(kept.error());
    Question question = question_of(Ask::settle, leg);
    put(question, claim);
    auto answer = co_await line_.ask(std::move(question), leg.leg.deadline, Line::Effect::some);
    if (!answer) co_return fail(answer.error());
    SettledBill bill = bill_of(**answer);
    complete(bill, claim);
    bill.visit = leg.leg.their_visit;
    bill.medins_setl_id = leg.leg.message;
    co_return bill;
}

awaitable<Result<SettledBill>> NetworkOtherSide::cancel(LegOfSettlement leg, SettlementRecord original) {
    Question question = question_of(Ask::cancel, leg);
    question.original_settlement = leg.original_key.settlement.text;
    // By key the cancel itself is named, by message the original by its answerer's id.
    if (visits_ == Visits::by_their_id)
        question.settlement = leg.their_settlement.empty() ? original.their_id.text : leg.their_settlement.text;
    auto answer = co_await line_.ask(std::move(question), leg.leg.deadline, Line::Effect::some);
    if (!answer) co_return fail(answer.error());
    SettledBill bill = bill_of(**answer);
    bill.visit = leg.leg.their_visit;
    bill.medins_setl_id = leg.leg.message;
    bill.insurance_type = original.insurance_type;
    bill.med_type = original.med_type;
    bill.clearing_type = original.answer.clearing_type;
    bill.amounts_present = {"medfee_sumamt", "fund_pay_sumamt", "acct_pay", "psn_cash_pay"};
    co_return bill;
}

awaitable<Result<ReverseResult>> NetworkOtherSide::reverse(LegOfSettlement leg, std::string) {
    Question question = question_of(Ask::reverse, leg);
    auto answer = co_await line_.ask(std::move(question), leg.leg.deadline, Line::Effect::some);
    if (!answer) co_return fail(answer.error());
    co_return result_of((*answer)->undone);
}

awaitable<Result<QueryResult>> NetworkOtherSide::query(LegOfSettlement leg) {
    Question question = question_of(Ask::query, leg);
    auto answer = co_await line_.ask(std::move(question), leg.leg.deadline, Line::Effect::none);
    if (!answer) co_return fail(answer.error());
    QueryResult result;
    result.state = state_of((*answer)->known);
    const bool has_bill = result.state == QueryResult::State::booked || result.state == QueryResult::State::cancelled;
    if (has_bill) result.bill = bill_of(**answer);
    if (result.state == QueryResult::State::refused) result.refusal = error_of(**answer);
    co_return result;
}

awaitable<Result<void>> NetworkOtherSide::fees(LegOfSettlement leg, std::vector<FeeLine> lines) {
    Question question = question_of(Ask::fees, leg);
    for (const FeeLine& line : lines)
        question.lines.push_back({line.id.text, line.amount.fen()});
    auto answer = co_await line_.ask(std::move(question), leg.leg.deadline, Line::Effect::some);
    if (!answer) co_return fail(answer.error());
    co_return Result<void>{};
}

awaitable<Result<FeeUploadAnswer>> NetworkOtherSide::upload(Leg leg, FeeUpload upload) {
    Question question = question_of(Ask::upload, leg);
    auto answer = co_await line_.ask(std::move(question), leg.deadline, Line::Effect::some);
    if (!answer) co_return fail(answer.error());
    co_return FeeUploadAnswer{std::move(upload.lines)};
}

awaitable<Result<void>> NetworkOtherSide::remove(Leg leg, FeeRemoval removal) {
    Question question = question_of(Ask::withdraw, leg);
    question.person = removal.person_number;
    question.bill = removal.bill.text;
    for (const LineId& line : removal.lines)
        question.lines.push_back({line.text, 0});
    auto answer = co_await line_.ask(std::move(question), leg.deadline, Line::Effect::some);
    if (!answer) co_return fail(answer.error());
    co_return Result<void>{};
}

/// The platform knows a visitor's settlement by its own id.
std::vector<Row> NetworkDays::rows_as_named_there(const std::vector<DayLine>& lines, Direction direction) const {
    std::vector<Row> rows;
    for (const DayLine& line : lines) {
        Row row = row_of(line);
        if (kind_ == Kind::national && direction == Direction::visitor && !line.their_id.empty())
            row.settlement = line.their_id.text;
        rows.push_back(std::move(row));
    }
    return rows;
}

awaitable<Result<ports::TotalsAnswer>> NetworkDays::compare_totals(DayTotals totals, std::vector<DayLine> lines) {
    Question question = question_about(Ask::close_day, totals.key);
    for (const DayCell& cell : totals.cells)
        question.cells.push_back(cell_of(cell));
    question.root = totals.root;
    question.carried = names_of(totals.carried);
    question.late = names_of(totals.late);
    if (kind_ == Kind::national) question.rows = rows_as_named_there(lines, totals.key.direction);
    const auto deadline = line_.clock().steady() + day_answer_time;
    auto answer = co_await line_.ask(std::move(question), deadline, Line::Effect::some);
    if (!answer) co_return fail(answer.error());
    co_return ports::TotalsAnswer{(*answer)->equal, {}};
}

awaitable<Result<std::vector<DayLine>>> NetworkDays::details(DayKey key, std::vector<DayLine> ours) {
    auto view = co_await far_side_view(std::move(key), std::move(ours));
    if (!view) co_return fail(view.error());
    co_return std::move(view->lines);
}

awaitable<Result<ports::FarSideView>> NetworkDays::far_side_view(DayKey key, std::vector<DayLine> ours) {
    Question question = question_about(Ask::day_rows, key);
    const DivisionCode treatment_division(question.treatment_division);
    std::map<std::string, const DayLine*> ours_by_name;
    if (kind_ == Kind::national) {
        question.rows = rows_as_named_there(ours, key.direction);
        for (std::size_t i = 0; i < ours.size(); ++i)
            ours_by_name[question.rows[i].settlement] = &ours[i];
    }
    const auto deadline = line_.clock().steady() + day_answer_time;
    auto answer = co_await line_.ask(std::move(question), deadline, Line::Effect::some);
    if (!answer) co_return fail(answer.error());
    const Answer& told = **answer;
    ports::FarSideView view;
    for (const Row& row : told.rows) {
        const auto known = ours_by_name.find(row.settlement);
        if (known == ours_by_name.end()) {
            DayLine line = line_of(row, treatment_division);
            if (kind_ == Kind::national) line.their_id = SettlementId(row.settlement);
            if (const auto named = told.messages.find(row.settlement); named != told.messages.end())
                view.found.push_back({MessageId(named->second), line.their_id, {}});
            view.lines.push_back(std::move(line));
        } else if (std::ranges::find(told.not_yet, row.settlement) != told.not_yet.end()) {
            view.not_yet.push_back(known->second->key);
        } else {
            // Of a line that both have only the totals travel.
            DayLine line = *known->second;
            line.sign = row.sign;
            line.split.total = Money::from_fen(row.amounts.total);
            line.split.fund_total = Money::from_fen(row.amounts.fund);
            line.split.account = Money::from_fen(row.amounts.account);
            view.lines.push_back(std::move(line));
        }
    }
    co_return view;
}

awaitable<Result<ports::StatementVerdict>> NetworkDays::propose(Statement statement,
                                                                std::vector<SettlementKey> disputed) {
    if (kind_ == Kind::national) co_return ports::StatementVerdict{true, {}};
    Question question = question_about(Ask::statement, statement.key);
    for (const StatementCell& cell : statement.clearing)
        question.cleared.push_back(cleared_cell_of(cell));
    std::ranges::sort(question.cleared);
    question.disputed = names_of(disputed);
    question.formula = statement.formula.id;
    question.adjustments = cleared_cells_of(statement.adjustments);
    const DivisionCode treatment_division(question.treatment_division);
    const auto deadline = line_.clock().steady() + day_answer_time;
    auto answer = co_await line_.ask(std::move(question), deadline, Line::Effect::some);
    if (!answer) co_return fail(answer.error());
    ports::StatementVerdict verdict{(*answer)->equal, keys_of((*answer)->disputed, treatment_division)};
    verdict.adjustments = statement_cells_of((*answer)->adjustments);
    co_return verdict;
}

awaitable<Result<std::vector<ports::GroupDigest>>> NetworkDayView::groups(DayKey) {
    co_return fail(ErrorCode::unknown_transaction);
}

awaitable<Result<std::vector<ports::RangeDigest>>> NetworkDayView::of(DayKey, ports::LineGroup,
                                                                      std::vector<ports::IdRange>) {
    co_return fail(ErrorCode::unknown_transaction);
}

awaitable<Result<ports::LinesPage>> NetworkDayView::lines(DayKey, ports::LinesAsked) {
    co_return fail(ErrorCode::unknown_transaction);
}

awaitable<Result<std::vector<ports::LineState>>> NetworkDayView::states(DayKey key, std::vector<SettlementKey> keys) {
    Question question = question_about(Ask::line_states, key);
    question.lines_asked = names_of(keys);
    const auto deadline = line_.clock().steady() + day_answer_time;
    auto answer = co_await line_.ask(std::move(question), deadline, Line::Effect::none);
    if (!answer) co_return fail(answer.error());
    std::vector<ports::LineState> states;
    for (SettlementKey& asked : keys) {
        const LineTold& told = (*answer)->lines.at(asked.settlement.text);
        ports::LineState& state = states.emplace_back();
        state.state = state_of(told.known);
        state.insured_division = DivisionCode(told.insured_division);
        if (told.row) state.line = line_of(*told.row, asked.treatment_division);
        state.key = std::move(asked);
    }
    co_return states;
}

FieldsJudged NetworkDays::fields_judged() const {
    if (kind_ == Kind::national) return {.components = false, .cash = false};
    return {};
}

}  // namespace clearing::simulation
