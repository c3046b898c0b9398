#include "sim-peers/delta/adjustments.hpp"

#include <algorithm>
#include <tuple>

namespace clearing::peers::delta {
namespace {

using Request = pb::AdjustmentRequest;

bool is_named_alike(const Request& left, const Request& right) {
    return left.origin() == right.origin() && left.reason() == right.reason() && left.bearer() == right.bearer();
}

Fen amount_of(const Request& request, const std::string& component) {
    Fen sum;
    for (const auto& one : request.amounts())
        if (one.component() == component) sum += Fen{one.amount_fen()};
    return sum;
}

bool is_dispute(Request::Reason reason) {
    return reason == Request::DISPUTE_LOST || reason == Request::DISPUTE_WON;
}

}  // namespace

bool lowers(Request::Reason reason) {
    return reason == Request::DEDUCTION || reason == Request::DISPUTE_LOST;
}

KeptAdjustment* AdjustmentBook::find(const Request& request) {
    const auto found =
        std::ranges::find_if(kept_, [&](const auto& kept) { return is_named_alike(kept.request, request); });
    return found == kept_.end() ? nullptr : &*found;
}

KeptAdjustment& AdjustmentBook::add(Request request, std::string day, const Record& of) {
    kept_.push_back({std::move(request), std::move(day), of.insurance_type, of.care_kind()});
    return kept_.back();
}

void AdjustmentBook::forget(const Request& request) {
    std::erase_if(kept_, [&](const auto& kept) { return is_named_alike(kept.request, request); });
}

std::vector<KeptAdjustment*> AdjustmentBook::without_an_answer() {
    std::vector<KeptAdjustment*> open;
    for (KeptAdjustment& kept : kept_)
        if (kept.day.empty()) open.push_back(&kept);
    return open;
}

Fen AdjustmentBook::limit(const Request& request, const Record& of, const std::string& component) const {
    Fen owed, deducted, lost;
    for (const auto& line : statement_of({&of}))
        if (line.component == component) owed += line.amount;
    for (const KeptAdjustment& kept : kept_) {
        if (kept.request.settlement_id() != of.settlement_id || kept.day.empty()) continue;
        const Fen amount = amount_of(kept.request, component);
        const Fen taken = lowers(kept.request.reason()) ? amount : Fen{} - amount;
        owed = owed - taken;
        if (!is_dispute(kept.request.reason()))
            deducted += taken;
        else if (kept.request.bearer() == request.bearer())
            lost += taken;
    }
    if (lowers(request.reason())) return owed;
    return is_dispute(request.reason()) ? lost : deducted;
}

std::vector<StatementLine> AdjustmentBook::of_day(const std::string& day) const {
    std::map<std::tuple<std::string, std::string, std::string>, Fen> sums;
    for (const KeptAdjustment& kept : kept_) {
        if (kept.day != day) continue;
        for (const auto& one : kept.request.amounts()) {
            Fen& cell = sums[{kept.insurance_type, kept.care_kind, one.component()}];
            const Fen amount{one.amount_fen()};
            cell = lowers(kept.request.reason()) ? cell - amount : cell + amount;
        }
    }
    std::vector<StatementLine> lines;
    for (const auto& [cell, amount] : sums)
        if (amount != Fen{}) lines.push_back({std::get<0>(cell), std::get<1>(cell), std::get<2>(cell), amount});
    return lines;
}

Json AdjustmentBook::to_json() const {
    Json rows = Json::array();
    for (const KeptAdjustment& kept : kept_) {
        Json row = Json::object(), amounts = Json::object();
        for (const auto& one : kept.request.amounts())
            amounts.set(one.component(), Json::number(to_text(Fen{one.amount_fen()})));
        row.set("settlement_id", kept.request.settlement_id()).set("day", kept.day);
        row.set("reason", Request::Reason_Name(kept.request.reason())).set("origin", kept.request.origin());
        row.set("amounts", std::move(amounts));
        rows.push(std::move(row));
    }
    return rows;
}

pb::StatementAdjustments to_wire(const std::vector<StatementLine>& lines) {
    pb::StatementAdjustments adjustments;
    for (const StatementLine& line : lines) {
        auto* cell = adjustments.add_cells();
        cell->set_insurance_type(line.insurance_type);
        cell->set_care_kind(line.care_kind);
        cell->set_component(line.component);
        cell->set_amount_fen(line.amount.value);
    }
    return adjustments;
}

std::vector<StatementLine> from_wire(const pb::StatementAdjustments& adjustments) {
    std::vector<StatementLine> lines;
    for (const auto& cell : adjustments.cells())
        if (cell.amount_fen() != 0)
            lines.push_back({cell.insurance_type(), cell.care_kind(), cell.component(), {cell.amount_fen()}});
    return lines;
}

}  // namespace clearing::peers::delta
