#include "gateway/domain/notice.hpp"

#include "gateway/domain/names.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace clearing {
namespace {

constexpr Names<NoticeState, 4> state_names{{
    {NoticeState::made, "made"},
    {NoticeState::checked, "checked"},
    {NoticeState::released, "released"},
    {NoticeState::handed_over, "handed_over"},
}};

struct StandingName {
    Standing standing;
    std::string_view name, chinese;
};
constexpr std::array<StandingName, 6> standing_names{{
    {Standing::unpaid, "unpaid", "未付"},
    {Standing::partly_paid, "partly_paid", "部分付款"},
    {Standing::late, "late", "逾期"},
    {Standing::owed_other_way, "owed_other_way", "负数结转"},
    {Standing::settled, "settled", "已结清"},
    {Standing::carried_over, "carried_over", "已结转"},
}};

/// Where a step leads, from where, and whether its person must not be the maker.
struct Step {
    NoticeState from, to;
    Signature Notice::* signature;
    bool by_another;
};
constexpr Step step_of(NoticeStep step) {
    switch (step) {
        case NoticeStep::take_over:
            return {NoticeState::made, NoticeState::made, &Notice::made, false};
        case NoticeStep::check:
            return {NoticeState::made, NoticeState::checked, &Notice::checked, true};
        case NoticeStep::release:
            return {NoticeState::checked, NoticeState::released, &Notice::released, true};
        default:
            return {NoticeState::released, NoticeState::handed_over, &Notice::handed_over, false};
    }
}

}  // namespace

Money sum_of(const CellAmounts& amounts) {
    Money sum;
    for (const auto& [cell, amount] : amounts)
        sum += amount;
    return sum;
}

CellAmounts negated(CellAmounts amounts) {
    for (auto& [cell, amount] : amounts)
        amount = -amount;
    return amounts;
}

CellAmounts added(CellAmounts left, const CellAmounts& right) {
    for (const auto& [cell, amount] : right)
        left[cell] += amount;
    std::erase_if(left, [](const auto& entry) { return entry.second.is_zero(); });
    return left;
}

std::string_view name_of(NoticeState state) {
    return name_in(state_names, state);
}

std::optional<NoticeState> notice_state_named(std::string_view name) {
    return value_in(state_names, name);
}

std::string notice_id(const Notice& notice) {
    return fmt::format("{}-{}-{}-{}-{}", notice.platform.text, notice.counterparty.text, name_of(notice.direction),
                       notice.first.to_text(), notice.last.to_text());
}

ClearingDay last_day_of_cycle(PaymentCycle cycle, Date today) {
    if (cycle == PaymentCycle::daily) return {today.previous()};
    const std::chrono::year_month_day day(today.days);
    return {Date{std::chrono::sys_days(day.year() / day.month() / 1)}.previous()};
}

std::string_view name_of(Standing standing) {
    return std::ranges::find(standing_names, standing, &StandingName::standing)->name;
}

std::string_view chinese_name_of(Standing standing) {
    return std::ranges::find(standing_names, standing, &StandingName::standing)->chinese;
}

int days_late(const Notice& notice, Date today) {
    if (!notice.payment_due.day || !(*notice.payment_due.day < today) || notice.open().empty()) return 0;
    return static_cast<int>((today.days - notice.payment_due.day->days).count());
}

Standing standing_of(const Notice& notice, Date today) {
    const CellAmounts open = notice.open();
    if (open.empty()) return notice.carried_into.empty() ? Standing::settled : Standing::carried_over;
    // Cells that are each other's opposite: nothing to pay, and yet every fund has its own to settle.
    if (!(sum_of(open) > Money())) return Standing::owed_other_way;
    if (days_late(notice, today) > 0) return Standing::late;
    return notice.settled.empty() ? Standing::unpaid : Standing::partly_paid;
}

bool is_carried_on(const Notice& notice, Date today) {
    const Standing standing = standing_of(notice, today);
    return standing == Standing::owed_other_way || standing == Standing::late;
}

std::string_view name_of(NoticeStep step) {
    switch (step) {
        case NoticeStep::take_over:
            return "take_over";
        case NoticeStep::check:
            return "check";
        case NoticeStep::release:
            return "release";
        default:
            return "hand_over";
    }
}

Result<Notice> signed_by(Notice notice, NoticeStep step, Signature signature) {
    const Step wanted = step_of(step);
    if (notice.state != wanted.from)
        return fail(ErrorCode::conflict,
                    fmt::format("the notice is {}, not {}", name_of(notice.state), name_of(wanted.from)), {"state"});
    const bool is_draft = notice.made.by == drafted_by;
    if (step == NoticeStep::take_over && !is_draft)
        return fail(ErrorCode::conflict, notice.made.by + " made this notice: it is no draft", {"state"});
    if (step != NoticeStep::take_over && is_draft)
        return fail(ErrorCode::conflict, "the notice is a draft: its maker takes it over first", {"state"});
    if (wanted.by_another && signature.by == notice.made.by)
        return fail(ErrorCode::forbidden,
                    fmt::format("{} made this notice and does not {} it", signature.by, name_of(step)), {"by"});
    notice.state = wanted.to;
    notice.*wanted.signature = std::move(signature);
    return notice;
}

}  // namespace clearing
