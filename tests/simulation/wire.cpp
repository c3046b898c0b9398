#include "tests/simulation/wire.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>
#include <openssl/sha.h>

namespace clearing::simulation {
namespace {

std::string sha256(const std::string& text) {
    std::string digest(SHA256_DIGEST_LENGTH, '\0');
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
           reinterpret_cast<unsigned char*>(digest.data()));
    return digest;
}

std::string leaf_of(const std::string& treatment_division, const Row& row) {
    const Amounts& a = row.amounts;
    return fmt::format("{}|{}|{:+}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", treatment_division, row.settlement,
                       row.sign, row.insurance, row.inpatient ? "inpatient" : "outpatient", a.total, a.fund, a.funds[0],
                       a.funds[1], a.funds[2], a.funds[3], a.funds[4], a.funds[5], a.funds[6], a.funds[7], a.account,
                       a.mutual_aid, a.cash, a.hospital);
}

}  // namespace

std::string_view name_of(Party party) {
    constexpr std::array names{"hospital", "gateway-1", "gateway-2", "shanghai", "hub", "core"};
    return names[static_cast<std::size_t>(party)];
}

std::string_view name_of(Ask ask) {
    constexpr std::array names{"person",  "open_visit", "upload", "quote",    "settle", "cancel",
                               "reverse", "query",      "view",   "fees",     "close",  "day_rows",
                               "lines",   "statement",  "adjust", "withdraw", "charges"};
    return names[static_cast<std::size_t>(ask)];
}

std::string_view name_of(AdjustedBy reason) {
    constexpr std::array names{"deduction", "deduction_withdrawn", "dispute_lost", "dispute_won"};
    return names[static_cast<std::size_t>(reason)];
}

std::string_view name_of(Verdict verdict) {
    constexpr std::array names{"yes", "refused", "unavailable", "in doubt"};
    return names[static_cast<std::size_t>(verdict)];
}

Amounts& Amounts::operator+=(const Amounts& other) {
    total += other.total;
    for (std::size_t i = 0; i < funds.size(); ++i)
        funds[i] += other.funds[i];
    fund += other.fund;
    account += other.account;
    mutual_aid += other.mutual_aid;
    cash += other.cash;
    person += other.person;
    hospital += other.hospital;
    for (std::size_t i = 0; i < scope.size(); ++i)
        scope[i] += other.scope[i];
    return *this;
}

Amounts Amounts::negated() const {
    Amounts negative = *this;
    for (std::int64_t* amount : {&negative.total, &negative.fund, &negative.account, &negative.mutual_aid,
                                 &negative.cash, &negative.person, &negative.hospital})
        *amount = -*amount;
    for (std::int64_t& amount : negative.funds)
        amount = -amount;
    for (std::int64_t& amount : negative.scope)
        amount = -amount;
    return negative;
}

std::vector<Cell> cells_of(const std::vector<Row>& rows) {
    std::map<std::pair<std::string, bool>, Cell> cells;
    for (const Row& row : rows) {
        Cell& cell = cells[{row.insurance, row.inpatient}];
        cell.insurance = row.insurance;
        cell.inpatient = row.inpatient;
        (row.sign > 0 ? cell.settlements : cell.cancels) += 1;
        cell.sums += row.amounts;
    }
    std::vector<Cell> all;
    for (auto& [key, cell] : cells)
        all.push_back(cell);
    return all;
}

std::string root_of(const std::string& treatment_division, std::vector<Row> rows) {
    std::ranges::sort(rows, {}, &Row::settlement);
    std::string leaves;
    for (const Row& row : rows)
        leaves += sha256(leaf_of(treatment_division, row));
    return sha256(leaves);
}

std::int64_t component_of(const Amounts& amounts, int component) {
    if (component == 8) return amounts.account - amounts.mutual_aid;
    if (component == 9) return amounts.mutual_aid;
    return amounts.funds[static_cast<std::size_t>(component)];
}

std::vector<ClearedCell> cleared_cells_of(const std::vector<Row>& rows) {
    std::map<std::tuple<std::string, bool, int>, std::int64_t> sums;
    for (const Row& row : rows)
        for (int component = 0; component < component_count; ++component)
            sums[{row.insurance, row.inpatient, component}] += component_of(row.amounts, component);
    std::vector<ClearedCell> cells;
    for (const auto& [key, fen] : sums)
        if (fen != 0) cells.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), fen});
    return cells;
}

}  // namespace clearing::simulation
