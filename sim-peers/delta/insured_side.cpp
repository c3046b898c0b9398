#include "sim-peers/delta/insured_side.hpp"

#include <algorithm>

namespace clearing::peers::delta {
namespace {

constexpr unsigned max_in_flight = 256;
constexpr long long quote_seconds = 600;
constexpr long long clock_skew_seconds = 40;  // a sender's clock may be that far ahead

pb::SettleAnswer settle_answer(const Record& record) {
    pb::SettleAnswer answer;
    answer.set_settlement_id(record.settlement_id);
    answer.set_insured_settlement_id(record.own_id);
    answer.set_settled_at(record.settled_at);
    *answer.mutable_split() = to_wire(record.split);
    answer.set_clearing_type(record.clearing_type());
    answer.set_clearing_way("1");
    answer.set_clearing_agency(record.treatment_division);
    return answer;
}

/// The final answer of a known record, or the reason why it can no longer be had.
Answered<Record*> frozen(Record* record) {
    if (record->state == RecordState::refused) return std::unexpected(record->refusal);
    if (record->state == RecordState::reversed)
        return std::unexpected(refusals::message_reversed(record->settlement_id));
    return record;
}

}  // namespace

std::string settlement_key(const std::string& treatment_division, const std::string& settlement_id) {
    return treatment_division + "|" + settlement_id;
}

InsuredSide::InsuredSide(Centre& centre, std::string partner_division)
    : centre_(centre), partner_division_(std::move(partner_division)) {}

pb::Hello InsuredSide::hello() const {
    pb::Hello hello;
    hello.set_version(1);
    hello.set_division(centre_.division());
    hello.set_max_frame_bytes(4 * 1024 * 1024);
    hello.set_max_in_flight(max_in_flight);
    return hello;
}

pb::Envelope InsuredSide::refusing_hello(const std::string& division, const Refusal& refusal) {
    pb::Envelope envelope;
    envelope.set_version(1);
    envelope.set_sender_division(division);
    envelope.mutable_hello()->set_version(1);
    envelope.mutable_hello()->set_division(division);
    *envelope.mutable_hello()->mutable_error() = to_wire(refusal);
    return envelope;
}

std::string InsuredSide::transaction_of(const pb::Envelope& request) {
    switch (request.body_case()) {
        case pb::Envelope::kPersonRequest:
            return "person";
        case pb::Envelope::kEntitlementRequest:
            return "entitlement";
        case pb::Envelope::kVisitRequest:
            return "visit";
        case pb::Envelope::kFeesRequest:
            return "fees";
        case pb::Envelope::kQuoteRequest:
            return "quote";
        case pb::Envelope::kSettleRequest:
            return "settle";
        case pb::Envelope::kCancelRequest:
            return "cancel";
        case pb::Envelope::kReverseRequest:
            return "reverse";
        case pb::Envelope::kQueryRequest:
            return "query";
        case pb::Envelope::kDayCloseRequest:
            return "day_close";
        case pb::Envelope::kDayDetailsRequest:
            return "day_details";
        case pb::Envelope::kDayGroupsRequest:
            return "day_groups";
        case pb::Envelope::kDayRangesRequest:
            return "day_ranges";
        case pb::Envelope::kDayLinesRequest:
            return "day_lines";
        case pb::Envelope::kDayKeysRequest:
            return "day_keys";
        case pb::Envelope::kStatementRequest:
            return "statement";
        case pb::Envelope::kAdjustmentRequest:
            return "adjustment";
        case pb::Envelope::kPingRequest:
            return "ping";
        default:
            return {};
    }
}

pb::Envelope InsuredSide::answer(const pb::Envelope& request, bool unbalanced) {
    pb::Envelope envelope;
    envelope.set_correlation_id(request.correlation_id());
    envelope.set_version(1);
    envelope.set_sender_division(centre_.division());
    envelope.set_receiver_division(request.sender_division());
    envelope.set_message_id(centre_.new_id("M"));
    envelope.set_sent_at(centre_.clock().now());
    const auto put = [&envelope](auto&& answered, auto* (pb::Envelope::*member)()) {
        if (answered) {
            *(envelope.*member)() = std::move(*answered);
        } else {
            *envelope.mutable_error() = to_wire(answered.error());
        }
    };
    if (const auto refusal = check_envelope(request)) {
        *envelope.mutable_error() = to_wire(*refusal);
        return envelope;
    }
    const std::string& day = request.clearing_day();
    switch (request.body_case()) {
        case pb::Envelope::kPersonRequest:
            put(person(request.person_request()), &pb::Envelope::mutable_person_answer);
            break;
        case pb::Envelope::kEntitlementRequest:
            put(entitlement(request.entitlement_request()), &pb::Envelope::mutable_entitlement_answer);
            break;
        case pb::Envelope::kVisitRequest:
            put(visit(request.visit_request()), &pb::Envelope::mutable_visit_answer);
            break;
        case pb::Envelope::kFeesRequest:
            put(fees(request.fees_request()), &pb::Envelope::mutable_fees_answer);
            break;
        case pb::Envelope::kQuoteRequest:
            put(quote(request.quote_request(), unbalanced), &pb::Envelope::mutable_quote_answer);
            break;
        case pb::Envelope::kSettleRequest:
            put(settle(request.settle_request(), day, unbalanced), &pb::Envelope::mutable_settle_answer);
            envelope.set_clearing_day(day);
            break;
        case pb::Envelope::kCancelRequest:
            put(cancel(request.cancel_request(), day), &pb::Envelope::mutable_cancel_answer);
            envelope.set_clearing_day(day);
            break;
        case pb::Envelope::kReverseRequest:
            put(reverse(request.reverse_request()), &pb::Envelope::mutable_reverse_answer);
            break;
        case pb::Envelope::kQueryRequest:
            put(query(request.query_request()), &pb::Envelope::mutable_query_answer);
            break;
        case pb::Envelope::kDayCloseRequest:
            put(day_close(request.day_close_request()), &pb::Envelope::mutable_day_close_answer);
            break;
        case pb::Envelope::kDayDetailsRequest:
            put(day_details(request.day_details_request()), &pb::Envelope::mutable_day_details_answer);
            break;
        case pb::Envelope::kDayGroupsRequest:
            put(day_groups(request.day_groups_request()), &pb::Envelope::mutable_day_groups_answer);
            break;
        case pb::Envelope::kDayRangesRequest:
            put(day_ranges(request.day_ranges_request()), &pb::Envelope::mutable_day_ranges_answer);
            break;
        case pb::Envelope::kDayLinesRequest:
            put(day_lines(request.day_lines_request()), &pb::Envelope::mutable_day_lines_answer);
            break;
        case pb::Envelope::kDayKeysRequest:
            put(day_keys(request.day_keys_request()), &pb::Envelope::mutable_day_keys_answer);
            break;
        case pb::Envelope::kStatementRequest:
            put(statement(request.statement_request()), &pb::Envelope::mutable_statement_answer);
            break;
        case pb::Envelope::kAdjustmentRequest:
            put(adjust(request.adjustment_request(), day), &pb::Envelope::mutable_adjustment_answer);
            break;
        case pb::Envelope::kPingRequest:
            envelope.mutable_ping_answer()->set_now(centre_.clock().now());
            break;
        default:
            *envelope.mutable_error() = to_wire(refusals::unknown_transaction());
            break;
    }
    return envelope;
}

std::optional<Refusal> InsuredSide::check_envelope(const pb::Envelope& request) const {
    if (request.version() != 1) return Refusal{1010, "协议版本不支持", "unsupported version", {"version"}, {}, {}, {}};
    if (!request.sender_division().starts_with(region_prefix(partner_division_)))
        return refusals::speaker_not_allowed();
    if (!request.receiver_division().starts_with(region_prefix(centre_.division()))) {
        return refusals::wrong_region("receiver_division");
    }
    return std::nullopt;
}

std::optional<Refusal> InsuredSide::check_treatment(const std::string& treatment) const {
    if (treatment.starts_with(region_prefix(partner_division_))) return std::nullopt;
    return Refusal{
        1207, "就医区划不属于发送方", "not a treatment division of the sender", {"treatment_division"}, {}, {}, {}};
}

std::optional<Refusal> InsuredSide::check_divisions(const std::string& treatment, const std::string& insured) const {
    if (auto refusal = check_treatment(treatment)) return refusal;
    if (!insured.starts_with(region_prefix(centre_.division()))) return refusals::wrong_region("insured_division");
    return std::nullopt;
}

std::optional<Refusal> InsuredSide::check_day(const std::string& treatment, const std::string& day) const {
    const std::string latest = centre_.clock().in_seconds(clock_skew_seconds).substr(0, 10);
    if (day.size() != 10 || day > latest || closed_.is_closed(treatment, day)) return refusals::clearing_day_closed();
    return std::nullopt;
}

bool InsuredSide::day_is_open(const Record& record) const {
    const std::string day = record.clearing_day();
    return day.empty() || !closed_.is_closed(record.treatment_division, day);
}

Record* InsuredSide::record_of(const pb::SettlementKey& key) {
    if (check_treatment(key.treatment_division())) return nullptr;
    return centre_.book().find(settlement_key(key.treatment_division(), key.settlement_id()));
}

Answered<pb::FeesAnswer> InsuredSide::fees(const pb::FeesRequest& request) {
    if (auto refusal = check_treatment(request.treatment_division())) return std::unexpected(*refusal);
    const std::string key = settlement_key(request.treatment_division(), request.settlement_id());
    const Record* record = centre_.book().find(key);
    if (!record || record->hidden) return std::unexpected(refusals::settlement_unknown());
    Fen sum;
    for (const auto& line : request.lines()) {
        const Scope scope{{line.amount_fen()},
                          {line.full_self_pay_fen()},
                          {line.over_limit_fen()},
                          {line.first_self_pay_fen()},
                          {line.in_scope_fen()}};
        const auto amount = product(line.count(), line.unit_price());
        if (!scope.adds_up()) return std::unexpected(refusals::law_broken("C"));
        if (!amount || std::abs(amount->value - scope.total.value) > 1) {
            return std::unexpected(
                Refusal{1406, "明细数量单价金额不符", "amounts break law F", {"det_item_fee_sumamt"}, {}, {}, {}});
        }
        sum += scope.total;
    }
    auto parts = fees_[key];
    parts[request.part()] = sum;
    Fen total;
    for (const auto& [part, amount] : parts)
        total += amount;
    if (parts.size() == std::max(1U, request.parts()) && total != record->split.scope.total) {
        return std::unexpected(refusals::law_broken("G"));
    }
    fees_[key] = std::move(parts);
    pb::FeesAnswer answer;
    answer.set_accepted(static_cast<unsigned>(request.lines_size()));
    return answer;
}

CentreBill InsuredSide::bill_of(const pb::Bill& bill) const {
    CentreBill out;
    out.visit_key = settlement_key(bill.treatment_division(), bill.visit_id());
    out.bill_no = bill.bill_no();
    out.who = identification_of(bill.person());
    out.insurance_type = bill.insurance_type();
    out.med_type = bill.med_type();
    out.institution = bill.institution();
    const std::string& level = bill.institution_level();
    out.level = level == "1" || level == "2" || level == "3" ? level[0] - '0' : 3;
    out.use_account = bill.use_account();
    out.emergency = bill.emergency();
    out.scope = scope_of(bill);
    out.date = !bill.visit_end().empty()                              ? bill.visit_end().substr(0, 10)
               : !bill.inpatient() && bill.visit_begin().size() >= 10 ? bill.visit_begin().substr(0, 10)
                                                                      : centre_.clock().today();
    return out;
}

Answered<Computed> InsuredSide::compute(const pb::Bill& bill, bool unbalanced) {
    if (auto refusal = check_divisions(bill.treatment_division(), bill.insured_division()))
        return std::unexpected(*refusal);
    if (auto refusal = check_categories(bill)) return std::unexpected(*refusal);
    return centre_.quote(bill_of(bill), unbalanced);
}

std::string InsuredSide::remember_quote(const pb::Bill& bill, const Split& split) {
    const std::string id = centre_.new_id("Q");
    quotes_[id] = {bill.visit_id() + "|" + bill.bill_no(), centre_.clock().in_seconds(quote_seconds), split};
    return id;
}

Answered<pb::QuoteAnswer> InsuredSide::quote(const pb::QuoteRequest& request, bool unbalanced) {
    const auto computed = compute(request.bill(), unbalanced);
    if (!computed) return std::unexpected(computed.error());
    pb::QuoteAnswer answer;
    answer.set_quote_id(remember_quote(request.bill(), computed->split));
    answer.set_expires_at(quotes_[answer.quote_id()].expires_at);
    *answer.mutable_split() = to_wire(computed->split);
    return answer;
}

Answered<Record*> InsuredSide::repeated(const std::string& key, const std::string& content) {
    Record* record = centre_.book().find(key);
    if (!record) return nullptr;
    const auto known = content_.find(key);
    if (known != content_.end() && known->second != content) return std::unexpected(refusals::different_content());
    return frozen(record);
}

Answered<pb::SettleAnswer> InsuredSide::settle(const pb::SettleRequest& request, const std::string& day,
                                               bool unbalanced) {
    if (auto refusal = check_treatment(request.bill().treatment_division())) return std::unexpected(*refusal);
    const std::string key = settlement_key(request.bill().treatment_division(), request.settlement_id());
    const std::string content = content_of(request);
    const auto before = repeated(key, content);
    if (!before) return std::unexpected(before.error());
    if (*before) return settle_answer(**before);
    const auto booked = book(request, key, day, unbalanced);
    content_[key] = content;
    if (!booked) {
        centre_.remember_refusal(key, booked.error());
        return std::unexpected(booked.error());
    }
    return settle_answer(**booked);
}

Answered<Record*> InsuredSide::book(const pb::SettleRequest& request, const std::string& key, const std::string& day,
                                    bool unbalanced) {
    const pb::Bill& bill = request.bill();
    if (request.settlement_id().empty()) return std::unexpected(refusals::missing_field("settlement_id"));
    if (auto refusal = check_day(bill.treatment_division(), day)) return std::unexpected(*refusal);
    const auto computed = compute(bill, unbalanced);
    if (!computed) return std::unexpected(computed.error());
    if (!request.quote_id().empty()) {
        const auto quoted = quotes_.find(request.quote_id());
        if (quoted == quotes_.end() || quoted->second.expires_at < centre_.clock().now()) {
            return std::unexpected(refusals::quote_expired());
        }
        if (!same_amounts(quoted->second.split, computed->split) ||
            quoted->second.bill != bill.visit_id() + "|" + bill.bill_no()) {
            const std::string fresh = remember_quote(bill, computed->split);
            return std::unexpected(Refusal{
                1512, "预结算结果已变化，请重新预结算", "quote superseded", {"quote_id"}, {}, computed->split, fresh});
        }
    }
    Record record;
    record.key = key;
    record.settlement_id = request.settlement_id();
    record.treatment_division = bill.treatment_division();
    record.insured_division = bill.insured_division();
    record.assigned_day = day;
    return centre_.settle(bill_of(bill), std::move(record), *computed);
}

Answered<pb::CancelAnswer> InsuredSide::cancel(const pb::CancelRequest& request, const std::string& day) {
    if (auto refusal = check_treatment(request.treatment_division())) return std::unexpected(*refusal);
    const std::string key = settlement_key(request.treatment_division(), request.settlement_id());
    const std::string content = content_of(request);
    auto record = repeated(key, content);
    if (record && !*record) {
        record = book_cancel(request, key, day);
        content_[key] = content;
        if (!record) centre_.remember_refusal(key, record.error());
    }
    if (!record) return std::unexpected(record.error());
    pb::CancelAnswer answer;
    answer.set_settlement_id((*record)->settlement_id);
    answer.set_insured_settlement_id((*record)->own_id);
    answer.set_settled_at((*record)->settled_at);
    *answer.mutable_split() = to_wire((*record)->split);
    return answer;
}

Answered<Record*> InsuredSide::book_cancel(const pb::CancelRequest& request, const std::string& key,
                                           const std::string& day) {
    if (auto refusal = check_day(request.treatment_division(), day)) return std::unexpected(*refusal);
    Record record;
    record.key = key;
    record.settlement_id = request.settlement_id();
    record.assigned_day = day;
    Record* original =
        centre_.book().find(settlement_key(request.treatment_division(), request.original_settlement_id()));
    return centre_.cancel(original, std::move(record), from_wire(request.split()));
}

Answered<pb::ReverseAnswer> InsuredSide::reverse(const pb::ReverseRequest& request) {
    if (request.settlement_id().empty()) return std::unexpected(refusals::missing_field("settlement_id"));
    if (auto refusal = check_treatment(request.treatment_division())) return std::unexpected(*refusal);
    const std::string key = settlement_key(request.treatment_division(), request.settlement_id());
    const auto open = [this](const Record& record) { return day_is_open(record); };
    pb::ReverseAnswer answer;
    answer.set_settlement_id(request.settlement_id());
    switch (centre_.reverse(key, open)) {
        case Centre::Reversed::reversed:
            answer.set_result(pb::ReverseAnswer::REVERSED);
            break;
        case Centre::Reversed::fenced:
            answer.set_result(pb::ReverseAnswer::FENCED);
            break;
        case Centre::Reversed::day_closed:
            answer.set_result(pb::ReverseAnswer::DAY_CLOSED);
            break;
        case Centre::Reversed::not_reversible:
            answer.set_result(pb::ReverseAnswer::NOT_REVERSIBLE);
            break;
    }
    return answer;
}

Answered<pb::QueryAnswer> InsuredSide::query(const pb::QueryRequest& request) {
    if (auto refusal = check_treatment(request.treatment_division())) return std::unexpected(*refusal);
    pb::QueryAnswer answer;
    const Record* record = centre_.book().find(settlement_key(request.treatment_division(), request.settlement_id()));
    answer.set_state(pb::QueryAnswer::UNKNOWN);
    if (!record) return answer;
    switch (record->state) {
        case RecordState::in_doubt:
            answer.set_state(pb::QueryAnswer::IN_PROGRESS);
            break;
        case RecordState::reversed:
            answer.set_state(pb::QueryAnswer::REVERSED);
            break;
        case RecordState::refused:
            answer.set_state(pb::QueryAnswer::REFUSED);
            *answer.mutable_refusal() = to_wire(record->refusal);
            break;
        case RecordState::booked:
        case RecordState::cancelled:
            answer.set_state(record->state == RecordState::booked ? pb::QueryAnswer::BOOKED
                                                                  : pb::QueryAnswer::CANCELLED);
            *answer.mutable_settlement() = settle_answer(*record);
            answer.set_clearing_day(record->assigned_day);
            answer.set_cleared_day(record->cleared_day);
            break;
    }
    return answer;
}

}  // namespace clearing::peers::delta
