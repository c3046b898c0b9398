#include "gateway/services/clearing/revision_desk.hpp"

#include "gateway/domain/signature.hpp"

#include <fmt/format.h>

namespace clearing::statements {
namespace {

std::string subject_of(const std::string& id, int number) {
    return fmt::format("{}#{}", id, number);
}

}  // namespace

awaitable<Result<PeriodStatement>> RevisionDesk::from_books(std::string id) {
    auto name = period_named(id, maker_.own_region());
    if (!name) co_return fail(name.error());
    co_return co_await maker_.make(std::move(name->pair), name->period);
}

awaitable<Result<Shown>> RevisionDesk::show(std::string id, std::optional<int> number) {
    auto kept = co_await revisions_.of(id);
    if (!kept) co_return fail(kept.error());
    for (auto revision = kept->rbegin(); revision != kept->rend(); ++revision)
        if (!number || revision->number == *number) {
            PeriodStatement statement = revision->statement;
            co_return Shown{std::move(statement), std::move(*revision)};
        }
    if (number) co_return fail(ErrorCode::not_found, "there is no such revision", {"revision"});
    auto made = co_await from_books(std::move(id));
    if (!made) co_return fail(made.error());
    co_return Shown{std::move(*made), std::nullopt};
}

awaitable<Result<RevisionDesk::Made>> RevisionDesk::make(std::string id, std::string reason, std::string actor) {
    auto statement = co_await from_books(id);
    if (!statement) co_return fail(statement.error());
    auto kept = co_await revisions_.of(id);
    if (!kept) co_return fail(kept.error());
    StatementRevision next;
    if (!kept->empty()) {
        StatementRevision& last = kept->back();
        next.number = last.number + 1;
        next.changes = changes_between(facts_of(last.statement), facts_of(*statement));
        if (last.made_by == drafted_by && actor != drafted_by) {
            if (next.changes.empty() && reason.empty()) reason = "taken over";
            next.changes.push_back(taken_over_by(actor));
        }
        if (next.changes.empty()) co_return Made{std::move(last), false};
        if (reason.empty()) co_return fail(ErrorCode::invalid_value, "a correction names its reason", {"reason"});
    }
    next.statement = std::move(*statement);
    next.reason = std::move(reason);
    next.made_by = actor;
    next.made_at = clock_.now();
    ports::AuditEvent event{next.made_at, "statement_made", std::move(actor), subject_of(id, next.number),
                            fmt::format("net {}, {} changes", next.statement.net().to_yuan(), next.changes.size())};
    if (next.number > 1) event.event = "statement_revised";
    StatementRevision stored = next;
    auto done = co_await revisions_.keep(std::move(stored), std::move(event));
    if (!done) co_return fail(done.error());
    co_return Made{std::move(next), true};
}

awaitable<Result<bool>> RevisionDesk::draft(std::string id) {
    auto kept = co_await revisions_.of(id);
    if (!kept) co_return fail(kept.error());
    if (!kept->empty()) co_return false;
    std::string reason, actor(drafted_by);
    auto made = co_await make(std::move(id), std::move(reason), std::move(actor));
    if (!made) co_return fail(made.error());
    co_return made->is_new;
}

awaitable<Result<StatementRevision>> RevisionDesk::release(std::string id, int number, std::string actor) {
    auto revision = co_await revisions_.find(id, number);
    if (!revision) co_return fail(revision.error());
    if (!*revision) co_return fail(ErrorCode::not_found, "there is no such revision", {"revision"});
    if ((*revision)->made_by == actor)
        co_return fail(ErrorCode::forbidden, "nobody releases what they made", {"revision"});
    if ((*revision)->made_by == drafted_by)
        co_return fail(ErrorCode::conflict, "the statement is a draft: its maker takes it over first", {"revision"});
    ports::AuditEvent event{
        clock_.now(), "statement_released", actor, subject_of(id, number),
        fmt::format("made by {}, net {}", (*revision)->made_by, (*revision)->statement.net().to_yuan())};
    const Instant at = event.at;
    co_return co_await revisions_.release(std::move(id), number, std::move(actor), at, std::move(event));
}

}  // namespace clearing::statements
