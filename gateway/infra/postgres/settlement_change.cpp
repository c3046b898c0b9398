#include "gateway/infra/postgres/settlement_change.hpp"

#include "gateway/infra/postgres/cancel_rows.hpp"
#include "gateway/infra/postgres/day_rows.hpp"
#include "gateway/infra/postgres/json_forms.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::postgres {
namespace {

using ports::SettlementChange;
using State = SettlementState;

constexpr Sql pair_of_settlement{"settlement_pair", R"sql(
    SELECT platform, counterparty, direction FROM settlement WHERE settlement_no = $1)sql"};

// Ascending, as everywhere, so that two changes never wait for each other.
constexpr Sql lock_rows{"lock_settlements", R"sql(
    SELECT settlement_no, state FROM settlement WHERE settlement_no IN ($1, $2) ORDER BY settlement_no
    FOR NO KEY UPDATE)sql"};

constexpr Sql bill_holder{"settlement_bill_holder", R"sql(
    SELECT o.id FROM settlement s JOIN settlement o
        ON o.kind = s.kind AND o.settlement_no <> s.settlement_no AND NOT o.reopened
       AND o.state IN ('awaiting_answer', 'in_doubt', 'reversing', 'booked')
       AND CASE s.kind WHEN 'settle' THEN (o.bill_institution_no, o.bill_visit_id, o.bill_number)
                                          = (s.bill_institution_no, s.bill_visit_id, s.bill_number)
                       ELSE o.cancels = s.cancels END
    WHERE s.settlement_no = $1 LIMIT 1)sql"};

constexpr Sql update_state{"update_settlement_state", R"sql(
    UPDATE settlement SET
        state = $2,
        settled_at = coalesce($3, settled_at),
        assigned_day = coalesce($4, assigned_day),
        error_code = CASE WHEN $5 THEN $6 WHEN $2 IN ('booked', 'awaiting_answer') THEN NULL ELSE error_code END,
        error_detail = CASE WHEN $5 THEN $7 WHEN $2 IN ('booked', 'awaiting_answer') THEN NULL ELSE error_detail END,
        error_fields = CASE WHEN $5 THEN $8 WHEN $2 IN ('booked', 'awaiting_answer') THEN NULL ELSE error_fields END,
        error_settlement_id =
            CASE WHEN $5 THEN $9 WHEN $2 IN ('booked', 'awaiting_answer') THEN NULL ELSE error_settlement_id END,
        reverse_remembered = coalesce($10, reverse_remembered),
        had_been_booked = coalesce($11, had_been_booked),
        reverse_message = coalesce($12, reverse_message),
        reopened = reopened OR state = 'reversed' AND $2 <> 'reversed',
        changed_at = instant_of($13)
    WHERE settlement_no = $1)sql"};

constexpr Sql cancel_original{"cancel_original", R"sql(
    UPDATE settlement SET state = 'cancelled', changed_at = instant_of($2)
    WHERE settlement_no = $1 AND state = 'booked')sql"};

constexpr Sql insert_transfers{"insert_settlement_transfers", R"sql(
    INSERT INTO transfer (settlement_no, event, debit, credit, component, amount, platform, counterparty,
                          insurance_type, care, direction, clearing_day, posted_at)
    SELECT s.settlement_no, $2, t.debit, t.credit, t.component, t.amount, s.platform, s.counterparty,
           s.insurance_type, s.care, s.direction, $3::date, instant_of($4)
    FROM settlement s,
         unnest($5::text[], $6::text[], $7::text[], $8::bigint[]) WITH ORDINALITY
             AS t(debit, credit, component, amount, position)
    WHERE s.settlement_no = $1 ORDER BY t.position)sql"};

constexpr Sql take_lines{"take_fee_lines", R"sql(
    UPDATE fee_line SET settled_by = s.settlement_no FROM settlement s
    WHERE s.settlement_no = $1 AND fee_line.visit_no = s.visit_no AND NOT fee_line.removed
      AND fee_line.settled_by IS NULL AND fee_line.line_no <= s.lines_until
      AND (s.care = 'inpatient' OR fee_line.bill = s.bill_number))sql"};

constexpr Sql queue_upload{"queue_fee_upload", R"sql(
    INSERT INTO outbox (settlement_no, visit_no, peer, state, next_try_at, created_at, changed_at)
    SELECT settlement_no, visit_no, other_side, 'pending', instant_of($2), instant_of($2), instant_of($2)
    FROM settlement WHERE settlement_no = $1 AND visit_no IS NOT NULL
    ON CONFLICT (settlement_no) DO UPDATE SET state = 'pending', changed_at = excluded.changed_at
    WHERE outbox.state = 'withdrawn')sql"};

constexpr Sql free_lines{"free_fee_lines", "UPDATE fee_line SET settled_by = NULL WHERE settled_by = $1"};
constexpr Sql withdraw_upload{"withdraw_fee_upload", R"sql(
    UPDATE outbox SET state = 'withdrawn', changed_at = instant_of($2)
    WHERE settlement_no = $1 AND state IN ('pending', 'parked'))sql"};

constexpr Sql insert_difference{"insert_settlement_difference", R"sql(
    INSERT INTO difference (settlement_no, kind, key_division, key_id, ours, theirs, note, found_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, instant_of($8)))sql"};

constexpr Sql insert_alarm{"insert_alarm", R"sql(
    INSERT INTO alarm (settlement_no, text, raised_at) VALUES ($1, $2, instant_of($3)))sql"};

constexpr Sql history_exists{"settlement_history_exists", R"sql(
    SELECT 1 FROM settlement_history WHERE settlement_no = $1 AND change_token = $2)sql"};

constexpr bool is_reversal_of_booked(const SettlementChange& change) {
    return change.from == State::booked && change.to == State::reversing;
}

DayPair read_pair(const Row& row) {
    return {PlatformName(row.text("platform")), DivisionCode(row.text("counterparty")),
            *direction_named(row.text("direction"))};
}

std::string as_array(const std::vector<Transfer>& transfers, auto member) {
    std::string text = "{";
    for (const Transfer& transfer : transfers)
        text += fmt::format("{}{}", text.size() > 1 ? "," : "", member(transfer));
    return text + "}";
}

void post(Session& session, const SettlementChange& change, ClearingDay day) {
    const std::vector<Transfer>& transfers = change.transfers;
    session.run(insert_transfers, {change.no, change.event, day, change.at,
                                   as_array(transfers, [](const Transfer& t) { return name_of(t.debit); }),
                                   as_array(transfers, [](const Transfer& t) { return name_of(t.credit); }),
                                   as_array(transfers, [](const Transfer& t) { return name_of(t.component); }),
                                   as_array(transfers, [](const Transfer& t) { return t.amount.fen(); })});
}

/// False: the rows are not as the change was decided.
bool rows_are_as_decided(Session& session, const SettlementChange& change) {
    const auto original = change.cancelled_original ? change.cancelled_original : change.reinstated_original;
    const Rows rows = session.run(lock_rows, {change.no, original});
    const auto is_in = [&](SettlementNo no, State state) {
        return std::ranges::any_of(rows, [&](const Row& row) {
            return row.number("settlement_no") == no.value && row.text("state") == name_of(state);
        });
    };
    if (!is_in(change.no, change.from)) return false;
    if (change.reinstated_original && !is_in(*change.reinstated_original, State::cancelled)) return false;
    return !change.cancelled_original || is_in(*change.cancelled_original, State::booked);
}

Result<void> check_bill_is_free(Session& session, const SettlementChange& change) {
    if (change.reinstated_original) return check_reinstatement(session, *change.reinstated_original);
    if (is_reversal_of_booked(change)) return check_no_cancel_under_way(session, change.no);
    if (holds_bill(change.from) || !holds_bill(change.to) || change.from == State::reversed) return {};
    const auto holder = session.first(bill_holder, {change.no});
    if (!holder) return {};
    return fail(Error{ErrorCode::already_settled, "another settlement has taken the bill", {}, holder->text("id")});
}

void write_state(Session& session, const SettlementChange& change) {
    const std::optional<Error>& error = change.error;
    session.run(update_state, {change.no, name_of(change.to), change.settled_at, change.assigned_day, error.has_value(),
                               error ? std::optional(static_cast<int>(error->code)) : std::nullopt,
                               error ? std::optional(error->detail) : std::nullopt,
                               error ? std::optional(text_list(error->fields)) : std::nullopt,
                               error ? std::optional(error->settlement_id) : std::nullopt, change.reverse_remembered,
                               change.had_been_booked, change.reverse_message, change.at});
}

void write_lines(Session& session, const SettlementChange& change, Direction direction) {
    if (change.take_lines) {
        const std::size_t taken = session.run(take_lines, {change.no}).affected;
        if (taken > 0 && direction == Direction::visitor) session.run(queue_upload, {change.no, change.at});
    }
    if (change.free_lines) {
        const SettlementNo of = change.cancelled_original.value_or(change.no);
        session.run(free_lines, {of});
        session.run(withdraw_upload, {of, change.at});
    }
}

void write_findings(Session& session, const SettlementChange& change) {
    for (const Difference& found : change.differences)
        session.run(insert_difference, {change.no, name_of(found.kind), found.settlement.treatment_division,
                                        found.settlement.settlement, found.ours, found.theirs, found.note, change.at});
    if (change.alarm) session.run(insert_alarm, {change.no, *change.alarm, change.at});
}

void cancel_the_original(Session& session, const SettlementChange& change, const std::string& change_token) {
    session.run(cancel_original, {*change.cancelled_original, change.at});
    write_history(session,
                  {*change.cancelled_original, State::booked, State::cancelled,
                   std::string(name_of(SettlementEvent::cancel_booked)), std::nullopt, change_token, change.at});
}

/// A day that is closed already does not take the line in: it clears on the pair's then open day (SETTLEMENT §3).
void carry_out_of_closed_day(Session& session, const DayPair& pair, const SettlementRecord& record, Instant at) {
    const DayKey key{pair.platform, pair.counterparty, pair.direction, *record.assigned_day};
    day_row(session, key, at);
    if (has_fixed_content(session, key)) carry_out(session, key, record.key);
}

/// A closed day is immutable (SETTLEMENT §3): what is decided after its close is posted on the pair's then open day.
ClearingDay posting_day(Session& session, const DayPair& pair, ClearingDay day, Instant at) {
    const DayKey key{pair.platform, pair.counterparty, pair.direction, day};
    day_row(session, key, at);
    if (!has_fixed_content(session, key)) return day;
    return open_day_held(session, pair, day.next(), at);
}

}  // namespace

bool is_applied(Session& session, SettlementNo no, const std::string& change_token) {
    return session.first(history_exists, {no, change_token}).has_value();
}

Result<std::optional<SettlementRecord>> apply_change(Session& session, const Vault& vault,
                                                     const SettlementChange& change, const std::string& change_token) {
    const auto pair_row = session.first(pair_of_settlement, {change.no});
    if (!pair_row) return std::nullopt;
    const DayPair pair = read_pair(*pair_row);
    // Before the rows: the switch of the day holds its lock alone and then waits for rows.
    const bool day_matters = change.assigned_day || is_reversal_of_booked(change) || change.from == State::not_sent;
    if (day_matters) hold_shared(session, pair);
    if (!rows_are_as_decided(session, change)) return std::nullopt;
    const SettlementRecord before = *find_settlement(session, vault, change.no);
    if (before.facts.reverse_remembered != change.reverse_was_remembered) return std::nullopt;
    if (is_reversal_of_booked(change) && !before.facts.day_open) return std::nullopt;
    if (Result<void> free = check_bill_is_free(session, change); !free) return fail(std::move(free.error()));

    // After this point the change must succeed.
    if (change.answer) write_answer(session, vault, change.no, before.id, *change.answer);
    if (!change.translations.empty()) append_translations(session, vault, before, change.translations);
    write_state(session, change);
    write_history(session, {change.no, change.from, change.to, change.event,
                            change.error ? std::optional(change.error->code) : std::nullopt, change_token, change.at});
    if (change.cancelled_original) cancel_the_original(session, change, change_token);
    if (change.reinstated_original) reinstate(session, *change.reinstated_original, change_token, change.at);
    if (change.assigned_day) {
        SettlementRecord assigned = before;
        assigned.assigned_day = change.assigned_day;
        carry_out_of_closed_day(session, pair, assigned, change.at);
    }
    if (!change.transfers.empty()) {
        const auto day =
            change.posting_day ? change.posting_day : (change.assigned_day ? change.assigned_day : before.assigned_day);
        if (!day) return fail(ErrorCode::internal_error, "postings without a day");
        post(session, change, posting_day(session, pair, *day, change.at));
    }
    write_lines(session, change, before.direction);
    write_findings(session, change);
    return find_settlement(session, vault, change.no);
}

}  // namespace clearing::postgres
