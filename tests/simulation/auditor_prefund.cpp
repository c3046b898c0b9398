#include "tests/simulation/auditor_prefund.hpp"

#include "tests/simulation/translate.hpp"

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

using Findings = std::vector<std::string>;

bool is_of(const PrefundKey& key, const SettlementRecord& record) {
    return record.counterparty == key.counterparty && record.direction == key.direction;
}

/// Nobody knows yet whether it will be booked: it counts with all it may come to.
bool may_be_booked(const SettlementRecord& record) {
    switch (record.state) {
        case SettlementState::awaiting_answer:
        case SettlementState::not_sent:
        case SettlementState::in_doubt:
            return true;
        case SettlementState::reversing:
            return !record.facts.had_been_booked;
        default:
            return false;
    }
}

struct Sums {
    std::int64_t held = 0, exposure = 0;
};

/// DOMAIN §2: reserved, and booked and unpaid; what is held by the ledger.
Sums sums_of(const GatewayBooks& books, const PrefundKey& key) {
    Sums sums;
    for (const auto& [no, record] : books.settlements.records)
        if (record.kind == SettlementKind::settle && is_of(key, record) && may_be_booked(record))
            sums.exposure += record.claimed_total.fen();
    const auto owes = [](Account account) { return account == Account::r1 || account == Account::r2; };
    for (const auto& posting : books.settlements.ledger) {
        if (posting.day.counterparty != key.counterparty || posting.day.direction != key.direction) continue;
        const Transfer& transfer = posting.transfer;
        sums.exposure += (owes(transfer.debit) - owes(transfer.credit)) * transfer.amount.fen();
        sums.held += ((transfer.credit == Account::pr) - (transfer.debit == Account::pr)) * transfer.amount.fen();
    }
    return sums;
}

std::int64_t cleared_part(const Amounts& amounts) {
    std::int64_t fen = 0;
    for (int component = 0; component < component_count; ++component)
        fen += component_of(amounts, component);
    return fen;
}

}  // namespace

void PrefundWatch::look(Findings& found) {
    const tests::MemoryBooks& books = books_.settlements;
    if (books.moves.size() == moves_seen_ && books.ledger.size() == postings_seen_) return;
    for (std::size_t i = moves_seen_; i < books.moves.size(); ++i)
        // A late yes to what was given up: nothing was decided here, and it holds what it holds.
        if (books.moves[i].from == SettlementState::reversed) may_exceed_ = true;
    for (std::size_t i = postings_seen_; i < books.ledger.size(); ++i) {
        const tests::MemoryBooks::Posting& posting = books.ledger[i];
        const bool gives_back = !posting.voucher.empty() && posting.transfer.debit == Account::r1;
        // Lowered by people, or an adjustment gave something back: no settlement was let in.
        if (posting.transfer.debit == Account::pr || gives_back) may_exceed_ = true;
    }
    moves_seen_ = books.moves.size();
    postings_seen_ = books.ledger.size();
    if (at_limit_ != AtLimit::refuse) return;
    for (const auto& [key, kept] : books.prefunds)
        if (key.direction == Direction::visitor) look_at(key, found);
}

void PrefundWatch::look_at(const PrefundKey& key, Findings& found) {
    const Sums sums = sums_of(books_, key);
    // What was settled before the money came is settled.
    if (begun_.insert(key).second && sums.exposure > sums.held) may_exceed_ = true;
    if (may_exceed_ || has_told_ || sums.exposure <= sums.held) return;
    has_told_ = true;
    found.push_back(fmt::format("prefund of {}: an exposure of {} is let in, {} are held", key.counterparty.text,
                                sums.exposure, sums.held));
}

void audit_prefunds(const AllBooks& books, Findings& found) {
    std::map<PrefundKey, std::int64_t> released;
    for (const Treasury::Entry& entry : books.treasury.entries())
        if (entry.is_released)
            released[entry.movement.key] +=
                (adds_to_prefund(entry.movement.kind) ? 1 : -1) * entry.movement.amount.fen();
    for (const auto& [key, fen] : released)
        if (!books.gateway.settlements.prefunds.contains(key))
            found.push_back("prefund of " + key.counterparty.text + ": released, and not kept");
    for (const auto& [key, kept] : books.gateway.settlements.prefunds) {
        std::int64_t unpaid = 0;
        for (const auto& [no, record] : books.gateway.settlements.records) {
            if (!is_of(key, record)) continue;
            if (record.kind == SettlementKind::settle && may_be_booked(record)) unpaid += record.claimed_total.fen();
            if (record.state == SettlementState::booked || record.state == SettlementState::cancelled)
                unpaid += cleared_part(amounts_of(record.answer.split));
        }
        for (const auto& one : books.gateway.settlements.adjustments)
            if (one.key.counterparty == key.counterparty && one.key.direction == key.direction)
                for (const auto& [component, amount] : one.amounts)
                    unpaid += amount.fen();
        if (kept.use.exposure.fen() != unpaid)
            found.push_back(fmt::format("prefund of {}: an exposure of {} is kept, {} are settled and unpaid",
                                        key.counterparty.text, kept.use.exposure.fen(), unpaid));
        if (kept.use.held.fen() != released[key])
            found.push_back(fmt::format("prefund of {}: {} are kept as held, {} were released", key.counterparty.text,
                                        kept.use.held.fen(), released[key]));
    }
}

}  // namespace clearing::simulation
