// Plans are made once for a connection (PoolConfig::plans), and whatever the tables were then they have to serve when
// the books are long: each statement by an index of its own, and each take of a queue no more than was asked for.
#include "gateway/infra/postgres/adjustment_offers.hpp"
#include "gateway/infra/postgres/adjustments.hpp"
#include "gateway/infra/postgres/alarms.hpp"
#include "gateway/infra/postgres/audit_findings.hpp"
#include "gateway/infra/postgres/difference_cases.hpp"
#include "gateway/infra/postgres/institution_payments.hpp"
#include "gateway/infra/postgres/payment_book.hpp"
#include "gateway/infra/postgres/reversal_orders.hpp"
#include "gateway/infra/postgres/voucher_book.hpp"
#include "tests/integration/postgres/contract_world.hpp"
#include "tests/support/adjustment_offers_contract.hpp"
#include "tests/support/doubt_list_contract.hpp"
#include "tests/support/far_side_contract.hpp"
#include "tests/support/institution_payments_contract.hpp"
#include "tests/support/message_log_contract.hpp"
#include "tests/support/money_contract.hpp"
#include "tests/support/outbox_contract.hpp"
#include "tests/support/reversal_orders_contract.hpp"
#include "tests/support/settlement_store_contract.hpp"
#include "tests/support/together_contract.hpp"
#include "tests/support/visit_store_contract.hpp"

#include <map>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::postgres {

using test::Books;
using test::ContractWorld;
using test::noon;
using tests::StoreDesk;

namespace {

using Statements = std::map<std::string, std::string>;  ///< texts by their names

const Instant later = noon + std::chrono::hours(1);

/// Everything is settled and told, nothing is cancelled and nothing waits: indexes of what is open are empty, and look
/// cheaper than any other.
constexpr const char* calm_books[] = {
    "INSERT INTO institution (code) SELECT 'H' || g FROM generate_series(1, 200) g",
    R"sql(INSERT INTO visit (id, their_id, direction, care, platform, treatment_division, insured_division, institution,
                             institution_name, insurance_type, med_type, begin_time, end_time, emergency, state,
                             person_token, cert_token, sealed)
          SELECT 'V' || g, 'T' || g, 'visitor', 'outpatient', 'delta', '330200', '310000', 'H' || g % 200 + 1, 'hospital',
                 '310', '11', '2026-01-01', '', false, 'discharged', 'p', 'c', 's'
          FROM generate_series(1, 20000) g)sql",
    R"sql(INSERT INTO settlement (institution_no, kind, direction, care, platform, other_side, treatment_division,
                                  insured_division, counterparty, institution_name, insurance_type, med_type,
                                  message_peer, message_institution_no, message_id, infno, content_digest, id, visit_no,
                                  visit_id, bill_institution_no, bill_visit_id, bill_number, key_division, key_id,
                                  our_message, reverse_message, their_id, their_visit_id, quote_id, lines_until, state,
                                  reverse_remembered, had_been_booked, claimed_total, assigned_day, opened_at,
                                  changed_at, settled_at, answer_revision)
          SELECT g % 200 + 1, 'settle', 'visitor', 'outpatient', 'delta', 'shanghai', '330200', '310000', '310000',
                 'hospital', '310', '11', 'local-bureau', g % 200 + 1, 'M' || g, '2207', sha256('m'), '330200' || g, g,
                 'V' || g, g % 200 + 1, 'V' || g, 'B' || g, '330200', '330200' || g, 'L' || g, '', 'T' || g, 'T' || g, '',
                 g, 'booked', false, false, 100, '2026-01-01'::date + g / 200, now(), now(), '2026-01-01 00:00:00', 1
          FROM generate_series(1, 20000) g)sql",
    R"sql(INSERT INTO fee_line (visit_no, line_id, refund_of, bill, occurred_at, med_list_code, institution_list_code,
                                list_type, charge_item_type, charge_level, count_millionths, unit_price_millionths,
                                amount, full_self_pay, over_limit, first_self_pay, in_scope, map_version, map_row,
                                sealed, settled_by)
          SELECT visit_no, 'line', '', bill_number, now(), 'm', 'i', '101', '09', '01', 1, 1, 100, 0, 0, 0, 100, 'v', 'r',
                 's', settlement_no FROM settlement)sql",
    R"sql(INSERT INTO outbox (settlement_no, visit_no, peer, state, next_try_at, created_at, changed_at)
          SELECT settlement_no, visit_no, other_side, 'done', now(), now(), now() FROM settlement)sql",
    R"sql(INSERT INTO clearing_day (platform, counterparty, direction, day, state, changed_at)
          SELECT 'delta', '310000', 'visitor', '2026-01-01'::date + g, 'open', now() FROM generate_series(0, 100) g)sql",
    R"sql(INSERT INTO transfer (settlement_no, event, debit, credit, component, amount, platform, counterparty,
                                insurance_type, care, direction, clearing_day, posted_at)
          SELECT settlement_no, 'answered_yes', 'R1', 'H', 'hifp', 100, platform, counterparty, insurance_type, care,
                 direction, assigned_day, now() FROM settlement)sql",
    R"sql(INSERT INTO message (first_message_no, travels, peer, platform, institution, msgid, infno, direction,
                               treatment_division, insured_division, content_digest, body, at)
          SELECT g, 'in', 'local-bureau', 'delta', 'H1', 'M' || g, '2207', 'visitor', '330200', '310000', sha256('m'),
                 'b', now() FROM generate_series(1, 20000) g)sql",
    R"sql(INSERT INTO message_identity (peer, institution, msgid, message_no)
          SELECT peer, institution, msgid, message_no FROM message)sql",
    "VACUUM ANALYZE institution, visit, settlement, fee_line, outbox, clearing_day, transfer",
    "VACUUM ANALYZE message, message_identity"};

// What of a statement's plan goes through one of the long tables, or through an index of it from its first entry to its
// last: a condition that does not begin with the index's first column only looks at each of them. A statement that goes
// page by page in the order of a key has a condition on the key.
constexpr const char* scans_function = R"sql(
    CREATE FUNCTION scans_of(statement text) RETURNS SETOF text LANGUAGE plpgsql AS $f$
    DECLARE
        arguments integer;
        plan json;
    BEGIN
        SELECT coalesce(max(number[1]::integer), 0) INTO arguments
        FROM regexp_matches(statement, '\$(\d+)', 'g') number;
        EXECUTE 'PREPARE asked AS ' || statement;
        EXECUTE 'EXPLAIN (FORMAT JSON) EXECUTE asked' || CASE WHEN arguments > 0 THEN
            '(' || array_to_string(array_fill('NULL'::text, ARRAY[arguments]), ', ') || ')' ELSE '' END INTO plan;
        EXECUTE 'DEALLOCATE asked';
        RETURN QUERY
            SELECT concat_ws(' ', node ->> 'Node Type', node ->> 'Relation Name', node ->> 'Index Name',
                             node ->> 'Index Cond')
            FROM jsonb_path_query(plan::jsonb, 'strict $.** ? (@.type() == "object" && exists(@."Relation Name"))') node
            WHERE node ->> 'Relation Name' IN ('settlement', 'transfer', 'fee_line', 'message', 'outbox')
              AND (node ->> 'Node Type' = 'Seq Scan'
                   OR node ->> 'Node Type' IN ('Index Scan', 'Index Only Scan')
                      AND strpos(coalesce(node ->> 'Index Cond', ''),
                                 '(' || pg_get_indexdef((node ->> 'Index Name')::regclass, 1, true) || ' ') = 0);
    END $f$)sql";

constexpr Sql scans{"plans_scans", "SELECT scan FROM scans_of($1) scan"};

/// Statements that go through more than they answer, each with what bounds it.
constexpr const char* unresolved = "what is unresolved, gone through once for a day's close, a list or a report";
constexpr const char* open_uploads = "what waits or is parked, gone through by an operator's order or report";
constexpr const char* whole_books = "all that was ever posted, among the long work";
const std::map<std::string, const char*> exceptions{
    {"not_sent_of_day", unresolved},
    {"fix_day_content", unresolved},
    {"carried_records", unresolved},
    {"count_awaiting", unresolved},
    {"in_doubt_of_platform", unresolved},
    {"settlement_filtered_unresolved", unresolved},
    {"backlog", unresolved},
    {"open_outbox_items", open_uploads},
    {"resume_parked_batches", open_uploads},
    {"outbox_items", "newest first, until there are as many as asked for"},
    {"owed_to_institution", whole_books},
    {"open_of_year", whole_books},
    {"ledger_proof", whole_books},
};

struct CalmBooks : Books {
    CalmBooks() : Books(1) {
        for (const char* step : calm_books)
            database.ask_as_owner(step);
        database.ask_as_owner(scans_function);
    }

    /// As the pool's connections plan it.
    std::vector<std::string> scans_of(const std::string& statement) {
        return value(pool.read([&statement](Session& session) -> Result<std::vector<std::string>> {
            std::vector<std::string> found;
            for (const Row& row : session.run(scans, {statement}))
                found.push_back(row.text("scan"));
            return found;
        }));
    }
};

/// What the stores ask while a contract holds them to their word, and whatever is made of it in `with`.
class Hearing {
public:
    void hear(const std::function<void(ContractWorld& world)>& with) {
        ContractWorld world(ContractWorld::Faults::overheard);
        with(world);
        for (auto& [name, text] : world.prepared())
            heard_.try_emplace(plain(name), text);
    }
    const Statements& heard() const { return heard_; }

private:
    /// As its Sql or RowsSql is called.
    static std::string plain(std::string name) {
        constexpr std::string_view piped = "piped ";
        if (name.starts_with(piped)) name.erase(0, piped.size());
        const std::size_t last = name.find_last_not_of("0123456789");
        if (last != std::string::npos && last + 1 < name.size() && name[last] == '_') name.erase(last);
        return name;
    }

    Statements heard_;
};

#define HEAR(name) hearing.hear([](ContractWorld& world) { tests::name(world.contract()); });
void hear_stores(Hearing& hearing) {
    SETTLEMENT_OPEN_CONTRACT(HEAR)
    SETTLEMENT_APPLY_CONTRACT(HEAR)
    SETTLEMENT_MESSAGES_CONTRACT(HEAR)
    TOGETHER_CONTRACT(HEAR)
    VISIT_STORE_CONTRACT(HEAR)
    MESSAGE_LOG_CONTRACT(HEAR)
    OUTBOX_CONTRACT(HEAR)
    DOUBT_LIST_CONTRACT(HEAR)
}
#undef HEAR
#define HEAR(name) hearing.hear([](ContractWorld& world) { tests::name(world.contract(), world.far_side()); });
void hear_far_side(Hearing& hearing) {
    FAR_SIDE_CONTRACT(HEAR)
}
#undef HEAR
#define HEAR(name)                                                                                      \
    hearing.hear([](ContractWorld& world) {                                                             \
        VoucherBook vouchers(world.pool());                                                             \
        Adjustments adjustments(world.pool());                                                          \
        PaymentBook payments(world.pool());                                                             \
        AuditFindings findings(world.pool());                                                           \
        tests::name(tests::MoneyContract{world.contract(), vouchers, adjustments, payments, findings}); \
    });
void hear_money(Hearing& hearing) {
    MONEY_CONTRACT(HEAR)
}
#undef HEAR
#define HEAR(name)                                                                           \
    hearing.hear([](ContractWorld& world) {                                                  \
        Adjustments adjustments(world.pool(), tests::shanghai_is_asked);                     \
        AuditFindings findings(world.pool(), tests::shanghai_is_asked);                      \
        AdjustmentOffers offers(world.pool());                                               \
        tests::name(tests::OffersContract{world.contract(), adjustments, findings, offers}); \
    });
void hear_offers(Hearing& hearing) {
    OFFERS_CONTRACT(HEAR)
}
#undef HEAR
#define HEAR(name)                                                                                \
    hearing.hear([](ContractWorld& world) {                                                       \
        Adjustments adjustments(world.pool());                                                    \
        InstitutionPayments payments(world.pool());                                               \
        tests::name(tests::InstitutionPaymentsContract{world.contract(), adjustments, payments}); \
    });
void hear_institution_payments(Hearing& hearing) {
    INSTITUTION_PAYMENT_CONTRACT(HEAR)
}
#undef HEAR
#define HEAR(name)                                                            \
    hearing.hear([](ContractWorld& world) {                                   \
        ReversalOrders orders(world.pool());                                  \
        tests::name(tests::ReversalOrdersContract{world.contract(), orders}); \
    });
void hear_reversal_orders(Hearing& hearing) {
    REVERSAL_ORDER_CONTRACT(HEAR)
}
#undef HEAR

bool has_a_plan(std::string_view statement) {
    statement.remove_prefix(std::min(statement.find_first_not_of(" \n"), statement.size()));
    for (const std::string_view word : {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"})
        if (statement.starts_with(word)) return true;
    return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plans)

BOOST_AUTO_TEST_CASE(what_the_stores_ask_is_found_by_an_index_however_long_the_books_become) {
    Hearing hearing;
    hear_stores(hearing);
    hear_far_side(hearing);
    hear_money(hearing);
    hear_offers(hearing);
    hear_institution_payments(hearing);
    hear_reversal_orders(hearing);
    BOOST_TEST(hearing.heard().contains("settlement_bill_holder"));
    BOOST_TEST(hearing.heard().contains("adjusted_owed"));
    BOOST_TEST(hearing.heard().contains("take_fee_batches"));

    CalmBooks books;
    // So that it would be seen.
    BOOST_TEST(books.scans_of("SELECT sum(amount) FROM transfer").size() == 1U);
    BOOST_TEST(books.scans_of("SELECT id FROM settlement WHERE our_message = $1").size() == 1U);
    BOOST_TEST(books.scans_of("SELECT 1 FROM outbox WHERE settlement_no = $1 AND state = 'pending'").size() == 1U);
    BOOST_TEST(books.scans_of("SELECT 1 FROM outbox WHERE settlement_no = $1").empty());
    for (const auto& [name, statement] : hearing.heard()) {
        if (!has_a_plan(statement) || exceptions.contains(name)) continue;
        for (const std::string& scan : books.scans_of(statement))
            BOOST_ERROR(fmt::format("{}: {}", name, scan));
    }
}

BOOST_AUTO_TEST_SUITE_END()

// A queue that was looked at while one row was in it: a plan made then may not lose the limit of a take.
BOOST_AUTO_TEST_SUITE(takes_of_calm_queues)

BOOST_AUTO_TEST_CASE(no_more_doubts_are_taken_than_asked_for) {
    Books books(1);
    const auto doubtful = [&books](const std::string& name) {
        books.applied(test::move_of(books.opened(test::visitor_record(name)), SettlementState::in_doubt));
    };
    ports::DoubtQuery query;
    query.owner = "one";
    query.other_side = PeerName("shanghai");
    query.now = noon;
    query.taken_until = later;
    query.awaiting_before = noon - std::chrono::minutes(1);
    query.limit = 1;
    doubtful("a");
    BOOST_TEST(books.value(books.doubts.take_due(query)).size() == 1U);
    for (const char* table : {"doubt", "settlement"})
        books.database.ask_as_owner(fmt::format("ANALYZE {}", table));
    for (const char* name : {"b", "c", "d"})
        doubtful(name);
    const auto taken = books.value(books.doubts.take_due(query));
    BOOST_REQUIRE(taken.size() == 1U);
    BOOST_TEST(taken.front().record.id.text == "330200b");
}

BOOST_AUTO_TEST_CASE(no_more_fee_batches_are_taken_than_asked_for) {
    ContractWorld world;
    const tests::StoreContract store = world.contract();
    StoreDesk desk{store};
    const auto settled = [&desk](const std::string& name) {
        return desk.booked(StoreDesk::claim_of(desk.visit_with_lines(name, {"line-" + name}), name));
    };
    settled("a");
    world.database().ask_as_owner("ANALYZE outbox");
    for (const char* name : {"b", "c", "d"})
        settled(name);
    const auto taken = desk.value(store.outbox.take_due({"one", PeerName("shanghai"), later, later, 1}));
    BOOST_REQUIRE(taken.size() == 1U);
    BOOST_TEST(taken.front().record.id.text == "330200a");
}

BOOST_AUTO_TEST_CASE(no_more_cases_are_taken_than_asked_for) {
    Books books(1);
    DifferenceCases cases(books.pool);
    const DayKey day = day_key(books.booked(test::visitor_record("a")), test::first_day);
    const auto find = [&](const std::vector<std::string>& lines) {
        std::vector<Difference> found;
        for (const std::string& line : lines)
            found.push_back(
                {DifferenceKind::total, {DivisionCode("330200"), SettlementId(line)}, "60.00", "59.99", ""});
        return books.value(cases.take_up({day, found, "maker", std::nullopt, noon})).opened;
    };
    BOOST_TEST(find({"a"}) == 1);
    books.database.ask_as_owner("ANALYZE difference_case");
    BOOST_TEST(find({"a", "b", "c", "d"}) == 3);
    const auto taken = books.value(cases.take_due({"one", later, later, 1}));
    BOOST_REQUIRE(taken.size() == 1U);
    BOOST_TEST(taken.front().difference.settlement.settlement.text == "a");
}

BOOST_AUTO_TEST_CASE(no_more_alarms_are_taken_than_asked_for) {
    Books books(1);
    Alarms alarms(books.pool);
    const auto raise = [&](const std::string& subject) {
        BOOST_TEST(books.value(alarms.raise({"day_not_agreed", subject, "a day is not agreed", noon})));
    };
    // Each alarm has a row for each channel: none is there yet, in a table that is not quite empty.
    books.database.ask_as_owner(
        "BEGIN; INSERT INTO alarm (kind, subject, text, raised_at) VALUES ('k', 's', 't', now()); ROLLBACK");
    for (const char* table : {"alarm", "alarm_delivery"})
        books.database.ask_as_owner(fmt::format("ANALYZE {}", table));
    for (const char* subject : {"a", "b", "c", "d"})
        raise(subject);
    const auto taken = books.value(alarms.take_due({"one", ports::AlarmChannel::webhook, later, later, 1}));
    BOOST_REQUIRE(taken.size() == 1U);
    BOOST_TEST(taken.front().alarm.subject == "a");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
