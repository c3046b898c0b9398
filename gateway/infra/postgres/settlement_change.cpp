#include "gateway/infra/postgres/settlement_change.hpp"

#include "gateway/infra/postgres/adjustment_rows.hpp"
#include "gateway/infra/postgres/cancel_rows.hpp"
#include "gateway/infra/postgres/change_row.hpp"
#include "gateway/infra/postgres/day_rows.hpp"
#include "gateway/infra/postgres/prefund_rows.hpp"
#include "gateway/infra/postgres/reversal_orders.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::postgres {
namespace {

using ports::SettlementChange;
using State = SettlementState;

// Ascending, as everywhere, so that two changes never wait for each other.
constexpr Sql lock_rows{"lock_settlements", R"sql(
    SELECT settlement_no, state FROM settlement WHERE settlement_no IN ($1, $2) ORDER BY settlement_no
    FOR NO KEY UPDATE)sql"};

// Each kind by its own index, which is known only by a constant kind. OFFSET 0: asked for that one row.
constexpr Sql bill_holder{"settlement_bill_holder", R"sql(
    SELECT o.id FROM settlement s, LATERAL (
        SELECT id, settlement_no FROM settlement
        WHERE kind = 'settle' AND NOT reopened AND state IN ('awaiting_answer', 'in_doubt', 'reversing', 'booked')
          AND bill_institution_no = s.bill_institution_no AND bill_visit_id = s.bill_visit_id
          AND bill_number = s.bill_number OFFSET 0) o
    WHERE s.settlement_no = $1 AND s.kind = 'settle' AND o.settlement_no <> s.settlement_no
    UNION ALL
    SELECT o.id FROM settlement s, LATERAL (
        SELECT id, settlement_no FROM settlement
        WHERE kind = 'cancel' AND NOT reopened AND state IN ('awaiting_answer', 'in_doubt', 'reversing', 'booked')
          AND cancels = s.cancels OFFSET 0) o
    WHERE s.settlement_no = $1 AND s.kind = 'cancel' AND o.settlement_no <> s.settlement_no
    LIMIT 1)sql"};

// In the words of the index of live cancels: in those of what is unresolved all of that would be gone through.
constexpr Sql open_cancel{"settlement_open_cancel", R"sql(
    SELECT id FROM settlement WHERE kind = 'cancel' AND cancels = $1 AND NOT reopened
        AND state IN ('awaiting_answer', 'in_doubt', 'reversing', 'booked') AND state <> 'booked' LIMIT 1)sql"};

// Held as the opening of a cancel holds it.
constexpr Sql hold_original{"hold_original_of_cancel", R"sql(
    SELECT o.state FROM settlement c JOIN settlement o ON o.settlement_no = c.cancels
    WHERE c.settlement_no = $1 FOR NO KEY UPDATE OF o)sql"};

constexpr Sql cancel_original{"cancel_original", R"sql(
    UPDATE settlement SET state = 'cancelled', changed_at = instant_of($2)
    WHERE settlement_no = $1 AND state = 'booked')sql"};

// One that was reversed and turns out to stand after all (reopened) takes what it had let go itself. $2 is false: as an
// argument it leads to the index of the visit's lines. By that of all unsettled ones, planned while there are none,
// each commit would go through all of them.
constexpr Sql take_fee_lines{"take_fee_lines", R"sql(
    WITH taken AS (
        UPDATE fee_line SET settled_by = s.settlement_no FROM settlement s
        WHERE s.settlement_no = ANY ($1::bigint[]) AND fee_line.visit_no = s.visit_no AND fee_line.removed = $2
          AND fee_line.settled_by IS NULL AND fee_line.line_no <= s.lines_until
          AND (s.reopened OR fee_line.free_since <= s.lines_until)
          AND (s.care = 'inpatient' OR fee_line.bill = s.bill_number)
        RETURNING fee_line.settled_by),
    renewed AS (
        UPDATE visit v SET revision = v.revision + 1 FROM settlement s
        WHERE s.settlement_no = ANY ($1::bigint[]) AND s.care = 'inpatient' AND v.visit_no = s.visit_no
          AND s.settlement_no IN (SELECT settled_by FROM taken))
    INSERT INTO outbox (settlement_no, visit_no, peer, state, next_try_at, created_at, changed_at)
    SELECT settlement_no, visit_no, other_side, 'pending', changed_at, changed_at, changed_at
    FROM settlement
    WHERE settlement_no = ANY ($1::bigint[]) AND direction = 'visitor' AND visit_no IS NOT NULL
      AND settlement_no IN (SELECT settled_by FROM taken)
    ORDER BY settlement_no
    ON CONFLICT (settlement_no) DO UPDATE SET state = 'pending', next_try_at = excluded.next_try_at,
        resumed_at = excluded.changed_at, changed_at = excluded.changed_at
    WHERE outbox.state = 'withdrawn')sql"};

constexpr Sql renew_lines_until{"renew_lines_until", R"sql(
    UPDATE settlement SET lines_until = (SELECT coalesce(max(greatest(line_no, free_since)), 0) FROM fee_line
                                         WHERE fee_line.visit_no = settlement.visit_no)
    WHERE settlement_no = $1)sql"};

// Its bill was checked on this revision of its visit. Another one in turn finds it moved, as after an intent.
constexpr Sql renew_checked_visit{"renew_checked_visit", R"sql(
    UPDATE visit v SET revision = v.revision + 1 FROM settlement s
    WHERE s.settlement_no = $1 AND v.visit_no = s.visit_no AND v.revision = $2
    RETURNING v.visit_no)sql"};

// What was told of it stays told of it.
constexpr Sql free_lines{"free_fee_lines", R"sql(
    WITH freed AS (
        UPDATE fee_line SET settled_by = NULL, free_since = nextval('fee_line_line_no_seq')
        WHERE settled_by = $1 AND NOT told RETURNING visit_no)
    UPDATE visit SET revision = revision + 1 WHERE visit_no IN (SELECT visit_no FROM freed))sql"};
// The states as an argument: by an index of theirs, planned while it is empty, the whole backlog would be gone through.
constexpr Sql withdraw_upload{"withdraw_fee_upload", R"sql(
    UPDATE outbox SET state = 'withdrawn', changed_at = instant_of($2)
    WHERE settlement_no = $1 AND state = ANY ($3::text[]))sql"};

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

/// The original that a cancel's change moves, too.
std::optional<SettlementNo> original_of(const SettlementChange& change) {
    return change.cancelled_original ? change.cancelled_original : change.reinstated_original;
}

/// False: the rows are not as the change was decided.
bool rows_are_as_decided(Session& session, const SettlementChange& change) {
    const auto original = original_of(change);
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
    if (holds_bill(change.from) || !holds_bill(change.to) || change.from == State::reversed) return {};
    const auto holder = session.first(bill_holder, {change.no});
    if (!holder) return {};
    return fail(Error{ErrorCode::already_settled, "another settlement has taken the bill", {}, holder->text("id")});
}

/// The row of the settlement is held, as it is by whoever opens a cancel of it: one of the two sees the other.
Result<void> check_no_cancel_is_open(Session& session, SettlementNo no) {
    const auto cancel = session.first(open_cancel, {no});
    if (!cancel) return {};
    return fail(Error{ErrorCode::cancel_in_doubt, "a cancel of it is under way", {}, cancel->text("id")});
}

/// A cancel that was not sent and is to be sent after all.
bool is_taken_up_again(const SettlementChange& change, const SettlementRecord& record) {
    return record.cancels && change.from == State::not_sent && change.to == State::awaiting_answer;
}

bool original_is_booked(Session& session, SettlementNo cancel) {
    const auto row = session.first(hold_original, {cancel});
    return row && row->text("state") == name_of(State::booked);
}

Result<void> hold_checked_visit(Session& session, const SettlementChange& change) {
    if (!change.visit_revision) return {};
    if (session.first(renew_checked_visit, {change.no, *change.visit_revision})) return {};
    return fail(ErrorCode::busy, "the visit and its lines were changed meanwhile");
}

void write_lines(Session& session, const SettlementChange& change) {
    // Its bill was checked again, with the lines that are there by now.
    const bool is_sent_again = change.from == State::not_sent && change.to == State::awaiting_answer;
    if (is_sent_again) session.send(renew_lines_until, {change.no});
    if (change.take_lines) take_lines(session, {change.no});
    if (change.free_lines) {
        const SettlementNo of = change.cancelled_original.value_or(change.no);
        session.run(free_lines, {of});
        session.run(withdraw_upload, {of, change.at, "{pending,parked}"});
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

/// Where a change stands in the pair's days: what is decided after a day's close is carried out of it, and posted on
/// the pair's then open day, for a closed day is immutable (SETTLEMENT §3).
class Days {
public:
    Days(Session& session, PairKey pair, Instant at) : session_(session), pair_(std::move(pair)), at_(at) {}

    /// The record is assigned to this day only now.
    void take_in(ClearingDay day, const SettlementKey& settlement) {
        if (is_fixed(day)) carry_out(session_, day_key(pair_, day), settlement);
    }
    ClearingDay for_posting(ClearingDay day) {
        return is_fixed(day) ? open_day_held(session_, pair_, day.next(), at_) : day;
    }
    /// Whether the record's day is known to be open, so that `day_open` needs no look at the rest.
    bool is_open(ClearingDay day) { return day_held(day).state == DayState::open; }

private:
    bool is_fixed(ClearingDay day) { return day_held(day).content_is_fixed; }
    const HeldDay& day_held(ClearingDay day) {
        if (!known_ || known_->first != day) known_.emplace(day, held_day(session_, day_key(pair_, day), at_));
        return known_->second;
    }

    Session& session_;
    PairKey pair_;
    Instant at_;
    std::optional<std::pair<ClearingDay, HeldDay>> known_;
};

/// The record as it stands now, its rows locked. Nothing: the change was decided from something else.
Result<std::optional<SettlementRecord>> look_at(Session& session, const Vault& vault, const SettlementChange& change) {
    if (!rows_are_as_decided(session, change)) return std::nullopt;
    SettlementRecord present = find_settlement(session, vault, change.no).value();
    if (present.facts.reverse_remembered != change.reverse_was_remembered) return std::nullopt;
    if (change.decided_from && change.decided_from->changed_at != present.changed_at) return std::nullopt;
    if (is_reversal_of_booked(change)) {
        if (!present.facts.day_open) return std::nullopt;
        if (Result<void> alone = check_no_cancel_is_open(session, change.no); !alone)
            return fail(std::move(alone.error()));
    }
    if (is_taken_up_again(change, present) && !original_is_booked(session, change.no)) return std::nullopt;
    if (Result<void> free = check_bill_is_free(session, change); !free) return fail(std::move(free.error()));
    return present;
}

/// The settlement that is reversed, or whose cancel is booked or reversed, where there are adjustments of it to take
/// back or to renew.
std::optional<SettlementNo> find_adjusted(Session& session, const SettlementChange& change) {
    const auto moved = undoes_a_booking(change) ? change.no : original_of(change);
    if (!moved || !is_adjusted(session, *moved)) return std::nullopt;
    return moved;
}

/// `own`: the id of the record that changes.
Result<void> move_adjustments(Session& session, SettlementNo settlement, const SettlementChange& change,
                              const SettlementId& own) {
    if (undoes_a_booking(change)) return take_back_adjustments(session, settlement, "reversal " + own.text, change.at);
    return change.cancelled_original ? take_back_adjustments(session, settlement, "cancel " + own.text, change.at)
                                     : renew_adjustments(session, settlement, "cancel " + own.text, change.at);
}

}  // namespace

bool undoes_a_booking(const SettlementChange& change) {
    return change.from == State::reversing && change.to == State::reversed && !change.transfers.empty();
}

bool needs_a_look(const SettlementChange& change) {
    const bool takes_the_bill = !holds_bill(change.from) && holds_bill(change.to);
    return original_of(change) || is_reversal_of_booked(change) || takes_the_bill || !change.decided_from;
}

void take_lines(Session& session, const std::vector<SettlementNo>& settlements) {
    if (!settlements.empty()) session.send(take_fee_lines, {number_array(settlements), false});
}

bool is_applied(Session& session, SettlementNo no, const std::string& change_token) {
    return session.first(history_exists, {no, change_token}).has_value();
}

Result<std::optional<SettlementRecord>> apply_change(Session& session, const Vault& vault,
                                                     const SettlementChange& change, const std::string& change_token) {
    std::optional<SettlementRecord> before = change.decided_from;
    if (!before) before = find_settlement(session, vault, change.no);
    if (!before) return std::nullopt;
    if (change.release)
        if (Result<void> released = hold_for_release(session, *change.release); !released)
            return fail(std::move(released.error()));
    const PairKey pair = pair_of(*before);
    // Before the rows: the switch of the day holds its lock alone and then waits for rows.
    const bool day_matters = change.assigned_day || is_reversal_of_booked(change) || change.from == State::not_sent ||
                             original_of(change) || undoes_a_booking(change);
    if (day_matters) hold_shared(session, pair);
    if (needs_a_look(change)) {
        auto present = look_at(session, vault, change);
        if (!present || !*present) return present;
        before = std::move(*present);
    }
    // Only now: whoever was adjusting it held its row.
    const std::optional<SettlementNo> adjusted = find_adjusted(session, change);

    Days days(session, pair, change.at);
    ChangeRow row{change, *before, change_token, std::nullopt, seal_parts(vault, *before, change)};
    if (!change.transfers.empty()) {
        const auto day = change.posting_day ? change.posting_day
                                            : (change.assigned_day ? change.assigned_day : before->assigned_day);
        if (!day) return fail(ErrorCode::internal_error, "postings without a day");
        row.posting_day = days.for_posting(*day);
    }
    if (Result<void> held = hold_checked_visit(session, change); !held) return fail(std::move(held.error()));
    if (!write_changes(session, {row}).front()) return std::nullopt;

    // After this point the change must succeed.
    if (change.release) write_release(session, *change.release);
    if (change.cancelled_original) cancel_the_original(session, change, change_token);
    if (change.reinstated_original) reinstate(session, *change.reinstated_original, change_token, change.at);
    if (adjusted)
        if (auto posted = move_adjustments(session, *adjusted, change, before->id); !posted)
            return fail(std::move(posted.error()));
    if (change.assigned_day) days.take_in(*change.assigned_day, before->key);
    write_lines(session, change);
    write_findings(session, change);
    const Money reserved_before = reserved_by(*before);
    SettlementRecord after = changed_record(std::move(*before), change);
    follow_change(session, reserved_before, after, change.transfers);
    const bool is_known_open =
        is_unresolved(after.state) || (change.assigned_day && days.is_open(*change.assigned_day));
    if (!is_known_open) return find_settlement(session, vault, change.no);
    after.facts.day_open = true;
    return after;
}

}  // namespace clearing::postgres
