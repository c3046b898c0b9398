#include "gateway/services/reconciliation/institution_comparison.hpp"

namespace clearing::reconciliation {

using ports::InstitutionLine;
using ports::InstitutionResult;
using ports::InstitutionRow;

namespace {

constexpr const char* only_here_memo = "仅中心有";

/// "医疗费总额 10.00/9.00": field, theirs, ours.
void say_if_differs(std::string& memo, const char* field, Money theirs, Money ours) {
    if (theirs == ours) return;
    if (!memo.empty()) memo += "；";
    memo += std::string(field) + " " + theirs.to_yuan() + "/" + ours.to_yuan();
}

std::string difference_of(const InstitutionRow& row, const InstitutionLine& line) {
    std::string memo;
    say_if_differs(memo, "医疗费总额", row.total, line.total);
    say_if_differs(memo, "基金支付总额", row.fund, line.fund);
    say_if_differs(memo, "个人账户支出", row.account, line.account);
    if (!row.visit.empty() && row.visit != line.visit) memo += memo.empty() ? "就诊ID不一致" : "；就诊ID不一致";
    return memo;
}

/// Without ids where only we have it (3202's note 7); the message names it, for a reverse.
InstitutionResult result_only_here(const InstitutionLine& line) {
    InstitutionResult result;
    result.row.total = line.total;
    result.row.fund = line.fund;
    result.row.account = line.account;
    result.row.refund = line.refund;
    result.message = line.message;
    result.verdict = LineVerdict::only_centre;
    result.memo = only_here_memo;
    return result;
}

}  // namespace

InstitutionMatching::InstitutionMatching(std::vector<InstitutionRow> rows)
    : rows_(std::move(rows)), judged_(rows_.size()) {
    for (std::size_t i = 0; i < rows_.size(); ++i)
        row_of_.emplace(Key(rows_[i].settlement, rows_[i].refund), i);
}

std::optional<std::size_t> InstitutionMatching::free_row(const InstitutionLine& line) const {
    const auto first_free = [&](const SettlementId& id) -> std::optional<std::size_t> {
        const auto [begin, end] = row_of_.equal_range(Key(id, line.refund));
        std::optional<std::size_t> first;
        for (auto row = begin; row != end; ++row)
            if (!judged_[row->second].line && (!first || row->second < *first)) first = row->second;
        return first;
    };
    if (const auto row = first_free(line.id)) return row;
    return line.original ? first_free(*line.original) : std::nullopt;
}

void InstitutionMatching::judge(std::size_t row, const InstitutionLine& line) {
    Judged& judged = judged_[row];
    judged.line = line.no;
    judged.message = line.message;
    judged.memo = difference_of(rows_[row], line);
    judged.verdict = judged.memo.empty() ? LineVerdict::equal : LineVerdict::differs;
}

void InstitutionMatching::take(const std::vector<InstitutionLine>& lines) {
    for (const InstitutionLine& line : lines) {
        if (const auto row = free_row(line))
            judge(*row, line);
        else
            only_here_.push_back(line);
    }
}

std::vector<InstitutionResult> InstitutionMatching::results() const {
    std::vector<InstitutionResult> results;
    for (std::size_t i = 0; i < rows_.size(); ++i)
        results.push_back({rows_[i], judged_[i].message, judged_[i].verdict, judged_[i].memo});
    for (const InstitutionLine& line : only_here_)
        results.push_back(result_only_here(line));
    return results;
}

void InstitutionMatching::write_down(ports::InstitutionComparison& comparison) const {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const Judged& judged = judged_[i];
        if (judged.verdict == LineVerdict::equal) {
            comparison.matched += 1;
            continue;
        }
        comparison.differences.push_back({judged.line, rows_[i].settlement, judged.verdict, judged.memo});
    }
    for (const InstitutionLine& line : only_here_)
        comparison.differences.push_back({line.no, {}, LineVerdict::only_centre, only_here_memo});
}

}  // namespace clearing::reconciliation
