#include "gateway/infra/postgres/day_listing.hpp"

#include "gateway/infra/postgres/arrays.hpp"
#include "gateway/infra/postgres/day_content.hpp"
#include "gateway/infra/postgres/day_line.hpp"
#include "gateway/infra/postgres/day_sums.hpp"

namespace clearing::postgres {
namespace {

// The leaves of a day are 32 bytes a line; they are gathered where the lines lie.
constexpr Sql root_of_day{"root_of_day", "SELECT " DIGEST_OF_LEAVES R"sql( AS root
    FROM (SELECT s.key_id, )sql" DAY_LINE_LEAF R"sql( FROM day_lines($1, $2, $3, $4, $5, $6) s) leaves)sql"};

constexpr Sql lines_after_id{"day_lines_after", "SELECT " DAY_LINE_COLUMNS R"sql(
    FROM day_lines($1, $2, $3, $4, $5, $6) s
    WHERE s.key_id COLLATE "C" > $7 ORDER BY s.key_id COLLATE "C" LIMIT $8)sql"};

constexpr Sql lines_in_cells{"day_lines_in_cells", R"sql(
    SELECT s.key_division, s.key_id FROM day_lines($1, $2, $3, $4, $5, $6) s
    WHERE (s.insurance_type, s.care) IN (SELECT * FROM unnest($7::text[], $8::text[])) LIMIT $9)sql"};

}  // namespace

DayTotals day_totals(Session& session, const DayKey& key) {
    const ports::DaySums sums = day_sums(session, key, {});
    DayTotals totals;
    totals.key = key;
    totals.cells = cells_of(sums.cleared);
    totals.root = session.first(root_of_day, whole_day(session, key))->bytes("root").raw;
    for (const ports::CarriedRecord& carried : sums.carried)
        totals.carried.push_back(carried.key);
    for (const LateLine& late : sums.late)
        totals.late.push_back(late.key);
    return totals;
}

std::vector<DayLine> day_lines_after(Session& session, const DayKey& key, const SettlementId& after,
                                     std::size_t limit) {
    Arguments arguments = whole_day(session, key);
    arguments.insert(arguments.end(), {after, limit});
    std::vector<DayLine> lines;
    for (const Row& row : session.run(lines_after_id, arguments))
        lines.push_back(read_day_line(row));
    return lines;
}

std::vector<SettlementKey> day_lines_in(Session& session, const DayKey& key, const ports::CellGroups& cells,
                                        std::size_t limit) {
    Arguments arguments = whole_day(session, key);
    arguments.emplace_back(text_array(cells, [](const auto& cell) -> std::string_view { return cell.first.text; }));
    arguments.emplace_back(text_array(cells, [](const auto& cell) { return name_of(cell.second); }));
    arguments.emplace_back(limit);
    std::vector<SettlementKey> lines;
    for (const Row& row : session.run(lines_in_cells, arguments))
        lines.push_back({DivisionCode(row.text("key_division")), SettlementId(row.text("key_id"))});
    return lines;
}

}  // namespace clearing::postgres
