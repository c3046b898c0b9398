#include "tests/support/ningbo.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace clearing::tests {
namespace {

template <class T>
T loaded(Result<T> result) {
    if (!result) throw std::runtime_error(sentence(result.error()));
    return std::move(*result);
}

ports::OtherSides sides(Ningbo& here) {
    ports::OtherSides all;
    all.platforms[PlatformName("delta")] = {
        PlatformName("delta"), PeerName("shanghai"), DayRule::treatment_side_at_intent, "delta",
        &here.shanghai,        &here.shanghai_days};
    all.platforms[PlatformName("national")] = {PlatformName("national"),
                                               PeerName("national"),
                                               DayRule::answerer_by_setl_time,
                                               "national",
                                               &here.hub,
                                               &here.hub_days};
    all.core_peer = PeerName("core");
    all.core = &here.core;
    return all;
}

}  // namespace

std::shared_ptr<const mapping::Tables> reviewed_tables() {
    static const std::shared_ptr<const mapping::Tables> tables = [] {
        const tables::TableSet set = table_set();
        return loaded(
            mapping::load(set, DivisionCode("330200"), mapping::version_id(mapping::digest_of(set, OpensslDigest()))));
    }();
    return tables;
}

Ningbo::Ningbo(std::string_view local_time)
    : clock(local_time),
      other_sides(sides(*this)),
      surroundings{tables_in_force, clock,  digest,      randomness, visits, settlements, days,
                   mappings,        alarms, other_sides, {}},
      world(surroundings),
      desk(surroundings),
      runner(world),
      resolver(surroundings, doubts, {.owner = "gateway-1"}),
      day_world{.tables_in_force = tables_in_force,
                .clock = clock,
                .timers = timers,
                .digest = digest,
                .days = days,
                .other_sides = other_sides,
                .far_sides = &far_side},
      day_service(day_world),
      partner_days(day_world) {}

Call Ningbo::visitor_call(std::string infno, std::string message) {
    Call call;
    call.peer = PeerName("local-bureau");
    call.direction = Direction::visitor;
    call.header.infno = std::move(infno);
    call.header.message = MessageId(std::move(message));
    call.header.treatment_division = DivisionCode("330203");
    call.header.insured_division = DivisionCode("310115");
    call.header.institution = InstitutionCode("H33020300001");
    call.header.institution_name = "宁波市第一医院";
    call.content_digest = digest.sha256(call.header.infno);
    call.received_at = clock.now();
    call.deadline = clock.steady() + std::chrono::seconds(10);
    return call;
}

Call Ningbo::guiyang_call(std::string infno, std::string message) {
    Call call = visitor_call(std::move(infno), std::move(message));
    call.header.treatment_division = DivisionCode("330206");
    call.header.insured_division = DivisionCode("520100");
    call.header.institution = InstitutionCode("H33020600001");
    call.header.institution_name = "宁波市北仑区人民医院";
    return call;
}

Call Ningbo::resident_call(std::string infno, std::string message, std::string day) {
    Call call = visitor_call(std::move(infno), message);
    call.peer = PeerName("shanghai");
    call.platform = PlatformName("delta");
    call.direction = Direction::resident_away;
    call.header.treatment_division = DivisionCode("310000");
    call.header.insured_division = DivisionCode("330203");
    call.header.institution = InstitutionCode("H31011000001");
    call.header.institution_name = "上海市肺科医院";
    call.day = loaded(ClearingDay::parse(day));
    call.key = SettlementKey{DivisionCode("310000"), SettlementId("SHKEY-" + message)};
    return call;
}

Call Ningbo::beijing_call(std::string infno, std::string message) {
    Call call = visitor_call(std::move(infno), std::move(message));
    call.peer = PeerName("national");
    call.platform = PlatformName("national");
    call.direction = Direction::resident_away;
    call.header.treatment_division = DivisionCode("110000");
    call.header.insured_division = DivisionCode("330203");
    call.header.institution = InstitutionCode("H11010100001");
    call.header.institution_name = "北京医院";
    return call;
}

Result<VisitId> Ningbo::register_visit(Call call, std::string begin_time, std::string insurance) {
    VisitRequest request;
    request.action = call.header.infno == "2401" ? VisitAction::admit : VisitAction::register_outpatient;
    request.person.number = "P-" + call.header.insured_division.text;
    request.insurance_type = InsuranceType(std::move(insurance));
    request.med_type = request.action == VisitAction::admit ? "21" : "11";
    request.begin_time = std::move(begin_time);
    auto answer = run(desk.visit(std::move(call), std::move(request)));
    if (!answer) return fail(answer.error());
    return answer->visit;
}

Result<FeeUploadAnswer> Ningbo::upload(Call call, VisitId visit, Bill bill, std::string line_id) {
    FeeLine line;
    line.id = LineId(std::move(line_id));
    if (call.header.infno == "2204") line.bill = BillNumber(bill.number);
    line.occurred_at = clock.now();
    line.institution_list_code = "FW001";  // 诊察费: class one, no ceiling, all of it in scope
    line.name = "三级医院门诊诊察费";
    line.count = Decimal::parse("1").value();
    line.unit_price = Decimal::parse(bill.total).value();
    line.amount = Money::parse(bill.total).value();
    return run(desk.upload_fees(std::move(call), {std::move(visit), {std::move(line)}, {}}));
}

Claim Ningbo::claim(const Call& call, VisitId visit, Bill bill) {
    Claim claim;
    claim.visit = std::move(visit);
    claim.bill = BillNumber(bill.number);
    claim.care = call.header.infno.starts_with("23") ? CareSetting::inpatient : CareSetting::outpatient;
    claim.person.number = "P-" + call.header.insured_division.text;
    claim.total = Money::parse(bill.total).value();
    if (call.direction == Direction::resident_away) {
        claim.claimed = ScopeSplit{};
        claim.claimed->in_scope = claim.total;
    }
    return claim;
}

Result<SettledBill> Ningbo::quote(Call call, VisitId visit, Bill bill) {
    Claim asked = claim(call, std::move(visit), std::move(bill));
    return run(desk.quote(std::move(call), std::move(asked)));
}

Result<SettledBill> Ningbo::settle(Call call, VisitId visit, Bill bill) {
    Claim asked = claim(call, std::move(visit), std::move(bill));
    return run(desk.settle(std::move(call), std::move(asked)));
}

Result<SettledBill> Ningbo::cancel(Call call, VisitId visit, SettlementId settlement) {
    CancelRequest request{std::move(settlement), std::move(visit), "P-" + call.header.insured_division.text, {}};
    return run(desk.cancel(std::move(call), std::move(request)));
}

Result<ReverseResult> Ningbo::reverse(Call call, std::string original_message, std::string original_infno) {
    ReverseRequest request{MessageId(std::move(original_message)), std::move(original_infno), {}};
    return run(desk.reverse(std::move(call), std::move(request)));
}

Result<int> Ningbo::resolve(settlement::Resolver::Which which) {
    int moved = 0;
    std::optional<Error> failure;
    for (const PeerName& peer : settlement::peers_to_ask(other_sides)) {
        auto round = run(resolver.step(peer, which));
        if (round)
            moved += *round;
        else
            failure = round.error();
    }
    if (failure) return fail(std::move(*failure));
    return moved;
}

VisitId Ningbo::visit_with_bill(std::string name, Bill bill) {
    const VisitId visit = loaded(register_visit(visitor_call("2201", "reg-" + name), to_local_time(clock.now())));
    loaded(upload(visitor_call("2204", "fee-" + name), visit, std::move(bill)));
    return visit;
}

VisitId Ningbo::resident_visit(std::string name) {
    Call call = resident_call("2201", "reg-" + name, local_date(clock.now()).to_text());
    call.key.reset();
    return loaded(register_visit(std::move(call), to_local_time(clock.now())));
}

SettlementRecord Ningbo::record(const SettlementId& id) {
    auto found = run(settlements.find_by_id(id));
    if (!found || !*found) throw std::runtime_error("no record " + id.text);
    return std::move(**found);
}

SettlementRecord Ningbo::record_of(const Call& call) {
    auto found = run(settlements.find_by_message(call.message_key()));
    if (!found || !*found) throw std::runtime_error("no record of message " + call.header.message.text);
    return std::move(**found);
}

std::vector<std::string> Ningbo::trial_balance(const DayKey& key) {
    std::vector<std::string> words;
    for (const BalanceLine& line : loaded(run(days.trial_balance(key))))
        words.push_back(fmt::format("{} {} {} {}", name_of(line.account), name_of(line.component),
                                    line.debits.to_yuan(), line.credits.to_yuan()));
    return words;
}

Money Ningbo::balance(Account account) const {
    Money sum;
    for (const MemoryBooks::Posting& posting : books.ledger) {
        if (posting.transfer.debit == account) sum += posting.transfer.amount;
        if (posting.transfer.credit == account) sum -= posting.transfer.amount;
    }
    return sum;
}

DayKey Ningbo::shanghai_day(std::string_view day, Direction direction) {
    return {PlatformName("delta"), DivisionCode("310000"), direction, ClearingDay::parse(day).value()};
}

DayKey Ningbo::guiyang_day(std::string_view day) {
    return {PlatformName("national"), DivisionCode("520100"), Direction::visitor, ClearingDay::parse(day).value()};
}

}  // namespace clearing::tests
