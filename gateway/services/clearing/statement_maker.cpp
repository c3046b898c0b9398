#include "gateway/services/clearing/statement_maker.hpp"

#include <map>
#include <string_view>

namespace clearing::statements {
namespace {

std::string_view reason_of(SettlementState state) {
    switch (state) {
        case SettlementState::reversing:
            return "reversing";
        case SettlementState::awaiting_answer:
            return "awaiting answer";
        case SettlementState::booked:
        case SettlementState::cancelled:
            return "not matched yet";
        default:
            return "in doubt";
    }
}

std::vector<LeftOutLine> left_out_lines(const DayResult& result) {
    std::vector<LeftOutLine> lines;
    for (const ports::CarriedRecord& carried : result.sums.carried)
        lines.push_back({carried.key, std::string(reason_of(carried.state)), carried.claimed_total});
    for (const DayLine& line : result.sums.left_out)
        lines.push_back({line.key, std::string(disputed_reason),
                         cleared_amount(line.split, result.formulas.at(line.agreement_day()))});
    return lines;
}

/// The day's balances with the clearing's own postings added.
std::vector<BalanceLine> with_transfers(std::vector<BalanceLine> balances, const std::vector<Transfer>& transfers) {
    std::map<std::pair<Account, Component>, BalanceLine> sums;
    for (BalanceLine& line : balances)
        sums[{line.account, line.component}] = line;
    for (const Transfer& transfer : transfers) {
        BalanceLine& debit = sums[{transfer.debit, transfer.component}];
        debit.account = transfer.debit;
        debit.component = transfer.component;
        debit.debits += transfer.amount;
        BalanceLine& credit = sums[{transfer.credit, transfer.component}];
        credit.account = transfer.credit;
        credit.component = transfer.component;
        credit.credits += transfer.amount;
    }
    std::vector<BalanceLine> result;
    for (const auto& [key, line] : sums)
        result.push_back(line);
    return result;
}

}  // namespace

ports::DayAgreement make_agreement(const DayResult& result) {
    ports::DayAgreement agreement;
    agreement.at = result.at;
    agreement.content_revision = result.sums.content_revision;
    agreement.left_out = {result.disputed.begin(), result.disputed.end()};
    agreement.cells = clearing_cells(result.sums.cleared, result.formulas);
    for (const StatementCell& cell : agreement.cells)
        for (const Transfer& transfer : postings_of_clearing(result.key.direction, cell.component, cell.amount))
            agreement.transfers_per_cell.push_back(transfer);
    for (const ports::CarriedRecord& carried : result.sums.carried)
        agreement.carried.push_back(carried.key);

    const bool complete = result.sums.carried.empty() && result.disputed.empty();
    agreement.day = {result.key, complete ? DayState::agreed : DayState::agreed_with_carried_lines, result.at};

    Statement& statement = agreement.statement;
    statement.id = statement_id(result.key, result.own_region);
    statement.key = result.key;
    statement.state = agreement.day.state;
    statement.formula = result.formulas.at(result.key.day);
    statement.cells = cells_of(result.sums.cleared);
    statement.clearing = agreement.cells;
    statement.by_earlier_agreements = by_earlier_agreements(result.sums.cleared, statement.formula, result.formulas);
    statement.left_out = left_out_lines(result);
    statement.late = result.sums.late;
    statement.differences = result.differences;
    statement.trial_balance = with_transfers(result.posted, agreement.transfers_per_cell);
    statement.made_at = result.at;
    return agreement;
}

}  // namespace clearing::statements
