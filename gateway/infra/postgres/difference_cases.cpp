#include "gateway/infra/postgres/difference_cases.hpp"

#include "gateway/infra/postgres/alarms.hpp"
#include "gateway/infra/postgres/arrays.hpp"
#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/difference_rows.hpp"
#include "gateway/infra/postgres/ended_cases.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace clearing::postgres {
namespace {

constexpr Write take_up_found{"case.take_up", Commit::alone};
constexpr Write take_due_cases{"case.take", Commit::alone};
constexpr Write note_step{"case.stepped"};
constexpr Write assign_case{"case.assign"};
constexpr Write note_case{"case.note"};
constexpr Write tell_overdue{"case.overdue", Commit::alone};
constexpr Write resolve_case{"case.resolve"};

constexpr Sql no_of_day{"day_no_of_cases", R"sql(
    SELECT day_no FROM clearing_day WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4)sql"};

constexpr Sql open_case{"open_difference_case", R"sql(
    INSERT INTO difference_case (day_no, key_division, key_id, kind, ours, theirs, note, state, step, next_try_at,
                                 opened_by, opened_at, due)
    VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8 = 'none' THEN 'open' ELSE 'trying' END, $8, instant_of($9),
            $10, instant_of($9), $11)
    ON CONFLICT DO NOTHING
    RETURNING case_no)sql"};

// What the comparison did not find any more; `$3` and `$4` are the keys it did find.
constexpr Sql settle_gone{"settle_gone_cases", R"sql(
    WITH gone AS (
        UPDATE difference_case c SET state = 'settled', ended_by = 'daemon', ended_at = instant_of($2),
                                     outcome = 'the lines are alike', taken_until = NULL
        WHERE c.state IN ('trying', 'open') AND c.day_no = $1
          AND NOT EXISTS (SELECT FROM unnest($3::text[], $4::text[]) AS found (division, id)
                          WHERE found.division = c.key_division AND found.id = c.key_id)
        RETURNING case_no)
    INSERT INTO case_note (case_no, at, author, text)
    SELECT case_no, instant_of($2), 'daemon', 'compared again: the lines are alike' FROM gone)sql"};

// ARRAY: chosen once. As a subquery of IN it may be asked anew for each row, and its limit with it.
constexpr Sql take_trying{"take_due_cases", R"sql(
    UPDATE difference_case SET process = $1, taken_until = instant_of($3)
    WHERE case_no = ANY (ARRAY(
        SELECT case_no FROM difference_case
        WHERE state = 'trying' AND next_try_at <= instant_of($2) AND (taken_until IS NULL OR taken_until <= instant_of($2))
        ORDER BY next_try_at, case_no LIMIT $4
        FOR UPDATE SKIP LOCKED))
    RETURNING case_no)sql"};

constexpr Sql write_step{"write_case_step", R"sql(
    UPDATE difference_case SET state = $3, attempts = attempts + 1, next_try_at = instant_of($4), taken_until = NULL,
                               ended_by = CASE WHEN $3 = 'settled' THEN 'daemon' ELSE '' END,
                               ended_at = CASE WHEN $3 = 'settled' THEN instant_of($5) END,
                               outcome = CASE WHEN $3 = 'settled' THEN $6 ELSE '' END
    WHERE case_no = $1 AND process = $2 AND state = 'trying' AND taken_until IS NOT NULL)sql"};

constexpr Sql day_of_case{"day_of_case", "SELECT day_no FROM difference_case WHERE case_no = $1"};

constexpr Sql write_note{"write_case_note", R"sql(
    INSERT INTO case_note (case_no, at, author, text) VALUES ($1, instant_of($2), $3, $4))sql"};
constexpr Sql notes_of{"notes_of_case", R"sql(
    SELECT ms_of(at) AS at_ms, author, text FROM case_note WHERE case_no = $1 ORDER BY note_no)sql"};

constexpr Sql set_owner{"assign_difference_case", R"sql(
    UPDATE difference_case SET owner = $2, assigned_by = $3, state = 'open', taken_until = NULL
    WHERE case_no = $1 AND state IN ('trying', 'open'))sql"};
constexpr Sql end_case{"resolve_difference_case", R"sql(
    UPDATE difference_case SET state = 'resolved', ended_by = $2, ended_at = instant_of($3), outcome = $4, voucher = $5,
                               taken_until = NULL
    WHERE case_no = $1 AND state IN ('trying', 'open'))sql"};

constexpr Sql cases_in_hand{"cases_in_hand", R"sql(
    SELECT DISTINCT c.key_division, c.key_id
    FROM difference_case c JOIN clearing_day d USING (day_no)
    WHERE c.state IN ('trying', 'open') AND c.owner <> '' AND c.kind <> 'details_total'
      AND d.platform = $1 AND d.counterparty = $2 AND d.direction = $3
    ORDER BY c.key_division, c.key_id)sql"};

// Once a case: an alarm that was acknowledged counts as well.
constexpr Sql overdue_cases{"overdue_cases", R"sql(
    SELECT case_no FROM difference_case c
    WHERE c.state IN ('trying', 'open') AND c.due < $1
      AND NOT EXISTS (SELECT FROM alarm a WHERE a.kind = $2 AND a.subject = 'case-' || c.case_no)
    ORDER BY case_no)sql"};

constexpr const char* needs_person = "difference_case";
constexpr const char* overdue = "difference_overdue";

std::unexpected<Error> unknown_case() {
    return fail(ErrorCode::not_found, "there is no case of this number", {"no"});
}

/// Locks nothing: whoever changes the case says in its WHERE which one it means.
Result<DifferenceCase> known_case(Session& session, long long no) {
    auto found = find_case(session, no);
    if (!found) return unknown_case();
    return std::move(*found);
}

/// False: the line has a case of this day that is not over.
bool open(Session& session, long long day_no, const ports::FoundDifferences& found, const Difference& difference) {
    const StepRule& rule = step_rule_of(difference.kind);
    const auto opened = session.first(
        open_case, {day_no, difference.settlement.treatment_division, difference.settlement.settlement,
                    name_of(difference.kind), difference.ours, difference.theirs, difference.note, name_of(rule.step),
                    found.at, found.found_by, found.due ? Argument(found.due->to_text()) : Argument(std::nullopt)});
    if (!opened) return false;
    if (rule.step == NextStep::none) {
        const long long no = opened->number("case_no");
        const DifferenceCase one = find_case(session, no).value();
        raise_alarm(session, {needs_person, subject_of_case(no), needs_a_person(one, rule.why), found.at});
    }
    return true;
}

/// Before a case ends: its day's agreement comes before or after it. Nothing: there is no such case.
std::optional<DifferenceCase> hold_case(Session& session, long long no) {
    const auto day = session.first(day_of_case, {no});
    if (!day) return std::nullopt;
    hold_day_of_cases(session, day->number("day_no"));
    return find_case(session, no);
}

void carry_line_of(Session& session, const DifferenceCase& one) {
    carry_ended_line(session, session.first(day_of_case, {one.no})->number("day_no"), one.difference.settlement);
}

std::unexpected<Error> over_already(long long no) {
    return fail(ErrorCode::conflict, fmt::format("case {} is over", no), {"no"});
}

}  // namespace

awaitable<Result<ports::TakenUp>> DifferenceCases::take_up(ports::FoundDifferences found) {
    auto work = [f = std::move(found)](Session& session) -> Result<ports::TakenUp> {
        ports::TakenUp taken;
        const auto day =
            session.first(no_of_day, {f.day.platform, f.day.counterparty, name_of(f.day.direction), f.day.day});
        if (!day) return taken;
        const long long day_no = day->number("day_no");
        std::vector<SettlementKey> keys;
        for (const Difference& d : f.leading)
            keys.push_back(d.settlement);
        const KeyArrays still_there = key_arrays(keys);
        hold_day_of_cases(session, day_no);
        taken.settled = static_cast<long long>(
            session.run(settle_gone, {day_no, f.at, still_there.divisions, still_there.ids}).affected);
        if (taken.settled > 0) carry_ended_of_day(session, day_no);
        for (const Difference& d : f.leading)
            if (open(session, day_no, f, d)) ++taken.opened;
        return taken;
    };
    return pool_.write_repeatable(take_up_found, std::move(work));
}

awaitable<Result<std::vector<DifferenceCase>>> DifferenceCases::take_due(ports::CaseQuery query) {
    auto work = [q = std::move(query)](Session& session) -> Result<std::vector<DifferenceCase>> {
        std::vector<DifferenceCase> cases;
        for (const Row& row : session.run(take_trying, {q.process, q.now, q.taken_until, q.limit}))
            cases.push_back(find_case(session, row.number("case_no")).value());
        std::ranges::sort(cases, {}, [](const DifferenceCase& one) { return std::pair(one.next_try_at, one.no); });
        return cases;
    };
    // A take whose commit is lost is held by nobody who knows: it is due again when its time is over.
    return pool_.write(take_due_cases, std::move(work));
}

awaitable<Result<bool>> DifferenceCases::stepped(ports::CaseStep step) {
    auto work = [s = std::move(step)](Session& session) -> Result<bool> {
        const auto one = hold_case(session, s.no);
        if (!one) return false;
        if (session.run(write_step, {s.no, s.process, name_of(s.to), s.next_try_at, s.at, s.note}).affected == 0)
            return false;
        if (s.to == CaseState::settled) carry_line_of(session, *one);
        if (s.to == CaseState::open)
            raise_alarm(session, {needs_person, subject_of_case(s.no), needs_a_person(*one, s.note), s.at});
        session.run(write_note, {s.no, s.at, "daemon", s.note});
        return true;
    };
    return pool_.write(note_step, std::move(work));
}

awaitable<Result<std::vector<DifferenceCase>>> DifferenceCases::list(ports::CaseFilter filter) {
    auto work = [f = std::move(filter)](Session& session) -> Result<std::vector<DifferenceCase>> {
        return list_cases(session, f);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::optional<DifferenceCase>>> DifferenceCases::find(long long no) {
    auto work = [no](Session& session) -> Result<std::optional<DifferenceCase>> { return find_case(session, no); };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<CaseNote>>> DifferenceCases::notes(long long no) {
    auto work = [no](Session& session) -> Result<std::vector<CaseNote>> {
        std::vector<CaseNote> notes;
        for (const Row& row : session.run(notes_of, {no}))
            notes.push_back({row.instant("at_ms"), row.text("author"), row.text("text")});
        return notes;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<SettlementKey>>> DifferenceCases::in_hand(PairKey pair) {
    auto work = [pair = std::move(pair)](Session& session) -> Result<std::vector<SettlementKey>> {
        std::vector<SettlementKey> keys;
        for (const Row& row : session.run(cases_in_hand, {pair.platform, pair.counterparty, name_of(pair.direction)}))
            keys.push_back({DivisionCode(row.text("key_division")), SettlementId(row.text("key_id"))});
        return keys;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<long long>> DifferenceCases::raise_overdue(Date today, Instant at) {
    auto work = [today, at](Session& session) -> Result<long long> {
        long long raised = 0;
        for (const Row& row : session.run(overdue_cases, {ClearingDay{today}, overdue})) {
            const DifferenceCase one = find_case(session, row.number("case_no")).value();
            if (raise_alarm(session, {overdue, subject_of_case(one.no), is_overdue(one), at})) ++raised;
        }
        return raised;
    };
    return pool_.write_repeatable(tell_overdue, std::move(work));
}

awaitable<Result<DifferenceCase>> DifferenceCases::assign(ports::CaseOrder order, std::string owner) {
    auto work = [o = std::move(order), owner = std::move(owner)](Session& session) -> Result<DifferenceCase> {
        if (auto known = known_case(session, o.no); !known) return fail(known.error());
        if (session.run(set_owner, {o.no, owner, o.actor}).affected == 0) return over_already(o.no);
        write_audit_event(session, {o.at, "difference_assigned", o.actor, std::to_string(o.no), owner});
        return known_case(session, o.no);
    };
    return pool_.write_repeatable(assign_case, std::move(work));
}

awaitable<Result<void>> DifferenceCases::add_note(ports::CaseOrder order, std::string text) {
    auto work = [o = std::move(order), text = std::move(text)](Session& session) -> Result<void> {
        if (auto known = known_case(session, o.no); !known) return fail(known.error());
        session.run(write_note, {o.no, o.at, o.actor, text});
        write_audit_event(session, {o.at, "difference_noted", o.actor, std::to_string(o.no), ""});
        return {};
    };
    // Rather told that it is unknown whether the note stands than twice there.
    return pool_.write(note_case, std::move(work));
}

awaitable<Result<DifferenceCase>> DifferenceCases::resolve(ports::CaseResolution resolution) {
    auto work = [r = std::move(resolution)](Session& session) -> Result<DifferenceCase> {
        const ports::CaseOrder& o = r.order;
        const auto known = hold_case(session, o.no);
        if (!known) return unknown_case();
        // A repetition finds its own work.
        if (known->state == CaseState::resolved && known->ended_by == o.actor && known->outcome == r.reason &&
            known->voucher == r.voucher)
            return *known;
        if (session.run(end_case, {o.no, o.actor, o.at, r.reason, r.voucher}).affected == 0) return over_already(o.no);
        carry_line_of(session, *known);
        session.run(write_note, {o.no, o.at, o.actor, r.reason});
        write_audit_event(session, {o.at, "difference_resolved", o.actor, std::to_string(o.no), r.voucher});
        return known_case(session, o.no);
    };
    return pool_.write_repeatable(resolve_case, std::move(work));
}

}  // namespace clearing::postgres
