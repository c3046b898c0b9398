#include "gateway/infra/postgres/code_usage.hpp"

#include "gateway/infra/postgres/fee_lines.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"
#include "gateway/infra/postgres/visit_row.hpp"

#include <map>

namespace clearing::postgres {
namespace {

using ports::BillInUse;
using ports::UsagePage;

constexpr Sql one_snapshot{"one_snapshot", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"};

// Opened at the same instant: by number. The cursor is the last number given.
constexpr Sql booked_page{"booked_settlements_page", R"sql(
    SELECT settlement_no FROM settlement
    WHERE kind = 'settle' AND state = 'booked' AND opened_at >= instant_of($1) AND opened_at < instant_of($2)
      AND ($3::bigint = 0 OR (opened_at, settlement_no) >
           (SELECT c.opened_at, c.settlement_no FROM settlement c WHERE c.settlement_no = $3))
    ORDER BY opened_at, settlement_no LIMIT $4)sql"};
constexpr Sql booked_count{"booked_settlements_count", R"sql(
    SELECT count(*) AS bills FROM settlement
    WHERE kind = 'settle' AND state = 'booked' AND opened_at >= instant_of($1) AND opened_at < instant_of($2))sql"};
constexpr Sql settlements_by_number{"settlements_by_number", R"sql(
    SELECT *, ms_of(opened_at) AS opened_ms, ms_of(changed_at) AS changed_ms FROM settlement_record
    WHERE settlement_no = ANY ($1::bigint[]) ORDER BY opened_at, settlement_no)sql"};
constexpr Sql settlement_by_own_id{"settlement_by_own_id", R"sql(
    SELECT *, ms_of(opened_at) AS opened_ms, ms_of(changed_at) AS changed_ms FROM settlement_record WHERE id = $1)sql"};

// Each half gives a page at most, in order, so that neither reads the whole books.
constexpr Sql open_page{"open_visits_page", R"sql(
    (SELECT visit_no FROM visit
     WHERE state = 'open' AND visit_no > $1 AND (care = 'inpatient' OR begin_time >= $3) ORDER BY visit_no LIMIT $2)
    UNION
    (SELECT l.visit_no FROM fee_line l JOIN visit v ON v.visit_no = l.visit_no
     WHERE l.settled_by IS NULL AND NOT l.removed AND l.visit_no > $1 AND v.visit_no > $1 AND v.state = 'discharged'
       AND v.begin_time >= $3
     GROUP BY l.visit_no ORDER BY l.visit_no LIMIT $2)
    ORDER BY visit_no LIMIT $2)sql"};
constexpr Sql open_count{"open_visits_count", R"sql(
    SELECT (SELECT count(*) FROM visit WHERE state = 'open' AND (care = 'inpatient' OR begin_time >= $1))
         + (SELECT count(*) FROM visit v
            JOIN (SELECT DISTINCT visit_no FROM fee_line WHERE settled_by IS NULL AND NOT removed) l USING (visit_no)
            WHERE v.state = 'discharged' AND v.begin_time >= $1) AS bills)sql"};

constexpr Sql visits_by_number{"visits_by_number",
                               "SELECT * FROM visit WHERE visit_no = ANY ($1::bigint[]) ORDER BY visit_no"};

/// What the record says of a visit our books do not hold.
Visit visit_told_by(const SettlementRecord& record) {
    Visit visit;
    visit.id = record.visit;
    visit.their_id = record.their_visit;
    visit.direction = record.direction;
    visit.care = record.care;
    visit.platform = record.platform;
    visit.treatment_division = record.treatment_division;
    visit.insured_division = record.insured_division;
    visit.institution = record.institution;
    visit.institution_name = record.institution_name;
    visit.insurance_type = record.insurance_type;
    visit.med_type = record.med_type;
    return visit;
}

template <class Number>
std::vector<Number> numbers_of(const Rows& rows, std::string_view column) {
    std::vector<Number> numbers;
    for (const Row& row : rows)
        numbers.emplace_back(row.number(column));
    return numbers;
}

std::map<VisitNo, Visit> visits_of(Session& session, const Vault& vault, const std::vector<VisitNo>& numbers) {
    std::map<VisitNo, Visit> visits;
    for (const Row& row : session.run(visits_by_number, {number_array(numbers)})) {
        Visit visit = read_visit(row, vault);
        visits.emplace(visit.no, std::move(visit));
    }
    return visits;
}

/// A page that is not full was the last one.
template <class Number>
long long next_cursor(const std::vector<Number>& numbers, std::size_t limit) {
    return numbers.empty() || numbers.size() < limit ? 0 : numbers.back().value;
}

std::vector<SettlementRecord> records_of(Session& session, const Vault& vault,
                                         const std::vector<SettlementNo>& numbers) {
    std::vector<SettlementRecord> records;
    for (const Row& row : session.run(settlements_by_number, {number_array(numbers)}))
        records.push_back(read_settlement(row, vault));
    return records;
}

BillInUse bill_with(SettlementRecord record, const std::map<VisitNo, Visit>& visits, std::vector<FeeLine> lines) {
    const auto visit = visits.find(record.visit_no);
    BillInUse bill{visit == visits.end() ? visit_told_by(record) : visit->second, std::nullopt, std::move(lines)};
    bill.settlement = std::move(record);
    return bill;
}

UsagePage settled_page(Session& session, const Vault& vault, Instant from, Instant until, long long cursor,
                       std::size_t limit) {
    session.run(one_snapshot);
    const auto numbers =
        numbers_of<SettlementNo>(session.run(booked_page, {from, until, cursor, limit}), "settlement_no");
    UsagePage page;
    page.next = next_cursor(numbers, limit);
    if (cursor == 0) page.total = session.first(booked_count, {from, until})->number("bills");
    std::vector<SettlementRecord> records = records_of(session, vault, numbers);
    std::vector<VisitNo> visit_numbers;
    for (const SettlementRecord& record : records)
        visit_numbers.push_back(record.visit_no);
    const auto visits = visits_of(session, vault, visit_numbers);
    auto lines = lines_of_settlements(session, vault, numbers);
    for (SettlementRecord& record : records) {
        const SettlementNo no = record.no;
        page.bills.push_back(bill_with(std::move(record), visits, std::move(lines[no])));
    }
    return page;
}

UsagePage open_visits_page(Session& session, const Vault& vault, Date since, long long cursor, std::size_t limit) {
    session.run(one_snapshot);
    // A begin is a local time as on the wire: its text begins with the day.
    const std::string begin = since.to_text();
    const auto numbers = numbers_of<VisitNo>(session.run(open_page, {cursor, limit, begin}), "visit_no");
    UsagePage page;
    page.next = next_cursor(numbers, limit);
    if (cursor == 0) page.total = session.first(open_count, {begin})->number("bills");
    auto lines = unsettled_lines_of_visits(session, vault, numbers);
    for (auto& [no, visit] : visits_of(session, vault, numbers))
        page.bills.push_back({std::move(visit), std::nullopt, std::move(lines[no])});
    return page;
}

std::optional<BillInUse> bill_of_settlement(Session& session, const Vault& vault, const SettlementId& id) {
    session.run(one_snapshot);
    const auto row = session.first(settlement_by_own_id, {id});
    if (!row) return std::nullopt;
    SettlementRecord record = read_settlement(*row, vault);
    const SettlementNo of = record.cancels.value_or(record.no);
    std::vector<FeeLine> lines = read_settled_lines(session, vault, of);
    if (lines.empty()) lines = read_lines_of_intent(session, vault, of);
    const auto visits = visits_of(session, vault, {record.visit_no});
    return bill_with(std::move(record), visits, std::move(lines));
}

}  // namespace

awaitable<Result<UsagePage>> CodeUsage::settled(Date first, Date last, long long cursor, std::size_t limit) {
    auto work = [this, from = local_midnight(first), until = local_midnight(last.next()), cursor,
                 limit](Session& session) -> Result<UsagePage> {
        return settled_page(session, vault_, from, until, cursor, limit);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<UsagePage>> CodeUsage::open_visits(Date since, long long cursor, std::size_t limit) {
    auto work = [this, since, cursor, limit](Session& session) -> Result<UsagePage> {
        return open_visits_page(session, vault_, since, cursor, limit);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::optional<BillInUse>>> CodeUsage::bill_of(SettlementId settlement) {
    auto work = [this, settlement = std::move(settlement)](Session& session) -> Result<std::optional<BillInUse>> {
        return bill_of_settlement(session, vault_, settlement);
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
