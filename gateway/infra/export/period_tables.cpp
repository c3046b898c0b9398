#include "gateway/infra/export/period_tables.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::exports {

std::string_view side_word(Direction direction) {
    return direction == Direction::visitor ? "应收" : "应付";
}

std::string_view chinese(AdditionKind kind) {
    switch (kind) {
        case AdditionKind::deduction:
            return "审核扣款";
        case AdditionKind::deduction_withdrawn:
            return "扣款撤回";
        case AdditionKind::dispute:
            return "争议调整";
        case AdditionKind::refund:
            return "清算后退费";
        case AdditionKind::other:
            return "其他调整";
    }
    return {};
}

std::string_view counterparty_title(Direction direction) {
    return direction == Direction::visitor ? "参保地" : "就医地";
}

std::string period_words(const Period& period) {
    const std::string text = period.first.to_text();
    std::string words = fmt::format("{}年{}月", text.substr(0, 4), text.substr(5, 2));
    return period.is_day() ? words + text.substr(8, 2) + "日" : words;
}

std::string signatures() {
    return "经办：　　　　　　　　复核：　　　　　　　　负责人：　　　　　　　　（盖章）　　　　年　　月　　日";
}

std::vector<Component> occurring_components(const PeriodStatement& statement) {
    const auto clearing = statement.clearing();
    std::vector<Component> result;
    for (const Component component : clearable_components)
        if (std::ranges::any_of(clearing, [&](const StatementCell& cell) { return cell.component == component; }))
            result.push_back(component);
    if (result.empty()) result.assign(clearable_components.begin(), clearable_components.end());
    return result;
}

Money amount_in(const std::vector<StatementCell>& clearing, const DayCell& cell, Component component) {
    Money sum;
    for (const StatementCell& one : clearing)
        if (one.insurance_type == cell.insurance_type && one.care == cell.care && one.component == component)
            sum += one.amount;
    return sum;
}

Money cleared_in(const std::vector<StatementCell>& clearing, const DayCell& cell) {
    Money sum;
    for (const StatementCell& one : clearing)
        if (one.insurance_type == cell.insurance_type && one.care == cell.care) sum += one.amount;
    return sum;
}

}  // namespace clearing::exports
