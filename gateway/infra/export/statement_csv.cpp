#include "gateway/infra/export/cell_sums.hpp"
#include "gateway/infra/export/statement.hpp"

#include <fmt/format.h>

namespace clearing::exports {
namespace {

std::string_view cleared_title(const Statement& statement) {
    return statement.key.direction == Direction::visitor ? "应收" : "应付";
}

std::vector<CsvCell> cell_titles(const Statement& statement) {
    std::vector<CsvCell> titles{"对账单号", "平台",     "清算日",   "参保地",   "就医地", "方向",
                                "险种",     "就医类别", "结算人次", "撤销人次", "人次",   "医疗费总额"};
    for (const Fund fund : all_funds)
        titles.emplace_back(chinese(fund));
    for (const char* title : {"基金支付合计", "个人账户（含共济）", "其中账户共济", "个人现金", "医院负担"})
        titles.emplace_back(title);
    titles.emplace_back(cleared_title(statement));
    return titles;
}

void add_amounts(std::vector<CsvCell>& row, const ClearedCell& one) {
    const PaymentSplit& sums = one.cell.sums;
    for (const long long count : {one.cell.settlements, one.cell.cancels, one.count()})
        row.emplace_back(count);
    row.emplace_back(sums.total);
    for (const Fund fund : all_funds)
        row.emplace_back(sums.funds[fund]);
    for (const Money amount : {sums.fund_total, sums.account, sums.mutual_aid, sums.cash, sums.hospital, one.cleared})
        row.emplace_back(amount);
}

void add_cells(CsvText& csv, const Statement& statement, const Naming& naming) {
    const DayRegions regions = regions_of(statement.key, naming.own_region);
    const auto row_start = [&](std::string_view insurance, std::string_view care) {
        return std::vector<CsvCell>{statement.id,
                                    statement.key.platform.text,
                                    statement.key.day.to_text(),
                                    region_words(regions.insured, naming),
                                    region_words(regions.treatment, naming),
                                    chinese(statement.key.direction),
                                    insurance,
                                    care};
    };
    csv.add(cell_titles(statement));
    const std::vector<ClearedCell> cells = cleared_cells(statement);
    for (const ClearedCell& one : cells) {
        std::vector<CsvCell> row = row_start(insurance_words(one.cell.insurance_type), chinese(one.cell.care));
        add_amounts(row, one);
        csv.add(row);
    }
    std::vector<CsvCell> row = row_start("合计", "");
    add_amounts(row, sum_of(cells));
    csv.add(row);
}

void add_trial_balance(CsvText& csv, const Statement& statement) {
    csv.add_empty_line();
    csv.add({"试算平衡", "科目", "科目名称", "分项", "分项名称", "借方", "贷方"});
    for (const BalanceLine& line : statement.trial_balance)
        csv.add({statement.id, name_of(line.account), chinese_name_of(line.account), name_of(line.component),
                 chinese(line.component), line.debits, line.credits});
    for (const ComponentBalance& sum : component_balances(statement.trial_balance))
        csv.add({statement.id, "合计", sum.debits == sum.credits ? "借贷平衡" : "借贷不平", name_of(sum.component),
                 chinese(sum.component), sum.debits, sum.credits});
}

void add_open_lines(CsvText& csv, const Statement& statement) {
    if (!statement.left_out.empty()) {
        csv.add_empty_line();
        csv.add({"未清算结转", "就医地", "结算号", "原因", "金额"});
        for (const LeftOutLine& line : statement.left_out)
            csv.add({statement.id, line.key.treatment_division.text, line.key.settlement.text,
                     left_out_words(line.reason), line.amount});
    }
    if (!statement.late.empty()) {
        csv.add_empty_line();
        csv.add({"前日结转本日清算", "就医地", "结算号", "原清算日"});
        for (const LateLine& line : statement.late)
            csv.add({statement.id, line.key.treatment_division.text, line.key.settlement.text,
                     line.assigned_day.to_text()});
    }
}

void add_differences(CsvText& csv, const Statement& statement) {
    if (statement.differences.empty()) return;
    csv.add_empty_line();
    csv.add({"差异", "就医地", "结算号", "差异类型", "我方", "对方", "说明"});
    for (const Difference& difference : statement.differences)
        csv.add({statement.id, difference.settlement.treatment_division.text, difference.settlement.settlement.text,
                 chinese(difference.kind), difference.ours, difference.theirs, difference.note});
}

}  // namespace

std::string to_csv(const Statement& statement, const Naming& naming, CsvOptions options) {
    CsvText csv(options);
    add_cells(csv, statement, naming);
    add_trial_balance(csv, statement);
    add_open_lines(csv, statement);
    add_differences(csv, statement);
    return csv.take();
}

}  // namespace clearing::exports
