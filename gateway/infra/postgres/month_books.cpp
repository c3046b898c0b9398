#include "gateway/infra/postgres/month_books.hpp"

#include "gateway/infra/postgres/settlement_row.hpp"

namespace clearing::postgres {
namespace {

constexpr Sql month_keys{"month_keys", R"sql(
    SELECT counterparty, direction FROM clearing_day WHERE platform = $1 AND day BETWEEN $2::date AND $3::date
    UNION
    SELECT counterparty, direction FROM settlement
    WHERE platform = $1 AND assigned_day BETWEEN $2::date AND $3::date AND state IN ('booked', 'cancelled')
    ORDER BY counterparty, direction DESC)sql"};

// A line that cleared in the month has setl_time in it, or came in late from before: its clearing line names it.
constexpr Sql month_groups{"month_groups", R"sql(
    WITH line AS (
        SELECT s.settlement_no FROM settlement s
        WHERE s.platform = $1 AND s.counterparty = $2 AND s.direction = $3 AND s.state IN ('booked', 'cancelled')
          AND s.assigned_day BETWEEN $4::date AND $5::date
        UNION
        SELECT cl.settlement_no FROM cleared_line cl JOIN clearing_day d USING (day_no)
        WHERE d.platform = $1 AND d.counterparty = $2 AND d.direction = $3 AND d.day BETWEEN $4::date AND $5::date)
    SELECT s.insurance_type, s.care, s.assigned_day BETWEEN $4::date AND $5::date AS in_month, cl.cleared_day,
           coalesce(o.assigned_day, s.assigned_day) AS agreement_day,
           count(*) FILTER (WHERE s.kind = 'settle') AS settlements,
           count(*) FILTER (WHERE s.kind = 'cancel') AS cancels, sum(s.total)::bigint AS total,
           sum(s.hifp)::bigint AS hifp, sum(s.cvlserv)::bigint AS cvlserv, sum(s.hifes)::bigint AS hifes,
           sum(s.hifmi)::bigint AS hifmi, sum(s.hifob)::bigint AS hifob, sum(s.maf)::bigint AS maf,
           sum(s.hifdm)::bigint AS hifdm, sum(s.oth)::bigint AS oth, sum(s.fund_total)::bigint AS fund_total,
           sum(s.account)::bigint AS account, sum(s.mutual_aid)::bigint AS mutual_aid, sum(s.cash)::bigint AS cash,
           sum(s.person_total)::bigint AS person_total, sum(s.hospital)::bigint AS hospital,
           sum(s.full_self_pay)::bigint AS full_self_pay, sum(s.over_limit)::bigint AS over_limit,
           sum(s.first_self_pay)::bigint AS first_self_pay, sum(s.in_scope)::bigint AS in_scope
    FROM line JOIN settlement s USING (settlement_no)
    LEFT JOIN cleared_line cl USING (settlement_no)
    LEFT JOIN settlement o ON o.settlement_no = s.cancels
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5)sql"};

// Debit R1 or credit P1: more is owed by the insured side; the other way: less.
constexpr Sql month_adjustments{"month_adjustments", R"sql(
    SELECT insurance_type, care, component, voucher,
           (CASE WHEN debit = 'R1' OR credit = 'P1' THEN amount ELSE -amount END) AS amount
    FROM transfer
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND clearing_day BETWEEN $4::date AND $5::date
      AND voucher <> '' AND (debit IN ('R1', 'P1')) <> (credit IN ('R1', 'P1'))
      AND debit NOT IN ('R2', 'P2') AND credit NOT IN ('R2', 'P2')
    ORDER BY transfer_no)sql"};

Arguments arguments_of(const MonthKey& key) {
    return {key.platform, key.counterparty, name_of(key.direction), key.month.first.to_text(),
            key.month.last().to_text()};
}

MonthGroup read_group(const Row& row) {
    MonthGroup group;
    group.insurance_type = InsuranceType(row.text("insurance_type"));
    group.care = care_setting_named(row.text("care")).value();
    group.settled_in_month = row.flag("in_month");
    group.cleared_day = row.optional_day("cleared_day");
    group.agreement_day = row.day("agreement_day");
    group.lines = {group.insurance_type, group.care, row.number("settlements"), row.number("cancels"),
                   read_amounts(row)};
    return group;
}

}  // namespace

awaitable<Result<std::vector<MonthKey>>> MonthBooks::keys(PlatformName platform, Month month) {
    auto work = [platform = std::move(platform), month](Session& session) -> Result<std::vector<MonthKey>> {
        std::vector<MonthKey> keys;
        for (const Row& row : session.run(month_keys, {platform, month.first.to_text(), month.last().to_text()}))
            keys.push_back({platform, DivisionCode(row.text("counterparty")),
                            direction_named(row.text("direction")).value(), month});
        return keys;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<MonthGroup>>> MonthBooks::groups(MonthKey key) {
    auto work = [key = std::move(key)](Session& session) -> Result<std::vector<MonthGroup>> {
        std::vector<MonthGroup> groups;
        for (const Row& row : session.run(month_groups, arguments_of(key)))
            groups.push_back(read_group(row));
        return groups;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<MonthAdjustment>>> MonthBooks::adjustments(MonthKey key) {
    auto work = [key = std::move(key)](Session& session) -> Result<std::vector<MonthAdjustment>> {
        std::vector<MonthAdjustment> adjustments;
        for (const Row& row : session.run(month_adjustments, arguments_of(key)))
            adjustments.push_back(
                {InsuranceType(row.text("insurance_type")), care_setting_named(row.text("care")).value(),
                 component_named(row.text("component")).value(), row.money("amount"), row.text("voucher")});
        return adjustments;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
