#include "adapters/yangtze_delta/person_codec.hpp"

#include "adapters/yangtze_delta/times.hpp"
#include "clearing/delta/v1/delta.pb.h"

namespace clearing::yangtze_delta {
namespace {

/// A balance is shown, in no law: without a readable amount it travels as 0.
std::int64_t fen_of(const std::string& yuan) {
    const auto amount = Money::parse(yuan);
    return amount ? amount->fen() : 0;
}

void write(const Insurance& insurance, wire::Insurance& out) {
    out.set_insurance_type(insurance.type.text);
    out.set_person_type(insurance.person_type);
    out.set_status(insurance.status);
    out.set_insured_division(insurance.insured_division.text);
    out.set_account_balance_fen(fen_of(insurance.balance));
    out.set_civil_servant(insurance.civil_servant);
    out.set_begin_date(wire_day(insurance.begin_date));
    out.set_end_date(wire_day(insurance.end_date));
    out.set_employer(insurance.employer);
}

Insurance read(const wire::Insurance& in, Reading& reading) {
    Insurance insurance;
    insurance.type = InsuranceType(reading.required("insurance_type", in.insurance_type()));
    insurance.person_type = in.person_type();
    insurance.status = in.status();
    insurance.insured_division = DivisionCode(in.insured_division());
    insurance.balance = reading.money("account_balance_fen", in.account_balance_fen()).to_yuan();
    insurance.civil_servant = in.civil_servant();
    insurance.begin_date = reading.optional_day("begin_date", in.begin_date());
    insurance.end_date = reading.optional_day("end_date", in.end_date());
    insurance.employer = in.employer();
    return insurance;
}

void write(const Entitlement& entitlement, wire::Entitlement& out) {
    out.set_check_type(entitlement.check_type);
    out.set_fund_pay_type(entitlement.fund_pay_type);
    out.set_enjoys(entitlement.enjoys);
    out.set_begin_date(wire_day(entitlement.begin_date));
    out.set_end_date(wire_day(entitlement.end_date));
    out.set_reason(entitlement.reason);
}

Entitlement read(const wire::Entitlement& in, Reading& reading) {
    Entitlement entitlement;
    entitlement.check_type = in.check_type();
    entitlement.fund_pay_type = in.fund_pay_type();
    entitlement.enjoys = in.enjoys();
    entitlement.begin_date = reading.optional_day("begin_date", in.begin_date());
    entitlement.end_date = reading.optional_day("end_date", in.end_date());
    entitlement.reason = in.reason();
    return entitlement;
}

std::vector<Filing> read_filings(const google::protobuf::RepeatedPtrField<wire::Filing>& in, Reading& reading) {
    std::vector<Filing> filings;
    for (int i = 0; i < in.size(); ++i) {
        const Reading::Inside inside(reading, "filings", static_cast<std::size_t>(i));
        filings.push_back(read(in[i], reading));
    }
    return filings;
}

/// Whoever asks about a person names one: by number, by certificate or by voucher; a card with its serial number.
Person read_named(const wire::Person& in, Reading& reading) {
    const Reading::Inside inside(reading, "person");
    Person person = read(in, reading);
    if (person.number.empty() && person.cert_no.empty() && person.voucher_no.empty()) reading.missing("voucher_no");
    if (person.voucher_type == "03" && person.card_sn.empty()) reading.missing("card_sn");
    return person;
}

/// The members all requests about a person share.
template <class Message>
Parties read_parties(const Message& in, Reading& reading) {
    Parties parties;
    parties.treatment_division = reading.division("treatment_division", in.treatment_division());
    parties.insured_division = reading.division("insured_division", in.insured_division());
    parties.institution = InstitutionCode(reading.required("institution", in.institution()));
    return parties;
}

template <class Message>
void write_parties(const Parties& parties, Message& out) {
    out.set_treatment_division(parties.treatment_division.text);
    out.set_insured_division(parties.insured_division.text);
    out.set_institution(parties.institution.text);
}

}  // namespace

void write(const Person& person, wire::Person& out) {
    out.set_person_no(person.number);
    out.set_cert_type(person.cert_type);
    out.set_cert_no(person.cert_no);
    out.set_name(person.name);
    out.set_voucher_type(person.voucher_type);
    out.set_voucher_no(person.voucher_no);
    out.set_card_sn(person.card_sn);
    out.set_gender(person.gender);
    out.set_birth_date(wire_day(person.birth_date));
    out.set_person_type(person.person_type);
}

Person read(const wire::Person& in, Reading& reading) {
    Person person;
    person.number = in.person_no();
    person.cert_type = in.cert_type();
    person.cert_no = in.cert_no();
    person.name = in.name();
    person.voucher_type = in.voucher_type();
    person.voucher_no = in.voucher_no();
    person.card_sn = in.card_sn();
    person.gender = in.gender();
    person.birth_date = reading.optional_day("birth_date", in.birth_date());
    person.person_type = in.person_type();
    return person;
}

void write(const Filing& filing, wire::Filing& out) {
    out.set_type(filing.type);
    out.set_number(filing.number);
    out.set_begin_date(wire_day(filing.begin_date));
    out.set_end_date(wire_day(filing.end_date));
}

Filing read(const wire::Filing& in, Reading& reading) {
    Filing filing;
    filing.type = in.type();
    const bool known =
        filing.type == "residence" || filing.type == "referral" || filing.type == "emergency" || filing.type == "other";
    if (!known) reading.invalid("type");
    filing.number = in.number();
    filing.begin_date = reading.optional_day("begin_date", in.begin_date());
    filing.end_date = reading.optional_day("end_date", in.end_date());
    return filing;
}

void write(const PersonRequest& request, const Parties& parties, wire::PersonRequest& out) {
    write(request.person, *out.mutable_person());
    write_parties(parties, out);
    out.set_at_date(wire_day(request.at_date));
}

Between<PersonRequest> read(const wire::PersonRequest& in, Reading& reading) {
    Between<PersonRequest> both;
    both.parties = read_parties(in, reading);
    both.request.person = read_named(in.person(), reading);
    both.request.at_date = reading.optional_day("at_date", in.at_date());
    return both;
}

void write(const PersonAnswer& answer, wire::PersonAnswer& out) {
    write(answer.person, *out.mutable_person());
    for (const Insurance& insurance : answer.insurances)
        write(insurance, *out.add_insurances());
    for (const Filing& filing : answer.filings)
        write(filing, *out.add_filings());
    out.set_age(answer.person.age);
    out.set_nationality(answer.person.nationality);
}

PersonAnswer read(const wire::PersonAnswer& in, Reading& reading) {
    PersonAnswer answer;
    {
        const Reading::Inside inside(reading, "person");
        reading.required("person_no", in.person().person_no());
        answer.person = read(in.person(), reading);
    }
    answer.person.age = in.age();
    answer.person.nationality = in.nationality();
    for (int i = 0; i < in.insurances_size(); ++i) {
        const Reading::Inside inside(reading, "insurances", static_cast<std::size_t>(i));
        answer.insurances.push_back(read(in.insurances(i), reading));
    }
    answer.filings = read_filings(in.filings(), reading);
    return answer;
}

void write(const EntitlementRequest& request, const Parties& parties, wire::EntitlementRequest& out) {
    write(request.person, *out.mutable_person());
    write_parties(parties, out);
    out.set_insurance_type(request.insurance_type.text);
    out.set_med_type(request.med_type);
    out.set_begin_time(wire_time(request.begin_time));
    out.set_end_time(wire_time(request.end_time));
    out.set_disease_code(request.disease_code);
}

Between<EntitlementRequest> read(const wire::EntitlementRequest& in, Reading& reading) {
    Between<EntitlementRequest> both;
    both.parties = read_parties(in, reading);
    EntitlementRequest& request = both.request;
    request.person = read_named(in.person(), reading);
    request.insurance_type = InsuranceType(reading.required("insurance_type", in.insurance_type()));
    request.med_type = reading.required("med_type", in.med_type());
    request.begin_time = reading.required_time("begin_time", in.begin_time());
    request.end_time = reading.optional_time("end_time", in.end_time());
    request.disease_code = in.disease_code();
    return both;
}

void write(const EntitlementAnswer& answer, wire::EntitlementAnswer& out) {
    for (const Entitlement& entitlement : answer.entitlements)
        write(entitlement, *out.add_entitlements());
    for (const Filing& filing : answer.filings)
        write(filing, *out.add_filings());
}

EntitlementAnswer read(const wire::EntitlementAnswer& in, Reading& reading) {
    EntitlementAnswer answer;
    for (int i = 0; i < in.entitlements_size(); ++i) {
        const Reading::Inside inside(reading, "entitlements", static_cast<std::size_t>(i));
        answer.entitlements.push_back(read(in.entitlements(i), reading));
    }
    answer.filings = read_filings(in.filings(), reading);
    return answer;
}

}  // namespace clearing::yangtze_delta
