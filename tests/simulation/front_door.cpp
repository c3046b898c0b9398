#include "tests/simulation/front_door.hpp"

#include "gateway/domain/laws.hpp"
#include "gateway/domain/reply.hpp"
#include "tests/simulation/translate.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::simulation {

using ports::awaitable;

namespace {

constexpr auto longest_deadline = std::chrono::milliseconds(12'000);

std::string infno_of(const Question& question) {
    switch (question.ask) {
        case Ask::open_visit:
            return question.inpatient ? "2401" : "2201";
        case Ask::upload:
            return question.inpatient ? "2301" : "2204";
        case Ask::quote:
            return question.inpatient ? "2303" : "2206";
        case Ask::settle:
            return question.inpatient ? "2304" : "2207";
        case Ask::cancel:
            return question.inpatient ? "2305" : "2208";
        case Ask::reverse:
            return "2601";
        case Ask::withdraw:
            return question.inpatient ? "2302" : "2205";
        case Ask::charges:
            return "5204";
        default:
            return "5203";
    }
}

std::string content_of(const Question& question) {
    return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", infno_of(question), question.institution, question.visit,
                       question.bill, question.total, question.settlement, question.original_settlement,
                       question.original_message, question.person, question.lines.size());
}

Claim claim_of(const Question& question) {
    Claim claim;
    claim.visit = VisitId(question.visit);
    claim.bill = BillNumber(question.bill);
    claim.care = question.inpatient ? CareSetting::inpatient : CareSetting::outpatient;
    claim.person.number = question.person;
    claim.total = Money::from_fen(question.total);
    claim.quote = QuoteId(question.quote);
    const auto& s = question.scope;
    const ScopeSplit scope{Money::from_fen(s[0]), Money::from_fen(s[1]), Money::from_fen(s[2]), Money::from_fen(s[3])};
    if (scope != ScopeSplit{}) claim.claimed = scope;
    return claim;
}

Answer answer_of(const SettledBill& bill) {
    Answer answer;
    answer.settlement = bill.settlement.text;
    answer.visit = bill.visit.text;
    answer.settled_at = bill.settled_at;
    answer.asker_message = bill.medins_setl_id.text;
    answer.quote = bill.quote.text;
    answer.quote_expires_at = bill.quote_expires_at;
    answer.amounts = amounts_of(bill.split);
    return answer;
}

template <class T>
Answer answer_of(const Result<T>& result) {
    return result ? answer_of(*result) : simulation::answer_of(result.error());
}

DayKey partner_day(const Question& question) {
    return {PlatformName("delta"), DivisionCode(question.treatment_division), Direction::resident_away,
            ClearingDay::parse(question.day).value()};
}

DayTotals totals_of(const Question& question) {
    DayTotals totals;
    totals.key = partner_day(question);
    for (const Cell& cell : question.cells) {
        DayCell in;
        in.insurance_type = InsuranceType(cell.insurance);
        in.care = cell.inpatient ? CareSetting::inpatient : CareSetting::outpatient;
        in.settlements = cell.settlements;
        in.cancels = cell.cancels;
        in.sums = split_of(cell.sums);
        totals.cells.push_back(std::move(in));
    }
    totals.root = question.root;
    const DivisionCode treatment(question.treatment_division);
    totals.carried = keys_of(question.carried, treatment);
    totals.late = keys_of(question.late, treatment);
    return totals;
}

}  // namespace

Call FrontDoor::call_of(Party from, const Question& question) const {
    Call call;
    call.direction = from == Party::hospital ? Direction::visitor : Direction::resident_away;
    call.peer = PeerName(from == Party::hospital ? "local-bureau" : from == Party::shanghai ? "shanghai" : "national");
    if (from == Party::shanghai) call.platform = PlatformName("delta");
    if (from == Party::hub) call.platform = PlatformName("national");
    call.header.infno = infno_of(question);
    call.header.message = MessageId(question.message);
    call.header.treatment_division = DivisionCode(question.treatment_division);
    call.header.insured_division = DivisionCode(question.insured_division);
    call.header.institution = InstitutionCode(question.institution);
    call.header.institution_name = "医院";
    call.content_digest = digest_.sha256(content_of(question));
    call.received_at = clock_.now();
    const std::chrono::milliseconds stated(question.time_left);
    call.deadline = clock_.steady() + std::min(stated, longest_deadline);
    if (from == Party::shanghai) {
        if (auto day = ClearingDay::parse(question.day)) call.day = *day;
        if (!question.settlement.empty())
            call.key = SettlementKey{DivisionCode(question.treatment_division), SettlementId(question.settlement)};
    }
    return call;
}

awaitable<Answer> FrontDoor::serve(Party from, QuestionPtr question) {
    Call call = call_of(from, *question);
    switch (question->ask) {
        case Ask::open_visit:
            co_return co_await open_visit(std::move(call), *question);
        case Ask::upload:
            co_return co_await upload(std::move(call), *question);
        case Ask::withdraw:
            co_return co_await withdraw(std::move(call), *question);
        case Ask::charges:
            co_return co_await charges(std::move(call), *question);
        case Ask::quote:
            co_return co_await quote(std::move(call), *question);
        case Ask::settle:
            co_return co_await settle(std::move(call), *question);
        case Ask::cancel:
            if (from == Party::shanghai) co_return co_await cancel_by_key(std::move(call), *question);
            co_return co_await cancel(std::move(call), *question);
        case Ask::reverse:
            co_return co_await reverse(std::move(call), *question);
        case Ask::query:
            co_return co_await query(std::move(call), *question);
        case Ask::view:
            co_return co_await view(std::move(call), *question);
        case Ask::close_day:
            co_return co_await close_day(*question);
        case Ask::day_rows:
            co_return co_await day_rows(*question);
        case Ask::statement:
            co_return co_await statement(*question);
        case Ask::adjust:
            co_return co_await adjust(from, *question);
        default:
            co_return no(Verdict::refused, 1004);
    }
}

awaitable<Answer> FrontDoor::open_visit(Call call, const Question& question) {
    VisitRequest request;
    request.action = question.inpatient ? VisitAction::admit : VisitAction::register_outpatient;
    request.visit = VisitId(question.asker_visit);
    request.person.number = question.person;
    request.insurance_type = InsuranceType(question.insurance);
    request.med_type = question.inpatient ? "21" : "11";
    request.begin_time = question.day + " 08:00:00";
    call.day.reset();
    auto visit = co_await desk_.visit(std::move(call), std::move(request));
    if (!visit) co_return simulation::answer_of(visit.error());
    Answer answer;
    answer.visit = visit->visit.text;
    co_return answer;
}

awaitable<Answer> FrontDoor::upload(Call call, const Question& question) {
    FeeUpload upload;
    upload.visit = VisitId(question.visit);
    for (const FeeRow& row : question.lines) {
        FeeLine line;
        line.id = LineId(row.line);
        if (!question.inpatient) line.bill = BillNumber(question.bill);
        line.occurred_at = clock_.now();
        line.institution_list_code = "FW001";  // 诊察费: class one, no ceiling, all of it in scope
        line.name = "三级医院门诊诊察费";
        line.count = Decimal::from_millionths(Decimal::scale);
        line.unit_price = Decimal::from_millionths(row.fen * Decimal::scale / 100);
        line.amount = Money::from_fen(row.fen);
        upload.lines.push_back(std::move(line));
    }
    auto uploaded = co_await desk_.upload_fees(std::move(call), std::move(upload));
    if (!uploaded) co_return simulation::answer_of(uploaded.error());
    co_return Answer{};
}

awaitable<Answer> FrontDoor::withdraw(Call call, const Question& question) {
    FeeRemoval removal;
    removal.visit = VisitId(question.visit);
    for (const FeeRow& row : question.lines)
        removal.lines.emplace_back(row.line);
    auto removed = co_await desk_.remove_fees(std::move(call), std::move(removal));
    if (!removed) co_return simulation::answer_of(removed.error());
    co_return Answer{};
}

awaitable<Answer> FrontDoor::charges(Call call, const Question& question) {
    SettlementQuery query;
    query.visit = VisitId(question.visit);
    auto lines = co_await desk_.fees(std::move(call), std::move(query));
    if (!lines) co_return simulation::answer_of(lines.error());
    Answer answer;
    for (const ports::FeeView& view : *lines)
        if (view.settlement.empty()) answer.unsettled.push_back({view.line.id.text, view.line.amount.fen()});
    co_return answer;
}

awaitable<Answer> FrontDoor::quote(Call call, const Question& question) {
    Claim claim = claim_of(question);
    auto bill = co_await desk_.quote(std::move(call), std::move(claim));
    co_return answer_of(bill);
}

/// A yes is in the log before its asker has it, as with the adapters' servers.
awaitable<Answer> FrontDoor::settle(Call call, const Question& question) {
    const MessageKey key = call.message_key();
    ports::InboundMessage message{key, call.direction, call.header, call.content_digest, {}, call.received_at};
    auto admission = co_await messages_.admit(std::move(message));
    const bool is_logged = admission && admission->kind != ports::AdmissionKind::other_content;
    if (is_logged) call.reply = std::make_shared<clearing::Reply>(admission->no, words_of_yes);
    const std::shared_ptr<const clearing::Reply> reply = call.reply;
    Claim claim = claim_of(question);
    auto bill = co_await desk_.settle(std::move(call), std::move(claim));
    if (!bill || !is_logged) co_return answer_of(bill);

    const bool is_kept = reply->kept || ports::given_before(*admission, "0") != nullptr;
    if (!is_kept) {
        ports::OutboundAnswer yes{words_of_yes(*bill), "0", true, clock_.now()};
        const auto kept = co_await messages_.answered(admission->no, std::move(yes));
        if (!kept) co_return no(Verdict::in_doubt, 3001);
    }
    books_.told_yeses[key].insert(words_of_yes(*bill));
    co_return answer_of(bill);
}

awaitable<Answer> FrontDoor::cancel(Call call, const Question& question) {
    CancelRequest request{SettlementId(question.settlement), VisitId(question.visit), question.person, {}};
    auto bill = co_await desk_.cancel(std::move(call), std::move(request));
    co_return answer_of(bill);
}

/// A Delta partner names the original by its key; the desk knows it by the id we answered.
awaitable<Answer> FrontDoor::cancel_by_key(Call call, const Question& question) {
    const SettlementKey original{call.key->treatment_division, SettlementId(question.original_settlement)};
    CancelRequest request;
    request.settlement = original.settlement;
    auto known = co_await desk_.query_by_key(call, original);
    if (!known) co_return simulation::answer_of(known.error());
    if (known->state == QueryResult::State::in_progress) co_return no(Verdict::in_doubt, 3002);
    if (known->bill) request.settlement = known->bill->settlement;
    auto bill = co_await desk_.cancel(std::move(call), std::move(request));
    co_return answer_of(bill);
}

/// A no is final, as the adapters' servers keep it.
awaitable<Answer> FrontDoor::reverse(Call call, const Question& question) {
    const auto before = books_.refusals.reverses.find(question.message);
    if (before != books_.refusals.reverses.end()) co_return before->second;
    const bool by_key = call.key.has_value();  // Delta: an error tells nothing of what stands
    Answer answer = co_await reverse_now(std::move(call), question);
    const bool is_undone = answer.undone == Undone::reversed || answer.undone == Undone::fenced;
    const bool is_no = answer.verdict == Verdict::refused ? !by_key : answer.verdict == Verdict::yes && !is_undone;
    if (is_no) books_.refusals.reverses.emplace(question.message, answer);
    co_return answer;
}

awaitable<Answer> FrontDoor::reverse_now(Call call, const Question& question) {
    auto undone = Result<ReverseResult>(ReverseResult::reversed);
    if (call.key) {
        const SettlementKey key = *call.key;
        undone = co_await desk_.reverse_by_key(std::move(call), key);
    } else {
        ReverseRequest request{MessageId(question.original_message), question.inpatient ? "2304" : "2207", {}};
        undone = co_await desk_.reverse(std::move(call), std::move(request));
    }
    if (!undone) co_return simulation::answer_of(undone.error());
    Answer answer;
    answer.undone = static_cast<Undone>(*undone);
    co_return answer;
}

awaitable<Answer> FrontDoor::query(Call call, const Question&) {
    const SettlementKey key = *call.key;
    auto found = co_await desk_.query_by_key(std::move(call), key);
    if (!found) co_return simulation::answer_of(found.error());
    Answer answer;
    if (found->bill) answer = answer_of(*found->bill);
    if (found->refusal) answer.code = static_cast<int>(found->refusal->code);
    answer.known = static_cast<Known>(found->state);
    co_return answer;
}

awaitable<Answer> FrontDoor::view(Call call, const Question& question) {
    SettlementQuery query;
    query.visit = VisitId(question.visit);
    query.settlement = SettlementId(question.settlement);
    query.message = MessageId(question.original_message);
    auto found = co_await desk_.settlement(std::move(call), std::move(query));
    if (!found) co_return simulation::answer_of(found.error());
    Answer answer = answer_of(found->record.answer);
    answer.known = found->record.state == SettlementState::cancelled ? Known::cancelled : Known::booked;
    co_return answer;
}

awaitable<Answer> FrontDoor::close_day(const Question& question) {
    DayTotals totals = totals_of(question);
    auto verdict = co_await days_.close(std::move(totals));
    if (!verdict) co_return simulation::answer_of(verdict.error());
    Answer answer;
    answer.equal = verdict->equal;
    for (const DayCell& cell : verdict->ours.cells)
        answer.cells.push_back(cell_of(cell));
    answer.root = verdict->ours.root;
    co_return answer;
}

awaitable<Answer> FrontDoor::day_rows(const Question& question) {
    DayKey key = partner_day(question);
    const SettlementId beginning;
    auto lines = co_await days_.details(std::move(key), beginning, 10'000);
    if (!lines) co_return simulation::answer_of(lines.error());
    Answer answer;
    for (const DayLine& line : *lines)
        answer.rows.push_back(row_of(line));
    co_return answer;
}

awaitable<Answer> FrontDoor::statement(const Question& question) {
    std::vector<StatementCell> cells;
    for (const ClearedCell& cell : question.cleared)
        cells.push_back(statement_cell_of(cell));
    DayKey key = partner_day(question);
    auto disputed = keys_of(question.disputed, key.counterparty);
    ports::StatementProposal proposal{question.message, question.formula, std::move(cells), std::move(disputed),
                                      statement_cells_of(question.adjustments)};
    auto verdict = co_await days_.agree(std::move(key), std::move(proposal));
    if (!verdict) co_return simulation::answer_of(verdict.error());
    Answer answer;
    answer.equal = verdict->agreed;
    answer.disputed = names_of(verdict->disputed);
    answer.adjustments = cleared_cells_of(verdict->adjustments);
    co_return answer;
}

awaitable<Answer> FrontDoor::adjust(Party from, const Question& question) {
    if (adjustments == nullptr || from != Party::shanghai) co_return no(Verdict::refused, 1004);
    const auto before = books_.refusals.adjustments.find(question.message);
    if (before != books_.refusals.adjustments.end()) co_return before->second;
    Answer answer = co_await take_adjustment(question);
    if (answer.verdict == Verdict::refused) books_.refusals.adjustments.emplace(question.message, answer);
    co_return answer;
}

awaitable<Answer> FrontDoor::take_adjustment(const Question& question) {
    const AdjustmentRow& row = *question.adjustment;
    ports::ToldAdjustment told;
    told.platform = PlatformName("delta");
    told.partner = DivisionCode(question.treatment_division);
    told.peer = PeerName("shanghai");
    told.settlement = {told.partner, SettlementId(row.settlement)};
    told.reason = reason_of(row.reason);
    told.bearer = row.is_suspended ? Bearer::suspended : Bearer::hospital;
    told.amounts = component_amounts_of(row.fen);
    told.origin = row.origin;
    told.day = ClearingDay::parse(question.day).value();
    auto day = co_await adjustments->take(std::move(told));
    if (!day) co_return simulation::answer_of(day.error());
    Answer answer;
    answer.stands_on = day->to_text();
    co_return answer;
}

}  // namespace clearing::simulation
