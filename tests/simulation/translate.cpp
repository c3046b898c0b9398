#include "tests/simulation/translate.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::simulation {

Amounts amounts_of(const PaymentSplit& split) {
    Amounts amounts;
    amounts.total = split.total.fen();
    for (Fund fund : all_funds)
        amounts.funds[static_cast<std::size_t>(fund)] = split.funds[fund].fen();
    amounts.fund = split.fund_total.fen();
    amounts.account = split.account.fen();
    amounts.mutual_aid = split.mutual_aid.fen();
    amounts.cash = split.cash.fen();
    amounts.person = split.person_total.fen();
    amounts.hospital = split.hospital.fen();
    amounts.scope = {split.scope.full_self_pay.fen(), split.scope.over_limit.fen(), split.scope.first_self_pay.fen(),
                     split.scope.in_scope.fen()};
    return amounts;
}

PaymentSplit split_of(const Amounts& amounts) {
    PaymentSplit split;
    split.total = Money::from_fen(amounts.total);
    for (Fund fund : all_funds)
        split.funds[fund] = Money::from_fen(amounts.funds[static_cast<std::size_t>(fund)]);
    split.fund_total = Money::from_fen(amounts.fund);
    split.account = Money::from_fen(amounts.account);
    split.mutual_aid = Money::from_fen(amounts.mutual_aid);
    split.cash = Money::from_fen(amounts.cash);
    split.person_total = Money::from_fen(amounts.person);
    split.hospital = Money::from_fen(amounts.hospital);
    split.scope = {Money::from_fen(amounts.scope[0]), Money::from_fen(amounts.scope[1]),
                   Money::from_fen(amounts.scope[2]), Money::from_fen(amounts.scope[3])};
    return split;
}

Cell cell_of(const DayCell& cell) {
    return {cell.insurance_type.text, cell.care == CareSetting::inpatient, cell.settlements, cell.cancels,
            amounts_of(cell.sums)};
}

Row row_of(const DayLine& line) {
    return {line.key.settlement.text,   line.sign,
            line.insurance_type.text,   line.care == CareSetting::inpatient,
            amounts_of(line.split),     line.original ? line.original->text : std::string(),
            line.assigned_day.to_text()};
}

DayLine line_of(const Row& row, const DivisionCode& treatment_division) {
    DayLine line;
    line.key = {treatment_division, SettlementId(row.settlement)};
    line.sign = row.sign;
    line.insurance_type = InsuranceType(row.insurance);
    line.care = row.inpatient ? CareSetting::inpatient : CareSetting::outpatient;
    line.split = split_of(row.amounts);
    if (!row.original.empty()) line.original = SettlementId(row.original);
    if (auto day = ClearingDay::parse(row.day)) line.assigned_day = *day;
    return line;
}

ClearedCell cleared_cell_of(const StatementCell& cell) {
    return {cell.insurance_type.text, cell.care == CareSetting::inpatient, static_cast<int>(cell.component),
            cell.amount.fen()};
}

StatementCell statement_cell_of(const ClearedCell& cell) {
    return {InsuranceType(cell.insurance), cell.inpatient ? CareSetting::inpatient : CareSetting::outpatient,
            static_cast<Component>(cell.component), Money::from_fen(cell.fen)};
}

std::optional<std::vector<ClearedCell>> cleared_cells_of(const std::optional<std::vector<StatementCell>>& cells) {
    if (!cells) return std::nullopt;
    std::vector<ClearedCell> cleared;
    for (const StatementCell& cell : *cells)
        cleared.push_back(cleared_cell_of(cell));
    std::ranges::sort(cleared);
    return cleared;
}

std::optional<std::vector<StatementCell>> statement_cells_of(const std::optional<std::vector<ClearedCell>>& cells) {
    if (!cells) return std::nullopt;
    std::vector<StatementCell> stated;
    for (const ClearedCell& cell : *cells)
        stated.push_back(statement_cell_of(cell));
    return stated;
}

/// Those of the four that travel.
AdjustedBy reason_of(AdjustmentReason reason) {
    return static_cast<AdjustedBy>(reason);
}

AdjustmentReason reason_of(AdjustedBy reason) {
    return static_cast<AdjustmentReason>(reason);
}

ComponentAmounts component_amounts_of(const std::map<int, std::int64_t>& fen) {
    ComponentAmounts amounts;
    for (const auto& [component, amount] : fen)
        amounts[static_cast<Component>(component)] = Money::from_fen(amount);
    return amounts;
}

std::map<int, std::int64_t> fen_of(const ComponentAmounts& amounts) {
    std::map<int, std::int64_t> fen;
    for (const auto& [component, amount] : amounts)
        fen[static_cast<int>(component)] = amount.fen();
    return fen;
}

AdjustmentRow row_of(const NewAdjustment& adjustment, const SettlementKey& settlement) {
    return {settlement.settlement.text, reason_of(adjustment.reason), adjustment.bearer == Bearer::suspended,
            adjustment.origin, fen_of(adjustment.amounts)};
}

std::vector<std::string> names_of(const std::vector<SettlementKey>& keys) {
    std::vector<std::string> names;
    for (const SettlementKey& key : keys)
        names.push_back(key.settlement.text);
    return names;
}

std::vector<SettlementKey> keys_of(const std::vector<std::string>& names, const DivisionCode& treatment_division) {
    std::vector<SettlementKey> keys;
    for (const std::string& name : names)
        keys.push_back({treatment_division, SettlementId(name)});
    return keys;
}

std::string words_of_yes(const SettledBill& bill) {
    const PaymentSplit& split = bill.split;
    return fmt::format("{} {} {} {} {} {} {}", bill.settlement.text, bill.settled_at, bill.medins_setl_id.text,
                       split.total.fen(), split.fund_total.fen(), split.account.fen(), split.cash.fen());
}

Error error_of(const Answer& answer) {
    Error error;
    error.code = static_cast<ErrorCode>(answer.code);
    error.settlement_id = answer.about;
    return error;
}

Answer answer_of(const Error& error) {
    Answer answer;
    answer.code = static_cast<int>(error.code);
    answer.about = error.settlement_id;
    switch (class_of(error.code)) {
        case ErrorClass::refused:
            answer.verdict = Verdict::refused;
            break;
        case ErrorClass::unavailable:
            answer.verdict = Verdict::unavailable;
            break;
        case ErrorClass::in_doubt:
            answer.verdict = Verdict::in_doubt;
            break;
    }
    return answer;
}

}  // namespace clearing::simulation
