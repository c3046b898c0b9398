#include "adapters/yangtze_delta/day_codec.hpp"

#include "adapters/yangtze_delta/split_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"

#include <map>
#include <utility>

#include <fmt/format.h>

namespace clearing::yangtze_delta {
namespace {

using Keys = google::protobuf::RepeatedPtrField<wire::SettlementKey>;
using Cells = google::protobuf::RepeatedPtrField<wire::Cell>;

CareSetting read_care(const std::string& name, Reading& reading) {
    const auto care = care_setting_named(reading.required("care_kind", name));
    if (!care && !name.empty()) reading.invalid("care_kind");
    return care.value_or(CareSetting::outpatient);
}

long long read_count(std::string_view name, std::int64_t count, Reading& reading) {
    if (count < 0) reading.invalid(name);
    return count;
}

void write(const DayCell& cell, wire::Cell& out) {
    out.set_insurance_type(cell.insurance_type.text);
    out.set_care_kind(std::string(name_of(cell.care)));
    out.set_settlements(cell.settlements);
    out.set_cancels(cell.cancels);
    yangtze_delta::write(cell.sums, *out.mutable_sums());
    out.mutable_sums()->clear_parts();
}

DayCell read(const wire::Cell& in, Reading& reading) {
    DayCell cell;
    cell.insurance_type = InsuranceType(reading.required("insurance_type", in.insurance_type()));
    cell.care = read_care(in.care_kind(), reading);
    cell.settlements = read_count("settlements", in.settlements(), reading);
    cell.cancels = read_count("cancels", in.cancels(), reading);
    const Reading::Inside inside(reading, "sums");
    cell.sums = read(in.sums(), reading);
    return cell;
}

std::vector<DayCell> read_cells(const Cells& in, Reading& reading) {
    std::vector<DayCell> cells;
    for (int i = 0; i < in.size(); ++i) {
        const Reading::Inside inside(reading, "cells", static_cast<std::size_t>(i));
        cells.push_back(read(in[i], reading));
    }
    return cells;
}

std::vector<SettlementKey> read_keys(std::string_view name, const Keys& in, Reading& reading) {
    std::vector<SettlementKey> keys;
    for (int i = 0; i < in.size(); ++i) {
        const Reading::Inside inside(reading, name, static_cast<std::size_t>(i));
        SettlementKey key;
        key.treatment_division = reading.division("treatment_division", in[i].treatment_division());
        key.settlement = SettlementId(reading.required("settlement_id", in[i].settlement_id()));
        keys.push_back(std::move(key));
    }
    return keys;
}

std::string read_root(const std::string& root, Reading& reading) {
    constexpr std::size_t sha256_bytes = 32;
    if (root.empty()) {
        reading.missing("root");
    } else if (root.size() != sha256_bytes) {
        reading.invalid("root");
    }
    return root;
}

void write(const StatementCell& cell, wire::StatementCell& out) {
    out.set_insurance_type(cell.insurance_type.text);
    out.set_care_kind(std::string(name_of(cell.care)));
    out.set_component(std::string(name_of(cell.component)));
    out.set_amount_fen(cell.amount.fen());
}

StatementCell read(const wire::StatementCell& in, Reading& reading) {
    StatementCell cell;
    cell.insurance_type = InsuranceType(reading.required("insurance_type", in.insurance_type()));
    cell.care = read_care(in.care_kind(), reading);
    const auto component = component_named(reading.required("component", in.component()));
    if (!component && !in.component().empty()) reading.invalid("component");
    cell.component = component.value_or(Component::hifp);
    cell.amount = reading.money("amount_fen", in.amount_fen());
    return cell;
}

template <class Message>
void write_pair(const DayPair& pair, Message& out) {
    out.set_treatment_division(pair.treatment_division.text);
    out.set_insured_division(pair.insured_division.text);
}

}  // namespace

void write(const SettlementKey& key, wire::SettlementKey& out) {
    out.set_treatment_division(key.treatment_division.text);
    out.set_settlement_id(key.settlement.text);
}

void write(const DayTotals& totals, const DayPair& pair, wire::DayCloseRequest& out) {
    write_pair(pair, out);
    out.set_day(totals.key.day.to_text());
    for (const DayCell& cell : totals.cells)
        write(cell, *out.add_cells());
    out.set_root(totals.root);
    for (const SettlementKey& key : totals.carried)
        write(key, *out.add_carried());
    for (const SettlementKey& key : totals.late)
        write(key, *out.add_late());
}

DayTotals read(const wire::DayCloseRequest& in, Reading& reading) {
    DayTotals totals;
    totals.key.day = reading.clearing_day("day", in.day());
    totals.cells = read_cells(in.cells(), reading);
    totals.root = read_root(in.root(), reading);
    totals.carried = read_keys("carried", in.carried(), reading);
    totals.late = read_keys("late", in.late(), reading);
    return totals;
}

void write(const DayTotals& ours, bool equal, wire::DayCloseAnswer& out) {
    out.set_equal(equal);
    for (const DayCell& cell : ours.cells)
        write(cell, *out.add_cells());
    out.set_root(ours.root);
}

DayTotals read(const wire::DayCloseAnswer& in, Reading& reading) {
    DayTotals theirs;
    theirs.cells = read_cells(in.cells(), reading);
    theirs.root = read_root(in.root(), reading);
    return theirs;
}

void write(const DayLine& line, wire::DayLine& out) {
    out.set_settlement_id(line.key.settlement.text);
    out.set_sign(line.sign);
    out.set_insurance_type(line.insurance_type.text);
    out.set_care_kind(std::string(name_of(line.care)));
    write(line.split, *out.mutable_split());
    if (line.original) out.set_original_settlement_id(line.original->text);
    out.set_assigned_day(line.assigned_day.to_text());
}

DayLine read(const wire::DayLine& in, const DivisionCode& treatment_division, Reading& reading) {
    DayLine line;
    line.key.treatment_division = treatment_division;
    line.key.settlement = SettlementId(reading.required("settlement_id", in.settlement_id()));
    line.sign = in.sign();
    if (line.sign != 1 && line.sign != -1) reading.invalid("sign");
    line.insurance_type = InsuranceType(reading.required("insurance_type", in.insurance_type()));
    line.care = read_care(in.care_kind(), reading);
    line.assigned_day = reading.clearing_day("assigned_day", in.assigned_day());
    if (!in.original_settlement_id().empty()) line.original = SettlementId(in.original_settlement_id());
    if (!in.has_split()) reading.missing("split");
    const Reading::Inside inside(reading, "split");
    line.split = read(in.split(), reading);
    return line;
}

void write(const Statement& statement, const std::vector<SettlementKey>& disputed, const DayPair& pair,
           wire::StatementRequest& out) {
    out.set_statement_id(statement.id);
    write_pair(pair, out);
    out.set_day(statement.key.day.to_text());
    out.set_formula(statement.formula.id);
    long long settlements = 0, cancels = 0;
    for (const DayCell& cell : statement.cells) {
        settlements += cell.settlements;
        cancels += cell.cancels;
    }
    out.set_settlements(settlements);
    out.set_cancels(cancels);
    for (const StatementCell& cell : statement.clearing)
        write(cell, *out.add_cells());
    for (const SettlementKey& key : disputed)
        write(key, *out.add_disputed());
    if (statement.adjustments) write(*statement.adjustments, *out.mutable_adjustments());
}

Proposal read(const wire::StatementRequest& in, Reading& reading) {
    Proposal proposal;
    proposal.statement_id = reading.required("statement_id", in.statement_id());
    proposal.day = reading.clearing_day("day", in.day());
    proposal.formula = reading.required("formula", in.formula());
    read_count("settlements", in.settlements(), reading);
    read_count("cancels", in.cancels(), reading);
    for (int i = 0; i < in.cells_size(); ++i) {
        const Reading::Inside inside(reading, "cells", static_cast<std::size_t>(i));
        proposal.cells.push_back(read(in.cells(i), reading));
    }
    proposal.disputed = read_keys("disputed", in.disputed(), reading);
    const Reading::Inside inside(reading, "adjustments");
    if (in.has_adjustments()) proposal.adjustments = read(in.adjustments(), reading);
    return proposal;
}

void write(const std::vector<StatementCell>& adjustments, wire::StatementAdjustments& out) {
    for (const StatementCell& cell : adjustments)
        write(cell, *out.add_cells());
}

std::vector<StatementCell> read(const wire::StatementAdjustments& in, Reading& reading) {
    std::vector<StatementCell> adjustments;
    for (int i = 0; i < in.cells_size(); ++i) {
        const Reading::Inside inside(reading, "cells", static_cast<std::size_t>(i));
        adjustments.push_back(read(in.cells(i), reading));
    }
    return adjustments;
}

void write(const std::vector<StatementCell>& cells, wire::StatementAnswer& out) {
    for (const StatementCell& cell : cells)
        write(cell, *out.add_cells());
}

std::vector<SettlementKey> read_disputed(const wire::StatementAnswer& in, Reading& reading) {
    return read_keys("disputed", in.disputed(), reading);
}

std::string differing_cells(const std::vector<DayCell>& ours, const std::vector<DayCell>& theirs) {
    using Views = std::pair<DayCell, DayCell>;
    std::map<std::pair<InsuranceType, CareSetting>, Views> cells;
    for (const DayCell& cell : ours)
        cells[{cell.insurance_type, cell.care}].first = cell;
    for (const DayCell& cell : theirs)
        cells[{cell.insurance_type, cell.care}].second = cell;
    std::string text;
    for (const auto& [key, views] : cells) {
        const auto& [here, there] = views;
        // Parts do not travel in sums; everything else of a split does.
        const bool same =
            here.settlements == there.settlements && here.cancels == there.cancels && here.sums == there.sums;
        if (same) continue;
        if (!text.empty()) text += "; ";
        text += fmt::format("{} {}: settlements {} here, {} there; cancels {} here, {} there; total {} here, {} there",
                            key.first.text, name_of(key.second), here.settlements, there.settlements, here.cancels,
                            there.cancels, here.sums.total.to_yuan(), there.sums.total.to_yuan());
    }
    return text;
}

}  // namespace clearing::yangtze_delta
