#include "gateway/domain/statement_revision.hpp"

#include "gateway/domain/signature.hpp"

#include <fmt/format.h>

namespace clearing {
namespace {

void add_split(StatementFacts& facts, const std::string& cell, const PaymentSplit& sums) {
    const auto put = [&](std::string_view name, Money amount) {
        if (!amount.is_zero()) facts[fmt::format("{} {}", cell, name)] = amount.to_yuan();
    };
    put("total", sums.total);
    for (const Fund fund : all_funds)
        put(name_of(fund), sums.funds[fund]);
    put("account", sums.account);
    put("mutual_aid", sums.mutual_aid);
    put("cash", sums.cash);
    put("hospital", sums.hospital);
}

void add_cells(StatementFacts& facts, const PeriodStatement& statement) {
    for (const DayCell& cell : statement.cells()) {
        const std::string name = fmt::format("{} {}", cell.insurance_type.text, name_of(cell.care));
        facts[name + " settlements"] = std::to_string(cell.settlements);
        if (cell.cancels != 0) facts[name + " cancels"] = std::to_string(cell.cancels);
        add_split(facts, name, cell.sums);
    }
    for (const StatementCell& cell : statement.clearing())
        facts[fmt::format("{} {} clears {}", cell.insurance_type.text, name_of(cell.care), name_of(cell.component))] =
            cell.amount.to_yuan();
}

void add_additions(StatementFacts& facts, const PeriodStatement& statement) {
    for (const StatementAddition& one : statement.additions)
        facts[fmt::format("{} {} {} {} {}", name_of(one.kind), one.id, one.insurance_type.text, name_of(one.care),
                          name_of(one.component))] =
            fmt::format("{} on {}: {}, {}", one.amount.to_yuan(), one.day.to_text(), one.reason, one.origin);
}

std::string words(const SettlementKey& key) {
    return fmt::format("{} {}", key.treatment_division.text, key.settlement.text);
}

}  // namespace

StatementFacts facts_of(const PeriodStatement& statement) {
    StatementFacts facts;
    facts["days"] = std::to_string(statement.days.size());
    facts["opening"] = statement.opening.to_yuan();
    facts["gross"] = statement.gross().to_yuan();
    facts["deductions"] = statement.deductions().to_yuan();
    facts["adjustments"] = statement.adjustments().to_yuan();
    facts["net"] = statement.net().to_yuan();
    facts["digest of lines"] = statement.control.digest;
    for (const std::string& formula : statement.formulas())
        facts["formula " + formula] = "in force";
    add_cells(facts, statement);
    add_additions(facts, statement);
    for (const CarriedIn& line : statement.carried_in)
        facts["carried in " + words(line.key)] =
            fmt::format("{} from {}", line.amount.to_yuan(), line.assigned_day.to_text());
    for (const CarriedOut& line : statement.carried_out())
        facts["carried out " + words(line.key)] = fmt::format("{}, {}", line.amount.to_yuan(), line.reason);
    return facts;
}

StatementChange taken_over_by(std::string_view maker) {
    return {"made by", std::string(drafted_by), std::string(maker)};
}

std::vector<StatementChange> changes_between(const StatementFacts& before, const StatementFacts& after) {
    std::map<std::string, StatementChange> changes;
    for (const auto& [what, value] : before)
        changes[what] = {what, value, ""};
    for (const auto& [what, value] : after) {
        changes[what].what = what;
        changes[what].after = value;
    }
    std::vector<StatementChange> result;
    for (auto& [what, change] : changes)
        if (change.before != change.after) result.push_back(std::move(change));
    return result;
}

}  // namespace clearing
