#include "gateway/domain/detail_line.hpp"

#include <fmt/format.h>

namespace clearing {

DetailLine detail_of(const SettlementRecord& record, const Visit* visit, std::optional<ClearingDay> original_day) {
    DetailLine line;
    line.no = record.no;
    line.id = record.id;
    line.key = record.key;
    line.sign = record.kind == SettlementKind::settle ? 1 : -1;
    line.insurance_type = record.insurance_type;
    line.care = record.care;
    line.med_type = record.med_type;
    const Person& person = record.answer.person;
    line.person_name = person.name;
    line.person_type = person.person_type;
    line.card_no = person.voucher_no;
    if (visit != nullptr) {
        line.stay_number = visit->stay_number;
        line.admitted_at = visit->begin_time;
        line.discharged_at = visit->end_time;
        // An answer need not repeat who the person is.
        if (line.person_name.empty()) line.person_name = visit->person.name;
        if (line.person_type.empty()) line.person_type = visit->person.person_type;
        if (line.card_no.empty()) line.card_no = visit->person.voucher_no;
    }
    line.settled_at = record.settled_at;
    line.treatment_division = record.treatment_division;
    line.insured_division = record.insured_division;
    line.institution_name = record.institution_name;
    line.split = record.answer.split;
    line.split.payments.clear();
    line.original = record.original_id;
    line.original_day = original_day;
    line.assigned_day = record.assigned_day.value();
    line.cleared_day = record.cleared_day.value();
    return line;
}

std::string control_text(const DetailLine& line) {
    const PaymentSplit& s = line.split;
    std::string text = fmt::format("{}|{}|{:+}|{}|{}|{}", line.key.treatment_division.text, line.key.settlement.text,
                                   line.sign, line.insurance_type.text, name_of(line.care), s.total.fen());
    for (const Fund fund : all_funds)
        text += fmt::format("|{}", s.funds[fund].fen());
    return text + fmt::format("|{}|{}|{}|{}|{}|{}\n", s.account.fen(), s.mutual_aid.fen(), s.cash.fen(),
                              s.hospital.fen(), line.assigned_day.to_text(), line.cleared_day.to_text());
}

}  // namespace clearing
