#include "gateway/services/settlement/wording.hpp"

namespace clearing::settlement {

using translation::CodeKind;
using translation::Vocabulary;

Result<std::string> Wording::word(CodeKind kind, Vocabulary from, Vocabulary to, const std::string& code,
                                  Date on) const {
    if (code.empty() || from == to) return code;
    auto translated = translator_.translate(kind, from, to, code, {}, on);
    if (!translated) return fail(translated.error());
    return translated->code;
}

Result<void> Wording::reword_diagnoses(std::vector<Diagnosis>& diagnoses, Date on) const {
    Error unmapped{ErrorCode::unmapped_code, "diagnoses without a mapping", {}, {}};
    for (Diagnosis& diagnosis : diagnoses) {
        TranslatedCode& code = diagnosis.code;
        if (code.original_code.empty()) code.original_code = code.code;
        if (code.original_name.empty()) code.original_name = code.name;
        if (here_ == there_) continue;
        auto translated =
            translator_.translate(CodeKind::diagnosis, here_, there_, code.original_code, code.original_name, on);
        if (!translated && class_of(translated.error().code) != ErrorClass::refused) return fail(translated.error());
        if (translated)
            code = *translated;
        else
            unmapped.fields.push_back("diag_code " + code.original_code);
    }
    if (!unmapped.fields.empty()) return fail(unmapped);
    return {};
}

Result<VisitRequest> Wording::outgoing(VisitRequest request, Date on) const {
    auto insurance = word(CodeKind::insurance_type, here_, there_, request.insurance_type.text, on);
    if (!insurance) return fail(insurance.error());
    auto care = word(CodeKind::care_kind, here_, there_, request.med_type, on);
    if (!care) return fail(care.error());
    if (auto done = reword_diagnoses(request.diagnoses, on); !done) return fail(done.error());
    request.insurance_type.text = *insurance;
    request.med_type = *care;
    return request;
}

Result<EntitlementRequest> Wording::outgoing(EntitlementRequest request, Date on) const {
    auto insurance = word(CodeKind::insurance_type, here_, there_, request.insurance_type.text, on);
    if (!insurance) return fail(insurance.error());
    auto care = word(CodeKind::care_kind, here_, there_, request.med_type, on);
    if (!care) return fail(care.error());
    request.insurance_type.text = *insurance;
    request.med_type = *care;
    return request;
}

Result<Claim> Wording::outgoing(Claim claim, Date on) const {
    auto insurance = word(CodeKind::insurance_type, here_, there_, claim.insurance_type.text, on);
    if (!insurance) return fail(insurance.error());
    auto care = word(CodeKind::care_kind, here_, there_, claim.med_type, on);
    if (!care) return fail(care.error());
    if (auto done = reword_diagnoses(claim.diagnoses, on); !done) return fail(done.error());
    claim.insurance_type.text = *insurance;
    claim.med_type = *care;
    return claim;
}

Result<std::vector<FeeLine>> Wording::outgoing(std::vector<FeeLine> lines) const {
    if (here_ == there_) return lines;
    for (FeeLine& line : lines) {
        const CodeKind kind = line.list_type.starts_with('1')   ? CodeKind::drug
                              : line.list_type.starts_with('3') ? CodeKind::consumable
                                                                : CodeKind::service;
        auto translated =
            translator_.translate(kind, here_, there_, line.med_list_code, line.name, local_date(line.occurred_at));
        if (!translated) return fail(translated.error());
        line.translated = *translated;
    }
    return lines;
}

Result<std::string> Wording::national_care_kind(const std::string& med_type, Date on) const {
    return word(CodeKind::care_kind, here_, Vocabulary::national, med_type, on);
}

std::string Wording::answered_word(CodeKind kind, const std::string& code, Date on) const {
    auto translated = word(kind, there_, here_, code, on);
    return translated ? *translated : code;
}

PersonAnswer Wording::incoming(PersonAnswer answer, Date on) const {
    for (Insurance& insurance : answer.insurances)
        insurance.type.text = answered_word(CodeKind::insurance_type, insurance.type.text, on);
    return answer;
}

SettledBill Wording::incoming(SettledBill bill, Date on) const {
    bill.insurance_type.text = answered_word(CodeKind::insurance_type, bill.insurance_type.text, on);
    bill.med_type = answered_word(CodeKind::care_kind, bill.med_type, on);
    for (FundPayment& payment : bill.split.payments)
        payment.type = answered_word(CodeKind::fund_kind, payment.type, on);
    return bill;
}

}  // namespace clearing::settlement
