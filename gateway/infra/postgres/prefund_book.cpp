#include "gateway/infra/postgres/prefund_book.hpp"

#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/prefund_rows.hpp"

namespace clearing::postgres {

using ports::PrefundPosition;
using ports::PrefundRise;

namespace {

constexpr Write look_at_prefund{"prefund.look"};
constexpr Write keep_near_end{"prefund.forecast"};
constexpr Write tell_rise{"prefund.told"};

constexpr Sql select_positions{"prefund_positions", R"sql(
    SELECT counterparty, direction, held, exposure, level FROM prefund_exposure ORDER BY counterparty, direction DESC)sql"};
constexpr Sql keep_marks{"keep_prefund_marks", R"sql(
    UPDATE prefund_exposure SET yellow_at = $3, yellow_clear = $4, red_at = $5, red_clear = $6, exhausted_at = $7,
                                exhausted_clear = $8
    WHERE counterparty = $1 AND direction = $2
      AND (yellow_at, yellow_clear, red_at, red_clear, exhausted_at, exhausted_clear)
          IS DISTINCT FROM ($3::int, $4::int, $5::int, $6::int, $7::int, $8::int))sql"};
constexpr Sql keep_near{"keep_prefund_forecast", R"sql(
    WITH changed AS (
        UPDATE prefund_exposure SET runs_out_soon = $3 WHERE counterparty = $1 AND direction = $2 AND runs_out_soon <> $3
        RETURNING counterparty, direction, held, exposure)
    INSERT INTO prefund_rise (counterparty, direction, level, held, exposure, at)
    SELECT counterparty, direction, 'forecast', held, exposure, instant_of($4) FROM changed WHERE $3)sql"};
constexpr Sql select_untold{"untold_prefund_rises", R"sql(
    SELECT rise_no, counterparty, direction, level, held, exposure, ms_of(at) AS at_ms FROM prefund_rise
    WHERE told_at IS NULL ORDER BY rise_no LIMIT 100)sql"};
constexpr Sql mark_told{"mark_prefund_rise_told", R"sql(
    UPDATE prefund_rise SET told_at = instant_of($2) WHERE rise_no = $1 AND told_at IS NULL)sql"};

// A day's booked amount is what its settlements and cancels posted on the receivable (visitor) or the payable.
constexpr Sql select_booked{"prefund_booked", R"sql(
    SELECT clearing_day, sum(prefund_unpaid(t))::bigint AS amount FROM transfer t
    WHERE settlement_no IS NOT NULL AND counterparty = $1 AND direction = $2 AND clearing_day BETWEEN $3 AND $4
    GROUP BY clearing_day ORDER BY clearing_day)sql"};
constexpr Sql select_disagreements{"prefund_disagreements", R"sql(
    SELECT counterparty, direction, held, held_by_the_books, exposure, exposure_by_the_books
    FROM prefund_disagreement ORDER BY counterparty, direction DESC)sql"};

PrefundKey key_in(const Row& row) {
    return {DivisionCode(row.text("counterparty")), direction_named(row.text("direction")).value()};
}

PrefundUse use_in(const Row& row) {
    return {row.money("held"), row.money("exposure")};
}

}  // namespace

awaitable<Result<std::vector<PrefundPosition>>> PrefundBook::positions() {
    auto work = [](Session& session) -> Result<std::vector<PrefundPosition>> {
        std::vector<PrefundPosition> positions;
        for (const Row& row : session.run(select_positions))
            positions.push_back({key_in(row), use_in(row), prefund_level_named(row.text("level")).value()});
        return positions;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<void>> PrefundBook::look(PrefundKey key, PrefundMarks marks, Instant at) {
    // Asked every few seconds, and rarely of any effect: a row that settlements wait for is not locked for a look.
    auto is_settled = [key, marks](Session& session) -> Result<bool> { return is_level_settled(session, key, marks); };
    const Result<bool> settled = co_await pool_.read(std::move(is_settled));
    if (!settled) co_return fail(settled.error());
    if (*settled) co_return Result<void>{};
    auto work = [key = std::move(key), marks, at](Session& session) -> Result<void> {
        Arguments arguments{key.counterparty, name_of(key.direction)};
        for (const LevelMarks& mark : marks)
            arguments.insert(arguments.end(), {mark.alarm_at, mark.clear_below});
        session.run(keep_marks, arguments);
        look_at_level(session, key, at);
        return {};
    };
    co_return co_await pool_.write_repeatable(look_at_prefund, std::move(work));
}

awaitable<Result<void>> PrefundBook::keep_forecast(PrefundKey key, bool is_near, Instant at) {
    auto work = [key = std::move(key), is_near, at](Session& session) -> Result<void> {
        session.run(keep_near, {key.counterparty, name_of(key.direction), is_near, at});
        return {};
    };
    return pool_.write_repeatable(keep_near_end, std::move(work));
}

awaitable<Result<std::vector<PrefundRise>>> PrefundBook::untold_rises() {
    auto work = [](Session& session) -> Result<std::vector<PrefundRise>> {
        std::vector<PrefundRise> rises;
        for (const Row& row : session.run(select_untold))
            rises.push_back({row.number("rise_no"), key_in(row), prefund_level_named(row.text("level")), use_in(row),
                             row.instant("at_ms")});
        return rises;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<void>> PrefundBook::told(long long rise_no, Instant at) {
    auto work = [rise_no, at](Session& session) -> Result<void> {
        session.run(mark_told, {rise_no, at});
        return {};
    };
    return pool_.write_repeatable(tell_rise, std::move(work));
}

awaitable<Result<std::vector<ports::BookedOnDay>>> PrefundBook::booked(PrefundKey key, Date from, Date to) {
    auto work = [key = std::move(key), from, to](Session& session) -> Result<std::vector<ports::BookedOnDay>> {
        std::vector<ports::BookedOnDay> days;
        const Arguments arguments{key.counterparty, name_of(key.direction), from.to_text(), to.to_text()};
        for (const Row& row : session.run(select_booked, arguments))
            days.push_back({row.day("clearing_day").date, row.money("amount")});
        return days;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<ports::PrefundDisagreement>>> PrefundBook::disagreements() {
    auto work = [](Session& session) -> Result<std::vector<ports::PrefundDisagreement>> {
        std::vector<ports::PrefundDisagreement> found;
        for (const Row& row : session.run(select_disagreements))
            found.push_back(
                {key_in(row), use_in(row), {row.money("held_by_the_books"), row.money("exposure_by_the_books")}});
        return found;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
