#include "gateway/infra/postgres/visit_kinds.hpp"

#include "gateway/infra/postgres/bill_facts.hpp"
#include "gateway/infra/postgres/json_forms.hpp"
#include "gateway/infra/postgres/visit_row.hpp"

#include <map>

namespace clearing::postgres {
namespace {

constexpr Write keep_promise{"visit.keep_quote", Commit::logged};
constexpr Write change_visit{"visit.update"};

constexpr RowsSql visits_with_ids{"visits_with_ids", "text, integer", R"sql(
    SELECT a.position, v.* FROM ({rows}) AS a(wanted, position),
         LATERAL (SELECT * FROM visit WHERE id = a.wanted OFFSET 0) v)sql"};

constexpr RowsSql update_visits{"update_visits",
                                "text, text, text, text, text, text, boolean, text, bytea, bytea, bytea, integer",
                                R"sql(
    UPDATE visit v SET their_id = c.their_id, insurance_type = c.insurance_type, med_type = c.med_type,
                       begin_time = c.begin_time, end_time = c.end_time, emergency = c.emergency, state = c.state,
                       person_token = c.person_token, cert_token = c.cert_token, sealed = c.sealed,
                       revision = v.revision + 1
    FROM ({rows}) AS c(id, their_id, insurance_type, med_type, begin_time, end_time, emergency, state, person_token,
                       cert_token, sealed, revision)
    WHERE v.id = c.id AND v.revision = c.revision RETURNING v.id)sql"};

constexpr Sql visit_exists{"visit_exists", "SELECT 1 FROM visit WHERE id = $1"};
// Sealed each time with another nonce: it is the row of this very write.
constexpr Sql visit_is_sealed_so{"visit_is_sealed_so", "SELECT 1 FROM visit WHERE id = $1 AND sealed = $2"};

constexpr RowsSql insert_quotes{"insert_quotes", "text, text, text, text, bigint, bytea, bigint", R"sql(
    INSERT INTO quote (institution, visit_id, bill, quote_id, total, sealed, expires_at)
    SELECT q.institution, q.visit_id, q.bill, q.quote_id, q.total, q.sealed, instant_of(q.expires_ms)
    FROM ({rows}) AS q(institution, visit_id, bill, quote_id, total, sealed, expires_ms))sql"};

std::size_t position_in(const Row& row) {
    return static_cast<std::size_t>(row.number("position"));
}

Answers<std::optional<Visit>> find_visits(Session& session, const Items<VisitQuestion>& items) {
    std::vector<Arguments> rows;
    for (const VisitQuestion* item : items)
        rows.push_back({item->id, rows.size()});
    Answers<std::optional<Visit>> answers(items.size(), std::optional<Visit>());
    for (const Row& row : session.run(visits_with_ids, rows))
        answers.at(position_in(row)) = std::optional(read_visit(row, *items[position_in(row)]->vault));
    return answers;
}

Arguments row_of(const VisitRow& row) {
    const Visit& v = row.visit;
    return {v.id,       v.their_id,  v.insurance_type,       v.med_type,       v.begin_time,
            v.end_time, v.emergency, name_of_state(v.state), row.person_token, row.cert_token,
            row.sealed, v.revision};
}

/// In the order of their ids, so that two daemons never wait for each other. Of several of one visit the first; the
/// others follow alone, as does what finds no such revision.
Answers<void> update_all_visits(Session& session, const Items<VisitRow>& items) {
    std::map<VisitId, std::size_t> by_id;
    for (std::size_t i = 0; i < items.size(); ++i)
        by_id.emplace(items[i]->visit.id, i);
    auto answers = no_answers<void>(items);
    std::vector<Arguments> rows;
    for (const auto& [id, i] : by_id)
        rows.push_back(row_of(*items[i]));
    for (const Row& row : session.run(update_visits, rows))
        answers[by_id.at(VisitId(row.text("id")))] = Result<void>{};
    return answers;
}

Result<void> why_not_updated(Session& session, const VisitRow& row) {
    if (!session.first(visit_exists, {row.visit.id})) return fail(ErrorCode::visit_unknown);
    return fail(ErrorCode::conflict, "the visit was changed meanwhile");
}

std::optional<bool> was_updated(Session& session, const VisitRow& row, const Result<void>& answer) {
    if (!answer) return std::nullopt;
    return session.first(visit_is_sealed_so, {row.visit.id, row.sealed}).has_value();
}

Answers<void> insert_all_quotes(Session& session, const Items<QuoteRow>& items) {
    std::vector<Arguments> rows;
    for (const QuoteRow* item : items)
        rows.push_back({item->bill.institution, item->bill.visit, item->bill.bill, item->id, item->total,
                        item->sealed_split, item->expires_at});
    session.send(insert_quotes, rows);
    return Answers<void>(items.size(), Result<void>{});
}

}  // namespace

VisitRow visit_row(const Vault& vault, Visit visit) {
    Bytes person = vault.token("person number", visit.person.number);
    Bytes certificate = vault.token("certificate number", visit.person.cert_no);
    Bytes sealed = seal_visit(visit, vault);
    return {std::move(visit), std::move(person), std::move(certificate), std::move(sealed)};
}

QuoteRow quote_row(const Vault& vault, BillKey bill, const SettledBill& quote, Instant expires_at) {
    Bytes split = vault.seal(quote_purpose(bill.visit, bill.bill), whole(quote.split));
    return {std::move(bill), quote.quote, quote.split.total, std::move(split), expires_at};
}

const ReadKind<VisitQuestion, std::optional<Visit>> visits_by_id{find_visits};
const WriteKind<VisitRow, void> changed_visits{change_visit, update_all_visits, why_not_updated, was_updated};
const WriteKind<QuoteRow, void> kept_quotes{keep_promise, insert_all_quotes};

}  // namespace clearing::postgres
