#include "gateway/services/reconciliation/case_desk.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::reconciliation {
namespace {

constexpr std::size_t longest_text = 2'000;

Result<void> check_text(const std::string& text, std::string_view name) {
    if (text.empty() || text.size() > longest_text)
        return fail(ErrorCode::invalid_value, fmt::format("{}: must be a text of up to {} bytes", name, longest_text),
                    {std::string(name)});
    return {};
}

/// Who found a difference, works on it, or said who does, does not move its money: one person with both roles could
/// otherwise give the case to a name and end it alone.
Result<void> check_money(const DifferenceCase& one, const ResolveOrder& order) {
    const auto is_above_nothing = [](const auto& amount) { return amount.second > Money(); };
    if (order.money->amounts.empty() || !std::ranges::all_of(order.money->amounts, is_above_nothing))
        return fail(ErrorCode::invalid_value, "amounts are above nothing, one per component", {"amounts"});
    if (one.owner.empty()) return fail(ErrorCode::conflict, "nobody owns the case: assign it first", {"owner"});
    if (order.actor == one.owner || order.actor == one.opened_by || order.actor == one.assigned_by)
        return fail(ErrorCode::forbidden,
                    "money of a case is moved by another person than who owns, assigned or opened it");
    return {};
}

}  // namespace

awaitable<Result<DifferenceCase>> CaseDesk::assign(long long no, std::string actor, std::string owner) {
    if (auto checked = check_text(owner, "owner"); !checked) co_return fail(checked.error());
    if (!people_.empty() && !people_.contains(owner))
        co_return fail(ErrorCode::invalid_value, "owner: no user of this daemon has that name", {"owner"});
    ports::CaseOrder order{no, std::move(actor), clock_.now()};
    co_return co_await cases_.assign(std::move(order), std::move(owner));
}

awaitable<Result<void>> CaseDesk::add_note(long long no, std::string actor, std::string text) {
    if (auto checked = check_text(text, "text"); !checked) co_return fail(checked.error());
    ports::CaseOrder order{no, std::move(actor), clock_.now()};
    co_return co_await cases_.add_note(std::move(order), std::move(text));
}

awaitable<Result<DifferenceCase>> CaseDesk::resolve(ResolveOrder order) {
    if (auto checked = check_text(order.reason, "reason"); !checked) co_return fail(checked.error());
    const auto found = co_await cases_.find(order.no);
    if (!found) co_return fail(found.error());
    if (!*found) co_return fail(ErrorCode::not_found, "there is no case of this number", {"no"});
    const DifferenceCase& one = **found;
    ports::CaseResolution resolution{{order.no, order.actor, clock_.now()}, order.reason, {}};
    if (order.money) {
        // One that ended with money is posted again all the same: its origin finds the voucher that stands, or a
        // conflict where that is another one.
        const bool may_be_repeated =
            one.state == CaseState::resolved && one.ended_by == order.actor && !one.voucher.empty();
        if (is_over(one.state) && !may_be_repeated)
            co_return fail(ErrorCode::conflict, fmt::format("case {} is over", one.no), {"no"});
        if (auto checked = check_money(one, order); !checked) co_return fail(checked.error());
        auto voucher = co_await post(one, order);
        if (!voucher) co_return fail(voucher.error());
        resolution.voucher = std::move(*voucher);
    }
    co_return co_await cases_.resolve(std::move(resolution));
}

awaitable<Result<std::string>> CaseDesk::post(const DifferenceCase& one, const ResolveOrder& order) {
    if (adjustments_ == nullptr) co_return fail(ErrorCode::not_loaded, "this gateway posts no adjustments of cases");
    const auto record = co_await settlements_.find_by_key(one.difference.settlement, one.day.direction);
    if (!record) co_return fail(record.error());
    if (!*record) co_return fail(ErrorCode::settlement_unknown, "nothing of it is in our books");
    ports::CaseAdjustment adjustment;
    adjustment.settlement = (*record)->no;
    adjustment.lowers = order.money->lowers;
    adjustment.is_hospitals = order.money->is_hospitals;
    adjustment.amounts = order.money->amounts;
    adjustment.reason = order.reason;
    adjustment.origin = subject_of_case(one.no);
    adjustment.made_by = order.actor;
    adjustment.at = clock_.now();
    co_return co_await adjustments_->post(std::move(adjustment));
}

}  // namespace clearing::reconciliation
