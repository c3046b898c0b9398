#include "gateway/infra/postgres/change_row.hpp"

#include "gateway/infra/postgres/json_forms.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"

#include <map>

namespace clearing::postgres {
namespace {

using ports::SettlementChange;
using State = SettlementState;

// NULL leaves a column as it is. The guards are what the change was decided from (SettlementChange).
constexpr RowsSql change_settlements{
    "change_settlements",
    "bigint, text, boolean, bigint, text, text, date, boolean, integer, text, jsonb, text, boolean, boolean, boolean, "
    "text, bigint, bytea, bytea, text, text, text, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, "
    "bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, text, text",
    R"sql(
    WITH changed AS (
        UPDATE settlement s SET
            state = c.to_state,
            settled_at = coalesce(c.settled_at, s.settled_at),
            assigned_day = coalesce(c.assigned_day, s.assigned_day),
            error_code = CASE WHEN c.sets_error THEN c.error_code WHEN c.forgets_error THEN NULL ELSE s.error_code END,
            error_detail = CASE WHEN c.sets_error THEN c.error_detail WHEN c.forgets_error THEN NULL
                                ELSE s.error_detail END,
            error_fields = CASE WHEN c.sets_error THEN c.error_fields WHEN c.forgets_error THEN NULL
                                ELSE s.error_fields END,
            error_settlement_id = CASE WHEN c.sets_error THEN c.error_settlement_id WHEN c.forgets_error THEN NULL
                                       ELSE s.error_settlement_id END,
            reverse_remembered = coalesce(c.reverse_remembered, s.reverse_remembered),
            had_been_booked = coalesce(c.had_been_booked, s.had_been_booked),
            reverse_message = coalesce(c.reverse_message, s.reverse_message),
            reopened = s.reopened OR s.state = 'reversed' AND c.to_state <> 'reversed',
            changed_at = instant_of(c.at_ms),
            translations_sealed = coalesce(c.translations, s.translations_sealed),
            answer_sealed = coalesce(c.answer, s.answer_sealed),
            answer_revision = s.answer_revision + CASE WHEN c.answer IS NULL THEN 0 ELSE 1 END,
            their_id = coalesce(c.their_id, s.their_id),
            their_visit_id = coalesce(c.their_visit_id, s.their_visit_id),
            clearing_type = coalesce(c.clearing_type, s.clearing_type),
            total = coalesce(c.total, s.total), hifp = coalesce(c.hifp, s.hifp),
            cvlserv = coalesce(c.cvlserv, s.cvlserv), hifes = coalesce(c.hifes, s.hifes),
            hifmi = coalesce(c.hifmi, s.hifmi), hifob = coalesce(c.hifob, s.hifob), maf = coalesce(c.maf, s.maf),
            hifdm = coalesce(c.hifdm, s.hifdm), oth = coalesce(c.oth, s.oth),
            fund_total = coalesce(c.fund_total, s.fund_total), account = coalesce(c.account, s.account),
            mutual_aid = coalesce(c.mutual_aid, s.mutual_aid), cash = coalesce(c.cash, s.cash),
            person_total = coalesce(c.person_total, s.person_total), hospital = coalesce(c.hospital, s.hospital),
            full_self_pay = coalesce(c.full_self_pay, s.full_self_pay),
            over_limit = coalesce(c.over_limit, s.over_limit),
            first_self_pay = coalesce(c.first_self_pay, s.first_self_pay), in_scope = coalesce(c.in_scope, s.in_scope)
        FROM ({rows}) AS c(no, from_state, reverse_was_remembered, before_ms, to_state, settled_at, assigned_day,
                           sets_error, error_code, error_detail, error_fields, error_settlement_id, forgets_error,
                           reverse_remembered, had_been_booked, reverse_message, at_ms, translations, answer, their_id,
                           their_visit_id, clearing_type, total, hifp, cvlserv, hifes, hifmi, hifob, maf, hifdm, oth,
                           fund_total, account, mutual_aid, cash, person_total, hospital, full_self_pay, over_limit,
                           first_self_pay, in_scope, event, token)
        WHERE s.settlement_no = c.no AND s.state = c.from_state AND s.reverse_remembered = c.reverse_was_remembered
          AND s.changed_at = instant_of(c.before_ms)
        RETURNING s.settlement_no, s.institution_no, s.answer_revision, c.from_state, c.to_state, c.event,
                  c.error_code, c.token, c.at_ms),
    history AS (
        INSERT INTO settlement_history
            (settlement_no, institution_no, from_state, to_state, event, error_code, change_token, at)
        SELECT settlement_no, institution_no, from_state, to_state, event, error_code, token, instant_of(at_ms)
        FROM changed)
    SELECT settlement_no, institution_no, answer_revision FROM changed)sql"};

constexpr RowsSql insert_payments{"insert_settlement_payments",
                                  "bigint, integer, integer, integer, text, text, bigint, bigint, text, text", R"sql(
    INSERT INTO settlement_payment
        (settlement_no, institution_no, revision, position, type, name, amount, in_scope, "limit", process_info)
    {rows})sql"};

constexpr RowsSql insert_transfers{"insert_settlement_transfers",
                                   "bigint, text, text, text, text, bigint, text, text, text, text, text, date, bigint",
                                   R"sql(
    INSERT INTO transfer (settlement_no, event, debit, credit, component, amount, platform, counterparty,
                          insurance_type, care, direction, clearing_day, posted_at)
    SELECT t.settlement_no, t.event, t.debit, t.credit, t.component, t.amount, t.platform, t.counterparty,
           t.insurance_type, t.care, t.direction, t.clearing_day, instant_of(t.posted_ms)
    FROM ({rows}) AS t(settlement_no, event, debit, credit, component, amount, platform, counterparty, insurance_type,
                       care, direction, clearing_day, posted_ms))sql"};

bool forgets_error(const SettlementChange& change) {
    return change.to == State::booked || change.to == State::awaiting_answer;
}

std::vector<TranslationNote> notes_after(const SettlementRecord& before, const SettlementChange& change) {
    std::vector<TranslationNote> notes = before.translations;
    append_notes(notes, change.translations);
    return notes;
}

void add_state(Arguments& to, const SettlementChange& change) {
    const std::optional<Error>& error = change.error;
    to.insert(to.end(), {name_of(change.to), change.settled_at, change.assigned_day, error.has_value(),
                         error ? std::optional(static_cast<int>(error->code)) : std::nullopt,
                         error ? std::optional(error->detail) : std::nullopt,
                         error ? std::optional(text_list(error->fields)) : std::nullopt,
                         error ? std::optional(error->settlement_id) : std::nullopt, forgets_error(change),
                         change.reverse_remembered, change.had_been_booked, change.reverse_message, change.at});
}

void add_answer(Arguments& to, const ChangeRow& row) {
    constexpr std::size_t columns = 22;
    to.emplace_back(row.sealed.answer);
    if (!row.change.answer) {
        to.resize(to.size() + columns, Argument(std::nullopt));
        return;
    }
    const SettledBill& answer = *row.change.answer;
    const PaymentSplit& s = answer.split;
    const auto unless_empty = [](const auto& id) { return id.empty() ? std::nullopt : std::optional(id); };
    to.insert(to.end(), {unless_empty(answer.settlement), unless_empty(answer.visit), answer.clearing_type, s.total});
    for (Fund fund : all_funds)
        to.emplace_back(s.funds[fund]);
    for (Money amount : {s.fund_total, s.account, s.mutual_aid, s.cash, s.person_total, s.hospital,
                         s.scope.full_self_pay, s.scope.over_limit, s.scope.first_self_pay, s.scope.in_scope})
        to.emplace_back(amount);
}

Arguments arguments_of(const ChangeRow& row) {
    const SettlementChange& change = row.change;
    Arguments arguments{change.no, name_of(change.from), change.reverse_was_remembered, row.before.changed_at};
    add_state(arguments, change);
    arguments.emplace_back(row.sealed.translations);
    add_answer(arguments, row);
    arguments.emplace_back(change.event);
    arguments.emplace_back(row.token);
    return arguments;
}

void add_payments(std::vector<Arguments>& to, const SettlementChange& change, const Row& changed) {
    if (!change.answer) return;
    const long long institution = changed.number("institution_no"), revision = changed.number("answer_revision");
    int position = 0;
    for (const FundPayment& payment : change.answer->split.payments)
        to.push_back({change.no, institution, revision, position++, payment.type, payment.name, payment.amount,
                      payment.in_scope, payment.limit, payment.process_info});
}

void add_transfers(std::vector<Arguments>& to, const ChangeRow& row) {
    const SettlementRecord& of = row.before;
    for (const Transfer& transfer : row.change.transfers)
        to.push_back({row.change.no, row.change.event, name_of(transfer.debit), name_of(transfer.credit),
                      name_of(transfer.component), transfer.amount, of.platform, of.counterparty, of.insurance_type,
                      name_of(of.care), name_of(of.direction), row.posting_day, row.change.at});
}

}  // namespace

SealedParts seal_parts(const Vault& vault, const SettlementRecord& before, const SettlementChange& change) {
    SealedParts parts;
    if (change.answer) parts.answer = sealed_answer(vault, before.id, *change.answer);
    if (!change.translations.empty())
        parts.translations = sealed_translations(vault, before.id, notes_after(before, change));
    return parts;
}

std::vector<bool> write_changes(Session& session, const std::vector<ChangeRow>& rows) {
    std::vector<Arguments> changes;
    for (const ChangeRow& row : rows)
        changes.push_back(arguments_of(row));
    std::map<long long, Row> changed;
    for (Row& row : session.run(change_settlements, changes))
        changed.emplace(row.number("settlement_no"), std::move(row));
    std::vector<bool> written;
    std::vector<Arguments> payments, transfers;
    for (const ChangeRow& row : rows) {
        const auto found = changed.find(row.change.no.value);
        written.push_back(found != changed.end());
        if (!written.back()) continue;
        add_payments(payments, row.change, found->second);
        add_transfers(transfers, row);
    }
    session.send(insert_payments, payments);
    session.send(insert_transfers, transfers);
    return written;
}

SettlementRecord changed_record(SettlementRecord record, const SettlementChange& change) {
    record.translations = notes_after(record, change);
    record.state = change.to;
    if (change.answer) {
        record.answer = *change.answer;
        record.answer.translations.clear();  // kept with the record
        if (!change.answer->settlement.empty()) record.their_id = change.answer->settlement;
        if (!change.answer->visit.empty()) record.their_visit = change.answer->visit;
    }
    if (change.settled_at) record.settled_at = *change.settled_at;
    if (change.assigned_day) record.assigned_day = change.assigned_day;
    if (change.error)
        record.error = change.error;
    else if (forgets_error(change))
        record.error.reset();
    if (change.reverse_remembered) record.facts.reverse_remembered = *change.reverse_remembered;
    if (change.had_been_booked) record.facts.had_been_booked = *change.had_been_booked;
    if (change.reverse_message) record.reverse_message = *change.reverse_message;
    record.changed_at = change.at;
    return record;
}

}  // namespace clearing::postgres
