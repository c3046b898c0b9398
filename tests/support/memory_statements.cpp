#include "tests/support/memory_statements.hpp"

#include "gateway/domain/signature.hpp"

#include <algorithm>
#include <tuple>

namespace clearing::tests {

using ports::awaitable;

awaitable<Result<std::vector<DetailLine>>> MemoryStatementDetails::page(DayKey day, SettlementNo after,
                                                                        std::size_t limit) {
    auto work = [this, &day, after, limit]() -> Result<std::vector<DetailLine>> {
        std::vector<DetailLine> lines;
        for (auto it = books_.records.upper_bound(after); it != books_.records.end() && lines.size() < limit; ++it) {
            const SettlementRecord& record = it->second;
            if (!record.cleared_day || day_key(record, *record.cleared_day) != day) continue;
            const auto visit = books_.visits.find(record.visit_no);
            std::optional<ClearingDay> original_day;
            if (record.cancels) original_day = books_.records.at(*record.cancels).assigned_day;
            lines.push_back(
                detail_of(books_.seen(record), visit == books_.visits.end() ? nullptr : &visit->second, original_day));
        }
        return lines;
    };
    co_return co_await books_.read("statement.details", work);
}

awaitable<Result<std::vector<StatementRevision>>> MemoryStatementRevisions::of(std::string statement) {
    co_return kept[statement];
}

awaitable<Result<std::optional<StatementRevision>>> MemoryStatementRevisions::find(std::string statement, int number) {
    for (const StatementRevision& revision : kept[statement])
        if (revision.number == number) co_return revision;
    co_return std::nullopt;
}

awaitable<Result<void>> MemoryStatementRevisions::keep(StatementRevision revision, ports::AuditEvent event) {
    auto& revisions = kept[revision.statement.id];
    if (revision.number != static_cast<int>(revisions.size()) + 1)
        co_return fail(ErrorCode::conflict, "another came in between", {"number"});
    if ((revision.number == 1) != revision.changes.empty() || revision.made_by.empty() ||
        (revision.number > 1 && revision.reason.empty()))
        co_return refused_by_the_table("statement_correction");
    revision.released_by.clear();
    revision.released_at.reset();
    revisions.push_back(std::move(revision));
    audit_.events.push_back(std::move(event));
    co_return Result<void>{};
}

awaitable<Result<StatementRevision>> MemoryStatementRevisions::release(std::string statement, int number,
                                                                       std::string by, Instant at,
                                                                       ports::AuditEvent event) {
    auto& revisions = kept[statement];
    const auto found = std::ranges::find(revisions, number, &StatementRevision::number);
    if (found == revisions.end()) co_return fail(ErrorCode::not_found, "there is no such revision", {"revision"});
    if (found->made_by == by) co_return fail(ErrorCode::forbidden, "nobody releases what they made", {"revision"});
    if (found->made_by == drafted_by)
        co_return fail(ErrorCode::conflict, "the statement is a draft: its maker takes it over first", {"revision"});
    if (found->is_released())
        co_return fail(ErrorCode::conflict, "released already by " + found->released_by, {"revision"});
    if (number != static_cast<int>(revisions.size()))
        co_return fail(ErrorCode::conflict, "a later revision stands", {"revision"});
    found->released_by = std::move(by);
    found->released_at = at;
    audit_.events.push_back(std::move(event));
    co_return *found;
}

awaitable<Result<std::vector<StatementAddition>>> ListedAdditions::of(PairKey pair, Period period) {
    std::vector<StatementAddition> found;
    for (const Row& row : rows)
        if (row.pair == pair && period.contains(row.addition.day.date)) found.push_back(row.addition);
    std::ranges::sort(found, {}, [](const StatementAddition& a) { return std::tuple(a.day, a.id, a.component); });
    co_return found;
}

}  // namespace clearing::tests
