#include "gateway/infra/export/words.hpp"

#include "gateway/domain/statement.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace clearing::exports {
namespace {

/// The format's own list (insutype).
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> insurances{{
    {"310", "职工基本医疗保险"},
    {"320", "公务员医疗补助"},
    {"330", "大额医疗费用补助"},
    {"340", "离休人员医疗保障"},
    {"350", "一至六级残废军人医疗补助"},
    {"390", "城乡居民基本医疗保险"},
    {"391", "城镇居民基本医疗保险"},
    {"392", "新型农村合作医疗"},
    {"510", "生育保险"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> left_out_reasons{{
    {disputed_reason, "与对方不符"},
    {"in doubt", "结果未知"},
    {"reversing", "冲正中"},
    {"awaiting answer", "等待应答"},
    {"not matched yet", "平台未对账"},
}};

}  // namespace

std::string_view chinese(Direction direction) {
    return direction == Direction::visitor ? "外来就医" : "本地参保人外出就医";
}

std::string_view chinese(CareSetting care) {
    return care == CareSetting::outpatient ? "门诊" : "住院";
}

std::string_view chinese(DayState state) {
    switch (state) {
        case DayState::open:
            return "未日结";
        case DayState::closing:
            return "日结中";
        case DayState::reconciling:
            return "对账中";
        case DayState::agreed:
            return "已对平";
        case DayState::agreed_with_carried_lines:
            return "已对平（有结转）";
        case DayState::waiting_for_partner:
            return "等待对方";
    }
    return {};
}

std::string_view chinese(SettlementState state) {
    switch (state) {
        case SettlementState::refused:
            return "已拒绝";
        case SettlementState::awaiting_answer:
            return "等待应答";
        case SettlementState::not_sent:
            return "未发出";
        case SettlementState::in_doubt:
            return "结果未知";
        case SettlementState::booked:
            return "已结算";
        case SettlementState::reversing:
            return "冲正中";
        case SettlementState::reversed:
            return "已冲正";
        case SettlementState::cancelled:
            return "已撤销";
    }
    return {};
}

std::string_view chinese(SettlementKind kind) {
    return kind == SettlementKind::settle ? "结算" : "结算撤销";
}

std::string_view chinese(DifferenceKind kind) {
    switch (kind) {
        case DifferenceKind::missing_here:
            return "我方缺失";
        case DifferenceKind::missing_there:
            return "对方缺失";
        case DifferenceKind::total:
            return "总额不符";
        case DifferenceKind::fund_component:
            return "基金分项不符";
        case DifferenceKind::account:
            return "个人账户不符";
        case DifferenceKind::cash:
            return "现金不符";
        case DifferenceKind::state:
            return "状态不符";
        case DifferenceKind::day:
            return "清算日不符";
        case DifferenceKind::duplicate:
            return "重复";
        case DifferenceKind::reversed_on_one_side:
            return "单边冲正";
        case DifferenceKind::person_or_visit:
            return "人员或就诊不符";
        case DifferenceKind::code:
            return "编码不符";
        case DifferenceKind::split_law:
            return "分项不平";
        case DifferenceKind::details_total:
            return "明细合计不符";
    }
    return {};
}

std::string_view chinese(Fund fund) {
    switch (fund) {
        case Fund::hifp:
            return "基本医保统筹";
        case Fund::cvlserv:
            return "公务员补助";
        case Fund::hifes:
            return "企业补充";
        case Fund::hifmi:
            return "居民大病";
        case Fund::hifob:
            return "职工大额";
        case Fund::maf:
            return "医疗救助";
        case Fund::hifdm:
            return "伤残人员保障";
        case Fund::oth:
            return "其他基金";
    }
    return {};
}

std::string_view chinese(Component component) {
    switch (component) {
        case Component::hifp:
            return chinese(Fund::hifp);
        case Component::cvlserv:
            return chinese(Fund::cvlserv);
        case Component::hifes:
            return chinese(Fund::hifes);
        case Component::hifmi:
            return chinese(Fund::hifmi);
        case Component::hifob:
            return chinese(Fund::hifob);
        case Component::maf:
            return chinese(Fund::maf);
        case Component::hifdm:
            return chinese(Fund::hifdm);
        case Component::oth:
            return chinese(Fund::oth);
        case Component::acct:
            return "个人账户";
        case Component::mulaid:
            return "账户共济";
        case Component::prefund:
            return "预付金";
        case Component::unallocated:
            return "未匹配";
    }
    return {};
}

std::string left_out_words(const std::string& reason) {
    for (const auto& [name, words] : left_out_reasons)
        if (name == reason) return std::string(words);
    return reason;
}

std::string insurance_words(const InsuranceType& type) {
    for (const auto& [code, name] : insurances)
        if (code == type.text) return fmt::format("{} {}", code, name);
    return type.text;
}

std::string region_words(const DivisionCode& region, const Naming& naming) {
    const std::string name = naming.region_name ? naming.region_name(region) : "";
    return name.empty() ? region.text : fmt::format("{} {}", region.text, name);
}

DayRegions regions_of(const DayKey& key, const DivisionCode& own_region) {
    if (key.direction == Direction::visitor) return {key.counterparty, own_region};
    return {own_region, key.counterparty};
}

std::string masked_name(std::string_view name) {
    if (name.empty()) return {};
    std::size_t first = 1;
    while (first < name.size() && (static_cast<unsigned char>(name[first]) & 0xC0) == 0x80)
        ++first;
    return std::string(name.substr(0, first)) + "*";
}

std::string last_four(std::string_view number) {
    return number.size() <= 4 ? std::string() : std::string(number.substr(number.size() - 4));
}

}  // namespace clearing::exports
