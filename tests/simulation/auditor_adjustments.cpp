#include "tests/simulation/auditor_adjustments.hpp"

#include "tests/simulation/translate.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

using Findings = std::vector<std::string>;
using Kept = AdjustmentBook::Kept;
using Name = std::tuple<std::string, AdjustedBy, bool>;  ///< origin, reason, who bears it
using Sums = std::array<std::int64_t, component_count>;

bool travels(AdjustmentReason reason) {
    return reason == AdjustmentReason::deduction || reason == AdjustmentReason::deduction_withdrawn ||
           reason == AdjustmentReason::dispute_lost || reason == AdjustmentReason::dispute_won;
}

Name name_of(const AdjustmentRow& row) {
    return {row.origin, row.reason, row.is_suspended};
}

/// What our books list, as the side that treated names it.
Kept listed(const tests::MemoryBooks::KeptAdjustment& one) {
    Kept kept;
    const std::string prefix = one.key.direction == Direction::resident_away ? "310000/" : "";
    kept.row.settlement = one.settlement_key.settlement.text;
    kept.row.reason = reason_of(one.reason);
    kept.row.is_suspended = one.bearer == Bearer::suspended;
    kept.row.origin = one.origin.starts_with(prefix) ? one.origin.substr(prefix.size()) : "? " + one.origin;
    for (const auto& [component, amount] : one.amounts)
        kept.row.fen[static_cast<int>(component)] = lowers(kept.row.reason) ? -amount.fen() : amount.fen();
    kept.insurance = one.insurance_type.text;
    kept.inpatient = one.care == CareSetting::inpatient;
    kept.day = one.key.day.to_text();
    return kept;
}

std::vector<Kept> ours(const GatewayBooks& books, Direction direction) {
    std::vector<Kept> rows;
    for (const auto& one : books.settlements.adjustments)
        if (travels(one.reason) && one.key.direction == direction) rows.push_back(listed(one));
    return rows;
}

std::map<Name, const Kept*> by_name(const std::string& whose, const auto& rows, Findings& found) {
    std::map<Name, const Kept*> named;
    for (const Kept& row : rows)
        if (!named.emplace(name_of(row.row), &row).second)
            found.push_back(fmt::format("{}: {} stands twice", whose, words_of(row.row)));
    return named;
}

/// On both sides or on neither, alike, on one day.
void compare(const std::string& what, const std::vector<Kept>& ours, const AdjustmentBook& theirs, Findings& found) {
    const auto here = by_name(what + ", our books", ours, found);
    const auto there = by_name(what + ", Shanghai's books", theirs.rows(), found);
    for (const auto& [name, row] : here) {
        const auto partner = there.find(name);
        if (partner == there.end())
            found.push_back(fmt::format("{}: {} stands in our books alone", what, words_of(row->row)));
        else if (partner->second->row != row->row)
            found.push_back(
                fmt::format("{}: {} here, {} there", what, words_of(row->row), words_of(partner->second->row)));
        else if (partner->second->day != row->day)
            found.push_back(fmt::format("{}: {} stands on {} here, on {} there", what, words_of(row->row), row->day,
                                        partner->second->day));
    }
    for (const auto& [name, row] : there)
        if (!here.contains(name))
            found.push_back(fmt::format("{}: {} stands in Shanghai's books alone", what, words_of(row->row)));
}

/// What a transfer adds to what is owed to us, or by us.
std::int64_t owed_by(const Transfer& transfer) {
    const auto owes = [](Account account) { return account == Account::r1 || account == Account::p1; };
    const auto sign = [&](Account account) { return account == Account::r1 ? 1 : -1; };
    std::int64_t fen = 0;
    if (owes(transfer.debit)) fen += sign(transfer.debit) * transfer.amount.fen();
    if (owes(transfer.credit)) fen -= sign(transfer.credit) * transfer.amount.fen();
    return fen;
}

/// Every one that is listed is posted, once, on its day; nothing is posted that is not listed.
void audit_ledger(const GatewayBooks& books, Findings& found) {
    std::map<std::string, Sums> posted;
    std::map<std::string, std::set<DayKey>> days;
    for (const auto& posting : books.settlements.ledger) {
        if (posting.voucher.empty() || posting.transfer.component == Component::prefund) continue;
        posted[posting.voucher][static_cast<std::size_t>(posting.transfer.component)] += owed_by(posting.transfer);
        days[posting.voucher].insert(posting.day);
    }
    std::set<std::string> listed;
    for (const auto& one : books.settlements.adjustments) {
        Sums wanted{};
        for (const auto& [component, amount] : one.amounts)
            wanted[static_cast<std::size_t>(component)] += amount.fen();
        if (!listed.insert(one.voucher).second) found.push_back("adjustment " + one.voucher + " is listed twice");
        if (posted[one.voucher] != wanted) found.push_back("adjustment " + one.voucher + " is posted otherwise");
        if (days[one.voucher] != std::set<DayKey>{one.key})
            found.push_back("adjustment " + one.voucher + " is posted on another day");
    }
    for (const auto& [voucher, sums] : posted)
        if (!listed.contains(voucher)) found.push_back("voucher " + voucher + " is posted, and not listed");
}

/// Of each settlement: what the other side was told, where it stands; nothing where it is undone; never below nothing.
void audit_settlements(const GatewayBooks& books, const AdjustmentBook& visitors, const AdjustmentBook& residents,
                       Findings& found) {
    std::map<SettlementNo, Sums> net;
    for (const auto& one : books.settlements.adjustments)
        for (const auto& [component, amount] : one.amounts)
            net[one.settlement_no][static_cast<std::size_t>(component)] += amount.fen();
    for (const auto& [no, sums] : net) {
        const SettlementRecord& record = books.settlements.records.at(no);
        const AdjustmentBook& theirs = record.direction == Direction::visitor ? visitors : residents;
        const bool stands = record.state == SettlementState::booked;
        Sums wanted{};
        for (const Kept& kept : theirs.rows())
            if (stands && kept.row.settlement == record.key.settlement.text)
                for (const auto& [component, fen] : kept.row.fen)
                    wanted[static_cast<std::size_t>(component)] += effect_of(kept.row, component);
        const Amounts booked = amounts_of(record.answer.split);
        for (int component = 0; component < component_count; ++component) {
            const std::int64_t fen = sums[static_cast<std::size_t>(component)];
            if (fen != wanted[static_cast<std::size_t>(component)])
                found.push_back(fmt::format("record {} ({}): component {} is adjusted by {}, {} stands", no.value,
                                            clearing::name_of(record.state), component, fen,
                                            wanted[static_cast<std::size_t>(component)]));
            if (stands && component_of(booked, component) + fen < 0)
                found.push_back(
                    fmt::format("record {}: more of component {} is taken than it had", no.value, component));
        }
    }
}

/// Whatever people ordered of visitors ended: it stands, or was given up; and nothing stands that nobody ordered.
void audit_orders(const AllBooks& books, Findings& found) {
    std::map<Name, const tests::MemoryBooks::KeptOffer*> offers;
    for (const auto& [no, offer] : books.gateway.settlements.offers) {
        offers[name_of(row_of(offer.adjustment, offer.settlement_key))] = &offer;
        if (offer.state == OfferState::pending || offer.state == OfferState::parked)
            found.push_back(
                fmt::format("offer {} ({}) is still {}", no, offer.adjustment.origin, clearing::name_of(offer.state)));
    }
    const std::vector<Kept> standing = ours(books.gateway, Direction::visitor);
    const auto stands = [&](const Name& name) {
        return std::ranges::any_of(standing, [&](const Kept& kept) { return name_of(kept.row) == name; });
    };
    std::set<std::string> origins;
    for (const AuditOffice::Task& task : books.office.tasks()) {
        origins.insert(task.order.origin);
        for (const AdjustmentRow& row : task.released) {
            const auto offer = offers.find(name_of(row));
            const bool was_given_up = offer != offers.end() && offer->second->state == OfferState::withdrawn;
            if (offer == offers.end() || row_of(offer->second->adjustment, offer->second->settlement_key) != row)
                found.push_back(words_of(row) + " was released, and nothing is known of it");
            else if (stands(name_of(row)) == was_given_up)
                found.push_back(fmt::format("{} was released, and {}", words_of(row),
                                            was_given_up ? "stands though it was given up" : "stands nowhere"));
        }
    }
    for (const Kept& kept : standing)
        if (!origins.contains(kept.row.origin)) found.push_back(words_of(kept.row) + ": nobody ordered it");
}

/// Both sides stated the same, and what their books say of the day.
void audit_days(const AllBooks& books, Findings& found) {
    const AdjustmentBook residents = books.shanghai_adjusts.book();
    for (const auto& [id, statement] : books.gateway.settlements.statements) {
        if (statement.key.platform.text != "delta") continue;
        const bool visitors = statement.key.direction == Direction::visitor;
        const std::string day = statement.key.day.to_text();
        AdjustmentBook here;
        for (Kept& kept : ours(books.gateway, statement.key.direction))
            here.add(std::move(kept));
        const auto stated = cleared_cells_of(statement.adjustments);
        if (!stated || *stated != here.cells_of(day))
            found.push_back("statement " + id + ": its adjustments are not those of its day");
        const auto theirs = books.shanghai.days().find(day);
        const auto residents_day = books.shanghai_days.days().find(day);
        const std::vector<ClearedCell>* agreed = nullptr;
        if (visitors && theirs != books.shanghai.days().end()) agreed = &theirs->second.agreed_adjustments;
        if (!visitors && residents_day != books.shanghai_days.days().end())
            agreed = &residents_day->second.agreed_adjustments;
        if (agreed == nullptr || !stated || *agreed != *stated)
            found.push_back("statement " + id + ": its adjustments are not what Shanghai agreed to");
    }
}

}  // namespace

AdjustedSums adjusted_sums(const GatewayBooks& books, Direction direction) {
    AdjustedSums sums;
    for (const auto& one : books.settlements.adjustments) {
        if (one.key.direction != direction) continue;
        const SettlementRecord& record = books.settlements.records.at(one.settlement_no);
        const bool is_stated = std::ranges::any_of(books.settlements.statements,
                                                   [&](const auto& entry) { return entry.second.key == one.key; });
        for (const auto& [component, amount] : one.amounts)
            (record.cleared_day && is_stated ? sums.cleared : sums.uncleared)[static_cast<std::size_t>(component)] +=
                amount.fen();
    }
    return sums;
}

void audit_adjustments(const AllBooks& books, Findings& found) {
    const AdjustmentBook residents = books.shanghai_adjusts.book();
    found.insert(found.end(), books.office.complaints().begin(), books.office.complaints().end());
    found.insert(found.end(), books.shanghai_adjusts.complaints().begin(), books.shanghai_adjusts.complaints().end());
    compare("adjusted visitors", ours(books.gateway, Direction::visitor), books.shanghai.adjustments(), found);
    compare("adjusted residents", ours(books.gateway, Direction::resident_away), residents, found);
    audit_ledger(books.gateway, found);
    audit_settlements(books.gateway, books.shanghai.adjustments(), residents, found);
    audit_orders(books, found);
    if (books.adjustments_travel) audit_days(books, found);
}

}  // namespace clearing::simulation
