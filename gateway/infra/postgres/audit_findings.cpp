#include "gateway/infra/postgres/audit_findings.hpp"

#include "gateway/infra/postgres/adjustment_rows.hpp"
#include "gateway/infra/postgres/audit_log.hpp"

namespace clearing::postgres {
namespace {

constexpr Write write_finding{"finding.write", Commit::alone};

constexpr Sql select_findings{"select_findings", R"sql(
    SELECT f.*, s.id AS settlement_id, ms_of(f.proposed_at) AS proposed_ms, ms_of(f.notified_at) AS notified_ms,
           ms_of(f.accepted_at) AS accepted_ms, ms_of(f.withdrawn_at) AS withdrawn_ms
    FROM audit_finding f JOIN settlement s USING (settlement_no)
    WHERE $1::text IS NULL OR f.id = $1
    ORDER BY f.finding_no DESC)sql"};

constexpr Sql select_finding_amounts{"select_finding_amounts",
                                     "SELECT component, amount FROM audit_finding_amount WHERE finding = $1"};

constexpr Sql insert_finding{"insert_finding", R"sql(
    INSERT INTO audit_finding (id, settlement_no, class, state, reason, proposed_by, proposed_at, revision)
    VALUES ($1, $2, $3, 'proposed', $4, $5, instant_of($6), 0) ON CONFLICT DO NOTHING)sql"};

constexpr Sql insert_finding_amount{"insert_finding_amount", R"sql(
    INSERT INTO audit_finding_amount (finding, component, amount) VALUES ($1, $2, $3))sql"};

constexpr Sql update_finding{"update_finding", R"sql(
    UPDATE audit_finding SET state = $3, notified_by = $4, notified_at = instant_of($5), accepted_by = $6,
        accepted_at = instant_of($7), withdrawn_by = $8, withdrawn_at = instant_of($9), revision = revision + 1
    WHERE id = $1 AND revision = $2)sql"};

Signature signature_at(const Row& row, const std::string& name) {
    if (row.is_null(name + "_by")) return {};
    return {row.text(name + "_by"), row.instant(name + "_ms")};
}

AuditFinding read_finding(Session& session, const Row& row) {
    AuditFinding finding;
    finding.id = row.text("id");
    finding.settlement = SettlementNo(row.number("settlement_no"));
    finding.settlement_id = SettlementId(row.text("settlement_id"));
    finding.its_class = finding_class_named(row.text("class")).value();
    finding.state = finding_state_named(row.text("state")).value();
    finding.reason = row.text("reason");
    finding.proposed = signature_at(row, "proposed");
    finding.notified = signature_at(row, "notified");
    finding.accepted = signature_at(row, "accepted");
    finding.withdrawn = signature_at(row, "withdrawn");
    finding.revision = static_cast<int>(row.number("revision"));
    for (const Row& amount : session.run(select_finding_amounts, {finding.id}))
        finding.amounts[component_named(amount.text("component")).value()] = amount.money("amount");
    return finding;
}

void add_signature(Arguments& to, const Signature& signature) {
    const bool nobody = signature.by.empty();
    to.push_back(nobody ? Argument(std::nullopt) : Argument(signature.by));
    to.push_back(nobody ? Argument(std::nullopt) : Argument(signature.at));
}

bool write_row(Session& session, const ports::FindingChange& change) {
    const AuditFinding& f = change.finding;
    if (!change.is_new) {
        Arguments arguments{f.id, f.revision, name_of(f.state)};
        for (const Signature& signature : {f.notified, f.accepted, f.withdrawn})
            add_signature(arguments, signature);
        return session.run(update_finding, arguments).affected == 1;
    }
    if (session.run(insert_finding, {f.id, f.settlement, name_of(f.its_class), f.reason, f.proposed.by, f.proposed.at})
            .affected == 0)
        return false;
    for (const auto& [component, amount] : f.amounts)
        session.run(insert_finding_amount, {f.id, name_of(component), amount});
    return true;
}

}  // namespace

awaitable<Result<std::vector<AuditFinding>>> AuditFindings::findings() {
    auto work = [](Session& session) -> Result<std::vector<AuditFinding>> {
        std::vector<AuditFinding> found;
        for (const Row& row : session.run(select_findings, {std::nullopt}))
            found.push_back(read_finding(session, row));
        return found;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::optional<AuditFinding>>> AuditFindings::finding(std::string id) {
    auto work = [id = std::move(id)](Session& session) -> Result<std::optional<AuditFinding>> {
        const auto row = session.first(select_findings, {id});
        if (!row) return std::nullopt;
        return read_finding(session, *row);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<void>> AuditFindings::write(ports::FindingChange change) {
    auto work = [this, change = std::move(change)](Session& session) -> Result<void> {
        // Takes the pair's lock, so before any row.
        if (change.adjustment)
            if (const auto posted = post_adjustment(session, *change.adjustment, asked_first_); !posted)
                return fail(posted.error());
        if (!write_row(session, change))
            return fail(ErrorCode::conflict, "somebody else has changed it meanwhile, or it exists already");
        write_audit_event(session, change.audit);
        return {};
    };
    return pool_.write(write_finding, std::move(work));
}

}  // namespace clearing::postgres
