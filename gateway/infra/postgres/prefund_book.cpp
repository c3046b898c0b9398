#include "gateway/infra/postgres/prefund_book.hpp"

#include "gateway/infra/postgres/prefund_rows.hpp"

namespace clearing::postgres {

using ports::PrefundPosition;

namespace {

constexpr Write look_at_prefund{"prefund.look", Commit::alone};
constexpr Write keep_near_end{"prefund.forecast", Commit::alone};

constexpr Sql select_positions{"prefund_positions", R"sql(
    SELECT counterparty, direction, held, exposure, level FROM prefund_exposure WHERE counted
    ORDER BY counterparty, direction DESC)sql"};

constexpr Sql keep_marks{"keep_prefund_marks", R"sql(
    UPDATE prefund_exposure SET yellow_at = $3, yellow_clear = $4, red_at = $5, red_clear = $6, exhausted_at = $7,
                                exhausted_clear = $8
    WHERE counterparty = $1 AND direction = $2)sql"};

constexpr Sql keep_near{"keep_prefund_forecast", R"sql(
    UPDATE prefund_exposure SET runs_out_soon = $3
    WHERE counterparty = $1 AND direction = $2 AND counted AND runs_out_soon <> $3
    RETURNING held, exposure)sql"};

// A day's booked amount is what its settlements and cancels posted on the receivable (visitor) or the payable. The
// pair's days name its platforms.
constexpr Sql select_booked{"prefund_booked", R"sql(
    SELECT t.clearing_day, sum(prefund_unpaid(t))::bigint AS amount
    FROM (SELECT DISTINCT platform FROM clearing_day
          WHERE counterparty = $1 AND direction = $2 AND day BETWEEN $3 AND $4) p
    JOIN transfer t ON t.platform = p.platform AND t.counterparty = $1 AND t.direction = $2
                   AND t.clearing_day BETWEEN $3 AND $4
    WHERE t.settlement_no IS NOT NULL
    GROUP BY t.clearing_day ORDER BY t.clearing_day)sql"};

constexpr Sql select_disagreements{"prefund_disagreements", R"sql(
    SELECT counterparty, direction, held, held_by_the_books, exposure, exposure_by_the_books
    FROM prefund_disagreement ORDER BY counterparty, direction DESC)sql"};

PrefundKey key_of_row(const Row& row) {
    return {DivisionCode(row.text("counterparty")), direction_named(row.text("direction")).value()};
}

bool has_level_of(const PrefundRow& row, const PrefundMarks& marks) {
    return row.marks == marks && next_level(row.level, row.use, marks) == row.level;
}

}  // namespace

awaitable<Result<std::vector<PrefundPosition>>> PrefundBook::positions() {
    auto work = [](Session& session) -> Result<std::vector<PrefundPosition>> {
        std::vector<PrefundPosition> positions;
        for (const Row& row : session.run(select_positions))
            positions.push_back({key_of_row(row),
                                 {row.money("held"), row.money("exposure")},
                                 prefund_level_named(row.text("level")).value()});
        return positions;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<void>> PrefundBook::look(PrefundKey key, PrefundMarks marks, Instant at) {
    auto work = [key = std::move(key), marks, at](Session& session) -> Result<void> {
        // A row that settlements wait for is held only where there is something to change.
        const auto seen = find_prefund(session, key, Holding::no);
        if (!seen || has_level_of(*seen, marks)) return {};
        PrefundRow held = find_prefund(session, key, Holding::yes).value();
        Arguments arguments{key.counterparty, name_of(key.direction)};
        for (const LevelMarks& mark : marks)
            arguments.insert(arguments.end(), {mark.alarm_at, mark.clear_below});
        session.run(keep_marks, arguments);
        held.marks = marks;
        settle_level(session, key, held, at);
        return {};
    };
    return pool_.write_repeatable(look_at_prefund, std::move(work));
}

awaitable<Result<void>> PrefundBook::keep_forecast(PrefundKey key, std::optional<Date> runs_out_on, Instant at) {
    auto work = [key = std::move(key), runs_out_on, at](Session& session) -> Result<void> {
        const auto changed =
            session.first(keep_near, {key.counterparty, name_of(key.direction), runs_out_on.has_value()});
        if (!changed || !runs_out_on) return {};
        const PrefundUse use{changed->money("held"), changed->money("exposure")};
        raise_prefund_alarm(session, warning_of_forecast(key, *runs_out_on, use, at), at);
        return {};
    };
    return pool_.write_repeatable(keep_near_end, std::move(work));
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
            found.push_back({key_of_row(row),
                             {row.money("held"), row.money("exposure")},
                             {row.money("held_by_the_books"), row.money("exposure_by_the_books")}});
        return found;
    };
    return long_work_.read(std::move(work));
}

}  // namespace clearing::postgres
