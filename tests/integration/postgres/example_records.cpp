#include "tests/integration/postgres/example_records.hpp"

#include "gateway/domain/ledger.hpp"

namespace clearing::test {
namespace {

const ClearingFormula formula{"all", {clearable_components.begin(), clearable_components.end()}};

Person example_person() {
    Person person;
    person.number = "31000019551203001X";
    person.cert_type = "01";
    person.cert_no = "310104195512034321";
    person.name = "张桂芳";
    person.gender = "2";
    person.birth_date = "1955-12-03";
    return person;
}

}  // namespace

SettlementRecord visitor_record(const std::string& name) {
    SettlementRecord r;
    r.kind = SettlementKind::settle;
    r.direction = Direction::visitor;
    r.care = CareSetting::outpatient;
    r.platform = PlatformName("delta");
    r.other_side = PeerName("shanghai");
    r.treatment_division = DivisionCode("330203");
    r.insured_division = DivisionCode("310104");
    r.counterparty = DivisionCode("310000");
    r.institution = InstitutionCode("H33020300001");
    r.institution_name = "宁波市第一医院";
    r.insurance_type = InsuranceType("310");
    r.med_type = "11";
    r.message = {PeerName("local-bureau"), r.institution, MessageId("msg-" + name)};
    r.infno = "2207";
    r.content_digest[0] = std::byte{7};
    r.id = SettlementId("330200" + name);
    r.visit = VisitId("visit-" + name);
    r.bill = {r.institution, r.visit, BillNumber("1")};
    r.key = {r.treatment_division, r.id};
    r.our_message = MessageId("ours-" + name);
    r.their_visit = VisitId("their-visit-" + name);
    r.quote = QuoteId("q-" + name);
    r.claimed_total = Money::from_fen(10000);
    r.opened_at = noon;
    r.changed_at = noon;
    return r;
}

SettlementRecord resident_record(const std::string& name, ClearingDay day) {
    SettlementRecord r = visitor_record(name);
    r.direction = Direction::resident_away;
    r.other_side = PeerName("local-core");
    r.treatment_division = DivisionCode("310104");
    r.insured_division = DivisionCode("330203");
    r.message.peer = PeerName("shanghai");
    r.key = {r.treatment_division, SettlementId("SH" + name)};
    r.assigned_day = day;
    return r;
}

SettlementRecord national_record(const std::string& name) {
    SettlementRecord r = visitor_record(name);
    r.platform = PlatformName("national");
    r.other_side = PeerName("national");
    r.counterparty = DivisionCode("520000");
    return r;
}

SettlementRecord cancel_of(const SettlementRecord& original, const std::string& name) {
    SettlementRecord r = visitor_record(name);
    r.kind = SettlementKind::cancel;
    r.platform = original.platform;
    r.counterparty = original.counterparty;
    r.infno = "2208";
    r.visit = original.visit;
    r.bill = original.bill;
    r.cancels = original.no;
    r.claimed_total = -original.claimed_total;
    return r;
}

PaymentSplit example_split() {
    const auto fen = [](std::int64_t amount) { return Money::from_fen(amount); };
    PaymentSplit s;
    s.total = fen(10000);
    s.funds[Fund::hifp] = fen(6000);
    s.funds[Fund::hifmi] = fen(1000);
    s.fund_total = fen(7000);
    s.account = fen(500);
    s.mutual_aid = fen(200);
    s.cash = fen(2500);
    s.person_total = fen(3000);
    s.scope = {fen(400), fen(100), fen(500), fen(9000)};
    s.payments = {{"310100", "统筹基金", fen(6000), fen(9000), "200000.00", "起付线 0"},
                  {"390200", "大病", fen(1000), fen(0), "", ""}};
    return s;
}

SettledBill example_answer(const std::string& their_id) {
    SettledBill answer;
    answer.settlement = SettlementId(their_id);
    answer.visit = VisitId("their-visit");
    answer.medins_setl_id = MessageId("ours");
    answer.settled_at = "2018-10-16 12:00:01";
    answer.split = example_split();
    answer.amounts_present = {"medfee_sumamt", "fund_pay_sumamt"};
    answer.person = example_person();
    answer.insurance_type = InsuranceType("310");
    answer.med_type = "11";
    answer.balance = "1234.50";
    answer.clearing_type = "9902";
    answer.clearing_way = "1";
    answer.clearing_agency = "310000";
    answer.quote = QuoteId("q");
    answer.carried = {{"setlinfo", "memo", "\"备注\""}};
    return answer;
}

ports::SettlementChange move_of(const SettlementRecord& record, SettlementState to) {
    ports::SettlementChange change;
    change.no = record.no;
    change.from = record.state;
    change.reverse_was_remembered = record.facts.reverse_remembered;
    change.to = to;
    change.event = "moved_by_a_test";
    change.at = noon;
    return change;
}

ports::SettlementChange booking_of(const SettlementRecord& record) {
    ports::SettlementChange change = move_of(record, SettlementState::booked);
    change.event = "answered_yes";
    change.answer = example_answer("T" + record.id.text);
    if (record.kind == SettlementKind::cancel) {
        change.answer->split = example_split().negated();
        change.cancelled_original = record.cancels;
        change.free_lines = true;
    } else {
        change.take_lines = record.direction == Direction::visitor;
    }
    change.settled_at = "2018-10-16 12:00:01";
    change.transfers = postings_of_booking(record.direction, change.answer->split, formula);
    change.posting_day = record.assigned_day ? record.assigned_day : std::optional(first_day);
    return change;
}

ports::InboundMessage asked_message(const std::string& id) {
    ports::InboundMessage message;
    message.key = {PeerName("local-bureau"), InstitutionCode("H33020300001"), MessageId(id)};
    message.header.infno = "2207";
    message.body = "asks to settle " + id;
    message.received_at = noon;
    return message;
}

ports::OutboundMessage our_message(const std::string& id) {
    return {PeerName("shanghai"), PlatformName("delta"), "2207", MessageId(id), {}, "asks to settle " + id, noon};
}

ports::SettlementChange booking_with_yes(const SettlementRecord& record, MessageNo asked) {
    ports::SettlementChange booking = booking_of(record);
    booking.reply = {asked, {"yes to " + record.id.text, "0", true, noon}};
    return booking;
}

Visit example_visit(const std::string& id) {
    Visit visit;
    visit.id = VisitId(id);
    visit.their_id = VisitId("their-" + id);
    visit.direction = Direction::visitor;
    visit.care = CareSetting::outpatient;
    visit.platform = PlatformName("delta");
    visit.treatment_division = DivisionCode("330203");
    visit.insured_division = DivisionCode("310104");
    visit.institution = InstitutionCode("H33020300001");
    visit.institution_name = "宁波市第一医院";
    visit.person = example_person();
    visit.insurance_type = InsuranceType("310");
    visit.med_type = "11";
    visit.stay_number = "MZ-2018-0042";
    visit.begin_time = "2018-10-16 09:30:00";
    visit.emergency = true;
    Diagnosis diagnosis;
    diagnosis.type = "1";
    diagnosis.code = {"I10.x00", "原发性高血压", "I10.x00x002", "高血压病", "2018-10", "17"};
    diagnosis.main = true;
    visit.diagnoses = {diagnosis};
    visit.filings = {{"referral", "BA-77", "2018-10-01", ""}};
    return visit;
}

FeeLine example_line(const std::string& id, std::int64_t fen) {
    FeeLine line;
    line.id = LineId(id);
    line.bill = BillNumber("1");
    line.occurred_at = noon;
    line.occurred_text = "2018-10-16 12:00:00";
    line.med_list_code = "XC07AAM013A001";
    line.institution_list_code = "H-4711";
    line.name = "美托洛尔";
    line.list_type = "101";
    line.charge_item_type = "09";
    line.charge_level = "02";
    line.count = Decimal::from_millionths(1'000'000);
    line.unit_price = Decimal::from_millionths(fen * 10'000);
    line.amount = Money::from_fen(fen);
    line.price_ceiling = Decimal::from_millionths(5'000'000);
    line.first_self_pay_ratio = Decimal::from_millionths(50'000);
    line.split = {Money(), Money(), Money(), Money::from_fen(fen)};
    line.translated = {"H-4711", "美托洛尔", "XC07AAM013A001", "美托洛尔片", "2018-10", "3"};
    line.carried = {{"feedetail", "bilg_dr_name", "\"王医生\""}};
    return line;
}

}  // namespace clearing::test
