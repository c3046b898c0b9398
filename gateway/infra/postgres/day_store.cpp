#include "gateway/infra/postgres/day_store.hpp"

#include "gateway/infra/postgres/day_agreement.hpp"
#include "gateway/infra/postgres/day_content.hpp"
#include "gateway/infra/postgres/json_statement.hpp"

#include <algorithm>

namespace clearing::postgres {
namespace {

constexpr Write find_or_make_open_day{"day.open", Commit::alone};
constexpr Write switch_days{"day.switch", Commit::alone};
constexpr Write move_day{"day.set_state", Commit::alone};
constexpr Write fix_day{"day.content", Commit::alone};
constexpr Write keep_found{"day.keep_differences", Commit::alone};
constexpr Write keep_told{"day.keep_partner_close", Commit::alone};
constexpr Write agree_day{"day.agree", Commit::alone};

using ports::Day;

constexpr Sql all_days{"all_days", R"sql(
    SELECT platform, counterparty, direction, day, state, ms_of(changed_at) AS changed_ms FROM clearing_day
    WHERE $1::date IS NULL OR day = $1 ORDER BY day DESC, platform, counterparty, direction)sql"};

constexpr Sql begin_closing{"begin_closing", R"sql(
    UPDATE clearing_day SET state = 'closing', changed_at = instant_of($5)
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4 AND state = 'open')sql"};
constexpr Sql later_open_day{"later_open_day", R"sql(
    SELECT 1 FROM clearing_day
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day > $4 AND state = 'open' LIMIT 1)sql"};

constexpr Sql update_day_state{"update_day_state", R"sql(
    UPDATE clearing_day SET state = $5, changed_at = instant_of($6)
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4
      AND state NOT IN ('agreed', 'agreed_with_carried_lines'))sql"};

// A national visitor has no day before its answer: one opened before the day's end may still belong to it.
constexpr Sql count_awaiting{"count_awaiting", R"sql(
    SELECT count(*) AS waiting FROM settlement
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND state = 'awaiting_answer'
      AND (assigned_day = $4 OR assigned_day IS NULL AND opened_at < instant_of($5)))sql"};

constexpr Sql forget_differences{"forget_differences", R"sql(
    DELETE FROM difference WHERE day_no = (SELECT day_no FROM clearing_day WHERE platform = $1 AND counterparty = $2
                                           AND direction = $3 AND day = $4))sql"};
constexpr Sql insert_day_difference{"insert_day_difference", R"sql(
    INSERT INTO difference (day_no, kind, key_division, key_id, ours, theirs, note, found_at)
    SELECT day_no, $5, $6, $7, $8, $9, $10, instant_of($11) FROM clearing_day
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4)sql"};
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

constexpr Sql balances_of_day{"balances_of_day", R"sql(
    SELECT account, component, sum(debit)::bigint AS debits, sum(credit)::bigint AS credits FROM (
        SELECT t.debit AS account, t.component, t.amount AS debit, 0::bigint AS credit FROM transfer t
        WHERE t.platform = $1 AND t.counterparty = $2 AND t.direction = $3 AND t.clearing_day = $4
        UNION ALL
        SELECT t.credit, t.component, 0, t.amount FROM transfer t
        WHERE t.platform = $1 AND t.counterparty = $2 AND t.direction = $3 AND t.clearing_day = $4) sides
    GROUP BY account, component)sql"};

DayPair pair_of(const DayKey& key) {
    return {key.platform, key.counterparty, key.direction};
}

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

void begin_next_day(Session& session, const DayKey& key, Instant at) {
    DayKey next = key;
    next.day = key.day.next();
    if (!session.first(later_open_day, arguments_of(key))) day_row(session, next, at);
}

}  // namespace

awaitable<Result<std::vector<Day>>> DayStore::days(std::optional<ClearingDay> day) {
    auto work = [day](Session& session) -> Result<std::vector<Day>> {
        std::vector<Day> days;
        for (const Row& row : session.run(all_days, {day}))
            days.push_back(read_day(row));
        return days;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::optional<Day>>> DayStore::find(DayKey key) {
    auto work = [key = std::move(key)](Session& session) -> Result<std::optional<Day>> {
        return find_day_row(session, key);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<ClearingDay>> DayStore::open_day(PlatformName platform, DivisionCode counterparty,
                                                  Direction direction) {
    const Instant now = clock_.now();
    auto work = [pair = DayPair{std::move(platform), std::move(counterparty), direction},
                 now](Session& session) -> Result<ClearingDay> {
        return open_day_held(session, pair, ClearingDay{local_date(now)}, now);
    };
    return pool_.write_repeatable(find_or_make_open_day, std::move(work));
}

awaitable<Result<Day>> DayStore::switch_day(DayKey key, Instant at) {
    auto work = [key = std::move(key), at](Session& session) -> Result<Day> {
        hold_alone(session, pair_of(key));
        day_row(session, key, at);
        if (session.run(begin_closing, arguments_of(key, at)).affected > 0) {
            refuse_not_sent(session, key, at);
            begin_next_day(session, key, at);
        }
        return *find_day_row(session, key);
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

awaitable<Result<ports::DayContent>> DayStore::content(DayKey key) {
    auto work = [key = std::move(key), now = clock_.now()](Session& session) -> Result<ports::DayContent> {
        hold_alone(session, pair_of(key));
        return day_content(session, key, now);
    };
    return pool_.write_repeatable(fix_day, std::move(work));
}

awaitable<Result<void>> DayStore::keep_differences(DayKey key, std::vector<Difference> differences, Instant at) {
    auto work = [key = std::move(key), differences = std::move(differences), at](Session& session) -> Result<void> {
        session.run(forget_differences, arguments_of(key));
        for (const Difference& d : differences)
            session.run(insert_day_difference, arguments_of(key, name_of(d.kind), d.settlement.treatment_division,
                                                            d.settlement.settlement, d.ours, d.theirs, d.note, at));
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
        hold_alone(session, pair_of(key));
        day_row(session, key, at);
        keep_told_content(session, key, carried, late);
        return {};
    };
    return pool_.write_repeatable(keep_told, std::move(work));
}

awaitable<Result<void>> DayStore::agree(ports::DayAgreement agreement) {
    auto work = [agreement = std::move(agreement)](Session& session) {
        hold_alone(session, pair_of(agreement.day.key));
        return write_agreement(session, agreement);
    };
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
        std::vector<BalanceLine> lines;
        for (const Row& row : session.run(balances_of_day, arguments_of(key)))
            lines.push_back({account_named(row.text("account")).value(), component_named(row.text("component")).value(),
                             row.money("debits"), row.money("credits")});
        std::ranges::sort(lines, {}, [](const BalanceLine& line) { return std::pair(line.account, line.component); });
        return lines;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
