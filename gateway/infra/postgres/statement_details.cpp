#include "gateway/infra/postgres/statement_details.hpp"

#include "gateway/infra/postgres/day_line.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"
#include "gateway/infra/postgres/visit_row.hpp"

#include <map>

namespace clearing::postgres {
namespace {

constexpr Sql cleared_lines{"cleared_lines_page", R"sql(
    SELECT s.*, )sql" ORIGINAL_DAY R"sql( AS original_day, ms_of(opened_at) AS opened_ms,
           ms_of(changed_at) AS changed_ms
    FROM settlement_record s
    WHERE settlement_no = ANY (ARRAY(
        SELECT cl.settlement_no FROM cleared_line cl
        WHERE cl.day_no = (SELECT day_no FROM clearing_day WHERE platform = $1 AND counterparty = $2
                           AND direction = $3 AND day = $4)
          AND cl.settlement_no > $5
        ORDER BY cl.settlement_no LIMIT $6))
    ORDER BY settlement_no)sql"};
constexpr Sql visits_by_number{"visits_by_number", "SELECT * FROM visit WHERE visit_no = ANY ($1::bigint[])"};

std::map<VisitNo, Visit> visits_of(Session& session, const Vault& vault, const std::vector<SettlementRecord>& records) {
    std::vector<VisitNo> numbers;
    for (const SettlementRecord& record : records)
        numbers.push_back(record.visit_no);
    std::map<VisitNo, Visit> visits;
    for (const Row& row : session.run(visits_by_number, {number_array(numbers)})) {
        Visit visit = read_visit(row, vault);
        visits.emplace(visit.no, std::move(visit));
    }
    return visits;
}

}  // namespace

awaitable<Result<std::vector<DetailLine>>> StatementDetails::page(DayKey day, SettlementNo after, std::size_t limit) {
    auto work = [this, day = std::move(day), after, limit](Session& session) -> Result<std::vector<DetailLine>> {
        std::vector<SettlementRecord> records;
        std::vector<std::optional<ClearingDay>> original_days;
        for (const Row& row : session.run(
                 cleared_lines, {day.platform, day.counterparty, name_of(day.direction), day.day, after, limit})) {
            records.push_back(read_settlement(row, vault_));
            original_days.push_back(row.optional_day("original_day"));
        }
        const auto visits = visits_of(session, vault_, records);
        std::vector<DetailLine> lines;
        for (std::size_t i = 0; i < records.size(); ++i) {
            const auto visit = visits.find(records[i].visit_no);
            lines.push_back(detail_of(records[i], visit == visits.end() ? nullptr : &visit->second, original_days[i]));
        }
        return lines;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
