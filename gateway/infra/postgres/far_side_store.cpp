#include "gateway/infra/postgres/far_side_store.hpp"

#include "gateway/infra/postgres/arrays.hpp"
#include "gateway/infra/postgres/day_rows.hpp"

#include <map>

namespace clearing::postgres {
namespace {

constexpr Write carry_lines{"far_side.carry_on", Commit::in_turn};
constexpr Write name_records{"far_side.name_found", Commit::alone};

// In one statement, because everybody waits for the pair's lock meanwhile. Late ones are no longer taken in by this
// day, so that a later one may.
constexpr Sql carry_lines_on{"carry_lines_on", R"sql(
    WITH lines AS MATERIALIZED (
        SELECT d.day_no, l.key_division, l.key_id
        FROM clearing_day d, unnest($5::text[], $6::text[]) AS l(key_division, key_id)
        WHERE d.platform = $1 AND d.counterparty = $2 AND d.direction = $3 AND d.day = $4
          AND d.state NOT IN ('open', 'agreed', 'agreed_with_carried_lines')),
    -- Whoever has read the day's sums before does not agree by them; whoever agrees right now is waited for.
    changed AS (
        UPDATE clearing_day d SET content_revision = content_revision + 1
        WHERE d.day_no IN (SELECT day_no FROM lines) AND d.state NOT IN ('agreed', 'agreed_with_carried_lines')
        RETURNING d.day_no),
    no_longer_late AS (
        DELETE FROM day_late USING lines l JOIN changed USING (day_no)
        WHERE day_late.day_no = l.day_no AND day_late.key_division = l.key_division AND day_late.key_id = l.key_id)
    INSERT INTO day_carried (day_no, key_division, key_id)
    SELECT day_no, key_division, key_id FROM lines JOIN changed USING (day_no)
    ON CONFLICT DO NOTHING)sql"};

// All of them at once, and not for each that was found: there is no index by what we called them.
constexpr Sql in_doubt_of_platform{"in_doubt_of_platform", R"sql(
    SELECT settlement_no, our_message FROM settlement
    WHERE platform = $1 AND direction = 'visitor' AND state = 'in_doubt')sql"};
// The state as an argument: a constant one would lead through all that is unresolved.
constexpr Sql name_in_doubt{"name_found_in_doubt", R"sql(
    UPDATE settlement SET their_id = $2, their_visit_id = CASE WHEN $3 = '' THEN their_visit_id ELSE $3 END
    WHERE settlement_no = $1 AND state = $4)sql"};
constexpr Sql ask_at_once{"ask_found_at_once", R"sql(
    UPDATE doubt SET next_question_at = least(next_question_at, instant_of($2)) WHERE settlement_no = $1)sql"};

std::map<std::string, SettlementNo> in_doubt_by_message(Session& session, const PlatformName& platform) {
    std::map<std::string, SettlementNo> numbers;
    for (const Row& row : session.run(in_doubt_of_platform, {platform}))
        numbers.emplace(row.text("our_message"), row.number("settlement_no"));
    return numbers;
}

}  // namespace

awaitable<Result<void>> FarSideStore::carry_on(DayKey key, std::vector<SettlementKey> lines) {
    if (lines.empty()) co_return Result<void>{};
    auto work = [key = std::move(key), lines = std::move(lines)](Session& session) -> Result<void> {
        hold_alone(session, pair_of(key));
        const KeyArrays keys = key_arrays(lines);
        session.run(carry_lines_on,
                    {key.platform, key.counterparty, name_of(key.direction), key.day, keys.divisions, keys.ids});
        return {};
    };
    co_return co_await pool_.write_repeatable(carry_lines, std::move(work));
}

awaitable<Result<std::vector<ports::FoundThere>>> FarSideStore::name_found(PlatformName platform,
                                                                           std::vector<ports::FoundThere> found,
                                                                           Instant at) {
    auto work = [platform = std::move(platform), found = std::move(found),
                 at](Session& session) -> Result<std::vector<ports::FoundThere>> {
        std::vector<ports::FoundThere> named;
        const auto in_doubt = in_doubt_by_message(session, platform);
        for (const ports::FoundThere& one : found) {
            const auto ours = in_doubt.find(one.our_message.text);
            if (ours == in_doubt.end()) continue;
            const Arguments words{ours->second, one.their_id, one.their_visit, name_of(SettlementState::in_doubt)};
            if (session.run(name_in_doubt, words).affected == 0) continue;
            session.run(ask_at_once, {ours->second, at});
            named.push_back(one);
        }
        return named;
    };
    return pool_.write_repeatable(name_records, std::move(work));
}

}  // namespace clearing::postgres
