#include "gateway/domain/chinese_capitals.hpp"
#include "gateway/infra/export/period_document.hpp"
#include "gateway/infra/export/period_tables.hpp"

#include <map>

#include <fmt/format.h>

// 收款通知书 and 付款通知书: by insurance type, with who pays whom, and the amount in capitals.

namespace clearing::exports {
namespace {

struct NoticeRow {
    long long persons = 0;
    Money total, gross, deductions, adjustments;

    Money net() const { return gross + deductions + adjustments; }
    NoticeRow& operator+=(const NoticeRow& other) {
        persons += other.persons;
        total += other.total;
        gross += other.gross;
        deductions += other.deductions;
        adjustments += other.adjustments;
        return *this;
    }
};

std::map<InsuranceType, NoticeRow> rows_of(const PeriodStatement& statement) {
    std::map<InsuranceType, NoticeRow> rows;
    for (const DayCell& cell : statement.cells()) {
        rows[cell.insurance_type].persons += cell.settlements - cell.cancels;
        rows[cell.insurance_type].total += cell.sums.total;
    }
    for (const StatementCell& cell : statement.clearing())
        rows[cell.insurance_type].gross += cell.amount;
    for (const StatementAddition& one : statement.additions) {
        NoticeRow& row = rows[one.insurance_type];
        (is_deduction(one.kind) ? row.deductions : row.adjustments) += one.amount;
        if (one.in_clearing) row.gross -= one.amount;
    }
    return rows;
}

DocumentRow cells_of_row(DocumentCell no, std::string insurance, std::string business, const NoticeRow& row) {
    return {std::move(no), std::move(insurance), std::move(business), row.persons, row.total,
            row.gross,     row.deductions,       row.adjustments,     row.net()};
}

Money sum_of_carried(const auto& lines) {
    Money sum;
    for (const auto& line : lines)
        sum += line.amount;
    return sum;
}

std::vector<std::string> feet_of(const PeriodStatement& statement, Money net) {
    const auto carried_out = statement.carried_out();
    return {fmt::format("{}金额（大写）：人民币{}", net.is_negative() ? "应退" : side_word(statement.pair.direction),
                        in_chinese_capitals(net.abs())),
            fmt::format("其中上期结转本期清算 {} 笔 {} 元；结转下期 {} 笔，申报或应清算 {} 元，未计入本通知书",
                        statement.carried_in.size(), sum_of_carried(statement.carried_in).to_yuan(), carried_out.size(),
                        sum_of_carried(carried_out).to_yuan()),
            "付款方户名：　　　　　　　　　　开户银行：　　　　　　　　　　账号：",
            "收款方户名：　　　　　　　　　　开户银行：　　　　　　　　　　账号：",
            "付款日期：　　　　年　　月　　日　　　　银行交易流水号：",
            signatures()};
}

}  // namespace

void PeriodDocument::notice() {
    const Money net = statement_.net();
    const bool we_receive = (statement_.pair.direction == Direction::visitor) != net.is_negative();
    const std::string own = region_words(naming_.own_region, naming_);
    const std::string other = region_words(statement_.pair.counterparty, naming_);
    std::vector<std::string> head = notes();
    head.push_back(fmt::format("付款方：{}　　收款方：{}", we_receive ? other : own, we_receive ? own : other));
    sink_.begin({we_receive ? "收款通知书" : "付款通知书",
                 we_receive ? "跨省异地就医费用收款通知书" : "跨省异地就医费用付款通知书",
                 std::move(head),
                 {{"序号", CellKind::text, 8},
                  {"险种", CellKind::text, 26},
                  {"业务类型", CellKind::text, 18},
                  {"人次", CellKind::count, 10},
                  {"医疗费用总额", CellKind::money, 16},
                  {"基金" + std::string(side_word(statement_.pair.direction)), CellKind::money, 16},
                  {"审核扣款", CellKind::money, 16},
                  {"其他调整", CellKind::money, 16},
                  {"净额", CellKind::money, 16}}});
    NoticeRow sum;
    long long no = 0;
    for (const auto& [insurance, row] : rows_of(statement_)) {
        sink_.row(cells_of_row(++no, insurance_words(insurance), "异地就医直接结算", row));
        sum += row;
    }
    sink_.sum(cells_of_row(std::monostate(), "合计", "", sum));
    sink_.end(feet_of(statement_, net));
}

}  // namespace clearing::exports
