#include "gateway/services/settlement/bill_check.hpp"

#include "gateway/domain/laws.hpp"
#include "gateway/services/settlement/filings.hpp"
#include "gateway/services/settlement/visit_desk.hpp"
#include "gateway/services/settlement/wording.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace clearing::settlement {
namespace {

const BillNumber whole_stay("0");

Result<void> check_claimed_scope(const Claim& claim) {
    if (!claim.claimed) return {};
    struct Named {
        std::string_view name;
        Money ours, theirs;
    };
    const ScopeSplit& ours = claim.scope;
    const ScopeSplit& theirs = *claim.claimed;
    Error differs{ErrorCode::split_differs, {}, {}, {}};
    for (const Named& amount : {Named{"fulamt_ownpay_amt", ours.full_self_pay, theirs.full_self_pay},
                                Named{"overlmt_selfpay", ours.over_limit, theirs.over_limit},
                                Named{"preselfpay_amt", ours.first_self_pay, theirs.first_self_pay},
                                Named{"inscp_scp_amt", ours.in_scope, theirs.in_scope}})
        if (amount.ours != amount.theirs)
            differs.fields.push_back(
                fmt::format("{}: {} here, {} sent", amount.name, amount.ours.to_yuan(), amount.theirs.to_yuan()));
    if (!differs.fields.empty()) return fail(differs);
    return {};
}

/// Nothing: neither the sender nor its lines tell it.
std::optional<ScopeSplit> scope_told(const Claim& claim, const BillTotals& unsettled) {
    if (claim.claimed) return claim.claimed;
    const ScopeSplit of_lines = scope_of(unsettled);
    if (of_lines.sum() == claim.total) return of_lines;
    return std::nullopt;
}

/// Visitors: everything is ours, from the stored lines. Residents away: nothing is recomputed, the sums are checked.
Result<void> complete_amounts(Claim& claim, Direction direction, const BillTotals& unsettled) {
    if (claim.total.is_negative()) return fail(ErrorCode::negative_amount, {}, {"medfee_sumamt"});
    const bool has_lines = unsettled.lines > 0;
    if (direction == Direction::visitor) {
        if (!has_lines) return fail(ErrorCode::bill_without_lines, {}, {"chrg_bchno"});
        claim.scope = scope_of(unsettled);
        claim.categories = unsettled.categories;
        if (auto breach = check_law_g(claim.total, amount_of(unsettled))) return fail(to_error(*breach));
        return check_claimed_scope(claim);
    }
    // Without a number only its lines tell a second bill from the first one under another message id.
    if (!has_lines && lacks_number(claim)) return fail(ErrorCode::bill_without_lines, {}, {"chrg_bchno"});
    // The format lets the four totals be left out.
    const std::optional<ScopeSplit> scope = scope_told(claim, unsettled);
    claim.scope = scope.value_or(ScopeSplit{});
    if (scope)
        if (auto breach = check_law_c(claim.total, *scope)) return fail(to_error(*breach));
    Money of_categories;
    for (const CategoryTotal& category : claim.categories)
        of_categories += category.amount;
    if (!claim.categories.empty() && of_categories != claim.total)
        return fail(to_error({Law::g, claim.total - of_categories}));
    if (has_lines)
        if (auto breach = check_law_g(claim.total, amount_of(unsettled))) return fail(to_error(*breach));
    return {};
}

/// The day the bill is expected to clear on: the partner's where it names one, else today.
Date expected_clearing_day(const World& world, const Call& call) {
    return call.day ? call.day->date : local_date(world.clock.now());
}

/// The bill's person is the registered one: a hospital that mixes up two patients must not bill one for the other.
Result<void> check_same_person(const Person& claimed, const Person& registered) {
    const bool differs =
        !claimed.cert_no.empty() && !registered.cert_no.empty() && claimed.cert_no != registered.cert_no;
    if (differs) return fail(ErrorCode::person_differs, "certno is not the registered one", {"certno"});
    return {};
}

void complete_from_visit(Claim& claim, const Visit& visit, const routing::Router& router) {
    claim.diagnoses = visit.diagnoses;
    claim.begin_time = visit.begin_time;
    // 2304 may come before 2402, and then it alone says when the stay ended.
    if (!visit.end_time.empty()) claim.end_time = visit.end_time;
    claim.emergency = claim.emergency || visit.emergency;
    claim.care = visit.care;
    claim.institution_level = router.institution_level(visit.institution);
    if (claim.insurance_type.empty()) claim.insurance_type = visit.insurance_type;
    if (claim.med_type.empty()) claim.med_type = visit.med_type;
    // A claim names its person by number; the rest is known from the registration.
    Person person = visit.person;
    if (!claim.person.voucher_no.empty()) {
        person.voucher_type = claim.person.voucher_type;
        person.voucher_no = claim.person.voucher_no;
        person.card_sn = claim.person.card_sn;
    }
    if (!claim.person.number.empty()) person.number = claim.person.number;
    claim.person = std::move(person);
}

Result<Date> visit_date(const std::string& text, std::string_view field) {
    auto time = parse_local_time(text);
    if (!time) return fail(ErrorCode::invalid_value, "the visit has no such time", {std::string(field)});
    return local_date(*time);
}

}  // namespace

bool lacks_number(const Claim& claim) {
    return claim.care == CareSetting::inpatient && claim.mid_stay && (claim.bill.empty() || claim.bill == whole_stay);
}

BillNumber number_of_bill(const Claim& claim, const std::vector<SettlementRecord>& of_visit) {
    if (!lacks_number(claim)) return claim.bill;
    const auto is_held = [&](const BillNumber& number) {
        return std::ranges::any_of(of_visit, [&](const SettlementRecord& record) {
            return record.kind == SettlementKind::settle && holds_bill(record.state) && record.bill.bill == number;
        });
    };
    std::size_t next = 1;
    while (is_held(BillNumber(std::to_string(next))))
        ++next;
    return BillNumber(std::to_string(next));
}

ports::BillQuestion bill_question(const Claim& claim) {
    return {claim.visit, claim.care, claim.bill, std::nullopt};
}

awaitable<Result<CheckedClaim>> check_claim(const World& world, Call call, Claim claim, ports::BillFacts facts) {
    if (auto enough = check_time_left(world, call); !enough) co_return fail(enough.error());
    auto visit = visit_for(call, std::move(facts.visit), claim.person.number);
    if (!visit) co_return fail(visit.error());
    if (visit->state == VisitState::cancelled) co_return fail(ErrorCode::visit_closed, {}, {"mdtrt_id"});

    CheckedClaim checked;
    checked.visit = std::move(*visit);
    checked.last_quote = std::move(facts.last_quote);
    Wording asker = wording_of_asker(world, call);
    const Money concerned = claim.total;
    auto inside = asker.request_into_books(std::move(claim), local_date(world.clock.now()));
    if (!inside) {
        auto error =
            co_await with_gaps_noted(world, checked.visit.platform, asker.unmapped(), concerned, inside.error());
        co_return fail(std::move(error));
    }
    checked.claim = std::move(*inside);
    checked.translations = asker.notes();
    if (auto same = check_same_person(checked.claim.person, checked.visit.person); !same) co_return fail(same.error());
    complete_from_visit(checked.claim, checked.visit, *world.tables->router);

    if (auto amounts = complete_amounts(checked.claim, call.direction, facts.unsettled); !amounts)
        co_return fail(amounts.error());

    auto begin = visit_date(checked.visit.begin_time, "begntime");
    if (!begin) co_return fail(begin.error());
    const DivisionCode& far =
        call.direction == Direction::visitor ? checked.visit.insured_division : checked.visit.treatment_division;
    auto route = world.tables->router->route(far, call.direction, checked.claim.care, *begin);
    if (!route) co_return fail(route.error());
    checked.route = *route;
    checked.route.platform = checked.visit.platform;
    auto counterparty = world.tables->router->counterparty(checked.route.platform, checked.route.region,
                                                           expected_clearing_day(world, call));
    if (!counterparty) co_return fail(counterparty.error());
    checked.route.counterparty = std::move(*counterparty);
    auto answerer = answerer_of(world, checked.visit.platform, call.direction);
    if (!answerer) co_return fail(answerer.error());
    checked.answerer = *answerer;
    // The bill may be of another kind than the visit was registered for.
    auto open = check_open(world, call, checked.claim.care, checked.claim.med_type, *begin);
    if (!open) co_return fail(open.error());
    auto filed = co_await judge_filings(world, call, checked);
    if (!filed) co_return fail(filed.error());
    co_return checked;
}

}  // namespace clearing::settlement
