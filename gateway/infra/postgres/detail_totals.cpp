#include "gateway/infra/postgres/detail_totals.hpp"

namespace clearing::postgres {
namespace {

// Lines are a settlement's that it took or that were told of it. A visitor's are all of them. A resident's may come
// after the fact, part by part: as long as they are fewer than the total they may still come, more than it never is
// right.
constexpr Sql differing_details{"differing_details", R"sql(
    SELECT s.key_division, s.key_id, s.total, sum(l.amount)::bigint AS details
    FROM settlement s
    JOIN fee_line l ON l.settled_by = s.settlement_no AND NOT l.removed
    WHERE s.platform = $1 AND s.counterparty = $2 AND s.direction = $3 AND s.assigned_day = $4
      AND s.kind = 'settle' AND s.state = 'booked'
    GROUP BY s.settlement_no
    HAVING CASE s.direction WHEN 'visitor' THEN sum(l.amount) <> s.total ELSE sum(l.amount) > s.total END
    ORDER BY s.key_division, s.key_id)sql"};

}  // namespace

awaitable<Result<std::vector<ports::DetailTotal>>> DetailTotals::differing(DayKey key) {
    auto work = [k = std::move(key)](Session& session) -> Result<std::vector<ports::DetailTotal>> {
        std::vector<ports::DetailTotal> found;
        for (const Row& row : session.run(differing_details, {k.platform, k.counterparty, name_of(k.direction), k.day}))
            found.push_back({{DivisionCode(row.text("key_division")), SettlementId(row.text("key_id"))},
                             row.money("total"),
                             row.money("details")});
        return found;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
