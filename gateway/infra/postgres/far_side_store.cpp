#include "gateway/infra/postgres/far_side_store.hpp"

#include "gateway/infra/postgres/day_rows.hpp"

namespace clearing::postgres {
namespace {

constexpr Write carry_lines{"far_side.carry_on", Commit::alone};
constexpr Write name_records{"far_side.name_found", Commit::alone};

// Late ones are no longer taken in by this day, so that a later one may.
constexpr Sql leave_late{"leave_day_late", R"sql(
    DELETE FROM day_late USING clearing_day d
    WHERE day_late.day_no = d.day_no AND d.platform = $1 AND d.counterparty = $2 AND d.direction = $3 AND d.day = $4
      AND day_late.key_division = $5 AND day_late.key_id = $6)sql"};

constexpr Sql name_in_doubt{"name_found_in_doubt", R"sql(
    UPDATE settlement SET their_id = $3, their_visit_id = CASE WHEN $4 = '' THEN their_visit_id ELSE $4 END
    WHERE platform = $1 AND our_message = $2 AND direction = 'visitor' AND state = 'in_doubt'
    RETURNING settlement_no)sql"};
constexpr Sql ask_at_once{"ask_found_at_once", R"sql(
    UPDATE doubt SET next_question_at = least(next_question_at, instant_of($2)) WHERE settlement_no = $1)sql"};

}  // namespace

awaitable<Result<void>> FarSideStore::carry_on(DayKey key, std::vector<SettlementKey> lines) {
    auto work = [key = std::move(key), lines = std::move(lines)](Session& session) -> Result<void> {
        hold_alone(session, {key.platform, key.counterparty, key.direction});
        const auto day = find_day_row(session, key);
        if (!day || day->state == DayState::open || is_agreed(day->state)) return {};
        for (const SettlementKey& line : lines) {
            session.run(leave_late, {key.platform, key.counterparty, name_of(key.direction), key.day,
                                     line.treatment_division, line.settlement});
            carry_out(session, key, line);
        }
        return {};
    };
    return pool_.write_repeatable(carry_lines, std::move(work));
}

awaitable<Result<std::vector<ports::FoundThere>>> FarSideStore::name_found(PlatformName platform,
                                                                           std::vector<ports::FoundThere> found,
                                                                           Instant at) {
    auto work = [platform = std::move(platform), found = std::move(found),
                 at](Session& session) -> Result<std::vector<ports::FoundThere>> {
        std::vector<ports::FoundThere> in_doubt;
        for (const ports::FoundThere& one : found) {
            const auto row = session.first(name_in_doubt, {platform, one.our_message, one.their_id, one.their_visit});
            if (!row) continue;
            session.run(ask_at_once, {row->number("settlement_no"), at});
            in_doubt.push_back(one);
        }
        return in_doubt;
    };
    return pool_.write_repeatable(name_records, std::move(work));
}

}  // namespace clearing::postgres
