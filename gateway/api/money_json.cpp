#include "gateway/api/money_json.hpp"

#include "gateway/api/answers.hpp"

namespace clearing::api {
namespace {

json::Array cells_json(const CellAmounts& amounts) {
    json::Array list;
    for (const auto& [cell, amount] : amounts)
        list.push_back(json::Object{{"insurance_type", cell.insurance_type.text},
                                    {"care", name_of(cell.care)},
                                    {"component", name_of(cell.component)},
                                    {"amount", amount.to_yuan()}});
    return list;
}

json::Value deadline_json(const Deadline& deadline) {
    return json::Object{{"day", deadline.day ? json::Value(deadline.day->to_text()) : nullptr},
                        {"missing", deadline.missing}};
}

std::string region_name(const DivisionCode& region, const exports::Naming& naming) {
    return naming.region_name ? naming.region_name(region) : std::string();
}

json::Array components_json(const ComponentAmounts& amounts) {
    json::Array list;
    for (const auto& [component, amount] : amounts)
        list.push_back(json::Object{{"component", name_of(component)}, {"amount", amount.to_yuan()}});
    return list;
}

struct StateWords {
    const char* name;
    const char* chinese;
};

StateWords state_of(const InstitutionPayment& payment) {
    if (payment.is_withdrawn()) return {"withdrawn", "已撤销"};
    if (payment.is_back()) return {"returned", "已退回入账"};
    if (!payment.back_entered.by.empty()) return {"return_entered", "退回待复核"};
    if (payment.is_confirmed()) return {"confirmed", "已复核入账"};
    return {"entered", "待复核"};
}

}  // namespace

json::Value to_json(const Notice& notice, Date today, const exports::Naming& naming) {
    const Standing standing = standing_of(notice, today);
    return json::Object{{"id", notice.id},
                        {"title_zh", notice.direction == Direction::visitor ? "收款通知书" : "付款通知书"},
                        {"platform", notice.platform.text},
                        {"counterparty", notice.counterparty.text},
                        {"counterparty_name", region_name(notice.counterparty, naming)},
                        {"direction", name_of(notice.direction)},
                        {"first", notice.first.to_text()},
                        {"last", notice.last.to_text()},
                        {"lines", notice.lines},
                        {"state", name_of(notice.state)},
                        {"standing", name_of(standing)},
                        {"standing_zh", chinese_name_of(standing)},
                        {"days_late", days_late(notice, today)},
                        {"cleared", sum_of(notice.cleared).to_yuan()},
                        {"carried", sum_of(notice.carried).to_yuan()},
                        {"settled", sum_of(notice.settled).to_yuan()},
                        {"open", sum_of(notice.open()).to_yuan()},
                        {"owed_cells", cells_json(notice.owed())},
                        {"open_cells", cells_json(notice.open())},
                        {"made", signature_json(notice.made)},
                        {"checked", signature_json(notice.checked)},
                        {"released", signature_json(notice.released)},
                        {"handed_over", signature_json(notice.handed_over)},
                        {"hand_over_due", deadline_json(notice.hand_over_due)},
                        {"payment_due", deadline_json(notice.payment_due)},
                        {"carried_into", notice.carried_into}};
}

json::Array to_json(const CellAmounts& amounts) {
    return cells_json(amounts);
}

json::Value to_json(const InstitutionPayment& payment, const exports::Naming& naming) {
    const StateWords state = state_of(payment);
    const bool came_back = !payment.back_entered.by.empty();
    return json::Object{{"id", payment.id},
                        {"institution", payment.institution.text},
                        {"platform", payment.platform.text},
                        {"counterparty", payment.counterparty.text},
                        {"counterparty_name", region_name(payment.counterparty, naming)},
                        {"bank", payment.bank},
                        {"serial", payment.serial},
                        {"date", payment.date.to_text()},
                        {"amount", payment.amount.to_yuan()},
                        {"state", state.name},
                        {"state_zh", state.chinese},
                        {"shares", cells_json(payment.shares)},
                        {"entered", signature_json(payment.entered)},
                        {"confirmed", signature_json(payment.confirmed)},
                        {"withdrawn", signature_json(payment.withdrawn)},
                        {"returned_on", came_back ? json::Value(payment.back.date.to_text()) : json::Value()},
                        {"return_reason", payment.back.reason},
                        {"return_entered", signature_json(payment.back_entered)},
                        {"return_confirmed", signature_json(payment.back_confirmed)}};
}

json::Value to_json(const BankPayment& payment, const exports::Naming& naming) {
    json::Array matched;
    for (const Allocation& allocation : payment.allocations)
        matched.push_back(
            json::Object{{"notice", allocation.notice}, {"amount", sum_of(allocation.amounts).to_yuan()}});
    const BankEntry& entry = payment.entry;
    return json::Object{{"id", payment.id},
                        {"bank", entry.bank},
                        {"serial", entry.serial},
                        {"date", entry.date.to_text()},
                        {"amount", entry.amount.to_yuan()},
                        {"platform", entry.platform.text},
                        {"counterparty", entry.counterparty.text},
                        {"counterparty_name", region_name(entry.counterparty, naming)},
                        {"direction", name_of(entry.direction)},
                        {"notice", entry.notice},
                        {"state", name_of(payment.state())},
                        {"state_zh", chinese_name_of(payment.state())},
                        {"unallocated", payment.unallocated().to_yuan()},
                        {"matched", std::move(matched)},
                        {"bounce_reason", payment.bounce_reason},
                        {"entered", signature_json(payment.entered)}};
}

json::Value to_json(const payments::Imported& imported) {
    json::Array bad;
    for (const payments::BadLine& line : imported.bad)
        bad.push_back(json::Object{{"row", static_cast<long long>(line.row)}, {"reason", line.reason}});
    return json::Object{{"entered", imported.entered},
                        {"known", imported.known},
                        {"waiting", imported.waiting},
                        {"bad", std::move(bad)}};
}

json::Value to_json(const Adjustment& adjustment) {
    return json::Object{{"settlement", adjustment.settlement.text},
                        {"day", adjustment.key.day.to_text()},
                        {"insurance_type", adjustment.insurance_type.text},
                        {"care", name_of(adjustment.care)},
                        {"reason", name_of(adjustment.reason)},
                        {"reason_zh", chinese_name_of(adjustment.reason)},
                        {"bearer", name_of(adjustment.bearer)},
                        {"amount", sum_of(adjustment.amounts).to_yuan()},
                        {"components", components_json(adjustment.amounts)},
                        {"origin", adjustment.origin},
                        {"voucher", adjustment.voucher},
                        {"awaits", adjustment.awaits.text},
                        {"by", adjustment.made_by},
                        {"at", to_local_time(adjustment.at)}};
}

json::Value to_json(const AdjustmentOffer& offer) {
    const NewAdjustment& adjustment = offer.adjustment;
    const ComponentAmounts effect = effect_of(adjustment);
    return json::Object{{"no", offer.no},
                        {"settlement", offer.settlement.text},
                        {"day", offer.day.day.to_text()},
                        {"reason", name_of(adjustment.reason)},
                        {"reason_zh", chinese_name_of(adjustment.reason)},
                        {"bearer", name_of(adjustment.bearer)},
                        {"amount", sum_of(effect).to_yuan()},
                        {"components", components_json(effect)},
                        {"origin", adjustment.origin},
                        {"peer", offer.peer.text},
                        {"state", name_of(offer.state)},
                        {"is_refused", offer.is_refused},
                        {"attempts", static_cast<long long>(offer.attempts)},
                        {"last_failure", offer.last_failure},
                        {"next_try_at", to_local_time(offer.next_try_at)},
                        {"by", adjustment.made_by},
                        {"at", to_local_time(adjustment.at)}};
}

json::Value to_json(const AuditFinding& finding) {
    return json::Object{{"id", finding.id},
                        {"settlement", finding.settlement_id.text},
                        {"class", name_of(finding.its_class)},
                        {"class_zh", chinese_name_of(finding.its_class)},
                        {"state", name_of(finding.state)},
                        {"amount", sum_of(finding.amounts).to_yuan()},
                        {"components", components_json(finding.amounts)},
                        {"reason", finding.reason},
                        {"proposed", signature_json(finding.proposed)},
                        {"notified", signature_json(finding.notified)},
                        {"accepted", signature_json(finding.accepted)},
                        {"withdrawn", signature_json(finding.withdrawn)}};
}

json::Value to_json(const ports::BrokenLaw& law) {
    return json::Object{{"law", law.law},
                        {"platform", law.platform},
                        {"counterparty", law.counterparty},
                        {"direction", law.direction},
                        {"component", law.component},
                        {"expected", law.expected.to_yuan()},
                        {"found", law.found.to_yuan()}};
}

json::Value to_json(const payments::YearEnd& year) {
    json::Array open;
    for (const ports::OpenItem& item : year.open)
        open.push_back(json::Object{{"kind", item.kind}, {"id", item.id}, {"amount", item.amount.to_yuan()}});
    return json::Object{{"year", static_cast<long long>(year.year)},
                        {"closes", year.closes.to_text()},
                        {"is_over_due", year.is_over_due},
                        {"open", std::move(open)}};
}

}  // namespace clearing::api
