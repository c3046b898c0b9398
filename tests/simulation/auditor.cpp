#include "tests/simulation/auditor.hpp"

#include "tests/simulation/auditor_adjustments.hpp"
#include "tests/simulation/auditor_lines.hpp"
#include "tests/simulation/auditor_messages.hpp"
#include "tests/simulation/auditor_prefund.hpp"
#include "tests/simulation/translate.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

using Findings = std::vector<std::string>;
using State = SettlementState;

bool is_open(const SettlementRecord& record) {
    return record.state == State::awaiting_answer || record.state == State::in_doubt ||
           record.state == State::reversing;
}

/// In the lists of a day: settled, and not undone as if it had never been.
bool is_listed(const SettlementRecord& record) {
    return record.state == State::booked || record.state == State::cancelled;
}

std::string name_of(const SettlementRecord& record) {
    return fmt::format("record {} ({} {} of message {}, {})", record.no.value, clearing::name_of(record.direction),
                       clearing::name_of(record.kind), record.message.message.text, clearing::name_of(record.state));
}

Row row_of(const SettlementRecord& record) {
    return {record.key.settlement.text,
            record.kind == SettlementKind::settle ? 1 : -1,
            record.insurance_type.text,
            record.care == CareSetting::inpatient,
            amounts_of(record.answer.split),
            record.original_id ? record.original_id->text : "",
            record.assigned_day ? record.assigned_day->to_text() : ""};
}

/// Every bill: charged at most once, and if and only if the insured side has it, with the same amounts, and so have we.
void audit_bills(const AllBooks& books, const Asker& asker, const std::vector<const InsuredSide*>& insurers,
                 Findings& found) {
    found.insert(found.end(), asker.complaints().begin(), asker.complaints().end());
    for (const Asker::Case& bill : asker.cases()) {
        const auto say = [&](const std::string& what) { found.push_back(fmt::format("bill {}: {}", bill.bill, what)); };
        if (bill.stage != Asker::Stage::done) say("its asker never learned the outcome");
        const auto charged = live_settlements(bill);
        std::vector<const InsuredSide::Entry*> insured;
        for (const InsuredSide* insurer : insurers)
            for (const auto& [id, entry] : insurer->entries())
                if (!entry.is_cancel && entry.person == bill.person && entry.bill == bill.bill &&
                    entry.state == InsuredSide::State::booked)
                    insured.push_back(&entry);
        std::vector<const SettlementRecord*> ours;
        for (const auto& [no, record] : books.gateway.settlements.records)
            if (record.kind == SettlementKind::settle && record.bill.bill.text == bill.bill &&
                record.visit.text == bill.visit && !bill.visit.empty() && record.state == State::booked)
                ours.push_back(&record);
        if (charged.size() > 1) say(fmt::format("charged {} times", charged.size()));
        if (insured.size() > 1) say(fmt::format("booked {} times by the insured side", insured.size()));
        if (ours.size() > 1) say(fmt::format("booked {} times by the gateway", ours.size()));
        if (charged.size() != insured.size())
            say(fmt::format("charged {} times, booked {} times by the insured side", charged.size(), insured.size()));
        if (ours.size() != insured.size())
            say(fmt::format("booked {} times by the gateway, {} times by the insured side", ours.size(),
                            insured.size()));
        if (charged.size() == 1 && insured.size() == 1 && charged[0]->answer.amounts != insured[0]->amounts)
            say("charged with other amounts than the insured side booked");
        if (ours.size() == 1 && insured.size() == 1 && amounts_of(ours[0]->answer.split) != insured[0]->amounts)
            say("the gateway's amounts are not the insured side's");
    }
}

void audit_records(const GatewayBooks& books, Findings& found) {
    std::map<std::tuple<std::string, std::string, std::string>, int> holders;
    for (const auto& [no, record] : books.settlements.records) {
        if (is_open(record)) {
            const bool is_listed_as_doubt = books.doubts.rows.contains(no);
            found.push_back(
                fmt::format("{} is still open{}", name_of(record), is_listed_as_doubt ? "" : ", and on nobody's list"));
        }
        if (record.kind == SettlementKind::settle && record.state == State::booked)
            ++holders[{record.bill.institution.text, record.bill.visit.text, record.bill.bill.text}];
        if (is_listed(record) && !record.assigned_day) found.push_back(name_of(record) + " has no clearing day");
        if (!is_listed(record) && record.cleared_day) found.push_back(name_of(record) + " was cleared");
        if (record.cleared_day && record.assigned_day && *record.cleared_day < *record.assigned_day)
            found.push_back(name_of(record) + " was cleared before its day");
    }
    for (const auto& [bill, count] : holders)
        if (count > 1) found.push_back(fmt::format("bill {} has {} live settlements", std::get<2>(bill), count));
}

using Balances = std::map<std::pair<Account, int>, std::int64_t>;  ///< debits less credits

void post(Balances& balances, const Transfer& transfer) {
    const int component = static_cast<int>(transfer.component);
    balances[{transfer.debit, component}] += transfer.amount.fen();
    balances[{transfer.credit, component}] -= transfer.amount.fen();
}

std::int64_t balance(const Balances& balances, Account account, int component) {
    const auto entry = balances.find({account, component});
    return entry == balances.end() ? 0 : entry->second;
}

/// SETTLEMENT §6: what is in the lists is posted once, what is undone not at all; per component.
void audit_ledger_of_records(const GatewayBooks& books, Findings& found) {
    std::map<SettlementNo, Balances> posted;
    for (const auto& posting : books.settlements.ledger) {
        if (posting.transfer.amount.fen() <= 0 || posting.transfer.debit == posting.transfer.credit)
            found.push_back("a posting that is none: of " + posting.event);
        if (posting.settlement) post(posted[*posting.settlement], posting.transfer);
    }
    for (const auto& [no, record] : books.settlements.records) {
        const bool visitor = record.direction == Direction::visitor;
        const Account debit = visitor ? Account::r1 : Account::b;
        const Account credit = visitor ? Account::h : Account::p1;
        const Amounts amounts = is_listed(record) ? amounts_of(record.answer.split) : Amounts{};
        for (int component = 0; component < component_count; ++component) {
            const std::int64_t wanted = component_of(amounts, component);
            const std::int64_t debited = balance(posted[no], debit, component);
            const std::int64_t credited = -balance(posted[no], credit, component);
            if (debited != wanted || credited != wanted)
                found.push_back(fmt::format("{}: component {} is posted with {} / {}, booked with {}", name_of(record),
                                            component, debited, credited, wanted));
        }
    }
}

/// Shanghai's list of its day lacked it or told it otherwise for a while.
bool was_hurt(const AllBooks& books, const std::string& line) {
    const auto hurt_by = [&](const auto& side) { return side.hurt && side.hurt->was_hurt(line); };
    return hurt_by(books.shanghai) || hurt_by(books.shanghai_days);
}

/// Every day's statement: made of what was cleared on it, and its trial balance balances.
void audit_statements(const AllBooks& all, Findings& found) {
    const GatewayBooks& books = all.gateway;
    for (const auto& [id, statement] : books.settlements.statements) {
        std::vector<Row> cleared;
        for (const auto& [no, record] : books.settlements.records)
            if (pair_of(record) == pair_of(statement.key) && record.cleared_day == statement.key.day)
                cleared.push_back(row_of(record));
        std::vector<Cell> cells;
        for (const DayCell& cell : statement.cells)
            cells.push_back(cell_of(cell));
        if (cells != cells_of(cleared)) found.push_back("statement " + id + ": its sums are not those of its lines");
        std::vector<ClearedCell> clearing;
        for (const StatementCell& cell : statement.clearing)
            clearing.push_back(cleared_cell_of(cell));
        std::ranges::sort(clearing);
        if (clearing != cleared_cells_of(cleared))
            found.push_back("statement " + id + ": clears something else than its lines");
        std::map<int, std::int64_t> net;
        for (const BalanceLine& line : statement.trial_balance)
            net[static_cast<int>(line.component)] += (line.debits - line.credits).fen();
        for (const auto& [component, fen] : net)
            if (fen != 0) found.push_back(fmt::format("statement {}: component {} is out by {}", id, component, fen));
        for (const Difference& difference : statement.differences)
            if (statement.key.platform.text == "delta" && !was_hurt(all, difference.settlement.settlement.text))
                found.push_back("statement " + id + ": has a difference that nobody made");
    }
}

/// Uncleared and cleared balances of all days of a pair: R1 holds what is listed and not cleared, R2 what is cleared;
/// adjustments with their lines.
void audit_balances(const GatewayBooks& books, Findings& found) {
    std::map<std::pair<std::string, Direction>, Balances> posted;
    for (const auto& posting : books.settlements.ledger)
        post(posted[{posting.day.platform.text, posting.day.direction}], posting.transfer);
    for (const char* platform : {"delta", "national"})
        for (Direction direction : {Direction::visitor, Direction::resident_away}) {
            Amounts cleared, uncleared;
            for (const auto& [no, record] : books.settlements.records)
                if (is_listed(record) && record.platform.text == platform && record.direction == direction)
                    (record.cleared_day ? cleared : uncleared) += amounts_of(record.answer.split);
            const bool visitor = direction == Direction::visitor;
            const AdjustedSums adjusted =
                platform == std::string_view("delta") ? adjusted_sums(books, direction) : AdjustedSums{};
            const Balances& balances = posted[{platform, direction}];
            const int sign = visitor ? 1 : -1;
            for (int component = 0; component < component_count; ++component) {
                const auto open = sign * balance(balances, visitor ? Account::r1 : Account::p1, component);
                const auto done = sign * balance(balances, visitor ? Account::r2 : Account::p2, component);
                const auto place = static_cast<std::size_t>(component);
                const auto uncleared_fen = component_of(uncleared, component) + adjusted.uncleared[place];
                const auto cleared_fen = component_of(cleared, component) + adjusted.cleared[place];
                if (open != uncleared_fen || done != cleared_fen)
                    found.push_back(fmt::format(
                        "{} {}: component {} has {} uncleared and {} cleared in the ledger, {} "
                        "and {} in the lines",
                        platform, clearing::name_of(direction), component, open, done, uncleared_fen, cleared_fen));
            }
        }
}

/// Two lists of cleared lines, by name: the same lines on the same days with the same amounts.
struct Cleared {
    Row row;
    std::string day;
};
void compare(const std::string& what, const std::map<std::string, Cleared>& ours,
             const std::map<std::string, Cleared>& theirs, Findings& found) {
    for (const auto& [key, line] : ours) {
        const auto partner = theirs.find(key);
        if (partner == theirs.end())
            found.push_back(fmt::format("{}: {} is in our books alone", what, key));
        else if (partner->second.row.amounts != line.row.amounts || partner->second.row.sign != line.row.sign ||
                 partner->second.row.insurance != line.row.insurance ||
                 partner->second.row.inpatient != line.row.inpatient)
            found.push_back(fmt::format("{}: {} differs", what, key));
        else if (partner->second.day != line.day)
            found.push_back(
                fmt::format("{}: {} clears on {} here, on {} there", what, key, line.day, partner->second.day));
        if (line.day.empty()) found.push_back(fmt::format("{}: {} is not cleared", what, key));
    }
    for (const auto& [key, line] : theirs)
        if (!ours.contains(key)) found.push_back(fmt::format("{}: {} is in their books alone", what, key));
}

std::map<std::string, Cleared> our_lines(const GatewayBooks& books, const std::string& platform, Direction direction) {
    std::map<std::string, Cleared> lines;
    for (const auto& [no, record] : books.settlements.records)
        if (is_listed(record) && record.platform.text == platform && record.direction == direction)
            lines[record.key.settlement.text] = {row_of(record),
                                                 record.cleared_day ? record.cleared_day->to_text() : std::string()};
    return lines;
}

void audit_delta(const AllBooks& books, Findings& found) {
    std::map<std::string, Cleared> insured;
    for (const auto& [key, entry] : books.shanghai.entries())
        if (InsuredSide::is_listed(entry))
            insured[key] = {{key, entry.is_cancel ? -1 : 1, entry.insurance, entry.inpatient, entry.amounts, "", ""},
                            entry.cleared_day};
    compare("Delta visitors", our_lines(books.gateway, "delta", Direction::visitor), insured, found);

    std::map<std::string, Cleared> treated;
    for (const Asker::Case& c : books.shanghai_asks.cases())
        for (const auto* messages : {&c.settlements, &c.cancels})
            for (const Asker::Message& message : *messages)
                if (message.status == Asker::Status::yes)
                    treated[message.key] = {{message.key, messages == &c.cancels ? -1 : 1, c.insurance, c.inpatient,
                                             message.answer.amounts, "", ""},
                                            message.cleared_day};
    compare("Delta residents", our_lines(books.gateway, "delta", Direction::resident_away), treated, found);
    for (const auto& [name, day] : books.shanghai_days.days())
        for (const std::string& line : day.disputed)
            if (!was_hurt(books, line)) found.push_back(fmt::format("Shanghai disputes {} on {}", line, name));
}

/// The totals both sides agreed to, day by day.
void audit_agreed_days(const AllBooks& books, Findings& found) {
    std::map<std::string, std::vector<ClearedCell>> ours_as_treating, ours_as_insuring;
    for (const auto& [id, statement] : books.gateway.settlements.statements) {
        if (statement.key.platform.text != "delta") continue;
        std::vector<ClearedCell> cells;
        for (const StatementCell& cell : statement.clearing)
            cells.push_back(cleared_cell_of(cell));
        std::ranges::sort(cells);
        auto& of_direction = statement.key.direction == Direction::visitor ? ours_as_treating : ours_as_insuring;
        of_direction[statement.key.day.to_text()] = std::move(cells);
    }
    for (const auto& [day, cells] : ours_as_treating) {
        const auto theirs = books.shanghai.days().find(day);
        const bool same =
            theirs != books.shanghai.days().end() && theirs->second.agreed && theirs->second.agreed_cells == cells;
        if (!same) found.push_back("the totals of our visitors' day " + day + " are not Shanghai's");
    }
    for (const auto& [day, theirs] : books.shanghai_days.days()) {
        if (theirs.state != TreatingDays::State::agreed) continue;
        const auto ours = ours_as_insuring.find(day);
        // Empty days of theirs from before our first one are agreed without a row here.
        const bool same =
            ours == ours_as_insuring.end() ? theirs.agreed_cells.empty() : ours->second == theirs.agreed_cells;
        if (!same) found.push_back("the totals of our residents' day " + day + " are not Shanghai's");
    }
}

/// By the ids of whoever answers; its time of settlement is the day.
void audit_national(const AllBooks& books, Findings& found) {
    for (Direction direction : {Direction::visitor, Direction::resident_away}) {
        const bool visitor = direction == Direction::visitor;
        std::map<std::string, Cleared> ours, theirs;
        for (const auto& [no, record] : books.gateway.settlements.records) {
            if (!is_listed(record) || record.platform.text != "national" || record.direction != direction) continue;
            Row row = row_of(record);
            // Ours to clear: on the day it says, or on a later one when it was resolved after that day's close.
            if (!record.cleared_day) found.push_back(name_of(record) + " is not cleared");
            const std::string& name = visitor ? record.their_id.text : record.id.text;
            if (record.cleared_day && books.hub.was_not_matched(name, record.cleared_day->to_text()))
                found.push_back(name_of(record) + " is cleared while the hub has not matched it with the far side");
            ours[name] = {std::move(row), record.settled_at.substr(0, 10)};
        }
        for (const Row& row : books.hub.rows_of(visitor, ""))
            theirs[row.settlement] = {row, row.day};
        compare(visitor ? "national visitors" : "national residents", ours, theirs, found);
    }
}

/// The bureau's core has what our residents' records say, by our message to it.
void audit_core(const AllBooks& books, Findings& found) {
    std::map<std::string, Cleared> ours, theirs;
    for (const auto& [no, record] : books.gateway.settlements.records)
        if (is_listed(record) && record.direction == Direction::resident_away)
            ours[record.our_message.text] = {row_of(record), "-"};
    for (const auto& [message, entry] : books.core.entries())
        if (InsuredSide::is_listed(entry))
            theirs[message] = {
                {message, entry.is_cancel ? -1 : 1, entry.insurance, entry.inpatient, entry.amounts, "", ""}, "-"};
    compare("core", ours, theirs, found);
}

/// Fee lines followed their settlement, each once.
void audit_fees(const AllBooks& books, Findings& found) {
    for (const auto& [no, record] : books.gateway.settlements.records) {
        if (record.state != State::booked || record.kind != SettlementKind::settle ||
            record.direction != Direction::visitor)
            continue;
        const InsuredSide& insurer = record.platform.text == "delta" ? books.shanghai : books.province;
        const auto lines = insurer.fees().find(record.key.settlement.text);
        std::int64_t sum = 0;
        if (lines != insurer.fees().end())
            for (const FeeRow& line : lines->second)
                sum += line.fen;
        if (sum != record.answer.split.total.fen())
            found.push_back(fmt::format("{}: lines of {} fen were told, {} are settled", name_of(record), sum,
                                        record.answer.split.total.fen()));
    }
}

}  // namespace

std::vector<std::string> audit(const AllBooks& books) {
    Findings found;
    audit_bills(books, books.bureau, {&books.shanghai, &books.province}, found);
    audit_bills(books, books.shanghai_asks, {&books.core}, found);
    audit_bills(books, books.beijing, {&books.core}, found);
    audit_records(books.gateway, found);
    audit_messages(books, found);
    audit_ledger_of_records(books.gateway, found);
    audit_statements(books, found);
    audit_balances(books.gateway, found);
    audit_delta(books, found);
    audit_agreed_days(books, found);
    audit_national(books, found);
    audit_core(books, found);
    audit_fees(books, found);
    audit_lines(books, found);
    audit_adjustments(books, found);
    audit_prefunds(books, found);
    return found;
}

std::vector<std::string> audit_statement(const GatewayBooks& books, const Statement& statement) {
    Findings found;
    std::set<std::string> named;
    for (const LeftOutLine& line : statement.left_out)
        named.insert(line.key.settlement.text);
    for (const auto& [no, record] : books.settlements.records) {
        if (pair_of(record) != pair_of(statement.key) || !is_open(record)) continue;
        const Date day = record.assigned_day ? record.assigned_day->date : local_date(record.opened_at);
        if (day > statement.key.day.date) continue;
        // A line that clears on this day and is to be undone since is in the lists of this day.
        const bool clears = record.cleared_day.has_value();
        if (!clears && !named.contains(record.key.settlement.text))
            found.push_back(fmt::format("statement {} does not name {}", statement.id, name_of(record)));
    }
    return found;
}

}  // namespace clearing::simulation
