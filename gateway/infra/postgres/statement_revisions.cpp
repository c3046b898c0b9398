#include "gateway/infra/postgres/statement_revisions.hpp"

#include "gateway/domain/signature.hpp"
#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/json_period.hpp"

#include <fmt/format.h>

namespace clearing::postgres {
namespace {

constexpr Write keep_revision{"statement.keep", Commit::alone};
constexpr Write release_revision{"statement.release", Commit::alone};

#define REVISION_COLUMNS \
    R"sql(
    SELECT r.number, r.document, r.reason, r.changes, r.made_by, ms_of(r.made_at) AS made_ms, l.released_by,
           ms_of(l.released_at) AS released_ms
    FROM statement_revision r LEFT JOIN statement_release l USING (statement_id, number) )sql"

constexpr Sql all_revisions{"statement_revisions", REVISION_COLUMNS "WHERE r.statement_id = $1 ORDER BY r.number"};
constexpr Sql one_revision{"statement_revision", REVISION_COLUMNS "WHERE r.statement_id = $1 AND r.number = $2"};

#undef REVISION_COLUMNS

constexpr Sql hold_statement{"hold_statement",
                             "SELECT pg_advisory_xact_lock(hashtextextended('statement|' || $1, 3302))"};
constexpr Sql last_number{"last_statement_revision", R"sql(
    SELECT coalesce(max(number), 0) AS last FROM statement_revision WHERE statement_id = $1)sql"};
constexpr Sql insert_revision{"insert_statement_revision", R"sql(
    INSERT INTO statement_revision (statement_id, number, net, document, reason, changes, made_by, made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, instant_of($8)))sql"};
constexpr Sql insert_release{"insert_statement_release", R"sql(
    INSERT INTO statement_release (statement_id, number, released_by, released_at)
    VALUES ($1, $2, $3, instant_of($4)))sql"};

StatementRevision read_revision(const Row& row) {
    StatementRevision revision;
    revision.statement = read_period_statement(row.text("document"));
    revision.number = static_cast<int>(row.number("number"));
    revision.reason = row.text("reason");
    revision.changes = read_changes(row.text("changes"));
    revision.made_by = row.text("made_by");
    revision.made_at = row.instant("made_ms");
    revision.released_by = row.text_or_empty("released_by");
    if (!row.is_null("released_ms")) revision.released_at = row.instant("released_ms");
    return revision;
}

std::optional<StatementRevision> find_in(Session& session, const std::string& statement, int number) {
    const auto row = session.first(one_revision, {statement, number});
    if (!row) return std::nullopt;
    return read_revision(*row);
}

long long last_in(Session& session, const std::string& statement) {
    return session.first(last_number, {statement})->number("last");
}

Result<void> keep_in(Session& session, const StatementRevision& r, const ports::AuditEvent& event) {
    session.run(hold_statement, {r.statement.id});
    const long long last = last_in(session, r.statement.id);
    if (last + 1 != r.number)
        return fail(ErrorCode::conflict, fmt::format("revision {} came in between", last), {"number"});
    session.run(insert_revision, {r.statement.id, r.number, r.statement.net(), whole(r.statement), r.reason,
                                  whole(r.changes), r.made_by, r.made_at});
    write_audit_event(session, event);
    return {};
}

Result<StatementRevision> release_in(Session& session, const std::string& statement, int number, const std::string& by,
                                     Instant at, const ports::AuditEvent& event) {
    session.run(hold_statement, {statement});
    auto revision = find_in(session, statement, number);
    if (!revision) return fail(ErrorCode::not_found, "there is no such revision", {"revision"});
    if (revision->made_by == by) return fail(ErrorCode::forbidden, "nobody releases what they made", {"revision"});
    if (revision->made_by == drafted_by)
        return fail(ErrorCode::conflict, "the statement is a draft: its maker takes it over first", {"revision"});
    if (revision->is_released())
        return fail(ErrorCode::conflict, "released already by " + revision->released_by, {"revision"});
    if (last_in(session, statement) != number)
        return fail(ErrorCode::conflict, "a later revision stands", {"revision"});

    // After this point the release must succeed.
    session.run(insert_release, {statement, number, by, at});
    write_audit_event(session, event);
    revision->released_by = by;
    revision->released_at = at;
    return std::move(*revision);
}

}  // namespace

awaitable<Result<std::vector<StatementRevision>>> StatementRevisions::of(std::string statement) {
    auto work = [statement = std::move(statement)](Session& session) -> Result<std::vector<StatementRevision>> {
        std::vector<StatementRevision> revisions;
        for (const Row& row : session.run(all_revisions, {statement}))
            revisions.push_back(read_revision(row));
        return revisions;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::optional<StatementRevision>>> StatementRevisions::find(std::string statement, int number) {
    auto work = [statement = std::move(statement),
                 number](Session& session) -> Result<std::optional<StatementRevision>> {
        return find_in(session, statement, number);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<void>> StatementRevisions::keep(StatementRevision revision, ports::AuditEvent event) {
    std::string id = revision.statement.id, by = revision.made_by;
    const int number = revision.number;
    const Instant at = revision.made_at;
    auto work = [revision = std::move(revision), event = std::move(event)](Session& session) {
        return keep_in(session, revision, event);
    };
    auto was_committed = [id = std::move(id), by = std::move(by), number, at](Session& session, int) {
        const auto kept = find_in(session, id, number);
        return kept && kept->made_by == by && kept->made_at == at;
    };
    return pool_.write(keep_revision, std::move(work), std::move(was_committed));
}

awaitable<Result<StatementRevision>> StatementRevisions::release(std::string statement, int number, std::string by,
                                                                 Instant at, ports::AuditEvent event) {
    std::string id = statement;
    auto work = [statement = std::move(statement), number, by = std::move(by), at, event = std::move(event)](
                    Session& session) { return release_in(session, statement, number, by, at, event); };
    auto was_committed = [id = std::move(id), number, at](Session& session, const StatementRevision& answer) {
        const auto kept = find_in(session, id, number);
        return kept && kept->released_by == answer.released_by && kept->released_at == at;
    };
    return pool_.write(release_revision, std::move(work), std::move(was_committed));
}

}  // namespace clearing::postgres
