#include "sim-peers/centre.hpp"

#include <algorithm>
#include <random>

namespace clearing::peers {
namespace {

/// The two yuan that Ms Zhang's answer was short of, as a fault for any answer.
constexpr Fen missing_amount{200};

Answered<void> check_scope(const Scope& scope) {
    if (!scope.adds_up()) return std::unexpected(refusals::law_broken("C"));
    for (const Fen amount :
         {scope.total, scope.full_self_pay, scope.over_limit, scope.first_self_pay, scope.in_scope}) {
        if (amount < Fen{}) return std::unexpected(refusals::invalid_value("medfee_sumamt"));
    }
    if (scope.total == Fen{}) return std::unexpected(refusals::invalid_value("medfee_sumamt"));
    return {};
}

const ScriptedOutcome* scripted_for(const Person& person, Fen total, std::size_t& index) {
    for (index = 0; index < person.scripted.size(); ++index) {
        if (person.scripted[index].total == total) return &person.scripted[index];
    }
    return nullptr;
}

Split scripted_answer(const ScriptedOutcome& outcome, const CentreBill& bill, const YearSoFar& year) {
    std::size_t which = outcome.reversed + (bill.bill_no.ends_with("C") ? 1 : 0);
    Split split = outcome.answers[std::min(which, outcome.answers.size() - 1)];
    split.scope = bill.scope;
    split.balance_after = year.account_balance - split.account;
    return split;
}

}  // namespace

Centre::Centre(std::string name, std::string division, Policy policy, People people, const Catalog& catalog,
               const Clock& clock)
    : name_(std::move(name)),
      division_(std::move(division)),
      policy_(std::move(policy)),
      people_(std::move(people)),
      catalog_(catalog),
      clock_(clock),
      last_id_(static_cast<long long>(std::random_device{}() % 900'000) * 1000) {}

std::string Centre::new_id(const char* kind) {
    std::string serial = std::to_string(++last_id_);
    serial.insert(0, serial.size() < 9 ? 9 - serial.size() : 0, '0');
    return division_ + kind + clock_.compact() + serial;
}

Answered<Person*> Centre::identify(const Identification& who) {
    Person* person = people_.find(who.cert_no, who.number, who.card_no);
    if (!person) return std::unexpected(refusals::person_unknown());
    if (!who.name.empty() && who.name != person->name) return std::unexpected(refusals::person_differs("psn_name"));
    if (!who.number.empty() && who.number != person->number) return std::unexpected(refusals::person_differs("psn_no"));
    if (!who.cert_no.empty() && who.cert_no != person->cert_no)
        return std::unexpected(refusals::person_differs("certno"));
    if (who.by_card && who.card_sn.empty()) return std::unexpected(refusals::missing_field("card_sn"));
    if (who.by_card && who.card_sn != person->card_sn) return std::unexpected(refusals::person_differs("card_sn"));
    return person;
}

Answered<CentreVisit*> Centre::open_visit(CentreVisit visit, const Identification& who) {
    const auto person = identify(who);
    if (!person) return std::unexpected(person.error());
    if (!visit.insurance_type.empty() && !(*person)->insured_as(visit.insurance_type)) {
        return std::unexpected(refusals::invalid_value("insutype"));
    }
    if (const auto known = visits_.find(visit.key); known != visits_.end()) {
        if (known->second.person != *person) return std::unexpected(refusals::different_content());
        if (known->second.cancelled) return std::unexpected(refusals::visit_closed());
        return &known->second;
    }
    visit.person = *person;
    visit.id = new_id("V");
    if (visit.key.empty()) visit.key = visit.id;  // national: the answerer names the visit
    CentreVisit& opened = visits_[visit.key];
    opened = std::move(visit);
    return &opened;
}

Answered<CentreVisit*> Centre::visit(const std::string& key) {
    const auto found = visits_.find(key);
    if (found == visits_.end()) return std::unexpected(refusals::visit_unknown());
    if (found->second.cancelled) return std::unexpected(refusals::visit_closed());
    return &found->second;
}

Answered<void> Centre::cancel_visit(const std::string& key) {
    const auto found = visit(key);
    if (!found) return std::unexpected(found.error());
    if (book_.visit_has_settlement(key)) return std::unexpected(refusals::visit_has_settlements());
    (*found)->cancelled = true;
    return {};
}

Answered<Computed> Centre::quote(const CentreBill& bill, bool unbalanced) {
    const auto found = visit(bill.visit_key);
    if (!found) return std::unexpected(found.error());
    const CentreVisit& stay = **found;
    const auto person = identify(bill.who);
    if (!person) return std::unexpected(person.error());
    if (*person != stay.person) return std::unexpected(refusals::person_differs("psn_no"));
    if (!bill.institution.empty() && !stay.institution.empty() && bill.institution != stay.institution) {
        return std::unexpected(refusals::invalid_value("fixmedins_code"));
    }
    if (const auto sound = check_scope(bill.scope); !sound) return std::unexpected(sound.error());

    const std::string type = bill.insurance_type.empty() ? stay.insurance_type : bill.insurance_type;
    const PersonInsurance* insurance = (*person)->insured_as(type);
    const InsurancePolicy* policy = policy_.of(type);
    if (!insurance || !policy) return std::unexpected(refusals::invalid_value("insutype"));
    const bool emergency = bill.emergency || stay.emergency;
    const std::string filing = (*person)->filing_on(bill.date);
    if (refusing_rule(*policy, stay.treatment_division, stay.inpatient, emergency, bill.date, filing)) {
        return std::unexpected(filing == "none" ? refusals::filing_required() : refusals::not_payable());
    }

    Computed computed;
    std::size_t index = 0;
    if (const ScriptedOutcome* outcome = scripted_for(**person, bill.scope.total, index)) {
        computed = {scripted_answer(*outcome, bill, (*person)->year), index + 1};
    } else {
        const BenefitQuestion question{bill.scope,
                                       stay.inpatient,
                                       bill.level,
                                       emergency && filing == "none" ? "emergency" : filing,
                                       insurance->civil_servant,
                                       bill.use_account};
        computed.split = compute_benefit(*policy, question, (*person)->year);
    }
    if (unbalanced) {
        computed.split.cash -= missing_amount;
        computed.split.person -= missing_amount;
    }
    return computed;
}

Answered<Record*> Centre::settle(const CentreBill& bill, Record record, const Computed& computed) {
    const auto found = visit(bill.visit_key);
    if (!found) return std::unexpected(found.error());
    const CentreVisit& stay = **found;
    if (const Record* live = book_.live_of_bill(bill.institution, bill.visit_key, bill.bill_no)) {
        return std::unexpected(refusals::already_settled(live->settlement_id));
    }
    // After this point the settlement must succeed.
    record.visit_key = bill.visit_key;
    record.visit_id = stay.id;
    record.bill_no = bill.bill_no;
    record.institution = bill.institution;
    record.person_key = stay.person->key;
    record.person_number = stay.person->number;
    record.insurance_type = bill.insurance_type.empty() ? stay.insurance_type : bill.insurance_type;
    record.med_type = bill.med_type.empty() ? stay.med_type : bill.med_type;
    record.inpatient = stay.inpatient;
    record.split = computed.split;
    record.script = computed.script;
    record.own_id = new_id("S");
    if (record.settlement_id.empty()) record.settlement_id = record.own_id;
    record.settled_at = clock_.now();
    record.state = RecordState::booked;
    apply(stay.person->year, record.split, record.inpatient, +1);
    return &book_.add(std::move(record));
}

Answered<Record*> Centre::cancel(Record* original, Record record, const std::optional<Split>& amounts) {
    if (!original || original->hidden) return std::unexpected(refusals::settlement_unknown());
    if (original->is_cancel || original->state == RecordState::refused || original->state == RecordState::reversed) {
        return std::unexpected(refusals::not_settled(original->settlement_id));
    }
    if (original->state == RecordState::cancelled || book_.cancel_of(original->key)) {
        return std::unexpected(refusals::already_cancelled(original->settlement_id));
    }
    const Split negative = negated(original->split);
    if (amounts && !same_amounts(*amounts, negative)) return std::unexpected(refusals::cancel_amounts_differ());
    // After this point the cancel must succeed.
    Record cancel = *original;
    cancel.key = record.key;
    cancel.own_id = new_id("S");
    cancel.settlement_id = record.settlement_id.empty() ? cancel.own_id : record.settlement_id;
    cancel.is_cancel = true;
    cancel.original_key = original->key;
    cancel.state = RecordState::booked;
    cancel.split = negative;
    cancel.assigned_day = record.assigned_day;
    cancel.cleared_day.clear();
    cancel.carried = false;
    cancel.their_id.clear();
    cancel.settled_at = clock_.now();
    original->state = RecordState::cancelled;
    if (Person* person = people_.by_key(original->person_key))
        apply(person->year, original->split, original->inpatient, -1);
    return &book_.add(std::move(cancel));
}

Centre::Reversed Centre::reverse(const std::string& key, const std::function<bool(const Record&)>& day_is_open) {
    Record* record = book_.find(key);
    if (!record) {
        Record fence;
        fence.key = key;
        fence.hidden = true;
        fence.state = RecordState::reversed;
        book_.add(std::move(fence));
        return Reversed::fenced;
    }
    if (record->state == RecordState::refused) return Reversed::fenced;
    if (record->state == RecordState::reversed) return record->hidden ? Reversed::fenced : Reversed::reversed;
    if (record->state == RecordState::cancelled) return Reversed::not_reversible;
    if (record->is_cancel && book_.is_settled_again(*record)) return Reversed::not_reversible;
    if (!day_is_open(*record)) return Reversed::day_closed;
    undo(*record);
    return Reversed::reversed;
}

void Centre::undo(Record& record) {
    record.state = RecordState::reversed;
    Person* person = people_.by_key(record.person_key);
    if (record.is_cancel) {
        if (Record* original = book_.find(record.original_key)) {
            original->state = RecordState::booked;
            if (person) apply(person->year, original->split, original->inpatient, +1);
        }
        return;
    }
    if (!person) return;
    apply(person->year, record.split, record.inpatient, -1);
    if (record.script) ++person->scripted[record.script - 1].reversed;
}

void Centre::remember_refusal(const std::string& key, const Refusal& refusal) {
    if (refusal.code / 1000 != 1 || book_.find(key)) return;
    Record memory;
    memory.key = key;
    memory.hidden = true;
    memory.state = RecordState::refused;
    memory.refusal = refusal;
    book_.add(std::move(memory));
}

}  // namespace clearing::peers
