#include "gateway/tools/words.hpp"

#include "gateway/infra/export/words.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace clearing::tools::words {
namespace {

template <std::size_t Size>
using Pairs = std::array<std::pair<std::string_view, std::string_view>, Size>;

template <std::size_t Size>
std::string word_for(const std::string& name, const Pairs<Size>& pairs) {
    for (const auto& [candidate, word] : pairs)
        if (candidate == name) return std::string(word);
    return name;
}

/// The word of an export, where the name is one of its values.
template <class Value>
std::string exported(const std::string& name, const std::optional<Value>& value) {
    return value ? std::string(exports::chinese(*value)) : name;
}

}  // namespace

std::string direction(const std::string& name) {
    return exported(name, direction_named(name));
}

std::string money_direction(const std::string& name) {
    return word_for<2>(name, {{{"visitor", "收"}, {"resident_away", "付"}}});
}

std::string care(const std::string& name) {
    return exported(name, care_setting_named(name));
}

std::string insurance(const std::string& code) {
    return exports::insurance_words(InsuranceType(code));
}

std::string component(const std::string& name) {
    return exported(name, component_named(name));
}

std::string settlement_kind(const std::string& name) {
    for (const SettlementKind kind : {SettlementKind::settle, SettlementKind::cancel})
        if (name == name_of(kind)) return std::string(exports::chinese(kind));
    return name;
}

std::string notice_state(const std::string& name) {
    return word_for<4>(
        name, {{{"made", "已制单"}, {"checked", "已复核"}, {"released", "已签发"}, {"handed_over", "已交财务"}}});
}

std::string finding_state(const std::string& name) {
    return word_for<4>(
        name, {{{"proposed", "已提出"}, {"notified", "已告知"}, {"accepted", "已认定"}, {"withdrawn", "已撤回"}}});
}

std::string offer_state(const std::string& name) {
    return word_for<4>(
        name, {{{"pending", "等待对方"}, {"accepted", "对方已接受"}, {"parked", "待处理"}, {"withdrawn", "已放弃"}}});
}

std::string outbox_state(const std::string& name) {
    return word_for<4>(name, {{{"pending", "待发"}, {"parked", "停发"}, {"done", "已发"}, {"withdrawn", "已撤回"}}});
}

std::string revision_state(const std::string& name) {
    return word_for<5>(name, {{{"incomplete", "未对平"},
                               {"not_made", "待制单"},
                               {"drafted", "系统草稿"},
                               {"made", "待复核"},
                               {"released", "已复核"}}});
}

std::string bearer(const std::string& name) {
    return word_for<2>(name, {{{"hospital", "医院"}, {"suspended", "挂账"}}});
}

std::string open_item(const std::string& kind) {
    return word_for<5>(kind, {{{"day", "清算日未对平"},
                               {"settlement", "结算未清算"},
                               {"notice", "通知书未结清"},
                               {"payment", "到账待核对"},
                               {"not_noticed", "已清算未开通知书"}}});
}

std::string days_counted(const std::string& name) {
    return word_for<2>(name, {{{"calendar", "自然日"}, {"working", "工作日"}}});
}

}  // namespace clearing::tools::words
