#include "gateway/services/mapping/coverage.hpp"

#include <algorithm>

namespace clearing::mapping {
namespace {

std::string_view outcome_of(const Verdict& verdict) {
    switch (verdict.what) {
        case Verdict::What::mapped:
            return "mapped";
        case Verdict::What::passed:
            return "pass";
        case Verdict::What::held:
            return "hold";
        default:
            return "refuse";
    }
}

}  // namespace

void Coverage::add(const Cell& cell, const CodeUse& use, std::size_t times) {
    Use& kept = cells_[cell][use.code];
    const Verdict verdict = judge(translator_, use);
    kept.mapped = verdict.what == Verdict::What::mapped;
    kept.outcome = outcome_of(verdict);
    if (!use.name.empty()) kept.name = use.name;
    kept.times += times;
    kept.amount += use.amount;
}

void Coverage::add(const ports::BillInUse& bill, translation::Vocabulary platform) {
    for (const CodeUse& use : code_uses(bill, platform))
        add(Cell{bill.visit.platform, use.kind, use.from, use.to}, use, 1);
}

void Coverage::add(const ports::CodeGap& gap, Date on) {
    const auto kind = translation::kind_named(gap.kind);
    const auto from = translation::vocabulary_named(gap.from), to = translation::vocabulary_named(gap.to);
    if (!kind || !from || !to) return;
    const bool of_catalog = translation::traits_of(*kind).terms == translation::RowTerms::catalog;
    const CodeUse use{*kind, *from, *to, gap.code, gap.name, on, gap.amount, of_catalog ? "gap" : ""};
    add(Cell{gap.platform, *kind, *from, *to}, use, static_cast<std::size_t>(gap.times));
}

std::vector<CoverageCell> Coverage::cells(Date on, std::size_t shown, std::size_t suggestions) const {
    std::vector<CoverageCell> result;
    for (const auto& [key, uses] : cells_) {
        CoverageCell cell;
        std::tie(cell.platform, cell.kind, cell.from, cell.to) = key;
        cell.codes = uses.size();
        for (const auto& [code, use] : uses) {
            cell.uses += use.times;
            cell.amount += use.amount;
            if (use.mapped) {
                ++cell.mapped;
                continue;
            }
            cell.unmapped_amount += use.amount;
            cell.unmapped.push_back({code, use.name, use.outcome, use.times, use.amount, {}});
        }
        std::ranges::sort(cell.unmapped, [](const UncoveredCode& left, const UncoveredCode& right) {
            return std::tuple(right.amount, left.code) < std::tuple(left.amount, right.code);
        });
        if (cell.unmapped.size() > shown) cell.unmapped.resize(shown);
        for (UncoveredCode& code : cell.unmapped)
            if (!code.name.empty())
                code.suggestions = suggest(translator_.book(), cell.kind, cell.to, code.name, on, suggestions);
        result.push_back(std::move(cell));
    }
    return result;
}

}  // namespace clearing::mapping
