#include "gateway/infra/postgres/day_rows.hpp"

namespace clearing::postgres {
namespace {

constexpr Sql lock_shared{"lock_day_shared", "SELECT pg_advisory_xact_lock_shared(day_lock_key($1, $2, $3))"};
constexpr Sql lock_alone{"lock_day_alone", "SELECT pg_advisory_xact_lock(day_lock_key($1, $2, $3))"};

constexpr RowsSql lock_pairs{"lock_day_pairs", "text, text, text", R"sql(
    SELECT pg_advisory_xact_lock_shared(day_lock_key(p.platform, p.counterparty, p.direction))
    FROM ({rows}) AS p(platform, counterparty, direction))sql"};

constexpr RowsSql days_of_pairs{"days_of_pairs", "text, text, text, date", R"sql(
    SELECT p.platform, p.counterparty, p.direction, p.day, d.state, d.content_fixed,
           (SELECT max(o.day) FROM clearing_day o
            WHERE o.platform = p.platform AND o.counterparty = p.counterparty AND o.direction = p.direction
              AND o.state = 'open') AS open_day
    FROM ({rows}) AS p(platform, counterparty, direction, day)
    LEFT JOIN clearing_day d ON d.platform = p.platform AND d.counterparty = p.counterparty
                            AND d.direction = p.direction AND d.day = p.day)sql"};

constexpr Sql last_open_day{"last_open_day", R"sql(
    SELECT max(day) AS day FROM clearing_day
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND state = 'open')sql"};

// After the pair's last day, when all of them are over.
constexpr Sql next_open_day{"next_open_day", R"sql(
    SELECT greatest($4::date, max(day) + 1) AS day FROM clearing_day
    WHERE platform = $1 AND counterparty = $2 AND direction = $3)sql"};

// With the days between it and the pair's others: nobody else would begin them, and months and notices wait for each.
// Where more than a year lies between, some clock is wrong.
constexpr Sql insert_open_day{"insert_open_day", R"sql(
    WITH known AS (
        SELECT min(day) AS first, max(day) AS last FROM clearing_day
        WHERE platform = $1 AND counterparty = $2 AND direction = $3),
    missing AS (SELECT least($4::date, last + 1) AS first, greatest($4::date, first - 1) AS last FROM known),
    begun AS (SELECT CASE WHEN last - first > 365 THEN $4::date ELSE first END AS first,
                     CASE WHEN last - first > 365 THEN $4::date ELSE last END AS last FROM missing)
    INSERT INTO clearing_day (platform, counterparty, direction, day, state, changed_at)
    SELECT $1, $2, $3, first + later, 'open', instant_of($5) FROM begun, generate_series(0, last - first) later
    ON CONFLICT DO NOTHING)sql"};

constexpr Sql select_day{"select_day", R"sql(
    SELECT platform, counterparty, direction, day, state, ms_of(changed_at) AS changed_ms FROM clearing_day
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4)sql"};

constexpr Sql select_held_day{"select_held_day", R"sql(
    SELECT state, content_fixed FROM clearing_day
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4)sql"};

// Days of a pair come in order: one that was never heard of is over once a later one is.
constexpr Sql select_is_over{"is_day_over", R"sql(
    SELECT coalesce(
        (SELECT state <> 'open' FROM clearing_day
         WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4),
        EXISTS (SELECT FROM clearing_day
                WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day > $4 AND state <> 'open')) AS is_over)sql"};

constexpr Sql insert_carried{"insert_day_carried", R"sql(
    INSERT INTO day_carried (day_no, key_division, key_id)
    SELECT day_no, $5, $6 FROM clearing_day
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4
    ON CONFLICT DO NOTHING)sql"};

std::optional<ClearingDay> find_open_day(Session& session, const PairKey& pair) {
    return session.first(last_open_day, {pair.platform, pair.counterparty, name_of(pair.direction)})
        ->optional_day("day");
}

void insert_next_open_day(Session& session, const PairKey& pair, ClearingDay today, Instant at) {
    const auto direction = name_of(pair.direction);
    const auto next = session.first(next_open_day, {pair.platform, pair.counterparty, direction, today});
    session.run(insert_open_day, {pair.platform, pair.counterparty, direction, next->day("day"), at});
}

}  // namespace

void hold_shared(Session& session, const PairKey& pair) {
    session.send(lock_shared, {pair.platform, pair.counterparty, name_of(pair.direction)});
}

void hold_alone(Session& session, const PairKey& pair) {
    session.run(lock_alone, {pair.platform, pair.counterparty, name_of(pair.direction)});
}

ClearingDay open_day_held(Session& session, const PairKey& pair, ClearingDay today, Instant at) {
    // The first intent of a pair makes its day, alone. Asked before any lock: two holders of the shared lock that both
    // want it alone would wait for each other.
    if (!find_open_day(session, pair)) {
        hold_alone(session, pair);
        if (!find_open_day(session, pair)) insert_next_open_day(session, pair, today, at);
    } else {
        hold_shared(session, pair);
    }
    return find_open_day(session, pair).value();
}

ports::Day read_day(const Row& row) {
    const auto direction = direction_named(row.text("direction"));
    const auto state = day_state_named(row.text("state"));
    if (!direction || !state) throw std::logic_error("a clearing day of unknown direction or state");
    return {{PlatformName(row.text("platform")), DivisionCode(row.text("counterparty")), *direction, row.day("day")},
            *state,
            row.instant("changed_ms")};
}

std::optional<ports::Day> find_day_row(Session& session, const DayKey& key) {
    const auto row = session.first(select_day, {key.platform, key.counterparty, name_of(key.direction), key.day});
    if (!row) return std::nullopt;
    return read_day(*row);
}

ports::Day day_row(Session& session, const DayKey& key, Instant at) {
    if (auto found = find_day_row(session, key)) return *found;
    session.run(insert_open_day, {key.platform, key.counterparty, name_of(key.direction), key.day, at});
    return *find_day_row(session, key);
}

bool is_over(Session& session, const DayKey& key) {
    const Arguments arguments{key.platform, key.counterparty, name_of(key.direction), key.day};
    return session.first(select_is_over, arguments)->flag("is_over");
}

HeldDay held_day(Session& session, const DayKey& key, Instant at) {
    const Arguments arguments{key.platform, key.counterparty, name_of(key.direction), key.day};
    auto row = session.first(select_held_day, arguments);
    if (!row) {
        day_row(session, key, at);
        row = session.first(select_held_day, arguments);
    }
    return {day_state_named(row->text("state")).value(), row->flag("content_fixed")};
}

bool PairDays::is_plainly_open(ClearingDay day) const {
    const auto found = days.find(day);
    return found != days.end() && found->second.state == DayState::open && !found->second.content_is_fixed;
}

void hold_shared(Session& session, const std::set<PairKey>& pairs) {
    std::vector<Arguments> rows;
    for (const PairKey& pair : pairs)
        rows.push_back({pair.platform, pair.counterparty, name_of(pair.direction)});
    session.send(lock_pairs, rows);
}

std::map<PairKey, PairDays> hold_pairs(Session& session, const std::set<AskedDay>& asked) {
    std::set<PairKey> pairs;
    std::vector<Arguments> days;
    for (const AskedDay& wanted : asked) {
        const PairKey& pair = wanted.pair;
        pairs.insert(pair);
        days.push_back({pair.platform, pair.counterparty, name_of(pair.direction), wanted.day});
    }
    hold_shared(session, pairs);
    std::map<PairKey, PairDays> held;
    for (const Row& row : session.run(days_of_pairs, days)) {
        PairDays& of = held[{PlatformName(row.text("platform")), DivisionCode(row.text("counterparty")),
                             direction_named(row.text("direction")).value()}];
        of.open_day = row.optional_day("open_day");
        if (!row.is_null("state"))
            of.days.emplace(row.day("day"),
                            HeldDay{day_state_named(row.text("state")).value(), row.flag("content_fixed")});
    }
    return held;
}

void carry_out(Session& session, const DayKey& key, const SettlementKey& settlement) {
    session.run(insert_carried, {key.platform, key.counterparty, name_of(key.direction), key.day,
                                 settlement.treatment_division, settlement.settlement});
}

}  // namespace clearing::postgres
