#include "sim-peers/benefit.hpp"

#include <algorithm>

namespace clearing::peers {
namespace {

template <class Value>
Value at_level(const std::map<HospitalLevel, Value>& by_level, HospitalLevel level) {
    if (by_level.empty()) return {};
    const auto found = by_level.find(level);
    return found != by_level.end() ? found->second : by_level.rbegin()->second;
}

/// The pooled fund of `amount`, which begins where the year's `before` ended.
Fen through_segments(const std::vector<Segment>& segments, HospitalLevel level, Fen before, Fen amount) {
    Fen paid, from = before;
    const Fen end = before + amount;
    for (const auto& segment : segments) {
        const Fen until = std::min(segment.up_to, end);
        if (until <= from) continue;
        paid += share_of(until - from, at_level(segment.ratio, level));
        from = until;
    }
    return paid;
}

Ratio cut_of(const InsurancePolicy& policy, const std::string& filing) {
    const auto found = policy.referral_cut.find(filing);
    return found == policy.referral_cut.end() ? Ratio{0} : found->second;
}

}  // namespace

Split compute_benefit(const InsurancePolicy& policy, const BenefitQuestion& question, const YearSoFar& year) {
    const CarePolicy& care = question.inpatient ? policy.inpatient : policy.outpatient;
    Split split;
    split.scope = question.scope;

    Fen deductible = at_level(care.deductible, question.level);
    if (!question.inpatient) deductible = std::max(Fen{}, deductible - year.deductible_paid);
    split.deductible = std::min(deductible, question.scope.in_scope);
    const Fen payable = question.scope.in_scope - split.deductible;

    const Fen before = question.inpatient ? year.inpatient_in_scope : year.outpatient_in_scope;
    const Fen through = through_segments(care.segments, question.level, before, payable);
    const Fen room = std::max(Fen{}, policy.ceiling - year.pooled_fund);
    const Fen under_ceiling = std::min(through, room);
    const Fen cut = share_of(payable, cut_of(policy, question.filing));
    split.hifp = std::max(Fen{}, under_ceiling - cut);
    const Fen above = share_of(through - under_ceiling, policy.above_ratio);
    if (policy.above_component == "hifob") split.hifob = above;
    if (policy.above_component == "hifmi") split.hifmi = above;

    const Fen open = payable - split.hifp - split.hifob - split.hifmi;
    if (question.civil_servant) split.cvlserv = share_of(open, policy.civil_servant_ratio);
    split.fund = split.hifp + split.cvlserv + split.hifob + split.hifmi;
    split.hospital = share_of(question.scope.over_limit, policy.hospital_share_of_over_limit);
    split.person = question.scope.total - split.fund - split.hospital;
    if (question.use_account && policy.pays_from_account) {
        split.account = std::min(split.person, std::max(Fen{}, year.account_balance));
    }
    split.cash = split.person - split.account;
    split.balance_after = year.account_balance - split.account;
    split.pool_ratio = payable > Fen{} ? Ratio{split.hifp.value * 10000 / payable.value} : Ratio{0};
    split.parts = parts_of(split, policy.insurance_type != "310");
    return split;
}

void apply(YearSoFar& year, const Split& split, bool inpatient, int sign) {
    const auto signed_fen = [sign](Fen amount) { return sign > 0 ? amount : -amount; };
    const Fen payable = signed_fen(split.scope.in_scope - split.deductible);
    (inpatient ? year.inpatient_in_scope : year.outpatient_in_scope) += payable;
    if (!inpatient) year.deductible_paid += signed_fen(split.deductible);
    year.pooled_fund += signed_fen(split.hifp);
    year.account_balance -= signed_fen(split.account);
}

std::vector<FundPart> parts_of(const Split& split, bool resident) {
    const FundPart every[] = {
        resident ? FundPart{"390100", "城乡居民基本医疗保险基金", split.hifp}
                 : FundPart{"310100", "城镇职工基本医疗保险统筹基金", split.hifp},
        {"320100", "公务员医疗补助基金", split.cvlserv},
        {"370100", "企业补充医疗保险基金", split.hifes},
        {"390200", "城乡居民大病医疗保险基金", split.hifmi},
        {"330100", "大额医疗费用补助基金", split.hifob},
        {"610100", "医疗救助基金", split.maf},
        {"350100", "一至六级残疾军人医疗补助基金", split.hifdm},
        {"999997", "其他基金", split.oth},
        {"310200", "城镇职工基本医疗保险个人账户基金", split.account},
        {"999996", "医院垫付基金", split.hospital},
    };
    std::vector<FundPart> parts;
    std::ranges::copy_if(every, std::back_inserter(parts), [](const FundPart& part) { return part.amount != Fen{}; });
    return parts;
}

}  // namespace clearing::peers
