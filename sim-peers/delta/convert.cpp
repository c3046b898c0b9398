#include "sim-peers/delta/convert.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

namespace clearing::peers::delta {

pb::Split to_wire(const Split& s) {
    pb::Split out;
    out.set_total_fen(s.scope.total.value);
    out.set_full_self_pay_fen(s.scope.full_self_pay.value);
    out.set_over_limit_fen(s.scope.over_limit.value);
    out.set_first_self_pay_fen(s.scope.first_self_pay.value);
    out.set_in_scope_fen(s.scope.in_scope.value);
    out.set_fund_fen(s.fund.value);
    out.set_hifp_fen(s.hifp.value);
    out.set_cvlserv_fen(s.cvlserv.value);
    out.set_hifes_fen(s.hifes.value);
    out.set_hifmi_fen(s.hifmi.value);
    out.set_hifob_fen(s.hifob.value);
    out.set_maf_fen(s.maf.value);
    out.set_hifdm_fen(s.hifdm.value);
    out.set_oth_fen(s.oth.value);
    out.set_account_fen(s.account.value);
    out.set_mutual_aid_fen(s.mutual_aid.value);
    out.set_cash_fen(s.cash.value);
    out.set_person_fen(s.person.value);
    out.set_hospital_fen(s.hospital.value);
    out.set_deductible_fen(s.deductible.value);
    out.set_account_balance_fen(s.balance_after.value);
    out.set_pool_ratio(to_text(s.pool_ratio));
    for (const auto& part : s.parts) {
        auto* row = out.add_parts();
        row->set_fund_pay_type(part.fund_pay_type);
        row->set_name(part.name);
        row->set_amount_fen(part.amount.value);
        row->set_in_scope_fen(s.scope.in_scope.value);
    }
    return out;
}

Split from_wire(const pb::Split& in) {
    Split s;
    s.scope = {{in.total_fen()},
               {in.full_self_pay_fen()},
               {in.over_limit_fen()},
               {in.first_self_pay_fen()},
               {in.in_scope_fen()}};
    s.fund = {in.fund_fen()};
    s.hifp = {in.hifp_fen()};
    s.cvlserv = {in.cvlserv_fen()};
    s.hifes = {in.hifes_fen()};
    s.hifmi = {in.hifmi_fen()};
    s.hifob = {in.hifob_fen()};
    s.maf = {in.maf_fen()};
    s.hifdm = {in.hifdm_fen()};
    s.oth = {in.oth_fen()};
    s.account = {in.account_fen()};
    s.mutual_aid = {in.mutual_aid_fen()};
    s.cash = {in.cash_fen()};
    s.person = {in.person_fen()};
    s.hospital = {in.hospital_fen()};
    s.deductible = {in.deductible_fen()};
    s.balance_after = {in.account_balance_fen()};
    s.pool_ratio = read_ratio(in.pool_ratio()).value_or(Ratio{0});
    for (const auto& part : in.parts())
        s.parts.push_back({part.fund_pay_type(), part.name(), {part.amount_fen()}});
    return s;
}

pb::Error to_wire(const Refusal& refusal) {
    pb::Error error;
    error.set_code(refusal.stable_code());
    error.set_text_zh(refusal.zh);
    error.set_text_en(refusal.en);
    for (const auto& field : refusal.fields)
        error.add_fields(field);
    error.set_settlement_id(refusal.settlement_id);
    if (refusal.new_split) *error.mutable_new_split() = to_wire(*refusal.new_split);
    error.set_quote_id(refusal.quote_id);
    return error;
}

Scope scope_of(const pb::Bill& bill) {
    return {{bill.total_fen()},
            {bill.full_self_pay_fen()},
            {bill.over_limit_fen()},
            {bill.first_self_pay_fen()},
            {bill.in_scope_fen()}};
}

Identification identification_of(const pb::Person& person) {
    Identification who{
        person.cert_no(), person.name(), person.person_no(), {}, person.card_sn(), person.voucher_type() == "03"};
    if (who.by_card || who.cert_no.empty()) who.card_no = person.voucher_no();
    return who;
}

pb::Cell to_wire(const std::string& insurance_type, const std::string& care_kind, const CellSum& cell) {
    pb::Cell out;
    out.set_insurance_type(insurance_type);
    out.set_care_kind(care_kind);
    out.set_settlements(cell.settlements);
    out.set_cancels(cell.cancels);
    Split sums = cell.sums;
    sums.parts.clear();
    *out.mutable_sums() = to_wire(sums);
    out.mutable_sums()->clear_pool_ratio();
    out.mutable_sums()->clear_account_balance_fen();
    return out;
}

std::optional<Refusal> check_categories(const pb::Bill& bill) {
    Scope sum;
    for (const auto& row : bill.categories()) {
        const Scope scope{{row.amount_fen()},
                          {row.full_self_pay_fen()},
                          {row.over_limit_fen()},
                          {row.first_self_pay_fen()},
                          {row.in_scope_fen()}};
        if (!scope.adds_up()) return refusals::law_broken("C");
        sum += scope;
    }
    if (sum != scope_of(bill)) return refusals::law_broken("G");
    return std::nullopt;
}

std::string content_of(const google::protobuf::Message& message) {
    std::string bytes;
    google::protobuf::io::StringOutputStream sink(&bytes);
    google::protobuf::io::CodedOutputStream coded(&sink);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
    coded.Trim();
    return bytes;
}

}  // namespace clearing::peers::delta
