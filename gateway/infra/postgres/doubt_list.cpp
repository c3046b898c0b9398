#include "gateway/infra/postgres/doubt_list.hpp"

#include "gateway/infra/postgres/settlement_lookup.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"

namespace clearing::postgres {
namespace {

constexpr Write take_doubts{"doubt.take", Commit::alone};
constexpr Write note_asked{"doubt.asked"};

constexpr Sql forget_final{"forget_final_doubts", R"sql(
    DELETE FROM doubt d USING settlement s
    WHERE s.settlement_no = d.settlement_no AND d.other_side = $1 AND NOT is_open_question(s, 'infinity'))sql"};

// Each record asks for its own row: an anti join planned while no doubt was there goes through all of them for each.
constexpr Sql find_new{"find_new_doubts", R"sql(
    INSERT INTO doubt (settlement_no, other_side, since, next_question_at)
    SELECT s.settlement_no, s.other_side, s.changed_at, s.changed_at FROM settlement s
    WHERE s.state IN ('awaiting_answer', 'not_sent', 'in_doubt', 'reversing')
      AND s.other_side = $1 AND is_open_question(s, instant_of($2))
      AND (SELECT d.settlement_no FROM doubt d WHERE d.settlement_no = s.settlement_no) IS NULL
    ORDER BY s.settlement_no
    ON CONFLICT DO NOTHING)sql"};

// ARRAY: chosen once. As a subquery of IN it may be asked anew for each row, and its limit with it.
constexpr Sql take{"take_due_doubts", R"sql(
    UPDATE doubt SET owner = $2, taken_until = instant_of($4)
    WHERE settlement_no = ANY (ARRAY(
        SELECT d.settlement_no FROM doubt d JOIN settlement s USING (settlement_no)
        WHERE d.other_side = $1 AND ($5::boolean OR d.next_question_at <= instant_of($3))
          AND (d.taken_until IS NULL OR d.taken_until <= instant_of($3)) AND is_open_question(s, instant_of($6))
        ORDER BY d.next_question_at, d.settlement_no LIMIT $7
        FOR UPDATE OF d SKIP LOCKED))
    RETURNING settlement_no)sql"};

#define DOUBT_COLUMNS                                                                                   \
    "SELECT settlement_no, owner, asked, last_answer, alarmed_at IS NOT NULL AS alarmed, ms_of(since) " \
    "AS since_ms, ms_of(next_question_at) AS next_ms FROM doubt "
constexpr Sql of_numbers{"doubts_of_numbers", DOUBT_COLUMNS
                         "WHERE settlement_no = ANY($1::bigint[]) ORDER BY next_question_at, settlement_no"};
// A row whose record has become final stays until somebody asks or takes; it is on no list any more.
constexpr Sql all_open{"open_doubts", DOUBT_COLUMNS R"sql(
    WHERE EXISTS (SELECT FROM settlement s WHERE s.settlement_no = doubt.settlement_no
                                             AND is_open_question(s, 'infinity'))
    ORDER BY since, settlement_no LIMIT $1)sql"};
#undef DOUBT_COLUMNS

constexpr Sql note_question{"note_doubt_question", R"sql(
    UPDATE doubt SET asked = asked + 1, last_answer = $3, next_question_at = instant_of($4), taken_until = NULL,
                     alarmed_at = CASE WHEN $5 THEN coalesce(alarmed_at, instant_of($6)) ELSE alarmed_at END
    WHERE settlement_no = $1 AND owner = $2)sql"};

constexpr Sql raise_alarm{"raise_doubt_alarm", R"sql(
    INSERT INTO alarm (settlement_no, text, raised_at)
    SELECT settlement_no, $3, instant_of($4) FROM doubt WHERE settlement_no = $1 AND owner = $2 AND alarmed_at IS NULL)sql"};

constexpr Sql forget_one{"forget_final_doubt", R"sql(
    DELETE FROM doubt d USING settlement s
    WHERE d.settlement_no = $1 AND s.settlement_no = d.settlement_no AND NOT is_open_question(s, 'infinity'))sql"};

// A cancel of ours is spent when it was reversed, or met no final no but that of a day that is over ($2); one that is
// not has the undoing in hand, or has ended it.
constexpr Sql owed{"owed_undoings", R"sql(
    SELECT s.settlement_no, c.spent, ms_of(coalesce(c.last_at, s.changed_at)) AS since_ms
    FROM settlement s, LATERAL (
        SELECT count(*) AS spent, max(changed_at) AS last_at,
               coalesce(bool_and(state = 'reversed' OR state = 'refused'
                                 AND (error_code IS NULL OR error_code NOT BETWEEN 1000 AND 1999 OR error_code = $2)),
                        true) AS all_spent
        FROM settlement
        WHERE visit_id = s.visit_id AND visit_id <> '' AND cancels = s.settlement_no AND message_peer = 'gateway') c
    WHERE s.kind = 'settle' AND s.direction = 'visitor' AND s.state = 'booked' AND s.reverse_message <> ''
      AND NOT s.had_been_booked AND s.other_side = $1 AND c.all_spent
    ORDER BY c.spent, since_ms, s.settlement_no LIMIT $3)sql"};

std::vector<ports::Doubt> read_doubts(Session& session, const Vault& vault, const Rows& rows) {
    std::vector<ports::Doubt> doubts;
    for (const Row& row : rows)
        if (auto record = find_settlement(session, vault, SettlementNo(row.number("settlement_no"))))
            doubts.push_back({std::move(*record), row.text("owner"), row.instant("since_ms"),
                              static_cast<int>(row.number("asked")), row.instant("next_ms"), row.text("last_answer"),
                              row.flag("alarmed")});
    return doubts;
}

}  // namespace

awaitable<Result<std::vector<ports::Doubt>>> DoubtList::take_due(ports::DoubtQuery query) {
    auto work = [this, q = std::move(query)](Session& session) -> Result<std::vector<ports::Doubt>> {
        if (q.looks_for_new) {
            session.run(forget_final, {q.other_side});
            session.run(find_new, {q.other_side, q.awaiting_before});
        }
        std::vector<SettlementNo> taken;
        for (const Row& row : session.run(
                 take, {q.other_side, q.owner, q.now, q.taken_until, q.whatever_the_time, q.awaiting_before, q.limit}))
            taken.emplace_back(row.number("settlement_no"));
        return read_doubts(session, vault_, session.run(of_numbers, {number_array(taken)}));
    };
    // A take whose commit is lost is held by nobody who knows: it is due again when its time is over.
    return pool_.write(take_doubts, std::move(work));
}

awaitable<Result<void>> DoubtList::asked(ports::Question question) {
    auto work = [q = std::move(question)](Session& session) -> Result<void> {
        if (q.alarm) session.run(raise_alarm, {q.no, q.owner, *q.alarm, q.at});
        session.run(note_question, {q.no, q.owner, q.answer, q.next_question_at, q.alarm.has_value(), q.at});
        session.run(forget_one, {q.no});
        return {};
    };
    return pool_.write(note_asked, std::move(work));
}

awaitable<Result<std::vector<ports::Doubt>>> DoubtList::open(std::size_t limit) {
    auto work = [this, limit](Session& session) -> Result<std::vector<ports::Doubt>> {
        return read_doubts(session, vault_, session.run(all_open, {limit}));
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<ports::OwedUndoing>>> DoubtList::owed_undoings(PeerName other_side, std::size_t limit) {
    auto work = [this, peer = std::move(other_side),
                 limit](Session& session) -> Result<std::vector<ports::OwedUndoing>> {
        const Rows rows = session.run(owed, {peer, static_cast<int>(ErrorCode::clearing_day_closed), limit});
        std::set<SettlementNo> numbers;
        for (const Row& row : rows)
            numbers.emplace(row.number("settlement_no"));
        auto records = records_with_numbers(session, vault_, numbers);
        std::vector<ports::OwedUndoing> undoings;
        for (const Row& row : rows)
            undoings.push_back({std::move(records.at(SettlementNo(row.number("settlement_no")))),
                                static_cast<int>(row.number("spent")), row.instant("since_ms")});
        return undoings;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
