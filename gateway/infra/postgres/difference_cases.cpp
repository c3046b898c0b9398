#include "gateway/infra/postgres/difference_cases.hpp"

#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/difference_rows.hpp"

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
constexpr Write resolve_case{"case.resolve"};

constexpr Sql open_case{"open_difference_case", R"sql(
    INSERT INTO difference_case (day_no, key_division, key_id, kind, ours, theirs, note, state, step, next_try_at,
                                 opened_by, opened_at, due)
    SELECT day_no, $5, $6, $7, $8, $9, $10, CASE WHEN $11 = 'none' THEN 'open' ELSE 'trying' END, $11, instant_of($12),
           $13, instant_of($12), $14::date
    FROM clearing_day WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4
    ON CONFLICT DO NOTHING)sql"};

// What the comparison did not find any more; `$6` and `$7` are the keys it did find.
constexpr Sql settle_gone{"settle_gone_cases", R"sql(
    WITH gone AS (
        UPDATE difference_case c SET state = 'settled', ended_by = 'daemon', ended_at = instant_of($5),
                                     outcome = 'the lines are alike', taken_until = NULL
        WHERE c.state IN ('trying', 'open')
          AND c.day_no = (SELECT day_no FROM clearing_day
                          WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4)
          AND NOT EXISTS (SELECT FROM unnest($6::text[], $7::text[]) AS found (division, id)
                          WHERE found.division = c.key_division AND found.id = c.key_id)
        RETURNING case_no)
    INSERT INTO case_note (case_no, at, author, text)
    SELECT case_no, instant_of($5), 'daemon', 'compared again: the lines are alike' FROM gone)sql"};

constexpr Sql take_trying{"take_due_cases", R"sql(
    UPDATE difference_case SET process = $1, taken_until = instant_of($3)
    WHERE case_no IN (
        SELECT case_no FROM difference_case
        WHERE state = 'trying' AND next_try_at <= instant_of($2) AND (taken_until IS NULL OR taken_until <= instant_of($2))
        ORDER BY next_try_at, case_no LIMIT $4
        FOR UPDATE SKIP LOCKED)
    RETURNING case_no)sql"};

constexpr Sql write_step{"write_case_step", R"sql(
    UPDATE difference_case SET state = $3, attempts = attempts + 1, next_try_at = instant_of($4), taken_until = NULL,
                               ended_by = CASE WHEN $3 = 'settled' THEN 'daemon' ELSE '' END,
                               ended_at = CASE WHEN $3 = 'settled' THEN instant_of($5) END,
                               outcome = CASE WHEN $3 = 'settled' THEN $6 ELSE '' END
    WHERE case_no = $1 AND process = $2 AND state = 'trying' AND taken_until IS NOT NULL
    RETURNING day_no, key_division, key_id)sql"};

// The next close of the pair takes it in: carried out of its day, cleared nowhere.
constexpr Sql post_late{"post_case_line_late", R"sql(
    INSERT INTO day_carried (day_no, key_division, key_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING)sql"};

constexpr Sql write_note{"write_case_note", R"sql(
    INSERT INTO case_note (case_no, at, author, text) VALUES ($1, instant_of($2), $3, $4))sql"};
constexpr Sql notes_of{"notes_of_case", R"sql(
    SELECT ms_of(at) AS at_ms, author, text FROM case_note WHERE case_no = $1 ORDER BY note_no)sql"};

constexpr Sql set_owner{"assign_difference_case", R"sql(
    UPDATE difference_case SET owner = $2, state = 'open', taken_until = NULL
    WHERE case_no = $1 AND state IN ('trying', 'open'))sql"};
constexpr Sql end_case{"resolve_difference_case", R"sql(
    UPDATE difference_case SET state = 'resolved', ended_by = $2, ended_at = instant_of($3), outcome = $4, voucher = $5,
                               taken_until = NULL
    WHERE case_no = $1 AND state IN ('trying', 'open'))sql"};

std::string text_array(const std::vector<std::string>& texts) {
    std::string array = "{";
    for (const std::string& text : texts) {
        array += array.size() > 1 ? ",\"" : "\"";
        for (const char c : text) {
            if (c == '"' || c == '\\') array += '\\';
            array += c;
        }
        array += '"';
    }
    return array + "}";
}

/// Locks nothing: whoever changes the case says in its WHERE which one it means.
Result<DifferenceCase> known_case(Session& session, long long no) {
    auto found = find_case(session, no);
    if (!found) return fail(ErrorCode::not_found, "there is no case of this number", {"no"});
    return std::move(*found);
}

std::unexpected<Error> over_already(long long no) {
    return fail(ErrorCode::conflict, fmt::format("case {} is over", no), {"no"});
}

}  // namespace

awaitable<Result<ports::TakenUp>> DifferenceCases::take_up(ports::FoundDifferences found) {
    auto work = [f = std::move(found)](Session& session) -> Result<ports::TakenUp> {
        ports::TakenUp taken;
        std::vector<std::string> divisions, ids;
        const Arguments day{f.day.platform, f.day.counterparty, name_of(f.day.direction), f.day.day};
        for (const Difference& d : f.leading) {
            divisions.push_back(d.settlement.treatment_division.text);
            ids.push_back(d.settlement.settlement.text);
        }
        Arguments gone = day;
        gone.insert(gone.end(), {f.at, text_array(divisions), text_array(ids)});
        taken.settled = static_cast<long long>(session.run(settle_gone, gone).affected);
        for (const Difference& d : f.leading) {
            Arguments one = day;
            one.insert(one.end(), {d.settlement.treatment_division, d.settlement.settlement, name_of(d.kind), d.ours,
                                   d.theirs, d.note, name_of(step_rule_of(d.kind).step), f.at, f.found_by,
                                   f.due ? Argument(f.due->to_text()) : Argument(std::nullopt)});
            taken.opened += static_cast<long long>(session.run(open_case, one).affected);
        }
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
        const auto row = session.first(write_step, {s.no, s.process, name_of(s.to), s.next_try_at, s.at, s.note});
        if (!row) return false;
        if (s.post_late)
            session.run(post_late, {row->number("day_no"), row->text("key_division"), row->text("key_id")});
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

awaitable<Result<DifferenceCase>> DifferenceCases::assign(ports::CaseOrder order, std::string owner) {
    auto work = [o = std::move(order), owner = std::move(owner)](Session& session) -> Result<DifferenceCase> {
        if (auto known = known_case(session, o.no); !known) return fail(known.error());
        if (session.run(set_owner, {o.no, owner}).affected == 0) return over_already(o.no);
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
        const auto known = known_case(session, o.no);
        if (!known) return fail(known.error());
        // A repetition finds its own work.
        if (known->state == CaseState::resolved && known->ended_by == o.actor && known->outcome == r.reason &&
            known->voucher == r.voucher)
            return *known;
        if (session.run(end_case, {o.no, o.actor, o.at, r.reason, r.voucher}).affected == 0) return over_already(o.no);
        session.run(write_note, {o.no, o.at, o.actor, r.reason});
        write_audit_event(session, {o.at, "difference_resolved", o.actor, std::to_string(o.no), r.voucher});
        return known_case(session, o.no);
    };
    return pool_.write_repeatable(resolve_case, std::move(work));
}

}  // namespace clearing::postgres
