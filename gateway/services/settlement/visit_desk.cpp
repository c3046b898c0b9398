#include "gateway/services/settlement/visit_desk.hpp"

#include "gateway/services/settlement/filings.hpp"
#include "gateway/services/settlement/visit_change.hpp"
#include "gateway/services/settlement/wording.hpp"

namespace clearing::settlement {
namespace {

CareSetting care_of(VisitAction action) {
    switch (action) {
        case VisitAction::register_outpatient:
        case VisitAction::cancel_registration:
        case VisitAction::outpatient_details:
            return CareSetting::outpatient;
        default:
            return CareSetting::inpatient;
    }
}

/// The region a route is looked up for: where the person is insured, or where the care happens.
const DivisionCode& far_division(const Call& call) {
    return call.direction == Direction::visitor ? call.header.insured_division : call.header.treatment_division;
}

/// Diagnosis, institution and route are judged at the visit's begin (SETTLEMENT §5); filings never here.
Result<PlatformName> admitting_platform(const World& world, const Call& call, CareSetting care, Date on) {
    auto route = world.tables->router->route(far_division(call), call.direction, care, on);
    if (!route) return fail(route.error());
    return call.direction == Direction::visitor ? route->platform : call.platform;
}

/// What a message may add to a visit; what it leaves out stays.
void take(std::string& into, const std::string& value) {
    if (!value.empty()) into = value;
}

/// Where a change of a visit's state leads to; the others leave it.
std::optional<VisitState> state_after(VisitAction action) {
    switch (action) {
        case VisitAction::cancel_registration:
        case VisitAction::cancel_admission:
            return VisitState::cancelled;
        case VisitAction::discharge:
            return VisitState::discharged;
        case VisitAction::cancel_discharge:
            return VisitState::open;
        default:
            return std::nullopt;
    }
}

void merge(Visit& visit, const VisitRequest& request) {
    take(visit.med_type, request.med_type);
    take(visit.begin_time, request.begin_time);
    take(visit.end_time, request.end_time);
    take(visit.insurance_type.text, request.insurance_type.text);
    take(visit.stay_number, request.stay_number);
    visit.emergency = visit.emergency || request.emergency;
    if (!request.diagnoses.empty()) visit.diagnoses = request.diagnoses;
    if (request.action == VisitAction::cancel_discharge) visit.end_time.clear();
    // Cancelled while this was under way: it stays so.
    if (visit.state != VisitState::cancelled) visit.state = state_after(request.action).value_or(visit.state);
}

Result<void> check_state(const Visit& visit, VisitAction action, bool came_before) {
    // It may have been carried out when it came before, and got no final answer.
    if (came_before && visit.state == state_after(action)) return {};
    if (visit.state == VisitState::cancelled)
        return fail(ErrorCode::visit_closed, "the visit is cancelled", {"mdtrt_id"});
    if (action == VisitAction::cancel_discharge && visit.state != VisitState::discharged)
        return fail(ErrorCode::visit_closed, "the visit is not discharged", {"mdtrt_id"});
    if (action == VisitAction::discharge && visit.state == VisitState::discharged)
        return fail(ErrorCode::visit_closed, "the visit is discharged already", {"mdtrt_id"});
    return {};
}

}  // namespace

Result<Date> begin_date(const std::string& begin_time) {
    auto begin = parse_local_time(begin_time);
    if (!begin) return fail(ErrorCode::invalid_value, "begntime is no time", {"begntime"});
    return local_date(*begin);
}

Result<void> check_open(const World& world, const Call& call, CareSetting care, const std::string& med_type,
                        Date begin) {
    const InstitutionCode institution = national_institution(world, call, begin);
    return world.tables->router->institution_open(institution, call.header.insured_division, care, med_type, begin);
}

Result<Visit> visit_for(const Call& call, std::optional<Visit> found, const std::string& person_number) {
    // Another institution's visit is as unknown to this one as one that does not exist.
    if (!found || found->institution != call.header.institution || found->direction != call.direction)
        return fail(ErrorCode::visit_unknown, "no such visit of this institution", {"mdtrt_id"});
    const std::string& registered = found->person.number;
    if (!person_number.empty() && !registered.empty() && person_number != registered)
        return fail(ErrorCode::person_differs, "psn_no is not the registered one", {"psn_no"});
    return std::move(*found);
}

awaitable<Result<Visit>> find_visit(const World& world, Call call, VisitId id, std::string person_number) {
    auto found = co_await world.visits.find(id);
    if (!found) co_return fail(found.error());
    co_return visit_for(call, std::move(*found), person_number);
}

awaitable<Result<VisitAnswer>> VisitDesk::handle(Call call, VisitRequest request) {
    if (auto enough = check_time_left(world_, call); !enough) co_return fail(enough.error());
    if (opens_visit(request.action)) co_return co_await open(std::move(call), std::move(request));
    co_return co_await change(std::move(call), std::move(request));
}

awaitable<Result<VisitRequest>> VisitDesk::into_books(Call call, PlatformName platform, VisitRequest request,
                                                      Date begin) {
    Wording asker = wording_of_asker(world_, call);
    auto inside = asker.request_into_books(std::move(request), begin);
    if (inside) co_return std::move(*inside);
    auto error = co_await with_gaps_noted(world_, std::move(platform), asker.unmapped(), Money(), inside.error());
    co_return fail(std::move(error));
}

awaitable<Result<VisitAnswer>> VisitDesk::open(Call call, VisitRequest as_sent) {
    auto begin = begin_date(as_sent.begin_time);
    if (!begin) co_return fail(begin.error());
    const CareSetting care = care_of(as_sent.action);
    auto platform = admitting_platform(world_, call, care, *begin);
    if (!platform) co_return fail(platform.error());
    auto inside = co_await into_books(call, *platform, std::move(as_sent), *begin);
    if (!inside) co_return fail(inside.error());
    VisitRequest request = std::move(*inside);
    auto open = check_open(world_, call, care, request.med_type, *begin);
    if (!open) co_return fail(open.error());

    Visit visit;
    // On Delta the treatment side's id of the visit is used end to end.
    visit.id = request.visit.empty() ? own_visit_id(world_, call.message_key()) : request.visit;
    visit.direction = call.direction;
    visit.care = care;
    visit.platform = *platform;
    visit.treatment_division = call.header.treatment_division;
    visit.insured_division = call.header.insured_division;
    visit.institution = call.header.institution;
    visit.institution_name = call.header.institution_name;
    visit.person = request.person;
    merge(visit, request);
    auto stored = co_await world_.visits.open(std::move(visit));
    if (!stored) co_return fail(stored.error());
    co_return co_await forward(std::move(call), std::move(request), std::move(*stored));
}

awaitable<Result<VisitAnswer>> VisitDesk::change(Call call, VisitRequest as_sent) {
    auto visit = co_await find_visit(world_, call, as_sent.visit, as_sent.person.number);
    if (!visit) co_return fail(visit.error());
    if (auto allowed = check_state(*visit, as_sent.action, call.came_before); !allowed) co_return fail(allowed.error());
    if (cancels_visit(as_sent.action)) {
        auto nothing_settled = co_await check_nothing_settled(*visit);
        if (!nothing_settled) co_return fail(nothing_settled.error());
    }
    auto begin = begin_date(visit->begin_time);
    if (!begin) co_return fail(begin.error());
    auto inside = co_await into_books(call, visit->platform, std::move(as_sent), *begin);
    if (!inside) co_return fail(inside.error());
    VisitRequest request = std::move(*inside);
    // A registration need not say what kind of care it is (2201); its details do (2203).
    if (request.action == VisitAction::outpatient_details && !request.med_type.empty()) {
        auto open = check_open(world_, call, visit->care, request.med_type, *begin);
        if (!open) co_return fail(open.error());
    }
    if (request.person.number.empty()) request.person = visit->person;
    co_return co_await forward(std::move(call), std::move(request), std::move(*visit));
}

awaitable<Result<void>> VisitDesk::check_nothing_settled(const Visit& visit) {
    auto records = co_await world_.settlements.find_by_visit(visit.id);
    if (!records) co_return fail(records.error());
    for (const SettlementRecord& record : *records)
        if (record.kind == SettlementKind::settle && holds_bill(record.state)) {
            Error error{ErrorCode::visit_has_settlements, "cancel its settlements first", {"mdtrt_id"}, record.id.text};
            co_return fail(std::move(error));
        }
    co_return Result<void>{};
}

awaitable<Result<VisitAnswer>> VisitDesk::forward(Call call, VisitRequest request, Visit visit) {
    auto answerer = answerer_of(world_, visit.platform, call.direction);
    if (!answerer) co_return fail(answerer.error());
    ports::Leg leg = leg_of(world_, call, *answerer, answerer->times.visit);
    // A registration that comes again is the message it was: the other side has given its id already, perhaps.
    if (!opens_visit(request.action)) leg.their_visit = visit.their_id;
    leg.our_visit = visit.id;
    auto begin = begin_date(visit.begin_time);
    if (!begin) co_return fail(begin.error());
    Wording wording = wording_of_answerer(world_, visit.platform, call.direction);
    auto reworded = wording.request_out_of_books(request, *begin);
    if (!reworded) {
        auto error = co_await with_gaps_noted(world_, visit.platform, wording.unmapped(), Money(), reworded.error());
        co_return fail(std::move(error));
    }
    reworded->visit = visit.id;
    auto answer = co_await answerer->side->visit(std::move(leg), std::move(*reworded));
    if (!answer) {
        // A registration that the other side finally refused must not take fees; a retry after GW2/GW3 finds it open.
        const bool refused = class_of(answer.error().code) == ErrorClass::refused;
        if (refused && opens_visit(request.action)) {
            auto closed =
                co_await change_visit(world_, visit.id, [](Visit& present) { present.state = VisitState::cancelled; });
            if (!closed) co_return fail(closed.error());
        }
        co_return fail(answer.error());
    }
    VisitAnswer ours{visit.id, std::move(answer->carried)};
    std::function<void(Visit&)> change = [request](Visit& present) { merge(present, request); };
    if (opens_visit(request.action)) {
        merge(visit, request);
        visit = co_await with_filings(world_, std::move(call), std::move(*answerer), std::move(visit));
        change = [request, their_id = answer->visit, filings = visit.filings](Visit& present) {
            merge(present, request);
            present.their_id = their_id;
            present.filings = filings;
        };
    }
    auto changed = co_await change_visit(world_, ours.visit, std::move(change));
    if (!changed) co_return fail(changed.error());
    co_return ours;
}

}  // namespace clearing::settlement
