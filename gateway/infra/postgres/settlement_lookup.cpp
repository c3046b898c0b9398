#include "gateway/infra/postgres/settlement_lookup.hpp"

#include "gateway/infra/postgres/settlement_row.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace clearing::postgres {
namespace {

using By = RecordQuestion::By;

// OFFSET 0: each row asks its index, whatever the planner thought of the tables' sizes when it planned.
constexpr RowsSql numbers_by_message{"settlement_numbers_by_message", "text, text, text, integer", R"sql(
    SELECT a.position, s.settlement_no FROM ({rows}) AS a(peer, institution, message, position),
         LATERAL (SELECT institution_no FROM institution WHERE code = a.institution OFFSET 0) i,
         LATERAL (SELECT settlement_no FROM settlement
                  WHERE message_peer = a.peer AND message_institution_no = i.institution_no
                    AND message_id = a.message OFFSET 0) s)sql"};
constexpr RowsSql numbers_by_id{"settlement_numbers_by_id", "text, integer", R"sql(
    SELECT a.position, s.settlement_no FROM ({rows}) AS a(id, position),
         LATERAL (SELECT settlement_no FROM settlement WHERE id = a.id OFFSET 0) s)sql"};
constexpr RowsSql numbers_by_key{"settlement_numbers_by_key", "text, text, text, integer", R"sql(
    SELECT a.position, s.settlement_no FROM ({rows}) AS a(direction, division, id, position),
         LATERAL (SELECT settlement_no FROM settlement
                  WHERE direction = a.direction AND key_division = a.division AND key_id = a.id AND key_id <> ''
                  OFFSET 0) s)sql"};
constexpr RowsSql numbers_by_visit{"settlement_numbers_by_visit", "text, integer", R"sql(
    SELECT a.position, s.settlement_no FROM ({rows}) AS a(visit, position),
         LATERAL (SELECT settlement_no FROM settlement WHERE visit_id = a.visit AND visit_id <> '' OFFSET 0) s)sql"};

constexpr RowsSql intents_with_holders{"intents_with_holders",
                                       "text, text, text, text, text, text, text, text, text, text, integer", R"sql(
    SELECT a.position
    FROM ({rows}) AS a(peer, institution, message, id, direction, division, key_id, bill_institution, bill_visit,
                       bill_number, position)
    WHERE EXISTS (SELECT FROM settlement WHERE id = a.id OFFSET 0)
       OR EXISTS (SELECT FROM settlement
                  WHERE message_peer = a.peer AND message_id = a.message
                    AND message_institution_no = (SELECT institution_no FROM institution WHERE code = a.institution)
                  OFFSET 0)
       OR EXISTS (SELECT FROM settlement
                  WHERE direction = a.direction AND key_division = a.division AND key_id = a.key_id AND key_id <> ''
                  OFFSET 0)
       OR EXISTS (SELECT FROM settlement
                  WHERE kind = 'settle' AND bill_visit_id = a.bill_visit AND bill_number = a.bill_number AND NOT reopened
                    AND bill_institution_no = (SELECT institution_no FROM institution WHERE code = a.bill_institution)
                    AND state IN ('awaiting_answer', 'in_doubt', 'reversing', 'booked') OFFSET 0))sql"};

#define SETTLEMENT_COLUMNS \
    "SELECT *, ms_of(opened_at) AS opened_ms, ms_of(changed_at) AS changed_ms FROM settlement_record "

constexpr Sql records_by_number{"settlement_records_by_number",
                                SETTLEMENT_COLUMNS "WHERE settlement_no = ANY ($1::bigint[])"};
constexpr Sql live_of_bill{"settlement_live_of_bill", SETTLEMENT_COLUMNS R"sql(
    WHERE kind = 'settle' AND bill_visit_id = $2 AND bill_number = $3 AND NOT reopened
      AND bill_institution_no = (SELECT institution_no FROM institution WHERE code = $1)
      AND state IN ('awaiting_answer', 'in_doubt', 'reversing', 'booked'))sql"};
constexpr Sql live_cancel{"settlement_live_cancel", SETTLEMENT_COLUMNS R"sql(
    WHERE kind = 'cancel' AND cancels = $1 AND NOT reopened
      AND state IN ('awaiting_answer', 'in_doubt', 'reversing', 'booked'))sql"};

#undef SETTLEMENT_COLUMNS

constexpr std::array questions{std::pair{By::message, &numbers_by_message}, std::pair{By::id, &numbers_by_id},
                               std::pair{By::key, &numbers_by_key}, std::pair{By::visit, &numbers_by_visit}};

using Numbers = std::vector<std::set<SettlementNo>>;

void find_numbers(Session& session, const RowsSql& statement, By by, const Items<RecordQuestion>& items,
                  Numbers& numbers) {
    std::vector<Arguments> rows;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i]->by != by) continue;
        rows.push_back(items[i]->arguments);
        rows.back().emplace_back(i);
    }
    for (const Row& row : session.run(statement, rows))
        numbers.at(static_cast<std::size_t>(row.number("position"))).emplace(row.number("settlement_no"));
}

/// Ascending: before the others.
auto place_of(const SettlementRecord& record) {
    return std::tuple(!holds_bill(record.state), -record.no.value);
}

Answers<std::vector<SettlementRecord>> answer_questions(Session& session, const Items<RecordQuestion>& items) {
    Numbers numbers(items.size());
    for (const auto& [by, statement] : questions)
        find_numbers(session, *statement, by, items, numbers);
    std::set<SettlementNo> all;
    for (const auto& of_one : numbers)
        all.insert(of_one.begin(), of_one.end());
    const auto records = records_with_numbers(session, *items.front()->vault, all);
    Answers<std::vector<SettlementRecord>> answers;
    for (const auto& of_one : numbers) {
        std::vector<SettlementRecord> found;
        for (const SettlementNo no : of_one)
            if (const auto record = records.find(no); record != records.end()) found.push_back(record->second);
        sort_holders_first(found);
        answers.emplace_back(std::move(found));
    }
    return answers;
}

std::optional<SettlementRecord> read_one(const std::optional<Row>& row, const Vault& vault) {
    if (!row) return std::nullopt;
    return read_settlement(*row, vault);
}

}  // namespace

RecordQuestion records_of_message(const Vault& vault, const MessageKey& message) {
    return {By::message, {message.peer, message.institution, message.message}, &vault};
}
RecordQuestion records_of_id(const Vault& vault, const SettlementId& id) {
    return {By::id, {id}, &vault};
}
RecordQuestion records_of_key(const Vault& vault, const SettlementKey& key, Direction direction) {
    return {By::key, {name_of(direction), key.treatment_division, key.settlement}, &vault};
}
RecordQuestion records_of_visit(const Vault& vault, const VisitId& visit) {
    return {By::visit, {visit}, &vault};
}

const ReadKind<RecordQuestion, std::vector<SettlementRecord>> settlement_records{answer_questions};

std::map<SettlementNo, SettlementRecord> records_with_numbers(Session& session, const Vault& vault,
                                                              const std::set<SettlementNo>& numbers) {
    std::map<SettlementNo, SettlementRecord> records;
    if (numbers.empty()) return records;
    const std::string asked = number_array(std::vector(numbers.begin(), numbers.end()));
    for (const Row& row : session.run(records_by_number, {asked})) {
        SettlementRecord record = read_settlement(row, vault);
        records.emplace(record.no, std::move(record));
    }
    return records;
}

void sort_holders_first(std::vector<SettlementRecord>& records) {
    std::ranges::sort(records, {}, place_of);
}

std::vector<SettlementRecord> find_records(Session& session, const RecordQuestion& question) {
    return answer_questions(session, {&question}).front()->value();
}

std::optional<SettlementRecord> find_live_of_bill(Session& session, const Vault& vault, const BillKey& bill) {
    return read_one(session.first(live_of_bill, {bill.institution, bill.visit, bill.bill}), vault);
}

std::optional<SettlementRecord> find_live_cancel(Session& session, const Vault& vault, SettlementNo original) {
    return read_one(session.first(live_cancel, {original}), vault);
}

std::vector<bool> have_holders(Session& session, const std::vector<const SettlementRecord*>& intents) {
    std::vector<Arguments> rows;
    for (const SettlementRecord* r : intents)
        rows.push_back({r->message.peer, r->message.institution, r->message.message, r->id, name_of(r->direction),
                        r->key.treatment_division, r->key.settlement, r->bill.institution, r->bill.visit, r->bill.bill,
                        rows.size()});
    std::vector<bool> taken(intents.size(), false);
    for (const Row& row : session.run(intents_with_holders, rows))
        taken.at(static_cast<std::size_t>(row.number("position"))) = true;
    return taken;
}

}  // namespace clearing::postgres
