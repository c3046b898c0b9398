#include "gateway/services/settlement/filings.hpp"

#include "gateway/services/settlement/visit_change.hpp"

namespace clearing::settlement {
namespace {

routing::CareFacts facts_of(const Visit& visit, Date on) {
    return {visit.direction,        visit.platform, visit.treatment_division,
            visit.insured_division, visit.care,     visit.insurance_type,
            visit.emergency,        visit.filings,  on};
}

/// The day the policy of the filing and of the benefit is taken of: discharge (inpatient); before a discharge, and for
/// outpatients, the settlement date (SETTLEMENT §5).
Date governing_date(const World& world, const Claim& claim) {
    const Date today = local_date(world.clock.now());
    if (claim.care != CareSetting::inpatient || claim.end_time.empty()) return today;
    auto discharge = parse_local_time(claim.end_time);
    return discharge ? local_date(*discharge) : today;
}

routing::CareFacts facts_of(const World& world, const CheckedClaim& checked) {
    const Claim& claim = checked.claim;
    routing::CareFacts facts = facts_of(checked.visit, governing_date(world, claim));
    facts.platform = checked.route.platform;
    facts.care = claim.care;
    facts.insurance_type = claim.insurance_type;
    facts.emergency = claim.emergency;
    return facts;
}

/// 1101 about the visit's person.
awaitable<Result<std::vector<Filing>>> ask_filings(const World& world, Call call, Answerer answerer, Person person,
                                                   std::string begin_time) {
    ports::Leg leg = leg_of(world, call, answerer, answerer.times.person);
    leg.message = leg_message_id(world, "filing", call.message_key());
    leg.infno = "1101";
    PersonRequest question{std::move(person), std::move(begin_time), {}};
    auto answer = co_await answerer.side->person(std::move(leg), std::move(question));
    if (!answer) co_return fail(answer.error());
    co_return std::move(answer->filings);
}

}  // namespace

awaitable<Result<void>> judge_filings(const World& world, Call call, CheckedClaim& checked) {
    const routing::FilingPolicy& policy = *world.tables->filings;
    if (policy.judge(facts_of(world, checked))) co_return Result<void>{};

    auto filings =
        co_await ask_filings(world, std::move(call), checked.answerer, checked.claim.person, checked.visit.begin_time);
    if (!filings) co_return fail(without_effect(filings.error()));
    if (*filings != checked.visit.filings) {
        checked.visit.filings = std::move(*filings);
        auto kept = co_await change_visit(world, checked.visit.id,
                                          [filings = checked.visit.filings](Visit& visit) { visit.filings = filings; });
        if (!kept) co_return fail(kept.error());
        // Our own change of it, and nobody else's: the bill is still judged by the visit as it was read.
        ++checked.visit.revision;
    }
    co_return policy.judge(facts_of(world, checked));
}

awaitable<Visit> with_filings(const World& world, Call call, Answerer answerer, Visit visit) {
    if (world.tables->filings->judge(facts_of(visit, local_date(world.clock.now())))) co_return visit;
    auto filings = co_await ask_filings(world, std::move(call), std::move(answerer), visit.person, visit.begin_time);
    if (filings) visit.filings = std::move(*filings);
    co_return visit;
}

}  // namespace clearing::settlement
