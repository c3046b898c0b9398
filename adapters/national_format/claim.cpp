#include "adapters/national_format/claim.hpp"

#include "adapters/national_format/extension.hpp"
#include "adapters/national_format/person.hpp"

#include <algorithm>

namespace clearing::national_format {

namespace {

constexpr auto common_table = std::to_array<TextField<Claim>>({
    {{.name = "mdtrt_id", .length = 30, .need = Need::required}, text<&Claim::visit>},
    {{.name = "psn_no", .length = 30, .need = Need::required}, text<&Claim::person, &Person::number>},
    {{.name = "mdtrt_cert_type", .length = 6}, text<&Claim::person, &Person::voucher_type>},
    {{.name = "mdtrt_cert_no", .length = 500}, text<&Claim::person, &Person::voucher_no>},
    {{.name = "card_sn", .length = 64}, text<&Claim::person, &Person::card_sn>},
    {{.name = "psn_cert_type", .length = 6, .need = Need::across_regions}, text<&Claim::person, &Person::cert_type>},
    {{.name = "certno", .need = Need::across_regions}, text<&Claim::person, &Person::cert_no>},
    {{.name = "psn_name"}, text<&Claim::person, &Person::name>},  // the newer 2207 leaves it out
    {{.name = "psn_type", .length = 6}, text<&Claim::person, &Person::person_type>},
    {{.name = "insutype", .length = 6, .need = Need::required}, text<&Claim::insurance_type>},
    {{.name = "psn_setlway", .length = 6}, text<&Claim::settle_way>},
    {{.name = "invono", .length = 50}, text<&Claim::invoice>},
});

constexpr auto outpatient_table = std::to_array<TextField<Claim>>({
    {{.name = "chrg_bchno", .length = 30, .need = Need::required}, text<&Claim::bill>},
    {{.name = "med_type", .length = 6, .need = Need::required}, text<&Claim::med_type>},
});

constexpr auto inpatient_table = std::to_array<TextField<Claim>>({
    {{.name = "chrg_bchno", .length = 30}, text<&Claim::bill>},  // not of the format; some send it
    {{.name = "med_type", .length = 6}, text<&Claim::med_type>},
    {{.name = "dscgTime", .length = 19, .shape = Shape::time}, text<&Claim::end_time>},
});

constexpr auto scope_table = std::to_array<MoneyField<ScopeSplit>>({
    {{.name = "fulamt_ownpay_amt"}, money<&ScopeSplit::full_self_pay>},
    {{.name = "overlmt_selfpay", .aliases = {"overlmt_amt"}}, money<&ScopeSplit::over_limit>},
    {{.name = "preselfpay_amt"}, money<&ScopeSplit::first_self_pay>},
    {{.name = "inscp_scp_amt"}, money<&ScopeSplit::in_scope>},
});

constexpr std::string_view emergency_outpatient = "13";  ///< med_type

/// An outpatient emergency across regions is told by OTP_ER_REFL_FLAG 1 or 3 (interface/README, Behaviour).
void check_emergency(Node& data, const Claim& claim, bool across_regions) {
    if (across_regions && claim.med_type == emergency_outpatient && !claim.emergency)
        data.fault(ErrorCode::missing_field, std::string(extension_node) + ".OTP_ER_REFL_FLAG");
}

/// The four totals may be left out. Of some of them only those that come to the whole bill say what the others are:
/// nothing; else what was left out is not known, and a claim has no place for half a split.
void read_claimed_scope(Node& data, Claim& claim) {
    ScopeSplit claimed;
    const auto present = read_amounts<ScopeSplit>(data, scope_table, claimed, Sign::not_negative);
    const bool is_whole = present.size() == scope_table.size() || claimed.sum() == claim.total;
    if (!present.empty() && is_whole) claim.claimed = claimed;
}

constexpr std::string_view account_flag = "acct_used_flag";
/// 使用共济人个账: an account is used, a family member's (Hunan 1.1.27). Whose is the insured side's to know.
constexpr std::string_view family_account = "2";

void read_account_use(Node& data, Claim& claim) {
    const json::Value* value = data.take(account_flag);
    if (!value || as_text(*value) != family_account) {
        data.read_flag({.name = account_flag}, claim.use_account);
        return;
    }
    claim.use_account = true;
    claim.carried.push_back({"data", std::string(account_flag), json::write(json::Value(family_account))});
}

bool uses_family_account(const Claim& claim) {
    return claim.use_account && std::ranges::any_of(claim.carried, [](const CarriedField& field) {
               return field.node == "data" && field.key == account_flag;
           });
}

std::string_view account_use(const Claim& claim) {
    if (uses_family_account(claim)) return family_account;
    return claim.use_account ? "1" : "0";
}

void read_bill(Node& data, CareSetting care, Claim& claim) {
    if (care == CareSetting::outpatient) return read_texts<Claim>(data, outpatient_table, claim);
    read_texts<Claim>(data, inpatient_table, claim);
    data.read_flag({.name = "mid_setl_flag"}, claim.mid_stay);
    data.take("insuplc_admdvs");  // the envelope's
    data.take("mdtrtarea_admvs");
    if (claim.bill.empty()) claim.bill.text = "0";
}

}  // namespace

Result<Claim> read_claim(const RequestEnvelope& envelope, CareSetting care) {
    return read_input<Claim>(envelope, [&](Node& root, Claim& claim) {
        claim.care = care;
        Node data = root.child("data", Need::required);
        if (!data.exists()) return;
        read_texts<Claim>(data, common_table, claim);
        read_bill(data, care, claim);
        data.read_money({.name = "medfee_sumamt", .need = Need::required}, claim.total, Sign::not_negative);
        read_account_use(data, claim);
        read_claimed_scope(data, claim);
        check_card(data, claim.person, envelope.is_across_regions());
        read_extension(data, claim.carried);
        claim.emergency = is_emergency(claim.carried);
        check_emergency(data, claim, envelope.is_across_regions());
        data.carry_rest(claim.carried);
        root.carry_rest(claim.carried);
    });
}

json::Value write_claim(const Claim& claim, const CallHeader& header) {
    Carried carried = claim.carried;
    if (claim.emergency) say_emergency(carried, claim.care);
    const bool inpatient = claim.care == CareSetting::inpatient;

    json::Value data = empty_object();
    write_texts<Claim>(data, common_table, claim);
    write_text(data, "med_type", claim.med_type);
    write_money(data, "medfee_sumamt", claim.total);
    data.set(account_flag, account_use(claim));
    if (inpatient) {
        data.set("mid_setl_flag", claim.mid_stay ? "1" : "0");
        write_text(data, "dscgTime", claim.end_time.substr(0, 10));
        write_text(data, "insuplc_admdvs", header.insured_division.text);
        write_text(data, "mdtrtarea_admvs", header.treatment_division.text);
    } else {
        write_text(data, "chrg_bchno", claim.bill.text);
    }
    // The gateway's own split where it is the centre (visitors), else the sender's.
    const auto scope = claim.scope != ScopeSplit{} ? std::optional(claim.scope) : claim.claimed;
    if (scope) {
        write_money(data, "fulamt_ownpay_amt", scope->full_self_pay);
        write_money(data, "overlmt_selfpay", scope->over_limit);
        write_money(data, "preselfpay_amt", scope->first_self_pay);
        write_money(data, "inscp_scp_amt", scope->in_scope);
    }
    write_carried(data, "data", carried);
    write_extension(data, carried);
    json::Value input;
    input.set("data", std::move(data));
    write_carried(input, "input", carried);
    return input;
}

}  // namespace clearing::national_format
