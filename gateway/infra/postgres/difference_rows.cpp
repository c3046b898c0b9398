#include "gateway/infra/postgres/difference_rows.hpp"

namespace clearing::postgres {
namespace {

#define CASE_COLUMNS                                                                                               \
    "SELECT c.case_no, d.platform, d.counterparty, d.direction, d.day, c.kind, c.key_division, c.key_id, c.ours, " \
    "c.theirs, c.note, c.state, c.step, c.attempts, ms_of(c.next_try_at) AS next_ms, c.opened_by, "                \
    "ms_of(c.opened_at) AS opened_ms, c.owner, c.assigned_by, c.due, c.ended_by, ms_of(c.ended_at) AS ended_ms, "  \
    "c.outcome, "                                                                                                  \
    "c.voucher FROM difference_case c JOIN clearing_day d USING (day_no) "

constexpr Sql case_by_no{"difference_case_by_no", CASE_COLUMNS "WHERE c.case_no = $1"};
constexpr Sql cases{"difference_cases", CASE_COLUMNS R"sql(
    WHERE c.case_no > $1 AND ($2::text IS NULL OR c.state = $2) AND ($3::date IS NULL OR d.day = $3)
      AND ($4::text IS NULL OR c.kind = $4) AND ($5::text IS NULL OR c.owner = $5)
    ORDER BY c.case_no LIMIT $6)sql"};
#undef CASE_COLUMNS

DifferenceCase read_case(const Row& row) {
    DifferenceCase one;
    one.no = row.number("case_no");
    one.day = {PlatformName(row.text("platform")), DivisionCode(row.text("counterparty")),
               direction_named(row.text("direction")).value(), row.day("day")};
    one.difference = {difference_kind_named(row.text("kind")).value(),
                      {DivisionCode(row.text("key_division")), SettlementId(row.text("key_id"))},
                      row.text("ours"),
                      row.text("theirs"),
                      row.text("note")};
    one.state = case_state_named(row.text("state")).value();
    one.step = next_step_named(row.text("step")).value();
    one.attempts = static_cast<int>(row.number("attempts"));
    one.next_try_at = row.instant("next_ms");
    one.opened_by = row.text("opened_by");
    one.opened_at = row.instant("opened_ms");
    one.owner = row.text("owner");
    one.assigned_by = row.text("assigned_by");
    if (const auto due = row.optional_day("due")) one.due = due->date;
    one.ended_by = row.text("ended_by");
    if (!row.is_null("ended_ms")) one.ended_at = row.instant("ended_ms");
    one.outcome = row.text("outcome");
    one.voucher = row.text("voucher");
    return one;
}

}  // namespace

std::optional<DifferenceCase> find_case(Session& session, long long no) {
    const auto row = session.first(case_by_no, {no});
    if (!row) return std::nullopt;
    return read_case(*row);
}

std::vector<DifferenceCase> list_cases(Session& session, const ports::CaseFilter& filter) {
    const auto state = filter.state ? std::optional(name_of(*filter.state)) : std::nullopt;
    const auto kind = filter.kind ? std::optional(name_of(*filter.kind)) : std::nullopt;
    std::vector<DifferenceCase> found;
    for (const Row& row : session.run(cases, {filter.after_no, state, filter.day, kind, filter.owner, filter.limit}))
        found.push_back(read_case(row));
    return found;
}

}  // namespace clearing::postgres
