#include "tests/integration/postgres/contract_world.hpp"

#include <fmt/format.h>
#include <pqxx/connection>
#include <pqxx/transaction>

namespace clearing::test {
namespace {

constexpr std::size_t many = 8;

// One line per table with a digest of its rows, so that what differs names its table.
constexpr const char* everything_sql = R"sql(
    SELECT string_agg(tablename || ' ' || md5(query_to_xml(
               format('SELECT t::text AS row FROM %I t ORDER BY 1', tablename), true, false, '')::text), E'\n'
               ORDER BY tablename)
    FROM pg_tables WHERE schemaname = 'public')sql";

constexpr const char* ledger_sql = R"sql(
    SELECT string_agg(concat_ws(' ', debit, credit, component, to_char(amount / 100.0, 'FM999999990.00'), clearing_day,
                                insurance_type, care, event), E'\n' ORDER BY transfer_no) FROM transfer)sql";
constexpr const char* history_sql = R"sql(
    SELECT string_agg(s.id || ' ' || coalesce(h.from_state, '') || '>' || h.to_state || ' ' || h.event, E'\n'
                      ORDER BY h.history_no)
    FROM settlement_history h JOIN settlement s USING (settlement_no))sql";
constexpr const char* alarms_sql = "SELECT string_agg(text, E'\\n' ORDER BY alarm_no) FROM alarm";
constexpr const char* audited_sql =
    "SELECT string_agg(event || ' ' || subject, E'\\n' ORDER BY audit_no) FROM audit_event";
constexpr const char* sent_sql =
    "SELECT string_agg(msgid, E'\\n' ORDER BY message_no) FROM message WHERE travels = 'out'";
constexpr const char* replies_sql = R"sql(
    SELECT string_agg(r.line, E'\n' ORDER BY r.message_no, r.answer_no) FROM (
        SELECT m.message_no, a.answer_no, m.msgid || ' ' || a.outcome AS line
        FROM message_answer a JOIN message m USING (message_no) WHERE m.travels = 'out'
        UNION ALL
        SELECT message_no, 0, msgid || ' ' || reply_outcome FROM message WHERE reply_outcome IS NOT NULL) r)sql";
constexpr const char* uploads_sql = R"sql(
    SELECT string_agg(s.id, E'\n' ORDER BY o.outbox_no) FROM outbox o JOIN settlement s USING (settlement_no)
    WHERE o.state = 'pending')sql";
constexpr const char* held_sql = R"sql(
    SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE NOT l.granted AND d.datname = current_database() AND l.relation = 'alarm'::regclass)sql";

/// Owns a lock that lets readers of the alarms pass and stops who writes one.
struct AlarmLock {
    explicit AlarmLock(const std::string& owner_url) : connection(owner_url), transaction(connection) {
        transaction.exec("LOCK TABLE alarm IN EXCLUSIVE MODE");
    }
    pqxx::connection connection;
    pqxx::work transaction;
};

}  // namespace

ContractWorld::ContractWorld(Faults faults)
    : books_(1),
      pool_(faults == Faults::no ? config_for(books_.database.daemon_url(), many)
                                 : config_for(proxy_.url(), faults == Faults::yes ? 1 : many)) {}

std::vector<std::string> ContractWorld::lines(const std::string& sql) {
    const std::string text = books_.database.ask_as_owner(sql);
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

tests::StoreContract ContractWorld::contract() {
    using Loss = tests::StoreContract::Loss;
    return {.settlements = settlements_,
            .visits = visits_,
            .days = days_,
            .messages = messages_,
            .outbox = outbox_,
            .doubts = doubts_,
            .ledger = [this] { return lines(ledger_sql); },
            .history = [this] { return lines(history_sql); },
            .alarms = [this] { return lines(alarms_sql); },
            .audited = [this] { return lines(audited_sql); },
            .sent = [this] { return lines(sent_sql); },
            .replies = [this] { return lines(replies_sql); },
            .uploads = [this] { return lines(uploads_sql); },
            .everything = [this] { return books_.database.ask_as_owner(everything_sql); },
            .lose_commit =
                [this](Loss loss, int after_commits) {
                    proxy_.cut_next("COMMIT",
                                    loss == Loss::after_it_happened ? CuttingProxy::Cut::after_the_server_did_it
                                                                    : CuttingProxy::Cut::before_the_server_sees_it,
                                    after_commits);
                },
            // pg_terminate_backend, and the server has done it: what the daemon sends next meets nobody.
            .break_off_at_statement =
                [this](int statement) {
                    proxy_.strike_at_statement(statement, [this] { books_.database.cut_daemon_sessions(); });
                },
            .has_struck = [this] { return proxy_.has_struck(); },
            .hold_alarms = [this]() -> std::shared_ptr<void> {
                return std::make_shared<AlarmLock>(books_.database.owner_url());
            },
            .is_held = [this] { return books_.database.ask_as_owner(held_sql) != "0"; }};
}

}  // namespace clearing::test
