#include "tests/simulation/auditor_messages.hpp"

#include "tests/simulation/translate.hpp"

#include <map>
#include <set>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

using Findings = std::vector<std::string>;

/// DESIGN §3 rule 5: durable before anything is sent.
void audit_questions(const AllBooks& books, Findings& found) {
    std::set<std::string> kept;
    for (const auto& [no, sent] : books.gateway.settlements.messages.outbound)
        kept.insert(sent.message.message.text);
    for (const InsuredSide* insurer : {&books.shanghai, &books.province, &books.core})
        for (const auto& [id, entry] : insurer->entries()) {
            // A fence never saw what it keeps out.
            const bool was_asked = !entry.is_cancel && !entry.message.empty();
            if (was_asked && !kept.contains(entry.message))
                found.push_back(fmt::format("settlement {} was asked for by a message that nobody kept", id));
        }
}

const SettlementRecord* settled_by(const GatewayBooks& books, const MessageKey& message) {
    for (const auto& [no, record] : books.settlements.records)
        if (record.message == message && record.kind == SettlementKind::settle) return &record;
    return nullptr;
}

SettledBill as_answered(const SettlementRecord& record) {
    SettledBill bill = record.answer;
    bill.settlement = record.id;
    bill.settled_at = record.settled_at;
    bill.medins_setl_id = record.message.message;
    return bill;
}

/// … and before anything is answered.
void audit_yeses(const GatewayBooks& books, Findings& found) {
    std::map<MessageKey, std::string> kept;
    const tests::MemoryMessages& log = books.settlements.messages;
    for (const auto& [key, first] : log.first_of) {
        const auto given = log.final_answers.find(first);
        if (given == log.final_answers.end()) continue;
        for (const ports::GivenAnswer& answer : given->second)
            if (answer.code == "0") kept[key] = answer.body;
    }
    for (const auto& [key, told] : books.told_yeses) {
        const auto yes = kept.find(key);
        if (yes == kept.end())
            found.push_back(fmt::format("message {} was told a yes that nobody kept", key.message.text));
        else if (told != std::set<std::string>{yes->second})
            found.push_back(fmt::format("message {} was told a yes in other words than were kept", key.message.text));
    }
    for (const auto& [key, words] : kept) {
        const SettlementRecord* record = settled_by(books, key);
        if (record == nullptr) {
            found.push_back(fmt::format("the yes to message {} is of no settlement", key.message.text));
            continue;
        }
        const bool stands = record->state == SettlementState::booked || record->state == SettlementState::cancelled;
        if (!stands && !record->facts.had_been_booked)
            found.push_back(fmt::format("the yes to message {} is of a settlement never booked", key.message.text));
        else if (words != words_of_yes(as_answered(*record)))
            found.push_back(fmt::format("the yes to message {} is not what was booked", key.message.text));
    }
}

}  // namespace

void audit_messages(const AllBooks& books, Findings& found) {
    audit_questions(books, found);
    audit_yeses(books.gateway, found);
}

}  // namespace clearing::simulation
