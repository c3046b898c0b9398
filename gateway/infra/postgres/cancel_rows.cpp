#include "gateway/infra/postgres/cancel_rows.hpp"

#include "gateway/infra/postgres/settlement_row.hpp"

namespace clearing::postgres {
namespace {

using State = SettlementState;

constexpr Sql holder_of_same_bill{"holder_of_same_bill", R"sql(
    SELECT o.id FROM settlement s JOIN settlement o
        ON o.kind = 'settle' AND o.settlement_no <> s.settlement_no AND NOT o.reopened
       AND o.state IN ('awaiting_answer', 'in_doubt', 'reversing', 'booked')
       AND (o.bill_institution_no, o.bill_visit_id, o.bill_number)
           = (s.bill_institution_no, s.bill_visit_id, s.bill_number)
    WHERE s.settlement_no = $1 LIMIT 1)sql"};

// Of a visitor's bill its lines are the measure: those of its intent, none of them refunded since. Of a resident's the
// lines are the other region's, and come when they come. $2 is false, an argument for the same reason as in
// take_fee_lines.
#define LINES_OF_BILL \
    R"sql(
    FROM settlement s JOIN fee_line l ON l.visit_no = s.visit_no AND l.removed = $2 AND l.settled_by IS NULL
         AND (s.care = 'inpatient' OR l.bill = s.bill_number)
    WHERE s.settlement_no = $1 )sql"

constexpr Sql lines_differ{"lines_of_reinstated_differ", R"sql(
    SELECT 1 FROM settlement r WHERE r.settlement_no = $1 AND r.direction = 'visitor' AND
        (r.total <> (SELECT coalesce(sum(l.amount), 0))sql" LINES_OF_BILL R"sql( AND l.line_no <= s.lines_until)
         OR EXISTS (SELECT)sql" LINES_OF_BILL R"sql( AND l.line_no > s.lines_until AND l.refund_of IN (
                        SELECT l.line_id)sql" LINES_OF_BILL R"sql( AND l.line_no <= s.lines_until))))sql"};

constexpr Sql book_again{"book_original_again", R"sql(
    UPDATE settlement SET state = 'booked', changed_at = instant_of($2)
    WHERE settlement_no = $1 AND state = 'cancelled')sql"};

// Held first, and another revision for whoever has checked a bill of it: so either sees the other.
constexpr Sql renew_visit{"renew_visit_of_settlement", R"sql(
    UPDATE visit v SET revision = v.revision + 1 FROM settlement s
    WHERE s.settlement_no = $1 AND v.visit_no = s.visit_no)sql"};

// OFFSET 0: by the stay, not by all that is unresolved.
constexpr Sql open_one_of_stay{"open_settlement_of_stay", R"sql(
    SELECT o.id FROM settlement s,
         LATERAL (SELECT id, settlement_no, state FROM settlement
                  WHERE visit_id = s.visit_id AND visit_id <> '' AND kind = 'settle' AND NOT reopened OFFSET 0) o
    WHERE s.settlement_no = $1 AND s.care = 'inpatient' AND o.settlement_no <> s.settlement_no
      AND o.state IN ('awaiting_answer', 'in_doubt', 'reversing') LIMIT 1)sql"};

// $2 is false, an argument for the same reason as in take_fee_lines.
constexpr Sql take_lines_again{"take_lines_again", R"sql(
    UPDATE fee_line SET settled_by = s.settlement_no FROM settlement s
    WHERE s.settlement_no = $1 AND fee_line.visit_no = s.visit_no AND fee_line.removed = $2
      AND fee_line.settled_by IS NULL AND fee_line.line_no <= s.lines_until
      AND (s.care = 'inpatient' OR fee_line.bill = s.bill_number))sql"};

constexpr Sql owe_upload_again{"owe_upload_again", R"sql(
    UPDATE outbox SET state = 'pending', next_try_at = instant_of($2), resumed_at = instant_of($2),
                      changed_at = instant_of($2)
    WHERE settlement_no = $1 AND state = 'withdrawn')sql"};

#undef LINES_OF_BILL

}  // namespace

Result<void> check_reinstatement(Session& session, SettlementNo original) {
    if (const auto holder = session.first(holder_of_same_bill, {original}))
        return fail(Error{ErrorCode::already_settled, "another settlement has taken the bill", {}, holder->text("id")});
    session.run(renew_visit, {original});
    if (const auto open = session.first(open_one_of_stay, {original}))
        return fail(Error{ErrorCode::already_settled, "a settlement of the stay is under way", {}, open->text("id")});
    if (session.first(lines_differ, {original, false})) return fail(ErrorCode::bill_changed);
    return {};
}

void reinstate(Session& session, SettlementNo original, const std::string& change_token, Instant at) {
    session.run(book_again, {original, at});
    write_history(session, {original, State::cancelled, State::booked,
                            std::string(name_of(SettlementEvent::cancel_reversing)), std::nullopt, change_token, at});
    session.run(take_lines_again, {original, false});
    session.run(owe_upload_again, {original, at});
}

}  // namespace clearing::postgres
