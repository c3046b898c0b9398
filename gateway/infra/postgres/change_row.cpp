#include "gateway/infra/postgres/change_row.hpp"

#include "gateway/infra/postgres/json_forms.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"

#include <fmt/format.h>

namespace clearing::postgres {
namespace {

using ports::SettlementChange;
using State = SettlementState;

// NULL leaves a column as it is. The guards are what the change was decided from (SettlementChange).
constexpr Sql change_settlement{"change_settlement", R"sql(
    WITH changed AS (
        UPDATE settlement SET
            state = $5,
            settled_at = coalesce($6, settled_at),
            assigned_day = coalesce($7, assigned_day),
            error_code = CASE WHEN $8 THEN $9 WHEN $13 THEN NULL ELSE error_code END,
            error_detail = CASE WHEN $8 THEN $10 WHEN $13 THEN NULL ELSE error_detail END,
            error_fields = CASE WHEN $8 THEN $11 WHEN $13 THEN NULL ELSE error_fields END,
            error_settlement_id = CASE WHEN $8 THEN $12 WHEN $13 THEN NULL ELSE error_settlement_id END,
            reverse_remembered = coalesce($14, reverse_remembered),
            had_been_booked = coalesce($15, had_been_booked),
            reverse_message = coalesce($16, reverse_message),
            reopened = reopened OR state = 'reversed' AND $5 <> 'reversed',
            changed_at = instant_of($17),
            translations_sealed = coalesce($18, translations_sealed),
            answer_sealed = coalesce($19, answer_sealed),
            answer_revision = answer_revision + CASE WHEN $19 IS NULL THEN 0 ELSE 1 END,
            their_id = coalesce($20, their_id),
            their_visit_id = coalesce($21, their_visit_id),
            clearing_type = coalesce($22, clearing_type),
            total = coalesce($23, total), hifp = coalesce($24, hifp), cvlserv = coalesce($25, cvlserv),
            hifes = coalesce($26, hifes), hifmi = coalesce($27, hifmi), hifob = coalesce($28, hifob),
            maf = coalesce($29, maf), hifdm = coalesce($30, hifdm), oth = coalesce($31, oth),
            fund_total = coalesce($32, fund_total), account = coalesce($33, account),
            mutual_aid = coalesce($34, mutual_aid), cash = coalesce($35, cash),
            person_total = coalesce($36, person_total), hospital = coalesce($37, hospital),
            full_self_pay = coalesce($38, full_self_pay), over_limit = coalesce($39, over_limit),
            first_self_pay = coalesce($40, first_self_pay), in_scope = coalesce($41, in_scope)
        WHERE settlement_no = $1 AND state = $2 AND reverse_remembered = $3 AND changed_at = instant_of($4)
        RETURNING settlement_no, institution_no, answer_revision, platform, counterparty, insurance_type, care,
                  direction),
    history AS (
        INSERT INTO settlement_history
            (settlement_no, institution_no, from_state, to_state, event, error_code, change_token, at)
        SELECT settlement_no, institution_no, $2, $5, $42, $9, $43, instant_of($17) FROM changed),
    payments AS (
        INSERT INTO settlement_payment
            (settlement_no, institution_no, revision, position, type, name, amount, in_scope, "limit", process_info)
        SELECT c.settlement_no, c.institution_no, c.answer_revision, p.position, p.type, p.name, p.amount, p.in_scope,
               p."limit", p.process_info
        FROM changed c, jsonb_to_recordset($44::jsonb) AS p(position int, type text, name text, amount bigint,
                                                            in_scope bigint, "limit" text, process_info text)),
    transfers AS (
        INSERT INTO transfer (settlement_no, event, debit, credit, component, amount, platform, counterparty,
                              insurance_type, care, direction, clearing_day, posted_at)
        SELECT c.settlement_no, $42, t.debit, t.credit, t.component, t.amount, c.platform, c.counterparty,
               c.insurance_type, c.care, c.direction, $45::date, instant_of($17)
        FROM changed c,
             unnest($46::text[], $47::text[], $48::text[], $49::bigint[]) WITH ORDINALITY
                 AS t(debit, credit, component, amount, position)
        ORDER BY t.position)
    SELECT settlement_no FROM changed)sql"};

std::string as_array(const std::vector<Transfer>& transfers, auto member) {
    std::string text = "{";
    for (const Transfer& transfer : transfers)
        text += fmt::format("{}{}", text.size() > 1 ? "," : "", member(transfer));
    return text + "}";
}

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

void add_answer(Arguments& to, const Vault& vault, const ChangeRow& row) {
    constexpr std::size_t columns = 23;
    if (!row.change.answer) {
        to.resize(to.size() + columns, Argument(std::nullopt));
        return;
    }
    const SettledBill& answer = *row.change.answer;
    const PaymentSplit& s = answer.split;
    const auto unless_empty = [](const auto& id) { return id.empty() ? std::nullopt : std::optional(id); };
    to.insert(to.end(), {sealed_answer(vault, row.before.id, answer), unless_empty(answer.settlement),
                         unless_empty(answer.visit), answer.clearing_type, s.total});
    for (Fund fund : all_funds)
        to.emplace_back(s.funds[fund]);
    for (Money amount : {s.fund_total, s.account, s.mutual_aid, s.cash, s.person_total, s.hospital,
                         s.scope.full_self_pay, s.scope.over_limit, s.scope.first_self_pay, s.scope.in_scope})
        to.emplace_back(amount);
}

void add_rows(Arguments& to, const ChangeRow& row) {
    const SettlementChange& change = row.change;
    const std::vector<Transfer>& transfers = change.transfers;
    to.insert(to.end(), {change.event, row.token,
                         change.answer ? payments_document(change.answer->split.payments) : std::string("[]"),
                         row.posting_day, as_array(transfers, [](const Transfer& t) { return name_of(t.debit); }),
                         as_array(transfers, [](const Transfer& t) { return name_of(t.credit); }),
                         as_array(transfers, [](const Transfer& t) { return name_of(t.component); }),
                         as_array(transfers, [](const Transfer& t) { return t.amount.fen(); })});
}

}  // namespace

bool write_change(Session& session, const Vault& vault, const ChangeRow& row) {
    const SettlementChange& change = row.change;
    Arguments arguments{change.no, name_of(change.from), change.reverse_was_remembered, row.before.changed_at};
    add_state(arguments, change);
    arguments.emplace_back(change.translations.empty()
                               ? std::nullopt
                               : sealed_translations(vault, row.before.id, notes_after(row.before, change)));
    add_answer(arguments, vault, row);
    add_rows(arguments, row);
    return session.first(change_settlement, arguments).has_value();
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
