#include "gateway/infra/postgres/visit_store.hpp"

#include "gateway/infra/postgres/fee_lines.hpp"
#include "gateway/infra/postgres/json_forms.hpp"
#include "gateway/infra/postgres/visit_kinds.hpp"
#include "gateway/infra/postgres/visit_row.hpp"

namespace clearing::postgres {
namespace {

constexpr Write open_visit{"visit.open"};
constexpr Write keep_lines{"visit.add_lines"};
constexpr Write keep_told_lines{"visit.keep_told"};
constexpr Write withdraw_lines{"visit.remove_lines"};

constexpr Sql insert_visit{"insert_visit", R"sql(
    INSERT INTO visit (id, their_id, direction, care, platform, treatment_division, insured_division, institution,
                       institution_name, insurance_type, med_type, begin_time, end_time, emergency, state,
                       person_token, cert_token, sealed)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
    ON CONFLICT (id) DO NOTHING)sql"};

constexpr Sql visit_by_id{"visit_by_id", "SELECT * FROM visit WHERE id = $1"};
// Times are as sent, "2018-10-16 09:30:00": they sort as texts. A bare end date means the whole day.
constexpr Sql visits_of_person{"visits_of_person", R"sql(
    SELECT * FROM visit
    WHERE person_token = $1 AND ($2 = '' OR begin_time >= $2)
      AND ($3 = '' OR begin_time <= $3 || CASE WHEN length($3) = 10 THEN ' 23:59:59' ELSE '' END)
    ORDER BY begin_time, visit_no)sql"};

Bytes person_token(const Vault& vault, const std::string& number) {
    return vault.token("person number", number);
}

}  // namespace

awaitable<Result<Visit>> VisitStore::open(Visit visit) {
    auto work = [this, v = std::move(visit)](Session& session) -> Result<Visit> {
        session.run(insert_visit,
                    {v.id, v.their_id, name_of(v.direction), name_of(v.care), v.platform, v.treatment_division,
                     v.insured_division, v.institution, v.institution_name, v.insurance_type, v.med_type, v.begin_time,
                     v.end_time, v.emergency, name_of_state(v.state), person_token(vault_, v.person.number),
                     vault_.token("certificate number", v.person.cert_no), seal_visit(v, vault_)});
        return read_visit(session.first(visit_by_id, {v.id}).value(), vault_);
    };
    return pool_.write_repeatable(open_visit, std::move(work));
}

awaitable<Result<std::optional<Visit>>> VisitStore::find(VisitId our_id) {
    return pool_.read(visits_by_id, VisitQuestion{std::move(our_id), &vault_});
}

awaitable<Result<std::vector<Visit>>> VisitStore::find_of_person(std::string person_number, std::string begin_time,
                                                                 std::string end_time) {
    Arguments arguments{person_token(vault_, person_number), begin_time, end_time};
    auto work = [this, arguments = std::move(arguments)](Session& session) -> Result<std::vector<Visit>> {
        std::vector<Visit> visits;
        for (const Row& row : session.run(visits_of_person, arguments))
            visits.push_back(read_visit(row, vault_));
        return visits;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<void>> VisitStore::update(Visit visit) {
    return pool_.write(changed_visits, visit_row(vault_, std::move(visit)));
}

awaitable<Result<void>> VisitStore::add_lines(VisitNo visit, std::vector<FeeLine> lines) {
    std::vector<LineId> ids;
    for (const FeeLine& line : lines)
        ids.push_back(line.id);
    auto work = [this, visit, lines = std::move(lines)](Session& session) {
        return add_fee_lines(session, vault_, visit, lines);
    };
    auto was_committed = [visit, ids = std::move(ids)](Session& session, int) {
        return are_fee_lines_stored(session, visit, ids);
    };
    return pool_.write(keep_lines, std::move(work), std::move(was_committed));
}

awaitable<Result<void>> VisitStore::keep_told(VisitNo visit, SettlementNo of, std::vector<FeeLine> lines) {
    auto work = [this, visit, of, lines = std::move(lines)](Session& session) {
        return keep_told_fee_lines(session, vault_, visit, of, lines);
    };
    return pool_.write_repeatable(keep_told_lines, std::move(work));
}

awaitable<Result<long long>> VisitStore::remove_lines(VisitNo visit, BillNumber bill, std::vector<LineId> lines) {
    auto work = [visit, bill = std::move(bill), lines = std::move(lines)](Session& session) {
        return remove_fee_lines(session, visit, bill, lines);
    };
    return pool_.write(withdraw_lines, std::move(work));
}

awaitable<Result<std::vector<ports::StoredLine>>> VisitStore::lines(VisitNo visit) {
    auto work = [this, visit](Session& session) -> Result<std::vector<ports::StoredLine>> {
        return fee_lines_of_visit(session, vault_, visit);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<void>> VisitStore::keep_quote(BillKey bill, SettledBill quote, Instant expires_at) {
    pool_.post(kept_quotes, quote_row(vault_, std::move(bill), quote, expires_at));
    co_return Result<void>{};
}

}  // namespace clearing::postgres
