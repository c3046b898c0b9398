#include "tests/simulation/auditor_lines.hpp"

#include <map>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

using Findings = std::vector<std::string>;
using Line = tests::MemoryBooks::KeptLine;

const std::vector<Line>& lines_of(const GatewayBooks& books, VisitNo visit) {
    static const std::vector<Line> none;
    const auto found = books.settlements.lines.find(visit);
    return found == books.settlements.lines.end() ? none : found->second;
}

const InsuredSide& insurer_of(const AllBooks& books, const PlatformName& platform) {
    return platform.text == "delta" ? books.shanghai : books.province;
}

bool is_booked_settlement(const SettlementRecord& record) {
    return record.kind == SettlementKind::settle && record.state == SettlementState::booked;
}

/// What the insured side has booked for the settlement; nothing: it has none that stands.
std::optional<std::int64_t> booked_there(const AllBooks& books, const SettlementRecord& record) {
    const bool by_key = record.platform.text == "delta";
    const auto& entries = insurer_of(books, record.platform).entries();
    const auto found = entries.find(by_key ? record.key.settlement.text : record.our_message.text);
    if (found == entries.end() || found->second.state != InsuredSide::State::booked) return std::nullopt;
    return found->second.amounts.total;
}

/// The lines each settlement has, in fen; whoever has one is booked and of this visit.
std::map<SettlementNo, std::int64_t> taken_lines(const GatewayBooks& books, const Visit& visit, Findings& found) {
    std::map<SettlementNo, std::int64_t> taken;
    for (const Line& line : lines_of(books, visit.no)) {
        if (!line.settled_by) continue;
        taken[*line.settled_by] += line.line.amount.fen();
        const auto record = books.settlements.records.find(*line.settled_by);
        const bool is_sound = record != books.settlements.records.end() && record->second.visit == visit.id &&
                              is_booked_settlement(record->second);
        if (!is_sound) found.push_back(fmt::format("line {} is of a settlement that is none", line.line.id.text));
        if (line.removed) found.push_back(fmt::format("line {} was withdrawn, and is settled", line.line.id.text));
    }
    return taken;
}

void audit_settlements_of(const AllBooks& books, const Visit& visit, Findings& found) {
    auto taken = taken_lines(books.gateway, visit, found);
    for (const auto& [no, record] : books.gateway.settlements.records) {
        if (record.visit != visit.id || !is_booked_settlement(record)) continue;
        const std::int64_t total = record.answer.split.total.fen();
        if (taken[no] != total)
            found.push_back(
                fmt::format("bill {}: {} are booked, its lines come to {}", record.bill.bill.text, total, taken[no]));
        if (booked_there(books, record) != total)
            found.push_back(fmt::format("bill {}: {} are booked here, something else by the insured side",
                                        record.bill.bill.text, total));
    }
}

/// By the insured side's books alone; nobody has two visits.
void audit_payments_of(const AllBooks& books, const Visit& visit, Findings& found) {
    std::int64_t charged = 0, paid = 0;
    for (const Line& line : lines_of(books.gateway, visit.no))
        if (!line.removed) charged += line.line.amount.fen();
    for (const auto& [id, entry] : insurer_of(books, visit.platform).entries()) {
        const bool stands = !entry.is_cancel && entry.state == InsuredSide::State::booked;
        if (stands && entry.person == visit.person.number) paid += entry.amounts.total;
    }
    if (paid > charged)
        found.push_back(fmt::format("visit {}: {} are paid by the insured side, its lines come to {}", visit.id.text,
                                    paid, charged));
}

void audit_what_is_left(const AllBooks& books, Findings& found) {
    for (const Asker::Stay& stay : books.bureau.stays()) {
        found.insert(found.end(), stay.ward.complaints().begin(), stay.ward.complaints().end());
        if (!stay.is_billed_to_its_end) continue;
        for (const auto& [no, visit] : books.gateway.settlements.visits) {
            if (visit.id.text != stay.bills.front()->visit) continue;
            for (const Line& line : lines_of(books.gateway, no))
                if (line.is_free())
                    found.push_back(fmt::format("line {} of a stay billed to its end is left", line.line.id.text));
        }
    }
}

}  // namespace

void audit_lines(const AllBooks& books, Findings& found) {
    for (const auto& [no, visit] : books.gateway.settlements.visits) {
        if (visit.direction != Direction::visitor) continue;
        audit_settlements_of(books, visit, found);
        audit_payments_of(books, visit, found);
    }
    audit_what_is_left(books, found);
}

}  // namespace clearing::simulation
