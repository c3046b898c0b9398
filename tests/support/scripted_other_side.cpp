#include "tests/support/scripted_other_side.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;
using ports::Leg;
using ports::LegOfSettlement;

namespace {

std::unexpected<Error> silence() {
    return fail(ErrorCode::in_doubt, "no answer");
}
std::unexpected<Error> nobody_there() {
    return fail(ErrorCode::peer_unreachable, "no connection");
}

/// Before anything is sent, by whoever asked for that. Errors: his.
awaitable<Result<void>> kept(LegOfSettlement& leg) {
    if (!leg.keep) co_return Result<void>{};
    const ports::KeepMessage keep = std::exchange(leg.keep, {});
    ports::OutboundMessage message;
    message.infno = leg.leg.infno;
    message.message = leg.leg.message;
    message.body = "asks to settle " + leg.leg.message.text;
    const auto number = co_await keep(std::move(message));
    if (!number) co_return fail(number.error());
    co_return Result<void>{};
}

}  // namespace

Happening ScriptedOtherSide::next() {
    if (script_.empty()) return Happening::answers;
    const Happening happening = script_.front();
    script_.pop_front();
    return happening;
}

awaitable<void> ScriptedOtherSide::let_it_happen() {
    if (!meanwhile) co_return;
    auto once = std::move(meanwhile);
    meanwhile = nullptr;
    co_await once();
}

long long ScriptedOtherSide::times_asked(std::string_view what) const {
    return std::ranges::count_if(asked, [&](const std::string& question) { return question.starts_with(what); });
}

SettledBill ScriptedOtherSide::bill_of(const Claim& claim) const {
    SettledBill bill;
    const auto known = splits_.find(claim.total);
    if (known != splits_.end()) {
        bill.split = known->second;
    } else {
        bill.split.total = bill.split.fund_total = bill.split.funds[Fund::hifp] = claim.total;
    }
    bill.split.scope = claim.scope;
    bill.insurance_type = claim.insurance_type;
    bill.med_type = claim.med_type;
    bill.clearing_type = claim.care == CareSetting::outpatient ? "11" : "21";
    return bill;
}

Result<SettledBill> ScriptedOtherSide::book(const LegOfSettlement& leg, SettledBill bill) {
    const auto known = books.find(leg.leg.message);
    if (known != books.end()) {
        if (known->second.state == QueryResult::State::booked) return known->second.bill;
        return fail(ErrorCode::message_reversed, "fenced there");
    }
    bill.settlement = SettlementId(name_ + "-S" + std::to_string(++made_));
    bill.visit = leg.leg.their_visit;
    bill.medins_setl_id = leg.leg.message;
    bill.settled_at = setl_time.empty() ? to_local_time(clock_.now()) : setl_time;
    There there{QueryResult::State::booked, bill, leg};
    there.is_cancel = bill.split.total.is_negative();
    there.care = bill.clearing_type == "21" ? CareSetting::inpatient : CareSetting::outpatient;
    if (there.is_cancel) there.cancels = leg.original_key.settlement;
    books[leg.leg.message] = std::move(there);
    return bill;
}

awaitable<Result<PersonAnswer>> ScriptedOtherSide::person(Leg leg, PersonRequest request) {
    last_leg = std::move(leg);
    asked.push_back("person");
    if (!changes_nothing_asked_answers || !tells_of_persons) co_return silence();
    PersonAnswer answer;
    answer.person = std::move(request.person);
    answer.filings = filings;
    co_return answer;
}

awaitable<Result<EntitlementAnswer>> ScriptedOtherSide::entitlement(Leg leg, EntitlementRequest) {
    last_leg = std::move(leg);
    asked.push_back("entitlement");
    if (!changes_nothing_asked_answers) co_return silence();
    EntitlementAnswer answer;
    answer.filings = filings;
    co_return answer;
}

awaitable<Result<VisitAnswer>> ScriptedOtherSide::visit(Leg leg, VisitRequest) {
    last_leg = leg;
    asked.push_back("visit " + leg.infno);
    visits_named.push_back(leg.their_visit);
    if (!changes_nothing_asked_answers) co_return silence();
    const Happening happening = next();
    if (happening == Happening::unreachable) co_return nobody_there();
    if (happening == Happening::refuses) co_return fail(ErrorCode::refused_by_insured_side, "no");
    co_await let_it_happen();
    co_return VisitAnswer{VisitId(name_ + "-V" + std::to_string(++made_)), {}};
}

awaitable<Result<SettledBill>> ScriptedOtherSide::quote(Leg leg, Claim claim) {
    last_leg = leg;
    asked.push_back("quote " + leg.infno);
    claims.push_back(claim);
    if (while_quoting) while_quoting();
    if (!changes_nothing_asked_answers) co_return silence();
    SettledBill bill = bill_of(claim);
    bill.quote = quote_id;
    if (!quote_id.empty()) bill.quote_expires_at = to_local_time(clock_.now() + std::chrono::minutes(5));
    co_return bill;
}

awaitable<Result<SettledBill>> ScriptedOtherSide::settle(LegOfSettlement leg, Claim claim) {
    const auto is_kept = co_await kept(leg);
    if (!is_kept) co_return fail(is_kept.error());
    last_leg = leg.leg;
    asked.push_back("settle " + leg.leg.infno);
    legs.push_back(leg);
    claims.push_back(claim);
    const Happening happening = next();
    if (happening == Happening::unreachable) co_return nobody_there();
    if (happening == Happening::lost_request) {
        co_await let_it_happen();
        co_return silence();
    }
    if (happening == Happening::refuses) {
        books[leg.leg.message].state = QueryResult::State::refused;
        co_await let_it_happen();
        co_return fail(ErrorCode::refused_by_insured_side, "no such entitlement");
    }
    auto booked = book(leg, bill_of(claim));
    co_await let_it_happen();
    if (happening == Happening::lost_reply) co_return silence();
    co_return booked;
}

awaitable<Result<SettledBill>> ScriptedOtherSide::cancel(LegOfSettlement leg, SettlementRecord original) {
    last_leg = leg.leg;
    asked.push_back("cancel " + leg.leg.infno);
    legs.push_back(leg);
    const Happening happening = next();
    if (happening == Happening::unreachable) co_return nobody_there();
    if (happening == Happening::lost_request) co_return silence();
    if (happening == Happening::refuses) {
        books[leg.leg.message].state = QueryResult::State::refused;
        co_return fail(ErrorCode::refused_by_insured_side, "not any more");
    }
    if (happening == Happening::day_closed) {
        books[leg.leg.message].state = QueryResult::State::refused;
        co_return fail(ErrorCode::clearing_day_closed, "the day of the cancel is over");
    }
    const auto there = books.find(leg.original_message);
    if (there == books.end()) co_return fail(ErrorCode::settlement_unknown, "nothing to cancel");
    SettledBill negative = there->second.bill;
    negative.split = there->second.bill.split.negated();
    negative.amounts_present = {"medfee_sumamt", "fund_pay_sumamt", "acct_pay", "psn_cash_pay"};
    auto booked = book(leg, std::move(negative));
    if (booked) there->second.state = QueryResult::State::cancelled;
    co_await let_it_happen();
    if (happening == Happening::lost_reply) co_return silence();
    co_return booked;
}

awaitable<Result<ReverseResult>> ScriptedOtherSide::reverse(LegOfSettlement leg, std::string) {
    asked.push_back("reverse " + leg.original_infno);
    legs.push_back(leg);
    const Happening happening = next();
    if (happening == Happening::unreachable) co_return nobody_there();
    if (happening == Happening::lost_request) co_return silence();
    if (happening == Happening::day_closed) co_return ReverseResult::day_closed;
    if (happening == Happening::not_reversible) co_return ReverseResult::not_reversible;
    const auto there = books.find(leg.original_message);
    const bool undone = there != books.end() && there->second.state == QueryResult::State::booked;
    books[leg.original_message].state = QueryResult::State::reversed;
    if (happening == Happening::lost_reply) co_return silence();
    co_return undone ? ReverseResult::reversed : ReverseResult::fenced;
}

awaitable<Result<QueryResult>> ScriptedOtherSide::query(LegOfSettlement leg) {
    asked.push_back("query " + leg.original_infno);
    legs.push_back(leg);
    const Happening happening = next();
    if (happening == Happening::unreachable) co_return nobody_there();
    if (happening == Happening::lost_request || happening == Happening::lost_reply) co_return silence();
    QueryResult result;
    if (happening == Happening::in_progress) {
        result.state = QueryResult::State::in_progress;
        co_return result;
    }
    const auto there = books.find(leg.original_message);
    if (there == books.end()) co_return result;
    result.state = there->second.state;
    const bool has_bill = result.state == QueryResult::State::booked || result.state == QueryResult::State::cancelled;
    if (has_bill) result.bill = there->second.bill;
    if (result.state == QueryResult::State::refused)
        result.refusal = Error{ErrorCode::refused_by_insured_side, "no such entitlement", {}, {}};
    co_return result;
}

awaitable<Result<void>> ScriptedOtherSide::fees(LegOfSettlement leg, std::vector<FeeLine> lines) {
    asked.push_back("fees");
    fee_messages.push_back(leg.leg.message);
    if (while_taking_fees) while_taking_fees();
    const Happening happening = next();
    if (happening == Happening::unreachable) co_return nobody_there();
    if (happening == Happening::refuses) co_return fail(ErrorCode::refused_by_insured_side, "no such settlement");
    fee_lines.insert(fee_lines.end(), lines.begin(), lines.end());
    if (happening == Happening::lost_reply) co_return silence();
    co_return Result<void>{};
}

awaitable<Result<FeeUploadAnswer>> ScriptedOtherSide::upload(Leg leg, FeeUpload upload) {
    last_leg = std::move(leg);
    asked.push_back("upload");
    const Happening happening = next();
    if (happening == Happening::unreachable) co_return nobody_there();
    if (happening == Happening::lost_request) co_return silence();
    if (happening == Happening::refuses) co_return fail(ErrorCode::refused_by_insured_side, "no such item");
    fee_lines.insert(fee_lines.end(), upload.lines.begin(), upload.lines.end());
    co_await let_it_happen();
    if (happening == Happening::lost_reply) co_return silence();
    co_return FeeUploadAnswer{std::move(upload.lines)};
}

awaitable<Result<void>> ScriptedOtherSide::remove(Leg leg, FeeRemoval removal) {
    last_leg = leg;
    asked.push_back("remove " + leg.infno);
    removals.push_back(removal);
    const Happening happening = next();
    if (happening == Happening::unreachable) co_return nobody_there();
    if (happening == Happening::lost_request) co_return silence();
    if (happening == Happening::refuses) co_return fail(ErrorCode::refused_by_insured_side, "they are settled");
    const auto is_named = [](const auto& named, const auto& one) {
        return named.empty() || one == named || named.text == "0000";
    };
    const auto is_there = [&](const LineId& id) {
        return std::ranges::any_of(fee_lines, [&](const FeeLine& line) { return is_named(id, line.id); });
    };
    if (misses_what_is_not_there && !std::ranges::all_of(removal.lines, is_there))
        co_return fail(ErrorCode::unknown_line, "all or none");
    std::erase_if(fee_lines, [&](const FeeLine& line) {
        const bool all_lines = removal.lines.empty();
        return is_named(removal.bill, line.bill) &&
               (all_lines ||
                std::ranges::any_of(removal.lines, [&](const LineId& id) { return is_named(id, line.id); }));
    });
    co_await let_it_happen();
    if (happening == Happening::lost_reply) co_return silence();
    co_return Result<void>{};
}

}  // namespace clearing::tests
