#include "gateway/infra/postgres/institution_books.hpp"

#include "gateway/infra/postgres/settlement_row.hpp"

namespace clearing::postgres {
namespace {

// setl_time is the assigned day's: the day is the index.
#define OF_INSTITUTION \
    R"sql(
    FROM settlement s LEFT JOIN settlement o ON o.settlement_no = s.cancels
    WHERE s.institution_no = (SELECT institution_no FROM institution WHERE code = $1) AND s.direction = $2
      AND s.state IN ('booked', 'cancelled') )sql"
#define OF_PERIOD "AND s.assigned_day BETWEEN $3::date AND $4::date "
#define OF_CELL \
    R"sql(
      AND ($5 = '' OR s.insurance_type = $5) AND ($6 = '' OR s.clearing_type = $6)
      AND ($7 = '' OR (s.kind = 'cancel') = ($7 = '1')) )sql"
#define LINE_COLUMNS \
    R"sql(
    SELECT s.settlement_no, s.id, o.id AS original_id, s.visit_id, s.message_id, s.treatment_division, s.kind,
           s.settled_at, s.total, s.fund_total, s.account, s.their_id, s.their_visit_id )sql"

constexpr Sql sum_up{"sum_institution", R"sql(
    SELECT count(*) AS lines, coalesce(sum(s.total), 0)::bigint AS total,
           coalesce(sum(s.fund_total), 0)::bigint AS fund, coalesce(sum(s.account), 0)::bigint AS account )sql" OF_INSTITUTION
                                            OF_PERIOD OF_CELL};
constexpr Sql list_after{"institution_lines_after",
                         LINE_COLUMNS OF_INSTITUTION OF_PERIOD OF_CELL "AND s.id > $8 ORDER BY s.id LIMIT $9"};
constexpr Sql list_page{"institution_lines_page",
                        LINE_COLUMNS OF_INSTITUTION OF_PERIOD "ORDER BY s.id OFFSET $5 LIMIT $6"};
constexpr Sql find_by_id{"institution_line_by_id", LINE_COLUMNS OF_INSTITUTION "AND s.id = $3"};

#undef LINE_COLUMNS
#undef OF_CELL
#undef OF_PERIOD
#undef OF_INSTITUTION

ports::InstitutionLine read_institution_line(const Row& row) {
    ports::InstitutionLine line;
    line.no = SettlementNo(row.number("settlement_no"));
    line.id = SettlementId(row.text("id"));
    if (!row.is_null("original_id")) line.original = SettlementId(row.text("original_id"));
    line.visit = VisitId(row.text("visit_id"));
    line.message = MessageId(row.text("message_id"));
    line.treatment_division = DivisionCode(row.text("treatment_division"));
    line.refund = row.text("kind") == "cancel";
    line.settled_at = row.text("settled_at");
    line.total = row.money("total");
    line.fund = row.money("fund_total");
    line.account = row.money("account");
    line.their_id = SettlementId(row.text("their_id"));
    line.their_visit = VisitId(row.text("their_visit_id"));
    return line;
}

std::vector<ports::InstitutionLine> read_institution_lines(const Rows& rows) {
    std::vector<ports::InstitutionLine> lines;
    for (const Row& row : rows)
        lines.push_back(read_institution_line(row));
    return lines;
}

template <class... More>
Arguments arguments_of(const ports::InstitutionPeriod& period, const More&... more) {
    return {period.institution, name_of(period.direction), period.begin.to_text(), period.end.to_text(),
            Argument(more)...};
}

}  // namespace

using Lines = std::vector<ports::InstitutionLine>;

awaitable<Result<ports::InstitutionSums>> InstitutionBooks::sums(ports::InstitutionPeriod period,
                                                                 ports::InstitutionCell cell) {
    auto work = [period = std::move(period),
                 cell = std::move(cell)](Session& session) -> Result<ports::InstitutionSums> {
        const auto row =
            session.first(sum_up, arguments_of(period, cell.insurance_type, cell.clearing_type, cell.refunds));
        return ports::InstitutionSums{row->money("total"), row->money("fund"), row->money("account"),
                                      row->number("lines")};
    };
    return pool_.read(std::move(work));
}

awaitable<Result<Lines>> InstitutionBooks::lines(ports::InstitutionPeriod period, ports::InstitutionCell cell,
                                                 SettlementId after, std::size_t limit) {
    auto work = [period = std::move(period), cell = std::move(cell), after = std::move(after),
                 limit](Session& session) -> Result<Lines> {
        return read_institution_lines(session.run(
            list_after, arguments_of(period, cell.insurance_type, cell.clearing_type, cell.refunds, after, limit)));
    };
    return pool_.read(std::move(work));
}

awaitable<Result<Lines>> InstitutionBooks::page(ports::InstitutionPeriod period, std::size_t skip, std::size_t limit) {
    auto work = [period = std::move(period), skip, limit](Session& session) -> Result<Lines> {
        return read_institution_lines(session.run(list_page, arguments_of(period, skip, limit)));
    };
    return pool_.read(std::move(work));
}

awaitable<Result<Lines>> InstitutionBooks::find(InstitutionCode institution, Direction direction,
                                                std::vector<SettlementId> ids) {
    auto work = [institution = std::move(institution), direction,
                 ids = std::move(ids)](Session& session) -> Result<Lines> {
        Lines found;
        for (const SettlementId& id : ids)
            if (const auto row = session.first(find_by_id, {institution, name_of(direction), id}))
                found.push_back(read_institution_line(*row));
        return found;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::map<SettlementNo, ports::InstitutionPerson>>> InstitutionBooks::persons(
    std::vector<SettlementNo> lines) {
    using Persons = std::map<SettlementNo, ports::InstitutionPerson>;
    auto work = [this, lines = std::move(lines)](Session& session) -> Result<Persons> {
        Persons persons;
        for (SettlementNo no : lines)
            if (const auto record = find_settlement(session, vault_, no))
                persons[no] = {record->answer.person.number, record->answer.person.cert_no};
        return persons;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
