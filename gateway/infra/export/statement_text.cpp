#include "gateway/infra/export/cell_sums.hpp"
#include "gateway/infra/export/statement.hpp"
#include "gateway/infra/export/text_table.hpp"

#include <fmt/format.h>

namespace clearing::exports {
namespace {

std::string head_of(const Statement& statement, const Naming& naming) {
    const DayRegions regions = regions_of(statement.key, naming.own_region);
    return fmt::format("清算对账单 {}\n参保地 {}  就医地 {}  {}  平台 {}\n清算日 {}  {}  清算公式 {}  制表 {}\n\n",
                       statement.id, region_words(regions.insured, naming), region_words(regions.treatment, naming),
                       chinese(statement.key.direction), statement.key.platform.text, statement.key.day.to_text(),
                       chinese(statement.state), statement.formula.id, to_local_time(statement.made_at));
}

/// Only the fund components that occur: eight columns of zeros help nobody.
std::vector<Fund> occurring_funds(const Statement& statement) {
    std::vector<Fund> result;
    for (const Fund fund : all_funds)
        for (const DayCell& cell : statement.cells)
            if (!cell.sums.funds[fund].is_zero()) {
                result.push_back(fund);
                break;
            }
    return result;
}

std::vector<std::string> cell_row(std::string insurance, std::string_view care, const ClearedCell& one,
                                  const std::vector<Fund>& funds) {
    const PaymentSplit& sums = one.cell.sums;
    std::vector<std::string> row{std::move(insurance), std::string(care), std::to_string(one.count()),
                                 sums.total.to_yuan()};
    for (const Fund fund : funds)
        row.push_back(sums.funds[fund].to_yuan());
    for (const Money amount : {sums.account, sums.mutual_aid, sums.cash, sums.hospital, one.cleared})
        row.push_back(amount.to_yuan());
    return row;
}

std::string cells_of_statement(const Statement& statement) {
    const std::vector<Fund> funds = occurring_funds(statement);
    std::vector<Column> columns{{"险种"}, {"类别"}, {"人次", Align::right}, {"医疗费总额", Align::right}};
    for (const Fund fund : funds)
        columns.push_back({std::string(chinese(fund)), Align::right});
    for (const char* title : {"个人账户", "其中共济", "个人现金", "医院负担"})
        columns.push_back({title, Align::right});
    columns.push_back({statement.key.direction == Direction::visitor ? "应收" : "应付", Align::right});

    TextTable table(std::move(columns));
    const std::vector<ClearedCell> cells = cleared_cells(statement);
    for (const ClearedCell& one : cells)
        table.add(cell_row(insurance_words(one.cell.insurance_type), chinese(one.cell.care), one, funds));
    const ClearedCell sum = sum_of(cells);
    table.add_rule();
    table.add(cell_row("合计", "", sum, funds));
    std::string text = table.to_text();
    if (sum.cell.cancels > 0) text += fmt::format("结算 {} 笔，撤销 {} 笔\n", sum.cell.settlements, sum.cell.cancels);
    if (!statement.by_earlier_agreements.is_zero())
        text += fmt::format("前日结转与撤销按记账时的协议清算，与本日公式相差 {}\n",
                            statement.by_earlier_agreements.to_yuan());
    return text;
}

std::string trial_balance_of(const Statement& statement) {
    TextTable table({{"科目"}, {"科目名称"}, {"分项"}, {"借方", Align::right}, {"贷方", Align::right}});
    for (const BalanceLine& line : statement.trial_balance)
        table.add({std::string(name_of(line.account)), std::string(chinese_name_of(line.account)),
                   std::string(chinese(line.component)), line.debits.to_yuan(), line.credits.to_yuan()});
    table.add_rule();
    Money debits, credits;
    for (const BalanceLine& line : statement.trial_balance) {
        debits += line.debits;
        credits += line.credits;
    }
    table.add({"合计", "", "", debits.to_yuan(), credits.to_yuan()});
    return fmt::format("\n试算平衡\n{}{}\n", table.to_text(), statement.balances() ? "账平" : "账不平！");
}

std::string left_out_of(const Statement& statement) {
    if (statement.left_out.empty()) return {};
    TextTable table({{"就医地"}, {"结算号"}, {"原因"}, {"金额", Align::right}});
    for (const LeftOutLine& line : statement.left_out)
        table.add({line.key.treatment_division.text, line.key.settlement.text, left_out_words(line.reason),
                   line.amount.to_yuan()});
    return fmt::format("\n未清算结转 {} 笔\n{}", statement.left_out.size(), table.to_text());
}

std::string late_of(const Statement& statement) {
    if (statement.late.empty()) return {};
    TextTable table({{"就医地"}, {"结算号"}, {"原清算日"}});
    for (const LateLine& line : statement.late)
        table.add({line.key.treatment_division.text, line.key.settlement.text, line.assigned_day.to_text()});
    return fmt::format("\n前日结转本日清算 {} 笔\n{}", statement.late.size(), table.to_text());
}

std::string differences_of(const Statement& statement) {
    if (statement.differences.empty()) return "\n差异 无\n";
    TextTable table({{"差异类型"}, {"就医地"}, {"结算号"}, {"我方", Align::right}, {"对方", Align::right}, {"说明"}});
    for (const Difference& difference : statement.differences)
        table.add({std::string(chinese(difference.kind)), difference.settlement.treatment_division.text,
                   difference.settlement.settlement.text, difference.ours, difference.theirs, difference.note});
    return fmt::format("\n差异 {} 条\n{}", statement.differences.size(), table.to_text());
}

}  // namespace

std::string to_text(const Statement& statement, const Naming& naming) {
    return head_of(statement, naming) + cells_of_statement(statement) + trial_balance_of(statement) +
           left_out_of(statement) + late_of(statement) + differences_of(statement);
}

}  // namespace clearing::exports
