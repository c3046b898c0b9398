#include "gateway/infra/postgres/day_store.hpp"

#include "gateway/infra/postgres/arrays.hpp"
#include "gateway/infra/postgres/day_agreement.hpp"
#include "gateway/infra/postgres/day_content.hpp"
#include "gateway/infra/postgres/day_listing.hpp"
#include "gateway/infra/postgres/day_sums.hpp"
#include "gateway/infra/postgres/json_statement.hpp"

namespace clearing::postgres {
namespace {

constexpr Write find_or_make_open_day{"day.open", Commit::alone};
constexpr Write switch_days{"day.switch", Commit::in_turn};
constexpr Write move_day{"day.set_state", Commit::alone};
constexpr Write fix_day{"day.content", Commit::in_turn};
constexpr Write keep_found{"day.keep_differences", Commit::alone};
constexpr Write keep_told{"day.keep_partner_close", Commit::in_turn};
constexpr Write agree_day{"day.agree", Commit::alone};

using ports::Day;

constexpr Sql all_days{"all_days", R"sql(
    SELECT platform, counterparty, direction, day, state, ms_of(changed_at) AS changed_ms FROM clearing_day
    WHERE $1::date IS NULL OR day = $1 ORDER BY day DESC, platform, counterparty, direction)sql"};
constexpr Sql some_days{"days_between", R"sql(
    SELECT platform, counterparty, direction, day, state, ms_of(changed_at) AS changed_ms FROM clearing_day
    WHERE day BETWEEN $1 AND $2 ORDER BY platform, counterparty, direction, day)sql"};
constexpr Sql pair_days{"days_of_pair", R"sql(
    SELECT platform, counterparty, direction, day, state, ms_of(changed_at) AS changed_ms FROM clearing_day
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day <= $4
      AND (NOT $5 OR state NOT IN ('agreed', 'agreed_with_carried_lines'))
    ORDER BY day)sql"};

// Every intent of the pair waits for its lock meanwhile, so one statement: the day begins to close and the next is
// open, unless a later one is.
constexpr Sql begin_closing{"begin_closing", R"sql(
    WITH closing AS (
        UPDATE clearing_day SET state = 'closing', changed_at = instant_of($5)
        WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4 AND state = 'open'
        RETURNING platform, counterparty, direction, day, state, changed_at),
    next AS (
        INSERT INTO clearing_day (platform, counterparty, direction, day, state, changed_at)
        SELECT platform, counterparty, direction, day + 1, 'open', changed_at FROM closing
        WHERE NOT EXISTS (SELECT FROM clearing_day later
                          WHERE later.platform = $1 AND later.counterparty = $2 AND later.direction = $3
                            AND later.day > $4 AND later.state = 'open')
        ON CONFLICT DO NOTHING)
    SELECT platform, counterparty, direction, day, state, ms_of(changed_at) AS changed_ms FROM closing)sql"};

constexpr Sql update_day_state{"update_day_state", R"sql(
    UPDATE clearing_day SET state = $5, changed_at = instant_of($6)
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4
      AND state NOT IN ('agreed', 'agreed_with_carried_lines'))sql"};

// A national visitor has no day before its answer: one opened before the day's end may still belong to it. Asked again
// and again while a close waits, so by the index of the few that are unresolved and not by the day.
constexpr Sql count_awaiting{"count_awaiting", R"sql(
    WITH waiting AS MATERIALIZED (
        SELECT platform, counterparty, direction, assigned_day, opened_at FROM settlement
        WHERE state = 'awaiting_answer')
    SELECT count(*) AS waiting FROM waiting
    WHERE platform = $1 AND counterparty = $2 AND direction = $3
      AND (assigned_day = $4 OR assigned_day IS NULL AND opened_at < instant_of($5)))sql"};

constexpr Sql forget_differences{"forget_differences", R"sql(
    DELETE FROM difference WHERE day_no = (SELECT day_no FROM clearing_day WHERE platform = $1 AND counterparty = $2
                                           AND direction = $3 AND day = $4))sql"};
constexpr Sql insert_day_differences{"insert_day_differences", R"sql(
    INSERT INTO difference (day_no, kind, key_division, key_id, ours, theirs, note, found_at)
    SELECT d.day_no, f.kind, f.key_division, f.key_id, f.ours, f.theirs, f.note, instant_of($5)
    FROM clearing_day d, unnest($6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
         WITH ORDINALITY AS f(kind, key_division, key_id, ours, theirs, note, position)
    WHERE d.platform = $1 AND d.counterparty = $2 AND d.direction = $3 AND d.day = $4
    ORDER BY f.position)sql"};
constexpr Sql differences_of_day{"differences_of_day", R"sql(
    SELECT kind, key_division, key_id, ours, theirs, note, min(difference_no) AS first_no FROM (
        SELECT f.* FROM difference f JOIN clearing_day d USING (day_no)
        WHERE d.platform = $1 AND d.counterparty = $2 AND d.direction = $3 AND d.day = $4
        UNION ALL
        SELECT f.* FROM difference f JOIN settlement s USING (settlement_no)
        WHERE s.platform = $1 AND s.counterparty = $2 AND s.direction = $3 AND s.assigned_day = $4) found
    GROUP BY kind, key_division, key_id, ours, theirs, note ORDER BY first_no)sql"};

constexpr Sql statement_by_id{"statement_by_id", "SELECT document FROM statement WHERE id = $1"};
constexpr Sql statements_of_day{"statements_of_day", R"sql(
    SELECT document FROM statement WHERE $1::date IS NULL OR day = $1 ORDER BY day DESC, id)sql"};

template <class... More>
Arguments arguments_of(const DayKey& key, const More&... more) {
    return {key.platform, key.counterparty, name_of(key.direction), key.day, Argument(more)...};
}

Difference read_difference(const Row& row) {
    return {difference_kind_named(row.text("kind")).value(),
            {DivisionCode(row.text("key_division")), SettlementId(row.text("key_id"))},
            row.text("ours"),
            row.text("theirs"),
            row.text("note")};
}

std::vector<Day> read_days(const Rows& rows) {
    std::vector<Day> days;
    for (const Row& row : rows)
        days.push_back(read_day(row));
    return days;
}

/// All at once, in their order.
void insert_differences(Session& session, const DayKey& key, const std::vector<Difference>& differences, Instant at) {
    Arguments arguments = arguments_of(key, at);
    const auto add = [&](auto text_of) { arguments.emplace_back(text_array(differences, text_of)); };
    add([](const Difference& d) { return name_of(d.kind); });
    add([](const Difference& d) -> std::string_view { return d.settlement.treatment_division.text; });
    add([](const Difference& d) -> std::string_view { return d.settlement.settlement.text; });
    add([](const Difference& d) -> std::string_view { return d.ours; });
    add([](const Difference& d) -> std::string_view { return d.theirs; });
    add([](const Difference& d) -> std::string_view { return d.note; });
    session.run(insert_day_differences, arguments);
}

}  // namespace

awaitable<Result<std::vector<Day>>> DayStore::days(std::optional<ClearingDay> day) {
    auto work = [day](Session& session) -> Result<std::vector<Day>> { return read_days(session.run(all_days, {day})); };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<Day>>> DayStore::days_between(ClearingDay first, ClearingDay last) {
    auto work = [first, last](Session& session) -> Result<std::vector<Day>> {
        return read_days(session.run(some_days, {first, last}));
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<Day>>> DayStore::days_of(ports::PairDays asked) {
    auto work = [asked = std::move(asked)](Session& session) -> Result<std::vector<Day>> {
        return read_days(session.run(pair_days, {asked.pair.platform, asked.pair.counterparty,
                                                 name_of(asked.pair.direction), asked.last, asked.only_unagreed}));
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::optional<Day>>> DayStore::find(DayKey key) {
    auto work = [key = std::move(key)](Session& session) -> Result<std::optional<Day>> {
        return find_day_row(session, key);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<ClearingDay>> DayStore::open_day(PairKey pair) {
    const Instant now = clock_.now();
    auto work = [pair = std::move(pair), now](Session& session) -> Result<ClearingDay> {
        return open_day_held(session, pair, ClearingDay{local_date(now)}, now);
    };
    return pool_.write_repeatable(find_or_make_open_day, std::move(work));
}

awaitable<Result<Day>> DayStore::switch_day(DayKey key, Instant at) {
    auto work = [key = std::move(key), at](Session& session) -> Result<Day> {
        const bool is_known = find_day_row(session, key).has_value();
        hold_alone(session, pair_of(key));
        if (!is_known) day_row(session, key, at);
        const auto closing = session.first(begin_closing, arguments_of(key, at));
        if (!closing) return *find_day_row(session, key);
        end_not_sent(session, key, at);
        return read_day(*closing);
    };
    return pool_.write_repeatable(switch_days, std::move(work));
}

awaitable<Result<void>> DayStore::set_state(DayKey key, DayState state, Instant at) {
    auto work = [key = std::move(key), state, at](Session& session) -> Result<void> {
        session.run(update_day_state, arguments_of(key, name_of(state), at));
        return {};
    };
    return pool_.write_repeatable(move_day, std::move(work));
}

awaitable<Result<long long>> DayStore::awaiting(DayKey key) {
    auto work = [key = std::move(key)](Session& session) -> Result<long long> {
        const Instant day_ends = local_midnight(key.day.next().date);
        return session.first(count_awaiting, arguments_of(key, day_ends))->number("waiting");
    };
    return pool_.read(std::move(work));
}

awaitable<Result<void>> DayStore::fix(DayKey key) {
    auto work = [key = std::move(key), now = clock_.now()](Session& session) -> Result<void> {
        fix_content(session, key, now);
        return {};
    };
    return pool_.write_repeatable(fix_day, std::move(work));
}

template <class Work>
auto DayStore::of_fixed(DayKey key, Work work) -> awaitable<std::invoke_result_t<Work&, Session&>> {
    // Most days are fixed or still open, and then nothing takes a turn among the groups of the books.
    auto is_to_be_fixed = [key](Session& session) -> Result<bool> {
        const DayHead head = head_of(session, key);
        return head.is_over && !head.is_fixed;
    };
    const Result<bool> is_new = co_await pool_.read(std::move(is_to_be_fixed));
    if (!is_new) co_return fail(is_new.error());
    if (*is_new) {
        auto fixed = co_await fix(std::move(key));
        if (!fixed) co_return fail(std::move(fixed.error()));
    }
    co_return co_await long_reads_.read(std::move(work));
}

awaitable<Result<ports::DayContent>> DayStore::content(DayKey key) {
    auto work = [key](Session& session) -> Result<ports::DayContent> { return day_content(session, key); };
    return of_fixed(std::move(key), std::move(work));
}

awaitable<Result<DayTotals>> DayStore::totals(DayKey key) {
    auto work = [key](Session& session) -> Result<DayTotals> { return day_totals(session, key); };
    return of_fixed(std::move(key), std::move(work));
}

awaitable<Result<ports::DaySums>> DayStore::sums(DayKey key, std::vector<SettlementKey> left_out) {
    auto work = [key, left_out = std::move(left_out)](Session& session) -> Result<ports::DaySums> {
        return day_sums(session, key, left_out);
    };
    return of_fixed(std::move(key), std::move(work));
}

awaitable<Result<std::vector<DayLine>>> DayStore::lines_after(DayKey key, SettlementId after, std::size_t limit) {
    auto work = [key, after = std::move(after), limit](Session& session) -> Result<std::vector<DayLine>> {
        return day_lines_after(session, key, after, limit);
    };
    return of_fixed(std::move(key), std::move(work));
}

awaitable<Result<std::vector<SettlementKey>>> DayStore::lines_in(DayKey key, ports::CellGroups cells,
                                                                 std::size_t limit) {
    auto work = [key, cells = std::move(cells), limit](Session& session) -> Result<std::vector<SettlementKey>> {
        return day_lines_in(session, key, cells, limit);
    };
    return of_fixed(std::move(key), std::move(work));
}

awaitable<Result<void>> DayStore::keep_differences(DayKey key, std::vector<Difference> differences, Instant at) {
    auto work = [key = std::move(key), differences = std::move(differences), at](Session& session) -> Result<void> {
        session.run(forget_differences, arguments_of(key));
        if (!differences.empty()) insert_differences(session, key, differences, at);
        return {};
    };
    return pool_.write_repeatable(keep_found, std::move(work));
}

awaitable<Result<std::vector<Difference>>> DayStore::differences(DayKey key) {
    auto work = [key = std::move(key)](Session& session) -> Result<std::vector<Difference>> {
        std::vector<Difference> found;
        for (const Row& row : session.run(differences_of_day, arguments_of(key)))
            found.push_back(read_difference(row));
        return found;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<void>> DayStore::keep_partner_close(DayKey key, std::vector<SettlementKey> carried,
                                                     std::vector<SettlementKey> late, Instant at) {
    auto work = [key = std::move(key), carried = std::move(carried), late = std::move(late),
                 at](Session& session) -> Result<void> {
        const bool is_known = find_day_row(session, key).has_value();
        hold_alone(session, pair_of(key));
        if (!is_known) day_row(session, key, at);
        keep_told_content(session, key, carried, late);
        return {};
    };
    return pool_.write_repeatable(keep_told, std::move(work));
}

awaitable<Result<void>> DayStore::agree(ports::DayAgreement agreement) {
    auto work = [agreement = std::move(agreement)](Session& session) { return write_agreement(session, agreement); };
    // An agreement that is written already is left as it is, so it may be run again.
    return pool_.write_repeatable(agree_day, std::move(work));
}

awaitable<Result<std::optional<Statement>>> DayStore::statement(std::string id) {
    auto work = [id = std::move(id)](Session& session) -> Result<std::optional<Statement>> {
        const auto row = session.first(statement_by_id, {id});
        if (!row) return std::nullopt;
        return read_statement(row->text("document"));
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<Statement>>> DayStore::statements(std::optional<ClearingDay> day) {
    auto work = [day](Session& session) -> Result<std::vector<Statement>> {
        std::vector<Statement> statements;
        for (const Row& row : session.run(statements_of_day, {day}))
            statements.push_back(read_statement(row.text("document")));
        return statements;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<BalanceLine>>> DayStore::trial_balance(DayKey key) {
    auto work = [key = std::move(key)](Session& session) -> Result<std::vector<BalanceLine>> {
        return day_balances(session, key);
    };
    return long_reads_.read(std::move(work));
}

}  // namespace clearing::postgres
