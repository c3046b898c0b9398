#include "gateway/infra/postgres/day_sums.hpp"

#include "gateway/infra/postgres/arrays.hpp"
#include "gateway/infra/postgres/day_content.hpp"
#include "gateway/infra/postgres/day_line.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace clearing::postgres {
namespace {

constexpr Sql sums_of_lines{"day_sums_of_lines", R"sql(
    SELECT insurance_type, care, agreement_day, count(*) FILTER (WHERE kind = 'settle') AS settlements,
           count(*) FILTER (WHERE kind = 'cancel') AS cancels,
           sum(total)::bigint AS total, sum(hifp)::bigint AS hifp, sum(cvlserv)::bigint AS cvlserv,
           sum(hifes)::bigint AS hifes, sum(hifmi)::bigint AS hifmi, sum(hifob)::bigint AS hifob,
           sum(maf)::bigint AS maf, sum(hifdm)::bigint AS hifdm, sum(oth)::bigint AS oth,
           sum(fund_total)::bigint AS fund_total, sum(account)::bigint AS account,
           sum(mutual_aid)::bigint AS mutual_aid, sum(cash)::bigint AS cash,
           sum(person_total)::bigint AS person_total, sum(hospital)::bigint AS hospital,
           sum(full_self_pay)::bigint AS full_self_pay, sum(over_limit)::bigint AS over_limit,
           sum(first_self_pay)::bigint AS first_self_pay, sum(in_scope)::bigint AS in_scope
    FROM (SELECT s.*, )sql" AGREEMENT_DAY R"sql( AS agreement_day
          FROM day_lines($1, $2, $3, $4, $5, $6) s
          WHERE NOT EXISTS (SELECT FROM unnest($7::text[], $8::text[]) AS k(key_division, key_id)
                            WHERE k.key_division = s.key_division AND k.key_id = s.key_id)) s
    GROUP BY insurance_type, care, agreement_day)sql"};

constexpr Sql lines_left_out{"day_lines_left_out", "SELECT " DAY_LINE_COLUMNS R"sql(
    FROM named_day_lines($1, $2, $3, $4, $5, $6, $7, $8) s)sql"};

constexpr Sql lines_late{"day_lines_late", R"sql(
    SELECT key_division, key_id, assigned_day FROM late_day_lines($1, $2, $3, $4, $5, $6))sql"};

constexpr Sql postings_of_day{"day_postings", R"sql(
    SELECT debit, credit, component, sum(amount)::bigint AS amount FROM transfer
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND clearing_day = $4
    GROUP BY debit, credit, component)sql"};

LineSums read_sums(const Row& row) {
    return {InsuranceType(row.text("insurance_type")),
            care_setting_named(row.text("care")).value(),
            row.day("agreement_day"),
            row.number("settlements"),
            row.number("cancels"),
            read_amounts(row)};
}

}  // namespace

ports::DaySums day_sums(Session& session, const DayKey& key, const std::vector<SettlementKey>& left_out) {
    const DayHead head = head_of(session, key);
    Arguments arguments = arguments_of(key, head);
    arguments.emplace_back(head.is_over);
    ports::DaySums sums;
    sums.content_revision = head.content_revision;  // read before them
    for (const Row& row : session.run(lines_late, arguments))
        sums.late.push_back(
            {{DivisionCode(row.text("key_division")), SettlementId(row.text("key_id"))}, row.day("assigned_day")});
    std::ranges::sort(sums.late, {}, &LateLine::key);
    const KeyArrays keys = key_arrays(left_out);
    arguments.emplace_back(keys.divisions);
    arguments.emplace_back(keys.ids);
    for (const Row& row : session.run(sums_of_lines, arguments))
        sums.cleared.push_back(read_sums(row));
    std::ranges::sort(sums.cleared, {}, [](const LineSums& group) {
        return std::tuple(group.insurance_type, group.care, group.agreement_day);
    });
    if (!left_out.empty())
        for (const Row& row : session.run(lines_left_out, arguments))
            sums.left_out.push_back(read_day_line(row));
    std::ranges::sort(sums.left_out, {}, &DayLine::key);
    sums.carried = carried_records(session, key, head);
    return sums;
}

std::vector<BalanceLine> day_balances(Session& session, const DayKey& key) {
    std::map<std::pair<Account, Component>, BalanceLine> sums;
    for (const Row& row :
         session.run(postings_of_day, {key.platform, key.counterparty, name_of(key.direction), key.day})) {
        const Account debit = account_named(row.text("debit")).value(),
                      credit = account_named(row.text("credit")).value();
        const Component component = component_named(row.text("component")).value();
        sums.try_emplace({debit, component}, debit, component).first->second.debits += row.money("amount");
        sums.try_emplace({credit, component}, credit, component).first->second.credits += row.money("amount");
    }
    std::vector<BalanceLine> lines;
    for (const auto& [place, line] : sums)
        lines.push_back(line);
    return lines;
}

}  // namespace clearing::postgres
