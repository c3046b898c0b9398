#include "gateway/infra/postgres/json_forms.hpp"

#include "gateway/infra/postgres/json_parts.hpp"

namespace clearing::postgres {
namespace {

using namespace stored_json;
using stored_json::form;  // the amounts join the forms below

// Each pair writes and reads one type.

Value form(const CarriedField& field) {
    return Object{{"node", field.node}, {"key", field.key}, {"json", field.json}};
}
CarriedField carried_field(const Value& v) {
    return {text_at(v, "node"), text_at(v, "key"), text_at(v, "json")};
}
Value form(const Carried& carried) {
    return list(carried, [](const CarriedField& field) { return form(field); });
}
Carried carried_at(const Value& v, std::string_view key) {
    return list_at(v, key, carried_field);
}

Value form(const Person& p) {
    return Object{{"number", p.number},
                  {"cert_type", p.cert_type},
                  {"cert_no", p.cert_no},
                  {"name", p.name},
                  {"voucher_type", p.voucher_type},
                  {"voucher_no", p.voucher_no},
                  {"card_sn", p.card_sn},
                  {"person_type", p.person_type},
                  {"gender", p.gender},
                  {"nationality", p.nationality},
                  {"birth_date", p.birth_date},
                  {"age", p.age},
                  {"civil_servant", p.civil_servant}};
}
Person person(const Value& v) {
    return {text_at(v, "number"),       text_at(v, "cert_type"),   text_at(v, "cert_no"),    text_at(v, "name"),
            text_at(v, "voucher_type"), text_at(v, "voucher_no"),  text_at(v, "card_sn"),    text_at(v, "person_type"),
            text_at(v, "gender"),       text_at(v, "nationality"), text_at(v, "birth_date"), text_at(v, "age"),
            text_at(v, "civil_servant")};
}

Value form(const TranslatedCode& c) {
    return Object{{"original_code", c.original_code},
                  {"original_name", c.original_name},
                  {"code", c.code},
                  {"name", c.name},
                  {"map_version", c.map_version},
                  {"map_row", c.map_row}};
}
TranslatedCode translated_code(const Value& v) {
    return {text_at(v, "original_code"), text_at(v, "original_name"), text_at(v, "code"),
            text_at(v, "name"),          text_at(v, "map_version"),   text_at(v, "map_row")};
}

Value form(const TranslationNote& note) {
    return Object{{"kind", note.kind}, {"from", note.from}, {"to", note.to}, {"code", form(note.code)}};
}
TranslationNote translation_note(const Value& v) {
    return {text_at(v, "kind"), text_at(v, "from"), text_at(v, "to"), translated_code(member(v, "code"))};
}

Value form(const Diagnosis& d) {
    return Object{
        {"type", d.type}, {"rank", d.rank}, {"code", form(d.code)}, {"main", d.main}, {"carried", form(d.carried)}};
}
Diagnosis diagnosis(const Value& v) {
    return {text_at(v, "type"), static_cast<int>(number_at(v, "rank")), translated_code(member(v, "code")),
            flag_at(v, "main"), carried_at(v, "carried")};
}

Value form(const Filing& f) {
    return Object{{"type", f.type}, {"number", f.number}, {"begin_date", f.begin_date}, {"end_date", f.end_date}};
}
Filing filing(const Value& v) {
    return {text_at(v, "type"), text_at(v, "number"), text_at(v, "begin_date"), text_at(v, "end_date")};
}

Value form(const std::string& text) {
    return text;
}

template <class T>
Value forms(const std::vector<T>& items) {
    return list(items, [](const T& item) { return form(item); });
}

}  // namespace

std::string sealed_part(const Visit& visit) {
    return json::write(Object{{"person", form(visit.person)},
                              {"stay_number", visit.stay_number},
                              {"diagnoses", forms(visit.diagnoses)},
                              {"filings", forms(visit.filings)}});
}

void read_sealed_part(std::string_view text, Visit& visit) {
    const Value v = parsed(text);
    visit.person = person(member(v, "person"));
    visit.stay_number = text_at(v, "stay_number");
    visit.diagnoses = list_at(v, "diagnoses", diagnosis);
    visit.filings = list_at(v, "filings", filing);
}

std::string sealed_part(const SettledBill& a) {
    return json::write(Object{{"settlement", a.settlement.text},
                              {"visit", a.visit.text},
                              {"medins_setl_id", a.medins_setl_id.text},
                              {"settled_at", a.settled_at},
                              {"amounts_present", forms(a.amounts_present)},
                              {"person", form(a.person)},
                              {"insurance_type", a.insurance_type.text},
                              {"med_type", a.med_type},
                              {"balance", a.balance},
                              {"deductible", a.deductible},
                              {"pool_ratio", a.pool_ratio},
                              {"clearing_way", a.clearing_way},
                              {"clearing_agency", a.clearing_agency},
                              {"quote", a.quote.text},
                              {"quote_expires_at", a.quote_expires_at},
                              {"carried", form(a.carried)}});
}

void read_sealed_part(std::string_view text, SettledBill& a) {
    const Value v = parsed(text);
    a.settlement = SettlementId(text_at(v, "settlement"));
    a.visit = VisitId(text_at(v, "visit"));
    a.medins_setl_id = MessageId(text_at(v, "medins_setl_id"));
    a.settled_at = text_at(v, "settled_at");
    a.amounts_present = list_at(v, "amounts_present", text_of);
    a.person = person(member(v, "person"));
    a.insurance_type = InsuranceType(text_at(v, "insurance_type"));
    a.med_type = text_at(v, "med_type");
    a.balance = text_at(v, "balance");
    a.deductible = text_at(v, "deductible");
    a.pool_ratio = text_at(v, "pool_ratio");
    a.clearing_way = text_at(v, "clearing_way");
    a.clearing_agency = text_at(v, "clearing_agency");
    a.quote = QuoteId(text_at(v, "quote"));
    a.quote_expires_at = text_at(v, "quote_expires_at");
    a.carried = carried_at(v, "carried");
}

std::string whole(const std::vector<TranslationNote>& notes) {
    return json::write(forms(notes));
}
std::vector<TranslationNote> read_translation_notes(std::string_view text) {
    return list_at(Object{{"list", parsed(text)}}, "list", translation_note);
}

std::string whole(const FeeLine& l) {
    const auto optional_split = [](const std::optional<ScopeSplit>& split) { return split ? form(*split) : Value(); };
    const auto millionths = [](Decimal value) { return Value(static_cast<long long>(value.millionths())); };
    return json::write(Object{{"id", l.id.text},
                              {"refund_of", l.refund_of.text},
                              {"bill", l.bill.text},
                              {"occurred_at", static_cast<long long>(l.occurred_at.time_since_epoch().count())},
                              {"occurred_text", l.occurred_text},
                              {"med_list_code", l.med_list_code},
                              {"national_code", l.national_code},
                              {"institution_list_code", l.institution_list_code},
                              {"name", l.name},
                              {"list_type", l.list_type},
                              {"charge_item_type", l.charge_item_type},
                              {"charge_level", l.charge_level},
                              {"count", millionths(l.count)},
                              {"unit_price", millionths(l.unit_price)},
                              {"amount", fen(l.amount)},
                              {"price_ceiling", l.price_ceiling ? millionths(*l.price_ceiling) : Value()},
                              {"first_self_pay_ratio", millionths(l.first_self_pay_ratio)},
                              {"claimed_split", optional_split(l.claimed_split)},
                              {"split", form(l.split)},
                              {"translated", form(l.translated)},
                              {"carried", form(l.carried)}});
}

FeeLine read_fee_line(std::string_view text) {
    const Value v = parsed(text);
    const auto decimal = [&](std::string_view key) { return Decimal::from_millionths(number_at(v, key)); };
    FeeLine l;
    l.id = LineId(text_at(v, "id"));
    l.refund_of = LineId(text_at(v, "refund_of"));
    l.bill = BillNumber(text_at(v, "bill"));
    l.occurred_at = Instant(std::chrono::milliseconds(number_at(v, "occurred_at")));
    l.occurred_text = text_at(v, "occurred_text");
    l.med_list_code = text_at(v, "med_list_code");
    l.institution_list_code = text_at(v, "institution_list_code");
    l.national_code = later_text_at(v, "national_code");
    l.name = text_at(v, "name");
    l.list_type = text_at(v, "list_type");
    l.charge_item_type = text_at(v, "charge_item_type");
    l.charge_level = text_at(v, "charge_level");
    l.count = decimal("count");
    l.unit_price = decimal("unit_price");
    l.amount = money_at(v, "amount");
    if (!member(v, "price_ceiling").is_null()) l.price_ceiling = decimal("price_ceiling");
    l.first_self_pay_ratio = decimal("first_self_pay_ratio");
    if (!member(v, "claimed_split").is_null()) l.claimed_split = scope_split(member(v, "claimed_split"));
    l.split = scope_split(member(v, "split"));
    l.translated = translated_code(member(v, "translated"));
    l.carried = carried_at(v, "carried");
    return l;
}

std::string whole(const PaymentSplit& split) {
    return json::write(form(split));
}
PaymentSplit read_payment_split(std::string_view text) {
    return payment_split(parsed(text));
}

std::string text_list(const std::vector<std::string>& texts) {
    return json::write(forms(texts));
}
std::vector<std::string> read_text_list(std::string_view text) {
    return list_at(Object{{"list", parsed(text)}}, "list", text_of);
}

std::vector<FundPayment> read_payments(std::string_view text) {
    return list_at(Object{{"list", parsed(text)}}, "list", fund_payment);
}

}  // namespace clearing::postgres
