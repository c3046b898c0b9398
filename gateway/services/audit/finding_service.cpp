#include "gateway/services/audit/finding_service.hpp"

namespace clearing::audit {

using ports::awaitable;

namespace {

/// What a step posts: the deduction once it is accepted, its withdrawal when it was.
std::optional<NewAdjustment> adjustment_of(const AuditFinding& before, FindingStep step, const Signature& signature) {
    const bool takes = step == FindingStep::accept;
    const bool gives_back = step == FindingStep::withdraw && before.state == FindingState::accepted;
    if (!takes && !gives_back) return std::nullopt;
    return NewAdjustment{before.settlement, takes ? AdjustmentReason::deduction : AdjustmentReason::deduction_withdrawn,
                         before.amounts,    before.id,
                         Bearer::hospital,  signature.by,
                         signature.at};
}

ports::AuditEvent event_of(FindingStep step, Instant now, std::string by, const AuditFinding& finding) {
    switch (step) {
        case FindingStep::notify:
            return ports::AuditEvent{now, "finding_notified", std::move(by), finding.id, ""};
        case FindingStep::accept:
            return ports::AuditEvent{now, "finding_accepted", std::move(by), finding.id,
                                     sum_of(finding.amounts).to_yuan()};
        default:
            return ports::AuditEvent{now, "finding_withdrawn", std::move(by), finding.id, ""};
    }
}

}  // namespace

awaitable<Result<AuditFinding>> FindingService::propose(Proposal proposal, std::string by) {
    if (proposal.id.empty()) co_return fail(ErrorCode::invalid_value, "a finding has a number", {"id"});
    const Result<Adjusted> so_far = co_await adjustments_.adjusted(proposal.settlement, Bearer::hospital);
    if (!so_far) co_return fail(so_far.error());
    Result<ComponentAmounts> amounts =
        proposal.amount ? deduction_of(*proposal.amount, so_far->owed) : deduction_of(proposal.named, so_far->owed);
    if (!amounts) co_return fail(amounts.error());
    const Instant now = clock_.now();
    AuditFinding finding;
    finding.id = std::move(proposal.id);
    finding.settlement = proposal.settlement;
    finding.settlement_id = std::move(proposal.settlement_id);
    finding.its_class = proposal.its_class;
    finding.amounts = std::move(*amounts);
    finding.reason = std::move(proposal.reason);
    finding.proposed = {by, now};
    ports::FindingChange change{finding, true, std::nullopt, {}};
    change.audit =
        ports::AuditEvent{now, "finding_proposed", std::move(by), finding.id, sum_of(finding.amounts).to_yuan()};
    const Result<void> written = co_await findings_.write(std::move(change));
    if (!written) co_return fail(written.error());
    co_return finding;
}

awaitable<Result<AuditFinding>> FindingService::advance(std::string id, FindingStep step, std::string by) {
    auto before = co_await findings_.finding(id);
    if (!before) co_return fail(before.error());
    if (!*before) co_return fail(ErrorCode::not_found, "there is no finding " + id, {"id"});
    const Signature signature{by, clock_.now()};
    Result<AuditFinding> next = advanced(**before, step, signature);
    if (!next) co_return next;
    ports::FindingChange change{*next, false, adjustment_of(**before, step, signature),
                                event_of(step, signature.at, std::move(by), *next)};
    const Result<void> written = co_await findings_.write(std::move(change));
    if (!written) co_return fail(written.error());
    ++next->revision;
    co_return next;
}

}  // namespace clearing::audit
