#include "adapters/yangtze_delta/split_codec.hpp"

#include "clearing/delta/v1/delta.pb.h"

#include <array>

namespace clearing::yangtze_delta {
namespace {

/// One fund component on the wire: its name, how it is read and written.
struct FundField {
    Fund fund;
    std::string_view name;
    std::int64_t (wire::Split::*get)() const;
    void (wire::Split::*set)(std::int64_t);
};

constexpr std::array<FundField, fund_count> fund_fields{{
    {Fund::hifp, "hifp_fen", &wire::Split::hifp_fen, &wire::Split::set_hifp_fen},
    {Fund::cvlserv, "cvlserv_fen", &wire::Split::cvlserv_fen, &wire::Split::set_cvlserv_fen},
    {Fund::hifes, "hifes_fen", &wire::Split::hifes_fen, &wire::Split::set_hifes_fen},
    {Fund::hifmi, "hifmi_fen", &wire::Split::hifmi_fen, &wire::Split::set_hifmi_fen},
    {Fund::hifob, "hifob_fen", &wire::Split::hifob_fen, &wire::Split::set_hifob_fen},
    {Fund::maf, "maf_fen", &wire::Split::maf_fen, &wire::Split::set_maf_fen},
    {Fund::hifdm, "hifdm_fen", &wire::Split::hifdm_fen, &wire::Split::set_hifdm_fen},
    {Fund::oth, "oth_fen", &wire::Split::oth_fen, &wire::Split::set_oth_fen},
}};

/// Reads the amounts of one split.
class Amounts {
public:
    Amounts(Reading& reading, Signs signs, std::int64_t total)
        : reading_(reading),
          refuses_positive_(signs == Signs::as_the_total && total < 0),
          refuses_negative_(signs != Signs::any && !refuses_positive_) {}

    Money read(std::string_view name, std::int64_t fen) {
        if (refuses_negative_) return reading_.not_negative(name, fen);
        if (refuses_positive_ && fen > 0) reading_.invalid(name);
        return reading_.money(name, fen);
    }

private:
    Reading& reading_;
    bool refuses_positive_, refuses_negative_;
};

FundPayment read(const wire::FundPart& in, Reading& reading, Amounts& amounts) {
    FundPayment payment;
    payment.type = reading.required("fund_pay_type", in.fund_pay_type());
    payment.name = in.name();
    payment.amount = amounts.read("amount_fen", in.amount_fen());
    payment.in_scope = amounts.read("in_scope_fen", in.in_scope_fen());
    return payment;
}

}  // namespace

void write(const PaymentSplit& split, wire::Split& out) {
    out.set_total_fen(split.total.fen());
    out.set_fund_fen(split.fund_total.fen());
    for (const FundField& field : fund_fields)
        (out.*field.set)(split.funds[field.fund].fen());
    out.set_account_fen(split.account.fen());
    out.set_mutual_aid_fen(split.mutual_aid.fen());
    out.set_cash_fen(split.cash.fen());
    out.set_person_fen(split.person_total.fen());
    out.set_hospital_fen(split.hospital.fen());
    out.set_full_self_pay_fen(split.scope.full_self_pay.fen());
    out.set_over_limit_fen(split.scope.over_limit.fen());
    out.set_first_self_pay_fen(split.scope.first_self_pay.fen());
    out.set_in_scope_fen(split.scope.in_scope.fen());
    for (const FundPayment& payment : split.payments) {
        wire::FundPart& part = *out.add_parts();
        part.set_fund_pay_type(payment.type);
        part.set_name(payment.name);
        part.set_amount_fen(payment.amount.fen());
        part.set_in_scope_fen(payment.in_scope.fen());
    }
}

PaymentSplit read(const wire::Split& in, Reading& reading, Signs signs) {
    Amounts amounts(reading, signs, in.total_fen());
    PaymentSplit split;
    split.total = amounts.read("total_fen", in.total_fen());
    split.fund_total = amounts.read("fund_fen", in.fund_fen());
    for (const FundField& field : fund_fields)
        split.funds[field.fund] = amounts.read(field.name, (in.*field.get)());
    split.account = amounts.read("account_fen", in.account_fen());
    split.mutual_aid = amounts.read("mutual_aid_fen", in.mutual_aid_fen());
    split.cash = amounts.read("cash_fen", in.cash_fen());
    split.person_total = amounts.read("person_fen", in.person_fen());
    split.hospital = amounts.read("hospital_fen", in.hospital_fen());
    split.scope.full_self_pay = amounts.read("full_self_pay_fen", in.full_self_pay_fen());
    split.scope.over_limit = amounts.read("over_limit_fen", in.over_limit_fen());
    split.scope.first_self_pay = amounts.read("first_self_pay_fen", in.first_self_pay_fen());
    split.scope.in_scope = amounts.read("in_scope_fen", in.in_scope_fen());
    for (int i = 0; i < in.parts_size(); ++i) {
        const Reading::Inside inside(reading, "parts", static_cast<std::size_t>(i));
        split.payments.push_back(read(in.parts(i), reading, amounts));
    }
    return split;
}

const std::vector<std::string>& all_amount_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all{"medfee_sumamt",   "fund_pay_sumamt", "acct_pay",      "acct_mulaid_pay",
                                     "psn_cash_pay",    "psn_part_amt",    "hosp_part_amt", "fulamt_ownpay_amt",
                                     "overlmt_selfpay", "preselfpay_amt",  "inscp_scp_amt"};
        for (Fund fund : all_funds)
            all.push_back(std::string(name_of(fund)) + "_pay");
        return all;
    }();
    return names;
}

}  // namespace clearing::yangtze_delta
