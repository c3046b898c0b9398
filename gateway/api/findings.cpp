#include "gateway/api/answers.hpp"
#include "gateway/api/money.hpp"
#include "gateway/api/money_json.hpp"
#include "gateway/api/order.hpp"
#include "gateway/api/second_person.hpp"

namespace clearing::api {

using ports::awaitable;

namespace {

http::Response answer_finding(const Result<AuditFinding>& finding) {
    if (!finding) return answer(finding.error());
    return answer(to_json(*finding));
}

Result<audit::Proposal> proposal_of(const std::string& body) {
    Result<Order> order = Order::read(body, {"id", "settlement", "class", "reason", "amount", "components"});
    if (!order) return fail(order.error());
    audit::Proposal proposal;
    proposal.id = order->text("id");
    proposal.settlement_id = SettlementId(order->text("settlement"));
    proposal.reason = order->text("reason");
    const auto its_class = finding_class_named(order->text("class"));
    if (!its_class) order->wrong("class", "must be deduct, ask or look");
    proposal.named = order->components("components");
    if (order->has("amount") == order->has("components"))
        order->wrong("amount", "or components must be given, one of them");
    else if (order->has("amount"))
        proposal.amount = order->amount("amount");
    if (auto sound = order->sound(); !sound) return fail(sound.error());
    proposal.its_class = *its_class;
    return proposal;
}

awaitable<http::Response> advance(World& world, Ask ask, FindingStep step) {
    const Result<AuditFinding> finding = co_await world.money.audit.advance(ask.path.at("id"), step, ask.actor);
    if (!finding) co_return co_await answer_refused_step(world, ask, finding.error());
    co_return answer_finding(finding);
}

}  // namespace

awaitable<http::Response> list_findings(World& world, Ask) {
    const Result<std::vector<AuditFinding>> findings = co_await world.money.findings.findings();
    if (!findings) co_return answer(findings.error());
    json::Array list;
    for (const AuditFinding& finding : *findings)
        list.push_back(to_json(finding));
    co_return answer(json::Value(json::Object{{"findings", std::move(list)}}));
}

awaitable<http::Response> propose_finding(World& world, Ask ask) {
    Result<audit::Proposal> proposal = proposal_of(ask.request.body);
    if (!proposal) co_return answer(proposal.error());
    const Result<std::optional<SettlementRecord>> record =
        co_await world.settlements.find_by_id(proposal->settlement_id);
    if (!record) co_return answer(record.error());
    if (!*record) co_return answer(Error{ErrorCode::not_found, "there is no such settlement", {"settlement"}, {}});
    proposal->settlement = (*record)->no;
    const Result<AuditFinding> finding = co_await world.money.audit.propose(std::move(*proposal), std::move(ask.actor));
    co_return answer_finding(finding);
}

awaitable<http::Response> notify_finding(World& world, Ask ask) {
    co_return co_await advance(world, std::move(ask), FindingStep::notify);
}

awaitable<http::Response> accept_finding(World& world, Ask ask) {
    co_return co_await advance(world, std::move(ask), FindingStep::accept);
}

awaitable<http::Response> withdraw_finding(World& world, Ask ask) {
    co_return co_await advance(world, std::move(ask), FindingStep::withdraw);
}

}  // namespace clearing::api
