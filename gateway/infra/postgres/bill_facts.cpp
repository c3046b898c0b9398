#include "gateway/infra/postgres/bill_facts.hpp"

#include "gateway/infra/json/value.hpp"
#include "gateway/infra/postgres/json_forms.hpp"
#include "gateway/infra/postgres/settlement_lookup.hpp"
#include "gateway/infra/postgres/visit_row.hpp"

#include <charconv>
#include <map>
#include <set>

namespace clearing::postgres {
namespace {

using ports::BillFacts;

// OFFSET 0: each row asks its index, whatever the planner thought of the tables' sizes when it planned. The lines are
// summed where they lie: their columns say all that a quote or a settlement needs of them.
constexpr RowsSql visits_of_bills{"visits_of_bills", "text, text, text, integer", R"sql(
    SELECT a.position, v.*, t.totals, q.quote_id, q.sealed AS quote_sealed, ms_of(q.expires_at) AS quote_expires_ms
    FROM ({rows}) AS a(visit, care, bill, position),
         LATERAL (SELECT * FROM visit WHERE id = a.visit OFFSET 0) v,
         LATERAL (
            SELECT json_agg(json_build_array(c.charge_item_type, c.lines, c.amount, c.full_self_pay, c.over_limit,
                                             c.first_self_pay, c.in_scope) ORDER BY c.charge_item_type) AS totals
            FROM (SELECT charge_item_type, count(*) AS lines, sum(amount) AS amount,
                         sum(full_self_pay) AS full_self_pay, sum(over_limit) AS over_limit,
                         sum(first_self_pay) AS first_self_pay, sum(in_scope) AS in_scope
                  FROM fee_line l
                  WHERE l.visit_no = v.visit_no AND l.settled_by IS NULL AND NOT l.removed
                    AND (a.care = 'inpatient' OR l.bill = a.bill)
                  GROUP BY charge_item_type) c) t
    LEFT JOIN LATERAL (
            SELECT quote_id, sealed, expires_at FROM quote
            WHERE institution = v.institution AND visit_id = v.id AND bill = a.bill
            ORDER BY quote_no DESC LIMIT 1) q ON true)sql"};

constexpr RowsSql numbers_of_earlier{"settlement_numbers_of_earlier",
                                     "text, text, text, text, text, text, text, integer",
                                     R"sql(
    SELECT a.position, n.by, n.settlement_no
    FROM ({rows}) AS a(peer, institution, message, direction, division, key, visit, position),
         LATERAL (
            SELECT 'message' AS by, s.settlement_no
            FROM (SELECT institution_no FROM institution WHERE code = a.institution OFFSET 0) i,
                 LATERAL (SELECT settlement_no FROM settlement
                          WHERE message_peer = a.peer AND message_institution_no = i.institution_no
                            AND message_id = a.message OFFSET 0) s
            UNION ALL
            SELECT 'key', settlement_no FROM settlement
            WHERE direction = a.direction AND key_division = a.division AND key_id = a.key AND key_id <> ''
            UNION ALL
            SELECT 'visit', settlement_no FROM settlement WHERE visit_id = a.visit AND visit_id <> '') n)sql"};

std::size_t position_of(const Row& row) {
    return static_cast<std::size_t>(row.number("position"));
}

long long number_in(const json::Value& value) {
    const std::string& digits = value.as_number()->text;
    long long number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

Money fen_in(const json::Value& value) {
    return Money::from_fen(number_in(value));
}

BillTotals read_totals(const Row& row) {
    BillTotals totals;
    if (row.is_null("totals")) return totals;
    const json::Value parsed = json::parse(row.text("totals")).value();
    for (const json::Value& of : *parsed.as_array()) {
        const json::Array& category = *of.as_array();
        totals.lines += number_in(category[1]);
        const ScopeSplit split{fen_in(category[3]), fen_in(category[4]), fen_in(category[5]), fen_in(category[6])};
        totals.categories.push_back({*category[0].as_string(), fen_in(category[2]), split});
    }
    return totals;
}

std::optional<ports::KeptQuote> read_quote(const Row& row, const BillToRead& item) {
    if (row.is_null("quote_id")) return std::nullopt;
    const std::string purpose = quote_purpose(item.question.visit, item.question.bill);
    const std::string split = item.vault->unseal(purpose, row.bytes("quote_sealed"));
    return ports::KeptQuote{QuoteId(row.text("quote_id")), read_payment_split(split), row.instant("quote_expires_ms")};
}

void read_visits(Session& session, const Items<BillToRead>& items, std::vector<BillFacts>& facts) {
    std::vector<Arguments> rows;
    for (const BillToRead* item : items) {
        const ports::BillQuestion& asked = item->question;
        rows.push_back({asked.visit, name_of(asked.care), asked.bill, rows.size()});
    }
    for (const Row& row : session.run(visits_of_bills, rows)) {
        const BillToRead& item = *items.at(position_of(row));
        BillFacts& of = facts[position_of(row)];
        of.visit = read_visit(row, *item.vault);
        of.unsettled = read_totals(row);
        of.last_quote = read_quote(row, item);
    }
}

struct EarlierNumbers {
    std::optional<SettlementNo> of_message, of_key;
    std::set<SettlementNo> of_visit;
};

std::map<std::size_t, EarlierNumbers> find_earlier(Session& session, const Items<BillToRead>& items) {
    std::vector<Arguments> rows;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto& earlier = items[i]->question.earlier;
        if (!earlier) continue;
        const MessageKey& message = earlier->message;
        const SettlementKey key = earlier->key.value_or(SettlementKey{});
        rows.push_back({message.peer, message.institution, message.message, name_of(earlier->direction),
                        key.treatment_division, key.settlement, items[i]->question.visit, i});
    }
    std::map<std::size_t, EarlierNumbers> found;
    for (const Row& row : session.run(numbers_of_earlier, rows)) {
        EarlierNumbers& of = found[position_of(row)];
        const SettlementNo no(row.number("settlement_no"));
        const std::string by = row.text("by");
        if (by == "message")
            of.of_message = no;
        else if (by == "key")
            of.of_key = no;
        else
            of.of_visit.insert(no);
    }
    return found;
}

void read_earlier(Session& session, const Items<BillToRead>& items, std::vector<BillFacts>& facts) {
    const auto earlier = find_earlier(session, items);
    std::set<SettlementNo> numbers;
    for (const auto& [position, of] : earlier) {
        numbers.insert(of.of_visit.begin(), of.of_visit.end());
        for (const auto& no : {of.of_message, of.of_key})
            if (no) numbers.insert(*no);
    }
    const auto records = records_with_numbers(session, *items.front()->vault, numbers);
    const auto record = [&](SettlementNo no) { return records.at(no); };
    for (const auto& [position, of] : earlier) {
        BillFacts& into = facts[position];
        if (of.of_message) into.of_message = record(*of.of_message);
        if (of.of_key) into.of_key = record(*of.of_key);
        for (const SettlementNo no : of.of_visit)
            into.of_visit.push_back(record(no));
        sort_holders_first(into.of_visit);
    }
}

/// The records last: who took the lines meanwhile is among them.
Answers<BillFacts> read_bills(Session& session, const Items<BillToRead>& items) {
    std::vector<BillFacts> facts(items.size());
    read_visits(session, items, facts);
    read_earlier(session, items, facts);
    Answers<BillFacts> answers;
    for (BillFacts& of : facts)
        answers.emplace_back(std::move(of));
    return answers;
}

}  // namespace

std::string quote_purpose(const VisitId& visit, const BillNumber& bill) {
    return "quote:" + visit.text + ":" + bill.text;
}

const ReadKind<BillToRead, BillFacts> bills{read_bills};

}  // namespace clearing::postgres
