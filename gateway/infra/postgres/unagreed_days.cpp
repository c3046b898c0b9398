#include "gateway/infra/postgres/unagreed_days.hpp"

#include "gateway/infra/postgres/day_rows.hpp"

namespace clearing::postgres {
namespace {

constexpr Sql unagreed_days{"unagreed_days", R"sql(
    SELECT platform, counterparty, direction, day, state, ms_of(changed_at) AS changed_ms FROM clearing_day
    WHERE state NOT IN ('agreed', 'agreed_with_carried_lines')
    ORDER BY day, platform, counterparty, direction)sql"};

}  // namespace

awaitable<Result<std::vector<ports::Day>>> UnagreedDays::unagreed() {
    auto work = [](Session& session) -> Result<std::vector<ports::Day>> {
        std::vector<ports::Day> days;
        for (const Row& row : session.run(unagreed_days))
            days.push_back(read_day(row));
        return days;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
